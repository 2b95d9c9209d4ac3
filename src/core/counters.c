/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * counters.c - counters, and when a CPU's delta folds into the global part.
 *
 * Follows __mod_zone_page_state() (mm/vmstat.c) and zone_statistics() (mm/page_alloc.c). Watermarks
 * read the global part only, so when a delta folds decides which zone a request gets: one update
 * of -63 and 63 updates of -1 are not the same.
 */
#include "counters.h"

void mod_zone_stat(struct machine *m, zid_t zone, enum zone_stat item, int64_t delta)
{
	const struct world *w = machine_world(m);
	int64_t diff = world_pcp(w, zone, machine_cpu(m))->vm_stat_diff[item];
	int64_t x = diff + delta;
	bool fold = x > w->zone[zone].stat_threshold || -x > w->zone[zone].stat_threshold;

	if (!delta && !fold)
		return;
	does(m, (struct event){ .kind = EVENT_VM_STAT, .zone = zone, .pfn = NO_PFN, .link = NO_PFN,
				.v = { item, delta, fold ? x : 0, fold ? -diff : delta } });
}

void dec_zone_stat(struct machine *m, zid_t zone, enum zone_stat item)
{
	const struct world *w = machine_world(m);
	int64_t diff = world_pcp(w, zone, machine_cpu(m))->vm_stat_diff[item];
	int64_t overstep = w->zone[zone].stat_threshold / 2;
	bool fold = -(diff - 1) > w->zone[zone].stat_threshold;

	does(m, (struct event){ .kind = EVENT_VM_STAT, .zone = zone, .pfn = NO_PFN, .link = NO_PFN,
				.v = { item, -1, fold ? diff - 1 - overstep : 0,
				       fold ? overstep - diff : -1 } });
}

void mod_free_pages(struct machine *m, zid_t zone, int64_t delta, uint8_t migratetype)
{
	mod_zone_stat(m, zone, NR_FREE_PAGES, delta);
	if (migratetype == MIGRATE_CMA)
		mod_zone_stat(m, zone, NR_FREE_CMA_PAGES, delta);
}

static void count_numa(struct machine *m, zid_t zone, enum numa_stat item, int64_t times)
{
	add_to(m, EVENT_NUMA_STAT, zone, item, machine_world(m)->zone[zone].numa[item], times);
}

void zone_statistics(struct machine *m, zid_t preferred, zid_t zone, int64_t times)
{
	const struct world *w = machine_world(m);

	if (!w->setting[SET_NUMA] || !w->setting[SET_NUMA_STAT])
		return;
	if (zid_node(zone) == zid_node(preferred)) {
		count_numa(m, zone, NUMA_HIT, times);
	} else {
		count_numa(m, zone, NUMA_MISS, times);
		count_numa(m, preferred, NUMA_FOREIGN, times);
	}
	count_numa(m, zone, zid_node(zone) == w->task[TASK_NODE] ? NUMA_LOCAL : NUMA_OTHER, times);
}

void zone_statistics_by_cpu(struct machine *m, zid_t preferred, zid_t zone, bool other_node)
{
	const struct world *w = machine_world(m);
	unsigned local = other_node ? zid_node(preferred) : (unsigned)w->task[TASK_NODE];

	if (!w->setting[SET_NUMA])
		return;
	if (zid_node(zone) != local) {
		count_numa(m, zone, NUMA_MISS, 1);
		count_numa(m, preferred, NUMA_FOREIGN, 1);
		return;
	}
	count_numa(m, zone, NUMA_HIT, 1);
	count_numa(m, zone, other_node ? NUMA_OTHER : NUMA_LOCAL, 1);
}

static void count_vm_event(struct machine *m, unsigned item, int64_t delta)
{
	add_to(m, EVENT_VM_EVENT, NO_ZONE, item, machine_world(m)->vm_event[item], delta);
}

void count_pgalloc(struct machine *m, zid_t zone, int64_t pages)
{
	count_vm_event(m, PGALLOC + zid_idx(zone), pages);
}

void count_pgfree(struct machine *m, int64_t pages)
{
	count_vm_event(m, PGFREE, pages);
}
