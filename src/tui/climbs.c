/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * climbs.c - the ladders that a request stands on, found again from its events.
 *
 * A CHECK event of depth d closes a row of a ladder at depth d; any other event of depth d belongs
 * to a row of depth d - 1 that runs. What is deeper than an event is over, but stays known until
 * something else is climbed in its place, so that the last decision can still be looked at.
 */
#include "climbs.h"

#include <stdio.h>
#include <string.h>

static unsigned ladder_rows(const struct kernel *k, enum ladder ladder)
{
	unsigned n = 0;

	while (n < CLIMB_ROWS && k->ladder[ladder][n].name)
		n++;
	return n;
}

static void drop(struct climbs *all, size_t i)
{
	memmove(&all->climb[i], &all->climb[i + 1], (all->n - i - 1) * sizeof all->climb[0]);
	all->n--;
}

/* Forgets what is at this depth or deeper; only_over: unless it still goes on. */
static void drop_deep(struct climbs *all, int depth, bool only_over)
{
	for (size_t i = all->n; i-- > 0;)
		if (all->climb[i].depth >= depth && (all->climb[i].over || !only_over))
			drop(all, i);
}

static void end_deep(struct climbs *all, int depth)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->climb[i].depth >= depth)
			all->climb[i].over = true;
}

static struct climb *find(struct climbs *all, enum ladder ladder, int depth)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->climb[i].ladder == ladder && all->climb[i].depth == depth)
			return &all->climb[i];
	return NULL;
}

static void clear_rows(struct climb *c, unsigned from)
{
	for (unsigned row = from; row < CLIMB_ROWS; row++)
		c->row[row] = (struct climb_row){ NO_EVENT, NO_EVENT, NO_EVENT };
}

/* The climb that a row belongs to, begun anew if it is not the next one of a known climb. */
static struct climb *climb_for(struct climbs *all, const struct kernel *k, enum ladder ladder,
			       int depth, unsigned row)
{
	struct climb *c = find(all, ladder, depth);
	unsigned pass = c ? c->pass : 0;

	if (c && !c->over && c->row[row].check == NO_EVENT)
		return c;
	drop_deep(all, depth, true);
	c = find(all, ladder, depth);
	if (!c) {
		if (all->n == MAX_CLIMBS)
			drop(all, 0);
		c = &all->climb[all->n++];
	}
	*c = (struct climb){ .ladder = ladder, .depth = depth, .zone = NO_ZONE, .pass = pass + 1,
			     .running = (int)row, .nr_rows = ladder_rows(k, ladder) };
	clear_rows(c, 0);
	return c;
}

/* What a row compared is told by others than these, which come of its blocks being freed. */
static bool frees(const struct event *e)
{
	return e->kind == EVENT_MERGE || e->kind == EVENT_MERGE_STOP || e->kind == EVENT_TAIL;
}

static void row_event(struct climbs *all, const struct view *v, size_t at)
{
	const struct event *e = &v->request.event[at];
	bool check = e->kind == EVENT_CHECK;
	int depth = check ? e->depth : e->depth - 1;
	unsigned row = rung_row(e->rung);
	struct climb *c;

	end_deep(all, depth + 1);
	c = climb_for(all, v->kernel, rung_ladder(e->rung), depth, row);
	all->here = (int)(c - all->climb);
	if (e->zone != NO_ZONE)
		c->zone = e->zone;
	if (check) {
		c->row[row].check = (int64_t)at;
		c->running = e->verdict == NEXT_CHECK && row + 1 < c->nr_rows ? (int)row + 1 : -1;
		return;
	}
	c->running = (int)row;
	if (event_info[e->kind].nature == NATURE_SAYS && !frees(e)) {
		c->row[row].last = (int64_t)at;
		if (c->row[row].first == NO_EVENT)
			c->row[row].first = (int64_t)at;
	}
}

/* The cursor comes to a zone: its first check is next. */
static void begin_visit(struct climbs *all, const struct kernel *k, const struct event *e)
{
	struct climb *c = climb_for(all, k, LADDER_ZONE, e->depth, 0);

	c->zone = e->zone;
	all->here = (int)(c - all->climb);
}

void climbs_find(struct climbs *all, const struct view *v, size_t n)
{
	*all = (struct climbs){ .here = -1, .attempt = NO_EVENT };
	for (size_t i = 0; i < n && i < v->request.n; i++) {
		const struct event *e = &v->request.event[i];

		if (e->kind == EVENT_ATTEMPT)
			all->attempt = (int64_t)i;
		if (e->kind == EVENT_ATTEMPT || e->kind == EVENT_ZONE)
			drop_deep(all, e->depth, false);
		if (e->kind >= NR_EVENT_KINDS || !rung_name(v->kernel, e->rung)[0]) {
			end_deep(all, e->depth);
			all->here = -1;
		} else {
			row_event(all, v, i);
		}
		if (e->kind == EVENT_ZONE)
			begin_visit(all, v->kernel, e);
	}
}

const struct climb *climbs_of(const struct climbs *all, enum ladder ladder)
{
	for (size_t i = all->n; i-- > 0;)
		if (all->climb[i].ladder == ladder)
			return &all->climb[i];
	return NULL;
}

size_t climbs_visit_ends(const struct view *v, zid_t zone)
{
	bool inside = false;
	size_t end = 0;

	for (size_t i = 0; i < v->request.n; i++) {
		const struct event *e = &v->request.event[i];

		if (e->kind == EVENT_ZONE || e->kind == EVENT_ATTEMPT) {
			if (inside)
				end = i;
			inside = e->kind == EVENT_ZONE && e->zone == zone;
		}
	}
	return inside ? v->request.n : end;
}

int climb_decided(const struct climb *c, const struct view *v)
{
	for (unsigned row = 0; row < c->nr_rows; row++)
		if (c->row[row].check != NO_EVENT &&
		    v->request.event[c->row[row].check].verdict != NEXT_CHECK)
			return (int)row;
	return -1;
}

static void add_function(char *out, size_t size, const char *name, const char **last)
{
	size_t at = strlen(out);

	if (*last && strcmp(*last, name) == 0)
		return;
	snprintf(out + at, size - at, "%s%s", at ? " > " : "", name);
	*last = name;
}

void climbs_path(const struct climbs *all, const struct view *v, char *out, size_t size)
{
	const char *last = NULL;

	out[0] = '\0';
	if (all->n && all->climb[0].ladder == LADDER_ENTRY)
		add_function(out, size, ladder_function(v->kernel, LADDER_ENTRY), &last);
	for (size_t i = 0; i < all->n; i++) {
		const struct climb *c = &all->climb[i];
		bool taking = c->ladder == LADDER_RMQUEUE || c->ladder == LADDER_AFTER_TAKE;

		if (c->over || c->ladder == LADDER_ENTRY)
			continue;
		if (taking)
			add_function(out, size, ladder_function(v->kernel, LADDER_ZONE), &last);
		if (c->running >= 0 || (int)i == all->here)
			add_function(out, size, ladder_function(v->kernel, c->ladder), &last);
	}
}
