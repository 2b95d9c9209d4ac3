/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines.c - one growing buffer over a stream, with a limit to the line and to the file.
 *
 *	buffer  [ handed out | text NUL | not looked at yet | free ]
 *	                       ^begin after the next call     ^end
 *
 * Only the tail of an unfinished line is ever moved, so the cost is that of reading.
 */
#include "lines.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)64 << 10)

void lines_init(struct lines *l, FILE *file)
{
	*l = (struct lines){ .file = file };
}

void lines_done(struct lines *l)
{
	/* Standard input stays: a second recording from it is an empty one, not a crash. */
	if (l->file && l->file != stdin)
		fclose(l->file);
	free(l->buffer);
	*l = (struct lines){ 0 };
}

/* Room for another chunk and a NUL behind it. */
static bool make_room(struct lines *l)
{
	size_t size = l->size ? l->size : 2 * CHUNK;
	char *buffer;

	if (l->begin) {
		memmove(l->buffer, l->buffer + l->begin, l->end - l->begin);
		l->end -= l->begin;
		l->begin = 0;
	}
	while (size < l->end + CHUNK + 1)
		size *= 2;
	if (size == l->size)
		return true;
	buffer = realloc(l->buffer, size);
	if (!buffer)
		return false;
	l->buffer = buffer;
	l->size = size;
	return true;
}

static enum line_status read_chunk(struct lines *l)
{
	size_t got;

	if (!make_room(l))
		return LINE_NO_MEMORY;
	got = fread(l->buffer + l->end, 1, CHUNK, l->file);
	if (got < CHUNK) {
		if (ferror(l->file))
			return LINE_ERROR;
		l->ended = true;
	}
	l->end += got;
	l->total += got;
	return l->total > FILE_MAX_BYTES ? LINE_FILE_TOO_LONG : LINE_READ;
}

static enum line_status hand_out(struct lines *l, size_t length)
{
	l->text = l->buffer + l->begin;
	l->length = length;
	l->text[length] = '\0';
	l->number++;
	l->begin += length < l->end - l->begin ? length + 1 : length;
	return length > LINE_MAX_BYTES ? LINE_TOO_LONG : LINE_READ;
}

enum line_status lines_next(struct lines *l)
{
	size_t searched = 0;

	if (l->again) {
		l->again = false;
		return LINE_READ;
	}
	for (;;) {
		size_t left = l->end - l->begin;
		const char *from = left ? l->buffer + l->begin : NULL;
		const char *newline = NULL;
		enum line_status status;

		if (left > searched)
			newline = memchr(from + searched, '\n', left - searched);
		if (newline)
			return hand_out(l, (size_t)(newline - from));
		if (left > LINE_MAX_BYTES || (l->ended && left))
			return hand_out(l, left);
		if (l->ended)
			return LINE_NONE;
		searched = left;
		status = read_chunk(l);
		if (status != LINE_READ)
			return status;
	}
}

void lines_unread(struct lines *l)
{
	l->again = true;
}
