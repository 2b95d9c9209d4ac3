/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unaccepted.c - memory that a TDX or SEV guest has not accepted from its host yet.
 *
 * To accept memory takes long, so boot leaves most of it for later. Whole units of the largest
 * order wait on a list of their zone, oldest first, until the zone's accepted memory is below its
 * promo mark:
 *
 *	boot --> unaccepted_pages --head--> the tail of the lists of order 10
 *	         counted NR_FREE_PAGES      counted NR_FREE_PAGES
 *	         and NR_UNACCEPTED
 *
 * Watermarks count what waits as free; only here it is not. Follows __free_unaccepted(),
 * __accept_page() and cond_accept_memory() of mm/page_alloc.c, 6.12.
 */
#include "unaccepted.h"

#include "buddy.h"
#include "counters.h"

void free_unaccepted(struct machine *m, zid_t zone, pfn_t pfn)
{
	const struct zone *z = &machine_world(m)->zone[zone];

	does(m, (struct event){ .kind = EVENT_UNACCEPTED_ADD, .zone = zone, .pfn = pfn,
				.link = list_last(&z->unaccepted_pages), .order = NR_ORDERS - 1,
				.migratetype = MIGRATE_MOVABLE });
	account_free_pages(m, zone, MAX_ORDER_NR_PAGES, MIGRATE_MOVABLE);
	mod_zone_stat(m, zone, NR_UNACCEPTED, MAX_ORDER_NR_PAGES);
}

bool try_to_accept_memory_one(struct machine *m, zid_t zone)
{
	const struct world *w = machine_world(m);
	pfn_t pfn = list_first(&w->zone[zone].unaccepted_pages);
	struct block unit = { .pfn = pfn, .order = NR_ORDERS - 1 };

	if (pfn == NO_PFN)
		return false;
	unit.migratetype = pageblock_type(w, pfn);
	does(m, (struct event){ .kind = EVENT_UNACCEPTED_DEL, .zone = zone, .pfn = pfn,
				.link = NO_PFN, .order = NR_ORDERS - 1,
				.migratetype = MIGRATE_MOVABLE });
	account_free_pages(m, zone, -MAX_ORDER_NR_PAGES, MIGRATE_MOVABLE);
	mod_zone_stat(m, zone, NR_UNACCEPTED, -MAX_ORDER_NR_PAGES);
	free_to_buddy(m, zone, unit, FPI_TO_TAIL);
	count_pgfree(m, MAX_ORDER_NR_PAGES);
	return true;
}

/* How many pages are missing to the promo mark; told, and one unit where there are no marks. */
static int64_t pages_to_accept(struct alloc_context *ac)
{
	const struct zone *z = ac_zone(ac);
	int64_t free = zone_page_state(z, NR_FREE_PAGES), mark = zone_wmark(z, WMARK_PROMO);
	int64_t unusable = watermark_unusable(z, ac->order, 0, &ac->k->watermark);
	int64_t unaccepted = zone_page_state(z, NR_UNACCEPTED);
	int64_t need = mark ? mark - (free - unusable - unaccepted) : MAX_ORDER_NR_PAGES;

	ac_says(ac, EVENT_ACCEPT, NO_PFN, true,
		NUMBERS(free, unusable, unaccepted, mark, z->watermark_boost, need));
	return need;
}

bool cond_accept_memory(struct alloc_context *ac)
{
	bool accepted = false;

	if (list_first(&ac_zone(ac)->unaccepted_pages) == NO_PFN)
		return false;
	for (int64_t need = pages_to_accept(ac);
	     need > 0 && try_to_accept_memory_one(ac->m, ac->zone); need -= MAX_ORDER_NR_PAGES)
		accepted = true;
	return accepted;
}
