/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * highatomic.c - reserving pageblocks for atomic high-order requests, and giving them back.
 *
 * Follows reserve_highatomic_pageblock() and unreserve_highatomic_pageblock() of mm/page_alloc.c,
 * 6.1. nr_reserved_highatomic counts whole pageblocks, in use or not, and only unreserving lowers
 * it.
 */
#include "highatomic.h"

#include "buddy.h"
#include "zonelist.h"

int64_t highatomic_limit(const struct world *w, const struct zone *z)
{
	return z->managed / 100 + pageblock_pages(w);
}

enum verdict reserve_pageblock(struct alloc_context *ac)
{
	const struct zone *z = ac_zone(ac);
	uint8_t mt = pageblock_type(ac->w, ac->page);
	int64_t reserved = z->nr_reserved_highatomic, limit = highatomic_limit(ac->w, z);
	bool reserve = reserved < limit && mt < MIGRATE_PCPTYPES;

	if (!(ac->alloc_flags & ALLOC_HIGHATOMIC))
		return NEXT_CHECK;
	ac_says(ac, EVENT_HIGHATOMIC_RESERVE, ac->page, reserve, NUMBERS(reserved, limit, mt));
	if (!reserve)
		return NEXT_CHECK;
	set_field(ac->m, EVENT_NR_RESERVED_HIGHATOMIC, ac->zone, reserved,
		  reserved + pageblock_pages(ac->w));
	set_pageblock_type(ac->m, ac->page, MIGRATE_HIGHATOMIC);
	move_freepages_block(ac->m, ac->zone, ac->page, MIGRATE_HIGHATOMIC);
	return NEXT_CHECK;
}

/* Gives back the pageblock of a free block; returns how many free pages changed their list. */
static int64_t unreserve_block(struct machine *m, zid_t zone, pfn_t pfn, enum migratetype mt)
{
	const struct world *w = machine_world(m);
	const struct zone *z = &w->zone[zone];
	int64_t reserved = z->nr_reserved_highatomic, less = pageblock_pages(w), moved;

	/* A block on the list may lie in a pageblock that is HIGHATOMIC no longer. */
	if (pageblock_type(w, pfn) == MIGRATE_HIGHATOMIC)
		set_field(m, EVENT_NR_RESERVED_HIGHATOMIC, zone, reserved,
			  reserved - (less < reserved ? less : reserved));
	set_pageblock_type(m, pfn, (uint8_t)mt);
	moved = move_freepages_block(m, zone, pfn, (uint8_t)mt);
	if (machine_heard(m))
		says(m, (struct event){ .kind = EVENT_HIGHATOMIC_UNRESERVE, .zone = zone,
					.pfn = pfn, .link = NO_PFN, .migratetype = (uint8_t)mt,
					.verdict = moved != 0,
					.v = { z->nr_reserved_highatomic, moved, mt } });
	return moved;
}

static bool unreserve_zone(struct machine *m, zid_t zone, const struct unreserve *u)
{
	const struct zone *z = &machine_world(m)->zone[zone];

	if (!u->force && z->nr_reserved_highatomic <= pageblock_pages(machine_world(m)))
		return false;
	for (unsigned o = 0; o < NR_ORDERS; o++) {
		pfn_t pfn = list_first(&z->free_area[o].list[MIGRATE_HIGHATOMIC]);

		if (pfn != NO_PFN && unreserve_block(m, zone, pfn, u->migratetype))
			return true;
	}
	return false;
}

bool unreserve_pageblock(struct machine *m, const struct unreserve *u)
{
	const struct zonelist *zl = u->zonelist;

	for (size_t i = zonelist_next(zl, 0, u->highest_zoneidx, u->nodemask); i < zl->n;
	     i = zonelist_next(zl, i + 1, u->highest_zoneidx, u->nodemask))
		if (unreserve_zone(m, zl->ref[i].zone, u))
			return true;
	return false;
}
