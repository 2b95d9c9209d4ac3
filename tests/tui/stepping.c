/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * N steps forward and N steps back lead to the very same screen, whatever N is and wherever they
 * begin: a place has one screen, by whichever way one came. Over whole recordings, and in lessons
 * while they are read.
 */
#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "../record/recordings.h"
#include "cli/data.h"
#include "tui/app.h"
#include "tui/keys.h"

enum { ROWS = 24, COLUMNS = 80, STARTS = 60, FARTHEST = 3000 };

static void utf8(void)
{
	cr_assert_not_null(setlocale(LC_CTYPE, "C.UTF-8"));
}

TestSuite(stepping, .init = utf8, .timeout = 60);

/* ---- an app, and its screen ---- */

static struct world *load(void *self, const char *path, const struct kernel **k, struct diag *d)
{
	bool machine_failed;

	(void)self;
	return data_load(path, k, d, &machine_failed);
}

static struct app *open_file(const char *path, const char *record)
{
	struct app_options o = { .load = load, .data_directory = ".", .record = record,
				 .no_record = !record };
	struct app *a = app_new(&o);
	bool machine_failed;
	struct diag d;

	cr_assert(a);
	app_resize(a, ROWS, COLUMNS);
	cr_assert(app_open(a, path, false, &d, &machine_failed), "%s", d.message);
	return a;
}

static void press_many(struct app *a, int key, uint64_t n)
{
	while (n--)
		app_press(a, key);
}

/* What is drawn, with what it means, and where the cursor rests. */
struct screen {
	struct cell cell[ROWS * COLUMNS];
	int cursor_y, cursor_x;
};

static void take(struct app *a, struct screen *s)
{
	const struct canvas *c = app_draw(a);

	cr_assert(c && c->h == ROWS && c->w == COLUMNS);
	memcpy(s->cell, c->cell, sizeof s->cell);
	s->cursor_y = c->cursor_y;
	s->cursor_x = c->cursor_x;
}

static bool same(const struct screen *p, const struct screen *q)
{
	return memcmp(p, q, sizeof *p) == 0;
}

static uint64_t digest(const struct screen *s)
{
	const unsigned char *byte = (const unsigned char *)s;
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < sizeof *s; i++)
		h = (h ^ byte[i]) * 1099511628211u;
	return h;
}

/* One step of a learner who answers by the first choice and has solutions shown. */
static void read_on(struct app *a)
{
	struct model *m = app_model(a);

	if (model_exercise(m) && model_exercise_state(m) == EXERCISE_OPEN)
		app_command(a, "show");
	app_press(a, model_question(m) ? 'a' : PRESS_ENTER);
}

/* ---- over whole recordings ---- */

static void record_lesson(const char *lesson, const char *path)
{
	struct app *a = open_file(lesson, path);

	for (int i = 0; i < 200 && model_has_more(app_model(a)); i++)
		read_on(a);
	cr_assert(!model_has_more(app_model(a)));
	app_free(a);
}

/* Forward through all of it, then back: each place is met twice. */
static void expect_same_both_ways(const char *path)
{
	struct app *a = open_file(path, NULL);
	uint64_t end = model_end(app_model(a)), *there = calloc(end + 1, sizeof *there), at;
	struct screen s;

	cr_assert(there);
	app_press(a, 'g');
	for (at = 0; at <= end; at++) {
		cr_assert_eq(model_at(app_model(a)), at);
		take(a, &s);
		there[at] = digest(&s);
		if (at < end)
			app_press(a, 's');
	}
	for (at = end; at > 0; at--) {
		app_press(a, 'S');
		take(a, &s);
		cr_expect_eq(digest(&s), there[at - 1], "back at %zu", (size_t)at - 1);
	}
	free(there);
	app_free(a);
}

static void expect_same_after(struct app *a, uint64_t n)
{
	uint64_t from = model_at(app_model(a));
	struct screen before, after;

	take(a, &before);
	press_many(a, 's', n);
	cr_assert_eq(model_at(app_model(a)), from + n);
	take(a, &after);
	press_many(a, 'S', n);
	cr_assert_eq(model_at(app_model(a)), from);
	take(a, &after);
	cr_expect(same(&before, &after), "%zu steps from %zu and back", (size_t)n, (size_t)from);
}

static void expect_same_from_anywhere(const char *path)
{
	struct app *a = open_file(path, NULL);
	uint64_t end = model_end(app_model(a)), from, most;

	for (int i = 0; i < STARTS; i++) {
		from = (uint64_t)random() % end;
		most = end - from < FARTHEST ? end - from : FARTHEST;
		cr_assert(model_seek(app_model(a), from));
		app_press(a, PRESS_ESCAPE);
		expect_same_after(a, (uint64_t)random() % (most + 1));
	}
	app_free(a);
}

Test(stepping, every_place_of_a_recorded_lesson_has_one_screen)
{
	const char *path = recordings_path();

	record_lesson("lessons/02-empty-pcp-list.md", path);
	expect_same_both_ways(path);
	recordings_remove(path);
}

Test(stepping, a_long_recording_looks_the_same_after_steps_forward_and_back)
{
	const char *path = recordings_path();

	srandom(4);
	recordings_make("traces/6.1/i_exhaust_zones.jsonl", path);
	expect_same_from_anywhere(path);
	recordings_remove(path);
}

/* ---- in lessons, while they are read ---- */

Test(stepping, a_lesson_that_is_read_looks_the_same_after_steps_forward_and_back)
{
	static const char *const lessons[] = {
		"lessons/01-first-page.md",     "lessons/02-empty-pcp-list.md",
		"lessons/03-below-the-mark.md", "lessons/04-cpuset-walls.md",
		"lessons/05-dirty-limit.md",
	};

	srandom(5);
	for (size_t l = 0; l < sizeof lessons / sizeof *lessons; l++) {
		struct app *a = open_file(lessons[l], NULL);
		struct model *m = app_model(a);

		for (int i = 0; i < 100 && model_has_more(m); i++) {
			uint64_t rest = model_end(m) - model_at(m);

			if (rest) {
				expect_same_after(a, rest);
				expect_same_after(a, (uint64_t)random() % (rest + 1));
			}
			read_on(a);
		}
		app_free(a);
	}
}
