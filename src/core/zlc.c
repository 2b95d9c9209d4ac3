/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zlc.c - remembering which zones were full.
 *
 * Follows zlc_setup(), zlc_zone_worth_trying() and zlc_mark_zone_full() of mm/page_alloc.c,
 * 2.6.34. Each node's fallback list has a cache; the lists for GFP_THISNODE have none. The first
 * zone of a scan is never passed over, and may be marked and forgotten in the same call.
 */
#include "zlc.h"

/* The node whose fallback list is walked, or -1 if the list has no cache. */
static int cached_list(const struct alloc_context *ac)
{
	for (unsigned n = 0; n < ac->w->nr_nodes; n++)
		if (ac->zonelist == &ac->w->zonelist[ZONELIST_FALLBACK][n])
			return (int)n;
	return -1;
}

enum verdict check_zlc(struct alloc_context *ac)
{
	int node = cached_list(ac);
	bool full, allowed;

	if (!ac->zlc_active || node < 0)
		return NEXT_CHECK;
	full = world_zlc(ac->w, (unsigned)node)[ac->position];
	allowed = node_isset(zid_node(ac->zone), &ac->zlc_allowed);
	ac_says(ac, EVENT_ZLC_PROBE, NO_PFN, allowed && !full,
		NUMBERS((int64_t)ac->position, full, allowed));
	if (allowed && !full)
		return NEXT_CHECK;
	ac->zlc_passed_over = true;
	return NEXT_ZONE;
}

static void set_full(struct alloc_context *ac, unsigned node, size_t position, bool full)
{
	if (world_zlc(ac->w, node)[position] != full)
		does(ac->m, (struct event){ .kind = EVENT_ZLC_FULL, .zone = zid_of(node, 0),
					    .pfn = NO_PFN, .link = NO_PFN,
					    .v = { (int64_t)position, full } });
}

/* Nodes the task may use, or all that have memory. */
static void fill_allowed(struct alloc_context *ac)
{
	const struct world *w = ac->w;

	if (!world_in_interrupt(w) && ac->alloc_flags & ALLOC_CPUSET) {
		ac->zlc_allowed = w->mems_allowed;
		return;
	}
	memset(&ac->zlc_allowed, 0, sizeof ac->zlc_allowed);
	for (unsigned n = 0; n < w->nr_nodes; n++)
		if (w->node[n].present)
			node_set(n, &ac->zlc_allowed);
}

static void setup(struct alloc_context *ac)
{
	int node = cached_list(ac);
	int64_t now = ac->w->setting[SET_JIFFIES], last;
	bool zap;

	ac->zlc_active = ac->zlc_did_setup = true;
	if (node < 0)
		return;
	last = ac->w->node[node].last_full_zap;
	zap = now > last + ac->k->hz;
	ac_says(ac, EVENT_ZLC_SETUP, NO_PFN, true, NUMBERS(now, last, zap));
	for (size_t i = 0; zap && i < ac->zonelist->n; i++)
		set_full(ac, (unsigned)node, i, false);
	if (zap)
		set_field(ac->m, EVENT_LAST_FULL_ZAP, zid_of((unsigned)node, 0), last, now);
	fill_allowed(ac);
}

static unsigned nr_online_nodes(const struct world *w)
{
	unsigned n = 0;

	for (unsigned i = 0; i < w->nr_nodes; i++)
		n += w->node[i].online;
	return n;
}

void note_refused_zone(struct alloc_context *ac)
{
	int node = cached_list(ac);

	if (ac->zlc_passed_over)
		return;
	if (ac->zlc_mark_full && node >= 0)
		set_full(ac, (unsigned)node, ac->position, true);
	if (!ac->zlc_did_setup && nr_online_nodes(ac->w) > 1)
		setup(ac);
}

enum verdict rescan_without_zlc(struct alloc_context *ac)
{
	if (!ac->zlc_active)
		return NEXT_CHECK;
	ac->zlc_active = false;
	ac_says(ac, EVENT_RESCAN, NO_PFN, true, NUMBERS(ac->alloc_flags, ac->alloc_flags));
	return RETRY;
}
