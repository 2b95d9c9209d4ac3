/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notes.h - sentences about what was converted, in order, each once.
 */
#ifndef COMPARE_NOTES_H
#define COMPARE_NOTES_H

#include <stdbool.h>
#include <stddef.h>

struct notes {
	char **line;
	size_t n;
	bool short_of_memory;
};

/* Adds a sentence if it is not there yet. */
void note(struct notes *n, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void notes_done(struct notes *n);

#endif
