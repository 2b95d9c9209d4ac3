/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * goal.h - what an exercise's goals are, and whether they are reached. Only src/lesson uses it.
 */
#ifndef LESSON_GOAL_H
#define LESSON_GOAL_H

#include "session.h"

enum { GOAL_SEEN = 200 };

/* A line `goal ...`, added to the session's exercise. False with *d filled if it makes no sense. */
bool goal_add(struct session *s, const struct line *l, struct diag *d);

/* One goal of the exercise; seen is what is so. False with *d filled if it cannot be told. */
bool goal_holds(const struct session *s, const struct goal *g, bool *holds, char seen[GOAL_SEEN],
		struct diag *d);

/* Nothing that is done from here on reaches it, because what was made only grows. */
bool goal_missed(const struct session *s, const struct goal *g);

/* All goals; seen is about the first that does not hold. */
bool goals_hold(const struct session *s, bool *holds, char seen[GOAL_SEEN], struct diag *d);

#endif
