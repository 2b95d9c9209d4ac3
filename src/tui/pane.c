/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pane.c - where a view looks, and rows that scroll.
 */
#include "pane.h"

#include <stdio.h>
#include <string.h>

#include "tui/grapheme.h"

/* ---- where the view looks ---- */

const struct event *view_last(const struct view *v, enum event_kind kind)
{
	for (size_t i = v->request.n; i-- > 0;)
		if (v->request.event[i].kind == kind)
			return &v->request.event[i];
	return NULL;
}

/* The operation of the request, or NR_REQUEST_OPS before its first event. */
static enum request_op op_of(const struct view *v)
{
	int64_t op = v->request.n ? v->request.event[0].v[0] : NR_REQUEST_OPS;

	return op >= 0 && op < NR_REQUEST_OPS ? (enum request_op)op : NR_REQUEST_OPS;
}

static bool zone_exists(const struct world *w, zid_t zone)
{
	return zone < world_nr_zones(w) && zone_populated(&w->zone[zone]);
}

/* An event about a node names the first zone that a node can have. */
static zid_t zone_of_event(const struct world *w, const struct event *e)
{
	for (unsigned z = e->zone; z < world_nr_zones(w) && zid_node((zid_t)z) == zid_node(e->zone);
	     z++)
		if (zone_populated(&w->zone[z]))
			return (zid_t)z;
	return NO_ZONE;
}

zid_t view_zone(const struct view *v)
{
	struct view_zonelist zl;

	if (zone_exists(v->seen, v->zone))
		return v->zone;
	for (size_t i = v->request.n; i-- > 0;)
		if (zone_of_event(v->seen, &v->request.event[i]) != NO_ZONE)
			return zone_of_event(v->seen, &v->request.event[i]);
	zl = view_zonelist(v);
	return zl.list && zl.list->n ? zl.list->ref[0].zone : 0;
}

/* A 4.12 kernel may go over to the list of the CPU's own node: the last ZONE event tells. */
struct view_zonelist view_zonelist(const struct view *v)
{
	const struct world *w = v->seen;
	int64_t task_node = w->task[TASK_NODE], nid = task_node;
	struct view_zonelist zl = { .kind = ZONELIST_FALLBACK };
	const struct event *zone = view_last(v, EVENT_ZONE);

	if (op_of(v) == REQ_ALLOC || op_of(v) == REQ_BULK) {
		nid = v->request.event[0].v[2] >= 0 ? v->request.event[0].v[2] : task_node;
		if (v->request.event[0].v[1] & GFP_F_THISNODE)
			zl.kind = ZONELIST_NOFALLBACK;
	}
	zl.node = nid >= 0 && nid < w->nr_nodes ? (unsigned)nid : 0;
	if (!w->zonelist[zl.kind])
		return zl;
	zl.list = &w->zonelist[zl.kind][zl.node];
	if (zone && (zone->v[0] < 0 || (size_t)zone->v[0] >= zl.list->n ||
		     zl.list->ref[zone->v[0]].zone != zone->zone)) {
		zl.node = task_node >= 0 && task_node < w->nr_nodes ? (unsigned)task_node : 0;
		zl.list = &w->zonelist[zl.kind][zl.node];
	}
	return zl;
}

int view_class_zoneidx(const struct view *v)
{
	const struct event *attempt = view_last(v, EVENT_ATTEMPT);
	const struct event *bulk = view_last(v, EVENT_BULK);
	struct view_zonelist zl = view_zonelist(v);

	if (!attempt)
		return bulk ? (int)(bulk->v[2] % MAX_NR_ZONES) : -1;
	if (v->kernel->class_is_preferred && zl.list && attempt->v[4] >= 0 &&
	    (size_t)attempt->v[4] < zl.list->n)
		return (int)zid_idx(zl.list->ref[attempt->v[4]].zone);
	return (int)(attempt->v[3] % MAX_NR_ZONES);
}

size_t view_step_begins(const struct view *v)
{
	size_t step = v->stepped ? v->stepped : 1;

	return step < v->request.n ? v->request.n - step : 0;
}

struct speaker view_speaker(const struct view *v)
{
	return (struct speaker){ .kernel = v->kernel, .world = v->seen };
}

struct zone_label zone_label(const struct world *w, zid_t zone)
{
	struct zone_label l;
	const char *name = w->layout->zone_name[zid_idx(zone)];

	if (w->nr_nodes > 1)
		snprintf(l.text, sizeof l.text, "%u %s", zid_node(zone), name ? name : "?");
	else
		snprintf(l.text, sizeof l.text, "%s", name ? name : "?");
	return l;
}

enum style event_change(const struct event *e)
{
	if (e->kind == EVENT_FREE_AREA_ADD || e->kind == EVENT_PCP_ADD)
		return STYLE_ADDED;
	if (e->kind == EVENT_FREE_AREA_DEL || e->kind == EVENT_PCP_DEL)
		return STYLE_REMOVED;
	return STYLE_PLAIN;
}

/* ---- rows that scroll ---- */

int roll_row(struct roll *r)
{
	r->rows++;
	return r->y++;
}

void roll_item(struct roll *r)
{
	r->item = r->rows;
	r->item_end = r->rows + 1;
}

void roll_item_ends(struct roll *r)
{
	r->item_end = r->rows;
}

bool roll_sees(const struct roll *r, int y)
{
	return y >= r->clip.y && y < r->clip.y + r->clip.h && r->clip.w > 0;
}

/* Counts without drawing: the clip keeps its width, which lines are laid out for. */
static struct roll measure(const struct canvas *c, struct rect inside, roll_fn *draw,
			   const void *self)
{
	struct canvas nothing = { .h = 0, .w = 0, .ascii = c->ascii };
	struct roll r = { .c = &nothing, .clip = inside, .item = -1 };

	r.clip.h = 0;
	draw(&r, self);
	return r;
}

int roll_count(const struct canvas *c, struct rect inside, roll_fn *draw, const void *self)
{
	return measure(c, inside, draw, self).rows;
}

static int clamp(int x, int low, int high)
{
	return x > high ? (high > low ? high : low) : x < low ? low : x;
}

/* The first row shown: with the item in sight and some of what follows, then moved by hand. */
static int first_row(const struct roll *all, int h, const struct pane_state *s, int selected)
{
	int last = all->rows - h, top = 0;

	if (all->item >= 0 && all->item_end > h) {
		top = all->item - h * 2 / 3;
		if (top < all->item_end - h)
			top = all->item_end - h;
		if (top > all->item)
			top = all->item;
	}
	top = clamp(top, 0, last);
	if (s->scrolled)
		*s->scrolled = clamp(top + s->scroll, 0, last) - top;
	top = clamp(top + s->scroll, 0, last);
	if (s->focused && s->row)
		top = clamp(top, selected - h + 1, selected);
	return clamp(top, 0, last);
}

static void select_row(struct canvas *c, struct rect in, int y)
{
	int left = in.x > 0 ? in.x : 0, right = in.x + in.w < c->w ? in.x + in.w : c->w;

	if (y < in.y || y >= in.y + in.h || y < 0 || y >= c->h || left >= right)
		return;
	for (int x = left; x < right; x++) {
		uint8_t *style = &c->cell[(size_t)y * (size_t)c->w + (size_t)x].style;

		if (*style == STYLE_PLAIN || *style == STYLE_DIM)
			*style = STYLE_SELECTED;
	}
	c->cursor_y = y;
	c->cursor_x = left;
}

/* "3 above, 12 below", in the frame's lower edge. */
static void tell_hidden(struct canvas *c, struct rect at, int above, int below)
{
	struct rect clip = { at.y + at.h - 1, at.x + 2, 1, at.w - 4 };
	char text[60];

	if (above <= 0 && below <= 0)
		return;
	if (above > 0 && below > 0)
		snprintf(text, sizeof text, " %d more above, %d below ", above, below);
	else
		snprintf(text, sizeof text, " %d more %s ", above > 0 ? above : below,
			 above > 0 ? "above" : "below");
	if (text_width(text) > clip.w)
		snprintf(text, sizeof text, "+%d",
			 (above > 0 ? above : 0) + (below > 0 ? below : 0));
	if (text_width(text) <= clip.w)
		canvas_text(c, clip, clip.y, clip.x + clip.w - text_width(text), STYLE_DIM, text);
}

void roll_draw(struct canvas *c, struct rect at, const char *title, const struct pane_state *s,
	       roll_fn *draw, const void *self)
{
	struct rect in = canvas_frame(c, at, title, s->focused);
	struct roll all = measure(c, in, draw, self);
	struct roll r = { .c = c, .clip = in, .item = -1 };
	int selected = clamp((all.item < 0 ? 0 : all.item) + s->row, 0, all.rows - 1);
	int top = first_row(&all, in.h, s, selected);

	if (in.h < 1 || in.w < 1)
		return;
	r.y = in.y - top;
	draw(&r, self);
	if (s->page)
		*s->page = in.h;
	if (s->below)
		*s->below = all.rows - top - in.h > 0 ? all.rows - top - in.h : 0;
	if (in.h < at.h)
		tell_hidden(c, at, top, all.rows - top - in.h);
	if (s->focused)
		select_row(c, in, in.y + clamp(selected - top, 0, in.h - 1));
}

/* ---- lines ---- */

const char *arrow(const struct canvas *c)
{
	return c->ascii ? "->" : "→";
}

const char *dots(const struct canvas *c)
{
	return c->ascii ? "~" : "…";
}

int put_cut(struct canvas *c, struct rect clip, int y, int x, enum style style, const char *text)
{
	int room = clip.x + clip.w - x;

	if (room <= 0)
		return x;
	if (text_width(text) <= room)
		return canvas_text(c, clip, y, x, style, text);
	clip.w--;
	canvas_text(c, clip, y, x, style, text);
	clip.w++;
	return canvas_text(c, clip, y, clip.x + clip.w - 1, style, dots(c));
}

void put_whole(struct canvas *c, struct rect clip, int y, int x, enum style style, const char *text)
{
	if (x + text_width(text) <= clip.x + clip.w)
		canvas_text(c, clip, y, x, style, text);
}

void put_wrapped(struct roll *r, int y, int x, enum style style, const char *text)
{
	int columns = r->clip.x + r->clip.w - x;
	bool first = true;

	if (columns < 1)
		return;
	while (*text) {
		size_t next, n = text_line(text, columns, &next);
		char line[WORDS_MAX];

		snprintf(line, sizeof line, "%.*s", (int)(n < WORDS_MAX ? n : WORDS_MAX - 1), text);
		canvas_text(r->c, r->clip, first ? y : roll_row(r), x, style, line);
		first = false;
		text += next;
	}
}

void put_marker(struct canvas *c, struct rect clip, int y, int x, enum style style)
{
	canvas_text(c, clip, y, x, style, style_marker(style, c->ascii));
}
