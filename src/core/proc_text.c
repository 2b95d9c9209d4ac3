/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_text.c - buddyinfo, zoneinfo and pagetypeinfo, to the column.
 *
 * Follows frag_show_print(), zoneinfo_show_print() and pagetypeinfo_show() of mm/vmstat.c, 6.1:
 * the widths, the blank at the end of a row, and the order of the lines. Marks are printed with
 * the boost in them, as there.
 */
#include "proc_text.h"

#include <inttypes.h>
#include <string.h>

#include "gfp.h"
#include "proc_carried.h"

enum {
	COUNTED_BLOCKS = 100000,        /* pagetypeinfo stops counting a list here */
	HOPELESS_FAILURES = 16,         /* MAX_RECLAIM_RETRIES: kswapd gave the node up */
};

/* ---- walking ---- */

static void for_each_zone(const struct world *w, unsigned node, FILE *out,
			  void (*show)(const struct world *w, zid_t zone, FILE *out))
{
	for (unsigned idx = 0; idx < w->layout->nr_zones; idx++)
		if (zone_populated(&w->zone[zid_of(node, idx)]))
			show(w, zid_of(node, idx), out);
}

static void print_zone(const struct world *w, zid_t zone, FILE *out)
{
	fprintf(out, "Node %u, zone %8s", zid_node(zone), w->layout->zone_name[zid_idx(zone)]);
}

/* A kernel that has the type reserves a pageblock in every zone that is large enough. */
static bool reserves_pageblocks(const struct world *w)
{
	size_t n = ((size_t)w->end_pfn + (size_t)pageblock_pages(w) - 1) >> w->pageblock_order;

	return memchr(w->pageblock, MIGRATE_RESERVE, n) != NULL;
}

/* Does this machine have the type? */
static bool type_shown(const struct world *w, unsigned mt)
{
	switch (mt) {
	case MIGRATE_CMA:
		return w->setting[SET_CMA] != 0;
	case MIGRATE_RESERVE:
		return reserves_pageblocks(w);
	default:
		return true;
	}
}

/* ---- buddyinfo ---- */

static void show_buddy(const struct world *w, zid_t zone, FILE *out)
{
	print_zone(w, zone, out);
	fputc(' ', out);
	for (unsigned order = 0; order < NR_ORDERS; order++)
		fprintf(out, "%6" PRId64 " ", w->zone[zone].free_area[order].nr_free);
	fputc('\n', out);
}

void proc_buddyinfo(const struct world *w, FILE *out)
{
	for (unsigned node = 0; node < w->nr_nodes; node++)
		for_each_zone(w, node, out, show_buddy);
}

/* ---- zoneinfo ---- */

static const struct {
	const char *name;
	enum node_stat stat;
} node_stats[] = {
	{ "nr_inactive_anon", NR_INACTIVE_ANON },
	{ "nr_active_anon", NR_ACTIVE_ANON },
	{ "nr_inactive_file", NR_INACTIVE_FILE },
	{ "nr_active_file", NR_ACTIVE_FILE },
	{ "nr_slab_reclaimable", NR_SLAB_RECLAIMABLE },
	{ "nr_mapped", NR_FILE_MAPPED },
	{ "nr_file_pages", NR_FILE_PAGES },
	{ "nr_dirty", NR_FILE_DIRTY },
	{ "nr_writeback", NR_WRITEBACK },
	{ "nr_shmem", NR_SHMEM },
};

static const struct {
	const char *name;
	enum numa_stat stat;
} numa_stats[] = {
	{ "numa_hit", NUMA_HIT },         { "numa_miss", NUMA_MISS },
	{ "numa_foreign", NUMA_FOREIGN }, { "numa_local", NUMA_LOCAL },
	{ "numa_other", NUMA_OTHER },
};

static void show_node_stats(const struct node *node, FILE *out)
{
	fputs("\n  per-node stats", out);
	for (size_t i = 0; i < sizeof node_stats / sizeof *node_stats; i++)
		fprintf(out, "\n      %-12s %" PRId64, node_stats[i].name,
			node->stat[node_stats[i].stat]);
}

static void show_zone_size(const struct world *w, zid_t zone, FILE *out)
{
	const struct zone *z = &w->zone[zone];

	fprintf(out,
		"\n  pages free     %" PRId64 "\n        boost    %" PRId64
		"\n        min      %" PRId64 "\n        low      %" PRId64
		"\n        high     %" PRId64 "\n        spanned  %" PRId64
		"\n        present  %" PRId64 "\n        managed  %" PRId64
		"\n        cma      %" PRId64,
		zone_page_state(z, NR_FREE_PAGES), z->watermark_boost, zone_wmark(z, WMARK_MIN),
		zone_wmark(z, WMARK_LOW), zone_wmark(z, WMARK_HIGH), z->spanned, z->present,
		z->managed, z->cma_pages);
	proc_protection(w, zone, out);
}

static void show_zone_stats(const struct world *w, zid_t zone, FILE *out)
{
	const struct zone *z = &w->zone[zone];

	fprintf(out, "\n      %-12s %" PRId64, "nr_free_pages", zone_page_state(z, NR_FREE_PAGES));
	fprintf(out, "\n      %-12s %" PRId64, "nr_free_cma",
		zone_page_state(z, NR_FREE_CMA_PAGES));
	if (zone_page_state(z, NR_UNACCEPTED))
		fprintf(out, "\n      %-12s %" PRId64, "nr_unaccepted",
			zone_page_state(z, NR_UNACCEPTED));
	for (size_t i = 0; w->setting[SET_NUMA] && i < sizeof numa_stats / sizeof *numa_stats; i++)
		fprintf(out, "\n      %-12s %" PRId64, numa_stats[i].name,
			z->numa[numa_stats[i].stat]);
}

static void show_zone(const struct world *w, zid_t zone, bool first_of_node, FILE *out)
{
	const struct zone *z = &w->zone[zone];
	const struct node *node = &w->node[zid_node(zone)];

	print_zone(w, zone, out);
	if (first_of_node)
		show_node_stats(node, out);
	show_zone_size(w, zone, out);
	if (zone_populated(z)) {
		show_zone_stats(w, zone, out);
		proc_pagesets(w, zone, out);
		fprintf(out, "\n  node_unreclaimable:  %d\n  start_pfn:           %" PRIu32,
			node->kswapd_failures >= HOPELESS_FAILURES, z->start_pfn);
	}
	fputc('\n', out);
}

void proc_zoneinfo(const struct world *w, FILE *out)
{
	if (w->nr_carried) {
		proc_zoneinfo_carried(w, out);
		return;
	}
	for (unsigned node = 0; node < w->nr_nodes; node++) {
		bool told = false;

		if (!w->node[node].online)
			continue;
		for (unsigned idx = 0; idx < w->layout->nr_zones; idx++) {
			zid_t zone = zid_of(node, idx);
			bool first = !told && zone_populated(&w->zone[zone]);

			show_zone(w, zone, first, out);
			told |= first;
		}
	}
}

/* ---- pagetypeinfo ---- */

static void show_types(const struct world *w, zid_t zone, FILE *out)
{
	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++) {
		if (!type_shown(w, mt))
			continue;
		fprintf(out, "Node %4u, zone %8s, type %12s ", zid_node(zone),
			w->layout->zone_name[zid_idx(zone)], migratetype_name(mt));
		for (unsigned order = 0; order < NR_ORDERS; order++) {
			const struct page_list *list = &w->zone[zone].free_area[order].list[mt];
			pfn_t pfn = list_first(list);
			int64_t n = 0;

			for (; pfn != NO_PFN && n < COUNTED_BLOCKS; pfn = page_next(w, pfn))
				n++;
			fprintf(out, "%s%6" PRId64 " ", pfn != NO_PFN ? ">" : "", n);
		}
		fputc('\n', out);
	}
}

static void show_pageblocks(const struct world *w, zid_t zone, FILE *out)
{
	const struct zone *z = &w->zone[zone];
	int64_t n[MIGRATE_TYPES] = { 0 };

	for (int64_t pfn = z->start_pfn; pfn < zone_end_pfn(z); pfn += pageblock_pages(w)) {
		uint8_t mt = pageblock_type(w, (pfn_t)pfn);

		if (mt < MIGRATE_TYPES && world_zone_of(w, (pfn_t)pfn) == zone)
			n[mt]++;
	}
	print_zone(w, zone, out);
	fputc(' ', out);
	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
		if (type_shown(w, mt))
			fprintf(out, "%12" PRId64 " ", n[mt]);
	fputc('\n', out);
}

void proc_pagetypeinfo(const struct world *w, FILE *out)
{
	for (unsigned node = 0; node < w->nr_nodes; node++) {
		if (!w->node[node].present)
			continue;
		fprintf(out, "Page block order: %u\nPages per block:  %" PRId64 "\n\n%-43s ",
			w->pageblock_order, pageblock_pages(w),
			"Free pages count per migrate type at order");
		for (unsigned order = 0; order < NR_ORDERS; order++)
			fprintf(out, "%6u ", order);
		fputc('\n', out);
		for_each_zone(w, node, out, show_types);
		fprintf(out, "\n%-23s", "Number of blocks type ");
		for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
			if (type_shown(w, mt))
				fprintf(out, "%12s ", migratetype_name(mt));
		fputc('\n', out);
		for_each_zone(w, node, out, show_pageblocks);
	}
}

/* ---- lists ---- */

static void show_list(const struct world *w, const struct page_list *list, FILE *out)
{
	for (pfn_t pfn = list_first(list); pfn != NO_PFN; pfn = page_next(w, pfn))
		fprintf(out, " %" PRIu32, pfn);
	fputc('\n', out);
}

static void show_free_lists(const struct world *w, zid_t zone, FILE *out)
{
	for (unsigned order = 0; order < NR_ORDERS; order++)
		for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++) {
			const struct page_list *list = &w->zone[zone].free_area[order].list[mt];

			if (list_first(list) == NO_PFN)
				continue;
			print_zone(w, zone, out);
			fprintf(out, ", order %2u, type %12s:", order, migratetype_name(mt));
			show_list(w, list, out);
		}
	for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++)
		for (unsigned i = 0; i < NR_PCP_LISTS; i++) {
			const struct page_list *list = &world_pcp(w, zone, cpu)->list[i];

			if (list_first(list) == NO_PFN)
				continue;
			print_zone(w, zone, out);
			fprintf(out, ", cpu %4u, list %11u:", cpu, i);
			show_list(w, list, out);
		}
}

void proc_free_lists(const struct world *w, FILE *out)
{
	for (unsigned node = 0; node < w->nr_nodes; node++)
		for_each_zone(w, node, out, show_free_lists);
}
