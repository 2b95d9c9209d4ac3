/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mempolicy.h - the nodes that a task's memory policy makes alloc_pages() ask for.
 */
#ifndef CORE_MEMPOLICY_H
#define CORE_MEMPOLICY_H

#include "ladder.h"

/*
 * Applies the task's policy to a request that names no nodes itself: alloc_pages_current() up to
 * 5.10, alloc_pages() of 6.1, alloc_pages_mpol_noprof() of 6.12. Sets ac's node and nodemask,
 * or prefers_nodes; interleaving goes on by one node. Says MEMPOLICY unless the policy is the
 * default.
 */
void mempolicy_apply(struct alloc_context *ac);

/*
 * ac of the first of two tries: only the policy's nodes, and nothing that sleeps. Then the request
 * is made as it was, from all nodes: alloc_pages_preferred_many(). 6.1 and later.
 */
void mempolicy_try_preferred(struct alloc_context *ac);

/* Where interleaving over these nodes begins, as TASK_INTERLEAVE: do_set_mempolicy(). */
int64_t mempolicy_interleave_start(const struct kernel *k, const struct nodemask *nodes);

#endif
