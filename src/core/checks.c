/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * checks.c - one function for each question that get_page_from_freelist() asks of a zone.
 *
 * Each says the numbers it compared and returns a verdict; the order in which they are asked is a
 * table of the kernel (kernels.c). Follows mm/page_alloc.c, 6.1, where nothing else is named.
 */
#include "checks.h"

#include "cpuset.h"
#include "deferred.h"
#include "dirty.h"
#include "reclaim.h"
#include "unaccepted.h"

/* ---- cpuset ---- */

enum verdict check_cpuset(struct alloc_context *ac)
{
	struct cpuset_answer a = { true, CPUSET_OFF };
	unsigned node = zid_node(ac->zone);

	if (ac->w->setting[SET_CPUSETS_ENABLED] && ac->alloc_flags & ALLOC_CPUSET)
		a = cpuset_node_allowed(ac->w, node, ac->attempt_gfp);
	ac_says(ac, EVENT_CPUSET, NO_PFN, a.allowed,
		NUMBERS(a.rule, node, ac->attempt_gfp));
	return a.allowed ? NEXT_CHECK : NEXT_ZONE;
}

/* ---- dirty pages ---- */

/* One verdict serves a whole run of zones of the same node, across rescans too. */
enum verdict check_dirty_limit(struct alloc_context *ac)
{
	int node = (int)zid_node(ac->zone);
	bool cached = ac->dirty_node == node;
	struct dirty_answer a = { .ok = ac->dirty_ok };

	if (!ac->spread_dirty_pages) {
		ac_says(ac, EVENT_DIRTY_UNASKED, NO_PFN, true, NUMBERS(0));
		return NEXT_CHECK;
	}
	if (!cached)
		a = node_dirty_ok(ac->w, ac->k, (unsigned)node);
	ac->dirty_node = node;
	ac->dirty_ok = a.ok;
	ac_says(ac, EVENT_DIRTY, NO_PFN, a.ok,
		NUMBERS(a.nr_free, a.dirtyable, a.limit, a.dirty, cached));
	return a.ok ? NEXT_CHECK : NEXT_ZONE;
}

/* Only a node over its limit is remembered; a passing one is asked again for each of its zones. */
enum verdict check_dirty_limit_if_failing(struct alloc_context *ac)
{
	int node = (int)zid_node(ac->zone);
	struct dirty_answer a = { .ok = false };

	if (!ac->spread_dirty_pages) {
		ac_says(ac, EVENT_DIRTY_UNASKED, NO_PFN, true, NUMBERS(0));
		return NEXT_CHECK;
	}
	if (ac->dirty_node != node)
		a = node_dirty_ok(ac->w, ac->k, (unsigned)node);
	ac_says(ac, EVENT_DIRTY, NO_PFN, a.ok,
		NUMBERS(a.nr_free, a.dirtyable, a.limit, a.dirty, ac->dirty_node == node));
	if (a.ok)
		return NEXT_CHECK;
	ac->dirty_node = node;
	return NEXT_ZONE;
}

/* Each zone has a limit of its own. */
enum verdict check_zone_dirty_limit(struct alloc_context *ac)
{
	struct dirty_answer a;

	if (!ac->spread_dirty_pages) {
		ac_says(ac, EVENT_DIRTY_UNASKED, NO_PFN, true, NUMBERS(0));
		return NEXT_CHECK;
	}
	a = zone_dirty_ok(ac->w, ac->k, ac->zone);
	ac_says(ac, EVENT_DIRTY, NO_PFN, a.ok,
		NUMBERS(a.nr_free, a.dirtyable, a.limit, a.dirty, false));
	return a.ok ? NEXT_CHECK : NEXT_ZONE;
}

/* ---- fragmentation ---- */

static enum verdict rescan_without_nofragment(struct alloc_context *ac)
{
	uint32_t flags = ac->alloc_flags & ~(uint32_t)ALLOC_NOFRAGMENT;

	ac_says(ac, EVENT_RESCAN, NO_PFN, true,
		NUMBERS(ac->alloc_flags, flags));
	ac->alloc_flags = flags;
	return RETRY;
}

static unsigned nr_online_nodes(const struct world *w)
{
	unsigned n = 0;

	for (unsigned i = 0; i < w->nr_nodes; i++)
		n += w->node[i].online;
	return n;
}

/* Memory on this node is worth more than an unmixed pageblock: before leaving it, mix. */
enum verdict check_nofragment(struct alloc_context *ac)
{
	unsigned node = zid_node(ac->zone), preferred = zid_node(ac_preferred_zone(ac));
	bool leaving = ac->no_fallback && ac->zone != ac_preferred_zone(ac) && node != preferred &&
		       nr_online_nodes(ac->w) > 1;

	if (!ac->no_fallback)
		return NEXT_CHECK;
	ac_says(ac, EVENT_NOFRAGMENT, NO_PFN, !leaving,
		NUMBERS(node, preferred));
	return leaving ? rescan_without_nofragment(ac) : NEXT_CHECK;
}

enum verdict drop_nofragment(struct alloc_context *ac)
{
	return ac->no_fallback ? rescan_without_nofragment(ac) : NEXT_CHECK;
}

/* ---- watermark ---- */

static bool watermark_full(struct alloc_context *ac, struct wmark_in in, int64_t boost)
{
	const struct watermark_rules *rules = &ac->k->watermark;
	struct wmark_out out = watermark_order0(in, rules->reserve);
	struct wmark_block b;

	ac_says(ac, EVENT_WATERMARK, NO_PFN, out.ok,
		NUMBERS(in.free_pages, in.unusable, in.mark, boost, out.min, out.lowmem_reserve));
	if (!out.ok || ac->order == 0)
		return out.ok;
	b = watermark_block(ac_zone(ac), ac->order, ac->alloc_flags, rules);
	ac_says(ac, EVENT_WATERMARK_BLOCK, NO_PFN, b.ok,
		NUMBERS(ac->order, b.ok ? (int64_t)b.order : -1,
			b.ok ? (int64_t)b.migratetype : -1));
	return b.ok;
}

/* An atomic order-0 request at the min mark need not respect the boost. */
static bool may_ignore_boost(const struct alloc_context *ac)
{
	const struct watermark_rules *rules = &ac->k->watermark;

	return ac->order == 0 && ac_zone(ac)->watermark_boost &&
	       (ac->alloc_flags & ALLOC_WMARK_MASK) == WMARK_MIN &&
	       (ac->alloc_flags & rules->unboosted_flags ||
		ac->attempt_gfp & rules->unboosted_gfp);
}

static bool watermark_quick_test(struct alloc_context *ac, struct wmark_in in)
{
	const struct watermark_rules *rules = &ac->k->watermark;
	const struct zone *z = ac_zone(ac);
	bool ok;

	if (rules->quick_cma_only)
		in.unusable =
			ac->alloc_flags & ALLOC_CMA ? 0 : zone_page_state(z, NR_FREE_CMA_PAGES);
	ok = rules->quick(in).ok;
	ac_says(ac, EVENT_WATERMARK_QUICK, NO_PFN, ok,
		NUMBERS(in.free_pages, in.unusable, in.mark, z->watermark_boost,
			in.lowmem_reserve));
	return ok;
}

bool watermark_fast(struct alloc_context *ac, int64_t mark, unsigned class_zoneidx)
{
	const struct zone *z = ac_zone(ac);
	struct wmark_in in = {
		.free_pages = zone_page_state(z, NR_FREE_PAGES),
		.unusable = watermark_unusable(z, ac->order, ac->alloc_flags, &ac->k->watermark),
		.mark = mark,
		.lowmem_reserve = z->lowmem_reserve[class_zoneidx],
		.alloc_flags = ac->alloc_flags,
	};

	ac->nr_watermarks++;
	if (ac->order == 0 && watermark_quick_test(ac, in))
		return true;
	if (watermark_full(ac, in, z->watermark_boost))
		return true;
	if (!may_ignore_boost(ac))
		return false;
	in.mark = z->watermark[WMARK_MIN];
	ac_says(ac, EVENT_WATERMARK_UNBOOSTED, NO_PFN, true, NUMBERS(in.mark, z->watermark_boost));
	return watermark_full(ac, in, 0);
}

static int64_t attempt_mark(const struct alloc_context *ac)
{
	return zone_wmark(ac_zone(ac), ac->alloc_flags & ALLOC_WMARK_MASK);
}

/* Above the high mark the zone is taken at once; below it, PCP lists learn to stay small. */
enum verdict probe_high_mark(struct alloc_context *ac)
{
	const struct zone *z = ac_zone(ac);

	if (z->flags & ZONE_BELOW_HIGH)
		return NEXT_CHECK;
	if (watermark_fast(ac, zone_wmark(z, WMARK_HIGH), ac->highest_zoneidx))
		return TRY_THIS_ZONE;
	set_field(ac->m, EVENT_ZONE_FLAGS, ac->zone, z->flags, z->flags | ZONE_BELOW_HIGH);
	return NEXT_CHECK;
}

enum verdict check_watermark(struct alloc_context *ac)
{
	/* A failed mark is not the end: the last-chance rungs below decide. */
	return watermark_fast(ac, attempt_mark(ac), ac_class_zoneidx(ac)) ? TRY_THIS_ZONE :
									    NEXT_CHECK;
}

/*
 * zone_watermark_ok(), 2.6.34: blocks of smaller orders do not count, but for each order half as
 * much need be left. The first comparison is unsigned there, and a negative number passes it.
 */
static bool watermark_by_halving(struct alloc_context *ac)
{
	const struct zone *z = ac_zone(ac);
	int64_t mark = attempt_mark(ac), reserve = z->lowmem_reserve[ac_class_zoneidx(ac)];
	int64_t unusable = ((int64_t)1 << ac->order) - 1;
	int64_t pages = zone_page_state(z, NR_FREE_PAGES) - unusable, min = mark;
	bool ok;

	ac->nr_watermarks++;
	if (ac->alloc_flags & ALLOC_HIGH)
		min -= min / 2;
	if (ac->alloc_flags & ALLOC_HARDER)
		min -= min / 4;
	ok = (uint64_t)pages > (uint64_t)(min + reserve);
	ac_says(ac, EVENT_WATERMARK, NO_PFN, ok,
		NUMBERS(pages + unusable, unusable, mark, 0, min, reserve));
	for (unsigned o = 0; ok && o < ac->order; o++) {
		pages -= z->free_area[o].nr_free << o;
		min >>= 1;
		ok = pages > min;
		ac_says(ac, EVENT_WATERMARK_ORDER, NO_PFN, ok, NUMBERS(o, pages, min));
	}
	return ok;
}

enum verdict check_watermark_by_halving(struct alloc_context *ac)
{
	if (watermark_by_halving(ac))
		return TRY_THIS_ZONE;
	ac->zlc_mark_full = true;
	return NEXT_CHECK;
}

enum verdict check_reclaim_enabled(struct alloc_context *ac)
{
	int64_t mode = ac->w->setting[SET_NODE_RECLAIM_MODE];

	ac_says(ac, EVENT_RECLAIM_GATE, NO_PFN, mode != 0, NUMBERS(mode, 0, 0));
	return mode ? NEXT_CHECK : NEXT_ZONE;
}

/* Reclaim that was not even tried says nothing about the zone: it is not marked full. */
enum verdict check_reclaim_then_halving(struct alloc_context *ac)
{
	int code = node_reclaim(ac);

	ac->zlc_mark_full = code != RECLAIM_NOSCAN;
	return code >= RECLAIM_SOME && watermark_by_halving(ac) ? TRY_THIS_ZONE : NEXT_ZONE;
}

/* __cpuset_node_allowed_softwall(), 2.6.34: GFP_THISNODE is let through. */
enum verdict check_cpuset_softwall(struct alloc_context *ac)
{
	if (ac->attempt_gfp & GFP_F_THISNODE)
		return NEXT_CHECK;
	return check_cpuset(ac);
}

/* Before the mark is looked at: whoever may ignore it does not look. */
enum verdict skip_watermark(struct alloc_context *ac)
{
	return ac->alloc_flags & ALLOC_NO_WATERMARKS ? TRY_THIS_ZONE : NEXT_CHECK;
}

/* Before any mark is looked at, so that it is looked at with memory that may be touched. */
enum verdict accept_memory(struct alloc_context *ac)
{
	cond_accept_memory(ac);
	return NEXT_CHECK;
}

/* ---- last chances ---- */

/* Nobody else freed or accepted since; but accepting folded this CPU's part of the counter. */
enum verdict accept_and_take(struct alloc_context *ac)
{
	return cond_accept_memory(ac) ? TRY_THIS_ZONE : NEXT_CHECK;
}

enum verdict check_deferred(struct alloc_context *ac)
{
	return ac->w->setting[SET_DEFERRED_PAGES] && deferred_grow_zone(ac) ? TRY_THIS_ZONE :
									      NEXT_CHECK;
}

enum verdict check_no_watermarks(struct alloc_context *ac)
{
	bool ignore = ac->alloc_flags & ALLOC_NO_WATERMARKS;

	ac_says(ac, EVENT_NO_WATERMARKS, NO_PFN, ignore,
		NUMBERS(ac->alloc_flags));
	return ignore ? TRY_THIS_ZONE : NEXT_CHECK;
}

/* node_reclaim_enabled() and zone_allows_reclaim() */
enum verdict check_reclaim_gate(struct alloc_context *ac)
{
	const struct world *w = ac->w;
	int64_t mode = w->setting[SET_NODE_RECLAIM_MODE] & ac->k->reclaim.enabled;
	int64_t far = w->setting[SET_NODE_RECLAIM_DISTANCE];
	int64_t distance =
		w->distance[zid_node(ac_preferred_zone(ac)) * w->nr_nodes + zid_node(ac->zone)];
	bool open = mode && (ac->k->near_only ? distance < far : distance <= far);

	ac_says(ac, EVENT_RECLAIM_GATE, NO_PFN, open,
		NUMBERS(mode, distance, far));
	return open ? NEXT_CHECK : NEXT_ZONE;
}

enum verdict check_node_reclaim(struct alloc_context *ac)
{
	const struct zone *z = ac_zone(ac);
	struct wmark_in in = { .mark = attempt_mark(ac), .alloc_flags = ac->alloc_flags,
			       .lowmem_reserve = z->lowmem_reserve[ac_class_zoneidx(ac)] };

	if (node_reclaim(ac) < RECLAIM_SOME)
		return NEXT_ZONE;
	ac->nr_watermarks++;
	in.free_pages = zone_page_state(z, NR_FREE_PAGES);
	in.unusable = watermark_unusable(z, ac->order, ac->alloc_flags, &ac->k->watermark);
	return watermark_full(ac, in, z->watermark_boost) ? TRY_THIS_ZONE : NEXT_ZONE;
}
