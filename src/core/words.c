/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c - what each kind of event says, as a sentence with its numbers.
 *
 * One small function a kind, found through a table. Requests, attempts and the slow path are told
 * here; the rest by subject:
 *
 *	words_check.c   the checks of a zone      words_change.c  what an event did
 *	words_lists.c   PCP lists, free lists     words_traced.c  what a tracer told
 */
#include "words.h"

#include <inttypes.h>

#include "traced.h"
#include "words_change.h"
#include "words_inside.h"
#include "words_traced.h"

static const char *mark_name(uint32_t flags)
{
	static const char *const name[] = { "min", "low", "high", "promo" };

	return name[flags & ALLOC_WMARK_MASK];
}

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
	[EVENT_SLOW_FLAGS] = slow_flags_words,
	[EVENT_RESERVE_FLAGS] = reserve_flags_words,
	[EVENT_KSWAPD] = kswapd_words,
	[EVENT_NODEMASK_DROPPED] = nodemask_dropped_words,
	[EVENT_WOULD_SLEEP] = would_sleep_words,
	[EVENT_NO_PAGE] = no_page_words,
};

/* ---- and all others ---- */

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

static words_fn *words_for(const struct event *e)
{
	words_fn *words = words_of[e->kind];

	if (!words)
		words = words_of_check(e->kind);
	if (!words)
		words = words_of_lists(e->kind);
	if (words)
		return words;
	return event_is_traced(e) ? told_by_a_tracer : told_change;
}

void event_words(const struct speaker *s, const struct event *e, char *out, size_t size)
{
	struct text t = { out, size, s };

	if (size)
		out[0] = '\0';
	if (e->kind < NR_EVENT_KINDS)
		words_for(e)(&t, e);
}
