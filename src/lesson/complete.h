/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * complete.h - which words may come next in a line of the command language.
 */
#ifndef LESSON_COMPLETE_H
#define LESSON_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

struct kernel;
struct session;
struct world;

/* What the line is typed for. Each may be NULL: then there is less to offer. */
struct completing {
	const struct session *session;  /* whose names are offered */
	const struct kernel *kernel;
	const struct world *world;
};

/* Those of a session. */
struct completing completing_in(const struct session *s);

/* Words that are offered: an array that ends with NULL, of the caller's as each of them. */
struct offers {
	char **word;            /* NULL: none */
	size_t n;
};

/* A copy, unless it is there. Nothing if memory is short. */
void offer(struct offers *o, const char *text);
void offer_kernels(struct offers *o);

/* Does the text before `start` end with this? */
bool ends_before(const char *line, size_t start, const char *what);

/*
 * Offers what the word at `start` of the line may become, if it begins a statement or is in one.
 * *files: file names are meant instead.
 */
void lesson_complete(const struct completing *c, const char *line, size_t start,
		     struct offers *o, bool *files);

#endif
