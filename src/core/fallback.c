/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fallback.c - stealing from other migrate types, and the watermark boost that it costs.
 *
 * Follows __rmqueue_fallback(), find_suitable_fallback(), steal_suitable_fallback() and
 * boost_watermark() of mm/page_alloc.c, 6.1. The largest block is looked for first, so that a
 * pageblock is taken over once rather than many blocks polluted; only a MOVABLE request that
 * would have to split a large block takes the smallest instead.
 */
#include "fallback.h"

#include "buddy.h"

/* Which types to take from, in order. Others are never taken from. */
static const uint8_t fallback_types[MIGRATE_PCPTYPES][2] = {
	[MIGRATE_UNMOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE },
	[MIGRATE_MOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
	[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE },
};

/* A block of another type, or order NR_ORDERS if there is none. */
static struct block find_block(const struct zone *z, unsigned order, uint8_t for_type)
{
	const struct free_area *area = &z->free_area[order];

	for (unsigned i = 0; area->nr_free && i < 2; i++) {
		uint8_t mt = fallback_types[for_type][i];

		if (area->list[mt].first)
			return (struct block){ list_first(&area->list[mt]), order, mt };
	}
	return (struct block){ NO_PFN, NR_ORDERS, 0 };
}

/* can_steal_fallback(): may the free pages around the block come along? */
static bool takes_pageblock(const struct world *w, unsigned order, uint8_t for_type)
{
	return order >= w->pageblock_order / 2 || for_type != MIGRATE_MOVABLE ||
	       w->setting[SET_MOBILITY_DISABLED];
}

static struct block find_fallback(const struct alloc_context *ac, unsigned floor)
{
	struct block b = { NO_PFN, NR_ORDERS, 0 };

	for (unsigned o = NR_ORDERS; b.pfn == NO_PFN && o-- > floor;)
		b = find_block(ac_zone(ac), o, (uint8_t)ac->migratetype);
	if (b.pfn == NO_PFN || b.order == ac->order || !ac->k->fallback.smallest_for_movable ||
	    takes_pageblock(ac->w, b.order, (uint8_t)ac->migratetype))
		return b;
	b.pfn = NO_PFN;
	for (unsigned o = ac->order; b.pfn == NO_PFN && o < NR_ORDERS; o++)
		b = find_block(ac_zone(ac), o, (uint8_t)ac->migratetype);
	return b;
}

struct boost boost_watermark(const struct world *w, const struct zone *z)
{
	int64_t factor = w->setting[SET_WATERMARK_BOOST_FACTOR];
	int64_t high = z->watermark[WMARK_HIGH];
	struct boost b = { .boost = z->watermark_boost };

	if (!factor || 4 * pageblock_pages(w) > z->managed)
		return b;
	b.max = high / 10000 * factor + high % 10000 * factor / 10000;
	if (!b.max)
		return b;
	if (b.max < pageblock_pages(w))
		b.max = pageblock_pages(w);
	b.boost += pageblock_pages(w);
	if (b.boost > b.max)
		b.boost = b.max;
	b.boosted = true;
	return b;
}

static void boost(struct alloc_context *ac)
{
	const struct zone *z = ac_zone(ac);
	struct boost b = boost_watermark(ac->w, z);

	if (ac->k->boost_wake == BOOST_WAKE_NEVER)
		return;
	ac_says(ac, EVENT_BOOST, NO_PFN, b.boosted, NUMBERS(b.boost, b.max));
	if (!b.boosted)
		return;
	set_field(ac->m, EVENT_WATERMARK_BOOST, ac->zone, z->watermark_boost, b.boost);
	if (ac->alloc_flags & ALLOC_KSWAPD)
		set_field(ac->m, EVENT_ZONE_FLAGS, ac->zone, z->flags,
			  z->flags | ZONE_BOOSTED_WATERMARK);
}

/* Pages of the pageblock that suit the request's type although they are in use. */
static int64_t alike_pages(const struct alloc_context *ac, const struct pageblock_census *c,
			   uint8_t old_type)
{
	if (ac->migratetype == MIGRATE_MOVABLE)
		return c->movable;
	return old_type == MIGRATE_MOVABLE ? pageblock_pages(ac->w) - (c->free + c->movable) : 0;
}

struct claim {
	struct pageblock_census c;
	int64_t alike, needed;
	bool enough;            /* half of the pageblock or more would suit the request's type */
};

static struct claim weigh_claim(const struct alloc_context *ac, struct block b, uint8_t old_type)
{
	struct claim claim = { .c = pageblock_census(ac->w, ac->zone, b.pfn),
			       .needed = pageblock_pages(ac->w) / 2 };

	claim.alike = alike_pages(ac, &claim.c, old_type);
	claim.enough =
		claim.c.free + claim.alike >= claim.needed || ac->w->setting[SET_MOBILITY_DISABLED];
	return claim;
}

static void say_claim(struct alloc_context *ac, const struct claim *claim, struct block b,
		      uint8_t old_type)
{
	ac_says(ac, EVENT_CLAIM, b.pfn, claim->enough,
		NUMBERS(claim->c.free, claim->c.movable, claim->alike, claim->needed, old_type,
			ac->migratetype));
}

/* The free pages of the block's pageblock come along; half of them or more: the type, too. */
static void steal_pageblock(struct alloc_context *ac, struct block b, uint8_t old_type)
{
	uint8_t mt = (uint8_t)ac->migratetype;
	struct claim claim = weigh_claim(ac, b, old_type);

	if (!move_freepages_block(ac->m, ac->zone, b.pfn, mt)) {
		move_to_free_list(ac->m, ac->zone, b.pfn, mt);
		return;
	}
	say_claim(ac, &claim, b, old_type);
	if (claim.enough)
		set_pageblock_type(ac->m, b.pfn, mt);
}

/* steal_suitable_fallback() */
static void steal(struct alloc_context *ac, struct block b)
{
	uint8_t mt = (uint8_t)ac->migratetype, old_type = pageblock_type(ac->w, b.pfn);

	if (old_type == MIGRATE_HIGHATOMIC) {
		move_to_free_list(ac->m, ac->zone, b.pfn, mt);
	} else if (b.order >= ac->w->pageblock_order) {
		set_pageblock_types(ac->m, b, mt);
		move_to_free_list(ac->m, ac->zone, b.pfn, mt);
	} else {
		boost(ac);
		if (takes_pageblock(ac->w, b.order, mt))
			steal_pageblock(ac, b, old_type);
		else
			move_to_free_list(ac->m, ac->zone, b.pfn, mt);
	}
}

/* ALLOC_NOFRAGMENT: nothing smaller than a pageblock may be taken from another type. */
static unsigned smallest_allowed(const struct alloc_context *ac)
{
	bool nofragment =
		ac->alloc_flags & ALLOC_NOFRAGMENT &&
		(ac->order < ac->w->pageblock_order ||
			   ac->k->fallback.floor_above_pageblock);

	return nofragment ? ac->w->pageblock_order : ac->order;
}

static void say_fallback(struct alloc_context *ac, struct block b, unsigned floor)
{
	if (b.pfn == NO_PFN)
		ac_says(ac, EVENT_FALLBACK_NONE, NO_PFN, false, NUMBERS(ac->migratetype, floor));
	else
		ac_says(ac, EVENT_FALLBACK, b.pfn, true,
			NUMBERS(b.order, b.migratetype, ac->migratetype,
				takes_pageblock(ac->w, b.order, (uint8_t)ac->migratetype), floor));
}

enum verdict fallback_then_retry(struct alloc_context *ac)
{
	unsigned floor = smallest_allowed(ac);
	struct block b = find_fallback(ac, floor);

	say_fallback(ac, b, floor);
	if (b.pfn == NO_PFN)
		return NEXT_CHECK;
	steal(ac, b);
	return RETRY;
}

static enum verdict took(struct alloc_context *ac, pfn_t pfn, uint8_t migratetype)
{
	ac_says(ac, EVENT_BUDDY_TAKE, pfn, pfn != NO_PFN, NUMBERS(migratetype, SOURCE_FALLBACK));
	if (pfn == NO_PFN)
		return NEXT_CHECK;
	ac->page = pfn;
	ac->page_type = migratetype;
	return GOT_PAGE;
}

/* ---- split what is found ---- */

/* The pageblock's free pages come along; half of it or more: its type, too. */
static void take_over(struct alloc_context *ac, struct block b)
{
	uint8_t mt = (uint8_t)ac->migratetype, old_type = pageblock_type(ac->w, b.pfn);
	int64_t moved, needed = pageblock_pages(ac->w) / 2;
	bool claim;

	if (b.order >= ac->w->pageblock_order) {
		set_pageblock_types(ac->m, b, mt);
		return;
	}
	moved = move_freepages_block(ac->m, ac->zone, b.pfn, mt);
	claim = moved >= needed || ac->w->setting[SET_MOBILITY_DISABLED];
	ac_says(ac, EVENT_CLAIM, b.pfn, claim, NUMBERS(moved, 0, 0, needed, old_type, mt));
	if (claim)
		set_pageblock_type(ac->m, b.pfn, mt);
}

enum verdict fallback_split_found(struct alloc_context *ac)
{
	uint8_t mt = (uint8_t)ac->migratetype;
	struct block b = find_fallback(ac, ac->order);

	say_fallback(ac, b, ac->order);
	if (b.pfn == NO_PFN)
		return NEXT_CHECK;
	if (takes_pageblock(ac->w, b.order, mt))
		take_over(ac, b);
	take_block(ac->m, ac->zone, (struct block){ b.pfn, b.order, mt }, ac->order);
	return took(ac, b.pfn, mt);
}

enum verdict fallback_split_or_take_over(struct alloc_context *ac)
{
	uint8_t mt = (uint8_t)ac->migratetype, rest;
	struct block b = find_fallback(ac, ac->order);
	bool whole = b.order >= ac->w->pageblock_order / 2 || mt == MIGRATE_RECLAIMABLE ||
		     ac->w->setting[SET_MOBILITY_DISABLED];
	int64_t moved;

	say_fallback(ac, b, ac->order);
	if (b.pfn == NO_PFN)
		return NEXT_CHECK;
	rest = whole ? mt : b.migratetype;
	if (whole) {
		uint8_t old_type = pageblock_type(ac->w, b.pfn);
		int64_t needed = pageblock_pages(ac->w) / 2;

		moved = move_freepages_block(ac->m, ac->zone, b.pfn, mt);
		ac_says(ac, EVENT_CLAIM, b.pfn, moved >= needed,
			NUMBERS(moved, 0, 0, needed, old_type, mt));
		if (moved >= needed || ac->w->setting[SET_MOBILITY_DISABLED])
			set_pageblock_type(ac->m, b.pfn, mt);
	}
	/* A pageblock that sticks out of the zone moved nothing: the block is where it was. */
	b.migratetype = ac->w->page[b.pfn].migratetype;
	if (b.order >= ac->w->pageblock_order)
		set_pageblock_types(ac->m, b, mt);
	take_block_to(ac->m, ac->zone, b, ac->order, rest);
	return took(ac, b.pfn, mt);
}

/* ---- claim, then steal ---- */

/*
 * A block of a pageblock or more changes hands whole. Its pages are counted out under the old type
 * and what is left of it in under the new one.
 */
static enum verdict claim_whole(struct alloc_context *ac, struct block b)
{
	uint8_t mt = (uint8_t)ac->migratetype;

	take_block(ac->m, ac->zone, b, b.order);
	set_pageblock_types(ac->m, b, mt);
	give_upper_parts(ac->m, ac->zone, (struct block){ b.pfn, b.order, mt }, ac->order);
	return took(ac, b.pfn, mt);
}

/* try_to_claim_block() */
static enum verdict try_claim(struct alloc_context *ac, struct block b)
{
	uint8_t mt = (uint8_t)ac->migratetype, old_type = pageblock_type(ac->w, b.pfn);
	struct claim claim;

	if (old_type == MIGRATE_HIGHATOMIC)
		return NEXT_CHECK;
	if (b.order >= ac->w->pageblock_order)
		return claim_whole(ac, b);
	boost(ac);
	claim = weigh_claim(ac, b, old_type);
	if (!claim.c.whole)
		return NEXT_CHECK;
	say_claim(ac, &claim, b, old_type);
	if (!claim.enough)
		return NEXT_CHECK;
	move_freepages_block(ac->m, ac->zone, b.pfn, mt);
	set_pageblock_type(ac->m, b.pfn, mt);
	return took(ac, rmqueue_smallest(ac->m, ac->zone, ac->order, mt), mt);
}

enum verdict claim_pageblock(struct alloc_context *ac)
{
	unsigned floor = smallest_allowed(ac);
	uint8_t mt = (uint8_t)ac->migratetype;

	if (ac->mode > RMQUEUE_CLAIM)
		return NEXT_CHECK;
	for (unsigned o = NR_ORDERS; o-- > floor;) {
		struct block b = find_block(ac_zone(ac), o, mt);

		if (b.pfn == NO_PFN)
			continue;
		if (!takes_pageblock(ac->w, o, mt))
			break;
		say_fallback(ac, b, floor);
		if (try_claim(ac, b) == GOT_PAGE) {
			ac->mode = RMQUEUE_NORMAL;
			return GOT_PAGE;
		}
	}
	return NEXT_CHECK;
}

enum verdict steal_one(struct alloc_context *ac)
{
	struct block b = { NO_PFN, NR_ORDERS, 0 };

	if (ac->alloc_flags & ALLOC_NOFRAGMENT)
		return NEXT_CHECK;
	for (unsigned o = ac->order; b.pfn == NO_PFN && o < NR_ORDERS; o++)
		b = find_block(ac_zone(ac), o, (uint8_t)ac->migratetype);
	say_fallback(ac, b, ac->order);
	if (b.pfn == NO_PFN)
		return NEXT_CHECK;
	take_block(ac->m, ac->zone, b, ac->order);
	ac->mode = RMQUEUE_STEAL;
	return took(ac, b.pfn, b.migratetype);
}
