/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * learner.h - what a learner does on the screen, kept in the file of progress.
 */
#ifndef CLI_LEARNER_H
#define CLI_LEARNER_H

#include <limits.h>

#include "tui/model.h"

struct learner {
	const char *data;       /* the directory above lessons/, or NULL; lent */
	char path[PATH_MAX];    /* of the file; "" where there is no place for one */
	char why[200];
};

void learner_init(struct learner *l, const char *data);

/* A how_far_fn; self is a struct learner. */
void learner_how_far(void *self, const char *path, const struct lesson *lesson, char *out,
		     size_t size);

/* A learnt_fn; self is a struct learner. */
const char *learner_keep(void *self, const struct learnt *what);

#endif
