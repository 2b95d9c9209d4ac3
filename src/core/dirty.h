/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dirty.h - does a node hold more dirty page cache than its share?
 */
#ifndef CORE_DIRTY_H
#define CORE_DIRTY_H

#include "ladder.h"

struct dirty_answer {
	int64_t nr_free, dirtyable, limit, dirty;       /* pages */
	bool ok;
};

/* node_dirty_ok(), 4.12 and later: exactly at the limit is still ok. */
struct dirty_answer node_dirty_ok(const struct world *w, const struct kernel *k, unsigned node);

/* zone_dirty_ok(), 4.7: the same for one zone. */
struct dirty_answer zone_dirty_ok(const struct world *w, const struct kernel *k, zid_t zone);

#endif
