/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * complete.h - which words may come next in a line of the command language.
 */
#ifndef LESSON_COMPLETE_H
#define LESSON_COMPLETE_H

#include "lesson/lesson.h"

/*
 * The words that the one at `start` of the line may become: an array that ends with NULL; the
 * caller frees the words and the array. NULL: none; *files: file names are meant instead. s may
 * have no machine yet.
 */
char **lesson_complete(const struct session *s, const char *line, size_t start, bool *files);

#endif
