/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tracing.c - a trace without a state on the screen: its requests are stepped through, its counts
 * belong to the cursor, and what it does not tell is said to be unknown.
 */
#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "core/traced.h"
#include "drive.h"
#include "golden.h"
#include "tui/keys.h"
#include "tui/screen.h"

#define TRACE "traces/6.1/natural/u_natural_small.trace"

static void utf8(void)
{
	cr_assert_not_null(setlocale(LC_CTYPE, "C.UTF-8"));
}

TestSuite(tracing, .init = utf8);

static struct traced_tally tally(struct app *a)
{
	struct view v;

	model_view(app_model(a), &v);
	cr_assert_not_null(v.traced);
	return *v.traced;
}

Test(tracing, counts_go_with_the_cursor)
{
	struct app *a = open_file(TRACE, NULL);
	struct traced_tally before, after, nothing = { .refills = 0 };

	before = tally(a);
	cr_expect_eq(memcmp(&before, &nothing, sizeof nothing), 0);
	type(a, "goto 5000");
	before = tally(a);
	cr_expect_gt(traced_sum(&before.grid[TRACED_GOT]).blocks, 0);
	keys(a, "G");
	after = tally(a);
	cr_expect_gt(traced_sum(&after.grid[TRACED_GOT]).blocks,
		     traced_sum(&before.grid[TRACED_GOT]).blocks);
	type(a, "goto 5000");
	after = tally(a);
	cr_expect_eq(memcmp(&before, &after, sizeof after), 0);
	keys(a, "g");
	after = tally(a);
	cr_expect_eq(memcmp(&after, &nothing, sizeof nothing), 0);
	app_free(a);
}

Test(tracing, what_is_not_told_is_unknown)
{
	struct app *a = open_file(TRACE, NULL);

	EXPECT_SHOWS(a, "A trace without a state");
	keys(a, "rrs");
	EXPECT_SHOWS(a, "zones, checks unknown");
	EXPECT_SHOWS(a, "trace alone");
	EXPECT_HIDES(a, "Node 0");
	app_resize(a, 40, 120);
	EXPECT_SHOWS(a, "free lists unknown");
	EXPECT_SHOWS(a, "free, marks unknown");
	EXPECT_SHOWS(a, "content unknown");
	EXPECT_SHOWS(a, "Unknown: what a trace cannot tell");
	app_free(a);
}

Test(tracing, nothing_can_be_asked_there)
{
	static const char *const asked[] = { "alloc_page GFP_KERNEL", "print free_area", "zoneinfo",
					     "machine uma 256M" };
	struct app *a = open_file(TRACE, NULL);
	uint64_t end = model_end(app_model(a));

	keys(a, "rr");
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		cr_expect_not(app_command(a, asked[i]), "%s", asked[i]);
		cr_expect(strstr(app_notice(a), "no state to ask on"), "%s: %s", asked[i],
			  app_notice(a));
	}
	cr_expect_not(app_command(a, "diff 4.7"));
	cr_expect(strstr(app_notice(a), "no state"), "%s", app_notice(a));
	cr_expect_eq(model_end(app_model(a)), end);
	app_free(a);
}

Test(tracing, moments)
{
	static const struct {
		const char *name, *at;
		int h, w;
	} rows[] = {
		{ "trace-begins-80x24", "goto 0", 24, 80 },
		{ "trace-refills-80x24", "goto 349", 24, 80 },
		{ "trace-refills-120x40", "goto 349", 40, 120 },
		{ "trace-refills-40x12", "goto 349", 12, 40 },
		{ "trace-ends-120x40", "goto 10627", 40, 120 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct app *a = open_file(TRACE, NULL);

		type(a, rows[i].at);
		app_resize(a, rows[i].h, rows[i].w);
		expect_golden(app_draw(a), false, rows[i].name);
		app_free(a);
	}
}

Test(tracing, plain_steps_through_its_requests)
{
	static const char typed[] = "s\ns\ns\nr\nr\n"
				    "goto 346\n\n\nw\nG\nN\ng\nalloc_page GFP_KERNEL\n";
	FILE *in = fmemopen((void *)(uintptr_t)typed, sizeof typed - 1, "r"), *out;
	struct app *a = open_file(TRACE, NULL);
	char *text = NULL;
	size_t size;

	out = open_memstream(&text, &size);
	cr_assert(in && out);
	cr_expect_not(plain_run(a, in, out, false), "the last line cannot be done");
	fclose(out);
	fclose(in);
	expect_golden_text(text, "trace-plain");
	free(text);
	app_free(a);
}
