/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup_rules.c - from the sizes of zones to marks, reserves, PCP sizes and thresholds: numbers in,
 * numbers out.
 *
 * Follows init_per_zone_wmark_min(), __setup_per_zone_wmarks(), setup_per_zone_lowmem_reserve() and
 * zone_set_pageset_high_and_batch() of mm/page_alloc.c, refresh_zone_stat_thresholds() of
 * mm/vmstat.c, set_recommended_min_free_kbytes() of mm/khugepaged.c. All divisions truncate, as the
 * kernel's do.
 */
#include "setup_rules.h"

enum { LEAST_MIN_FREE_KBYTES = 128, MAX_STAT_THRESHOLD = 125 };

static int64_t at_most(int64_t x, int64_t most)
{
	return x < most ? x : most;
}

static int64_t at_least(int64_t x, int64_t least)
{
	return x > least ? x : least;
}

/* ---- min_free_kbytes ---- */

/* int_sqrt(): bit by bit, rounded down. */
static int64_t square_root(int64_t x)
{
	int64_t root = 0;

	for (int64_t bit = (int64_t)1 << 31; bit; bit >>= 1)
		if ((root + bit) * (root + bit) <= x)
			root += bit;
	return root;
}

int64_t min_free_kbytes_by_size(int64_t buffer_pages, int64_t user_kbytes, int64_t most)
{
	int64_t kbytes = square_root(buffer_pages * KB_A_PAGE * 16);

	if (kbytes <= user_kbytes)
		return user_kbytes;
	return at_least(at_most(kbytes, most), LEAST_MIN_FREE_KBYTES);
}

int64_t min_free_kbytes_for_thp(int64_t pageblock_pages, unsigned nr_zones, int64_t buffer_pages)
{
	/* Two free pageblocks in every zone, and one for each pair of types that fall back. */
	int64_t pages = pageblock_pages * nr_zones * 2 +
			pageblock_pages * nr_zones * MIGRATE_PCPTYPES * MIGRATE_PCPTYPES;

	return at_most(pages, buffer_pages / 20) * KB_A_PAGE;
}

/* ---- watermarks ---- */

struct zone_marks marks_with_promo(struct marks_in in)
{
	int64_t share = in.lowmem ? in.pages_min * in.managed / in.lowmem : 0;
	int64_t step = at_least(share / 4, in.managed * in.scale_factor / 10000);
	struct zone_marks marks;

	/* Nobody needs highmem to free lowmem, so it keeps little; its step is not capped. */
	marks.at[WMARK_MIN] = in.highmem ? at_least(at_most(in.managed / 1024, 128), 32) : share;
	for (int i = WMARK_LOW; i < NR_WMARK; i++)
		marks.at[i] = marks.at[i - 1] + step;
	return marks;
}

struct zone_marks marks_by_scale_factor(struct marks_in in)
{
	struct zone_marks marks = marks_with_promo(in);

	marks.at[WMARK_PROMO] = 0;
	return marks;
}

struct zone_marks marks_by_quarters(struct marks_in in)
{
	int64_t share = in.lowmem ? in.pages_min * in.managed / in.lowmem : 0;
	struct zone_marks marks = { { 0 } };

	marks.at[WMARK_MIN] = in.highmem ? at_least(at_most(in.managed / 1024, 128), 32) : share;
	marks.at[WMARK_LOW] = marks.at[WMARK_MIN] + share / 4;
	marks.at[WMARK_HIGH] = marks.at[WMARK_MIN] + share / 2;
	return marks;
}

/* ---- reserves ---- */

struct lowmem_reserves reserve_of_zones_above(const struct reserve_in *in)
{
	struct lowmem_reserves reserves = { { { 0 } } };

	for (unsigned i = 0; i < in->nr_zones; i++) {
		int64_t above = 0;

		if (!in->ratio[i] || !in->managed[i])
			continue;
		for (unsigned j = i + 1; j < in->nr_zones; j++) {
			above += in->managed[j];
			reserves.of[i][j] = above / in->ratio[i];
		}
	}
	return reserves;
}

struct lowmem_reserves reserve_at_any_ratio(const struct reserve_in *in)
{
	struct lowmem_reserves reserves = { { { 0 } } };

	for (unsigned i = 0; i < in->nr_zones; i++) {
		int64_t above = 0;

		for (unsigned j = i + 1; j < in->nr_zones; j++) {
			above += in->managed[j];
			reserves.of[i][j] = above / at_least(in->ratio[i], 1);
		}
	}
	return reserves;
}

struct lowmem_reserves reserve_leaving_out(const struct reserve_in *in)
{
	struct lowmem_reserves reserves = { { { 0 } } };

	for (unsigned j = 1; j < in->nr_zones; j++) {
		int64_t above = in->managed[j];

		for (unsigned i = j; i-- > 0;) {
			if (!in->ratio[i] || !in->managed[i])
				continue;
			reserves.of[i][j] = above / in->ratio[i];
			above += in->managed[i];
		}
	}
	return reserves;
}

int64_t zone_totalreserve(const struct zone *z, unsigned idx)
{
	int64_t largest = 0;

	for (unsigned j = idx; j < MAX_NR_ZONES; j++)
		largest = at_least(z->lowmem_reserve[j], largest);
	return at_most(largest + zone_wmark(z, WMARK_HIGH), z->managed);
}

/* ---- per-cpu lists and counters ---- */

int64_t pcp_batchsize(int64_t managed, int64_t cap)
{
	int64_t batch = at_least(at_most(managed / 1024, cap) / 4, 1), power = 1;

	/* One below a power of two, against pages of one colour all on the same list. */
	while (power * 2 <= batch + batch / 2)
		power *= 2;
	return power - 1;
}

struct pcp_size pcp_size_by_low_mark(struct pcp_size_in in)
{
	int64_t batch = at_least(pcp_batchsize(in.managed, in.cap), 1);
	int64_t pages = in.high_fraction ? in.managed / in.high_fraction : in.low;

	return (struct pcp_size){ .batch = batch, .high = at_least(pages / in.cpus, batch * 4) };
}

struct pcp_size pcp_size_by_use(struct pcp_size_in in)
{
	struct pcp_size size = pcp_size_by_low_mark(in);

	/* high itself is clamped between the two when the list is first used. */
	size.high_min = size.high_max = size.high;
	size.high = 0;
	if (!in.high_fraction)
		size.high_max = at_least(in.managed / 8 / in.cpus, size.batch * 4);
	return size;
}

struct pcp_size pcp_size_six_batches(struct pcp_size_in in)
{
	int64_t batch = pcp_batchsize(in.managed, in.cap), high = 6 * batch;

	if (in.fraction) {
		high = in.managed / in.fraction;
		batch = at_most(high / 4, (int64_t)8 * PAGE_SHIFT);
	}
	return (struct pcp_size){ .batch = at_least(batch, 1), .high = high };
}

int64_t normal_stat_threshold(unsigned nr_cpus, int64_t managed)
{
	int64_t size = managed >> (27 - PAGE_SHIFT);    /* in 128 MiB */

	return at_most(2 * (int64_t)fls64u(nr_cpus) * (1 + (int64_t)fls64u((uint64_t)size)),
		       MAX_STAT_THRESHOLD);
}

int64_t drift_mark(unsigned nr_cpus, int64_t stat_threshold, const struct zone *z)
{
	int64_t drift = nr_cpus * stat_threshold;

	if (drift <= zone_wmark(z, WMARK_LOW) - zone_wmark(z, WMARK_MIN))
		return 0;
	return zone_wmark(z, WMARK_HIGH) + drift;
}
