/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pcp_tuned.c - lists that grow and shrink by use: 6.12. */
#include <criterion/criterion.h>

#include "core/pcp.h"
#include "worlds.h"

static struct pcp *open_tuned(struct scene *s, int64_t high_min, int64_t high_max, int64_t high)
{
	struct pcp *pcp;

	scene_open_on(s, kernel_find("6.12"), worlds_one_zone());
	pcp = world_pcp(s->w, N0_NORMAL, 0);
	pcp->batch = 4;
	pcp->high_min = high_min;
	pcp->high_max = high_max;
	pcp->high = high;
	return pcp;
}

/* Every n-th page from `first` on, so that none merges with another. */
static void free_lone_pages(struct scene *s, pfn_t first, size_t n)
{
	for (size_t i = 0; i < n; i++)
		scene_free(s, first + 2 * (pfn_t)i, 0);
}

struct step {
	size_t at;              /* after so many requests */
	int64_t pages, factor, high;
};

/* Each refill is twice the one before, and the lists may hold what the refills brought. */
Test(pcp_tuned, allocations_alone_make_every_refill_and_the_lists_larger)
{
	static const struct step steps[] = {
		{ 1, 4, 1, 20 },   { 5, 8, 2, 28 },     { 13, 16, 3, 44 },   { 29, 32, 4, 76 },
		{ 61, 64, 5, 140 }, { 125, 128, 5, 200 }, { 253, 128, 5, 200 },
	};
	const struct step *next = steps;
	struct scene s;
	struct pcp *pcp = open_tuned(&s, 16, 200, 16);

	worlds_put_free(s.w, N0_NORMAL, "10M: 1000 1400");
	for (size_t i = 1; i <= 260; i++) {
		size_t refills = recorder_count(&s.r, EVENT_PCP_REFILLED);
		const struct event *e;

		scene_take(&s, 0, MIGRATE_MOVABLE, 0);
		e = recorder_find(&s.r, EVENT_PCP_REFILLED, refills);
		if (!e)
			continue;
		cr_assert_eq(i, next->at, "a refill at request %zu", i);
		cr_expect_eq(e->v[1], next->pages, "request %zu: %jd", i, (intmax_t)e->v[1]);
		cr_expect_eq(pcp->alloc_factor, next->factor, "request %zu", i);
		cr_expect_eq(pcp->high, next->high, "request %zu: %jd", i, (intmax_t)pcp->high);
		next++;
	}
	cr_expect_eq(next - steps, 7);
	scene_close(&s);
}

Test(pcp_tuned, frees_alone_make_every_overflow_larger)
{
	static const struct step steps[] = { { 80, 80, 80, 200 }, { 160, 128, 128, 200 } };
	const struct step *next = steps;
	struct scene s;
	struct pcp *pcp = open_tuned(&s, 16, 200, 16);
	int64_t count;

	worlds_put_free(s.w, N0_NORMAL, "10M: 1000 1400");
	for (size_t i = 0; i < 260; i++)
		scene_take(&s, 0, MIGRATE_MOVABLE, 0);
	count = pcp->count;
	for (size_t i = 1; i <= 260; i++) {
		free_lone_pages(&s, 0x1801 + 2 * (pfn_t)(i - 1), 1);
		if (pcp->count == ++count)
			continue;
		cr_assert(next < steps + 2 && i == next->at, "an overflow at free %zu", i);
		cr_expect_eq(count - pcp->count, next->pages, "free %zu", i);
		cr_expect_eq(pcp->free_count, next->factor, "free %zu", i);
		cr_expect_eq(pcp->high, next->high, "free %zu", i);
		count = pcp->count;
		next++;
	}
	cr_expect_eq(count, 72 + 100);
	cr_expect_eq(next - steps, 2);
	scene_close(&s);
}

/* Blocks of order 1, one after the other. With PCPF_FREE_HIGH_BATCH a batch may stay. */
Test(pcp_tuned, high_order_frees_in_a_row_empty_the_lists)
{
	static const struct {
		int64_t flags, count[8];
	} rows[] = {
		{ 0, { 2, 4, 0, 0, 0, 0, 0, 0 } },
		{ PCPF_FREE_HIGH_BATCH, { 2, 4, 0, 2, 0, 2, 0, 2 } },
	};

	for (size_t row = 0; row < 2; row++) {
		struct scene s;
		struct pcp *pcp = open_tuned(&s, 400, 400, 400);

		pcp->flags = rows[row].flags;
		for (unsigned i = 0; i < 8; i++) {
			scene_free(&s, 0x1002 + 4 * i, 1);
			cr_expect_eq(pcp->count, rows[row].count[i], "flags %jd, free %u: %jd",
				     (intmax_t)rows[row].flags, i, (intmax_t)pcp->count);
			cr_expect_eq(pcp->free_count, 2 * (int64_t)i + 2, "free %u", i);
		}
		scene_close(&s);
	}
}

Test(pcp_tuned, time_makes_the_lists_smaller)
{
	static const int64_t high[] = { 88, 77, 68 };
	struct scene s;
	struct pcp *pcp = open_tuned(&s, 16, 100, 100);

	free_lone_pages(&s, 0x1001, 90);
	cr_assert_eq(pcp->count, 90);
	for (size_t i = 0; i < 3; i++) {
		request_run(s.m, &(struct request){ .op = REQ_TICK });
		cr_expect_eq(pcp->high, high[i], "tick %zu: %jd", i, (intmax_t)pcp->high);
		cr_expect_eq(pcp->count, high[i], "tick %zu: %jd", i, (intmax_t)pcp->count);
	}
	scene_expect_invariants(&s, "three ticks");
	scene_close(&s);
}
