/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buddy.h - the free lists of a zone: split when a block is taken, merge when one comes back.
 *
 *	take order 0 from 1000 (order 2)      give 1000 back
 *
 *	[1000 1001 1002 1003]                 1000  1001 free       buddy of 1000 is 1001: merge
 *	  |     |    `---------> list[1]        `--v--'
 *	  |     `--------------> list[0]      [1000 1001]  1002 free, order 1: merge
 *	  `--> the request                        `-----v----'
 *	                                      [1000 1001 1002 1003] -> list[2]
 */
#ifndef CORE_BUDDY_H
#define CORE_BUDDY_H

#include "ladder.h"

struct block {
	pfn_t pfn;
	unsigned order;
	uint8_t migratetype;    /* of the list it is on or goes to */
};

/* The other half of the block of order + 1 that pfn would form. */
static inline pfn_t buddy_of(pfn_t pfn, unsigned order)
{
	return pfn ^ (1u << order);
}

/*
 * __rmqueue_smallest(): the head of the smallest list of this migrate type that is large enough,
 * split down to the order asked for. NO_PFN if there is none. All versions; counters are the
 * caller's.
 */
pfn_t rmqueue_smallest(struct machine *m, zid_t zone, unsigned order, uint8_t migratetype);

/*
 * Takes a known free block off its list and splits it down to the order asked for; the upper
 * halves go to the lists of another type, or of b.migratetype: page_del_and_expand(), 6.12.
 */
void take_block_to(struct machine *m, zid_t zone, struct block b, unsigned order, uint8_t rest);
void take_block(struct machine *m, zid_t zone, struct block b, unsigned order);

/*
 * expand() of a block that is on no list: its upper parts go to the lists of b.migratetype, and are
 * counted there. 6.12.
 */
void give_upper_parts(struct machine *m, zid_t zone, struct block b, unsigned order);

/*
 * account_freepages() of 6.12, for what a list operation that is not told by others changes: free
 * pages of this type, CMA and highatomic ones apart; none for ISOLATE. Does nothing in kernels
 * whose callers count.
 */
void account_free_pages(struct machine *m, zid_t zone, int64_t delta, uint8_t migratetype);

/* move_to_free_list(): takes a free block off its list and puts it on another type's. */
void move_to_free_list(struct machine *m, zid_t zone, pfn_t pfn, uint8_t migratetype);

/*
 * move_freepages_block(): every free block of pfn's pageblock to another type's lists. Returns the
 * pages moved, 0 if the pageblock sticks out of the zone's end. 5.10 and later.
 */
int64_t move_freepages_block(struct machine *m, zid_t zone, pfn_t pfn, uint8_t migratetype);

/* Pages that move_freepages_block() would move, and those of the others that count as movable. */
struct pageblock_census {
	int64_t free, movable;
	bool inside;            /* the pageblock ends inside the zone */
	bool whole;             /* and begins there */
};
struct pageblock_census pageblock_census(const struct world *w, zid_t zone, pfn_t pfn);

/* set_pageblock_migratetype(), for one pageblock and for all that a block of this order covers. */
void set_pageblock_type(struct machine *m, pfn_t pfn, uint8_t migratetype);
void set_pageblock_types(struct machine *m, struct block b, uint8_t migratetype);

/*
 * __free_one_page(): counts the block free, merges it with its free buddies as far as the kernel
 * allows, and puts it on the list of b.migratetype. All versions.
 */
enum { FPI_NONE, FPI_TO_TAIL };
void free_one_page(struct machine *m, zid_t zone, struct block b, int fpi);

/*
 * free_one_page(): a block that did not come from a PCP list. 6.12 frees a larger one pageblock by
 * pageblock, each by its own type (split_large_buddy()); others as a whole, by b.migratetype.
 */
void free_to_buddy(struct machine *m, zid_t zone, struct block b, int fpi);

/* has_isolate_pageblock() changes which type a freed block gets: 4.7 to 6.1. */
uint8_t free_type(const struct world *w, zid_t zone, pfn_t pfn, uint8_t remembered);

/* Rules that kernels.c picks from. */
bool merge_always(const struct zone *z, uint8_t mt, uint8_t buddy_mt);         /* 2.6.34 */
bool merge_unless_isolated(const struct zone *z, uint8_t mt, uint8_t buddy_mt);
bool merge_if_mergeable(const struct zone *z, uint8_t mt, uint8_t buddy_mt);

#endif
