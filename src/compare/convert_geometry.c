/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * convert_geometry.c - a machine with the same zones, on which another kernel has just booted.
 *
 * Carried over: which pageblocks are memory, each zone's span and how many of its pages are
 * managed, nodes, distances, CPUs, the task and its cpusets. All managed memory is free.
 */
#include "convert.h"

#include <stdlib.h>
#include <string.h>

#include "core/boot.h"
#include "core/boot_release.h"
#include "core/setup.h"

/* The node's memory, to the pageblock. False if it is in too many pieces. */
static bool find_memory(const struct world *w, unsigned n, struct boot_node *node)
{
	const struct node *from = &w->node[n];
	uint64_t end = (uint64_t)from->start_pfn + (uint64_t)from->spanned;
	pfn_t block = (pfn_t)pageblock_pages(w);

	for (uint64_t at = from->start_pfn & ~(uint64_t)(block - 1); at < end; at += block) {
		struct boot_range r = { (pfn_t)at, (pfn_t)(at + block) };
		zid_t zone = world_zone_of(w, (pfn_t)(at < from->start_pfn ? from->start_pfn : at));

		if (pageblock_type(w, r.start) == NO_MIGRATETYPE || zone == NO_ZONE ||
		    zid_node(zone) != n)
			continue;
		r = boot_clip(r, (struct boot_range){ from->start_pfn, (pfn_t)end });
		if (node->nr_memory && node->memory[node->nr_memory - 1].end == r.start)
			node->memory[node->nr_memory - 1].end = r.end;
		else if (node->nr_memory < BOOT_RANGES)
			node->memory[node->nr_memory++] = r;
		else
			return false;
	}
	return true;
}

static bool describe(const struct world *w, const struct conversion *c, struct boot_description *d)
{
	*d = (struct boot_description){ .layout = w->layout, .nr_nodes = w->nr_nodes,
					.pageblock_order = w->pageblock_order };
	d->node = calloc(w->nr_nodes, sizeof *d->node);
	if (!d->node)
		return false;
	for (unsigned n = 0; n < w->nr_nodes; n++) {
		for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++) {
			const struct zone *z = &w->zone[zid_of(n, idx)];

			d->node[n].managed[idx] = z->managed;
			if (kernel_has_type(c->to, MIGRATE_CMA))
				d->cma_pages += z->cma_pages;
		}
		if (!find_memory(w, n, &d->node[n]))
			return false;
	}
	return true;
}

static void copy_shape(struct world *to, const struct world *w, const struct conversion *c)
{
	for (unsigned n = 0; n < w->nr_nodes; n++) {
		const struct node *from = &w->node[n];

		to->node[n] = (struct node){
			.online = from->online, .has_cpu = from->has_cpu,
			.start_pfn = from->start_pfn, .present = from->present,
			.spanned = from->spanned, .nr_cpus = from->nr_cpus,
			.first_deferred_pfn = NO_PFN,
			.kswapd_highest_zoneidx = w->layout->nr_zones };
	}
	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		to->zone[i].start_pfn = w->zone[i].start_pfn;
		to->zone[i].spanned = w->zone[i].spanned;
		to->zone[i].present = w->zone[i].present;
	}
	memcpy(to->distance, w->distance, sizeof *w->distance * w->nr_nodes * w->nr_nodes);
	memcpy(to->task, w->task, sizeof to->task);
	memcpy(to->cpuset, w->cpuset, sizeof to->cpuset);
	to->nr_cpusets = w->nr_cpusets;
	to->mems_allowed = w->mems_allowed;
	to->policy_nodes = w->policy_nodes;
	for (unsigned s = 0; s < NR_SETTINGS; s++)
		to->setting[s] = default_setting(c->to, w->layout, s);
	to->setting[SET_NUMA] = w->setting[SET_NUMA];
	to->setting[SET_CPUSETS_ENABLED] = w->setting[SET_CPUSETS_ENABLED];
	to->setting[SET_JIFFIES] = w->setting[SET_JIFFIES];
}

/* A span that reaches over another zone's ends before it, while pages are dealt out. */
static void end_before_others(struct world *w)
{
	for (unsigned i = 0; i < world_nr_zones(w); i++)
		for (unsigned j = 0; j < world_nr_zones(w); j++)
			if (i != j && zone_populated(&w->zone[i]) && zone_populated(&w->zone[j]) &&
			    w->zone[j].start_pfn > w->zone[i].start_pfn &&
			    zone_holds(&w->zone[i], w->zone[j].start_pfn))
				w->zone[i].spanned =
					(int64_t)w->zone[j].start_pfn - w->zone[i].start_pfn;
}

static int64_t pages_free(const struct zone *z)
{
	int64_t pages = 0;

	for (unsigned order = 0; order < NR_ORDERS; order++)
		pages += z->free_area[order].nr_free << order;
	return pages;
}

/* Nothing is in use; and what follows from the sizes. */
static bool finish(struct world *to, const struct world *w, const struct conversion *c)
{
	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		struct zone *z = &to->zone[i];

		z->spanned = w->zone[i].spanned;
		z->vm_stat[NR_FREE_PAGES] = pages_free(z);
		z->nr_in_use = z->managed - pages_free(z);
	}
	return boot_settle(to, c->to);
}

static bool fill(struct world *to, const struct world *w, const struct conversion *c,
		 const char **why)
{
	struct boot_description d;
	bool ok = describe(w, c, &d);

	if (!ok)
		*why = d.node ? "the memory is in too many pieces" : "out of memory";
	if (ok) {
		copy_shape(to, w, c);
		to->setting[SET_CMA] = d.cma_pages != 0;
		end_before_others(to);
		ok = boot_release(&d, c->to, to, why);
	}
	if (ok && !finish(to, w, c)) {
		*why = "out of memory";
		ok = false;
	}
	free(d.node);
	return ok;
}

struct world *convert_geometry(const struct world *w, const struct conversion *c,
			       struct notes *notes, const char **why)
{
	struct world *to = world_new(&(struct world_shape){ w->layout, w->nr_nodes, w->nr_cpus,
							    w->pageblock_order, w->end_pfn });

	*why = "out of memory";
	if (to && !fill(to, w, c, why)) {
		world_free(to);
		to = NULL;
	}
	if (to)
		note(notes, "booted on zones of the same place and size; all managed memory is "
			    "free, settings, marks, reserves and PCP sizes are its own");
	return to;
}
