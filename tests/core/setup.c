/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup.c - numbers from sizes, by worked examples.
 *
 * Machine A, of which most rows speak: x86-64, one node, ZONE_DMA 3976 pages, ZONE_DMA32 757760,
 * ZONE_NORMAL 262144.
 */
#include "core/setup.h"
#include "core/setup_rules.h"

#include <criterion/criterion.h>
#include <string.h>

#include "core/kernels.h"
#include "worlds.h"

enum { DMA, DMA32, NORMAL, MOVABLE };
enum { A_PAGES = 3976 + 757760 + 262144 };

/* ---- min_free_kbytes ---- */

Test(setup, min_free_kbytes_is_a_square_root_between_two_bounds)
{
	static const struct {
		const char *kernels, *when;
		int64_t pages, user, kbytes;
	} rows[] = {
		{ ALL_KERNELS, "machine A", A_PAGES, -1, 8094 },
		{ UP_TO_4_12, "1 TiB: at the upper bound", 268435456, -1, 65536 },
		{ SINCE_5_10, "1 TiB", 268435456, -1, 131072 },
		{ SINCE_5_10, "8 TiB: at the upper bound", 2147483648, -1, 262144 },
		{ ALL_KERNELS, "1 MiB: at the lower bound", 256, -1, 128 },
		{ ALL_KERNELS, "DMA and Normal; HighMem does not count", 3977 + 221184, -1, 3796 },
		{ SINCE_4_7, "the user wants less", A_PAGES, 8093, 8094 },
		{ SINCE_4_7, "the user wants more", A_PAGES, 300000, 300000 },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));)
			cr_expect_eq(min_free_kbytes_by_size(rows[i].pages, rows[i].user,
							     k->min_free_kbytes_max),
				     rows[i].kbytes, "%s, %s", k->name, rows[i].when);
}

Test(setup, huge_pages_want_eleven_pageblocks_in_every_zone)
{
	cr_expect_eq(min_free_kbytes_for_thp(512, 3, A_PAGES), 67584);
	cr_expect_eq(min_free_kbytes_for_thp(512, 3, 160799), 8039 * 4,
		     "never more than a twentieth of the memory");
}

/* ---- watermarks ---- */

struct mark_row {
	const char *kernels, *when;
	struct marks_in in;
	int64_t min, low, high;
	int64_t promo;          /* of 6.1 and 6.12 */
};

static bool has_promo_mark(const struct kernel *k)
{
	return strcmp(k->name, "6.1") == 0 || strcmp(k->name, "6.12") == 0;
}

static void expect_marks(const struct mark_row *row, const struct kernel *k)
{
	struct zone_marks m = k->setup.zone_marks(row->in);

	cr_expect_eq(m.at[WMARK_MIN], row->min, "%s, %s: min", k->name, row->when);
	cr_expect_eq(m.at[WMARK_LOW], row->low, "%s, %s: low", k->name, row->when);
	cr_expect_eq(m.at[WMARK_HIGH], row->high, "%s, %s: high", k->name, row->when);
	cr_expect_eq(m.at[WMARK_PROMO], has_promo_mark(k) ? row->promo : 0, "%s, %s: promo",
		     k->name, row->when);
}

Test(setup, marks_are_steps_above_the_share_of_min_free)
{
	static const struct mark_row rows[] = {
		{ "2.6.34", "A, DMA", { 2023, 3976, A_PAGES, 10, false }, 7, 8, 10, 0 },
		{ "2.6.34", "A, DMA32", { 2023, 757760, A_PAGES, 10, false },
		  1497, 1871, 2245, 0 },
		{ "2.6.34", "A, Normal", { 2023, 262144, A_PAGES, 10, false }, 517, 646, 775, 0 },
		{ SINCE_4_7, "A, DMA", { 2023, 3976, A_PAGES, 10, false }, 7, 10, 13, 16 },
		{ SINCE_4_7, "A, DMA32", { 2023, 757760, A_PAGES, 10, false },
		  1497, 2254, 3011, 3768 },
		{ SINCE_4_7, "A, Normal", { 2023, 262144, A_PAGES, 10, false },
		  517, 779, 1041, 1303 },
		{ SINCE_4_7, "A with THP, DMA", { 16896, 3976, A_PAGES, 10, false },
		  65, 81, 97, 113 },
		{ SINCE_4_7, "A with THP, DMA32", { 16896, 757760, A_PAGES, 10, false },
		  12504, 15630, 18756, 21882 },
		{ SINCE_4_7, "A with THP, Normal", { 16896, 262144, A_PAGES, 10, false },
		  4325, 5406, 6487, 7568 },
		{ SINCE_4_7, "an empty zone", { 2023, 0, A_PAGES, 10, false }, 0, 0, 0, 0 },
		{ "2.6.34", "Normal below HighMem", { 949, 221184, 225161, 10, false },
		  932, 1165, 1398, 0 },
		{ SINCE_4_7, "Normal below HighMem", { 949, 221184, 225161, 10, false },
		  932, 1165, 1398, 1631 },
		{ "2.6.34", "HighMem: a quarter and a half", { 949, 294912, 225161, 10, true },
		  128, 438, 749, 0 },
		{ SINCE_4_7, "HighMem: capped min, uncapped step",
		  { 949, 294912, 225161, 10, true }, 128, 438, 748, 1058 },
		{ SINCE_4_7, "an empty HighMem", { 949, 0, 225161, 10, true }, 32, 32, 32, 32 },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));)
			expect_marks(&rows[i], k);
}

/* A real machine with 5 GiB. DMA32 got 3199 pages more when its marks had been computed. */
Test(setup, a_recorded_machine_has_these_marks)
{
	const struct kernel *k;
	static const struct {
		int64_t managed, at[NR_WMARK];
	} zones[] = {
		{ 3840, { 51, 63, 75, 87 } },
		{ 754599 - 3199, { 10110, 12637, 15164, 17691 } },
		{ 500418, { 6733, 8416, 10099, 11782 } },
	};
	const int64_t lowmem = 3840 + 754599 - 3199 + 500418;

	cr_expect_eq(min_free_kbytes_for_thp(512, 3, lowmem), 67584);
	for (const char *names = SINCE_6_1; (k = kernels_next(&names));)
		for (size_t i = 0; i < 3; i++) {
			struct zone_marks m = k->setup.zone_marks((struct marks_in){
				67584 / 4, zones[i].managed, lowmem, 10, false });

			for (int mark = 0; mark < NR_WMARK; mark++)
				cr_expect_eq(m.at[mark], zones[i].at[mark],
					     "%s, zone %zu, mark %d: %jd", k->name, i, mark,
					     (intmax_t)m.at[mark]);
		}
}

/* ---- reserves ---- */

struct reserve_row {
	const char *kernels, *when;
	struct reserve_in in;
	int64_t of[3][4];
};

static void expect_reserves(const struct reserve_row *row, const struct kernel *k)
{
	struct lowmem_reserves r = k->setup.lowmem_reserve(&row->in);

	for (unsigned i = 0; i < 3; i++)
		for (unsigned j = 0; j < 4; j++)
			cr_expect_eq(r.of[i][j], row->of[i][j], "%s, %s: [%u][%u] %jd", k->name,
				     row->when, i, j, (intmax_t)r.of[i][j]);
}

Test(setup, lowmem_reserve_is_what_lies_above_divided_by_the_ratio)
{
	static const struct reserve_row rows[] = {
		{ ALL_KERNELS, "machine A", { 4, { 3976, 757760, 262144, 0 }, { 256, 256, 32, 0 } },
		  { { 0, 2960, 3984, 3984 }, { 0, 0, 1024, 1024 }, { 0, 0, 0, 0 } } },
		{ UP_TO_4_12, "highmem, whose ratio is 32",
		  { 4, { 3977, 221184, 294912, 65536 }, { 256, 32, 32, 0 } },
		  { { 0, 864, 2016, 2272 }, { 0, 0, 9216, 11264 }, { 0, 0, 0, 2048 } } },
		{ "5.10", "highmem, whose ratio is 0: it is left out",
		  { 4, { 3977, 221184, 294912, 65536 }, { 256, 32, 0, 0 } },
		  { { 0, 864, 2016, 1120 }, { 0, 0, 9216, 2048 }, { 0, 0, 0, 0 } } },
		{ SINCE_6_1, "highmem, whose ratio is 0",
		  { 4, { 3977, 221184, 294912, 65536 }, { 256, 32, 0, 0 } },
		  { { 0, 864, 2016, 2272 }, { 0, 0, 9216, 11264 }, { 0, 0, 0, 0 } } },
		{ SINCE_5_10, "an empty zone keeps nothing back",
		  { 4, { 3976, 0, 262144, 0 }, { 256, 256, 32, 0 } },
		  { { 0, 0, 1024, 1024 }, { 0, 0, 0, 0 }, { 0, 0, 0, 0 } } },
		{ ALL_KERNELS, "Normal below Movable",
		  { 4, { 1, 1, 200000, 219880 }, { 256, 256, 32, 0 } },
		  { { 0, 0, 781, 1640 }, { 0, 0, 781, 1640 }, { 0, 0, 0, 6871 } } },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));)
			expect_reserves(&rows[i], k);
}

/* The reserve that counts is that of the request's highest zone, wherever the walk began. */
Test(setup, a_movable_request_meets_the_reserve_for_movable_in_every_zone)
{
	const struct kernel *k = kernel_find("6.1");
	struct reserve_in sizes = { 4, { 0, 0, 200000, 219880 }, { 256, 256, 32, 0 } };
	struct zone z = { .managed = 200000 };
	struct wmark_query q = { .highest_zoneidx = MOVABLE, .mark = 600, .free_pages = 5000 };

	z.lowmem_reserve[MOVABLE] = reserve_of_zones_above(&sizes).of[NORMAL][MOVABLE];
	cr_expect_not(watermark_ok(&z, q, &k->watermark), "5000 is not above 600 + 6871");
	q.highest_zoneidx = NORMAL;
	cr_expect(watermark_ok(&z, q, &k->watermark), "but above 600 + 0");
}

Test(setup, totalreserve_is_the_largest_reserve_and_the_high_mark)
{
	struct zone z = { .managed = 3976, .lowmem_reserve = { 0, 2960, 3984, 3984, 3984 } };

	z.watermark[WMARK_HIGH] = 13;
	cr_expect_eq(zone_totalreserve(&z, DMA), 3976, "not more than the zone has");
	z.managed = 5000;
	cr_expect_eq(zone_totalreserve(&z, DMA), 3997);
	z.watermark_boost = 512;
	cr_expect_eq(zone_totalreserve(&z, DMA), 4509, "a boost counts");
}

/* ---- per-cpu lists ---- */

Test(setup, pcp_batch_is_one_below_a_power_of_two)
{
	static const struct {
		const char *when;
		int64_t managed, batch;
	} rows[] = {
		{ "machine A, Normal", 262144, 63 },
		{ "the smallest zone with 63", 176128, 63 },
		{ "one page less", 176127, 31 },
		{ "48845 pages", 48845, 15 },
		{ "ZONE_DMA of a PC", 3840, 0 },
		{ "an empty zone", 0, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(pcp_batchsize(rows[i].managed, kernel_find("6.1")->pcp.batch_cap),
			     rows[i].batch, "%s", rows[i].when);
}

Test(setup, pcp_lists_hold_a_share_of_the_zone)
{
	static const struct {
		const char *kernels, *when;
		struct pcp_size_in in;  /* cap is the kernel's */
		struct pcp_size size;
	} rows[] = {
		{ UP_TO_4_12, "Normal: six batches", { .managed = 262144, .cpus = 8 },
		  { .batch = 31, .high = 186 } },
		{ "5.10", "Normal: six batches", { .managed = 262144, .cpus = 8 },
		  { .batch = 63, .high = 378 } },
		{ UP_TO_5_10, "DMA: six times nothing", { .managed = 3976, .cpus = 8 },
		  { .batch = 1, .high = 0 } },
		{ UP_TO_5_10, "an eighth of the zone",
		  { .managed = 48845, .fraction = 8, .cpus = 1 },
		  { .batch = 96, .high = 6105 } },
		{ "6.1", "Normal, 8 CPUs", { .managed = 262144, .low = 5406, .cpus = 8 },
		  { .batch = 63, .high = 675 } },
		{ "6.1", "Normal, 4 CPUs", { .managed = 262144, .low = 5406, .cpus = 4 },
		  { .batch = 63, .high = 1351 } },
		{ "6.1", "Normal, 64 CPUs: four batches",
		  { .managed = 262144, .low = 5406, .cpus = 64 }, { .batch = 63, .high = 252 } },
		{ "6.1", "DMA, 8 CPUs", { .managed = 3976, .low = 81, .cpus = 8 },
		  { .batch = 1, .high = 10 } },
		{ "6.1", "DMA of a recorded machine: one CPU has the low mark to itself",
		  { .managed = 3840, .low = 63, .cpus = 1 }, { .batch = 1, .high = 63 } },
		{ "6.1", "its DMA32", { .managed = 754599, .low = 12637, .cpus = 1 },
		  { .batch = 63, .high = 12637 } },
		{ "6.1", "its Normal", { .managed = 500418, .low = 8416, .cpus = 1 },
		  { .batch = 63, .high = 8416 } },
		{ "6.1", "an eighth of the zone",
		  { .managed = 48845, .low = 511, .high_fraction = 8, .cpus = 1 },
		  { .batch = 15, .high = 6105 } },
		{ "6.1", "a thousandth: four batches",
		  { .managed = 48845, .low = 511, .high_fraction = 1000, .cpus = 1 },
		  { .batch = 15, .high = 60 } },
		{ "6.12", "Normal, 8 CPUs: from there to an eighth of the zone",
		  { .managed = 262144, .low = 5406, .cpus = 8 },
		  { .batch = 63, .high_min = 675, .high_max = 4096 } },
		{ "6.12", "an eighth of the zone, and not tuned",
		  { .managed = 48845, .low = 511, .high_fraction = 8, .cpus = 1 },
		  { .batch = 15, .high_min = 6105, .high_max = 6105 } },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct pcp_size_in in = rows[i].in;
			struct pcp_size size;

			in.cap = k->pcp.batch_cap;
			size = k->setup.pcp_size(in);
			cr_expect_eq(size.batch, rows[i].size.batch, "%s, %s: batch %jd", k->name,
				     rows[i].when, (intmax_t)size.batch);
			cr_expect_eq(size.high, rows[i].size.high, "%s, %s: high", k->name,
				     rows[i].when);
			cr_expect_eq(size.high_min, rows[i].size.high_min, "%s, %s: high_min",
				     k->name, rows[i].when);
			cr_expect_eq(size.high_max, rows[i].size.high_max, "%s, %s: high_max",
				     k->name, rows[i].when);
		}
}

/* ---- counters ---- */

Test(setup, counters_may_drift_more_on_larger_machines)
{
	/* Marks as machine A has them before THP raises them. */
	static const struct {
		const char *when;
		int64_t managed, min, low, high;
		unsigned cpus;
		int64_t threshold, drift;
	} rows[] = {
		{ "Normal: 320 pages of drift exceed 262", 262144, 517, 779, 1041, 8, 40, 1361 },
		{ "DMA32: 384 fit between min and low", 757760, 1497, 2254, 3011, 8, 48, 0 },
		{ "DMA", 3976, 7, 10, 13, 8, 8, 77 },
		{ "one CPU", 3840, 34, 42, 50, 1, 2, 0 },
		{ "no more than 125", 1ll << 32, 517, 779, 1041, 4096, 125, 1041 + 4096 * 125 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct zone z = { .managed = rows[i].managed };
		int64_t t = normal_stat_threshold(rows[i].cpus, rows[i].managed);

		z.watermark[WMARK_MIN] = rows[i].min;
		z.watermark[WMARK_LOW] = rows[i].low;
		z.watermark[WMARK_HIGH] = rows[i].high;
		cr_expect_eq(t, rows[i].threshold, "%s: threshold", rows[i].when);
		cr_expect_eq(drift_mark(rows[i].cpus, t, &z), rows[i].drift, "%s: drift mark",
			     rows[i].when);
	}
}

/* ---- for a world ---- */

static struct world *machine_a(unsigned nr_cpus)
{
	const int64_t size[] = { 3976, 757760, 262144 };
	struct world *w =
		world_new(&(struct world_shape){ &zone_layout_x86_64, 1, nr_cpus, 9,
							   1 << 21 });

	w->node[0].online = w->node[0].has_cpu = true;
	w->node[0].nr_cpus = nr_cpus;
	for (unsigned idx = 0; idx < 3; idx++)
		w->zone[idx].managed = w->zone[idx].present = size[idx];
	for (const struct setting_value *s = kernel_find("6.1")->setup.settings;
	     s->setting != NR_SETTINGS; s++)
		w->setting[s->setting] = s->value;
	for (int idx = 0; idx < 3; idx++)
		w->setting[SET_LOWMEM_RESERVE_RATIO + idx] =
			kernel_find("6.1")->lowmem_reserve_ratio[idx];
	return w;
}

Test(setup, a_world_gets_them_in_the_order_of_boot)
{
	struct world *w = machine_a(8);
	const struct zone *normal = &w->zone[NORMAL];

	setup_world(w, kernel_find("6.1"));
	cr_expect_eq(w->setting[SET_MIN_FREE_KBYTES], 67584);
	cr_expect_eq(normal->watermark[WMARK_LOW], 5406, "marks as raised for THP");
	cr_expect_eq(normal->lowmem_reserve[MOVABLE], 0);
	cr_expect_eq(w->zone[DMA32].lowmem_reserve[NORMAL], 1024);
	cr_expect_eq(world_pcp(w, NORMAL, 7)->batch, 63);
	cr_expect_eq(world_pcp(w, NORMAL, 7)->high, 675, "from the low mark as raised");
	cr_expect_eq(normal->stat_threshold, 40);
	cr_expect_eq(normal->percpu_drift_mark, 1361, "from marks that were not raised yet");
	cr_expect_eq(w->node[0].totalreserve_pages, 3976 + (1024 + 18756) + 6487);
	cr_expect_eq(w->setting[SET_TOTALRESERVE_PAGES], w->node[0].totalreserve_pages);
	cr_expect_eq(w->node[0].min_unmapped_pages, 39 + 7577 + 2621, "each zone rounded down");
	cr_expect_eq(w->node[0].min_slab_pages, 198 + 37888 + 13107);
	cr_expect_eq(w->setting[SET_MOBILITY_DISABLED], 0);
	world_free(w);
}

Test(setup, half_a_gibibyte_is_too_little_for_thp)
{
	struct world *w = machine_a(1);

	w->zone[NORMAL].managed = w->zone[NORMAL].present = 0;
	w->zone[DMA32].managed = 131071 - 3976;
	setup_world(w, kernel_find("6.1"));
	cr_expect_eq(w->setting[SET_MIN_FREE_KBYTES], 2896);
	w->zone[DMA32].managed++;
	setup_world(w, kernel_find("6.1"));
	cr_expect_eq(w->setting[SET_MIN_FREE_KBYTES], (131072 - 31 - 1052) / 20 * 4,
		     "a twentieth of what is above the high marks");
	world_free(w);
}

Test(setup, ten_mebibytes_are_too_little_to_group_by_mobility)
{
	struct world *w = machine_a(1);

	w->zone[DMA32].managed = w->zone[NORMAL].managed = 0;
	w->zone[DMA].managed = 512 * 5 - 1;
	setup_world(w, kernel_find("6.1"));
	cr_expect_eq(w->setting[SET_MOBILITY_DISABLED], 1);
	w->zone[DMA].managed++;
	setup_world(w, kernel_find("6.1"));
	cr_expect_eq(w->setting[SET_MOBILITY_DISABLED], 0);
	w->setting[SET_CMA] = 1;
	setup_world(w, kernel_find("6.1"));
	cr_expect_eq(w->setting[SET_MOBILITY_DISABLED], 1, "CMA is one type more");
	world_free(w);
}

Test(setup, a_cma_area_counts_only_once_it_is_there)
{
	/* 16384 of the pages are the area; a mark from them all is larger. */
	static const struct {
		const char *kernels;
		bool counts_for_marks, counts_for_pcp;
	} rows[] = {
		{ "4.7 4.12", false, false },
		{ "5.10", true, false },
		{ SINCE_6_1, true, true },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct world *w = machine_a(1);
			const struct pcp *pcp = world_pcp(w, DMA32, 0);

			w->zone[NORMAL].managed = w->zone[NORMAL].present = 0;
			w->zone[DMA32].managed = 58056;
			w->zone[DMA32].cma_pages = 16384;
			setup_world(w, k);
			cr_expect_eq(w->zone[DMA32].managed, 58056, "%s", k->name);
			cr_expect_eq(w->setting[SET_MIN_FREE_KBYTES],
				     rows[i].counts_for_marks ? 1992 : 1709, "%s: %jd", k->name,
				     (intmax_t)w->setting[SET_MIN_FREE_KBYTES]);
			cr_expect_eq(pcp->batch, rows[i].counts_for_pcp ? 15 : 7, "%s: %jd",
				     k->name, (intmax_t)pcp->batch);
			world_free(w);
		}
}
