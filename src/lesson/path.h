/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * path.h - which files a lesson may read.
 */
#ifndef LESSON_PATH_H
#define LESSON_PATH_H

/*
 * The real path of what a lesson in directory names by path: beneath that directory, or, where it
 * is not found, beneath data (NULL: nowhere else). Whatever links and dots do, the result lies in
 * one of the two. NULL with *why for people. The caller frees it.
 */
char *lesson_path(const char *directory, const char *data, const char *path, const char **why);

#endif
