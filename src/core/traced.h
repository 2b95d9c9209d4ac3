/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * traced.h - what a tracer told of a real kernel's page allocator, counted.
 *
 * A trace without a state does not say which blocks are free, nor which checks a request passed.
 * Its lines become events that say something (TRACED_* in events.def), a request each, over a world
 * of which nothing is known. They are counted one by one, forwards and backwards, so a count is
 * right at every place of a tape.
 *
 *	REQUEST alloc_pages --> TRACED_EXTFRAG, TRACED_ZONE_LOCKED ... --> TRACED_ALLOC --> RESULT
 *	REQUEST __free_pages -> TRACED_FREE --> TRACED_FREE_BATCHED, TRACED_PCPU_DRAIN .. > RESULT
 *
 * The tracepoints are those of include/trace/events/kmem.h, 2.6.34 to 6.12.
 */
#ifndef CORE_TRACED_H
#define CORE_TRACED_H

#include "event.h"

enum {
	TRACED_ORDERS = 32,             /* what was asked for may be more than any block has */
	TRACED_NO_TYPE = MIGRATE_TYPES, /* a line that names no migrate type */
	TRACED_TYPES,
};

/* By order and migrate type. */
struct traced_grid {
	int64_t n[TRACED_ORDERS][TRACED_TYPES];
};

enum traced_what {
	TRACED_GOT,             /* mm_page_alloc with a page */
	TRACED_FAILED,          /* and without */
	TRACED_FREED,           /* mm_page_free; it names no type */
	TRACED_REFILLED,        /* mm_page_alloc_zone_locked with percpu_refill: onto a PCP list */
	TRACED_TAKEN,           /* without: right from the buddy lists */
	TRACED_DRAINED,         /* mm_page_pcpu_drain */
	NR_TRACED_WHATS
};

struct traced_tally {
	struct traced_grid grid[NR_TRACED_WHATS];
	int64_t refills, drains;        /* runs of such lines on one CPU */
	int64_t nothing_taken;          /* mm_page_alloc_zone_locked without a page: up to 5.10 */
	int64_t fallback[TRACED_TYPES][TRACED_TYPES];   /* mm_page_alloc_extfrag: for, from */
	int64_t extfrags, fragmenting, changed;
	int64_t bulks, bulk_wanted, bulk_got;
	int64_t ticks;
	int64_t lost, lost_places;      /* events that the tracer lost, if it said how many */
};

/* Counts the event, or with by = -1 takes it back. Events of other kinds do not count. */
void traced_count(struct traced_tally *t, const struct event *e, int64_t by);

/* Is this one of the TRACED_* kinds? */
bool event_is_traced(const struct event *e);

/* All of a grid: blocks, and pages. */
struct traced_sum {
	int64_t blocks, pages;
};
struct traced_sum traced_sum(const struct traced_grid *g);

/* All types of this order. */
int64_t traced_of_order(const struct traced_grid *g, unsigned order);

/* "Movable"; "not told" of TRACED_NO_TYPE. */
const char *traced_type_name(unsigned type);

/* What no trace tells, a line each; NULL behind the last. */
const char *traced_unknown(unsigned i);

#endif
