/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ftrace_line.h - one line of a trace to one event. Only src/import uses it.
 */
#ifndef IMPORT_FTRACE_LINE_H
#define IMPORT_FTRACE_LINE_H

#include "import/ftrace.h"

struct ftrace_line {
	const struct kernel *kernel;
	const char *file, *text;        /* text ends with a NUL */
	size_t length;
	unsigned number;
	struct trace *t;                /* bulk pages, statistics and the diag are there */
	bool failed;                    /* t->d is filled */

	char gfp_text[160];             /* the last mask: most requests have the same */
	gfp_t gfp;
};

enum ftrace_kind {
	FTRACE_EVENT,           /* *e is filled */
	FTRACE_NOTHING,         /* a comment, a header, an event of no interest */
	FTRACE_BAD,             /* the diag is filled */
	FTRACE_NO_MEMORY,
};
enum ftrace_kind ftrace_line(struct ftrace_line *l, struct trace_event *e);

/* Fills the diag with this line and the column of `at`, or none if it is NULL. */
void ftrace_error(struct ftrace_line *l, const char *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A piece of the line. */
struct ftrace_value {
	const char *text;
	size_t length;
};

/* Who, where, when to *e; the event's name, and what follows its colon. False: diag is filled. */
bool ftrace_head(struct ftrace_line *l, struct trace_event *e, struct ftrace_value *name,
		 const char **payload);

/* A comment, an empty line, or what `trace-cmd report` writes before its first event. */
bool ftrace_is_no_event(const char *text);

/* ftrace_event.c: the event of this name; *e holds the head already. */
enum ftrace_kind ftrace_event(struct ftrace_line *l, struct ftrace_value name,
			       const char *payload, struct trace_event *e);

/* "key=value" in an event's payload. text NULL: not there. */
struct ftrace_value ftrace_find(const char *payload, const char *key);

/* A number that ends at `end`, 0x before a hexadecimal one; false if it is none or above max. */
bool ftrace_read_number(const char *at, const char *end, uint64_t max, uint64_t *n);

/* The value of a key that must be there; a number from 0 to max, 0x before a hexadecimal one. */
uint64_t ftrace_number(struct ftrace_line *l, const char *payload, const char *key, uint64_t max);

/* ftrace_gfp.c: a mask by names, as the kernel prints it, and by the kernel's own bits. */
gfp_t ftrace_gfp(struct ftrace_line *l, const char *payload);
gfp_t ftrace_gfp_raw(struct ftrace_line *l, const char *payload);

#endif
