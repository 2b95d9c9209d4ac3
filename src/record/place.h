/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place.h - where recordings are kept that nobody named: the sessions directory.
 *
 * $XDG_DATA_HOME/buddyscope/sessions, or ~/.local/share/buddyscope/sessions.
 */
#ifndef RECORD_PLACE_H
#define RECORD_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/diag.h"

/*
 * The stem in a name or path that record_default_path() made, lent: from "first-page" on, *n
 * characters. Of any other name, what stands before its last dot.
 */
const char *record_stem(const char *path, size_t *n);

#define RECORDINGS_KEPT ((int64_t)1 << 30)      /* bytes, before the oldest go */

/* The directory's path; need not exist. False with *d filled if there is no home to have it in. */
bool record_directory(char *path, size_t size, struct diag *d);

/*
 * A new path there for a recording, "<date>-<time>-<stem>.db", whose file exists now and is empty.
 * Makes the directories (0700) if they are missing. False with one line in *d: no home, or a
 * directory that cannot be made or written.
 */
bool record_default_path(const char *stem, char *path, size_t size, struct diag *d);

/* One recording in the directory. */
struct kept {
	char *name;             /* "20260102-030405-first-page.db" */
	int64_t bytes;          /* with its -wal and -shm, if it has any */
	int64_t modified;       /* seconds since 1970 */
};

struct kept_list {
	struct kept *kept;      /* oldest first */
	size_t n;
};

/* What is there; an empty list if there is no directory. False with *d filled. */
bool kept_list(struct kept_list *l, struct diag *d);
void kept_list_free(struct kept_list *l);

/* Removes a recording of that name and its companions. False with *d filled. */
bool kept_remove(const char *name, struct diag *d);

/*
 * Removes the oldest until at most `keep` bytes are left; except is a name that stays, or NULL.
 * *removed counts them, *freed their bytes. False with *d filled.
 */
bool kept_prune(int64_t keep, const char *except, size_t *removed, int64_t *freed,
		struct diag *d);

#endif
