/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * goal.c - goals over the machine and over the requests that were made.
 *
 *	goal DMA32.pcp.count <= 3               a number of the machine, against a number
 *	goal made.requests < 20                 of what was done since the exercise began
 *	goal some zone=DMA from=buddy           of the allocations that were made: one at least,
 *	goal every check=watermark verdict=pass all of them (and there is one), none
 */
#include "goal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "exercise.h"
#include "facts.h"

/* ---- what was made ---- */

static const char *const made_names[] = {
	[MADE_REQUESTS] = "requests", [MADE_ALLOCS] = "allocs", [MADE_FREES] = "frees",
	[MADE_DRAINS] = "drains",     [MADE_FAILED] = "failed", [MADE_SLEPT] = "slept",
	[MADE_PAGES] = "pages",       [MADE_SPLITS] = "splits", [MADE_MERGES] = "merges",
	[MADE_REFILLS] = "refills",   [MADE_STEALS] = "steals",
	[MADE_STATEMENTS] = "statements",
};

bool exercise_made(const struct session *s, const char *field, int64_t *value)
{
	int i = word_index(field, made_names, NR_MADE);

	if (i < 0)
		return false;
	*value = s->deeds.made[i];
	return true;
}

static void count_request(struct session *s, const struct request *r)
{
	int64_t *made = s->deeds.made;

	made[MADE_REQUESTS]++;
	made[MADE_ALLOCS] += r->op == REQ_ALLOC || r->op == REQ_BULK;
	made[MADE_FREES] += r->op == REQ_FREE;
	made[MADE_DRAINS] += r->op == REQ_DRAIN;
	made[MADE_FAILED] += s->last.status == REQUEST_FAILED;
	made[MADE_SLEPT] += s->last.status == REQUEST_WOULD_SLEEP;
	if (r->op == REQ_ALLOC || r->op == REQ_BULK)
		made[MADE_PAGES] += (int64_t)s->last.got << r->order;
	for (size_t i = 0; i < s->trail.n; i++) {
		made[MADE_SPLITS] += s->trail.event[i].kind == EVENT_SPLIT;
		made[MADE_MERGES] += s->trail.event[i].kind == EVENT_MERGE;
		made[MADE_REFILLS] += s->trail.event[i].kind == EVENT_PCP_REFILL;
		made[MADE_STEALS] += s->trail.event[i].kind == EVENT_FALLBACK;
	}
}

/* ---- goals ---- */

static const char *const quantifiers[] = { [GOAL_SOME] = "some", [GOAL_EVERY] = "every",
					   [GOAL_NO] = "no" };

/* The goal as words; its first is "goal". */
static bool goal_line(const struct session *s, const struct goal *g, struct line *l,
		      struct diag *d)
{
	*l = (struct line){ .file = s->exercise.file, .number = g->line, .column = g->column };
	return line_scan(l, g->text, d) == SCAN_OK;
}

static void drop_words(struct line *l, size_t n)
{
	memmove(l->word, l->word + n, (l->n - n) * sizeof *l->word);
	l->n -= n;
}

/* Does the last request fit "some zone=DMA ..."? */
static bool fits(struct session *s, const struct goal *g, bool *holds, struct diag *d)
{
	struct line l;
	char seen[GOAL_SEEN];
	bool good = goal_line(s, g, &l, d);

	if (good) {
		drop_words(&l, 1);
		good = claim_holds(s, &l, &(struct claim_seen){ holds, seen, sizeof seen }, d);
	}
	line_done(&l);
	return good;
}

static bool compare(int64_t a, const char *op, int64_t b)
{
	if (op[0] == '<')
		return op[1] ? a <= b : a < b;
	if (op[0] == '>')
		return op[1] ? a >= b : a > b;
	return op[0] == '!' ? a != b : a == b;
}

static bool goal_number(const struct session *s, const struct line *l, size_t i, int64_t *value,
			struct diag *d)
{
	return number_parse(l->word[i].text, INT64_MIN, INT64_MAX, value) ||
	       session_value(s, l->word[i].text, value) ||
	       line_bad(l, i, d, "%.60s is no number of this machine", l->word[i].text);
}

/* goal LEFT OP RIGHT; what is so goes to seen. */
static bool number_goal(const struct session *s, const struct line *l, bool *holds,
			char seen[GOAL_SEEN], struct diag *d)
{
	static const char *const ops[] = { "=", "!=", "<", "<=", ">", ">=" };
	int64_t left, right;

	if (l->n != 4)
		return line_bad(l, l->n < 4 ? l->n : 4, d,
				"a goal is NAME.FIELD = NUMBER, or some, every or no FIELD=VALUE");
	if (word_index(l->word[2].text, ops, 6) < 0)
		return line_unknown(l, 2, d, "comparison", l->word[2].text, ops, 6);
	if (!goal_number(s, l, 1, &left, d) || !goal_number(s, l, 3, &right, d))
		return false;
	*holds = compare(left, l->word[2].text, right);
	snprintf(seen, GOAL_SEEN, "%s is %" PRId64, l->word[1].text, left);
	return true;
}

bool goal_holds(const struct session *s, const struct goal *g, bool *holds, char seen[GOAL_SEEN],
		struct diag *d)
{
	size_t i = (size_t)(g - s->exercise.goal);
	int64_t met = s->deeds.met[i], unmet = s->deeds.unmet[i];
	struct line l;
	bool good;

	snprintf(seen, GOAL_SEEN, "%" PRId64 " did, %" PRId64 " did not", met, unmet);
	switch (g->kind) {
	case GOAL_SOME:
		*holds = met > 0;
		return true;
	case GOAL_EVERY:
		*holds = met > 0 && unmet == 0;
		return true;
	case GOAL_NO:
		*holds = met == 0;
		return true;
	default:
		good = goal_line(s, g, &l, d) && number_goal(s, &l, holds, seen, d);
		line_done(&l);
		return good;
	}
}

/* made.FIELD, which only grows, is beyond what it may be. */
static bool number_missed(const struct session *s, const struct line *l)
{
	int64_t made, most;

	if (l->n != 4 || strncmp(l->word[1].text, "made.", 5) != 0 ||
	    !session_value(s, l->word[1].text, &made) ||
	    !number_parse(l->word[3].text, INT64_MIN, INT64_MAX, &most))
		return false;
	if (strcmp(l->word[2].text, "<") == 0)
		return made >= most;
	return made > most &&
	       (strcmp(l->word[2].text, "=") == 0 || strcmp(l->word[2].text, "<=") == 0);
}

bool goal_missed(const struct session *s, const struct goal *g)
{
	size_t i = (size_t)(g - s->exercise.goal);
	struct line l;
	struct diag d;
	bool missed;

	switch (g->kind) {
	case GOAL_SOME:
		return false;
	case GOAL_EVERY:
		return s->deeds.unmet[i] > 0;
	case GOAL_NO:
		return s->deeds.met[i] > 0;
	default:
		missed = goal_line(s, g, &l, &d) && number_missed(s, &l);
		line_done(&l);
		return missed;
	}
}

/* All goals; seen is about the first that does not hold. */
bool goals_hold(const struct session *s, bool *holds, char seen[GOAL_SEEN], struct diag *d)
{
	*holds = true;
	for (unsigned i = 0; *holds && i < s->exercise.nr_goals; i++) {
		char what[GOAL_SEEN];

		if (!goal_holds(s, &s->exercise.goal[i], holds, what, d))
			return false;
		snprintf(seen, GOAL_SEEN, "%.80s: %.100s", s->exercise.goal[i].text, what);
	}
	if (*holds)
		snprintf(seen, GOAL_SEEN, "reached");
	return true;
}

void exercise_note(struct session *s, const struct request *r)
{
	struct exercise *x = &s->exercise;
	struct diag d;
	bool holds;

	if (!x->open || s->in_fill)
		return;
	count_request(s, r);
	if (r->op != REQ_ALLOC && r->op != REQ_BULK)
		return;
	for (unsigned i = 0; i < x->nr_goals; i++) {
		if (x->goal[i].kind == GOAL_NUMBER || !fits(s, &x->goal[i], &holds, &d))
			continue;
		s->deeds.met[i] += holds;
		s->deeds.unmet[i] += !holds;
	}
}

bool goal_add(struct session *s, const struct line *l, struct diag *d)
{
	struct exercise *x = &s->exercise;
	struct goal *g = &x->goal[x->nr_goals];
	const char *first = l->n > 1 ? l->word[1].text : "";
	char seen[GOAL_SEEN];
	int quantifier = word_index(first, quantifiers + 1, NR_GOAL_KINDS - 1);
	bool holds;

	if (x->nr_goals == MOST_GOALS)
		return line_bad(l, 0, d, "more than %d goals", MOST_GOALS);
	*g = (struct goal){ .text = strdup(l->source), .line = l->number, .column = l->column,
			    .kind = (enum goal_kind)(quantifier + 1) };
	if (!g->text)
		return line_bad(l, 0, d, "out of memory");
	x->nr_goals++;
	return g->kind == GOAL_NUMBER ? goal_holds(s, g, &holds, seen, d) : fits(s, g, &holds, d);
}
