/* SPDX-License-Identifier: GPL-3.0-or-later */
/* comparing.c - `:diff KERNEL`: the session's requests, made on another kernel too. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drive.h"
#include "tui/keys.h"

/* The page that is open says this. */
#define EXPECT_PAGE(a, what)                                                                   \
	cr_expect(app_page(a) && strstr(app_page(a), what), "the page says \"%s\":\n%s", what, \
		  app_page(a) ? app_page(a) : "nothing is open")

/* A machine of 4.7, whose zones take turns. */
static struct app *fair_session(const char *record)
{
	struct app *a = start(record);

	type(a, "kernel 4.7");
	type(a, "machine uma 256M");
	type(a, "repeat 80 alloc_pages GFP_KERNEL 1");
	app_press(a, 'G');
	return a;
}

Test(comparing, names_the_check_where_the_session_parts_from_another_kernel)
{
	struct app *a = fair_session(NULL);

	type(a, "diff 4.12");
	EXPECT_SHOWS(a, "Diff: the requests so far");
	EXPECT_PAGE(a, "4.7 and 4.12, from state");
	EXPECT_PAGE(a, "they part at ZONE_FAIR_DEPLETED of 4.7");
	EXPECT_PAGE(a, "80 requests compared");
	app_free(a);
}

Test(comparing, the_text_scrolls_and_closes_and_the_cursor_is_where_it_was)
{
	struct app *a = fair_session(NULL);
	uint64_t at = model_at(app_model(a));

	type(a, "diff 4.12");
	EXPECT_SHOWS(a, "4.7 and 4.12, from state");
	keys(a, "   ");
	EXPECT_HIDES(a, "4.7 and 4.12, from state");
	app_press(a, 'q');
	cr_expect_null(app_page(a));
	cr_expect_eq(model_at(app_model(a)), at);
	app_free(a);
}

/* What the cursor has not come to the end of is not told. */
Test(comparing, nothing_of_a_step_s_future_is_compared)
{
	struct app *a = open_file(STATE, NULL);

	type(a, "alloc_page GFP_KERNEL");
	type(a, "diff 4.7");
	EXPECT_PAGE(a, "0 requests compared");
	app_press(a, 'q');
	app_press(a, 'f');
	type(a, "diff 4.7");
	EXPECT_PAGE(a, "1 requests compared");
	app_free(a);
}

Test(comparing, a_session_does_not_part_from_its_own_kernel)
{
	struct app *a = open_file(STATE, NULL);

	type(a, "p = alloc_pages_nodemask GFP_KERNEL 3 mask=0");
	app_press(a, 'f');
	type(a, "set min_free_kbytes=4096");
	type(a, "__free_pages p 3");
	app_press(a, 'f');
	type(a, "repeat 20 alloc_page GFP_ATOMIC");
	app_press(a, 'G');
	type(a, "diff 6.1");
	EXPECT_PAGE(a, "every request has the same result");
	EXPECT_PAGE(a, "every check leads to the same");
	EXPECT_PAGE(a, "22 requests compared");
	app_free(a);
}

Test(comparing, a_lesson_s_requests_are_compared_as_far_as_it_was_read)
{
	struct app *a = open_file("lessons/01-first-page.md", NULL);

	for (int i = 0; i < 12; i++) {
		app_press(a, '1');
		app_press(a, PRESS_ENTER);
	}
	type(a, "diff 2.6.34");
	EXPECT_PAGE(a, "lessons/01-first-page.md: 6.1 and 2.6.34, from state");
	EXPECT_PAGE(a, "requests compared");
	cr_expect_null(strstr(app_page(a), "\n0 requests compared"));
	app_free(a);
}

Test(comparing, a_recording_gives_what_the_live_session_gave)
{
	char name[] = "/tmp/buddyscope-comparing-XXXXXX.db";
	struct app *live, *recorded;
	const char *from;

	cr_assert_geq(close(mkstemps(name, 3)), 0);
	app_free(fair_session(name));
	live = fair_session(NULL);
	recorded = open_file(name, NULL);
	app_press(recorded, 'G');
	type(live, "diff 4.12");
	type(recorded, "diff 4.12");
	cr_assert(app_page(live) && app_page(recorded));
	from = strstr(app_page(live), ": 4.7 and 4.12");
	cr_assert_not_null(from);
	cr_expect_not_null(strstr(app_page(recorded), from), "%s", app_page(recorded));
	app_free(live);
	app_free(recorded);
	remove(name);
}

Test(comparing, a_wrong_word_is_said_in_one_line)
{
	struct app *a = open_file(STATE, NULL);

	cr_expect(!app_command(a, "diff 6.2"));
	cr_expect_str_eq(app_notice(a), "unknown kernel 6.2 (6.1?)");
	cr_expect(!app_command(a, "diff"));
	cr_expect(strstr(app_notice(a), "diff KERNEL"));
	app_free(a);
	a = start(NULL);
	cr_expect(!app_command(a, "diff 4.7"));
	app_free(a);
}
