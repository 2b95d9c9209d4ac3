/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tick.c - folding counters, and aging the PCP lists of remote zones.
 *
 * Follows refresh_cpu_vm_stats() of mm/vmstat.c, 5.10 to 6.12.
 */
#include "tick.h"

#include "pcp.h"

enum { EXPIRE_TICKS = 3 };

/* Moves every delta to the global part; returns how many there were. */
static int64_t fold(struct machine *m, zid_t zone)
{
	const struct pcp *pcp = world_pcp(machine_world(m), zone, machine_cpu(m));
	int64_t folded = 0;

	for (unsigned item = 0; item < NR_ZONE_STATS; item++) {
		int64_t diff = pcp->vm_stat_diff[item];

		if (!diff)
			continue;
		does(m, (struct event){ .kind = EVENT_VM_STAT, .zone = zone, .pfn = NO_PFN,
					.link = NO_PFN, .v = { item, 0, diff, -diff } });
		folded++;
	}
	return folded;
}

static void age_zone(struct machine *m, zid_t zone)
{
	const struct world *w = machine_world(m);
	const struct pcp *pcp = world_pcp(w, zone, machine_cpu(m));
	int64_t folded = fold(m, zone), expire = folded ? EXPIRE_TICKS : pcp->expire;

	if (machine_kernel(m)->pcp.decay)
		machine_kernel(m)->pcp.decay(m, zone);
	if (expire && pcp->count)
		expire = zid_node(zone) == w->task[TASK_NODE] ? 0 : expire - 1;
	if (machine_heard(m))
		says(m, (struct event){ .kind = EVENT_TICK, .zone = zone, .pfn = NO_PFN,
					.link = NO_PFN, .v = { folded, expire } });
	/* Only a remote zone's lists that just expired are drained. */
	if (pcp->expire && !expire && zid_node(zone) != w->task[TASK_NODE])
		pcp_drain_batch(m, zone);
	set_field(m, EVENT_PCP_EXPIRE, zone, pcp->expire, expire);
}

void vmstat_quiet(struct machine *m)
{
	const struct world *w = machine_world(m);

	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		zid_t zone = (zid_t)i;
		const struct pcp *pcp = world_pcp(w, zone, machine_cpu(m));
		int64_t folded, expire;

		if (!zone_populated(&w->zone[zone]))
			continue;
		folded = fold(m, zone);
		expire = folded ? EXPIRE_TICKS : pcp->expire;
		if (machine_heard(m))
			says(m, (struct event){ .kind = EVENT_TICK, .zone = zone, .pfn = NO_PFN,
						.link = NO_PFN, .v = { folded, expire } });
		set_field(m, EVENT_PCP_EXPIRE, zone, pcp->expire, expire);
	}
}

void vmstat_tick(struct machine *m)
{
	const struct world *w = machine_world(m);

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (zone_populated(&w->zone[i]))
			age_zone(m, (zid_t)i);
}
