/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reserve.c - which pageblocks of a zone are set aside as MIGRATE_RESERVE.
 *
 *	zone start                                      quota 2
 *	| kept | MOVABLE | UNMOVABLE | MOVABLE | MOVABLE |
 *	  pass    -> RSV     pass      -> RSV     stays
 *
 * Follows setup_zone_migrate_reserve() of mm/page_alloc.c, 2.6.34. Page 0 of a pageblock that the
 * kernel kept for itself is PageReserved there; here it is a page in no block that is known, which
 * in a recorded world is also what was given away before the recording began.
 */
#include "reserve.h"

#include "buddy.h"
#include "free.h"

enum { MOST_RESERVE_BLOCKS = 2 };

int64_t migrate_reserve_blocks(const struct world *w, const struct zone *z)
{
	int64_t blocks = (z->watermark[WMARK_MIN] + pageblock_pages(w) - 1) / pageblock_pages(w);

	return blocks < MOST_RESERVE_BLOCKS ? blocks : MOST_RESERVE_BLOCKS;
}

static bool is_kept_by_kernel(const struct world *w, pfn_t pfn)
{
	return w->page[pfn].where == PAGE_NOWHERE && !inside_known_block(w, pfn);
}

static void retype(struct machine *m, zid_t zone, pfn_t pfn, uint8_t migratetype)
{
	set_pageblock_type(m, pfn, migratetype);
	move_freepages_block(m, zone, pfn, migratetype);
}

static void setup_zone_migrate_reserve(struct machine *m, zid_t zone)
{
	const struct world *w = machine_world(m);
	const struct zone *z = &w->zone[zone];
	int64_t wanted = migrate_reserve_blocks(w, z);

	for (pfn_t pfn = z->start_pfn; pfn < zone_end_pfn(z); pfn += (pfn_t)pageblock_pages(w)) {
		uint8_t mt = pageblock_type(w, pfn);

		if (mt == NO_MIGRATETYPE || world_zone_of(w, pfn) != zone ||
		    is_kept_by_kernel(w, pfn))
			continue;
		if (wanted > 0 && mt == MIGRATE_MOVABLE)
			retype(m, zone, pfn, MIGRATE_RESERVE);
		if (wanted > 0 && (mt == MIGRATE_MOVABLE || mt == MIGRATE_RESERVE))
			wanted--;
		else if (mt == MIGRATE_RESERVE)
			retype(m, zone, pfn, MIGRATE_MOVABLE);
	}
}

void setup_migrate_reserves(struct machine *m)
{
	const struct world *w = machine_world(m);

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (zone_populated(&w->zone[i]))
			setup_zone_migrate_reserve(m, (zid_t)i);
}
