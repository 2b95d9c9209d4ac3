/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * freelist.c - the walk over the zonelist that everything else is about.
 *
 * Follows get_page_from_freelist() of mm/page_alloc.c, 4.12 and later. The zone at ac->preferred is
 * not filtered again: only the following ones are held to the highest zone index and the nodemask.
 */
#include "freelist.h"

#include "rmqueue.h"
#include "zonelist.h"

bool choose_preferred(struct alloc_context *ac)
{
	ac->preferred = zonelist_next(ac->zonelist, 0, ac->highest_zoneidx, ac->nodemask);
	return ac_has_preferred(ac);
}

int64_t preferred_position(const struct alloc_context *ac)
{
	return ac_has_preferred(ac) ? (int64_t)ac->preferred : NO_POSITION;
}

static enum verdict visit_zone(struct alloc_context *ac)
{
	enum verdict v;

	ac->zone = ac->zonelist->ref[ac->position].zone;
	ac->nr_zones++;
	ac->zlc_passed_over = ac->zlc_mark_full = false;
	ac_says(ac, EVENT_ZONE, NO_PFN, true,
		NUMBERS((int64_t)ac->position, zid_node(ac->zone), zid_idx(ac->zone)));
	v = climb(ac, LADDER_ZONE);
	if (v != TRY_THIS_ZONE)
		return v;
	if (ac->survey)
		return NEXT_ZONE;
	if (!rmqueue(ac)) {
		ac->zlc_mark_full = true;
		return NEXT_ZONE;
	}
	climb(ac, LADDER_AFTER_TAKE);
	return GOT_PAGE;
}

static enum verdict scan(struct alloc_context *ac)
{
	ac->no_fallback = ac->alloc_flags & ALLOC_NOFRAGMENT;
	for (ac->position = ac->preferred; ac->position < ac->zonelist->n;
	     ac->position = zonelist_next(ac->zonelist, ac->position + 1, ac->highest_zoneidx,
					  ac->nodemask)) {
		enum verdict v = visit_zone(ac);

		if (v == GOT_PAGE || v == RETRY)
			return v;
		if (ac->k->zone_refused)
			ac->k->zone_refused(ac);
	}
	ac->zone = NO_ZONE;
	return climb(ac, LADDER_AFTER_SCAN);
}

bool get_page_from_freelist(struct alloc_context *ac, enum attempt attempt, gfp_t gfp,
			    uint32_t alloc_flags)
{
	enum verdict v;

	ac->attempt = attempt;
	ac->attempt_gfp = gfp;
	ac->alloc_flags = alloc_flags;
	ac->dirty_node = -1;
	ac->apply_fair = ac->k->fair && alloc_flags & ALLOC_FAIR;
	ac->fair_skipped = false;
	ac->zlc_active = ac->zlc_did_setup = false;
	ac->nr_attempts++;
	ac_says(ac, EVENT_ATTEMPT, NO_PFN, true,
		NUMBERS(attempt, gfp, alloc_flags, ac->highest_zoneidx, preferred_position(ac),
			ac->nodemask != NULL));
	do
		v = scan(ac);
	while (v == RETRY);
	ac_says(ac, EVENT_ATTEMPT_END, v == GOT_PAGE ? ac->page : NO_PFN, v == GOT_PAGE,
		NUMBERS(attempt, v == GOT_PAGE));
	if (v != GOT_PAGE)
		ac->page = NO_PFN;
	return v == GOT_PAGE;
}
