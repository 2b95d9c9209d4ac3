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
static int64_t node_limit(const struct world *w, int64_t dirtyable)
{
	uint64_t bytes = (uint64_t)w->setting[SET_DIRTY_BYTES], limit;

	if (bytes)
		limit = ((bytes + (1 << PAGE_SHIFT) - 1) >> PAGE_SHIFT) * (uint64_t)dirtyable /
			(uint64_t)global_dirtyable(w);
	else
		limit = (uint64_t)w->setting[SET_DIRTY_RATIO] * (uint64_t)dirtyable / 100;
	if (w->task[TASK_RT])
		limit += limit / 4;
	return limit < UINT32_MAX ? (int64_t)limit : UINT32_MAX;
}

struct dirty_answer node_dirty_ok(const struct world *w, unsigned node)
{
	struct dirty_answer a = { .nr_free = node_free(w, node) };

	a.dirtyable =
		less_reserve(a.nr_free, w->node[node].totalreserve_pages) + file_pages(w, node);
	a.limit = node_limit(w, a.dirtyable);
	a.dirty = w->node[node].stat[NR_FILE_DIRTY] + w->node[node].stat[NR_WRITEBACK];
	a.ok = a.dirty <= a.limit;
	return a;
}
