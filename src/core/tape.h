/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tape.h - a run as a line of events with a cursor on it, and the world at the cursor.
 *
 * The events come from a source: an array in memory that a live run appends to, or a recording that
 * is read as it is needed. Moving the cursor applies or reverts events on the world that is seen;
 * a long way is shortened by a source that can offer the world at some other place.
 */
#ifndef CORE_TAPE_H
#define CORE_TAPE_H

#include "world.h"

/*
 * Where events come from. Places count from 0; event `i` leads from place i to i + 1. All functions
 * may fail (a file that shrank): they return false, and the tape stays where it was.
 */
struct tape_source {
	uint64_t (*length)(void *self);         /* events known so far; may grow */
	bool (*read)(void *self, uint64_t at, struct event *e);
	/* The world at the nearest place not after `at` that is cheap to reach; NULL: none. */
	struct world *(*keyframe)(void *self, uint64_t at, uint64_t *place);
	/* May this event be applied to this world? Asked before it is. NULL: always. */
	bool (*fits)(void *self, const struct world *w, const struct event *e);
	void *self;
};

struct tape;

/*
 * A tape whose cursor is at place 0, over its first world, which the tape takes over and frees. The
 * source is lent. NULL when memory is short.
 */
struct tape *tape_new(struct world *first, struct tape_source source);
void tape_free(struct tape *t);

uint64_t tape_at(const struct tape *t);
uint64_t tape_length(const struct tape *t);
const struct world *tape_world(const struct tape *t);

/* The event just behind the cursor: the step made last. False at place 0. */
bool tape_here(const struct tape *t, struct event *e);

/* Goes to a place; forwards or backwards, by single events or from a keyframe. */
bool tape_seek(struct tape *t, uint64_t place);

/*
 * gdb's verbs. Each moves and returns true, or returns false at the end it was going to. into: one
 * event. over: to the next event no deeper than this one. out: to the next one less deep.
 */
bool tape_into(struct tape *t);
bool tape_over(struct tape *t);
bool tape_out(struct tape *t);
bool tape_back_into(struct tape *t);
bool tape_back_over(struct tape *t);
bool tape_back_out(struct tape *t);

/*
 * To the next or previous place whose last event satisfies the predicate; false at the end it was
 * going to, if there is none.
 */
typedef bool tape_predicate(void *self, const struct event *e, const struct world *w);
bool tape_find(struct tape *t, tape_predicate *wanted, void *self);
bool tape_find_back(struct tape *t, tape_predicate *wanted, void *self);

#endif
