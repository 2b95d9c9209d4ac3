/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare.c - the requests of two machines side by side, and the first places where they part.
 *
 * Only the requests of one step are kept. Changes from outside (a setting, the clock) are made on
 * both machines as each needs them, and are not compared.
 */
#include "compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parting.h"
#include "summary.h"

struct side {
	struct speaker who;
	struct machine *machine;        /* listened to, or NULL */
	struct event *event;            /* of the step that runs */
	size_t n, room;
	bool lost;                      /* memory was short */
	struct side_summary summary;
};

struct comparison {
	struct side side[SIDES];
	struct parting result, check;
	struct comparison_totals totals;
};

struct comparison *comparison_new(const struct kernel *a, const struct kernel *b)
{
	struct comparison *c = calloc(1, sizeof *c);

	if (c) {
		c->side[0].who.kernel = a;
		c->side[1].who.kernel = b;
	}
	return c;
}

void comparison_free(struct comparison *c)
{
	if (!c)
		return;
	for (unsigned i = 0; i < SIDES; i++) {
		free(c->side[i].event);
		summary_done(&c->side[i].summary);
	}
	parting_done(&c->result);
	parting_done(&c->check);
	free(c);
}

/* ---- listening ---- */

/* Decisions, and the blocks that were given. */
static void keep_event(void *self, const struct event *e)
{
	struct side *s = self;

	if (event_info[e->kind].nature == NATURE_DOES && e->kind != EVENT_BLOCK_ALLOCATED)
		return;
	if (s->n == s->room) {
		size_t room = s->room ? 2 * s->room : 256;
		struct event *more = realloc(s->event, room * sizeof *more);

		if (!more) {
			s->lost = true;
			return;
		}
		s->event = more;
		s->room = room;
	}
	s->event[s->n++] = *e;
}

bool comparison_listen(struct comparison *c, unsigned side, struct machine *m)
{
	struct side *s = &c->side[side];

	s->machine = m;
	s->who.world = machine_world(m);
	return machine_listen(m, (struct sink){ keep_event, s });
}

void comparison_unlisten(struct comparison *c, unsigned side)
{
	c->side[side].machine = NULL;
}

/* ---- one step ---- */

/* The events of the next request that is to be compared, from *at on. False behind the last. */
static bool next_request(const struct side *s, size_t *at, struct told *t)
{
	while (*at < s->n) {
		size_t from = *at;

		while (++*at < s->n && s->event[*at].kind != EVENT_REQUEST)
			;
		*t = (struct told){ s->who, &s->event[from], *at - from };
		if (t->event->kind == EVENT_REQUEST && t->event->v[0] != REQ_SET)
			return true;
	}
	return false;
}

static void compare_requests(struct comparison *c, const struct told t[SIDES], unsigned line,
			     const char *statement)
{
	struct parting here = { .request = ++c->totals.requests, .line = line };

	snprintf(here.statement, sizeof here.statement, "%s", statement ? statement : "");
	if (results_differ(t)) {
		c->totals.results_differ++;
		if (!c->result.found) {
			c->result = here;
			parting_at_result(&c->result, t);
		}
	}
	if (checks_part(t, c->check.found ? NULL : &here)) {
		c->totals.checks_part++;
		if (!c->check.found)
			c->check = here;
	}
}

static bool add_up(struct side *s)
{
	size_t at = 0;
	struct told t;

	while (next_request(s, &at, &t))
		if (!summary_add(&s->summary, &t.who, t.event, t.n))
			return false;
	return !s->lost;
}

bool comparison_step(struct comparison *c, unsigned line, const char *statement)
{
	size_t at[SIDES] = { 0 };
	struct told t[SIDES];
	bool ok = true;

	while (next_request(&c->side[0], &at[0], &t[0]) &&
	       next_request(&c->side[1], &at[1], &t[1]))
		compare_requests(c, t, line, statement);
	for (unsigned i = 0; i < SIDES; i++) {
		ok = add_up(&c->side[i]) && ok;
		c->side[i].n = 0;
	}
	return ok;
}

/* ---- what came of it ---- */

const struct parting *comparison_result(const struct comparison *c)
{
	return &c->result;
}

const struct parting *comparison_check(const struct comparison *c)
{
	return &c->check;
}

struct comparison_totals comparison_totals(const struct comparison *c)
{
	return c->totals;
}

const struct side_summary *comparison_summary(const struct comparison *c, unsigned side)
{
	return &c->side[side].summary;
}

const struct kernel *comparison_kernel(const struct comparison *c, unsigned side)
{
	return c->side[side].who.kernel;
}
