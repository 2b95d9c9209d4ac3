/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.c - the last request in single facts, read off its events.
 */
#include "facts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/words.h"

typedef void fact_fn(const struct session *s, char out[FACT_MAX]);

static void number(char out[FACT_MAX], int64_t n)
{
	snprintf(out, FACT_MAX, "%" PRId64, n);
}

static const struct event *last_event(const struct session *s, enum event_kind kind)
{
	for (size_t i = s->trail.n; i-- > 0;)
		if (s->trail.event[i].kind == kind)
			return &s->trail.event[i];
	return NULL;
}

static int64_t count_events(const struct session *s, enum event_kind kind)
{
	int64_t n = 0;

	for (size_t i = 0; i < s->trail.n; i++)
		n += s->trail.event[i].kind == kind;
	return n;
}

/* ---- one function a fact ---- */

static void result_fact(const struct session *s, char out[FACT_MAX])
{
	const char *text = "none";

	if (s->trail.n)
		text = s->last.status == REQUEST_FAILED	       ? "fail" :
		       s->last.status == REQUEST_WOULD_SLEEP ? "sleep" :
		       s->last_op == REQ_ALLOC	       ? "page" :
							       "done";
	snprintf(out, FACT_MAX, "%s", text);
}

/* The zone the pages came from: of a bulk request, where the first was taken. */
static zid_t result_zone(const struct session *s)
{
	const struct event *e = last_event(s, EVENT_PCP_TAKE);

	if (s->last.pfn != NO_PFN)
		return world_zone_of(s->world, s->last.pfn);
	return e && s->last.got ? e->zone : NO_ZONE;
}

static void zone_fact(const struct session *s, char out[FACT_MAX])
{
	zid_t zone = s->world ? result_zone(s) : NO_ZONE;

	snprintf(out, FACT_MAX, "%s",
		 zone == NO_ZONE ? "none" : s->world->layout->zone_name[zid_idx(zone)]);
}

static void node_fact(const struct session *s, char out[FACT_MAX])
{
	zid_t zone = s->world ? result_zone(s) : NO_ZONE;

	if (zone == NO_ZONE)
		snprintf(out, FACT_MAX, "none");
	else
		number(out, zid_node(zone));
}

static void pfn_fact(const struct session *s, char out[FACT_MAX])
{
	if (s->last.pfn == NO_PFN)
		snprintf(out, FACT_MAX, "none");
	else
		number(out, s->last.pfn);
}

static void order_fact(const struct session *s, char out[FACT_MAX])
{
	number(out, s->last_order);
}

static void type_fact(const struct session *s, char out[FACT_MAX])
{
	if (s->last.pfn == NO_PFN)
		snprintf(out, FACT_MAX, "none");
	else
		snprintf(out, FACT_MAX, "%s",
			 migratetype_name(pageblock_type(s->world, s->last.pfn)));
}

static void from_fact(const struct session *s, char out[FACT_MAX])
{
	bool page = s->last.status == REQUEST_DONE && (s->last.pfn != NO_PFN || s->last.got);

	snprintf(out, FACT_MAX, "%s",
		 !page				       ? "none"
		 : count_events(s, EVENT_PCP_TAKE) > 0 ? "pcp"
						       : "buddy");
}

static void pages_fact(const struct session *s, char out[FACT_MAX])
{
	bool exact = s->last_op == REQ_ALLOC && s->last_request.want;

	number(out, exact && s->last.got ? s->last_request.want
					 : (int64_t)s->last.got << s->last_order);
}

static void splits_fact(const struct session *s, char out[FACT_MAX])
{
	number(out, count_events(s, EVENT_SPLIT));
}

static void refills_fact(const struct session *s, char out[FACT_MAX])
{
	number(out, count_events(s, EVENT_PCP_REFILL));
}

static void refilled_fact(const struct session *s, char out[FACT_MAX])
{
	int64_t blocks = 0;

	for (size_t i = 0; i < s->trail.n; i++)
		if (s->trail.event[i].kind == EVENT_PCP_REFILLED)
			blocks += s->trail.event[i].v[1];
	number(out, blocks);
}

static void merges_fact(const struct session *s, char out[FACT_MAX])
{
	number(out, count_events(s, EVENT_MERGE));
}

static void steals_fact(const struct session *s, char out[FACT_MAX])
{
	number(out, count_events(s, EVENT_FALLBACK));
}

static void attempts_fact(const struct session *s, char out[FACT_MAX])
{
	number(out, count_events(s, EVENT_ATTEMPT));
}

static void zones_fact(const struct session *s, char out[FACT_MAX])
{
	number(out, count_events(s, EVENT_ZONE));
}

static void watermarks_fact(const struct session *s, char out[FACT_MAX])
{
	const struct event *e = last_event(s, EVENT_RESULT);

	number(out, e ? e->v[4] : 0);
}

/* What was remembered of a node is not compared again: DIRTY cached. */
static void dirty_checks_fact(const struct session *s, char out[FACT_MAX])
{
	int64_t n = 0;

	for (size_t i = 0; i < s->trail.n; i++)
		n += s->trail.event[i].kind == EVENT_DIRTY && !s->trail.event[i].v[4];
	number(out, n);
}

static void free_change_fact(const struct session *s, char out[FACT_MAX])
{
	int64_t change = 0;

	for (size_t i = 0; i < s->trail.n; i++)
		if (s->trail.event[i].kind == EVENT_VM_STAT &&
		    s->trail.event[i].v[0] == NR_FREE_PAGES)
			change += s->trail.event[i].v[1];
	number(out, change);
}

static void accepted_fact(const struct session *s, char out[FACT_MAX])
{
	number(out, count_events(s, EVENT_UNACCEPTED_DEL) * MAX_ORDER_NR_PAGES);
}

static void kswapd_fact(const struct session *s, char out[FACT_MAX])
{
	bool woken = false;

	for (size_t i = 0; i < s->trail.n; i++)
		woken |= s->trail.event[i].kind == EVENT_KSWAPD && s->trail.event[i].verdict;
	snprintf(out, FACT_MAX, "%s", woken ? "woken" : "asleep");
}

static void would_sleep_fact(const struct session *s, char out[FACT_MAX])
{
	static const char *const work[NR_SLEEPING_WORKS] = { "compact", "reclaim", "loop" };

	snprintf(out, FACT_MAX, "%s",
		 s->last.status == REQUEST_WOULD_SLEEP && s->trail.n
			 ? work[s->last.work % NR_SLEEPING_WORKS]
			 : "no");
}

static const struct known_fact {
	struct fact fact;
	fact_fn *value;
} facts[] = {
	{ { "result", "page, fail, sleep, or done where no page is given" }, result_fact },
	{ { "zone", "the zone that the page came from" }, zone_fact },
	{ { "node", "the node that the page came from" }, node_fact },
	{ { "pfn", "the page frame number" }, pfn_fact },
	{ { "order", "the order that was asked for" }, order_fact },
	{ { "type", "the migrate type of the page's pageblock, as it is now" }, type_fact },
	{ { "from", "pcp or buddy: the lists that gave it" }, from_fact },
	{ { "pages", "how many pages were given" }, pages_fact },
	{ { "splits", "how often a block was cut in two" }, splits_fact },
	{ { "refills", "how often a PCP list was refilled" }, refills_fact },
	{ { "refilled", "how many blocks those refills brought" }, refilled_fact },
	{ { "merges", "how often two buddies became one block" }, merges_fact },
	{ { "steals", "how often a block of another migrate type was taken" }, steals_fact },
	{ { "attempts", "how many times the zonelist was searched" }, attempts_fact },
	{ { "zones", "how many zones were looked at" }, zones_fact },
	{ { "watermarks", "how many times a watermark was compared" }, watermarks_fact },
	{ { "dirty_checks", "how many times dirty pages were compared with their limit" },
	  dirty_checks_fact },
	{ { "free_change", "what the request added to the zones' free pages" }, free_change_fact },
	{ { "accepted", "how many pages a guest accepted from its host" }, accepted_fact },
	{ { "kswapd", "woken, or asleep if the request did not wake it" }, kswapd_fact },
	{ { "would_sleep", "reclaim, compact, loop, or no" }, would_sleep_fact },
};

enum { NR_FACTS = sizeof facts / sizeof *facts };

const struct fact *fact_at(size_t i)
{
	return i < NR_FACTS ? &facts[i].fact : NULL;
}

int fact_find(const char *name)
{
	for (int i = 0; i < NR_FACTS; i++)
		if (strcmp(facts[i].fact.name, name) == 0)
			return i;
	return -1;
}

size_t fact_names(const char **names, size_t most)
{
	size_t n = 0;

	for (; n < NR_FACTS && n < most; n++)
		names[n] = facts[n].fact.name;
	return n;
}

void fact_value(const struct session *s, int fact, char out[FACT_MAX])
{
	facts[fact].value(s, out);
}

/* ---- checks ---- */

/* The rung of this name; otherwise the first that has it in its name. */
static uint8_t find_rung(const struct kernel *k, const char *name)
{
	static const enum ladder order[] = { LADDER_ZONE,       LADDER_RMQUEUE, LADDER_FROM_BUDDY,
					     LADDER_RMQUEUE_TYPE, LADDER_AFTER_TAKE,
					     LADDER_AFTER_SCAN, LADDER_ENTRY,      LADDER_SLOWPATH,
					     LADDER_NOPAGE };
	enum { NR_SEARCHED = sizeof order / sizeof *order };

	for (int exact = 1; exact >= 0; exact--)
		for (size_t i = 0; i < NR_SEARCHED; i++)
			for (unsigned row = 0; k->ladder[order[i]][row].name; row++) {
				const char *has = k->ladder[order[i]][row].name;

				if (exact ? strcmp(has, name) == 0 : strcasestr(has, name) != NULL)
					return rung_id(order[i], row);
			}
	return RUNG_NONE;
}

/*
 * A CHECK that goes on to the next may have compared and refused (a watermark) or not (a cpuset).
 * What was compared last inside it says which; if nothing was, nothing was refused.
 */
static bool check_passed(const struct session *s, size_t at)
{
	const struct event *check = &s->trail.event[at];

	if (check->verdict != NEXT_CHECK)
		return check->verdict == TRY_THIS_ZONE || check->verdict == GOT_PAGE;
	for (size_t i = at; i-- > 0;) {
		const struct event *e = &s->trail.event[i];

		if (e->depth <= check->depth)
			return true;
		if (e->rung == check->rung && event_info[e->kind].nature == NATURE_SAYS)
			return e->verdict != 0;
	}
	return true;
}

enum check_seen check_seen(const struct session *s, const char *name, zid_t zone, bool passed)
{
	uint8_t rung = find_rung(session_kernel(s), name);
	enum check_seen seen = CHECK_NOT_MADE;

	if (rung == RUNG_NONE)
		return CHECK_UNKNOWN;
	for (size_t i = 0; i < s->trail.n; i++) {
		const struct event *e = &s->trail.event[i];

		if (e->kind != EVENT_CHECK || e->rung != rung ||
		    (zone != NO_ZONE && e->zone != zone))
			continue;
		if (check_passed(s, i) == passed)
			return CHECK_SO;
		seen = CHECK_OTHERWISE;
	}
	return seen;
}
