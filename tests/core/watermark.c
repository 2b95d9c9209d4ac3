/* SPDX-License-Identifier: GPL-3.0-or-later */
/* watermark.c - which numbers are compared, what lowers the mark, what does not count as free. */
#include "core/watermark.h"

#include <criterion/criterion.h>

#include "core/checks.h"
#include "worlds.h"

/* Of 6.1 and 6.12; and of 4.7 to 5.10, which are the same bits. */
enum { BOTH = ALLOC_MIN_RESERVE | ALLOC_NON_BLOCK };
enum { HIGH_HARDER = ALLOC_HIGH | ALLOC_HARDER };

static const struct watermark_rules *rules(void)
{
	return &kernel_find("6.1")->watermark;
}

/* ---- order 0 ---- */

Test(watermark, order0_must_be_strictly_above_mark_plus_lowmem_reserve)
{
	static const struct {
		const char *when;
		int64_t free_pages, mark, lowmem_reserve;
		bool ok;
	} rows[] = {
		{ "exactly at the mark", 2254, 2254, 0, false },
		{ "one page above the mark", 2255, 2254, 0, true },
		{ "exactly at mark plus reserve", 3278, 2254, 1024, false },
		{ "one page above mark plus reserve", 3279, 2254, 1024, true },
		{ "the same zone for a request of its own: no reserve", 2255, 2254, 0, true },
		{ "all of a zone that is smaller than its reserve", 3976, 7, 3984, false },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct wmark_in in = { .free_pages = rows[i].free_pages, .mark = rows[i].mark,
				       .lowmem_reserve = rows[i].lowmem_reserve };

		for (const char *names = ALL_KERNELS; (k = kernels_next(&names));) {
			cr_expect_eq(k->watermark.quick(in).ok, rows[i].ok, "%s, quick: %s",
				     k->name, rows[i].when);
			cr_expect_eq(watermark_order0(in, k->watermark.reserve).ok, rows[i].ok,
				     "%s, full: %s", k->name, rows[i].when);
		}
	}
}

Test(watermark, flags_lower_the_mark_one_after_the_other)
{
	static const struct {
		const char *kernels, *when;
		uint32_t flags;
		int64_t of_1001, of_1000, of_7;
	} rows[] = {
		{ ALL_KERNELS, "no flag", 0, 1001, 1000, 7 },
		{ UP_TO_5_10, "HIGH", ALLOC_HIGH, 501, 500, 4 },
		{ UP_TO_5_10, "HARDER", ALLOC_HARDER, 751, 750, 6 },
		{ UP_TO_5_10, "HIGH and HARDER", HIGH_HARDER, 376, 375, 3 },
		{ "5.10", "OOM", ALLOC_OOM, 501, 500, 4 },
		{ "5.10", "HIGH and OOM", ALLOC_HIGH | ALLOC_OOM, 251, 250, 2 },
		{ "5.10", "all three: OOM takes HARDER's place", HIGH_HARDER | ALLOC_OOM, 251,
		  250, 2 },
		{ SINCE_6_1, "MIN_RESERVE", ALLOC_MIN_RESERVE, 501, 500, 4 },
		{ SINCE_6_1, "NON_BLOCK alone", ALLOC_NON_BLOCK, 1001, 1000, 7 },
		{ SINCE_6_1, "MIN_RESERVE and NON_BLOCK", BOTH, 376, 375, 3 },
		{ SINCE_6_1, "OOM", ALLOC_OOM, 501, 500, 4 },
		{ SINCE_6_1, "MIN_RESERVE and OOM", ALLOC_MIN_RESERVE | ALLOC_OOM, 251, 250, 2 },
		{ SINCE_6_1, "all three", BOTH | ALLOC_OOM, 188, 188, 2 },
		{ SINCE_6_1, "HIGHATOMIC alone", ALLOC_HIGHATOMIC, 1001, 1000, 7 },
	};
	static const int64_t marks[] = { 1001, 1000, 7 };
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			int64_t lowered[] = { rows[i].of_1001, rows[i].of_1000, rows[i].of_7 };

			for (size_t j = 0; j < 3; j++) {
				struct wmark_in in = { .mark = marks[j],
						       .alloc_flags = rows[i].flags };
				struct wmark_out out = watermark_order0(in, k->watermark.reserve);

				cr_expect_eq(out.min, lowered[j], "%s, %s, mark %jd: %jd", k->name,
					     rows[i].when, (intmax_t)marks[j], (intmax_t)out.min);
			}
		}
}

Test(watermark, no_flag_lowers_the_lowmem_reserve)
{
	static const uint32_t flags[] = { 0, ALLOC_NON_BLOCK, BOTH, ALLOC_OOM, BOTH | ALLOC_OOM };

	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		struct wmark_in in = { .free_pages = 1024, .mark = 1041, .lowmem_reserve = 1024,
				       .alloc_flags = flags[i] };

		cr_expect_not(watermark_order0(in, rules()->reserve).ok, "flags %#x", flags[i]);
	}
	cr_expect_not(watermark_order0((struct wmark_in){ .free_pages = 1100, .mark = 1041,
							  .lowmem_reserve = 1024,
							  .alloc_flags = ALLOC_NON_BLOCK },
				       rules()->reserve).ok, "1100 <= 1041 + 1024");
}

/* ---- higher orders: a block must be there ---- */

Test(watermark, a_high_order_needs_a_block_on_a_list_it_may_use)
{
	static const struct {
		const char *kernels, *when;
		int64_t free_pages, mark, reserved;
		const char *lists;
		uint32_t flags;
		bool ok;
	} rows[] = {
		{ SINCE_4_7, "one block, one page above the mark", 1049, 1041, 0, "3M: 1008", 0,
		  true },
		{ SINCE_4_7, "one block, exactly at the mark", 1048, 1041, 0, "3M: 1008", 0,
		  false },
		{ SINCE_4_7, "a larger block will do", 1049, 1041, 0, "10R: 1400", 0, true },
		{ SINCE_4_7, "smaller blocks will not", 1049, 1041, 0, "2M: 1004; 1U: 1000", 0,
		  false },
		{ SINCE_4_7, "nothing larger is needed than one block", 4000, 1041, 0, "3M: 1008",
		  0, true },
		{ SINCE_4_7, "only HIGHATOMIC, no flags", 4512, 1041, 512, "3H: 1008", 0, false },
		{ "4.7 4.12 5.10", "only HIGHATOMIC, HARDER", 4512, 1041, 512, "3H: 1008",
		  ALLOC_HARDER, true },
		{ "4.7 4.12", "only ISOLATE, HARDER: any list", 4512, 1041, 0, "3I: 1008",
		  ALLOC_HARDER, true },
		{ "5.10", "only ISOLATE, HARDER", 4512, 1041, 0, "3I: 1008", ALLOC_HARDER, false },
		{ SINCE_6_1, "only HIGHATOMIC, NON_BLOCK", 4512, 1041, 512, "3H: 1008",
		  ALLOC_NON_BLOCK, false },
		{ SINCE_6_1, "only HIGHATOMIC, MIN_RESERVE and NON_BLOCK", 4512, 1041, 512,
		  "3H: 1008", BOTH, false },
		{ SINCE_6_1, "only HIGHATOMIC, with ALLOC_HIGHATOMIC", 4512, 1041, 512, "3H: 1008",
		  BOTH | ALLOC_HIGHATOMIC, true },
		{ SINCE_5_10, "only HIGHATOMIC, an OOM victim", 4512, 1041, 512, "3H: 1008",
		  ALLOC_OOM, true },
		{ SINCE_4_7, "only CMA, no ALLOC_CMA", 4512, 1041, 0, "3C: 1008", 0, false },
		{ SINCE_4_7, "only CMA, with ALLOC_CMA", 4512, 1041, 0, "3C: 1008", ALLOC_CMA,
		  true },
		{ SINCE_5_10, "only ISOLATE", 4512, 1041, 0, "3I: 1008", ALLOC_CMA | ALLOC_OOM,
		  false },
	};

	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world *w = worlds_one_zone();
		struct wmark_query q = { .order = 3, .highest_zoneidx = 2, .mark = rows[i].mark,
					 .free_pages = rows[i].free_pages,
					 .alloc_flags = rows[i].flags };

		worlds_put_free(w, N0_NORMAL, rows[i].lists);
		w->zone[N0_NORMAL].nr_reserved_highatomic = rows[i].reserved;
		w->zone[N0_NORMAL].nr_free_highatomic = rows[i].reserved;
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));)
			cr_expect_eq(watermark_ok(&w->zone[N0_NORMAL], q, &k->watermark),
				     rows[i].ok, "%s, %s", k->name, rows[i].when);
		world_free(w);
	}
}

Test(watermark, tells_the_block_it_found)
{
	struct world *w = worlds_one_zone();
	struct wmark_block b;

	worlds_put_free(w, N0_NORMAL, "2M: 1004; 4R: 1010; 4U: 1020; 5M: 1040");
	b = watermark_block(&w->zone[N0_NORMAL], 3, 0, rules());
	cr_expect(b.ok);
	cr_expect_eq(b.order, 4);
	cr_expect_eq(b.migratetype, MIGRATE_UNMOVABLE);
	cr_expect_not(watermark_block(&w->zone[N0_NORMAL], 6, 0, rules()).ok);
	world_free(w);
}

/* ---- what does not count as free, and the boost ---- */

struct fast_row {
	const char *kernels, *when;
	int64_t free_pages, mark, boost, reserved, cma, lowmem_reserve;
	uint32_t flags;
	gfp_t gfp;
	bool ok;
	int64_t reserved_free;  /* of what is reserved */
};

/* There is a block of order 4, so that only the numbers decide. */
static void expect_fast_in(const struct kernel *k, const struct fast_row *row, unsigned order)
{
	struct world *w = worlds_one_zone();
	struct zone *z = &w->zone[N0_NORMAL];
	struct alloc_context ac;
	struct scene s;

	worlds_put_free(w, N0_NORMAL, "4U: 1000");
	worlds_set_marks(w, N0_NORMAL, row->mark, row->mark, row->mark);
	z->watermark_boost = row->boost;
	z->vm_stat[NR_FREE_PAGES] = row->free_pages;
	z->vm_stat[NR_FREE_CMA_PAGES] = row->cma;
	z->nr_reserved_highatomic = row->reserved;
	z->nr_free_highatomic = row->reserved_free;
	z->lowmem_reserve[2] = row->lowmem_reserve;
	scene_open_on(&s, k, w);
	ac = scene_context(&s, order, MIGRATE_UNMOVABLE, row->flags);
	ac.highest_zoneidx = 2;
	ac.attempt_gfp = row->gfp;
	cr_expect_eq(watermark_fast(&ac, zone_wmark(z, row->flags & ALLOC_WMARK_MASK), 2), row->ok,
		     "%s, %s", k->name, row->when);
	scene_close(&s);
}

static void expect_fast(const struct fast_row *row, unsigned order)
{
	const struct kernel *k;

	for (const char *names = row->kernels; (k = kernels_next(&names));)
		expect_fast_in(k, row, order);
}

Test(watermark, free_pages_that_are_not_for_this_request_do_not_count)
{
	static const struct fast_row rows[] = {
		{ "4.7 4.12", "a highatomic reserve: the quick test does not look", 1500, 1200, 0,
		  512, 0, 0, WMARK_LOW, GFP_KERNEL, true, 100 },
		{ "5.10 6.1", "a highatomic reserve of 512, in use or not", 1500, 1200, 0, 512, 0,
		  0, WMARK_LOW, GFP_KERNEL, false, 100 },
		{ "6.12", "a highatomic reserve with 100 free pages", 1500, 1200, 0, 512, 0, 0,
		  WMARK_LOW, GFP_KERNEL, true, 100 },
		{ SINCE_6_1, "the reserve counts for NON_BLOCK", 1500, 1200, 0, 512, 0, 0,
		  WMARK_MIN | ALLOC_NON_BLOCK, GFP_NOWAIT, true, 512 },
		{ SINCE_6_1, "the reserve counts for MIN_RESERVE", 1500, 1200, 0, 512, 0, 0,
		  WMARK_MIN | ALLOC_MIN_RESERVE, GFP_KERNEL, true, 512 },
		{ SINCE_5_10, "the reserve counts for an OOM victim", 1500, 1200, 0, 512, 0, 0,
		  WMARK_MIN | ALLOC_OOM, GFP_KERNEL, true, 512 },
		{ "4.7 4.12", "less free than the mark", 400, 1200, 0, 512, 0, 0, WMARK_LOW,
		  GFP_KERNEL, false, 300 },
		{ "5.10", "a reserve larger than what is free wraps around", 400, 1200, 0, 512, 0,
		  0, WMARK_LOW, GFP_KERNEL, true, 300 },
		{ SINCE_6_1, "a reserve larger than what is free wraps nothing around", 400, 1200,
		  0, 512, 0, 0, WMARK_LOW, GFP_KERNEL, false, 300 },
		{ SINCE_4_7, "CMA pages without ALLOC_CMA", 3000, 1200, 0, 0, 2000, 0, WMARK_LOW,
		  GFP_KERNEL, false, 0 },
		{ SINCE_4_7, "CMA pages with ALLOC_CMA", 3000, 1200, 0, 0, 2000, 0,
		  WMARK_LOW | ALLOC_CMA, GFP_KERNEL, true, 0 },
		{ "4.7 4.12 5.10", "more CMA pages than free ones wrap around", 100, 1200, 0, 0,
		  120, 0, WMARK_LOW, GFP_KERNEL, true, 0 },
		{ SINCE_6_1, "more CMA pages than free ones wrap nothing around", 100, 1200, 0, 0,
		  120, 0, WMARK_LOW, GFP_KERNEL, false, 0 },
		{ "4.7 4.12", "HARDER lowers the mark, never the reserve", 1100, 1041, 0, 0, 0,
		  1024, WMARK_MIN | ALLOC_HARDER, GFP_KERNEL, false, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_fast(&rows[i], 0);
}

/* Up to 4.12 the quick test lets pass what the rule behind it would refuse. */
Test(watermark, the_rule_behind_the_quick_test_takes_the_highatomic_reserve_off)
{
	static const struct {
		int64_t free_pages, usable;
	} rows[] = { { 1500, 988 }, { 400, -112 } };
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = "4.7 4.12 5.10"; (k = kernels_next(&names));) {
			const struct zone z = { .nr_reserved_highatomic = 512,
						.nr_free_highatomic = 100 };
			struct wmark_in in = { .free_pages = rows[i].free_pages, .mark = 1200 };
			struct wmark_out out;

			in.unusable = watermark_unusable(&z, 0, 0, &k->watermark);
			out = watermark_order0(in, k->watermark.reserve);
			cr_expect_eq(out.usable, rows[i].usable, "%s: %jd", k->name,
				     (intmax_t)out.usable);
			cr_expect_not(out.ok, "%s, %jd free", k->name,
				      (intmax_t)rows[i].free_pages);
		}
}

Test(watermark, a_quick_test_that_wraps_around_sees_2_to_the_64th_less_112_pages)
{
	struct wmark_in in = { .free_pages = 400, .unusable = 512, .mark = 1200 };
	struct wmark_out out = kernel_find("5.10")->watermark.quick(in);

	cr_expect_eq((uint64_t)out.usable, 18446744073709551504u);
	cr_expect(out.ok);
	out = kernel_find("6.1")->watermark.quick(in);
	cr_expect_eq(out.usable, 0);
	cr_expect_not(out.ok);
}

Test(watermark, the_boost_counts_except_for_an_atomic_request_at_the_min_mark)
{
	static const struct fast_row rows[] = {
		{ SINCE_5_10, "the low mark is boosted: 1200 <= 779 + 512", 1200, 779, 512, 0, 0,
		  0, WMARK_LOW, GFP_KERNEL, false, 0 },
		{ SINCE_4_7, "without a boost 1200 > 779", 1200, 779, 0, 0, 0, 0, WMARK_LOW,
		  GFP_KERNEL, true, 0 },
		{ SINCE_5_10, "atomic: 400 <= 567, but > 375 unboosted", 400, 1000, 512, 0, 0, 0,
		  WMARK_MIN | BOTH, GFP_ATOMIC, true, 0 },
		{ SINCE_5_10, "atomic: 300 <= 375", 300, 1000, 512, 0, 0, 0, WMARK_MIN | BOTH,
		  GFP_ATOMIC, false, 0 },
		{ "5.10 6.1", "the same flags without __GFP_ATOMIC", 400, 1000, 512, 0, 0, 0,
		  WMARK_MIN | BOTH, GFP_F_HIGH | GFP_F_KSWAPD_RECLAIM, false, 0 },
		{ "5.10", "rt task: 600 <= 1134, and no __GFP_ATOMIC", 600, 1000, 512, 0, 0, 0,
		  WMARK_MIN | ALLOC_HARDER, GFP_KERNEL, false, 0 },
		{ "6.1", "rt task: 600 <= 756, and no __GFP_ATOMIC", 600, 1000, 512, 0, 0, 0,
		  WMARK_MIN | ALLOC_MIN_RESERVE, GFP_KERNEL, false, 0 },
		{ "6.12", "rt task: 600 <= 756, but > 500 unboosted", 600, 1000, 512, 0, 0, 0,
		  WMARK_MIN | ALLOC_MIN_RESERVE, GFP_KERNEL, true, 0 },
		{ SINCE_5_10, "atomic at the low mark", 1400, 1000, 512, 0, 0, 0, WMARK_LOW,
		  GFP_ATOMIC, false, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_fast(&rows[i], 0);
}

Test(watermark, the_boost_counts_for_every_higher_order)
{
	static const struct fast_row rows[] = {
		{ SINCE_5_10, "401 is more than 375 unboosted, but not than 567", 401, 1000, 512,
		  0, 0, 0, WMARK_MIN | BOTH, GFP_ATOMIC, false, 0 },
		{ SINCE_5_10, "569 - 1 > 567", 569, 1000, 512, 0, 0, 0, WMARK_MIN | BOTH,
		  GFP_ATOMIC, true, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_fast(&rows[i], 1);
}

/* Free pages, marks and verdicts as a real 6.1 kernel had them while its memory was eaten up. */
Test(watermark, decides_as_a_recorded_kernel_did)
{
	static const struct fast_row rows[] = {
		{ "6.1", "Normal at low", 654, 503, 512, 0, 0, 0, WMARK_LOW, GFP_NOWAIT, false, 0 },
		{ "6.1", "DMA32 at low", 947, 243, 512, 0, 0, 246, WMARK_LOW, GFP_NOWAIT, false,
		  0 },
		{ "6.1", "DMA at low", 388, 30, 0, 0, 0, 365, WMARK_LOW, GFP_NOWAIT, false, 0 },
		{ "6.1", "Normal at min", 654, 403, 512, 0, 0, 0, ALLOC_NON_BLOCK, GFP_NOWAIT,
		  false, 0 },
		{ "6.1", "DMA32 at min", 947, 195, 512, 0, 0, 246, ALLOC_NON_BLOCK, GFP_NOWAIT,
		  false, 0 },
		{ "6.1", "DMA at min", 388, 24, 0, 0, 0, 365, ALLOC_NON_BLOCK, GFP_NOWAIT, false,
		  0 },
		{ "6.1", "DMA32 exactly at min", 707, 195, 512, 0, 0, 0, ALLOC_NON_BLOCK,
		  GFP_NOWAIT, false, 0 },
		{ "6.1", "DMA one above min", 144, 24, 0, 0, 0, 119, ALLOC_NON_BLOCK, GFP_NOWAIT,
		  true, 0 },
		{ "6.1", "DMA below min", 141, 24, 0, 0, 0, 119, ALLOC_NON_BLOCK, GFP_NOWAIT,
		  false, 0 },
		{ "6.1", "Normal, atomic: 654 > 344", 654, 403, 512, 0, 0, 0, BOTH, GFP_ATOMIC,
		  true, 0 },
		{ "6.1", "Normal, atomic, unboosted: 144 <= 152", 144, 403, 904, 0, 0, 0, BOTH,
		  GFP_ATOMIC, false, 0 },
		{ "6.1", "DMA32, atomic: 707 > 266 + 246", 707, 195, 512, 0, 0, 246, BOTH,
		  GFP_ATOMIC, true, 0 },
		{ "6.1", "DMA32, atomic, unboosted: 315 <= 74 + 246", 315, 195, 512, 0, 0, 246,
		  BOTH, GFP_ATOMIC, false, 0 },
		{ "6.12", "DMA32 at low", 1196, 523, 940, 0, 0, 0, WMARK_LOW, GFP_NOWAIT, false,
		  0 },
		{ "6.12", "DMA at low", 224, 41, 0, 0, 0, 186, WMARK_LOW, GFP_NOWAIT, false, 0 },
		{ "6.12", "DMA32 at min", 1196, 419, 940, 0, 0, 0, ALLOC_NON_BLOCK, GFP_NOWAIT,
		  false, 0 },
		{ "6.12", "DMA at min", 224, 33, 0, 0, 0, 186, ALLOC_NON_BLOCK, GFP_NOWAIT, true,
		  0 },
		{ "6.12", "DMA below min", 218, 33, 0, 0, 0, 186, ALLOC_NON_BLOCK, GFP_NOWAIT,
		  false, 0 },
		{ "6.12", "DMA32, __GFP_HIGH: 1196 > 510", 1196, 419, 940, 0, 0, 0, BOTH,
		  GFP_NOWAIT | GFP_F_HIGH, true, 0 },
		{ "6.12", "DMA, __GFP_HIGH: 218 > 13 + 186", 218, 33, 0, 0, 0, 186, BOTH,
		  GFP_NOWAIT | GFP_F_HIGH, true, 0 },
		{ "6.12", "DMA, __GFP_HIGH: 194 <= 13 + 186", 194, 33, 0, 0, 0, 186, BOTH,
		  GFP_NOWAIT | GFP_F_HIGH, false, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_fast(&rows[i], 0);
}

/* ---- in a request ---- */

Test(watermark, reads_the_global_counter_and_not_this_cpus_delta)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, "10M: 1000");
	s.w->zone[N0_NORMAL].stat_threshold = 125;
	worlds_set_marks(s.w, N0_NORMAL, 1000, 1000, 1000);
	s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES] = 1000;
	world_pcp(s.w, N0_NORMAL, 0)->vm_stat_diff[NR_FREE_PAGES] = 24;
	cr_expect_eq(scene_alloc(&s, 0, GFP_NOWAIT).status, REQUEST_FAILED);
	scene_close(&s);
}

/* Nothing is free; the page waits on a PCP list. */
static void take_without_watermarks(struct scene *s, const struct kernel *k)
{
	struct result res;

	scene_open_on(s, k, worlds_one_zone());
	worlds_put_pcp(s->w, N0_NORMAL, "U0: 1001");
	s->w->task[TASK_FLAGS] = PF_MEMALLOC;
	res = scene_alloc(s, 0, GFP_KERNEL);
	cr_expect_eq(res.status, REQUEST_DONE, "%s", k->name);
	cr_expect_eq(res.pfn, 0x1001, "%s: %x", k->name, res.pfn);
}

Test(watermark, an_attempt_without_watermarks_fails_the_mark_first_and_ignores_it_then)
{
	const struct kernel *k;

	for (const char *names = SINCE_4_7; (k = kernels_next(&names));) {
		const struct event *mark, *ignore;
		struct scene s;

		take_without_watermarks(&s, k);
		ignore = recorder_last(&s.r, EVENT_NO_WATERMARKS);
		mark = recorder_last(&s.r, EVENT_WATERMARK);
		cr_assert(mark && ignore, "%s", k->name);
		cr_expect_eq(mark->verdict, 0, "%s", k->name);
		cr_expect_eq(ignore->verdict, 1, "%s", k->name);
		cr_expect_lt(mark->seq, ignore->seq, "%s", k->name);
		scene_close(&s);
	}
}

Test(watermark, and_in_2_6_34_does_not_look_at_it)
{
	const struct event *attempt, *mark;
	struct scene s;

	take_without_watermarks(&s, kernel_find("2.6.34"));
	attempt = recorder_last(&s.r, EVENT_ATTEMPT);
	mark = recorder_last(&s.r, EVENT_WATERMARK);
	cr_assert(attempt && mark);
	cr_expect_lt(mark->seq, attempt->seq, "that was an attempt before");
	scene_close(&s);
}

/* The quick test of this zone against its low mark, 600. */
static const struct event *low_mark_test(const struct scene *s, zid_t zone)
{
	const struct event *e;

	for (size_t i = 0; (e = recorder_find(&s->r, EVENT_WATERMARK_QUICK, i)); i++)
		if (e->zone == zone && e->v[2] == 600)
			return e;
	return NULL;
}

/*
 * The reserve held back is that of the highest zone the mask permits, Movable, even where the
 * preferred node has no such zone:
 *
 *	node 0: DMA DMA32 [Normal]	node 1: [Normal] Movable
 */
Test(watermark, the_lowmem_reserve_is_that_of_the_highest_permitted_or_the_preferred_zone)
{
	static const struct zone_row rows[] = {
		{ N0_DMA, 0x1000, 3976 },        { N0_DMA32, 0x8000, 0x8000 }, { N0_NORMAL, 0x20000,
		  0x8000 },
		{ N1_NORMAL, 0x40000, 200000 }, { N1_MOVABLE, 0x80000, 219880 },
	};
	static const struct {
		const char *kernels;
		int64_t reserve;
		bool ok;
	} cases[] = {
		{ "4.7 4.12", 0, true },        /* the preferred zone's index: 5000 > 600 */
		{ SINCE_5_10, 6871, false },    /* 5000 <= 600 + 6871 */
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (const char *names = cases[i].kernels; (k = kernels_next(&names));) {
			const struct event *e;
			struct scene s;

			scene_open_on(&s, k, worlds_new(rows, sizeof rows / sizeof *rows));
			worlds_set_marks(s.w, N1_NORMAL, 500, 600, 700);
			s.w->zone[N1_MOVABLE].lowmem_reserve[3] = 0;
			s.w->zone[N1_NORMAL].lowmem_reserve[3] = 219880 / 32;
			s.w->zone[N1_NORMAL].vm_stat[NR_FREE_PAGES] = 5000;
			scene_alloc(&s, 0, GFP_HIGHUSER_MOVABLE);
			e = low_mark_test(&s, N1_NORMAL);
			cr_assert_not_null(e, "%s: node 1's Normal was never looked at", k->name);
			cr_expect_eq(e->v[0], 5000, "%s", k->name);
			cr_expect_eq(e->v[4], cases[i].reserve, "%s: %jd", k->name,
				     (intmax_t)e->v[4]);
			cr_expect_eq(e->verdict, cases[i].ok, "%s", k->name);
			cr_expect_eq(recorder_find(&s.r, EVENT_ENTRY, 0)->v[4], 0,
				     "%s prefers node 0's Normal", k->name);
			scene_close(&s);
		}
}

/* ---- the high mark, 6.12 ---- */

/* The probe comes before the mark, and so before what ignores the mark. */
Test(watermark, the_high_mark_is_probed_even_by_those_who_ignore_marks)
{
	struct scene s;

	take_without_watermarks(&s, kernel_find("6.12"));
	cr_expect(s.w->zone[N0_NORMAL].flags & ZONE_BELOW_HIGH);
	scene_close(&s);
}

/* Makes a request of 6.12 with this much free; how many marks were compared. */
static int64_t marks_compared(struct scene *s, int64_t free_pages)
{
	recorder_done(&s->r);
	s->w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES] = free_pages;
	cr_expect_eq(scene_alloc(s, 0, GFP_KERNEL).status, REQUEST_DONE);
	return recorder_last(&s->r, EVENT_RESULT)->v[4];
}

Test(watermark, above_the_high_mark_a_zone_is_taken_at_once_until_it_was_below)
{
	static const struct {
		const char *when;
		int64_t free_pages, compared, flags;
	} steps[] = {
		{ "1500 > 1041: the low mark is not asked", 1500, 1, 0 },
		{ "1000 <= 1041, but 1000 > 779", 1000, 2, ZONE_BELOW_HIGH },
		{ "only the low mark is asked now", 1000, 1, ZONE_BELOW_HIGH },
		{ "even when much is free again", 5000, 1, ZONE_BELOW_HIGH },
	};
	struct scene s;

	scene_open_on(&s, kernel_find("6.12"), worlds_one_zone());
	worlds_set_marks(s.w, N0_NORMAL, 517, 779, 1041);
	worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		cr_expect_eq(marks_compared(&s, steps[i].free_pages), steps[i].compared, "%s",
			     steps[i].when);
		cr_expect_eq(s.w->zone[N0_NORMAL].flags, steps[i].flags, "%s", steps[i].when);
	}
	scene_close(&s);
}
