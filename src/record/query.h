/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query.h - one read-only query over a recording, and its rows as text.
 */
#ifndef RECORD_QUERY_H
#define RECORD_QUERY_H

#include <stdbool.h>
#include <stdio.h>

#include "text/diag.h"

enum query_format { QUERY_BOX, QUERY_CSV, QUERY_JSON, QUERY_MARKDOWN };

struct query_options {
	enum query_format format;
	unsigned seconds;       /* after which a query is stopped; 0: never */
	int ascii;              /* QUERY_BOX: without line-drawing characters */
	bool (*stop)(void);     /* asked now and then: shall it end? NULL: nobody is asked */
};

enum query_status {
	QUERY_DONE,
	QUERY_EMPTY,            /* it has no rows */
	QUERY_FAILED,           /* it is wrong, not allowed, or took too long */
	QUERY_UNUSABLE,         /* no query, or more than one; or the file is no recording */
	QUERY_MACHINE_FAILED,
};

/*
 * Runs sql on the recording at path and prints its rows to out. With any status but the first two
 * *d is filled; where the place in sql is known it has line and column, for a caret. No character
 * that could steer a terminal is printed, whatever the rows hold.
 */
enum query_status query_run(const char *path, const char *sql, const struct query_options *options,
			    FILE *out, struct diag *d);

#endif
