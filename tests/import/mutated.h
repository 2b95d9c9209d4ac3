/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutated.h - a good recording with one thing changed, and what reading it must say.
 */
#ifndef TESTS_IMPORT_MUTATED_H
#define TESTS_IMPORT_MUTATED_H

#include "text/diag.h"

#include <stdbool.h>
#include <stddef.h>

/* The first occurrence of one text is replaced by another. */
struct row {
	const char *what, *from, *to;
	int below;              /* lines between the change and where it must be noticed */
	const char *message;    /* a part of it */
};

struct text {
	char *bytes;
	size_t size;
};

/* traces/6.1/n_cpuset.jsonl. The caller frees its bytes. */
struct text good_recording(void);

/* The text with `gone` bytes from byte `at` on replaced. The caller frees its bytes. */
struct text replaced(struct text t, size_t at, size_t gone, const char *by, size_t n);
struct text row_applied(struct text good, const struct row *row);

/* The line, from 1, of byte `at`. */
unsigned line_at(struct text t, size_t at);

/* Reads all states and requests. False with *d and the line's text in `shown` on an error. */
bool reads_everything(struct text t, struct diag *d, char *shown, size_t size);

void expect_refused(const char *what, struct text t, unsigned line, const char *message);
void expect_rows_refused(const struct row *row, size_t n);
#define EXPECT_REFUSED(rows) expect_rows_refused(rows, sizeof(rows) / sizeof *(rows))

#endif
