/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * progress.h - what a learner has done: lessons begun, questions answered, exercises solved.
 *
 * One small file. Every note is a whole new file that takes the old one's place, so a program that
 * is killed at any moment leaves one or the other; two programs at once wait for each other.
 *
 *	progress_note(path, "01-first-page.md", &note) --> lock, read, change, write, rename
 */
#ifndef PROGRESS_PROGRESS_H
#define PROGRESS_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/diag.h"

enum { PROGRESS_BITS = 64 };    /* questions, and exercises, of one lesson */

struct lesson_progress {
	char *lesson;           /* "01-first-page.md", or an absolute path */
	int64_t started;        /* seconds since 1970 */
	unsigned blocks;        /* of the text, passed */
	uint64_t answered, right;       /* by question; the first answer counts */
	uint64_t solved, shown;         /* by exercise; solved: before its solution was shown */
};

struct progress {
	struct lesson_progress *lesson;
	size_t n;
};

/*
 * Reads the file. A file that is not there is no progress; a damaged one is moved aside to
 * "PATH.damaged" and is no progress either: then *d says so and d->message is not empty. False only
 * if memory is short. The caller gives *p to progress_done().
 */
bool progress_read(struct progress *p, const char *path, struct diag *d);
void progress_done(struct progress *p);

/* Of one lesson, or NULL if it was not begun. */
const struct lesson_progress *progress_of(const struct progress *p, const char *lesson);

enum progress_event {
	PROGRESS_STARTED,       /* n: seconds since 1970 */
	PROGRESS_BLOCKS,        /* n: blocks passed; never less than before */
	PROGRESS_ANSWERED,      /* n: the question, from 0; good: rightly */
	PROGRESS_SOLVED,        /* n: the exercise, from 0; does not count if it was shown */
	PROGRESS_SHOWN,         /* n: the exercise whose solution was shown */
};
struct progress_note {
	enum progress_event event;
	int64_t n;
	bool good;
};

/* Adds this to the file, which may be a new one. False with *d filled; *d as progress_read()'s. */
bool progress_note(const char *path, const char *lesson, const struct progress_note *note,
		   struct diag *d);

/* Bits that are set. */
unsigned progress_count(uint64_t bits);

#endif
