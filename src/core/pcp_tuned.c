/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pcp_tuned.c - PCP lists that learn how large they should be.
 *
 *	high_min <= high <= high_max      grows with every refill, shrinks in need and with time
 *	alloc_factor                      doubles refills while nothing is freed
 *	free_count                        pages freed lately: how much leaves when it overflows
 *
 * Follows nr_pcp_alloc(), nr_pcp_high(), nr_pcp_free(), free_unref_page_commit() and
 * decay_pcp_high() of mm/page_alloc.c, 6.12.
 */
#include "pcp.h"

static struct pcp *this_pcp(struct machine *m, zid_t zone)
{
	return world_pcp(machine_world(m), zone, machine_cpu(m));
}

static int64_t max64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t clamp64(int64_t x, int64_t least, int64_t most)
{
	return min64(max64(x, least), most);
}

static void set_high(struct machine *m, zid_t zone, int64_t high)
{
	set_field(m, EVENT_PCP_HIGH, zone, this_pcp(m, zone)->high, high);
}

static bool below_high(struct machine *m, zid_t zone)
{
	return machine_world(m)->zone[zone].flags & ZONE_BELOW_HIGH;
}

/* ---- taking ---- */

void halve_free_count(struct machine *m, zid_t zone)
{
	int64_t count = this_pcp(m, zone)->free_count;

	set_field(m, EVENT_FREE_COUNT, zone, count, count >> 1);
}

/* Order 0 alone learns: twice as much each time, as far as there is room. */
static int64_t grow_batch(struct machine *m, zid_t zone, int64_t high, int64_t pages)
{
	const struct pcp *pcp = this_pcp(m, zone);
	int64_t room = max64(high - pcp->count - pcp->batch, pcp->batch);

	if (pages <= room && pcp->alloc_factor < PCP_BATCH_SCALE_MAX)
		set_field(m, EVENT_ALLOC_FACTOR, zone, pcp->alloc_factor, pcp->alloc_factor + 1);
	return min64(pages, room);
}

int64_t refill_by_use(struct machine *m, zid_t zone, unsigned order)
{
	const struct pcp *pcp = this_pcp(m, zone);
	int64_t high = clamp64(pcp->high, pcp->high_min, pcp->high_max), pages = pcp->batch;

	set_high(m, zone, high);
	if (high < pcp->batch)
		return 1;
	if (order == 0)
		pages <<= pcp->alloc_factor;
	if (pcp->high_min != pcp->high_max && !below_high(m, zone)) {
		high = min64(high + pages, pcp->high_max);
		set_high(m, zone, high);
	}
	if (order == 0)
		pages = grow_batch(m, zone, high, pages);
	return pages > 1 ? max64(pages >> order, 2) : pages;
}

/* ---- giving ---- */

/* nr_pcp_high(): from how many pages on some leave. */
static int64_t overflow_high(struct machine *m, zid_t zone, bool free_high)
{
	const struct pcp *pcp = this_pcp(m, zone);
	int64_t high = clamp64(pcp->high, pcp->high_min, pcp->high_max), need;
	int64_t shrunk = max64(high - max64(pcp->free_count, pcp->batch), pcp->high_min);

	set_high(m, zone, high);
	if (!high)
		return 0;
	if (free_high) {
		set_high(m, zone,
			 max64(high - (pcp->batch << PCP_BATCH_SCALE_MAX), pcp->high_min));
		return 0;
	}
	if (machine_world(m)->zone[zone].flags & ZONE_RECLAIM_ACTIVE) {
		set_high(m, zone, shrunk);
		return min64(pcp->batch << 2, shrunk);
	}
	if (pcp->high_min == pcp->high_max)
		return high;
	if (below_high(m, zone)) {
		set_high(m, zone, shrunk);
		return max64(pcp->count, pcp->high_min);
	}
	need = pcp->free_count + pcp->batch;
	if (pcp->count >= high && high < need)
		set_high(m, zone, clamp64(need, pcp->high_min, pcp->high_max));
	return high;
}

/* nr_pcp_free() */
static int64_t overflow_pages(const struct pcp *pcp, int64_t high, bool free_high)
{
	if (free_high)
		return min64(pcp->count, pcp->batch << PCP_BATCH_SCALE_MAX);
	if (high < pcp->batch)
		return 1;
	return clamp64(pcp->free_count, pcp->batch, high - pcp->batch);
}

/* Many high-order frees in a row: somebody gives back what another CPU will ask for. */
static bool frees_high_orders(const struct pcp *pcp)
{
	return pcp->free_count >= pcp->batch && pcp->flags & PCPF_PREV_FREE_HIGH_ORDER &&
	       (!(pcp->flags & PCPF_FREE_HIGH_BATCH) || pcp->count >= pcp->batch);
}

static void note_order(struct machine *m, zid_t zone, bool high_order)
{
	const struct pcp *pcp = this_pcp(m, zone);
	int64_t flags = pcp->flags & ~(int64_t)PCPF_PREV_FREE_HIGH_ORDER;

	set_field(m, EVENT_PCP_FLAGS, zone, pcp->flags,
		  flags | (high_order ? PCPF_PREV_FREE_HIGH_ORDER : 0));
}

/* The zone may be above its high mark again. */
static void recheck_high_mark(struct machine *m, zid_t zone)
{
	const struct world *w = machine_world(m);
	const struct zone *z = &w->zone[zone];
	struct wmark_query q = {
		.highest_zoneidx = (unsigned)w->layout->movable,
		.mark = zone_wmark(z, WMARK_HIGH),
		.free_pages = zone_page_state(z, NR_FREE_PAGES),
	};

	if (below_high(m, zone) && watermark_ok(z, q, &machine_kernel(m)->watermark))
		set_field(m, EVENT_ZONE_FLAGS, zone, z->flags, z->flags & ~ZONE_BELOW_HIGH);
}

void overflow_by_use(struct machine *m, zid_t zone, unsigned order, unsigned list)
{
	const struct pcp *pcp = this_pcp(m, zone);
	bool high_order = order && order <= machine_kernel(m)->pcp.max_order;
	bool free_high = high_order && frees_high_orders(pcp);
	int64_t high, pages;

	set_field(m, EVENT_ALLOC_FACTOR, zone, pcp->alloc_factor, pcp->alloc_factor >> 1);
	note_order(m, zone, high_order);
	if (pcp->free_count < pcp->batch << PCP_BATCH_SCALE_MAX)
		set_field(m, EVENT_FREE_COUNT, zone, pcp->free_count,
			  pcp->free_count + ((int64_t)1 << order));
	high = overflow_high(m, zone, free_high);
	if (pcp->count < high)
		return;
	pages = overflow_pages(pcp, high, free_high);
	if (machine_heard(m))
		says(m, (struct event){ .kind = EVENT_PCP_OVERFLOW, .zone = zone, .pfn = NO_PFN,
					.link = NO_PFN, .order = (uint8_t)order,
					.v = { pcp->count, high, pages, pcp->free_count } });
	machine_kernel(m)->pcp.bulk_free(m, zone, pages, list);
	recheck_high_mark(m, zone);
}

/* ---- time ---- */

void decay_pcp_high(struct machine *m, zid_t zone)
{
	const struct pcp *pcp = this_pcp(m, zone);
	int64_t high = pcp->high, too_many;

	if (high > pcp->high_min) {
		high = max64(pcp->count - (pcp->batch << PCP_BATCH_SCALE_MAX), high - (high >> 3));
		set_high(m, zone, max64(high, pcp->high_min));
	}
	for (too_many = pcp->count - pcp->high; too_many > 0;) {
		int64_t pages = min64(too_many, pcp->batch);

		machine_kernel(m)->pcp.bulk_free(m, zone, pages, 0);
		too_many -= pages;
	}
}
