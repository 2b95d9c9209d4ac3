/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rmqueue_type.h - __rmqueue(): one block for a migrate type, from its own lists or another's.
 */
#ifndef CORE_RMQUEUE_TYPE_H
#define CORE_RMQUEUE_TYPE_H

#include "buddy.h"
#include "ladder.h"

/*
 * Climbs the kernel's __rmqueue ladder in ac->zone until it has a block of ac->order or nothing
 * is left; pfn is NO_PFN then. migratetype is the list the block was finally taken from. The
 * caller keeps the counters.
 */
struct block rmqueue_type(struct alloc_context *ac);

/* Its rungs. */
enum verdict balance_cma(struct alloc_context *ac);
enum verdict take_own_type(struct alloc_context *ac);
enum verdict take_cma(struct alloc_context *ac);
enum verdict take_reserve(struct alloc_context *ac);            /* 2.6.34 */
enum verdict take_cma_if_movable(struct alloc_context *ac);     /* 4.7, 4.12 */

/* Takes from one type's lists, into ac->page; tells where it looked. */
enum verdict take_smallest(struct alloc_context *ac, uint8_t migratetype, enum buddy_source source);

#endif
