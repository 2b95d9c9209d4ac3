/* SPDX-License-Identifier: GPL-3.0-or-later */
/* learnt.c - what the screen tells whoever keeps account of a reader's progress. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "cli/data.h"
#include "tui/model.h"

static const char lesson[] = "lessons/01-first-page.md";

static struct world *load(void *self, const char *path, const struct kernel **k, struct diag *d)
{
	bool machine_failed;

	(void)self;
	return data_load(path, k, d, &machine_failed);
}

static const char *keep(void *self, const struct learnt *what)
{
	static const char *const names[] = { "begun", "blocks", "answered", "solved", "shown" };
	char *told = self;

	cr_expect_str_eq(what->lesson, lesson);
	if (what->kind != LEARNT_BLOCKS)
		snprintf(told + strlen(told), 400 - strlen(told), "%s %u %d\n",
			 names[what->kind], what->n, what->good);
	return strstr(told, "shown") ? "no room" : NULL;
}

/* Enter, and the first choice wherever a question waits, until an exercise is open. */
static void read_on(struct model *m)
{
	struct diag d;

	for (int i = 0; i < 100 && !model_exercise(m); i++) {
		if (model_question(m))
			cr_assert(model_answer(m, 0, &d), "%s", d.message);
		else
			cr_assert(model_enter(m, &d), "%s", d.message);
	}
	cr_assert(model_exercise(m));
}

static struct model *begin(char told[400])
{
	struct model_options o = { .load = load, .data_directory = ".", .learnt = keep,
				   .learnt_self = told };
	struct model *m = model_new(&o);
	bool machine_failed;
	struct diag d;

	told[0] = '\0';
	cr_assert(m && model_open_lesson(m, lesson, &d, &machine_failed), "%s", d.message);
	read_on(m);
	return m;
}

/* `begun` is told at every Enter: whoever keeps it keeps the first. */
static const char *after_begun(const char *told)
{
	while (strncmp(told, "begun 0 0\n", 10) == 0)
		told += 10;
	return told;
}

Test(learnt, an_exercise_that_typed_requests_solve)
{
	char told[400];
	struct model *m = begin(told);
	struct diag d;

	cr_expect(strstr(told, "begun 0 0\n") == told, "%s", told);
	cr_expect(strstr(told, "answered 0 1\n"), "%s", told);
	cr_expect(strstr(told, "answered 1 1\n"), "%s", told);
	told[0] = '\0';
	cr_assert(model_statement(m, "repeat 5 alloc_page GFP_KERNEL", &d), "%s", d.message);
	cr_expect_str_eq(after_begun(told), "solved 0 1\n");
	model_free(m);
}

Test(learnt, a_solution_that_was_shown_and_that_it_is_not_kept)
{
	char told[400];
	struct model *m = begin(told);
	struct diag d;

	told[0] = '\0';
	cr_expect(model_show_solution(m));
	cr_expect_str_eq(told, "shown 0 0\n");
	cr_expect_str_eq(model_trouble(m), "progress is not kept: no room");
	cr_assert(model_statement(m, "repeat 5 alloc_page GFP_KERNEL", &d));
	cr_expect_str_eq(told, "shown 0 0\n", "it does not count any more");
	model_free(m);
}
