/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * learner.c - from what the screen tells to notes of progress.
 */
#include "learner.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "progress/progress.h"
#include "state_place.h"

void learner_init(struct learner *l, const char *data)
{
	*l = (struct learner){ .data = data };
	if (!state_path("progress", l->path, sizeof l->path))
		l->path[0] = '\0';
}

/*
 * The name under which a lesson is kept: its path below lessons/ for those that came with the
 * program, wherever they are, else its absolute path. False if there is no such file.
 */
static bool kept_name(const char *data, const char *lesson, char *name, size_t size)
{
	char own[PATH_MAX], real[PATH_MAX];
	size_t n = 0;

	if (!realpath(lesson, real))
		return false;
	if (data && realpath(data, own)) {
		n = strlen(own);
		if (strncmp(real, own, n) != 0 || strncmp(real + n, "/lessons/", 9) != 0)
			n = 0;
	}
	return (size_t)snprintf(name, size, "%s", n ? real + n + 9 : real) < size;
}

const char *learner_keep(void *self, const struct learnt *what)
{
	static const enum progress_event event[] = {
		[LEARNT_BEGUN] = PROGRESS_STARTED,     [LEARNT_BLOCKS] = PROGRESS_BLOCKS,
		[LEARNT_ANSWERED] = PROGRESS_ANSWERED, [LEARNT_SOLVED] = PROGRESS_SOLVED,
		[LEARNT_SHOWN] = PROGRESS_SHOWN,
	};
	struct learner *l = self;
	struct progress_note note = { event[what->kind], what->n, what->good };
	struct diag d = { .file = NULL };
	char name[PATH_MAX];

	if (!l->path[0] || !kept_name(l->data, what->lesson, name, sizeof name))
		return NULL;
	if (what->kind == LEARNT_BEGUN)
		note.n = (int64_t)time(NULL);
	progress_note(l->path, name, &note, &d);
	/* Damage is said here, too: once, for then the file is a new one. */
	snprintf(l->why, sizeof l->why, "%s", d.message);
	return *l->why ? l->why : NULL;
}

/* Of several questions some are right; one exercise is solved or not. */
static void tell_far(const struct lesson_progress *p, const struct lesson *lesson, char *out,
		     size_t size)
{
	unsigned blocks = 0, exercises = lesson_exercises(lesson);
	unsigned solved = progress_count(p->solved);
	int n;

	while (lesson_block(lesson, blocks))
		blocks++;
	n = snprintf(out, size, "%s, %u/%u right", p->blocks >= blocks ? "read" : "begun",
		     progress_count(p->right), lesson_questions(lesson));
	if (n < 0 || (size_t)n >= size || !exercises)
		return;
	if (exercises == 1)
		snprintf(out + n, size - (size_t)n, ", %s",
			 solved   ? "solved" : p->shown ? "shown" : "not solved");
	else
		snprintf(out + n, size - (size_t)n, ", %u/%u solved", solved, exercises);
}

void learner_how_far(void *self, const char *path, const struct lesson *lesson, char *out,
		     size_t size)
{
	const struct learner *l = self;
	const struct lesson_progress *of;
	struct diag d = { .file = NULL };
	struct progress p;
	char name[PATH_MAX];

	out[0] = '\0';
	if (!l->path[0] || !kept_name(l->data, path, name, sizeof name) ||
	    !progress_read(&p, l->path, &d))
		return;
	of = progress_of(&p, name);
	if (of)
		tell_far(of, lesson, out, size);
	progress_done(&p);
}
