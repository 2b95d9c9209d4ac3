/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tick.c - once a second: deltas fold, and PCP lists of remote zones that rest are drained. */
#include "core/tick.h"

#include <criterion/criterion.h>

#include "worlds.h"

static void tick(struct scene *s)
{
	cr_assert_eq(request_run(s->m, &(struct request){ .op = REQ_TICK }).status, REQUEST_DONE);
}

Test(tick, folds_this_cpus_deltas)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	s.w->zone[N0_NORMAL].stat_threshold = 125;
	scene_free(&s, 0x1010, 4);
	s.w->task[TASK_CPU] = 1;
	scene_free(&s, 0x1030, 4);
	tick(&s);
	cr_expect_eq(s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES], 16, "CPU 1's");
	cr_expect_eq(world_pcp(s.w, N0_NORMAL, 1)->vm_stat_diff[NR_FREE_PAGES], 0);
	cr_expect_eq(world_pcp(s.w, N0_NORMAL, 0)->vm_stat_diff[NR_FREE_PAGES], 16);
	scene_expect_invariants(&s, "ticked");
	scene_close(&s);
}

/* batch 4, five pages on the remote zone's list, one page of delta before the first tick. */
Test(tick, a_remote_list_that_rests_for_three_ticks_loses_a_batch)
{
	static const struct {
		const char *when;
		int64_t cpu_node;
		int64_t expire[4], count[4];
	} rows[] = {
		{ "remote", 1, { 2, 1, 0, 0 }, { 5, 5, 1, 1 } },
		{ "local", 0, { 0, 0, 0, 0 }, { 5, 5, 5, 5 } },
	};
	static const struct zone_row zones[] = {
		{ N0_NORMAL, 0x1000, 0x1000 }, { N1_NORMAL, 0x2000, 0x1000 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene s;

		scene_open(&s, worlds_new(zones, 2));
		s.w->task[TASK_NODE] = rows[i].cpu_node;
		s.w->zone[N0_NORMAL].stat_threshold = 125;
		s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES] = -1;
		world_pcp(s.w, N0_NORMAL, 0)->vm_stat_diff[NR_FREE_PAGES] = 1;
		worlds_put_pcp(s.w, N0_NORMAL, "M0: 1001 1003 1005 1007 1009");
		for (int t = 0; t < 4; t++) {
			const struct pcp *pcp = world_pcp(s.w, N0_NORMAL, 0);

			/* What a drain leaves in the delta would start the count anew. */
			tick(&s);
			cr_expect_eq(pcp->expire, rows[i].expire[t], "%s, tick %d: expire %jd",
				     rows[i].when, t + 1, (intmax_t)pcp->expire);
			cr_expect_eq(pcp->count, rows[i].count[t], "%s, tick %d: count %jd",
				     rows[i].when, t + 1, (intmax_t)pcp->count);
			if (t == 2)
				s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES] +=
					pcp->vm_stat_diff[NR_FREE_PAGES];
			world_pcp(s.w, N0_NORMAL, 0)->vm_stat_diff[NR_FREE_PAGES] = 0;
		}
		scene_expect_invariants(&s, rows[i].when);
		scene_close(&s);
	}
}

Test(tick, an_empty_list_does_not_age)
{
	struct scene s;

	scene_open(&s, worlds_one_zone());
	world_pcp(s.w, N0_NORMAL, 0)->expire = 2;
	tick(&s);
	cr_expect_eq(world_pcp(s.w, N0_NORMAL, 0)->expire, 2);
	scene_close(&s);
}

/* quiet_vmstat(): the CPU goes idle. Deltas fold and remote lists start to wait, nothing more. */
Test(tick, of_an_idle_cpu_folds_and_ages_nothing)
{
	static const struct zone_row zones[] = {
		{ N0_NORMAL, 0x1000, 0x1000 }, { N1_NORMAL, 0x2000, 0x1000 },
	};
	struct scene s;
	const struct pcp *pcp;

	scene_open(&s, worlds_new(zones, 2));
	s.w->task[TASK_NODE] = 1;
	s.w->zone[N0_NORMAL].stat_threshold = 125;
	s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES] = -1;
	world_pcp(s.w, N0_NORMAL, 0)->vm_stat_diff[NR_FREE_PAGES] = 1;
	worlds_put_pcp(s.w, N0_NORMAL, "M0: 1001 1003");
	pcp = world_pcp(s.w, N0_NORMAL, 0);
	for (int t = 0; t < 5; t++) {
		request_run(s.m, &(struct request){ .op = REQ_QUIET_TICK });
		cr_expect_eq(pcp->vm_stat_diff[NR_FREE_PAGES], 0, "tick %d", t + 1);
		cr_expect_eq(pcp->expire, 3, "tick %d: expire %jd", t + 1, (intmax_t)pcp->expire);
		cr_expect_eq(pcp->count, 2, "tick %d", t + 1);
	}
	cr_expect_eq(s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES], 0);
	scene_expect_invariants(&s, "quiet");
	scene_close(&s);
}
