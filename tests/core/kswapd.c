/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kswapd.c - when a request wakes the background reclaimer, and what it leaves for it. */
#include "core/kswapd.h"

#include <criterion/criterion.h>

#include "worlds.h"

Test(kswapd, a_request_below_the_low_mark_wakes_it)
{
	const struct event *e;
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_set_marks(s.w, N0_NORMAL, 200, 300, 400);
	worlds_fill(s.w, N0_NORMAL, 250, MIGRATE_UNMOVABLE);
	cr_expect_eq(scene_alloc(&s, 3, GFP_KERNEL).status, REQUEST_DONE);
	e = recorder_find(&s.r, EVENT_KSWAPD, 0);
	cr_assert_not_null(e);
	cr_expect_eq(e->v[0], 3);
	cr_expect_eq(e->v[1], 2);
	cr_expect_eq(e->v[2], KSWAPD_WOKEN);
	cr_expect_eq(s.w->node[0].kswapd_order, 3);
	cr_expect_eq(s.w->node[0].kswapd_highest_zoneidx, 2);
	scene_close(&s);
}

Test(kswapd, is_not_woken_by_requests_that_do_not_want_it)
{
	static const struct {
		const char *when;
		int64_t free_pages;
		gfp_t gfp;
		size_t woken;
	} rows[] = {
		{ "above low", 301, GFP_KERNEL, 0 },
		{ "served at the min mark: once", 250, GFP_KERNEL, 1 },
		{ "not served: once more before the retry", 150, GFP_KERNEL, 2 },
		{ "no __GFP_KSWAPD_RECLAIM", 250, GFP_KERNEL & ~GFP_F_KSWAPD_RECLAIM, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene s;

		scene_open(&s, worlds_one_zone());
		worlds_set_marks(s.w, N0_NORMAL, 200, 300, 400);
		worlds_fill(s.w, N0_NORMAL, rows[i].free_pages, MIGRATE_UNMOVABLE);
		scene_alloc(&s, 0, rows[i].gfp);
		cr_expect_eq(recorder_count(&s.r, EVENT_KSWAPD), rows[i].woken, "%s: %zu",
			     rows[i].when, recorder_count(&s.r, EVENT_KSWAPD));
		scene_close(&s);
	}
}

struct row {
	const char *when;
	int64_t free_pages, delta, drift_mark, boost, awake, failures, cpusets;
	unsigned order;
	enum kswapd_outcome outcome;
	bool noted;
};

static void expect(const struct row *row)
{
	struct world *w = worlds_one_zone();
	struct zone *z = &w->zone[N0_NORMAL];
	const struct event *e;
	struct scene s;

	scene_open(&s, w);
	worlds_set_marks(w, N0_NORMAL, 200, 300, 400);
	worlds_put_free(w, N0_NORMAL, "4M: 1000");
	z->vm_stat[NR_FREE_PAGES] = row->free_pages;
	z->percpu_drift_mark = row->drift_mark;
	z->watermark_boost = row->boost;
	world_pcp(w, N0_NORMAL, 1)->vm_stat_diff[NR_FREE_PAGES] = row->delta;
	w->node[0].kswapd_awake = row->awake;
	w->node[0].kswapd_failures = row->failures;
	w->setting[SET_CPUSETS_ENABLED] = row->cpusets;
	w->mems_allowed = w->cpuset[0].mems = (struct nodemask){ .bits = { 2 } };
	wakeup_kswapd(s.m, (struct wakeup){ N0_NORMAL, GFP_KERNEL, row->order, 2 });
	e = recorder_find(&s.r, EVENT_KSWAPD, 0);
	cr_assert_not_null(e);
	cr_expect_eq(e->v[2], row->outcome, "%s: %jd", row->when, (intmax_t)e->v[2]);
	cr_expect_eq(w->node[0].kswapd_highest_zoneidx == 2, row->noted, "%s", row->when);
	scene_close(&s);
}

Test(kswapd, stays_asleep_when_there_is_nothing_to_do_or_no_use)
{
	static const struct row rows[] = {
		{ "at the high mark", 400, 0, 0, 0, 0, 0, 0, 0, KSWAPD_WOKEN, true },
		{ "above the high mark", 401, 0, 0, 0, 0, 0, 0, 0, KSWAPD_BALANCED, true },
		{ "above it, but for a larger order than any block", 500, 0, 0, 0, 0, 0, 0, 5,
		  KSWAPD_WOKEN, true },
		{ "above it, with a block of the order", 500, 0, 0, 0, 0, 0, 0, 4, KSWAPD_BALANCED,
		  true },
		{ "above it and boosted", 1500, 0, 0, 512, 0, 0, 0, 0, KSWAPD_WOKEN, true },
		{ "below the drift mark the deltas count", 401, -2, 1000, 0, 0, 0, 0, 0,
		  KSWAPD_WOKEN, true },
		{ "above the drift mark they do not", 401, -2, 300, 0, 0, 0, 0, 0, KSWAPD_BALANCED,
		  true },
		{ "awake", 0, 0, 0, 0, 1, 0, 0, 0, KSWAPD_AWAKE, true },
		{ "15 failures", 0, 0, 0, 0, 0, 15, 0, 0, KSWAPD_WOKEN, true },
		{ "16 failures", 0, 0, 0, 0, 0, 16, 0, 0, KSWAPD_FAILURES, true },
		{ "not in the cpuset: not even noted", 0, 0, 0, 0, 0, 0, 1, 0, KSWAPD_CPUSET,
		  false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(&rows[i]);
}

Test(kswapd, a_node_remembers_the_most_that_anybody_asked_for)
{
	static const struct {
		unsigned order, highest_zoneidx;
		int64_t noted_order, noted_idx;
	} rows[] = {
		{ 2, 1, 2, 1 }, { 1, 2, 2, 2 }, { 3, 0, 3, 2 },
	};
	struct scene s;

	scene_open(&s, worlds_one_zone());
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		wakeup_kswapd(s.m, (struct wakeup){ N0_NORMAL, GFP_KERNEL, rows[i].order,
						    rows[i].highest_zoneidx });
		cr_expect_eq(s.w->node[0].kswapd_order, rows[i].noted_order, "%zu", i);
		cr_expect_eq(s.w->node[0].kswapd_highest_zoneidx, rows[i].noted_idx, "%zu", i);
	}
	scene_close(&s);
}

/* Node 0's list: N0 Normal, N0 DMA32, N0 DMA (no managed pages), N1 Normal. */
Test(kswapd, each_run_of_zones_of_a_node_is_asked_once)
{
	static const struct zone_row rows[] = {
		{ N0_DMA, 0x400, 0x400 }, { N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000,
		  0x1000 },
		{ N1_NORMAL, 0x3000, 0x1000 },
	};
	static const struct {
		const char *when;
		zid_t unmanaged;
		zid_t asked[2];
	} cases[] = {
		{ "all have pages", NO_ZONE, { N0_NORMAL, N1_NORMAL } },
		{ "the first has none managed", N0_NORMAL, { N0_DMA32, N1_NORMAL } },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct alloc_context ac;
		struct scene s;

		scene_open(&s, worlds_new(rows, 4));
		if (cases[i].unmanaged != NO_ZONE)
			worlds_set_managed(s.w, cases[i].unmanaged, 0);
		ac = scene_context(&s, 0, MIGRATE_UNMOVABLE, 0);
		wake_all_kswapds(&ac);
		cr_expect_eq(recorder_count(&s.r, EVENT_KSWAPD), 2, "%s", cases[i].when);
		for (size_t j = 0; j < 2; j++)
			cr_expect_eq(recorder_find(&s.r, EVENT_KSWAPD, j)->zone, cases[i].asked[j],
				     "%s", cases[i].when);
		scene_close(&s);
	}
}

Test(kswapd, one_zone_above_its_high_mark_balances_the_node)
{
	static const struct zone_row rows[] = {
		{ N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x1000 },
	};
	struct world *w = worlds_new(rows, 2);
	const struct kernel *k = kernel_find("6.1");

	worlds_set_marks(w, N0_DMA32, 0, 0, 100);
	worlds_set_marks(w, N0_NORMAL, 0, 0, 100);
	cr_expect_not(pgdat_balanced(w, k, (struct wakeup){ N0_NORMAL, 0, 0, 2 }));
	w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES] = 101;
	cr_expect(pgdat_balanced(w, k, (struct wakeup){ N0_NORMAL, 0, 0, 2 }));
	cr_expect_not(pgdat_balanced(w, k, (struct wakeup){ N0_NORMAL, 0, 0, 1 }), "up to DMA32");
	cr_expect(pgdat_balanced(w, k, (struct wakeup){ N0_NORMAL, 0, 0, 0 }),
		  "no zone to balance");
	world_free(w);
}
