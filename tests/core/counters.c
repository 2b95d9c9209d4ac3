/* SPDX-License-Identifier: GPL-3.0-or-later */
/* counters.c - when a CPU's delta folds into the zone's counter, and who is counted where. */
#include "core/counters.h"

#include <criterion/criterion.h>

#include "worlds.h"

Test(counters, a_delta_folds_whole_when_it_outgrows_the_threshold)
{
	static const struct {
		const char *when;
		int64_t threshold, before, delta, global, left;
	} rows[] = {
		{ "below", 4, 0, 3, 100, 3 },
		{ "exactly at", 4, 0, 4, 100, 4 },
		{ "above", 4, 0, 5, 105, 0 },
		{ "above, with what was there", 4, 4, 1, 105, 0 },
		{ "below zero, exactly at", 4, -3, -1, 100, -4 },
		{ "below zero, above", 4, -4, -1, 95, 0 },
		{ "a large step takes the delta along", 4, 3, -63, 40, 0 },
		{ "back through zero", 4, -4, 8, 100, 4 },
		{ "threshold 0: always", 0, 0, 1, 101, 0 },
		{ "no change", 4, 3, 0, 100, 3 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct zone *z;
		const struct pcp *pcp;
		struct scene s;

		scene_open(&s, worlds_one_zone());
		z = &s.w->zone[N0_NORMAL];
		pcp = world_pcp(s.w, N0_NORMAL, 0);
		s.w->zone[N0_NORMAL].stat_threshold = rows[i].threshold;
		s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES] = 100;
		world_pcp(s.w, N0_NORMAL, 0)->vm_stat_diff[NR_FREE_PAGES] = rows[i].before;
		mod_zone_stat(s.m, N0_NORMAL, NR_FREE_PAGES, rows[i].delta);
		cr_expect_eq(z->vm_stat[NR_FREE_PAGES], rows[i].global, "%s: %jd", rows[i].when,
			     (intmax_t)z->vm_stat[NR_FREE_PAGES]);
		cr_expect_eq(pcp->vm_stat_diff[NR_FREE_PAGES], rows[i].left, "%s: %jd left",
			     rows[i].when, (intmax_t)pcp->vm_stat_diff[NR_FREE_PAGES]);
		scene_close(&s);
	}
}

Test(counters, one_step_of_63_is_not_63_steps_of_one)
{
	const struct zone *z;
	struct scene s;

	scene_open(&s, worlds_one_zone());
	z = &s.w->zone[N0_NORMAL];
	s.w->zone[N0_NORMAL].stat_threshold = 10;
	mod_zone_stat(s.m, N0_NORMAL, NR_FREE_PAGES, 63);
	cr_expect_eq(z->vm_stat[NR_FREE_PAGES], 63);
	for (int i = 0; i < 63; i++)
		mod_zone_stat(s.m, N0_NORMAL, NR_FREE_PAGES, -1);
	cr_expect_eq(z->vm_stat[NR_FREE_PAGES], 63 - 55, "five steps of 11");
	cr_expect_eq(world_pcp(s.w, N0_NORMAL, 0)->vm_stat_diff[NR_FREE_PAGES], -8);
	scene_close(&s);
}

Test(counters, a_refill_is_one_step_and_a_drain_one_for_each_page)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	worlds_put_free(s.w, N0_NORMAL, "10M: 1000");
	s.w->zone[N0_NORMAL].stat_threshold = 3;
	scene_take(&s, 0, MIGRATE_MOVABLE, 0);
	cr_expect_eq(recorder_count(&s.r, EVENT_VM_STAT), 1);
	cr_expect_eq(s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES], 1020, "4 > 3 folds");
	request_run(s.m, &(struct request){ .op = REQ_DRAIN });
	cr_expect_eq(recorder_count(&s.r, EVENT_VM_STAT), 4);
	cr_expect_eq(s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES], 1020, "three ones do not fold");
	scene_expect_invariants(&s, "refilled and drained");
	scene_close(&s);
}

Test(counters, each_cpu_has_a_delta_of_its_own)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	s.w->zone[N0_NORMAL].stat_threshold = 20;
	scene_free(&s, 0x1010, 4);
	s.w->task[TASK_CPU] = 1;
	scene_free(&s, 0x1030, 4);
	cr_expect_eq(s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES], 0);
	cr_expect_eq(world_pcp(s.w, N0_NORMAL, 0)->vm_stat_diff[NR_FREE_PAGES], 16);
	cr_expect_eq(world_pcp(s.w, N0_NORMAL, 1)->vm_stat_diff[NR_FREE_PAGES], 16);
	scene_expect_invariants(&s, "two deltas");
	scene_close(&s);
}

Test(counters, a_numa_hit_is_where_it_was_preferred_and_local_where_the_cpu_is)
{
	static const struct {
		const char *when;
		zid_t preferred, zone;
		int64_t cpu_node, numa, numa_stat;
		int64_t hit, miss, foreign, local, other;
	} rows[] = {
		{ "preferred and local", N0_NORMAL, N0_NORMAL, 0, 1, 1, 1, 0, 0, 1, 0 },
		{ "another zone of the preferred node", N0_DMA32, N0_NORMAL, 0, 1, 1, 1, 0, 0, 1,
		  0 },
		{ "preferred, but far from the CPU", N0_NORMAL, N0_NORMAL, 1, 1, 1, 1, 0, 0, 0,
		  1 },
		{ "not preferred, local", N1_NORMAL, N0_NORMAL, 0, 1, 1, 0, 1, 1, 1, 0 },
		{ "not preferred, far", N1_NORMAL, N0_NORMAL, 1, 1, 1, 0, 1, 1, 0, 1 },
		{ "vm.numa_stat is 0", N0_NORMAL, N0_NORMAL, 0, 1, 0, 0, 0, 0, 0, 0 },
		{ "no NUMA", N0_NORMAL, N0_NORMAL, 0, 0, 1, 0, 0, 0, 0, 0 },
	};
	static const struct zone_row zones[] = {
		{ N0_DMA32, 0x1000, 0x400 }, { N0_NORMAL, 0x2000, 0x400 }, { N1_NORMAL, 0x3000,
		  0x400 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const int64_t *numa, *foreign;
		struct scene s;

		scene_open(&s, worlds_new(zones, 3));
		s.w->setting[SET_NUMA] = rows[i].numa;
		s.w->setting[SET_NUMA_STAT] = rows[i].numa_stat;
		s.w->task[TASK_NODE] = rows[i].cpu_node;
		zone_statistics(s.m, rows[i].preferred, rows[i].zone, 1);
		numa = s.w->zone[rows[i].zone].numa;
		foreign = s.w->zone[rows[i].preferred].numa;
		cr_expect_eq(numa[NUMA_HIT], rows[i].hit, "%s: hit", rows[i].when);
		cr_expect_eq(numa[NUMA_MISS], rows[i].miss, "%s: miss", rows[i].when);
		cr_expect_eq(foreign[NUMA_FOREIGN], rows[i].foreign, "%s: foreign", rows[i].when);
		cr_expect_eq(numa[NUMA_LOCAL], rows[i].local, "%s: local", rows[i].when);
		cr_expect_eq(numa[NUMA_OTHER], rows[i].other, "%s: other", rows[i].when);
		scene_close(&s);
	}
}

Test(counters, a_request_counts_its_pages_once)
{
	static const struct {
		const char *when;
		unsigned order;
		int64_t pages;
	} rows[] = { { "order 0", 0, 1 }, { "order 3", 3, 8 }, { "order 5", 5, 32 } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result res;
		struct scene s;

		scene_open(&s, worlds_one_zone());
		worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
		res = scene_alloc(&s, rows[i].order, GFP_KERNEL);
		cr_expect_eq(s.w->vm_event[PGALLOC + 2], rows[i].pages, "%s", rows[i].when);
		cr_expect_eq(s.w->zone[N0_NORMAL].numa[NUMA_HIT], 1, "%s", rows[i].when);
		scene_free(&s, res.pfn, rows[i].order);
		cr_expect_eq(s.w->vm_event[PGFREE], rows[i].pages, "%s", rows[i].when);
		request_run(s.m, &(struct request){ .op = REQ_DRAIN });
		cr_expect_eq(s.w->vm_event[PGFREE], rows[i].pages, "drained: %s", rows[i].when);
		scene_close(&s);
	}
}

/* As that kernel does it, not as one would wish. */
Test(counters, an_isolated_page_turned_away_from_the_pcp_lists_is_not_counted_freed)
{
	static const struct {
		const char *when;
		unsigned order;
		int64_t pgfree;
	} rows[] = { { "order 0, turned away", 0, 0 }, { "order 4, never on them", 4, 16 } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene s;

		scene_open(&s, worlds_one_zone());
		worlds_set_pageblocks(s.w, "1000=I");
		s.w->zone[N0_NORMAL].nr_isolate_pageblock = 1;
		scene_free(&s, 0x1000, rows[i].order);
		cr_expect_eq(s.w->vm_event[PGFREE], rows[i].pgfree, "%s", rows[i].when);
		scene_close(&s);
	}
}
