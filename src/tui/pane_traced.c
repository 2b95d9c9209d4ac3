/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pane_traced.c - what a trace tells without a state, as far as the cursor has come.
 */
#include "pane_traced.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/traced.h"
#include "tui/pane.h"

static const struct traced_tally *tally_of(const void *self)
{
	return ((const struct view *)self)->traced;
}

static void put_line(struct roll *r, enum style style, const char *text)
{
	put_cut(r->c, r->clip, roll_row(r), r->clip.x, style, text);
}

static void put_number(struct roll *r, const char *name, int64_t n, const char *more)
{
	char text[120];

	snprintf(text, sizeof text, "%-10s%8" PRId64 "%s%s", name, n, *more ? "  " : "", more);
	put_line(r, n ? STYLE_PLAIN : STYLE_DIM, text);
}

/* ---- the request's lines ---- */

static void draw_steps(struct roll *r, const void *self)
{
	const struct view *v = self;
	struct speaker s = view_speaker(v);
	char words[WORDS_MAX];

	for (size_t i = 0; i < v->request.n; i++) {
		const struct event *e = &v->request.event[i];

		if (!event_is_traced(e))
			continue;
		event_words(&s, e, words, sizeof words);
		roll_item(r);
		put_wrapped(r, roll_row(r), r->clip.x,
			    i + 1 == v->request.n ? STYLE_TITLE : STYLE_PLAIN, words);
		roll_item_ends(r);
	}
	if (!r->rows)
		put_line(r, STYLE_DIM, v->request.n ? "s goes to what is traced of it." :
						      "s steps to the first request.");
}

void pane_traced_steps(struct canvas *c, struct rect at, const struct view *v,
		       const struct pane_state *s)
{
	roll_draw(c, at, "As traced; zones, checks unknown", s, draw_steps, v);
}

/* ---- by order and type ---- */

enum { LEAST_COLUMNS = 4, LABEL = 12, NARROW_LABEL = 7 };

struct grid_rows {
	const struct traced_grid *grid[2];      /* the second is added: what leads to the same */
	unsigned columns;
	int label, width;
};

static int64_t cell(const struct grid_rows *g, unsigned order, unsigned type)
{
	return g->grid[0]->n[order][type] + (g->grid[1] ? g->grid[1]->n[order][type] : 0);
}

static int64_t of_order(const struct grid_rows *g, unsigned order)
{
	return traced_of_order(g->grid[0], order) +
	       (g->grid[1] ? traced_of_order(g->grid[1], order) : 0);
}

static void lay_out(struct grid_rows *g, int room)
{
	g->columns = LEAST_COLUMNS;
	for (unsigned order = LEAST_COLUMNS; order < TRACED_ORDERS; order++)
		if (of_order(g, order))
			g->columns = order + 1;
	g->label = room - LABEL < 4 * (int)g->columns ? NARROW_LABEL : LABEL;
	g->width = (room - g->label) / (int)g->columns;
	g->width = g->width > 8 ? 8 : g->width < 3 ? 3 : g->width;
}

/* In the cell's columns but one; thousands and millions where it is too long. */
static void cell_text(int64_t n, int columns, char *out, size_t size)
{
	static const char *const unit[] = { "", "k", "M", "G" };

	for (size_t u = 0; u < 4; u++, n /= 1000) {
		snprintf(out, size, "%" PRId64 "%s", n, unit[u]);
		if ((int)strlen(out) <= columns)
			return;
	}
	snprintf(out, size, "++");
}

static void put_row(struct roll *r, const struct grid_rows *g, const char *label,
		    int64_t (*value)(const struct grid_rows *g, unsigned order, unsigned type),
		    unsigned type)
{
	int y = roll_row(r), x = r->clip.x + g->label;
	struct rect clip = r->clip;

	clip.w = clip.w < g->label - 1 ? clip.w : g->label - 1;
	canvas_text(r->c, clip, y, clip.x, STYLE_PLAIN, label);
	for (unsigned order = 0; order < g->columns; order++, x += g->width) {
		int64_t n = value(g, order, type);
		char text[32];

		cell_text(n, g->width - 1, text, sizeof text);
		canvas_text(r->c, r->clip, y, x + g->width - 1 - (int)strlen(text),
			    n ? STYLE_PLAIN : STYLE_DIM, text);
	}
}

static int64_t order_itself(const struct grid_rows *g, unsigned order, unsigned type)
{
	(void)g, (void)type;
	return order;
}

static int64_t whole_order(const struct grid_rows *g, unsigned order, unsigned type)
{
	(void)type;
	return of_order(g, order);
}

static bool has_type(const struct grid_rows *g, unsigned type)
{
	for (unsigned order = 0; order < g->columns; order++)
		if (cell(g, order, type))
			return true;
	return false;
}

static void put_types(struct roll *r, const struct grid_rows *g)
{
	for (unsigned type = 0; type < TRACED_TYPES; type++)
		if (type < MIGRATE_PCPTYPES || has_type(g, type))
			put_row(r, g, traced_type_name(type), cell, type);
}

static void draw_blocks(struct roll *r, const void *self)
{
	const struct traced_tally *t = tally_of(self);
	struct grid_rows got = { .grid = { &t->grid[TRACED_GOT], NULL } }, other;

	lay_out(&got, r->clip.w);
	put_row(r, &got, "order", order_itself, 0);
	put_types(r, &got);
	other = got;
	other.grid[0] = &t->grid[TRACED_FAILED];
	put_row(r, &other, "failed", whole_order, 0);
	other.grid[0] = &t->grid[TRACED_FREED];
	put_row(r, &other, "freed", whole_order, 0);
}

void pane_traced_blocks(struct canvas *c, struct rect at, const struct view *v,
			const struct pane_state *s)
{
	roll_draw(c, at, at.w < 60 ? "Allocated; free lists unknown" :
				     "Allocated so far, as in the trace; free lists unknown",
		  s, draw_blocks, v);
}

/* ---- counts ---- */

static const char *pages_text(struct traced_sum sum, char *text, size_t size)
{
	snprintf(text, size, "%" PRId64 " page%s", sum.pages, sum.pages == 1 ? "" : "s");
	return sum.blocks ? text : "";
}

static void draw_counts(struct roll *r, const void *self)
{
	const struct traced_tally *t = tally_of(self);
	struct traced_sum got = traced_sum(&t->grid[TRACED_GOT]);
	struct traced_sum freed = traced_sum(&t->grid[TRACED_FREED]);
	char pages[60];

	put_number(r, "got", got.blocks, pages_text(got, pages, sizeof pages));
	put_number(r, "failed", traced_sum(&t->grid[TRACED_FAILED]).blocks, "");
	put_number(r, "freed", freed.blocks, pages_text(freed, pages, sizeof pages));
	put_number(r, "refills", t->refills, "of PCP lists");
	put_number(r, "drains", t->drains, "of PCP lists");
	put_number(r, "extfrag", t->extfrags, "fallbacks");
	if (t->bulks)
		put_number(r, "bulk", t->bulk_got, "pages");
	if (t->lost_places)
		put_number(r, "lost", t->lost, t->lost ? "events, or more" : "not told");
}

void pane_traced_counts(struct canvas *c, struct rect at, const struct view *v,
			const struct pane_state *s)
{
	roll_draw(c, at, at.w < 60 ? "So far; free, marks unknown" :
				     "So far, as in the trace; free pages, marks unknown",
		  s, draw_counts, v);
}

/* ---- PCP lists ---- */

static void draw_pcp(struct roll *r, const void *self)
{
	const struct traced_tally *t = tally_of(self);
	struct grid_rows g = { .grid = { &t->grid[TRACED_REFILLED], NULL } }, taken = g;
	char text[160];

	snprintf(text, sizeof text, "%" PRId64 " refills of %" PRId64 ", %" PRId64 " drains of %"
		 PRId64 " blocks", t->refills, traced_sum(g.grid[0]).blocks, t->drains,
		 traced_sum(&t->grid[TRACED_DRAINED]).blocks);
	put_line(r, STYLE_TITLE, text);
	taken.grid[1] = &t->grid[TRACED_DRAINED];
	lay_out(&taken, r->clip.w);
	g.columns = taken.columns;
	g.label = taken.label;
	g.width = taken.width;
	put_row(r, &g, "refilled", order_itself, 0);
	put_types(r, &g);
	g.grid[0] = &t->grid[TRACED_DRAINED];
	put_row(r, &g, "drained", whole_order, 0);
}

void pane_traced_pcp(struct canvas *c, struct rect at, const struct view *v,
		     const struct pane_state *s)
{
	roll_draw(c, at, at.w < 60 ? "PCP lists; content unknown" :
				     "PCP lists, as in the trace; content unknown",
		  s, draw_pcp, v);
}

/* ---- what is not known ---- */

static void draw_unknown(struct roll *r, const void *self)
{
	(void)self;
	for (unsigned i = 0; traced_unknown(i); i++)
		put_wrapped(r, roll_row(r), r->clip.x, STYLE_PLAIN, traced_unknown(i));
}

void pane_traced_unknown(struct canvas *c, struct rect at, const struct view *v,
			 const struct pane_state *s)
{
	roll_draw(c, at, "Unknown: what a trace cannot tell", s, draw_unknown, v);
}
