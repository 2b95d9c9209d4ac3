/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pane_watermark.c - free pages of each zone against its marks, drawn to scale.
 *
 *	> Normal  x free 3121 - unusable 0 <= low 4400 + reserve 0
 *	          ██████████████████
 *	          ▒▒▒▒▒▒▒▒░░░░░░│m     L     h
 *
 * The lower row stacks what a request must leave: lowmem_reserve for its class, the boost, then up
 * to min, low and high. The mark of the attempt is written large. A bar that goes on beyond the
 * edge ends in an arrow. With few rows a zone has one, with the marks on the bar.
 */
#include "view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tui/pane.h"
#include "tui/telling.h"

/* Rows a zone has: the bar with the marks on it; words above; the marks below; their numbers. */
enum { ONE_ROW = 1, TWO_ROWS, THREE_ROWS, FOUR_ROWS };
enum { WIDE = 100 };            /* columns in which the numbers need no row of their own */

struct watermark_pane {
	const struct view *v;
	struct view_zonelist zl;
	zid_t zone;                     /* looked at */
	int class_zoneidx;              /* -1: no attempt yet */
	int wanted;                     /* enum wmark of the attempt, or -1 */
	struct climbs all;
	int rows_here, rows_other;
	int label;                      /* columns */
};

/* One zone's numbers, in pages; marks with all that lies below them. */
struct levels {
	int64_t free, reserve, boost, mark[WMARK_HIGH + 1], end;
};

static int64_t max64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The scale ends a little above the high mark, or at free if that is not far beyond. */
static struct levels levels_of(const struct watermark_pane *p, const struct zone *z)
{
	struct levels l = { .free = zone_page_state(z, NR_FREE_PAGES),
			    .reserve = p->class_zoneidx < 0 ? 0
							    : z->lowmem_reserve[p->class_zoneidx],
			    .boost = z->watermark_boost };
	int64_t above;

	for (int m = WMARK_MIN; m <= WMARK_HIGH; m++)
		l.mark[m] = z->watermark[m] + l.boost + l.reserve;
	above = max64(l.mark[WMARK_HIGH] + l.mark[WMARK_HIGH] / 4, 1);
	l.end = l.free > above && l.free <= 2 * above ? l.free : above;
	return l;
}

static int column(const struct levels *l, int64_t pages, int columns)
{
	return (int)(pages * columns / l->end);
}

/* ---- bars ---- */

static void segment(struct roll *r, int y, int x, int w, enum style style)
{
	for (int i = 0; i < w; i++)
		put_marker(r->c, r->clip, y, x + i, style);
}

static void draw_free(struct roll *r, const struct levels *l, int y, int x, int w)
{
	bool beyond = l->free > l->end;
	int filled = beyond ? w : column(l, l->free, w);

	if (!filled && l->free > 0)
		filled = 1;
	segment(r, y, x, filled, STYLE_FREE);
	if (beyond)
		canvas_text(r->c, r->clip, y, x + w - 1, STYLE_FREE, r->c->ascii ? ">" : "▶");
}

static void draw_marks(struct roll *r, const struct watermark_pane *p, const struct levels *l,
		       int y, int x, int w)
{
	static const char *const small[] = { "m", "l", "h" }, *const large[] = { "M", "L", "H" };

	for (int pass = 0; pass < 2; pass++)            /* the one that counts on top */
		for (int m = WMARK_HIGH; m >= WMARK_MIN; m--) {
			int at = column(l, l->mark[m], w);

			if ((m == p->wanted) != pass)
				continue;
			canvas_text(r->c, r->clip, y, x + (at < w ? at : w - 1), STYLE_MARK,
				    pass ? large[m] : small[m]);
		}
}

static void draw_needs(struct roll *r, const struct watermark_pane *p, const struct levels *l,
		       int y, int x, int w)
{
	int reserve = column(l, l->reserve, w), boost = column(l, l->reserve + l->boost, w);

	segment(r, y, x, reserve, STYLE_RESERVE);
	segment(r, y, x + reserve, boost - reserve, STYLE_BOOST);
	draw_marks(r, p, l, y, x, w);
}

/* ---- words ---- */

/* The last comparison made for a zone in this attempt, or NULL. */
static const struct event *comparison_of(const struct watermark_pane *p, zid_t zone)
{
	const struct event *e = p->v->request.event;

	for (size_t i = p->v->request.n; i-- > 0 && e[i].kind != EVENT_ATTEMPT;)
		if (e[i].zone == zone &&
		    (e[i].kind == EVENT_WATERMARK || e[i].kind == EVENT_WATERMARK_QUICK))
			return &e[i];
	return NULL;
}

/* "min 402 [low 503] high 604", and what is added to them if that fits too. */
static void marks_words(const struct watermark_pane *p, const struct zone *z,
			const struct levels *l, int columns, char *out, size_t size)
{
	static const char *const name[] = { "min", "low", "high" };
	size_t at = 0;
	char more[80];

	for (int m = WMARK_MIN; m <= WMARK_HIGH && at < size; m++)
		at += (size_t)snprintf(out + at, size - at, "%s%s%s %" PRId64 "%s", m ? " " : "",
				       m == p->wanted ? "[" : "", name[m], z->watermark[m],
				       m == p->wanted ? "]" : "");
	snprintf(more, sizeof more, " boost %" PRId64 " reserve %" PRId64, l->boost, l->reserve);
	if (at < size && text_width(out) + text_width(more) <= columns)
		snprintf(out + at, size - at, "%s", more);
}

/* The comparison that was made; without one, what there is. The marks behind it if they fit. */
static void draw_words(struct roll *r, const struct watermark_pane *p, zid_t zone, int x, int y,
		       int rows)
{
	struct levels l = levels_of(p, &p->v->seen->zone[zone]);
	const struct event *e = comparison_of(p, zone);
	int right = r->clip.x + r->clip.w, from = x;
	char text[WORDS_MAX];

	if (e) {
		put_marker(r->c, r->clip, y, x, e->verdict ? STYLE_PASS : STYLE_SKIP);
		tell_numbers(p->v, e, &p->all, right - x - 2, r->c->ascii, text, sizeof text);
		x = put_cut(r->c, r->clip, y, x + 2, STYLE_TITLE, text) + 3;
	} else {
		snprintf(text, sizeof text, "free %" PRId64, l.free);
		x = put_cut(r->c, r->clip, y, x, STYLE_PLAIN, text) + 3;
	}
	if (rows == FOUR_ROWS) {
		y = roll_row(r);
		x = from;
	}
	marks_words(p, &p->v->seen->zone[zone], &l, right - x, text, sizeof text);
	if (rows == FOUR_ROWS || x + text_width(text) <= right)
		put_cut(r->c, r->clip, y, x, STYLE_DIM, text);
}

/* ---- zones ---- */

static void draw_one_row(struct roll *r, const struct watermark_pane *p, zid_t zone, int y, int x)
{
	struct levels l = levels_of(p, &p->v->seen->zone[zone]);
	int room = r->clip.x + r->clip.w - x, w = room - 9;
	char text[24];

	snprintf(text, sizeof text, "%8" PRId64, l.free);
	if (w < 6)
		w = room < 6 ? 0 : room;
	else
		canvas_text(r->c, r->clip, y, x + w + 1, STYLE_PLAIN, text);
	if (!w)
		return;
	draw_free(r, &l, y, x, w);
	draw_marks(r, p, &l, y, x, w);
}

static void draw_bars(struct roll *r, const struct watermark_pane *p, zid_t zone, int x, int rows)
{
	struct levels l = levels_of(p, &p->v->seen->zone[zone]);
	int w = r->clip.x + r->clip.w - x, y = roll_row(r);

	if (w < 1)
		return;
	draw_free(r, &l, y, x, w);
	if (rows == TWO_ROWS)
		draw_marks(r, p, &l, y, x, w);
	else
		draw_needs(r, p, &l, roll_row(r), x, w);
}

static void draw_zone(struct roll *r, const struct watermark_pane *p, zid_t zone)
{
	bool here = zone == p->zone;
	int rows = here ? p->rows_here : p->rows_other, x = r->clip.x + 2 + p->label, y;

	if (here)
		roll_item(r);
	y = roll_row(r);
	canvas_text(r->c, r->clip, y, r->clip.x, STYLE_TITLE,
		    !here       ? " " : r->c->ascii ? ">" : "▸");
	canvas_text(r->c, r->clip, y, r->clip.x + 2, here ? STYLE_TITLE : STYLE_PLAIN,
		    zone_label(p->v->seen, zone).text);
	if (rows == ONE_ROW) {
		draw_one_row(r, p, zone, y, x);
		return;
	}
	draw_words(r, p, zone, x, y, rows);
	draw_bars(r, p, zone, x, rows);
}

static void draw_zones(struct roll *r, const void *self)
{
	const struct watermark_pane *p = self;
	bool seen = false;

	for (size_t i = 0; p->zl.list && i < p->zl.list->n; i++) {
		draw_zone(r, p, p->zl.list->ref[i].zone);
		seen = seen || p->zl.list->ref[i].zone == p->zone;
	}
	if (!seen && p->zone < world_nr_zones(p->v->seen))
		draw_zone(r, p, p->zone);
}

/* As many rows as fit; the zone looked at keeps its longest. */
static void choose_rows(struct watermark_pane *p, const struct canvas *c, struct rect in)
{
	static const struct {
		int here, other;
	} tried[] = { { 4, 4 }, { 4, 3 }, { 4, 1 }, { 3, 3 }, { 3, 1 }, { 2, 1 }, { 1, 1 } };

	for (size_t i = in.w < WIDE ? 0 : 3; i < sizeof tried / sizeof *tried; i++) {
		p->rows_here = tried[i].here;
		p->rows_other = tried[i].other;
		if (roll_count(c, in, draw_zones, p) <= in.h)
			return;
	}
}

void pane_watermark(struct canvas *c, struct rect at, const struct view *v,
		    const struct pane_state *s)
{
	const struct event *attempt = view_last(v, EVENT_ATTEMPT);
	struct watermark_pane p = { .v = v, .zl = view_zonelist(v), .zone = view_zone(v),
				    .class_zoneidx = view_class_zoneidx(v), .wanted = -1 };
	struct rect in = { at.y + 1, at.x + 1, at.h - 2, at.w - 2 };

	if (attempt && (attempt->v[2] & ALLOC_WMARK_MASK) <= WMARK_HIGH)
		p.wanted = (int)(attempt->v[2] & ALLOC_WMARK_MASK);
	climbs_find(&p.all, v, v->request.n);
	for (size_t i = 0; p.zl.list && i < p.zl.list->n; i++) {
		int w = text_width(zone_label(v->seen, p.zl.list->ref[i].zone).text) + 1;

		p.label = w > p.label ? w : p.label;
	}
	choose_rows(&p, c, in);
	roll_draw(c, at,
		  at.w < 50 ? "Free pages against the marks"
			    : "Watermarks: free pages against min, low, high",
		  s, draw_zones, &p);
}
