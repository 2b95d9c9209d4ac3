/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dirty.c - a node's limit for dirty page cache, and that one verdict serves a whole node. */
#include "core/dirty.h"

#include <criterion/criterion.h>

#include "worlds.h"

static const struct zone_row two_nodes[] = {
	{ N0_NORMAL, 0x1000, 0x1000 }, { N1_NORMAL, 0x2000, 0x1000 },
};

struct row {
	const char *kernels, *when;
	int64_t free_pages, totalreserve, dirty, writeback, unstable, bytes, rt, task;
	int64_t dirtyable, limit;
	bool ok;
};

/* Node 0 holds 60000 file pages. With 10000 free there, both nodes have 167001 dirtyable pages. */
static void expect_in(const struct kernel *k, const struct row *row)
{
	struct world *w = worlds_new(two_nodes, 2);
	struct dirty_answer a;

	w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES] = row->free_pages;
	w->zone[N1_NORMAL].vm_stat[NR_FREE_PAGES] = 40000;
	w->node[0].totalreserve_pages = w->setting[SET_TOTALRESERVE_PAGES] = row->totalreserve;
	w->node[0].stat[NR_INACTIVE_FILE] = 40000;
	w->node[0].stat[NR_ACTIVE_FILE] = 20000;
	w->node[1].stat[NR_INACTIVE_FILE] = 60000;
	w->node[0].stat[NR_FILE_DIRTY] = row->dirty;
	w->node[0].stat[NR_WRITEBACK] = row->writeback;
	w->node[0].stat[NR_UNSTABLE_NFS] = row->unstable;
	w->setting[SET_DIRTY_BYTES] = row->bytes;
	w->task[TASK_RT] = row->rt;
	w->task[TASK_FLAGS] = row->task;
	/* Its only zone has the same numbers, where zones are what counts. */
	memcpy(w->zone[N0_NORMAL].stat, w->node[0].stat, sizeof w->node[0].stat);
	w->zone[N0_NORMAL].totalreserve_pages = row->totalreserve;
	a = k->reclaim.by_zone ? zone_dirty_ok(w, k, N0_NORMAL) : node_dirty_ok(w, k, 0);
	cr_expect_eq(a.dirtyable, row->dirtyable, "%s, %s: dirtyable %jd", k->name, row->when,
		     (intmax_t)a.dirtyable);
	cr_expect_eq(a.limit, row->limit, "%s, %s: limit %jd", k->name, row->when,
		     (intmax_t)a.limit);
	cr_expect_eq(a.ok, row->ok, "%s, %s", k->name, row->when);
	world_free(w);
}

static void expect(const struct row *row)
{
	const struct kernel *k;

	for (const char *names = row->kernels; (k = kernels_next(&names));)
		expect_in(k, row);
}

Test(dirty, a_node_may_hold_its_share_of_dirty_pages_and_no_more)
{
	static const struct row rows[] = {
		{ SINCE_4_7, "exactly at the limit", 10000, 3000, 13000, 400, 0, 0, 0, 0, 67000,
		  13400, true },
		{ SINCE_4_7, "one page above", 10000, 3000, 13000, 401, 0, 0, 0, 0, 67000, 13400,
		  false },
		{ SINCE_4_7, "a real-time task may a quarter more", 10000, 3000, 16750, 0, 0, 0, 1,
		  0, 67000, 16750, true },
		{ SINCE_4_7, "and not a page more than that", 10000, 3000, 16751, 0, 0, 0, 1, 0,
		  67000, 16750, false },
		{ "4.7 4.12", "unstable pages count", 10000, 3000, 13000, 0, 401, 0, 0, 0, 67000,
		  13400, false },
		{ SINCE_5_10, "unstable pages do not count", 10000, 3000, 13000, 0, 401, 0, 0, 0,
		  67000, 13400, true },
		{ SINCE_4_7, "a limit of 64 MiB is shared out", 10000, 3000, 6573, 0, 0, 64 << 20,
		  0, 0, 67000, 6573, true },
		{ SINCE_4_7, "for a real-time task, too", 10000, 3000, 8216, 0, 0, 64 << 20, 1, 0,
		  67000, 8216, true },
		{ SINCE_4_7, "4 MiB and a byte count as 1025 pages", 10000, 3000, 412, 0, 0,
		  (4 << 20) + 1, 0, 0, 67000, 411, false },
		{ SINCE_4_7, "less free than the reserve: only file pages are dirtyable", 2000,
		  3000, 12000, 0, 0, 0, 0, 0, 60000, 12000, true },
		{ "4.7 4.12", "a task of nfsd may a quarter more", 10000, 3000, 16750, 0, 0, 0, 0,
		  PF_LESS_THROTTLE, 67000, 16750, true },
		{ SINCE_5_10, "nfsd and loop devices get no bonus", 10000, 3000, 13401, 0, 0, 0, 0,
		  PF_LESS_THROTTLE, 67000, 13400, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(&rows[i]);
}

/* As a real 6.12 kernel decided with vm.dirty_bytes = 4194304: node 0 of two. */
Test(dirty, a_recorded_node_is_over_its_limit)
{
	static const struct zone_row rows[] = {
		{ N0_DMA, 0x200, 0xe00 }, { N0_DMA32, 0x1000, 0x8000 },
		{ N1_DMA32, 0x9000, 0x10000 },
	};
	struct world *w = worlds_new(rows, 3);
	struct dirty_answer a;

	w->zone[N0_DMA].vm_stat[NR_FREE_PAGES] = 3808;
	w->zone[N0_DMA32].vm_stat[NR_FREE_PAGES] = 30617;
	w->zone[N1_DMA32].vm_stat[NR_FREE_PAGES] = 89049 - 3808 - 30617;
	w->node[0].totalreserve_pages = 191 + 32 + 429;
	w->setting[SET_TOTALRESERVE_PAGES] = 1206;
	w->node[0].stat[NR_INACTIVE_FILE] = 10265;
	w->node[1].stat[NR_INACTIVE_FILE] = 16665 - 10265;
	w->node[0].stat[NR_FILE_DIRTY] = 10143;
	w->setting[SET_DIRTY_BYTES] = 4194304;
	a = node_dirty_ok(w, kernel_find("6.12"), 0);
	cr_expect_eq(a.nr_free, 34425);
	cr_expect_eq(a.dirtyable, 44038);
	cr_expect_eq(a.limit, 431, "1024 * 44038 / 104509");
	cr_expect_not(a.ok);
	world_free(w);
}

Test(dirty, where_nothing_is_dirtyable_nothing_may_be_dirty)
{
	struct world *w = worlds_new(two_nodes, 2);

	w->setting[SET_DIRTY_BYTES] = 64 << 20;
	cr_expect(node_dirty_ok(w, kernel_find("6.1"), 0).ok, "0 <= 0, and nobody divided by zero");
	w->node[0].stat[NR_FILE_DIRTY] = 1;
	cr_expect_not(node_dirty_ok(w, kernel_find("6.1"), 0).ok);
	world_free(w);
}

/*
 *	list of node 0: N0 Normal, N0 DMA32, N1 Normal; node 0 is over its limit
 */
Test(dirty, one_verdict_serves_all_zones_of_a_node)
{
	static const struct zone_row rows[] = {
		{ N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x1000 },
		{ N1_NORMAL, 0x3000, 0x1000 },
	};
	static const struct {
		zid_t zone;
		int64_t cached;
		uint8_t ok;
	} told[] = { { N0_NORMAL, 0, 0 }, { N0_DMA32, 1, 0 }, { N1_NORMAL, 0, 1 } };
	struct result res;
	struct scene s;

	scene_open(&s, worlds_new(rows, 3));
	worlds_put_free(s.w, N0_NORMAL, "10U: 2000");
	worlds_put_free(s.w, N0_DMA32, "10U: 1000");
	worlds_put_free(s.w, N1_NORMAL, "10U: 3000");
	s.w->node[0].stat[NR_FILE_DIRTY] = 1000;
	res = scene_alloc(&s, 0, GFP_KERNEL | GFP_F_WRITE | GFP_F_DMA32);
	cr_expect_eq(res.pfn, 0x1000, "node 0 alone has DMA32: the slow path spreads no more");
	recorder_done(&s.r);
	res = scene_alloc(&s, 0, GFP_KERNEL | GFP_F_WRITE);
	cr_expect_eq(res.pfn, 0x3000, "%x", res.pfn);
	for (size_t i = 0; i < 3; i++) {
		const struct event *e = recorder_find(&s.r, EVENT_DIRTY, i);

		cr_assert_not_null(e);
		cr_expect_eq(e->zone, told[i].zone, "%zu", i);
		cr_expect_eq(e->v[4], told[i].cached, "%zu", i);
		cr_expect_eq(e->verdict, told[i].ok, "%zu", i);
		cr_expect_eq(e->v[3] != 0, i == 0, "%zu: counted once, and node 1 has none", i);
	}
	scene_close(&s);
}

Test(dirty, only_a_fast_attempt_for_page_cache_spreads)
{
	static const struct {
		const char *when;
		gfp_t gfp;
		pfn_t pfn;
	} rows[] = {
		{ "no __GFP_WRITE", GFP_KERNEL, 0x1000 },
		{ "__GFP_WRITE", GFP_KERNEL | GFP_F_WRITE, 0x2000 },
		{ "__GFP_WRITE, no other node: the slow path",
		  GFP_KERNEL | GFP_F_WRITE | GFP_F_THISNODE, 0x1000 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result res;
		struct scene s;

		scene_open(&s, worlds_new(two_nodes, 2));
		worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
		worlds_put_free(s.w, N1_NORMAL, "10U: 2000");
		s.w->node[0].stat[NR_FILE_DIRTY] = 1000;
		res = scene_alloc(&s, 4, rows[i].gfp);
		cr_expect_eq(res.pfn, rows[i].pfn, "%s: %x", rows[i].when, res.pfn);
		scene_close(&s);
	}
}
