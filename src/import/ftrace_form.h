/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ftrace_form.h - is this file a trace, and of which kernel?
 */
#ifndef IMPORT_FTRACE_FORM_H
#define IMPORT_FTRACE_FORM_H

#include <stdio.h>

#include "core/kernels.h"

/* True if the file is a trace.dat, or text whose first event is a line of a trace. */
bool trace_is(const char *path);

/* A trace does not name its kernel; its lines have the form that some of them print. */
struct trace_form {
	const struct kernel *kernel;    /* the newest of them */
	char others[60];                /* "6.1, 5.10": the rest; "": none */
};

/*
 * Looks at all lines of the text, which it closes; NULL has no lines, and any kernel fits. dat: the
 * text is what trace_dat_open() gives, whose page frames have no form.
 */
struct trace_form trace_form_of(FILE *text, bool dat);

#endif
