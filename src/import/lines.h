/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines.h - lines of a file that may be a pipe, may be hostile, and may never end.
 */
#ifndef IMPORT_LINES_H
#define IMPORT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { LINE_MAX_BYTES = 16 << 20 };
#define FILE_MAX_BYTES ((uint64_t)4 << 30)

enum line_status {
	LINE_READ,
	LINE_NONE,              /* the file has ended */
	LINE_TOO_LONG,          /* text holds its beginning */
	LINE_FILE_TOO_LONG,
	LINE_ERROR,             /* errno says why */
	LINE_NO_MEMORY,
};

struct lines {
	char *text;             /* the line, without its newline and with a NUL behind it; lent */
	size_t length;
	unsigned number;        /* of the line, from 1; of the last one when there is none left */

	FILE *file;
	char *buffer;
	size_t size, begin, end;        /* of the buffer; what is not yet handed out */
	uint64_t total;
	bool ended, again;
};

/* Takes file over: lines_done() closes it, unless it is stdin. */
void lines_init(struct lines *l, FILE *file);
void lines_done(struct lines *l);

/* The next line. l->text is good until the next call. After anything but LINE_READ, stop. */
enum line_status lines_next(struct lines *l);

/* The line read last is read once more by the next lines_next(). */
void lines_unread(struct lines *l);

#endif
