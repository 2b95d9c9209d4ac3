/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bulk.c - the bulk allocator's own, shorter ladder.
 *
 * Follows __alloc_pages_bulk() of mm/page_alloc.c, 6.1: only the preferred node, one watermark test
 * for all pages together, then the PCP list of one zone until it and its refills run dry.
 */
#include "bulk.h"

#include "checks.h"
#include "counters.h"
#include "entry.h"
#include "pcp.h"
#include "rmqueue.h"
#include "unaccepted.h"
#include "zonelist.h"

/* The first zone of the preferred node with room for all; false if there is none. */
static bool choose_zone(struct alloc_context *ac, unsigned want)
{
	unsigned class_zoneidx = zid_idx(ac_preferred_zone(ac));
	unsigned node = zid_node(ac_preferred_zone(ac));

	for (ac->position = ac->preferred; ac->position < ac->zonelist->n;
	     ac->position = zonelist_next(ac->zonelist, ac->position + 1, ac->highest_zoneidx,
					  ac->nodemask)) {
		int64_t mark;

		ac->zone = ac->zonelist->ref[ac->position].zone;
		if (check_cpuset(ac) != NEXT_CHECK)
			continue;
		if (zid_node(ac->zone) != node)
			return false;
		cond_accept_memory(ac);         /* 6.12; before, nothing waits for it */
		mark = zone_wmark(ac_zone(ac), WMARK_LOW) + want;
		ac_says(ac, EVENT_BULK, NO_PFN, true, NUMBERS(want, mark, class_zoneidx));
		if (watermark_fast(ac, mark, class_zoneidx))
			return true;
	}
	return false;
}

unsigned bulk_from_pcp(struct alloc_context *ac, unsigned want, pfn_t *pages)
{
	unsigned got = 0;

	if (want < 2 || ac->gfp & GFP_F_ACCOUNT)
		return 0;
	entry_prepare(ac);
	ac->gfp = ac->attempt_gfp;      /* with cpusets on, __GFP_HARDWALL stays */
	if (!ac_has_preferred(ac) || !choose_zone(ac, want))
		return 0;
	while (got < want && (ac->page = pcp_take(ac)) != NO_PFN) {
		pages[got++] = ac->page;
		prep_new_page(ac);
	}
	if (got) {
		count_pgalloc(ac->m, ac->zone, got);
		zone_statistics(ac->m, ac_preferred_zone(ac), ac->zone, got);
	}
	return got;
}
