/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpuset.c - which nodes a task may use, and how cpusets and nodemasks hold an attempt. */
#include "core/cpuset.h"

#include <criterion/criterion.h>

#include "worlds.h"

static const struct zone_row two_nodes[] = {
	{ N0_NORMAL, 0x1000, 0x1000 }, { N1_NORMAL, 0x2000, 0x1000 },
};

static struct nodemask nodes(uint64_t bits)
{
	return (struct nodemask){ .bits = { bits } };
}

/* Cpusets: the root, 1 below it, and 2 below 1; the task lives in 2 and may use node 0. */
static void confine(struct world *w, bool own_hardwall, bool parent_hardwall)
{
	w->setting[SET_CPUSETS_ENABLED] = 1;
	w->nr_cpusets = 3;
	w->cpuset[0] = (struct cpuset){ .parent = 0, .hardwall = true, .mems = nodes(0xf) };
	w->cpuset[1] =
		(struct cpuset){ .parent = 0, .hardwall = parent_hardwall,
					.mems = nodes(0x3) };
	w->cpuset[2] = (struct cpuset){ .parent = 1, .hardwall = own_hardwall, .mems = nodes(0x1) };
	w->task[TASK_CPUSET] = 2;
	w->mems_allowed = nodes(0x1);
}

Test(cpuset, a_node_outside_mems_allowed_is_allowed_to_some)
{
	static const struct {
		const char *when;
		gfp_t gfp;
		bool own_hardwall, parent_hardwall;
		int64_t task, oom_victim;
		enum task_context context;
		unsigned node;
		bool allowed;
		enum cpuset_rule rule;
	} rows[] = {
		{ "inside mems_allowed", GFP_F_HARDWALL, false, true, 0, 0, IN_TASK, 0, true,
		  CPUSET_MEMS_ALLOWED },
		{ "__GFP_HARDWALL", GFP_F_HARDWALL, false, true, 0, 0, IN_TASK, 1, false,
		  CPUSET_HARDWALL },
		{ "no __GFP_HARDWALL: the hardwalled parent decides", 0, false, true, 0, 0,
		  IN_TASK, 1, true, CPUSET_ANCESTOR },
		{ "and denies what it has not", 0, false, true, 0, 0, IN_TASK, 2, false,
		  CPUSET_ANCESTOR },
		{ "the parent is not hardwalled: the root decides", 0, false, false, 0, 0, IN_TASK,
		  1, true, CPUSET_ANCESTOR },
		{ "even about a node that the parent has not", 0, false, false, 0, 0, IN_TASK, 2,
		  true, CPUSET_ANCESTOR },
		{ "its own cpuset is hardwalled", 0, true, true, 0, 0, IN_TASK, 1, false,
		  CPUSET_ANCESTOR },
		{ "in softirq", GFP_F_HARDWALL, false, true, 0, 0, IN_SOFTIRQ, 1, true,
		  CPUSET_INTERRUPT },
		{ "with bottom halves off", GFP_F_HARDWALL, false, true, 0, 0, IN_TASK_BH_OFF, 1,
		  true, CPUSET_INTERRUPT },
		{ "an OOM victim", GFP_F_HARDWALL, false, true, 0, 1, IN_TASK, 1, true,
		  CPUSET_OOM_VICTIM },
		{ "an exiting task with __GFP_HARDWALL", GFP_F_HARDWALL, false, true, PF_EXITING,
		  0, IN_TASK, 1, false, CPUSET_HARDWALL },
		{ "an exiting task without it", 0, false, true, PF_EXITING, 0, IN_TASK, 1, true,
		  CPUSET_EXITING },
		{ "even if its cpuset is hardwalled", 0, true, true, PF_EXITING, 0, IN_TASK, 1,
		  true, CPUSET_EXITING },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world *w = worlds_new(two_nodes, 2);
		struct cpuset_answer a;

		confine(w, rows[i].own_hardwall, rows[i].parent_hardwall);
		w->task[TASK_FLAGS] = rows[i].task;
		w->task[TASK_OOM_VICTIM] = rows[i].oom_victim;
		w->task[TASK_CONTEXT] = rows[i].context;
		a = cpuset_node_allowed(w, rows[i].node, rows[i].gfp);
		cr_expect_eq(a.allowed, rows[i].allowed, "%s", rows[i].when);
		cr_expect_eq(a.rule, rows[i].rule, "%s: rule %d", rows[i].when, a.rule);
		world_free(w);
	}
}

/* The i-th attempt's ATTEMPT_END: did it find a page? */
static bool attempt_found(const struct scene *s, size_t i)
{
	const struct event *e = recorder_find(&s->r, EVENT_ATTEMPT_END, i);

	cr_assert_not_null(e, "attempt %zu", i);
	return e->v[1] != 0;
}

/* A victim of the OOM killer may use node 0; only node 1 has memory. */
static void ask_as_victim(struct scene *s, const struct kernel *k)
{
	scene_open_on(s, k, worlds_new(two_nodes, 2));
	confine(s->w, false, true);
	s->w->task[TASK_OOM_VICTIM] = 1;
	worlds_put_free(s->w, N1_NORMAL, "10U: 2000");
	cr_expect_eq(scene_alloc(s, 4, GFP_KERNEL).pfn, 0x2000, "%s", k->name);
}

Test(cpuset, the_fast_attempt_holds_even_an_oom_victim_to_its_mems)
{
	const struct kernel *k;

	for (const char *names = SINCE_4_7; (k = kernels_next(&names));) {
		struct scene s;

		ask_as_victim(&s, k);
		cr_expect_not(attempt_found(&s, 0), "%s: node 1 is not on the way", k->name);
		scene_close(&s);
	}
}

/* Its cache passes node 1 over, but the second scan asks the cpuset, and a victim may. */
Test(cpuset, but_not_in_2_6_34)
{
	struct scene s;

	ask_as_victim(&s, kernel_find("2.6.34"));
	cr_expect_eq(recorder_count(&s.r, EVENT_RESCAN), 1);
	cr_expect(attempt_found(&s, 0));
	scene_close(&s);
}

Test(cpuset, a_given_nodemask_is_walked_and_each_node_asked_about)
{
	struct nodemask node1 = nodes(0x2);
	struct request r = { .op = REQ_ALLOC, .order = 4, .gfp = GFP_KERNEL, .nid = NID_LOCAL,
			     .nodemask = &node1 };
	const struct kernel *k;

	for (const char *names = SINCE_4_12; (k = kernels_next(&names));) {
		const struct event *e;
		struct scene s;

		scene_open_on(&s, k, worlds_new(two_nodes, 2));
		confine(s.w, true, true);
		worlds_put_free(s.w, N1_NORMAL, "10U: 2000");
		request_run(s.m, &r);
		cr_expect_not(attempt_found(&s, 0), "%s", k->name);
		e = recorder_find(&s.r, EVENT_CPUSET, 0);
		cr_assert_not_null(e, "%s", k->name);
		cr_expect_eq(e->v[0], CPUSET_HARDWALL, "%s: the fast attempt has __GFP_HARDWALL",
			     k->name);
		cr_expect_eq(e->v[1], 1, "%s", k->name);
		cr_expect_eq(e->verdict, 0, "%s", k->name);
		scene_close(&s);
	}
}

Test(cpuset, without_a_nodemask_a_task_is_confined_by_its_mems)
{
	static const struct {
		const char *when;
		enum task_context context;
		bool mask;
		int64_t alloc_cpuset;
	} rows[] = {
		{ "a task: mems_allowed is the nodemask", IN_TASK, false, 0 },
		{ "a task with bottom halves off", IN_TASK_BH_OFF, false, 0 },
		{ "a task with a nodemask: ALLOC_CPUSET", IN_TASK, true, ALLOC_CPUSET },
		{ "an interrupt: ALLOC_CPUSET", IN_SOFTIRQ, false, ALLOC_CPUSET },
	};
	struct nodemask both = nodes(0x3);

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct request r = { .op = REQ_ALLOC, .gfp = GFP_NOWAIT, .nid = NID_LOCAL,
				     .nodemask = rows[i].mask ? &both : NULL };
		struct scene s;

		scene_open(&s, worlds_new(two_nodes, 2));
		confine(s.w, false, true);
		s.w->task[TASK_CONTEXT] = rows[i].context;
		request_run(s.m, &r);
		cr_expect_eq(recorder_find(&s.r, EVENT_ENTRY, 0)->v[1] & ALLOC_CPUSET,
			     rows[i].alloc_cpuset, "%s", rows[i].when);
		cr_expect_eq(recorder_find(&s.r, EVENT_ENTRY, 0)->v[0] & GFP_F_HARDWALL,
			     GFP_F_HARDWALL, "%s", rows[i].when);
		cr_expect_eq(recorder_find(&s.r, EVENT_ATTEMPT, 0)->v[5],
			     rows[i].mask || !rows[i].alloc_cpuset, "%s", rows[i].when);
		scene_close(&s);
	}
}

/* The nodemask {0} and mems_allowed {1} share no node: the slow path drops it and starts over. */
Test(cpuset, a_nodemask_outside_mems_allowed_is_dropped)
{
	struct nodemask node0 = nodes(0x1);
	struct request r = { .op = REQ_ALLOC, .order = 4, .gfp = GFP_NOWAIT | GFP_F_HARDWALL,
			     .nid = 1, .nodemask = &node0 };
	const struct kernel *k;

	for (const char *names = SINCE_6_1; (k = kernels_next(&names));) {
		struct result res;
		struct scene s;

		scene_open_on(&s, k, worlds_new(two_nodes, 2));
		confine(s.w, true, true);
		s.w->mems_allowed = s.w->cpuset[2].mems = nodes(0x2);
		worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
		worlds_put_free(s.w, N1_NORMAL, "10U: 2000");
		res = request_run(s.m, &r);
		cr_expect_eq(res.pfn, 0x2000, "%s: %x", k->name, res.pfn);
		cr_expect_eq(recorder_count(&s.r, EVENT_NODEMASK_DROPPED), 1, "%s", k->name);
		cr_expect_eq(recorder_count(&s.r, EVENT_ATTEMPT), 3, "%s: fast, slow, slow again",
			     k->name);
		scene_close(&s);
	}
}

/* Node 0's own list has no zone in {1}; the mask is no contradiction to mems {1}, so it stays. */
Test(cpuset, this_node_alone_and_a_mask_of_others_leave_no_zone)
{
	static const gfp_t masks[] = { GFP_NOWAIT, GFP_ATOMIC };
	struct nodemask node1 = nodes(0x2);
	const struct kernel *k;

	for (size_t i = 0; i < sizeof masks / sizeof *masks; i++)
		for (const char *names = SINCE_6_1; (k = kernels_next(&names));) {
			struct request r = { .op = REQ_ALLOC, .gfp = masks[i] | GFP_F_THISNODE,
					     .nid = 0, .nodemask = &node1 };
			const struct event *e;
			struct scene s;

			scene_open_on(&s, k, worlds_new(two_nodes, 2));
			confine(s.w, true, true);
			s.w->mems_allowed = s.w->cpuset[2].mems = nodes(0x2);
			worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
			worlds_put_free(s.w, N1_NORMAL, "10U: 2000");
			cr_expect_eq(request_run(s.m, &r).status, REQUEST_FAILED, "%s, mask %zu",
				     k->name, i);
			e = recorder_find(&s.r, EVENT_NO_PAGE, 0);
			cr_assert_not_null(e);
			cr_expect_eq(e->v[0], NO_PAGE_NO_ZONE, "%s, mask %zu", k->name, i);
			cr_expect_eq(recorder_count(&s.r, EVENT_ZONE), 0, "%s, mask %zu", k->name,
				     i);
			scene_close(&s);
		}
}

/*
 * A cpuset whose nodes have Movable zones alone is an insane configuration. While one exists,
 * requests inside walls are told early that mems_allowed has no zone for them.
 */
Test(cpuset, an_insane_configuration_fails_early)
{
	static const struct zone_row rows[] = {
		{ N0_NORMAL, 0x1000, 0x1000 }, { N1_MOVABLE, 0x2000, 0x1000 },
	};
	static const struct {
		const char *when;
		gfp_t gfp;
		int nid;
		uint64_t mems, other_mems;
		bool early;
	} cases[] = {
		{ "unmovable, the task's cpuset is insane", GFP_KERNEL | GFP_F_HARDWALL, 0, 0x2,
		  0x1, true },
		{ "movable, it has a zone for that", GFP_HIGHUSER_MOVABLE, 0, 0x2, 0x1, false },
		{ "no __GFP_HARDWALL", GFP_KERNEL, 0, 0x2, 0x1, false },
		{ "another cpuset is insane, this one has node 0", GFP_KERNEL | GFP_F_HARDWALL, 0,
		  0x1, 0x2, false },
		{ "another one is insane, and this node is not in mems_allowed",
		  GFP_HIGHUSER_MOVABLE | GFP_F_THISNODE, 1, 0x1, 0x2, true },
		{ "another one is empty, which is not insane",
		  GFP_HIGHUSER_MOVABLE | GFP_F_THISNODE, 1, 0x1, 0x0, false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct request r = { .op = REQ_ALLOC, .gfp = cases[i].gfp, .nid = cases[i].nid };
		const struct event *e;
		struct scene s;

		scene_open(&s, worlds_new(rows, 2));
		confine(s.w, true, true);
		s.w->mems_allowed = s.w->cpuset[2].mems = nodes(cases[i].mems);
		s.w->cpuset[1].mems = nodes(cases[i].other_mems);
		request_run(s.m, &r);
		e = recorder_find(&s.r, EVENT_NO_PAGE, 0);
		cr_expect_eq(e && e->v[0] == NO_PAGE_INSANE_CPUSET, cases[i].early, "%s",
			     cases[i].when);
		scene_close(&s);
	}
}
