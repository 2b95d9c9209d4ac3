/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exact.h - so many pages one behind the other, where that is no power of two.
 */
#ifndef CORE_EXACT_H
#define CORE_EXACT_H

#include "ladder.h"

/*
 * split_page(): the block of this order at pfn, which a request was given, becomes single pages.
 * All versions.
 */
void split_block(struct machine *m, pfn_t pfn, unsigned order);

/*
 * make_alloc_exact(): the block of ac->order at pfn, which was just given, becomes single pages,
 * and those behind the first `pages` go back as the call says. All versions.
 */
void make_alloc_exact(struct alloc_context *ac, enum surplus how, pfn_t pfn, unsigned pages);

/* free_pages_exact(): one page after the other by free_pages(). All versions. */
void free_pages_exact(struct alloc_context *ac, pfn_t pfn, unsigned pages);

#endif
