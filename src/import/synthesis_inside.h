/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * synthesis_inside.h - one zone on its way from counts to page frames. Only synthesis*.c use it.
 *
 *	counts ---- synthesis_types.c: how many of each order and type, which pageblocks
 *	  |
 *	  v         synthesis_span.c: where there is memory
 *	blocks ---- synthesis_place.c: each gets a page frame; synthesis_pageblocks.c: types
 *	  |
 *	  v
 *	lists ----- synthesis_lists.c: free lists, PCP lists, LRU pages, counters
 */
#ifndef IMPORT_SYNTHESIS_INSIDE_H
#define IMPORT_SYNTHESIS_INSIDE_H

#include "synthesis.h"

/* A machine on its way: which description is which zone of the world. */
struct synthesis {
	struct described *d;
	struct world *w;
	const struct zone_layout *layout;
	int idx[NR_ZONE_WORDS];         /* of a zone's name in the layout, or -1 */
};

/* What a text told of this zone, or NULL. */
const struct described_zone *synthesis_told(const struct synthesis *s, zid_t zone);

/* Fills s->w, an empty world, with all but its lists. False: memory is short. */
bool synthesis_machine(const struct synthesis *s);

/* A line about a zone. */
void synthesis_zone_note(const struct synthesis *s, zid_t zone, const char *text);

struct span {
	pfn_t begin, end;
};

struct placed {
	pfn_t pfn;
	uint8_t order, migratetype;
	bool waits;             /* a unit that is not accepted, on no free list */
};

enum { PLAN_SPANS = 16 };

struct zone_plan {
	struct described *d;
	const struct described_zone *told;
	struct world *w;
	zid_t zone;
	char name[32];                          /* "Node 0 DMA32" */

	int64_t want[NR_ORDERS][MIGRATE_TYPES];
	int64_t quota[MIGRATE_TYPES];           /* pageblocks that are yet to get this type */
	int64_t counted[MIGRATE_TYPES];         /* the same, as told */
	bool has_quota;                         /* they were counted */
	int64_t pcp_pages;                      /* of all CPUs */
	int64_t unaccepted;                     /* pages, of those free, that are not accepted */

	struct span usable[PLAN_SPANS];         /* memory that is present, ascending */
	unsigned nr_usable;
	struct span missing;                    /* no struct pages at all: whole pageblocks */

	struct placed *placed;
	size_t nr_placed, room;
};

/* src/core lists blocks of their pageblock's type only. */
static inline bool types_are_strict(const struct zone_plan *p)
{
	return p->d->kernel->buddy.counts_on_lists;
}

/* Fills want, quota, pcp_pages. */
void plan_counts(struct zone_plan *p);

/* Pageblocks of so many pages that these blocks, smaller than one, need at least. */
int64_t pageblocks_needed(const struct zone_plan *p, unsigned migratetype);

/* Fills usable and missing. */
void plan_spans(struct zone_plan *p);

/* Gives every pageblock of the zone a type, and every block a place. False: memory is short. */
bool plan_places(struct zone_plan *p);

/* Gives pageblocks without a type one of those that quota still has, and notes what is wrong. */
void plan_pageblocks(struct zone_plan *p);

/* Types take pageblocks in this order: Movable takes what is left. */
extern const uint8_t plan_turns[MIGRATE_TYPES];

/* The type that has most; Movable if none has any. */
unsigned plan_richest_type(const int64_t quota[MIGRATE_TYPES]);

/* Puts the blocks on their lists, and fills PCP lists and counters. False: memory is short. */
bool plan_lists(struct zone_plan *p);

/* A line about the zone. */
void plan_note(struct zone_plan *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
