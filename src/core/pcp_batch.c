/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pcp_batch.c - PCP lists of a fixed size: a batch goes in, a batch goes out.
 *
 * Follows rmqueue_pcplist(), free_unref_page_commit() and free_pcppages_bulk() of
 * mm/page_alloc.c, 4.7 to 5.10 (free_hot_cold_page() up to 4.12). Only order 0 has lists, one a
 * migrate type, and a drain takes from them in turn.
 */
#include "pcp.h"

#include "counters.h"

static struct pcp *this_pcp(struct machine *m, zid_t zone)
{
	return world_pcp(machine_world(m), zone, machine_cpu(m));
}

int64_t refill_batch(struct machine *m, zid_t zone, unsigned order)
{
	(void)order;
	return this_pcp(m, zone)->batch;
}

void overflow_by_batch(struct machine *m, zid_t zone, unsigned order, unsigned list)
{
	const struct pcp *pcp = this_pcp(m, zone);
	int64_t pages = pcp->batch < pcp->count ? pcp->batch : pcp->count;

	if (pcp->count < pcp->high)
		return;
	if (machine_heard(m))
		says(m, (struct event){ .kind = EVENT_PCP_OVERFLOW, .zone = zone, .pfn = NO_PFN,
					.link = NO_PFN, .order = (uint8_t)order,
					.v = { pcp->count, pcp->high, pages, 0 } });
	machine_kernel(m)->pcp.bulk_free(m, zone, pages, list);
}

/* One page from each list in turn; one that follows empty ones gives as many more. */
void bulk_free_round_robin(struct machine *m, zid_t zone, int64_t n, unsigned from)
{
	const struct pcp_rules *rules = &machine_kernel(m)->pcp;
	const struct pcp *pcp = this_pcp(m, zone);
	unsigned list, next = 0;
	int64_t turn = 0;

	(void)from;
	if (n > pcp->count)
		n = pcp->count;
	if (machine_kernel(m)->buddy.callers_count)
		mod_zone_stat(m, zone, NR_FREE_PAGES, n);
	while (n > 0) {
		do {
			turn++;
			list = rules->turns[next++ % MIGRATE_PCPTYPES];
		} while (!pcp->list[list].first);
		for (; turn > 0 && n > 0 && pcp->list[list].first; turn--, n--)
			pcp_free_tail(m, zone, list);
	}
}
