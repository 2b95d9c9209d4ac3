/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace_summary_inside.h - a summary's numbers, for its text and its JSON.
 */
#ifndef CLI_TRACE_SUMMARY_INSIDE_H
#define CLI_TRACE_SUMMARY_INSIDE_H

#include "core/traced.h"
#include "import/traced.h"

struct summary {
	const char *path;
	const struct traced *traced;
	struct traced_tally tally;
	uint64_t first, last;           /* microseconds of the first and the last line */
	unsigned cpus;                  /* different ones */
	bool cpu[MAX_CPUS];
	int64_t events;
};

/* trace_summary_text.c, trace_summary_json.c */
void summary_text(const struct summary *s);
void summary_json(const struct summary *s);

#endif
