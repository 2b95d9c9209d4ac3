/* SPDX-License-Identifier: GPL-3.0-or-later */
/* invariants.c - a world that was tampered with is found out. */
#include "core/invariants.h"

#include <criterion/criterion.h>

#include "worlds.h"

/*
 *	free	1000 (10)  1400 (4)  1410 (3)  1420 (4)  1500 (1)  1502 (0)
 *	PCP	1601, 1603 (0)  1608 (2)
 *	others in use, 1800 (3) by a request
 */
static struct world *sound_world(void)
{
	struct world *w = worlds_one_zone();

	worlds_put_free(w, N0_NORMAL, "10M: 1000; 4M: 1400 1420; 3M: 1410; 1M: 1500; 0M: 1502");
	worlds_put_pcp(w, N0_NORMAL, "M0: 1601 1603; M2: 1608");
	w->page[0x1800] = (struct page){ .where = PAGE_ALLOCATED, .order = 3 };
	return w;
}

static struct zone *zone_of(struct world *w)
{
	return &w->zone[N0_NORMAL];
}

static void next_lost(struct world *w)
{
	w->page[0x1400].next = 0;
}

static void prev_wrong(struct world *w)
{
	w->page[0x1420].prev = 0x1500 + 1;
}

static void last_wrong(struct world *w)
{
	zone_of(w)->free_area[4].list[1].last = 0x1400 + 1;
}

static void first_lost(struct world *w)
{
	zone_of(w)->free_area[3].list[1].first = 0;
}

static void loop(struct world *w)
{
	w->page[0x1420].next = 0x1400 + 1;
}

static void two_lists(struct world *w)
{
	zone_of(w)->free_area[3].list[0].first = 0x1410 + 1;
}

static void foreign_page(struct world *w)
{
	zone_of(w)->free_area[5].list[1].first = 0x1800 + 1;
}

static void nr_free(struct world *w)
{
	zone_of(w)->free_area[4].nr_free++;
}

static void nr_free_pages(struct world *w)
{
	zone_of(w)->vm_stat[NR_FREE_PAGES]--;
}

static void nr_free_cma(struct world *w)
{
	zone_of(w)->vm_stat[NR_FREE_CMA_PAGES]++;
}

static void nr_unaccepted(struct world *w)
{
	zone_of(w)->vm_stat[NR_UNACCEPTED] += 1024;
}

/* On its list, but the page says that it is a free block. */
static void unit_is_free(struct world *w)
{
	zone_of(w)->unaccepted_pages = (struct page_list){ 0x1800 + 1, 0x1800 + 1 };
}

static void delta(struct world *w)
{
	world_pcp(w, N0_NORMAL, 1)->vm_stat_diff[NR_FREE_PAGES]++;
}

static void pcp_count(struct world *w)
{
	world_pcp(w, N0_NORMAL, 0)->count++;
}

static void other_pcp(struct world *w)
{
	world_pcp(w, N0_NORMAL, 1)->count++;
}

static void in_use(struct world *w)
{
	zone_of(w)->nr_in_use--;
}

static void managed(struct world *w)
{
	zone_of(w)->managed++;
}

static void order_wrong(struct world *w)
{
	w->page[0x1410].order = 2;
}

static void order_huge(struct world *w)
{
	w->page[0x1410].order = 77;
}

static void type_wrong(struct world *w)
{
	w->page[0x1410].migratetype = MIGRATE_CMA;
}

static void type_huge(struct world *w)
{
	w->page[0x1410].migratetype = 77;
}

static void not_aligned(struct world *w)
{
	w->page[0x1502].order = 3;
}

static void overlap(struct world *w)
{
	w->page[0x1601].order = 1;
}

static void inside(struct world *w)
{
	w->page[0x1001].where = PAGE_ALLOCATED;
}

static void beyond(struct world *w)
{
	w->page[0x1c00] = (struct page){ .where = PAGE_ALLOCATED, .order = 10 };
	zone_of(w)->spanned = 0xe00;
}

static void stray_link(struct world *w)
{
	w->page[0x1900].next = 0x1400 + 1;
}

static void in_use_is_free(struct world *w)
{
	w->page[0x1410].where = PAGE_NOWHERE;
}

static void free_is_in_use(struct world *w)
{
	w->page[0x1a00].where = PAGE_FREE;
}

static void pcp_is_free(struct world *w)
{
	w->page[0x1601].where = PAGE_FREE;
}

/* Two blocks of 8 and 16 pages stand on each other's lists; every count stays right. */
static void lists_swapped(struct world *w)
{
	struct page_list *four = &zone_of(w)->free_area[4].list[1];
	struct page_list *three = &zone_of(w)->free_area[3].list[1];

	four->last = three->first = three->last = 0;
	four->first = four->last = 0x1400 + 1;
	w->page[0x1400].next = 0;
	w->page[0x1420] = (struct page){ 0 };
	zone_of(w)->free_area[4].nr_free = 1;
	zone_of(w)->nr_in_use += 16;
	zone_of(w)->vm_stat[NR_FREE_PAGES] -= 16;
	four->first = four->last = 0x1410 + 1;
	three->first = three->last = 0x1400 + 1;
}

/* An order-2 block stands on a PCP list of order 0. */
static void pcp_list_wrong(struct world *w)
{
	struct pcp *pcp = world_pcp(w, N0_NORMAL, 0);

	pcp->list[7] = (struct page_list){ 0 };
	w->page[0x1603].next = 0x1608 + 1;
	w->page[0x1608].prev = 0x1603 + 1;
	pcp->list[1].last = 0x1608 + 1;
}

static void buddies_free(struct world *w)
{
	worlds_put_free(w, N0_NORMAL, "3M: 1418");
}

static void nothing(struct world *w)
{
	(void)w;
}

Test(invariants, every_corruption_is_found)
{
	static const struct {
		const char *when;
		void (*corrupt)(struct world *w);
		bool sound;
	} rows[] = {
		{ "nothing", nothing, true },
		{ "a link forwards is lost", next_lost, false },
		{ "a link backwards is wrong", prev_wrong, false },
		{ "a list's last block is wrong", last_wrong, false },
		{ "a list's first block is lost", first_lost, false },
		{ "a list runs in a circle", loop, false },
		{ "a block is on two lists", two_lists, false },
		{ "a block in use is on a free list", foreign_page, false },
		{ "nr_free", nr_free, false },
		{ "NR_FREE_PAGES", nr_free_pages, false },
		{ "NR_FREE_CMA_PAGES", nr_free_cma, false },
		{ "NR_UNACCEPTED", nr_unaccepted, false },
		{ "a free block on the list of those that wait", unit_is_free, false },
		{ "a CPU's delta", delta, false },
		{ "pcp->count", pcp_count, false },
		{ "pcp->count of another CPU", other_pcp, false },
		{ "the pages in use", in_use, false },
		{ "the pages managed", managed, false },
		{ "a free block's order", order_wrong, false },
		{ "an order that is none", order_huge, false },
		{ "a free block's type", type_wrong, false },
		{ "a type that is none", type_huge, false },
		{ "a block that is not aligned", not_aligned, false },
		{ "a block that is not aligned, on a PCP list", overlap, false },
		{ "a block inside another one", inside, false },
		{ "a block that ends outside the zone", beyond, false },
		{ "a page on no list with neighbours", stray_link, false },
		{ "a block on a list that is not free", in_use_is_free, false },
		{ "a free block on no list", free_is_in_use, false },
		{ "a free block on a PCP list", pcp_is_free, false },
		{ "two free buddies", buddies_free, false },
		{ "two blocks on each other's lists", lists_swapped, false },
		{ "a block on a PCP list of another order", pcp_list_wrong, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world *w = sound_world();
		struct breach b = { "" };

		rows[i].corrupt(w);
		cr_expect_eq(world_holds_invariants(w, &b), rows[i].sound, "%s: \"%s\"",
			     rows[i].when, b.text);
		cr_expect_eq(b.text[0] == '\0', rows[i].sound, "%s has no words", rows[i].when);
		world_free(w);
	}
}

Test(invariants, isolated_blocks_do_not_count_as_free)
{
	struct world *w = worlds_one_zone();
	struct breach b = { "" };

	worlds_put_free(w, N0_NORMAL, "4I: 1400; 4M: 1420");
	cr_expect(world_holds_invariants(w, &b), "%s", b.text);
	cr_expect_eq(zone_of(w)->vm_stat[NR_FREE_PAGES], 16);
	world_free(w);
}

Test(invariants, free_buddies_may_stand_side_by_side_from_a_pageblock_on)
{
	struct world *w = worlds_one_zone();
	struct breach b = { "" };

	worlds_put_free(w, N0_NORMAL, "9M: 1000 1200");
	cr_expect(world_holds_invariants(w, &b), "%s", b.text);
	world_free(w);
}

/* ---- one event ---- */

Test(invariants, an_event_that_breaks_something_is_found)
{
	static const struct {
		const char *when;
		struct event e;
		bool holds;
	} rows[] = {
		{ "a block that fits its list", { .kind = EVENT_FREE_AREA_ADD, .zone = N0_NORMAL,
		  .pfn = 0x1900, .link = NO_PFN, .order = 4 }, true },
		{ "a block that is not aligned", { .kind = EVENT_FREE_AREA_ADD, .zone = N0_NORMAL,
						   .pfn = 0x1901, .link = NO_PFN, .order = 4 },
		  false },
		{ "a CPU's delta within the threshold", { .kind = EVENT_VM_STAT, .zone = N0_NORMAL,
		  .v = { NR_FREE_PAGES, 4, 0, 4 } }, true },
		{ "a CPU's delta beyond it", { .kind = EVENT_VM_STAT, .zone = N0_NORMAL,
					       .v = { NR_FREE_PAGES, -5, 0, -5 } }, false },
		{ "a boost within its ceiling", { .kind = EVENT_WATERMARK_BOOST, .zone = N0_NORMAL,
						  .v = { 0, 512 } }, true },
		{ "a boost beyond it", { .kind = EVENT_WATERMARK_BOOST, .zone = N0_NORMAL,
					 .v = { 0, 513 } }, false },
		{ "a boost that shrinks", { .kind = EVENT_WATERMARK_BOOST, .zone = N0_NORMAL,
					    .v = { 9000, 8000 } }, true },
		{ "more reserved than nothing", { .kind = EVENT_NR_RESERVED_HIGHATOMIC,
						  .zone = N0_NORMAL, .v = { 0, -512 } }, false },
		{ "a pageblock of no type", { .kind = EVENT_PAGEBLOCK_TYPE, .zone = N0_NORMAL,
		  .pfn = 0x1800, .migratetype = MIGRATE_TYPES }, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world *w = sound_world();
		struct breach b = { "" };

		zone_of(w)->stat_threshold = 4;
		world_apply(w, &rows[i].e);
		cr_expect_eq(event_holds_invariants(w, &rows[i].e, &b), rows[i].holds, "%s: \"%s\"",
			     rows[i].when, b.text);
		world_free(w);
	}
}

Test(invariants, an_audit_names_the_event_behind_which_a_breach_was_found)
{
	struct audit *audit;
	uint64_t seq = 0;
	struct scene s;

	scene_open(&s, sound_world());
	audit = audit_new(s.m);
	cr_assert(audit && machine_listen(s.m, audit_sink(audit)));
	cr_expect_eq(scene_alloc(&s, 4, GFP_NOWAIT | GFP_F_MOVABLE).status, REQUEST_DONE);
	cr_expect_null(audit_breach(audit, &seq));
	zone_of(s.w)->free_area[4].nr_free++;
	scene_free(&s, 0x1900, 4);
	cr_assert_not_null(audit_breach(audit, &seq));
	cr_expect_eq(seq, s.r.event[s.r.n - 1].seq, "found when the request had ended");
	cr_expect_not_null(strstr(audit_breach(audit, NULL)->text, "nr_free[4]"), "%s",
			   audit_breach(audit, NULL)->text);
	audit_free(audit);
	scene_close(&s);
}
