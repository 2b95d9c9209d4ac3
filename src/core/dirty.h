/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dirty.h - does a node hold more dirty page cache than its share?
 */
#ifndef CORE_DIRTY_H
#define CORE_DIRTY_H

#include "world.h"

struct dirty_answer {
	int64_t nr_free, dirtyable, limit, dirty;       /* pages */
	bool ok;
};

/* node_dirty_ok(), 6.1: exactly at the limit is still ok. */
struct dirty_answer node_dirty_ok(const struct world *w, unsigned node);

#endif
