/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nofragment.c - keeping migrate types apart at first, and scanning again when that is too dear. */
#include <criterion/criterion.h>

#include "worlds.h"

/* Node 0's list: N0 Normal, N0 DMA32, N1 Normal. Node 1 has no DMA32. */
static const struct zone_row two_nodes[] = {
	{ N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x1000 }, { N1_NORMAL, 0x3000, 0x1000 },
};

static int64_t watermarks_compared(const struct scene *s)
{
	return recorder_find(&s->r, EVENT_RESULT, 0)->v[4];
}

/* Node 0's zones are below their low marks. */
static void open_full_node_0(struct scene *s, const struct kernel *k)
{
	scene_open_on(s, k, worlds_new(two_nodes, 3));
	worlds_set_marks(s->w, N0_NORMAL, 10, 20, 30);
	worlds_set_marks(s->w, N0_DMA32, 10, 20, 30);
	worlds_put_free(s->w, N1_NORMAL, "10U: 3000");
}

Test(nofragment, leaving_the_node_means_mixing_first)
{
	const struct kernel *k;

	for (const char *names = "5.10 6.1"; (k = kernels_next(&names));) {
		const struct event *rescan;
		struct result res;
		struct scene s;

		open_full_node_0(&s, k);
		res = scene_alloc(&s, 0, GFP_KERNEL);
		cr_expect_eq(res.pfn, 0x3000, "%s: %x", k->name, res.pfn);
		cr_expect_eq(watermarks_compared(&s), 5, "%s: two, then all three again", k->name);
		cr_expect_eq(recorder_count(&s.r, EVENT_RESCAN), 1, "%s", k->name);
		rescan = recorder_find(&s.r, EVENT_RESCAN, 0);
		cr_expect_eq(rescan->v[0] & ALLOC_NOFRAGMENT, ALLOC_NOFRAGMENT, "%s", k->name);
		cr_expect_eq(rescan->v[1] & ALLOC_NOFRAGMENT, 0, "%s", k->name);
		scene_close(&s);
	}
}

Test(nofragment, before_5_10_there_is_one_scan)
{
	struct scene s;

	open_full_node_0(&s, kernel_find("4.12"));
	cr_expect_eq(scene_alloc(&s, 0, GFP_KERNEL).pfn, 0x3000);
	cr_expect_eq(watermarks_compared(&s), 3);
	cr_expect_eq(recorder_count(&s.r, EVENT_RESCAN), 0);
	scene_close(&s);
}

Test(nofragment, is_asked_for_only_where_dma32_or_one_node_makes_it_useful)
{
	static const struct zone_row one_zone[] = { { N0_NORMAL, 0x1000, 0x1000 } };
	static const struct zone_row dma32_only[] = { { N0_DMA32, 0x1000, 0x1000 } };
	static const struct {
		const char *when;
		const struct zone_row *rows;
		size_t n;
		int nid;
		gfp_t gfp;
		bool nofragment;
	} cases[] = {
		{ "node 0 has DMA32", two_nodes, 3, 0, GFP_KERNEL, true },
		{ "node 1 has none", two_nodes, 3, 1, GFP_KERNEL, false },
		{ "GFP_DMA32: the preferred zone is DMA32", two_nodes, 3, 0,
		  GFP_KERNEL | GFP_F_DMA32, false },
		{ "one node alone, with no DMA32", one_zone, 1, 0, GFP_KERNEL, true },
		{ "there is no Normal zone", dma32_only, 1, 0, GFP_KERNEL, false },
	};

	const struct kernel *k;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (const char *names = SINCE_5_10; (k = kernels_next(&names));) {
			struct request r = { .op = REQ_ALLOC, .gfp = cases[i].gfp,
					     .nid = cases[i].nid };
			struct scene s;

			scene_open_on(&s, k, worlds_new(cases[i].rows, cases[i].n));
			request_run(s.m, &r);
			cr_expect_eq(recorder_find(&s.r, EVENT_ENTRY, 0)->v[1] & ALLOC_NOFRAGMENT,
				     cases[i].nofragment ? ALLOC_NOFRAGMENT : 0, "%s, %s", k->name,
				     cases[i].when);
			scene_close(&s);
		}
}

Test(nofragment, a_request_that_does_not_have_it_scans_once)
{
	struct request r = { .op = REQ_ALLOC, .gfp = GFP_KERNEL, .nid = 1 };
	const struct kernel *k;

	for (const char *names = SINCE_5_10; (k = kernels_next(&names));) {
		struct scene s;

		scene_open_on(&s, k, worlds_new(two_nodes, 3));
		worlds_set_marks(s.w, N1_NORMAL, 10, 20, 30);
		/* 6.12 has compared this one before. */
		s.w->zone[N1_NORMAL].flags = ZONE_BELOW_HIGH;
		worlds_put_free(s.w, N0_NORMAL, "10U: 2000");
		cr_expect_eq(request_run(s.m, &r).pfn, 0x2000, "%s", k->name);
		cr_expect_eq(watermarks_compared(&s), 2, "%s: %jd", k->name,
			     (intmax_t)watermarks_compared(&s));
		cr_expect_eq(recorder_count(&s.r, EVENT_RESCAN), 0, "%s", k->name);
		scene_close(&s);
	}
}

/* Normal passes its mark, but has MOVABLE blocks below a pageblock alone. */
Test(nofragment, another_zone_of_the_node_comes_before_mixing)
{
	static const struct zone_row one_node[] = {
		{ N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x1000 },
	};
	static const struct {
		const char *when, *dma32;
		pfn_t pfn;
		size_t rescans;
	} rows[] = {
		{ "DMA32 has an unmovable block", "8U: 1000", 0x1000, 0 },
		{ "DMA32 has a whole pageblock", "9M: 1000", 0x1000, 0 },
		{ "DMA32 has nothing either: mix in Normal", "", 0x2000, 1 },
	};

	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = SINCE_5_10; (k = kernels_next(&names));) {
			struct result res;
			struct scene s;

			scene_open_on(&s, k, worlds_new(one_node, 2));
			worlds_put_free(s.w, N0_NORMAL, "8M: 2000");
			worlds_put_free(s.w, N0_DMA32, rows[i].dma32);
			res = scene_alloc(&s, 4, GFP_KERNEL);
			cr_expect_eq(res.pfn, rows[i].pfn, "%s, %s: %x", k->name, rows[i].when,
				     res.pfn);
			cr_expect_eq(recorder_count(&s.r, EVENT_RESCAN), rows[i].rescans, "%s, %s",
				     k->name, rows[i].when);
			cr_expect_eq(recorder_count(&s.r, EVENT_ATTEMPT), 1,
				     "%s, in the fast attempt: %s", k->name, rows[i].when);
			scene_close(&s);
		}
}

Test(nofragment, the_slow_path_mixes_at_once)
{
	struct scene s;

	open_full_node_0(&s, kernel_find("6.1"));
	worlds_put_free(s.w, N0_NORMAL, "3M: 2008; 2M: 2004");
	cr_expect_eq(scene_alloc(&s, 0, GFP_KERNEL | GFP_F_THISNODE).status, REQUEST_DONE);
	cr_expect_eq(recorder_count(&s.r, EVENT_RESCAN), 1, "of the fast attempt");
	cr_expect_eq(recorder_find(&s.r, EVENT_ATTEMPT, 1)->v[2] & ALLOC_NOFRAGMENT, 0);
	scene_close(&s);
}
