/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup_rules.h - the arithmetic of setup.c: from sizes to marks, reserves and PCP sizes.
 *
 * Pure functions; kernels.c picks those that a kernel uses. Pages, where no other unit is named.
 */
#ifndef CORE_SETUP_RULES_H
#define CORE_SETUP_RULES_H

#include "world.h"

enum { KB_A_PAGE = 1 << (PAGE_SHIFT - 10) };

/* ---- min_free_kbytes ---- */

/*
 * init_per_zone_wmark_min(): the square root of 16 times the low memory in kB, at least 128 kB and
 * at most `most` kB, but never less than what the user asked for (-1: nothing). In kB. 4.7 and
 * later.
 */
int64_t min_free_kbytes_by_size(int64_t buffer_pages, int64_t user_kbytes, int64_t most);

/*
 * set_recommended_min_free_kbytes(): room for huge pages, in kB: eleven pageblocks a zone, but at
 * most a twentieth of the low memory. 4.7 and later.
 */
int64_t min_free_kbytes_for_thp(int64_t pageblock_pages, unsigned nr_zones, int64_t buffer_pages);

/* ---- watermarks ---- */

struct marks_in {
	int64_t pages_min;      /* min_free_kbytes, in pages */
	int64_t managed;        /* the zone's size */
	int64_t lowmem;         /* the size of all zones that are not highmem */
	int64_t scale_factor;   /* watermark_scale_factor: ten thousandths of the size */
	bool highmem;
};

struct zone_marks {
	int64_t at[NR_WMARK];
};

/*
 * __setup_per_zone_wmarks(): min is the zone's share of pages_min, and the marks above it are
 * equally far apart. 6.1 and later; without the promo mark, which is 0, from 4.7 to 5.10.
 */
struct zone_marks marks_with_promo(struct marks_in in);
struct zone_marks marks_by_scale_factor(struct marks_in in);

/* The same in 2.6.34: a quarter and a half above min, and min is not scaled by the zone's size. */
struct zone_marks marks_by_quarters(struct marks_in in);

/* ---- reserves ---- */

/* The zones of one node. */
struct reserve_in {
	unsigned nr_zones;
	int64_t managed[MAX_NR_ZONES];
	int64_t ratio[MAX_NR_ZONES];
};

/* of[i][j]: pages of zone i kept from requests that could have used zone j. */
struct lowmem_reserves {
	int64_t of[MAX_NR_ZONES][MAX_NR_ZONES];
};

/*
 * setup_per_zone_lowmem_reserve(): the sizes of zones i + 1 to j, divided by the ratio of zone i;
 * no reserve where the ratio is 0 or zone i is empty. 6.1 and 6.12.
 */
struct lowmem_reserves reserve_of_zones_above(const struct reserve_in *in);

/* The same up to 4.12: no ratio is 0, and an empty zone has a reserve, too. */
struct lowmem_reserves reserve_at_any_ratio(const struct reserve_in *in);

/* The same in 5.10.7: a zone without a ratio, or without pages, is not counted for those below. */
struct lowmem_reserves reserve_leaving_out(const struct reserve_in *in);

/*
 * calculate_totalreserve_pages(): pages of this zone that page cache must not count on, its
 * largest reserve and its high mark, but not more than it has. All versions.
 */
int64_t zone_totalreserve(const struct zone *z, unsigned idx);

/* ---- per-cpu lists and counters ---- */

/*
 * zone_batchsize(): pages that move between a PCP list and the buddy lists at once; cap is in
 * pages. 0 for a tiny zone. All versions.
 */
int64_t pcp_batchsize(int64_t managed, int64_t cap);

struct pcp_size_in {
	int64_t managed, cap;
	int64_t low;            /* low mark, boost included */
	int64_t high_fraction;  /* percpu_pagelist_high_fraction, or 0 */
	int64_t fraction;       /* percpu_pagelist_fraction, or 0: up to 5.10 */
	int64_t cpus;           /* that share the zone */
};

struct pcp_size {
	int64_t batch, high;
	int64_t high_min, high_max;     /* where high moves between the two: 6.12 */
};

/*
 * zone_highsize(): all CPUs of the node together may hold the low mark's worth of pages, or the
 * configured fraction of the zone; each at least four batches. 6.1.
 */
struct pcp_size pcp_size_by_low_mark(struct pcp_size_in in);

/* zone_set_pageset_high_and_batch(), 6.12: the same bound below, an eighth of the zone above. */
struct pcp_size pcp_size_by_use(struct pcp_size_in in);

/* pageset_set_high_and_batch(): six batches, or the configured fraction. Up to 5.10. */
struct pcp_size pcp_size_six_batches(struct pcp_size_in in);

/* calculate_normal_threshold(): how far a CPU's part of a counter may drift. All versions. */
int64_t normal_stat_threshold(unsigned nr_cpus, int64_t managed);

/*
 * refresh_zone_stat_thresholds(): the number of free pages below which the drift of all CPUs
 * together could hide that the min mark was crossed; 0 if it never could. 4.7 and later.
 */
int64_t drift_mark(unsigned nr_cpus, int64_t stat_threshold, const struct zone *z);

#endif
