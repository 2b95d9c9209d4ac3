/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * synthesis_pageblocks.c - a type for every pageblock that no free block fills.
 *
 * Each type gets as many as were counted, from the zone's first pageblock on. A zone's edges and
 * holes leave pageblocks that are usable in part only: they go to types that can afford them.
 */
#include "synthesis_inside.h"

#include <inttypes.h>
#include <string.h>

const uint8_t plan_turns[MIGRATE_TYPES] = {
	MIGRATE_UNMOVABLE, MIGRATE_RECLAIMABLE, MIGRATE_HIGHATOMIC, MIGRATE_CMA,
	MIGRATE_ISOLATE,   MIGRATE_RESERVE,     MIGRATE_MOVABLE,
};

/* Is all of this pageblock usable? */
static bool is_full(const struct zone_plan *p, pfn_t begin)
{
	for (unsigned i = 0; i < p->nr_usable; i++)
		if (begin >= p->usable[i].begin &&
		    begin + pageblock_pages(p->w) <= (int64_t)p->usable[i].end)
			return true;
	return false;
}

/* The zone's, with a memmap, and without a type as yet. */
static bool is_open(const struct zone_plan *p, pfn_t begin)
{
	const struct zone *z = &p->w->zone[p->zone];
	pfn_t first = begin > z->start_pfn ? begin : z->start_pfn;

	return p->w->pageblock[begin >> p->w->pageblock_order] == NO_MIGRATETYPE &&
	       !(begin >= p->missing.begin && begin < p->missing.end) &&
	       world_zone_of(p->w, first) == p->zone;
}

static int64_t count_open(const struct zone_plan *p)
{
	const struct zone *z = &p->w->zone[p->zone];
	int64_t size = pageblock_pages(p->w), n = 0;

	for (int64_t at = z->start_pfn / size * size; at < zone_end_pfn(z); at += size)
		n += is_open(p, (pfn_t)at);
	return n;
}

/* Nobody counted pageblocks: what the blocks need, and a share of the rest. */
static void guess_quota(struct zone_plan *p)
{
	int64_t need[MIGRATE_TYPES], open = count_open(p), all = 0;

	p->d->synthesised |= SYNTHESISED_TYPES;
	memset(p->quota, 0, sizeof p->quota);
	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
		all += need[mt] = pageblocks_needed(p, mt);
	for (unsigned mt = 0; all <= open && mt < MIGRATE_TYPES; mt++)
		p->quota[mt] = need[mt];
	open -= all <= open ? all : 0;
	p->quota[MIGRATE_UNMOVABLE] += open / 8;
	p->quota[MIGRATE_RECLAIMABLE] += open / 16;
	p->quota[MIGRATE_MOVABLE] += open - open / 8 - open / 16;
	p->has_quota = true;
}

/* Gives mt its pageblocks from the first on; partly usable ones only where it can afford them. */
static void type_open(struct zone_plan *p, unsigned mt, bool any)
{
	const struct zone *z = &p->w->zone[p->zone];
	int64_t size = pageblock_pages(p->w), spare = p->quota[mt] - pageblocks_needed(p, mt);

	for (int64_t at = z->start_pfn / size * size; at < zone_end_pfn(z) && p->quota[mt] > 0;
	     at += size) {
		if (!is_open(p, (pfn_t)at))
			continue;
		if (!any && !is_full(p, (pfn_t)at) && spare-- <= 0)
			continue;
		p->w->pageblock[at / size] = (uint8_t)mt;
		p->quota[mt]--;
	}
}

/* Pages of blocks smaller than a pageblock, for each pageblock of the type; 0: it is not short. */
static int64_t density(const struct zone_plan *p, unsigned mt)
{
	int64_t pages = 0;

	if (p->quota[mt] <= 0 || pageblocks_needed(p, mt) < p->quota[mt])
		return 0;
	for (unsigned order = 0; order < p->w->pageblock_order; order++)
		pages += p->want[order][mt] << order;
	return pages / p->quota[mt];
}

/* Types that need all their pageblocks choose first among the full ones, the densest before all. */
static void type_dense(struct zone_plan *p)
{
	unsigned done = 0;

	for (;;) {
		unsigned mt = 0;

		for (unsigned other = 0; other < MIGRATE_TYPES; other++)
			if (done >> mt & 1 ||
			    (!(done >> other & 1) && density(p, other) > density(p, mt)))
				mt = other;
		if (done >> mt & 1 || !density(p, mt))
			return;
		type_open(p, mt, false);
		done |= 1u << mt;
	}
}

unsigned plan_richest_type(const int64_t quota[MIGRATE_TYPES])
{
	unsigned mt = MIGRATE_MOVABLE;

	for (unsigned other = 0; other < MIGRATE_TYPES; other++)
		if (quota[other] > quota[mt])
			mt = other;
	return mt;
}

void plan_pageblocks(struct zone_plan *p)
{
	int64_t rest;

	if (!p->has_quota)
		guess_quota(p);
	type_dense(p);
	for (unsigned any = 0; any < 2; any++)
		for (unsigned i = 0; i < MIGRATE_TYPES; i++)
			type_open(p, plan_turns[i], any);
	/* A last, partial pageblock is counted only if the zone begins at a pageblock. */
	rest = count_open(p);
	if (rest > 1)
		plan_note(p, "%" PRId64 " pageblocks more than were counted are Movable", rest);
	p->quota[MIGRATE_MOVABLE] += rest;
	type_open(p, MIGRATE_MOVABLE, true);
	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
		if (p->quota[mt] > 0)
			plan_note(p, "%" PRId64 " %s pageblocks fewer than were counted",
				  p->quota[mt], migratetype_name(mt));
}
