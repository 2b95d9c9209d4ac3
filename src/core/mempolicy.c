/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mempolicy.c - from a memory policy to a node and a nodemask.
 *
 * Follows policy_node(), policy_nodemask(), apply_policy_zone(), interleave_nodes() and
 * alloc_pages_preferred_many() of mm/mempolicy.c, all versions. Left out: policies of VMAs, the
 * home node of MPOL_BIND, weighted interleaving of 6.12, NUMA_INTERLEAVE_HIT, and that a cpuset's
 * change moves a policy to other nodes.
 */
#include "mempolicy.h"

static unsigned first_node(const struct nodemask *mask)
{
	unsigned node = 0;

	while (node < MAX_NODES && !node_isset(node, mask))
		node++;
	return node;
}

/* next_node_in(): the next one behind node, or the first if there is none; MAX_NODES if empty. */
static unsigned next_node_in(unsigned node, const struct nodemask *mask)
{
	for (node++; node < MAX_NODES; node++)
		if (node_isset(node, mask))
			return node;
	return first_node(mask);
}

/* policy_zone: the highest index with pages, Movable aside. Lower zones are for hardware's sake. */
static unsigned policy_zone(const struct world *w)
{
	unsigned highest = 0;

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (zone_populated(&w->zone[i]) && (int)zid_idx((zid_t)i) != w->layout->movable &&
		    zid_idx((zid_t)i) > highest)
			highest = zid_idx((zid_t)i);
	return highest;
}

/* Has one of these nodes memory that is not Movable? N_HIGH_MEMORY of 64-bit kernels. */
static bool any_has_more_than_movable(const struct world *w, const struct nodemask *nodes)
{
	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (zone_populated(&w->zone[i]) && (int)zid_idx((zid_t)i) != w->layout->movable &&
		    node_isset(zid_node((zid_t)i), nodes))
			return true;
	return false;
}

/* The lowest zone index of requests that the task's nodes bind. */
static unsigned bound_from_zone(const struct alloc_context *ac)
{
	if (ac->k->mempolicy.movable_only &&
	    !any_has_more_than_movable(ac->w, &ac->w->policy_nodes))
		return (unsigned)ac->w->layout->movable;
	return policy_zone(ac->w);
}

int64_t mempolicy_interleave_start(const struct kernel *k, const struct nodemask *nodes)
{
	return k->mempolicy.goes_on_after ? MAX_NODES - 1 : (int64_t)first_node(nodes);
}

/* interleave_nodes() */
static unsigned interleave(struct alloc_context *ac)
{
	int64_t at = ac->w->task[TASK_INTERLEAVE];
	unsigned next = next_node_in((unsigned)at, &ac->w->policy_nodes);

	if (next != MAX_NODES)
		does(ac->m, (struct event){ .kind = EVENT_TASK, .zone = NO_ZONE, .pfn = NO_PFN,
					    .link = NO_PFN, .v = { at, next, TASK_INTERLEAVE } });
	return ac->k->mempolicy.goes_on_after ? next : (unsigned)at;
}

static void say_policy(const struct alloc_context *ac, bool counts, unsigned zone)
{
	says(ac->m, (struct event){ .kind = EVENT_MEMPOLICY, .zone = NO_ZONE, .pfn = NO_PFN,
				    .link = NO_PFN, .verdict = counts,
				    .v = { ac->w->task[TASK_MEMPOLICY], ac->nid,
					   ac->caller_nodemask != NULL, zone,
					   ac->prefers_nodes } });
}

/* A node that has gone, or never was there, is asked for by nobody. */
static void ask_for(struct alloc_context *ac, unsigned node)
{
	if (node < ac->w->nr_nodes && ac->w->node[node].online)
		ac->nid = (int)node;
}

void mempolicy_apply(struct alloc_context *ac)
{
	const struct world *w = ac->w;
	const struct nodemask *nodes = &w->policy_nodes;
	unsigned zone = 0;

	if (w->task[TASK_MEMPOLICY] == MPOL_DEFAULT)
		return;
	if (world_in_interrupt(w) || ac->gfp & GFP_F_THISNODE) {
		say_policy(ac, false, zone);
		return;
	}
	switch (w->task[TASK_MEMPOLICY]) {
	case MPOL_PREFERRED:
		ask_for(ac, first_node(nodes));
		break;
	case MPOL_BIND:
		zone = bound_from_zone(ac);
		if (gfp_zone(w->layout, ac->gfp) >= zone &&
		    nodes_intersect(nodes, &w->mems_allowed))
			ac->caller_nodemask = nodes;
		break;
	case MPOL_INTERLEAVE:
		ask_for(ac, interleave(ac));
		break;
	default:
		ac->prefers_nodes = ac->k->mempolicy.preferred_many;
	}
	say_policy(ac, true, zone);
}

void mempolicy_try_preferred(struct alloc_context *ac)
{
	ac->gfp = (ac->gfp | GFP_F_NOWARN) & ~(gfp_t)(GFP_F_DIRECT_RECLAIM | GFP_F_NOFAIL);
	ac->caller_nodemask = &ac->w->policy_nodes;
}
