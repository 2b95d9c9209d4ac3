/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_trace.h - `buddyscope verify --trace`: what a natural workload's proof looks like.
 */
#ifndef CLI_VERIFY_TRACE_H
#define CLI_VERIFY_TRACE_H

#include "import/workload.h"

/* Verifies and prints, for people or as JSON; returns the exit status. */
int verify_trace(struct workload_files files, const struct verify_options *options, bool json);

#endif
