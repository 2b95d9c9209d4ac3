/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watermark.c - the arithmetic of watermarks.
 *
 * Follows __zone_watermark_ok(), zone_watermark_fast() and __zone_watermark_unusable_free() of
 * mm/page_alloc.c. Two things changed over the years and are data here (kernels.c): which ALLOC_*
 * flags lower the mark, and by how much.
 *
 * Reads the zone's global counter only, as the kernel does: this CPU's unfolded delta
 * (counters.c) is not in it.
 */
#include "watermark.h"

struct wmark_out watermark_order0(struct wmark_in in, const struct reserve_rule *rules)
{
	struct wmark_out out = { .usable = in.free_pages - in.unusable, .min = in.mark,
				 .lowmem_reserve = in.lowmem_reserve };

	for (; rules->need; rules++)
		if ((in.alloc_flags & rules->need) == rules->need &&
		    !(in.alloc_flags & rules->unless))
			out.min -= out.min / rules->divisor;
	/* Strictly greater: a zone exactly at its mark must not give the page away. */
	out.ok = out.usable > out.min + out.lowmem_reserve;
	return out;
}

struct wmark_out watermark_quick(struct wmark_in in)
{
	int64_t unusable = in.unusable < in.free_pages ? in.unusable : in.free_pages;
	struct wmark_out out = { .usable = in.free_pages - unusable, .min = in.mark,
				 .lowmem_reserve = in.lowmem_reserve };

	out.ok = out.usable > out.min + out.lowmem_reserve;
	return out;
}

struct wmark_out watermark_quick_wrapping(struct wmark_in in)
{
	struct wmark_out out = { .usable = in.free_pages - in.unusable, .min = in.mark,
				 .lowmem_reserve = in.lowmem_reserve };

	out.ok = (uint64_t)out.usable > (uint64_t)(out.min + out.lowmem_reserve);
	return out;
}

int64_t watermark_unusable(const struct zone *z, unsigned order, uint32_t alloc_flags,
			   const struct watermark_rules *rules)
{
	int64_t unusable = ((int64_t)1 << order) - 1;

	/* Where the whole reserve is subtracted, in use or not, this is too much. */
	if (!(alloc_flags & rules->count_highatomic))
		unusable += rules->discount_free_only ? z->nr_free_highatomic :
							z->nr_reserved_highatomic;
	if (!(alloc_flags & ALLOC_CMA))
		unusable += zone_page_state(z, NR_FREE_CMA_PAGES);
	return unusable;
}

static bool list_holds(const struct free_area *area, enum migratetype mt)
{
	return area->list[mt].first != 0;
}

struct wmark_block watermark_block(const struct zone *z, unsigned order, uint32_t alloc_flags,
				   const struct watermark_rules *rules)
{
	for (unsigned o = order; o < NR_ORDERS; o++) {
		const struct free_area *area = &z->free_area[o];

		if (!area->nr_free)
			continue;
		if (alloc_flags & rules->use_any_list)
			return (struct wmark_block){ true, o, MIGRATE_TYPES };
		for (unsigned mt = 0; mt < MIGRATE_PCPTYPES; mt++)
			if (list_holds(area, mt))
				return (struct wmark_block){ true, o, mt };
		if ((alloc_flags & ALLOC_CMA) && list_holds(area, MIGRATE_CMA))
			return (struct wmark_block){ true, o, MIGRATE_CMA };
		if ((alloc_flags & rules->use_highatomic) && list_holds(area, MIGRATE_HIGHATOMIC))
			return (struct wmark_block){ true, o, MIGRATE_HIGHATOMIC };
	}
	return (struct wmark_block){ .ok = false };
}

bool watermark_ok(const struct zone *z, struct wmark_query q, const struct watermark_rules *rules)
{
	struct wmark_in in = {
		.free_pages = q.free_pages,
		.unusable = watermark_unusable(z, q.order, q.alloc_flags, rules),
		.mark = q.mark,
		.lowmem_reserve = z->lowmem_reserve[q.highest_zoneidx],
		.alloc_flags = q.alloc_flags,
	};

	if (!watermark_order0(in, rules->reserve).ok)
		return false;
	return q.order == 0 || watermark_block(z, q.order, q.alloc_flags, rules).ok;
}
