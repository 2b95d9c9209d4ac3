/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zonelist.c - building zonelists by distance, and the cursor that walks them.
 *
 * Follows build_zonelists(), find_next_best_node() and next_zones_zonelist() of mm/page_alloc.c,
 * 5.10 to 6.12. Each node has a list over all nodes, nearest first (ZONELIST_FALLBACK), and one of
 * its own zones (ZONELIST_NOFALLBACK, for __GFP_THISNODE). Within a node zones go from the highest
 * index down.
 */
#include "zonelist.h"

#include <stdlib.h>

enum { PENALTY_FOR_NODE_WITH_CPUS = 1 };

/* State of one rebuild of all lists: node_load is carried over from node to node. */
struct builder {
	struct world *w;
	uint64_t *node_load;
	bool *used;
	unsigned *order, nr_ordered;
	bool load_accumulates;
};

static bool node_has_memory(const struct world *w, unsigned n)
{
	return w->node[n].online && w->node[n].present != 0;
}

/* find_next_best_node(): small is good; the load breaks ties so that not all lists are alike. */
static uint64_t node_value(const struct builder *b, unsigned local, unsigned n)
{
	uint64_t scale = b->load_accumulates ? MAX_NODES : (uint64_t)b->w->nr_nodes * MAX_NODES;
	uint64_t val = b->w->distance[(size_t)local * b->w->nr_nodes + n];

	val += n < local;
	val += b->w->node[n].has_cpu ? PENALTY_FOR_NODE_WITH_CPUS : 0;
	return val * scale + b->node_load[n];
}

static int next_best_node(struct builder *b, unsigned local)
{
	uint64_t best_value = UINT64_MAX;
	int best = -1;

	if (!b->used[local]) {          /* with memory or without */
		b->used[local] = true;
		return (int)local;
	}
	for (unsigned n = 0; n < b->w->nr_nodes; n++) {
		uint64_t value;

		if (b->used[n] || !node_has_memory(b->w, n))
			continue;
		value = node_value(b, local, n);
		if (value < best_value) {
			best_value = value;
			best = (int)n;
		}
	}
	if (best >= 0)
		b->used[best] = true;
	return best;
}

/* The zones of these nodes, from the highest index down. */
static void append_zones(struct world *w, struct zonelist *zl, const unsigned *node, unsigned n)
{
	for (unsigned idx = MAX_NR_ZONES; idx-- > 0;)
		for (unsigned i = 0; i < n; i++)
			if (zone_populated(&w->zone[zid_of(node[i], idx)]))
				zl->ref[zl->n++].zone = zid_of(node[i], idx);
}

static bool room_for(struct zonelist *zl, size_t zones)
{
	free(zl->ref);
	zl->n = 0;
	zl->ref = calloc(zones + 1, sizeof *zl->ref);
	return zl->ref != NULL;
}

/* The nodes in the order in which `local` prefers them, in b->order. */
static void order_nodes(struct builder *b, unsigned local)
{
	struct world *w = b->w;
	const unsigned *distance = &w->distance[(size_t)local * w->nr_nodes];
	unsigned prev = local, load = w->nr_nodes;
	int n;

	b->nr_ordered = 0;
	for (unsigned i = 0; i < w->nr_nodes; i++)
		b->used[i] = false;
	while ((n = next_best_node(b, local)) >= 0) {
		if (distance[n] != distance[prev])
			b->node_load[n] = b->load_accumulates ? b->node_load[n] + 1 : load;
		prev = (unsigned)n;
		load--;
		b->order[b->nr_ordered++] = (unsigned)n;
	}
}

static bool build_node(struct builder *b, unsigned local)
{
	struct world *w = b->w;
	struct zonelist *all = &w->zonelist[ZONELIST_FALLBACK][local];
	struct zonelist *own = &w->zonelist[ZONELIST_NOFALLBACK][local];

	if (!room_for(all, world_nr_zones(w)) || !room_for(own, MAX_NR_ZONES))
		return false;
	order_nodes(b, local);
	append_zones(w, own, &local, 1);
	if (w->setting[SET_ZONELIST_ORDER] == ZONELIST_ORDER_ZONE)
		append_zones(w, all, b->order, b->nr_ordered);
	else
		for (unsigned i = 0; i < b->nr_ordered; i++)
			append_zones(w, all, &b->order[i], 1);
	return true;
}

bool zonelist_build(struct world *w, bool load_accumulates)
{
	struct builder b = { .w = w, .load_accumulates = load_accumulates };
	bool ok = true;

	b.node_load = calloc(w->nr_nodes, sizeof *b.node_load);
	b.used = calloc(w->nr_nodes, sizeof *b.used);
	b.order = calloc(w->nr_nodes, sizeof *b.order);
	ok = b.node_load && b.used && b.order;
	for (unsigned n = 0; ok && n < w->nr_nodes; n++)
		if (w->node[n].online)
			ok = build_node(&b, n);
	free(b.node_load);
	free(b.used);
	free(b.order);
	return ok;
}

size_t zonelist_next(const struct zonelist *zl, size_t from, unsigned highest_zoneidx,
		     const struct nodemask *mask)
{
	for (; from < zl->n; from++) {
		zid_t zone = zl->ref[from].zone;

		if (zid_idx(zone) <= highest_zoneidx && (!mask || node_isset(zid_node(zone), mask)))
			break;
	}
	return from;
}
