/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * synthesis_types.c - how many free blocks of each order and type, when texts say it in part, or
 * say two things.
 *
 * buddyinfo counts by order, pagetypeinfo by order and type, a report names types without numbers.
 * Read one after the other on a machine that runs, they differ. Then that one is taken whose pages
 * are nearer to zoneinfo's count; if it is buddyinfo, the types are made to add up to it.
 */
#include "synthesis_inside.h"

#include <inttypes.h>
#include <string.h>

static int64_t sum_types(const int64_t n[MIGRATE_TYPES])
{
	int64_t sum = 0;

	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
		sum += n[mt];
	return sum;
}

static unsigned bits_set(unsigned bits)
{
	return (unsigned)__builtin_popcount(bits);
}

/* Deals n out to these types as evenly as it goes; the first get one more. */
static void deal(int64_t to[MIGRATE_TYPES], unsigned types, int64_t n)
{
	unsigned left = bits_set(types);

	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++) {
		int64_t share;

		if (!(types >> mt & 1))
			continue;
		share = (n + left - 1) / left;
		left--;
		to[mt] += share;
		n -= share;
	}
}

/* Takes n away: from Movable first, then from whatever has most. */
static void take_away(int64_t from[MIGRATE_TYPES], int64_t n)
{
	unsigned mt = MIGRATE_MOVABLE;

	while (n > 0) {
		int64_t less = from[mt] < n ? from[mt] : n;

		from[mt] -= less;
		n -= less;
		for (unsigned other = 0; other < MIGRATE_TYPES; other++)
			if (from[other] > from[mt])
				mt = other;
	}
}

/* Types whose row could not be read, or stood for more than it said. */
static unsigned open_types(const struct described_zone *told, unsigned order)
{
	const unsigned usual =
		1u << MIGRATE_UNMOVABLE | 1u << MIGRATE_MOVABLE | 1u << MIGRATE_RECLAIMABLE;

	return told->at_least[order] ? told->at_least[order] : usual & ~told->types_told;
}

static int64_t free_pages(const struct zone_plan *p)
{
	int64_t pages = 0;

	for (unsigned order = 0; order < NR_ORDERS; order++)
		pages += sum_types(p->want[order]) << order;
	return pages;
}

static int64_t distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

/* Does pagetypeinfo tell how many blocks of this order there are? */
static bool types_are_complete(const struct zone_plan *p, unsigned order)
{
	return !open_types(p->told, order);
}

/*
 * Both texts count free blocks, and not the same: one line says so. True if the types are to be
 * made to fit buddyinfo's count.
 */
static bool buddyinfo_is_nearer(struct zone_plan *p)
{
	int64_t free = p->told->z.vm_stat[NR_FREE_PAGES] - p->unaccepted;
	int64_t typed = free_pages(p), counted = 0;
	unsigned orders = 0;
	bool complete = true, nearer;

	for (unsigned order = 0; order < NR_ORDERS; order++) {
		int64_t n = p->told->z.free_area[order].nr_free;

		counted += n << order;
		complete &= types_are_complete(p, order);
		orders += types_are_complete(p, order) && n != sum_types(p->want[order]);
	}
	nearer = !complete || !(p->told->told & TOLD_FREE) ||
		 distance(counted, free) < distance(typed, free);
	if (orders)
		plan_note(p, "%u order%s: %" PRId64 " pages in buddyinfo, %" PRId64
			  " in pagetypeinfo, %" PRId64 " in zoneinfo; %s is taken", orders,
			  orders == 1 ? " differs" : "s differ", counted, typed, free,
			  nearer ? "buddyinfo" : "pagetypeinfo");
	return nearer;
}

/* Makes the types of an order add up to n. */
static void reconcile(struct zone_plan *p, unsigned order, int64_t n)
{
	int64_t *want = p->want[order], typed = sum_types(want);
	unsigned open = open_types(p->told, order);

	if (typed < n && open) {
		deal(want, open, n - typed);
		if (bits_set(open) > 1)
			p->d->synthesised |= SYNTHESISED_TYPES;
		return;
	}
	if (typed < n)
		want[MIGRATE_MOVABLE] += n - typed;
	else
		take_away(want, typed - n);
}

/*
 * Nobody told the types: large blocks are Movable, as boot leaves them, and of the smaller ones a
 * quarter is Unmovable and an eighth Reclaimable.
 */
static void guess_types(struct zone_plan *p, unsigned order, int64_t n)
{
	int64_t *want = p->want[order];

	p->d->synthesised |= SYNTHESISED_TYPES;
	if (p->told->told & TOLD_WHICH && p->told->which[order]) {
		deal(want, p->told->which[order], n);
		return;
	}
	if (order < p->w->pageblock_order) {
		want[MIGRATE_UNMOVABLE] = n / 4;
		want[MIGRATE_RECLAIMABLE] = n / 8;
	}
	want[MIGRATE_MOVABLE] = n - want[MIGRATE_UNMOVABLE] - want[MIGRATE_RECLAIMABLE];
}

/* Only the number of free pages is known: as few blocks as there can be. */
static void guess_counts(struct zone_plan *p, int64_t n[NR_ORDERS])
{
	int64_t pages = p->told->z.vm_stat[NR_FREE_PAGES] - p->unaccepted;

	p->d->synthesised |= SYNTHESISED_COUNTS;
	described_note(p->d, "%s: free blocks by order are not told: %" PRId64 " pages in as large "
		       "blocks as can be", p->name, pages);
	for (unsigned order = NR_ORDERS; order-- > 0;) {
		n[order] = pages >> order;
		pages -= n[order] << order;
	}
}

/* What is on PCP lists is neither free nor in use, and there is only so much. */
static void plan_pcp_pages(struct zone_plan *p)
{
	const struct zone *z = &p->w->zone[p->zone];
	int64_t most;

	for (size_t i = 0; i < p->told->nr_pcps; i++)
		p->pcp_pages += p->told->pcp[i].count;
	most = z->spanned - free_pages(p);
	if (p->pcp_pages <= most)
		return;
	plan_note(p, "%" PRId64 " PCP pages beside %" PRId64 " free ones in a zone of %" PRId64
		  ": %" PRId64 " remain", p->pcp_pages, free_pages(p), z->spanned,
		  most > 0 ? most : 0);
	p->pcp_pages = most > 0 ? most : 0;
}

/* A type that this kernel has not: its blocks count as another's. */
static void translate_type(struct zone_plan *p, unsigned mt, unsigned to)
{
	int64_t blocks = p->quota[mt];

	for (unsigned order = 0; order < NR_ORDERS; order++) {
		blocks += p->want[order][mt];
		p->want[order][to] += p->want[order][mt];
		p->want[order][mt] = 0;
	}
	p->quota[to] += p->quota[mt];
	p->quota[mt] = 0;
	if (blocks)
		plan_note(p, "kernel %s has no type %s: its blocks are %s", p->d->kernel->name,
			  migratetype_name(mt), migratetype_name(to));
}

static void translate_types(struct zone_plan *p)
{
	static const uint8_t instead[MIGRATE_TYPES] = {
		[MIGRATE_RESERVE] = MIGRATE_MOVABLE,
		[MIGRATE_HIGHATOMIC] = MIGRATE_UNMOVABLE,
		[MIGRATE_CMA] = MIGRATE_MOVABLE,
	};

	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
		if (!kernel_has_type(p->d->kernel, mt))
			translate_type(p, mt, instead[mt]);
}

/* Memory of a TDX or SEV guest: whole units, counted free and on no list of buddyinfo. */
static void plan_unaccepted(struct zone_plan *p)
{
	int64_t pages = p->told->z.vm_stat[NR_UNACCEPTED], units = pages / MAX_ORDER_NR_PAGES;

	if (!p->d->kernel->setup.unaccepted || pages > p->told->z.vm_stat[NR_FREE_PAGES])
		units = 0;
	p->unaccepted = units * MAX_ORDER_NR_PAGES;
	if (p->unaccepted != pages)
		plan_note(p, "nr_unaccepted is %" PRId64 ", of which %" PRId64
			  " pages can wait to be accepted", pages, p->unaccepted);
}

void plan_counts(struct zone_plan *p)
{
	const struct described_zone *told = p->told;
	int64_t n[NR_ORDERS] = { 0 };
	bool fit_types;

	plan_unaccepted(p);
	p->has_quota = told->told & TOLD_PAGEBLOCKS;
	memcpy(p->quota, told->nr_pageblocks, sizeof p->quota);
	if (told->told & TOLD_TYPES)
		memcpy(p->want, told->of_type, sizeof p->want);
	if (!(told->told & (TOLD_BLOCKS | TOLD_TYPES)))
		guess_counts(p, n);
	fit_types = told->told & TOLD_BLOCKS && told->told & TOLD_TYPES && buddyinfo_is_nearer(p);
	for (unsigned order = 0; order < NR_ORDERS; order++) {
		if (told->told & TOLD_BLOCKS)
			n[order] = told->z.free_area[order].nr_free;
		if (!(told->told & TOLD_TYPES))
			guess_types(p, order, n[order]);
		else if (fit_types)
			reconcile(p, order, n[order]);
	}
	translate_types(p);
	p->want[NR_ORDERS - 1][MIGRATE_MOVABLE] += p->unaccepted / MAX_ORDER_NR_PAGES;
	memcpy(p->counted, p->quota, sizeof p->counted);
	plan_pcp_pages(p);
}

/* ---- pageblocks ---- */

/*
 * A pageblock that is not free as a whole is halved again and again; each half may be one free
 * block or hold smaller ones. Do these blocks fit into so many pageblocks?
 */
static bool fit(const struct zone_plan *p, unsigned mt, int64_t pageblocks)
{
	int64_t room[NR_ORDERS + 1] = { 0 };

	room[p->w->pageblock_order] = pageblocks;
	for (unsigned order = p->w->pageblock_order; order-- > 0;) {
		int64_t n = p->want[order][mt];

		/* What is larger is halved; one half may be a free block, the other is room. */
		if (room[order + 1] < n)
			return false;
		room[order] += n + 2 * (room[order + 1] - n);
	}
	return true;
}

int64_t pageblocks_needed(const struct zone_plan *p, unsigned migratetype)
{
	int64_t low = 0, high = 1;

	while (!fit(p, migratetype, high))
		high *= 2;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;

		if (fit(p, migratetype, middle))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}
