/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mark.h - for hosts that go back: a session whose world is carried along events, and what else it
 * knew at some earlier point.
 */
#ifndef LESSON_MARK_H
#define LESSON_MARK_H

#include "lesson/lesson.h"

/* Begins a machine on this world, which becomes the session's, as a statement would. */
enum lesson_status session_adopt(struct session *s, struct world *w, const struct kernel *k,
				 const char *origin);

/* Carries the session's world over an event of its machine, forwards or back. */
void session_apply(struct session *s, const struct event *e);
void session_revert(struct session *s, const struct event *e);

/* Answers the question that waits. What is none of its choices is no answer: false. */
bool session_answer(struct session *s, const char *choice);

/* All that a session knows besides its world: names, the last request. A question is not kept. */
struct session_mark;

/* NULL when memory is short. The caller owns it. */
struct session_mark *session_mark(const struct session *s);
void session_mark_free(struct session_mark *m);

/* Only for the machine that the mark was made with. False, and nothing changed, without memory. */
bool session_return(struct session *s, const struct session_mark *m);

#endif
