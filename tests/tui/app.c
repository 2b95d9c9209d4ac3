/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * app.c - the program on the screen without a screen: keys go in, what is drawn is looked at.
 */
#include "tui/app.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/breaks.h"
#include "tui/keys.h"
#include "drive.h"
#include "tui/tree.h"

/* ---- stepping ---- */

Test(app, a_typed_request_stops_at_its_first_event_and_shows_nothing_of_its_future)
{
	struct app *a = open_file(STATE, NULL);

	type(a, "alloc_page GFP_KERNEL");
	cr_expect_eq(model_at(app_model(a)), 1);
	EXPECT_HIDES(a, "25157");
	EXPECT_SHOWS(a, "not decided yet");
	app_press(a, 'f');
	cr_expect_eq(model_at(app_model(a)), model_end(app_model(a)));
	EXPECT_SHOWS(a, "25157");
	app_free(a);
}

Test(app, as_many_steps_back_as_forward_give_the_same_screen)
{
	struct app *a = open_file(STATE, NULL);
	unsigned n;

	type(a, "repeat 40 alloc_page GFP_KERNEL");
	app_press(a, 'g');
	srand(2);
	for (int i = 0; i < 12; i++) {
		char *before, *after;

		app_press(a, 's');
		n = (unsigned)rand() % 60;
		before = screen(a);
		for (unsigned j = 0; j < n; j++)
			app_press(a, 's');
		for (unsigned j = 0; j < n; j++)
			app_press(a, 'S');
		after = screen(a);
		cr_expect_str_eq(before, after, "%u steps", n);
		free(before);
		free(after);
		for (unsigned j = 0; j < n; j++)
			app_press(a, 's');
	}
	app_free(a);
}

Test(app, a_number_before_a_key_repeats_it_or_names_an_event)
{
	struct app *a = open_file(STATE, NULL);

	type(a, "repeat 3 alloc_page GFP_KERNEL");
	keys(a, "g5s");
	cr_expect_eq(model_at(app_model(a)), 5);
	keys(a, "12G");
	cr_expect_eq(model_at(app_model(a)), 12);
	type(a, "goto 7");
	cr_expect_eq(model_at(app_model(a)), 7);
	type(a, "reverse-step 2");
	cr_expect_eq(model_at(app_model(a)), 5);
	type(a, "goto 100000");
	cr_expect_eq(model_at(app_model(a)), 5);
	keys(a, "G");
	cr_expect_eq(model_at(app_model(a)), model_end(app_model(a)));
	app_free(a);
}

Test(app, a_breakpoint_stops_where_its_check_refuses)
{
	struct app *a = open_file("traces/6.1/i_exhaust_zones.jsonl", NULL);
	struct event e;

	type(a, "fill DMA32 until free<low");
	type(a, "repeat 3000 alloc_pages GFP_KERNEL 3");
	app_press(a, 'g');
	type(a, "break check=zone_watermark_fast verdict=skip zone=DMA32");
	app_press(a, 'c');
	cr_assert(model_earlier(app_model(a), 0, &e));
	cr_expect_eq(e.kind, EVENT_CHECK);
	EXPECT_SHOWS(a, "breakpoint 1: check=zone_watermark_fast");
	app_press(a, 's');
	app_press(a, 'C');
	EXPECT_SHOWS(a, "breakpoint 1: check=zone_watermark_fast");
	app_free(a);
}

Test(app, a_watch_stops_where_its_number_changes)
{
	struct app *a = open_file(STATE, NULL);
	struct view v;
	int64_t before, after;

	type(a, "repeat 60 alloc_page GFP_KERNEL");
	app_press(a, 'g');
	type(a, "watch DMA32.free");
	model_view(app_model(a), &v);
	cr_assert(number_value(v.seen, "DMA32.free", &before));
	app_press(a, 'c');
	model_view(app_model(a), &v);
	cr_assert(number_value(v.seen, "DMA32.free", &after));
	cr_expect_neq(before, after);
	cr_expect_eq(v.here->kind, EVENT_VM_STAT);
	cr_expect_lt(v.at, v.end);
	app_free(a);
}

Test(app, at_most_64_breakpoints)
{
	struct app *a = open_file(STATE, NULL);

	for (int i = 0; i < MAX_BREAKS; i++) {
		char command[60];

		snprintf(command, sizeof command, "break kind=SPLIT request=%d", i);
		cr_expect(app_command(a, command));
	}
	cr_expect(!app_command(a, "break kind=SPLIT request=64"));
	EXPECT_SHOWS(a, "64 breakpoints");
	cr_expect(app_command(a, "delete 3"));
	cr_expect(app_command(a, "break kind=SPLIT order=2"));
	app_free(a);
}

Test(app, a_breakpoint_that_means_nothing_is_refused)
{
	static const char *const bad[] = {
		"break check", "break zone=Nowhere", "break verdict=maybe", "break kind=",
		"break order=x", "break foo=1", "watch free", "watch DMA32.", "watch DMA32.x",
		"watch .free", "goto", "goto -1", "goto x", "delete 9", "branch nowhere",
		"display DMA32.nothing",
	};
	struct app *a = open_file(STATE, NULL);

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cr_expect(!app_command(a, bad[i]), "%s", bad[i]);
		cr_expect(*app_notice(a), "%s is explained", bad[i]);
	}
	app_free(a);
}

Test(app, jumps_lead_to_requests_refusals_and_splits)
{
	struct app *a = open_file(STATE, NULL);
	struct event e;

	type(a, "repeat 40 alloc_page GFP_KERNEL");
	app_press(a, 'g');
	app_press(a, 'r');
	app_press(a, 'r');
	cr_assert(model_earlier(app_model(a), 0, &e));
	cr_expect(e.kind == EVENT_REQUEST && e.request == 2);
	app_press(a, 'p');
	cr_assert(model_earlier(app_model(a), 0, &e));
	cr_expect_eq(e.kind, EVENT_SPLIT);
	app_press(a, 'x');
	EXPECT_SHOWS(a, "no refusal");
	app_free(a);
}

Test(app, a_search_finds_the_words_of_events)
{
	struct app *a = open_file(STATE, NULL);
	uint64_t first;

	type(a, "repeat 40 alloc_page GFP_KERNEL");
	app_press(a, 'g');
	app_press(a, '/');
	keys(a, "rmqueue_bulk");
	app_press(a, PRESS_ENTER);
	app_press(a, '/');
	keys(a, "split");
	app_press(a, PRESS_ENTER);
	first = model_at(app_model(a));
	cr_expect_gt(first, 0);
	app_press(a, ']');
	cr_expect_gt(model_at(app_model(a)), first);
	app_press(a, '[');
	cr_expect_eq(model_at(app_model(a)), first);
	app_free(a);
}

/* ---- branches ---- */

Test(app, another_request_at_an_older_place_opens_a_branch_and_loses_nothing)
{
	struct app *a = open_file(STATE, NULL);
	struct model *m = app_model(a);
	uint64_t first, second, fork;
	char *before, *after;

	type(a, "p = alloc_page GFP_KERNEL");
	type(a, "alloc_pages GFP_KERNEL 2");
	app_press(a, 'G');
	first = model_end(m);
	before = screen(a);
	app_press(a, 'R');
	app_press(a, 'S');
	type(a, "__free_page p");
	app_press(a, 'G');
	second = model_end(m);
	cr_expect_eq(tree_branches(model_tree(m)), 2);
	cr_expect_eq(tree_parent(model_tree(m), 1, &fork), 0);
	cr_expect_eq(tree_length(model_tree(m), 0), first);
	cr_expect_eq(tree_length(model_tree(m), 1), second);
	type(a, "branch main");
	app_press(a, 'G');
	app_press(a, PRESS_ESCAPE);
	after = screen(a);
	cr_expect_str_eq(before, after);
	type(a, "alloc_page GFP_KERNEL");
	cr_expect_eq(tree_branches(model_tree(m)), 2, "at its end a branch just goes on");
	cr_expect_gt(tree_length(model_tree(m), 0), first);
	free(before);
	free(after);
	app_free(a);
}

Test(app, going_back_puts_names_back)
{
	struct app *a = open_file(STATE, NULL);

	type(a, "p = alloc_page GFP_KERNEL");
	type(a, "p = alloc_pages GFP_KERNEL 3");
	app_press(a, 'G');
	app_press(a, 'R');
	app_press(a, 'S');
	cr_expect(app_command(a, "__free_page p"), "%s", app_notice(a));
	cr_expect(!app_command(a, "__free_page q"));
	app_free(a);
}

Test(app, the_same_request_gives_the_same_page_on_every_branch)
{
	struct app *a = open_file(STATE, NULL);
	struct event first, other;

	type(a, "alloc_pages GFP_KERNEL 1");
	app_press(a, 'G');
	cr_assert(model_earlier(app_model(a), 0, &first));
	for (int i = 0; i < 5; i++) {
		app_press(a, 'g');
		type(a, i & 1 ? "alloc_page GFP_ATOMIC" : "drain");
		app_press(a, 'g');
		type(a, "alloc_pages GFP_KERNEL 1");
		app_press(a, 'G');
		cr_assert(model_earlier(app_model(a), 0, &other));
		cr_expect_eq(other.pfn, first.pfn);
	}
	app_free(a);
}

/* ---- recordings ---- */

static char *record_name(void)
{
	static char name[64];

	snprintf(name, sizeof name, "/tmp/buddyscope-app-%d.db", (int)getpid());
	remove(name);
	return name;
}

Test(app, a_recording_looks_like_the_live_run)
{
	char *name = record_name();
	struct app *live = open_file(STATE, name), *recorded;
	char *a, *b;

	type(live, "repeat 60 alloc_page GFP_KERNEL");
	app_press(live, 'g');
	type(live, "alloc_pages GFP_ATOMIC 4");
	app_free(live);

	live = open_file(STATE, NULL);
	recorded = open_file(name, NULL);
	type(live, "repeat 60 alloc_page GFP_KERNEL");
	cr_assert(app_command(recorded, "branch main"));
	for (int i = 0; i < 40; i++) {
		uint64_t place = (uint64_t)rand() % model_end(app_model(live));

		cr_assert(model_seek(app_model(live), place));
		cr_assert(model_seek(app_model(recorded), place));
		app_press(live, PRESS_ESCAPE);
		app_press(recorded, PRESS_ESCAPE);
		a = screen(live);
		b = screen(recorded);
		cr_expect(strcmp(a, b) == 0 || strstr(a, "lesson"), "at place %d:\n%s\n%s",
			  (int)place, a, b);
		free(a);
		free(b);
	}
	app_free(live);
	app_free(recorded);
	remove(name);
}

Test(app, a_request_typed_over_a_recording_goes_to_a_branch_in_memory)
{
	char *name = record_name();
	struct app *a = open_file(STATE, name);
	struct model *m;
	struct event live, again;

	type(a, "alloc_page GFP_KERNEL");
	type(a, "alloc_pages GFP_KERNEL 2");
	app_press(a, 'G');
	cr_assert(model_earlier(app_model(a), 0, &live));
	app_free(a);

	a = open_file(name, NULL);
	m = app_model(a);
	app_press(a, 'r');
	type(a, "alloc_pages GFP_KERNEL 2");
	app_press(a, 'G');
	cr_expect_eq(tree_branches(model_tree(m)), 2);
	cr_assert(model_earlier(m, 0, &again));
	cr_expect_eq(again.pfn, live.pfn);
	type(a, "branch main");
	app_press(a, 'G');
	cr_assert(model_earlier(m, 0, &again));
	cr_expect_eq(again.pfn, live.pfn);
	app_free(a);
	remove(name);
}

Test(app, a_recording_that_is_followed_grows_on_the_screen)
{
	char *name = record_name();
	struct app *live = open_file(STATE, name), *watcher = start(NULL);
	bool machine_failed;
	struct diag d;

	type(live, "alloc_page GFP_KERNEL");
	cr_assert(app_open(watcher, name, true, &d, &machine_failed), "%s", d.message);
	cr_expect_eq(model_at(app_model(watcher)), model_end(app_model(live)));
	EXPECT_SHOWS(watcher, "alloc_page GFP_KERNEL");
	type(live, "alloc_pages GFP_KERNEL 2");
	cr_expect_gt(app_tick(watcher, 1000), 0);
	cr_expect_eq(model_at(app_model(watcher)), model_end(app_model(live)));
	app_press(watcher, 'S');
	type(live, "alloc_pages GFP_KERNEL 2");
	app_tick(watcher, 1000);
	cr_expect_lt(model_at(app_model(watcher)), model_end(app_model(watcher)),
		     "who looks at something else is left there");
	app_free(watcher);
	app_free(live);
	remove(name);
}

/* ---- lessons ---- */

Test(app, a_lesson_asks_before_the_request_is_made)
{
	struct app *a = open_file("lessons/01-first-page.md", NULL);

	EXPECT_SHOWS(a, "The machine below is real");
	app_press(a, PRESS_ENTER);
	cr_expect(strstr(model_text(app_model(a)), "Memory is divided"));
	app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "Which lists will give the page?");
	cr_expect_eq(model_end(app_model(a)), 0, "the request has not been made");
	app_press(a, PRESS_ENTER);
	cr_expect_eq(model_end(app_model(a)), 0, "Enter is no answer");
	app_press(a, '2');
	cr_expect_eq(model_at(app_model(a)), 1);
	EXPECT_HIDES(a, "Not so");
	app_press(a, 'G');
	EXPECT_SHOWS(a, "Not so");
	app_press(a, PRESS_ENTER);
	EXPECT_SHOWS(a, "Nothing was split");
	app_free(a);
}

Test(app, what_is_typed_meanwhile_does_not_disturb_a_lesson, .timeout = 60)
{
	static const char *const lessons[] = {
		"lessons/01-first-page.md",     "lessons/02-empty-pcp-list.md",
		"lessons/03-below-the-mark.md", "lessons/04-cpuset-walls.md",
		"lessons/05-dirty-limit.md",
	};

	for (size_t l = 0; l < sizeof lessons / sizeof *lessons; l++) {
		struct app *a = open_file(lessons[l], NULL);
		struct model *m = app_model(a);
		size_t branches = 0;

		for (int i = 0; i < 100 && model_has_more(m); i++) {
			if (model_exercise(m))
				type(a, "show");
			app_press(a, model_question(m) ? 'a' : PRESS_ENTER);
			cr_expect(!strstr(model_text(m), "\n! "), "%s: %s", lessons[l],
				  model_text(m));
			if (i % 4 == 1)
				type(a, "repeat 100 alloc_page GFP_KERNEL");
			if (model_tree(m) && tree_branches(model_tree(m)) > branches)
				branches = tree_branches(model_tree(m));
		}
		cr_expect(!model_has_more(m), "%s came to its end", lessons[l]);
		cr_expect_gt(branches, 1);
		app_free(a);
	}
}

/* ---- any size, any key ---- */

static void expect_harmless(const struct canvas *c)
{
	cr_assert(c);
	for (int i = 0; i < c->h * c->w; i++)
		for (const char *t = c->cell[i].text; *t; t++)
			cr_assert(((unsigned char)*t >= ' ' && *t != 127), "a control character");
	cr_assert_lt(c->cursor_y, c->h);
	cr_assert_lt(c->cursor_x, c->w);
}

Test(app, every_size_can_be_drawn_and_quit, .timeout = 120)
{
	static const char *const files[] = { STATE, "lessons/02-empty-pcp-list.md", NULL };

	for (int f = 0; f < 3; f++)
		for (int i = 0; i < 300; i++) {
			struct app *a;
			static struct app *kept;

			if (i == 0)
				kept = files[f] ? open_file(files[f], NULL) : start(NULL);
			a = kept;
			if (i == 1 && f == 0)
				type(a, "alloc_page GFP_KERNEL");
			app_resize(a, 1 + i % 45, 1 + i * 7 % 130);
			app_press(a, i % 3 ? PRESS_TAB : i % 2 ? 's' : 'v');
			expect_harmless(app_draw(a));
			if (i == 299) {
				app_resize(a, 1, 1);
				app_press(a, 'q');
				cr_expect(app_quits(a));
				app_free(a);
			}
		}
}

static int random_key(void)
{
	static const int special[] = {
		PRESS_UP, PRESS_DOWN, PRESS_LEFT, PRESS_RIGHT, PRESS_PAGE_UP, PRESS_PAGE_DOWN,
		PRESS_HOME, PRESS_END, PRESS_DELETE, PRESS_BACK_TAB, PRESS_F1, PRESS_F12 - 2,
		PRESS_ESCAPE, PRESS_ENTER, PRESS_BACKSPACE, PRESS_META + 'b', PRESS_META + 0x4e2d,
		0x4e2d, 0x1f600, 0xe9, 0x10ffff, 0xd800,
	};
	int k = rand() % 4;

	if (k == 0)
		return special[rand() % (int)(sizeof special / sizeof *special)];
	k = k == 1 ? 1 + rand() % 31 : ' ' + rand() % 95;
	return k == 'q' || k == 3 ? 's' : k;    /* quitting is tried at the end */
}

Test(app, random_keys_and_sizes_do_no_harm, .timeout = 300)
{
	srand(3);
	for (int batch = 0; batch < 10; batch++) {
		struct app *a = open_file(batch & 1 ? "lessons/02-empty-pcp-list.md" : STATE, NULL);

		if (!(batch & 1))
			type(a, "repeat 30 alloc_page GFP_KERNEL");
		for (int i = 0; i < 1000 && !app_quits(a); i++) {
			if (rand() % 20 == 0)
				app_resize(a, 1 + rand() % 100, 1 + rand() % 300);
			app_press(a, random_key());
			if (i % 3 == 0)
				expect_harmless(app_draw(a));
			app_tick(a, 10);
		}
		app_press(a, PRESS_ESCAPE);
		app_press(a, PRESS_ESCAPE);
		app_press(a, 'q');
		cr_expect(app_quits(a));
		app_free(a);
	}
}

Test(app, hostile_lines_are_refused_without_a_trace_of_their_bytes)
{
	struct app *a = open_file(STATE, NULL);
	char *huge = malloc(100001);

	memset(huge, 'x', 100000);
	huge[100000] = '\0';
	keys(a, ":");
	keys(a, huge);
	expect_harmless(app_draw(a));
	app_press(a, PRESS_ENTER);
	cr_expect(!app_command(a, huge));
	expect_harmless(app_draw(a));
	cr_expect(!app_command(a, "alloc_page \033[2J\007\x9b" "31m"));
	expect_harmless(app_draw(a));
	cr_expect(!app_command(a, "break check=\033]0;x\007 zone=DMA32 frob=1"));
	cr_expect(!app_command(a, "open /nowhere/\033[2J.md"));
	cr_expect(!app_command(a, "%s%n%s%n"));
	expect_harmless(app_draw(a));
	app_free(a);
	free(huge);
}

/* ---- help ---- */

Test(keys, no_key_means_two_things)
{
	const struct key_row *k, *other;

	for (size_t i = 0; (k = key_row(i)); i++)
		for (size_t j = i + 1; (other = key_row(j)); j++)
			for (int n = 0; n < 16; n++)
				cr_expect(!k->press[n / 4] ||
						  k->press[n / 4] != other->press[n % 4],
					  "%s and %s", k->keys, other->keys);
}

Test(keys, enter_closes_a_page_that_was_read_to_its_end)
{
	struct app *a = open_file(STATE, NULL);

	app_resize(a, 24, 80);
	cr_assert(app_command(a, "info"));
	cr_assert(app_draw(a));
	app_press(a, '\n');
	cr_expect_null(app_page(a), "all of it was seen");
	app_press(a, '?');
	for (int i = 0; i < 2; i++) {
		cr_assert(app_draw(a));
		app_press(a, '\n');
		cr_expect_not_null(app_page(a), "there is more below");
	}
	app_free(a);
}

Test(keys, help_and_manual_page_name_every_key)
{
	struct app *a = open_file(STATE, NULL);
	FILE *f = fopen("man/buddyscope-tui.1", "r");
	char *man = calloc(1, 200000);
	const struct key_row *k;
	char row[100];

	cr_assert(f && man);
	cr_assert_gt(fread(man, 1, 199999, f), 0);
	fclose(f);
	app_press(a, '?');
	cr_assert(app_page(a));
	for (size_t i = 0; (k = key_row(i)); i++) {
		cr_expect(strstr(app_page(a), k->keys), "help: %s", k->keys);
		snprintf(row, sizeof row, ".It \\&%s\n%c", k->keys, k->help[0] - ('a' - 'A'));
		cr_expect(strstr(man, row), "manual: %s", k->keys);
		if (k->verb)
			cr_expect(strstr(man, k->verb), "manual: %s", k->verb);
	}
	free(man);
	app_free(a);
}
