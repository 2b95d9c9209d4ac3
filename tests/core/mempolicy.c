/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mempolicy.c - the task's memory policy, honoured by alloc_pages() and by nobody else.
 *
 *	node 0: DMA32 and Normal	node 1: Normal and Movable
 */
#include <criterion/criterion.h>

#include "core/mempolicy.h"
#include "worlds.h"

enum { MOVABLE_PAGES = GFP_NOWAIT | GFP_F_HIGHMEM | GFP_F_MOVABLE };

static void open_two_nodes(struct scene *s, const struct kernel *k)
{
	static const struct zone_row rows[] = {
		{ N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x1000 },
		{ N1_NORMAL, 0x3000, 0x1000 }, { N1_MOVABLE, 0x4000, 0x1000 },
	};

	scene_open_on(s, k, worlds_new(rows, 4));
	worlds_put_free(s->w, N0_DMA32, "10M: 1000 1400 1800 1c00");
	worlds_put_free(s->w, N0_NORMAL, "10M: 2000 2400 2800 2c00");
	worlds_put_free(s->w, N1_NORMAL, "10M: 3000 3400 3800 3c00");
	worlds_put_free(s->w, N1_MOVABLE, "10M: 4000 4400 4800 4c00");
}

static void set_policy(struct scene *s, enum mempolicy mode, uint64_t nodes)
{
	s->w->task[TASK_MEMPOLICY] = mode;
	s->w->policy_nodes = (struct nodemask){ .bits = { nodes } };
	s->w->task[TASK_INTERLEAVE] =
		mempolicy_interleave_start(machine_kernel(s->m), &s->w->policy_nodes);
}

/* The node of a single page that alloc_pages() gives; -1: none. */
static int node_given(struct scene *s, gfp_t gfp)
{
	struct result res = request_run(s->m, &(struct request){ .op = REQ_ALLOC, .gfp = gfp,
								 .api = API_ALLOC_PAGES,
								 .nid = NID_LOCAL });

	return res.pfn == NO_PFN ? -1 : (int)zid_node(world_zone_of(s->w, res.pfn));
}

Test(mempolicy, decides_which_node_is_asked)
{
	static const struct {
		const char *when;
		enum mempolicy mode;
		uint64_t nodes;
		gfp_t gfp;
		enum task_context context;
		int node;
	} rows[] = {
		{ "default: the local node", MPOL_DEFAULT, 0, GFP_NOWAIT, IN_TASK, 0 },
		{ "preferred", MPOL_PREFERRED, 0x2, GFP_NOWAIT, IN_TASK, 1 },
		{ "bind", MPOL_BIND, 0x2, GFP_NOWAIT, IN_TASK, 1 },
		{ "bind, but for less than the policy's zone", MPOL_BIND, 0x2,
		  GFP_NOWAIT | GFP_F_DMA32, IN_TASK, 0 },
		{ "an interrupt has no policy", MPOL_BIND, 0x2, GFP_NOWAIT, IN_SOFTIRQ, 0 },
		{ "this node, whatever the policy", MPOL_BIND, 0x2, GFP_NOWAIT | GFP_F_THISNODE,
		  IN_TASK, 0 },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = ALL_KERNELS; (k = kernels_next(&names));) {
			struct scene s;
			int node;

			open_two_nodes(&s, k);
			set_policy(&s, rows[i].mode, rows[i].nodes);
			s.w->task[TASK_CONTEXT] = rows[i].context;
			node = node_given(&s, rows[i].gfp);
			cr_expect_eq(node, rows[i].node, "%s, %s: %d", k->name, rows[i].when, node);
			scene_close(&s);
		}
}

/* il_next is used and then moved on, il_prev moved on and then used: both begin with the first. */
Test(mempolicy, interleaving_goes_on_by_one_node_a_request)
{
	const struct kernel *k;

	for (const char *names = ALL_KERNELS; (k = kernels_next(&names));) {
		int64_t il_prev = k->mempolicy.goes_on_after;
		struct scene s;

		open_two_nodes(&s, k);
		set_policy(&s, MPOL_INTERLEAVE, 0x3);
		for (int i = 0; i < 5; i++)
			cr_expect_eq(node_given(&s, GFP_NOWAIT), i % 2, "%s, request %d", k->name,
				     i);
		cr_expect_eq(s.w->task[TASK_INTERLEAVE], il_prev ? 0 : 1, "%s", k->name);
		scene_close(&s);
	}
}

Test(mempolicy, nobody_else_asks_it)
{
	struct scene s;
	struct result res;

	open_two_nodes(&s, kernel_find("6.1"));
	set_policy(&s, MPOL_BIND, 0x2);
	res = request_run(s.m, &(struct request){ .op = REQ_ALLOC, .gfp = GFP_NOWAIT,
						  .api = API_ALLOC_PAGES_NODE, .nid = 0 });
	cr_expect_eq(zid_node(world_zone_of(s.w, res.pfn)), 0, "alloc_pages_node()");
	cr_expect_eq(zid_node(world_zone_of(s.w, scene_alloc(&s, 0, GFP_NOWAIT).pfn)), 0,
		     "the allocator itself");
	scene_close(&s);
}

/* A cpuset that shares no node with the policy: it does not bind. */
Test(mempolicy, outside_the_cpuset_it_does_not_bind)
{
	const struct kernel *k;

	for (const char *names = ALL_KERNELS; (k = kernels_next(&names));) {
		struct scene s;

		open_two_nodes(&s, k);
		set_policy(&s, MPOL_BIND, 0x2);
		s.w->mems_allowed = (struct nodemask){ .bits = { 0x1 } };
		cr_expect_eq(node_given(&s, GFP_NOWAIT), 0, "%s", k->name);
		scene_close(&s);
	}
}

Test(mempolicy, nodes_with_nothing_but_movable_bind_only_movable_requests)
{
	static const struct zone_row rows[] = { { N0_NORMAL, 0x1000, 0x1000 },
						{ N1_MOVABLE, 0x2000, 0x1000 } };
	const struct kernel *k;

	for (const char *names = ALL_KERNELS; (k = kernels_next(&names));) {
		bool since_4_7 = k->mempolicy.movable_only;
		struct scene s;

		scene_open_on(&s, k, worlds_new(rows, 2));
		worlds_put_free(s.w, N0_NORMAL, "10M: 1000 1400 1800 1c00");
		worlds_put_free(s.w, N1_MOVABLE, "10M: 2000 2400 2800 2c00");
		set_policy(&s, MPOL_BIND, 0x2);
		cr_expect_eq(node_given(&s, MOVABLE_PAGES), 1, "%s", k->name);
		cr_expect_eq(node_given(&s, GFP_NOWAIT), since_4_7 ? 0 : -1, "%s", k->name);
		scene_close(&s);
	}
}

/* Node 1 first, without sleeping; then everywhere, as it was asked. */
Test(mempolicy, many_preferred_nodes_are_tried_first_and_then_all)
{
	const struct kernel *k;

	for (const char *names = SINCE_6_1; (k = kernels_next(&names));) {
		struct scene s;
		const struct event *first, *last;

		open_two_nodes(&s, k);
		set_policy(&s, MPOL_PREFERRED_MANY, 0x2);
		cr_expect_eq(node_given(&s, GFP_KERNEL), 1, "%s", k->name);
		worlds_set_marks(s.w, N1_NORMAL, 9000, 9000, 9000);
		recorder_done(&s.r);
		cr_expect_eq(node_given(&s, GFP_KERNEL), 0, "%s: node 1 is low", k->name);
		first = recorder_find(&s.r, EVENT_ATTEMPT, 0);
		last = recorder_last(&s.r, EVENT_ATTEMPT);
		cr_expect_not(first->v[1] & GFP_F_DIRECT_RECLAIM, "%s", k->name);
		cr_expect(first->v[1] & GFP_F_NOWARN, "%s", k->name);
		cr_expect(first->v[5], "%s: only the policy's nodes", k->name);
		cr_expect(last->v[1] & GFP_F_DIRECT_RECLAIM, "%s", k->name);
		cr_expect_not(last->v[5], "%s: all nodes", k->name);
		scene_close(&s);
	}
}
