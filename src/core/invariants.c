/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * invariants.c - lists against counters, pages against lists, blocks against their buddies.
 *
 * A zone is looked at twice: once page by page, once list by list. Both must find the same. What
 * holds in every kernel is checked; a list's type may differ from its pageblock's up to 6.1.
 */
#include "invariants.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* What one pass over a zone's pages or lists counted. */
struct tally {
	int64_t blocks[NR_ORDERS][MIGRATE_TYPES];
	int64_t pcp_pages, unaccepted;
};

struct looking {
	const struct world *w;
	zid_t zone;
	struct breach *b;
};

static bool wrong(const struct looking *l, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static bool wrong(const struct looking *l, const char *fmt, ...)
{
	const struct zone_layout *layout = l->w->layout;
	int n = snprintf(l->b->text, sizeof l->b->text, "Node %u %s: ", zid_node(l->zone),
			 l->zone == NO_ZONE ? "" : layout->zone_name[zid_idx(l->zone)]);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(l->b->text + n, sizeof l->b->text - (size_t)n, fmt, ap);
	va_end(ap);
	return false;
}

/* ---- page by page ---- */

static bool untouched(const struct page *p)
{
	return p->where == PAGE_NOWHERE && !p->next && !p->prev;
}

static bool check_block_shape(const struct looking *l, pfn_t pfn)
{
	const struct zone *z = &l->w->zone[l->zone];
	const struct page *p = &l->w->page[pfn];
	pfn_t pages;

	if (p->order >= NR_ORDERS || p->migratetype >= MIGRATE_TYPES)
		return wrong(l, "pfn %u has order %u, type %u", pfn, p->order, p->migratetype);
	pages = (pfn_t)1 << p->order;
	if (pfn & (pages - 1))
		return wrong(l, "pfn %u is not aligned to order %u", pfn, p->order);
	if (pages > zone_end_pfn(z) - pfn)
		return wrong(l, "the block at pfn %u ends outside the zone", pfn);
	for (pfn_t at = pfn + 1; at < pfn + pages; at++)
		if (!untouched(&l->w->page[at]))
			return wrong(l, "pfn %u, inside the block at %u, is on a list", at, pfn);
	return true;
}

static bool check_merged(const struct looking *l, pfn_t pfn)
{
	const struct page *p = &l->w->page[pfn];
	pfn_t buddy = pfn ^ (1u << p->order);
	const struct page *q = &l->w->page[buddy];

	if (p->order >= l->w->pageblock_order || !zone_holds(&l->w->zone[l->zone], buddy))
		return true;
	if (q->where == PAGE_FREE && q->order == p->order)
		return wrong(l, "buddies %u and %u of order %u are free", pfn, buddy, p->order);
	return true;
}

/* If another zone begins at pfn, inside this one: where it ends, else 0. */
static pfn_t end_of_inner_zone(const struct looking *l, pfn_t pfn)
{
	if (pfn == l->w->zone[l->zone].start_pfn)
		return 0;
	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++) {
		const struct zone *z = &l->w->zone[zid_of(zid_node(l->zone), idx)];

		if (z->spanned && z->start_pfn == pfn)
			return zone_end_pfn(z);
	}
	return 0;
}

static bool tally_pages(const struct looking *l, struct tally *t)
{
	const struct zone *z = &l->w->zone[l->zone];

	for (pfn_t pfn = z->start_pfn; pfn < zone_end_pfn(z);) {
		const struct page *p = &l->w->page[pfn];
		pfn_t inner = end_of_inner_zone(l, pfn);

		if (inner) {
			pfn = inner;
			continue;
		}
		if (p->where == PAGE_NOWHERE) {
			if (!untouched(p))
				return wrong(l, "pfn %u is on no list but has neighbours", pfn);
			pfn++;
			continue;
		}
		if (!check_block_shape(l, pfn))
			return false;
		if (p->where == PAGE_FREE) {
			t->blocks[p->order][p->migratetype]++;
			if (!check_merged(l, pfn))
				return false;
		} else if (p->where == PAGE_PCP) {
			t->pcp_pages += (int64_t)1 << p->order;
		} else if (p->where == PAGE_UNACCEPTED) {
			t->unaccepted += (int64_t)1 << p->order;
		}
		pfn += (pfn_t)1 << p->order;
	}
	return true;
}

/* ---- list by list ---- */

/* What every block of a list has in common. */
struct list_kind {
	uint8_t where, order;
	int migratetype;        /* -1: any */
};

static bool fits_list(const struct looking *l, pfn_t pfn, struct list_kind kind)
{
	const struct page *p = &l->w->page[pfn];

	return zone_holds(&l->w->zone[l->zone], pfn) && p->where == kind.where &&
	       p->order == kind.order &&
	       (kind.migratetype < 0 || p->migratetype == kind.migratetype);
}

/* Walks a list and its links; the number of its blocks, or -1 with the breach told. */
static int64_t list_length(const struct looking *l, const struct page_list *list,
			   struct list_kind kind)
{
	int64_t n = 0, most = l->w->zone[l->zone].spanned;
	pfn_t prev = NO_PFN, pfn = list_first(list);

	for (; pfn != NO_PFN; prev = pfn, pfn = page_next(l->w, pfn), n++) {
		if (!fits_list(l, pfn, kind)) {
			wrong(l, "a list holds pfn %u, which is not its", pfn);
			return -1;
		}
		if (page_prev(l->w, pfn) != prev || n > most) {
			wrong(l, "the links at pfn %u do not agree", pfn);
			return -1;
		}
	}
	if (list_last(list) != prev) {
		wrong(l, "a list's last block is pfn %u, not %u", prev, list_last(list));
		return -1;
	}
	return n;
}

static bool check_free_lists(const struct looking *l, const struct tally *pages,
			     int64_t *free_pages)
{
	const struct zone *z = &l->w->zone[l->zone];

	for (unsigned o = 0; o < NR_ORDERS; o++) {
		int64_t blocks = 0;

		for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++) {
			int64_t n =
				list_length(l, &z->free_area[o].list[mt],
						(struct list_kind){ PAGE_FREE, (uint8_t)o,
								    (int)mt });

			if (n < 0)
				return false;
			if (n != pages->blocks[o][mt])
				return wrong(l, "%s list of order %u: %jd blocks, %jd heads",
					     migratetype_name(mt), o, (intmax_t)n,
					     (intmax_t)pages->blocks[o][mt]);
			blocks += n;
			if (mt != MIGRATE_ISOLATE)
				free_pages[0] += n << o;
			free_pages[1] += n << o;
			if (mt == MIGRATE_CMA)
				free_pages[2] += n << o;
		}
		if (blocks != z->free_area[o].nr_free)
			return wrong(l, "nr_free[%u] is %jd, the lists hold %jd", o,
				     (intmax_t)z->free_area[o].nr_free, (intmax_t)blocks);
	}
	return true;
}

/* Units that the guest has not accepted are on no free list, but counted free. */
static bool check_unaccepted(const struct looking *l, const struct tally *pages,
			     int64_t *free_pages)
{
	int64_t n = list_length(l, &l->w->zone[l->zone].unaccepted_pages,
				(struct list_kind){ PAGE_UNACCEPTED, NR_ORDERS - 1, -1 });

	if (n < 0)
		return false;
	if (n * MAX_ORDER_NR_PAGES != pages->unaccepted)
		return wrong(l, "unaccepted_pages has %jd units, the pages say %jd pages",
			     (intmax_t)n, (intmax_t)pages->unaccepted);
	free_pages[0] += pages->unaccepted;
	free_pages[1] += pages->unaccepted;
	return true;
}

/* Lists of low orders come first, three an order; the last two are for whole pageblocks. */
static uint8_t pcp_order_of_list(const struct world *w, unsigned list)
{
	return (uint8_t)(list < NR_PCP_LISTS - 2 ? list / MIGRATE_PCPTYPES : w->pageblock_order);
}

static bool check_pcp(const struct looking *l, unsigned cpu, int64_t *pcp_pages)
{
	const struct pcp *pcp = world_pcp(l->w, l->zone, cpu);
	int64_t pages = 0;

	for (unsigned list = 0; list < NR_PCP_LISTS; list++) {
		pfn_t first = list_first(&pcp->list[list]);
		struct list_kind kind = { PAGE_PCP, 0, -1 };
		int64_t n;

		if (first != NO_PFN)
			kind.order = pcp_order_of_list(l->w, list);
		n = list_length(l, &pcp->list[list], kind);
		if (n < 0)
			return false;
		pages += n << kind.order;
	}
	if (pages != pcp->count)
		return wrong(l, "pcp->count of CPU %u is %jd, the lists hold %jd pages", cpu,
			     (intmax_t)pcp->count, (intmax_t)pages);
	*pcp_pages += pages;
	return true;
}

/* ---- counters ---- */

static bool check_counter(const struct looking *l, enum zone_stat item, const char *name,
			  int64_t pages)
{
	int64_t counted = l->w->zone[l->zone].vm_stat[item];

	for (unsigned cpu = 0; cpu < l->w->nr_cpus; cpu++)
		counted += world_pcp(l->w, l->zone, cpu)->vm_stat_diff[item];
	if (counted != pages)
		return wrong(l, "%s is %jd with its deltas, the lists hold %jd pages", name,
			     (intmax_t)counted, (intmax_t)pages);
	return true;
}

bool zone_holds_invariants(const struct world *w, zid_t zone, struct breach *b)
{
	struct looking l = { w, zone, b };
	const struct zone *z = &w->zone[zone];
	struct tally pages = { 0 };
	int64_t free_pages[3] = { 0 };          /* without ISOLATE, all, CMA */
	int64_t pcp_pages = 0;

	if (!tally_pages(&l, &pages) || !check_free_lists(&l, &pages, free_pages) ||
	    !check_unaccepted(&l, &pages, free_pages))
		return false;
	for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++)
		if (!check_pcp(&l, cpu, &pcp_pages))
			return false;
	if (pcp_pages != pages.pcp_pages)
		return wrong(&l, "PCP lists hold %jd pages, the pages say %jd", (intmax_t)pcp_pages,
			     (intmax_t)pages.pcp_pages);
	if (free_pages[1] + pcp_pages + z->nr_in_use != z->managed)
		return wrong(&l, "free %jd + PCP %jd + in use %jd is not managed %jd",
			     (intmax_t)free_pages[1], (intmax_t)pcp_pages, (intmax_t)z->nr_in_use,
			     (intmax_t)z->managed);
	return check_counter(&l, NR_FREE_PAGES, "NR_FREE_PAGES", free_pages[0]) &&
	       check_counter(&l, NR_FREE_CMA_PAGES, "NR_FREE_CMA_PAGES", free_pages[2]) &&
	       check_counter(&l, NR_UNACCEPTED, "NR_UNACCEPTED", pages.unaccepted);
}

bool world_holds_invariants(const struct world *w, struct breach *b)
{
	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (w->zone[i].spanned && !zone_holds_invariants(w, (zid_t)i, b))
			return false;
	return true;
}

/* ---- event by event ---- */

static bool check_links(const struct looking *l, const struct event *e,
			const struct page_list *list)
{
	const struct page *p = &l->w->page[e->pfn];

	if (p->prev ? l->w->page[p->prev - 1].next != e->pfn + 1 : list->first != e->pfn + 1)
		return wrong(l, "pfn %u was added, but not to what precedes it", e->pfn);
	if (p->next ? l->w->page[p->next - 1].prev != e->pfn + 1 : list->last != e->pfn + 1)
		return wrong(l, "pfn %u was added, but not to what follows it", e->pfn);
	return true;
}

static bool check_list_event(const struct looking *l, const struct event *e)
{
	const struct zone *z = &l->w->zone[e->zone];
	const struct pcp *pcp = world_pcp(l->w, e->zone, e->cpu);

	if (!zone_holds(z, e->pfn) || e->order >= NR_ORDERS || e->migratetype >= MIGRATE_TYPES ||
	    e->pfn & ((1u << e->order) - 1))
		return wrong(l, "pfn %u of order %u, type %u fits no list", e->pfn, e->order,
			     e->migratetype);
	if (z->free_area[e->order].nr_free < 0 || pcp->count < 0)
		return wrong(l, "a list lost more blocks than it had");
	switch (e->kind) {
	case EVENT_FREE_AREA_ADD:
		return check_links(l, e, &z->free_area[e->order].list[e->migratetype]);
	case EVENT_PCP_ADD:
		return check_links(l, e, &pcp->list[e->v[0]]);
	case EVENT_UNACCEPTED_ADD:
		return check_links(l, e, &z->unaccepted_pages);
	default:
		return untouched(&l->w->page[e->pfn]) ||
		       wrong(l, "pfn %u was taken off its list and is still on one", e->pfn);
	}
}

static bool check_fold(const struct looking *l, const struct event *e)
{
	int64_t diff = world_pcp(l->w, e->zone, e->cpu)->vm_stat_diff[e->v[0]];
	int64_t threshold = l->w->zone[e->zone].stat_threshold;

	if (diff > threshold || -diff > threshold)
		return wrong(l, "a CPU holds back %jd pages, more than stat_threshold %jd",
			     (intmax_t)diff, (intmax_t)threshold);
	return true;
}

static bool check_boost(const struct looking *l, const struct event *e)
{
	int64_t factor = l->w->setting[SET_WATERMARK_BOOST_FACTOR];
	int64_t most = l->w->zone[e->zone].watermark[WMARK_HIGH] * factor / 10000;

	if (most < pageblock_pages(l->w))
		most = pageblock_pages(l->w);
	if (e->v[1] > most && e->v[1] > e->v[0])
		return wrong(l, "watermark_boost %jd is above its ceiling %jd", (intmax_t)e->v[1],
			     (intmax_t)most);
	return true;
}

bool event_holds_invariants(const struct world *w, const struct event *e, struct breach *b)
{
	struct looking l = { w, e->zone, b };

	switch (e->kind) {
	case EVENT_FREE_AREA_ADD:
	case EVENT_FREE_AREA_DEL:
	case EVENT_PCP_ADD:
	case EVENT_PCP_DEL:
	case EVENT_UNACCEPTED_ADD:
	case EVENT_UNACCEPTED_DEL:
		return check_list_event(&l, e);
	case EVENT_VM_STAT:
		return check_fold(&l, e);
	case EVENT_WATERMARK_BOOST:
		return check_boost(&l, e);
	case EVENT_PAGEBLOCK_TYPE:
		return e->migratetype < MIGRATE_TYPES ||
		       wrong(&l, "the pageblock at pfn %u has no such type", e->pfn);
	case EVENT_BLOCK_ALLOCATED:
	case EVENT_BLOCK_FREED:
		return w->zone[e->zone].nr_in_use <= w->zone[e->zone].managed ||
		       wrong(&l, "more pages are in use than there are");
	case EVENT_FREE_FACTOR:
	case EVENT_NR_RESERVED_HIGHATOMIC:
		return e->v[1] >= 0 || wrong(&l, "%s fell below 0", event_info[e->kind].name);
	default:
		return true;
	}
}

/* ---- watching a machine ---- */

struct audit {
	const struct machine *m;
	bool *touched;          /* by zone, during this request */
	bool broken;
	struct breach breach;
	uint64_t seq;
};

struct audit *audit_new(const struct machine *m)
{
	struct audit *a = calloc(1, sizeof *a);

	if (!a)
		return NULL;
	a->m = m;
	a->touched = calloc(world_nr_zones(machine_world(m)) + 1, sizeof *a->touched);
	if (!a->touched) {
		free(a);
		return NULL;
	}
	return a;
}

void audit_free(struct audit *a)
{
	if (!a)
		return;
	free(a->touched);
	free(a);
}

static bool touched_zones_hold(struct audit *a)
{
	const struct world *w = machine_world(a->m);

	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		if (a->touched[i] && !zone_holds_invariants(w, (zid_t)i, &a->breach))
			return false;
		a->touched[i] = false;
	}
	return true;
}

static void audit_put(void *self, const struct event *e)
{
	struct audit *a = self;
	bool ok = true;

	if (a->broken)
		return;
	if (event_info[e->kind].nature == NATURE_DOES) {
		ok = event_holds_invariants(machine_world(a->m), e, &a->breach);
		if (e->zone != NO_ZONE)
			a->touched[e->zone] = true;
	} else if (e->kind == EVENT_RESULT) {
		ok = touched_zones_hold(a);
	}
	if (!ok) {
		a->broken = true;
		a->seq = e->seq;
	}
}

struct sink audit_sink(struct audit *a)
{
	return (struct sink){ audit_put, a };
}

const struct breach *audit_breach(const struct audit *a, uint64_t *seq)
{
	if (!a->broken)
		return NULL;
	if (seq)
		*seq = a->seq;
	return &a->breach;
}
