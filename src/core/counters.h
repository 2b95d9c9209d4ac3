/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * counters.h - zone counters with their per-CPU deltas, NUMA statistics, events.
 */
#ifndef CORE_COUNTERS_H
#define CORE_COUNTERS_H

#include "machine.h"

/*
 * __mod_zone_page_state(): adds delta to this CPU's part of the counter; when that outgrows the
 * zone's stat_threshold, the whole of it moves to the global part. All versions.
 */
void mod_zone_stat(struct machine *m, zid_t zone, enum zone_stat item, int64_t delta);

/* __mod_zone_freepage_state(): free pages, and free CMA pages if migratetype is CMA. */
void mod_free_pages(struct machine *m, zid_t zone, int64_t delta, uint8_t migratetype);

/* __dec_zone_state(): by one; it oversteps by half the threshold when it folds. Up to 4.12. */
void dec_zone_stat(struct machine *m, zid_t zone, enum zone_stat item);

/*
 * zone_statistics() of 4.7: a hit is a page of the CPU's own node (or, for __GFP_OTHER_NODE, of the
 * preferred zone's), and only hits are local or other.
 */
void zone_statistics_by_cpu(struct machine *m, zid_t preferred, zid_t zone, bool other_node);

/*
 * zone_statistics(): NUMA hits and misses of an allocation from `zone` that preferred another.
 * 4.12 and later; `times` is 1 whatever the order, and the number of pages of a bulk allocation.
 */
void zone_statistics(struct machine *m, zid_t preferred, zid_t zone, int64_t times);

/* PGALLOC_<zone> and PGFREE. */
void count_pgalloc(struct machine *m, zid_t zone, int64_t pages);
void count_pgfree(struct machine *m, int64_t pages);

#endif
