/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Golden screens of the whole program: moments of the lessons, in three sizes each, as a learner
 * comes to them. tests/screens/app-NAME-WIDTHxHEIGHT.txt; UPDATE=1 rewrites all of them.
 */
#include <criterion/criterion.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/data.h"
#include "golden.h"
#include "tui/app.h"
#include "tui/keys.h"

#define FIRST_PAGE     "lessons/01-first-page.md"
#define EMPTY_PCP_LIST "lessons/02-empty-pcp-list.md"
#define BELOW_THE_MARK "lessons/03-below-the-mark.md"
#define CPUSET_WALLS   "lessons/04-cpuset-walls.md"
#define DIRTY_LIMIT    "lessons/05-dirty-limit.md"
#define CHINESE	       "tests/tui/zh_CN/lessons/first-page.md"

/*
 * A lesson is read, and its questions are answered by their first choice, until there are as many
 * events as `place`, or the question of that number or an exercise waits; the cursor goes to the
 * place; then keys.
 */
struct moment {
	const char *name, *file;        /* file NULL: the menu */
	const char *data;               /* whose lessons the menu has */
	unsigned question;              /* from 1; 0: none */
	bool exercise;                  /* until the first one is open */
	uint64_t place;
	const char *keys;
};

static const struct moment moments[] = {
	{ .name = "menu", .data = ".", .keys = "j" },
	{ .name = "menu-zh", .data = "tests/tui/zh_CN", .keys = "" },
	{ .name = "first-page-begins", .file = FIRST_PAGE, .keys = "\r" },
	{ .name = "first-page-asks", .file = FIRST_PAGE, .question = 1, .keys = "" },
	{ .name = "first-page-compares", .file = FIRST_PAGE, .place = 14, .keys = "" },
	{ .name = "help", .file = FIRST_PAGE, .place = 14, .keys = "?" },
	{ .name = "empty-pcp-list-splits", .file = EMPTY_PCP_LIST, .place = 540, .keys = "p" },
	{ .name = "empty-pcp-list-merges", .file = EMPTY_PCP_LIST, .place = 1240, .keys = "" },
	{ .name = "empty-pcp-list-exercise", .file = EMPTY_PCP_LIST, .exercise = true, .keys = "" },
	{ .name = "below-the-mark-refuses", .file = BELOW_THE_MARK, .place = 2541, .keys = "x" },
	{ .name = "below-the-mark-why", .file = BELOW_THE_MARK, .place = 2541, .keys = "xw" },
	{ .name = "below-the-mark-ends", .file = BELOW_THE_MARK, .place = 4863, .keys = "" },
	{ .name = "cpuset-walls-refuses", .file = CPUSET_WALLS, .place = 32, .keys = "x" },
	{ .name = "cpuset-walls-zonelist", .file = CPUSET_WALLS, .place = 2790, .keys = "vvv" },
	{ .name = "dirty-limit-refuses", .file = DIRTY_LIMIT, .place = 181, .keys = "x" },
	{ .name = "typed-wrongly", .file = DIRTY_LIMIT, .place = 31,
	  .keys = ":alloc_page GFP_KERNAL\r" },
	{ .name = "typing", .file = DIRTY_LIMIT, .place = 31, .keys = ":repeat 3 alloc_page GFP" },
	{ .name = "branches", .file = CPUSET_WALLS, .place = 31,
	  .keys = "g:alloc_page GFP_ATOMIC\rB" },
	{ .name = "chinese-begins", .file = CHINESE, .keys = "" },
	{ .name = "chinese-asks", .file = CHINESE, .question = 1, .keys = "" },
	{ .name = "chinese-steps", .file = CHINESE, .place = 12, .keys = "" },
};

static const struct {
	int h, w;
} sizes[] = { { 24, 80 }, { 40, 120 }, { 12, 40 } };

/* A home of its own, so that the menu has no recordings of who runs this. */
static void begin(void)
{
	cr_assert_not_null(setlocale(LC_CTYPE, "C.UTF-8"));
	setenv("XDG_DATA_HOME", "/nowhere", 1);
}

TestSuite(moments, .init = begin, .timeout = 60);

static struct world *load(void *self, const char *path, const struct kernel **k, struct diag *d)
{
	bool machine_failed;

	(void)self;
	return data_load(path, k, d, &machine_failed);
}

static bool is_reached(const struct moment *at, const struct model *m, unsigned asked)
{
	if (at->exercise)
		return model_exercise(m) != NULL;
	if (at->question)
		return model_question(m) && asked == at->question;
	return model_end(m) >= at->place;
}

static void read_until(struct app *a, const struct moment *at)
{
	struct model *m = app_model(a);
	unsigned asked = 0;

	for (int i = 0; i < 200 && model_has_more(m); i++) {
		bool asks = model_question(m) != NULL;

		asked += asks;
		if (is_reached(at, m, asked))
			return;
		app_press(a, asks ? 'a' : PRESS_ENTER);
	}
	cr_assert(is_reached(at, m, asked), "%s is reached", at->name);
}

static struct app *go_to(const struct moment *at)
{
	struct app_options o = { .load = load, .data_directory = at->data ? at->data : ".",
				 .no_record = true };
	struct app *a = app_new(&o);
	bool machine_failed;
	struct diag d;

	cr_assert(a);
	app_resize(a, sizes[0].h, sizes[0].w);
	if (at->file) {
		cr_assert(app_open(a, at->file, false, &d, &machine_failed), "%s", d.message);
		read_until(a, at);
	}
	if (at->place) {
		cr_assert(model_seek(app_model(a), at->place));
		app_press(a, PRESS_ESCAPE);
	}
	return a;
}

Test(moments, of_the_lessons)
{
	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++)
		for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
			struct app *a = go_to(&moments[i]);
			char name[80];

			app_resize(a, sizes[s].h, sizes[s].w);
			for (const char *key = moments[i].keys; *key; key++)
				app_press(a, (unsigned char)*key);
			snprintf(name, sizeof name, "app-%s-%dx%d", moments[i].name, sizes[s].w,
				 sizes[s].h);
			expect_golden(app_draw(a), false, name);
			app_free(a);
		}
}
