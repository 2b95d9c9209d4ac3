/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pane_ladder.c - the decision: the checks of this kernel in order, with what each compared.
 *
 *	get_page_from_freelist, Node 0 Normal (slow path, min mark): may this zone give ...?
 *	  + __cpuset_zone_allowed  node 0: the node is in mems_allowed
 *	> x zone_watermark_fast    free 300 - unusable 0 <= min 256 + reserve 1024 -> short by 981
 *	    ALLOC_NO_WATERMARKS    may it ignore the mark?
 *
 * The ladder that the cursor is on and the zone's are drawn in full; of those around them only the
 * row that runs or has decided, as room allows. A request without ladders is told as a list.
 */
#include "view.h"

#include <stdio.h>
#include <string.h>

#include "tui/pane.h"
#include "tui/telling.h"

enum { MAX_TOLD = 3 };          /* of one check */
enum { NARROW = 32, TWO_LINES = 50 };   /* columns: below, a comparison does not fit */

/* How much is drawn: less where the rows are few. MADE: checks not made share one row. */
enum detail { HERE_MADE, ZONE_MADE, ZONE_ALL, EVERYTHING };

struct ladder_pane {
	const struct view *v;
	struct climbs all;
	size_t shown;           /* events: fewer if a zone left behind is looked at */
	enum detail detail;
	bool past;              /* a zone that the cursor has left */
};

static const struct climb *focus(const struct ladder_pane *p)
{
	const struct climb *zone = climbs_of(&p->all, LADDER_ZONE);

	if (p->all.here >= 0 && p->all.climb[p->all.here].ladder != LADDER_ENTRY)
		return &p->all.climb[p->all.here];
	return zone ? zone : p->all.n ? &p->all.climb[p->all.n - 1] : NULL;
}

/* The row that the last event belongs to, if it is one of this climb. */
static int row_here(const struct ladder_pane *p, const struct climb *c)
{
	const struct event *e = &p->v->request.event[p->shown - 1];

	if (p->past || p->all.here < 0 || &p->all.climb[p->all.here] != c ||
	    rung_ladder(e->rung) != c->ladder)
		return -1;
	return (int)rung_row(e->rung);
}

/* ---- rows ---- */

static int name_columns(const struct kernel *k, const struct climb *c, int room)
{
	int longest = 0;

	for (unsigned row = 0; row < c->nr_rows; row++) {
		int w = text_width(k->ladder[c->ladder][row].name);

		longest = w > longest ? w : longest;
	}
	return longest > room * 3 / 5 ? room * 3 / 5 : longest;
}

/* Why a check behind the one that decided was not made, said once; or the question it would ask. */
static void tell_not_made(struct roll *r, const struct ladder_pane *p, const struct climb *c,
			  unsigned row, int y, int x)
{
	const struct check *check = &p->v->kernel->ladder[c->ladder][row];
	int decided = climb_decided(c, p->v);
	char text[120];

	if (decided < 0 || (int)row < decided)
		snprintf(text, sizeof text, "%s", check->asks);
	else if ((int)row == decided + 1)
		snprintf(text, sizeof text, "not asked: %s decided",
			 p->v->kernel->ladder[c->ladder][decided].name);
	else
		snprintf(text, sizeof text, "not asked");
	put_whole(r->c, r->clip, y, x, STYLE_DIM, text);
}

/* What follows from a check that decided, behind its numbers. */
static void add_verdict(const struct ladder_pane *p, const struct climb_row *row, bool ascii,
			char *text, size_t size, bool numbers)
{
	const struct event *check =
		row->check == NO_EVENT ? NULL : &p->v->request.event[row->check];

	if (!check || check->verdict == NEXT_CHECK || check->verdict == TRY_THIS_ZONE)
		return;
	snprintf(text, size, "%s%s %s", numbers ? " " : "", ascii ? "->" : "→",
		 verdict_words(check->verdict));
}

/* The last thing a row compared, and what followed, in so many columns. */
static void row_words(const struct ladder_pane *p, const struct climb *c, unsigned row,
		      const struct event *last, const struct roll *r, int columns, char *text,
		      size_t size)
{
	size_t at;

	text[0] = '\0';
	if (last)
		tell_numbers(p->v, last, &p->all, columns, r->c->ascii, text, size);
	else if (c->row[row].check != NO_EVENT)
		snprintf(text, size, "%s", p->v->kernel->ladder[c->ladder][row].asks);
	at = strlen(text);
	add_verdict(p, &c->row[row], r->c->ascii, text + at, size - at, at != 0);
}

/* The row of the cursor is told in full: if need be its question first, the answer below. */
static void tell_here(struct roll *r, const struct ladder_pane *p, const struct climb *c,
		      unsigned row, const struct event *last, int y, int x)
{
	int columns = r->clip.x + r->clip.w - x;
	char text[WORDS_MAX + 60];
	const char *asks;

	row_words(p, c, row, last, r, WORDS_MAX, text, sizeof text);
	if (text_width(text) <= columns) {
		canvas_text(r->c, r->clip, y, x, last ? STYLE_TITLE : STYLE_DIM, text);
		return;
	}
	asks = last ? p->v->kernel->ladder[c->ladder][row].asks : "";
	put_whole(r->c, r->clip, y, x, STYLE_DIM, asks);
	x = r->clip.x + 6;
	if (text_width(asks) > columns)
		put_wrapped(r, roll_row(r), x, STYLE_DIM, asks);
	columns = r->clip.x + r->clip.w - x;
	row_words(p, c, row, last, r, columns < TWO_LINES ? 2 * columns : columns, text,
		  sizeof text);
	put_wrapped(r, roll_row(r), x, STYLE_TITLE, text);
}

static bool is_watermark(const struct event *e)
{
	return e->kind == EVENT_WATERMARK || e->kind == EVENT_WATERMARK_QUICK;
}

static void tell_made(struct roll *r, const struct ladder_pane *p, const struct climb *c,
		      unsigned row, int y, int x)
{
	size_t which[MAX_TOLD], n = tell_which(p->v, c, row, which, MAX_TOLD);
	const struct event *last = n ? &p->v->request.event[which[n - 1]] : NULL;
	int columns = r->clip.x + r->clip.w - x;
	char text[WORDS_MAX + 60];

	for (size_t i = 0; i + 1 < n; i++) {
		tell_numbers(p->v, &p->v->request.event[which[i]], &p->all, columns, r->c->ascii,
			     text, sizeof text);
		put_cut(r->c, r->clip, y, x, STYLE_PLAIN, text);
		y = roll_row(r);
		x = columns < NARROW ? r->clip.x + 6 : x;       /* no name stands before it */
		columns = r->clip.x + r->clip.w - x;
	}
	if (row_here(p, c) == (int)row) {
		tell_here(r, p, c, row, last, y, x);
		return;
	}
	if (columns < NARROW && last && is_watermark(last)) {   /* worth a row of its own */
		put_whole(r->c, r->clip, y, x, STYLE_DIM,
			  p->v->kernel->ladder[c->ladder][row].asks);
		x = r->clip.x + 6;
		y = roll_row(r);
		columns = r->clip.x + r->clip.w - x;
	}
	row_words(p, c, row, last, r, columns, text, sizeof text);
	if (last)
		put_cut(r->c, r->clip, y, x, STYLE_PLAIN, text);
	else
		put_whole(r->c, r->clip, y, x, STYLE_DIM, text);
}

static void draw_row(struct roll *r, const struct ladder_pane *p, const struct climb *c,
		     unsigned row)
{
	const struct climb_row *cr = &c->row[row];
	bool here = row_here(p, c) == (int)row, made = cr->check != NO_EVENT;
	bool running = !c->over && !made && c->running == (int)row;
	enum style state = check_style(p->v, cr);
	int x = r->clip.x, w = name_columns(p->v->kernel, c, r->clip.w - 5), y;

	if (here || ((p->past || p->all.here < 0) && made && climb_decided(c, p->v) == (int)row))
		roll_item(r);
	y = roll_row(r);
	canvas_text(r->c, r->clip, y, x, STYLE_TITLE, here ? (r->c->ascii ? ">" : "▸") : " ");
	if (made && state == STYLE_DIM)
		canvas_text(r->c, r->clip, y, x + 2, STYLE_DIM, r->c->ascii ? "." : "·");
	else if (made)
		put_marker(r->c, r->clip, y, x + 2, state);
	else if (running)
		canvas_text(r->c, r->clip, y, x + 2, STYLE_TITLE, "?");
	put_cut(r->c, (struct rect){ r->clip.y, x, r->clip.h, 4 + w }, y, x + 4,
		here            ? STYLE_TITLE : made || running ? STYLE_PLAIN : STYLE_DIM,
		p->v->kernel->ladder[c->ladder][row].name);
	if (made || (running && cr->last != NO_EVENT))
		tell_made(r, p, c, row, y, x + 5 + w);
	else
		tell_not_made(r, p, c, row, y, x + 5 + w);
	if (here)
		roll_item_ends(r);
}

/* ---- ladders ---- */

static void draw_header(struct roll *r, const struct ladder_pane *p, const struct climb *c)
{
	const struct ladder_title *title = &ladder_title[c->ladder];
	struct attempt_label attempt = attempt_label(p->all.attempt == NO_EVENT ? NULL :
							   &p->v->request.event[p->all.attempt]);
	const char *name = ladder_function(p->v->kernel, c->ladder);
	char text[200], zone[60], again[40] = "";

	zone_words(p->v->seen, c->zone, zone, sizeof zone);
	if (c->pass > 1)
		snprintf(again, sizeof again, ", time %u", c->pass);
	if (c->ladder == LADDER_ZONE)
		snprintf(text, sizeof text, "%s (%s): %s", zone, attempt.text, title->asks);
	else
		snprintf(text, sizeof text, "%s%s: %s", name, again, title->asks);
	put_cut(r->c, r->clip, roll_row(r), r->clip.x, STYLE_TITLE, text);
}

static bool in_full(const struct ladder_pane *p, const struct climb *c)
{
	if (c == focus(p))
		return true;
	if (c->ladder == LADDER_ZONE)
		return p->detail >= ZONE_MADE;
	return p->detail == EVERYTHING && c->ladder != LADDER_ENTRY;
}

/* Only the row that runs, or the one that decided. */
static void draw_short(struct roll *r, const struct ladder_pane *p, const struct climb *c)
{
	int row = climb_decided(c, p->v);

	if (row < 0)
		row = c->running;
	if (row >= 0)
		draw_row(r, p, c, (unsigned)row);
}

static bool is_made(const struct climb *c, unsigned row)
{
	return c->row[row].check != NO_EVENT || (!c->over && c->running == (int)row);
}

/* The checks that were not made, from a row on, by name: "then: a, b, c". */
static void draw_names(struct roll *r, const struct ladder_pane *p, const struct climb *c,
		       unsigned row)
{
	bool decided = climb_decided(c, p->v) >= 0;
	int y = roll_row(r), x = r->clip.x + 4;
	char text[300];
	size_t at = (size_t)snprintf(text, sizeof text, "%s", decided ? "not asked:" : "then:");

	for (bool first = true; row < c->nr_rows && at < sizeof text; row++, first = false)
		at += (size_t)snprintf(text + at, sizeof text - at, "%s %s", first ? "" : ",",
				       p->v->kernel->ladder[c->ladder][row].name);
	put_cut(r->c, r->clip, y, x, STYLE_DIM, text);
}

static void draw_ladder(struct roll *r, const struct ladder_pane *p, const struct climb *c)
{
	unsigned made = c->nr_rows;             /* the last of them, and one */

	while (made && p->detail < ZONE_ALL && !is_made(c, made - 1))
		made--;
	draw_header(r, p, c);
	for (unsigned row = 0; row < made; row++)
		draw_row(r, p, c, row);
	if (made < c->nr_rows)
		draw_names(r, p, c, made);
}

static void draw_climbs(struct roll *r, const void *self)
{
	const struct ladder_pane *p = self;

	for (size_t i = 0; i < p->all.n; i++) {
		const struct climb *c = &p->all.climb[i];

		if (!in_full(p, c)) {
			if (c->ladder != LADDER_ENTRY)
				draw_short(r, p, c);
			continue;
		}
		draw_ladder(r, p, c);
	}
}

/* ---- requests without ladders ---- */

static void draw_list(struct roll *r, const void *self)
{
	const struct ladder_pane *p = self;
	struct speaker s = view_speaker(p->v);

	for (size_t i = 0; i < p->shown; i++) {
		const struct event *e = &p->v->request.event[i];
		char text[WORDS_MAX];
		int y;

		if (e->kind >= NR_EVENT_KINDS || event_info[e->kind].nature == NATURE_DOES ||
		    e->kind == EVENT_CHECK)
			continue;
		roll_item(r);
		y = roll_row(r);
		if (!roll_sees(r, y))
			continue;
		event_words(&s, e, text, sizeof text);
		put_cut(r->c, r->clip, y, r->clip.x + 2 + (e->depth ? 2 : 0),
			i + 1 == p->shown ? STYLE_TITLE : STYLE_PLAIN, text);
	}
}

static void draw_nothing(struct roll *r, const void *self)
{
	const struct ladder_pane *p = self;
	const char *text = "No request is running: make one, or step.";
	char zone[60];

	if (p->v->request.n) {
		zone_words(p->v->seen, p->v->zone, zone, sizeof zone);
		put_cut(r->c, r->clip, roll_row(r), r->clip.x, STYLE_DIM,
			"The request has not looked at this zone:");
		text = zone;
	}
	put_cut(r->c, r->clip, roll_row(r), r->clip.x, STYLE_DIM, text);
}

/* ---- the pane ---- */

/* A zone that was chosen is shown as it was left; the one looked at now as it is. */
static size_t events_shown(const struct view *v)
{
	if (v->zone == NO_ZONE || !view_last(v, EVENT_ZONE))
		return v->request.n;
	return climbs_visit_ends(v, v->zone);
}

void pane_ladder(struct canvas *c, struct rect at, const struct view *v,
		 const struct pane_state *s)
{
	struct ladder_pane p = { .v = v, .shown = events_shown(v), .detail = EVERYTHING };
	struct rect in = { at.y + 1, at.x + 1, at.h - 2, at.w - 2 };
	char path[200], title[220], zone[60];
	roll_fn *draw = draw_nothing;

	p.past = p.shown < v->request.n;
	climbs_find(&p.all, v, p.shown);
	climbs_path(&p.all, v, path, sizeof path);
	if (p.all.n)
		draw = draw_climbs;
	else if (p.shown)
		draw = draw_list;
	while (draw == draw_climbs && p.detail > HERE_MADE && roll_count(c, in, draw, &p) > in.h)
		p.detail--;
	zone_words(v->seen, view_zone(v), zone, sizeof zone);
	if (draw == draw_list)
		snprintf(title, sizeof title, "Steps: what the request has done so far");
	else if (p.past)
		snprintf(title, sizeof title, "Checks of %s, when it was asked last", zone);
	else
		snprintf(title, sizeof title, "Checks%s%s", path[0] ? " of " : "", path);
	roll_draw(c, at, title, s, draw, &p);
}
