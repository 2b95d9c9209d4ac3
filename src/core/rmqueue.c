/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rmqueue.c - PCP list first, buddy lists otherwise.
 *
 * Follows rmqueue(), rmqueue_pcplist(), rmqueue_buddy() and prep_new_page() of mm/page_alloc.c,
 * 6.1. A PCP list that stays empty is no failure: the request falls through to the buddy lists,
 * where some may also reach the HIGHATOMIC ones.
 */
#include "rmqueue.h"

#include "counters.h"
#include "deferred.h"
#include "fair.h"
#include "kswapd.h"
#include "pcp.h"
#include "rmqueue_type.h"
#include "unaccepted.h"

static void count_taken(struct alloc_context *ac, bool from_pcp)
{
	if (ac->k->fair)
		debit_fair_share(ac, from_pcp);
	count_pgalloc(ac->m, ac->zone, (int64_t)1 << ac->order);
	if (ac->k->numa_by_cpu)
		zone_statistics_by_cpu(ac->m, ac_preferred_zone(ac), ac->zone,
				       ac->attempt_gfp & GFP_F_OTHER_NODE);
	else
		zone_statistics(ac->m, ac_preferred_zone(ac), ac->zone, 1);
}

/* A movable request without ALLOC_CMA must not be given the CMA pages of a movable PCP list. */
static bool pcp_holds_forbidden_cma(const struct alloc_context *ac)
{
	return ac->k->pcp.forbids_cma && ac->w->setting[SET_CMA] &&
	       ac->migratetype == MIGRATE_MOVABLE && !(ac->alloc_flags & ALLOC_CMA);
}

enum verdict take_from_pcp(struct alloc_context *ac)
{
	if (!pcp_takes_order(ac->w, ac->k, ac->order) || pcp_holds_forbidden_cma(ac))
		return NEXT_CHECK;
	ac->pcp_tried = true;
	if (ac->k->pcp.note_alloc)
		ac->k->pcp.note_alloc(ac->m, ac->zone);
	ac->page = pcp_take(ac);
	if (ac->page == NO_PFN)
		return NEXT_CHECK;
	count_taken(ac, true);
	return GOT_PAGE;
}

enum verdict take_highatomic_first(struct alloc_context *ac)
{
	if (!(ac->alloc_flags & ALLOC_HIGHATOMIC))
		return NEXT_CHECK;
	return take_smallest(ac, MIGRATE_HIGHATOMIC, SOURCE_HIGHATOMIC);
}

enum verdict take_highatomic_if_harder(struct alloc_context *ac)
{
	if (!ac->order || !(ac->alloc_flags & ALLOC_HARDER))
		return NEXT_CHECK;
	return take_smallest(ac, MIGRATE_HIGHATOMIC, SOURCE_HIGHATOMIC);
}

enum verdict take_any_type(struct alloc_context *ac)
{
	return rmqueue_type(ac).pfn == NO_PFN ? NEXT_CHECK : GOT_PAGE;
}

enum verdict take_highatomic_last(struct alloc_context *ac)
{
	if (!(ac->alloc_flags & (ALLOC_OOM | ALLOC_NON_BLOCK)))
		return NEXT_CHECK;
	return take_smallest(ac, MIGRATE_HIGHATOMIC, SOURCE_HIGHATOMIC);
}

enum verdict take_from_buddy(struct alloc_context *ac)
{
	ac->mode = RMQUEUE_NORMAL;
	if (climb(ac, LADDER_FROM_BUDDY) != GOT_PAGE)
		return NEXT_CHECK;
	if (!ac->k->buddy.counts_on_lists)
		mod_free_pages(ac->m, ac->zone, -((int64_t)1 << ac->order), ac->page_type);
	count_taken(ac, false);
	return GOT_PAGE;
}

enum verdict take_from_buddy_unless_pcp(struct alloc_context *ac)
{
	return ac->pcp_tried ? NEXT_CHECK : take_from_buddy(ac);
}

/* Does this kernel look at the zone's flag after this take? */
static bool looks_at_boost(const struct alloc_context *ac, bool taken)
{
	switch (ac->k->boost_wake) {
	case BOOST_WAKE_ALWAYS:
		return true;
	case BOOST_WAKE_IF_KSWAPD:
		return ac->alloc_flags & ALLOC_KSWAPD;
	case BOOST_WAKE_UNLESS_BUDDY_FAILED:
		return taken || ac->pcp_tried;
	default:
		return false;
	}
}

static void wake_for_boost(struct alloc_context *ac)
{
	const struct zone *z = ac_zone(ac);

	set_field(ac->m, EVENT_ZONE_FLAGS, ac->zone, z->flags, z->flags & ~ZONE_BOOSTED_WATERMARK);
	wakeup_kswapd(ac->m, (struct wakeup){ .zone = ac->zone,
					      .highest_zoneidx = zid_idx(ac->zone) });
}

static void leave_rmqueue(struct alloc_context *ac, bool taken)
{
	if (ac_zone(ac)->flags & ZONE_BOOSTED_WATERMARK && looks_at_boost(ac, taken))
		wake_for_boost(ac);
}

/* rmqueue() has failed and is left before its caller accepts anything. */
enum verdict accept_and_retry(struct alloc_context *ac)
{
	if (list_first(&ac_zone(ac)->unaccepted_pages) == NO_PFN)
		return NEXT_CHECK;
	leave_rmqueue(ac, false);
	return cond_accept_memory(ac) ? RETRY : NEXT_CHECK;
}

enum verdict grow_and_retry(struct alloc_context *ac)
{
	return ac->w->setting[SET_DEFERRED_PAGES] && deferred_grow_zone(ac) ? RETRY : NEXT_CHECK;
}

bool rmqueue(struct alloc_context *ac)
{
	enum verdict v;

	do {
		ac->pcp_tried = false;
		v = climb(ac, LADDER_RMQUEUE);
		if (v != RETRY)
			leave_rmqueue(ac, v == GOT_PAGE);
	} while (v == RETRY);
	return v == GOT_PAGE;
}

enum verdict prep_new_page(struct alloc_context *ac)
{
	const int64_t *set = ac->w->setting;
	bool zero =
		(ac->attempt_gfp & GFP_F_ZERO || set[SET_INIT_ON_ALLOC]) && !set[SET_INIT_ON_FREE];
	bool compound = ac->order && ac->attempt_gfp & GFP_F_COMP;
	bool pfmemalloc = ac->alloc_flags & ALLOC_NO_WATERMARKS;

	ac_says(ac, EVENT_PREP, ac->page, true, NUMBERS(zero, compound, pfmemalloc));
	does(ac->m, (struct event){ .kind = EVENT_BLOCK_ALLOCATED, .zone = ac->zone,
				    .pfn = ac->page, .link = NO_PFN, .order = (uint8_t)ac->order,
				    .migratetype = (uint8_t)ac->migratetype,
				    .v = { (zero ? PAGE_ZEROED : 0) |
					   (compound ? PAGE_COMPOUND : 0) |
					   (pfmemalloc ? PAGE_PFMEMALLOC : 0) } });
	return NEXT_CHECK;
}
