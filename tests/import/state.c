/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state.c - a recording that is as it should be: what of it is where in the world. */
#include "import/state.h"

#include "core/zonelist.h"

#include <criterion/criterion.h>
#include <string.h>

#define NUMA "traces/6.1/m_numa.jsonl"
enum { DMA, DMA32, NORMAL };

/* The first state of a recording. The caller closes *r and frees the state. */
static struct recorded_state first_state(const char *path, struct recording **r)
{
	struct recorded_state s;
	struct diag d;

	*r = recording_open(path, &d);
	cr_assert_not_null(*r, "%s", d.message);
	cr_assert(recording_state(*r, &s, &d), "%u: %s", d.line, d.message);
	return s;
}

/* Blocks of a list, counted from its head and from its tail: the two must agree. */
static size_t length_of(const struct world *w, const struct page_list *list)
{
	size_t n = 0, back = 0;

	for (pfn_t pfn = list_first(list); pfn != NO_PFN; pfn = page_next(w, pfn))
		n++;
	for (pfn_t pfn = list_last(list); pfn != NO_PFN; pfn = page_prev(w, pfn))
		back++;
	cr_expect_eq(n, back);
	return n;
}

Test(recording, knows_its_kernel_its_name_and_what_it_shows)
{
	static const struct {
		const char *path, *name, *doc;
	} rows[] = {
		{ NUMA, "m_numa", "2 nodes (node 0: DMA+DMA32, node 1: DMA32)" },
		{ "traces/6.1/o_dirty.node0.jsonl", "o_dirty.node0", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct diag d;
		struct recording *r = recording_open(rows[i].path, &d);

		cr_assert_not_null(r, "%s", d.message);
		cr_expect_str_eq(recording_head(r)->kernel->name, "6.1");
		cr_expect_str_eq(recording_head(r)->name, rows[i].name);
		cr_expect_eq(strncmp(recording_head(r)->doc, rows[i].doc, strlen(rows[i].doc)), 0);
		recording_close(r);
	}
}

Test(state, has_the_machine_the_recording_describes)
{
	struct recording *r;
	struct recorded_state s = first_state(NUMA, &r);
	const struct world *w = s.world;

	cr_expect_str_eq(s.when, "before");
	cr_expect_eq(w->layout, &zone_layout_x86_64);
	cr_expect_eq(w->nr_nodes, 2);
	cr_expect_eq(w->nr_cpus, 1);
	cr_expect_eq(w->pageblock_order, 9);
	cr_expect_eq(w->end_pfn, 65536 + 65501);
	cr_expect(w->node[0].online && w->node[1].online);
	cr_expect(w->node[0].has_cpu && !w->node[1].has_cpu);
	cr_expect_eq(w->node[1].start_pfn, 65536);
	cr_expect_eq(w->node[0].stat[NR_FILE_PAGES], 1190);
	cr_expect_eq(w->node[0].kswapd_highest_zoneidx, MAX_NR_ZONES);
	cr_expect_eq(w->distance[0 * 2 + 1], 20);
	cr_expect_eq(w->distance[1 * 2 + 1], 10);
	cr_expect_eq(s.node_dirty_ok[1], 1);
	cr_expect_eq(s.global_free, 105792);
	cr_expect_eq(w->setting[SET_MIN_FREE_KBYTES], 2701);
	cr_expect_eq(w->setting[SET_WATERMARK_BOOST_FACTOR], 15000);
	cr_expect_eq(w->setting[SET_LOWMEM_RESERVE_RATIO + 2], 32);
	cr_expect_eq(w->setting[SET_CMA], 0);
	cr_expect_eq(w->setting[SET_NUMA], 1);
	cr_expect_eq(w->task[TASK_FLAGS], 0x400100);
	cr_expect_eq(w->task[TASK_CONTEXT], IN_TASK);
	cr_expect_eq(w->nr_cpusets, 1);
	cr_expect_eq(w->vm_event[PGALLOC + DMA32], 13917);
	cr_expect_eq(w->vm_event[PGFREE], 120210);
	recorded_state_free(&s);
	recording_close(r);
}

Test(state, has_the_numbers_of_each_zone)
{
	struct recording *r;
	struct recorded_state s = first_state(NUMA, &r);
	const struct zone *z = &s.world->zone[zid_of(0, DMA32)];
	const struct pcp *pcp = world_pcp(s.world, zid_of(0, DMA32), 0);

	cr_expect_eq(z->start_pfn, 4096);
	cr_expect_eq(z->spanned, 61440);
	cr_expect_eq(z->managed, 48989);
	cr_expect_eq(z->watermark[WMARK_LOW], 347);
	cr_expect_eq(z->vm_stat[NR_FREE_PAGES], 38961);
	cr_expect_eq(z->stat_threshold, 4);
	cr_expect_eq(z->numa[NUMA_HIT], 9422);
	cr_expect_eq(z->nr_in_use, 48989 - 38961 - 197);
	cr_expect_eq(s.world->zone[zid_of(0, DMA)].lowmem_reserve[NORMAL], 183);
	cr_expect_eq(pcp->count, 197);
	cr_expect_eq(pcp->high, 347);
	cr_expect_eq(pcp->batch, 15);
	cr_expect(!zone_populated(&s.world->zone[zid_of(1, DMA)]), "a zone without a line");
	recorded_state_free(&s);
	recording_close(r);
}

/*
 * Node 0 DMA32, order 4:   Movable      10560 - 10480 - 7696 - 12368 - 16912
 *                          Reclaimable  22672
 */
Test(state, has_the_lists_in_their_order)
{
	static const pfn_t movable[] = { 10560, 10480, 7696, 12368, 16912 };
	struct recording *r;
	struct recorded_state s = first_state(NUMA, &r);
	const struct world *w = s.world;
	const struct free_area *area = &w->zone[zid_of(0, DMA32)].free_area[4];
	const struct page_list *pcp = world_pcp(w, zid_of(0, DMA32), 0)->list;
	pfn_t pfn = list_first(&area->list[MIGRATE_MOVABLE]);

	for (size_t i = 0; i < sizeof movable / sizeof *movable; i++, pfn = page_next(w, pfn)) {
		cr_assert_eq(pfn, movable[i]);
		cr_expect_eq(w->page[pfn].where, PAGE_FREE);
		cr_expect_eq(w->page[pfn].order, 4);
		cr_expect_eq(w->page[pfn].migratetype, MIGRATE_MOVABLE);
	}
	cr_expect_eq(pfn, NO_PFN);
	cr_expect_eq(list_first(&area->list[MIGRATE_RECLAIMABLE]), 22672);
	cr_expect_eq(list_last(&area->list[MIGRATE_RECLAIMABLE]), 22672);
	cr_expect_eq(list_first(&area->list[MIGRATE_UNMOVABLE]), NO_PFN);
	cr_expect_eq(area->nr_free, 6);
	cr_expect_eq(list_first(&pcp[1]), 10731);
	cr_expect_eq(list_last(&pcp[1]), 10581);
	cr_expect_eq(list_first(&pcp[9]), 25240);
	cr_expect_eq(w->page[25240].where, PAGE_PCP);
	cr_expect_eq(w->page[25240].order, 3);
	recorded_state_free(&s);
	recording_close(r);
}

Test(state, has_as_many_blocks_as_the_zones_say)
{
	struct recording *r;
	struct recorded_state s = first_state(NUMA, &r);

	for (unsigned zid = 0; zid < world_nr_zones(s.world); zid++) {
		const struct zone *z = &s.world->zone[zid];

		for (unsigned o = 0; o < NR_ORDERS; o++) {
			size_t n = 0;

			for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
				n += length_of(s.world, &z->free_area[o].list[mt]);
			cr_expect_eq((int64_t)n, z->free_area[o].nr_free, "zone %u order %u", zid,
		  o);
		}
	}
	recorded_state_free(&s);
	recording_close(r);
}

Test(state, has_pageblocks_and_lru_pages)
{
	static const struct {
		pfn_t pfn;
		uint8_t migratetype;
		bool lru;
	} rows[] = {
		{ 0, MIGRATE_UNMOVABLE, false },     { 512, MIGRATE_MOVABLE, false },
		{ 10729, MIGRATE_MOVABLE, false },   { 10730, MIGRATE_MOVABLE, true },
		{ 10731, MIGRATE_MOVABLE, false },   { 17425 + 494, MIGRATE_MOVABLE, true },
		{ 17425 + 495, MIGRATE_MOVABLE, false }, { 28 * 512 + 4096, MIGRATE_UNMOVABLE,
		  false },
		{ 30 * 512 + 4096, MIGRATE_RECLAIMABLE, false },
	};
	struct recording *r;
	struct recorded_state s = first_state(NUMA, &r);

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect_eq(pageblock_type(s.world, rows[i].pfn), rows[i].migratetype, "at %u",
			     rows[i].pfn);
		cr_expect_eq(s.world->page[rows[i].pfn].flags, rows[i].lru ? PAGE_LRU : 0, "at %u",
			     rows[i].pfn);
	}
	recorded_state_free(&s);
	recording_close(r);
}

/* A PCP page of a HighAtomic block waits on the Movable list, and remembers where to go. */
Test(state, remembers_the_types_that_pcp_pages_drain_to)
{
	struct recording *r;
	struct recorded_state s = first_state("traces/6.1/k_highatomic.jsonl", &r);
	struct recorded_op op = { .kind = RECORDED_ALLOC };
	struct diag d;
	size_t stored = 0;

	while (op.kind != RECORDED_END) {
		const struct world *w;

		cr_assert(recording_op(r, &op, &d), "%u: %s", d.line, d.message);
		if (op.kind != RECORDED_SNAP && op.kind != RECORDED_END)
			continue;
		recorded_state_free(&s);
		cr_assert(recording_state(r, &s, &d), "%u: %s", d.line, d.message);
		w = s.world;
		for (pfn_t pfn = 0; pfn < w->end_pfn; pfn++)
			if (w->page[pfn].where == PAGE_PCP &&
			    w->page[pfn].migratetype == MIGRATE_HIGHATOMIC)
				stored++;
	}
	cr_expect_gt(stored, 0);
	recorded_state_free(&s);
	recording_close(r);
}

Test(state, has_a_cpuset_for_a_task_that_is_in_one)
{
	struct recording *r;
	struct recorded_state s = first_state("traces/6.1/n_cpuset.jsonl", &r);
	const struct world *w = s.world;

	cr_assert_eq(w->nr_cpusets, 2);
	cr_expect_eq(w->task[TASK_CPUSET], 1);
	cr_expect(w->cpuset[0].hardwall && !w->cpuset[1].hardwall);
	cr_expect(node_isset(0, &w->cpuset[0].mems) && node_isset(1, &w->cpuset[0].mems));
	cr_expect(!node_isset(0, &w->cpuset[1].mems) && node_isset(1, &w->cpuset[1].mems));
	cr_expect(nodes_equal(&w->mems_allowed, &w->cpuset[1].mems));
	recorded_state_free(&s);
	recording_close(r);
}

Test(state, has_the_recorded_zonelists_beside_the_computed_ones)
{
	struct recording *r;
	struct recorded_state s = first_state(NUMA, &r);

	cr_assert_eq(s.nr_zonelists, 4);
	for (size_t i = 0; i < s.nr_zonelists; i++) {
		const struct recorded_zonelist *z = &s.zonelist[i];
		const struct zonelist *computed = &s.world->zonelist[z->kind][z->node];

		cr_assert_eq(z->list.n, computed->n, "list %zu", i);
		for (size_t j = 0; j < z->list.n; j++)
			cr_expect_eq(z->list.ref[j].zone, computed->ref[j].zone, "list %zu", i);
	}
	recorded_state_free(&s);
	recording_close(r);
}

Test(recording, has_requests_and_their_answers)
{
	struct recording *r;
	struct recorded_state s = first_state("traces/6.1/n_cpuset.jsonl", &r);
	struct recorded_op op;
	struct diag d;
	size_t failed = 0, n = 0;

	cr_assert(recording_op(r, &op, &d));
	cr_expect_eq(op.kind, RECORDED_ALLOC);
	cr_expect_eq(op.i, 0);
	cr_expect_eq(op.gfp, GFP_F_RECLAIMABLE | GFP_F_IO | GFP_F_FS | GFP_F_KSWAPD_RECLAIM |
				     GFP_F_NOWARN);
	cr_expect(op.nid == -1 || op.nid == 0);
	cr_expect_eq(op.pfn, 66569);
	cr_expect(op.has_zone);
	cr_expect_eq(op.zone, zid_of(1, DMA32));
	for (; op.kind != RECORDED_END; n++) {
		failed += op.kind == RECORDED_ALLOC && op.pfn == NO_PFN;
		cr_expect_eq(op.i, (int64_t)n);
		if (op.kind == RECORDED_SNAP) {
			recorded_state_free(&s);
			cr_assert(recording_state(r, &s, &d), "%s", d.message);
		}
		cr_assert(recording_op(r, &op, &d), "%u: %s", d.line, d.message);
	}
	cr_expect_eq(op.i, (int64_t)n);
	cr_expect_gt(failed, 0);
	recorded_state_free(&s);
	cr_assert(recording_state(r, &s, &d), "%s", d.message);
	cr_expect_str_eq(s.when, "after");
	recorded_state_free(&s);
	recording_close(r);
}
