/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * carry.h - carrying a remedy out.
 */
#ifndef WHATIF_CARRY_H
#define WHATIF_CARRY_H

#include "remedies.h"

/*
 * Changes the bench's world, or *r, as the remedy says; mask is room for a nodemask that *r then
 * borrows. False if this cannot be: the zone has not so many pages in use, the mark is not so high.
 */
bool carry_out(struct trial *t, const struct remedy *m, struct request *r, struct nodemask *mask);

/* The dirty limit that refused is the zone's, as up to 4.7, and not the node's. */
bool dirty_by_zone(const struct trial *t);

#endif
