/* SPDX-License-Identifier: GPL-3.0-or-later */
/* markdown.c - blocks of a lesson, and their places in the file. */
#include "lesson/markdown.h"

#include <criterion/criterion.h>
#include <string.h>

static const char lesson[] = "---\n"                     /* 1 */
			     "title: A title: with colon\n"
			     "kernel:6.1\n"
			     "---\n"
			     "# Head *ing*\n"             /* 5 */
			     "<!-- unseen `x = 1` -->\n"
			     "Prose with `a.b = 1` and\n"
			     "more on `c.d = 22`.\n"
			     "\n"
			     "```buddyscope\n"           /* 10 */
			     "first\n"
			     "\n"
			     "  second\n"
			     "```\n"
			     "\n"                        /* 15 */
			     "- item\n"
			     "  1. nested `e.f = 3`\n"
			     "\n"
			     "> ```buddyscope\n"
			     "> quoted\n"                /* 20 */
			     "> ```\n"
			     "\n"
			     "```sh\n"
			     "not ours\n"
			     "```\n"                     /* 25 */
			     "~~~ buddyscope extra words\r\n"
			     "third\r\n"
			     "~~~\r\n"
			     "\n"
			     "| a | b |\n"               /* 30 */
			     "|---|---|\n"
			     "| 1 | `g.h = 4` |\n";

Test(markdown, knows_every_block_and_its_line)
{
	static const struct { enum md_kind kind; unsigned line; const char *text; } rows[] = {
		{ MD_KIND_HEADING, 5, "Head ing" },
		{ MD_KIND_PARAGRAPH, 7, "Prose with a.b = 1 and more on c.d = 22." },
		{ MD_KIND_STATEMENTS, 11, "first" },
		{ MD_KIND_ITEM, 16, "item" },
		{ MD_KIND_ITEM, 17, "nested e.f = 3" },
		{ MD_KIND_STATEMENTS, 20, "quoted" },
		{ MD_KIND_TEXT, 24, "not ours" },
		{ MD_KIND_STATEMENTS, 27, "third" },
		{ MD_KIND_ROW, 30, "a  b  " },
		{ MD_KIND_ROW, 32, "1  g.h = 4  " },
	};
	struct md_document doc;
	const char *what;
	unsigned line;

	cr_assert_eq(md_read(lesson, sizeof lesson - 1, &doc, &line, &what), MD_OK);
	cr_assert_eq(doc.nr_blocks, sizeof rows / sizeof *rows, "%zu blocks", doc.nr_blocks);
	for (size_t i = 0; i < doc.nr_blocks; i++) {
		cr_expect_eq(doc.block[i].kind, rows[i].kind, "%s", rows[i].text);
		cr_expect_eq(doc.block[i].line, rows[i].line, "%s: line %u", rows[i].text,
			     doc.block[i].line);
		cr_expect_str_eq(doc.block[i].text, rows[i].text);
	}
	md_done(&doc);
}

Test(markdown, knows_the_place_of_every_statement)
{
	static const struct { size_t block, i; unsigned line, column; const char *text; } rows[] = {
		{ 2, 0, 11, 0, "first" },
		{ 2, 1, 13, 2, "second" },
		{ 5, 0, 20, 2, "quoted" },
		{ 7, 0, 27, 0, "third" },
	};
	struct md_document doc;
	const char *what;
	unsigned line;

	cr_assert_eq(md_read(lesson, sizeof lesson - 1, &doc, &line, &what), MD_OK);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct md_block *b = &doc.block[rows[i].block];

		cr_assert_lt(rows[i].i, b->nr_lines, "%s", rows[i].text);
		cr_expect_str_eq(b->text + b->lines[rows[i].i].at, rows[i].text);
		cr_expect_eq(b->lines[rows[i].i].line, rows[i].line, "%s", rows[i].text);
		cr_expect_eq(b->lines[rows[i].i].column, rows[i].column, "%s", rows[i].text);
	}
	md_done(&doc);
}

Test(markdown, knows_the_place_of_inline_code)
{
	static const struct { size_t block, i; const char *text; } rows[] = {
		{ 1, 0, "a.b = 1" }, { 1, 1, "c.d = 22" }, { 4, 0, "e.f = 3" }, { 9, 0, "g.h = 4" },
	};
	struct md_document doc;
	const char *what;
	unsigned line;

	cr_assert_eq(md_read(lesson, sizeof lesson - 1, &doc, &line, &what), MD_OK);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct md_block *b = &doc.block[rows[i].block];

		cr_assert_lt(rows[i].i, b->nr_spans, "%s", rows[i].text);
		cr_expect_eq(b->span[rows[i].i].length, strlen(rows[i].text));
		cr_expect_eq(b->span[rows[i].i].offset,
			     (size_t)(strstr(lesson, rows[i].text) - lesson), "%s", rows[i].text);
		cr_expect_eq(strncmp(b->text + b->span[rows[i].i].at, rows[i].text,
				     strlen(rows[i].text)), 0, "%s", rows[i].text);
	}
	md_done(&doc);
}

Test(markdown, cuts_the_front_matter_off)
{
	struct md_document doc;
	const char *what;
	unsigned line;

	cr_assert_eq(md_read(lesson, sizeof lesson - 1, &doc, &line, &what), MD_OK);
	cr_assert_eq(doc.nr_about, 2);
	cr_expect_str_eq(doc.about[0].key, "title");
	cr_expect_str_eq(doc.about[0].value, "A title: with colon");
	cr_expect_str_eq(doc.about[1].value, "6.1");
	md_done(&doc);
}

Test(markdown, says_where_it_does_not_fit)
{
	static const struct { const char *text; enum md_status status; unsigned line; } rows[] = {
		{ "", MD_OK, 0 },
		{ "---\n", MD_BAD, 1 },
		{ "---\nkey: value\n", MD_BAD, 1 },
		{ "---\nno colon\n---\n", MD_BAD, 2 },
		{ "---\n---\n", MD_OK, 0 },
		{ "text\n---\n", MD_OK, 1 },
		{ "```buddyscope\nnever closed", MD_OK, 2 },
		{ "text\n\n```bash\nls\n```\n", MD_OK, 4 },
		{ "text\n\n```buddyscop exercise\ngoal\n```\n", MD_BAD, 3 },
		{ "text\n\n```buddyscope exercice\ngoal\n```\n", MD_BAD, 3 },
		{ "> ~~~budyscope\n> drain\n", MD_BAD, 1 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct md_document doc;
		const char *what;
		unsigned line;

		cr_expect_eq(md_read(rows[i].text, strlen(rows[i].text), &doc, &line, &what),
			     rows[i].status, "%s", rows[i].text);
		cr_expect_eq(line, rows[i].line, "%s: line %u", rows[i].text, line);
		md_done(&doc);
	}
}

Test(markdown, nests_only_so_deep)
{
	struct md_document doc;
	const char *what;
	char deep[2001];
	unsigned line;

	for (size_t i = 0; i < 2000; i += 2)
		memcpy(deep + i, "> ", 2);
	deep[2000] = 'x';
	cr_expect_eq(md_read(deep, sizeof deep, &doc, &line, &what), MD_BAD);
	cr_expect_str_eq(what, "blocks are nested too deeply");
	md_done(&doc);
}
