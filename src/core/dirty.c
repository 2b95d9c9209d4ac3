/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dirty.c - a node's share of dirty pages.
 *
 * Follows node_dirty_ok(), node_dirty_limit(), node_dirtyable_memory() and
 * global_dirtyable_memory() of mm/page-writeback.c, 6.1. A limit given in bytes is shared out by
 * dirtyable memory; one given in percent is taken of the node's own.
 *
 * Left out: vm_highmem_is_dirtyable, which matters on 32 bits only.
 */
#include "dirty.h"

static int64_t less_reserve(int64_t free_pages, int64_t reserve)
{
	return free_pages - (free_pages < reserve ? free_pages : reserve);
}

static int64_t node_free(const struct world *w, unsigned node)
{
	int64_t pages = 0;

	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
		if (zone_populated(&w->zone[zid_of(node, idx)]))
			pages += zone_page_state(&w->zone[zid_of(node, idx)], NR_FREE_PAGES);
	return pages;
}

static int64_t file_pages(const struct world *w, unsigned node)
{
	return w->node[node].stat[NR_INACTIVE_FILE] + w->node[node].stat[NR_ACTIVE_FILE];
}

static int64_t global_dirtyable(const struct world *w)
{
	int64_t pages = 0, files = 0;

	for (unsigned node = 0; node < w->nr_nodes; node++) {
		pages += node_free(w, node);
		files += file_pages(w, node);
	}
	/* One more, so that nobody divides by zero. */
	return less_reserve(pages, w->setting[SET_TOTALRESERVE_PAGES]) + files + 1;
}

/* Unsigned, as the kernel computes it. */
static int64_t dirty_limit(const struct world *w, const struct dirty_rules *rules,
			   int64_t dirtyable)
{
	uint64_t bytes = (uint64_t)w->setting[SET_DIRTY_BYTES], limit;

	if (bytes)
		limit = ((bytes + (1 << PAGE_SHIFT) - 1) >> PAGE_SHIFT) * (uint64_t)dirtyable /
			(uint64_t)global_dirtyable(w);
	else
		limit = (uint64_t)w->setting[SET_DIRTY_RATIO] * (uint64_t)dirtyable / 100;
	if (w->task[TASK_RT] ||
	    (rules->less_throttle && w->task[TASK_FLAGS] & PF_LESS_THROTTLE))
		limit += limit / 4;
	return limit < UINT32_MAX ? (int64_t)limit : UINT32_MAX;
}

static int64_t dirty_pages(const int64_t *stat, const struct dirty_rules *rules)
{
	return stat[NR_FILE_DIRTY] + stat[NR_WRITEBACK] +
	       (rules->unstable ? stat[NR_UNSTABLE_NFS] : 0);
}

struct dirty_answer node_dirty_ok(const struct world *w, const struct kernel *k, unsigned node)
{
	struct dirty_answer a = { .nr_free = node_free(w, node) };

	a.dirtyable =
		less_reserve(a.nr_free, w->node[node].totalreserve_pages) + file_pages(w, node);
	a.limit = dirty_limit(w, &k->dirty, a.dirtyable);
	a.dirty = dirty_pages(w->node[node].stat, &k->dirty);
	a.ok = a.dirty <= a.limit;
	return a;
}

struct dirty_answer zone_dirty_ok(const struct world *w, const struct kernel *k, zid_t zone)
{
	const struct zone *z = &w->zone[zone];
	struct dirty_answer a = { .nr_free = zone_page_state(z, NR_FREE_PAGES) };

	a.dirtyable = less_reserve(a.nr_free, z->totalreserve_pages) + z->stat[NR_INACTIVE_FILE] +
		      z->stat[NR_ACTIVE_FILE];
	a.limit = dirty_limit(w, &k->dirty, a.dirtyable);
	a.dirty = dirty_pages(z->stat, &k->dirty);
	a.ok = a.dirty <= a.limit;
	return a;
}
