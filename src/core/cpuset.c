/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cpuset.c - the walls of a cpuset, and who may pass them.
 *
 * Follows __cpuset_node_allowed() and nearest_hardwall_ancestor() of kernel/cgroup/cpuset.c.
 */
#include "cpuset.h"

/* nearest_hardwall_ancestor() */
static const struct cpuset *hardwall_ancestor(const struct world *w)
{
	const struct cpuset *cs = &w->cpuset[w->task[TASK_CPUSET]];

	while (!cs->hardwall && cs != &w->cpuset[cs->parent])
		cs = &w->cpuset[cs->parent];
	return cs;
}

struct cpuset_answer cpuset_node_allowed(const struct world *w, unsigned node, gfp_t gfp)
{
	if (world_in_interrupt(w))
		return (struct cpuset_answer){ true, CPUSET_INTERRUPT };
	if (node_isset(node, &w->mems_allowed))
		return (struct cpuset_answer){ true, CPUSET_MEMS_ALLOWED };
	if (w->task[TASK_OOM_VICTIM])
		return (struct cpuset_answer){ true, CPUSET_OOM_VICTIM };
	if (gfp & GFP_F_HARDWALL)
		return (struct cpuset_answer){ false, CPUSET_HARDWALL };
	if (w->task[TASK_FLAGS] & PF_EXITING)
		return (struct cpuset_answer){ true, CPUSET_EXITING };
	return (struct cpuset_answer){ node_isset(node, &hardwall_ancestor(w)->mems),
				       CPUSET_ANCESTOR };
}
