/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * highatomic.h - pageblocks set aside for high-order requests that may not wait.
 */
#ifndef CORE_HIGHATOMIC_H
#define CORE_HIGHATOMIC_H

#include "ladder.h"

/*
 * A rung after the take: reserve_highatomic_pageblock(), 4.7 to 6.1, for attempts with
 * ALLOC_HIGHATOMIC. The pageblock of the page just given becomes HIGHATOMIC, within the limit of
 * about 1 % of the zone.
 */
enum verdict reserve_pageblock(struct alloc_context *ac);

/* Pages that may be reserved in a zone. Rules that kernels.c picks from: 4.7 to 6.1, and 6.12. */
int64_t highatomic_limit(const struct world *w, const struct zone *z);
int64_t highatomic_limit_whole_blocks(const struct world *w, const struct zone *z);

/* Where unreserve_highatomic_pageblock() looks, and for whom. */
struct unreserve {
	const struct zonelist *zonelist;
	unsigned highest_zoneidx;
	const struct nodemask *nodemask;
	enum migratetype migratetype;   /* what the pageblock becomes */
	bool force;                     /* also the last pageblock of a zone */
};

/*
 * unreserve_highatomic_pageblock(), 4.12 to 6.1: gives one pageblock back. True if at least one
 * free page moved.
 */
bool unreserve_pageblock(struct machine *m, const struct unreserve *u);

#endif
