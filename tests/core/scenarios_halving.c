/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenarios_halving.c - what counts against a high order's mark: in 2.6.34 pages of smaller orders,
 * halving the mark with each; later, whether there is a block at all.
 */
#include <criterion/criterion.h>

#include "core/checks.h"
#include "worlds.h"

struct row {
	const char *when;
	unsigned nr[4];                 /* free MOVABLE blocks by order */
	unsigned nr_reserved;           /* of order 3, set aside: RSV in 2.6.34, HIGHATOMIC later */
	gfp_t gfp;
	bool halving, newer;            /* is a block of order 3 given? */
};

/* One zone whose three marks are 1041. */
static bool gives(const struct kernel *k, const struct row *row)
{
	static const struct zone_row zone = { N0_NORMAL, 0x1000, 0x8000 };
	bool has_reserve = kernel_has_type(k, MIGRATE_RESERVE);
	struct result res;
	struct scene s;
	pfn_t pfn = 0x1000;

	scene_open_on(&s, k, worlds_new(&zone, 1));
	worlds_set_marks(s.w, N0_NORMAL, 1041, 1041, 1041);
	for (unsigned order = 4; order-- > 0;)
		pfn = worlds_put_lone(s.w, N0_NORMAL, pfn, row->nr[order], order, MIGRATE_MOVABLE);
	worlds_put_lone(s.w, N0_NORMAL, 0x8000, row->nr_reserved, 3,
			has_reserve ? MIGRATE_RESERVE : MIGRATE_HIGHATOMIC);
	s.w->zone[N0_NORMAL].nr_reserved_highatomic = has_reserve ? 0 : 8 * row->nr_reserved;
	res = scene_alloc(&s, 3, row->gfp | GFP_F_MOVABLE);
	scene_expect_invariants(&s, row->when);
	scene_close(&s);
	return res.status == REQUEST_DONE;
}

Test(scenarios_halving, order_halving_refuses_what_newer_rules_accept_and_the_reverse)
{
	static const struct row rows[] = {
		{ "3993 - 3000 > 520, but 993 - 800 <= 260", { 3000, 400, 0, 25 }, 0, GFP_KERNEL,
		  false, true },
		{ "15 blocks more: 313 > 260, and 313 > 130", { 3000, 400, 0, 40 }, 0, GFP_KERNEL,
		  true, true },
		{ "no block of the order", { 3000, 400, 100, 0 }, 0, GFP_KERNEL, false, false },
		{ "4505 - 4000 <= 520, with blocks of the order in the reserve alone", { 4000 },
		  64, GFP_KERNEL, false, false },
		{ "a reserve is free memory: 505 > 390 as it cannot wait", { 4000 }, 64,
		  GFP_NOWAIT, true, false },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect_eq(gives(kernel_find("2.6.34"), &rows[i]), rows[i].halving,
			     "2.6.34, %s", rows[i].when);
		for (const char *names = SINCE_4_7; (k = kernels_next(&names));)
			cr_expect_eq(gives(k, &rows[i]), rows[i].newer, "%s, %s", k->name,
				     rows[i].when);
	}
}

/* What is left when smaller orders do not count, and what must be. */
static void expect_steps(const struct scene *s, const char *when, const int64_t steps[3][2])
{
	const struct event *e;

	for (unsigned order = 0; order < 3; order++) {
		e = recorder_find(&s->r, EVENT_WATERMARK_ORDER, order);
		cr_expect_eq(e != NULL, steps[order][1] != 0, "%s, order %u", when, order);
		if (!e)
			return;
		cr_expect_eq(e->v[0], order, "%s, order %u", when, order);
		cr_expect_eq(e->v[1], steps[order][0], "%s, order %u: %jd", when, order,
			     (intmax_t)e->v[1]);
		cr_expect_eq(e->v[2], steps[order][1], "%s, order %u: %jd", when, order,
			     (intmax_t)e->v[2]);
		cr_expect_eq(e->verdict, steps[order][0] > steps[order][1], "%s, order %u", when,
			     order);
	}
}

Test(scenarios_halving, each_order_is_subtracted_and_halves_the_mark)
{
	static const struct zone_row zone = { N0_NORMAL, 0x1000, 0x8000 };
	static const struct {
		const char *when;
		unsigned nr[4];
		uint32_t flags;
		int64_t free_pages, min, steps[3][2];   /* a step at which min is 0: not taken */
	} rows[] = {
		{ "25 blocks of the order", { 3000, 400, 0, 25 }, 0, 4000, 1041,
		  { { 993, 520 }, { 193, 260 } } },
		{ "40 blocks", { 3000, 400, 0, 40 }, 0, 4120, 1041,
		  { { 1113, 520 }, { 313, 260 }, { 313, 130 } } },
		{ "64 blocks among single pages", { 4000, 0, 0, 64 }, 0, 4512, 1041,
		  { { 505, 520 } } },
		{ "the same, harder", { 4000, 0, 0, 64 }, ALLOC_HARDER, 4512, 781,
		  { { 505, 390 }, { 505, 195 }, { 505, 97 } } },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct event *mark;
		struct alloc_context ac;
		struct scene s;
		pfn_t pfn = 0x1000;

		scene_open_on(&s, kernel_find("2.6.34"), worlds_new(&zone, 1));
		worlds_set_marks(s.w, N0_NORMAL, 1041, 1041, 1041);
		for (unsigned order = 4; order-- > 0;)
			pfn = worlds_put_lone(s.w, N0_NORMAL, pfn, rows[i].nr[order], order,
					      MIGRATE_MOVABLE);
		ac = scene_context(&s, 3, MIGRATE_MOVABLE, rows[i].flags);
		check_watermark_by_halving(&ac);
		mark = recorder_find(&s.r, EVENT_WATERMARK, 0);
		cr_assert_not_null(mark);
		cr_expect_eq(mark->v[0] - mark->v[1], rows[i].free_pages - 7, "%s", rows[i].when);
		cr_expect_eq(mark->v[4], rows[i].min, "%s", rows[i].when);
		expect_steps(&s, rows[i].when, rows[i].steps);
		scene_close(&s);
	}
}

/* 3 - 15 is more than any mark when it is compared unsigned, but less when it is not. */
Test(scenarios_halving, a_negative_number_passes_the_first_comparison_only)
{
	const struct event *e;
	struct scene s;

	scene_open_on(&s, kernel_find("2.6.34"), worlds_one_zone());
	worlds_set_marks(s.w, N0_NORMAL, 10, 10, 10);
	worlds_put_free(s.w, N0_NORMAL, "0M: 1001 1003 1005");
	cr_expect_eq(scene_alloc(&s, 4, GFP_KERNEL).status, REQUEST_WOULD_SLEEP);
	e = recorder_find(&s.r, EVENT_WATERMARK, 0);
	cr_expect_eq(e->v[0] - e->v[1], -12);
	cr_expect(e->verdict);
	e = recorder_find(&s.r, EVENT_WATERMARK_ORDER, 0);
	cr_expect_eq(e->v[1], -12 - 3, "three single pages less");
	cr_expect_not(e->verdict);
	scene_close(&s);
}
