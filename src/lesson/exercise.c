/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exercise.c - goals over the machine and over the requests that were made.
 *
 *	exercise "TASK"                         what the learner shall do
 *	goal DMA32.pcp.count <= 3               a number of the machine, against a number
 *	goal made.requests < 20                 of what was done since the exercise began
 *	goal some zone=DMA from=buddy           of the allocations that were made: one at least,
 *	goal every check=watermark verdict=pass all of them (and there is one), none
 *	allow alloc_pages __free_pages          other requests are refused
 *	hint "..."                              shown one after the other when asked for
 *
 * How the goal is reached does not matter. It is looked at after every statement, and must not hold
 * before the first.
 */
#include "exercise.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"

enum { MADE_FIELDS = 16, SEEN_MAX = 200 };

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

size_t exercise_made_names(const char **names, size_t most)
{
	size_t n = 0;

	for (; n < NR_MADE && n < most; n++)
		names[n] = made_names[n];
	return n;
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
	char seen[SEEN_MAX];
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
			char seen[SEEN_MAX], struct diag *d)
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
	snprintf(seen, SEEN_MAX, "%s is %" PRId64, l->word[1].text, left);
	return true;
}

static bool goal_holds(const struct session *s, const struct goal *g, bool *holds,
		       char seen[SEEN_MAX], struct diag *d)
{
	size_t i = (size_t)(g - s->exercise.goal);
	int64_t met = s->deeds.met[i], unmet = s->deeds.unmet[i];
	struct line l;
	bool good;

	snprintf(seen, SEEN_MAX, "%" PRId64 " did, %" PRId64 " did not", met, unmet);
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

/* All goals; seen is about the first that does not hold. */
static bool all_hold(const struct session *s, bool *holds, char seen[SEEN_MAX], struct diag *d)
{
	*holds = true;
	for (unsigned i = 0; *holds && i < s->exercise.nr_goals; i++) {
		char what[SEEN_MAX];

		if (!goal_holds(s, &s->exercise.goal[i], holds, what, d))
			return false;
		snprintf(seen, SEEN_MAX, "%.80s: %.100s", s->exercise.goal[i].text, what);
	}
	if (*holds)
		snprintf(seen, SEEN_MAX, "reached");
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

void exercise_look(struct session *s)
{
	char seen[SEEN_MAX];
	struct diag d;
	bool holds;

	if (!s->exercise.open || s->exercise.solved)
		return;
	if (!all_hold(s, &holds, seen, &d) || !holds)
		return;
	s->exercise.solved = true;
	if (s->host->solved)
		s->host->solved(s->host->self, &s->exercise.info);
}

bool session_exercise_holds(struct session *s, char *seen, size_t size)
{
	char text[SEEN_MAX] = "there is no exercise";
	struct diag d;
	bool holds = false;

	if (s->exercise.open && !all_hold(s, &holds, text, &d)) {
		holds = false;
		snprintf(text, sizeof text, "%s", d.message);
	}
	snprintf(seen, size, "%s", text);
	return holds;
}

const struct exercise_info *session_exercise(const struct session *s)
{
	return s->exercise.open ? &s->exercise.info : NULL;
}

void session_exercise_end(struct session *s)
{
	exercise_close(s);
}

/* ---- opening ---- */

static char *text_word(const struct line *l, struct diag *d)
{
	if (l->n != 2 || !l->word[1].quoted) {
		line_bad(l, l->n > 1 ? 1 : l->n, d, "%s needs one text in double quotes",
			 l->word[0].text);
		return NULL;
	}
	return strdup(l->word[1].text);
}

static bool add_goal(struct session *s, const struct line *l, struct diag *d)
{
	struct exercise *x = &s->exercise;
	struct goal *g = &x->goal[x->nr_goals];
	const char *first = l->n > 1 ? l->word[1].text : "";
	char seen[SEEN_MAX];
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

static bool add_hint(struct exercise *x, const struct line *l, struct diag *d)
{
	if (x->nr_hints == MOST_HINTS)
		return line_bad(l, 0, d, "more than %d hints", MOST_HINTS);
	x->hint[x->nr_hints] = text_word(l, d);
	return x->hint[x->nr_hints] && ++x->nr_hints;
}

static bool add_allowed(struct exercise *x, const struct line *l, struct diag *d)
{
	for (size_t i = 1; i < l->n; i++) {
		const struct statement *st = statement_find(l->word[i].text);

		if (!st || x->nr_allowed == MOST_ALLOWED)
			return line_bad(l, i, d, st ? "too many statements"
						    : "no statement is called %.40s",
					l->word[i].text);
		x->allowed[x->nr_allowed++] = st;
	}
	return l->n > 1 || line_bad(l, 1, d, "allow which statements?");
}

static bool exercise_line(struct session *s, const struct line *l, struct diag *d)
{
	static const char *const known[] = { "exercise", "goal", "hint", "allow" };
	struct exercise *x = &s->exercise;

	switch (word_index(l->word[0].text, known, 4)) {
	case 0:
		if (x->task)
			return line_bad(l, 0, d, "one exercise a block");
		x->task = text_word(l, d);
		return x->task != NULL;
	case 1:
		return add_goal(s, l, d);
	case 2:
		return add_hint(x, l, d);
	case 3:
		return add_allowed(x, l, d);
	default:
		return line_unknown(l, 0, d, "line of an exercise", l->word[0].text, known, 4);
	}
}

static bool exercise_lines(struct session *s, const struct md_block *b, struct diag *d)
{
	for (size_t i = 0; i < b->nr_lines; i++) {
		struct line l = { .file = s->exercise.file, .number = b->lines[i].line,
				  .column = b->lines[i].column };
		char *text = vary_substitute(s, b->text + b->lines[i].at);
		bool good = text && line_scan(&l, text, d) == SCAN_OK &&
			    (!l.n || exercise_line(s, &l, d));

		line_done(&l);
		free(text);
		if (!good)
			return false;
	}
	return true;
}

static enum lesson_status bad(struct session *s, const struct md_block *b, struct diag *d,
			      const char *why)
{
	diag_set(d, s->exercise.file, b->line, 0, "%s", why);
	exercise_close(s);
	return LESSON_BAD;
}

enum lesson_status exercise_open(struct session *s, const struct place *file,
				 const struct md_block *b, struct diag *d)
{
	struct exercise *x = &s->exercise;
	char seen[SEEN_MAX];
	bool holds = false;

	exercise_close(s);
	x->file = file->file;
	if (!s->machine || s->after_exercise)
		return bad(s, b, d, "an exercise needs a machine of its own before it");
	s->deeds = (struct deeds){ .made = { 0 } };
	diag_set(d, x->file, b->line, 0, "out of memory");
	if (!exercise_lines(s, b, d) || !all_hold(s, &holds, seen, d)) {
		exercise_close(s);
		return LESSON_BAD;
	}
	if (!x->task || !x->nr_goals)
		return bad(s, b, d, "an exercise needs a task and a goal");
	if (holds)
		return bad(s, b, d, "the goal holds before anything was done");
	x->open = true;
	x->info = (struct exercise_info){ .file = x->file, .line = b->line, .task = x->task,
					  .hint = (const char *const *)x->hint,
					  .nr_hints = x->nr_hints };
	for (unsigned i = 0; i < x->nr_goals; i++)
		x->info.goal[i] = x->goal[i].text;
	x->info.nr_goals = x->nr_goals;
	if (s->host->exercise)
		s->host->exercise(s->host->self, &x->info);
	return LESSON_OK;
}

void exercise_close(struct session *s)
{
	struct exercise *x = &s->exercise;

	for (unsigned i = 0; i < x->nr_goals; i++)
		free(x->goal[i].text);
	for (unsigned i = 0; i < x->nr_hints; i++)
		free(x->hint[i]);
	free(x->task);
	*x = (struct exercise){ .open = false };
}

/* ---- while it is open ---- */

const char *exercise_forbids(const struct session *s, const struct statement *st)
{
	const struct exercise *x = &s->exercise;

	if (s->after_exercise && st->flags & NEEDS_MACHINE)
		return "after an exercise the machine is the learner's; make another one first";
	if (!x->open)
		return NULL;
	if (!(st->flags & NEEDS_MACHINE) && !(st->flags & LOOKS))
		return "an exercise is solved on the machine that it begins with";
	if (!x->nr_allowed || st->flags & LOOKS || strcmp(st->info.name, "repeat") == 0)
		return NULL;
	for (unsigned i = 0; i < x->nr_allowed; i++)
		if (x->allowed[i] == st)
			return NULL;
	return "this exercise does not allow it";
}

enum lesson_status exercise_hint(struct session *s, const struct line *l, struct diag *d)
{
	struct exercise *x = &s->exercise;

	if (!x->open)
		return status_of(line_bad(l, 0, d, "there is no exercise to give a hint for"));
	if (!x->nr_hints)
		session_say(s, VOICE_TABLE, "this exercise has no hints");
	else
		session_say(s, VOICE_TABLE, "hint %u of %u: %s", x->told % x->nr_hints + 1,
			    x->nr_hints, x->hint[x->told % x->nr_hints]);
	x->told++;
	return LESSON_OK;
}

enum lesson_status exercise_goal(struct session *s, const struct line *l, struct diag *d)
{
	const struct exercise *x = &s->exercise;

	if (!x->open)
		return status_of(line_bad(l, 0, d, "there is no exercise"));
	session_say(s, VOICE_TABLE, "%s", x->task);
	for (unsigned i = 0; i < x->nr_goals; i++) {
		char seen[SEEN_MAX] = "";
		bool holds = false;

		if (!goal_holds(s, &x->goal[i], &holds, seen, d))
			return LESSON_BAD;
		session_say(s, VOICE_TABLE, "%s %s (%s)", holds ? "reached:" : "not yet:",
			    x->goal[i].text, seen);
	}
	return LESSON_OK;
}
