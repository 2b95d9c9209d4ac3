/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pane_free_area.c - how many free blocks of each order and migrate type a zone has, and the way
 * of the block that is being split or merged along the orders.
 *
 *	order          0     1     2     3     4     5
 *	Unmovable     12    3>     1    1-     0     0
 *	split               <-----<-----o              order 3 -> 1
 */
#include "view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tui/pane.h"

struct grid {
	const struct view *v;
	const struct zone *z;
	zid_t zone;
	int label;                              /* columns of the names */
	int width[NR_ORDERS], end[NR_ORDERS];   /* of each order's cell; the column behind it */
	bool empty_types, totals, last;         /* rows there is room for */
	int64_t change[NR_ORDERS][MIGRATE_TYPES];       /* by the last step */
	int64_t accepted;               /* units, by the last step */
};

/* ---- counting ---- */

/*
 * Blocks on each list of an order. All lists are walked in step until one is left: it holds what
 * the others leave of nr_free, so the longest list is never walked to its end.
 */
static void count_lists(const struct world *w, const struct free_area *area,
			int64_t count[MIGRATE_TYPES])
{
	pfn_t at[MIGRATE_TYPES];
	int64_t counted = 0;
	int open = 0, last = 0;

	for (int mt = 0; mt < MIGRATE_TYPES; mt++) {
		at[mt] = list_first(&area->list[mt]);
		count[mt] = 0;
		open += at[mt] != NO_PFN;
	}
	while (open > 1) {
		open = 0;
		for (int mt = 0; mt < MIGRATE_TYPES; mt++) {
			if (at[mt] == NO_PFN)
				continue;
			count[mt]++;
			counted++;
			at[mt] = page_next(w, at[mt]);
			open += at[mt] != NO_PFN;
		}
	}
	for (last = 0; last < MIGRATE_TYPES && at[last] == NO_PFN; last++)
		;
	if (last < MIGRATE_TYPES)
		count[last] += area->nr_free - counted;
}

static void note_changes(struct grid *g)
{
	const struct view *v = g->v;

	for (size_t i = view_step_begins(v); i < v->request.n; i++) {
		const struct event *e = &v->request.event[i];

		if (e->zone != g->zone || e->order >= NR_ORDERS || e->migratetype >= MIGRATE_TYPES)
			continue;
		g->accepted += e->kind == EVENT_UNACCEPTED_DEL;
		if (e->kind == EVENT_FREE_AREA_ADD)
			g->change[e->order][e->migratetype]++;
		else if (e->kind == EVENT_FREE_AREA_DEL)
			g->change[e->order][e->migratetype]--;
	}
}

/* Types that this kernel has not, or that nothing here has, need no row. */
static bool type_has_row(const struct grid *g, unsigned mt)
{
	for (int o = 0; o < NR_ORDERS; o++)
		if (g->z->free_area[o].list[mt].first || g->change[o][mt])
			return true;
	if (!g->empty_types || mt == MIGRATE_ISOLATE || !kernel_has_type(g->v->kernel, mt))
		return false;
	return mt != MIGRATE_CMA || g->v->seen->setting[SET_CMA];
}

/* ---- the grid ---- */

/* In so many columns; thousands and millions where it is too long. */
static void short_number(int64_t n, int columns, char *out, size_t size)
{
	static const char *const unit[] = { "", "k", "M", "G" };
	int64_t shown = n;

	for (size_t u = 0; u < 4 && (shown || !n); u++, shown /= 1000) {
		snprintf(out, size, "%" PRId64 "%s", shown, unit[u]);
		if ((int)strlen(out) <= columns)
			return;
	}
	snprintf(out, size, "%.*s", columns, "++");      /* more than can be written here */
}

static void draw_number(struct roll *r, const struct grid *g, int y, int order, enum style style,
			int64_t n)
{
	char text[32];
	int right = r->clip.x + g->end[order] - 1;

	short_number(n, g->width[order] - 1, text, sizeof text);
	canvas_text(r->c, r->clip, y, right - (int)strlen(text), style, text);
}

static void draw_label(struct roll *r, const struct grid *g, int y, enum style style,
		       const char *text)
{
	struct rect clip = r->clip;

	if (clip.w > g->label - 1)
		clip.w = g->label > 1 ? g->label - 1 : 1;
	canvas_text(r->c, clip, y, clip.x, style, text);
}

static void draw_cell(struct roll *r, const struct grid *g, int y, int order, unsigned mt,
		      int64_t n)
{
	int64_t change = g->change[order][mt];
	enum style style = change > 0 ? STYLE_ADDED :
			   change < 0 ? STYLE_REMOVED :
			   n          ? STYLE_PLAIN :
					STYLE_DIM;

	draw_number(r, g, y, order, style, n);
	if (change)
		put_marker(r->c, r->clip, y, r->clip.x + g->end[order] - 1, style);
}

/* Where one letter is shown, that of Reserve is a small one: R is Reclaimable. */
static const char *type_label(const struct grid *g, unsigned mt)
{
	return mt == MIGRATE_RESERVE && g->label < 6 ? "reserve" : migratetype_name(mt);
}

static void draw_types(struct roll *r, const struct grid *g)
{
	int64_t count[NR_ORDERS][MIGRATE_TYPES];
	bool seen = r->clip.h > 0;

	for (int o = 0; seen && o < NR_ORDERS; o++)
		count_lists(g->v->seen, &g->z->free_area[o], count[o]);
	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++) {
		int y;

		if (!type_has_row(g, mt))
			continue;
		y = roll_row(r);
		draw_label(r, g, y, STYLE_PLAIN, type_label(g, mt));
		for (int o = 0; seen && o < NR_ORDERS; o++)
			draw_cell(r, g, y, o, mt, count[o][mt]);
	}
}

/* Memory that a guest has not accepted: units of the largest order, beside the free lists. */
static void draw_unaccepted(struct roll *r, const struct grid *g)
{
	const struct world *w = g->v->seen;
	pfn_t pfn = list_first(&g->z->unaccepted_pages);
	int64_t units = 0;
	int y;

	if (pfn == NO_PFN && !g->accepted)
		return;
	for (; pfn != NO_PFN; pfn = page_next(w, pfn))
		units++;
	y = roll_row(r);
	draw_label(r, g, y, STYLE_PLAIN, g->label < 4 ? "~" : "unaccepted");
	draw_number(r, g, y, NR_ORDERS - 1, g->accepted ? STYLE_REMOVED : STYLE_PLAIN, units);
	if (g->accepted)
		put_marker(r->c, r->clip, y, r->clip.x + g->end[NR_ORDERS - 1] - 1, STYLE_REMOVED);
}

static void draw_totals(struct roll *r, const struct grid *g)
{
	int64_t pages = 0;
	int y = roll_row(r), x = r->clip.x + g->end[NR_ORDERS - 1] + 1;
	char text[60];

	draw_label(r, g, y, STYLE_TITLE, g->label < 4 ? "=" : "all");
	for (int o = 0; o < NR_ORDERS; o++) {
		draw_number(r, g, y, o, STYLE_TITLE, g->z->free_area[o].nr_free);
		pages += g->z->free_area[o].nr_free << o;
	}
	snprintf(text, sizeof text, "= %" PRId64 " pages", pages);
	if (x + text_width(text) <= r->clip.x + r->clip.w)
		canvas_text(r->c, r->clip, y, x, STYLE_TITLE, text);
}

/* ---- the way of a block ---- */

struct way {
	enum event_kind kind;           /* EVENT_SPLIT or EVENT_MERGE */
	int from, to;                   /* orders */
	bool now;                       /* it still goes on */
};

/* The next event back is the step before this one of the same way, or something between, or not. */
enum step_back { SAME_WAY, BETWEEN, OTHER };

static enum step_back step_back(const struct way *w, const struct event *e)
{
	bool split = w->kind == EVENT_SPLIT;

	if (e->kind == (uint16_t)w->kind)
		return (split ? e->v[1] == w->from : e->order + 1 == w->from) ? SAME_WAY : OTHER;
	if (e->kind == EVENT_CHECK || e->kind == EVENT_PCP_ADD || e->kind == EVENT_BUDDY_TAKE ||
	    e->kind == (split ? EVENT_FREE_AREA_DEL : EVENT_FREE_AREA_ADD))
		return OTHER;
	return BETWEEN;
}

/* The block that was split is history once another is taken. */
static bool takes_another(const struct event *e)
{
	return e->kind == EVENT_BUDDY_TAKE || e->kind == EVENT_FREE_AREA_DEL;
}

/* What ends a way: the block has got where it goes, or a check has decided. */
static bool ends(const struct event *e)
{
	return e->kind == EVENT_CHECK || e->kind == EVENT_BUDDY_TAKE || e->kind == EVENT_PCP_ADD ||
	       e->kind == EVENT_RESULT || e->kind == EVENT_MERGE_STOP;
}

/* A stranger's number may be any. */
static int order_of(int64_t number)
{
	return (int)((uint64_t)number % NR_ORDERS);
}

static bool find_way(const struct grid *g, struct way *w)
{
	const struct event *e = g->v->request.event;
	size_t i = g->v->request.n;
	bool another = false;

	w->now = true;
	for (; i-- > 0;) {
		if (e[i].zone == g->zone && (e[i].kind == EVENT_SPLIT || e[i].kind == EVENT_MERGE))
			break;
		w->now = w->now && !ends(&e[i]);
		another |= takes_another(&e[i]);
	}
	if (i == SIZE_MAX || (another && e[i].kind == EVENT_SPLIT))
		return false;
	w->kind = e[i].kind;
	w->from = w->kind == EVENT_SPLIT ? order_of(e[i].v[0]) : e[i].order % NR_ORDERS;
	w->to = w->kind == EVENT_SPLIT ? e[i].order % NR_ORDERS : (e[i].order + 1) % NR_ORDERS;
	for (; i-- > 0;) {
		enum step_back back = step_back(w, &e[i]);

		if (back == OTHER)
			break;
		if (back == SAME_WAY)
			w->from = w->kind == EVENT_SPLIT ? order_of(e[i].v[0]) :
							   e[i].order % NR_ORDERS;
	}
	return true;
}

static int order_column(const struct roll *r, const struct grid *g, int order)
{
	return r->clip.x + g->end[order] - 2;
}

static void draw_way(struct roll *r, const struct grid *g)
{
	struct way w;
	int y, low, high, x;
	enum style style;
	char text[40];

	if (!find_way(g, &w))
		return;
	y = roll_row(r);
	style = w.now ? STYLE_TITLE : STYLE_DIM;
	low = w.from < w.to ? w.from : w.to;
	high = w.from < w.to ? w.to : w.from;
	draw_label(r, g, y, style, w.kind == EVENT_SPLIT ? "split" : "merge");
	for (x = order_column(r, g, low); x < order_column(r, g, high); x++)
		canvas_text(r->c, r->clip, y, x, style, r->c->ascii ? "-" : "─");
	for (int o = low; o <= high; o++)
		canvas_text(r->c, r->clip, y, order_column(r, g, o), style,
			    o == w.from           ? "o" : w.kind == EVENT_SPLIT ? "<" : ">");
	snprintf(text, sizeof text, "order %d %s %d", w.from, arrow(r->c), w.to);
	x = order_column(r, g, high) + 3;
	if (x + text_width(text) > r->clip.x + r->clip.w)
		x = order_column(r, g, low) - 3 - text_width(text);
	if (x >= r->clip.x + g->label)
		canvas_text(r->c, r->clip, y, x, style, text);
}

static void draw_last_change(struct roll *r, const struct grid *g)
{
	const struct event *last = NULL;
	char text[120], link[40];
	int y;

	for (size_t i = g->v->request.n; !last && i-- > 0;) {
		const struct event *e = &g->v->request.event[i];

		if (e->zone == g->zone &&
		    (e->kind == EVENT_FREE_AREA_ADD || e->kind == EVENT_FREE_AREA_DEL))
			last = e;
	}
	if (!last)
		return;
	y = roll_row(r);
	snprintf(link, sizeof link, "behind %" PRIu32, last->link);
	snprintf(text, sizeof text, "pfn %" PRIu32 " %s %s, order %u, %s", last->pfn,
		 last->kind == EVENT_FREE_AREA_ADD ? "to" : "off",
		 migratetype_name(last->migratetype), last->order,
		 last->link == NO_PFN ? "at the head" : link);
	put_marker(r->c, r->clip, y, r->clip.x, event_change(last));
	put_cut(r->c, r->clip, y, r->clip.x + 2, STYLE_PLAIN, text);
}

/* ---- the pane ---- */

static void draw_grid(struct roll *r, const void *self)
{
	const struct grid *g = self;
	int y = roll_row(r);

	draw_label(r, g, y, STYLE_DIM, g->label < 6 ? "" : "order");
	for (int o = 0; o < NR_ORDERS; o++)
		draw_number(r, g, y, o, STYLE_DIM, o);
	draw_types(r, g);
	draw_unaccepted(r, g);
	if (g->totals)
		draw_totals(r, g);
	draw_way(r, g);
	if (g->last)
		draw_last_change(r, g);
}

/* With few rows, first those go that say the least. */
static void choose_rows(struct grid *g, const struct canvas *c, struct rect in)
{
	bool *const optional[] = { &g->empty_types, &g->last, &g->totals };

	g->empty_types = g->last = g->totals = true;
	for (size_t i = 0; i < 3 && roll_count(c, in, draw_grid, g) > in.h; i++)
		*optional[i] = false;
}

/* Digits of the largest number of an order's column, and one for a mark. */
static int needed(const struct grid *g, int order)
{
	int digits = snprintf(NULL, 0, "%" PRId64, g->z->free_area[order].nr_free);

	return (digits < 2 && order >= 10 ? 2 : digits) + 1;
}

/* Columns that are wider than they need to be give to those that are not, from the left. */
static void widen(struct grid *g, int room)
{
	int all = 0;

	for (int o = 0; o < NR_ORDERS; o++) {
		if (needed(g, o) > g->width[o])
			g->width[o] = needed(g, o);
		all += g->width[o];
	}
	for (int o = 0; o < NR_ORDERS; o++)
		while (all > room && g->width[o] > needed(g, o)) {
			g->width[o]--;
			all--;
		}
	for (int o = 0; o < NR_ORDERS; o++)
		while (all > room && g->width[o] > 3) {
			g->width[o]--;
			all--;
		}
}

/* Names in full where there is room for them, then five letters, then one, then touching. */
static void lay_out(struct grid *g, int w)
{
	static const int label[] = { 12, 6, 2, 1 }, least[] = { 5, 4, 3, 3 }, most = 7;
	int i = 0, cell, end;

	while (i < 3 && w < label[i] + NR_ORDERS * least[i])
		i++;
	g->label = end = label[i];
	cell = (w - g->label) / NR_ORDERS;
	cell = cell > most ? most : cell < least[3] ? least[3] : cell;
	for (int o = 0; o < NR_ORDERS; o++)
		g->width[o] = cell;
	widen(g, w - g->label);
	for (int o = 0; o < NR_ORDERS; o++)
		g->end[o] = end += g->width[o];
}

void pane_free_area(struct canvas *c, struct rect at, const struct view *v,
		    const struct pane_state *s)
{
	struct grid g = { .v = v, .zone = view_zone(v) };
	char title[120], zone[60];

	g.z = &v->seen->zone[g.zone];
	note_changes(&g);
	lay_out(&g, at.w - 2);
	choose_rows(&g, c, (struct rect){ at.y + 1, at.x + 1, at.h - 2, at.w - 2 });
	zone_words(v->seen, g.zone, zone, sizeof zone);
	snprintf(title, sizeof title, "Free lists of %s%s: blocks by order and type", zone,
		 v->seen->setting[SET_SYNTHESISED] ? ", synthesised" : "");
	roll_draw(c, at, title, s, draw_grid, &g);
}
