/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slowpath.c - the min mark, the reserves, and where sleeping would begin.
 *
 * Follows __alloc_pages_slowpath(), gfp_to_alloc_flags() and __gfp_pfmemalloc_flags() of
 * mm/page_alloc.c, 6.1. Direct compaction, direct reclaim and the OOM killer are not simulated: the
 * ladder ends there and says which of them the kernel would call, or goes on as if they had freed
 * nothing (enum sleeping). Left out: compaction a second time, and the cookies that
 * notice another CPU changing mems_allowed or the zonelists.
 */
#include "slowpath.h"

#include "freelist.h"
#include "kswapd.h"
#include "zonelist.h"

enum { PAGE_ALLOC_COSTLY_ORDER = 3 };

/* ---- flags ---- */

uint32_t flags_by_blocking(const struct alloc_context *ac)
{
	uint32_t flags = WMARK_MIN | ALLOC_CPUSET;

	if (ac->gfp & GFP_F_HIGH)
		flags |= ALLOC_MIN_RESERVE;
	if (ac->gfp & GFP_F_KSWAPD_RECLAIM)
		flags |= ALLOC_KSWAPD;
	if (!(ac->gfp & GFP_F_DIRECT_RECLAIM)) {
		if (!(ac->gfp & GFP_F_NOMEMALLOC)) {
			flags |= ALLOC_NON_BLOCK;
			if (ac->order && flags & ALLOC_MIN_RESERVE)
				flags |= ALLOC_HIGHATOMIC;
		}
		/* Rather another node's memory than none for those who cannot wait. */
		if (flags & ALLOC_MIN_RESERVE)
			flags &= ~(uint32_t)ALLOC_CPUSET;
	} else if (ac->w->task[TASK_RT] && world_in_task(ac->w)) {
		flags |= ALLOC_MIN_RESERVE;
	}
	return flags | ac_cma_flag(ac);
}

uint32_t flags_by_atomic(const struct alloc_context *ac)
{
	uint32_t flags = WMARK_MIN | ALLOC_CPUSET;

	if (ac->gfp & GFP_F_HIGH)
		flags |= ALLOC_HIGH;
	if (ac->gfp & GFP_F_ATOMIC) {
		if (!(ac->gfp & GFP_F_NOMEMALLOC))
			flags |= ALLOC_HARDER;
		flags &= ~(uint32_t)ALLOC_CPUSET;
	} else if (ac->w->task[TASK_RT] && !world_in_interrupt(ac->w)) {
		flags |= ALLOC_HARDER;
	}
	return flags | ac_cma_flag(ac);
}

uint32_t flags_by_atomic_and_kswapd(const struct alloc_context *ac)
{
	return flags_by_atomic(ac) | (ac->gfp & GFP_F_KSWAPD_RECLAIM ? ALLOC_KSWAPD : 0);
}

uint32_t flags_by_waiting(const struct alloc_context *ac)
{
	uint32_t flags = WMARK_MIN | ALLOC_CPUSET;
	int64_t memalloc = ac->w->task[TASK_FLAGS] & PF_MEMALLOC;

	if (ac->gfp & GFP_F_HIGH)
		flags |= ALLOC_HIGH;
	if (!(ac->gfp & GFP_F_DIRECT_RECLAIM)) {
		flags |= ALLOC_HARDER;
		flags &= ~(uint32_t)ALLOC_CPUSET;
	} else if (ac->w->task[TASK_RT] && !world_in_interrupt(ac->w)) {
		flags |= ALLOC_HARDER;
	}
	if (!(ac->gfp & GFP_F_NOMEMALLOC) && !world_in_interrupt(ac->w) &&
	    (memalloc || ac->w->task[TASK_OOM_VICTIM]))
		flags |= ALLOC_NO_WATERMARKS;
	return flags;
}

uint32_t flags_by_atomic_and_reserves(const struct alloc_context *ac)
{
	return flags_by_atomic(ac) | ac->k->reserve_flags(ac);
}

static bool serving_softirq(const struct world *w)
{
	return w->task[TASK_CONTEXT] == IN_SOFTIRQ;
}

uint32_t flags_of_reserves(const struct alloc_context *ac)
{
	bool memalloc_task = ac->w->task[TASK_FLAGS] & PF_MEMALLOC;

	if (ac->gfp & GFP_F_NOMEMALLOC)
		return 0;
	if (ac->gfp & GFP_F_MEMALLOC)
		return ALLOC_NO_WATERMARKS;
	if (serving_softirq(ac->w) && memalloc_task)
		return ALLOC_NO_WATERMARKS;
	if (world_in_interrupt(ac->w))
		return 0;
	if (memalloc_task)
		return ALLOC_NO_WATERMARKS;
	return ac->w->task[TASK_OOM_VICTIM] ? ALLOC_OOM : 0;
}

uint32_t flags_of_reserves_without_oom(const struct alloc_context *ac)
{
	return flags_of_reserves(ac) ? ALLOC_NO_WATERMARKS : 0;
}

/* ---- rungs ---- */

static enum verdict no_page(struct alloc_context *ac, enum no_page_rule rule)
{
	ac_says(ac, EVENT_NO_PAGE, NO_PFN, false, NUMBERS(rule));
	return NO_PAGE;
}

static enum verdict would_sleep(struct alloc_context *ac, enum sleeping_work work)
{
	ac->sleeping_work = work;
	ac_says(ac, EVENT_WOULD_SLEEP, NO_PFN, false, NUMBERS(work, ac->order));
	return ac->sleeping == SLEEPING_ENDS ? WOULD_SLEEP : NEXT_CHECK;
}

/* A request that must not fail never does: where nothing sleeps it would go round for ever. */
static enum verdict loops(struct alloc_context *ac)
{
	would_sleep(ac, SLEEP_LOOP);
	return WOULD_SLEEP;
}

enum verdict slow_drop_atomic(struct alloc_context *ac)
{
	const gfp_t both = GFP_F_ATOMIC | GFP_F_DIRECT_RECLAIM;

	/* A caller that may sleep is not atomic, whatever it says. */
	if ((ac->gfp & both) == both)
		ac->gfp &= ~(gfp_t)GFP_F_ATOMIC;
	return NEXT_CHECK;
}

/* current_gfp_context(): until 5.10 the fast path does not know what the task has promised. */
enum verdict slow_gfp_context(struct alloc_context *ac)
{
	if (ac->w->task[TASK_FLAGS] & PF_MEMALLOC_NOIO)
		ac->gfp &= ~(gfp_t)(GFP_F_IO | GFP_F_FS);
	else if (ac->w->task[TASK_FLAGS] & PF_MEMALLOC_NOFS)
		ac->gfp &= ~(gfp_t)GFP_F_FS;
	return NEXT_CHECK;
}

enum verdict slow_choose_flags(struct alloc_context *ac)
{
	bool any = choose_preferred(ac);

	ac->slow_flags = ac->k->slow_flags(ac);
	ac_says(ac, EVENT_SLOW_FLAGS, NO_PFN, any,
		NUMBERS(ac->gfp, ac->slow_flags, preferred_position(ac)));
	return any ? NEXT_CHECK : no_page(ac, NO_PAGE_NO_ZONE);
}

enum verdict slow_memalloc_noio(struct alloc_context *ac)
{
	if (ac->w->task[TASK_FLAGS] & PF_MEMALLOC_NOIO)
		ac->gfp &= ~(gfp_t)(GFP_F_IO | GFP_F_FS);
	return NEXT_CHECK;
}

static void start_near(struct alloc_context *ac)
{
	ac->zonelist =
		&ac->w->zonelist[ac->gfp & GFP_F_THISNODE ? ZONELIST_NOFALLBACK : ZONELIST_FALLBACK]
				[ac->w->task[TASK_NODE]];
	choose_preferred(ac);
}

/* Up to 4.7 the preferred zone stays the fast path's, unless cpusets do not matter. */
enum verdict slow_choose_flags_near(struct alloc_context *ac)
{
	ac->slow_flags = ac->k->slow_flags(ac);
	if (ac->slow_flags & ALLOC_NO_WATERMARKS || !(ac->slow_flags & ALLOC_CPUSET))
		start_near(ac);
	ac_says(ac, EVENT_SLOW_FLAGS, NO_PFN, ac_has_preferred(ac),
		NUMBERS(ac->gfp, ac->slow_flags, preferred_position(ac)));
	return NEXT_CHECK;
}

/* movable_only_nodes(): there are nodes, and none has a zone that is of use to everybody. */
static bool movable_only(const struct world *w, const struct nodemask *mems)
{
	bool any = false;

	for (unsigned n = 0; n < w->nr_nodes; n++) {
		if (!node_isset(n, mems))
			continue;
		any = true;
		for (unsigned idx = 0; idx <= (unsigned)w->layout->normal; idx++)
			if (zone_populated(&w->zone[zid_of(n, idx)]))
				return false;
	}
	return any;
}

/* cpusets_insane_config() */
static bool insane_cpuset_exists(const struct world *w)
{
	for (unsigned i = 0; i < w->nr_cpusets; i++)
		if (movable_only(w, &w->cpuset[i].mems))
			return true;
	return false;
}

enum verdict slow_insane_cpuset(struct alloc_context *ac)
{
	if (!ac->w->setting[SET_CPUSETS_ENABLED] || !(ac->gfp & GFP_F_HARDWALL) ||
	    !insane_cpuset_exists(ac->w))
		return NEXT_CHECK;
	if (zonelist_next(ac->zonelist, 0, ac->highest_zoneidx, &ac->w->mems_allowed) <
	    ac->zonelist->n)
		return NEXT_CHECK;
	return no_page(ac, NO_PAGE_INSANE_CPUSET);
}

enum verdict slow_wake_kswapds(struct alloc_context *ac)
{
	if (ac->gfp & GFP_F_KSWAPD_RECLAIM)
		wake_all_kswapds(ac);
	return NEXT_CHECK;
}

static enum verdict attempt(struct alloc_context *ac, enum attempt which, uint32_t flags)
{
	return get_page_from_freelist(ac, which, ac->gfp, flags) ? GOT_PAGE : NEXT_CHECK;
}

enum verdict slow_first_attempt(struct alloc_context *ac)
{
	return attempt(ac, ATTEMPT_SLOW, ac->slow_flags);
}

enum verdict slow_first_attempt_with_marks(struct alloc_context *ac)
{
	return attempt(ac, ATTEMPT_SLOW, ac->slow_flags & ~(uint32_t)ALLOC_NO_WATERMARKS);
}

enum verdict slow_attempt_without_marks(struct alloc_context *ac)
{
	if (!(ac->slow_flags & ALLOC_NO_WATERMARKS))
		return NEXT_CHECK;
	return attempt(ac, ATTEMPT_NO_WATERMARKS, ALLOC_NO_WATERMARKS);
}

enum verdict slow_this_node_only(struct alloc_context *ac)
{
	const gfp_t all = GFP_F_THISNODE | GFP_F_NOWARN | GFP_F_NORETRY;

	return (ac->gfp & all) == all ? no_page(ac, NO_PAGE_THISNODE) : NEXT_CHECK;
}

enum verdict slow_keep_zone(struct alloc_context *ac)
{
	ac->slow_flags = ac->k->slow_flags(ac);
	ac_says(ac, EVENT_SLOW_FLAGS, NO_PFN, true,
		NUMBERS(ac->gfp, ac->slow_flags, preferred_position(ac)));
	return NEXT_CHECK;
}

enum verdict slow_wake_all_nodes(struct alloc_context *ac)
{
	const struct nodemask *nodemask = ac->nodemask;

	ac->nodemask = NULL;
	wake_all_kswapds(ac);
	ac->nodemask = nodemask;
	return NEXT_CHECK;
}

enum verdict slow_victim(struct alloc_context *ac)
{
	if (ac->w->task[TASK_OOM_VICTIM] && !(ac->gfp & GFP_F_NOFAIL))
		return no_page(ac, NO_PAGE_VICTIM);
	return NEXT_CHECK;
}

enum verdict slow_compact_any(struct alloc_context *ac)
{
	return ac->order ? would_sleep(ac, SLEEP_COMPACT) : NEXT_CHECK;
}

/* Orders that reclaim cannot help much are compacted before anything is reclaimed. */
enum verdict slow_compact_first(struct alloc_context *ac)
{
	bool may_compact = ac->gfp & GFP_F_DIRECT_RECLAIM &&
			   (ac->gfp & ac->k->compact_needs) == ac->k->compact_needs;
	bool worth = ac->order > PAGE_ALLOC_COSTLY_ORDER ||
		     (ac->order && ac->migratetype != MIGRATE_MOVABLE);

	if (may_compact && worth && !ac->k->reserve_flags(ac))
		return would_sleep(ac, SLEEP_COMPACT);
	return NEXT_CHECK;
}

/* check_retry_cpuset(): a nodemask that shares no node with mems_allowed is of no use. */
enum verdict slow_drop_disjoint_nodemask(struct alloc_context *ac)
{
	if (!ac->w->setting[SET_CPUSETS_ENABLED] || !ac->nodemask ||
	    nodes_intersect(ac->nodemask, &ac->w->mems_allowed))
		return NEXT_CHECK;
	ac->nodemask = NULL;
	ac_says(ac, EVENT_NODEMASK_DROPPED, NO_PFN, true, NUMBERS(preferred_position(ac)));
	return RETRY;
}

enum verdict slow_choose_reserves(struct alloc_context *ac)
{
	uint32_t reserves = ac->k->reserve_flags(ac);

	if (reserves)
		ac->slow_flags = reserves | ac_cma_flag(ac) | (ac->slow_flags & ALLOC_KSWAPD);
	/* Those who may ignore cpusets and policies start from the nearest zone of all. */
	if (reserves || !(ac->slow_flags & ALLOC_CPUSET)) {
		ac->nodemask = NULL;
		choose_preferred(ac);
	}
	ac_says(ac, EVENT_RESERVE_FLAGS, NO_PFN, reserves != 0,
		NUMBERS(reserves, ac->slow_flags, preferred_position(ac)));
	return NEXT_CHECK;
}

/* Up to 4.12 they start from the zonelist of the CPU's own node instead; the nodemask stays. */
enum verdict slow_choose_reserves_near(struct alloc_context *ac)
{
	uint32_t reserves = ac->k->reserve_flags(ac);

	if (reserves)
		ac->slow_flags = reserves;
	if (reserves || !(ac->slow_flags & ALLOC_CPUSET))
		start_near(ac);
	ac_says(ac, EVENT_RESERVE_FLAGS, NO_PFN, reserves != 0,
		NUMBERS(reserves, ac->slow_flags, preferred_position(ac)));
	return NEXT_CHECK;
}

enum verdict slow_retry_attempt(struct alloc_context *ac)
{
	return attempt(ac, ATTEMPT_RETRY, ac->slow_flags);
}

enum verdict slow_may_reclaim(struct alloc_context *ac)
{
	return ac->gfp & GFP_F_DIRECT_RECLAIM ? NEXT_CHECK : no_page(ac, NO_PAGE_CANNOT_RECLAIM);
}

enum verdict slow_may_recurse(struct alloc_context *ac)
{
	return ac->w->task[TASK_FLAGS] & PF_MEMALLOC ? no_page(ac, NO_PAGE_MEMALLOC) : NEXT_CHECK;
}

enum verdict slow_reclaim(struct alloc_context *ac)
{
	return would_sleep(ac, SLEEP_RECLAIM);
}

/* __alloc_pages_may_oom(): reclaim got nowhere. If no zone is above its high mark, one must die. */
enum verdict slow_last_try(struct alloc_context *ac)
{
	gfp_t gfp = (ac->gfp | GFP_F_HARDWALL) & ~ac->k->last_try_drops;

	if (ac->sleeping != SLEEPING_THEN_LAST_TRY)
		return NO_PAGE;
	return get_page_from_freelist(ac, ATTEMPT_LAST_TRY, gfp, WMARK_HIGH | ALLOC_CPUSET) ?
		       GOT_PAGE :
		       NO_PAGE;
}

/* A request that must not fail, of a task that may not reclaim, helps itself to the reserves. */
enum verdict nopage_nofail(struct alloc_context *ac)
{
	const gfp_t both = GFP_F_NOFAIL | GFP_F_DIRECT_RECLAIM;

	if ((ac->gfp & both) != both)
		return NO_PAGE;
	if (attempt(ac, ATTEMPT_NOFAIL_CPUSET, ac->k->nofail_flags | ALLOC_CPUSET) == GOT_PAGE ||
	    attempt(ac, ATTEMPT_NOFAIL, ac->k->nofail_flags) == GOT_PAGE)
		return GOT_PAGE;
	return loops(ac);
}

enum verdict nopage_fails_unless_nofail(struct alloc_context *ac)
{
	const gfp_t both = GFP_F_NOFAIL | GFP_F_DIRECT_RECLAIM;

	return (ac->gfp & both) == both ? loops(ac) : NO_PAGE;
}

enum verdict slowpath(struct alloc_context *ac)
{
	enum verdict v;

	do {
		ac->zone = NO_ZONE;
		v = climb(ac, LADDER_SLOWPATH);
		if (v == NO_PAGE)
			v = climb(ac, LADDER_NOPAGE);
	} while (v == RETRY);
	return v;
}
