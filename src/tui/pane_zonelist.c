/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pane_zonelist.c - in which order zones are asked, where the cursor is, what each has said.
 *
 *	> 0 Normal  x  free 420 - unusable 0 <= low 503 + reserve 0 -> short by 84
 *	  1 DMA32   ?
 *	  2 DMA        not asked yet
 *
 * What zones said in earlier scans of the same request stays as a character each, oldest first.
 */
#include "view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tui/pane.h"
#include "tui/telling.h"

enum { MAX_SCANS = 8 };

struct zonelist_pane {
	const struct view *v;
	struct view_zonelist zl;
	struct climbs all;
	size_t scan[MAX_SCANS];         /* first event of each scan, oldest first */
	size_t nr_scans;
	int label;
};

/* A scan begins with an attempt, and again where one is told to. */
static void find_scans(struct zonelist_pane *p)
{
	for (size_t i = 0; i < p->v->request.n; i++) {
		uint16_t kind = p->v->request.event[i].kind;

		if (kind != EVENT_ATTEMPT && kind != EVENT_RESCAN)
			continue;
		if (p->nr_scans == MAX_SCANS) {
			memmove(p->scan, p->scan + 1, (MAX_SCANS - 1) * sizeof p->scan[0]);
			p->nr_scans--;
		}
		p->scan[p->nr_scans++] = i;
	}
}

/* ---- one visit ---- */

struct visit {
	enum style style;               /* what came of it; STYLE_PLAIN: it still goes on */
	const struct event *why;        /* the numbers that decided, or NULL */
	bool any, over;
};

static void visit_check(struct visit *visit, const struct event *e)
{
	if (e->verdict == NEXT_ZONE)
		visit->style = STYLE_SKIP;
	else if (e->verdict == RETRY && rung_ladder(e->rung) == LADDER_ZONE)
		visit->style = STYLE_RETRY;
	else if (e->verdict == GOT_PAGE)
		visit->style = STYLE_TAKE;
}

/* What the zone at a position said between two events. */
static struct visit find_visit(const struct view *v, size_t position, size_t from, size_t to)
{
	struct visit visit = { .style = STYLE_PLAIN };
	bool inside = false;
	int depth = 0;

	for (size_t i = from; i < to; i++) {
		const struct event *e = &v->request.event[i];

		if (e->kind == EVENT_ZONE || e->kind == EVENT_ATTEMPT_END) {
			visit.over = visit.over || inside;
			inside = e->kind == EVENT_ZONE && e->v[0] == (int64_t)position;
			visit.any = visit.any || inside;
			depth = e->depth;
		} else if (inside && e->kind == EVENT_CHECK && e->depth == depth) {
			visit_check(&visit, e);
		} else if (inside && e->depth == depth + 1 && !e->verdict && !visit.why &&
			   rung_ladder(e->rung) == LADDER_ZONE &&
			   e->kind != EVENT_WATERMARK_QUICK && e->kind != EVENT_CHECK &&
			   event_info[e->kind].nature == NATURE_SAYS) {
			visit.why = e;
		} else if (inside && e->kind == EVENT_WATERMARK && e->verdict) {
			visit.why = NULL;
		}
	}
	if (visit.any && visit.over && visit.style == STYLE_PLAIN)
		visit.style = STYLE_SKIP;       /* its lists had no block after all */
	return visit;
}

/* ---- rows ---- */

static size_t scan_end(const struct zonelist_pane *p, size_t scan)
{
	return scan + 1 < p->nr_scans ? p->scan[scan + 1] : p->v->request.n;
}

static int draw_earlier(struct roll *r, const struct zonelist_pane *p, size_t position, int y,
			int x)
{
	for (size_t scan = 0; scan + 1 < p->nr_scans; scan++, x++) {
		struct visit visit = find_visit(p->v, position, p->scan[scan], scan_end(p, scan));

		if (visit.any)
			put_marker(r->c, r->clip, y, x, visit.style);
	}
	return x;
}

/* Why the cursor did not come here, or not yet. */
static void tell_unvisited(struct roll *r, const struct zonelist_pane *p, size_t position,
			   const struct event *attempt, const struct event *zone, int y, int x)
{
	zid_t z = p->zl.list->ref[position].zone;
	char text[120] = "";

	if (attempt && (int64_t)zid_idx(z) > attempt->v[3])
		snprintf(text, sizeof text, "above %s %" PRId64, p->v->kernel->zoneidx_name,
			 attempt->v[3]);
	else if (zone && zone->v[0] > (int64_t)position)
		snprintf(text, sizeof text, "passed over: not in the nodemask");
	else if (attempt && view_last(p->v, EVENT_RESULT))
		snprintf(text, sizeof text, "not asked");
	put_cut(r->c, r->clip, y, x, STYLE_DIM, text);
}

static void tell_visit(struct roll *r, const struct zonelist_pane *p, const struct visit *visit,
		       int y, int x)
{
	char text[WORDS_MAX] = "being asked";

	if (visit->style == STYLE_TAKE)
		snprintf(text, sizeof text, "gives the block");
	else if (visit->style == STYLE_RETRY)
		snprintf(text, sizeof text, "mixing types is allowed from now on: scan again");
	else if (visit->why)
		tell_numbers(p->v, visit->why, &p->all, r->clip.x + r->clip.w - x, r->c->ascii,
			     text, sizeof text);
	else if (visit->style == STYLE_SKIP)
		snprintf(text, sizeof text, "no block on its lists after all");
	put_cut(r->c, r->clip, y, x, visit->style == STYLE_PLAIN ? STYLE_TITLE : STYLE_PLAIN, text);
}

static void draw_position(struct roll *r, const struct zonelist_pane *p, size_t position)
{
	const struct event *attempt = view_last(p->v, EVENT_ATTEMPT);
	const struct event *zone = view_last(p->v, EVENT_ZONE);
	bool here = zone && attempt && zone->seq > attempt->seq && zone->v[0] == (int64_t)position;
	int x = r->clip.x, y;
	struct visit visit;

	if (here)
		roll_item(r);
	y = roll_row(r);
	if (!roll_sees(r, y))
		return;
	canvas_text(r->c, r->clip, y, x, STYLE_TITLE, !here ? " " : r->c->ascii ? ">" : "▸");
	canvas_printf(r->c, r->clip, y, x + 2, here ? STYLE_TITLE : STYLE_PLAIN, "%zu %s", position,
		      zone_label(p->v->seen, p->zl.list->ref[position].zone).text);
	x = draw_earlier(r, p, position, y, x + p->label);
	if (!p->nr_scans)
		return;
	visit = find_visit(p->v, position, p->scan[p->nr_scans - 1], p->v->request.n);
	if (!visit.any) {
		tell_unvisited(r, p, position, attempt,
			       zone && attempt && zone->seq > attempt->seq ? zone : NULL, y,
			       x + 3);
		return;
	}
	if (visit.style == STYLE_PLAIN)
		canvas_text(r->c, r->clip, y, x, STYLE_TITLE, "?");
	else
		put_marker(r->c, r->clip, y, x, visit.style);
	tell_visit(r, p, &visit, y, x + 3);
}

static void draw_list(struct roll *r, const void *self)
{
	const struct zonelist_pane *p = self;

	for (size_t i = 0; p->zl.list && i < p->zl.list->n; i++)
		draw_position(r, p, i);
	if (!r->rows)
		put_cut(r->c, r->clip, roll_row(r), r->clip.x, STYLE_DIM, "No zone has memory.");
}

void pane_zonelist(struct canvas *c, struct rect at, const struct view *v,
		   const struct pane_state *s)
{
	struct zonelist_pane p = { .v = v, .zl = view_zonelist(v) };
	char title[100];

	find_scans(&p);
	climbs_find(&p.all, v, v->request.n);
	for (size_t i = 0; p.zl.list && i < p.zl.list->n; i++) {
		char text[64];
		int w;

		snprintf(text, sizeof text, "%zu %s", i,
			 zone_label(v->seen, p.zl.list->ref[i].zone).text);
		w = text_width(text) + 4;
		p.label = w > p.label ? w : p.label;
	}
	snprintf(title, sizeof title, "Zonelist of node %u%s: zones in the order they are asked",
		 p.zl.node, p.zl.kind == ZONELIST_NOFALLBACK ? " alone" : "");
	roll_draw(c, at, title, s, draw_list, &p);
}
