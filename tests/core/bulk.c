/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bulk.c - many single pages at once, from one zone's PCP list, or else one page. */
#include "core/bulk.h"

#include <criterion/criterion.h>

#include "worlds.h"

static const struct zone_row two_nodes[] = {
	{ N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x1000 }, { N1_NORMAL, 0x3000, 0x1000 },
};

static struct result bulk(struct scene *s, unsigned want, gfp_t gfp, pfn_t *pages)
{
	return request_run(s->m, &(struct request){ .op = REQ_BULK, .gfp = gfp, .nid = NID_LOCAL,
						    .want = want, .pages = pages });
}

Test(bulk, pages_come_from_one_zones_pcp_list_and_its_refills)
{
	pfn_t pages[10];
	struct result res;
	struct scene s;

	scene_open(&s, worlds_new(two_nodes, 3));
	worlds_put_free(s.w, N0_NORMAL, "10U: 2000");
	world_pcp(s.w, N0_NORMAL, 0)->free_factor = 4;
	res = bulk(&s, 10, GFP_KERNEL, pages);
	cr_expect_eq(res.status, REQUEST_DONE);
	cr_expect_eq(res.got, 10);
	for (pfn_t i = 0; i < 10; i++)
		cr_expect_eq(pages[i], 0x2000 + i, "page %u: %x", i, pages[i]);
	cr_expect_str_eq(worlds_pcp(s.w, N0_NORMAL).text, "U0: 200a 200b");
	cr_expect_eq(s.w->vm_event[PGALLOC + 2], 10);
	cr_expect_eq(s.w->zone[N0_NORMAL].numa[NUMA_HIT], 10, "each page is a hit");
	cr_expect_eq(world_pcp(s.w, N0_NORMAL, 0)->free_factor, 4, "it does not learn");
	cr_expect_eq(recorder_count(&s.r, EVENT_ATTEMPT), 0);
	scene_expect_invariants(&s, "ten pages");
	scene_close(&s);
}

/* free 100; node 0's list is Normal, DMA32, and then node 1. */
Test(bulk, the_first_zone_of_the_node_with_room_for_all_is_used)
{
	static const struct {
		const char *when;
		int64_t normal_low, dma32_low, normal_reserve_movable;
		unsigned want, got;
		pfn_t first;
	} rows[] = {
		{ "Normal: 100 > 89 + 10", 89, 0, 0, 10, 10, 0x2004 },
		{ "DMA32: 100 is not more than 90 + 10", 90, 0, 0, 10, 10, 0x1004 },
		{ "neither, and node 1 is too far: one page the ordinary way", 90, 90, 0, 10, 1,
		  0x2004 },
		{ "the reserve is that of the preferred zone", 89, 0, 5000, 10, 10, 0x2004 },
		{ "the zone runs dry on the way", 0, 0, 0, 99, 99, 0x2004 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result res;
		pfn_t pages[100];
		struct scene s;

		scene_open(&s, worlds_new(two_nodes, 3));
		worlds_fill(s.w, N0_DMA32, 100, MIGRATE_MOVABLE);
		worlds_fill(s.w, N0_NORMAL, 100, MIGRATE_MOVABLE);
		worlds_put_free(s.w, N1_NORMAL, "10M: 3000");
		worlds_set_marks(s.w, N0_NORMAL, 0, rows[i].normal_low, 0);
		worlds_set_marks(s.w, N0_DMA32, 0, rows[i].dma32_low, 0);
		s.w->zone[N0_NORMAL].lowmem_reserve[3] = rows[i].normal_reserve_movable;
		res = bulk(&s, rows[i].want, GFP_HIGHUSER_MOVABLE, pages);
		cr_expect_eq(res.got, rows[i].got, "%s: %u", rows[i].when, res.got);
		cr_expect_eq(pages[0], rows[i].first, "%s: %x", rows[i].when, pages[0]);
		scene_expect_invariants(&s, rows[i].when);
		scene_close(&s);
	}
}

Test(bulk, returns_what_there_is)
{
	pfn_t pages[20];
	struct result res;
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, "1M: 1000; 0M: 1005");
	s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES] += 100;     /* the counter has drifted */
	res = bulk(&s, 20, GFP_KERNEL | GFP_F_MOVABLE, pages);
	cr_expect_eq(res.status, REQUEST_DONE);
	cr_expect_eq(res.got, 3);
	scene_close(&s);
}

Test(bulk, some_requests_get_one_page_the_ordinary_way)
{
	static const struct {
		const char *when;
		unsigned want;
		gfp_t gfp;
		unsigned got;
		size_t attempts;
	} rows[] = {
		{ "for none, nothing is done", 0, GFP_KERNEL, 0, 0 },
		{ "for one page", 1, GFP_KERNEL, 1, 1 },
		{ "with __GFP_ACCOUNT", 10, GFP_KERNEL | GFP_F_ACCOUNT, 1, 1 },
		{ "for more than the zone can spare", 2000, GFP_KERNEL, 1, 1 },
		{ "where no zone suits", 10, GFP_NOWAIT | GFP_F_DMA, 0, 1 },
	};
	static pfn_t pages[2000];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result res;
		struct scene s;

		scene_open(&s, worlds_one_zone());
		worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
		res = bulk(&s, rows[i].want, rows[i].gfp, pages);
		cr_expect_eq(res.got, rows[i].got, "%s: %u", rows[i].when, res.got);
		cr_expect_eq(recorder_count(&s.r, EVENT_ATTEMPT), rows[i].attempts, "%s",
			     rows[i].when);
		cr_expect_eq(res.pfn, NO_PFN, "%s", rows[i].when);
		scene_close(&s);
	}
}

Test(bulk, is_of_order_0_whatever_the_request_says)
{
	struct request r = { .op = REQ_BULK, .order = 2, .gfp = GFP_KERNEL, .nid = NID_LOCAL,
			     .want = 4, .pages = (pfn_t[4]){ 0 } };
	struct result res;
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
	res = request_run(s.m, &r);
	if (res.status == REQUEST_DONE)
		cr_expect_eq(1024 - s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES] -
				     worlds_pcp_count(s.w, N0_NORMAL),
			     res.got, "pages that left, and pages that were given");
	scene_close(&s);
}
