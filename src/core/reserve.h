/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reserve.h - MIGRATE_RESERVE of 2.6.34: pageblocks that nobody falls back to before the end.
 */
#ifndef CORE_RESERVE_H
#define CORE_RESERVE_H

#include "machine.h"

/* Pageblocks of the zone that its min mark asks for: enough for it, but never more than two. */
int64_t migrate_reserve_blocks(const struct world *w, const struct zone *z);

/*
 * setup_zone_migrate_reserve() for every zone, as setup_per_zone_wmarks() calls it: the first
 * MOVABLE pageblocks become RESERVE, those beyond the quota MOVABLE again. 2.6.34.
 */
void setup_migrate_reserves(struct machine *m);

#endif
