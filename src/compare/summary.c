/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * summary.c - counting what came of one side's requests.
 */
#include "summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "moves.h"

static bool count_name(struct counts *c, const char *name, int64_t n)
{
	struct count *more;

	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->count[i].name, name) == 0) {
			c->count[i].n += n;
			return true;
		}
	more = realloc(c->count, (c->n + 1) * sizeof *more);
	if (!more)
		return false;
	c->count = more;
	more += c->n++;
	snprintf(more->name, sizeof more->name, "%s", name);
	more->n = n;
	return true;
}

static bool count_pages(struct side_summary *s, const struct speaker *who, const struct event *e,
			int64_t pages)
{
	char name[NAME_ROOM];

	zone_words(who->world, e->zone, name, sizeof name);
	s->pages += pages;
	return count_name(&s->zones, name, pages);
}

/* Blocks that requests are given; a bulk request's are told one by one. */
static bool count_event(struct side_summary *s, const struct speaker *who, const struct event *e)
{
	switch (e->kind) {
	case EVENT_REQUEST:
		s->requests++;
		s->allocations += e->v[0] == REQ_ALLOC || e->v[0] == REQ_BULK;
		return true;
	case EVENT_RESULT:
		s->failed += e->v[0] == REQUEST_FAILED;
		s->would_sleep += e->v[0] == REQUEST_WOULD_SLEEP;
		s->refused += e->v[0] == REQUEST_INVALID;
		return true;
	case EVENT_SPLIT:
		s->splits++;
		return true;
	case EVENT_MERGE:
		s->merges++;
		return true;
	case EVENT_PCP_REFILL:
		s->refills++;
		return true;
	case EVENT_BLOCK_ALLOCATED:
		return count_pages(s, who, e, (int64_t)1 << e->order);
	default:
		return true;
	}
}

bool summary_add(struct side_summary *s, const struct speaker *who, const struct event *e,
		 size_t n)
{
	struct moves walk = { e, n, 0 };
	struct move m;

	for (size_t i = 0; i < n; i++)
		if (!count_event(s, who, &e[i]))
			return false;
	while (next_move(&walk, &m)) {
		size_t by = m.failed != NO_EVENT ? m.failed : m.decided;

		s->rescans += m.kind == MOVE_RETRY || m.kind == MOVE_RESCAN;
		if (m.kind == MOVE_REFUSED && by != NO_EVENT &&
		    !count_name(&s->refusals, rung_name(who->kernel, e[by].rung), 1))
			return false;
	}
	return true;
}

void summary_done(struct side_summary *s)
{
	free(s->zones.count);
	free(s->refusals.count);
}
