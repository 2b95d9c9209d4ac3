/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * traced.c - counting what a tracer told, and saying what it cannot tell.
 */
#include "traced.h"

#include "gfp.h"

bool event_is_traced(const struct event *e)
{
	return e->kind >= EVENT_TRACED_ALLOC && e->kind <= EVENT_TRACED_LOST;
}

static unsigned type_of(int64_t migratetype)
{
	return migratetype >= 0 && migratetype < MIGRATE_TYPES ? (unsigned)migratetype :
								 TRACED_NO_TYPE;
}

static void count_block(struct traced_tally *t, enum traced_what what, const struct event *e,
			int64_t by)
{
	if (e->order < TRACED_ORDERS)
		t->grid[what].n[e->order][type_of(e->migratetype)] += by;
}

static void count_locked(struct traced_tally *t, const struct event *e, int64_t by)
{
	if (e->pfn == NO_PFN) {
		t->nothing_taken += by;
		return;
	}
	count_block(t, e->v[2] ? TRACED_REFILLED : TRACED_TAKEN, e, by);
	t->refills += e->v[2] && e->v[3] ? by : 0;
}

static void count_extfrag(struct traced_tally *t, const struct event *e, int64_t by)
{
	t->extfrags += by;
	t->fallback[type_of(e->migratetype)][type_of(e->v[3])] += by;
	t->fragmenting += e->v[4] > 0 ? by : 0;
	t->changed += e->v[5] ? by : 0;
}

void traced_count(struct traced_tally *t, const struct event *e, int64_t by)
{
	switch (e->kind) {
	case EVENT_TRACED_ALLOC:
		count_block(t, e->verdict ? TRACED_GOT : TRACED_FAILED, e, by);
		break;
	case EVENT_TRACED_FREE:
		count_block(t, TRACED_FREED, e, by);
		break;
	case EVENT_TRACED_ZONE_LOCKED:
		count_locked(t, e, by);
		break;
	case EVENT_TRACED_PCPU_DRAIN:
		count_block(t, TRACED_DRAINED, e, by);
		t->drains += e->v[2] ? by : 0;
		break;
	case EVENT_TRACED_EXTFRAG:
		count_extfrag(t, e, by);
		break;
	case EVENT_TRACED_BULK:
		t->bulks += by;
		t->bulk_wanted += by * (e->v[3] & UINT32_MAX);
		t->bulk_got += by * (e->v[4] & UINT32_MAX);
		break;
	case EVENT_TRACED_TICK:
		t->ticks += by;
		break;
	case EVENT_TRACED_LOST:
		t->lost_places += by;
		t->lost += by * (e->v[2] & UINT32_MAX);
		break;
	default:
		break;
	}
}

struct traced_sum traced_sum(const struct traced_grid *g)
{
	struct traced_sum sum = { 0, 0 };

	for (unsigned order = 0; order < TRACED_ORDERS; order++) {
		int64_t n = traced_of_order(g, order);

		sum.blocks += n;
		sum.pages += n * (INT64_C(1) << order);
	}
	return sum;
}

int64_t traced_of_order(const struct traced_grid *g, unsigned order)
{
	int64_t n = 0;

	for (unsigned type = 0; type < TRACED_TYPES; type++)
		n += g->n[order][type];
	return n;
}

const char *traced_type_name(unsigned type)
{
	return type < MIGRATE_TYPES ? migratetype_name(type) : "not told";
}

const char *traced_unknown(unsigned i)
{
	static const char *const lines[] = {
		"zones and nodes: which zone a page was taken from",
		"free lists: which blocks are free, and what was split for a request",
		"watermarks, lowmem_reserve, boost",
		"PCP lists: what is on them, count, high, batch",
		"checks: why a zone was passed by, or a request failed",
		"who asked: cpuset, memory policy, node, nodemask",
		"alloc_pages_bulk(), unless a probe told of it",
	};

	return i < sizeof lines / sizeof *lines ? lines[i] : NULL;
}
