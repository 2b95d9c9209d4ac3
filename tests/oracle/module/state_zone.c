// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state_zone.c - a zone: its numbers, its free lists and PCP lists page by page, the types of its
 * pageblocks, and the pages in use that count as movable when a block is considered for stealing.
 *
 * The lock of the zone is not taken: interrupts are off on the only CPU. What differs between
 * kernels in names of members is found in their headers by Kbuild (HAS_*).
 */
#include "state.h"
#include "symbols.h"

#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>
#include <linux/pageblock-flags.h>
#include <linux/vmstat.h>

int state_pageblock_type(const struct page *page)
{
	return (int)symbols.get_pfnblock_flags_mask(page, page_to_pfn(page), MIGRATETYPE_MASK);
}

/* ---- the zone's line ---- */

static void write_marks(struct text *t, const struct zone *zone)
{
	unsigned int i;

	member_int(t, "wmark_min", (long long)zone->_watermark[WMARK_MIN]);
	member_int(t, "wmark_low", (long long)zone->_watermark[WMARK_LOW]);
	member_int(t, "wmark_high", (long long)zone->_watermark[WMARK_HIGH]);
#ifdef HAS_WMARK_PROMO
	member_int(t, "wmark_promo", (long long)zone->_watermark[WMARK_PROMO]);
#endif
	member_int(t, "watermark_boost", (long long)zone->watermark_boost);
	list_begin(t, "lowmem_reserve");
	for (i = 0; i < MAX_NR_ZONES; i++)
		list_int(t, zone->lowmem_reserve[i]);
	list_end(t);
	member_int(t, "nr_reserved_highatomic", (long long)zone->nr_reserved_highatomic);
#ifdef HAS_FREE_HIGHATOMIC
	member_int(t, "nr_free_highatomic", (long long)zone->nr_free_highatomic);
#endif
}

static void write_counters(struct text *t, struct zone *zone)
{
	const struct per_cpu_zonestat *stat = this_cpu_ptr(zone->per_cpu_zonestats);

	member_int(t, "nr_free_pages", atomic_long_read(&zone->vm_stat[NR_FREE_PAGES]));
	member_int(t, "nr_free_pages_cpu_diff", stat->vm_stat_diff[NR_FREE_PAGES]);
	member_int(t, "nr_free_cma", atomic_long_read(&zone->vm_stat[NR_FREE_CMA_PAGES]));
	member_int(t, "nr_free_cma_cpu_diff", stat->vm_stat_diff[NR_FREE_CMA_PAGES]);
	member_int(t, "stat_threshold", stat->stat_threshold);
	member_int(t, "percpu_drift_mark", (long long)zone->percpu_drift_mark);
	member_int(t, "flags", (long long)zone->flags);
#ifdef CONFIG_MEMORY_ISOLATION
	member_int(t, "nr_isolate_pageblock", (long long)zone->nr_isolate_pageblock);
#endif
	member_int(t, "contiguous", zone->contiguous);
	member_int(t, "initialized", zone->initialized);
	member_int(t, "pageset_batch", zone->pageset_batch);
#ifdef HAS_PAGESET_HIGH_MIN
	member_int(t, "pageset_high_min", zone->pageset_high_min);
	member_int(t, "pageset_high_max", zone->pageset_high_max);
#else
	member_int(t, "pageset_high", zone->pageset_high);
#endif
}

static void write_numa_stat(struct text *t, struct zone *zone)
{
#ifdef CONFIG_NUMA
	static const struct {
		const char *key;
		enum numa_stat_item item;
	} stats[] = {
		{ "numa_hit", NUMA_HIT },
		{ "numa_miss", NUMA_MISS },
		{ "numa_foreign", NUMA_FOREIGN },
		{ "numa_interleave", NUMA_INTERLEAVE_HIT },
		{ "numa_local", NUMA_LOCAL },
		{ "numa_other", NUMA_OTHER },
	};
	const struct per_cpu_zonestat *stat = this_cpu_ptr(zone->per_cpu_zonestats);
	unsigned int i;

	object_begin(t, "numa");
	for (i = 0; i < ARRAY_SIZE(stats); i++)
		member_int(t, stats[i].key, atomic_long_read(&zone->vm_numa_event[stats[i].item]) +
					    (long)stat->vm_numa_event[stats[i].item]);
	object_end(t);
#endif
}

static void write_zone(struct text *t, const char *when, struct zone *zone)
{
	unsigned int order;

	line_begin(t, "zone", when);
	member_int(t, "node", zone_to_nid(zone));
	member_string(t, "zone", zone->name);
	member_int(t, "idx", zone_idx(zone));
	member_hex(t, "ptr", (unsigned long)zone);
	member_int(t, "start_pfn", (long long)zone->zone_start_pfn);
	member_int(t, "spanned", (long long)zone->spanned_pages);
	member_int(t, "present", (long long)zone->present_pages);
	member_int(t, "managed", (long long)zone_managed_pages(zone));
	member_int(t, "cma_pages", (long long)zone_cma_pages(zone));
	write_marks(t, zone);
	write_counters(t, zone);
	write_numa_stat(t, zone);
	list_begin(t, "nr_free");
	for (order = 0; order < ARRAY_SIZE(zone->free_area); order++)
		list_int(t, (long long)zone->free_area[order].nr_free);
	list_end(t);
	line_end(t);
}

/* ---- lists ---- */

/* Free lists and PCP lists hang their pages on the same words of struct page as an LRU does. */
static void write_pfns(struct text *t, const struct list_head *list)
{
	const struct list_head *at;

	list_begin(t, "pfns");
	list_for_each(at, list)
		list_int(t, (long long)page_to_pfn(list_entry(at, struct page, lru)));
	list_end(t);
}

static void begin_zone_line(struct text *t, const char *type, const char *when, struct zone *zone)
{
	line_begin(t, type, when);
	member_int(t, "node", zone_to_nid(zone));
	member_string(t, "zone", zone->name);
}

static void write_free_lists(struct text *t, const char *when, struct zone *zone)
{
	unsigned int order;
	int mt;

	for (order = 0; order < ARRAY_SIZE(zone->free_area); order++)
		for (mt = 0; mt < MIGRATE_TYPES; mt++) {
			const struct list_head *list = &zone->free_area[order].free_list[mt];

			if (list_empty(list))
				continue;
			begin_zone_line(t, "free", when, zone);
			member_int(t, "order", order);
			member_int(t, "mt", mt);
			write_pfns(t, list);
			line_end(t);
		}
}

static void write_pcp(struct text *t, const char *when, struct zone *zone)
{
	const struct per_cpu_pages *pcp = this_cpu_ptr(zone->per_cpu_pageset);

	begin_zone_line(t, "pcp", when, zone);
	member_int(t, "cpu", smp_processor_id());
	member_int(t, "count", pcp->count);
	member_int(t, "high", pcp->high);
	member_int(t, "batch", pcp->batch);
#ifdef HAS_PAGESET_HIGH_MIN
	member_int(t, "high_min", pcp->high_min);
	member_int(t, "high_max", pcp->high_max);
	member_int(t, "flags", pcp->flags);
	member_int(t, "alloc_factor", pcp->alloc_factor);
	member_int(t, "free_count", pcp->free_count);
#else
	member_int(t, "free_factor", pcp->free_factor);
#endif
#ifdef CONFIG_NUMA
	member_int(t, "expire", pcp->expire);
#endif
	line_end(t);
}

#ifdef STORES_TYPE
/* Such a page remembers the type of the free list that it goes back to. */
static void write_stored_types(struct text *t, const struct list_head *list, int mt)
{
	const struct list_head *at;

	list_begin(t, "stored_mt");
	list_for_each(at, list) {
		const struct page *page = list_entry(at, struct page, lru);

		if ((int)page->index != mt)
			list_pair(t, (long long)page_to_pfn(page), (long long)page->index);
	}
	list_end(t);
}
#endif

static void write_pcp_lists(struct text *t, const char *when, struct zone *zone)
{
	const struct per_cpu_pages *pcp = this_cpu_ptr(zone->per_cpu_pageset);
	unsigned int i;

	for (i = 0; i < NR_PCP_LISTS; i++) {
		bool low = i < NR_LOWORDER_PCP_LISTS;
		int mt = low ? i % MIGRATE_PCPTYPES : i - NR_LOWORDER_PCP_LISTS;

		if (list_empty(&pcp->lists[i]))
			continue;
		begin_zone_line(t, "pcplist", when, zone);
		member_int(t, "cpu", smp_processor_id());
		member_int(t, "index", i);
		member_int(t, "order", low ? i / MIGRATE_PCPTYPES : pageblock_order);
		member_int(t, "mt", mt);
		write_pfns(t, &pcp->lists[i]);
#ifdef STORES_TYPE
		write_stored_types(t, &pcp->lists[i], mt);
#endif
		line_end(t);
	}
}

/* ---- pageblocks and LRU pages ---- */

/* -1: no section of memory is there, and so no pageblock. */
static int block_type(unsigned long pfn)
{
	if (!valid_section_nr(pfn_to_section_nr(pfn)))
		return -1;
	return state_pageblock_type(pfn_to_page(pfn));
}

static void write_pageblocks(struct text *t, const char *when, struct zone *zone)
{
	unsigned long pfn = zone->zone_start_pfn & ~(pageblock_nr_pages - 1);
	long long run = 0;
	int type = -1;

	begin_zone_line(t, "pageblocks", when, zone);
	member_int(t, "start_pfn", (long long)pfn);
	member_int(t, "block_pages", pageblock_nr_pages);
	list_begin(t, "runs");
	for (; pfn < zone_end_pfn(zone); pfn += pageblock_nr_pages) {
		int next = block_type(pfn);

		if (run && next != type) {
			list_pair(t, type, run);
			run = 0;
		}
		type = next;
		run++;
	}
	if (run)
		list_pair(t, type, run);
	list_end(t);
	line_end(t);
}

static bool counts_as_movable(struct page *page)
{
#ifdef HAS_PAGE_MOVABLE
	return PageLRU(page) || __PageMovable(page);
#else
	return PageLRU(page) || page_has_movable_ops(page);
#endif
}

/* How many pages from this one on are to be passed over, and whether the first counts. */
static unsigned long look_at(struct zone *zone, unsigned long pfn, bool *movable)
{
	struct page *page;

	*movable = false;
	if (!pfn_valid(pfn))
		return 1;
	page = pfn_to_page(pfn);
	if (page_zone(page) != zone)
		return 1;
	if (PageBuddy(page))
		return 1ul << page_private(page);
	*movable = counts_as_movable(page);
	return 1;
}

static void write_lru(struct text *t, const char *when, struct zone *zone)
{
	unsigned long pfn, step, first = 0, run = 0;
	bool movable;

	begin_zone_line(t, "lru", when, zone);
	list_begin(t, "runs");
	for (pfn = zone->zone_start_pfn; pfn < zone_end_pfn(zone); pfn += step) {
		step = look_at(zone, pfn, &movable);
		if (movable && !run)
			first = pfn;
		if (movable)
			run++;
		if (!movable && run) {
			list_pair(t, (long long)first, (long long)run);
			run = 0;
		}
	}
	if (run)
		list_pair(t, (long long)first, (long long)run);
	list_end(t);
	line_end(t);
}

void state_zone(struct text *t, const char *when, struct zone *zone)
{
	write_zone(t, when, zone);
	write_free_lists(t, when, zone);
	write_pcp(t, when, zone);
	write_pcp_lists(t, when, zone);
	write_pageblocks(t, when, zone);
	write_lru(t, when, zone);
}
