/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moves.c - a request's events to what they led to.
 *
 * A zone that is refused is rarely refused by the last check made: when a mark is missed, the
 * checks behind it only ask for a way round. So the check whose comparison failed, and which went
 * on nevertheless, is kept beside the one that ended the visit.
 */
#include "moves.h"

static bool is_check(const struct event *e, enum ladder ladder)
{
	return e->kind == EVENT_CHECK && rung_ladder(e->rung) == ladder;
}

/* Comparisons that a zone must pass. */
static bool is_comparison(const struct event *e)
{
	switch (e->kind) {
	case EVENT_CPUSET:
	case EVENT_DIRTY:
	case EVENT_ZLC_PROBE:
	case EVENT_FAIR:
	case EVENT_WATERMARK_ORDER:
	case EVENT_WATERMARK_QUICK:
	case EVENT_WATERMARK:
	case EVENT_WATERMARK_BLOCK:
	case EVENT_WATERMARK_UNBOOSTED:
		return true;
	default:
		return false;
	}
}

/* Did the check that ends at `at` compare, and was its last comparison not met? */
static bool check_failed(const struct event *e, size_t from, size_t at)
{
	if (e[at].verdict == TRY_THIS_ZONE)
		return false;
	while (at-- > from && e[at].kind != EVENT_CHECK)
		if (is_comparison(&e[at]))
			return !e[at].verdict;
	return false;
}

static bool visit_ends(const struct event *e)
{
	return e->kind == EVENT_ZONE || e->kind == EVENT_ATTEMPT_END || e->kind == EVENT_RESULT ||
	       is_check(e, LADDER_AFTER_SCAN);
}

/* Which check of the ladders below left a zone without a block that had been let pass. */
static bool takes_block(const struct event *e)
{
	return is_check(e, LADDER_RMQUEUE) || is_check(e, LADDER_FROM_BUDDY) ||
	       is_check(e, LADDER_RMQUEUE_TYPE);
}

static void visit(struct moves *m, struct move *out)
{
	size_t from = m->at++, taking = NO_EVENT;
	const struct event *e = m->event;
	bool got = false;

	*out = (struct move){ MOVE_REFUSED, e[from].zone, 0, NO_EVENT, NO_EVENT };
	for (; m->at < m->n && !visit_ends(&e[m->at]); m->at++) {
		size_t i = m->at;

		if (is_check(&e[i], LADDER_RMQUEUE) && e[i].verdict == GOT_PAGE)
			got = true;
		if (takes_block(&e[i]) &&
		    (taking == NO_EVENT || rung_ladder(e[i].rung) >= rung_ladder(e[taking].rung)))
			taking = i;
		if (!is_check(&e[i], LADDER_ZONE))
			continue;
		if (check_failed(e, from + 1, i) &&
		    (out->failed == NO_EVENT || e[i].verdict == NEXT_CHECK))
			out->failed = i;
		if (e[i].verdict != NEXT_CHECK)
			out->decided = i;
	}
	if (out->decided == NO_EVENT)
		return;
	if (e[out->decided].verdict == RETRY)
		out->kind = MOVE_RETRY;
	if (e[out->decided].verdict != TRY_THIS_ZONE)
		return;
	if (got)
		out->kind = MOVE_TAKEN;
	else
		out->decided = out->failed = taking;
}

static bool is_decision(const struct event *e)
{
	return e->kind == EVENT_CHECK && e->verdict != NEXT_CHECK;
}

/*
 * The last check that decided something before `at`. Those that only pass on what was decided below
 * them come second: the calls that the entry makes, and the label where the slow path gives up.
 */
static size_t last_decision(const struct event *e, size_t at)
{
	size_t second = NO_EVENT;

	while (at-- > 0 && e[at].kind != EVENT_ATTEMPT_END) {
		enum ladder ladder = rung_ladder(e[at].rung);

		if (!is_decision(&e[at]))
			continue;
		if (ladder != LADDER_ENTRY && ladder != LADDER_NOPAGE)
			return at;
		second = at;
	}
	return second;
}

bool next_move(struct moves *m, struct move *out)
{
	for (; m->at < m->n; m->at++) {
		const struct event *e = &m->event[m->at];

		if (e->kind == EVENT_ZONE) {
			visit(m, out);
			return true;
		}
		if (is_check(e, LADDER_AFTER_SCAN) && e->verdict == RETRY) {
			*out = (struct move){ MOVE_RESCAN, NO_ZONE, 0, m->at, NO_EVENT };
			m->at++;
			return true;
		}
		if (e->kind == EVENT_RESULT) {
			*out = (struct move){ MOVE_END, NO_ZONE, e->v[0],
					      last_decision(m->event, m->at), NO_EVENT };
			m->at++;
			return true;
		}
	}
	return false;
}
