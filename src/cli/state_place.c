/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_place.c - the state directory, as the XDG specification has it: a relative path is ignored.
 */
#include "state_place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static bool make_directories(char *path)
{
	for (char *at = path + 1; *at; at++)
		if (*at == '/') {
			*at = '\0';
			if (mkdir(path, 0700) != 0 && errno != EEXIST)
				return false;
			*at = '/';
		}
	return true;
}

bool state_path(const char *file, char *path, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int n;

	if (state && *state == '/')
		n = snprintf(path, size, "%s/buddyscope/%s", state, file);
	else if (home && *home == '/')
		n = snprintf(path, size, "%s/.local/state/buddyscope/%s", home, file);
	else
		return false;
	return n > 0 && (size_t)n < size && make_directories(path);
}
