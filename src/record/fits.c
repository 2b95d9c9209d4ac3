/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fits.c - every change that an event of a stranger's file could make, held against the world.
 *
 * A free block knows its list by its zone, order and type. A block on a PCP list does not know
 * which of them it is on; but what could go wrong is only at a list's ends, and those are asked.
 */
#include "fits.h"

#include "core/outside.h"

static bool zone_exists(const struct world *w, const struct event *e)
{
	return e->zone < world_nr_zones(w) && e->cpu < w->nr_cpus;
}

static bool block_in_zone(const struct world *w, const struct event *e)
{
	const struct zone *z;

	if (!zone_exists(w, e) || e->order >= NR_ORDERS)
		return false;
	z = &w->zone[e->zone];
	return world_zone_of(w, e->pfn) == e->zone &&
	       zone_end_pfn(z) - e->pfn >= (pfn_t)1 << e->order;
}

static bool on_free_list(const struct world *w, const struct event *e, pfn_t pfn)
{
	const struct page *p = &w->page[pfn];

	if (pfn >= w->end_pfn)
		return false;
	return p->where == PAGE_FREE && world_zone_of(w, pfn) == e->zone && p->order == e->order &&
	       p->migratetype == e->migratetype;
}

static const char *free_area_misfit(const struct world *w, const struct event *e)
{
	if (!block_in_zone(w, e) || e->migratetype >= MIGRATE_TYPES)
		return "no such zone, block or type";
	if (e->kind == EVENT_FREE_AREA_DEL)
		return on_free_list(w, e, e->pfn) ? NULL : "the block is not on this free list";
	if (w->page[e->pfn].where != PAGE_NOWHERE)
		return "the page is on a list, or in use";
	return e->link == NO_PFN || on_free_list(w, e, e->link) ?
		       NULL :
		       "what it should stand behind is not on this free list";
}

static bool on_pcp_list(const struct world *w, const struct event *e, pfn_t pfn)
{
	return world_zone_of(w, pfn) == e->zone && w->page[pfn].where == PAGE_PCP;
}

static const char *pcp_misfit(const struct world *w, const struct event *e)
{
	const struct page_list *list;
	const struct page *p;

	if (!block_in_zone(w, e) || e->migratetype >= MIGRATE_TYPES || e->v[0] < 0 ||
	    e->v[0] >= NR_PCP_LISTS)
		return "no such zone, block or list";
	list = &world_pcp(w, e->zone, e->cpu)->list[e->v[0]];
	p = &w->page[e->pfn];
	if (e->kind == EVENT_PCP_ADD) {
		if (p->where != PAGE_NOWHERE)
			return "the page is on a list, or in use";
		if (e->link == NO_PFN)
			return NULL;
		if (!on_pcp_list(w, e, e->link) ||
		    (!w->page[e->link].next && list_last(list) != e->link))
			return "what it should stand behind is not on this PCP list";
		return NULL;
	}
	if (p->where != PAGE_PCP || (!p->prev && list_first(list) != e->pfn) ||
	    (!p->next && list_last(list) != e->pfn))
		return "the page is not on this PCP list";
	return NULL;
}

static bool on_unaccepted_list(const struct world *w, const struct event *e, pfn_t pfn)
{
	return pfn < w->end_pfn && w->page[pfn].where == PAGE_UNACCEPTED &&
	       world_zone_of(w, pfn) == e->zone;
}

static const char *unaccepted_misfit(const struct world *w, const struct event *e)
{
	if (!block_in_zone(w, e) || e->order != NR_ORDERS - 1)
		return "no such zone or unit";
	if (e->kind == EVENT_UNACCEPTED_DEL)
		return on_unaccepted_list(w, e, e->pfn) ? NULL : "the unit does not wait there";
	if (w->page[e->pfn].where != PAGE_NOWHERE)
		return "the page is on a list, or in use";
	return e->link == NO_PFN || on_unaccepted_list(w, e, e->link) ?
		       NULL :
		       "what it should stand behind does not wait there";
}

static const char *block_misfit(const struct world *w, const struct event *e)
{
	uint8_t where;

	if (!block_in_zone(w, e))
		return "no such zone or block";
	where = w->page[e->pfn].where;
	switch (e->kind) {
	case EVENT_BLOCK_ALLOCATED:
		return where == PAGE_NOWHERE ? NULL : "the page is on a list, or in use";
	case EVENT_BLOCK_SPLIT:
		return where == PAGE_ALLOCATED ? NULL : "no block in use begins there";
	default:
		return where == PAGE_ALLOCATED || where == PAGE_NOWHERE ? NULL : "the page is free";
	}
}

static const char *split_misfit(const struct world *w, const struct event *e)
{
	const char *why = block_misfit(w, e);

	for (pfn_t at = e->pfn + 1; !why && at < e->pfn + ((pfn_t)1 << e->order); at++)
		if (w->page[at].where != PAGE_NOWHERE)
			why = "something stands inside the block";
	return why;
}

static const char *vm_stat_misfit(const struct world *w, const struct event *e)
{
	const int64_t most = UINT32_MAX;

	if (!zone_exists(w, e) || e->v[0] < 0 || e->v[0] >= NR_ZONE_STATS)
		return "no such zone or counter";
	return e->v[2] > most || e->v[2] < -most || e->v[3] > most || e->v[3] < -most ?
		       "the change is out of range" :
		       NULL;
}

static const char *zlc_misfit(const struct world *w, const struct event *e)
{
	return zone_exists(w, e) && e->v[0] >= 0 && e->v[0] < world_nr_zones(w) ?
		       NULL :
		       "no such place in a zonelist";
}

/* Numbers that only the kernel itself changes; the others are as for changes from outside. */
static const char *field_misfit(const struct world *w, const struct event *e)
{
	switch (e->kind) {
	case EVENT_MANAGED_PAGES:
	case EVENT_NR_ISOLATE_PAGEBLOCK:
	case EVENT_FIRST_DEFERRED_PFN:
		if (!zone_exists(w, e))
			return "no such zone";
		return e->v[1] < 0 || e->v[1] > UINT32_MAX ? "the value is out of range" : NULL;
	default:
		return outside_refused(w, e, 0);
	}
}

const char *event_misfit(const struct world *w, const struct event *e)
{
	if (e->kind >= NR_EVENT_KINDS)
		return "no such kind of event";
	if (event_info[e->kind].nature == NATURE_SAYS)
		return NULL;
	switch (e->kind) {
	case EVENT_FREE_AREA_ADD:
	case EVENT_FREE_AREA_DEL:
		return free_area_misfit(w, e);
	case EVENT_PCP_ADD:
	case EVENT_PCP_DEL:
		return pcp_misfit(w, e);
	case EVENT_UNACCEPTED_ADD:
	case EVENT_UNACCEPTED_DEL:
		return unaccepted_misfit(w, e);
	case EVENT_PAGEBLOCK_TYPE:
		return e->pfn < w->end_pfn && e->migratetype < MIGRATE_TYPES ?
			       NULL :
			       "no such pageblock or type";
	case EVENT_BLOCK_ALLOCATED:
	case EVENT_BLOCK_FREED:
		return block_misfit(w, e);
	case EVENT_BLOCK_SPLIT:
		return split_misfit(w, e);
	case EVENT_ZLC_FULL:
		return zlc_misfit(w, e);
	case EVENT_VM_STAT:
		return vm_stat_misfit(w, e);
	default:
		return field_misfit(w, e);      /* fields, PAGE_LRU, NODE_ALLOWED, CPUSET_ADD */
	}
}
