/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worlds.h - small worlds to make requests in, and readers that print their lists.
 *
 * Lists are written as people draw them, with hexadecimal page frame numbers, head first:
 *
 *	free lists	"10U: 1000; 5M: 1020 1400"	order, type, blocks; largest order first
 *	PCP lists	"U0: 1001 1002; THP-M: 1200"	type, order, blocks
 *	pageblocks	"1000=U 1200=M"
 *
 * Types: U unmovable, M movable, R reclaimable, H highatomic, C CMA, I isolate, RSV reserve (of
 * 2.6.34).
 */
#ifndef TESTS_CORE_WORLDS_H
#define TESTS_CORE_WORLDS_H

#include "core/kernels.h"
#include "core/request.h"

/* Zones of x86-64, on two nodes. */
enum { N0_DMA = 0, N0_DMA32 = 1, N0_NORMAL = 2, N1_DMA32 = 6, N1_NORMAL = 7, N1_MOVABLE = 8 };

enum {
	GFP_ATOMIC = GFP_F_HIGH | GFP_F_ATOMIC | GFP_F_KSWAPD_RECLAIM,
	GFP_NOWAIT = GFP_F_KSWAPD_RECLAIM,
	GFP_NOIO = GFP_F_RECLAIM,
	GFP_KERNEL = GFP_F_RECLAIM | GFP_F_IO | GFP_F_FS,
	GFP_HIGHUSER_MOVABLE = GFP_KERNEL | GFP_F_HARDWALL | GFP_F_HIGHMEM | GFP_F_MOVABLE,
};

/* ---- kernels ---- */

/* What a row of a table may say it holds for. */
#define UP_TO_4_7 "2.6.34 4.7"
#define UP_TO_4_12 UP_TO_4_7 " 4.12"
#define UP_TO_5_10 UP_TO_4_12 " 5.10"
#define UP_TO_6_1 UP_TO_5_10 " 6.1"
#define ALL_KERNELS UP_TO_6_1 " 6.12"
#define SINCE_6_1 "6.1 6.12"
#define SINCE_5_10 "5.10 " SINCE_6_1
#define SINCE_4_12 "4.12 " SINCE_5_10
#define SINCE_4_7 "4.7 " SINCE_4_12

/* The next of the kernels named there, separated by spaces; NULL behind the last. */
const struct kernel *kernels_next(const char **names);

/* ---- worlds ---- */

struct zone_row {
	zid_t zone;
	pfn_t start;
	int64_t pages;          /* spanned, present and managed */
};

/*
 * Zones of the given nodes, all of whose pages are in use, in MOVABLE pageblocks. Two CPUs, both of
 * node 0; CPU 0 asks. batch 4, high 24, no watermarks, no reserves, stat_threshold 0, cpusets off,
 * watermark_boost_factor 15000. The caller owns it.
 */
struct world *worlds_new(const struct zone_row *rows, size_t n);

/* Node 0 with one zone, Normal, from 1000 to 1fff. */
struct world *worlds_one_zone(void);

/* Pages in use become free, behind what the lists hold already. */
void worlds_put_free(struct world *w, zid_t zone, const char *lists);

/* `pages` free pages, with one block for each bit of the number. */
void worlds_fill(struct world *w, zid_t zone, int64_t pages, enum migratetype migratetype);

/* n blocks of one order from pfn on, each beside a buddy in use; returns the pfn behind them. */
pfn_t worlds_put_lone(struct world *w, zid_t zone, pfn_t pfn, size_t n, unsigned order,
		      enum migratetype migratetype);

/* A unit in use from pfn on waits to be accepted, behind the zone's others. */
void worlds_put_unaccepted(struct world *w, zid_t zone, pfn_t pfn);

/* Pages in use go to CPU 0's PCP lists. They will drain to their pageblock's type. */
void worlds_put_pcp(struct world *w, zid_t zone, const char *lists);

void worlds_set_pageblocks(struct world *w, const char *types);
void worlds_set_pcp(struct world *w, zid_t zone, int64_t batch, int64_t high);
void worlds_set_managed(struct world *w, zid_t zone, int64_t managed);
void worlds_set_marks(struct world *w, zid_t zone, int64_t min, int64_t low, int64_t high);

/* Those of these pages that are in use are on an LRU list. */
void worlds_set_lru(struct world *w, pfn_t pfn, int64_t pages);

/* ---- readers ---- */

struct lists {
	char text[1000];
};

struct lists worlds_free(const struct world *w, zid_t zone);
struct lists worlds_pcp(const struct world *w, zid_t zone);             /* of CPU 0 */
struct lists worlds_pageblocks(const struct world *w, zid_t zone);
int64_t worlds_pcp_count(const struct world *w, zid_t zone);            /* of CPU 0 */

/* ---- events ---- */

struct recorder {
	struct event *event;
	size_t n, room;
};

struct sink recorder_sink(struct recorder *r);
void recorder_done(struct recorder *r);
size_t recorder_count(const struct recorder *r, enum event_kind kind);

/* The i-th event of this kind, from 0, or NULL. */
const struct event *recorder_find(const struct recorder *r, enum event_kind kind, size_t i);

/* The last one, or NULL. */
const struct event *recorder_last(const struct recorder *r, enum event_kind kind);

/* ---- a world with a machine on it, and what it told ---- */

struct scene {
	struct world *w;
	struct machine *m;
	struct recorder r;
};

/* This kernel on w, which the scene now owns. s must not move until scene_close(). */
void scene_open_on(struct scene *s, const struct kernel *k, struct world *w);

/* Kernel 6.1. */
void scene_open(struct scene *s, struct world *w);
void scene_close(struct scene *s);

/* What a rung is given: an attempt with these flags that has come to the zonelist's first zone. */
struct alloc_context scene_context(struct scene *s, unsigned order, enum migratetype migratetype,
				   uint32_t alloc_flags);

/* rmqueue() in that zone, and what is done after it. NO_PFN if it has nothing. */
pfn_t scene_take(struct scene *s, unsigned order, enum migratetype migratetype,
		 uint32_t alloc_flags);

struct result scene_alloc(struct scene *s, unsigned order, gfp_t gfp);
struct result scene_free(struct scene *s, pfn_t pfn, unsigned order);

/* Reports through Criterion if the world does not hold its invariants. */
void scene_expect_invariants(const struct scene *s, const char *when);

#endif
