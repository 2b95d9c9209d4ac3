/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entry.c - from a caller's mask to the first attempt.
 *
 * Follows __alloc_pages(), prepare_alloc_pages(), current_gfp_context() and
 * alloc_flags_nofragment(), 6.1. Left out: fault injection, memcg charging, gfp_allowed_mask
 * (early boot and suspend only).
 */
#include "entry.h"

#include "freelist.h"
#include "slowpath.h"
#include "zonelist.h"

enum verdict entry_order(struct alloc_context *ac)
{
	if (ac->order < NR_ORDERS)
		return NEXT_CHECK;
	ac_says(ac, EVENT_NO_PAGE, NO_PFN, false, NUMBERS(NO_PAGE_ORDER));
	return NO_PAGE;
}

/* What the task has promised about itself, for as long as the promise holds. */
enum verdict entry_gfp_context(struct alloc_context *ac)
{
	int64_t task = ac->w->task[TASK_FLAGS];

	if (task & PF_MEMALLOC_NOIO)
		ac->gfp &= ~(gfp_t)(GFP_F_IO | GFP_F_FS);
	else if (task & PF_MEMALLOC_NOFS)
		ac->gfp &= ~(gfp_t)GFP_F_FS;
	if (task & PF_MEMALLOC_PIN)
		ac->gfp &= ~(gfp_t)GFP_F_MOVABLE;
	return NEXT_CHECK;
}

/*
 * With cpusets on, a task that named no nodes is held to its mems_allowed by a nodemask, which the
 * cursor applies; one that did is held by ALLOC_CPUSET, which a check applies.
 */
static void confine_to_cpuset(struct alloc_context *ac)
{
	if (ac->k->always_hardwall) {
		ac->attempt_gfp |= GFP_F_HARDWALL;
		ac->alloc_flags |= ALLOC_CPUSET;
		return;
	}
	if (!ac->w->setting[SET_CPUSETS_ENABLED])
		return;
	ac->attempt_gfp |= GFP_F_HARDWALL;
	if (ac->k->confines_by_nodemask(ac->w) && !ac->nodemask)
		ac->nodemask = &ac->w->mems_allowed;
	else
		ac->alloc_flags |= ALLOC_CPUSET;
	if (ac->k->cpuset_twice)
		ac->alloc_flags |= ALLOC_CPUSET;
}

enum verdict entry_prepare(struct alloc_context *ac)
{
	int list = ac->gfp & GFP_F_THISNODE ? ZONELIST_NOFALLBACK : ZONELIST_FALLBACK;

	ac->alloc_flags = WMARK_LOW;
	ac->attempt_gfp = ac->gfp;
	ac->nodemask = ac->caller_nodemask;
	ac->highest_zoneidx = gfp_zone(ac->w->layout, ac->gfp);
	ac->zonelist = &ac->w->zonelist[list][ac->nid];
	ac->migratetype = gfp_migratetype(ac->gfp, ac->w->setting[SET_MOBILITY_DISABLED]);
	confine_to_cpuset(ac);
	ac->alloc_flags |= ac_cma_flag(ac);
	ac->spread_dirty_pages = ac->gfp & GFP_F_WRITE;
	choose_preferred(ac);
	return NEXT_CHECK;
}

bool confines_in_task(const struct world *w)
{
	return world_in_task(w);
}

bool confines_outside_interrupt(const struct world *w)
{
	return !world_in_interrupt(w);
}

bool confines_always(const struct world *w)
{
	(void)w;
	return true;
}

uint32_t no_flags(const struct alloc_context *ac)
{
	(void)ac;
	return 0;
}

uint32_t flags_fair(const struct alloc_context *ac)
{
	(void)ac;
	return ALLOC_FAIR;
}

uint32_t flags_nofragment(const struct alloc_context *ac)
{
	uint32_t flags = ac->gfp & GFP_F_KSWAPD_RECLAIM ? ALLOC_KSWAPD : 0;
	const struct zone_layout *layout = ac->w->layout;
	unsigned online = 0, node;

	if (layout->dma32 < 0 || !ac_has_preferred(ac) ||
	    zid_idx(ac_preferred_zone(ac)) != (unsigned)layout->normal)
		return flags;
	node = zid_node(ac_preferred_zone(ac));
	for (unsigned i = 0; i < ac->w->nr_nodes; i++)
		online += ac->w->node[i].online;
	/* On one node the DMA32 zone counts even if it is empty. */
	if (online > 1 && !zone_populated(&ac->w->zone[zid_of(node, (unsigned)layout->dma32)]))
		return flags;
	return flags | ALLOC_NOFRAGMENT;
}

enum verdict entry_flags(struct alloc_context *ac)
{
	ac->alloc_flags |= ac->k->fast_flags(ac);
	ac_says(ac, EVENT_ENTRY, NO_PFN, ac_has_preferred(ac),
		NUMBERS(ac->attempt_gfp, ac->alloc_flags, ac->highest_zoneidx, ac->migratetype,
			preferred_position(ac), ac->spread_dirty_pages));
	return NEXT_CHECK;
}

enum verdict entry_any_zone(struct alloc_context *ac)
{
	if (ac_has_preferred(ac))
		return NEXT_CHECK;
	ac_says(ac, EVENT_NO_PAGE, NO_PFN, false, NUMBERS(NO_PAGE_NO_ZONE));
	return NO_PAGE;
}

enum verdict entry_fast_attempt(struct alloc_context *ac)
{
	return get_page_from_freelist(ac, ATTEMPT_FAST, ac->attempt_gfp, ac->alloc_flags) ?
		       GOT_PAGE :
		       NEXT_CHECK;
}

/* The slow path gets the caller's nodemask back, and no longer spreads dirty pages. */
enum verdict entry_slowpath(struct alloc_context *ac)
{
	ac->spread_dirty_pages = false;
	ac->nodemask = ac->caller_nodemask;
	return slowpath(ac);
}
