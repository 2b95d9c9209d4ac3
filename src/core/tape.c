/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tape.c - a cursor on a line of events, and the world that is carried along with it.
 *
 * Forward is applying, backward is reverting. The verbs look at depth alone: a check's event comes
 * after what it compared and is one level less deep, so "out" leads to the check's verdict and
 * "over" from one check to the next.
 */
#include "tape.h"

#include <stdlib.h>

enum {
	FAR = 4096,             /* events; nearer than that, walking is as quick as a keyframe */
	RUN_UP = 1024,          /* how far before the place a doubted world is put together */
};

struct tape {
	struct world *seen;
	struct tape_source source;
	uint64_t at;
	uint64_t floor;         /* the events from here to the cursor were applied to this world */
};

struct tape *tape_new(struct world *first, struct tape_source source)
{
	struct tape *t = malloc(sizeof *t);

	if (t)
		*t = (struct tape){ first, source, 0, 0 };
	return t;
}

void tape_free(struct tape *t)
{
	if (!t)
		return;
	world_free(t->seen);
	free(t);
}

uint64_t tape_at(const struct tape *t)
{
	return t->at;
}

uint64_t tape_length(const struct tape *t)
{
	return t->source.length(t->source.self);
}

const struct world *tape_world(const struct tape *t)
{
	return t->seen;
}

static bool read_event(const struct tape *t, uint64_t at, struct event *e)
{
	return at < tape_length(t) && t->source.read(t->source.self, at, e);
}

bool tape_here(const struct tape *t, struct event *e)
{
	return t->at && read_event(t, t->at - 1, e);
}

/* ---- moving ---- */

static bool forward(struct tape *t, struct event *e)
{
	if (!read_event(t, t->at, e) ||
	    (t->source.fits && !t->source.fits(t->source.self, t->seen, e)))
		return false;
	world_apply(t->seen, e);
	t->at++;
	return true;
}

/*
 * An event that somebody else wrote is undone only on a world that it was applied to. Below the
 * floor the world is put together again, from somewhat farther back, so that the next steps are
 * cheap.
 */
static bool lower_floor(struct tape *t)
{
	uint64_t to = t->at, place, before = to - 1 > RUN_UP ? to - 1 - RUN_UP : 0;
	struct event e;
	struct tape other = { .source = t->source };

	if (!t->source.keyframe)
		return false;
	other.seen = t->source.keyframe(t->source.self, before, &place);
	if (!other.seen)
		return false;
	other.at = other.floor = place;
	while (other.at < to && forward(&other, &e))
		;
	if (other.at != to || place >= to) {
		world_free(other.seen);
		return false;
	}
	world_free(t->seen);
	*t = other;
	return true;
}

static bool backward(struct tape *t)
{
	struct event e;

	if (!t->at || (t->source.fits && t->at <= t->floor && !lower_floor(t)) ||
	    !tape_here(t, &e))
		return false;
	world_revert(t->seen, &e);
	t->at--;
	return true;
}

static bool walk(struct tape *t, uint64_t to)
{
	struct event e;
	bool ok = true;

	while (ok && t->at < to)
		ok = forward(t, &e);
	while (ok && t->at > to)
		ok = backward(t);
	return ok;
}

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/*
 * A tape at a place nearer to `to`, if the source has one. A doubted one begins somewhat before it,
 * so that the steps back from there are cheap.
 */
static bool nearer(const struct tape *t, uint64_t to, struct tape *other)
{
	uint64_t place, room = t->source.fits && to > RUN_UP ? RUN_UP : 0;

	if (!t->source.keyframe || distance(t->at, to) < FAR)
		return false;
	*other = (struct tape){ .source = t->source };
	other->seen = t->source.keyframe(t->source.self, to - room, &place);
	if (!other->seen)
		return false;
	if (place <= to && to - place < distance(t->at, to)) {
		other->at = other->floor = place;
		return true;
	}
	world_free(other->seen);
	return false;
}

bool tape_seek(struct tape *t, uint64_t to)
{
	uint64_t from = t->at;
	struct tape other;

	if (to > tape_length(t))
		return false;
	if (nearer(t, to, &other)) {
		if (walk(&other, to)) {
			world_free(t->seen);
			*t = other;
			return true;
		}
		world_free(other.seen);
	}
	if (walk(t, to))
		return true;
	walk(t, from);
	return false;
}

/* ---- the verbs ---- */

bool tape_into(struct tape *t)
{
	struct event e;

	return forward(t, &e);
}

bool tape_back_into(struct tape *t)
{
	return backward(t);
}

static unsigned depth_here(const struct tape *t)
{
	struct event e;

	return tape_here(t, &e) ? e.depth : 0;
}

/* Until the event behind the cursor is no deeper than this. */
static bool forward_to_depth(struct tape *t, unsigned depth)
{
	struct event e;

	while (forward(t, &e))
		if (e.depth <= depth)
			return true;
	return false;
}

static bool backward_to_depth(struct tape *t, unsigned depth)
{
	struct event e;

	while (backward(t) && tape_here(t, &e))
		if (e.depth <= depth)
			return true;
	return false;
}

bool tape_over(struct tape *t)
{
	return forward_to_depth(t, depth_here(t));
}

/* From the outermost level there is no way out: to the end. */
bool tape_out(struct tape *t)
{
	unsigned depth = depth_here(t);

	if (depth)
		return forward_to_depth(t, depth - 1);
	tape_seek(t, tape_length(t));
	return false;
}

bool tape_back_over(struct tape *t)
{
	return backward_to_depth(t, depth_here(t));
}

bool tape_back_out(struct tape *t)
{
	unsigned depth = depth_here(t);

	if (depth)
		return backward_to_depth(t, depth - 1);
	tape_seek(t, 0);
	return false;
}

bool tape_find(struct tape *t, tape_predicate *wanted, void *self)
{
	struct event e;

	while (forward(t, &e))
		if (wanted(self, &e, t->seen))
			return true;
	return false;
}

bool tape_find_back(struct tape *t, tape_predicate *wanted, void *self)
{
	struct event e;

	while (backward(t) && tape_here(t, &e))
		if (wanted(self, &e, t->seen))
			return true;
	return false;
}
