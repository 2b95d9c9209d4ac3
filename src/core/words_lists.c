/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words_lists.c - what PCP lists and free lists gave and got, as a sentence with its numbers.
 */
#include "words_inside.h"

#include <inttypes.h>
#include <string.h>

#include "world.h"

static void pcp_take_words(struct text *t, const struct event *e)
{
	add(t, "PCP list %" PRId64 " gives its %s, pfn %" PRIu32 " (count %" PRId64
	       ", high %" PRId64 ")", e->v[0], e->v[3] ? "tail" : "head", e->pfn, e->v[1], e->v[2]);
}

static void pcp_refill_words(struct text *t, const struct event *e)
{
	add(t, "PCP list %" PRId64 " is empty: refill with %" PRId64 " block%s (batch %" PRId64
	       ", count %" PRId64 ")", e->v[0], e->v[1], e->v[1] == 1 ? "" : "s", e->v[2],
	    e->v[3]);
}

static void pcp_refilled_words(struct text *t, const struct event *e)
{
	add(t, "the refill got %" PRId64 " block%s", e->v[1], e->v[1] == 1 ? "" : "s");
}

static void pcp_empty_words(struct text *t, const struct event *e)
{
	add(t, "PCP list %" PRId64 " stays empty", e->v[0]);
}

static void buddy_take_words(struct text *t, const struct event *e)
{
	/* The list that was looked at: not always that of the type that was asked for. */
	const char *list = migratetype_name((unsigned)e->v[0]);

	if (e->verdict)
		add(t, "%s list gives pfn %" PRIu32, list, e->pfn);
	else
		add(t, "no %s block of order %u or more", list, e->order);
}

static void split_words(struct text *t, const struct event *e)
{
	add(t, "split pfn %" PRIu32 " from order %" PRId64 " to %" PRId64
	       ", upper half (pfn %" PRIu32 ") to the %s list", e->pfn, e->v[0], e->v[1],
	    e->pfn + (e->v[1] >= 0 && e->v[1] < NR_ORDERS ? UINT32_C(1) << e->v[1] : 0),
	    migratetype_name(e->migratetype));
}

static void cma_balance_words(struct text *t, const struct event *e)
{
	add(t, "free CMA %" PRId64 " %s half of free %" PRId64, e->v[0],
	    e->verdict ? ">" : "<=", e->v[1]);
}

static void fallback_words(struct text *t, const struct event *e)
{
	add(t, "pfn %" PRIu32 " of order %" PRId64 " is on the %s list, for %s; %s", e->pfn,
	    e->v[0], migratetype_name((unsigned)e->v[1]), migratetype_name((unsigned)e->v[2]),
	    e->v[3] ? "the pageblock's free pages may come along" : "only this block");
}

static void fallback_none_words(struct text *t, const struct event *e)
{
	add(t, "no other type has a block of order %" PRId64 " or more for %s", e->v[1],
	    migratetype_name((unsigned)e->v[0]));
}

static void claim_words(struct text *t, const struct event *e)
{
	add(t, "free %" PRId64 " + alike %" PRId64 " %s half a pageblock %" PRId64
	       " (movable %" PRId64 "): the pageblock %s", e->v[0], e->v[2],
	    e->verdict ? ">=" : "<", e->v[3], e->v[1],
	    e->verdict ? "changes its type to " : "stays ");
	add(t, "%s", migratetype_name((unsigned)(e->verdict ? e->v[5] : e->v[4])));
}

static void boost_words(struct text *t, const struct event *e)
{
	if (e->verdict)
		add(t, "watermark_boost rises to %" PRId64 " of at most %" PRId64, e->v[0],
		    e->v[1]);
	else
		add(t, "no watermark boost in this zone");
}

static void reserve_words(struct text *t, const struct event *e)
{
	add(t, "reserved %" PRId64 " of at most %" PRId64 ", the pageblock is %s: %s", e->v[0],
	    e->v[1], migratetype_name((unsigned)e->v[2]),
	    e->verdict ? "it becomes HighAtomic" : "nothing is reserved");
}

static void unreserve_words(struct text *t, const struct event *e)
{
	add(t, "the pageblock at pfn %" PRIu32 " becomes %s, %" PRId64
	       " free pages move; %" PRId64 " stay reserved", e->pfn,
	    migratetype_name((unsigned)e->v[2]), e->v[1], e->v[0]);
}

static void prep_words(struct text *t, const struct event *e)
{
	add_pfn(t, e->pfn);
	add(t, "%s%s%s", e->v[0] ? ", zeroed" : "", e->v[1] ? ", compound" : "",
	    e->v[2] ? ", marked pfmemalloc" : "");
}

static void bulk_words(struct text *t, const struct event *e)
{
	add(t, "%" PRId64 " pages from ", e->v[0]);
	add_zone(t, e->zone);
	add(t, " need mark %" PRId64, e->v[1]);
}

static void free_words(struct text *t, const struct event *e)
{
	const char *type = migratetype_name((unsigned)e->v[0]);

	add(t, "pfn %" PRIu32 " of order %u, in %s %s pageblock, to the %s", e->pfn, e->order,
	    strchr("IU", type[0]) ? "an" : "a", type,
	    e->v[1] == ROUTE_PCP ? "PCP list" : "free lists");
}

static void merge_words(struct text *t, const struct event *e)
{
	add(t, "merge pfn %" PRIu32 " with its buddy %" PRIu32 " to order %u", e->pfn, e->link,
	    e->order + 1u);
}

static void merge_stop_words(struct text *t, const struct event *e)
{
	static const char *const why[NR_MERGE_STOPS] = {
		"it is as large as a block can be", "its buddy is not a free block of this order",
		"the pageblocks' types may not merge",
	};

	add(t, "pfn %" PRIu32 " stays at order %u: %s", e->pfn, e->order, PICK(why, e->v[0]));
}

static void tail_words(struct text *t, const struct event *e)
{
	add(t, "to the tail: pfn %" PRId64 " is free, so the pair may soon merge", e->v[0]);
}

static void overflow_words(struct text *t, const struct event *e)
{
	add(t, "count %" PRId64 " >= high %" PRId64 ": %" PRId64
	       " pages leave (free_factor %" PRId64 ")", e->v[0], e->v[1], e->v[2], e->v[3]);
}

static void drain_words(struct text *t, const struct event *e)
{
	add_zone(t, e->zone);
	add(t, ": %" PRId64 " pages leave the PCP lists", e->v[0]);
}

static void tick_words(struct text *t, const struct event *e)
{
	add_zone(t, e->zone);
	add(t, ": %" PRId64 " counters fold, expire %" PRId64, e->v[0], e->v[1]);
}

words_fn *words_of_lists(enum event_kind kind)
{
	static words_fn *const words[NR_EVENT_KINDS] = {
		[EVENT_PCP_TAKE] = pcp_take_words,
		[EVENT_PCP_REFILL] = pcp_refill_words,
		[EVENT_PCP_REFILLED] = pcp_refilled_words,
		[EVENT_PCP_EMPTY] = pcp_empty_words,
		[EVENT_BUDDY_TAKE] = buddy_take_words,
		[EVENT_SPLIT] = split_words,
		[EVENT_CMA_BALANCE] = cma_balance_words,
		[EVENT_FALLBACK] = fallback_words,
		[EVENT_FALLBACK_NONE] = fallback_none_words,
		[EVENT_CLAIM] = claim_words,
		[EVENT_BOOST] = boost_words,
		[EVENT_HIGHATOMIC_RESERVE] = reserve_words,
		[EVENT_HIGHATOMIC_UNRESERVE] = unreserve_words,
		[EVENT_PREP] = prep_words,
		[EVENT_BULK] = bulk_words,
		[EVENT_FREE] = free_words,
		[EVENT_MERGE] = merge_words,
		[EVENT_MERGE_STOP] = merge_stop_words,
		[EVENT_TAIL] = tail_words,
		[EVENT_PCP_OVERFLOW] = overflow_words,
		[EVENT_DRAIN] = drain_words,
		[EVENT_TICK] = tick_words,
	};

	return kind < NR_EVENT_KINDS ? words[kind] : NULL;
}
