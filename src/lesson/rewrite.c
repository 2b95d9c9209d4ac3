/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rewrite.c - a lesson with its numbers put right, in place of the old one.
 *
 * A new file is written beside it and renamed, so that nobody ever sees half a lesson.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lesson_file.h"

static bool write_text(const struct lesson *l, const struct correction *c, size_t n, FILE *out)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		fwrite(l->text + at, 1, c[i].at - at, out);
		fputs(c[i].text, out);
		at = c[i].at + c[i].length;
	}
	fwrite(l->text + at, 1, l->size - at, out);
	return fflush(out) == 0 && !ferror(out) && fsync(fileno(out)) == 0;
}

/* Writes temp, an open file, and lets it take the place of path. */
static bool replace(const struct lesson *l, const struct correction *c, size_t n, int fd,
		    const char *temp, const char *path)
{
	FILE *out = fdopen(fd, "w");
	struct stat st;
	bool good;

	if (!out) {
		close(fd);
		return false;
	}
	good = stat(path, &st) == 0 && fchmod(fd, st.st_mode & 07777) == 0 &&
	       write_text(l, c, n, out);
	return (fclose(out) == 0 && good) && rename(temp, path) == 0;
}

bool lesson_rewrite(const struct lesson *l, const struct correction *c, size_t n, struct diag *d)
{
	char *path = realpath(l->path, NULL), *temp = NULL;
	bool good = false;
	int fd = -1;

	if (path && asprintf(&temp, "%s.XXXXXX", path) >= 0) {
		fd = mkstemp(temp);
		good = fd >= 0 && replace(l, c, n, fd, temp, path);
	}
	if (!good)
		diag_set(d, l->path, 0, 0, "cannot be rewritten: %s", strerror(errno));
	if (!good && fd >= 0)
		unlink(temp);
	free(temp);
	free(path);
	return good;
}
