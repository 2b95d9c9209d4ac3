/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * units.h - the words every other file uses: page frame numbers, orders, migrate types, zones.
 *
 * Numbers here are this program's own and the same for every kernel. Where a kernel numbers a
 * thing differently (2.6.34 calls RECLAIMABLE 1 and MOVABLE 2), kernels.c holds its spelling and
 * src/import translates.
 */
#ifndef CORE_UNITS_H
#define CORE_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t pfn_t;
#define NO_PFN UINT32_MAX       /* so page frames end below 2^32 - 1 */

enum {
	PAGE_SHIFT = 12,
	NR_ORDERS = 11,         /* 0..10: MAX_ORDER in 6.1, NR_PAGE_ORDERS in 6.12 */
	MAX_ORDER_NR_PAGES = 1 << (NR_ORDERS - 1),
	MAX_NR_ZONES = 5,       /* per node; some layouts use fewer */
	MAX_NODES = 1024,
	MAX_CPUS = 4096,
};

/* Migrate types. The first three are MIGRATE_PCPTYPES: they have PCP lists of their own. */
enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_MOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_PCPTYPES,
	MIGRATE_HIGHATOMIC = MIGRATE_PCPTYPES,
	MIGRATE_CMA,
	MIGRATE_ISOLATE,
	MIGRATE_RESERVE,        /* 2.6.34 */
	MIGRATE_TYPES,
};
#define NO_MIGRATETYPE 0xff     /* a hole: no section behind this pageblock */

/* A zone of a node, counted through all nodes: node * MAX_NR_ZONES + index in the node. */
typedef uint16_t zid_t;
#define NO_ZONE UINT16_MAX

static inline unsigned zid_node(zid_t zid)
{
	return zid / MAX_NR_ZONES;
}

static inline unsigned zid_idx(zid_t zid)
{
	return zid % MAX_NR_ZONES;
}

static inline zid_t zid_of(unsigned node, unsigned idx)
{
	return (zid_t)(node * MAX_NR_ZONES + idx);
}

enum wmark { WMARK_MIN, WMARK_LOW, WMARK_HIGH, WMARK_PROMO, NR_WMARK };

/* fls(), as the kernel counts: the number of the highest set bit from 1, and 0 for 0. */
static inline unsigned fls64u(uint64_t x)
{
	return x ? 64u - (unsigned)__builtin_clzll(x) : 0;
}

/* get_order(): of the smallest block that holds so many bytes, 1 or more. */
static inline unsigned get_order(uint64_t bytes)
{
	return fls64u((bytes - 1) >> PAGE_SHIFT);
}

#endif
