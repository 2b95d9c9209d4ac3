/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace_summary.h - `buddyscope import --trace`: what a trace tells without a state.
 */
#ifndef CLI_TRACE_SUMMARY_H
#define CLI_TRACE_SUMMARY_H

#include "core/kernels.h"

struct trace_summary_options {
	const char *trace;              /* its file; "-" is standard input */
	const struct kernel *kernel;    /* NULL: its form tells */
	const char *output;             /* the recording to make of it, or NULL */
	bool json;
};

/* Prints the summary, makes the recording. The exit status. */
int trace_summary(const struct trace_summary_options *o);

#endif
