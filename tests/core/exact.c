/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exact.c - so many pages one behind the other: what the request keeps, and where the rest goes.
 *
 *	5 pages of order 3:  1008 1009 100a 100b 100c | 100d 100e 100f
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "worlds.h"

static void open_with(struct scene *s, const struct kernel *k, const char *lists)
{
	scene_open_on(s, k, worlds_one_zone());
	worlds_put_free(s->w, N0_NORMAL, lists);
}

static struct result alloc_exact(struct scene *s, unsigned pages, gfp_t gfp)
{
	unsigned order = get_order((uint64_t)pages << PAGE_SHIFT);

	return request_run(s->m, &(struct request){ .op = REQ_ALLOC, .api = API_ALLOC_PAGES_EXACT,
						    .order = order, .want = pages, .gfp = gfp,
						    .nid = NID_LOCAL });
}

static struct result free_exact(struct scene *s, pfn_t pfn, unsigned pages)
{
	return request_run(s->m, &(struct request){ .op = REQ_FREE, .api = API_FREE_PAGES_EXACT,
						    .pfn = pfn, .want = pages, .nid = NID_LOCAL });
}

Test(exact, get_order_is_that_of_the_smallest_block_that_holds_so_many_bytes)
{
	static const struct {
		uint64_t bytes;
		unsigned order;
	} rows[] = { { 1, 0 },	  { 4096, 0 },  { 4097, 1 },	  { 8192, 1 },
		     { 8193, 2 }, { 20480, 3 }, { 4194304, 10 }, { 4194305, 11 } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(get_order(rows[i].bytes), rows[i].order, "%zu", i);
}

/* Up to 5.10 the rest goes where a user's pages go; since 6.1 it merges at once. */
Test(exact, the_rest_of_the_block_goes_back)
{
	static const struct {
		const char *kernels;
		unsigned pages;
		const char *pcp, *free;
	} rows[] = {
		{ UP_TO_5_10, 5, "U0: 100f 100e 100d", "" },
		{ UP_TO_5_10, 8, "", "" },
		{ UP_TO_5_10, 7, "U0: 100f", "" },
		{ SINCE_6_1, 5, "", "1U: 100e; 0U: 100d" },
		{ SINCE_6_1, 8, "", "" },
		{ SINCE_6_1, 7, "", "0U: 100f" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct kernel *k;

		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct result res;
			struct scene s;

			open_with(&s, k, "3U: 1008");
			worlds_set_pageblocks(s.w, "1000=U");
			res = alloc_exact(&s, rows[i].pages, 0);
			cr_expect_eq(res.status, REQUEST_DONE, "%s", k->name);
			cr_expect_eq(res.pfn, 0x1008, "%s: %x", k->name, res.pfn);
			cr_expect_str_eq(worlds_pcp(s.w, N0_NORMAL).text, rows[i].pcp, "%s: %s",
					 k->name, worlds_pcp(s.w, N0_NORMAL).text);
			cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, rows[i].free, "%s: %s",
					 k->name, worlds_free(s.w, N0_NORMAL).text);
			for (pfn_t pfn = 0x1008; pfn < 0x1010; pfn++) {
				bool kept = pfn < 0x1008 + rows[i].pages;

				cr_expect_eq(s.w->page[pfn].where == PAGE_ALLOCATED, kept,
					     "%s: %x", k->name, pfn);
				cr_expect_eq(kept && s.w->page[pfn].order, 0, "%s", k->name);
			}
			cr_expect_eq(s.w->vm_event[PGFREE], 8 - rows[i].pages, "%s", k->name);
			scene_expect_invariants(&s, k->name);
			scene_close(&s);
		}
	}
}

/* To the tail, although a page like this goes to the head when its user frees it. */
Test(exact, the_rest_stands_behind_what_is_free_since_6_1)
{
	const struct kernel *k;

	for (const char *names = SINCE_6_1; (k = kernels_next(&names));) {
		struct scene s;

		open_with(&s, k, "2U: 1010; 0U: 1021");
		worlds_set_pageblocks(s.w, "1000=U");
		cr_expect_eq(alloc_exact(&s, 3, 0).pfn, 0x1010);
		cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "0U: 1021 1013", "%s: %s",
				 k->name, worlds_free(s.w, N0_NORMAL).text);
		scene_close(&s);
	}
}

Test(exact, every_page_is_freed_on_its_own)
{
	const struct kernel *k;

	for (const char *names = ALL_KERNELS; (k = kernels_next(&names));) {
		struct world *before;
		struct scene s;

		open_with(&s, k, "3U: 1008");
		worlds_set_pageblocks(s.w, "1000=U");
		before = world_copy(s.w);
		cr_assert(before);
		cr_expect_eq(alloc_exact(&s, 5, 0).pfn, 0x1008);
		cr_expect_eq(free_exact(&s, 0x1009, 3).status, REQUEST_DONE, "%s", k->name);
		cr_expect_eq(s.w->page[0x1008].where, PAGE_ALLOCATED);
		cr_expect_eq(s.w->page[0x100c].where, PAGE_ALLOCATED);
		cr_expect_eq(worlds_pcp_count(s.w, N0_NORMAL) >= 3, true, "%s", k->name);
		scene_expect_invariants(&s, k->name);
		for (size_t i = s.r.n; i-- > 0;)
			world_revert(s.w, &s.r.event[i]);
		cr_expect(world_equal(before, s.w), "%s: undone", k->name);
		world_free(before);
		scene_close(&s);
	}
}

/* ---- the calls ---- */

static struct lists chain(const struct scene *s)
{
	const struct api_call *calls = machine_kernel(s->m)->api;
	struct lists out = { "" };

	for (size_t i = 0; i < s->r.n; i++) {
		const struct event *e = &s->r.event[i];
		size_t at = strlen(out.text);

		if (e->kind == EVENT_CALL)
			snprintf(out.text + at, sizeof out.text - at, "%s%u:%s", at ? " " : "",
				 e->depth, calls[e->v[0]].name);
	}
	return out;
}

/* Each with its depth: what the call does with the block is not inside of the calls before. */
Test(exact, the_calls_are_those_of_each_kernel)
{
	static const struct {
		const char *kernels, *alloc;
	} rows[] = {
		{ "2.6.34", "1:alloc_pages_exact 2:__get_free_pages 3:alloc_pages "
			    "4:alloc_pages_current 5:__alloc_pages_nodemask 2:split_page "
			    "2:free_pages 3:__free_pages" },
		{ "4.7 4.12 5.10", "1:alloc_pages_exact 2:__get_free_pages 3:alloc_pages "
				   "4:alloc_pages_current 5:__alloc_pages_nodemask "
				   "2:make_alloc_exact 3:split_page 3:free_pages 4:__free_pages" },
		{ "6.1", "1:alloc_pages_exact 2:__get_free_pages 3:alloc_pages 4:__alloc_pages "
			 "2:make_alloc_exact 3:__free_pages_ok" },
		{ "6.12", "1:alloc_pages_exact_noprof 2:get_free_pages_noprof "
			  "3:alloc_pages_noprof 4:alloc_pages_mpol_noprof 5:__alloc_pages_noprof "
			  "2:make_alloc_exact 3:__free_pages_ok" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct kernel *k;

		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct scene s;

			open_with(&s, k, "2U: 1010");
			worlds_set_pageblocks(s.w, "1000=U");
			alloc_exact(&s, 3, 0);
			cr_expect_str_eq(chain(&s).text, rows[i].alloc, "%s: %s", k->name,
					 chain(&s).text);
			s.r.n = 0;
			free_exact(&s, 0x1010, 2);
			cr_expect_str_eq(chain(&s).text,
					 "1:free_pages_exact 2:free_pages 3:__free_pages "
					 "2:free_pages 3:__free_pages", "%s: %s", k->name,
					 chain(&s).text);
			scene_close(&s);
		}
	}
}

Test(exact, flags_that_make_no_single_pages_are_taken_out_or_refused)
{
	static const struct {
		const char *kernels;
		gfp_t gfp, becomes;
		bool refused;
	} rows[] = {
		{ UP_TO_4_12, GFP_F_COMP, 0, true },
		{ SINCE_5_10, GFP_F_COMP, 0, false },
		{ "5.10", GFP_F_COMP | GFP_F_HIGHMEM, GFP_F_HIGHMEM, false },
		{ SINCE_6_1, GFP_F_COMP | GFP_F_HIGHMEM, 0, false },
		{ ALL_KERNELS, GFP_F_KSWAPD_RECLAIM, GFP_F_KSWAPD_RECLAIM, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct kernel *k;

		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct result res;
			struct scene s;

			open_with(&s, k, "2U: 1010");
			res = alloc_exact(&s, 3, rows[i].gfp);
			cr_expect_eq(res.status == REQUEST_INVALID, rows[i].refused, "%s, row %zu",
				     k->name, i);
			if (rows[i].refused)
				cr_expect(strstr(res.refused, "compound"), "%s", res.refused);
			else
				cr_expect_eq(recorder_find(&s.r, EVENT_CALL, 0)->v[2],
					     rows[i].becomes, "%s, row %zu", k->name, i);
			scene_close(&s);
		}
	}
}

/* ---- refusals ---- */

Test(exact, what_no_kernel_is_asked_is_refused_and_changes_nothing)
{
	static const struct {
		const char *when;
		struct request r;
	} rows[] = {
		{ "no page", { .op = REQ_ALLOC, .api = API_ALLOC_PAGES_EXACT } },
		{ "a larger order", { .op = REQ_ALLOC, .api = API_ALLOC_PAGES_EXACT, .order = 3,
				      .want = 4 } },
		{ "a smaller order", { .op = REQ_ALLOC, .api = API_ALLOC_PAGES_EXACT, .order = 1,
				       .want = 3 } },
		{ "freeing none", { .op = REQ_FREE, .api = API_FREE_PAGES_EXACT, .pfn = 0x1010 } },
		{ "freeing one too many", { .op = REQ_FREE, .api = API_FREE_PAGES_EXACT,
					    .pfn = 0x100d, .want = 4 } },
		{ "freeing beyond the zone", { .op = REQ_FREE, .api = API_FREE_PAGES_EXACT,
					       .pfn = 0x1fff, .want = 2 } },
		{ "freeing beyond all memory", { .op = REQ_FREE, .api = API_FREE_PAGES_EXACT,
						 .pfn = 0x1800, .want = UINT32_MAX } },
		{ "freeing blocks", { .op = REQ_FREE, .api = API_FREE_PAGES_EXACT, .order = 1,
				      .pfn = 0x1020, .want = 2 } },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct request r = rows[i].r;
		struct world *before;
		struct scene s;

		open_with(&s, kernel_find("6.1"), "4U: 1010");
		before = world_copy(s.w);
		cr_assert(before);
		r.nid = NID_LOCAL;
		cr_expect_eq(request_run(s.m, &r).status, REQUEST_INVALID, "%s", rows[i].when);
		cr_expect(world_equal(before, s.w), "%s", rows[i].when);
		world_free(before);
		scene_close(&s);
	}
}

Test(exact, more_than_the_largest_block_fails_as_an_order_does)
{
	const struct kernel *k;

	for (const char *names = ALL_KERNELS; (k = kernels_next(&names));) {
		struct scene s;

		open_with(&s, k, "10M: 1000");
		cr_expect_eq(alloc_exact(&s, 1025, 0).status, REQUEST_FAILED, "%s", k->name);
		cr_expect_eq(alloc_exact(&s, 1024, 0).status, REQUEST_DONE, "%s", k->name);
		scene_close(&s);
	}
}
