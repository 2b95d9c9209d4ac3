/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pane_events.c - everything the request has told so far, a line an event, the newest last.
 */
#include "view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tui/pane.h"

struct event_pane {
	const struct view *v;
	const char *filter;
};

/* The state an event stands for, so that a log can be skimmed by its first column. */
static enum style event_style(const struct event *e)
{
	static const enum style of[NR_VERDICTS] = {
		[NEXT_CHECK] = STYLE_DIM,     [NEXT_ZONE] = STYLE_SKIP, [RETRY] = STYLE_RETRY,
		[TRY_THIS_ZONE] = STYLE_PASS, [GOT_PAGE] = STYLE_TAKE,  [NO_PAGE] = STYLE_ERROR,
		[WOULD_SLEEP] = STYLE_SLEEP,
	};

	if (e->kind == EVENT_CHECK && e->verdict < NR_VERDICTS)
		return of[e->verdict];
	return event_change(e);
}

/* Its number is that of the place behind it, where goto goes. */
static void draw_event(struct roll *r, int y, const struct event *e, uint64_t number,
		       const char *words)
{
	enum style style = event_style(e);
	bool change = event_info[e->kind].nature == NATURE_DOES;
	int x = r->clip.x, indent = r->clip.w < 50 ? e->depth : 2 * e->depth;

	if (r->clip.w >= 30)
		x = canvas_printf(r->c, r->clip, y, x, STYLE_DIM, "%7" PRIu64 " ", number);
	if (style != STYLE_DIM)
		put_marker(r->c, r->clip, y, x, style);
	put_cut(r->c, r->clip, y, x + 2 + indent, change ? STYLE_DIM : STYLE_PLAIN, words);
}

static void draw_events(struct roll *r, const void *self)
{
	const struct event_pane *p = self;
	struct speaker s = view_speaker(p->v);
	char words[WORDS_MAX];

	for (size_t i = 0; i < p->v->request.n; i++) {
		const struct event *e = &p->v->request.event[i];
		int y = r->y;

		if (e->kind >= NR_EVENT_KINDS)
			continue;
		if (p->filter || roll_sees(r, y))
			event_words(&s, e, words, sizeof words);
		if (p->filter && !strcasestr(words, p->filter))
			continue;
		roll_item(r);
		roll_row(r);
		if (roll_sees(r, y))
			draw_event(r, y, e, p->v->at - (p->v->request.n - 1 - i), words);
	}
	if (!r->rows)
		put_cut(r->c, r->clip, roll_row(r), r->clip.x, STYLE_DIM,
			p->filter ? "No event of this request holds that." : "No events yet.");
}

void pane_events(struct canvas *c, struct rect at, const struct view *v,
		 const struct pane_state *s)
{
	const char *filter = s->filter && *s->filter ? s->filter : NULL;
	struct event_pane p = { v, filter };
	char title[160] = "Events";

	if (v->request.n)
		snprintf(title, sizeof title, "Events of request %" PRIu32 "%s%.80s",
			 v->request.event[0].request, filter ? ": only with " : ", newest last",
			 filter ? filter : "");
	roll_draw(c, at, title, s, draw_events, &p);
}
