/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c - what each kind of event says, as a sentence with its numbers.
 *
 * One small function a kind, found through a table, so that a new event without words is seen at
 * once: it prints its name and its numbers by their names in events.def.
 */
#include "words.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "words_change.h"
#include "words_traced.h"

struct text {
	char *at;
	size_t left;
	const struct speaker *s;
};

static void add(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void add(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->at, t->left, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= t->left)
		n = t->left ? (int)t->left - 1 : 0;
	t->at += n;
	t->left -= (size_t)n;
}

/* ---- names ---- */

static void add_zone(struct text *t, zid_t zone)
{
	const struct world *w = t->s->world;

	if (zone == NO_ZONE)
		add(t, "no zone");
	else
		add(t, "Node %u %s", zid_node(zone), w->layout->zone_name[zid_idx(zone)]);
}

static void add_pfn(struct text *t, pfn_t pfn)
{
	if (pfn == NO_PFN)
		add(t, "no page");
	else
		add(t, "pfn %" PRIu32, pfn);
}

static void add_or(struct text *t, const char *start, const char *name)
{
	add(t, "%s%s", t->at == start ? "" : "|", name);
}

/* The composite mask that says most, then the flags it leaves. */
static void add_gfp(struct text *t, gfp_t gfp)
{
	const struct gfp_mask_name *best = NULL;
	const char *start = t->at;

	for (const struct gfp_mask_name *m = t->s->kernel->gfp_masks; m->name; m++)
		if ((gfp & m->mask) == m->mask &&
		    (!best || __builtin_popcount(m->mask) > __builtin_popcount(best->mask)))
			best = m;
	if (best && __builtin_popcount(best->mask) > 1) {
		add_or(t, start, best->name);
		gfp &= ~best->mask;
	}
	for (const struct gfp_name *n = t->s->kernel->gfp; n->name; n++) {
		if (gfp & n->flag)
			add_or(t, start, n->name);
		gfp &= ~n->flag;
	}
	if (gfp || t->at == start)
		add(t, "%s%#" PRIx32, t->at == start ? "" : "|", gfp);
}

static void add_alloc_flags(struct text *t, uint32_t flags)
{
	static const char *const mark[] = { "ALLOC_WMARK_MIN", "ALLOC_WMARK_LOW",
					    "ALLOC_WMARK_HIGH", "ALLOC_WMARK_PROMO" };
	const char *start = t->at;

	add_or(t, start, mark[flags & ALLOC_WMARK_MASK]);
	for (const struct alloc_flag_name *n = t->s->kernel->alloc_flags; n->name; n++)
		if (flags & n->flag)
			add_or(t, start, n->name);
}

static const char *mark_name(uint32_t flags)
{
	static const char *const name[] = { "min", "low", "high", "promo" };

	return name[flags & ALLOC_WMARK_MASK];
}

static const char *pick(const char *const *names, size_t n, int64_t i)
{
	return i >= 0 && (size_t)i < n ? names[i] : "?";
}
#define PICK(names, i) pick(names, sizeof names / sizeof *names, i)

/* ---- one function a kind ---- */

typedef void words_fn(struct text *t, const struct event *e);

static void request_words(struct text *t, const struct event *e)
{
	static const char *const op[NR_REQUEST_OPS] = {
		[REQ_ALLOC] = "alloc_pages",
		[REQ_BULK] = "alloc_pages_bulk",
		[REQ_FREE] = "__free_pages",
		[REQ_SPLIT] = "split_page",
		[REQ_DRAIN] = "drain_local_pages",
		[REQ_UNRESERVE] = "unreserve_highatomic_pageblock",
		[REQ_TICK] = "vmstat tick",
		[REQ_SET] = "set",
		[REQ_QUIET_TICK] = "quiet_vmstat",
		[REQ_TRACED] = "outside of the requests that were traced",
	};

	add(t, "%s", PICK(op, e->v[0]));
	if (e->v[0] == REQ_ALLOC || e->v[0] == REQ_BULK) {
		add(t, " ");
		add_gfp(t, (gfp_t)e->v[1]);
		if (e->v[0] == REQ_BULK)
			add(t, ", %" PRId64 " pages", e->v[3]);
		else
			add(t, ", order %u", e->order);
		if (e->v[0] == REQ_ALLOC && e->v[3])
			add(t, " for %" PRId64 " pages", e->v[3]);
		if (e->v[2] >= 0)
			add(t, ", node %" PRId64, e->v[2]);
		if (e->v[4])
			add(t, ", with a nodemask");
	} else if (e->pfn != NO_PFN) {
		add(t, " pfn %" PRIu32 ", order %u", e->pfn, e->order);
		if (e->v[3] > 1)
			add(t, ", and the next %" PRId64, e->v[3] - 1);
	}
}

static void result_words(struct text *t, const struct event *e)
{
	static const char *const status[] = { "done", "failed: NULL",
					      "not decided: the kernel would sleep", "refused" };

	add(t, "%s", PICK(status, e->v[0]));
	if (e->pfn != NO_PFN) {
		add(t, ": pfn %" PRIu32, e->pfn);
		if (e->zone != NO_ZONE) {
			add(t, " in ");
			add_zone(t, e->zone);
		}
	} else if (e->v[1]) {
		add(t, ": %" PRId64 " pages", e->v[1]);
	}
	if (e->v[2] > 0)
		add(t, " (attempts %" PRId64 ", zones %" PRId64 ", watermarks %" PRId64 ")",
		    e->v[2], e->v[3], e->v[4]);
}

static void add_preferred(struct text *t, int64_t position)
{
	if (position < 0)
		add(t, ", no zone suits");
	else
		add(t, ", from position %" PRId64 " of the zonelist", position);
}

static void call_words(struct text *t, const struct event *e)
{
	const struct api_call *calls = t->s->kernel->api;

	if (e->v[0] > API_NONE && e->v[0] < NR_APIS && calls[e->v[0]].name) {
		const struct api_call *call = &calls[e->v[0]];

		add(t, "%s()", call->name);
		if (call->add || call->drop) {
			add(t, ": %s ", call->add ? "adds" : "takes out");
			add_gfp(t, call->add ? call->add : call->drop);
		}
	} else
		add(t, "a call that this kernel does not have");
}

static void mempolicy_words(struct text *t, const struct event *e)
{
	static const char *const mode[NR_MEMPOLICIES] = { "default", "bind", "preferred",
							  "interleave", "preferred-many" };

	add(t, "%s: ", PICK(mode, e->v[0]));
	if (!e->verdict)
		add(t, "does not count for __GFP_THISNODE, or in an interrupt");
	else if (e->v[4])
		add(t, "first from these nodes alone, without sleeping");
	else if (e->v[2])
		add(t, "only these nodes, from node %" PRId64, e->v[1]);
	else if (e->v[0] == MPOL_BIND)
		add(t, "does not bind a request for less than %s",
		    PICK(t->s->world->layout->zone_name, e->v[3]));
	else
		add(t, "node %" PRId64, e->v[1]);
}

static void entry_words(struct text *t, const struct event *e)
{
	add(t, "mask ");
	add_gfp(t, (gfp_t)e->v[0]);
	add(t, ", ");
	add_alloc_flags(t, (uint32_t)e->v[1]);
	add(t, ", %s %" PRId64 " (%s), %s", t->s->kernel->zoneidx_name, e->v[2],
	    PICK(t->s->world->layout->zone_name, e->v[2]),
	    migratetype_name((unsigned)e->v[3]));
	add_preferred(t, e->v[4]);
	if (e->v[5])
		add(t, ", spreading dirty pages");
}

static void attempt_words(struct text *t, const struct event *e)
{
	static const char *const attempt[NR_ATTEMPTS] = {
		"fast path", "slow path, first attempt", "slow path, retry",
		"slow path, without marks",
		"__GFP_NOFAIL inside the cpuset", "__GFP_NOFAIL outside the cpuset",
		"last try before the OOM killer",
	};

	add(t, "%s, at the %s mark: ", PICK(attempt, e->v[0]), mark_name((uint32_t)e->v[2]));
	add_alloc_flags(t, (uint32_t)e->v[2]);
	add_preferred(t, e->v[4]);
}

static void attempt_end_words(struct text *t, const struct event *e)
{
	if (e->v[1])
		add(t, "this attempt found pfn %" PRIu32, e->pfn);
	else
		add(t, "this attempt found nothing");
}

static void zone_event_words(struct text *t, const struct event *e)
{
	add_zone(t, e->zone);
	add(t, ", position %" PRId64 " of the zonelist", e->v[0]);
}

static void rescan_words(struct text *t, const struct event *e)
{
	add(t, "scan again with ");
	add_alloc_flags(t, (uint32_t)e->v[1]);
}

const char *verdict_words(uint8_t verdict)
{
	static const char *const words[NR_VERDICTS] = {
		[NEXT_CHECK] = "go on",
		[NEXT_ZONE] = "refused, next zone",
		[RETRY] = "start over",
		[TRY_THIS_ZONE] = "take from this zone",
		[GOT_PAGE] = "got the block",
		[NO_PAGE] = "no page",
		[WOULD_SLEEP] = "would sleep",
	};

	return PICK(words, verdict);
}

static void check_words(struct text *t, const struct event *e)
{
	add(t, "%s", rung_name(t->s->kernel, e->rung));
	if (e->zone != NO_ZONE) {
		add(t, " [");
		add_zone(t, e->zone);
		add(t, "]");
	}
	add(t, ": %s", verdict_words(e->verdict));
}

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

bool watermark_wrapped(const struct event *e)
{
	return e->kind == EVENT_WATERMARK_QUICK && e->verdict && e->v[0] < e->v[1];
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

static void slow_flags_words(struct text *t, const struct event *e)
{
	add_gfp(t, (gfp_t)e->v[0]);
	add(t, " gives ");
	add_alloc_flags(t, (uint32_t)e->v[1]);
	add_preferred(t, e->v[2]);
}

static void reserve_flags_words(struct text *t, const struct event *e)
{
	if (!e->v[0])
		add(t, "no emergency reserves for this request");
	else
		add_alloc_flags(t, (uint32_t)e->v[1]);
	add_preferred(t, e->v[2]);
}

static void kswapd_words(struct text *t, const struct event *e)
{
	static const char *const how[NR_KSWAPD_OUTCOMES] = {
		"woken", "stays asleep: a zone is above its high mark and none is boosted",
		"not asked: the cpuset does not allow the node",
		"stays asleep: it failed too often", "awake already",
	};

	add(t, "kswapd of node %u (order %" PRId64 ", up to zone index %" PRId64 "): %s",
	    zid_node(e->zone), e->v[0], e->v[1], PICK(how, e->v[2]));
}

static void nodemask_dropped_words(struct text *t, const struct event *e)
{
	(void)e;
	add(t, "the nodemask shares no node with mems_allowed: it is dropped");
}

static void would_sleep_words(struct text *t, const struct event *e)
{
	static const char *const work[NR_SLEEPING_WORKS] = {
		"direct compaction: __alloc_pages_direct_compact()",
		"direct reclaim: __alloc_pages_direct_reclaim()",
		"trying again until others free memory",
	};

	add(t, "the kernel would now sleep in %s; the simulation ends here", PICK(work, e->v[0]));
}

static void no_page_words(struct text *t, const struct event *e)
{
	static const char *const rule[NR_NO_PAGE_RULES] = {
		"no block is that large", "no zone of the zonelist suits the request",
		"the cpuset's nodes have no zone for it", "it may not reclaim",
		"a task that reclaims may not reclaim for itself",
		"GFP_THISNODE has no slow path",
		"a task being killed does not wait",
	};

	add(t, "%s", PICK(rule, e->v[0]));
}

static void told_change(struct text *t, const struct event *e)
{
	char zone[60], words[WORDS_MAX];

	add_zone(&(struct text){ zone, sizeof zone, t->s }, e->zone);
	change_words(e, zone, words, sizeof words);
	add(t, "%s", words);
}

static void told_by_a_tracer(struct text *t, const struct event *e)
{
	char words[WORDS_MAX];

	traced_words(e, words, sizeof words);
	add(t, "%s", words);
}

static words_fn *const words_of[NR_EVENT_KINDS] = {
	[EVENT_REQUEST] = request_words,
	[EVENT_RESULT] = result_words,
	[EVENT_CALL] = call_words,
	[EVENT_MEMPOLICY] = mempolicy_words,
	[EVENT_ENTRY] = entry_words,
	[EVENT_ATTEMPT] = attempt_words,
	[EVENT_ATTEMPT_END] = attempt_end_words,
	[EVENT_ZONE] = zone_event_words,
	[EVENT_RESCAN] = rescan_words,
	[EVENT_CHECK] = check_words,
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
	[EVENT_SLOW_FLAGS] = slow_flags_words,
	[EVENT_RESERVE_FLAGS] = reserve_flags_words,
	[EVENT_KSWAPD] = kswapd_words,
	[EVENT_NODEMASK_DROPPED] = nodemask_dropped_words,
	[EVENT_WOULD_SLEEP] = would_sleep_words,
	[EVENT_NO_PAGE] = no_page_words,
	[EVENT_TRACED_ALLOC] = told_by_a_tracer,
	[EVENT_TRACED_BULK] = told_by_a_tracer,
	[EVENT_TRACED_FREE] = told_by_a_tracer,
	[EVENT_TRACED_FREE_BATCHED] = told_by_a_tracer,
	[EVENT_TRACED_ZONE_LOCKED] = told_by_a_tracer,
	[EVENT_TRACED_PCPU_DRAIN] = told_by_a_tracer,
	[EVENT_TRACED_EXTFRAG] = told_by_a_tracer,
	[EVENT_TRACED_TICK] = told_by_a_tracer,
	[EVENT_TRACED_LOST] = told_by_a_tracer,
};

void event_words(const struct speaker *s, const struct event *e, char *out, size_t size)
{
	struct text t = { out, size, s };

	if (size)
		out[0] = '\0';
	if (e->kind < NR_EVENT_KINDS)
		(words_of[e->kind] ? words_of[e->kind] : told_change)(&t, e);
}

void gfp_words(const struct kernel *k, gfp_t gfp, char *out, size_t size)
{
	add_gfp(&(struct text){ out, size, &(struct speaker){ .kernel = k } }, gfp);
}

void alloc_flags_words(const struct kernel *k, uint32_t flags, char *out, size_t size)
{
	add_alloc_flags(&(struct text){ out, size, &(struct speaker){ .kernel = k } }, flags);
}

void zone_words(const struct world *w, zid_t zone, char *out, size_t size)
{
	add_zone(&(struct text){ out, size, &(struct speaker){ .world = w } }, zone);
}
