/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reclaim.h - node_reclaim(): a little reclaim on the spot instead of going to another node.
 */
#ifndef CORE_RECLAIM_H
#define CORE_RECLAIM_H

#include "ladder.h"

/*
 * node_reclaim(), 5.10 to 6.12: the preconditions are the kernel's. How much it then frees is an
 * input of the world (struct node, reclaim_outcome): that many LRU pages of the node, lowest pfn
 * first, or as many as there are. Returns RECLAIM_NOSCAN, _FULL, _SOME or _SUCCESS.
 */
int node_reclaim(struct alloc_context *ac);

#endif
