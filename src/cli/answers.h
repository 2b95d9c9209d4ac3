/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answers.h - what a learner would have typed in a lesson, from a file:
 *
 *	answer DMA32            to the lesson's questions, in order
 *	exercise                the statements for the next exercise follow; the first needs none
 *	alloc_page GFP_KERNEL
 */
#ifndef CLI_ANSWERS_H
#define CLI_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

#include "lesson/lesson.h"

enum { MOST_EXERCISES = 64, MOST_ANSWERS = 256 };

struct answers {
	const char *path;               /* lent */
	char *text;                     /* what exercise[] points into */
	const char *answer[MOST_ANSWERS];
	size_t nr_answers, next_answer;
	struct attempted exercise[MOST_EXERCISES];
	size_t nr_exercises, next_exercise;
};

/*
 * Reads the file at a->path; the rest of *a is zero. False with *d filled, without a line. The
 * caller gives *a to answers_done(), whatever comes back.
 */
bool answers_read(struct answers *a, struct diag *d);
void answers_done(struct answers *a);

#endif
