/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/canvas.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/grapheme.h"

static void utf8(void)
{
	cr_assert_not_null(setlocale(LC_CTYPE, "C.UTF-8"));
}

TestSuite(canvas, .init = utf8);
TestSuite(grapheme, .init = utf8);

static const struct rect line = { 0, 0, 1, 8 };

/* What a row of eight cells holds after some writing. */
static void expect_row(struct canvas *c, const char *when, const char *expected)
{
	char *text = canvas_dump(c, false);

	cr_expect(strncmp(text, expected, strlen(expected)) == 0 && text[strlen(expected)] == '\n',
		  "%s: \"%s\", not \"%s\"", when, text, expected);
	free(text);
}

Test(canvas, writes_one_grapheme_a_cell)
{
	static const struct {
		const char *when, *text, *row;
		int end;
	} rows[] = {
		{ "plain", "abc", "abc", 3 },
		{ "wide ones take two cells", "页面", "页面", 4 },
		{ "a wide one that does not fit is a blank", "abcdefg页", "abcdefg", 8 },
		{ "a combining character stays with its letter", "e\xcc\x81x", "e\xcc\x81x", 2 },
		{ "one without a letter gets a blank", "\xcc\x81x", " \xcc\x81x", 2 },
		{ "control characters", "a\033[1mb", "a?[1mb", 6 },
		{ "C1 control characters", "a\xc2\x9b" "b", "a?b", 3 },
		{ "a change of direction", "a\xe2\x80\xae" "b", "a?b", 3 },
		{ "broken UTF-8", "a\xe9z", "a?z", 3 },
		{ "a cut sequence", "a\xe9\xa1", "a??", 3 },
		{ "an overlong slash", "\xc0\xaf", "??", 2 },
		{ "a surrogate", "\xed\xa0\x80", "???", 3 },
		{ "clipped", "123456789", "12345678", 8 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct canvas *c = canvas_new(1, 8, false);

		cr_expect_eq(canvas_text(c, line, 0, 0, STYLE_PLAIN, rows[i].text), rows[i].end,
			     "%s", rows[i].when);
		expect_row(c, rows[i].when, rows[i].row);
		canvas_free(c);
	}
}

Test(canvas, cutting_a_wide_grapheme_leaves_a_blank)
{
	struct canvas *c = canvas_new(1, 8, false);

	canvas_text(c, line, 0, 0, STYLE_PLAIN, "页面页面");
	canvas_text(c, line, 0, 1, STYLE_PLAIN, "a");
	expect_row(c, "its second half", " a面页面");
	canvas_text(c, line, 0, 4, STYLE_PLAIN, "b");
	expect_row(c, "its first half", " a面b 面");
	canvas_clear(c);
	canvas_text(c, (struct rect){ 0, 1, 1, 3 }, 0, 0, STYLE_PLAIN, "页面面");
	expect_row(c, "the clip's edges", "  面");
	canvas_free(c);
}

Test(canvas, nothing_is_written_outside_the_clip)
{
	static const struct rect clips[] = {
		{ 0, 0, 0, 0 },   { 1, 1, 1, 2 },   { -5, -5, 7, 7 }, { 2, 2, 100, 100 },
		{ 50, 50, 2, 2 }, { 1, 1, -1, -1 }, { 1, 7, 1, 1 },
	};

	for (size_t i = 0; i < sizeof clips / sizeof *clips; i++) {
		struct rect r = clips[i];
		struct canvas *c = canvas_new(4, 8, false);

		for (int y = -2; y < 6; y++)
			canvas_text(c, r, y, -3, STYLE_ERROR, "ab页面cd页e\xcc\x81页页页页");
		for (int y = 0; y < 4; y++)
			for (int x = 0; x < 8; x++)
				if (y < r.y || x < r.x || y >= r.y + r.h || x >= r.x + r.w)
					cr_expect_eq(c->cell[y * 8 + x].style, STYLE_PLAIN,
						     "clip %zu at %d %d", i, y, x);
		canvas_free(c);
	}
}

Test(canvas, frames_hold_a_title_that_fits)
{
	struct canvas *c = canvas_new(3, 10, true);
	struct rect in = canvas_frame(c, (struct rect){ 0, 0, 3, 10 }, "Watermarks", false);
	char *text = canvas_dump(c, false);

	cr_expect_str_eq(text, "+- Wate~-+\n|        |\n+--------+\n");
	cr_expect(in.y == 1 && in.x == 1 && in.h == 1 && in.w == 8);
	free(text);
	in = canvas_frame(c, (struct rect){ 0, 0, 2, 10 }, "x", false);
	cr_expect(in.h == 2 && in.w == 10, "too low for a frame");
	canvas_free(c);
}

Test(canvas, a_focused_frame_differs_without_colour)
{
	struct canvas *c = canvas_new(3, 8, true);
	char *plain, *focused;

	canvas_frame(c, (struct rect){ 0, 0, 3, 8 }, "a", false);
	plain = canvas_dump(c, false);
	canvas_frame(c, (struct rect){ 0, 0, 3, 8 }, "a", true);
	focused = canvas_dump(c, false);
	cr_expect_str_neq(plain, focused);
	free(plain);
	free(focused);
	canvas_free(c);
}

Test(canvas, styles_are_a_second_block)
{
	struct canvas *c = canvas_new(1, 8, true);
	char *text;

	canvas_text(c, line, 0, 0, STYLE_PLAIN, "a ");
	canvas_text(c, line, 0, 2, STYLE_SKIP, "页");
	text = canvas_dump(c, true);
	cr_expect_str_eq(text, "a 页\n..xx\n");
	free(text);
	canvas_free(c);
}

Test(grapheme, a_pile_of_combining_characters_is_cut)
{
	char text[400] = "a";
	struct grapheme g;

	for (int i = 0; i < 100; i++)
		strcat(text, "\xcc\x81");
	g = grapheme_next(text);
	cr_expect_eq(g.bytes, strlen(text));
	cr_expect_eq(g.width, 1);
	cr_expect_lt(strlen(g.text), (size_t)CELL_BYTES);
}

Test(grapheme, lines_end_where_a_reader_expects)
{
	static const struct {
		const char *when, *text;
		int columns;
		const char *lines[4];
	} rows[] = {
		{ "at blanks", "the zone is refused", 8, { "the zone", "is", "refused" } },
		{ "a long word is broken", "__alloc_pages x", 7, { "__alloc", "_pages", "x" } },
		{ "at newlines", "a\n\nb", 8, { "a", "", "b" } },
		{ "an indent stays", "   free x", 7, { "   free", "x" } },
		{ "between wide ones", "页面分配器", 5, { "页面", "分配", "器" } },
		{ "before a wide one", "ab页面", 4, { "ab页", "面" } },
		{ "no room", "页x", 1, { "页", "x" } },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *text = rows[i].text;
		size_t next, n;

		for (int l = 0; l < 4 && rows[i].lines[l]; l++) {
			n = text_line(text, rows[i].columns, &next);
			cr_expect(n == strlen(rows[i].lines[l]) &&
				  memcmp(text, rows[i].lines[l], n) == 0,
				  "%s, line %d: \"%.*s\"", rows[i].when, l, (int)n, text);
			text += next;
		}
		cr_expect_eq(*text, '\0', "%s: \"%s\" is left", rows[i].when, text);
	}
}

Test(grapheme, any_bytes_make_lines_that_end)
{
	srand(1);
	for (int i = 0; i < 20000; i++) {
		char text[40];
		size_t n = (size_t)rand() % (sizeof text - 1), at = 0;

		for (size_t b = 0; b < n; b++)
			text[b] = (char)(rand() % 3 ? rand() % 255 + 1
						    : " \xe9\xa1\xb5\n"[rand() % 5]);
		text[n] = '\0';
		while (text[at]) {
			size_t next, used = text_line(text + at, rand() % 9, &next);

			cr_assert(next > 0 && used <= next && at + next <= strlen(text));
			at += next;
		}
	}
}
