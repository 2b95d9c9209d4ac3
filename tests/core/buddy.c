/* SPDX-License-Identifier: GPL-3.0-or-later */
/* buddy.c - splitting a block that is taken, merging one that comes back, and where it is put. */
#include "core/buddy.h"

#include <criterion/criterion.h>

#include "worlds.h"

/* ---- taking ---- */

struct take_row {
	const char *when, *before;
	unsigned order;
	pfn_t pfn;
	const char *after;
};

static void expect_taken(const struct take_row *row, const struct kernel *k)
{
	struct scene s;
	pfn_t pfn;

	scene_open_on(&s, k, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, row->before);
	pfn = rmqueue_smallest(s.m, N0_NORMAL, row->order, MIGRATE_UNMOVABLE);
	cr_expect_eq(pfn, row->pfn, "%s, %s: %x", k->name, row->when, pfn);
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, row->after, "%s, %s: %s", k->name,
			 row->when, worlds_free(s.w, N0_NORMAL).text);
	scene_close(&s);
}

Test(buddy, takes_the_head_of_the_smallest_list_and_keeps_the_low_half)
{
	static const struct take_row rows[] = {
		{ "the whole block", "4U: 1010", 4, 0x1010, "" },
		{ "order 4 of an order-10 block", "10U: 1000", 4, 0x1000,
		  "9U: 1200; 8U: 1100; 7U: 1080; 6U: 1040; 5U: 1020; 4U: 1010" },
		{ "the smallest that is large enough", "4U: 1c10; 7U: 1c80; 8U: 1d00", 5, 0x1c80,
		  "8U: 1d00; 6U: 1cc0; 5U: 1ca0; 4U: 1c10" },
		{ "the head of its list", "5U: 1400 1020", 5, 0x1400, "5U: 1020" },
		{ "no other type's block", "5M: 1400; 4U: 1010", 5, NO_PFN, "5M: 1400; 4U: 1010" },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = ALL_KERNELS; (k = kernels_next(&names));)
			expect_taken(&rows[i], k);
}

/* ---- giving back ---- */

static void give(struct scene *s, pfn_t pfn, unsigned order, uint8_t migratetype)
{
	free_one_page(s->m, N0_NORMAL, (struct block){ pfn, order, migratetype }, FPI_NONE);
}

/*
 *	1000 1001 1002 1003 1004 1005 1006 1007 1008 ... 100f
 *	use  free free use  ---use--- ---free-- ------free---
 */
Test(buddy, a_block_merges_with_its_buddy_and_the_result_with_its_own)
{
	static const struct {
		const char *when;
		pfn_t pfn;
		unsigned order;
		const char *after;
	} rows[] = {
		{ "1003 with 1002", 0x1003, 0, "3M: 1008; 1M: 1002 1006; 0M: 1001" },
		{ "1004 with 1006", 0x1004, 1, "3M: 1008; 2M: 1004; 1M: 1002; 0M: 1001" },
		{ "1000 with all of them", 0x1000, 0, "4M: 1000" },
	};
	const struct kernel *k;

	for (const char *names = ALL_KERNELS; (k = kernels_next(&names));) {
		struct scene s;

		scene_open_on(&s, k, worlds_one_zone());
		worlds_put_free(s.w, N0_NORMAL, "0M: 1002 1001; 1M: 1006; 3M: 1008");
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
			give(&s, rows[i].pfn, rows[i].order, MIGRATE_MOVABLE);
			cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, rows[i].after,
					 "%s, %s: %s", k->name, rows[i].when,
					 worlds_free(s.w, N0_NORMAL).text);
		}
		scene_close(&s);
	}
}

Test(buddy, a_freed_block_is_counted)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, "2M: 1000");
	give(&s, 0x1008, 3, MIGRATE_MOVABLE);
	cr_expect_eq(s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES], 12);
	scene_close(&s);
}

struct tail_row {
	const char *when, *before;
	pfn_t pfn;
	unsigned order;
	const char *after;
	const char *in_2_6_34;  /* which knows heads only; NULL: the same */
};

static void expect_placed(const struct tail_row *row, const struct kernel *k, const char *after)
{
	struct scene s;

	scene_open_on(&s, k, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, row->before);
	give(&s, row->pfn, row->order, MIGRATE_MOVABLE);
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, after, "%s, %s: %s", k->name, row->when,
			 worlds_free(s.w, N0_NORMAL).text);
	scene_close(&s);
}

Test(buddy, a_block_that_may_soon_merge_goes_to_the_tail)
{
	static const struct tail_row rows[] = {
		{ "the pair's buddy is free: tail", "0M: 1404; 1M: 1012", 0x1010, 0,
		  "1M: 1012; 0M: 1404 1010", "1M: 1012; 0M: 1010 1404" },
		{ "no such neighbour: head", "0M: 1404 1010; 1M: 1012", 0x1008, 0,
		  "1M: 1012; 0M: 1008 1404 1010", NULL },
		{ "what counts is the block after merging", "8M: 1200; 9M: 1000", 0x1300, 8,
		  "10M: 1000", NULL },
		{ "order 8, its pair's buddy is larger than a pair: head", "8M: 1800; 10M: 1400",
		  0x1000, 8, "10M: 1400; 8M: 1000 1800", NULL },
		{ "order 8 is the largest that may go to the tail", "8M: 1800; 9M: 1200", 0x1000,
		  8, "9M: 1200; 8M: 1800 1000", "9M: 1200; 8M: 1000 1800" },
		{ "order 9 never does", "9M: 1800; 10M: 1400", 0x1000, 9,
		  "10M: 1400; 9M: 1000 1800", NULL },
		{ "another block of order 10 matters even less", "9M: 1800; 10M: 1c00", 0x1000, 9,
		  "10M: 1c00; 9M: 1000 1800", NULL },
		{ "the pair's buddy counts whatever its type", "0M: 1404; 1U: 1012", 0x1010, 0,
		  "1U: 1012; 0M: 1404 1010", "1U: 1012; 0M: 1010 1404" },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (const char *names = SINCE_4_7; (k = kernels_next(&names));)
			expect_placed(&rows[i], k, rows[i].after);
		expect_placed(&rows[i], kernel_find("2.6.34"),
			      rows[i].in_2_6_34 ? rows[i].in_2_6_34 : rows[i].after);
	}
}

/* One after the other: 1010, whose pair's buddy is free, and then 1008, which has no neighbour. */
Test(buddy, the_next_block_goes_before_it)
{
	static const struct {
		const char *kernels, *after[2];
	} rows[] = {
		{ "2.6.34", { "1M: 1012; 0M: 1010 1404", "1M: 1012; 0M: 1008 1010 1404" } },
		{ SINCE_4_7, { "1M: 1012; 0M: 1404 1010", "1M: 1012; 0M: 1008 1404 1010" } },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct scene s;

			scene_open_on(&s, k, worlds_one_zone());
			worlds_put_free(s.w, N0_NORMAL, "0M: 1404; 1M: 1012");
			for (size_t n = 0; n < 2; n++) {
				give(&s, n ? 0x1008 : 0x1010, 0, MIGRATE_MOVABLE);
				cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text,
						 rows[i].after[n], "%s: %s", k->name,
						 worlds_free(s.w, N0_NORMAL).text);
			}
			scene_close(&s);
		}
}

Test(buddy, a_caller_may_force_the_tail)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, "10M: 1400");
	free_one_page(s.m, N0_NORMAL, (struct block){ 0x1000, 10, MIGRATE_MOVABLE }, FPI_TO_TAIL);
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "10M: 1400 1000");
	scene_close(&s);
}

/* Pageblocks 1000 and 1200, in use but for what is free before. */
struct merge_row {
	const char *kernels, *when, *types, *before;
	pfn_t pfn;
	unsigned order;
	const char *after, *types_after;
};

static void expect_merged(const struct merge_row *row, const struct kernel *k)
{
	struct world *w = worlds_new(&(struct zone_row){ N0_NORMAL, 0x1000, 0x400 }, 1);
	struct scene s;

	scene_open_on(&s, k, w);
	worlds_set_pageblocks(w, row->types);
	worlds_put_free(w, N0_NORMAL, row->before);
	w->zone[N0_NORMAL].nr_isolate_pageblock = pageblock_type(w, 0x1000) == MIGRATE_ISOLATE;
	/* There they count as free, too. */
	if (k->buddy.callers_count && w->zone[N0_NORMAL].nr_isolate_pageblock)
		w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES] = 512;
	cr_expect_eq(scene_free(&s, row->pfn, row->order).status, REQUEST_DONE);
	request_run(s.m, &(struct request){ .op = REQ_DRAIN });
	cr_expect_str_eq(worlds_free(w, N0_NORMAL).text, row->after, "%s, %s: %s", k->name,
			 row->when, worlds_free(w, N0_NORMAL).text);
	cr_expect_str_eq(worlds_pageblocks(w, N0_NORMAL).text, row->types_after, "%s, %s: %s",
			 k->name, row->when, worlds_pageblocks(w, N0_NORMAL).text);
	scene_expect_invariants(&s, row->when);
	scene_close(&s);
}

/* What a pageblock and more merges with, and whose list and type the result has. */
Test(buddy, types_decide_what_merges_across_pageblocks)
{
	static const struct merge_row rows[] = {
		{ "2.6.34", "RESERVE and MOVABLE: always", "1000=RSV", "9RSV: 1000", 0x1200, 9,
		  "10M: 1000", "1000=RSV 1200=M" },
		{ "4.7 4.12 5.10", "HIGHATOMIC and MOVABLE: unless isolated", "1000=H", "9H: 1000",
		  0x1200, 9, "10M: 1000", "1000=H 1200=M" },
		{ SINCE_6_1, "HIGHATOMIC and MOVABLE: only mergeable types", "1000=H", "9H: 1000",
		  0x1200, 9, "9M: 1200; 9H: 1000", "1000=H 1200=M" },
		{ "2.6.34", "ISOLATE and MOVABLE", "1000=I", "9I: 1000", 0x1200, 9, "10M: 1000",
		  "1000=I 1200=M" },
		{ SINCE_4_7, "ISOLATE and MOVABLE", "1000=I", "9I: 1000", 0x1200, 9,
		  "9M: 1200; 9I: 1000", "1000=I 1200=M" },
		{ SINCE_6_1, "CMA and MOVABLE", "1000=C", "9C: 1000", 0x1200, 9,
		  "9M: 1200; 9C: 1000", "1000=C 1200=M" },
		{ SINCE_4_7, "CMA and CMA", "1000=C 1200=C", "9C: 1000", 0x1200, 9, "10C: 1000",
		  "1000=C 1200=C" },
		{ UP_TO_6_1, "UNMOVABLE and MOVABLE: the freed block's list, the types stay",
		  "1000=U", "9U: 1000", 0x1200, 9, "10M: 1000", "1000=U 1200=M" },
		{ "6.12", "UNMOVABLE and MOVABLE: the freed block's list and type", "1000=U",
		  "9U: 1000", 0x1200, 9, "10M: 1000", "1000=M 1200=M" },
		{ UP_TO_6_1, "order 10 over two types: the first one's list", "1000=U", "", 0x1000,
		  10, "10U: 1000", "1000=U 1200=M" },
		{ "6.12", "order 10 over two types: pageblock by pageblock", "1000=U", "", 0x1000,
		  10, "10M: 1000", "1000=M 1200=M" },
		{ UP_TO_6_1, "smaller blocks merge whatever their lists", "1000=M", "8U: 1100",
		  0x1000, 8, "9M: 1000", "1000=M 1200=M" },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));)
			expect_merged(&rows[i], k);
}

Test(buddy, blocks_of_two_zones_do_not_merge)
{
	static const struct zone_row rows[] = {
		{ N0_DMA32, 0x1000, 0x200 }, { N0_NORMAL, 0x1200, 0x200 },
	};
	struct scene s;

	scene_open(&s, worlds_new(rows, 2));
	worlds_put_free(s.w, N0_DMA32, "9M: 1000");
	cr_expect_eq(scene_free(&s, 0x1200, 8).status, REQUEST_DONE);
	cr_expect_eq(scene_free(&s, 0x1300, 8).status, REQUEST_DONE);
	cr_expect_str_eq(worlds_free(s.w, N0_DMA32).text, "9M: 1000");
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "9M: 1200");
	scene_close(&s);
}

Test(buddy, isolated_pages_are_not_counted_free)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_set_pageblocks(s.w, "1000=I");
	s.w->zone[N0_NORMAL].nr_isolate_pageblock = 1;
	cr_expect_eq(scene_free(&s, 0x1000, 4).status, REQUEST_DONE);
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "4I: 1000");
	cr_expect_eq(s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES], 0);
	cr_expect_eq(s.w->zone[N0_NORMAL].free_area[4].nr_free, 1);
	scene_expect_invariants(&s, "isolated");
	scene_close(&s);
}

/* ---- pageblocks ---- */

Test(buddy, the_blocks_of_a_pageblock_move_to_the_tails_in_ascending_order)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, "4M: 1180 1010; 4U: 1400 1020; 0M: 1201 1003");
	cr_expect_eq(move_freepages_block(s.m, N0_NORMAL, 0x1180, MIGRATE_UNMOVABLE), 49);
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text,
			 "4U: 1400 1010 1020 1180; 0U: 1003; 0M: 1201");
	scene_close(&s);
}

Test(buddy, a_pageblock_that_ends_outside_the_zone_does_not_move)
{
	struct scene s;

	scene_open(&s, worlds_new(&(struct zone_row){ N0_NORMAL, 0x1100, 0x200 }, 1));
	worlds_put_free(s.w, N0_NORMAL, "4M: 1110 1210");
	cr_expect_eq(move_freepages_block(s.m, N0_NORMAL, 0x1210, MIGRATE_UNMOVABLE), 0);
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "4M: 1110 1210");
	/* One that begins before the zone does, from the block itself on. */
	cr_expect_eq(move_freepages_block(s.m, N0_NORMAL, 0x1110, MIGRATE_UNMOVABLE), 16);
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "4U: 1110; 4M: 1210");
	scene_close(&s);
}

Test(buddy, without_grouping_by_mobility_every_pageblock_becomes_unmovable)
{
	static const struct {
		const char *when;
		int64_t disabled;
		uint8_t to, becomes;
	} rows[] = {
		{ "grouping, to RECLAIMABLE", 0, MIGRATE_RECLAIMABLE, MIGRATE_RECLAIMABLE },
		{ "no grouping, to RECLAIMABLE", 1, MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
		{ "no grouping, to HIGHATOMIC", 1, MIGRATE_HIGHATOMIC, MIGRATE_HIGHATOMIC },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene s;

		scene_open(&s, worlds_one_zone());
		s.w->setting[SET_MOBILITY_DISABLED] = rows[i].disabled;
		set_pageblock_type(s.m, 0x1000, rows[i].to);
		cr_expect_eq(pageblock_type(s.w, 0x1000), rows[i].becomes, "%s", rows[i].when);
		scene_close(&s);
	}
}
