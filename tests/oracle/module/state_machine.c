// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state_machine.c - what a state says of the whole machine: settings, the task, nodes, zonelists.
 */
#include "state.h"
#include "symbols.h"

#include <linux/cpuset.h>
#include <linux/jump_label.h>
#include <linux/mempolicy.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/topology.h>
#include <linux/utsname.h>
#include <linux/vmstat.h>

/* ---- settings, by the names of the kernel's variables ---- */

enum setting_type { SETTING_INT, SETTING_ULONG, SETTING_KEY };

static struct setting {
	const char *key, *symbol;
	enum setting_type type;
	const void *address;
} settings[] = {
	{ "min_free_kbytes", "min_free_kbytes", SETTING_INT },
	{ "user_min_free_kbytes", "user_min_free_kbytes", SETTING_INT },
	{ "watermark_boost_factor", "watermark_boost_factor", SETTING_INT },
	{ "watermark_scale_factor", "watermark_scale_factor", SETTING_INT },
	{ "percpu_pagelist_high_fraction", "percpu_pagelist_high_fraction", SETTING_INT },
	{ "page_group_by_mobility_disabled", "page_group_by_mobility_disabled", SETTING_INT },
	{ "node_reclaim_mode", "node_reclaim_mode", SETTING_INT },
	{ "node_reclaim_distance", "node_reclaim_distance", SETTING_INT },
	{ "vm_dirty_ratio", "vm_dirty_ratio", SETTING_INT },
	{ "vm_dirty_bytes", "vm_dirty_bytes", SETTING_ULONG },
	{ "dirty_background_ratio", "dirty_background_ratio", SETTING_INT },
	{ "dirty_background_bytes", "dirty_background_bytes", SETTING_ULONG },
	{ "sysctl_min_unmapped_ratio", "sysctl_min_unmapped_ratio", SETTING_INT },
	{ "sysctl_min_slab_ratio", "sysctl_min_slab_ratio", SETTING_INT },
	{ "totalreserve_pages", "totalreserve_pages", SETTING_ULONG },
	{ "movable_zone", "movable_zone", SETTING_INT },
	{ "cpusets_enabled_key", "cpusets_enabled_key", SETTING_KEY },
	{ "page_alloc_shuffle_key", "page_alloc_shuffle_key", SETTING_KEY },
	{ "init_on_alloc", "init_on_alloc", SETTING_KEY },
	{ "init_on_free", "init_on_free", SETTING_KEY },
	{ "check_pages_enabled", "check_pages_enabled", SETTING_KEY },
	{ "deferred_pages", "deferred_pages", SETTING_KEY },
	{ "vm_numa_stat_key", "vm_numa_stat_key", SETTING_KEY },
	{ "page_reporting_enabled", "page_reporting_enabled", SETTING_KEY },
};

static const int *lowmem_reserve_ratio;

void state_machine_prepare(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(settings); i++)
		settings[i].address = symbol_address(settings[i].symbol);
	lowmem_reserve_ratio = symbol_address("sysctl_lowmem_reserve_ratio");
}

static long long setting_value(const struct setting *s)
{
	switch (s->type) {
	case SETTING_INT:
		return *(const int *)s->address;
	case SETTING_ULONG:
		return (long long)*(const unsigned long *)s->address;
	default:
		return static_key_count((struct static_key *)s->address) > 0;
	}
}

static void write_sysctl(struct text *t, const char *when)
{
	unsigned int i;

	line_begin(t, "sysctl", when);
	for (i = 0; i < ARRAY_SIZE(settings); i++)
		if (settings[i].address)
			member_int(t, settings[i].key, setting_value(&settings[i]));
	if (lowmem_reserve_ratio) {
		list_begin(t, "lowmem_reserve_ratio");
		for (i = 0; i < MAX_NR_ZONES; i++)
			list_int(t, lowmem_reserve_ratio[i]);
		list_end(t);
	}
	member_int(t, "global_free", atomic_long_read(&vm_zone_stat[NR_FREE_PAGES]));
	member_int(t, "global_active_file", atomic_long_read(&vm_node_stat[NR_ACTIVE_FILE]));
	member_int(t, "global_inactive_file", atomic_long_read(&vm_node_stat[NR_INACTIVE_FILE]));
	line_end(t);
}

/* ---- the kernel, the task, the machine ---- */

static void write_meta(struct text *t, const char *when)
{
	const struct zone *zone = &NODE_DATA(first_online_node)->node_zones[0];
	int mt;

	line_begin(t, "meta", when);
	member_string(t, "release", init_utsname()->release);
	member_string(t, "version", init_utsname()->version);
	member_int(t, "page_size", PAGE_SIZE);
	member_int(t, "nr_orders", ARRAY_SIZE(zone->free_area));
	member_int(t, "pageblock_order", pageblock_order);
	member_int(t, "nr_zones", MAX_NR_ZONES);
	list_begin(t, "migrate_types");
	for (mt = 0; mt < MIGRATE_TYPES; mt++)
		list_string(t, symbols.migratetype_names[mt]);
	list_end(t);
	member_int(t, "migrate_pcptypes", MIGRATE_PCPTYPES);
	member_int(t, "nr_pcp_lists", NR_PCP_LISTS);
	member_int(t, "nr_loworder_pcp_lists", NR_LOWORDER_PCP_LISTS);
	member_int(t, "pages_per_section", PAGES_PER_SECTION);
	member_int(t, "nr_cpus", num_online_cpus());
	member_int(t, "cpu", smp_processor_id());
	member_int(t, "numa_node_id", numa_node_id());
	line_end(t);
}

static void write_nodes(struct text *t, const char *key, const nodemask_t *nodes)
{
	int nid;

	list_begin(t, key);
	for_each_node_mask(nid, *nodes)
		list_int(t, nid);
	list_end(t);
}

static void write_task(struct text *t, const char *when)
{
	line_begin(t, "task", when);
	member_string(t, "comm", current->comm);
	member_hex(t, "flags", current->flags);
	member_int(t, "prio", current->prio);
	member_int(t, "policy", current->policy);
#ifdef CONFIG_CPUSETS
	write_nodes(t, "mems_allowed", &current->mems_allowed);
#else
	write_nodes(t, "mems_allowed", &node_states[N_MEMORY]);
#endif
#ifdef CONFIG_NUMA
	if (current->mempolicy)
		member_int(t, "mempolicy", current->mempolicy->mode);
	else
#endif
		member_null(t, "mempolicy");
	member_int(t, "irqs_disabled", irqs_disabled());
	member_int(t, "in_task", !!in_task());
	line_end(t);
}

static void write_numa(struct text *t, const char *when)
{
	int from, to;

	line_begin(t, "numa", when);
	write_nodes(t, "online", &node_states[N_ONLINE]);
	write_nodes(t, "memory", &node_states[N_MEMORY]);
	write_nodes(t, "cpu_nodes", &node_states[N_CPU]);
	list_begin(t, "distance");
	for_each_online_node(from) {
		list_begin(t, NULL);
		for_each_online_node(to)
			list_int(t, node_distance(from, to));
		list_end(t);
	}
	list_end(t);
	line_end(t);
}

static const struct {
	const char *key;
	enum vm_event_item item;
} events[] = {
#ifdef CONFIG_ZONE_DMA
	{ "pgalloc_dma", PGALLOC_DMA },
	{ "allocstall_dma", ALLOCSTALL_DMA },
#endif
#ifdef CONFIG_ZONE_DMA32
	{ "pgalloc_dma32", PGALLOC_DMA32 },
	{ "allocstall_dma32", ALLOCSTALL_DMA32 },
#endif
	{ "pgalloc_normal", PGALLOC_NORMAL },
	{ "allocstall_normal", ALLOCSTALL_NORMAL },
	{ "pgalloc_movable", PGALLOC_MOVABLE },
	{ "allocstall_movable", ALLOCSTALL_MOVABLE },
	{ "pgfree", PGFREE },
	{ "pgreuse", PGREUSE },
	{ "kswapd_low_wmark_hit_quickly", KSWAPD_LOW_WMARK_HIT_QUICKLY },
	{ "kswapd_high_wmark_hit_quickly", KSWAPD_HIGH_WMARK_HIT_QUICKLY },
	{ "pageoutrun", PAGEOUTRUN },
};

static void write_vmevents(struct text *t, const char *when)
{
	unsigned int i;

	line_begin(t, "vmevents", when);
	for (i = 0; i < ARRAY_SIZE(events); i++)
		member_int(t, events[i].key,
			   (long long)raw_cpu_read(vm_event_states.event[events[i].item]));
	line_end(t);
}

/* ---- nodes ---- */

static const struct {
	const char *key;
	enum node_stat_item item;
} node_stats[] = {
	{ "nr_file_dirty", NR_FILE_DIRTY },
	{ "nr_writeback", NR_WRITEBACK },
	{ "nr_active_file", NR_ACTIVE_FILE },
	{ "nr_inactive_file", NR_INACTIVE_FILE },
	{ "nr_file_pages", NR_FILE_PAGES },
	{ "nr_shmem", NR_SHMEM },
	{ "nr_file_mapped", NR_FILE_MAPPED },
	{ "nr_slab_reclaimable", NR_SLAB_RECLAIMABLE_B },
	{ "nr_active_anon", NR_ACTIVE_ANON },
	{ "nr_inactive_anon", NR_INACTIVE_ANON },
};

/* Slab is counted in pages in the global part, although its name speaks of bytes. */
static long long node_stat(struct pglist_data *pgdat, enum node_stat_item item)
{
	long value = atomic_long_read(&pgdat->vm_stat[item]);

	return value < 0 ? 0 : value;
}

static void write_node(struct text *t, const char *when, struct pglist_data *pgdat)
{
	unsigned int i;

	line_begin(t, "node", when);
	member_int(t, "node", pgdat->node_id);
	member_int(t, "start_pfn", (long long)pgdat->node_start_pfn);
	member_int(t, "present", (long long)pgdat->node_present_pages);
	member_int(t, "spanned", (long long)pgdat->node_spanned_pages);
	member_int(t, "totalreserve_pages", (long long)pgdat->totalreserve_pages);
	for (i = 0; i < ARRAY_SIZE(node_stats); i++)
		member_int(t, node_stats[i].key, node_stat(pgdat, node_stats[i].item));
#ifdef CONFIG_NUMA
	member_int(t, "min_unmapped_pages", (long long)pgdat->min_unmapped_pages);
	member_int(t, "min_slab_pages", (long long)pgdat->min_slab_pages);
#else
	member_int(t, "min_unmapped_pages", 0);
	member_int(t, "min_slab_pages", 0);
#endif
	member_int(t, "kswapd_order", pgdat->kswapd_order);
	member_int(t, "kswapd_failures", pgdat->kswapd_failures);
	member_int(t, "kswapd_highest_zoneidx", pgdat->kswapd_highest_zoneidx);
	member_int(t, "nr_zones", pgdat->nr_zones);
	if (symbols.node_dirty_ok)
		member_int(t, "node_dirty_ok", symbols.node_dirty_ok(pgdat));
	line_end(t);
}

static void write_zonelist(struct text *t, const char *when, struct pglist_data *pgdat, int list)
{
	const struct zoneref *ref = pgdat->node_zonelists[list]._zonerefs;

	line_begin(t, "zonelist", when);
	member_int(t, "node", pgdat->node_id);
	member_string(t, "kind", list == ZONELIST_FALLBACK ? "fallback" : "nofallback");
	list_begin(t, "zones");
	for (; ref->zone; ref++) {
		object_begin(t, NULL);
		member_int(t, "node", zone_to_nid(ref->zone));
		member_string(t, "zone", ref->zone->name);
		member_int(t, "idx", ref->zone_idx);
		object_end(t);
	}
	list_end(t);
	line_end(t);
}

static void write_node_and_zonelists(struct text *t, const char *when, struct pglist_data *pgdat)
{
	int list;

	write_node(t, when, pgdat);
	for (list = 0; list < MAX_ZONELISTS; list++)
		write_zonelist(t, when, pgdat, list);
}

void state_machine(struct text *t, const char *when)
{
	int nid;

	write_meta(t, when);
	write_sysctl(t, when);
	write_task(t, when);
	write_numa(t, when);
	write_vmevents(t, when);
	for_each_online_node(nid)
		write_node_and_zonelists(t, when, NODE_DATA(nid));
}
