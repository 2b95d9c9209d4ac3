/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * free.h - giving a block back.
 */
#ifndef CORE_FREE_H
#define CORE_FREE_H

#include "machine.h"

/*
 * __free_pages() with the last reference: to a PCP list if the order has one, else to the buddy
 * lists. The block must be in use: free_refused() says whether it is. All versions; cold pages,
 * which are reused last, up to 4.14.
 */
void free_block(struct machine *m, pfn_t pfn, unsigned order, bool cold);

/* One page that passes the PCP lists by: __free_pages_ok(FPI_TO_TAIL). 6.1 and later. */
void free_page_to_tail(struct machine *m, pfn_t pfn);

/* Does a block on a list, or one that was allocated, hold this page behind its first? */
bool inside_known_block(const struct world *w, pfn_t pfn);

/* Why a block cannot be freed, as a sentence for people; NULL if it can. */
const char *free_refused(const struct world *w, pfn_t pfn, unsigned order);

#endif
