/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ftrace_dat.h - trace.dat, as lines of text.
 */
#ifndef IMPORT_FTRACE_DAT_H
#define IMPORT_FTRACE_DAT_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "text/diag.h"

/* The first byte of a trace.dat; and whether text of this length begins like one. */
enum { TRACE_DAT_FIRST = 0x17 };
bool is_trace_dat(const char *text, size_t length);

/*
 * Opens a trace.dat as the text that ftrace_line() reads, one line an event. text is NULL, with *d
 * filled, if that cannot be. The caller closes text, then gives the rest to trace_dat_done().
 */
struct trace_dat {
	FILE *text;
	pid_t reader;           /* the process that writes it */
};
struct trace_dat trace_dat_open(const char *path, struct diag *d);

/* False, with *d filled, if the library failed or gave up before the end. */
bool trace_dat_done(struct trace_dat *t, const char *path, struct diag *d);

#endif
