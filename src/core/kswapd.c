/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kswapd.c - when waking kswapd does something.
 *
 * Follows wakeup_kswapd(), pgdat_balanced() and pgdat_watermark_boosted() of mm/vmscan.c, and
 * wake_all_kswapds() of mm/page_alloc.c, 6.1. The request is noted on the node even if kswapd then
 * is left asleep. Left out: kcompactd, NUMA tiering.
 */
#include "kswapd.h"

#include "cpuset.h"
#include "zonelist.h"

enum { MAX_RECLAIM_RETRIES = 16 };

/* zone_page_state_snapshot(): the deltas of all CPUs included. */
static int64_t free_snapshot(const struct world *w, zid_t zone)
{
	int64_t pages = w->zone[zone].vm_stat[NR_FREE_PAGES];

	for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++)
		pages += world_pcp(w, zone, cpu)->vm_stat_diff[NR_FREE_PAGES];
	return pages > 0 ? pages : 0;
}

/* zone_watermark_ok_safe() at the high mark. */
static bool zone_balanced(const struct world *w, const struct kernel *k, zid_t zone,
			  struct wakeup wake)
{
	const struct zone *z = &w->zone[zone];
	struct wmark_query q = {
		.order = wake.order, .highest_zoneidx = wake.highest_zoneidx,
		.mark = zone_wmark(z, WMARK_HIGH), .free_pages = zone_page_state(z, NR_FREE_PAGES),
	};

	if (z->percpu_drift_mark && q.free_pages < z->percpu_drift_mark)
		q.free_pages = free_snapshot(w, zone);
	return watermark_ok(z, q, &k->watermark);
}

bool pgdat_balanced(const struct world *w, const struct kernel *k, struct wakeup wake)
{
	bool any = false;

	for (unsigned idx = 0; idx <= wake.highest_zoneidx; idx++) {
		zid_t zone = zid_of(zid_node(wake.zone), idx);

		if (!zone_managed(&w->zone[zone]))
			continue;
		if (zone_balanced(w, k, zone, wake))
			return true;
		any = true;
	}
	return !any;
}

static bool pgdat_boosted(const struct world *w, struct wakeup wake)
{
	for (unsigned idx = 0; idx <= wake.highest_zoneidx; idx++) {
		const struct zone *z = &w->zone[zid_of(zid_node(wake.zone), idx)];

		if (zone_managed(z) && z->watermark_boost)
			return true;
	}
	return false;
}

static enum kswapd_outcome outcome(const struct world *w, const struct kernel *k,
				   struct wakeup wake)
{
	const struct node *node = &w->node[zid_node(wake.zone)];
	struct wakeup own_mark = { .zone = wake.zone, .order = wake.order };

	if (node->kswapd_awake)
		return KSWAPD_AWAKE;
	if (node->kswapd_failures >= MAX_RECLAIM_RETRIES)
		return KSWAPD_FAILURES;
	if (k->kswapd.each_zone ? zone_balanced(w, k, wake.zone, own_mark)
				: pgdat_balanced(w, k, wake) && !pgdat_boosted(w, wake))
		return KSWAPD_BALANCED;
	return KSWAPD_WOKEN;
}

/* The node remembers the largest order and the highest zone anybody asked for. */
static void note_request(struct machine *m, struct wakeup wake)
{
	const struct node *node = &machine_world(m)->node[zid_node(wake.zone)];
	zid_t first = zid_of(zid_node(wake.zone), 0);
	int64_t idx = node->kswapd_highest_zoneidx;

	if (idx == (int64_t)machine_world(m)->layout->nr_zones || idx < wake.highest_zoneidx)
		set_field(m, EVENT_KSWAPD_HIGHEST_ZONEIDX, first, idx, wake.highest_zoneidx);
	if (node->kswapd_order < wake.order)
		set_field(m, EVENT_KSWAPD_ORDER, first, node->kswapd_order, wake.order);
}

void wakeup_kswapd(struct machine *m, struct wakeup wake)
{
	const struct world *w = machine_world(m);
	enum kswapd_outcome how = KSWAPD_CPUSET;

	if (machine_kernel(m)->kswapd.hardwall)
		wake.gfp = GFP_F_DIRECT_RECLAIM | GFP_F_KSWAPD_RECLAIM | GFP_F_IO | GFP_F_FS |
			   GFP_F_HARDWALL;
	if (!zone_managed(&w->zone[wake.zone]))
		return;
	if (!w->setting[SET_CPUSETS_ENABLED] ||
	    cpuset_node_allowed(w, zid_node(wake.zone), wake.gfp).allowed) {
		note_request(m, wake);
		how = outcome(w, machine_kernel(m), wake);
	}
	if (machine_heard(m))
		says(m, (struct event){ .kind = EVENT_KSWAPD, .zone = wake.zone, .pfn = NO_PFN,
					.link = NO_PFN, .order = (uint8_t)wake.order,
					.verdict = how == KSWAPD_WOKEN,
					.v = { wake.order, wake.highest_zoneidx, how } });
}

void wake_all_kswapds(struct alloc_context *ac)
{
	const struct zonelist *zl = ac->zonelist;
	unsigned last_node = MAX_NODES;

	for (size_t i = zonelist_next(zl, 0, ac->highest_zoneidx, ac->nodemask); i < zl->n;
	     i = zonelist_next(zl, i + 1, ac->highest_zoneidx, ac->nodemask)) {
		zid_t zone = zl->ref[i].zone;

		if (!zone_managed(&ac->w->zone[zone]) ||
		    (zid_node(zone) == last_node && !ac->k->kswapd.each_zone))
			continue;
		wakeup_kswapd(ac->m, (struct wakeup){ zone, ac->gfp, ac->order,
						      ac->highest_zoneidx });
		last_node = zid_node(zone);
	}
}
