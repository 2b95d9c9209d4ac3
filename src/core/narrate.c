/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * narrate.c - a request's decisions as an indented list.
 *
 * A CHECK event comes after what the check compared, because only then its verdict is known. People
 * want to read it before. Depth says what belongs to it: everything deeper, back to the last event
 * that is not.
 */
#include "words.h"

#include <stdio.h>

struct narration {
	const struct speaker *s;
	const struct event *events;
	void (*line)(void *self, unsigned depth, const char *text);
	void *self;
};

static void tell(const struct narration *n, size_t i, unsigned depth)
{
	char text[WORDS_MAX];

	if (event_info[n->events[i].kind].nature == NATURE_DOES)
		return;
	event_words(n->s, &n->events[i], text, sizeof text);
	n->line(n->self, depth, text);
}

static void tell_range(const struct narration *n, size_t from, size_t to, unsigned depth);

/* The only decision among the events, or `to` if there are more, or none. */
static size_t only_decision(const struct narration *n, size_t from, size_t to)
{
	size_t only = to;

	for (size_t i = from; i < to; i++) {
		if (event_info[n->events[i].kind].nature == NATURE_DOES)
			continue;
		if (only != to)
			return to;
		only = i;
	}
	return only;
}

/* A check at `at`, and what it compared, which stands before it from `from` on. */
static void tell_check(const struct narration *n, size_t from, size_t at, unsigned depth)
{
	const struct event *e = &n->events[at];
	size_t only = only_decision(n, from, at);
	char text[2 * WORDS_MAX], numbers[WORDS_MAX];

	if (only == at) {
		snprintf(text, sizeof text, "%s: %s", rung_name(n->s->kernel, e->rung),
			 verdict_words(e->verdict));
		n->line(n->self, depth, text);
		tell_range(n, from, at, depth + 1);
		return;
	}
	event_words(n->s, &n->events[only], numbers, sizeof numbers);
	snprintf(text, sizeof text, "%s: %s; %s", rung_name(n->s->kernel, e->rung),
		 verdict_words(e->verdict), numbers);
	n->line(n->self, depth, text);
}

/* Depth bounds the recursion: ladders nest no deeper than there are ladders. */
static void tell_range(const struct narration *n, size_t from, size_t to, unsigned depth)
{
	size_t start = from;

	for (size_t i = from; i < to; i++) {
		if (n->events[i].depth > depth)
			continue;
		if (n->events[i].kind == EVENT_CHECK) {
			tell_check(n, start, i, depth);
		} else {
			if (start < i)
				tell_range(n, start, i, depth + 1);
			tell(n, i, depth);
		}
		start = i + 1;
	}
	if (start < to)
		tell_range(n, start, to, depth + 1);
}

void narrate(const struct speaker *s, const struct event *events, size_t n,
	     void (*line)(void *self, unsigned depth, const char *text), void *self)
{
	tell_range(&(struct narration){ s, events, line, self }, 0, n, 0);
}
