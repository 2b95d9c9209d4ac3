/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exercises.c - an exercise on the screen: it waits, it is solved by what is typed, or shown.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "drive.h"
#include "tui/keys.h"

#define TASK "Get 5 pages in all"

/* The first lesson, where its exercise waits. */
static struct app *at_the_exercise(void)
{
	struct app *a = open_file("lessons/01-first-page.md", NULL);
	struct model *m = app_model(a);

	for (int i = 0; i < 40 && !model_exercise(m); i++)
		app_press(a, model_question(m) ? 'a' : PRESS_ENTER);
	cr_assert(model_exercise(m));
	return a;
}

static enum exercise_state state(struct app *a)
{
	return model_exercise_state(app_model(a));
}

Test(exercises, it_waits_until_it_is_solved)
{
	struct app *a = at_the_exercise();

	EXPECT_SHOWS(a, TASK);
	app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, TASK);
	EXPECT_SHOWS(a, "the exercise waits");
	type(a, "repeat 5 alloc_page GFP_KERNEL");
	cr_expect_eq(state(a), EXERCISE_SOLVED);
	EXPECT_SHOWS(a, "Solved. Enter goes on.");
	app_press(a, PRESS_ENTER);
	EXPECT_HIDES(a, TASK);
	EXPECT_SHOWS(a, "In the kernel");
	app_free(a);
}

Test(exercises, that_it_is_solved_shows_when_its_request_was_seen)
{
	struct app *a = at_the_exercise();

	type(a, "repeat 4 alloc_page GFP_KERNEL");
	type(a, "alloc_page GFP_KERNEL");
	EXPECT_HIDES(a, "Solved");
	app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "Solved");
	app_free(a);
}

Test(exercises, going_back_takes_back_what_was_done)
{
	struct app *a = at_the_exercise();

	type(a, "repeat 3 alloc_pages GFP_KERNEL 6");
	EXPECT_SHOWS(a, "made.pages is 192");
	keys(a, "g");
	type(a, "repeat 5 alloc_page GFP_KERNEL");
	cr_expect_eq(state(a), EXERCISE_SOLVED);
	app_free(a);
}

Test(exercises, what_cannot_be_reached_any_more_is_said_and_again_begins_anew)
{
	struct app *a = at_the_exercise();

	type(a, "repeat 9 alloc_page GFP_KERNEL");
	EXPECT_SHOWS(a, "Missed: goal made.pages = 5: made.pages is 9");
	EXPECT_SHOWS(a, ":again goes back");
	type(a, "goal");
	EXPECT_SHOWS(a, "missed: goal made.pages = 5");
	type(a, "again");
	EXPECT_SHOWS(a, "Not yet: goal made.pages = 5: made.pages is 0");
	type(a, "repeat 5 alloc_page GFP_KERNEL");
	cr_expect_eq(state(a), EXERCISE_SOLVED);
	app_free(a);
}

Test(exercises, again_goes_back_to_the_exercise_and_not_to_its_machine)
{
	struct app *a = open_file("lessons/06-gfp-flags.md", NULL);
	struct model *m = app_model(a);
	uint64_t began;

	for (int i = 0; i < 60 && !model_exercise(m); i++)
		app_press(a, model_question(m) ? 'a' : PRESS_ENTER);
	began = model_end(m);
	type(a, "repeat 6 alloc_page GFP_NOWAIT|__GFP_MOVABLE");
	EXPECT_SHOWS(a, "Missed: goal every type=Movable");
	type(a, "again");
	cr_expect_eq(model_at(m), began);
	cr_expect_gt(began, 0);
	type(a, "repeat 6 alloc_page GFP_ATOMIC|__GFP_MOVABLE");
	cr_expect_eq(state(a), EXERCISE_SOLVED);
	app_free(a);
}

Test(exercises, a_solution_that_was_shown_does_not_count)
{
	struct app *a = at_the_exercise();

	type(a, "show");
	EXPECT_SHOWS(a, "repeat 5 alloc_page GFP_KERNEL");
	type(a, "repeat 5 alloc_page GFP_KERNEL");
	cr_expect_eq(state(a), EXERCISE_SHOWN);
	app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "In the kernel");
	app_free(a);
}

Test(exercises, hints_come_one_after_the_other)
{
	struct app *a = at_the_exercise();

	type(a, "hint");
	EXPECT_SHOWS(a, "hint 1 of 3");
	EXPECT_SHOWS(a, TASK);
	type(a, "hint");
	EXPECT_SHOWS(a, "hint 2 of 3");
	type(a, "goal");
	EXPECT_SHOWS(a, "reached: goal DMA32.free = 38897");
	app_free(a);
}

Test(exercises, where_there_is_none_nothing_is_shown)
{
	struct app *a = open_file(STATE, NULL);

	type(a, "show");
	EXPECT_SHOWS(a, "there is no exercise to show a solution of");
	type(a, "again");
	EXPECT_SHOWS(a, "there is no exercise to begin again");
	app_free(a);
}
