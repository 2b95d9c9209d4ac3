/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * path.c - a lesson comes from a stranger, so it reads only what lies beside it, or what came with
 * the program.
 */
#include "path.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_inside(const char *path, const char *tree)
{
	size_t n = strlen(tree);

	return strcmp(tree, "/") == 0 || (strncmp(path, tree, n) == 0 && path[n] == '/');
}

static char *real_directory(const char *directory)
{
	return directory ? realpath(*directory ? directory : ".", NULL) : NULL;
}

static char *resolve(const char *directory, const char *path)
{
	char *joined, *real;

	if (*path == '/' || !directory)
		return realpath(path, NULL);
	if (asprintf(&joined, "%s/%s", directory, path) < 0)
		return NULL;
	real = realpath(joined, NULL);
	free(joined);
	return real;
}

char *lesson_path(const char *directory, const char *data, const char *path, const char **why)
{
	char *own = real_directory(directory), *shared = real_directory(data);
	char *real = resolve(own, path);

	if (!real && shared && *path != '/')
		real = resolve(shared, path);
	if (!real) {
		*why = errno ? strerror(errno) : "no such file";
	} else if (!(own && is_inside(real, own)) && !(shared && is_inside(real, shared))) {
		*why = "a lesson may read only beside itself and what came with the program";
		free(real);
		real = NULL;
	}
	free(own);
	free(shared);
	return real;
}
