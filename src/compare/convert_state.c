/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * convert_state.c - a state of one kernel, as another would have it.
 *
 * What is allocated, what is free and the pageblocks' types carry over. PCP lists are emptied into
 * the buddy lists, because kernels disagree about which lists there are. Memory that waits to be
 * accepted is accepted, where the other kernel leaves none. Types that the other
 * kernel lacks become MOVABLE. Settings at their default take the other's default; marks, reserves
 * and PCP sizes are computed anew, unless they are to be kept.
 *
 * Page counters that older kernels keep by zone and later ones by node are added up, or dealt out
 * by the zones' sizes.
 */
#include "convert.h"

#include <inttypes.h>
#include <string.h>

#include "core/buddy.h"
#include "core/request.h"
#include "core/setup.h"
#include "core/unaccepted.h"
#include "core/words.h"
#include "core/zonelist.h"

static int64_t pages_on_pcp_lists(const struct world *w)
{
	int64_t pages = 0;

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++)
			pages += world_pcp(w, (zid_t)i, cpu)->count;
	return pages;
}

/* By the kernel that filled them: it knows which list is which. */
static bool empty_pcp_lists(struct world *w, const struct kernel *k, struct notes *notes)
{
	int64_t pages = pages_on_pcp_lists(w), cpu_of_task = w->task[TASK_CPU];
	struct machine *m = machine_new(w, k);

	if (!m)
		return false;
	for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++) {
		w->task[TASK_CPU] = cpu;
		request_run(m, &(struct request){ .op = REQ_DRAIN, .pfn = NO_PFN });
	}
	w->task[TASK_CPU] = cpu_of_task;
	machine_free(m);
	if (pages)
		note(notes, "%" PRId64 " pages on PCP lists went back to the buddy lists", pages);
	return true;
}

/* A kernel that leaves no memory to be accepted later has accepted all when it boots. */
static bool accept_all(struct world *w, const struct conversion *c, struct notes *notes)
{
	struct machine *m = c->to->setup.unaccepted ? NULL : machine_new(w, c->of);
	int64_t units = 0;

	for (unsigned i = 0; m && i < world_nr_zones(w); i++)
		while (try_to_accept_memory_one(m, (zid_t)i))
			units++;
	if (units)
		note(notes, "%" PRId64 " pages that waited to be accepted were accepted",
		     units * MAX_ORDER_NR_PAGES);
	machine_free(m);
	return m || c->to->setup.unaccepted;
}

/* ---- types ---- */

static bool is_lost(const struct conversion *c, unsigned migratetype)
{
	return !kernel_has_type(c->to, migratetype);
}

static int64_t retype_pageblocks(struct world *w, zid_t zone, unsigned migratetype)
{
	const struct zone *z = &w->zone[zone];
	int64_t blocks = 0;

	for (uint64_t i = z->start_pfn >> w->pageblock_order;
	     i << w->pageblock_order < zone_end_pfn(z); i++) {
		uint64_t first = i << w->pageblock_order;

		if (w->pageblock[i] != migratetype ||
		    world_zone_of(w, first < z->start_pfn ? z->start_pfn : (pfn_t)first) != zone)
			continue;
		w->pageblock[i] = MIGRATE_MOVABLE;
		blocks++;
	}
	return blocks;
}

/* The new type may let a block merge with its buddy, so it is freed once more. */
static int64_t retype_blocks(struct machine *m, zid_t zone, uint8_t migratetype)
{
	const struct world *w = machine_world(m);
	int64_t pages = 0;

	for (unsigned order = NR_ORDERS; order-- > 0;) {
		const struct page_list *list = &w->zone[zone].free_area[order].list[migratetype];
		pfn_t pfn;

		while ((pfn = list_first(list)) != NO_PFN) {
			struct block b = { pfn, order, migratetype };

			take_block(m, zone, b, order);
			b.migratetype = MIGRATE_MOVABLE;
			free_one_page(m, zone, b, FPI_NONE);
			pages += (int64_t)1 << order;
		}
	}
	return pages;
}

static bool retype(struct world *w, const struct conversion *c, struct notes *notes)
{
	struct machine *m = machine_new(w, c->to);
	char name[40];

	if (!m)
		return false;
	for (unsigned i = 0; i < world_nr_zones(w); i++)
		for (unsigned type = 0; type < MIGRATE_TYPES; type++) {
			int64_t blocks, pages;

			if (!is_lost(c, type))
				continue;
			blocks = retype_pageblocks(w, (zid_t)i, type);
			pages = retype_blocks(m, (zid_t)i, (uint8_t)type);
			zone_words(w, (zid_t)i, name, sizeof name);
			if (blocks || pages)
				note(notes,
				     "%s: %" PRId64 " pageblocks and %" PRId64
				     " free pages of type %s became Movable",
				     name, blocks, pages, migratetype_name(type));
		}
	machine_free(m);
	return true;
}

/* ---- counters ---- */

static int64_t pages_on_lists(const struct world *w, const struct zone *z, unsigned migratetype)
{
	int64_t pages = 0;

	for (unsigned order = 0; order < NR_ORDERS; order++)
		for (pfn_t pfn = list_first(&z->free_area[order].list[migratetype]); pfn != NO_PFN;
		     pfn = page_next(w, pfn))
			pages += (int64_t)1 << order;
	return pages;
}

static void count_zone(struct world *w, zid_t zone, const struct conversion *c)
{
	struct zone *z = &w->zone[zone];
	int64_t unaccepted = 0;

	for (pfn_t pfn = list_first(&z->unaccepted_pages); pfn != NO_PFN; pfn = page_next(w, pfn))
		unaccepted += MAX_ORDER_NR_PAGES;
	memset(z->vm_stat, 0, sizeof z->vm_stat);
	for (unsigned type = 0; type < MIGRATE_TYPES; type++)
		if (type != MIGRATE_ISOLATE)
			z->vm_stat[NR_FREE_PAGES] += pages_on_lists(w, z, type);
	z->vm_stat[NR_FREE_PAGES] += unaccepted;
	z->vm_stat[NR_UNACCEPTED] = unaccepted;
	z->vm_stat[NR_FREE_CMA_PAGES] = pages_on_lists(w, z, MIGRATE_CMA);
	z->nr_free_highatomic = 0;
	if (c->to->buddy.counts_on_lists)
		z->nr_free_highatomic = pages_on_lists(w, z, MIGRATE_HIGHATOMIC);
	if (is_lost(c, MIGRATE_HIGHATOMIC))
		z->nr_reserved_highatomic = 0;
	if (is_lost(c, MIGRATE_CMA))
		z->cma_pages = 0;
	z->flags = z->pages_scanned = z->all_unreclaimable = z->percpu_drift_mark = 0;
	for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++) {
		struct pcp *pcp = world_pcp(w, zone, cpu);

		pcp->free_factor = pcp->alloc_factor = pcp->free_count = 0;
		pcp->flags = pcp->expire = 0;
		memset(pcp->vm_stat_diff, 0, sizeof pcp->vm_stat_diff);
	}
}

static void add_zones_up(struct world *w, unsigned n)
{
	for (unsigned item = 0; item < NR_NODE_STATS; item++) {
		w->node[n].stat[item] = 0;
		for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
			w->node[n].stat[item] += w->zone[zid_of(n, idx)].stat[item];
	}
}

static void deal_out_to_zones(struct world *w, unsigned n)
{
	int64_t managed = 0;

	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
		managed += w->zone[zid_of(n, idx)].managed;
	for (unsigned idx = 0; managed && idx < MAX_NR_ZONES; idx++) {
		struct zone *z = &w->zone[zid_of(n, idx)];

		for (unsigned item = 0; item < NR_NODE_STATS; item++)
			z->stat[item] =
				(int64_t)((__int128)w->node[n].stat[item] * z->managed /
						  managed);
	}
}

static void count_nodes(struct world *w, const struct conversion *c, struct notes *notes)
{
	bool by_zone = c->to->reclaim.by_zone;

	for (unsigned n = 0; n < w->nr_nodes; n++) {
		struct node *node = &w->node[n];

		node->kswapd_order = node->kswapd_failures = node->kswapd_awake = 0;
		node->kswapd_highest_zoneidx = w->layout->nr_zones;
		node->last_full_zap = 0;
		if (by_zone == c->of->reclaim.by_zone)
			continue;
		if (by_zone)
			deal_out_to_zones(w, n);
		else
			add_zones_up(w, n);
	}
	memset(w->zlc_full, 0, (size_t)w->nr_nodes * w->nr_nodes * MAX_NR_ZONES);
	if (by_zone != c->of->reclaim.by_zone)
		note(notes, by_zone ? "pages counted by node were dealt out to its zones by size"
				    : "pages counted by zone were added up by node");
}

/* ---- numbers ---- */

static void translate_settings(struct world *w, const struct conversion *c, struct notes *notes)
{
	unsigned changed = 0;

	for (unsigned s = 0; s < NR_SETTINGS; s++) {
		int64_t to = default_setting(c->to, w->layout, s);

		if (w->setting[s] == to || w->setting[s] != default_setting(c->of, w->layout, s))
			continue;
		w->setting[s] = to;
		changed++;
	}
	if (is_lost(c, MIGRATE_CMA))
		w->setting[SET_CMA] = 0;
	if (changed)
		note(notes, "%u settings at their default took %s's default", changed, c->to->name);
}

static void keep_marks(struct world *w, const struct world *from, const struct kernel *k)
{
	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		struct zone *z = &w->zone[i];
		const struct zone *f = &from->zone[i];

		memcpy(z->watermark, f->watermark, sizeof z->watermark);
		memcpy(z->lowmem_reserve, f->lowmem_reserve, sizeof z->lowmem_reserve);
		z->totalreserve_pages = f->totalreserve_pages;
		if (k->fair)
			z->vm_stat[NR_ALLOC_BATCH] =
				z->watermark[WMARK_HIGH] - z->watermark[WMARK_LOW];
		for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++) {
			struct pcp *pcp = world_pcp(w, (zid_t)i, cpu);

			pcp->batch = world_pcp(from, (zid_t)i, cpu)->batch;
			pcp->high = world_pcp(from, (zid_t)i, cpu)->high;
		}
	}
	for (unsigned n = 0; n < w->nr_nodes; n++)
		w->node[n].totalreserve_pages = from->node[n].totalreserve_pages;
	w->setting[SET_TOTALRESERVE_PAGES] = from->setting[SET_TOTALRESERVE_PAGES];
	w->setting[SET_MIN_FREE_KBYTES] = from->setting[SET_MIN_FREE_KBYTES];
}

static bool convert(struct world *w, const struct world *from, const struct conversion *c,
		    struct notes *notes)
{
	if (!empty_pcp_lists(w, c->of, notes) || !accept_all(w, c, notes) ||
	    !retype(w, c, notes))
		return false;
	for (unsigned i = 0; i < world_nr_zones(w); i++)
		count_zone(w, (zid_t)i, c);
	count_nodes(w, c, notes);
	translate_settings(w, c, notes);
	choose_zonelist_order(w, c->to);
	if (!zonelist_build(w, c->to->setup.node_load_accumulates))
		return false;
	setup_world(w, c->to);
	if (c->keep_marks)
		keep_marks(w, from, c->to);
	note(notes, c->keep_marks ? "marks, reserves and PCP sizes were kept"
				  : "marks, reserves and PCP sizes are its own");
	return true;
}

struct world *convert_state(const struct world *w, const struct conversion *c, struct notes *notes,
			    const char **why)
{
	struct world *to = world_copy(w);

	if (to && convert(to, w, c, notes))
		return to;
	world_free(to);
	*why = "out of memory";
	return NULL;
}
