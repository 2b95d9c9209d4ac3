/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exercise.h - a goal to be reached by requests of one's own. Only src/lesson uses it.
 */
#ifndef LESSON_EXERCISE_H
#define LESSON_EXERCISE_H

#include "markdown.h"
#include "session.h"

/*
 * Opens the exercise that this block describes, on the session's machine. A goal that holds before
 * anything was done is a bad exercise.
 */
enum lesson_status exercise_open(struct session *s, const struct place *file,
				 const struct md_block *b, struct diag *d);
void exercise_close(struct session *s);

/* A request ran: what goals say of requests is noted. */
void exercise_note(struct session *s, const struct request *r);

/* A statement has run: is the goal reached? Then the host is told, once. */
void exercise_look(struct session *s);

/* Why this statement may not be used now, or NULL. */
const char *exercise_forbids(const struct session *s, const struct statement *st);

/* made.FIELD, from the exercise's beginning; false if there is no such field. */
bool exercise_made(const struct session *s, const char *field, int64_t *value);

#endif
