/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * synthesis_machine.c - the numbers of a description as those of a world: zones, nodes, settings.
 */
#include "synthesis_inside.h"

#include <stdlib.h>
#include <string.h>

#include "core/setup.h"
#include "core/setup_rules.h"
#include "core/zonelist.h"

enum { LOCAL_DISTANCE = 10, REMOTE_DISTANCE = 20 };

const struct described_zone *synthesis_told(const struct synthesis *s, zid_t zone)
{
	for (unsigned word = 0; word < NR_ZONE_WORDS; word++)
		if (s->idx[word] == (int)zid_idx(zone))
			return described_zone(s->d, zid_node(zone), (enum zone_word)word);
	return NULL;
}

void synthesis_zone_note(const struct synthesis *s, zid_t zone, const char *text)
{
	s->d->synthesised |= SYNTHESISED_FITTED;
	described_note(s->d, "Node %u %s: %s", zid_node(zone),
		       s->layout->zone_name[zid_idx(zone)], text);
}

/* ---- zones ---- */

/* One reserve for each zone the kernel has; by their names if it has others than usual. */
static void set_reserves(const struct synthesis *s, zid_t zone, const struct described_zone *told)
{
	struct zone *z = &s->w->zone[zone];
	unsigned named = 0;

	if (told->nr_protections == s->layout->nr_zones) {
		memcpy(z->lowmem_reserve, told->protection,
		       told->nr_protections * sizeof *told->protection);
		return;
	}
	for (unsigned word = 0; word < NR_ZONE_WORDS; word++) {
		const struct described_zone *other =
			described_zone(s->d, zid_node(zone), (enum zone_word)word);

		if (other->told & TOLD_ZONE && named < told->nr_protections)
			z->lowmem_reserve[s->idx[word]] = told->protection[named++];
	}
	if (named != told->nr_protections)
		synthesis_zone_note(s, zone, "its reserves are not one for each zone");
}

static void set_marks(struct zone *z, const struct described_zone *told)
{
	for (int mark = 0; mark < NR_WMARK; mark++) {
		z->watermark[mark] = told->z.watermark[mark] - z->watermark_boost;
		if (z->watermark[mark] < 0)
			z->watermark[mark] = 0;
	}
}

/* A zone has at most what it spans, and manages at most what it has. */
static void set_sizes(const struct synthesis *s, zid_t zone, const struct described_zone *told)
{
	struct zone *z = &s->w->zone[zone];

	if (!(told->told & TOLD_MANAGED))
		z->managed = z->present;
	if (z->present > z->spanned) {
		synthesis_zone_note(s, zone, "more pages are present than it spans");
		z->present = z->spanned;
	}
	if (z->managed > z->present) {
		synthesis_zone_note(s, zone, "more pages are managed than are present");
		z->managed = z->present;
	}
}

static void set_pcps(const struct synthesis *s, zid_t zone, const struct described_zone *told)
{
	for (size_t i = 0; i < told->nr_pcps; i++) {
		struct pcp *pcp = world_pcp(s->w, zone, told->pcp[i].cpu);

		pcp->high = told->pcp[i].high;
		pcp->batch = told->pcp[i].batch > 0 ? told->pcp[i].batch : 1;
		pcp->high_min = told->pcp[i].high_min;
		pcp->high_max = told->pcp[i].high_max;
	}
}

static void set_zone(const struct synthesis *s, zid_t zone)
{
	const struct described_zone *told = synthesis_told(s, zone);
	struct zone *z = &s->w->zone[zone];

	if (zid_idx(zone) >= s->layout->nr_zones)
		return;
	for (unsigned cpu = 0; cpu < s->w->nr_cpus; cpu++)
		world_pcp(s->w, zone, cpu)->batch = 1;
	if (!told || !told->told)
		return;
	*z = told->z;
	if (!z->present || !z->spanned)
		z->spanned = z->present = z->managed = z->start_pfn = 0;
	set_marks(z, told);
	set_sizes(s, zone, told);
	set_reserves(s, zone, told);
	set_pcps(s, zone, told);
	for (unsigned order = 0; order < NR_ORDERS; order++)
		z->free_area[order].nr_free = 0;
	if (!(told->told & TOLD_THRESHOLD) && z->present)
		z->stat_threshold = normal_stat_threshold(s->w->nr_cpus, z->managed);
	if (told->nr_pageblocks[MIGRATE_CMA] && !z->cma_pages)
		z->cma_pages = told->nr_pageblocks[MIGRATE_CMA] * pageblock_pages(s->w);
}

/* ---- zones that overlap ---- */

static int by_start(const void *a, const void *b)
{
	const struct zone *const *x = a, *const *y = b;

	if ((*x)->start_pfn != (*y)->start_pfn)
		return (*x)->start_pfn < (*y)->start_pfn ? -1 : 1;
	return *x < *y ? -1 : 1;
}

/* As ZONE_MOVABLE inside another zone of its node, cut out where the largest blocks end. */
static bool may_lie_inside(const struct synthesis *s, const struct zone *inner,
			   const struct zone *outer)
{
	const pfn_t largest = (1u << (NR_ORDERS - 1)) - 1;
	unsigned node = zid_node((zid_t)(inner - s->w->zone));

	return node == zid_node((zid_t)(outer - s->w->zone)) &&
	       inner->start_pfn > outer->start_pfn && !(inner->start_pfn & largest) &&
	       zone_end_pfn(inner) <= zone_end_pfn(outer) &&
	       (!(zone_end_pfn(inner) & largest) || zone_end_pfn(inner) == zone_end_pfn(outer));
}

static void drop_zone(const struct synthesis *s, struct zone *z)
{
	synthesis_zone_note(s, (zid_t)(z - s->w->zone),
		  "it overlaps another zone, which is not supported, and is left out");
	z->spanned = z->present = z->managed = z->start_pfn = 0;
	s->d->synthesised |= SYNTHESISED_PARTIAL;
}

static bool drop_overlapping(const struct synthesis *s)
{
	struct zone **sorted = calloc(world_nr_zones(s->w) + 1, sizeof *sorted), *last = NULL;
	size_t n = 0;

	if (!sorted)
		return false;
	for (unsigned i = 0; i < world_nr_zones(s->w); i++)
		if (s->w->zone[i].spanned)
			sorted[n++] = &s->w->zone[i];
	if (n)
		qsort(sorted, n, sizeof *sorted, by_start);
	for (size_t i = 0; i < n; i++) {
		struct zone *z = sorted[i];

		if (last && z->start_pfn < zone_end_pfn(last) && !may_lie_inside(s, z, last))
			drop_zone(s, z);
		else
			last = z;
	}
	free(sorted);
	return true;
}

/* ---- nodes, settings, the task ---- */

static void set_node(const struct synthesis *s, unsigned n)
{
	struct node *node = &s->w->node[n];
	pfn_t end = 0;

	node->online = s->d->node[n].there;
	memcpy(node->stat, s->d->node[n].n.stat, sizeof node->stat);
	node->kswapd_failures = s->d->node[n].n.kswapd_failures;
	node->kswapd_highest_zoneidx = s->layout->nr_zones;     /* nothing asked */
	node->start_pfn = NO_PFN;
	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++) {
		const struct zone *z = &s->w->zone[zid_of(n, idx)];

		if (!z->spanned)
			continue;
		node->present += z->present;
		node->start_pfn = z->start_pfn < node->start_pfn ? z->start_pfn : node->start_pfn;
		end = zone_end_pfn(z) > end ? zone_end_pfn(z) : end;
	}
	node->start_pfn = end ? node->start_pfn : 0;
	node->spanned = end - (int64_t)node->start_pfn;
	if (node->present)
		node_set(n, &s->w->mems_allowed);
}

/* Where statistics are the zones', the node has their sum, for those who ask for the node's. */
static void add_zone_stats(const struct synthesis *s, unsigned n)
{
	for (unsigned i = 0; i < NR_NODE_STATS; i++)
		for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
			s->w->node[n].stat[i] += s->w->zone[zid_of(n, idx)].stat[i];
}

/* No text says which CPU belongs to which node: each node with memory has as many. */
static void deal_cpus(const struct synthesis *s)
{
	struct world *w = s->w;
	unsigned nodes = 0;

	for (unsigned n = 0; n < w->nr_nodes; n++)
		if (w->node[n].present && nodes < w->nr_cpus) {
			w->node[n].has_cpu = true;
			nodes++;
		}
	for (unsigned n = w->nr_nodes; nodes && n-- > 0;)
		if (w->node[n].has_cpu) {
			w->node[n].nr_cpus = (w->nr_cpus + nodes - 1) / nodes;
			w->task[TASK_NODE] = n;
		}
	for (unsigned a = 0; a < w->nr_nodes; a++)
		for (unsigned b = 0; b < w->nr_nodes; b++)
			w->distance[a * w->nr_nodes + b] =
				a == b ? LOCAL_DISTANCE : REMOTE_DISTANCE;
	if (nodes > 1)
		s->d->synthesised |= SYNTHESISED_TOPOLOGY;
}

static int64_t min_free_kbytes(const struct world *w)
{
	int64_t pages = 0;

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if ((int)zid_idx((zid_t)i) != w->layout->highmem &&
		    (int)zid_idx((zid_t)i) != w->layout->movable)
			pages += w->zone[i].watermark[WMARK_MIN];
	return pages << (PAGE_SHIFT - 10);
}

static void set_settings(const struct synthesis *s)
{
	const struct kernel *k = s->d->kernel;
	const struct zone_layout *layout = s->layout;
	const int idx[MAX_NR_ZONES] = { layout->dma, layout->dma32, layout->normal, layout->highmem,
					layout->movable };
	struct world *w = s->w;

	for (const struct setting_value *v = k->setup.settings; v->setting != NR_SETTINGS; v++)
		w->setting[v->setting] = v->value;
	for (unsigned i = 0; i < MAX_NR_ZONES; i++)
		if (idx[i] >= 0)
			w->setting[SET_LOWMEM_RESERVE_RATIO + idx[i]] = k->lowmem_reserve_ratio[i];
	w->setting[SET_MIN_FREE_KBYTES] = min_free_kbytes(w);
	w->setting[SET_NUMA] = s->d->numa;
	w->setting[SET_CMA] = s->d->cma && kernel_has_type(k, MIGRATE_CMA);
	for (unsigned i = 0; i < NR_SETTINGS; i++)
		if (s->d->has_setting[i])
			w->setting[i] = s->d->setting[i];
	if (!s->d->has_setting[SET_MIN_FREE_KBYTES])
		s->d->synthesised |= SYNTHESISED_SETTINGS;
}

bool synthesis_machine(const struct synthesis *s)
{
	struct world *w = s->w;

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		set_zone(s, (zid_t)i);
	if (!drop_overlapping(s))
		return false;
	for (unsigned n = 0; n < w->nr_nodes; n++) {
		set_node(s, n);
		if (s->d->kernel->reclaim.by_zone)
			add_zone_stats(s, n);
	}
	deal_cpus(s);
	set_settings(s);
	w->cpuset[0] = (struct cpuset){ .hardwall = 1, .mems = w->mems_allowed };
	w->nr_cpusets = 1;
	return zonelist_build(w, s->d->kernel->setup.node_load_accumulates);
}
