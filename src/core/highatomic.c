/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * highatomic.c - reserving pageblocks for atomic high-order requests, and giving them back.
 *
 * Follows reserve_highatomic_pageblock() and unreserve_highatomic_pageblock() of mm/page_alloc.c,
 * 4.7 to 6.12. nr_reserved_highatomic counts whole pageblocks, in use or not, and only unreserving
 * lowers it.
 */
#include "highatomic.h"

#include "buddy.h"
#include "zonelist.h"

int64_t highatomic_limit(const struct world *w, const struct zone *z)
{
	return z->managed / 100 + pageblock_pages(w);
}

int64_t highatomic_limit_whole_blocks(const struct world *w, const struct zone *z)
{
	int64_t percent = z->managed / 100, block = pageblock_pages(w);

	return percent < block ? 0 : (percent + block - 1) / block * block;
}

static void add_reserved(struct machine *m, zid_t zone, int64_t pages)
{
	int64_t reserved = machine_world(m)->zone[zone].nr_reserved_highatomic;

	set_field(m, EVENT_NR_RESERVED_HIGHATOMIC, zone, reserved, reserved + pages);
}

/* The pageblock of the page, whatever the order: a larger block's others keep their type. */
static void reserve_one(struct alloc_context *ac)
{
	add_reserved(ac->m, ac->zone, pageblock_pages(ac->w));
	set_pageblock_type(ac->m, ac->page, MIGRATE_HIGHATOMIC);
	move_freepages_block(ac->m, ac->zone, ac->page, MIGRATE_HIGHATOMIC);
}

/* All that was allocated; a pageblock that is not whole in the zone is left alone. */
static void reserve_whole(struct alloc_context *ac)
{
	struct block b = { ac->page, ac->order, 0 };

	if (b.order >= ac->w->pageblock_order) {
		set_pageblock_types(ac->m, b, MIGRATE_HIGHATOMIC);
		add_reserved(ac->m, ac->zone, (int64_t)1 << b.order);
		return;
	}
	if (!pageblock_census(ac->w, ac->zone, b.pfn).whole)
		return;
	move_freepages_block(ac->m, ac->zone, b.pfn, MIGRATE_HIGHATOMIC);
	set_pageblock_type(ac->m, b.pfn, MIGRATE_HIGHATOMIC);
	add_reserved(ac->m, ac->zone, pageblock_pages(ac->w));
}

enum verdict reserve_pageblock(struct alloc_context *ac)
{
	const struct highatomic_rules *rules = &ac->k->highatomic;
	int64_t reserved = ac_zone(ac)->nr_reserved_highatomic;
	int64_t limit = rules->limit(ac->w, ac_zone(ac));
	uint8_t mt = pageblock_type(ac->w, ac->page);
	bool reserve = reserved < limit && mt < MIGRATE_PCPTYPES;

	if (!ac->order || !(ac->alloc_flags & rules->reserve_flags))
		return NEXT_CHECK;
	ac_says(ac, EVENT_HIGHATOMIC_RESERVE, ac->page, reserve, NUMBERS(reserved, limit, mt));
	if (reserve)
		(rules->whole_blocks ? reserve_whole : reserve_one)(ac);
	return NEXT_CHECK;
}

/* Moves what is free of it to the type's lists; returns how many pages that were. */
static int64_t unreserve_pages(struct machine *m, zid_t zone, struct block b)
{
	const struct world *w = machine_world(m);
	int64_t moved;

	if (machine_kernel(m)->highatomic.whole_blocks && b.order >= w->pageblock_order) {
		move_to_free_list(m, zone, b.pfn, b.migratetype);
		set_pageblock_types(m, b, b.migratetype);
		return (int64_t)1 << b.order;
	}
	moved = move_freepages_block(m, zone, b.pfn, b.migratetype);
	set_pageblock_type(m, b.pfn, b.migratetype);
	return moved;
}

/* Gives back the pageblock of a free block; returns how many free pages changed their list. */
static int64_t unreserve_block(struct machine *m, zid_t zone, struct block b)
{
	const struct world *w = machine_world(m);
	const struct zone *z = &w->zone[zone];
	int64_t reserved = z->nr_reserved_highatomic, less = pageblock_pages(w), moved;

	if (machine_kernel(m)->highatomic.whole_blocks && (int64_t)1 << b.order > less)
		less = (int64_t)1 << b.order;
	/* A block on the list may lie in a pageblock that is HIGHATOMIC no longer. */
	if (pageblock_type(w, b.pfn) == MIGRATE_HIGHATOMIC ||
	    machine_kernel(m)->highatomic.unreserves_first)
		add_reserved(m, zone, -(less < reserved ? less : reserved));
	moved = unreserve_pages(m, zone, b);
	if (machine_heard(m))
		says(m, (struct event){ .kind = EVENT_HIGHATOMIC_UNRESERVE, .zone = zone,
					.pfn = b.pfn, .link = NO_PFN,
					.migratetype = b.migratetype, .verdict = moved != 0,
					.v = { z->nr_reserved_highatomic, moved,
					       b.migratetype } });
	return moved;
}

enum unreserved { UNRESERVED_NOTHING, UNRESERVED_SOME, UNRESERVED_ENOUGH };

static enum unreserved unreserve_zone(struct machine *m, zid_t zone, const struct unreserve *u)
{
	const struct zone *z = &machine_world(m)->zone[zone];
	bool first = machine_kernel(m)->highatomic.unreserves_first;

	if ((first || !u->force) && z->nr_reserved_highatomic <= pageblock_pages(machine_world(m)))
		return UNRESERVED_NOTHING;
	for (unsigned o = 0; o < NR_ORDERS; o++) {
		pfn_t pfn = list_first(&z->free_area[o].list[MIGRATE_HIGHATOMIC]);
		struct block b = { pfn, o, (uint8_t)u->migratetype };

		if (pfn == NO_PFN)
			continue;
		if (unreserve_block(m, zone, b) || first)
			return first ? UNRESERVED_ENOUGH : UNRESERVED_SOME;
	}
	return UNRESERVED_NOTHING;
}

bool unreserve_pageblock(struct machine *m, const struct unreserve *u)
{
	const struct zonelist *zl = u->zonelist;
	enum unreserved got = UNRESERVED_NOTHING;

	for (size_t i = zonelist_next(zl, 0, u->highest_zoneidx, u->nodemask);
	     got == UNRESERVED_NOTHING && i < zl->n;
	     i = zonelist_next(zl, i + 1, u->highest_zoneidx, u->nodemask))
		got = unreserve_zone(m, zl->ref[i].zone, u);
	return got == UNRESERVED_SOME;
}
