/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unaccepted.h - memory that a TDX or SEV guest has not accepted from its host yet.
 */
#ifndef CORE_UNACCEPTED_H
#define CORE_UNACCEPTED_H

#include "ladder.h"

/*
 * __free_unaccepted(), 6.12: the unit of MAX_ORDER_NR_PAGES at pfn, which boot frees, goes behind
 * the zone's other units. It counts as free and as unaccepted.
 */
void free_unaccepted(struct machine *m, zid_t zone, pfn_t pfn);

/*
 * try_to_accept_memory_one(), 6.12: the first unit becomes a block like others, at the tail of the
 * largest order's list. False if there is none.
 */
bool try_to_accept_memory_one(struct machine *m, zid_t zone);

/*
 * cond_accept_memory(), 6.12: says what is missing to the promo mark if no unaccepted page counts,
 * and accepts units until nothing is missing or none is left; a zone without marks gets one. True
 * if any was accepted. Says nothing where nothing waits to be accepted.
 */
bool cond_accept_memory(struct alloc_context *ac);

#endif
