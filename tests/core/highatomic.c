/* SPDX-License-Identifier: GPL-3.0-or-later */
/* highatomic.c - setting pageblocks aside for atomic high orders, using them, giving them back. */
#include "core/highatomic.h"

#include <criterion/criterion.h>

#include "worlds.h"

enum { ATOMIC_FLAGS = ALLOC_HIGHATOMIC | ALLOC_NON_BLOCK | ALLOC_MIN_RESERVE };

/* Flags of an attempt with rights to the reserve. */
static uint32_t atomic_flags(const struct kernel *k)
{
	return k->highatomic.reserve_flags == ALLOC_HARDER ? ALLOC_HARDER | ALLOC_HIGH :
							     ATOMIC_FLAGS;
}

Test(highatomic, the_pageblock_of_an_atomic_high_order_block_is_reserved_and_used_first)
{
	const struct kernel *k;

	for (const char *names = SINCE_4_7; (k = kernels_next(&names));) {
		const bool counts_free_ones = k == kernel_find("6.12");
		const struct zone *z;
		struct scene s;

		scene_open_on(&s, k, worlds_one_zone());
		z = &s.w->zone[N0_NORMAL];
		worlds_set_managed(s.w, N0_NORMAL, 200000);
		worlds_set_pageblocks(s.w, "1000=U 1200=U");
		worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
		cr_expect_eq(scene_take(&s, 4, MIGRATE_UNMOVABLE, atomic_flags(k)), 0x1000);
		cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text,
				 "9U: 1200; 8H: 1100; 7H: 1080; 6H: 1040; 5H: 1020; 4H: 1010",
				 "%s", k->name);
		cr_expect_eq(z->nr_reserved_highatomic, 512, "%s", k->name);
		cr_expect_eq(z->nr_free_highatomic, counts_free_ones ? 496 : 0, "%s: %jd", k->name,
			     (intmax_t)z->nr_free_highatomic);
		cr_expect_eq(scene_take(&s, 4, MIGRATE_UNMOVABLE, atomic_flags(k)), 0x1010);
		cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text,
				 "9U: 1200; 8H: 1100; 7H: 1080; 6H: 1040; 5H: 1020", "%s", k->name);
		cr_expect_eq(z->nr_reserved_highatomic, 512, "%s", k->name);
		cr_expect_str_eq(worlds_pageblocks(s.w, N0_NORMAL).text,
				 "1000=H 1200=U 1400=M 1600=M 1800=M 1a00=M 1c00=M 1e00=M", "%s",
				 k->name);
		scene_expect_invariants(&s, "reserved");
		scene_close(&s);
	}
}

struct limit_row {
	int64_t managed, limit, blocks, limit_6_12, blocks_6_12;
};

static void expect_reserved(const struct kernel *k, int64_t managed, int64_t limit, int64_t blocks)
{
	struct world *w = worlds_new(&(struct zone_row){ N0_NORMAL, 0x1000, 0x4000 }, 1);
	const struct zone *z = &w->zone[N0_NORMAL];
	struct scene s;

	scene_open_on(&s, k, w);
	worlds_set_managed(w, N0_NORMAL, managed);
	cr_expect_eq(k->highatomic.limit(w, z), limit, "%s, managed %jd", k->name,
		     (intmax_t)managed);
	for (pfn_t pfn = 0x1000; pfn < 0x5000; pfn += 512) {
		struct alloc_context ac = scene_context(&s, 1, MIGRATE_UNMOVABLE, atomic_flags(k));

		ac.page = pfn;
		reserve_pageblock(&ac);
	}
	cr_expect_eq(z->nr_reserved_highatomic, 512 * blocks, "%s, managed %jd: %jd", k->name,
		     (intmax_t)managed, (intmax_t)z->nr_reserved_highatomic / 512);
	scene_close(&s);
}

Test(highatomic, about_a_hundredth_of_the_zone_may_be_reserved)
{
	static const struct limit_row rows[] = {
		{ 10000, 612, 2, 0, 0 },         { 40000, 912, 2, 0, 0 },
		{ 51199, 1023, 2, 0, 0 },        { 51200, 1024, 2, 512, 1 },
		{ 51300, 1025, 3, 1024, 2 },     { 102400, 1536, 3, 1024, 2 },
		{ 200000, 2512, 5, 2048, 4 },    { 262144, 3133, 7, 3072, 6 },
		{ 1000000, 10512, 21, 10240, 20 },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (const char *names = "4.7 4.12 5.10 6.1"; (k = kernels_next(&names));)
			expect_reserved(k, rows[i].managed, rows[i].limit, rows[i].blocks);
		expect_reserved(kernel_find("6.12"), rows[i].managed, rows[i].limit_6_12,
				rows[i].blocks_6_12);
	}
}

Test(highatomic, only_pageblocks_of_ordinary_types_are_reserved)
{
	static const struct {
		const char *when, *type;
		uint32_t flags;
		bool reserved;
	} rows[] = {
		{ "UNMOVABLE", "1000=U", ATOMIC_FLAGS, true },
		{ "MOVABLE", "1000=M", ATOMIC_FLAGS, true },
		{ "RECLAIMABLE", "1000=R", ATOMIC_FLAGS, true },
		{ "HIGHATOMIC already", "1000=H", ATOMIC_FLAGS, false },
		{ "CMA", "1000=C", ATOMIC_FLAGS, false },
		{ "ISOLATE", "1000=I", ATOMIC_FLAGS, false },
		{ "not for this request", "1000=U", ALLOC_NON_BLOCK | ALLOC_MIN_RESERVE, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct alloc_context ac;
		struct scene s;

		scene_open(&s, worlds_one_zone());
		worlds_set_pageblocks(s.w, rows[i].type);
		ac = scene_context(&s, 1, MIGRATE_UNMOVABLE, rows[i].flags);
		ac.page = 0x1000;
		reserve_pageblock(&ac);
		cr_expect_eq(s.w->zone[N0_NORMAL].nr_reserved_highatomic != 0, rows[i].reserved,
			     "%s", rows[i].when);
		scene_close(&s);
	}
}

/* The fast attempt has no rights to the reserve and makes none, even for GFP_ATOMIC. */
Test(highatomic, only_the_slow_path_reserves)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, "10M: 1000");
	cr_expect_eq(scene_alloc(&s, 4, GFP_ATOMIC).status, REQUEST_DONE);
	cr_expect_eq(s.w->zone[N0_NORMAL].nr_reserved_highatomic, 0);
	worlds_set_marks(s.w, N0_NORMAL, 100, 2000, 3000);
	cr_expect_eq(scene_alloc(&s, 4, GFP_ATOMIC).status, REQUEST_DONE);
	cr_expect_eq(s.w->zone[N0_NORMAL].nr_reserved_highatomic, 512);
	scene_expect_invariants(&s, "reserved");
	scene_close(&s);
}

Test(highatomic, who_may_use_the_reserve_and_when)
{
	static const struct {
		const char *when, *before;
		unsigned order;
		uint32_t flags;
		pfn_t pfn;
	} rows[] = {
		{ "ALLOC_HIGHATOMIC: first", "4H: 1010; 4M: 1400", 4, ALLOC_HIGHATOMIC, 0x1010 },
		{ "NON_BLOCK: last", "4H: 1010; 4M: 1400", 4, ALLOC_NON_BLOCK, 0x1400 },
		{ "NON_BLOCK: when there is nothing else", "4H: 1010", 4, ALLOC_NON_BLOCK,
		  0x1010 },
		{ "OOM victim: when there is nothing else", "4H: 1010", 4, ALLOC_OOM, 0x1010 },
		{ "order 0, too", "4H: 1010", 0, ALLOC_NON_BLOCK, 0x1010 },
		{ "MIN_RESERVE alone: never", "4H: 1010", 4, ALLOC_MIN_RESERVE, NO_PFN },
		{ "nobody else", "4H: 1010", 4, 0, NO_PFN },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene s;
		pfn_t pfn;

		scene_open(&s, worlds_one_zone());
		worlds_set_pageblocks(s.w, "1000=H");
		worlds_put_free(s.w, N0_NORMAL, rows[i].before);
		pfn = scene_take(&s, rows[i].order, MIGRATE_MOVABLE, rows[i].flags);
		cr_expect_eq(pfn, rows[i].pfn, "%s: %x", rows[i].when, pfn);
		scene_close(&s);
	}
}

/* ---- giving back ---- */

static bool unreserve(struct scene *s, enum migratetype migratetype, bool force)
{
	struct unreserve u = { .zonelist = &s->w->zonelist[ZONELIST_FALLBACK][0],
			       .highest_zoneidx = 2, .migratetype = migratetype, .force = force };

	return unreserve_pageblock(s->m, &u);
}

Test(highatomic, the_pageblock_of_the_smallest_free_block_is_given_back)
{
	const struct kernel *k;

	for (const char *names = SINCE_4_7; (k = kernels_next(&names));) {
		struct scene s;

		scene_open_on(&s, k, worlds_one_zone());
		worlds_set_pageblocks(s.w, "1000=H 1400=H");
		worlds_put_free(s.w, N0_NORMAL, "4H: 1010 1030; 6H: 1040; 2H: 1404");
		s.w->zone[N0_NORMAL].nr_reserved_highatomic = 1024;
		cr_expect_eq(unreserve(&s, MIGRATE_MOVABLE, false), k != kernel_find("4.7"),
			     "%s: 4.7 tells nobody", k->name);
		cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text,
				 "6H: 1040; 4H: 1010 1030; 2M: 1404", "%s", k->name);
		cr_expect_eq(s.w->zone[N0_NORMAL].nr_reserved_highatomic, 512, "%s", k->name);
		cr_expect_eq(pageblock_type(s.w, 0x1000), MIGRATE_HIGHATOMIC, "%s", k->name);
		cr_expect_eq(pageblock_type(s.w, 0x1400), MIGRATE_MOVABLE, "%s", k->name);
		scene_expect_invariants(&s, "unreserved");
		scene_close(&s);
	}
}

Test(highatomic, the_last_pageblock_is_given_back_only_by_force)
{
	static const struct {
		const char *when, *types, *before;
		int64_t reserved;
		bool force, moved;
		const char *after;
		int64_t reserved_after;
	} rows[] = {
		{ "one is left", "1000=H", "4H: 1010", 512, false, false, "4H: 1010", 512 },
		{ "by force", "1000=H", "4H: 1010", 512, true, true, "4U: 1010", 0 },
		{ "nothing is free in them", "1000=H 1200=H", "", 1024, true, false, "", 1024 },
		{ "a block on the list of a pageblock that is HIGHATOMIC no longer", "1000=M",
		  "4H: 1010", 1024, false, true, "4U: 1010", 1024 },
		{ "never below 0", "1000=H", "4H: 1010", 100, true, true, "4U: 1010", 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene s;

		scene_open(&s, worlds_one_zone());
		worlds_set_pageblocks(s.w, rows[i].types);
		worlds_put_free(s.w, N0_NORMAL, rows[i].before);
		s.w->zone[N0_NORMAL].nr_reserved_highatomic = rows[i].reserved;
		cr_expect_eq(unreserve(&s, MIGRATE_UNMOVABLE, rows[i].force), rows[i].moved, "%s",
			     rows[i].when);
		cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, rows[i].after, "%s: %s",
				 rows[i].when, worlds_free(s.w, N0_NORMAL).text);
		cr_expect_eq(s.w->zone[N0_NORMAL].nr_reserved_highatomic, rows[i].reserved_after,
			     "%s", rows[i].when);
		scene_close(&s);
	}
}

Test(highatomic, giving_back_merges_nothing)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_set_pageblocks(s.w, "1200=H");
	worlds_put_free(s.w, N0_NORMAL, "9M: 1000; 9H: 1200");
	s.w->zone[N0_NORMAL].nr_reserved_highatomic = 1024;
	cr_expect(unreserve(&s, MIGRATE_MOVABLE, false));
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "9M: 1000 1200");
	scene_expect_invariants(&s, "two buddies of order 9 side by side");
	scene_close(&s);
}

/* A zone's end may lie inside a pageblock: then its pages do not move, and the search goes on. */
Test(highatomic, a_pageblock_from_which_nothing_moves_does_not_count)
{
	struct scene s;

	scene_open(&s, worlds_new(&(struct zone_row){ N0_NORMAL, 0x1000, 0x900 }, 1));
	worlds_set_pageblocks(s.w, "1000=H 1800=H");
	worlds_put_free(s.w, N0_NORMAL, "2H: 1804; 4H: 1010");
	s.w->zone[N0_NORMAL].nr_reserved_highatomic = 1024;
	cr_expect(unreserve(&s, MIGRATE_MOVABLE, false));
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "4M: 1010; 2H: 1804");
	cr_expect_eq(s.w->zone[N0_NORMAL].nr_reserved_highatomic, 0);
	scene_close(&s);
}

Test(highatomic, the_request_says_whether_something_was_given_back)
{
	struct request r = { .op = REQ_UNRESERVE };
	struct result res;
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_set_pageblocks(s.w, "1000=H");
	worlds_put_free(s.w, N0_NORMAL, "4H: 1010");
	s.w->zone[N0_NORMAL].nr_reserved_highatomic = 512;
	res = request_run(s.m, &r);
	cr_expect_eq(res.status, REQUEST_DONE);
	cr_expect_eq(res.got, 0);
	r.force = true;
	res = request_run(s.m, &r);
	cr_expect_eq(res.got, 1);
	cr_expect_eq(pageblock_type(s.w, 0x1000), MIGRATE_UNMOVABLE);
	scene_close(&s);
}
