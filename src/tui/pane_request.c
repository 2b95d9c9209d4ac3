/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pane_request.c - what was asked for, which attempt runs, what came of it.
 */
#include "view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tui/pane.h"
#include "tui/telling.h"

struct request_pane {
	const struct view *v;
	int room;               /* rows; with few of them the least important are left out */
};

static void draw_asked(struct roll *r, const struct request_pane *p)
{
	const char *text = p->v->request.text;
	struct speaker s = view_speaker(p->v);
	char words[WORDS_MAX];

	event_words(&s, &p->v->request.event[0], words, sizeof words);
	if (text)
		put_cut(r->c, r->clip, roll_row(r), r->clip.x, STYLE_TITLE, text);
	if (!text || p->room >= 4)
		put_cut(r->c, r->clip, roll_row(r), r->clip.x, text ? STYLE_PLAIN : STYLE_TITLE,
			words);
}

/* What the entry made of it: its size, the kind of its pages, how high it may look. */
static void draw_entry(struct roll *r, const struct view *v)
{
	const struct event *entry = view_last(v, EVENT_ENTRY);
	unsigned idx = entry ? (unsigned)entry->v[2] % MAX_NR_ZONES : 0;
	char text[WORDS_MAX];

	if (!entry)
		return;
	snprintf(text, sizeof text, "%" PRIu64 " page%s, %s, from %s down (%s %u)",
		 UINT64_C(1) << (entry->order & 63), entry->order ? "s in one block" : "",
		 migratetype_name((unsigned)entry->v[3]), v->seen->layout->zone_name[idx],
		 v->kernel->zoneidx_name, idx);
	put_cut(r->c, r->clip, roll_row(r), r->clip.x, STYLE_PLAIN, text);
}

/* "ALLOC_WMARK_LOW|ALLOC_CPUSET" to "ALLOC_WMARK_LOW|CPUSET": one prefix is enough. */
static void drop_prefixes(char *flags)
{
	static const char prefix[] = "|ALLOC_";
	size_t n = sizeof prefix - 1;

	for (char *at = strstr(flags, prefix); at; at = strstr(at + 1, prefix))
		memmove(at + 1, at + n, strlen(at + n) + 1);
}

static void draw_attempt(struct roll *r, const struct view *v)
{
	const struct event *attempt = view_last(v, EVENT_ATTEMPT);
	const struct event *rescan = view_last(v, EVENT_RESCAN);
	struct attempt_label label = attempt_label(attempt);
	char text[WORDS_MAX], flags[200];
	bool lowered = attempt && rescan && rescan->seq > attempt->seq;

	if (!attempt)
		return;
	alloc_flags_words(v->kernel, (uint32_t)(lowered ? rescan->v[1] : attempt->v[2]), flags,
			  sizeof flags);
	if (text_width(label.text) + text_width(flags) + 11 > r->clip.w)
		drop_prefixes(flags);
	snprintf(text, sizeof text, "%s: %s%s", label.text, flags, lowered ? " (rescan)" : "");
	put_cut(r->c, r->clip, roll_row(r), r->clip.x, STYLE_PLAIN, text);
}

static void draw_result(struct roll *r, const struct view *v)
{
	static const enum style style[] = {
		[REQUEST_DONE] = STYLE_TAKE, [REQUEST_FAILED] = STYLE_ERROR,
		[REQUEST_WOULD_SLEEP] = STYLE_SLEEP, [REQUEST_INVALID] = STYLE_ERROR,
	};
	const struct event *result = view_last(v, EVENT_RESULT);
	struct speaker s = view_speaker(v);
	char words[WORDS_MAX];
	int y;

	roll_item(r);
	y = roll_row(r);
	if (!result) {
		put_cut(r->c, r->clip, y, r->clip.x, STYLE_DIM,
			v->traced ? "? not told yet" : "? not decided yet");
		return;
	}
	event_words(&s, result, words, sizeof words);
	put_marker(r->c, r->clip, y, r->clip.x,
		   result->v[0] >= 0 && result->v[0] <= REQUEST_INVALID ? style[result->v[0]]
									: STYLE_ERROR);
	put_cut(r->c, r->clip, y, r->clip.x + 2, STYLE_TITLE, words);
}

static void draw_request(struct roll *r, const void *self)
{
	const struct request_pane *p = self;
	const struct view *v = p->v;

	if (!v->request.n) {
		put_cut(r->c, r->clip, roll_row(r), r->clip.x, STYLE_DIM,
			v->request.text ? v->request.text : "Nothing has been asked for yet.");
		return;
	}
	draw_asked(r, p);
	if (p->room >= (v->request.text ? 5 : 4))
		draw_entry(r, v);
	if (p->room >= 3)
		draw_attempt(r, v);
	draw_result(r, v);
}

void pane_request(struct canvas *c, struct rect at, const struct view *v,
		  const struct pane_state *s)
{
	struct request_pane p = { v, at.h < 3 ? at.h : at.h - 2 };
	char title[80] = "Request: what is asked for";

	if (v->request.n)
		snprintf(title, sizeof title, "Request %" PRIu32 ": what %s asked of kernel %s",
			 v->request.event[0].request, v->traced ? "was" : "is", v->kernel->name);
	roll_draw(c, at, title, s, draw_request, &p);
}
