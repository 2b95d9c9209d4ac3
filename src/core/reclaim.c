/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reclaim.c - when node_reclaim() runs, and what it leaves behind.
 *
 * Follows node_reclaim() and node_pagecache_reclaimable() of mm/vmscan.c, 6.1.
 */
#include "reclaim.h"

#include "free.h"

static int64_t positive(int64_t pages)
{
	return pages > 0 ? pages : 0;
}

/* node_pagecache_reclaimable() */
static int64_t pagecache_reclaimable(const struct alloc_context *ac, const int64_t *stat)
{
	const struct reclaim_rules *rules = &ac->k->reclaim;
	int64_t mode = ac->w->setting[SET_NODE_RECLAIM_MODE], pages, dirty;

	if (mode & rules->unmap)
		pages = stat[NR_FILE_PAGES];
	else
		pages = positive(stat[NR_INACTIVE_FILE] + stat[NR_ACTIVE_FILE] -
				 stat[NR_FILE_MAPPED]);
	if (mode & rules->write)
		return pages;
	dirty = stat[NR_FILE_DIRTY];
	return pages - (dirty < pages ? dirty : pages);
}

struct precondition {
	int code;
	enum reclaim_rule rule;
};

/* What reclaim would have to work with, in the node or, up to 4.7, in the zone. */
struct reclaimable {
	int64_t pagecache, min_unmapped, slab, min_slab;
	bool given_up;          /* scanned again and again without success: zone_reclaimable() */
};

static struct reclaimable reclaimable(const struct alloc_context *ac)
{
	const struct zone *z = ac_zone(ac);
	const struct node *node = &ac->w->node[zid_node(ac->zone)];

	if (!ac->k->reclaim.by_zone)
		return (struct reclaimable){ pagecache_reclaimable(ac, node->stat),
					     node->min_unmapped_pages,
					     node->stat[NR_SLAB_RECLAIMABLE],
					     node->min_slab_pages, false };
	return (struct reclaimable){
		pagecache_reclaimable(ac, z->stat), z->min_unmapped_pages,
		z->stat[NR_SLAB_RECLAIMABLE], z->min_slab_pages,
		ac->k->reclaim.gives_up_by_scans
			? z->pages_scanned >= 6 * (z->stat[NR_ACTIVE_FILE] +
						   z->stat[NR_INACTIVE_FILE])
			: z->all_unreclaimable != 0,
	};
}

static struct precondition precondition(const struct alloc_context *ac,
					const struct reclaimable *r)
{
	unsigned node = zid_node(ac->zone);

	if ((r->pagecache <= r->min_unmapped && r->slab <= r->min_slab) || r->given_up)
		return (struct precondition){ RECLAIM_FULL, RECLAIM_TOO_LITTLE };
	if (!(ac->attempt_gfp & GFP_F_DIRECT_RECLAIM) || ac->w->task[TASK_FLAGS] & PF_MEMALLOC)
		return (struct precondition){ RECLAIM_NOSCAN, RECLAIM_CANNOT_BLOCK };
	if (ac->w->node[node].has_cpu && node != ac->w->task[TASK_NODE])
		return (struct precondition){ RECLAIM_NOSCAN, RECLAIM_OTHER_CPUS };
	return (struct precondition){ RECLAIM_SOME, RECLAIM_RAN };
}

/* Takes one file page off the node's counters. */
static void forget_file_page(struct machine *m, unsigned node)
{
	const int64_t *stat = machine_world(m)->node[node].stat;
	enum node_stat lru = stat[NR_INACTIVE_FILE] ? NR_INACTIVE_FILE : NR_ACTIVE_FILE;

	if (stat[lru])
		add_to(m, EVENT_NODE_STAT, zid_of(node, 0), lru, stat[lru], -1);
	if (stat[NR_FILE_PAGES])
		add_to(m, EVENT_NODE_STAT, zid_of(node, 0), NR_FILE_PAGES, stat[NR_FILE_PAGES], -1);
}

static int64_t reclaim_zone(struct machine *m, zid_t zone, int64_t wanted)
{
	const struct world *w = machine_world(m);
	const struct zone *z = &w->zone[zone];
	int64_t freed = 0;

	for (pfn_t pfn = z->start_pfn; freed < wanted && pfn < zone_end_pfn(z); pfn++) {
		if (!(w->page[pfn].flags & PAGE_LRU) || free_refused(w, pfn, 0))
			continue;
		free_block(m, pfn, 0, false);
		forget_file_page(m, zid_node(zone));
		freed++;
	}
	return freed;
}

static int64_t reclaim(struct machine *m, unsigned node, int64_t wanted)
{
	int64_t freed = 0;

	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
		freed += reclaim_zone(m, zid_of(node, idx), wanted - freed);
	return freed;
}

int node_reclaim(struct alloc_context *ac)
{
	unsigned node_id = zid_node(ac->zone);
	const struct node *node = &ac->w->node[node_id];
	struct reclaimable r = reclaimable(ac);
	struct precondition pre = precondition(ac, &r);

	if (pre.rule == RECLAIM_RAN && node->reclaim_outcome < 0)
		pre.code = (int)node->reclaim_outcome;
	else if (pre.rule == RECLAIM_RAN &&
		 reclaim(ac->m, node_id, node->reclaim_outcome) >= (int64_t)1 << ac->order)
		pre.code = RECLAIM_SUCCESS;
	ac_says(ac, EVENT_RECLAIM, NO_PFN, pre.code >= RECLAIM_SOME,
		NUMBERS(pre.code, pre.rule, r.pagecache, r.min_unmapped, r.slab, r.min_slab));
	return pre.code;
}
