/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rmqueue.h - taking one block out of a zone that may be used.
 */
#ifndef CORE_RMQUEUE_H
#define CORE_RMQUEUE_H

#include "ladder.h"

/*
 * rmqueue(): climbs the kernel's rmqueue ladder in ac->zone. True with the block in ac->page;
 * counters, and waking kswapd for a boosted zone, are done.
 */
bool rmqueue(struct alloc_context *ac);

/* Rungs of rmqueue(). */
enum verdict take_from_pcp(struct alloc_context *ac);
enum verdict take_from_buddy(struct alloc_context *ac);
enum verdict take_from_buddy_unless_pcp(struct alloc_context *ac);     /* up to 5.10 */
enum verdict accept_and_retry(struct alloc_context *ac);       /* 6.12 */
enum verdict grow_and_retry(struct alloc_context *ac);

/* Rungs of rmqueue_buddy(). */
enum verdict take_highatomic_first(struct alloc_context *ac);
enum verdict take_highatomic_if_harder(struct alloc_context *ac);      /* 4.7 to 5.10 */
enum verdict take_any_type(struct alloc_context *ac);
enum verdict take_highatomic_last(struct alloc_context *ac);

/* prep_new_page(): a rung after the take. */
enum verdict prep_new_page(struct alloc_context *ac);

#endif
