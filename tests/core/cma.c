/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cma.c - pageblocks of the contiguous memory allocator, lent to movable requests. */
#include "core/rmqueue_type.h"

#include <criterion/criterion.h>

#include "worlds.h"

static void open_with_cma_on(struct scene *s, const struct kernel *k, const char *types,
			     const char *lists)
{
	scene_open_on(s, k, worlds_one_zone());
	s->w->setting[SET_CMA] = 1;
	worlds_set_pageblocks(s->w, types);
	worlds_put_free(s->w, N0_NORMAL, lists);
}

static void open_with_cma(struct scene *s, const char *types, const char *lists)
{
	open_with_cma_on(s, kernel_find("6.1"), types, lists);
}

struct row {
	pfn_t pfn;
	int64_t free_pages, cma;
};

/* 80 pages are free, 48 of them CMA; four requests of 16. */
static void expect_four(const struct kernel *k, const struct row *rows)
{
	struct scene s;

	open_with_cma_on(&s, k, "1000=C", "4C: 1000 1020 1040; 4M: 1400 1420");
	for (size_t i = 0; i < 4; i++) {
		const struct zone *z = &s.w->zone[N0_NORMAL];
		pfn_t pfn = scene_take(&s, 4, MIGRATE_MOVABLE, ALLOC_CMA);

		cr_expect_eq(pfn, rows[i].pfn, "%s, request %zu: %x", k->name, i + 1, pfn);
		cr_expect_eq(z->vm_stat[NR_FREE_PAGES], rows[i].free_pages, "%s, request %zu",
			     k->name, i + 1);
		cr_expect_eq(z->vm_stat[NR_FREE_CMA_PAGES], rows[i].cma, "%s, request %zu", k->name,
			     i + 1);
	}
	scene_expect_invariants(&s, "four requests");
	scene_close(&s);
}

Test(cma, is_used_first_while_it_is_more_than_half_of_what_is_free)
{
	static const struct row rows[] = {
		{ 0x1000, 64, 32 }, { 0x1400, 48, 32 }, { 0x1020, 32, 16 }, { 0x1420, 16, 16 },
	};
	const struct kernel *k;

	for (const char *names = SINCE_5_10; (k = kernels_next(&names));)
		expect_four(k, rows);
}

Test(cma, is_used_last_up_to_4_12)
{
	static const struct row rows[] = {
		{ 0x1400, 64, 48 }, { 0x1420, 48, 48 }, { 0x1000, 32, 32 }, { 0x1020, 16, 16 },
	};
	const struct kernel *k;

	for (const char *names = "4.7 4.12"; (k = kernels_next(&names));)
		expect_four(k, rows);
}

Test(cma, half_is_not_more_than_half)
{
	struct scene s;

	open_with_cma(&s, "1000=C", "4C: 1000; 4M: 1400");
	cr_expect_eq(scene_take(&s, 4, MIGRATE_MOVABLE, ALLOC_CMA), 0x1400);
	cr_expect_not(recorder_find(&s.r, EVENT_CMA_BALANCE, 0)->verdict);
	scene_close(&s);
}

Test(cma, is_the_next_choice_when_the_own_lists_are_empty)
{
	static const struct {
		const char *when, *lists;
		enum migratetype type;
		uint32_t flags;
		pfn_t pfn;
	} rows[] = {
		{ "less than half", "4C: 1000; 8U: 1400", MIGRATE_MOVABLE, ALLOC_CMA, 0x1000 },
		{ "without ALLOC_CMA another type's block", "4C: 1000; 8U: 1400", MIGRATE_MOVABLE,
		  0, 0x1400 },
		{ "without ALLOC_CMA nothing", "4C: 1000", MIGRATE_MOVABLE, 0, NO_PFN },
		{ "unmovable: never", "4C: 1000", MIGRATE_UNMOVABLE, 0, NO_PFN },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene s;
		pfn_t pfn;

		open_with_cma(&s, "1000=C 1400=U", rows[i].lists);
		pfn = scene_take(&s, 4, rows[i].type, rows[i].flags);
		cr_expect_eq(pfn, rows[i].pfn, "%s: %x", rows[i].when, pfn);
		scene_expect_invariants(&s, rows[i].when);
		scene_close(&s);
	}
}

/* A MOVABLE list may hold CMA pages, so a request that must not have them goes past it. */
Test(cma, a_movable_request_without_alloc_cma_goes_past_the_pcp_lists)
{
	struct scene s;

	open_with_cma(&s, "1000=C", "4M: 1400");
	worlds_put_pcp(s.w, N0_NORMAL, "M0: 1001");
	cr_expect_eq(scene_take(&s, 0, MIGRATE_MOVABLE, 0), 0x1400);
	cr_expect_str_eq(worlds_pcp(s.w, N0_NORMAL).text, "M0: 1001");
	cr_expect_eq(scene_take(&s, 0, MIGRATE_MOVABLE, ALLOC_CMA), 0x1001);
	scene_expect_invariants(&s, "past the lists");
	scene_close(&s);
}

Test(cma, a_refill_counts_each_cma_page_and_a_drain_returns_it)
{
	struct scene s;

	open_with_cma(&s, "1000=C", "2C: 1000");
	cr_expect_eq(scene_take(&s, 0, MIGRATE_MOVABLE, ALLOC_CMA), 0x1000);
	cr_expect_eq(s.w->zone[N0_NORMAL].vm_stat[NR_FREE_CMA_PAGES], 0);
	cr_expect_str_eq(worlds_pcp(s.w, N0_NORMAL).text, "M0: 1001 1002 1003");
	request_run(s.m, &(struct request){ .op = REQ_DRAIN });
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "1C: 1002; 0C: 1001");
	cr_expect_eq(s.w->zone[N0_NORMAL].vm_stat[NR_FREE_CMA_PAGES], 3);
	scene_expect_invariants(&s, "drained");
	scene_close(&s);
}
