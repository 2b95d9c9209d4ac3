/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * asked.c - from events to the request that told them: the inverse of request.c's first event.
 */
#include "asked.h"

#include <stdlib.h>

static void begin(struct asked_events *a, const struct event *e)
{
	a->open = true;
	a->nr_changes = a->nr_pages = 0;
	a->has_nodemask = e->v[4] != 0;
	a->asked = (struct asked){ .q = {
		.op = (enum request_op)e->v[0], .gfp = (gfp_t)e->v[1], .nid = (int)e->v[2],
		.want = (unsigned)e->v[3], .order = e->order, .pfn = e->pfn,
		.force = e->v[5] & 1, .cold = e->v[5] >> 1 & 1,
	} };
}

static void add_change(struct asked_events *a, const struct event *e)
{
	if (a->nr_changes == a->change_room) {
		size_t room = a->change_room ? 2 * a->change_room : 16;
		struct event *more = realloc(a->change, room * sizeof *more);

		if (!more) {
			a->lost = true;
			return;
		}
		a->change = more;
		a->change_room = room;
	}
	a->change[a->nr_changes++] = *e;
}

static void add_page(struct asked_events *a, pfn_t pfn)
{
	if (a->nr_pages == a->page_room) {
		size_t room = a->page_room ? 2 * a->page_room : 16;
		pfn_t *more = realloc(a->page, room * sizeof *more);

		if (!more) {
			a->lost = true;
			return;
		}
		a->page = more;
		a->page_room = room;
	}
	a->page[a->nr_pages++] = pfn;
}

bool asked_put(struct asked_events *a, const struct event *e)
{
	if (e->kind == EVENT_REQUEST)
		begin(a, e);
	else if (!a->open)
		return false;
	else if (e->kind == EVENT_CALL && e->v[1] == 0)
		a->asked.q.api = (enum api)e->v[0];
	else if (e->kind == EVENT_BLOCK_ALLOCATED)
		add_page(a, e->pfn);
	else if (a->asked.q.op == REQ_SET && event_info[e->kind].nature == NATURE_DOES)
		add_change(a, e);
	if (e->kind != EVENT_RESULT)
		return false;
	a->open = false;
	a->asked.page = a->page;
	a->asked.nr_pages = a->nr_pages;
	a->asked.q.changes = a->change;
	a->asked.q.nr_changes = a->nr_changes;
	return true;
}

void asked_done(struct asked_events *a)
{
	free(a->change);
	free(a->page);
	*a = (struct asked_events){ .open = false };
}
