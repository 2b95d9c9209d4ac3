/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.h - what can be said about the last request: for expect, predict and numbers in prose.
 */
#ifndef LESSON_FACTS_H
#define LESSON_FACTS_H

#include "session.h"

struct fact {
	const char *name;       /* "splits" */
	const char *means;      /* one line, for the manual */
};

/* The i-th fact, or NULL behind the last. fact_find() is -1 for a name that is none. */
const struct fact *fact_at(size_t i);
int fact_find(const char *name);

/* Names of all facts for suggestions; at most `most` are written, their number returned. */
size_t fact_names(const char **names, size_t most);

/* Its value after the last request: "DMA32", "3", "none". */
void fact_value(const struct session *s, int fact, char out[FACT_MAX]);

/*
 * Did some check of this name, of this zone (NO_ZONE: any), pass or refuse? The name is that of a
 * rung, or a part of one; the zone's ladder is searched first.
 */
enum check_seen { CHECK_UNKNOWN, CHECK_NOT_MADE, CHECK_OTHERWISE, CHECK_SO };
enum check_seen check_seen(const struct session *s, const char *name, zid_t zone, bool passed);

#endif
