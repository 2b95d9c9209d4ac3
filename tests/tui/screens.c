/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Golden screens: tests/screens/NAME.txt holds what panes show at one moment of a real recording.
 * UPDATE=1 rewrites them.
 */
#include <criterion/criterion.h>
#include <locale.h>
#include <stdio.h>

#include "golden.h"
#include "../core/worlds.h"
#include "views.h"

#define EXHAUST "traces/6.1/i_exhaust_zones.jsonl"
#define MERGING "traces/6.1/f_split_merge.jsonl"
#define NUMA    "traces/6.1/m_numa.jsonl"

/* Behind the nth event of a kind, from 0. */
struct moment {
	const char *trace;
	unsigned request;
	enum event_kind kind;
	size_t nth;
};

static const struct moment before_anything = { EXHAUST, 1, EVENT_REQUEST, 99 };
static const struct moment comparing = { EXHAUST, 166, EVENT_WATERMARK, 0 };
static const struct moment refused_at_low = { EXHAUST, 166, EVENT_ATTEMPT_END, 0 };
static const struct moment got_it = { EXHAUST, 166, EVENT_RESULT, 0 };
static const struct moment failed = { EXHAUST, 121, EVENT_RESULT, 0 };
static const struct moment order7 = { EXHAUST, 90, EVENT_WATERMARK_BLOCK, 0 };
static const struct moment splitting = { EXHAUST, 90, EVENT_SPLIT, 1 };
static const struct moment refilling = { EXHAUST, 563, EVENT_PCP_ADD, 3 };
static const struct moment merging = { MERGING, 703, EVENT_MERGE, 17 };
static const struct moment two_nodes = { NUMA, 961, EVENT_ZONE, 1 };

static void utf8(void)
{
	cr_assert_not_null(setlocale(LC_CTYPE, "C.UTF-8"));
}

TestSuite(screens, .init = utf8);

/* ---- whole screens ---- */

Test(screens, moments)
{
	static const struct {
		const char *name;
		const struct moment *moment;
		int h, w;
		bool ascii;
	} rows[] = {
		{ "comparing-80x24", &comparing, 24, 80, false },
		{ "comparing-80x24-ascii", &comparing, 24, 80, true },
		{ "comparing-120x40", &comparing, 40, 120, false },
		{ "comparing-40x12", &comparing, 12, 40, false },
		{ "refused-at-low-80x24", &refused_at_low, 24, 80, false },
		{ "got-it-80x24", &got_it, 24, 80, false },
		{ "failed-120x40", &failed, 40, 120, false },
		{ "order7-80x24", &order7, 24, 80, false },
		{ "splitting-80x24", &splitting, 24, 80, false },
		{ "splitting-120x40", &splitting, 40, 120, false },
		{ "refilling-120x40", &refilling, 40, 120, false },
		{ "merging-120x40", &merging, 40, 120, false },
		{ "two-nodes-120x40", &two_nodes, 40, 120, false },
		{ "two-nodes-20x6", &two_nodes, 6, 20, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct moment *m = rows[i].moment;
		struct canvas *c = canvas_new(rows[i].h, rows[i].w, rows[i].ascii);
		struct film f;
		struct view v;

		film_open(&f, m->trace, m->request);
		v = film_view(&f, film_find(&f, m->kind, m->nth));
		draw_screen(c, &v);
		expect_golden(c, false, rows[i].name);
		film_close(&f);
		canvas_free(c);
	}
}

/* ---- one pane, with its styles ---- */

Test(screens, panes)
{
	static const struct {
		const char *name;
		pane_fn *pane;
		const struct moment *moment;
		int h, w;
		bool focused;
	} rows[] = {
		{ "request", pane_request, &got_it, 8, 80, false },
		{ "ladder", pane_ladder, &comparing, 14, 80, true },
		{ "ladder-narrow", pane_ladder, &comparing, 13, 44, false },
		{ "ladder-nested", pane_ladder, &splitting, 26, 80, false },
		{ "ladder-none", pane_ladder, &before_anything, 4, 60, false },
		{ "free_area", pane_free_area, &splitting, 10, 96, false },
		{ "free_area-narrow", pane_free_area, &splitting, 8, 36, false },
		{ "watermark", pane_watermark, &comparing, 12, 120, false },
		{ "watermark-narrow", pane_watermark, &order7, 6, 36, false },
		{ "pcp", pane_pcp, &refilling, 10, 80, false },
		{ "zonelist", pane_zonelist, &refused_at_low, 6, 80, true },
		{ "events", pane_events, &splitting, 12, 80, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct pane_state s = { .focused = rows[i].focused };
		struct canvas *c = canvas_new(rows[i].h, rows[i].w, false);
		struct film f;
		struct view v;
		char name[80];

		film_open(&f, rows[i].moment->trace, rows[i].moment->request);
		v = film_view(&f, rows[i].moment == &before_anything ? 0 :
			      film_find(&f, rows[i].moment->kind, rows[i].moment->nth));
		rows[i].pane(c, (struct rect){ 0, 0, c->h, c->w }, &v, &s);
		snprintf(name, sizeof name, "pane-%s", rows[i].name);
		expect_golden(c, true, name);
		film_close(&f);
		canvas_free(c);
	}
}

/* A guest of 6.12 that is 1127 pages short of its promo mark, and has three units to accept. */
Test(screens, accepting)
{
	static const struct {
		const char *name;
		enum event_kind kind;
		size_t nth;
		int h, w;
	} rows[] = {
		{ "accepting-80x24", EVENT_ACCEPT, 0, 24, 80 },
		{ "accepted-120x40", EVENT_UNACCEPTED_DEL, 1, 40, 120 },
		{ "accepted-got-it-80x24", EVENT_RESULT, 0, 24, 80 },
	};
	struct request r = { .op = REQ_ALLOC, .api = API_ALLOC_PAGE, .gfp = GFP_KERNEL,
			     .nid = NID_LOCAL, .pfn = NO_PFN };
	struct world *w = worlds_one_zone();
	struct film f;

	worlds_fill(w, N0_NORMAL, 176, MIGRATE_MOVABLE);
	for (pfn_t pfn = 0x1400; pfn < 0x2000; pfn += MAX_ORDER_NR_PAGES)
		worlds_put_unaccepted(w, N0_NORMAL, pfn);
	worlds_set_marks(w, N0_NORMAL, 326, 652, 978);
	w->zone[N0_NORMAL].watermark[WMARK_PROMO] = 1303;
	film_make(&f, w, kernel_find("6.12"), &r);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct canvas *c = canvas_new(rows[i].h, rows[i].w, false);
		struct view v = film_view(&f, film_find(&f, rows[i].kind, rows[i].nth));

		draw_screen(c, &v);
		expect_golden(c, false, rows[i].name);
		canvas_free(c);
	}
	film_close(&f);
}

/* Wide characters, and a block that runs next. */
Test(screens, lesson_in_chinese)
{
	const struct pane_state s = { .focused = true };
	struct canvas *c = canvas_new(12, 40, false);
	struct view v = {
		.lesson = "# 第一页\n\n页面分配器按照 zonelist 的顺序"
			  "逐个检查内存区域（zone），"
			  "每一步都给出理由。\n\nNormal 的空闲页数是 3121。",
		.block = "alloc_page GFP_KERNEL\nexpect zone=Normal\n",
	};

	pane_lesson(c, (struct rect){ 0, 0, 12, 40 }, &v, &s);
	expect_golden(c, false, "pane-lesson-zh");
	canvas_free(c);
}
