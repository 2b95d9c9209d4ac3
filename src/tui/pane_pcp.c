/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pane_pcp.c - the per-cpu lists of the zone looked at: how full, how large, which pages next.
 */
#include "view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/pcp.h"
#include "tui/pane.h"

struct pcp_pane {
	const struct view *v;
	const struct pcp *pcp;
	zid_t zone;
	unsigned cpu;
	const struct event *last;       /* the last change to one of these lists, or NULL */
	bool now;                       /* the last step made it */
	int used;                       /* the list that was used last, or -1 */
};

static unsigned cpu_of(const struct view *v)
{
	int64_t cpu =
		v->request.n ? v->request.event[v->request.n - 1].cpu : v->seen->task[TASK_CPU];

	return cpu >= 0 && cpu < v->seen->nr_cpus ? (unsigned)cpu : 0;
}

static bool names_list(const struct event *e)
{
	return e->kind == EVENT_PCP_TAKE || e->kind == EVENT_PCP_REFILL ||
	       e->kind == EVENT_PCP_REFILLED || e->kind == EVENT_PCP_EMPTY ||
	       e->kind == EVENT_PCP_ADD || e->kind == EVENT_PCP_DEL;
}

static void find_last(struct pcp_pane *p)
{
	const struct view *v = p->v;

	p->used = -1;
	for (size_t i = v->request.n; i-- > 0 && !p->last;) {
		const struct event *e = &v->request.event[i];

		if (e->zone != p->zone || e->cpu != p->cpu || !names_list(e) || e->v[0] < 0 ||
		    e->v[0] >= NR_PCP_LISTS)
			continue;
		if (p->used < 0)
			p->used = (int)e->v[0];
		if (event_change(e) != STYLE_PLAIN) {
			p->last = e;
			p->now = i >= view_step_begins(v);
		}
	}
}

/* ---- one list ---- */

static void list_name(const struct pcp_pane *p, unsigned list, bool wide, char *out, size_t size)
{
	const struct kernel *k = p->v->kernel;
	unsigned order = pcp_list_order(p->v->seen, &k->pcp, list);
	unsigned huge = MIGRATE_PCPTYPES * (k->pcp.max_order + 1);
	const char *type = migratetype_name(list % MIGRATE_PCPTYPES);

	if (list >= huge)
		type = list == huge ? "not Movable" : "Movable";
	if (k->pcp.max_order)
		snprintf(out, size, "%s%u %s", wide ? "order " : "", order, type);
	else
		snprintf(out, size, "%s", type);
}

static int64_t list_length(const struct world *w, const struct page_list *l)
{
	int64_t n = 0;

	for (pfn_t pfn = list_first(l); pfn != NO_PFN; pfn = page_next(w, pfn))
		n++;
	return n;
}

/* Head first; the page of the last change marked, also if it has just left. */
static void draw_pages(struct roll *r, const struct pcp_pane *p, unsigned list, int y, int x)
{
	const struct world *w = p->v->seen;
	bool here = p->last && p->now && p->last->v[0] == list;
	int right = r->clip.x + r->clip.w;
	char text[24];

	if (here && p->last->kind == EVENT_PCP_DEL) {
		snprintf(text, sizeof text, "-%" PRIu32, p->last->pfn);
		x = put_cut(r->c, r->clip, y, x, STYLE_REMOVED, text) + 1;
	}
	for (pfn_t pfn = list_first(&p->pcp->list[list]); pfn != NO_PFN; pfn = page_next(w, pfn)) {
		bool added = here && p->last->kind == EVENT_PCP_ADD && pfn == p->last->pfn;
		bool more = page_next(w, pfn) != NO_PFN;

		snprintf(text, sizeof text, "%s%" PRIu32, added ? ">" : "", pfn);
		if (x + text_width(text) + (more ? 2 : 0) > right) {
			canvas_text(r->c, r->clip, y, x < right ? x : right - 1, STYLE_DIM,
				    dots(r->c));
			return;
		}
		x = canvas_text(r->c, r->clip, y, x, added ? STYLE_ADDED : STYLE_PLAIN, text) + 1;
	}
}

static void draw_list(struct roll *r, const struct pcp_pane *p, unsigned list)
{
	bool used = p->used == (int)list;
	bool wide = r->clip.w >= 50;
	int room = wide ? 20 : 15, y;
	char name[40], count[32];

	if (used)
		roll_item(r);
	y = roll_row(r);
	if (!roll_sees(r, y))
		return;
	list_name(p, list, wide, name, sizeof name);
	canvas_text(r->c, r->clip, y, r->clip.x, STYLE_TITLE,
		    !used       ? " " : r->c->ascii ? ">" : "▸");
	put_cut(r->c, (struct rect){ y, r->clip.x, 1, room < r->clip.w ? room : r->clip.w }, y,
		r->clip.x + 2, used ? STYLE_TITLE : STYLE_PLAIN, name);
	snprintf(count, sizeof count, "%5" PRId64 ":",
		 list_length(p->v->seen, &p->pcp->list[list]));
	canvas_text(r->c, r->clip, y, r->clip.x + room + 1, STYLE_PLAIN, count);
	draw_pages(r, p, list, y, r->clip.x + room + 3 + (int)strlen(count) - 1);
}

/* ---- the numbers ---- */

static void draw_numbers(struct roll *r, const struct pcp_pane *p)
{
	const struct pcp *pcp = p->pcp;
	char text[200], more[120] = "";
	int y = roll_row(r);

	if (p->v->kernel->pcp.decay)            /* sizes tuned by use */
		snprintf(more, sizeof more,
			 "  high_min %" PRId64 "  high_max %" PRId64 "  alloc_factor %" PRId64,
			 pcp->high_min, pcp->high_max, pcp->alloc_factor);
	else if (p->v->kernel->pcp.max_order)
		snprintf(more, sizeof more, "  free_factor %" PRId64, pcp->free_factor);
	snprintf(text, sizeof text, "count %" PRId64 "  high %" PRId64 "  batch %" PRId64 "%s",
		 pcp->count, pcp->high, pcp->batch, more);
	put_cut(r->c, r->clip, y, r->clip.x, STYLE_TITLE, text);
}

static void draw_pcp(struct roll *r, const void *self)
{
	const struct pcp_pane *p = self;
	const struct kernel *k = p->v->kernel;
	unsigned lists = MIGRATE_PCPTYPES * (k->pcp.max_order + 1) + (k->pcp.thp ? 2 : 0);
	unsigned empty = 0;
	char text[60];

	draw_numbers(r, p);
	for (unsigned list = 0; list < lists && list < NR_PCP_LISTS; list++) {
		if (p->pcp->list[list].first || p->used == (int)list)
			draw_list(r, p, list);
		else
			empty++;
	}
	if (!empty)
		return;
	snprintf(text, sizeof text, "  %u list%s empty", empty, empty == 1 ? " is" : "s are");
	put_cut(r->c, r->clip, roll_row(r), r->clip.x, STYLE_DIM, text);
}

void pane_pcp(struct canvas *c, struct rect at, const struct view *v, const struct pane_state *s)
{
	struct pcp_pane p = { .v = v, .zone = view_zone(v), .cpu = cpu_of(v) };
	char title[120], zone[60];

	p.pcp = world_pcp(v->seen, p.zone, p.cpu);
	find_last(&p);
	zone_words(v->seen, p.zone, zone, sizeof zone);
	snprintf(title, sizeof title, "PCP lists of CPU %u, %s: pages from head to tail", p.cpu,
		 zone);
	roll_draw(c, at, title, s, draw_pcp, &p);
}
