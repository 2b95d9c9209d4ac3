/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fallback.h - when a migrate type's lists are empty: taking from another type's pageblocks.
 */
#ifndef CORE_FALLBACK_H
#define CORE_FALLBACK_H

#include "ladder.h"

/*
 * A rung of __rmqueue(): __rmqueue_fallback(), 6.1. Moves a block, or a whole pageblock, to the
 * lists of the request's type and says RETRY; NEXT_CHECK if no other type has anything.
 */
enum verdict fallback_then_retry(struct alloc_context *ac);

/*
 * A rung of __rmqueue(), 4.7: the largest block of another type is split for the request, and what
 * is left of it goes to the request's type, whether the pageblock follows or not.
 */
enum verdict fallback_split_found(struct alloc_context *ac);

/* The same in 2.6.34: what is left of a block that is not taken over stays with its type. */
enum verdict fallback_split_or_take_over(struct alloc_context *ac);

/*
 * Rungs of __rmqueue(), 6.12: __rmqueue_claim() takes over whole pageblocks, the largest block
 * first; __rmqueue_steal() takes one block, the smallest, and leaves the rest where it is. What a
 * refill has learnt not to try again is in ac->mode.
 */
enum verdict claim_pageblock(struct alloc_context *ac);
enum verdict steal_one(struct alloc_context *ac);

/* boost_watermark(): the boost after one more stealing fallback, and its ceiling. 5.10 to 6.12. */
struct boost {
	bool boosted;           /* false: switched off, or the zone is too small */
	int64_t boost, max;
};
struct boost boost_watermark(const struct world *w, const struct zone *z);

#endif
