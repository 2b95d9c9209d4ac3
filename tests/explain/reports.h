/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reports.h - reports of real kernels, and the text of what is explained of them.
 */
#ifndef TESTS_EXPLAIN_REPORTS_H
#define TESTS_EXPLAIN_REPORTS_H

#include "explain/explain.h"

/* Paths of all reports in traces; NULL behind the last. */
extern const char *const reports_kept[];

/* The file's text; the caller frees it. */
char *report_text(const char *path, size_t *size);

/* What came of a log: how many reports, and all explanations as text (the caller frees it). */
struct explained {
	unsigned reports, partial, notes, attempts;
	char *text;
};
struct explained explain_log(const char *text, size_t size);

/* The same without explaining: text is NULL. */
struct explained read_log(const char *text, size_t size);

/* Calls look() with each report's explanation. */
void each_explanation(const char *text, size_t size, void (*look)(struct explanation *e));

#endif
