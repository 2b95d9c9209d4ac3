/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exact.c - a block that is larger than what was asked for gives the rest back, page by page.
 *
 *	alloc_pages_exact(5 pages)      order 3: [0 1 2 3 4 5 6 7]
 *	                                          `---v---' `-v-'
 *	                                      the request's   freed, upwards
 *
 * Follows make_alloc_exact() and free_pages_exact() of mm/page_alloc.c. Up to 5.10 the rest is
 * freed as a user frees pages, and is on the PCP list afterwards; since 6.1 it goes to the tail of
 * the buddy lists, where it merges.
 */
#include "exact.h"

#include "calls.h"
#include "free.h"

void split_block(struct machine *m, pfn_t pfn, unsigned order)
{
	const struct world *w = machine_world(m);

	does(m, (struct event){ .kind = EVENT_BLOCK_SPLIT, .zone = world_zone_of(w, pfn),
				.pfn = pfn, .link = NO_PFN, .order = (uint8_t)order,
				.v = { w->page[pfn].flags } });
}

/*
 * Calls that others make are no call that the request made: their steps begin at 1. A function that
 * this kernel has not is no level.
 */
static int enter_call(struct alloc_context *ac, enum api api)
{
	return make_calls(ac, api, 1);
}

static void free_by_address(struct alloc_context *ac, pfn_t pfn)
{
	int levels = enter_call(ac, API_FREE_PAGES);

	free_block(ac->m, pfn, 0, false);
	machine_nest(ac->m, -levels);
}

static void free_past_pcp(struct alloc_context *ac, pfn_t pfn)
{
	int levels = enter_call(ac, API_FREE_PAGES_OK);

	free_page_to_tail(ac->m, pfn);
	machine_nest(ac->m, -levels);
}

void make_alloc_exact(struct alloc_context *ac, enum surplus how, pfn_t pfn, unsigned pages)
{
	int outer = enter_call(ac, API_MAKE_ALLOC_EXACT), inner = enter_call(ac, API_SPLIT_PAGE);

	split_block(ac->m, pfn, ac->order);
	machine_nest(ac->m, -inner);
	for (pfn_t at = pfn + pages; at < pfn + (1u << ac->order); at++) {
		if (how == SURPLUS_TO_BUDDY_TAIL)
			free_past_pcp(ac, at);
		else
			free_by_address(ac, at);
	}
	machine_nest(ac->m, -outer);
}

void free_pages_exact(struct alloc_context *ac, pfn_t pfn, unsigned pages)
{
	for (pfn_t at = pfn; at < pfn + pages; at++)
		free_by_address(ac, at);
}
