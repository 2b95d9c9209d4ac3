/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup.c - watermarks, reserves, thresholds and PCP sizes of a world, from the sizes of its zones.
 *
 * Goes through zones and nodes as init_per_zone_wmark_min(), setup_per_zone_wmarks(),
 * calculate_totalreserve_pages() and their kin do; what is computed for each is in setup_rules.c,
 * and a kernel's table says by which rule.
 *
 * Left out: memory hotplug, which repeats all of this, and CPU hotplug.
 */
#include "setup.h"

#include "setup_rules.h"

enum { THP_MIN_PAGES = 512 << (20 - PAGE_SHIFT) };      /* hugepage_init(): less has no THP */

enum zonelist_order zonelist_order_by_word(const struct world *w)
{
	return w->layout->highmem < 0 ? ZONELIST_ORDER_NODE : ZONELIST_ORDER_ZONE;
}

struct lowmem {
	int64_t low, total;     /* pages below Normal, and all */
};

static struct lowmem lowmem_of_node(const struct world *w, unsigned n)
{
	struct lowmem sum = { 0, 0 };

	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++) {
		int64_t pages = w->zone[zid_of(n, idx)].managed;

		sum.total += pages;
		sum.low += (int)idx < w->layout->normal ? pages : 0;
	}
	return sum;
}

static bool has_no_normal(const struct world *w, unsigned n)
{
	return w->node[n].online &&
	       !zone_populated(&w->zone[zid_of(n, (unsigned)w->layout->normal)]);
}

enum zonelist_order zonelist_order_by_lowmem(const struct world *w)
{
	struct lowmem all = { 0, 0 };
	int64_t nodes = 0, average;

	for (unsigned n = 0; n < w->nr_nodes; n++) {
		struct lowmem here = lowmem_of_node(w, n);

		if (has_no_normal(w, n))
			return ZONELIST_ORDER_NODE;
		all.low += here.low;
		all.total += here.total;
		nodes += here.total != 0;
	}
	if (!all.low || all.low > all.total / 2)
		return ZONELIST_ORDER_NODE;
	average = all.total / (nodes + 1);
	for (unsigned n = 0; n < w->nr_nodes; n++) {
		struct lowmem here = lowmem_of_node(w, n);

		if (here.low && here.total > average && here.low > here.total * 70 / 100)
			return ZONELIST_ORDER_NODE;
	}
	return ZONELIST_ORDER_ZONE;
}

void choose_zonelist_order(struct world *w, const struct kernel *k)
{
	w->setting[SET_ZONELIST_ORDER] =
		k->setup.zonelist_order ? k->setup.zonelist_order(w) : ZONELIST_ORDER_DEFAULT;
}

static int64_t pages_above_high(const struct zone *z)
{
	int64_t above = z->managed - zone_wmark(z, WMARK_HIGH);

	return above > 0 ? above : 0;
}

/* nr_free_zone_pages(): the kernel walks a zonelist, and each holds every populated zone. */
static int64_t nr_free_zone_pages(const struct world *w, unsigned highest_idx)
{
	int64_t pages = 0;

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (zid_idx((zid_t)i) <= highest_idx)
			pages += pages_above_high(&w->zone[i]);
	return pages;
}

int64_t nr_free_buffer_pages(const struct world *w)
{
	return nr_free_zone_pages(w, (unsigned)w->layout->normal);
}

/* Is the zone of this index highmem? is_highmem(): Movable is, where it was carved out of it. */
static bool is_highmem(const struct world *w, unsigned idx)
{
	int highmem = w->layout->highmem;

	if (highmem < 0)
		return false;
	if ((int)idx != w->layout->movable)
		return (int)idx == highmem;
	for (unsigned n = 0; n < w->nr_nodes; n++)
		if (zone_populated(&w->zone[zid_of(n, (unsigned)highmem)]))
			return true;
	return false;
}

/* Zones whose marks are capped: nobody needs them to free lowmem. */
static bool is_capped(const struct world *w, const struct kernel *k, unsigned idx)
{
	return is_highmem(w, idx) || (k->setup.caps_movable && (int)idx == w->layout->movable);
}

static int64_t lowmem_pages(const struct world *w, const struct kernel *k)
{
	int64_t pages = 0;

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (!is_capped(w, k, zid_idx((zid_t)i)))
			pages += w->zone[i].managed;
	return pages;
}

static void calculate_totalreserve_pages(struct world *w, const struct kernel *k)
{
	w->setting[SET_TOTALRESERVE_PAGES] = 0;
	for (unsigned n = 0; n < w->nr_nodes; n++) {
		w->node[n].totalreserve_pages = 0;
		for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++) {
			struct zone *z = &w->zone[zid_of(n, idx)];

			z->totalreserve_pages = k->reclaim.by_zone ? zone_totalreserve(z, idx) : 0;
			w->node[n].totalreserve_pages += zone_totalreserve(z, idx);
		}
		w->setting[SET_TOTALRESERVE_PAGES] += w->node[n].totalreserve_pages;
	}
}

/* A node without CPUs of its own is shared by all. */
static int64_t cpus_of_zone(const struct world *w, zid_t zone)
{
	int64_t own = w->node[zid_node(zone)].nr_cpus;

	return own ? own : w->nr_cpus;
}

/* zone_pcp_init(): a zone without pages keeps what it booted with, pages one by one. */
static void keep_boot_pageset(struct world *w, zid_t zone)
{
	for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++) {
		struct pcp *pcp = world_pcp(w, zone, cpu);

		pcp->batch = pcp->batch ? pcp->batch : 1;
	}
}

void setup_pcp_sizes(struct world *w, const struct kernel *k)
{
	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		struct pcp_size size;

		if (!zone_populated(&w->zone[i])) {
			keep_boot_pageset(w, (zid_t)i);
			continue;
		}
		size = k->setup.pcp_size((struct pcp_size_in){
			.managed = w->zone[i].managed, .cap = k->pcp.batch_cap,
			.low = zone_wmark(&w->zone[i], WMARK_LOW),
			.high_fraction = w->setting[SET_PERCPU_PAGELIST_HIGH_FRACTION],
			.fraction = w->setting[SET_PERCPU_PAGELIST_FRACTION],
			.cpus = cpus_of_zone(w, (zid_t)i) });
		for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++) {
			struct pcp *pcp = world_pcp(w, (zid_t)i, cpu);

			pcp->batch = size.batch;
			pcp->high = size.high;
			pcp->high_min = size.high_min;
			pcp->high_max = size.high_max;
		}
	}
}

void setup_per_zone_wmarks(struct world *w, const struct kernel *k)
{
	struct marks_in in = { .pages_min = w->setting[SET_MIN_FREE_KBYTES] / KB_A_PAGE,
			       .lowmem = lowmem_pages(w, k),
			       .scale_factor = w->setting[SET_WATERMARK_SCALE_FACTOR] };

	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		struct zone *z = &w->zone[i];
		struct zone_marks marks;

		if (zid_idx((zid_t)i) >= w->layout->nr_zones)
			continue;
		in.managed = z->managed;
		in.highmem = is_capped(w, k, zid_idx((zid_t)i));
		marks = k->setup.zone_marks(in);
		for (int mark = 0; mark < NR_WMARK; mark++)
			z->watermark[mark] = marks.at[mark];
		z->watermark_boost = 0;
		if (k->fair)
			z->vm_stat[NR_ALLOC_BATCH] =
				z->watermark[WMARK_HIGH] - z->watermark[WMARK_LOW];
	}
	calculate_totalreserve_pages(w, k);
	if (k->setup.marks_size_pcp)
		setup_pcp_sizes(w, k);
}

void setup_per_zone_lowmem_reserve(struct world *w, const struct kernel *k)
{
	for (unsigned n = 0; n < w->nr_nodes; n++) {
		struct reserve_in in = { .nr_zones = w->layout->nr_zones };
		struct lowmem_reserves reserves;

		for (unsigned idx = 0; idx < in.nr_zones; idx++) {
			in.managed[idx] = w->zone[zid_of(n, idx)].managed;
			in.ratio[idx] = w->setting[SET_LOWMEM_RESERVE_RATIO + idx];
		}
		reserves = k->setup.lowmem_reserve(&in);
		for (unsigned i = 0; i < in.nr_zones; i++)
			for (unsigned j = 0; j < in.nr_zones; j++)
				w->zone[zid_of(n, i)].lowmem_reserve[j] = reserves.of[i][j];
	}
	calculate_totalreserve_pages(w, k);
}

static void refresh_zone_stat_thresholds(struct world *w, const struct kernel *k)
{
	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		struct zone *z = &w->zone[i];

		if (!zone_populated(z))
			continue;
		z->stat_threshold = normal_stat_threshold(w->nr_cpus, z->managed);
		if (k->setup.drift_marks)
			z->percpu_drift_mark = drift_mark(w->nr_cpus, z->stat_threshold, z);
	}
}

/* setup_min_unmapped_ratio() and setup_min_slab_ratio(): each zone is rounded by itself. */
static void setup_node_reclaim_minima(struct world *w, const struct kernel *k)
{
	for (unsigned n = 0; n < w->nr_nodes; n++) {
		struct node *node = &w->node[n];

		node->min_unmapped_pages = node->min_slab_pages = 0;
		for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++) {
			struct zone *z = &w->zone[zid_of(n, idx)];
			int64_t unmapped = z->managed * w->setting[SET_MIN_UNMAPPED_RATIO] / 100;
			int64_t slab = z->managed * w->setting[SET_MIN_SLAB_RATIO] / 100;

			z->min_unmapped_pages = k->reclaim.by_zone ? unmapped : 0;
			z->min_slab_pages = k->reclaim.by_zone ? slab : 0;
			node->min_unmapped_pages += unmapped;
			node->min_slab_pages += slab;
		}
	}
}

/* Too little memory for a pageblock of every type: build_all_zonelists(), marks still 0. */
static void decide_mobility(struct world *w, const struct kernel *k)
{
	int64_t types = k->setup.migrate_types + (w->setting[SET_CMA] != 0);

	w->setting[SET_MOBILITY_DISABLED] =
		nr_free_zone_pages(w, MAX_NR_ZONES - 1) < pageblock_pages(w) * types;
}

static void setup_pcp_bounds(struct world *w, const struct kernel *k, zid_t zone)
{
	const struct zone *z = &w->zone[zone];
	struct pcp_size size = k->setup.pcp_size((struct pcp_size_in){
			.managed = z->managed, .cap = k->pcp.batch_cap,
			.low = zone_wmark(z, WMARK_LOW),
			.high_fraction = w->setting[SET_PERCPU_PAGELIST_HIGH_FRACTION],
			.fraction = w->setting[SET_PERCPU_PAGELIST_FRACTION],
			.cpus = cpus_of_zone(w, zone) });

	for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++) {
		struct pcp *pcp = world_pcp(w, zone, cpu);

		if (pcp->high_max)
			continue;
		pcp->high_min = size.high_min;
		pcp->high_max = size.high_max;
	}
}

void setup_around_marks(struct world *w, const struct kernel *k)
{
	int64_t types = k->setup.migrate_types + (w->setting[SET_CMA] != 0), managed = 0;

	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		struct zone *z = &w->zone[i];

		managed += z->managed;
		if (!zone_populated(z))
			continue;
		setup_pcp_bounds(w, k, (zid_t)i);
		if (k->setup.drift_marks)
			z->percpu_drift_mark = drift_mark(w->nr_cpus, z->stat_threshold, z);
	}
	calculate_totalreserve_pages(w, k);
	setup_node_reclaim_minima(w, k);
	/* Marks were still 0 when this was decided. */
	w->setting[SET_MOBILITY_DISABLED] = managed < pageblock_pages(w) * types;
}

static void forget_marks(struct world *w)
{
	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		w->zone[i].watermark_boost = 0;
		for (int mark = 0; mark < NR_WMARK; mark++)
			w->zone[i].watermark[mark] = 0;
	}
}

static void init_per_zone_wmark_min(struct world *w, const struct kernel *k)
{
	w->setting[SET_MIN_FREE_KBYTES] =
		min_free_kbytes_by_size(nr_free_buffer_pages(w),
					w->setting[SET_USER_MIN_FREE_KBYTES],
					k->min_free_kbytes_max);
	setup_per_zone_wmarks(w, k);
	refresh_zone_stat_thresholds(w, k);
	setup_per_zone_lowmem_reserve(w, k);
	setup_node_reclaim_minima(w, k);
}

/* What khugepaged does when it starts; drift marks and reserves stay as they are. */
static void raise_min_free_for_thp(struct world *w, const struct kernel *k)
{
	int64_t total = 0, kbytes;
	unsigned nr_zones = 0;

	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		total += w->zone[i].managed;
		nr_zones +=
			zone_populated(&w->zone[i]) &&
			(k->setup.thp_counts_all || (int)zid_idx((zid_t)i) <= w->layout->normal);
	}
	if (total < THP_MIN_PAGES)
		return;
	kbytes = min_free_kbytes_for_thp(pageblock_pages(w), nr_zones, nr_free_buffer_pages(w));
	if (kbytes > w->setting[SET_MIN_FREE_KBYTES])
		w->setting[SET_MIN_FREE_KBYTES] = kbytes;
	setup_per_zone_wmarks(w, k);
}

/* The CMA area joins what its zone manages (1), or is not there yet (-1). */
static void count_cma(struct world *w, int sign)
{
	for (unsigned i = 0; i < world_nr_zones(w); i++)
		w->zone[i].managed += sign * w->zone[i].cma_pages;
}

/*
 * PCP sizes that do not follow from the marks are computed before the CMA area is handed over, in
 * setup_per_cpu_pageset(); the marks before or behind that, as the initcalls are ordered.
 */
void setup_world(struct world *w, const struct kernel *k)
{
	forget_marks(w);
	decide_mobility(w, k);
	count_cma(w, -1);
	if (!k->setup.marks_size_pcp)
		setup_pcp_sizes(w, k);
	if (!k->setup.marks_before_cma)
		count_cma(w, 1);
	init_per_zone_wmark_min(w, k);
	if (k->setup.marks_before_cma)
		count_cma(w, 1);
	if (k->setup.thp)
		raise_min_free_for_thp(w, k);
}
