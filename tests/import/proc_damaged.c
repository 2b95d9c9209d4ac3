/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_damaged.c - every line of every text cut, doubled, swapped with the next, or noise: what is
 * left is imported, what is wrong is told with its place, and the world is sound.
 */
#include "proc_texts.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = { "zoneinfo", "buddyinfo", "pagetypeinfo" };
enum { NR_NAMES = sizeof names / sizeof *names };

/* Three texts in a directory of their own, one line of one of which is changed. */
struct damage {
	char directory[64];
	char *text[NR_NAMES];
	size_t size[NR_NAMES];
};

static struct damage begin(const char *from)
{
	struct damage d;

	make_directory(d.directory);
	for (int i = 0; i < NR_NAMES; i++) {
		d.text[i] = read_whole(from, names[i], &d.size[i]);
		put_file(d.directory, names[i], d.text[i], d.size[i]);
	}
	return d;
}

static void end(struct damage *d)
{
	for (int i = 0; i < NR_NAMES; i++)
		free(d->text[i]);
	rm_directory(d->directory);
}

/* Writes the text with bytes from..to replaced, imports, looks, and puts the good text back. */
static enum proc_status import_replaced(struct damage *d, int which, const size_t at[2],
					const char *by, struct heard *t)
{
	size_t n = strlen(by), size = d->size[which] - (at[1] - at[0]) + n;
	char *text = malloc(size + 1);
	struct proc_imported in;
	enum proc_status status;

	memcpy(text, d->text[which], at[0]);
	memcpy(text + at[0], by, n);
	memcpy(text + at[0] + n, d->text[which] + at[1], d->size[which] - at[1]);
	put_file(d->directory, names[which], text, size);
	free(text);
	status = import_told(d->directory, NULL, &in, t);
	if (status == PROC_OK || status == PROC_DAMAGED) {
		cr_expect_eq(status == PROC_DAMAGED,
			     (in.world->setting[SET_SYNTHESISED] & SYNTHESISED_PARTIAL) != 0);
		expect_sound(&in, names[which]);
		world_free(in.world);
	}
	put_file(d->directory, names[which], d->text[which], d->size[which]);
	return status;
}

/* The next line from *at on: its number grows, and span is where it is, with its newline. */
static bool next_line(const struct damage *d, int which, size_t span[2], unsigned *number)
{
	const char *newline;

	span[0] = span[1];
	if (span[0] >= d->size[which])
		return false;
	newline = strchr(d->text[which] + span[0], '\n');
	span[1] = newline ? (size_t)(newline - d->text[which]) + 1 : d->size[which];
	++*number;
	return true;
}

static void expect_place(const struct heard *t, int which, unsigned line, const char *what)
{
	const char *slash = strrchr(t->file, '/');

	cr_expect(slash && strcmp(slash + 1, names[which]) == 0,
		  "%s: line %u of %s: told of \"%s\"", what, line, names[which], t->file);
	cr_expect_eq(t->line, line, "%s: line %u of %s: told of line %u: %s", what, line,
		     names[which], t->line, t->message);
	cr_expect(t->column && *t->message, "%s", what);
}

static void each_line(const char *from, void (*change)(struct damage *d, int which,
						       const size_t span[2], unsigned line))
{
	struct damage d = begin(from);

	for (int which = 0; which < NR_NAMES; which++) {
		size_t span[2] = { 0, 0 };
		unsigned line = 0;

		while (next_line(&d, which, span, &line))
			change(&d, which, span, line);
	}
	end(&d);
}

static void change_to_noise(struct damage *d, int which, const size_t span[2], unsigned line)
{
	struct heard t;
	enum proc_status status =
		import_replaced(d, which, span, "\033[2J\x7f~!? -7e9 {\"t\":1}\n",
						  &t);

	if (span[1] - span[0] < 2)      /* an empty line had nothing to lose */
		return;
	cr_expect(status != PROC_OK, "line %u of %s is noise", line, names[which]);
	expect_place(&t, which, line, "noise");
}

/* A cut number is another number: so each line is cut before its last word. */
static void cut(struct damage *d, int which, const size_t span[2], unsigned line)
{
	size_t at[2] = { span[1] - 1, span[1] - 1 };
	struct heard t;
	enum proc_status status;

	while (at[0] > span[0] && d->text[which][at[0] - 1] == ' ')
		at[0]--;
	while (at[0] > span[0] && d->text[which][at[0] - 1] != ' ')
		at[0]--;
	status = import_replaced(d, which, at, "", &t);
	if (span[1] - span[0] > 2)
		cr_expect(status != PROC_OK, "line %u of %s is cut", line, names[which]);
}

/* Headings of tables say the same twice, and there is nothing wrong with it. */
static bool may_stand_twice(const char *line)
{
	static const char *const headings[] = { "Page block order", "Pages per block",
						"Free pages count", "Number of blocks",
						"  per-node stats", "  vm stats threshold",
						"              " };

	for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
		if (strncmp(line, headings[i], strlen(headings[i])) == 0)
			return true;
	return *line == '\n';
}

static void make_twice(struct damage *d, int which, const size_t span[2], unsigned line)
{
	char text[400];
	struct heard t;
	enum proc_status status;

	snprintf(text, sizeof text, "%.*s%.*s", (int)(span[1] - span[0]), d->text[which] + span[0],
		 (int)(span[1] - span[0]), d->text[which] + span[0]);
	status = import_replaced(d, which, span, text, &t);
	if (may_stand_twice(d->text[which] + span[0]))
		return;
	cr_expect_eq(status, PROC_DAMAGED, "line %u of %s stands twice", line, names[which]);
	expect_place(&t, which, line + 1, "twice");
}

static void swap_with_next(struct damage *d, int which, const size_t span[2], unsigned line)
{
	size_t both[2] = { span[0], span[1] };
	char text[800];
	struct heard t;
	unsigned next = line;

	if (!next_line(d, which, both, &next))
		return;
	snprintf(text, sizeof text, "%.*s%.*s", (int)(both[1] - both[0]), d->text[which] + both[0],
		 (int)(span[1] - span[0]), d->text[which] + span[0]);
	both[0] = span[0];
	import_replaced(d, which, both, text, &t);
}

static void take_out(struct damage *d, int which, const size_t span[2], unsigned line)
{
	struct heard t;

	(void)line;
	import_replaced(d, which, span, "", &t);
}

static void each_line_of_some(void (*change)(struct damage *d, int which, const size_t span[2],
					     unsigned line))
{
	each_line("traces/2.6.34/proc/numa2", change);
	each_line("traces/4.12/proc/numa2", change);
	each_line("traces/6.12/proc/numa2-after", change);
}

Test(proc_damaged, noise_is_told_with_its_line, .timeout = 60)
{
	each_line_of_some(change_to_noise);
}

Test(proc_damaged, a_cut_line_is_told, .timeout = 60)
{
	each_line_of_some(cut);
}

Test(proc_damaged, a_second_line_is_told_and_the_first_counts, .timeout = 60)
{
	each_line_of_some(make_twice);
}

Test(proc_damaged, lines_that_changed_places_leave_a_sound_world, .timeout = 60)
{
	each_line_of_some(swap_with_next);
}

Test(proc_damaged, a_line_that_is_gone_leaves_a_sound_world, .timeout = 60)
{
	each_line_of_some(take_out);
}

/* ---- one thing wrong ---- */

Test(proc_damaged, limits_and_strange_numbers_are_told)
{
	static const struct {
		const char *file, *from, *to, *message;
	} rows[] = {
		{ "zoneinfo", "Node 1, zone    DMA32", "Node 1024, zone    DMA32",
		  "only nodes below 1024 are known" },
		{ "zoneinfo", "cpu: 0", "cpu: 4096", "only CPUs below 4096 are known" },
		{ "zoneinfo", "start_pfn:           65536", "start_pfn:           4294967295",
		  "a number above 4294934528" },
		{ "zoneinfo", "start_pfn:           65536", "start_pfn:           4294934528",
		  "ends behind page frame" },
		{ "zoneinfo", "zone   Normal", "zone Abnormal", "unknown zone Abnormal" },
		{ "zoneinfo", "pages free     ", "pages free     9999999999999999999",
		  "a number above" },
		{ "zoneinfo", "protection: (0,", "protection: (0;", "')' should stand here" },
		{ "buddyinfo", "Node 0, zone      DMA", "Node 0, zone      DMA      7",
		  "more than 11 orders" },
		{ "buddyinfo", "Node 0, zone      DMA", "Node 0; zone      DMA",
		  "\", zone\" should stand here" },
		{ "pagetypeinfo", "Page block order: 9", "Page block order: 99",
		  "pageblocks of order 99" },
		{ "pagetypeinfo", "Pages per block:  512", "Pages per block:  513",
		  "a pageblock of order 9 has 512 pages" },
		{ "pagetypeinfo", "type    Unmovable", "type     Immobile",
		  "unknown migrate type Immobile" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct damage d = begin("traces/6.1/proc/numa2");
		struct heard t;
		size_t at[2];
		int which = 0;
		const char *found;

		while (strcmp(names[which], rows[i].file) != 0)
			which++;
		found = strstr(d.text[which], rows[i].from);
		cr_assert_not_null(found, "%s", rows[i].from);
		at[0] = (size_t)(found - d.text[which]);
		at[1] = at[0] + strlen(rows[i].from);
		cr_expect_eq(import_replaced(&d, which, at, rows[i].to, &t), PROC_DAMAGED, "%s",
			     rows[i].to);
		cr_expect(strstr(t.all, rows[i].message), "%s: %s", rows[i].to, t.all);
		end(&d);
	}
}

Test(proc_damaged, many_bad_lines_are_counted_not_listed)
{
	enum { LINES = 500 };
	struct damage d = begin("traces/6.1/proc/numa2");
	char noise[LINES * 6 + 1];
	size_t at[2] = { 0, 0 };
	struct heard t;

	for (int i = 0; i < LINES; i++)
		memcpy(noise + i * 6, "noise\n", 7);
	cr_expect_eq(import_replaced(&d, 1, at, noise, &t), PROC_DAMAGED);
	cr_expect(strstr(t.all, "480 more lines could not be read"), "%s", t.all);
	cr_expect_lt(t.notes, 40);
	end(&d);
}

Test(proc_damaged, text_of_no_machine_is_refused_with_a_reason)
{
	static const struct {
		const char *name, *text, *message;
	} rows[] = {
		{ "buddyinfo", "Node 0, zone DMA 0 0 0 0 0 0 0 0 0 0 1\n", "no zoneinfo" },
		{ "zoneinfo", "", "no zone of a zoneinfo" },
		{ "zoneinfo", "hello\n", "no zone of a zoneinfo" },
		{ "zoneinfo", "Node 0, zone DMA\n", "describes no machine" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct proc_options o = { .kernel = NULL };
		struct proc_imported in;
		char directory[64];
		struct diag d;

		make_directory(directory);
		put_file(directory, rows[i].name, rows[i].text, strlen(rows[i].text));
		cr_expect_eq(proc_import(directory, &o, &in, &d), PROC_BAD);
		cr_expect(strstr(d.message, rows[i].message), "%s", d.message);
		cr_expect_null(in.world);
		rm_directory(directory);
	}
}
