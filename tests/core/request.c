/* SPDX-License-Identifier: GPL-3.0-or-later */
/* request.c - what a request gives, what it leaves behind, and what is refused instead. */
#include "core/request.h"

#include <criterion/criterion.h>

#include "worlds.h"

/* ---- allocating and freeing ---- */

Test(request, an_allocated_block_is_known_by_its_first_page)
{
	static const struct {
		const char *when;
		unsigned order;
		gfp_t gfp;
		int64_t on_alloc, on_free;
		uint8_t flags;
	} rows[] = {
		{ "plain", 3, GFP_KERNEL, 0, 0, 0 },
		{ "__GFP_ZERO", 0, GFP_KERNEL | GFP_F_ZERO, 0, 0, PAGE_ZEROED },
		{ "init_on_alloc", 0, GFP_KERNEL, 1, 0, PAGE_ZEROED },
		{ "init_on_free did it already", 0, GFP_KERNEL | GFP_F_ZERO, 1, 1, 0 },
		{ "__GFP_COMP", 3, GFP_KERNEL | GFP_F_COMP, 0, 0, PAGE_COMPOUND },
		{ "__GFP_COMP of one page", 0, GFP_KERNEL | GFP_F_COMP, 0, 0, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct page *p;
		struct result res;
		struct scene s;

		scene_open(&s, worlds_one_zone());
		worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
		s.w->setting[SET_INIT_ON_ALLOC] = rows[i].on_alloc;
		s.w->setting[SET_INIT_ON_FREE] = rows[i].on_free;
		res = scene_alloc(&s, rows[i].order, rows[i].gfp);
		cr_assert_eq(res.status, REQUEST_DONE);
		p = &s.w->page[res.pfn];
		cr_expect_eq(p->where, PAGE_ALLOCATED, "%s", rows[i].when);
		cr_expect_eq(p->order, rows[i].order, "%s", rows[i].when);
		cr_expect_eq(p->flags, rows[i].flags, "%s: %u", rows[i].when, p->flags);
		scene_free(&s, res.pfn, rows[i].order);
		cr_expect_neq(p->where, PAGE_ALLOCATED, "freed: %s", rows[i].when);
		scene_expect_invariants(&s, rows[i].when);
		scene_close(&s);
	}
}

Test(request, begins_and_ends_with_what_was_asked_and_answered)
{
	const struct event *first, *last;
	struct result res;
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
	res = scene_alloc(&s, 4, GFP_KERNEL);
	first = &s.r.event[0];
	last = &s.r.event[s.r.n - 1];
	cr_expect_eq(first->kind, EVENT_REQUEST);
	cr_expect_eq(first->v[0], REQ_ALLOC);
	cr_expect_eq(first->v[1], GFP_KERNEL);
	cr_expect_eq(first->order, 4);
	cr_expect_eq(last->kind, EVENT_RESULT);
	cr_expect_eq(last->pfn, res.pfn);
	cr_expect_eq(last->v[0], REQUEST_DONE);
	for (size_t i = 0; i < s.r.n; i++) {
		cr_expect_eq(s.r.event[i].seq, i);
		cr_expect_eq(s.r.event[i].request, 1);
		cr_expect_eq(s.r.event[i].depth == 0, i == 0 || i == s.r.n - 1, "event %zu", i);
	}
	scene_close(&s);
}

Test(request, the_nearest_node_with_pages_serves)
{
	static const struct zone_row rows[] = {
		{ N0_NORMAL, 0x1000, 0x1000 }, { N1_NORMAL, 0x2000, 0x1000 },
	};
	static const struct {
		const char *when;
		int nid;
		gfp_t gfp;
		pfn_t pfn;
		enum request_status status;
	} cases[] = {
		{ "the CPU's node", NID_LOCAL, GFP_NOWAIT, 0x1000, REQUEST_DONE },
		{ "another node", 1, GFP_NOWAIT, 0x2000, REQUEST_DONE },
		{ "__GFP_THISNODE", 1, GFP_NOWAIT | GFP_F_THISNODE, 0x2000, REQUEST_DONE },
		{ "__GFP_DMA on machines without", 1, GFP_NOWAIT | GFP_F_DMA, NO_PFN,
		  REQUEST_FAILED },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct request r = { .op = REQ_ALLOC, .order = 4, .gfp = cases[i].gfp,
				     .nid = cases[i].nid };
		struct result res;
		struct scene s;

		scene_open(&s, worlds_new(rows, 2));
		worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
		worlds_put_free(s.w, N1_NORMAL, "10U: 2000");
		res = request_run(s.m, &r);
		cr_expect_eq(res.pfn, cases[i].pfn, "%s: %x", cases[i].when, res.pfn);
		cr_expect_eq(res.status, cases[i].status, "%s", cases[i].when);
		scene_close(&s);
	}
}

Test(request, a_split_block_is_freed_page_by_page)
{
	struct request split = { .op = REQ_SPLIT, .order = 2 };
	struct result res;
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
	worlds_set_pageblocks(s.w, "1000=U");
	res = scene_alloc(&s, 2, GFP_KERNEL);
	split.pfn = res.pfn;
	cr_assert_eq(request_run(s.m, &split).status, REQUEST_DONE);
	cr_expect_eq(scene_free(&s, res.pfn, 2).status, REQUEST_INVALID, "it is four blocks now");
	for (pfn_t pfn = res.pfn; pfn < res.pfn + 4; pfn++) {
		cr_expect_eq(s.w->page[pfn].where, PAGE_ALLOCATED);
		cr_expect_eq(scene_free(&s, pfn, 0).status, REQUEST_DONE, "%x", pfn);
	}
	request_run(s.m, &(struct request){ .op = REQ_DRAIN });
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "10U: 1000");
	scene_expect_invariants(&s, "freed page by page");
	scene_close(&s);
}

Test(request, the_pages_of_a_freed_block_are_on_no_lru_list)
{
	struct world *before;
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_set_lru(s.w, 0x1010, 1);
	worlds_set_lru(s.w, 0x1012, 2);
	before = world_copy(s.w);
	cr_assert_eq(scene_free(&s, 0x1010, 4).status, REQUEST_DONE);
	for (pfn_t pfn = 0x1010; pfn < 0x1020; pfn++)
		cr_expect_eq(s.w->page[pfn].flags, 0, "%x", pfn);
	for (size_t i = s.r.n; i-- > 0;)
		world_revert(s.w, &s.r.event[i]);
	cr_expect(world_equal(before, s.w), "and undone they are again");
	world_free(before);
	scene_close(&s);
}

/* ---- refusing ---- */

/*
 * Node 0 has one zone, 1000 to 1fff; node 1 is offline.
 *	1000	order 4, allocated		1010	order 2, allocated and compound
 *	1014	free, order 2			1041	on a PCP list
 *	1200	a hole, no migrate type		others	in use since boot
 */
static void open_refusals(struct scene *s)
{
	struct world *w = worlds_new((struct zone_row[]){ { N0_NORMAL, 0x1000, 0x1000 },
							  { N1_NORMAL, 0x3000, 0x1000 } }, 2);

	scene_open(s, w);
	w->node[1].online = false;
	worlds_put_free(w, N0_NORMAL, "4U: 1000");
	cr_assert_eq(scene_alloc(s, 4, GFP_NOWAIT).pfn, 0x1000);
	worlds_put_free(w, N0_NORMAL, "3U: 1010");
	worlds_set_pcp(w, N0_NORMAL, 1, 24);
	cr_assert_eq(scene_alloc(s, 2, GFP_NOWAIT | GFP_F_COMP).pfn, 0x1010);
	cr_assert_str_eq(worlds_free(w, N0_NORMAL).text, "2U: 1014");
	worlds_put_pcp(w, N0_NORMAL, "U0: 1041");
	w->pageblock[0x1200 >> 9] = NO_MIGRATETYPE;
	recorder_done(&s->r);
}

static void expect_refused(const struct request *r, const char *why, const char *when)
{
	struct world *before;
	struct result res;
	struct scene s;

	open_refusals(&s);
	before = world_copy(s.w);
	res = request_run(s.m, r);
	cr_expect_eq(res.status, REQUEST_INVALID, "%s", when);
	cr_expect_not_null(res.refused, "%s", when);
	if (why && res.refused)
		cr_expect_str_eq(res.refused, why, "%s: %s", when, res.refused);
	cr_expect_eq(res.pfn, NO_PFN, "%s", when);
	cr_expect(world_equal(before, s.w), "%s: it changed the world", when);
	cr_expect_eq(world_digest(before), world_digest(s.w), "%s", when);
	cr_expect_eq(s.r.n, 2, "%s: REQUEST, RESULT and nothing between them", when);
	world_free(before);
	scene_close(&s);
}

Test(request, a_free_that_cannot_be_is_refused)
{
	static const struct {
		const char *when;
		pfn_t pfn;
		unsigned order;
		const char *why;
	} rows[] = {
		{ "order 11", 0x1800, 11, "no block is as large as this order" },
		{ "an order beyond all", 0x1800, 200, "no block is as large as this order" },
		{ "not aligned", 0x1801, 1, "the block is not aligned to its order" },
		{ "behind all zones", 0x80000000, 0, "no zone holds this block" },
		{ "no page at all", NO_PFN, 0, "no zone holds this block" },
		{ "before all zones", 0x800, 0, "no zone holds this block" },
		{ "between zones", 0x2000, 0, "no zone holds this block" },
		{ "in a hole", 0x1200, 0, "no zone holds this block" },
		{ "another order than it was allocated with", 0x1000, 3,
		  "it was allocated with another order" },
		{ "inside an allocated block", 0x1004, 2, "it lies inside another block" },
		{ "inside a free block", 0x1015, 0, "it lies inside another block" },
		{ "free already", 0x1014, 2, "it is free already" },
		{ "on a PCP list", 0x1041, 0, "it is free already" },
		{ "a page of it is on a PCP list", 0x1040, 1, "it is free already" },
		{ "a page of it was allocated", 0x1000, 5, "it was allocated with another order" },
		{ "a hole in it", 0x1000, 10, NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_refused(&(struct request){ .op = REQ_FREE, .pfn = rows[i].pfn,
						  .order = rows[i].order },
			       rows[i].why, rows[i].when);
}

Test(request, a_free_whose_later_pages_are_not_in_use_is_refused)
{
	static const struct {
		const char *when;
		pfn_t pfn;
		unsigned order;
		const char *why;
	} rows[] = {
		{ "its second half was allocated on its own", 0x1100, 3,
		  "part of it was allocated on its own" },
		{ "its second half is a hole", 0x1400, 10, "no zone holds this block" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world *before;
		struct result res;
		struct scene s;

		scene_open(&s, worlds_one_zone());
		worlds_put_free(s.w, N0_NORMAL, "2U: 1104");
		worlds_set_pcp(s.w, N0_NORMAL, 1, 24);
		cr_assert_eq(scene_alloc(&s, 2, GFP_NOWAIT).pfn, 0x1104);
		s.w->pageblock[0x1600 >> 9] = NO_MIGRATETYPE;
		before = world_copy(s.w);
		res = scene_free(&s, rows[i].pfn, rows[i].order);
		cr_expect_eq(res.status, REQUEST_INVALID, "%s", rows[i].when);
		if (res.refused)
			cr_expect_str_eq(res.refused, rows[i].why, "%s: %s", rows[i].when,
					 res.refused);
		cr_expect(world_equal(before, s.w), "%s", rows[i].when);
		world_free(before);
		scene_close(&s);
	}
}

Test(request, no_more_is_freed_than_is_in_use)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_set_managed(s.w, N0_NORMAL, 1);
	cr_expect_eq(scene_free(&s, 0x1000, 0).status, REQUEST_DONE);
	cr_expect_str_eq(scene_free(&s, 0x1001, 0).refused, "the zone has fewer pages in use");
	scene_expect_invariants(&s, "one page");
	scene_close(&s);
}

Test(request, an_allocation_that_no_kernel_is_asked_for_is_refused)
{
	static const struct {
		const char *when;
		enum request_op op;
		int nid;
		gfp_t gfp;
		const char *why;
	} rows[] = {
		{ "no such node", REQ_ALLOC, 2, GFP_KERNEL, "there is no such node" },
		{ "a negative node", REQ_ALLOC, -2, GFP_KERNEL, "there is no such node" },
		{ "a node that is offline", REQ_ALLOC, 1, GFP_KERNEL, "there is no such node" },
		{ "both mobility bits", REQ_ALLOC, 0, GFP_F_MOVABLE | GFP_F_RECLAIMABLE,
		  "__GFP_MOVABLE and __GFP_RECLAIMABLE exclude each other" },
		{ "two zone modifiers", REQ_ALLOC, 0, GFP_F_DMA | GFP_F_DMA32,
		  "only one of __GFP_DMA, __GFP_DMA32 and __GFP_HIGHMEM makes sense" },
		{ "two others", REQ_ALLOC, 0, GFP_F_DMA | GFP_F_HIGHMEM,
		  "only one of __GFP_DMA, __GFP_DMA32 and __GFP_HIGHMEM makes sense" },
		{ "bulk: no such node", REQ_BULK, 2, GFP_KERNEL, "there is no such node" },
		{ "bulk: both mobility bits", REQ_BULK, 0, GFP_F_MOVABLE | GFP_F_RECLAIMABLE,
		  "__GFP_MOVABLE and __GFP_RECLAIMABLE exclude each other" },
	};
	pfn_t pages[4];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_refused(&(struct request){ .op = rows[i].op, .nid = rows[i].nid, .want = 4,
						  .gfp = rows[i].gfp, .pages = pages },
			       rows[i].why, rows[i].when);
}

Test(request, a_split_of_what_is_no_block_is_refused)
{
	static const struct {
		const char *when;
		pfn_t pfn;
		unsigned order;
		const char *why;
	} rows[] = {
		{ "in use since boot", 0x1800, 2,
		  "no block that a request was given begins here" },
		{ "inside a block", 0x1004, 2, "no block that a request was given begins here" },
		{ "a free block", 0x1014, 2, "no block that a request was given begins here" },
		{ "behind all pages", 0x80000000, 0,
		  "no block that a request was given begins here" },
		{ "no page", NO_PFN, 0, "no block that a request was given begins here" },
		{ "another order", 0x1000, 2, "it was allocated with another order" },
		{ "a compound page", 0x1010, 2, "a compound page is not split by split_page()" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_refused(&(struct request){ .op = REQ_SPLIT, .pfn = rows[i].pfn,
						  .order = rows[i].order },
			       rows[i].why, rows[i].when);
}

Test(request, an_unknown_operation_is_refused)
{
	expect_refused(&(struct request){ .op = NR_REQUEST_OPS }, "no such request", "unknown");
}

/* ---- changes from outside ---- */

static struct event change(enum event_kind kind, zid_t zone, int64_t to, int64_t index)
{
	return (struct event){ .kind = (uint16_t)kind, .zone = zone, .pfn = NO_PFN, .link = NO_PFN,
			       .v = { -7, to, index } };
}

Test(request, a_number_of_the_world_can_be_set)
{
	struct event changes[] = {
		change(EVENT_WATERMARK_BOOST, N0_NORMAL, 512, 0),
		change(EVENT_WATERMARK_SET, N0_NORMAL, 77, WMARK_LOW),
		change(EVENT_SETTING, NO_ZONE, 1, SET_NODE_RECLAIM_MODE),
		change(EVENT_TASK, NO_ZONE, PF_MEMALLOC, TASK_FLAGS),
		change(EVENT_KSWAPD_AWAKE, N0_NORMAL, 1, 0),
		change(EVENT_PCP_HIGH, N0_NORMAL, 99, 0),
		change(EVENT_PCP_HIGH, N0_NORMAL, 98, 0),
		change(EVENT_PCP_HIGH, N0_NORMAL, 99, 0),
	};
	struct world *before;
	struct scene s;

	scene_open(&s, worlds_one_zone());
	before = world_copy(s.w);
	changes[6].cpu = 1;
	cr_assert_eq(request_run(s.m, &(struct request){ .op = REQ_SET, .changes = changes,
							 .nr_changes = 8 }).status, REQUEST_DONE);
	cr_expect_eq(s.w->zone[N0_NORMAL].watermark_boost, 512);
	cr_expect_eq(s.w->zone[N0_NORMAL].watermark[WMARK_LOW], 77);
	cr_expect_eq(s.w->setting[SET_NODE_RECLAIM_MODE], 1);
	cr_expect_eq(s.w->task[TASK_FLAGS], PF_MEMALLOC);
	cr_expect_eq(s.w->node[0].kswapd_awake, 1);
	cr_expect_eq(world_pcp(s.w, N0_NORMAL, 0)->high, 99);
	cr_expect_eq(world_pcp(s.w, N0_NORMAL, 1)->high, 98);
	cr_expect_eq(s.r.n, 2 + 7, "the last change is none");
	for (size_t i = s.r.n; i-- > 0;)
		world_revert(s.w, &s.r.event[i]);
	cr_expect(world_equal(before, s.w), "the old values were filled in");
	world_free(before);
	scene_close(&s);
}

Test(request, a_change_that_would_break_the_world_is_refused)
{
	static const struct {
		const char *when;
		struct event change;
	} rows[] = {
		{ "a decision", { .kind = EVENT_WATERMARK, .zone = N0_NORMAL } },
		{ "a change of a list", { .kind = EVENT_FREE_AREA_ADD, .zone = N0_NORMAL,
					  .pfn = 0x1800, .link = NO_PFN } },
		{ "a kind that is none", { .kind = NR_EVENT_KINDS, .zone = N0_NORMAL } },
		{ "a number that follows from the lists", { .kind = EVENT_MANAGED_PAGES,
							    .zone = N0_NORMAL, .v = { 0, 5 } } },
		{ "no such zone", { .kind = EVENT_WATERMARK_BOOST, .zone = 10, .v = { 0, 5 } } },
		{ "no zone", { .kind = EVENT_WATERMARK_BOOST, .zone = NO_ZONE, .v = { 0, 5 } } },
		{ "a zone where none belongs", { .kind = EVENT_SETTING, .zone = N0_NORMAL,
						 .v = { 0, 5 } } },
		{ "no such CPU", { .kind = EVENT_PCP_HIGH, .zone = N0_NORMAL, .cpu = 2,
				   .v = { 0, 5 } } },
		{ "no such index", { .kind = EVENT_WATERMARK_SET, .zone = N0_NORMAL,
				     .v = { 0, 5, NR_WMARK } } },
		{ "a negative index", { .kind = EVENT_SETTING, .zone = NO_ZONE, .v = { 0, 5,
		  -1 } } },
		{ "a negative number of pages", { .kind = EVENT_WATERMARK_SET, .zone = N0_NORMAL,
						  .v = { 0, -5, 0 } } },
		{ "batch 0", { .kind = EVENT_PCP_BATCH, .zone = N0_NORMAL, .v = { 0, 0 } } },
		{ "free_factor 6", { .kind = EVENT_FREE_FACTOR, .zone = N0_NORMAL, .v = { 0,
		  6 } } },
		{ "no such context", { .kind = EVENT_TASK, .zone = NO_ZONE,
				       .v = { 0, NR_TASK_CONTEXTS, TASK_CONTEXT } } },
		{ "a task on no CPU", { .kind = EVENT_TASK, .zone = NO_ZONE,
					.v = { 0, 2, TASK_CPU } } },
		{ "a task on an offline node", { .kind = EVENT_TASK, .zone = NO_ZONE,
						 .v = { 0, 1, TASK_NODE } } },
		{ "a task in no cpuset", { .kind = EVENT_TASK, .zone = NO_ZONE,
					   .v = { 0, 1, TASK_CPUSET } } },
		{ "a child of no cpuset", { .kind = EVENT_CPUSET_ADD, .zone = NO_ZONE,
					    .v = { 1, 0 } } },
		{ "mems of no cpuset", { .kind = EVENT_NODE_ALLOWED, .zone = NO_ZONE,
					 .v = { 2, 0, 1 } } },
		{ "no such node", { .kind = EVENT_NODE_ALLOWED, .zone = NO_ZONE,
				    .v = { 0, 2, 1 } } },
		{ "LRU pages outside all zones", { .kind = EVENT_PAGE_LRU, .zone = N0_NORMAL,
						   .pfn = 0x1ffe, .v = { 3, 1 } } },
		{ "LRU pages that are free", { .kind = EVENT_PAGE_LRU, .zone = N0_NORMAL,
					       .pfn = 0x1013, .v = { 2, 1 } } },
		{ "LRU pages inside a free block", { .kind = EVENT_PAGE_LRU, .zone = N0_NORMAL,
						     .pfn = 0x1015, .v = { 1, 1 } } },
		{ "LRU pages in no zone", { .kind = EVENT_PAGE_LRU, .zone = N0_NORMAL,
					    .pfn = NO_PFN, .v = { 1, 1 } } },
		{ "pages that are on no LRU list", { .kind = EVENT_PAGE_LRU, .zone = N0_NORMAL,
						     .pfn = 0x1801, .v = { 1, 0 } } },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_refused(&(struct request){ .op = REQ_SET, .changes = &rows[i].change,
						  .nr_changes = 1 }, NULL, rows[i].when);
}

Test(request, one_bad_change_refuses_all)
{
	struct event changes[] = {
		change(EVENT_WATERMARK_BOOST, N0_NORMAL, 512, 0),
		change(EVENT_WATERMARK_BOOST, 10, 512, 0),
	};

	expect_refused(&(struct request){ .op = REQ_SET, .changes = changes, .nr_changes = 2 },
		       "there is no such zone", "the second one");
}

/* What a change sets up may be used by the next one. */
Test(request, a_cpuset_can_be_made_and_entered_at_once)
{
	struct event changes[] = {
		{ .kind = EVENT_CPUSET_ADD, .zone = NO_ZONE, .pfn = NO_PFN, .v = { 0, 1 } },
		{ .kind = EVENT_NODE_ALLOWED, .zone = NO_ZONE, .pfn = NO_PFN, .v = { 2, 0, 1 } },
		change(EVENT_TASK, NO_ZONE, 1, TASK_CPUSET),
	};
	struct world *before;
	struct scene s;

	scene_open(&s, worlds_one_zone());
	before = world_copy(s.w);
	cr_assert_eq(request_run(s.m, &(struct request){ .op = REQ_SET, .changes = changes,
							 .nr_changes = 3 }).status, REQUEST_DONE);
	cr_expect_eq(s.w->nr_cpusets, 2);
	cr_expect(s.w->cpuset[1].hardwall);
	cr_expect(node_isset(0, &s.w->cpuset[1].mems));
	cr_expect_eq(s.w->task[TASK_CPUSET], 1);
	for (size_t i = s.r.n; i-- > 0;)
		world_revert(s.w, &s.r.event[i]);
	cr_expect(world_equal(before, s.w));
	world_free(before);
	scene_close(&s);
}
