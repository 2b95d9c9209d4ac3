/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * telling.c - the comparison that was made, on one line: the sentences of words.c are for reading
 * one after the other, these for reading one below the other.
 */
#include "telling.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/checks.h"
#include "core/words.h"
#include "tui/pane.h"

/* The mark that ALLOC_* flags ask for. */
static const char *mark_label(uint32_t alloc_flags)
{
	static const char *const name[] = { "min", "low", "high", "promo" };

	return name[alloc_flags & ALLOC_WMARK_MASK];
}

struct attempt_label attempt_label(const struct event *attempt)
{
	static const char *const name[NR_ATTEMPTS] = {
		"fast path",       "slow path", "slow path, retry", "without marks",
		"no fail, cpuset", "no fail",   "last try",
	};
	struct attempt_label l = { "" };

	if (attempt && attempt->v[0] >= 0 && attempt->v[0] < NR_ATTEMPTS)
		snprintf(l.text, sizeof l.text, "%s, %s mark", name[attempt->v[0]],
			 mark_label((uint32_t)attempt->v[2]));
	return l;
}

enum style check_style(const struct view *v, const struct climb_row *row)
{
	static const enum style of[NR_VERDICTS] = {
		[NEXT_CHECK] = STYLE_PASS,    [NEXT_ZONE] = STYLE_SKIP, [RETRY] = STYLE_RETRY,
		[TRY_THIS_ZONE] = STYLE_PASS, [GOT_PAGE] = STYLE_TAKE,  [NO_PAGE] = STYLE_ERROR,
		[WOULD_SLEEP] = STYLE_SLEEP,
	};
	const struct event *check, *said;

	if (row->check == NO_EVENT)
		return STYLE_PLAIN;
	check = &v->request.event[row->check];
	if (check->verdict >= NR_VERDICTS)
		return STYLE_PLAIN;
	if (check->verdict != NEXT_CHECK)
		return of[check->verdict];
	if (row->last == NO_EVENT)
		return STYLE_DIM;               /* it compared nothing */
	said = &v->request.event[row->last];
	return said->verdict ? STYLE_PASS : STYLE_SKIP;
}

/* ---- watermarks ---- */

struct comparison {
	int64_t free, unusable, mark, boost, min, reserve;
	const char *name;       /* of the mark */
	bool ok, wrapped;
};

/* A stranger's numbers may be too large to add: they wrap around. */
static int64_t plus(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

static int64_t minus(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a - (uint64_t)b);
}

/* The first mark that 6.12 tries is not that of the attempt. */
static const char *mark_of(const struct view *v, const struct event *e, const struct climbs *all)
{
	enum ladder ladder = rung_ladder(e->rung);

	if (rung_name(v->kernel, e->rung)[0] &&
	    v->kernel->ladder[ladder][rung_row(e->rung)].run == probe_high_mark)
		return "high";
	if (all->attempt == NO_EVENT)
		return "mark";
	return mark_label((uint32_t)v->request.event[all->attempt].v[2]);
}

static struct comparison read_comparison(const struct view *v, const struct event *e,
					 const struct climbs *all)
{
	bool quick = e->kind == EVENT_WATERMARK_QUICK;

	return (struct comparison){
		.free = e->v[0], .unusable = e->v[1], .mark = e->v[2], .boost = e->v[3],
		.min = quick ? e->v[2] : e->v[4], .reserve = quick ? e->v[4] : e->v[5],
		.name = mark_of(v, e, all), .ok = e->verdict,
		.wrapped = watermark_wrapped(e),
	};
}

/* How much is said: less with each, until it fits. */
enum brevity { WITH_BOOST, IN_FULL, WITHOUT_ZEROES, WITHOUT_END, NEITHER, NUMBERS_ONLY, SUMS_ONLY };

/* " - unusable 5", or nothing for a term that is left out. */
static void put_term(char *out, size_t size, const char *name, int64_t n, enum brevity b)
{
	bool drop_zero = b == WITHOUT_ZEROES || b == NEITHER;

	out[0] = '\0';
	if (n || !drop_zero)
		snprintf(out, size, " %s %" PRId64, name, n);
}

static void put_end(char *out, size_t size, const struct comparison *c, bool ascii)
{
	const char *to = ascii ? "->" : "→";

	if (c->ok)
		snprintf(out, size, " %s pass%s", to, c->wrapped ? " (unsigned)" : "");
	else
		snprintf(out, size, " %s short by %" PRId64, to,
			 minus(plus(plus(c->min, c->reserve), 1), minus(c->free, c->unusable)));
}

static void put_comparison(const struct comparison *c, enum brevity b, bool ascii, char *out,
			   size_t size)
{
	const char *sign = c->ok ? ">" : ascii ? "<=" : "≤";
	char unusable[40], reserve[40], lowered[60] = "", end[60] = "";

	if (b == SUMS_ONLY) {
		snprintf(out, size, "%" PRId64 " %s %" PRId64, minus(c->free, c->unusable), sign,
			 plus(c->min, c->reserve));
		return;
	}
	if (b == NUMBERS_ONLY) {
		snprintf(out, size, "%" PRId64 " - %" PRId64 " %s %s %" PRId64 " + %" PRId64,
			 c->free, c->unusable, sign, c->name, c->min, c->reserve);
		return;
	}
	put_term(unusable, sizeof unusable, "- unusable", c->unusable, b);
	put_term(reserve, sizeof reserve, "+ reserve", c->reserve, b);
	if (c->min != c->mark)
		snprintf(lowered, sizeof lowered, " (of %" PRId64 ")", c->mark);
	if (b == WITH_BOOST && c->boost && c->min != c->mark)
		snprintf(lowered, sizeof lowered, " (of %" PRId64 " with boost %" PRId64 ")",
			 c->mark, c->boost);
	else if (b == WITH_BOOST && c->boost)
		snprintf(lowered, sizeof lowered, " (with boost %" PRId64 ")", c->boost);
	if (b <= WITHOUT_ZEROES)
		put_end(end, sizeof end, c, ascii);
	snprintf(out, size, "free %" PRId64 "%s %s %s %" PRId64 "%s%s%s", c->free, unusable, sign,
		 c->name, c->min, lowered, reserve, end);
}

/* "need 327: accept 1 x 1024 pages", without what need is made of; out has all of it. */
static bool put_need(const struct event *e, bool bare, char *out, size_t size)
{
	const char *outcome = bare ? NULL : strstr(out, "): ");
	char rest[WORDS_MAX] = "";

	if (!e->v[3])
		return false;           /* without a mark there is no need */
	if (outcome)
		snprintf(rest, sizeof rest, "%s", outcome + 1);
	snprintf(out, size, "need %" PRId64 "%s", e->v[5], rest);
	return true;
}

/* What other checks compare, in fewer words or in none. False: there is nothing shorter to say. */
static bool put_shorter(const struct event *e, bool bare, bool ascii, char *out, size_t size)
{
	const char *most = ascii ? "<=" : "≤";
	char order[40] = "";

	switch (e->kind) {
	case EVENT_WATERMARK_ORDER:
		if (!bare)
			snprintf(order, sizeof order, "without order %" PRId64 ": ", e->v[0]);
		snprintf(out, size, "%s%" PRId64 " %s %" PRId64, order, e->v[1],
			 e->verdict ? ">" : most, e->v[2]);
		return true;
	case EVENT_DIRTY:
		if (e->v[4])
			return false;
		snprintf(out, size, "%s%" PRId64 " %s %s%" PRId64, bare ? "" : "dirty ", e->v[3],
			 e->verdict ? most : ">", bare ? "" : "limit ", e->v[2]);
		return true;
	case EVENT_FAIR:
		if (e->verdict && e->v[1])
			return false;
		snprintf(out, size, "NR_ALLOC_BATCH %" PRId64, e->v[0]);
		return true;
	case EVENT_ACCEPT:
		return put_need(e, bare, out, size);
	default:
		return false;
	}
}

static void put_other(const struct view *v, const struct event *e, int columns, bool ascii,
		      char *out, size_t size)
{
	struct speaker s = view_speaker(v);

	event_words(&s, e, out, size);
	if (text_width(out) > columns && put_shorter(e, false, ascii, out, size) &&
	    text_width(out) > columns)
		put_shorter(e, true, ascii, out, size);
}

void tell_numbers(const struct view *v, const struct event *e, const struct climbs *all,
		  int columns, bool ascii, char *out, size_t size)
{
	if (e->kind != EVENT_WATERMARK && e->kind != EVENT_WATERMARK_QUICK) {
		put_other(v, e, columns, ascii, out, size);
		return;
	}
	for (enum brevity b = WITH_BOOST; b <= SUMS_ONLY; b++) {
		struct comparison c = read_comparison(v, e, all);

		put_comparison(&c, b, ascii, out, size);
		if (text_width(out) <= columns)
			return;
	}
}

/* ---- which events ---- */

static bool of_row(const struct event *e, const struct climb *c, unsigned row)
{
	return e->rung == rung_id(c->ladder, row) && e->depth == c->depth + 1 &&
	       e->kind != EVENT_CHECK && event_info[e->kind].nature == NATURE_SAYS &&
	       e->kind != EVENT_MERGE && e->kind != EVENT_MERGE_STOP && e->kind != EVENT_TAIL;
}

/* Does the second make the first superfluous? The full test compares what the quick one did. */
static bool replaces(const struct event *next, const struct event *first)
{
	return first->kind == EVENT_WATERMARK_QUICK && next->kind == EVENT_WATERMARK;
}

size_t tell_which(const struct view *v, const struct climb *c, unsigned row, size_t *which,
		  size_t max)
{
	const struct climb_row *r = &c->row[row];
	size_t n = 0;

	if (r->last == NO_EVENT)
		return 0;
	if (c->ladder != LADDER_ZONE) {
		which[0] = (size_t)r->last;
		return 1;
	}
	for (int64_t i = r->first; i <= r->last; i++) {
		const struct event *e = &v->request.event[i];

		if (!of_row(e, c, row))
			continue;
		if (n && replaces(e, &v->request.event[which[n - 1]]))
			n--;
		if (n == max) {
			memmove(which, which + 1, (max - 1) * sizeof *which);
			n--;
		}
		which[n++] = (size_t)i;
	}
	return n;
}
