/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * synthesis_place.c - a page frame for every free block.
 *
 * Memory is cut into aligned regions. A region may hold one free block of its size if it is
 * "whole": then its buddy is no free block. Otherwise it is halved:
 *
 *	region of order k:  [ block of order o |  rest, order o  |    rest, order o + 1    | ... ]
 *
 * The rests hold smaller blocks only, so no two free buddies ever stand side by side; and since
 * the largest blocks come first and the smallest region that will do is taken, as many fit as can.
 *
 * Blocks of a pageblock and more come first and give their pageblocks a type. The other pageblocks
 * get the types that were counted, and the smaller blocks go into those of their own.
 */
#include "synthesis_inside.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct pool {
	pfn_t *at;
	size_t n, room;
};

/* Regions by order; the one taken last is the next. */
struct regions {
	struct pool whole[NR_ORDERS], rest[NR_ORDERS];
};

struct placing {
	struct zone_plan *p;
	struct regions all;                     /* while large blocks are placed */
	struct regions of_type[MIGRATE_TYPES];  /* afterwards */
	int64_t lacking[NR_ORDERS][MIGRATE_TYPES];
	int64_t borrowed[MIGRATE_TYPES];        /* pageblocks beyond what was counted */
	bool out_of_memory;
};

/* ---- regions ---- */

static void push(struct placing *pl, struct pool *pool, pfn_t pfn)
{
	if (pool->n == pool->room) {
		size_t room = pool->room ? 2 * pool->room : 64;
		pfn_t *more = realloc(pool->at, room * sizeof *more);

		if (!more) {
			pl->out_of_memory = true;
			return;
		}
		pool->at = more;
		pool->room = room;
	}
	pool->at[pool->n++] = pfn;
}

static pfn_t pop(struct pool *pool)
{
	return pool->at && pool->n ? pool->at[--pool->n] : NO_PFN;
}

static void free_regions(struct regions *r)
{
	for (unsigned order = 0; order < NR_ORDERS; order++) {
		free(r->whole[order].at);
		free(r->rest[order].at);
	}
}

/* The first page of a region of this order that may become a free block, or NO_PFN. */
static pfn_t take_region(struct placing *pl, struct regions *r, unsigned order)
{
	unsigned k = order + 1;
	pfn_t pfn;

	if (r->whole[order].n)
		return pop(&r->whole[order]);
	while (k < NR_ORDERS && !r->rest[k].n && !r->whole[k].n)
		k++;
	if (k == NR_ORDERS)
		return NO_PFN;
	pfn = pop(r->rest[k].n ? &r->rest[k] : &r->whole[k]);
	while (k-- > order)
		push(pl, &r->rest[k], pfn + (1u << k));
	return pfn;
}

/* Cuts what is usable into the largest aligned regions; from the end, so that the first is last. */
static void cut_regions(struct placing *pl)
{
	const struct zone_plan *p = pl->p;

	for (unsigned i = p->nr_usable; i-- > 0;) {
		struct span s = p->usable[i];

		while (s.end > s.begin) {
			unsigned order = NR_ORDERS - 1;

			while (s.end & ((1u << order) - 1) || s.end - s.begin < 1u << order)
				order--;
			s.end -= 1u << order;
			push(pl, &pl->all.whole[order], s.end);
		}
	}
}

/* ---- blocks ---- */

static void place(struct placing *pl, pfn_t pfn, unsigned order, unsigned mt)
{
	struct zone_plan *p = pl->p;

	if (p->nr_placed == p->room) {
		size_t room = p->room ? 2 * p->room : 1024;
		struct placed *more = realloc(p->placed, room * sizeof *more);

		if (!more) {
			pl->out_of_memory = true;
			return;
		}
		p->placed = more;
		p->room = room;
	}
	p->placed[p->nr_placed++] =
		(struct placed){ .pfn = pfn, .order = (uint8_t)order,
						    .migratetype = (uint8_t)mt };
}

/* A pageblock that is free as a whole, or to be used by mt. */
static void type_pageblock(struct placing *pl, pfn_t pfn, unsigned mt)
{
	struct zone_plan *p = pl->p;
	unsigned from = mt;

	if (p->has_quota && p->quota[mt] <= 0) {
		from = plan_richest_type(p->quota);
		if (types_are_strict(p) || p->quota[from] <= 0)
			pl->borrowed[mt]++;
		else
			mt = from;      /* the list's type need not be the pageblock's */
	}
	p->quota[from]--;
	p->w->pageblock[pfn >> p->w->pageblock_order] = (uint8_t)mt;
}

static void place_large(struct placing *pl)
{
	struct zone_plan *p = pl->p;

	for (unsigned order = NR_ORDERS; order-- > p->w->pageblock_order;)
		for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
			for (int64_t n = p->want[order][mt]; n && !pl->out_of_memory; n--) {
				pfn_t pfn = take_region(pl, &pl->all, order);

				if (pfn == NO_PFN) {
					pl->lacking[order][mt] = n;
					break;
				}
				place(pl, pfn, order, mt);
				for (pfn_t at = pfn; at < pfn + (1u << order);
				     at += (pfn_t)pageblock_pages(p->w))
					type_pageblock(pl, at, mt);
			}
}

/* Blocks took pageblocks of types that have no more of them. */
static void tell_borrowed(const struct placing *pl)
{
	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
		if (pl->borrowed[mt])
			plan_note(pl->p, "%" PRId64 " %s pageblocks more than were counted: its "
				  "free blocks need them", pl->borrowed[mt], migratetype_name(mt));
}

/* ---- smaller blocks ---- */

struct region {
	pfn_t pfn;
	uint8_t order;
	bool whole;
};

static int last_first(const void *a, const void *b)
{
	const struct region *x = a, *y = b;

	return x->pfn < y->pfn ? 1 : -1;
}

static size_t gather(const struct placing *pl, struct region *to)
{
	size_t n = 0;

	for (unsigned order = 0; order < NR_ORDERS; order++)
		for (int whole = 0; whole < 2; whole++) {
			const struct pool *pool =
				whole ? &pl->all.whole[order] : &pl->all.rest[order];

			for (size_t i = 0; i < pool->n; i++, n++)
				if (to)
					to[n] = (struct region){ pool->at[i], (uint8_t)order,
								 whole };
		}
	return n;
}

/* What is left goes to its pageblock's type, in pieces of at most a pageblock. */
static void share_regions(struct placing *pl)
{
	const struct world *w = pl->p->w;
	size_t n = gather(pl, NULL);
	struct region *region = malloc((n + 1) * sizeof *region);

	if (!region) {
		pl->out_of_memory = true;
		return;
	}
	gather(pl, region);
	qsort(region, n, sizeof *region, last_first);
	for (size_t i = 0; i < n; i++) {
		unsigned order =
			region[i].order < w->pageblock_order ? region[i].order : w->pageblock_order;
		int64_t begin = region[i].pfn, at = begin + (1 << region[i].order);

		while (at > begin) {
			unsigned mt;

			at -= 1 << order;
			mt = w->pageblock[at >> w->pageblock_order];
			if (mt < MIGRATE_TYPES)
				push(pl, region[i].whole ? &pl->of_type[mt].whole[order] :
							   &pl->of_type[mt].rest[order],
				     (pfn_t)at);
		}
	}
	free(region);
}

/* Room for a block that has none among its own: in another type's pageblock. */
static pfn_t borrow_region(struct placing *pl, unsigned order, unsigned mt)
{
	unsigned p_order = pl->p->w->pageblock_order;
	int64_t untouched[MIGRATE_TYPES];
	struct regions *from;
	struct pool *pool;
	unsigned other;
	pfn_t pfn = NO_PFN;

	if (!types_are_strict(pl->p)) {
		for (unsigned i = MIGRATE_TYPES; pfn == NO_PFN && i-- > 0;)
			pfn = take_region(pl, &pl->of_type[plan_turns[i]], order);
		return pfn;
	}
	for (unsigned i = 0; i < MIGRATE_TYPES; i++)
		untouched[i] =
			(int64_t)(pl->of_type[i].whole[p_order].n +
					 pl->of_type[i].rest[p_order].n);
	other = plan_richest_type(untouched);
	if (!untouched[other])
		return NO_PFN;
	from = &pl->of_type[other];
	pool = from->rest[p_order].n ? &from->rest[p_order] : &from->whole[p_order];
	pfn = pop(pool);
	pl->p->w->pageblock[pfn >> p_order] = (uint8_t)mt;
	push(pl, &pl->of_type[mt].rest[p_order], pfn);
	plan_note(pl->p, "a %s pageblock becomes %s: its free blocks need it",
		  migratetype_name(other), migratetype_name(mt));
	return take_region(pl, &pl->of_type[mt], order);
}

static void place_order(struct placing *pl, unsigned order)
{
	int64_t left[MIGRATE_TYPES];

	memcpy(left, pl->p->want[order], sizeof left);
	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
		for (; left[mt] && !pl->out_of_memory; left[mt]--) {
			pfn_t pfn = take_region(pl, &pl->of_type[mt], order);

			if (pfn == NO_PFN)
				break;
			place(pl, pfn, order, mt);
		}
	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++) {
		for (; left[mt] && !pl->out_of_memory; left[mt]--) {
			pfn_t pfn = borrow_region(pl, order, mt);

			if (pfn == NO_PFN)
				break;
			place(pl, pfn, order, mt);
		}
		pl->lacking[order][mt] = left[mt];
	}
}

static void tell_lacking(struct placing *pl)
{
	for (unsigned order = 0; order < NR_ORDERS; order++)
		for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
			if (pl->lacking[order][mt])
				plan_note(pl->p, "%" PRId64 " of %" PRId64 " free %s blocks of "
					  "order %u have no place and count as used",
					  pl->lacking[order][mt], pl->p->want[order][mt],
					  migratetype_name(mt), order);
}

bool plan_places(struct zone_plan *p)
{
	struct placing *pl = calloc(1, sizeof *pl);
	bool ok;

	if (!pl)
		return false;
	pl->p = p;
	cut_regions(pl);
	place_large(pl);
	plan_pageblocks(p);
	tell_borrowed(pl);
	share_regions(pl);
	for (unsigned order = p->w->pageblock_order; order-- > 0;)
		place_order(pl, order);
	tell_lacking(pl);
	ok = !pl->out_of_memory;
	free_regions(&pl->all);
	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
		free_regions(&pl->of_type[mt]);
	free(pl);
	return ok;
}
