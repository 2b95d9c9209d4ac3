/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place.c - the sessions directory: naming, listing, making room.
 */
#include "place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- the directory ---- */

bool record_directory(char *path, size_t size, struct diag *d)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	int n;

	/* As the XDG specification asks: a relative path is ignored. */
	if (data && *data == '/')
		n = snprintf(path, size, "%s/buddyscope/sessions", data);
	else if (home && *home == '/')
		n = snprintf(path, size, "%s/.local/share/buddyscope/sessions", home);
	else {
		diag_set(d, NULL, 0, 0, "neither XDG_DATA_HOME nor HOME says where recordings go");
		return false;
	}
	if (n > 0 && (size_t)n < size)
		return true;
	diag_set(d, NULL, 0, 0, "the path of the sessions directory is too long");
	return false;
}

static bool cannot(struct diag *d, const char *what, const char *path)
{
	int error = errno;

	diag_set(d, NULL, 0, 0, "cannot %s %s: %s", what, path, strerror(error));
	return false;
}

/* mkdir -p: every directory on the way. */
static bool make_directories(const char *path, struct diag *d)
{
	char part[PATH_MAX];

	for (const char *at = path + 1;; at++) {
		if (*at != '/' && *at)
			continue;
		snprintf(part, sizeof part, "%.*s", (int)(at - path), path);
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			return cannot(d, "make", part);
		if (!*at)
			return true;
	}
}

/* Does it begin with a date and a time, as names here do? */
static bool is_dated(const char *name)
{
	static const char like[] = "dddddddd-dddddd-";

	for (const char *l = like; *l; l++, name++)
		if (*l == 'd' ? *name < '0' || *name > '9' : *name != *l)
			return false;
	return *name != '\0';
}

const char *record_stem(const char *path, size_t *n)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot;

	if (is_dated(name))
		name += strlen("20260102-030405-");
	dot = strrchr(name, '.');
	*n = dot && dot > name ? (size_t)(dot - name) : strlen(name);
	return name;
}

/* Letters, digits and a few signs of what path is of; a name must not leave the directory. */
static void plain_stem(const char *path, char *out, size_t size)
{
	size_t n = 0, room;
	const char *stem = record_stem(path, &room);

	for (; n < room && n + 1 < size && n < 40; stem++) {
		bool plain = (*stem >= 'a' && *stem <= 'z') || (*stem >= 'A' && *stem <= 'Z') ||
			     (*stem >= '0' && *stem <= '9') || strchr("-_.", *stem);

		out[n++] = plain ? *stem : '_';
	}
	out[n] = '\0';
	if (!out[0])
		snprintf(out, size, "session");
}

bool record_default_path(const char *stem, char *path, size_t size, struct diag *d)
{
	char directory[PATH_MAX], plain[64], when[32];
	time_t now = time(NULL);
	struct tm tm;

	if (!record_directory(directory, sizeof directory, d) || !make_directories(directory, d))
		return false;
	plain_stem(stem, plain, sizeof plain);
	strftime(when, sizeof when, "%Y%m%d-%H%M%S", localtime_r(&now, &tm));
	for (int i = 0; i < 1000; i++) {
		char again[16] = "";
		int n, fd;

		if (i)
			snprintf(again, sizeof again, "-%d", i + 1);
		n = snprintf(path, size, "%s/%s-%s%s.db", directory, when, plain, again);
		if (n < 0 || (size_t)n >= size) {
			diag_set(d, NULL, 0, 0, "the path of the recording is too long");
			return false;
		}
		fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
		if (fd >= 0) {
			close(fd);
			return true;
		}
		if (errno != EEXIST)
			break;
	}
	return cannot(d, "create", path);
}

/* ---- what is there ---- */

static const char *const companions[] = { "", "-wal", "-shm", "-journal" };
enum { NR_COMPANIONS = sizeof companions / sizeof *companions };

static bool is_recording_name(const char *name)
{
	size_t n = strlen(name);

	return n > 3 && name[0] != '.' && strcmp(name + n - 3, ".db") == 0 && !strchr(name, '/');
}

static bool look_at(const char *directory, const char *name, struct kept *k)
{
	struct stat st;
	char path[PATH_MAX];

	*k = (struct kept){ 0 };
	for (int i = 0; i < NR_COMPANIONS; i++) {
		int n = snprintf(path, sizeof path, "%s/%s%s", directory, name, companions[i]);

		if (n < 0 || (size_t)n >= sizeof path || lstat(path, &st) != 0 ||
		    !S_ISREG(st.st_mode)) {
			if (i == 0)
				return false;
			continue;
		}
		k->bytes += st.st_size;
		if (st.st_mtime > k->modified)
			k->modified = st.st_mtime;
	}
	k->name = strdup(name);
	return k->name != NULL;
}

static int by_age(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;

	if (x->modified != y->modified)
		return x->modified < y->modified ? -1 : 1;
	return strcmp(x->name, y->name);
}

static bool add_kept(struct kept_list *l, const struct kept *k)
{
	struct kept *more = realloc(l->kept, (l->n + 1) * sizeof *more);

	if (!more)
		return false;
	l->kept = more;
	l->kept[l->n++] = *k;
	return true;
}

bool kept_list(struct kept_list *l, struct diag *d)
{
	char directory[PATH_MAX];
	struct dirent *entry;
	bool ok = true;
	DIR *dir;

	*l = (struct kept_list){ 0 };
	if (!record_directory(directory, sizeof directory, d))
		return false;
	dir = opendir(directory);
	if (!dir)
		return errno == ENOENT || cannot(d, "read", directory);
	while (ok && (entry = readdir(dir))) {
		struct kept k;

		if (is_recording_name(entry->d_name) && look_at(directory, entry->d_name, &k) &&
		    !add_kept(l, &k)) {
			free(k.name);
			diag_set(d, NULL, 0, 0, "out of memory");
			ok = false;
		}
	}
	closedir(dir);
	if (l->n)
		qsort(l->kept, l->n, sizeof *l->kept, by_age);
	if (!ok)
		kept_list_free(l);
	return ok;
}

void kept_list_free(struct kept_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->kept[i].name);
	free(l->kept);
	*l = (struct kept_list){ 0 };
}

/* ---- removing ---- */

bool kept_remove(const char *name, struct diag *d)
{
	char directory[PATH_MAX], path[PATH_MAX];

	if (!record_directory(directory, sizeof directory, d))
		return false;
	if (!is_recording_name(name)) {
		diag_set(d, NULL, 0, 0, "%s is not the name of a recording", name);
		return false;
	}
	for (int i = 0; i < NR_COMPANIONS; i++) {
		int n = snprintf(path, sizeof path, "%s/%s%s", directory, name, companions[i]);

		if (n < 0 || (size_t)n >= sizeof path) {
			errno = ENAMETOOLONG;
			return cannot(d, "remove", name);
		}
		if (unlink(path) != 0 && (i == 0 || errno != ENOENT))
			return cannot(d, "remove", path);
	}
	return true;
}

bool kept_prune(int64_t keep, const char *except, size_t *removed, int64_t *freed,
		struct diag *d)
{
	struct kept_list l;
	int64_t bytes = 0;
	bool ok = kept_list(&l, d);

	*removed = 0;
	*freed = 0;
	for (size_t i = 0; ok && i < l.n; i++)
		bytes += l.kept[i].bytes;
	for (size_t i = 0; ok && i < l.n && bytes > keep; i++) {
		if (except && strcmp(l.kept[i].name, except) == 0)
			continue;
		ok = kept_remove(l.kept[i].name, d);
		if (ok) {
			bytes -= l.kept[i].bytes;
			*freed += l.kept[i].bytes;
			++*removed;
		}
	}
	kept_list_free(&l);
	return ok;
}
