/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_write_zone.c - the lines of a zone: its numbers, lists, pageblocks, LRU pages.
 */
#include "state_write_inside.h"

#include <inttypes.h>

#include "core/pcp.h"

enum { LINE_ELEMENTS = 100000 };        /* of a list, in one line: about a megabyte */

/* ---- lists ---- */

/* A list of numbers as the rest of a line; in more lines if it is long. */
struct listing {
	const struct writing *s;
	void (*begin)(const struct listing *l);
	const char *key;
	zid_t zone;
	unsigned order, migratetype;
	int64_t n, parts;
};

static void listing_begin(struct listing *l)
{
	l->begin(l);
	if (l->parts)
		state_number(l->s, "part", l->parts);
	l->parts++;
	fprintf(l->s->out, ",\"%s\":[", l->key);
	l->n = 0;
}

static void listing_end(const struct listing *l)
{
	fputc(']', l->s->out);
	state_end(l->s);
}

/* Before each element: its comma, or a new line. */
static void listing_next(struct listing *l)
{
	if (l->n == LINE_ELEMENTS) {
		listing_end(l);
		listing_begin(l);
	}
	if (l->n++)
		fputc(',', l->s->out);
}

static void begin_free(const struct listing *l)
{
	state_begin_zone(l->s, "free", l->zone);
	state_number(l->s, "order", l->order);
	state_number(l->s, "mt", l->s->number[l->migratetype]);
}

static void write_free_list(const struct writing *s, zid_t zone, unsigned order, unsigned mt)
{
	const struct page_list *list = &s->w->zone[zone].free_area[order].list[mt];
	struct listing l = { .s = s, .begin = begin_free, .key = "pfns", .zone = zone,
			     .order = order, .migratetype = mt };

	if (list_first(list) == NO_PFN)
		return;
	listing_begin(&l);
	for (pfn_t pfn = list_first(list); pfn != NO_PFN; pfn = page_next(s->w, pfn)) {
		listing_next(&l);
		fprintf(s->out, "%" PRIu32, pfn);
	}
	listing_end(&l);
}

static void begin_unaccepted(const struct listing *l)
{
	state_begin_zone(l->s, "unaccepted", l->zone);
}

static void write_unaccepted(const struct writing *s, zid_t zone)
{
	pfn_t pfn = list_first(&s->w->zone[zone].unaccepted_pages);
	struct listing l = { .s = s, .begin = begin_unaccepted, .key = "pfns", .zone = zone };

	if (pfn == NO_PFN)
		return;
	listing_begin(&l);
	for (; pfn != NO_PFN; pfn = page_next(s->w, pfn)) {
		listing_next(&l);
		fprintf(s->out, "%" PRIu32, pfn);
	}
	listing_end(&l);
}

/* What a page remembers beside its list's type. */
static void write_stored_types(const struct writing *s, const struct page_list *list, unsigned mt)
{
	const char *before = ",\"stored_mt\":[";

	for (pfn_t pfn = list_first(list); pfn != NO_PFN; pfn = page_next(s->w, pfn))
		if (s->w->page[pfn].migratetype != mt) {
			fprintf(s->out, "%s[%" PRIu32 ",%u]", before, pfn,
				s->number[s->w->page[pfn].migratetype]);
			before = ",";
		}
	if (before[1] == '\0')
		fputc(']', s->out);
}

static void write_pcp_list(const struct writing *s, zid_t zone, unsigned cpu, unsigned list)
{
	const struct page_list *pages = &world_pcp(s->w, zone, cpu)->list[list];
	unsigned order = pcp_list_order(s->w, &s->k->pcp, list), mt = 0;
	const char *comma = "";

	if (list_first(pages) == NO_PFN)
		return;
	while (pcp_list(&s->k->pcp, order, (uint8_t)mt) != list)
		mt++;
	state_begin_zone(s, "pcplist", zone);
	state_number(s, "cpu", cpu);
	state_number(s, "index", order > s->k->pcp.max_order ?
			   list :
			   MIGRATE_PCPTYPES * order + s->number[mt]);
	state_number(s, "order", order);
	state_number(s, "mt", s->number[mt]);
	fputs(",\"pfns\":[", s->out);
	for (pfn_t pfn = list_first(pages); pfn != NO_PFN; pfn = page_next(s->w, pfn)) {
		fprintf(s->out, "%s%" PRIu32, comma, pfn);
		comma = ",";
	}
	fputc(']', s->out);
	write_stored_types(s, pages, mt);
	state_end(s);
}

static void write_pcp(const struct writing *s, zid_t zone, unsigned cpu)
{
	const struct pcp *pcp = world_pcp(s->w, zone, cpu);

	state_begin_zone(s, "pcp", zone);
	state_number(s, "cpu", cpu);
	state_numbers(s, state_pcp_fields, pcp);
	if (cpu != (unsigned)s->w->task[TASK_CPU]) {
		state_number(s, "nr_free_pages_cpu_diff", pcp->vm_stat_diff[NR_FREE_PAGES]);
		state_number(s, "nr_free_cma_cpu_diff", pcp->vm_stat_diff[NR_FREE_CMA_PAGES]);
		state_number(s, "nr_unaccepted_cpu_diff", pcp->vm_stat_diff[NR_UNACCEPTED]);
	}
	state_end(s);
	for (unsigned list = 0; list < NR_PCP_LISTS; list++)
		write_pcp_list(s, zone, cpu, list);
}

static void write_pageblocks(const struct writing *s, zid_t zone)
{
	const struct zone *z = &s->w->zone[zone];
	unsigned shift = s->w->pageblock_order;
	uint32_t at = z->start_pfn >> shift;
	uint32_t end = z->spanned ? ((zone_end_pfn(z) - 1) >> shift) + 1 : at;
	const char *comma = "";

	state_begin_zone(s, "pageblocks", zone);
	state_number(s, "start_pfn", (int64_t)at << shift);
	state_number(s, "block_pages", pageblock_pages(s->w));
	fputs(",\"runs\":[", s->out);
	while (at < end) {
		uint8_t mt = s->w->pageblock[at];
		uint32_t run = at;

		while (at < end && s->w->pageblock[at] == mt)
			at++;
		fprintf(s->out, "%s[%d,%" PRIu32 "]", comma,
			mt == NO_MIGRATETYPE ? -1 : s->number[mt], at - run);
		comma = ",";
	}
	fputc(']', s->out);
	state_end(s);
}

static void begin_lru(const struct listing *l)
{
	state_begin_zone(l->s, "lru", l->zone);
}

static void write_lru(const struct writing *s, zid_t zone)
{
	const struct zone *z = &s->w->zone[zone];
	struct listing l = { .s = s, .begin = begin_lru, .key = "runs", .zone = zone };
	pfn_t end = zone_end_pfn(z);

	listing_begin(&l);
	for (pfn_t at = z->start_pfn; z->spanned && at < end; at++) {
		const struct page *p = &s->w->page[at];
		pfn_t run = at;

		if (page_is_listed(p))
			at += (1u << p->order) - 1;
		if (!(p->flags & PAGE_LRU))
			continue;
		while (at < end && s->w->page[at].flags & PAGE_LRU)
			at++;
		listing_next(&l);
		fprintf(s->out, "[%" PRIu32 ",%" PRIu32 "]", run, at - run);
		at--;
	}
	listing_end(&l);
}

/* ---- zones ---- */

static void write_zone(const struct writing *s, zid_t zone)
{
	const struct zone *z = &s->w->zone[zone];
	const struct pcp *pcp = world_pcp(s->w, zone, (unsigned)s->w->task[TASK_CPU]);

	state_begin_zone(s, "zone", zone);
	state_number(s, "idx", zid_idx(zone));
	state_number(s, "start_pfn", z->start_pfn);
	state_numbers(s, state_zone_fields, z);
	state_number(s, "fair_depleted", z->flags & ZONE_FAIR_DEPLETED ? 1 : 0);
	state_number(s, "nr_free_pages_cpu_diff", pcp->vm_stat_diff[NR_FREE_PAGES]);
	state_number(s, "nr_free_cma_cpu_diff", pcp->vm_stat_diff[NR_FREE_CMA_PAGES]);
	state_number(s, "nr_alloc_batch_cpu_diff", pcp->vm_stat_diff[NR_ALLOC_BATCH]);
	state_number(s, "nr_unaccepted_cpu_diff", pcp->vm_stat_diff[NR_UNACCEPTED]);
	fputs(",\"numa\":{\"numa_interleave\":0", s->out);
	state_numbers(s, state_numa_fields, z);
	fputs("},\"lowmem_reserve\":[", s->out);
	for (unsigned i = 0; i < s->w->layout->nr_zones; i++)
		fprintf(s->out, "%s%" PRId64, i ? "," : "", z->lowmem_reserve[i]);
	fputs("],\"nr_free\":[", s->out);
	for (unsigned order = 0; order < NR_ORDERS; order++)
		fprintf(s->out, "%s%" PRId64, order ? "," : "", z->free_area[order].nr_free);
	fputc(']', s->out);
	state_end(s);
}

static void write_carried(const struct writing *s, zid_t zone)
{
	const char *comma = "";

	for (size_t i = 0; i < s->w->nr_carried; i++) {
		const struct carried_line *line = &s->w->carried[i];

		if (line->zone != zone)
			continue;
		if (!*comma) {
			state_begin_zone(s, "carried", zone);
			fputs(",\"lines\":[", s->out);
		}
		fprintf(s->out, "%s[\"%s\",\"%s\",%" PRId64 "]", comma,
			state_carried_part[line->part], line->name, line->value);
		comma = ",";
	}
	if (*comma) {
		fputc(']', s->out);
		state_end(s);
	}
}

void state_write_zone(const struct writing *s, zid_t zone)
{
	write_zone(s, zone);
	for (unsigned order = 0; order < NR_ORDERS; order++)
		for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
			write_free_list(s, zone, order, mt);
	write_unaccepted(s, zone);
	for (unsigned cpu = 0; cpu < s->w->nr_cpus; cpu++)
		write_pcp(s, zone, cpu);
	write_pageblocks(s, zone);
	write_lru(s, zone);
	write_carried(s, zone);
}
