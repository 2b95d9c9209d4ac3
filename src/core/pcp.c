/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pcp.c - taking from, refilling, giving to and draining per-cpu lists.
 *
 *	              free: head                       refill (rmqueue_bulk): tail
 *	                   \                          /
 *	        alloc <--- [ p1  p2  p3 ... pn ]  <--'
 *	                                    \
 *	                                     drain: tail, list by list (free_pcppages_bulk)
 *
 * Follows __rmqueue_pcplist(), rmqueue_bulk(), free_unref_page_commit() and free_pcppages_bulk()
 * of mm/page_alloc.c, 6.1. HIGHATOMIC and CMA pages wait on the MOVABLE lists; whether a block
 * remembers the type it will drain to or the pageblock is asked then is a rule of the kernel.
 *
 * Left out: pcp->lock and its trylock, which always succeeds on one CPU.
 */
#include "pcp.h"

#include "counters.h"
#include "rmqueue_type.h"

static int64_t min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static struct pcp *this_pcp(struct machine *m, zid_t zone)
{
	return world_pcp(machine_world(m), zone, machine_cpu(m));
}

/* ---- lists and orders ---- */

bool pcp_takes_order(const struct world *w, const struct kernel *k, unsigned order)
{
	return order <= k->pcp.max_order || (k->pcp.thp && order == w->pageblock_order);
}

unsigned pcp_list(const struct pcp_rules *rules, unsigned order, uint8_t migratetype)
{
	if (order > rules->max_order)
		return MIGRATE_PCPTYPES * (rules->max_order + 1) + (migratetype == MIGRATE_MOVABLE);
	return MIGRATE_PCPTYPES * order + migratetype;
}

unsigned pcp_list_order(const struct world *w, const struct pcp_rules *rules, unsigned list)
{
	unsigned order = list / MIGRATE_PCPTYPES;

	return order > rules->max_order ? w->pageblock_order : order;
}

/* The type a list is named for; the huge lists tell only movable from others. */
static uint8_t pcp_list_type(const struct pcp_rules *rules, unsigned list)
{
	unsigned huge = MIGRATE_PCPTYPES * (rules->max_order + 1);

	if (list >= huge)
		return list > huge ? MIGRATE_MOVABLE : MIGRATE_UNMOVABLE;
	return (uint8_t)(list % MIGRATE_PCPTYPES);
}

static void pcp_add(struct machine *m, zid_t zone, struct block b, unsigned list, enum list_end end)
{
	pfn_t tail = list_last(&this_pcp(m, zone)->list[list]);

	does(m, (struct event){ .kind = EVENT_PCP_ADD, .zone = zone, .pfn = b.pfn,
				.link = end == LIST_TAIL ? tail : NO_PFN,
				.order = (uint8_t)b.order, .migratetype = b.migratetype,
				.v = { list } });
}

static struct block pcp_del(struct machine *m, zid_t zone, pfn_t pfn, unsigned list)
{
	const struct page *p = &machine_world(m)->page[pfn];
	struct block b = { pfn, p->order, p->migratetype };

	does(m, (struct event){ .kind = EVENT_PCP_DEL, .zone = zone, .pfn = pfn,
				.link = p->prev - 1, .order = p->order,
				.migratetype = p->migratetype, .v = { list } });
	return b;
}

/* ---- taking ---- */

int64_t refill_batch_by_order(struct machine *m, zid_t zone, unsigned order)
{
	const struct pcp *pcp = this_pcp(m, zone);

	if (pcp->batch <= 1)
		return pcp->batch;
	return pcp->batch >> order > 2 ? pcp->batch >> order : 2;
}

void halve_free_factor(struct machine *m, zid_t zone)
{
	int64_t factor = this_pcp(m, zone)->free_factor;

	set_field(m, EVENT_FREE_FACTOR, zone, factor, factor >> 1);
}

/* rmqueue_bulk(): blocks are handed out in the order they were found, cold ones from the tail. */
static int64_t refill(struct alloc_context *ac, unsigned list, int64_t wanted)
{
	struct machine *m = ac->m;
	bool counted = ac->k->buddy.counts_on_lists, cold = ac->attempt_gfp & GFP_F_COLD;
	int64_t got = 0;

	for (ac->mode = RMQUEUE_NORMAL; got < wanted; got++) {
		struct block b = rmqueue_type(ac);
		bool cma = b.migratetype == MIGRATE_CMA;

		if (b.pfn == NO_PFN)
			break;
		if (ac->k->pcp.remembers_request)
			b.migratetype = (uint8_t)ac->migratetype;
		else if (!ac->k->pcp.remembers_type)
			b.migratetype = pcp_list_type(&ac->k->pcp, list);
		pcp_add(m, ac->zone, b, list, cold ? LIST_HEAD : LIST_TAIL);
		if (cma && !counted)
			mod_zone_stat(m, ac->zone, NR_FREE_CMA_PAGES, -((int64_t)1 << b.order));
	}
	/* One update for the whole refill: when the delta folds depends on it. */
	if (!counted)
		mod_zone_stat(m, ac->zone, NR_FREE_PAGES, -(got << ac->order));
	return got;
}

pfn_t pcp_take(struct alloc_context *ac)
{
	const struct pcp *pcp = this_pcp(ac->m, ac->zone);
	unsigned list = pcp_list(&ac->k->pcp, ac->order, (uint8_t)ac->migratetype);
	bool cold = ac->attempt_gfp & GFP_F_COLD;
	pfn_t pfn;

	if (!pcp->list[list].first) {
		int64_t wanted = ac->k->pcp.refill_blocks(ac->m, ac->zone, ac->order), got;

		ac_says(ac, EVENT_PCP_REFILL, NO_PFN, true,
			NUMBERS(list, wanted, pcp->batch, pcp->count));
		got = refill(ac, list, wanted);
		ac_says(ac, EVENT_PCP_REFILLED, NO_PFN, got == wanted, NUMBERS(list, got));
	}
	pfn = cold ? list_last(&pcp->list[list]) : list_first(&pcp->list[list]);
	if (pfn == NO_PFN) {
		ac_says(ac, EVENT_PCP_EMPTY, NO_PFN, false, NUMBERS(list));
		return NO_PFN;
	}
	ac_says(ac, EVENT_PCP_TAKE, pfn, true, NUMBERS(list, pcp->count, pcp->high, cold));
	pcp_del(ac->m, ac->zone, pfn, list);
	return pfn;
}

/* ---- giving ---- */

bool pcp_free(struct machine *m, zid_t zone, struct block b, bool cold)
{
	const struct pcp_rules *rules = &machine_kernel(m)->pcp;
	uint8_t type = b.migratetype < MIGRATE_PCPTYPES ? b.migratetype : (uint8_t)MIGRATE_MOVABLE;
	unsigned list = pcp_list(rules, b.order, type);

	if (b.migratetype == MIGRATE_ISOLATE)
		return false;
	count_pgfree(m, (int64_t)1 << b.order);
	if (!rules->remembers_type)
		b.migratetype = pcp_list_type(rules, list);
	pcp_add(m, zone, b, list, cold ? LIST_TAIL : LIST_HEAD);
	rules->check_overflow(m, zone, b.order, list);
	return true;
}

/* nr_pcp_free(): how much leaves at once. free_factor doubles it while only frees come. */
static int64_t overflow_pages(struct machine *m, zid_t zone, int64_t high, bool everything)
{
	const struct pcp *pcp = this_pcp(m, zone);
	int64_t pages = pcp->batch << pcp->free_factor, most = high - pcp->batch;

	if (everything)
		return pcp->count;
	if (high < pcp->batch)
		return 1;
	if (pages < most && pcp->free_factor < PCP_BATCH_SCALE_MAX)
		set_field(m, EVENT_FREE_FACTOR, zone, pcp->free_factor, pcp->free_factor + 1);
	if (pages < pcp->batch)
		pages = pcp->batch;
	return min64(pages, most);
}

void overflow_by_free_factor(struct machine *m, zid_t zone, unsigned order, unsigned list)
{
	const struct pcp *pcp = this_pcp(m, zone);
	bool everything = pcp->free_factor && order && order <= machine_kernel(m)->pcp.max_order;
	int64_t high = pcp->high, factor = pcp->free_factor, pages;

	if (everything)
		high = 0;
	else if (machine_world(m)->zone[zone].flags & ZONE_RECLAIM_ACTIVE)
		high = min64(pcp->batch << 2, high);
	if (pcp->count < high)
		return;
	pages = overflow_pages(m, zone, high, everything);
	if (machine_heard(m))
		says(m, (struct event){ .kind = EVENT_PCP_OVERFLOW, .zone = zone, .pfn = NO_PFN,
					.link = NO_PFN, .order = (uint8_t)order,
					.v = { pcp->count, high, pages, factor } });
	machine_kernel(m)->pcp.bulk_free(m, zone, pages, list);
}

/* ---- draining ---- */

void pcp_free_tail(struct machine *m, zid_t zone, unsigned list)
{
	struct block b = pcp_del(m, zone, list_last(&this_pcp(m, zone)->list[list]), list);

	if (machine_kernel(m)->pcp.remembers_type)
		b.migratetype = free_type(machine_world(m), zone, b.pfn, b.migratetype);
	else
		b.migratetype = pageblock_type(machine_world(m), b.pfn);
	free_one_page(m, zone, b, FPI_NONE);
}

/* free_pcppages_bulk(), 6.1: a list is emptied before the next one, upwards and around. */
void bulk_free_list_by_list(struct machine *m, zid_t zone, int64_t n, unsigned from)
{
	const struct pcp *pcp = this_pcp(m, zone);

	n = min64(n, pcp->count);
	for (unsigned list = from; n > 0; list = (list + 1) % NR_PCP_LISTS) {
		while (n > 0 && pcp->list[list].first) {
			unsigned order = machine_world(m)->page[list_last(&pcp->list[list])].order;

			n -= (int64_t)1 << order;
			pcp_free_tail(m, zone, list);
		}
	}
}

static void drain_zone(struct machine *m, zid_t zone)
{
	const struct pcp_rules *rules = &machine_kernel(m)->pcp;
	const struct pcp *pcp = this_pcp(m, zone);

	if (!pcp->count)
		return;
	if (machine_heard(m))
		says(m, (struct event){ .kind = EVENT_DRAIN, .zone = zone, .pfn = NO_PFN,
					.link = NO_PFN, .v = { pcp->count } });
	while (pcp->count)
		rules->bulk_free(m, zone,
				 rules->drains_at_once ? pcp->count
						       : pcp->batch << PCP_BATCH_SCALE_MAX, 0);
}

void pcp_drain_batch(struct machine *m, zid_t zone)
{
	const struct pcp *pcp = this_pcp(m, zone);

	if (pcp->count)
		machine_kernel(m)->pcp.bulk_free(m, zone, min64(pcp->count, pcp->batch), 0);
}

void pcp_drain_cpu(struct machine *m)
{
	const struct world *w = machine_world(m);

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (zone_populated(&w->zone[i]))
			drain_zone(m, (zid_t)i);
}
