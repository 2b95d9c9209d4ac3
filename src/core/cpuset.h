/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cpuset.h - may the task take memory from this node?
 */
#ifndef CORE_CPUSET_H
#define CORE_CPUSET_H

#include "world.h"

struct cpuset_answer {
	bool allowed;
	enum cpuset_rule rule;
};

/* __cpuset_node_allowed(), 5.10 to 6.12. The caller has asked cpusets_enabled(). */
struct cpuset_answer cpuset_node_allowed(const struct world *w, unsigned node, gfp_t gfp);

#endif
