/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * synthesis_lists.c - placed blocks to free lists; pages between them to PCP lists and LRUs; and
 * counters that agree with it all.
 */
#include "synthesis_inside.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/pcp.h"

struct pages {
	pfn_t *at;
	size_t n, taken;
};

struct between {
	struct zone_plan *p;
	struct pages of_type[MIGRATE_PCPTYPES];         /* for PCP lists */
	uint8_t *has_free;                              /* by pageblock of the zone: a free block */
	pfn_t first_block;
	int64_t lru_left;
	bool out_of_memory;
};

/* ---- free lists ---- */

static void append(struct world *w, struct page_list *list, pfn_t pfn, struct page page)
{
	page.prev = list->last;
	page.next = 0;
	w->page[pfn] = page;
	if (list->last)
		w->page[list->last - 1].next = pfn + 1;
	else
		list->first = pfn + 1;
	list->last = pfn + 1;
}

static int by_pfn(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	return x->pfn < y->pfn ? -1 : 1;
}

static bool may_wait(const struct placed *b)
{
	return b->order == NR_ORDERS - 1 && b->migratetype == MIGRATE_MOVABLE;
}

/* A guest accepts its memory from below: the highest units are those that wait. */
static void put_unaccepted(struct zone_plan *p, struct zone *z)
{
	int64_t accepted = -p->unaccepted / MAX_ORDER_NR_PAGES;

	for (size_t i = 0; i < p->nr_placed; i++)
		accepted += may_wait(&p->placed[i]);
	z->vm_stat[NR_UNACCEPTED] = 0;
	for (size_t i = 0; i < p->nr_placed; i++) {
		struct placed *b = &p->placed[i];

		b->waits = may_wait(b) && accepted-- <= 0;
		if (!b->waits)
			continue;
		append(p->w, &z->unaccepted_pages, b->pfn,
			    (struct page){ .order = b->order, .where = PAGE_UNACCEPTED });
		z->vm_stat[NR_UNACCEPTED] += MAX_ORDER_NR_PAGES;
	}
}

static void fill_free_lists(struct zone_plan *p)
{
	struct zone *z = &p->w->zone[p->zone];

	if (p->nr_placed)
		qsort(p->placed, p->nr_placed, sizeof *p->placed, by_pfn);
	for (unsigned order = 0; order < NR_ORDERS; order++)
		z->free_area[order].nr_free = 0;
	put_unaccepted(p, z);
	for (size_t i = 0; i < p->nr_placed; i++) {
		const struct placed *b = &p->placed[i];
		struct free_area *area = &z->free_area[b->order];

		if (b->waits)
			continue;
		append(p->w, &area->list[b->migratetype], b->pfn,
			    (struct page){ .order = b->order, .migratetype = b->migratetype,
					   .where = PAGE_FREE });
		area->nr_free++;
	}
}

/* ---- the pages between them ---- */

/* Calls each() for every run of usable pages that no free block holds; stops when it says so. */
static void walk_between(struct between *b, bool (*each)(struct between *b, struct span gap))
{
	const struct zone_plan *p = b->p;
	size_t i = 0;
	bool more = true;

	for (unsigned u = 0; more && u < p->nr_usable; u++) {
		pfn_t at = p->usable[u].begin, end = p->usable[u].end;

		for (; more && i < p->nr_placed && p->placed[i].pfn < end; i++) {
			if (p->placed[i].pfn > at)
				more = each(b, (struct span){ at, p->placed[i].pfn });
			at = p->placed[i].pfn + (1u << p->placed[i].order);
		}
		if (more && at < end)
			more = each(b, (struct span){ at, end });
	}
}

/* Behind the last page of the pageblock, or of the run. */
static pfn_t piece_end(const struct world *w, pfn_t at, struct span gap)
{
	pfn_t mask = (pfn_t)pageblock_pages(w) - 1;

	return (at | mask) + 1 < gap.end ? (at | mask) + 1 : gap.end;
}

/* Pages for PCP lists: as many of each type as there are PCP pages, or as there are. */
static bool collect_for_pcp(struct between *b, struct span gap)
{
	const struct world *w = b->p->w;
	size_t enough = (size_t)b->p->pcp_pages;
	bool all = true;

	for (pfn_t at = gap.begin, end; at < gap.end; at = end) {
		uint8_t mt = pageblock_type(w, at);

		end = piece_end(w, at, gap);
		if (mt >= MIGRATE_PCPTYPES)
			continue;
		for (; at < end && b->of_type[mt].at && b->of_type[mt].n < enough; at++)
			b->of_type[mt].at[b->of_type[mt].n++] = at;
	}
	for (unsigned mt = 0; mt < MIGRATE_PCPTYPES; mt++)
		all &= b->of_type[mt].n >= enough;
	return !all;
}

/* ---- PCP lists ---- */

static void give_pcp_pages(struct between *b, struct pcp *pcp, unsigned mt, int64_t n)
{
	struct zone_plan *p = b->p;
	struct pages *from = &b->of_type[mt];
	unsigned list = pcp_list(&p->d->kernel->pcp, 0, (uint8_t)mt);

	for (; n > 0 && from->at && from->taken < from->n; n--) {
		append(p->w, &pcp->list[list], from->at[from->taken++],
			    (struct page){ .migratetype = (uint8_t)mt, .where = PAGE_PCP });
		pcp->count++;
		p->pcp_pages--;
	}
}

static int64_t left_of(const struct pages *from)
{
	return (int64_t)(from->n - from->taken);
}

/* Half of a CPU's pages are Movable, the rest are shared by the other two. */
static void fill_pcp(struct between *b, struct pcp *pcp, int64_t count)
{
	int64_t part[MIGRATE_PCPTYPES], short_of = 0;

	part[MIGRATE_RECLAIMABLE] = count / 4;
	part[MIGRATE_UNMOVABLE] = count / 4;
	part[MIGRATE_MOVABLE] = count - 2 * (count / 4);
	for (unsigned mt = 0; mt < MIGRATE_PCPTYPES; mt++)
		if (part[mt] > left_of(&b->of_type[mt])) {
			short_of += part[mt] - left_of(&b->of_type[mt]);
			part[mt] = left_of(&b->of_type[mt]);
		}
	for (unsigned mt = 0; mt < MIGRATE_PCPTYPES; mt++) {
		int64_t more = left_of(&b->of_type[mt]) - part[mt];

		more = more < short_of ? more : short_of;
		part[mt] += more;
		short_of -= more;
		give_pcp_pages(b, pcp, mt, part[mt]);
	}
}

static void fill_pcps(struct between *b)
{
	struct zone_plan *p = b->p;
	int64_t asked = p->pcp_pages;
	pfn_t *found;

	if (!asked)
		return;
	found = malloc(MIGRATE_PCPTYPES * (size_t)asked * sizeof *found);
	if (!found) {
		b->out_of_memory = true;
		return;
	}
	for (unsigned mt = 0; mt < MIGRATE_PCPTYPES; mt++)
		b->of_type[mt].at = found + mt * (size_t)asked;
	walk_between(b, collect_for_pcp);
	for (size_t i = 0; i < p->told->nr_pcps; i++) {
		const struct described_pcp *told = &p->told->pcp[i];
		int64_t count = told->count < p->pcp_pages ? told->count : p->pcp_pages;

		fill_pcp(b, world_pcp(p->w, p->zone, told->cpu), count);
	}
	free(found);
	if (p->pcp_pages)
		plan_note(p, "%" PRId64 " of %" PRId64 " PCP pages have no place and count as used",
			  p->pcp_pages, asked);
}

/* ---- LRU pages ---- */

static bool mark_lru(struct between *b, struct span gap)
{
	struct world *w = b->p->w;

	for (pfn_t at = gap.begin, end; at < gap.end; at = end) {
		uint8_t mt = pageblock_type(w, at);

		end = piece_end(w, at, gap);
		if ((mt != MIGRATE_MOVABLE && mt != MIGRATE_CMA) ||
		    !b->has_free[(at >> w->pageblock_order) - b->first_block])
			continue;
		for (; at < end && b->lru_left > 0; at++)
			if (w->page[at].where == PAGE_NOWHERE) {
				w->page[at].flags |= PAGE_LRU;
				b->lru_left--;
			}
	}
	return b->lru_left > 0;
}

static void mark_lru_pages(struct between *b)
{
	const struct zone_plan *p = b->p;
	const struct zone *z = &p->w->zone[p->zone];
	unsigned shift = p->w->pageblock_order;

	b->first_block = z->start_pfn >> shift;
	b->has_free = calloc((size_t)((zone_end_pfn(z) >> shift) - b->first_block) + 1, 1);
	if (!b->has_free) {
		b->out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < p->nr_placed; i++)
		b->has_free[(p->placed[i].pfn >> shift) - b->first_block] = 1;
	b->lru_left = p->told->told & TOLD_LRU ? p->told->lru_pages : INT64_MAX;
	walk_between(b, mark_lru);
	free(b->has_free);
}

/* ---- counters ---- */

/*
 * The text's counter is the global part of it; what the lists hold beyond that, the CPUs have not
 * folded in yet. That can be only so much.
 */
static void set_counter(struct zone_plan *p, enum zone_stat item, int64_t pages)
{
	struct zone *z = &p->w->zone[p->zone];
	int64_t told = z->vm_stat[item], drift = pages - told, most = z->stat_threshold;

	for (unsigned cpu = 0; cpu < p->w->nr_cpus && drift; cpu++) {
		int64_t part = drift > most ? most : drift < -most ? -most : drift;

		world_pcp(p->w, p->zone, cpu)->vm_stat_diff[item] = part;
		drift -= part;
	}
	if (!drift)
		return;
	z->vm_stat[item] += drift;
	plan_note(p, "%" PRId64 " %s pages are counted and %" PRId64 " are on lists, more than "
		  "%u CPU%s can hold back: the counter is %" PRId64, told,
		  item == NR_FREE_PAGES ? "free" : "free CMA", pages, p->w->nr_cpus,
		  p->w->nr_cpus == 1 ? "" : "s", z->vm_stat[item]);
}

static void set_counters(struct zone_plan *p)
{
	struct zone *z = &p->w->zone[p->zone];
	int64_t pages[MIGRATE_TYPES] = { 0 }, all = 0, pcp = 0, size = pageblock_pages(p->w);

	for (size_t i = 0; i < p->nr_placed; i++)
		pages[p->placed[i].migratetype] += 1 << p->placed[i].order;
	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
		all += pages[mt];
	if (p->told->told & TOLD_FREE)
		set_counter(p, NR_FREE_PAGES, all - pages[MIGRATE_ISOLATE]);
	else
		z->vm_stat[NR_FREE_PAGES] = all - pages[MIGRATE_ISOLATE];
	set_counter(p, NR_FREE_CMA_PAGES, pages[MIGRATE_CMA]);
	for (unsigned cpu = 0; cpu < p->w->nr_cpus; cpu++)
		pcp += world_pcp(p->w, p->zone, cpu)->count;
	if (all + pcp > z->managed && p->told->told & TOLD_MANAGED) {
		plan_note(p, "%" PRId64 " pages are free or on PCP lists, %" PRId64 " managed: so "
			  "many are managed", all + pcp, z->managed);
		z->managed = all + pcp;
	}
	z->nr_in_use = z->managed - all - pcp;
	z->nr_isolate_pageblock = p->counted[MIGRATE_ISOLATE];
	z->nr_reserved_highatomic = p->counted[MIGRATE_HIGHATOMIC] * size;
	z->nr_free_highatomic = types_are_strict(p) ? pages[MIGRATE_HIGHATOMIC] : 0;
}

bool plan_lists(struct zone_plan *p)
{
	struct between b = { .p = p };

	fill_free_lists(p);
	fill_pcps(&b);
	mark_lru_pages(&b);
	set_counters(p);
	return !b.out_of_memory;
}
