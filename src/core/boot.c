/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * boot.c - a world from a description: nodes, zones, settings, then the free lists and the marks.
 *
 * Zone boundaries are those of x86: ZONE_DMA below 16 MiB, ZONE_DMA32 below 4 GiB where it exists,
 * ZONE_HIGHMEM above 896 MiB on 32 bits. A node that spans a boundary owns a piece of each zone.
 * Follows free_area_init() and zone_sizes_init(), all versions with managed_pages.
 *
 * movablecore= is shared out as find_zone_movable_pfns_for_nodes() does it in its first pass: each
 * node keeps an equal part of the rest. Left out: the further passes where a node is too small for
 * its part.
 *
 * A world with deferred memory has its marks too, although the kernel computes them only when all
 * memory is there.
 */
#include "boot.h"

#include <stdlib.h>

#include "boot_release.h"
#include "deferred.h"
#include "reserve.h"
#include "setup.h"
#include "zonelist.h"

enum {
	DMA_END = 16 << (20 - PAGE_SHIFT),              /* page frames */
	DMA32_END = 1 << (32 - PAGE_SHIFT),
	LOWMEM_END = 896 << (20 - PAGE_SHIFT),
	LOCAL_DISTANCE = 10,
	REMOTE_DISTANCE = 20,
};

/* ---- is it a machine? ---- */

/* Why these nodes' memory cannot be, or NULL. */
static const char *refuse_memory(const struct boot_description *d)
{
	pfn_t end = 0;

	for (unsigned n = 0; n < d->nr_nodes; n++) {
		if (d->node[n].nr_memory > BOOT_RANGES || d->node[n].nr_reserved > BOOT_RANGES)
			return "a node has too many ranges of memory";
		for (unsigned i = 0; i < d->node[n].nr_memory; i++) {
			struct boot_range r = d->node[n].memory[i];

			if (r.start < end || r.end <= r.start)
				return "the memory is not in ascending order";
			end = r.end;
		}
	}
	return end ? NULL : "there is no memory";
}

static pfn_t end_of_memory(const struct boot_description *d)
{
	pfn_t end = 0;

	for (unsigned n = 0; n < d->nr_nodes; n++)
		if (d->node[n].nr_memory)
			end = d->node[n].memory[d->node[n].nr_memory - 1].end;
	return end;
}

static unsigned count_cpus(const struct boot_description *d)
{
	uint64_t cpus = 0;

	for (unsigned n = 0; n < d->nr_nodes; n++)
		cpus += d->node[n].nr_cpus;
	return cpus > MAX_CPUS ? MAX_CPUS + 1 : (unsigned)cpus;
}

static const char *refuse(const struct boot_description *d)
{
	if (!d->nr_nodes || d->nr_nodes > MAX_NODES)
		return "a machine has 1 to 1024 nodes";
	if (!count_cpus(d) || count_cpus(d) > MAX_CPUS)
		return "a machine has 1 to 4096 CPUs";
	if (d->pageblock_order >= NR_ORDERS)
		return "a pageblock is not larger than the largest block";
	if (d->cma_pages < 0 || d->movablecore_pages < 0 || d->deferred_after < 0 ||
	    d->unaccepted_pages < 0)
		return "a number of pages is negative";
	if (d->deferred_after && d->cma_pages)
		return "a machine with a CMA area defers nothing";
	if (d->deferred_after && d->unaccepted_pages)
		return "a machine that defers memory has accepted all of it";
	if (d->layout->highmem >= 0 && d->unaccepted_pages)
		return "a machine of 32 bits has accepted all its memory";
	if (d->layout->highmem >= 0 && d->highmem_pages > (int64_t)end_of_memory(d) - DMA_END)
		return "highmem leaves no lowmem";
	return refuse_memory(d);
}

/* ---- zones ---- */

static pfn_t lowmem_end(const struct boot_description *d)
{
	pfn_t end = end_of_memory(d);

	if (d->layout->highmem < 0)
		return NO_PFN;
	if (d->highmem_pages >= 0 && d->highmem_pages <= (int64_t)end - DMA_END)
		return (pfn_t)(end - d->highmem_pages);
	return LOWMEM_END;
}

/* Where a type of zone lies on this machine; nowhere for Movable and Device. */
static struct boot_range zone_limits(const struct boot_description *d, int idx)
{
	const struct zone_layout *layout = d->layout;
	pfn_t normal = layout->dma32 < 0 ? DMA_END : DMA32_END;

	if (idx == layout->dma)
		return (struct boot_range){ 0, DMA_END };
	if (idx == layout->dma32)
		return (struct boot_range){ DMA_END, DMA32_END };
	if (idx == layout->normal)
		return (struct boot_range){ normal, lowmem_end(d) };
	if (idx == layout->highmem)
		return (struct boot_range){ lowmem_end(d), NO_PFN };
	return (struct boot_range){ 0, 0 };
}

static int64_t present_on_all(const struct boot_description *d, struct boot_range limit)
{
	int64_t pages = 0;

	for (unsigned n = 0; n < d->nr_nodes; n++)
		pages += boot_present(&d->node[n], limit);
	return pages;
}

static unsigned nodes_with_memory(const struct boot_description *d)
{
	unsigned nodes = 0;

	for (unsigned n = 0; n < d->nr_nodes; n++)
		nodes += d->node[n].nr_memory != 0;
	return nodes;
}

/* find_usable_zone_for_movable(): the highest zone with memory, which Movable is carved out of. */
static int zone_for_movable(const struct boot_description *d)
{
	int idx = d->layout->movable - 1;

	while (idx > 0 && !present_on_all(d, zone_limits(d, idx)))
		idx--;
	return idx;
}

/* Where ZONE_MOVABLE begins on this node, or NO_PFN. */
static pfn_t movable_start(const struct boot_description *d, const struct boot_node *node)
{
	int64_t core = present_on_all(d, (struct boot_range){ 0, NO_PFN }) - d->movablecore_pages;
	struct boot_range usable = zone_limits(d, zone_for_movable(d));
	unsigned nodes = nodes_with_memory(d);

	if (!d->movablecore_pages || core <= 0 || !nodes)
		return NO_PFN;
	core = core / nodes - boot_present(node, (struct boot_range){ 0, usable.start });
	for (unsigned i = 0; i < node->nr_memory; i++) {
		struct boot_range r = boot_clip(node->memory[i], usable);
		uint64_t start = r.start + (uint64_t)(core > 0 ? core : 0);

		start = (start + MAX_ORDER_NR_PAGES - 1) / MAX_ORDER_NR_PAGES * MAX_ORDER_NR_PAGES;
		if (start < r.end)
			return (pfn_t)start;
		core -= boot_pages(r);
	}
	return NO_PFN;
}

static void make_zone(struct world *w, zid_t zone, const struct boot_node *node,
		      struct boot_range limits)
{
	struct boot_range span = boot_clip((struct boot_range){ node->memory[0].start,
							node->memory[node->nr_memory - 1].end },
					   limits);
	struct zone *z = &w->zone[zone];

	z->present = boot_present(node, span);
	if (!z->present)
		return;
	z->start_pfn = span.start;
	z->spanned = span.end - span.start;
	w->node[zid_node(zone)].present += z->present;
	w->node[zid_node(zone)].spanned += z->spanned;
}

static void make_zones(struct world *w, const struct boot_description *d, unsigned n)
{
	const struct boot_node *node = &d->node[n];
	pfn_t movable = movable_start(d, node);

	if (!node->nr_memory)
		return;
	w->node[n].start_pfn = node->memory[0].start;
	for (int idx = 0; idx < (int)d->layout->nr_zones; idx++) {
		struct boot_range limits = zone_limits(d, idx);

		if (idx == d->layout->movable)
			limits = (struct boot_range){ movable, NO_PFN };
		else if (limits.end > movable)
			limits.end = movable;
		make_zone(w, zid_of(n, (unsigned)idx), node, limits);
	}
}

/* ---- deferred memory ---- */

/*
 * defer_init(): the first section boundary in the node's last zone behind so many pages. NO_PFN if
 * there is none.
 */
static pfn_t first_deferred(const struct boot_node *node, struct boot_range zone, int64_t after)
{
	for (unsigned i = 0; i < node->nr_memory; i++) {
		struct boot_range r = boot_clip(node->memory[i], zone);
		uint64_t start = r.start + (uint64_t)(after > 0 ? after : 0);

		start = (start + PAGES_PER_SECTION - 1) / PAGES_PER_SECTION * PAGES_PER_SECTION;
		if (start < r.end)
			return (pfn_t)start;
		after -= boot_pages(r);
	}
	return NO_PFN;
}

/* Growing takes everything behind the boundary: it must all be memory, and nobody's. */
static const char *refuse_deferred(const struct boot_node *node, struct boot_range rest,
				   unsigned idx)
{
	if (boot_present(node, rest) != boot_pages(rest))
		return "deferred memory has no holes";
	for (unsigned i = 0; i < node->nr_reserved; i++)
		if (boot_pages(boot_clip(node->reserved[i], rest)))
			return "deferred memory is nobody's yet";
	return node->managed[idx] < 0 ? NULL :
					"what a zone with deferred memory manages is not given";
}

static const char *defer(struct world *w, const struct boot_description *d, unsigned n)
{
	unsigned idx = MAX_NR_ZONES - 1;
	struct boot_range zone;
	pfn_t start;

	while (idx > 0 && !zone_populated(&w->zone[zid_of(n, idx)]))
		idx--;
	zone = (struct boot_range){ w->zone[zid_of(n, idx)].start_pfn,
				    zone_end_pfn(&w->zone[zid_of(n, idx)]) };
	start = first_deferred(&d->node[n], zone, d->deferred_after);
	if (!d->deferred_after || start == NO_PFN)
		return NULL;
	w->node[n].first_deferred_pfn = start;
	w->setting[SET_DEFERRED_PAGES] = 1;
	return refuse_deferred(&d->node[n], (struct boot_range){ start, zone.end }, idx);
}

/* ---- settings, CPUs, the task ---- */

static void set_settings(struct world *w, const struct boot_description *d, const struct kernel *k)
{
	const struct zone_layout *layout = d->layout;
	const int idx[MAX_NR_ZONES] = { layout->dma, layout->dma32, layout->normal, layout->highmem,
					layout->movable };

	for (const struct setting_value *s = k->setup.settings; s->setting != NR_SETTINGS; s++)
		w->setting[s->setting] = s->value;
	for (unsigned i = 0; i < MAX_NR_ZONES; i++)
		if (idx[i] >= 0)
			w->setting[SET_LOWMEM_RESERVE_RATIO + idx[i]] = k->lowmem_reserve_ratio[i];
	w->setting[SET_CMA] = d->cma_pages != 0;
}

static void set_distances(struct world *w, const struct boot_description *d)
{
	for (unsigned a = 0; a < w->nr_nodes; a++)
		for (unsigned b = 0; b < w->nr_nodes; b++)
			w->distance[a * w->nr_nodes + b] =
				d->distance ? d->distance[a * w->nr_nodes + b] :
				a == b    ? LOCAL_DISTANCE :
					      REMOTE_DISTANCE;
}

/* The task runs on CPU 0, which belongs to the first node that has any. */
static void set_task(struct world *w)
{
	unsigned home = 0;

	while (!w->node[home].has_cpu)
		home++;
	w->task[TASK_NODE] = home;
	for (unsigned n = 0; n < w->nr_nodes; n++)
		if (w->node[n].present)
			node_set(n, &w->mems_allowed);
	w->cpuset[0] = (struct cpuset){ .hardwall = 1, .mems = w->mems_allowed };
	w->nr_cpusets = 1;
}

static void set_nodes(struct world *w, const struct boot_description *d)
{
	for (unsigned n = 0; n < w->nr_nodes; n++) {
		w->node[n].online = true;
		w->node[n].nr_cpus = d->node[n].nr_cpus;
		w->node[n].has_cpu = d->node[n].nr_cpus != 0;
		w->node[n].kswapd_highest_zoneidx = d->layout->nr_zones;    /* nothing asked yet */
		make_zones(w, d, n);
	}
	set_distances(w, d);
	set_task(w);
}

/* ---- boot ---- */

bool boot_settle(struct world *w, const struct kernel *k)
{
	struct machine *m = NULL;

	choose_zonelist_order(w, k);
	if (!zonelist_build(w, k->setup.node_load_accumulates))
		return false;
	setup_world(w, k);
	if (!k->setup.migrate_reserve)
		return true;
	m = machine_new(w, k);
	if (m)
		setup_migrate_reserves(m);
	machine_free(m);
	return m != NULL;
}

static const char *fill(struct world *w, const struct boot_description *d, const struct kernel *k)
{
	const char *why = NULL;

	set_settings(w, d, k);
	set_nodes(w, d);
	for (unsigned n = 0; !why && n < w->nr_nodes; n++)
		why = defer(w, d, n);
	if (why)
		return why;
	if (!boot_release(d, k, w, &why))
		return why;
	if (!boot_settle(w, k))
		return "out of memory";
	return nr_free_buffer_pages(w) > 0 ? NULL : "the kernel leaves no memory to allocate from";
}

static struct world *boot_nodes(const struct boot_description *d, const struct kernel *k,
				const char **why)
{
	struct world *w = world_new(&(struct world_shape){ d->layout, d->nr_nodes, count_cpus(d),
							   d->pageblock_order, end_of_memory(d) });

	*why = w ? fill(w, d, k) : "out of memory";
	if (!*why)
		return w;
	world_free(w);
	return NULL;
}

/* numa=off: one node with all memory and all CPUs. False if it comes in too many pieces. */
static bool join_nodes(const struct boot_description *d, struct boot_node *all)
{
	for (unsigned n = 0; n < d->nr_nodes; n++) {
		const struct boot_node *node = &d->node[n];

		all->nr_cpus += node->nr_cpus;
		for (unsigned i = 0; i < node->nr_memory; i++) {
			if (all->nr_memory &&
			    all->memory[all->nr_memory - 1].end == node->memory[i].start)
				all->memory[all->nr_memory - 1].end = node->memory[i].end;
			else if (all->nr_memory < BOOT_RANGES)
				all->memory[all->nr_memory++] = node->memory[i];
			else
				return false;
		}
		for (unsigned i = 0; i < node->nr_reserved; i++) {
			if (all->nr_reserved == BOOT_RANGES)
				return false;
			all->reserved[all->nr_reserved++] = node->reserved[i];
		}
	}
	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
		all->managed[idx] = d->node[0].managed[idx];
	return true;
}

struct world *boot(const struct boot_description *d, const struct kernel *k, const char **why)
{
	struct boot_node all = { .nr_memory = 0 };
	struct boot_description joined = *d;

	*why = refuse(d);
	if (!*why && d->cma_pages && k->setup.no_cma)
		*why = "this kernel has no contiguous memory areas";
	if (!*why && d->deferred_after && k->setup.no_deferred)
		*why = "this kernel initialises all memory at once";
	if (!*why && d->unaccepted_pages && !k->setup.unaccepted)
		*why = "this kernel accepts all memory before it boots";
	if (*why)
		return NULL;
	if (!d->numa_off)
		return boot_nodes(d, k, why);
	if (!join_nodes(d, &all)) {
		*why = "the memory is in too many pieces";
		return NULL;
	}
	joined.nr_nodes = 1;
	joined.node = &all;
	joined.distance = NULL;
	return boot_nodes(&joined, k, why);
}
