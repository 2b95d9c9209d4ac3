/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guides.c - the screen says which key leads on, and gives nothing away.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drive.h"
#include "tui/keys.h"

/* ---- which key leads on ---- */

Test(guides, a_step_where_there_is_none_says_what_leads_on)
{
	struct app *a = open_file("lessons/01-first-page.md", NULL);

	app_press(a, PRESS_ENTER);
	keys(a, "s");
	EXPECT_SHOWS(a, "nothing to step through yet; Enter goes on");
	keys(a, "w");
	EXPECT_SHOWS(a, "nothing to step through yet; Enter goes on");
	app_press(a, PRESS_ENTER);
	keys(a, "s");
	EXPECT_SHOWS(a, "a question waits: press the number of your answer");
	keys(a, "1Gs");
	EXPECT_SHOWS(a, "all of this is seen; Enter goes on with the lesson");
	keys(a, "gS");
	EXPECT_SHOWS(a, "this is the beginning");
	app_free(a);
}

Test(guides, without_a_lesson_the_typed_line_leads_on)
{
	struct app *a = open_file(STATE, NULL);

	EXPECT_SHOWS(a, "buddyscope verify --record RUN.db " STATE);
	keys(a, "s");
	EXPECT_SHOWS(a, "nothing was asked for yet; : types a request");
	type(a, "alloc_page GFP_KERNEL");
	keys(a, "Gs");
	EXPECT_SHOWS(a, "this is the end; : asks for more");
	app_free(a);
}

Test(guides, why_tells_what_announces_a_change_from_what_changes)
{
	static const struct {
		const char *kind, *says;
	} rows[] = {
		{ "SPLIT", "each change to a list is a step of its own" },
		{ "FREE_AREA_ADD", "It changed the machine" },
		{ "WATERMARK_QUICK", "it changed nothing" },
	};
	struct app *a = open_file(STATE, NULL);

	type(a, "repeat 40 alloc_page GFP_KERNEL");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char command[80];

		snprintf(command, sizeof command, "break kind=%s", rows[i].kind);
		type(a, "delete");
		type(a, command);
		keys(a, "gcw");
		cr_expect(app_page(a) && strstr(app_page(a), rows[i].says), "%s:\n%s", rows[i].kind,
			  app_page(a));
		app_press(a, PRESS_ESCAPE);
	}
	app_free(a);
}

Test(guides, why_names_the_function_that_splits)
{
	struct app *a = open_file(STATE, NULL);

	type(a, "repeat 40 alloc_page GFP_KERNEL");
	keys(a, "gpw");
	cr_expect(app_page(a) && strstr(app_page(a), "Where: expand in mm/page_alloc.c"));
	app_free(a);
}

/* ---- nothing of the future ---- */

Test(guides, what_a_lesson_expects_is_not_shown_before_it_is_so)
{
	struct app *a = open_file("lessons/03-below-the-mark.md", NULL);

	app_press(a, PRESS_ENTER);
	app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "alloc_page GFP_KERNEL");
	EXPECT_HIDES(a, "verdict=skip");
	app_press(a, PRESS_ENTER);
	EXPECT_HIDES(a, "verdict=skip");
	app_free(a);
}

/* ---- the event log, filtered ---- */

Test(guides, a_filter_lists_only_events_that_hold_its_text)
{
	struct app *a = open_file(STATE, NULL);

	type(a, "repeat 18 alloc_page GFP_KERNEL");
	keys(a, "G&split");
	app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "only with split");
	EXPECT_SHOWS(a, "split pfn");
	EXPECT_HIDES(a, "off list");
	keys(a, "&");
	app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "newest last");
	type(a, "filter nothing like it");
	EXPECT_SHOWS(a, "No event of this request holds that.");
	app_free(a);
}

/* ---- the mouse ---- */

Test(guides, a_click_gives_the_focus_and_the_wheel_scrolls)
{
	struct app *a = open_file("lessons/01-first-page.md", NULL);
	char *above, *below;

	app_press(a, PRESS_ENTER);
	above = screen(a);
	app_point(a, 12, 10, PRESS_WHEEL_DOWN);
	below = screen(a);
	cr_expect_str_neq(above, below);
	app_point(a, 12, 10, PRESS_WHEEL_UP);
	free(below);
	below = screen(a);
	cr_expect_str_eq(above, below);
	app_point(a, 1, 5, 0);
	EXPECT_SHOWS(a, "╒═ Checks");
	app_point(a, -1, 5000, 0);
	free(above);
	free(below);
	app_free(a);
}

Test(guides, a_click_chooses_a_lesson_and_a_second_opens_it)
{
	struct app *a = start(NULL);

	free(screen(a));
	app_point(a, 3, 5, 0);
	EXPECT_SHOWS(a, "> An empty list");
	app_point(a, 3, 5, 0);
	EXPECT_SHOWS(a, "Lists end. We use this one up");
	app_free(a);
}

/* ---- recordings ---- */

static int recordings(const char *directory)
{
	char path[200];
	struct dirent *e;
	int n = 0;
	DIR *d;

	snprintf(path, sizeof path, "%s/buddyscope/sessions", directory);
	d = opendir(path);
	while (d && (e = readdir(d)))
		n += strstr(e->d_name, ".db") != NULL;
	if (d)
		closedir(d);
	return n;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

Test(guides, only_what_was_asked_for_is_recorded)
{
	char directory[] = "/tmp/buddyscope-guides-XXXXXX";
	struct app_options o = { .data_directory = "." };
	struct app *a;
	bool machine_failed;
	struct diag d;

	cr_assert(mkdtemp(directory));
	setenv("XDG_DATA_HOME", directory, 1);
	a = app_new(&o);
	cr_assert(a);
	app_resize(a, 24, 80);
	cr_assert(app_open(a, "lessons/01-first-page.md", false, &d, &machine_failed));
	cr_expect_eq(recordings(directory), 0);
	type(a, "kernel 6.1");
	type(a, "machine uma 256M");
	cr_expect_eq(recordings(directory), 0, "a machine that is only looked at");
	type(a, "alloc_page GFP_KERNEL");
	cr_expect_gt(recordings(directory), 0);
	app_free(a);
	cr_expect_eq(recordings(directory), 1, "one file when it is closed");
	nftw(directory, remove_one, 8, FTW_DEPTH);
}
