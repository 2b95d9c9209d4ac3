/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * narrate.c - a request's decisions as an indented list.
 *
 * A CHECK event comes after what the check compared, because only then its verdict is known. People
 * want to read it before. Depth says what belongs to it: everything deeper, back to the last event
 * that is not. Reclaim frees many pages in the same way; they are one line.
 */
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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

static bool freed_alike(const struct event *a, const struct event *b)
{
	return b->kind == EVENT_FREE && a->depth == b->depth && a->order == b->order &&
	       a->v[0] == b->v[0] && a->v[1] == b->v[1];
}

/* The block freed at `at` and those freed in the same way right behind it; the last of them. */
static size_t tell_freed(const struct narration *n, size_t at, size_t to, unsigned depth)
{
	const struct event *e = n->events;
	size_t last = at, more = 0, used;
	char text[2 * WORDS_MAX];

	for (size_t i = at + 1; i < to; i++) {
		if (event_info[e[i].kind].nature == NATURE_DOES)
			continue;
		if (!freed_alike(&e[at], &e[i]))
			break;
		last = i;
		more++;
	}
	event_words(n->s, &e[at], text, sizeof text);
	used = strlen(text);
	if (more)
		snprintf(text + used, sizeof text - used,
			 "; and %zu more in the same way, the last pfn %" PRIu32, more,
			 e[last].pfn);
	n->line(n->self, depth, text);
	return last;
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
			if (n->events[i].kind == EVENT_FREE)
				i = tell_freed(n, i, to, depth);
			else
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
