/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every pane promises, whatever it is given: it stays in its rectangle, it is the same for the
 * same view, and it shows nothing that the view does not hold.
 */
#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "tui/palette.h"
#include "views.h"

static void utf8(void)
{
	cr_assert_not_null(setlocale(LC_CTYPE, "C.UTF-8"));
}

TestSuite(pane, .init = utf8);

static void status(struct canvas *c, struct rect at, const struct view *v,
		   const struct pane_state *s)
{
	(void)s;
	at.h = at.h > 1 ? 1 : at.h;
	draw_status(c, at, v);
}

static const struct {
	const char *name;
	pane_fn *draw;
} panes[] = {
	{ "request", pane_request },     { "ladder", pane_ladder }, { "free_area", pane_free_area },
	{ "watermark", pane_watermark }, { "pcp", pane_pcp },       { "zonelist", pane_zonelist },
	{ "events", pane_events },       { "lesson", pane_lesson }, { "status", status },
};
enum { NR_TESTED = sizeof panes / sizeof *panes };

/* Requests of many kinds: refills, splits, failures, frees, bulk, several nodes and cpusets. */
static const struct {
	const char *trace;
	unsigned request;
} takes[] = {
	{ "traces/6.1/i_exhaust_zones.jsonl", 90 }, { "traces/6.1/i_exhaust_zones.jsonl", 121 },
	{ "traces/6.1/f_split_merge.jsonl", 703 },  { "traces/6.1/b_bulk_pressure.jsonl", 228 },
	{ "traces/6.1/k_highatomic.jsonl", 933 },   { "traces/6.1/m_numa.jsonl", 961 },
	{ "traces/6.1/n_cpuset.jsonl", 1434 },      { "traces/6.1/o_dirty_zones.jsonl", 234 },
};
enum { NR_TAKES = sizeof takes / sizeof *takes };

static int between(int low, int high)
{
	return low + rand() % (high - low + 1);
}

/* ---- rectangles ---- */

static const char sentinel[] = "@";

static struct canvas *sentinels(int h, int w)
{
	struct canvas *c = canvas_new(h, w, rand() % 2);

	for (int i = 0; i < h * w; i++)
		strcpy(c->cell[i].text, sentinel);
	return c;
}

static bool inside(struct rect r, int y, int x)
{
	return y >= r.y && x >= r.x && y < r.y + r.h && x < r.x + r.w;
}

static void expect_inside(const struct canvas *c, struct rect r, const char *pane)
{
	for (int y = 0; y < c->h; y++) {
		int columns = 0;

		for (int x = 0; x < c->w; x++) {
			const struct cell *at = &c->cell[y * c->w + x];

			columns += at->width;
			if (!inside(r, y, x))
				cr_assert_str_eq(at->text, sentinel,
						 "%s in %d %d %d %d writes at %d %d", pane, r.y,
						 r.x, r.h, r.w, y, x);
		}
		cr_assert_eq(columns, c->w, "%s: row %d adds up", pane, y);
	}
	if (c->cursor_y >= 0)
		cr_assert(inside(r, c->cursor_y, c->cursor_x), "%s: its cursor is inside", pane);
}

static void draw_anywhere(const struct view *v)
{
	int pane = between(0, NR_TESTED - 1), h = between(1, 50), w = between(1, 130);
	struct rect r = { between(-2, h), between(-2, w), between(-1, h), between(-1, w) };
	struct pane_state s = { .focused = rand() % 2, .scroll = between(-30, 30),
				.row = between(-20, 20),
				.filter = rand() % 4 ? NULL : "pfn" };
	struct canvas *c = sentinels(h, w);

	panes[pane].draw(c, r, v, &s);
	expect_inside(c, r, panes[pane].name);
	canvas_free(c);
}

Test(pane, stays_in_its_rectangle)
{
	srand(7);
	for (int t = 0; t < NR_TAKES; t++) {
		struct film f;

		film_open(&f, takes[t].trace, takes[t].request);
		for (int i = 0; i < 300; i++) {
			struct view v = film_view(&f, (size_t)between(0, (int)f.n));

			v.zone = rand() % 3 ? NO_ZONE : (zid_t)between(0, 12);
			v.stepped = (size_t)between(0, 20);
			v.request.text = rand() % 2 ? "p = alloc_pages GFP_KERNEL 3" : NULL;
			v.lesson = rand() % 2 ? "页面 in words,\nin lines\n\nand blanks" : NULL;
			v.block = rand() % 2 ? "alloc_page GFP_KERNEL\nwhy" : NULL;
			v.notice = rand() % 4 ? NULL : "the end of what is recorded 页";
			draw_anywhere(&v);
		}
		film_close(&f);
	}
}

Test(pane, has_no_smallest_size)
{
	const struct pane_state s = { .focused = true };
	struct film f;
	struct view v;

	film_open(&f, takes[0].trace, takes[0].request);
	v = film_view(&f, film_find(&f, EVENT_SPLIT, 1));
	for (int p = 0; p < NR_TESTED; p++)
		for (int h = 0; h <= 6; h++)
			for (int w = 0; w <= 30; w++) {
				struct canvas *c = sentinels(8, 32);
				struct rect r = { 1, 1, h, w };

				panes[p].draw(c, r, &v, &s);
				expect_inside(c, r, panes[p].name);
				canvas_free(c);
			}
	film_close(&f);
}

/* ---- steps ---- */

static char *screen_at(struct film *f, size_t n)
{
	struct canvas *c = canvas_new(40, 120, false);
	struct view v = film_view(f, n);
	char *text;

	draw_screen(c, &v);
	text = canvas_dump(c, true);
	canvas_free(c);
	return text;
}

Test(pane, forwards_and_back_is_the_same_screen)
{
	srand(11);
	for (int t = 0; t < NR_TAKES; t++) {
		struct film f;

		film_open(&f, takes[t].trace, takes[t].request);
		for (int i = 0; i < 25; i++) {
			size_t n = (size_t)between(0, (int)f.n);
			char *first = screen_at(&f, n), *again;

			free(screen_at(&f, (size_t)between(0, (int)f.n)));
			again = screen_at(&f, n);
			cr_assert_str_eq(first, again, "%s, step %zu", takes[t].trace, n);
			free(first);
			free(again);
		}
		film_close(&f);
	}
}

/* The events behind the cursor may be anything: what a pane shows does not depend on them. */
Test(pane, shows_nothing_of_the_future)
{
	for (int t = 0; t < NR_TAKES; t++) {
		struct film f;
		size_t n;
		char *with, *without;

		film_open(&f, takes[t].trace, takes[t].request);
		n = f.n / 2;
		with = screen_at(&f, n);
		memset(&f.event[n], 0xff, (f.n - n) * sizeof *f.event);
		without = screen_at(&f, n);
		cr_expect_str_eq(with, without, "%s", takes[t].trace);
		free(with);
		free(without);
		film_close(&f);
	}
}

/* Numbers stay such that sentences may add them. */
static void keep_small(struct film *f)
{
	for (size_t e = 0; e < f->n; e++)
		for (int i = 0; i < 6; i++)
			f->event[e].v[i] %= (int64_t)1 << 40;
}

/* Events of a stranger's recording: any kind, rung, order and zone. */
Test(pane, draws_events_that_make_no_sense)
{
	srand(3);
	for (int t = 0; t < 3; t++) {
		struct film f;
		struct view v;
		unsigned char *byte;
		size_t size;

		film_open(&f, takes[t].trace, takes[t].request);
		v = film_view(&f, 0);
		v.request.n = f.n;
		byte = (unsigned char *)&f.event[1];
		size = (f.n - 1) * sizeof *f.event;
		for (int i = 0; i < 2000; i++) {
			for (int b = 0; b < 20; b++)
				byte[(size_t)rand() % size] = (unsigned char)rand();
			keep_small(&f);
			draw_anywhere(&v);
		}
		film_close(&f);
	}
}
