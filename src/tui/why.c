/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * why.c - one step in sentences: what it says, which check it belongs to, where the kernel does it.
 */
#include "why.h"

#include <inttypes.h>
#include <string.h>

#include "core/words.h"

/* Of what is told below a ladder, in a function that has kept its name in all versions. */
static const char *function_of(const struct event *e)
{
	static const struct {
		enum event_kind kind;
		const char *function;
	} of[] = {
		{ EVENT_SPLIT, "expand" },
		{ EVENT_MERGE, "__free_one_page" },
		{ EVENT_MERGE_STOP, "__free_one_page" },
		{ EVENT_TAIL, "__free_one_page" },
		{ EVENT_PCP_REFILL, "rmqueue_bulk" },
		{ EVENT_PCP_REFILLED, "rmqueue_bulk" },
		{ EVENT_PCP_OVERFLOW, "free_pcppages_bulk" },
		{ EVENT_BOOST, "boost_watermark" },
		{ EVENT_HIGHATOMIC_RESERVE, "reserve_highatomic_pageblock" },
		{ EVENT_HIGHATOMIC_UNRESERVE, "unreserve_highatomic_pageblock" },
		{ EVENT_FAIR_RESET, "reset_alloc_batches" },
		{ EVENT_PREP, "prep_new_page" },
	};

	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		if (e->kind == of[i].kind)
			return of[i].function;
	return NULL;
}

/* The check that the event belongs to, or NULL. */
static const struct check *check_of(const struct kernel *k, const struct event *e)
{
	const struct check *row;
	unsigned i = 0;

	if (e->rung == RUNG_NONE || rung_ladder(e->rung) >= NR_LADDERS)
		return NULL;
	row = k->ladder[rung_ladder(e->rung)];
	while (i < rung_row(e->rung) && row[i].name)
		i++;
	return row[i].name ? &row[i] : NULL;
}

static struct check_place place_of(const struct kernel *k, const struct event *e)
{
	const struct check *row = check_of(k, e);

	if (!function_of(e) && row)
		return check_place(k, row);
	return (struct check_place){ function_of(e) ? function_of(e) : "the request itself",
				     "mm/page_alloc.c" };
}

/* Told before the lists are touched: what the kernel is about to do to them. */
static bool announces(const struct event *e)
{
	static const enum event_kind kinds[] = {
		EVENT_PCP_TAKE, EVENT_PCP_REFILL, EVENT_BUDDY_TAKE, EVENT_SPLIT, EVENT_FALLBACK,
		EVENT_CLAIM, EVENT_BOOST, EVENT_HIGHATOMIC_RESERVE, EVENT_HIGHATOMIC_UNRESERVE,
		EVENT_FREE, EVENT_MERGE, EVENT_TAIL, EVENT_PCP_OVERFLOW, EVENT_DRAIN, EVENT_TICK,
		EVENT_FAIR_RESET, EVENT_BULK, EVENT_ACCEPT,
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (e->kind == kinds[i])
			return true;
	return false;
}

static const char *effect_of(const struct event *e)
{
	if (event_info[e->kind].nature == NATURE_DOES)
		return "It changed the machine; one step back undoes it.";
	if (announces(e))
		return "It tells what comes; each change to a list is a step of its own.";
	return "It tells a decision and its numbers; it changed nothing.";
}

/* What a check compared stands right before its verdict, one level deeper. */
static void told_before(FILE *out, const struct view *v, const struct speaker *s)
{
	size_t last = v->request.n - 1, first = last;
	char words[WORDS_MAX];

	while (first && v->request.event[first - 1].rung == v->here->rung &&
	       v->request.event[first - 1].depth > v->here->depth)
		first--;
	for (; first < last; first++) {
		const struct event *e = &v->request.event[first];

		if (event_info[e->kind].nature != NATURE_SAYS || e->depth != v->here->depth + 1)
			continue;
		event_words(s, e, words, sizeof words);
		fprintf(out, "  %s.\n", words);
	}
}

/* ", line 31, at 3.585391 s"; empty if the event is no line of a trace. */
static const char *line_of(const struct event *e, char *text, size_t size)
{
	text[0] = '\0';
	if (event_is_traced(e))
		snprintf(text, size, ", line %" PRId64, e->v[0]);
	if (event_is_traced(e) && e->kind != EVENT_TRACED_LOST)
		snprintf(text + strlen(text), size - strlen(text), ", at %" PRId64 ".%06" PRId64
			 " s", e->v[1] / 1000000, e->v[1] < 0 ? 0 : e->v[1] % 1000000);
	return text;
}

void why_step(FILE *out, const struct view *v)
{
	struct speaker s = { v->kernel, v->seen };
	const char *name = rung_name(v->kernel, v->here->rung);
	const struct check *row = check_of(v->kernel, v->here);
	struct check_place place = place_of(v->kernel, v->here);
	char words[WORDS_MAX], line[80];

	event_words(&s, v->here, words, sizeof words);
	fprintf(out, "Step %" PRIu64 " of %" PRIu64 ": %s\n\n%s.\n", v->at, v->end,
		event_info[v->here->kind].name, words);
	if (v->here->kind == EVENT_CHECK)
		told_before(out, v, &s);
	fputc('\n', out);
	if (*name)
		fprintf(out, "This belongs to the check %s: %s\n", name, row ? row->asks : "");
	if (v->traced) {
		fprintf(out, "As in the trace%s. What it does not tell is not known.\n",
			line_of(v->here, line, sizeof line));
		return;
	}
	fprintf(out, "Where: %s in %s, as in %s.\n", place.function, place.file,
		v->kernel->follows);
	fprintf(out, "%s\n", effect_of(v->here));
}
