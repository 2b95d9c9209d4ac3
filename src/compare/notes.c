/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notes.c - sentences about what was converted, in order, each once.
 */
#include "notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void note(struct notes *n, const char *fmt, ...)
{
	char **more, *text;
	va_list ap;
	int length;

	va_start(ap, fmt);
	length = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (length < 0) {
		n->short_of_memory = true;
		return;
	}
	for (size_t i = 0; i < n->n; i++)
		if (strcmp(n->line[i], text) == 0) {
			free(text);
			return;
		}
	more = realloc(n->line, (n->n + 1) * sizeof *more);
	if (!more) {
		n->short_of_memory = true;
		free(text);
		return;
	}
	n->line = more;
	n->line[n->n++] = text;
}

void notes_done(struct notes *n)
{
	for (size_t i = 0; i < n->n; i++)
		free(n->line[i]);
	free(n->line);
}
