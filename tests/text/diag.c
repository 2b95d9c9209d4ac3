/* SPDX-License-Identifier: GPL-3.0-or-later */
/* diag.c - messages about input: their place, their caret, and that none steers a terminal. */
#include "text/diag.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* What diag_print writes; the caller frees it. */
static char *printed(const struct diag *d, const char *source_line)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	cr_assert_not_null(out);
	diag_print(out, d, source_line);
	fclose(out);
	return text;
}

static void expect_printed(const char *when, const struct diag *d, const char *source_line,
			   const char *expected)
{
	char *text = printed(d, source_line);

	cr_expect_str_eq(text, expected, "%s: %s", when, text);
	free(text);
}

Test(diag, names_file_line_and_column)
{
	static const struct {
		const char *when, *file;
		unsigned line, column;
		const char *expected;
	} rows[] = {
		{ "all of them", "a.md", 12, 7, "a.md:12:7: no\n" },
		{ "the whole line", "a.md", 12, 0, "a.md:12: no\n" },
		{ "the whole file", "a.md", 0, 0, "a.md: no\n" },
		{ "a column of no line", "a.md", 0, 5, "a.md: no\n" },
		{ "no file", NULL, 12, 7, "no\n" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct diag d;

		diag_set(&d, rows[i].file, rows[i].line, rows[i].column, "n%c", 'o');
		expect_printed(rows[i].when, &d, NULL, rows[i].expected);
	}
}

Test(diag, puts_a_caret_under_the_column)
{
	static const struct {
		const char *when;
		unsigned column;
		const char *line, *expected;
	} rows[] = {
		{ "first byte", 1, "alloc\n", "f:1:1: no\n  alloc\n  ^\n" },
		{ "third byte", 3, "alloc", "f:1:3: no\n  alloc\n    ^\n" },
		{ "just behind the line", 6, "alloc\r\n", "f:1:6: no\n  alloc\n       ^\n" },
		{ "far behind the line", 99, "alloc\n", "f:1:99: no\n  alloc\n       ^\n" },
		{ "behind a character of two bytes", 4, "h\xc3\xa9j",
		  "f:1:4: no\n  h\xc3\xa9j\n    ^\n" },
		{ "behind a tab", 2, "\tx", "f:1:2: no\n   x\n   ^\n" },
		{ "no column, no caret", 0, "alloc", "f:1: no\n  alloc\n" },
		{ "an empty line", 1, "", "f:1:1: no\n  \n  ^\n" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct diag d;

		diag_set(&d, "f", 1, rows[i].column, "no");
		expect_printed(rows[i].when, &d, rows[i].line, rows[i].expected);
	}
}

Test(diag, shows_the_part_of_a_long_line_around_the_column)
{
	static const unsigned columns[] = { 1, 40, 500, 970, 1000, 1001, 5000 };
	char line[1001];

	for (size_t i = 0; i < sizeof line - 1; i++)
		line[i] = (char)('a' + i % 26);
	line[1000] = '\0';
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		unsigned column = columns[i] < 1001 ? columns[i] : 1001;
		char *text, *shown, *caret;
		struct diag d;

		diag_set(&d, "f", 1, columns[i], "no");
		text = printed(&d, line);
		shown = strchr(text, '\n') + 1;
		caret = strchr(shown, '\n') + 1;
		cr_expect_leq(caret - shown - 1, 80, "column %u: %s", columns[i], text);
		if (column <= 1000)
			cr_expect_eq(shown[strcspn(caret, "^")], line[column - 1], "column %u: %s",
				     columns[i], text);
		cr_expect(strcspn(caret, "^") < 80, "column %u: %s", columns[i], text);
		free(text);
	}
}

Test(diag, cuts_no_character_of_a_long_line_in_two)
{
	char line[3 * 300 + 1] = "";
	struct diag d;

	for (size_t i = 0; i < 300; i++)
		memcpy(line + 3 * i, "\xe2\x82\xac", 4);
	for (unsigned column = 1; column <= 900; column++) {
		char *text;

		diag_set(&d, "f", 1, column, "no");
		text = printed(&d, line);
		cr_expect_null(strchr(text, '?'), "column %u: %s", column, text);
		free(text);
	}
}

Test(diag, prints_nothing_that_steers_a_terminal)
{
	static const struct {
		const char *when, *text, *expected;
	} rows[] = {
		{ "escape sequence", "a\x1b[2Jb", "a?[2Jb" },
		{ "bell, backspace, delete", "a\a\b\x7f" "b", "a???b" },
		{ "C1 as UTF-8", "a\xc2\x9b" "2Jb", "a?2Jb" },
		{ "C1 as a bare byte", "a\x9b" "2Jb", "a?2Jb" },
		{ "newline and return", "a\r\nb", "a??b" },
		{ "overlong escape", "a\xc0\x9b" "b", "a??b" },
		{ "surrogate", "a\xed\xa0\x80" "b", "a???b" },
		{ "above U+10FFFF", "a\xf4\x90\x80\x80" "b", "a????b" },
		{ "cut short", "a\xe2\x82", "a??" },
		{ "right-to-left override", "a\xe2\x80\xae" "b", "a?b" },
		{ "isolate", "a\xe2\x81\xa6" "b", "a?b" },
		{ "letters of two, three and four bytes",
		  "\xc3\xa9\xe4\xb8\xad\xf0\x9f\x90\xa7", "\xc3\xa9\xe4\xb8\xad\xf0\x9f\x90\xa7" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char expected[200];
		struct diag d;

		diag_set(&d, rows[i].text, 1, 0, "%s", rows[i].text);
		snprintf(expected, sizeof expected, "%s:1: %s\n", rows[i].expected,
			 rows[i].expected);
		expect_printed(rows[i].when, &d, NULL, expected);
	}
}

Test(diag, a_hostile_source_line_is_made_harmless_and_the_caret_stays_in_place)
{
	struct diag d;

	diag_set(&d, "f", 1, 4, "no");
	expect_printed("escape", &d, "\x1b[1xy\n", "f:1:4: no\n  ?[1xy\n     ^\n");
}

Test(diag, says_that_a_message_was_too_long)
{
	struct diag d;
	char word[400];

	memset(word, 'x', sizeof word - 1);
	word[sizeof word - 1] = '\0';
	diag_set(&d, "f", 1, 1, "%s", word);
	cr_expect_eq(strlen(d.message), sizeof d.message - 1);
	cr_expect_str_eq(d.message + sizeof d.message - 5, "x...");
}
