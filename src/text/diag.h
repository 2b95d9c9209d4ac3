/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diag.h - a message about somebody's input: file, line, column, and a caret beneath the line.
 *
 * Library code fills a struct diag and returns; the command line prints it. The text may quote
 * hostile input, so it is made harmless when it is printed, not where it is written.
 */
#ifndef TEXT_DIAG_H
#define TEXT_DIAG_H

#include <stdio.h>

struct diag {
	const char *file;      /* borrowed from the caller; NULL: no file */
	unsigned line, column; /* from 1, the column in bytes; 0 means the whole file, or line */
	char message[160];     /* "unknown gfp flag GFP_KERNAL (GFP_KERNEL?)" */
};

/* Fills *d. Keeps file, so it must live as long as d. A message too long ends in "...". */
void diag_set(struct diag *d, const char *file, unsigned line, unsigned column, const char *fmt,
	      ...) __attribute__((format(printf, 5, 6)));

/*
 * Prints "file:line:column: message" and, if source_line is not NULL, that line with a caret
 * under the column. The line ends at its first newline or NUL; only the part of it around the
 * column is shown if it is long. Nothing that could steer a terminal is printed.
 */
void diag_print(FILE *out, const struct diag *d, const char *source_line);

/*
 * Prints text for a terminal: control characters and bytes that are not UTF-8 become '?', a tab
 * becomes a space, at most max bytes of text are read.
 */
void diag_print_harmless(FILE *out, const char *text, size_t max);

#endif
