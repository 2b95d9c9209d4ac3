/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zonelist.h - in which order a node's requests look at zones.
 */
#ifndef CORE_ZONELIST_H
#define CORE_ZONELIST_H

#include "world.h"

/*
 * Builds every node's two lists from nodes, distances and present pages: build_zonelists() and
 * find_next_best_node(). Node order, or zone order where SET_ZONELIST_ORDER asks for it (up to
 * 4.12). Replaces lists built before. False when memory is short.
 *
 * load_accumulates: node_load grows by one each time a node begins a new distance (6.1 and
 * later); before, it was set to the number of nodes still to be placed.
 */
bool zonelist_build(struct world *w, bool load_accumulates);

/*
 * next_zones_zonelist(): the first position from `from` on whose zone index is at most
 * highest_zoneidx and whose node is in the mask (NULL: any). The list's length if there is none.
 */
size_t zonelist_next(const struct zonelist *zl, size_t from, unsigned highest_zoneidx,
		     const struct nodemask *mask);

#endif
