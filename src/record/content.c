/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * content.c - which numbers make up a world, by table, with their names and their ranges; and the
 * walk that yields them.
 *
 * Zones, nodes and PCPs are runs of int64_t in memory, and their columns follow those runs; the
 * assertions below hold the two together.
 */
#include "content.h"

#include <string.h>

#include "names.h"

#define PAGES 0, UINT32_MAX
#define SIGNED_PAGES -(int64_t)UINT32_MAX, UINT32_MAX
#define COUNT 0, INT64_MAX / 4
#define ORDER 0, NR_ORDERS - 1
#define TYPE 0, MIGRATE_TYPES - 1
#define FLAG 0, 1
#define NODE_NUMBER 0, MAX_NODES - 1
#define ZONE_NUMBER 0, MAX_NODES *MAX_NR_ZONES - 1

const struct content_info content_info[NR_CONTENT_TABLES] = {
	[CONTENT_SETTING] = { "setting", true, 2, 1, {
		{ "setting", 0, NR_SETTINGS - 1 }, { "value", -1, (int64_t)1 << 40 } } },
	[CONTENT_CPUSET] = { "cpuset", false, 3, 1, {
		{ "cpuset", 0, MAX_CPUSETS - 1 }, { "parent", 0, MAX_CPUSETS - 1 },
		{ "hardwall", FLAG } } },
	[CONTENT_NODE] = { "node", false, 28, 1, {
		{ "node", NODE_NUMBER }, { "online", FLAG }, { "has_cpu", FLAG },
		{ "start_pfn", PAGES }, { "present", PAGES }, { "spanned", PAGES },
		{ "nr_cpus", 0, MAX_CPUS }, { "nr_dirty", PAGES }, { "nr_writeback", PAGES },
		{ "nr_unstable", PAGES }, { "nr_active_file", PAGES },
		{ "nr_inactive_file", PAGES }, { "nr_file_pages", PAGES }, { "nr_mapped", PAGES },
		{ "nr_shmem", PAGES }, { "nr_slab_reclaimable", PAGES },
		{ "nr_active_anon", PAGES }, { "nr_inactive_anon", PAGES },
		{ "totalreserve_pages", COUNT }, { "min_unmapped_pages", PAGES },
		{ "min_slab_pages", PAGES }, { "kswapd_order", ORDER },
		{ "kswapd_highest_zoneidx", 0, MAX_NR_ZONES },
		{ "kswapd_failures", 0, INT32_MAX }, { "kswapd_awake", FLAG },
		{ "first_deferred_pfn", PAGES }, { "reclaim_outcome", RECLAIM_NOSCAN, UINT32_MAX },
		{ "last_full_zap", INT64_MIN / 4, INT64_MAX / 4 } } },
	[CONTENT_DISTANCE] = { "distance", false, 3, 2, {
		{ "node", NODE_NUMBER }, { "to_node", NODE_NUMBER },
		{ "distance", 0, UINT16_MAX } } },
	[CONTENT_ALLOWED_NODE] = { "allowed_node", false, 2, 2, {
		{ "mask", 0, MASK_OF_POLICY }, { "node", NODE_NUMBER } } },
	[CONTENT_FULL_ZONE] = { "full_zone", false, 2, 2, {
		{ "node", NODE_NUMBER }, { "position", 0, MAX_NODES *MAX_NR_ZONES - 1 } } },
	[CONTENT_ZONE] = { "zone", true, 50, 1, {
		{ "zone", ZONE_NUMBER }, { "node", NODE_NUMBER },
		{ "zone_idx", 0, MAX_NR_ZONES - 1 },
		{ "start_pfn", PAGES }, { "spanned", PAGES }, { "present", PAGES },
		{ "managed", PAGES }, { "cma_pages", PAGES }, { "watermark_min", PAGES },
		{ "watermark_low", PAGES }, { "watermark_high", PAGES },
		{ "watermark_promo", PAGES }, { "watermark_boost", PAGES },
		{ "lowmem_reserve_0", COUNT }, { "lowmem_reserve_1", COUNT },
		{ "lowmem_reserve_2", COUNT }, { "lowmem_reserve_3", COUNT },
		{ "lowmem_reserve_4", COUNT }, { "nr_reserved_highatomic", PAGES },
		{ "nr_free_highatomic", SIGNED_PAGES }, { "nr_isolate_pageblock", PAGES },
		{ "stat_threshold", 0, INT32_MAX }, { "percpu_drift_mark", COUNT },
		{ "flags", 0, UINT32_MAX }, { "nr_free_pages", SIGNED_PAGES },
		{ "nr_free_cma_pages", SIGNED_PAGES }, { "nr_alloc_batch", SIGNED_PAGES },
		{ "nr_unaccepted", SIGNED_PAGES },
		{ "numa_hit", COUNT }, { "numa_miss", COUNT }, { "numa_foreign", COUNT },
		{ "numa_local", COUNT }, { "numa_other", COUNT }, { "nr_dirty", PAGES },
		{ "nr_writeback", PAGES }, { "nr_unstable", PAGES }, { "nr_active_file", PAGES },
		{ "nr_inactive_file", PAGES }, { "nr_file_pages", PAGES }, { "nr_mapped", PAGES },
		{ "nr_shmem", PAGES }, { "nr_slab_reclaimable", PAGES },
		{ "nr_active_anon", PAGES }, { "nr_inactive_anon", PAGES },
		{ "totalreserve_pages", COUNT }, { "min_unmapped_pages", PAGES },
		{ "min_slab_pages", PAGES }, { "pages_scanned", COUNT },
		{ "all_unreclaimable", PAGES }, { "nr_in_use", SIGNED_PAGES } } },
	[CONTENT_PAGEBLOCK] = { "pageblock", false, 3, 1, {
		{ "pfn", PAGES }, { "blocks", 1, UINT32_MAX }, { "migratetype", TYPE } } },
	[CONTENT_FREE_BLOCK] = { "free_block", false, 5, 4, {
		{ "zone", ZONE_NUMBER }, { "block_order", ORDER }, { "migratetype", TYPE },
		{ "position", PAGES }, { "pfn", PAGES } } },
	[CONTENT_UNACCEPTED_UNIT] = { "unaccepted_unit", false, 3, 2, {
		{ "zone", ZONE_NUMBER }, { "position", PAGES }, { "pfn", PAGES } } },
	[CONTENT_PCP_PAGE] = { "pcp_page", false, 7, 4, {
		{ "zone", ZONE_NUMBER }, { "cpu", 0, MAX_CPUS - 1 },
		{ "list", 0, NR_PCP_LISTS - 1 },
		{ "position", PAGES }, { "pfn", PAGES }, { "block_order", ORDER },
		{ "migratetype", TYPE } } },
	[CONTENT_PCP] = { "pcp", false, 16, 2, {
		{ "zone", ZONE_NUMBER }, { "cpu", 0, MAX_CPUS - 1 }, { "count", PAGES },
		{ "high", PAGES }, { "batch", 0, INT32_MAX }, { "free_factor", 0, 16 },
		{ "high_min", PAGES }, { "high_max", PAGES }, { "alloc_factor", 0, 16 },
		{ "free_count", PAGES }, { "flags", 0, UINT32_MAX },
		{ "expire", -INT32_MAX, INT32_MAX }, { "nr_free_pages_diff", SIGNED_PAGES },
		{ "nr_free_cma_pages_diff", SIGNED_PAGES },
		{ "nr_alloc_batch_diff", SIGNED_PAGES },
		{ "nr_unaccepted_diff", SIGNED_PAGES } } },
	[CONTENT_USED_BLOCK] = { "used_block", false, 5, 1, {
		{ "pfn", PAGES }, { "blocks", 1, UINT32_MAX }, { "allocated", FLAG },
		{ "block_order", ORDER }, { "flags", 0, UINT8_MAX } } },
	[CONTENT_VM_EVENT] = { "vm_event", true, 2, 1, {
		{ "vm_event", 0, NR_VM_EVENTS - 1 }, { "value", COUNT } } },
	[CONTENT_TASK] = { "task", true, 2, 1, {
		{ "field", 0, NR_TASK_FIELDS - 1 }, { "value", 0, UINT32_MAX } } },
};

#define RUN(type, first, end) ((offsetof(type, end) - offsetof(type, first)) / sizeof(int64_t))
_Static_assert(RUN(struct zone, spanned, free_area) == 50 - 4, "columns follow struct zone");
_Static_assert(RUN(struct pcp, count, list) == 16 - 2, "columns follow struct pcp");
_Static_assert((sizeof(struct node) - offsetof(struct node, present)) / sizeof(int64_t) == 28 - 4,
	       "columns follow struct node");

/* ---- walking ---- */

struct walk {
	const struct world *w;
	bool (*row)(void *self, enum content_table table, const int64_t *v);
	void *self;
};

#define ROW(walk, table, ...) ((walk)->row((walk)->self, table, (const int64_t[]){ __VA_ARGS__ }))

static bool walk_numbers(const struct walk *k, enum content_table table, const int64_t *v,
			 int64_t n)
{
	for (int64_t i = 0; i < n; i++)
		if (!ROW(k, table, i, v[i]))
			return false;
	return true;
}

static bool walk_cpusets(const struct walk *k)
{
	for (unsigned i = 0; i < k->w->nr_cpusets; i++)
		if (!ROW(k, CONTENT_CPUSET, i, k->w->cpuset[i].parent, k->w->cpuset[i].hardwall))
			return false;
	return true;
}

static bool walk_nodes(const struct walk *k)
{
	for (unsigned i = 0; i < k->w->nr_nodes; i++) {
		const struct node *node = &k->w->node[i];
		int64_t v[CONTENT_COLUMNS] = { i, node->online, node->has_cpu, node->start_pfn };

		memcpy(&v[4], &node->present, sizeof *node - offsetof(struct node, present));
		if (!k->row(k->self, CONTENT_NODE, v))
			return false;
	}
	return true;
}

static bool walk_distances(const struct walk *k)
{
	unsigned n = k->w->nr_nodes;

	for (unsigned i = 0; i < n * n; i++)
		if (k->w->distance[i] &&
		    !ROW(k, CONTENT_DISTANCE, i / n, i % n, k->w->distance[i]))
			return false;
	return true;
}

static bool walk_mask(const struct walk *k, int64_t number, const struct nodemask *mask)
{
	for (unsigned node = 0; node < MAX_NODES; node++)
		if (node_isset(node, mask) && !ROW(k, CONTENT_ALLOWED_NODE, number, node))
			return false;
	return true;
}

static bool walk_masks(const struct walk *k)
{
	bool on = walk_mask(k, 0, &k->w->mems_allowed);

	for (unsigned i = 0; on && i < k->w->nr_cpusets; i++)
		on = walk_mask(k, i + 1, &k->w->cpuset[i].mems);
	return on && walk_mask(k, MASK_OF_POLICY, &k->w->policy_nodes);
}

/* The zonelist cache of 2.6.34: zones that a node takes for full. */
static bool walk_full_zones(const struct walk *k)
{
	for (unsigned node = 0; node < k->w->nr_nodes; node++)
		for (unsigned i = 0; i < world_nr_zones(k->w); i++)
			if (world_zlc(k->w, node)[i] && !ROW(k, CONTENT_FULL_ZONE, node, i))
				return false;
	return true;
}

static bool walk_zones(const struct walk *k)
{
	for (unsigned i = 0; i < world_nr_zones(k->w); i++) {
		const struct zone *z = &k->w->zone[i];
		int64_t v[CONTENT_COLUMNS] = { i, zid_node((zid_t)i), zid_idx((zid_t)i),
					       z->start_pfn };

		if (zid_idx((zid_t)i) >= k->w->layout->nr_zones)
			continue;
		memcpy(&v[4], &z->spanned,
		       RUN(struct zone, spanned, free_area) * sizeof(int64_t));
		if (!k->row(k->self, CONTENT_ZONE, v))
			return false;
	}
	return true;
}

static bool walk_pageblocks(const struct walk *k)
{
	const struct world *w = k->w;
	size_t n = ((size_t)w->end_pfn >> w->pageblock_order) + 1, start = 0;

	for (size_t i = 1; i <= n; i++) {
		if (i < n && w->pageblock[i] == w->pageblock[start])
			continue;
		if (w->pageblock[start] != NO_MIGRATETYPE &&
		    !ROW(k, CONTENT_PAGEBLOCK, (int64_t)start << w->pageblock_order,
			 (int64_t)(i - start), w->pageblock[start]))
			return false;
		start = i;
	}
	return true;
}

static bool walk_free_list(const struct walk *k, zid_t zone, unsigned order, unsigned mt)
{
	pfn_t pfn = list_first(&k->w->zone[zone].free_area[order].list[mt]);

	for (int64_t i = 0; pfn != NO_PFN; pfn = page_next(k->w, pfn), i++)
		if (!ROW(k, CONTENT_FREE_BLOCK, zone, order, mt, i, pfn))
			return false;
	return true;
}

static bool walk_free_lists(const struct walk *k)
{
	for (unsigned i = 0; i < world_nr_zones(k->w); i++)
		for (unsigned o = 0; k->w->zone[i].spanned && o < NR_ORDERS; o++)
			for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
				if (!walk_free_list(k, (zid_t)i, o, mt))
					return false;
	return true;
}

static bool walk_unaccepted(const struct walk *k)
{
	for (unsigned i = 0; i < world_nr_zones(k->w); i++) {
		pfn_t pfn = list_first(&k->w->zone[i].unaccepted_pages);

		for (int64_t n = 0; pfn != NO_PFN; pfn = page_next(k->w, pfn), n++)
			if (!ROW(k, CONTENT_UNACCEPTED_UNIT, i, n, pfn))
				return false;
	}
	return true;
}

static bool walk_pcp_list(const struct walk *k, zid_t zone, unsigned cpu, unsigned list)
{
	pfn_t pfn = list_first(&world_pcp(k->w, zone, cpu)->list[list]);

	for (int64_t i = 0; pfn != NO_PFN; pfn = page_next(k->w, pfn), i++)
		if (!ROW(k, CONTENT_PCP_PAGE, zone, cpu, list, i, pfn, k->w->page[pfn].order,
			 k->w->page[pfn].migratetype))
			return false;
	return true;
}

static bool walk_pcp_pages(const struct walk *k)
{
	for (unsigned i = 0; i < world_nr_zones(k->w); i++)
		for (unsigned cpu = 0; k->w->zone[i].spanned && cpu < k->w->nr_cpus; cpu++)
			for (unsigned list = 0; list < NR_PCP_LISTS; list++)
				if (!walk_pcp_list(k, (zid_t)i, cpu, list))
					return false;
	return true;
}

static bool walk_pcps(const struct walk *k)
{
	static const struct pcp none;

	for (unsigned i = 0; i < world_nr_zones(k->w); i++)
		for (unsigned cpu = 0; cpu < k->w->nr_cpus; cpu++) {
			const struct pcp *pcp = world_pcp(k->w, (zid_t)i, cpu);
			int64_t v[CONTENT_COLUMNS] = { i, cpu };

			if (memcmp(pcp, &none, offsetof(struct pcp, list)) == 0)
				continue;
			memcpy(&v[2], &pcp->count, offsetof(struct pcp, list));
			if (!k->row(k->self, CONTENT_PCP, v))
				return false;
		}
	return true;
}

/* ---- pages in use ---- */

static bool page_is_used(const struct page *p)
{
	return p->where == PAGE_ALLOCATED || (p->where == PAGE_NOWHERE && p->flags);
}

static bool same_use(const struct page *a, const struct page *b)
{
	return a->where == b->where && a->order == b->order && a->flags == b->flags;
}

/* Does nothing stand between this block's first page and its end? */
static bool tail_is_plain(const struct world *w, pfn_t pfn, pfn_t end)
{
	while (++pfn < end)
		if (w->page[pfn].where || w->page[pfn].flags)
			return false;
	return true;
}

/* Blocks of one kind that follow each other are one row. Returns where the next row begins. */
static pfn_t used_run(const struct world *w, pfn_t pfn, pfn_t end, int64_t *blocks)
{
	const struct page *first = &w->page[pfn];
	pfn_t step = (pfn_t)1 << first->order;

	for (*blocks = 1;; ++*blocks) {
		if (step > end - pfn || !tail_is_plain(w, pfn, pfn + step))
			return pfn + 1;
		pfn += step;
		if (pfn == end || !same_use(&w->page[pfn], first))
			return pfn;
	}
}

/* Is all of it inside another zone, whose walk comes by here anyway? (Up to 4.7.) */
static bool lies_inside_another(const struct world *w, const struct zone *z)
{
	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		const struct zone *other = &w->zone[i];

		if (other != z && zone_holds(other, z->start_pfn) &&
		    zone_end_pfn(other) >= zone_end_pfn(z))
			return true;
	}
	return false;
}

static bool walk_used_span(const struct walk *k, const struct zone *z)
{
	const struct world *w = k->w;

	for (pfn_t pfn = z->start_pfn, next; pfn < zone_end_pfn(z); pfn = next) {
		const struct page *p = &w->page[pfn];
		int64_t blocks;

		next = pfn + 1;
		if (!page_is_used(p))
			continue;
		next = used_run(w, pfn, zone_end_pfn(&w->zone[world_zone_of(w, pfn)]), &blocks);
		if (!ROW(k, CONTENT_USED_BLOCK, pfn, blocks, p->where == PAGE_ALLOCATED, p->order,
			 p->flags))
			return false;
	}
	return true;
}

static bool walk_used_blocks(const struct walk *k)
{
	for (unsigned i = 0; i < world_nr_zones(k->w); i++) {
		const struct zone *z = &k->w->zone[i];

		if (z->spanned && !lies_inside_another(k->w, z) && !walk_used_span(k, z))
			return false;
	}
	return true;
}

bool content_walk(const struct world *w,
		  bool (*row)(void *self, enum content_table table, const int64_t *v), void *self)
{
	const struct walk k = { w, row, self };

	return walk_numbers(&k, CONTENT_SETTING, w->setting, NR_SETTINGS) && walk_cpusets(&k) &&
	       walk_nodes(&k) && walk_distances(&k) && walk_masks(&k) && walk_full_zones(&k) &&
	       walk_zones(&k) && walk_pageblocks(&k) && walk_free_lists(&k) &&
	       walk_unaccepted(&k) && walk_pcp_pages(&k) && walk_pcps(&k) && walk_used_blocks(&k) &&
	       walk_numbers(&k, CONTENT_VM_EVENT, w->vm_event, NR_VM_EVENTS) &&
	       walk_numbers(&k, CONTENT_TASK, w->task, NR_TASK_FIELDS);
}

const char *content_label(const struct world *w, enum content_table table, const int64_t *v)
{
	switch (table) {
	case CONTENT_SETTING:
		return setting_name((unsigned)v[0]);
	case CONTENT_VM_EVENT:
		return vm_event_name((unsigned)v[0]);
	case CONTENT_TASK:
		return task_field_name((unsigned)v[0]);
	case CONTENT_ZONE:
		return w->layout->zone_name[v[2]];
	default:
		return "";
	}
}
