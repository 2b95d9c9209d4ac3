/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bulk.h - many order-0 pages in one go.
 */
#ifndef CORE_BULK_H
#define CORE_BULK_H

#include "ladder.h"

/*
 * The fast half of __alloc_pages_bulk(), 6.1: up to `want` pages from the PCP list of one zone into
 * pages[]. Returns how many; 0 means that the caller should ask for one page the ordinary way,
 * with ac->gfp as it then is. ac is as request_run() prepares it.
 */
unsigned bulk_from_pcp(struct alloc_context *ac, unsigned want, pfn_t *pages);

#endif
