/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watermark.h - may this zone give away 2^order pages? Pure: numbers in, verdict and numbers out.
 */
#ifndef CORE_WATERMARK_H
#define CORE_WATERMARK_H

#include "world.h"

/* With all of `need` and none of `unless` in the ALLOC_* flags: min -= min / divisor. */
struct reserve_rule {
	uint32_t need, unless;
	int64_t divisor;
};

struct wmark_in {
	int64_t free_pages, unusable, mark, lowmem_reserve;
	uint32_t alloc_flags;
};

struct wmark_out {
	int64_t usable, min, lowmem_reserve;
	bool ok;
};

/* What changed between kernels and is only data. */
struct watermark_rules {
	struct wmark_out (*quick)(struct wmark_in in);  /* zone_watermark_fast(), order 0 */
	bool quick_cma_only;            /* which discounts CMA pages only */
	const struct reserve_rule *reserve;     /* applied in order; ends with need 0 */
	uint32_t count_highatomic;      /* flags that make the highatomic reserve count as free */
	bool discount_free_only;        /* for others only its free pages are unusable */
	uint32_t use_highatomic;        /* flags that make a block on a HIGHATOMIC list suitable */
	uint32_t use_any_list;          /* flags that make a block on any list suitable */
	uint32_t unboosted_flags;       /* flags, or GFP flags, that may ignore the boost ... */
	gfp_t unboosted_gfp;            /* ... for order 0 at the min mark */
};

/*
 * The order-0 half of __zone_watermark_ok(): usable pages against the lowered mark and the
 * reserve, strictly greater. All versions from 4.7.
 */
struct wmark_out watermark_order0(struct wmark_in in, const struct reserve_rule *rules);

/*
 * The quick test of zone_watermark_fast() for order 0: the mark is not lowered, and no more is
 * subtracted than is there. 6.1 and later, and late 5.10.y.
 */
struct wmark_out watermark_quick(struct wmark_in in);

/*
 * The same up to 5.10.7, compared unsigned: with less free than unusable the difference wraps
 * around, and the test passes.
 */
struct wmark_out watermark_quick_wrapping(struct wmark_in in);

/* __zone_watermark_unusable_free(): pages free, but not for this request. 5.10 and later. */
int64_t watermark_unusable(const struct zone *z, unsigned order, uint32_t alloc_flags,
			   const struct watermark_rules *rules);

/* The first block that would do, by order and then migrate type. 4.7 and later. */
struct wmark_block {
	bool ok;
	unsigned order;
	enum migratetype migratetype;
};
struct wmark_block watermark_block(const struct zone *z, unsigned order, uint32_t alloc_flags,
				   const struct watermark_rules *rules);

/* All of __zone_watermark_ok() for callers that only want the verdict. */
struct wmark_query {
	unsigned order, highest_zoneidx;
	int64_t mark, free_pages;
	uint32_t alloc_flags;
};
bool watermark_ok(const struct zone *z, struct wmark_query q, const struct watermark_rules *rules);

#endif
