/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * free.c - which way a freed block goes.
 *
 * Follows __free_pages(), free_unref_page() and __free_pages_ok() of mm/page_alloc.c. Left out:
 * references other than the last one.
 */
#include "free.h"

#include "buddy.h"
#include "counters.h"
#include "pcp.h"

bool inside_known_block(const struct world *w, pfn_t pfn)
{
	for (unsigned o = 1; o < NR_ORDERS; o++) {
		pfn_t head = pfn & ~((1u << o) - 1);

		if (head != pfn && w->page[head].where != PAGE_NOWHERE && w->page[head].order >= o)
			return true;
	}
	return false;
}

/* Initialised memory of one zone, every page of it. */
static bool is_memory(const struct world *w, zid_t zone, pfn_t pfn, pfn_t pages)
{
	const struct node *node = &w->node[zid_node(zone)];

	if (!zone_holds(&w->zone[zone], pfn + pages - 1) || pfn + pages > node->first_deferred_pfn)
		return false;
	for (pfn_t at = pfn; at < pfn + pages; at += (pfn_t)pageblock_pages(w))
		if (pageblock_type(w, at) == NO_MIGRATETYPE)
			return false;
	return true;
}

const char *free_refused(const struct world *w, pfn_t pfn, unsigned order)
{
	zid_t zone;

	if (order >= NR_ORDERS)
		return "no block is as large as this order";
	if (pfn & ((1u << order) - 1))
		return "the block is not aligned to its order";
	if (pfn >= w->end_pfn || (zone = world_zone_of(w, pfn)) == NO_ZONE ||
	    !is_memory(w, zone, pfn, 1u << order))
		return "no zone holds this block";
	if (w->page[pfn].where == PAGE_ALLOCATED)
		return w->page[pfn].order == order ? NULL : "it was allocated with another order";
	if (inside_known_block(w, pfn))
		return "it lies inside another block";
	for (pfn_t at = pfn; at < pfn + (1u << order); at++)
		if (w->page[at].where != PAGE_NOWHERE)
			return w->page[at].where == PAGE_ALLOCATED ?
				       "part of it was allocated on its own" :
				       "it is free already";
	if (w->zone[zone].nr_in_use < (int64_t)1 << order)
		return "the zone has fewer pages in use";
	return NULL;
}

/* A freed page is on no LRU list any more. */
static void leave_lru(struct machine *m, zid_t zone, pfn_t pfn, pfn_t pages)
{
	const struct page *page = machine_world(m)->page;

	for (pfn_t at = pfn, end = pfn + pages, run; at < end; at = run) {
		bool lru = page[at].flags & PAGE_LRU;

		for (run = at + 1; run < end && !(page[run].flags & PAGE_LRU) == !lru;)
			run++;
		if (lru)
			does(m, (struct event){ .kind = EVENT_PAGE_LRU, .zone = zone, .pfn = at,
						.link = NO_PFN, .v = { run - at, 0 } });
	}
}

/* What was in use is no longer; returns the block as it is to be freed. */
static struct block leave_use(struct machine *m, zid_t zone, struct block b, bool to_pcp)
{
	const struct world *w = machine_world(m);

	b.migratetype = pageblock_type(w, b.pfn);
	if (machine_heard(m))
		says(m, (struct event){ .kind = EVENT_FREE, .zone = zone, .pfn = b.pfn,
					.link = NO_PFN, .order = (uint8_t)b.order,
					.migratetype = b.migratetype,
					.v = { b.migratetype, to_pcp ? ROUTE_PCP : ROUTE_BUDDY } });
	leave_lru(m, zone, b.pfn, (pfn_t)1 << b.order);
	does(m, (struct event){ .kind = EVENT_BLOCK_FREED, .zone = zone, .pfn = b.pfn,
				.link = NO_PFN, .order = (uint8_t)b.order,
				.migratetype = b.migratetype,
				.v = { w->page[b.pfn].flags,
				       w->page[b.pfn].where == PAGE_ALLOCATED } });
	return b;
}

void free_block(struct machine *m, pfn_t pfn, unsigned order, bool cold)
{
	const struct world *w = machine_world(m);
	zid_t zone = world_zone_of(w, pfn);
	bool to_pcp = pcp_takes_order(w, machine_kernel(m), order);
	struct block b = leave_use(m, zone, (struct block){ .pfn = pfn, .order = order }, to_pcp);

	if (to_pcp && pcp_free(m, zone, b, cold))
		return;
	/* 6.1 does not count an isolated page that it turned away from the PCP lists. */
	if (!to_pcp)
		count_pgfree(m, (int64_t)1 << order);
	free_to_buddy(m, zone, b, FPI_NONE);
}

void free_page_to_tail(struct machine *m, pfn_t pfn)
{
	zid_t zone = world_zone_of(machine_world(m), pfn);
	struct block b = leave_use(m, zone, (struct block){ .pfn = pfn }, false);

	count_pgfree(m, 1);
	free_to_buddy(m, zone, b, FPI_TO_TAIL);
}
