/* SPDX-License-Identifier: GPL-3.0-or-later */
/* complete.c - what Tab makes of a line behind `:`. */
#include <criterion/criterion.h>

#include "drive.h"
#include "tui/keys.h"

/* Types it behind `:`, presses Tab once and then !; what the last row shows. */
static void expect(struct app *a, const char *typed, const char *shown)
{
	keys(a, ":");
	keys(a, typed);
	app_press(a, PRESS_TAB);
	keys(a, "!");
	cr_expect(shows(a, shown), "'%s' and Tab shows \"%s\"", typed, shown);
	app_press(a, PRESS_ESCAPE);
}

Test(tui_complete, knows_the_verbs_of_the_screen_and_the_language)
{
	struct app *a = open_file(STATE, NULL);

	expect(a, "whati", ":whatif !");
	expect(a, "reverse-f", ":reverse-finish !");
	expect(a, "save-", ":save-display !");
	expect(a, "alloc_page GFP_KER", ":alloc_page GFP_KERNEL!");
	expect(a, "p = alloc_page GFP_NOW", ":p = alloc_page GFP_NOWAIT !");
	expect(a, "expect split", ":expect splits=!");
	expect(a, "diff 2", ":diff 2.6.34 !");
	app_free(a);
}

Test(tui_complete, knows_what_a_breakpoint_can_ask)
{
	struct app *a = open_file(STATE, NULL);

	expect(a, "break ch", ":break check=!");
	expect(a, "break check=zone_water", ":break check=zone_watermark_fast !");
	expect(a, "break check=rmqueue zone=DMA3", "zone=DMA32 !");
	expect(a, "break kind=SPL", ":break kind=SPLIT !");
	expect(a, "watch DMA32.fr", ":watch DMA32.free !");
	app_free(a);
}

Test(tui_complete, knows_the_names_that_were_given)
{
	struct app *a = open_file(STATE, NULL);

	type(a, "mine = alloc_page GFP_KERNEL");
	expect(a, "__free_page mi", ":__free_page mine !");
	app_free(a);
}

Test(tui_complete, needs_nothing_that_is_open)
{
	struct app *a = start(NULL);

	expect(a, "machi", ":machine !");
	expect(a, "watch ", ":watch !");
	expect(a, "alloc_page ", ":alloc_page !");
	expect(a, "break check=", ":break check=!");
	app_free(a);
}
