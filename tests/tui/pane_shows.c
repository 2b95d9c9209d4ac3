/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a learner must find on a pane at a given step, word for word.
 */
#include <criterion/criterion.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/words.h"
#include "tui/climbs.h"
#include "views.h"

#define EXHAUST "traces/6.1/i_exhaust_zones.jsonl"

static void utf8(void)
{
	cr_assert_not_null(setlocale(LC_CTYPE, "C.UTF-8"));
}

TestSuite(pane_shows, .init = utf8);

static char *drawn(pane_fn *pane, const struct view *v, int h, int w)
{
	const struct pane_state s = { .focused = true };
	struct canvas *c = canvas_new(h, w, false);
	char *text;

	pane(c, (struct rect){ 0, 0, h, w }, v, &s);
	text = canvas_dump(c, false);
	canvas_free(c);
	return text;
}

static void expect_shows(pane_fn *pane, const struct view *v, int h, int w, const char *what)
{
	char *text = drawn(pane, v, h, w);

	cr_expect_not_null(strstr(text, what), "\"%s\" is not in\n%s", what, text);
	free(text);
}

Test(pane_shows, the_comparison_on_one_line_of_eighty_columns)
{
	struct film f;
	struct view v;

	film_open(&f, EXHAUST, 166);
	v = film_view(&f, film_find(&f, EVENT_WATERMARK, 2));
	expect_shows(pane_ladder, &v, 11, 80,
		     "free 22 - unusable 0 ≤ low 30 + reserve 365 → short by 374");
	v = film_view(&f, f.n);
	expect_shows(pane_ladder, &v, 14, 80, "free 654 > min 344 (of 915) → pass");
	expect_shows(pane_request, &v, 6, 80, "* done: pfn 1062314 in Node 0 Normal");
	expect_shows(pane_zonelist, &v, 5, 80, "0 Normal  xx*  gives the block");
	film_close(&f);
}

/* Page frames that no text told must not be taken for a machine's own. */
Test(pane_shows, that_a_machine_is_synthesised)
{
	struct canvas *c = canvas_new(1, 80, false);
	struct film f;
	struct view v;
	char *text;

	film_open(&f, EXHAUST, 166);
	f.seen->setting[SET_SYNTHESISED] = SYNTHESISED_PFNS;
	v = film_view(&f, 1);
	expect_shows(pane_free_area, &v, 11, 100, "Free lists of Node 0 Normal, synthesised");
	draw_status(c, (struct rect){ 0, 0, 1, 80 }, &v);
	text = canvas_dump(c, false);
	cr_expect(strstr(text, "synthesised"), "%s", text);
	free(text);
	canvas_free(c);
	film_close(&f);
}

Test(pane_shows, the_row_of_the_cursor_however_low_the_pane)
{
	struct film f;
	struct view v;

	film_open(&f, EXHAUST, 166);
	v = film_view(&f, film_find(&f, EVENT_WATERMARK, 2));
	for (int h = 4; h < 20; h++)
		expect_shows(pane_ladder, &v, h, 80, "short by 374");
	film_close(&f);
}

Test(pane_shows, where_the_cursor_is_in_the_kernel)
{
	static const struct {
		enum event_kind kind;
		const char *path;
	} rows[] = {
		{ EVENT_REQUEST, "" },
		{ EVENT_ENTRY, "__alloc_pages" },
		{ EVENT_ATTEMPT, "__alloc_pages" },
		{ EVENT_WATERMARK, "__alloc_pages > get_page_from_freelist" },
		{ EVENT_SPLIT,
		  "__alloc_pages > get_page_from_freelist > rmqueue > rmqueue_buddy > __rmqueue" },
		{ EVENT_PREP, "__alloc_pages > get_page_from_freelist" },
		{ EVENT_RESULT, "__alloc_pages" },
	};
	struct climbs all;
	struct film f;
	char path[200];

	film_open(&f, EXHAUST, 90);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct view v = film_view(&f, film_find(&f, rows[i].kind, 0));

		climbs_find(&all, &v, v.request.n);
		climbs_path(&all, &v, path, sizeof path);
		cr_expect_str_eq(path, rows[i].path, "%s: \"%s\"", event_info[rows[i].kind].name,
				 path);
	}
	film_close(&f);
}

Test(pane_shows, checks_behind_the_one_that_decided_were_not_asked)
{
	struct film f;
	struct view v;

	film_open(&f, EXHAUST, 1);
	v = film_view(&f, film_find(&f, EVENT_WATERMARK_BLOCK, 0) + 1);
	expect_shows(pane_ladder, &v, 20, 80,
		     "_deferred_grow_zone   not asked: zone_watermark_fast decided");
	expect_shows(pane_ladder, &v, 9, 80, "not asked: _deferred_grow_zone, ALLOC_NO_WATERMARKS");
	film_close(&f);
}

Test(pane_shows, the_way_of_a_split_and_of_a_merge)
{
	struct film f;
	struct view v;

	film_open(&f, EXHAUST, 90);
	v = film_view(&f, film_find(&f, EVENT_SPLIT, 1));
	expect_shows(pane_free_area, &v, 11, 100, "<──────<──────o"
		     "  order 9 → 7");
	film_close(&f);
	film_open(&f, "traces/6.1/f_split_merge.jsonl", 703);
	v = film_view(&f, film_find(&f, EVENT_MERGE, 16));
	expect_shows(pane_free_area, &v, 11, 100, "o──────>──────>"
		     "──────>  order 0 → 3");
	film_close(&f);
}

/* ---- the grid ---- */

static int64_t walked(const struct world *w, zid_t zone, int order, unsigned mt)
{
	int64_t n = 0;

	for (pfn_t pfn = list_first(&w->zone[zone].free_area[order].list[mt]); pfn != NO_PFN;
	     pfn = page_next(w, pfn))
		n++;
	return n;
}

static void expect_counts(const char *screen, const struct world *w, zid_t zone, unsigned mt)
{
	const char *at = strstr(screen, migratetype_name(mt));

	cr_assert_not_null(at, "%s", screen);
	at += strlen(migratetype_name(mt));
	for (int order = 0; order < NR_ORDERS; order++) {
		char *end;
		int64_t shown = strtoll(at, &end, 10);

		cr_expect_eq(shown, walked(w, zone, order, mt), "%s order %d in\n%s",
			     migratetype_name(mt), order, screen);
		at = end + (*end == '>' || *end == '-');
	}
}

Test(pane_shows, every_list_counted_as_it_is)
{
	struct film f;

	film_open(&f, EXHAUST, 563);
	for (size_t n = 0; n <= f.n; n += 3)
		for (zid_t zone = 0; zone < 3; zone++) {
			struct view v = film_view(&f, n);
			char *text;

			v.zone = zone;
			text = drawn(pane_free_area, &v, 14, 110);
			for (unsigned mt = 0; mt < MIGRATE_PCPTYPES; mt++)
				expect_counts(text, v.seen, zone, mt);
			free(text);
		}
	film_close(&f);
}

/* ---- other kernels ---- */

Test(pane_shows, every_kernels_own_checks)
{
	for (size_t i = 0; kernel_at(i); i++) {
		const struct kernel *k = kernel_at(i);
		struct film f;

		film_open_as(&f, EXHAUST, 90, k);
		for (size_t n = film_find(&f, EVENT_ZONE, 0); n <= f.n; n++) {
			struct view v = film_view(&f, n);
			char *text = drawn(pane_ladder, &v, 40, 120);

			for (const struct check *c = k->ladder[LADDER_ZONE]; c->name; c++)
				cr_expect(n >= f.n - 1 || strstr(text, c->name),
					  "%s, step %zu: no %s in\n%s", k->name, n, c->name, text);
			free(text);
		}
		film_close(&f);
	}
}

/* ---- the log ---- */

Test(pane_shows, only_events_that_hold_the_filter)
{
	const struct pane_state s = { .filter = "split PFN" };
	struct canvas *c = canvas_new(8, 100, true);
	struct film f;
	struct view v;
	char *text;

	film_open(&f, EXHAUST, 90);
	v = film_view(&f, f.n);
	pane_events(c, (struct rect){ 0, 0, 8, 100 }, &v, &s);
	text = canvas_dump(c, false);
	cr_expect_not_null(strstr(text, "split pfn 512 from order 8 to 7"));
	cr_expect_null(strstr(text, "CHECK"));
	cr_expect_null(strstr(text, "above"), "two of them fit:\n%s", text);
	free(text);
	film_close(&f);
	canvas_free(c);
}
