/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rmqueue_type.c - the rungs of __rmqueue() that look at a type's own lists and at CMA.
 *
 * Follows __rmqueue() of mm/page_alloc.c, 5.10 and 6.1: balance CMA, own type, CMA, other types
 * (fallback.c), which move pages to the own type's lists and start over behind the first rung.
 */
#include "rmqueue_type.h"

enum verdict take_smallest(struct alloc_context *ac, uint8_t migratetype, enum buddy_source source)
{
	pfn_t pfn = rmqueue_smallest(ac->m, ac->zone, ac->order, migratetype);

	ac_says(ac, EVENT_BUDDY_TAKE, pfn, pfn != NO_PFN, NUMBERS(migratetype, source));
	if (pfn == NO_PFN)
		return NEXT_CHECK;
	ac->page = pfn;
	ac->page_type = migratetype;
	return GOT_PAGE;
}

enum verdict balance_cma(struct alloc_context *ac)
{
	int64_t cma, free_pages;

	if (ac->restarted || !ac->w->setting[SET_CMA] || !(ac->alloc_flags & ALLOC_CMA))
		return NEXT_CHECK;
	cma = zone_page_state(ac_zone(ac), NR_FREE_CMA_PAGES);
	free_pages = zone_page_state(ac_zone(ac), NR_FREE_PAGES);
	ac_says(ac, EVENT_CMA_BALANCE, NO_PFN, cma > free_pages / 2, NUMBERS(cma, free_pages));
	if (cma <= free_pages / 2)
		return NEXT_CHECK;
	return take_smallest(ac, MIGRATE_CMA, SOURCE_CMA);
}

enum verdict take_own_type(struct alloc_context *ac)
{
	if (ac->mode > RMQUEUE_NORMAL)
		return NEXT_CHECK;
	return take_smallest(ac, (uint8_t)ac->migratetype, SOURCE_OWN);
}

enum verdict take_cma(struct alloc_context *ac)
{
	enum verdict v = NEXT_CHECK;

	if (ac->w->setting[SET_CMA] && ac->alloc_flags & ALLOC_CMA && ac->mode <= RMQUEUE_CMA)
		v = take_smallest(ac, MIGRATE_CMA, SOURCE_CMA);
	if (v == GOT_PAGE && ac->k->buddy.counts_on_lists)
		ac->mode = RMQUEUE_CMA;
	return v;
}

enum verdict take_reserve(struct alloc_context *ac)
{
	return take_smallest(ac, MIGRATE_RESERVE, SOURCE_RESERVE);
}

enum verdict take_cma_if_movable(struct alloc_context *ac)
{
	if (!ac->w->setting[SET_CMA] || ac->migratetype != MIGRATE_MOVABLE)
		return NEXT_CHECK;
	return take_smallest(ac, MIGRATE_CMA, SOURCE_CMA);
}

struct block rmqueue_type(struct alloc_context *ac)
{
	enum verdict v;

	ac->restarted = false;
	while ((v = climb(ac, LADDER_RMQUEUE_TYPE)) == RETRY)
		ac->restarted = true;
	return (struct block){ v == GOT_PAGE ? ac->page : NO_PFN, ac->order, ac->page_type };
}
