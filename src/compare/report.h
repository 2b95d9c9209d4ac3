/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.h - what came of a trial, as lines of text: for standard output, and for the screen.
 *
 * What was converted comes first, then the first request with another result and the first check
 * that leads elsewhere, the two ladders of that request side by side, and what all requests add up
 * to. The same trial gives the same bytes.
 */
#ifndef COMPARE_REPORT_H
#define COMPARE_REPORT_H

#include <stdio.h>

#include "trial.h"

enum { REPORT_COLUMNS = 120 };          /* where nothing else is asked for */

/* Writes all of it. Only the ladders are laid out to the number of columns, at least 40. */
void report_trial(FILE *out, const struct trial *t, unsigned columns);

/* "geometry" or "state" */
const char *from_name(enum convert_from from);

/* The i-th number of a summary; its name, as in "would_sleep", or NULL behind the last. */
const char *summary_number(const struct side_summary *s, size_t i, int64_t *value);

#endif
