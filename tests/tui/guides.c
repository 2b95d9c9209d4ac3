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

#include "cli/data.h"
#include "drive.h"
#include "tui/keys.h"

/* ---- which key leads on ---- */

/* Presses Enter, and `a` where a letter is asked for, until this is seen. */
static void read_to(struct app *a, const char *what)
{
	for (int i = 0; i < 200 && !shows(a, what); i++)
		app_press(a, model_question(app_model(a)) ? 'a' : PRESS_ENTER);
	EXPECT_SHOWS(a, what);
}

Test(guides, a_ladder_that_was_told_stays_until_enter_makes_the_next_request)
{
	struct app *a = open_file("lessons/06-gfp-flags.md", NULL);

	read_to(a, "w tells this ladder");
	keys(a, "w");
	EXPECT_SHOWS(a, "GFP_KERNEL|__GFP_MOVABLE");
	EXPECT_HIDES(a, "__GFP_HIGHMEM");
	app_press(a, PRESS_ESCAPE);
	app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "alloc_page GFP_KERNEL|__GFP_MOVABLE|__GFP_HIGHMEM");
	EXPECT_SHOWS(a, "? not decided yet");
	app_free(a);
}

Test(guides, what_whatif_found_is_read_in_the_lesson)
{
	struct app *a = open_file("lessons/09-ladder.md", NULL);

	read_to(a, "> whatif");
	EXPECT_SHOWS(a, "refused; the task's cpuset");
	app_free(a);
}

Test(guides, a_step_where_there_is_none_says_what_leads_on)
{
	struct app *a = open_file("lessons/01-first-page.md", NULL);

	app_press(a, PRESS_ENTER);
	keys(a, "s");
	EXPECT_SHOWS(a, "nothing to step through yet; Enter goes on");
	keys(a, "w");
	EXPECT_SHOWS(a, "nothing to step through yet; Enter goes on");
	app_press(a, PRESS_ENTER);
	for (int i = 0; i < 9 && !model_question(app_model(a)); i++) {
		free(screen(a));
		app_press(a, PRESS_ENTER);
	}
	keys(a, "s");
	EXPECT_SHOWS(a, "a question waits: press the letter of your answer");
	keys(a, "aGs");
	EXPECT_SHOWS(a, "all of this is seen; Enter goes on with the lesson");
	keys(a, "gS");
	EXPECT_SHOWS(a, "this is the beginning");
	app_free(a);
}

Test(guides, enter_goes_past_no_text_that_was_not_shown)
{
	struct app *a = open_file("lessons/01-first-page.md", NULL);
	struct model *m = app_model(a);

	app_press(a, PRESS_ENTER);
	EXPECT_HIDES(a, "Now a driver asks for one page");
	EXPECT_SHOWS(a, "Enter reads on");
	for (int i = 0; i < 9 && !shows(a, "Now a driver asks for one page"); i++)
		app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "Now a driver asks for one page");
	cr_expect(!model_question(m));
	for (int i = 0; i < 9 && !model_question(m); i++) {
		free(screen(a));
		app_press(a, PRESS_ENTER);
	}
	cr_expect(model_question(m));
	app_free(a);
}

/* At 80x24, below a dozen lines that the statements before it printed. */
Test(guides, a_question_is_seen_with_all_its_answers)
{
	static const char *const lessons[] = { "lessons/22-deferred-init.md",
					       "lessons/26-zeroing-prep.md",
					       "lessons/29-what-articles-get-wrong.md" };

	for (size_t i = 0; i < sizeof lessons / sizeof *lessons; i++) {
		struct app *a = open_file(lessons[i], NULL);
		struct model *m = app_model(a);

		for (int n = 0; n < 200 && !model_exercise(m); n++) {
			free(screen(a));
			if (model_question(m)) {
				EXPECT_SHOWS(a, "  a  ");
				EXPECT_SHOWS(a, "Press the letter of your answer.");
			}
			app_press(a, model_question(m) ? 'a' : PRESS_ENTER);
		}
		cr_expect(model_exercise(m));
		app_free(a);
	}
}

Test(guides, numbers_that_were_compared_are_seen_where_words_have_no_room)
{
	static const struct {
		const char *lesson, *numbers;
	} rows[] = {
		{ "lessons/23-min-halving.md", "without order 3: 2881 > 150" },
		{ "lessons/24-dirty-per-zone.md", "zone_dirty_ok       0 " },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct app *a = open_file(rows[i].lesson, NULL);

		read_to(a, rows[i].numbers);
		app_free(a);
	}
}

Test(guides, the_last_words_of_a_lesson_stay)
{
	struct app *a = open_file("lessons/00-what-is-a-zone.md", NULL);
	struct model *m = app_model(a);

	for (int i = 0; i < 200 && model_has_more(m); i++) {
		if (model_exercise(m))
			type(a, "show");
		app_press(a, model_question(m) ? 'a' : PRESS_ENTER);
	}
	EXPECT_HIDES(a, "end of the lesson");
	EXPECT_SHOWS(a, "Enter reads on");
	read_to(a, "end of the lesson");
	EXPECT_SHOWS(a, "prints that file");
	app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "prints that file");
	app_free(a);
}

Test(guides, x_stops_where_a_zone_passed_and_had_no_block)
{
	struct app *a = open_file("traces/6.1/b_bulk_pressure.jsonl", NULL);

	type(a, "alloc_pages GFP_KERNEL 10");
	type(a, "set watermark_boost_factor=0");
	type(a, "fill Normal until free<1500");
	type(a, "repeat 3 alloc_pages GFP_KERNEL 8");
	type(a, "alloc_pages GFP_KERNEL 6");
	type(a, "alloc_pages GFP_KERNEL 4");
	keys(a, "x");
	EXPECT_SHOWS(a, "no block for it was found here, so the zone is left");
	EXPECT_SHOWS(a, "? not decided yet");
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

/* ---- nothing is lost by a slip ---- */

Test(guides, what_is_misspelt_or_only_looks_leaves_the_cursor_where_it_is)
{
	static const char *const lines[] = { "alloc_pag GFP_KERNEL", "alloc_page GFP_KERNAL",
					     "print pcp", "help alloc_page" };
	struct app *a = open_file(STATE, NULL);

	type(a, "alloc_page GFP_KERNEL");
	keys(a, "5s");
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		type(a, lines[i]);
		cr_expect_eq(model_at(app_model(a)), 6, "%s", lines[i]);
	}
	type(a, "alloc_page GFP_ATOMIC");
	cr_expect_eq(model_at(app_model(a)), 32, "a request waits for the one before it to end");
	app_free(a);
}

Test(guides, a_request_that_begins_a_branch_says_where)
{
	struct app *a = open_file(STATE, NULL);

	type(a, "alloc_page GFP_KERNEL");
	keys(a, "g");
	type(a, "alloc_page GFP_ATOMIC");
	EXPECT_SHOWS(a, "branch 2 begins behind event 0");
	EXPECT_SHOWS(a, "alloc_page GFP_ATOMIC");
	app_free(a);
}

Test(guides, what_cannot_be_opened_leaves_what_is_open)
{
	struct app *a = open_file(STATE, NULL);

	type(a, "alloc_page GFP_KERNEL");
	type(a, "open /nonexistent.md");
	EXPECT_SHOWS(a, "/nonexistent.md");
	cr_expect_eq(model_at(app_model(a)), 1);
	app_free(a);
}

Test(guides, a_zone_that_was_chosen_is_forgotten_with_its_session)
{
	struct app *a = open_file(STATE, NULL);

	keys(a, "z");
	EXPECT_SHOWS(a, "Free lists of Node 0 DMA ");
	type(a, "open lessons/02-empty-pcp-list.md");
	app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "Free lists of Node 0 DMA32");
	app_free(a);
}

/* ---- a lesson and what is stepped through share the room ---- */

Test(guides, while_a_lesson_is_stepped_through_the_pcp_lists_stand_in_its_place)
{
	struct app *a = open_file("lessons/01-first-page.md", NULL);

	app_press(a, PRESS_ENTER);
	app_press(a, PRESS_ENTER);
	keys(a, "as");
	EXPECT_SHOWS(a, "PCP lists of CPU 0");
	keys(a, "v");
	EXPECT_SHOWS(a, "Zonelist of node 0");
	app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "Lesson");
	app_free(a);
}

Test(guides, the_end_of_a_lesson_stays_and_says_so)
{
	struct app *a = open_file("lessons/01-first-page.md", NULL);
	struct model *m = app_model(a);

	for (int i = 0; i < 40 && model_has_more(m); i++) {
		if (model_exercise(m))
			type(a, "show");
		app_press(a, model_question(m) ? 'a' : PRESS_ENTER);
	}
	EXPECT_SHOWS(a, "end of the lesson");
	EXPECT_SHOWS(a, "In the kernel");
	app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "In the kernel");
	keys(a, "M");
	EXPECT_SHOWS(a, "what shall we look at?");
	app_free(a);
}

Test(guides, numbers_are_no_labels_of_answers_that_are_numbers)
{
	struct app *a = open_file("lessons/02-empty-pcp-list.md", NULL);
	struct model *m = app_model(a);

	while (!model_question(m))
		app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "b  15");
	keys(a, "1");
	EXPECT_SHOWS(a, "press the letter of your answer, a to c");
	cr_expect(model_question(m));
	keys(a, "b");
	cr_expect(!model_question(m));
	app_free(a);
}

/* ---- the event log ---- */

Test(guides, an_event_is_listed_under_the_number_that_goto_takes)
{
	struct app *a = open_file(STATE, NULL);

	type(a, "alloc_page GFP_KERNEL");
	type(a, "goto 12");
	EXPECT_SHOWS(a, "     12 ");
	EXPECT_HIDES(a, "     13 ");
	app_free(a);
}

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
	app_point(a, 4, 5, 0);
	EXPECT_SHOWS(a, "> An empty list");
	app_point(a, 4, 5, 0);
	EXPECT_SHOWS(a, "Lists end. We use this one up");
	app_free(a);
}

/* ---- this machine ---- */

static struct world *load_any(void *self, const char *path, const struct kernel **k, struct diag *d)
{
	bool machine_failed;

	(void)self;
	return data_load(path, k, d, &machine_failed);
}

Test(guides, the_menu_has_a_machine_like_this_one)
{
	struct app_options o = { .load = load_any, .no_record = true,
				 .this_machine = "traces/6.1/proc/numa2" };
	struct app *a = app_new(&o);

	cr_assert(a);
	app_resize(a, 24, 80);
	EXPECT_SHOWS(a, "A machine like this one");
	app_press(a, PRESS_ENTER);
	cr_assert(app_model(a), "%s", app_notice(a));
	type(a, "alloc_page GFP_KERNEL");
	EXPECT_SHOWS(a, "kernel 6.1");
	EXPECT_SHOWS(a, "synthesised");
	app_free(a);
}

/* ---- progress ---- */

static void begun(void *self, const char *path, const struct lesson *l, char *out, size_t size)
{
	(void)self;
	(void)l;
	snprintf(out, size, "%s", strstr(path, "02-") ? "begun, 1/3 right" : "");
}

Test(guides, the_menu_tells_how_far_one_has_come)
{
	struct app_options o = { .data_directory = ".", .how_far = begun };
	struct app *a = app_new(&o);

	cr_assert(a);
	app_resize(a, 24, 80);
	EXPECT_SHOWS(a, "begun, 1/3 right  10 min");
	app_free(a);
}

/* ---- recordings ---- */

Test(guides, the_menu_calls_the_recording_of_a_lesson_by_its_title)
{
	struct app_options o = { .data_directory = "." };
	char home[] = "/tmp/buddyscope-menu-XXXXXX", command[300], *text;
	struct app *a;

	cr_assert(mkdtemp(home));
	setenv("XDG_DATA_HOME", home, 1);
	snprintf(command, sizeof command,
		 "cd %s && mkdir -p buddyscope/sessions && cd buddyscope/sessions &&"
		 " touch -d '2026-01-02 03:04:05' 20260102-030405-02-empty-pcp-list.db"
		 " 20260102-030405-shell.db", home);
	cr_assert_eq(system(command), 0);
	a = app_new(&o);
	cr_assert(a);
	app_resize(a, 100, 60);
	EXPECT_SHOWS(a, "│  shell   ");
	EXPECT_SHOWS(a, "  2026-01-02 03:04│");
	text = screen(a);
	cr_expect(!strstr(text, "02-empty"), "%s", text);
	free(text);
	app_free(a);
	snprintf(command, sizeof command, "rm -rf %s", home);
	cr_assert_eq(system(command), 0);
}

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
