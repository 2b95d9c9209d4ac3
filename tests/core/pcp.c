/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pcp.c - refilling a CPU's lists, taking from them, giving to them, and what leaves when. */
#include "core/pcp.h"

#include <criterion/criterion.h>

#include "worlds.h"

static void expect_lists(const struct scene *s, const char *when, const char *pcp,
			 const char *free_lists)
{
	const char *kernel = machine_kernel(s->m)->name;

	cr_expect_str_eq(worlds_pcp(s->w, N0_NORMAL).text, pcp, "%s, %s: PCP %s", kernel, when,
			 worlds_pcp(s->w, N0_NORMAL).text);
	cr_expect_str_eq(worlds_free(s->w, N0_NORMAL).text, free_lists, "%s, %s: free %s", kernel,
			 when, worlds_free(s->w, N0_NORMAL).text);
}

/* ---- which list ---- */

Test(pcp, orders_0_to_3_and_that_of_a_pageblock_have_lists)
{
	static const struct {
		const char *when;
		unsigned order;
		uint8_t type;
		unsigned list;
	} rows[] = {
		{ "order 0", 0, MIGRATE_UNMOVABLE, 0 },
		{ "order 0", 0, MIGRATE_MOVABLE, 1 },
		{ "order 0", 0, MIGRATE_RECLAIMABLE, 2 },
		{ "order 1", 1, MIGRATE_UNMOVABLE, 3 },
		{ "order 3", 3, MIGRATE_RECLAIMABLE, 11 },
		{ "order 9", 9, MIGRATE_UNMOVABLE, 12 },
		{ "order 9: one list for both", 9, MIGRATE_RECLAIMABLE, 12 },
		{ "order 9", 9, MIGRATE_MOVABLE, 13 },
	};
	const struct kernel *k = kernel_find("6.1");
	struct world *w = worlds_one_zone();

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect_eq(pcp_list(&k->pcp, rows[i].order, rows[i].type), rows[i].list,
			     "%s, type %u", rows[i].when, rows[i].type);
		cr_expect_eq(pcp_list_order(w, &k->pcp, rows[i].list), rows[i].order, "%s",
			     rows[i].when);
	}
	for (unsigned order = 0; order < NR_ORDERS; order++)
		cr_expect_eq(pcp_takes_order(w, k, order), order <= 3 || order == 9, "order %u",
			     order);
	world_free(w);
}

/* ---- taking ---- */

struct refill_row {
	const char *kernels, *when, *types, *before;
	int64_t batch, high;
	unsigned order;
	enum migratetype type;
	pfn_t pfn;
	const char *pcp;
	int64_t count;
	const char *after;
	int64_t nr_free_pages;
};

static void expect_refill(const struct refill_row *row, const struct kernel *k)
{
	struct scene s;
	pfn_t pfn;

	scene_open_on(&s, k, worlds_one_zone());
	worlds_set_pageblocks(s.w, row->types);
	worlds_put_free(s.w, N0_NORMAL, row->before);
	worlds_set_pcp(s.w, N0_NORMAL, row->batch, row->high);
	pfn = scene_take(&s, row->order, row->type, 0);
	cr_expect_eq(pfn, row->pfn, "%s, %s: %x", k->name, row->when, pfn);
	expect_lists(&s, row->when, row->pcp, row->after);
	cr_expect_eq(worlds_pcp_count(s.w, N0_NORMAL), row->count, "%s, %s", k->name, row->when);
	cr_expect_eq(s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES], row->nr_free_pages,
		     "%s, %s: %jd", k->name, row->when,
		     (intmax_t)s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES]);
	scene_expect_invariants(&s, row->when);
	scene_close(&s);
}

Test(pcp, an_empty_list_is_refilled_and_gives_what_was_found_first)
{
	static const struct refill_row rows[] = {
		{ ALL_KERNELS, "a batch of single pages from one large block", "1000=U 1200=U",
		  "10U: 1000", 4, 24, 0, MIGRATE_UNMOVABLE, 0x1000, "U0: 1001 1002 1003", 3,
		  "9U: 1200; 8U: 1100; 7U: 1080; 6U: 1040; 5U: 1020; 4U: 1010; 3U: 1008; 2U: 1004",
		  1020 },
		{ ALL_KERNELS, "the smallest block first, each time", "1400=U 1600=U 1800=U 1a00=U",
		  "0U: 1a05; 1U: 1404 1602; 3U: 1810", 4, 24, 0, MIGRATE_UNMOVABLE, 0x1a05,
		  "U0: 1404 1405 1602", 3, "3U: 1810; 0U: 1603", 9 },
		{ SINCE_6_1, "order 2: batch >> 2 blocks", "", "10M: 1000", 15, 90, 2,
		  MIGRATE_MOVABLE, 0x1000, "M2: 1004 1008", 8,
		  "9M: 1200; 8M: 1100; 7M: 1080; 6M: 1040; 5M: 1020; 4M: 1010; 2M: 100c", 1012 },
		{ UP_TO_5_10, "order 9 has no list", "1000=U 1200=U 1c00=U",
		  "4U: 1c10; 7U: 1c80; 8U: 1d00; 10U: 1000", 4, 24, 9, MIGRATE_UNMOVABLE, 0x1000,
		  "", 0, "9U: 1200; 8U: 1d00; 7U: 1c80; 4U: 1c10", 912 },
		{ SINCE_6_1, "order 9: never fewer than two blocks", "1000=U 1200=U 1c00=U",
		  "4U: 1c10; 7U: 1c80; 8U: 1d00; 10U: 1000", 4, 24, 9, MIGRATE_UNMOVABLE, 0x1000,
		  "THP-UR: 1200", 512, "8U: 1d00; 7U: 1c80; 4U: 1c10", 400 },
		{ ALL_KERNELS, "batch 1: one page, and no list is left", "", "0M: 1001 1003", 1,
		  24, 0, MIGRATE_MOVABLE, 0x1001, "", 0, "0M: 1003", 1 },
		{ ALL_KERNELS, "fewer than asked for", "", "0M: 1001 1003", 4, 24, 0,
		  MIGRATE_MOVABLE, 0x1001, "M0: 1003", 1, "", 0 },
	};

	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));)
			expect_refill(&rows[i], k);
}

Test(pcp, following_requests_get_ascending_pages_without_touching_the_free_lists)
{
	const struct kernel *k;

	for (const char *names = ALL_KERNELS; (k = kernels_next(&names));) {
		struct scene s;

		scene_open_on(&s, k, worlds_one_zone());
		worlds_set_pageblocks(s.w, "1000=U 1200=U");
		worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
		for (pfn_t pfn = 0x1000; pfn < 0x1004; pfn++)
			cr_expect_eq(scene_take(&s, 0, MIGRATE_UNMOVABLE, 0), pfn, "%s", k->name);
		cr_expect_eq(recorder_count(&s.r, EVENT_PCP_REFILL), 1, "%s", k->name);
		cr_expect_eq(s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES], 1020, "%s", k->name);
		cr_expect_eq(scene_take(&s, 0, MIGRATE_UNMOVABLE, 0), 0x1004, "%s", k->name);
		cr_expect_eq(recorder_count(&s.r, EVENT_PCP_REFILL), 2, "%s", k->name);
		scene_close(&s);
	}
}

Test(pcp, an_order_that_has_no_list_goes_past_them)
{
	const struct kernel *k;

	for (const char *names = ALL_KERNELS; (k = kernels_next(&names));) {
		struct scene s;

		scene_open_on(&s, k, worlds_one_zone());
		worlds_put_free(s.w, N0_NORMAL, "7M: 1c80");
		worlds_put_pcp(s.w, N0_NORMAL, "M0: 1001");
		cr_expect_eq(scene_take(&s, 5, MIGRATE_MOVABLE, 0), 0x1c80, "%s", k->name);
		expect_lists(&s, "order 5", "M0: 1001", "6M: 1cc0; 5M: 1ca0");
		scene_close(&s);
	}
}

/* Order 9 first, and then order 5, of which there is none: the smallest block that is larger. */
Test(pcp, a_huge_block_leaves_the_smaller_ones_alone)
{
	static const struct {
		const char *kernels, *pcp, *after;
	} rows[] = {
		{ UP_TO_5_10, "", "9U: 1200; 8U: 1d00; 6U: 1cc0; 5U: 1ca0; 4U: 1c10" },
		{ SINCE_6_1, "THP-UR: 1200", "8U: 1d00; 6U: 1cc0; 5U: 1ca0; 4U: 1c10" },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct scene s;

			scene_open_on(&s, k, worlds_one_zone());
			worlds_set_pageblocks(s.w, "1000=U 1200=U 1c00=U");
			worlds_put_free(s.w, N0_NORMAL, "10U: 1000; 4U: 1c10; 7U: 1c80; 8U: 1d00");
			cr_expect_eq(scene_take(&s, 9, MIGRATE_UNMOVABLE, 0), 0x1000, "%s",
				     k->name);
			cr_expect_eq(scene_take(&s, 5, MIGRATE_UNMOVABLE, 0), 0x1c80, "%s",
				     k->name);
			expect_lists(&s, "orders 9 and 5", rows[i].pcp, rows[i].after);
			scene_expect_invariants(&s, "orders 9 and 5");
			scene_close(&s);
		}
}

/* Each refill of order 9 takes two blocks; the second one has to claim MOVABLE pageblocks. */
Test(pcp, unmovable_huge_blocks_wait_on_a_list_of_their_own)
{
	const struct kernel *k;

	for (const char *names = SINCE_6_1; (k = kernels_next(&names));) {
		struct scene s;

		scene_open_on(&s, k, worlds_one_zone());
		worlds_put_free(s.w, N0_NORMAL, "10M: 1000 1400");
		cr_expect_eq(scene_take(&s, 9, MIGRATE_MOVABLE, 0), 0x1000);
		expect_lists(&s, "movable", "THP-M: 1200", "10M: 1400");
		cr_expect_eq(worlds_pcp_count(s.w, N0_NORMAL), 512);
		cr_expect_eq(scene_take(&s, 9, MIGRATE_UNMOVABLE, 0), 0x1400);
		expect_lists(&s, "unmovable", "THP-UR: 1600; THP-M: 1200", "");
		cr_expect_eq(worlds_pcp_count(s.w, N0_NORMAL), 1024);
		cr_expect_str_eq(worlds_pageblocks(s.w, N0_NORMAL).text,
				 "1000=M 1200=M 1400=U 1600=U 1800=M 1a00=M 1c00=M 1e00=M");
		scene_expect_invariants(&s, "two huge blocks");
		scene_close(&s);
	}
}

/* The PCP lists cannot serve it, but the free lists may: here the HIGHATOMIC ones. */
Test(pcp, a_refill_that_finds_nothing_is_no_failure)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_set_pageblocks(s.w, "1000=H");
	worlds_put_free(s.w, N0_NORMAL, "3H: 1008");
	cr_expect_eq(scene_take(&s, 0, MIGRATE_MOVABLE, 0), NO_PFN);
	cr_expect_eq(scene_take(&s, 0, MIGRATE_MOVABLE, ALLOC_NON_BLOCK), 0x1008);
	cr_expect_eq(recorder_count(&s.r, EVENT_PCP_EMPTY), 2);
	expect_lists(&s, "highatomic", "", "2H: 100c; 1H: 100a; 0H: 1009");
	scene_close(&s);
}

/* ---- giving ---- */

Test(pcp, the_page_freed_last_is_handed_out_first)
{
	const struct kernel *k;

	for (const char *names = ALL_KERNELS; (k = kernels_next(&names));) {
		struct scene s;

		scene_open_on(&s, k, worlds_one_zone());
		worlds_set_pageblocks(s.w, "1000=U");
		for (pfn_t pfn = 0x1001; pfn <= 0x1005; pfn += 2)
			cr_expect_eq(scene_free(&s, pfn, 0).status, REQUEST_DONE, "%s", k->name);
		expect_lists(&s, "three frees", "U0: 1005 1003 1001", "");
		for (pfn_t pfn = 0x1005; pfn >= 0x1001; pfn -= 2)
			cr_expect_eq(scene_take(&s, 0, MIGRATE_UNMOVABLE, 0), pfn, "%s", k->name);
		expect_lists(&s, "three requests", "", "");
		scene_expect_invariants(&s, "last in, first out");
		scene_close(&s);
	}
}

Test(pcp, a_page_goes_to_the_list_of_its_pageblock_now)
{
	static const struct {
		const char *when, *type;
		unsigned order;
		const char *pcp, *after;
	} rows[] = {
		{ "UNMOVABLE", "1000=U", 0, "U0: 1000", "" },
		{ "RECLAIMABLE, order 2", "1000=R", 2, "R2: 1000", "" },
		{ "HIGHATOMIC waits with the movable ones", "1000=H", 0, "M0: 1000", "" },
		{ "CMA waits with the movable ones", "1000=C", 1, "M1: 1000", "" },
		{ "ISOLATE does not wait", "1000=I", 0, "", "0I: 1000" },
		{ "order 9", "1000=R", 9, "THP-UR: 1000", "" },
		{ "order 4 has no list", "1000=R", 4, "", "4R: 1000" },
		{ "order 10 has no list", "1000=R", 10, "", "10R: 1000" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene s;

		scene_open(&s, worlds_one_zone());
		worlds_set_pcp(s.w, N0_NORMAL, 4, 2000);
		worlds_set_pageblocks(s.w, rows[i].type);
		cr_expect_eq(scene_free(&s, 0x1000, rows[i].order).status, REQUEST_DONE, "%s",
			     rows[i].when);
		expect_lists(&s, rows[i].when, rows[i].pcp, rows[i].after);
		scene_expect_invariants(&s, rows[i].when);
		scene_close(&s);
	}
}

Test(pcp, the_type_at_free_time_decides_and_not_that_of_the_request)
{
	static const struct {
		const char *kernels, *rest;     /* of the block that was stolen from */
	} rows[] = {
		{ "2.6.34 6.12", "2U: 100c; 1U: 100a; 0U: 1009" },
		{ "4.7 4.12 5.10 6.1", "2M: 100c; 1M: 100a; 0M: 1009" },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct scene s;

			scene_open_on(&s, k, worlds_one_zone());
			worlds_set_pcp(s.w, N0_NORMAL, 1, 24);
			worlds_set_pageblocks(s.w, "1000=U");
			worlds_put_free(s.w, N0_NORMAL, "3U: 1008");
			cr_expect_eq(scene_take(&s, 0, MIGRATE_MOVABLE, 0), 0x1008, "%s", k->name);
			expect_lists(&s, "taken", "", rows[i].rest);
			scene_free(&s, 0x1008, 0);
			expect_lists(&s, "freed", "U0: 1008", rows[i].rest);
			request_run(s.m, &(struct request){ .op = REQ_DRAIN });
			expect_lists(&s, "drained", "", "3U: 1008");
			scene_expect_invariants(&s, "drained");
			scene_close(&s);
		}
}

/* ---- overflow ---- */

/* Lone pages of MOVABLE pageblocks, so that none merges. */
static const char three_lists[] = "U0: 1001; M0: 1101 1103 1105 1107 1109 110b; R0: 1201 1203 1205";

/* The lists, and then page 1301 is freed. The last that left is the first on the free list. */
struct overflow_row {
	const char *kernels, *when, *before;
	int64_t batch, high, reclaim_active;
	const char *pcp, *after;
};

static void expect_overflow(const struct overflow_row *row, const struct kernel *k)
{
	struct scene s;

	scene_open_on(&s, k, worlds_one_zone());
	worlds_put_pcp(s.w, N0_NORMAL, row->before);
	worlds_set_pcp(s.w, N0_NORMAL, row->batch, row->high);
	s.w->zone[N0_NORMAL].flags = row->reclaim_active;
	cr_expect_eq(scene_free(&s, 0x1301, 0).status, REQUEST_DONE);
	expect_lists(&s, row->when, row->pcp, row->after);
	scene_expect_invariants(&s, row->when);
	scene_close(&s);
}

Test(pcp, overflow_goes_round_the_lists_from_their_tails)
{
	static const char unequal[] = "U0: 1001 1003; M0: 1101; R0: 1201 1203 1205 1207 1209";
	static const struct overflow_row rows[] = {
		{ "2.6.34", "from RECLAIMABLE on", three_lists, 5, 11, 0,
		  "M0: 1301 1101 1103 1105 1107; R0: 1201", "0M: 1109 1203 1001 110b 1205" },
		{ "4.7 4.12 5.10", "from MOVABLE on", three_lists, 5, 11, 0,
		  "M0: 1301 1101 1103 1105 1107; R0: 1201", "0M: 1203 1109 1001 1205 110b" },
		{ "2.6.34", "an empty list leaves its turn to the next", unequal, 8, 9, 0,
		  "R0: 1201", "0M: 1203 1205 1001 1301 1207 1003 1101 1209" },
		{ "4.7 4.12 5.10", "an empty list leaves its turn to the next", unequal, 8, 9, 0,
		  "R0: 1201", "0M: 1203 1205 1001 1207 1301 1003 1209 1101" },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));)
			expect_overflow(&rows[i], k);
}

Test(pcp, overflow_empties_the_list_freed_to_from_its_tail)
{
	static const struct overflow_row rows[] = {
		{ SINCE_6_1, "a batch of 5", three_lists, 5, 11, 0,
		  "U0: 1001; M0: 1301 1101; R0: 1201 1203 1205", "0M: 1103 1105 1107 1109 110b" },
		{ "6.1", "more than that list has: the next one, and around", three_lists, 10, 11,
		  0, "U0: 1001; M0: 1301 1101 1103 1105 1107 1109; R0: 1201 1203 1205",
		  "0M: 110b" },
		{ "6.1", "below high nothing leaves", three_lists, 5, 12, 0,
		  "U0: 1001; M0: 1301 1101 1103 1105 1107 1109 110b; R0: 1201 1203 1205", "" },
		{ "6.1", "kswapd is at work: four batches are too many", three_lists, 2, 1000,
		  ZONE_RECLAIM_ACTIVE,
		  "U0: 1001; M0: 1301 1101 1103 1105 1107; R0: 1201 1203 1205", "0M: 1109 110b" },
		{ "6.1", "high below batch: one page at a time", three_lists, 5, 4, 0,
		  "U0: 1001; M0: 1301 1101 1103 1105 1107 1109; R0: 1201 1203 1205", "0M: 110b" },
		{ "6.1", "high 0: one page at a time", three_lists, 5, 0, 0,
		  "U0: 1001; M0: 1301 1101 1103 1105 1107 1109; R0: 1201 1203 1205", "0M: 110b" },
	};

	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));)
			expect_overflow(&rows[i], k);
}

Test(pcp, overflow_goes_on_with_the_next_list_and_around)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_pcp(s.w, N0_NORMAL, "U0: 1001 1003; M0: 1101; R0: 1201");
	kernel_find("6.1")->pcp.bulk_free(s.m, N0_NORMAL, 4, 1);
	expect_lists(&s, "M0, R0, U0", "", "0M: 1001 1003 1201 1101");
	scene_close(&s);
}

Test(pcp, a_huge_block_that_overflows_leaves_whole)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_pcp(s.w, N0_NORMAL, "THP-M: 1200 1600");
	kernel_find("6.1")->pcp.bulk_free(s.m, N0_NORMAL, 1, 0);
	expect_lists(&s, "one page asked for", "THP-M: 1200", "9M: 1600");
	cr_expect_eq(worlds_pcp_count(s.w, N0_NORMAL), 512);
	scene_close(&s);
}

/* Each overflow returns twice as much as the one before, while nobody allocates. */
Test(pcp, frees_alone_make_every_overflow_larger)
{
	static const struct {
		int number;
		int64_t returned, count, free_factor;
	} rows[] = {
		{ 40, 4, 36, 1 }, { 44, 8, 32, 2 },  { 52, 16, 24, 3 }, { 68, 32, 8, 4 }, { 100, 36,
		  4, 4 },
	};
	struct scene s;
	size_t row = 0;

	scene_open(&s, worlds_one_zone());
	worlds_set_pcp(s.w, N0_NORMAL, 4, 40);
	for (int i = 1; i <= 100; i++) {
		const struct pcp *pcp = world_pcp(s.w, N0_NORMAL, 0);
		size_t before = recorder_count(&s.r, EVENT_PCP_OVERFLOW);
		const struct event *e;

		scene_free(&s, 0x1001 + 2 * (pfn_t)(i - 1), 0);
		e = recorder_find(&s.r, EVENT_PCP_OVERFLOW, before);
		cr_expect_eq(e != NULL, row < 5 && i == rows[row].number, "free %d", i);
		if (!e || row == 5)
			continue;
		cr_expect_eq(e->v[2], rows[row].returned, "free %d: %jd", i, (intmax_t)e->v[2]);
		cr_expect_eq(pcp->count, rows[row].count, "free %d: %jd", i, (intmax_t)pcp->count);
		cr_expect_eq(pcp->free_factor, rows[row].free_factor, "free %d", i);
		row++;
	}
	cr_expect_eq(row, 5);
	scene_expect_invariants(&s, "100 frees");
	scene_close(&s);
}

Test(pcp, an_allocation_halves_the_free_factor)
{
	static const int64_t factors[][2] = { { 5, 2 }, { 4, 2 }, { 1, 0 }, { 0, 0 } };

	for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
		struct scene s;

		scene_open(&s, worlds_one_zone());
		world_pcp(s.w, N0_NORMAL, 0)->free_factor = factors[i][0];
		scene_take(&s, 0, MIGRATE_MOVABLE, 0);
		cr_expect_eq(world_pcp(s.w, N0_NORMAL, 0)->free_factor, factors[i][1],
			     "hit or miss, from %jd", (intmax_t)factors[i][0]);
		scene_close(&s);
	}
}

Test(pcp, a_high_order_free_after_others_empties_all_lists)
{
	static const struct {
		const char *when;
		int64_t free_factor;
		unsigned order;
		int64_t count;
	} rows[] = {
		{ "order 1, free_factor 1", 1, 1, 0 },
		{ "order 2, free_factor 1", 1, 2, 0 },
		{ "order 3, free_factor 1", 1, 3, 0 },
		{ "order 3, free_factor 5", 5, 3, 0 },
		{ "order 1, free_factor 0", 0, 1, 12 },
		{ "order 0, free_factor 1", 1, 0, 11 },
		{ "order 9, free_factor 1", 1, 9, 522 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene s;

		scene_open(&s, worlds_one_zone());
		worlds_put_pcp(s.w, N0_NORMAL, three_lists);
		worlds_set_pcp(s.w, N0_NORMAL, 4, 2000);
		world_pcp(s.w, N0_NORMAL, 0)->free_factor = rows[i].free_factor;
		scene_free(&s, 0x1600, rows[i].order);
		cr_expect_eq(worlds_pcp_count(s.w, N0_NORMAL), rows[i].count, "%s: %jd",
			     rows[i].when, (intmax_t)worlds_pcp_count(s.w, N0_NORMAL));
		scene_expect_invariants(&s, rows[i].when);
		scene_close(&s);
	}
}

Test(pcp, high_order_frees_alone_empty_nothing)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_set_pcp(s.w, N0_NORMAL, 4, 400);
	for (unsigned i = 0; i < 8; i++) {
		scene_free(&s, 0x1002 + 4 * i, 1);
		cr_expect_eq(worlds_pcp_count(s.w, N0_NORMAL), 2 * (int64_t)i + 2, "free %u: %jd",
			     i, (intmax_t)worlds_pcp_count(s.w, N0_NORMAL));
	}
	scene_close(&s);
}

Test(pcp, the_free_factor_grows_while_an_overflow_could_be_larger)
{
	static const struct {
		const char *when;
		int64_t batch, high, before, after, left;
	} rows[] = {
		{ "8 < 10", 1, 11, 3, 4, 3 },
		{ "16 is more than high - batch, which is what leaves", 1, 11, 4, 4, 1 },
		{ "exactly high - batch", 2, 10, 2, 2, 3 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene s;

		scene_open(&s, worlds_one_zone());
		worlds_put_pcp(s.w, N0_NORMAL, three_lists);
		worlds_set_pcp(s.w, N0_NORMAL, rows[i].batch, rows[i].high);
		world_pcp(s.w, N0_NORMAL, 0)->free_factor = rows[i].before;
		scene_free(&s, 0x1301, 0);
		cr_expect_eq(world_pcp(s.w, N0_NORMAL, 0)->free_factor, rows[i].after, "%s: %jd",
			     rows[i].when, (intmax_t)world_pcp(s.w, N0_NORMAL, 0)->free_factor);
		cr_expect_eq(worlds_pcp_count(s.w, N0_NORMAL), rows[i].left, "%s: %jd left",
			     rows[i].when, (intmax_t)worlds_pcp_count(s.w, N0_NORMAL));
		scene_close(&s);
	}
}

Test(pcp, the_free_factor_is_5_at_most)
{
	int64_t most = 0;
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_set_pcp(s.w, N0_NORMAL, 1, 100);
	for (pfn_t pfn = 0x1001; pfn < 0x1001 + 2 * 500; pfn += 2) {
		const struct pcp *pcp = world_pcp(s.w, N0_NORMAL, 0);

		scene_free(&s, pfn, 0);
		most = pcp->free_factor > most ? pcp->free_factor : most;
	}
	cr_expect_eq(most, 5, "32 < 100 - 1, for ever: %jd", (intmax_t)most);
	scene_close(&s);
}

/* ---- draining ---- */

struct drain_row {
	const char *kernels, *when, *pcp, *after;
};

static void expect_drain(const struct drain_row *row, const struct kernel *k)
{
	struct scene s;

	scene_open_on(&s, k, worlds_one_zone());
	worlds_put_pcp(s.w, N0_NORMAL, row->pcp);
	cr_expect_eq(request_run(s.m, &(struct request){ .op = REQ_DRAIN }).status, REQUEST_DONE);
	expect_lists(&s, row->when, "", row->after);
	cr_expect_eq(worlds_pcp_count(s.w, N0_NORMAL), 0, "%s, %s", k->name, row->when);
	scene_expect_invariants(&s, row->when);
	scene_close(&s);
}

Test(pcp, a_drain_empties_every_list_in_the_order_of_an_overflow)
{
	static const char two_of_each[] = "U0: 1001 1003; M0: 1101 1103; R0: 1201";
	static const struct drain_row rows[] = {
		{ "2.6.34", "1201 1103 1003 1101 1001", two_of_each,
		  "0M: 1001 1101 1003 1103 1201" },
		{ "4.7 4.12 5.10", "1103 1201 1003 1101 1001", two_of_each,
		  "0M: 1001 1101 1003 1201 1103" },
		{ SINCE_6_1, "1003 1001, 1103 1101, 1201", two_of_each,
		  "0M: 1201 1101 1103 1001 1003" },
		{ SINCE_6_1, "all orders", "M0: 1001; U2: 1104; THP-M: 1200",
		  "9M: 1200; 2M: 1104; 0M: 1001" },
		{ ALL_KERNELS, "nothing", "", "" },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));)
			expect_drain(&rows[i], k);
}

Test(pcp, a_drained_page_has_the_type_it_was_freed_with)
{
	static const struct {
		const char *kernels, *after;
	} rows[] = {
		{ "4.7 4.12 5.10 6.1", "0H: 1001" },
		{ "6.12", "0U: 1001" },         /* looks at the pageblock again */
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct scene s;

			scene_open_on(&s, k, worlds_one_zone());
			worlds_set_pageblocks(s.w, "1000=H");
			scene_free(&s, 0x1001, 0);
			expect_lists(&s, "freed", "M0: 1001", "");
			worlds_set_pageblocks(s.w, "1000=U");
			request_run(s.m, &(struct request){ .op = REQ_DRAIN });
			expect_lists(&s, "drained", "", rows[i].after);
			scene_close(&s);
		}
}

Test(pcp, unless_the_zone_has_isolated_pageblocks)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	scene_free(&s, 0x1001, 0);
	worlds_set_pageblocks(s.w, "1000=I");
	s.w->zone[N0_NORMAL].nr_isolate_pageblock = 1;
	request_run(s.m, &(struct request){ .op = REQ_DRAIN });
	expect_lists(&s, "isolated meanwhile", "", "0I: 1001");
	cr_expect_eq(s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES], 0);
	scene_close(&s);
}

Test(pcp, only_the_cpu_that_asks_is_drained)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	scene_free(&s, 0x1001, 0);
	s.w->task[TASK_CPU] = 1;
	scene_free(&s, 0x1003, 0);
	request_run(s.m, &(struct request){ .op = REQ_DRAIN });
	expect_lists(&s, "CPU 1 was drained", "M0: 1001", "0M: 1003");
	scene_expect_invariants(&s, "two CPUs");
	scene_close(&s);
}
