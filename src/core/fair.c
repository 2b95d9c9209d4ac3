/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fair.c - taking turns.
 *
 * Follows get_page_from_freelist(), reset_alloc_batches() and buffered_rmqueue() of
 * mm/page_alloc.c, 4.7. Every allocation debits NR_ALLOC_BATCH of its zone; only attempts with
 * ALLOC_FAIR, that is fast ones, look whether it is used up.
 */
#include "fair.h"

#include "counters.h"

/* reset_alloc_batches(): the zones of the preferred node, up to the preferred one. */
static enum verdict rescan_unfairly(struct alloc_context *ac)
{
	unsigned last = zid_idx(ac_preferred_zone(ac));

	for (unsigned idx = 0; idx <= last; idx++) {
		zid_t zone = zid_of(zid_node(ac_preferred_zone(ac)), idx);
		const struct zone *z = &ac->w->zone[zone];

		mod_zone_stat(ac->m, zone, NR_ALLOC_BATCH,
			      z->watermark[WMARK_HIGH] - z->watermark[WMARK_LOW] -
				      z->vm_stat[NR_ALLOC_BATCH]);
		set_field(ac->m, EVENT_ZONE_FLAGS, zone, z->flags, z->flags & ~ZONE_FAIR_DEPLETED);
	}
	ac->apply_fair = ac->fair_skipped = false;
	ac_says(ac, EVENT_FAIR_RESET, NO_PFN, true, NUMBERS(last + 1));
	return RETRY;
}

enum verdict check_fair_share(struct alloc_context *ac)
{
	const struct zone *z = ac_zone(ac);
	bool depleted = z->flags & ZONE_FAIR_DEPLETED;
	bool remote = zid_node(ac->zone) != zid_node(ac_preferred_zone(ac));

	if (!ac->apply_fair)
		return NEXT_CHECK;
	ac_says(ac, EVENT_FAIR, NO_PFN, !depleted,
		NUMBERS(z->vm_stat[NR_ALLOC_BATCH], remote, ac->fair_skipped));
	if (depleted) {
		ac->fair_skipped = true;
		return NEXT_ZONE;
	}
	/* Local zones first: rather new shares for all than another node. */
	if (remote && ac->fair_skipped)
		return rescan_unfairly(ac);
	if (remote)
		ac->apply_fair = false;
	return NEXT_CHECK;
}

enum verdict reset_fair_shares(struct alloc_context *ac)
{
	return ac->fair_skipped ? rescan_unfairly(ac) : NEXT_CHECK;
}

void debit_fair_share(struct alloc_context *ac, bool from_pcp)
{
	const struct zone *z = ac_zone(ac);

	if (from_pcp)
		dec_zone_stat(ac->m, ac->zone, NR_ALLOC_BATCH);
	else
		mod_zone_stat(ac->m, ac->zone, NR_ALLOC_BATCH, -((int64_t)1 << ac->order));
	if (z->vm_stat[NR_ALLOC_BATCH] <= 0)
		set_field(ac->m, EVENT_ZONE_FLAGS, ac->zone, z->flags,
			  z->flags | ZONE_FAIR_DEPLETED);
}
