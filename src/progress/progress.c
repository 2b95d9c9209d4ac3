/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * progress.c - reading, changing and replacing the file of progress.
 *
 *	buddyscope-progress 1
 *	lesson 1763730000 12 3 1 1 0 01-first-page.md
 *	end 1
 *
 * A line for each lesson: started, blocks, answered, right, solved, shown (the last four as
 * hexadecimal bits), and its name up to the end of the line. The last line counts them, so a file
 * that was cut off is seen to be.
 */
#include "progress.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_LESSONS = 4096, LINE_MAX_BYTES = PATH_MAX + 200 };

static const char header[] = "buddyscope-progress 1\n";

/* ---- in memory ---- */

void progress_done(struct progress *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->lesson[i].lesson);
	free(p->lesson);
	*p = (struct progress){ .lesson = NULL };
}

const struct lesson_progress *progress_of(const struct progress *p, const char *lesson)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->lesson[i].lesson, lesson) == 0)
			return &p->lesson[i];
	return NULL;
}

unsigned progress_count(uint64_t bits)
{
	unsigned n = 0;

	for (; bits; bits &= bits - 1)
		n++;
	return n;
}

/* The lesson's own, made if it was not begun. NULL: no memory, or too many. */
static struct lesson_progress *entry(struct progress *p, const char *lesson)
{
	struct lesson_progress *more = (struct lesson_progress *)progress_of(p, lesson);

	if (more || p->n == MOST_LESSONS)
		return more;
	more = realloc(p->lesson, (p->n + 1) * sizeof *more);
	if (!more)
		return NULL;
	p->lesson = more;
	more += p->n;
	*more = (struct lesson_progress){ .lesson = strdup(lesson) };
	if (!more->lesson)
		return NULL;
	p->n++;
	return more;
}

/* ---- reading ---- */

/* True for a line of a lesson that makes sense; *p has it then. *memory: it was short. */
static bool read_lesson(struct progress *p, char *line, bool *memory)
{
	struct lesson_progress l, *e;
	int used = 0;

	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line,
		   "lesson %" SCNd64 " %u %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64 " %n",
		   &l.started, &l.blocks, &l.answered, &l.right, &l.solved, &l.shown, &used) != 6 ||
	    !used || !line[used] || l.right & ~l.answered || progress_of(p, line + used))
		return false;
	e = entry(p, line + used);
	*memory |= !e;
	if (e) {
		l.lesson = e->lesson;
		*e = l;
	}
	return e != NULL;
}

/* True if all of the file makes sense, up to its last line. */
static bool read_lines(struct progress *p, FILE *f, bool *memory)
{
	char line[LINE_MAX_BYTES];
	size_t counted;

	if (!fgets(line, sizeof line, f) || strcmp(line, header) != 0)
		return false;
	while (fgets(line, sizeof line, f) && strchr(line, '\n')) {
		if (sscanf(line, "end %zu", &counted) == 1)
			return counted == p->n && !fgets(line, sizeof line, f);
		if (!read_lesson(p, line, memory))
			return false;
	}
	return false;
}

static void put_aside(const char *path, struct diag *d)
{
	char aside[PATH_MAX + 16];

	snprintf(aside, sizeof aside, "%s.damaged", path);
	if (rename(path, aside) == 0)
		diag_set(d, path, 0, 0,
			 "damaged, and kept as %s.damaged; progress begins anew",
			 strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
	else
		diag_set(d, path, 0, 0, "damaged: progress begins anew");
}

bool progress_read(struct progress *p, const char *path, struct diag *d)
{
	FILE *f = fopen(path, "re");
	bool good, memory = false;

	*p = (struct progress){ .lesson = NULL };
	*d = (struct diag){ .file = path };
	if (!f)
		return true;
	good = read_lines(p, f, &memory);
	fclose(f);
	if (good)
		return true;
	progress_done(p);
	if (!memory)
		put_aside(path, d);
	return !memory;
}

/* ---- writing ---- */

static bool cannot(struct diag *d, const char *what, const char *path)
{
	diag_set(d, path, 0, 0, "cannot be %s: %s", what, strerror(errno));
	return false;
}

static bool write_lines(const struct progress *p, FILE *f)
{
	fputs(header, f);
	for (size_t i = 0; i < p->n; i++) {
		const struct lesson_progress *l = &p->lesson[i];

		fprintf(f, "lesson %" PRId64 " %u %" PRIx64 " %" PRIx64, l->started, l->blocks,
			l->answered, l->right);
		fprintf(f, " %" PRIx64 " %" PRIx64 " %s\n", l->solved, l->shown, l->lesson);
	}
	fprintf(f, "end %zu\n", p->n);
	return fflush(f) == 0 && !ferror(f) && fsync(fileno(f)) == 0;
}

/* The rename itself is to survive a lost machine, too; that it may not is no error. */
static void sync_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char directory[PATH_MAX];
	int fd;

	snprintf(directory, sizeof directory, "%.*s", slash ? (int)(slash - path + 1) : 1,
		 slash ? path : ".");
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

static bool replace(const struct progress *p, const char *path, struct diag *d)
{
	char fresh[PATH_MAX + 16];
	FILE *f;
	bool good;
	int fd;

	snprintf(fresh, sizeof fresh, "%s.new", path);
	fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	f = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!f)
		return cannot(d, "written", path);
	good = write_lines(p, f);
	good = fclose(f) == 0 && good;
	if (!good || rename(fresh, path) != 0) {
		cannot(d, "written", path);
		unlink(fresh);
		return false;
	}
	sync_directory(path);
	return true;
}

/* ---- notes ---- */

static void set_bit(uint64_t *bits, int64_t n)
{
	if (n >= 0 && n < PROGRESS_BITS)
		*bits |= (uint64_t)1 << n;
}

static bool has_bit(uint64_t bits, int64_t n)
{
	return n >= 0 && n < PROGRESS_BITS && bits >> n & 1;
}

static void apply(struct lesson_progress *l, const struct progress_note *note)
{
	switch (note->event) {
	case PROGRESS_STARTED:
		if (!l->started)
			l->started = note->n;
		break;
	case PROGRESS_BLOCKS:
		if (note->n > l->blocks)
			l->blocks = (unsigned)note->n;
		break;
	case PROGRESS_ANSWERED:
		if (note->good && !has_bit(l->answered, note->n))
			set_bit(&l->right, note->n);
		set_bit(&l->answered, note->n);
		break;
	case PROGRESS_SOLVED:
		if (!has_bit(l->shown, note->n))
			set_bit(&l->solved, note->n);
		break;
	case PROGRESS_SHOWN:
		if (!has_bit(l->solved, note->n))
			set_bit(&l->shown, note->n);
		break;
	}
}

static bool change(const char *path, const char *lesson, const struct progress_note *note,
		   struct diag *d)
{
	struct progress p;
	struct lesson_progress *l;
	struct diag failed = { .file = path };
	bool good = progress_read(&p, path, d);

	l = good ? entry(&p, lesson) : NULL;
	if (l) {
		apply(l, note);
		good = replace(&p, path, &failed);
		if (!good)
			*d = failed;
	} else {
		diag_set(d, path, 0, 0, p.n == MOST_LESSONS ? "full" : "out of memory");
		good = false;
	}
	progress_done(&p);
	return good;
}

bool progress_note(const char *path, const char *lesson, const struct progress_note *note,
		   struct diag *d)
{
	char lock[PATH_MAX + 16];
	bool good;
	int fd;

	*d = (struct diag){ .file = path };
	if (strchr(lesson, '\n') || strlen(lesson) > PATH_MAX || !*lesson) {
		diag_set(d, path, 0, 0, "this lesson's name cannot be kept");
		return false;
	}
	snprintf(lock, sizeof lock, "%s.lock", path);
	fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return cannot(d, "locked", path);
	while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
		;
	good = change(path, lesson, note, d);
	close(fd);
	return good;
}
