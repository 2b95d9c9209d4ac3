/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words_check.c - what the checks of a zone compared, as a sentence with its numbers.
 */
#include "words_inside.h"

#include <inttypes.h>

#include "world.h"

static void cpuset_words(struct text *t, const struct event *e)
{
	static const char *const rule[NR_CPUSET_RULES] = {
		"cpusets are off or not asked for", "in interrupt: every node is allowed",
		"the node is in mems_allowed", "an OOM victim may use every node",
		"__GFP_HARDWALL, and the node is not in mems_allowed",
		"an exiting task may use every node", "the nearest hardwalled cpuset decides",
	};

	add(t, "node %" PRId64 ": %s", e->v[1], PICK(rule, e->v[0]));
}

static void dirty_words(struct text *t, const struct event *e)
{
	if (e->v[4])
		add(t, "same node as before: %s its limit", e->verdict ? "below" : "over");
	else
		add(t, "dirty %" PRId64 " %s limit %" PRId64 " (of dirtyable %" PRId64
		       ", free %" PRId64 ")", e->v[3], e->verdict ? "<=" : ">", e->v[2], e->v[1],
		    e->v[0]);
}

static void dirty_unasked_words(struct text *t, const struct event *e)
{
	(void)e;
	add(t, "not asked: the request does not spread dirty pages");
}

static void zlc_probe_words(struct text *t, const struct event *e)
{
	if (e->verdict)
		add(t, "the zonelist cache has nothing against it");
	else
		add(t, "the zonelist cache says: %s", e->v[1] ? "full lately" : "not allowed");
}

static void zlc_setup_words(struct text *t, const struct event *e)
{
	add(t, "the zonelist cache is consulted from here on");
	if (e->v[2])
		add(t, ", emptied at jiffies %" PRId64 " (last at %" PRId64 ")", e->v[0], e->v[1]);
}

static void watermark_order_words(struct text *t, const struct event *e)
{
	add(t, "without blocks of order %" PRId64 ": %" PRId64 " left %s min %" PRId64, e->v[0],
	    e->v[1], e->verdict ? ">" : "<=", e->v[2]);
}

static void fair_words(struct text *t, const struct event *e)
{
	if (!e->verdict)
		add(t, "it has given its share (NR_ALLOC_BATCH %" PRId64 ")", e->v[0]);
	else if (e->v[1])
		add(t, "another node: shares no longer count");
	else
		add(t, "NR_ALLOC_BATCH %" PRId64 " is left of its share", e->v[0]);
}

static void fair_reset_words(struct text *t, const struct event *e)
{
	add(t, "new shares for %" PRId64 " zones; scan again without looking at them", e->v[0]);
}

static void nofragment_words(struct text *t, const struct event *e)
{
	add(t, "node %" PRId64 ", preferred node %" PRId64 "%s", e->v[0], e->v[1],
	    e->verdict ? "" : ": rather mix types than leave the node");
}

static void watermark_quick_words(struct text *t, const struct event *e)
{
	add(t, "quick test: free %" PRId64 " - unusable %" PRId64 " %s mark %" PRId64, e->v[0],
	    e->v[1], e->verdict ? ">" : "<=", e->v[2]);
	if (e->v[3])
		add(t, " (boost %" PRId64 " included)", e->v[3]);
	add(t, " + lowmem_reserve %" PRId64, e->v[4]);
	if (watermark_wrapped(e))
		add(t, ": compared unsigned, less than 0 is more");
}

static void watermark_words(struct text *t, const struct event *e)
{
	/* Unsigned, so that a forged event cannot overflow. */
	uint64_t left = (uint64_t)e->v[0] - (uint64_t)e->v[1];
	uint64_t right = (uint64_t)e->v[4] + (uint64_t)e->v[5];

	add(t, "free %" PRId64 " - unusable %" PRId64 " %s min %" PRId64, e->v[0], e->v[1],
	    e->verdict ? ">" : "<=", e->v[4]);
	if (e->v[4] != e->v[2])
		add(t, " (lowered from %" PRId64 ")", e->v[2]);
	if (e->v[3])
		add(t, " (boost %" PRId64 " included)", e->v[3]);
	add(t, " + lowmem_reserve %" PRId64, e->v[5]);
	if (!e->verdict)
		add(t, ": short by %" PRId64, (int64_t)(right - left + 1));
}

static void watermark_block_words(struct text *t, const struct event *e)
{
	if (e->verdict)
		add(t, "a block of order %" PRId64 " is on the %s list", e->v[1],
		    migratetype_name((unsigned)e->v[2]));
	else
		add(t, "no block of order %" PRId64 " or more on a list it may use", e->v[0]);
}

static void watermark_unboosted_words(struct text *t, const struct event *e)
{
	add(t, "atomic: once more without the boost of %" PRId64 ", at min %" PRId64, e->v[1],
	    e->v[0]);
}

static void deferred_words(struct text *t, const struct event *e)
{
	add(t, "%" PRId64 " pages initialised", e->v[1]);
}

static void no_watermarks_words(struct text *t, const struct event *e)
{
	add(t, e->verdict ? "it may ignore every mark" : "it may not ignore the mark");
}

static void reclaim_gate_words(struct text *t, const struct event *e)
{
	if (!e->v[0])
		add(t, "vm.zone_reclaim_mode is 0: no reclaim before the next zone");
	else
		add(t, "zone_reclaim_mode %" PRId64 ", distance %" PRId64 " %s %" PRId64, e->v[0],
		    e->v[1], e->verdict ? "<=" : ">", e->v[2]);
}

static void reclaim_words(struct text *t, const struct event *e)
{
	static const char *const code[] = { "NOSCAN", "FULL", "SOME", "SUCCESS" };
	bool known = e->v[0] >= RECLAIM_NOSCAN && e->v[0] <= RECLAIM_SUCCESS;

	add(t, "%s: page cache %" PRId64 " against min_unmapped_pages %" PRId64,
	    known ? code[e->v[0] - RECLAIM_NOSCAN] : "?", e->v[2], e->v[3]);
	add(t, ", slab %" PRId64 " against min_slab_pages %" PRId64, e->v[4], e->v[5]);
	if (e->v[1] == RECLAIM_CANNOT_BLOCK)
		add(t, "; the request may not block");
	else if (e->v[1] == RECLAIM_OTHER_CPUS)
		add(t, "; the node has CPUs of its own");
}

/* What is missing to the mark, from its terms, and what comes of it. */
static void accept_words(struct text *t, const struct event *e)
{
	int64_t need = e->v[5], there = e->v[2] / MAX_ORDER_NR_PAGES;
	int64_t units = need > 0 ? (need - 1) / MAX_ORDER_NR_PAGES + 1 : 0;

	if (!e->v[3]) {
		add(t, "no marks yet: accept one unit of %d pages", MAX_ORDER_NR_PAGES);
		return;
	}
	add(t, "need %" PRId64 " = promo %" PRId64, need, e->v[3]);
	if (e->v[4])
		add(t, " (boost %" PRId64 " included)", e->v[4]);
	add(t, " - (free %" PRId64 " - unusable %" PRId64 " - unaccepted %" PRId64 "): ", e->v[0],
	    e->v[1], e->v[2]);
	if (!units)
		add(t, "enough is accepted");
	else
		add(t, "accept %s%" PRId64 " x %d pages", units > there ? "the last " : "",
		    units > there ? there : units, MAX_ORDER_NR_PAGES);
}

words_fn *words_of_check(enum event_kind kind)
{
	static words_fn *const words[NR_EVENT_KINDS] = {
		[EVENT_CPUSET] = cpuset_words,
		[EVENT_DIRTY] = dirty_words,
		[EVENT_DIRTY_UNASKED] = dirty_unasked_words,
		[EVENT_ZLC_PROBE] = zlc_probe_words,
		[EVENT_ZLC_SETUP] = zlc_setup_words,
		[EVENT_WATERMARK_ORDER] = watermark_order_words,
		[EVENT_FAIR] = fair_words,
		[EVENT_FAIR_RESET] = fair_reset_words,
		[EVENT_NOFRAGMENT] = nofragment_words,
		[EVENT_WATERMARK_QUICK] = watermark_quick_words,
		[EVENT_WATERMARK] = watermark_words,
		[EVENT_WATERMARK_BLOCK] = watermark_block_words,
		[EVENT_WATERMARK_UNBOOSTED] = watermark_unboosted_words,
		[EVENT_DEFERRED] = deferred_words,
		[EVENT_NO_WATERMARKS] = no_watermarks_words,
		[EVENT_RECLAIM_GATE] = reclaim_gate_words,
		[EVENT_RECLAIM] = reclaim_words,
		[EVENT_ACCEPT] = accept_words,
	};

	return kind < NR_EVENT_KINDS ? words[kind] : NULL;
}
