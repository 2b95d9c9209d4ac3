/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_fields.c - the tables. Each number has a range in which nothing that is computed from it
 * can overflow.
 */
#include "state_fields.h"

#define Z(member) offsetof(struct zone, member)
const struct state_field state_zone_fields[] = {
	{ "spanned", Z(spanned), 0, MAX_PAGES, false },
	{ "present", Z(present), 0, MAX_PAGES, false },
	{ "managed", Z(managed), 0, MAX_PAGES, false },
	{ "cma_pages", Z(cma_pages), 0, MAX_PAGES, true },
	{ "wmark_min", Z(watermark[WMARK_MIN]), 0, MAX_COUNT, false },
	{ "wmark_low", Z(watermark[WMARK_LOW]), 0, MAX_COUNT, false },
	{ "wmark_high", Z(watermark[WMARK_HIGH]), 0, MAX_COUNT, false },
	{ "wmark_promo", Z(watermark[WMARK_PROMO]), 0, MAX_COUNT, true },
	{ "watermark_boost", Z(watermark_boost), 0, MAX_COUNT, false },
	{ "nr_reserved_highatomic", Z(nr_reserved_highatomic), 0, MAX_PAGES, false },
	{ "nr_free_highatomic", Z(nr_free_highatomic), 0, MAX_PAGES, true },
	{ "nr_isolate_pageblock", Z(nr_isolate_pageblock), 0, MAX_PAGES, true },
	{ "stat_threshold", Z(stat_threshold), 0, INT32_MAX, false },
	{ "percpu_drift_mark", Z(percpu_drift_mark), 0, MAX_COUNT, false },
	{ "flags", Z(flags), 0, INT32_MAX, false },
	{ "nr_free_pages", Z(vm_stat[NR_FREE_PAGES]), -MAX_PAGES, MAX_PAGES, false },
	{ "nr_alloc_batch", Z(vm_stat[NR_ALLOC_BATCH]), -MAX_PAGES, MAX_PAGES, true },
	{ "nr_file_dirty", Z(stat[NR_FILE_DIRTY]), 0, MAX_PAGES, true },
	{ "nr_unstable_nfs", Z(stat[NR_UNSTABLE_NFS]), 0, MAX_PAGES, true },
	{ "nr_writeback", Z(stat[NR_WRITEBACK]), 0, MAX_PAGES, true },
	{ "nr_active_file", Z(stat[NR_ACTIVE_FILE]), 0, MAX_PAGES, true },
	{ "nr_inactive_file", Z(stat[NR_INACTIVE_FILE]), 0, MAX_PAGES, true },
	{ "nr_file_pages", Z(stat[NR_FILE_PAGES]), 0, MAX_PAGES, true },
	{ "nr_file_mapped", Z(stat[NR_FILE_MAPPED]), 0, MAX_PAGES, true },
	{ "nr_shmem", Z(stat[NR_SHMEM]), 0, MAX_PAGES, true },
	{ "nr_slab_reclaimable", Z(stat[NR_SLAB_RECLAIMABLE]), 0, MAX_PAGES, true },
	{ "nr_active_anon", Z(stat[NR_ACTIVE_ANON]), 0, MAX_PAGES, true },
	{ "nr_inactive_anon", Z(stat[NR_INACTIVE_ANON]), 0, MAX_PAGES, true },
	{ "totalreserve_pages", Z(totalreserve_pages), 0, MAX_COUNT, true },
	{ "min_unmapped_pages", Z(min_unmapped_pages), 0, MAX_PAGES, true },
	{ "min_slab_pages", Z(min_slab_pages), 0, MAX_PAGES, true },
	{ "pages_scanned", Z(pages_scanned), 0, MAX_COUNT, true },
	{ "all_unreclaimable", Z(all_unreclaimable), 0, 1, true },
	{ "nr_free_cma", Z(vm_stat[NR_FREE_CMA_PAGES]), -MAX_PAGES, MAX_PAGES, true },
	{ "nr_unaccepted", Z(vm_stat[NR_UNACCEPTED]), -MAX_PAGES, MAX_PAGES, true },
	{ NULL, 0, 0, 0, false },
};

const struct state_field state_numa_fields[] = {
	{ "numa_hit", Z(numa[NUMA_HIT]), 0, MAX_EVENTS, false },
	{ "numa_miss", Z(numa[NUMA_MISS]), 0, MAX_EVENTS, false },
	{ "numa_foreign", Z(numa[NUMA_FOREIGN]), 0, MAX_EVENTS, false },
	{ "numa_local", Z(numa[NUMA_LOCAL]), 0, MAX_EVENTS, false },
	{ "numa_other", Z(numa[NUMA_OTHER]), 0, MAX_EVENTS, false },
	{ NULL, 0, 0, 0, false },
};

/* batch is at least 1 in every kernel, and draining takes pages by the batch. */
#define P(member) offsetof(struct pcp, member)
const struct state_field state_pcp_fields[] = {
	{ "count", P(count), 0, MAX_PAGES, false },
	{ "high", P(high), 0, MAX_COUNT, false },
	{ "batch", P(batch), 1, INT32_MAX, false },
	{ "free_factor", P(free_factor), 0, 16, true },
	{ "high_min", P(high_min), 0, MAX_COUNT, true },
	{ "high_max", P(high_max), 0, MAX_COUNT, true },
	{ "alloc_factor", P(alloc_factor), 0, 16, true },
	{ "free_count", P(free_count), 0, MAX_COUNT, true },
	{ "flags", P(flags), 0, INT32_MAX, true },
	{ "expire", P(expire), -INT32_MAX, INT32_MAX, true },
	{ NULL, 0, 0, 0, false },
};

#define N(member) offsetof(struct node, member)
const struct state_field state_node_fields[] = {
	{ "present", N(present), 0, MAX_PAGES, false },
	{ "spanned", N(spanned), 0, MAX_PAGES, false },
	{ "totalreserve_pages", N(totalreserve_pages), 0, MAX_COUNT, false },
	{ "nr_file_dirty", N(stat[NR_FILE_DIRTY]), 0, MAX_PAGES, false },
	{ "nr_writeback", N(stat[NR_WRITEBACK]), 0, MAX_PAGES, false },
	{ "nr_unstable_nfs", N(stat[NR_UNSTABLE_NFS]), 0, MAX_PAGES, true },
	{ "nr_active_file", N(stat[NR_ACTIVE_FILE]), 0, MAX_PAGES, false },
	{ "nr_inactive_file", N(stat[NR_INACTIVE_FILE]), 0, MAX_PAGES, false },
	{ "nr_file_pages", N(stat[NR_FILE_PAGES]), 0, MAX_PAGES, false },
	{ "nr_file_mapped", N(stat[NR_FILE_MAPPED]), 0, MAX_PAGES, false },
	{ "nr_shmem", N(stat[NR_SHMEM]), 0, MAX_PAGES, true },
	{ "nr_slab_reclaimable", N(stat[NR_SLAB_RECLAIMABLE]), 0, MAX_PAGES,
	  false },
	{ "nr_active_anon", N(stat[NR_ACTIVE_ANON]), 0, MAX_PAGES, true },
	{ "nr_inactive_anon", N(stat[NR_INACTIVE_ANON]), 0, MAX_PAGES, true },
	{ "min_unmapped_pages", N(min_unmapped_pages), 0, MAX_PAGES, false },
	{ "min_slab_pages", N(min_slab_pages), 0, MAX_PAGES, false },
	{ "kswapd_order", N(kswapd_order), 0, NR_ORDERS - 1, false },
	{ "kswapd_highest_zoneidx", N(kswapd_highest_zoneidx), 0, MAX_NR_ZONES,
	  false },
	{ "kswapd_failures", N(kswapd_failures), 0, INT32_MAX, true },
	{ NULL, 0, 0, 0, false },
};

#define KBYTES ((int64_t)1 << 40)
const struct state_setting state_settings[] = {
	{ "min_free_kbytes", NULL, 0, KBYTES, SET_MIN_FREE_KBYTES, false },
	{ "user_min_free_kbytes", NULL, -1, KBYTES, SET_USER_MIN_FREE_KBYTES, true },
	{ "watermark_boost_factor", NULL, 0, 1 << 20, SET_WATERMARK_BOOST_FACTOR, false },
	{ "watermark_scale_factor", NULL, 0, 1 << 20, SET_WATERMARK_SCALE_FACTOR, false },
	{ "percpu_pagelist_high_fraction", NULL, 0, INT32_MAX, SET_PERCPU_PAGELIST_HIGH_FRACTION,
	  true },
	{ "percpu_pagelist_fraction", NULL, 0, INT32_MAX, SET_PERCPU_PAGELIST_FRACTION, true },
	{ "page_group_by_mobility_disabled", NULL, 0, 1, SET_MOBILITY_DISABLED, false },
	{ "node_reclaim_mode", "zone_reclaim_mode", 0, INT32_MAX, SET_NODE_RECLAIM_MODE, false },
	{ "node_reclaim_distance", NULL, 0, INT32_MAX, SET_NODE_RECLAIM_DISTANCE, false },
	{ "vm_dirty_ratio", NULL, 0, 100, SET_DIRTY_RATIO, false },
	{ "vm_dirty_bytes", NULL, 0, (int64_t)1 << 38, SET_DIRTY_BYTES, false },
	{ "sysctl_min_unmapped_ratio", NULL, 0, 100, SET_MIN_UNMAPPED_RATIO, false },
	{ "sysctl_min_slab_ratio", NULL, 0, 100, SET_MIN_SLAB_RATIO, false },
	{ "totalreserve_pages", NULL, 0, MAX_COUNT, SET_TOTALRESERVE_PAGES, false },
	{ "cpusets_enabled_key", NULL, 0, 1, SET_CPUSETS_ENABLED, false },
	{ "page_alloc_shuffle_key", NULL, 0, 1, SET_SHUFFLE, false },
	{ "current_zonelist_order", NULL, 0, 2, SET_ZONELIST_ORDER, true },
	{ "init_on_alloc", NULL, 0, 1, SET_INIT_ON_ALLOC, false },
	{ "init_on_free", NULL, 0, 1, SET_INIT_ON_FREE, false },
	{ "deferred_pages", NULL, 0, 1, SET_DEFERRED_PAGES, true },
	{ "vm_numa_stat_key", NULL, 0, 1, SET_NUMA_STAT, false },
	{ NULL, NULL, 0, 0, NR_SETTINGS, false },
};

const char *const state_pgalloc[MAX_NR_ZONES] = {
	"pgalloc_dma",
	"pgalloc_dma32",
	"pgalloc_normal",
	"pgalloc_movable",
	"pgalloc_device",
};

const char *const state_carried_part[NR_CARRIED_PARTS] = {
	[CARRIED_NODE_STAT] = "node",
	[CARRIED_SIZE] = "size",
	[CARRIED_STAT] = "stat",
	[CARRIED_PROTECTION] = "protection",
	[CARRIED_PAGESETS] = "pagesets",
	[CARRIED_TAIL] = "tail",
};
