/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenarios_dirty_limit.c - whose dirty page cache is limited: a zone's in 4.7, a node's from 4.12.
 *
 *	list of node 0:  N0 Normal (dirty), N0 DMA32 (clean), N1 Normal (clean)
 */
#include <criterion/criterion.h>

#include "worlds.h"

/* Asks for a page to write to. Node 0's Normal holds 1000 dirty pages; its limit is 204. */
static pfn_t write_a_page(struct scene *s, const struct kernel *k)
{
	static const struct zone_row rows[] = {
		{ N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x1000 },
		{ N1_NORMAL, 0x3000, 0x1000 },
	};

	scene_open_on(s, k, worlds_new(rows, 3));
	worlds_put_free(s->w, N0_DMA32, "10U: 1000");
	worlds_put_free(s->w, N0_NORMAL, "10U: 2000");
	worlds_put_free(s->w, N1_NORMAL, "10U: 3000");
	s->w->zone[N0_NORMAL].stat[NR_FILE_DIRTY] = s->w->node[0].stat[NR_FILE_DIRTY] = 1000;
	return scene_alloc(s, 0, GFP_KERNEL | GFP_F_WRITE).pfn;
}

/* The zone that the i-th verdict was about, and what it was. */
static void expect_verdict(const struct scene *s, size_t i, zid_t zone, bool ok)
{
	const struct event *e = recorder_find(&s->r, EVENT_DIRTY, i);
	const char *kernel = machine_kernel(s->m)->name;

	cr_assert_not_null(e, "%s: verdict %zu", kernel, i);
	cr_expect_eq(e->zone, zone, "%s, verdict %zu: zone %u", kernel, i, e->zone);
	cr_expect_eq(e->verdict, ok, "%s, verdict %zu", kernel, i);
}

Test(scenarios_dirty_limit, of_a_zone_sends_a_request_to_the_next_zone)
{
	struct scene s;

	cr_expect_eq(write_a_page(&s, kernel_find("4.7")), 0x1000);
	expect_verdict(&s, 0, N0_NORMAL, false);
	expect_verdict(&s, 1, N0_DMA32, true);
	cr_expect_eq(recorder_find(&s.r, EVENT_DIRTY, 0)->v[2], 204, "a fifth of 1024");
	scene_close(&s);
}

Test(scenarios_dirty_limit, of_a_node_skips_both_of_its_zones)
{
	const struct kernel *k;

	for (const char *names = SINCE_4_12; (k = kernels_next(&names));) {
		struct scene s;

		cr_expect_eq(write_a_page(&s, k), 0x3000, "%s", k->name);
		expect_verdict(&s, 0, N0_NORMAL, false);
		expect_verdict(&s, 1, N0_DMA32, false);
		expect_verdict(&s, 2, N1_NORMAL, true);
		cr_expect_eq(recorder_find(&s.r, EVENT_DIRTY, 0)->v[4], 0, "%s", k->name);
		cr_expect_eq(recorder_find(&s.r, EVENT_DIRTY, 1)->v[4], 1,
			     "%s: the same verdict, not counted again", k->name);
		scene_close(&s);
	}
}

Test(scenarios_dirty_limit, is_unknown_to_2_6_34)
{
	struct scene s;

	cr_expect_eq(write_a_page(&s, kernel_find("2.6.34")), 0x2000);
	cr_expect_eq(recorder_count(&s.r, EVENT_DIRTY), 0);
	scene_close(&s);
}
