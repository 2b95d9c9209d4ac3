/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deferred.c - memory that boot left for later.
 *
 * Follows deferred_grow_zone() and deferred_init_maxorder() of mm/page_alloc.c, 6.1. Every page
 * from first_deferred_pfn to the end of the zone is taken to be usable memory.
 */
#include "deferred.h"

#include "buddy.h"

static bool is_last_zone(const struct world *w, zid_t zone)
{
	const struct node *node = &w->node[zid_node(zone)];

	return zone_end_pfn(&w->zone[zone]) == node->start_pfn + (pfn_t)node->spanned;
}

/* One pageblock, or what is left of one: it becomes MOVABLE and goes to the lists' tails. */
static void init_pages(struct machine *m, zid_t zone, pfn_t pfn, pfn_t end)
{
	const struct world *w = machine_world(m);
	unsigned order = w->pageblock_order;

	set_pageblock_type(m, pfn, MIGRATE_MOVABLE);
	if (end - pfn < pageblock_pages(w) || pfn & (pfn_t)(pageblock_pages(w) - 1))
		order = 0;
	for (; pfn < end; pfn += (pfn_t)1 << order) {
		set_field(m, EVENT_MANAGED_PAGES, zone, w->zone[zone].managed,
			  w->zone[zone].managed + ((int64_t)1 << order));
		free_one_page(m, zone, (struct block){ pfn, order, MIGRATE_MOVABLE }, FPI_TO_TAIL);
	}
}

/* deferred_init_maxorder(): up to the next boundary of the largest order. */
static pfn_t init_maxorder(struct machine *m, zid_t zone, pfn_t pfn, pfn_t end)
{
	pfn_t stop = (pfn | (MAX_ORDER_NR_PAGES - 1)) + 1;
	pfn_t step = (pfn_t)pageblock_pages(machine_world(m));

	if (stop > end)
		stop = end;
	while (pfn < stop) {
		pfn_t next = (pfn | (step - 1)) + 1;

		init_pages(m, zone, pfn, next < stop ? next : stop);
		pfn = next < stop ? next : stop;
	}
	return stop;
}

bool deferred_grow_zone(struct alloc_context *ac)
{
	zid_t first = zid_of(zid_node(ac->zone), 0);
	const struct node *node = &ac->w->node[zid_node(ac->zone)];
	int64_t needed = (int64_t)1 << ac->order, old = node->first_deferred_pfn;
	pfn_t end = zone_end_pfn(ac_zone(ac)), pfn = (pfn_t)old, start = pfn;

	if (!is_last_zone(ac->w, ac->zone) || old == NO_PFN)
		return false;
	needed = (needed + PAGES_PER_SECTION - 1) / PAGES_PER_SECTION * PAGES_PER_SECTION;
	while (pfn < end) {
		pfn_t before = pfn;

		pfn = init_maxorder(ac->m, ac->zone, pfn, end);
		if ((before ^ pfn) < PAGES_PER_SECTION)
			continue;       /* stop only between sections */
		if (pfn - start >= needed)
			break;
	}
	set_field(ac->m, EVENT_FIRST_DEFERRED_PFN, first, old, pfn < end ? pfn : NO_PFN);
	ac_says(ac, EVENT_DEFERRED, start, pfn > start, NUMBERS(pfn, pfn - start));
	/* Nothing left counts once as worth a try: somebody else may have grown the zone. */
	return true;
}
