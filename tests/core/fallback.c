/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fallback.c - which block is taken from another type, what comes along, and the boost it costs. */
#include "core/fallback.h"

#include <criterion/criterion.h>

#include "worlds.h"

enum { U = MIGRATE_UNMOVABLE, M = MIGRATE_MOVABLE, R = MIGRATE_RECLAIMABLE };

struct row {
	const char *kernels, *when, *types, *before;
	pfn_t lru;                      /* to the end of its pageblock */
	int64_t managed, wmark_high, batch;
	unsigned order;
	int type;
	uint32_t flags;
	pfn_t pfn;
	const char *pcp, *after;
	uint8_t type_of_1000;
	int64_t boost;
	size_t woken;
	const char *types_after;        /* of all eight pageblocks, or NULL */
};

static void expect_in(const struct kernel *k, const struct row *row)
{
	const struct zone *z;
	struct scene s;
	pfn_t pfn;

	scene_open_on(&s, k, worlds_one_zone());
	z = &s.w->zone[N0_NORMAL];
	worlds_set_pageblocks(s.w, row->types);
	worlds_put_free(s.w, N0_NORMAL, row->before);
	worlds_set_managed(s.w, N0_NORMAL, row->managed ? row->managed : 0x1000);
	worlds_set_marks(s.w, N0_NORMAL, 0, 0, row->wmark_high);
	worlds_set_pcp(s.w, N0_NORMAL, row->batch ? row->batch : 4, 24);
	if (row->lru)
		worlds_set_lru(s.w, row->lru, 512 - (row->lru & 511));
	pfn = scene_take(&s, row->order, (enum migratetype)row->type, row->flags);
	cr_expect_eq(pfn, row->pfn, "%s, %s: pfn %x", k->name, row->when, pfn);
	cr_expect_str_eq(worlds_pcp(s.w, N0_NORMAL).text, row->pcp, "%s, %s: PCP %s", k->name,
			 row->when, worlds_pcp(s.w, N0_NORMAL).text);
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, row->after, "%s, %s: free %s", k->name,
			 row->when, worlds_free(s.w, N0_NORMAL).text);
	cr_expect_eq(pageblock_type(s.w, 0x1000), row->type_of_1000, "%s, %s: type %u", k->name,
		     row->when, pageblock_type(s.w, 0x1000));
	if (row->types_after)
		cr_expect_str_eq(worlds_pageblocks(s.w, N0_NORMAL).text, row->types_after,
				 "%s, %s: %s", k->name, row->when,
				 worlds_pageblocks(s.w, N0_NORMAL).text);
	cr_expect_eq(z->watermark_boost, row->boost, "%s, %s: boost %jd", k->name, row->when,
		     (intmax_t)z->watermark_boost);
	cr_expect_eq(recorder_count(&s.r, EVENT_KSWAPD), row->woken, "%s, %s: kswapd", k->name,
		     row->when);
	cr_expect_eq(z->flags & ZONE_BOOSTED_WATERMARK, 0, "%s, %s", k->name, row->when);
	scene_expect_invariants(&s, row->when);
	scene_close(&s);
}

static void expect(const struct row *row)
{
	const struct kernel *k;

	for (const char *names = row->kernels; (k = kernels_next(&names));)
		expect_in(k, row);
}

/* ---- what is taken ---- */

Test(fallback, a_block_of_a_pageblock_or_more_brings_its_pageblocks)
{
	static const struct row rows[] = {
		{ ALL_KERNELS, "the head of the largest order", "", "10M: 1400 1000",
		  .wmark_high = 3000, .order = 4, .type = U, .flags = ALLOC_KSWAPD, .pfn = 0x1400,
		  .pcp = "",
		  .after = "10M: 1000; 9U: 1600; 8U: 1500; 7U: 1480; 6U: 1440; 5U: 1420; 4U: 1410",
		  .type_of_1000 = M,
		  .types_after = "1000=M 1200=M 1400=U 1600=U 1800=M 1a00=M 1c00=M 1e00=M" },
		{ ALL_KERNELS, "order 9", "", "9M: 1000", .wmark_high = 3000, .order = 8, .type = R,
		  .pfn = 0x1000, .pcp = "", .after = "8R: 1100", .type_of_1000 = R },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(&rows[i]);
}

/*
 * Pageblock 1000: blocks 1001, 1003, 1020 (order 5) and 1080 (order 4) are free, 50 pages; the rest
 * is in use, the end of it on LRU lists. Whatever is neither free nor movable may be unmovable.
 */
Test(fallback, half_a_pageblock_of_free_and_alike_pages_claims_it)
{
	static const struct row rows[] = {
		{ UP_TO_4_7, "256 movable: 50 free ones are too few", "",
		  "5M: 1020; 4M: 1080; 0M: 1003 1001", 0x1100, .wmark_high = 3000, .order = 4,
		  .type = U, .flags = ALLOC_KSWAPD, .pfn = 0x1020, .pcp = "",
		  .after = "4U: 1030 1080; 0U: 1003 1001", .type_of_1000 = M },
		{ "4.12", "256 movable: 50 + 206 >= 256", "", "5M: 1020; 4M: 1080; 0M: 1003 1001",
		  0x1100, .wmark_high = 3000, .order = 4, .type = U, .flags = ALLOC_KSWAPD,
		  .pfn = 0x1080, .pcp = "", .after = "5U: 1020; 0U: 1003 1001",
		  .type_of_1000 = U },
		{ SINCE_5_10, "256 movable: 50 + 206 >= 256", "",
		  "5M: 1020; 4M: 1080; 0M: 1003 1001", 0x1100, .wmark_high = 3000, .order = 4,
		  .type = U, .flags = ALLOC_KSWAPD, .pfn = 0x1080, .pcp = "",
		  .after = "5U: 1020; 0U: 1001 1003", .type_of_1000 = U, .boost = 512,
		  .woken = 1 },
		{ UP_TO_4_7, "257 movable: whatever they are", "",
		  "5M: 1020; 4M: 1080; 0M: 1003 1001", 0x10ff, .wmark_high = 3000, .order = 4,
		  .type = U, .flags = ALLOC_KSWAPD, .pfn = 0x1020, .pcp = "",
		  .after = "4U: 1030 1080; 0U: 1003 1001", .type_of_1000 = M },
		{ "4.12", "257 movable: 50 + 205 < 256", "", "5M: 1020; 4M: 1080; 0M: 1003 1001",
		  0x10ff, .wmark_high = 3000, .order = 4, .type = U, .flags = ALLOC_KSWAPD,
		  .pfn = 0x1080, .pcp = "", .after = "5U: 1020; 0U: 1003 1001",
		  .type_of_1000 = M },
		{ "5.10 6.1", "257 movable: 50 + 205 < 256", "",
		  "5M: 1020; 4M: 1080; 0M: 1003 1001", 0x10ff, .wmark_high = 3000, .order = 4,
		  .type = U, .flags = ALLOC_KSWAPD, .pfn = 0x1080, .pcp = "",
		  .after = "5U: 1020; 0U: 1001 1003", .type_of_1000 = M, .boost = 512,
		  .woken = 1 },
		{ "6.12", "257 movable: two claims fail, one block is stolen", "",
		  "5M: 1020; 4M: 1080; 0M: 1003 1001", 0x10ff, .wmark_high = 3000, .order = 4,
		  .type = U, .flags = ALLOC_KSWAPD, .pfn = 0x1080, .pcp = "",
		  .after = "5M: 1020; 0M: 1003 1001", .type_of_1000 = M, .boost = 1024,
		  .woken = 1 },
		{ "6.1", "the same without ALLOC_KSWAPD wakes nobody", "",
		  "5M: 1020; 4M: 1080; 0M: 1003 1001", 0x1100, .wmark_high = 3000, .order = 4,
		  .type = U, .pfn = 0x1080, .pcp = "", .after = "5U: 1020; 0U: 1001 1003",
		  .type_of_1000 = U, .boost = 512 },
		{ "6.1", "movable from unmovable: LRU pages are alike", "1000=U", "5U: 1020",
		  0x1120, .wmark_high = 3000, .order = 4, .type = M, .pfn = 0x1020, .pcp = "",
		  .after = "4M: 1030", .type_of_1000 = M, .boost = 512 },
		{ "6.1", "movable from unmovable: one LRU page too few", "1000=U", "5U: 1020",
		  0x1121, .wmark_high = 3000, .order = 4, .type = M, .pfn = 0x1020, .pcp = "",
		  .after = "4M: 1030", .type_of_1000 = U, .boost = 512 },
		{ "6.1", "unmovable from reclaimable: nothing is alike", "1000=R", "7R: 1080", 0,
		  .wmark_high = 3000, .order = 4, .type = U, .pfn = 0x1080, .pcp = "",
		  .after = "6U: 10c0; 5U: 10a0; 4U: 1090", .type_of_1000 = R, .boost = 512 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(&rows[i]);
}

Test(fallback, a_movable_request_takes_one_of_the_small_blocks_and_nothing_else)
{
	static const struct row rows[] = {
		{ "2.6.34", "the largest is split, the rest stays with its type", "1000=U",
		  "3U: 1010; 1U: 1024; 0U: 1031", .batch = 1, .order = 0, .type = M,
		  .pfn = 0x1010, .pcp = "", .after = "2U: 1014; 1U: 1012 1024; 0U: 1011 1031",
		  .type_of_1000 = U },
		{ "4.7 4.12", "the largest is split, the rest is the request's", "1000=U",
		  "3U: 1010; 1U: 1024; 0U: 1031", .batch = 1, .order = 0, .type = M,
		  .pfn = 0x1010, .pcp = "",
		  .after = "2M: 1014; 1U: 1024; 1M: 1012; 0U: 1031; 0M: 1011",
		  .type_of_1000 = U },
		{ SINCE_5_10, "orders below 4 only: the smallest", "1000=U",
		  "3U: 1010; 1U: 1024; 0U: 1031", .batch = 1, .order = 0, .type = M,
		  .pfn = 0x1031, .pcp = "", .after = "3U: 1010; 1U: 1024", .type_of_1000 = U },
		{ "6.1", "an order-4 block: the pageblock's free pages", "1000=U",
		  "4U: 1040; 0U: 1031", .batch = 1, .order = 0, .type = M, .pfn = 0x1031,
		  .pcp = "", .after = "4M: 1040", .type_of_1000 = U },
		{ "6.1", "its remainder stays with the request's type", "1000=U", "3U: 1010",
		  .batch = 1, .order = 0, .type = M, .pfn = 0x1010, .pcp = "",
		  .after = "2M: 1014; 1M: 1012; 0M: 1011", .type_of_1000 = U },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(&rows[i]);
}

Test(fallback, order_is_looked_at_before_type)
{
	static const struct {
		const char *kernels;
		pfn_t pfn[2];
		const char *after[2];
	} rows[] = {
		{ "2.6.34 4.7", { 0x1640, 0x1660 },
		  { "5M: 1660 1600; 5R: 1400", "5M: 1600; 5R: 1400" } },
		{ "4.12 5.10 6.1", { 0x1600, 0x1640 },
		  { "6M: 1640; 5R: 1400", "5M: 1660; 5R: 1400" } },
		/* No block can be claimed: then the smallest, and the type that is preferred. */
		{ "6.12", { 0x1400, 0x1600 }, { "6U: 1640; 5U: 1600", "6U: 1640" } },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct scene s;

			scene_open_on(&s, k, worlds_one_zone());
			worlds_set_pageblocks(s.w, "1400=R 1600=U");
			worlds_put_free(s.w, N0_NORMAL, "5R: 1400; 5U: 1600; 6U: 1640");
			for (size_t n = 0; n < 2; n++) {
				cr_expect_eq(scene_take(&s, 5, MIGRATE_MOVABLE, 0),
					     rows[i].pfn[n], "%s, %zu", k->name, n);
				cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text,
						 rows[i].after[n], "%s, %zu: %s", k->name, n,
						 worlds_free(s.w, N0_NORMAL).text);
			}
			scene_close(&s);
		}
}

Test(fallback, each_type_prefers_another)
{
	static const struct {
		const char *when, *before;
		int type, from;
	} rows[] = {
		{ "UNMOVABLE: RECLAIMABLE first", "9R: 1000; 9M: 1200", U, R },
		{ "UNMOVABLE: MOVABLE then", "9M: 1200", U, M },
		{ "MOVABLE: RECLAIMABLE first", "9R: 1000; 9U: 1200", M, R },
		{ "MOVABLE: UNMOVABLE then", "9U: 1200", M, U },
		{ "RECLAIMABLE: UNMOVABLE first", "9U: 1000; 9M: 1200", R, U },
		{ "RECLAIMABLE: MOVABLE then", "9M: 1200", R, M },
		{ "never from HIGHATOMIC, CMA or ISOLATE", "9H: 1000; 9C: 1200; 9I: 1400", U, -1 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct event *e;
		struct scene s;
		pfn_t pfn;

		scene_open(&s, worlds_one_zone());
		worlds_put_free(s.w, N0_NORMAL, rows[i].before);
		pfn = scene_take(&s, 4, (enum migratetype)rows[i].type, 0);
		e = recorder_find(&s.r, EVENT_FALLBACK, 0);
		cr_expect_eq(pfn == NO_PFN, rows[i].from < 0, "%s", rows[i].when);
		cr_expect_eq(e ? (int)e->v[1] : -1, rows[i].from, "%s", rows[i].when);
		scene_close(&s);
	}
}

/*
 * A refill of four pages: what the first steal brings along serves the other three. The pageblock
 * cannot be claimed, for all its other pages are movable.
 */
Test(fallback, a_refill_that_steals_goes_on_with_what_came_along)
{
	static const struct row rows[] = {
		{ "2.6.34", "each block found is split, its rest stays", "",
		  "2M: 1010 1020; 0M: 1001", 0x1000, .managed = 100000, .wmark_high = 3000,
		  .order = 0, .type = U, .flags = ALLOC_KSWAPD, .pfn = 0x1010,
		  .pcp = "U0: 1020 1022 1012", .after = "0M: 1013 1023 1021 1011 1001",
		  .type_of_1000 = M },
		{ "4.7", "the block found is split, the others move", "", "2M: 1010 1020; 0M: 1001",
		  0x1000, .managed = 100000, .wmark_high = 3000, .order = 0, .type = U,
		  .flags = ALLOC_KSWAPD, .pfn = 0x1010, .pcp = "U0: 1011 1001 1012",
		  .after = "2U: 1020; 0U: 1013", .type_of_1000 = M },
		{ "4.12", "all move, to the heads", "", "2M: 1010 1020; 0M: 1001",
		  0x1000, .managed = 100000, .wmark_high = 3000, .order = 0, .type = U,
		  .flags = ALLOC_KSWAPD, .pfn = 0x1001, .pcp = "U0: 1020 1021 1022",
		  .after = "2U: 1010; 0U: 1023", .type_of_1000 = M },
		{ "5.10 6.1", "all move, to the tails", "", "2M: 1010 1020; 0M: 1001",
		  0x1000, .managed = 100000, .wmark_high = 3000, .order = 0, .type = U,
		  .flags = ALLOC_KSWAPD, .pfn = 0x1001, .pcp = "U0: 1010 1011 1012",
		  .after = "2U: 1020; 0U: 1013", .type_of_1000 = M, .boost = 512, .woken = 1 },
		{ "6.12", "two claims fail, then single blocks", "", "2M: 1010 1020; 0M: 1001",
		  0x1000, .managed = 100000, .wmark_high = 3000, .order = 0, .type = U,
		  .flags = ALLOC_KSWAPD, .pfn = 0x1001, .pcp = "U0: 1010 1011 1012",
		  .after = "2M: 1020; 0M: 1013", .type_of_1000 = M, .boost = 1024, .woken = 1 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(&rows[i]);
}

Test(fallback, nofragment_allows_whole_pageblocks_only)
{
	const struct kernel *k;

	for (const char *names = SINCE_5_10; (k = kernels_next(&names));) {
		struct scene s;

		scene_open_on(&s, k, worlds_one_zone());
		worlds_put_free(s.w, N0_NORMAL, "8M: 1000");
		cr_expect_eq(scene_take(&s, 4, MIGRATE_UNMOVABLE, ALLOC_NOFRAGMENT), NO_PFN, "%s",
			     k->name);
		worlds_put_free(s.w, N0_NORMAL, "9M: 1400");
		cr_expect_eq(scene_take(&s, 4, MIGRATE_UNMOVABLE, ALLOC_NOFRAGMENT), 0x1400, "%s",
			     k->name);
		cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text,
				 "8U: 1500; 8M: 1000; 7U: 1480; 6U: 1440; 5U: 1420; 4U: 1410",
				 "%s", k->name);
		cr_expect_eq(pageblock_type(s.w, 0x1400), MIGRATE_UNMOVABLE, "%s", k->name);
		scene_close(&s);
	}
}

Test(fallback, nofragment_of_a_larger_order_finds_nothing)
{
	static const struct row rows[] = {
		{ "5.10", "but it claims pageblocks on the way", "", "9M: 1000 1400", .order = 10,
		  .type = U, .flags = ALLOC_NOFRAGMENT, .pfn = NO_PFN, .pcp = "",
		  .after = "9U: 1000 1400", .type_of_1000 = U,
		  .types_after = "1000=U 1200=M 1400=U 1600=M 1800=M 1a00=M 1c00=M 1e00=M" },
		{ SINCE_6_1, "and does not lower the order asked for", "", "9M: 1000 1400",
		  .order = 10, .type = U, .flags = ALLOC_NOFRAGMENT, .pfn = NO_PFN, .pcp = "",
		  .after = "9M: 1000 1400", .type_of_1000 = M,
		  .types_after = "1000=M 1200=M 1400=M 1600=M 1800=M 1a00=M 1c00=M 1e00=M" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(&rows[i]);
}

Test(fallback, a_block_of_a_pageblock_that_sticks_out_of_the_zone_moves_alone)
{
	struct scene s;

	scene_open(&s, worlds_new(&(struct zone_row){ N0_NORMAL, 0x1000, 0x900 }, 1));
	worlds_put_free(s.w, N0_NORMAL, "5M: 1820; 0M: 1801");
	cr_expect_eq(scene_take(&s, 4, MIGRATE_UNMOVABLE, 0), 0x1820);
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "4U: 1830; 0M: 1801");
	cr_expect_eq(pageblock_type(s.w, 0x1800), MIGRATE_MOVABLE);
	scene_close(&s);
}

/* Lists and pageblock types may disagree: a MOVABLE block left behind in a HIGHATOMIC pageblock. */
Test(fallback, a_block_of_a_highatomic_pageblock_moves_alone_and_boosts_nothing)
{
	static const struct row rows[] = {
		{ "6.1", "order 5", "1000=H", "5M: 1020; 0M: 1001", .wmark_high = 3000, .order = 4,
		  .type = U, .flags = ALLOC_KSWAPD, .pfn = 0x1020, .pcp = "",
		  .after = "4U: 1030; 0M: 1001", .type_of_1000 = MIGRATE_HIGHATOMIC },
	};

	expect(&rows[0]);
}

Test(fallback, without_grouping_by_mobility_every_steal_claims)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	s.w->setting[SET_MOBILITY_DISABLED] = 1;
	worlds_set_pageblocks(s.w, "1000=R");
	worlds_put_free(s.w, N0_NORMAL, "5R: 1020; 0R: 1001");
	cr_expect_eq(scene_take(&s, 4, MIGRATE_UNMOVABLE, 0), 0x1020);
	cr_expect_eq(pageblock_type(s.w, 0x1000), MIGRATE_UNMOVABLE);
	scene_close(&s);
}

/* ---- the boost ---- */

Test(fallback, the_watermark_boost_grows_by_a_pageblock_up_to_its_ceiling)
{
	static const struct {
		int64_t wmark_high, boost[10];
	} rows[] = {
		{ 0, { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
		{ 100, { 512, 512, 512, 512, 512, 512, 512, 512, 512, 512 } },
		{ 341, { 512, 512, 512, 512, 512, 512, 512, 512, 512, 512 } },
		{ 342, { 512, 513, 513, 513, 513, 513, 513, 513, 513, 513 } },
		{ 700, { 512, 1024, 1050, 1050, 1050, 1050, 1050, 1050, 1050, 1050 } },
		{ 1366, { 512, 1024, 1536, 2048, 2049, 2049, 2049, 2049, 2049, 2049 } },
		{ 3000, { 512, 1024, 1536, 2048, 2560, 3072, 3584, 4096, 4500, 4500 } },
	};
	struct world *w = worlds_one_zone();
	struct zone *z = &w->zone[N0_NORMAL];

	z->managed = 100000;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		z->watermark_boost = 0;
		z->watermark[WMARK_HIGH] = rows[i].wmark_high;
		for (size_t n = 0; n < 10; n++) {
			struct boost b = boost_watermark(w, z);

			cr_expect_eq(b.boosted, rows[i].wmark_high != 0);
			cr_expect_eq(b.boost, rows[i].boost[n], "high mark %jd, steal %zu: %jd",
				     (intmax_t)rows[i].wmark_high, n + 1, (intmax_t)b.boost);
			z->watermark_boost = b.boost;
		}
	}
	world_free(w);
}

Test(fallback, some_zones_are_never_boosted)
{
	static const struct {
		const char *when;
		int64_t factor, managed, wmark_high;
		bool boosted;
	} rows[] = {
		{ "watermark_boost_factor is 0", 0, 100000, 3000, false },
		{ "less than four pageblocks", 15000, 2047, 3000, false },
		{ "four pageblocks", 15000, 2048, 3000, true },
		{ "no high mark", 15000, 100000, 0, false },
		{ "a high mark too small for the factor", 10, 100000, 999, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world *w = worlds_one_zone();

		w->setting[SET_WATERMARK_BOOST_FACTOR] = rows[i].factor;
		w->zone[N0_NORMAL].managed = rows[i].managed;
		w->zone[N0_NORMAL].watermark[WMARK_HIGH] = rows[i].wmark_high;
		cr_expect_eq(boost_watermark(w, &w->zone[N0_NORMAL]).boosted, rows[i].boosted, "%s",
			     rows[i].when);
		world_free(w);
	}
}
