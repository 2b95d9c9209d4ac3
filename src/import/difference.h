/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * difference.h - where a simulated world and a recorded one part.
 */
#ifndef IMPORT_DIFFERENCE_H
#define IMPORT_DIFFERENCE_H

#include "core/kernels.h"
#include "import/state.h"

/* One field that is not what was recorded. */
struct difference {
	char field[120];        /* "Node 0 DMA32 free order 3 Movable, block 5" */
	char expected[40], got[40];
};

/* Fills *d; values are written as numbers, NO_PFN as "none". Always returns false. */
bool differs(struct difference *d, int64_t expected, int64_t got, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Compares every field that a simulator must predict (buddyscope-state(5), "result"): free lists
 * and PCP lists in order, counters, pageblocks, statistics. False with the first difference in *d.
 */
bool same_results(const struct recorded_state *expected, const struct world *got,
		  struct difference *d);

/*
 * Compares what the program computes from the recorded state alone with what the kernel had:
 * zonelists, node_dirty_ok(). False with the first difference in *d.
 */
bool same_derived(const struct recorded_state *s, const struct kernel *k,
		  struct difference *d);

/* What was noted for kswapd on each node: told apart, since it decides no page. */
bool same_kswapd(const struct world *expected, const struct world *got);

#endif
