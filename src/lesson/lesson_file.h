/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lesson_file.h - the inside of struct lesson. Only src/lesson uses it.
 */
#ifndef LESSON_LESSON_FILE_H
#define LESSON_LESSON_FILE_H

#include "session.h"

struct lesson {
	char *path, *directory;
	char *text;             /* of the file, NUL-terminated */
	size_t size;
	struct md_document doc;
};

#endif
