/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fair.h - the fair zone allocator policy: zones of a node give pages in proportion to their size.
 */
#ifndef CORE_FAIR_H
#define CORE_FAIR_H

#include "ladder.h"

/* Rungs of get_page_from_freelist(), 4.7: has the zone given its share? And after the scan. */
enum verdict check_fair_share(struct alloc_context *ac);
enum verdict reset_fair_shares(struct alloc_context *ac);

/* A block of ac->order was taken: by single pages from a PCP list, or at once. 4.7. */
void debit_fair_share(struct alloc_context *ac, bool from_pcp);

#endif
