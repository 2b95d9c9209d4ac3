/* SPDX-License-Identifier: GPL-3.0-or-later */
/* complete.c - which words a prompt offers behind which. */
#include "lesson/complete.h"
#include "lesson/lesson.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct session *begin(const struct lesson_host *host)
{
	static const char *const setup[] = { "kernel 6.1", "machine numa 2x256M",
					     "mine = alloc_page GFP_KERNEL",
					     "cpuset small mems=1" };
	struct session *s = session_new(host);

	for (size_t i = 0; i < sizeof setup / sizeof *setup; i++) {
		struct place at = { .file = NULL };
		struct diag d;

		cr_assert_eq(session_line(s, &at, setup[i], &d), LESSON_OK, "%s", d.message);
	}
	return s;
}

static bool offers(char **words, const char *word)
{
	for (char **w = words; w && *w; w++)
		if (strcmp(*w, word) == 0)
			return true;
	return false;
}

static void free_words(char **words)
{
	for (char **w = words; w && *w; w++)
		free(*w);
	free(words);
}

static char **complete(const struct session *s, const char *line, bool *files)
{
	const struct completing c = completing_in(s);
	struct offers o = { NULL, 0 };

	lesson_complete(&c, line, strlen(line), &o, files);
	return o.word;
}

Test(complete, offers_what_the_parser_would_take)
{
	static const struct {
		const char *line, *offered, *not_offered;
	} rows[] = {
		{ "", "alloc_pages", "GFP_KERNEL" },
		{ "", "whatif", "DMA32" },
		{ "alloc_page ", "GFP_KERNEL", "alloc_page" },
		{ "alloc_pages GFP_KERNEL|", "__GFP_HIGH", "alloc_page" },
		{ "p = ", "alloc_page", "drain" },
		{ "p = alloc_page ", "GFP_ATOMIC", "drain" },
		{ "repeat 5 ", "alloc_page", "machine" },
		{ "repeat 5 alloc_page ", "GFP_ATOMIC", "machine" },
		{ "__free_page ", "mine", "GFP_KERNEL" },
		{ "p = alloc_pages_exact 20k ", "GFP_KERNEL", "drain" },
		{ "p = ", "alloc_pages_exact", "free_pages_exact" },
		{ "free_pages_exact ", "mine", "GFP_KERNEL" },
		{ "machine uma 64M ", "unaccepted=", "GFP_KERNEL" },
		{ "fill ", "Node1/DMA32", "GFP_KERNEL" },
		{ "expect ", "splits=", "GFP_KERNEL" },
		{ "expect check=", "node_dirty_ok", "splits=" },
		{ "expect check=cpuset zone=", "Node0/DMA", "node_dirty_ok" },
		{ "expect check=cpuset verdict=", "skip", "DMA" },
		{ "predict \"Which?\" ", "zone", "zone=" },
		{ "context ", "softirq", "GFP_KERNEL" },
		{ "task cpuset=", "small", "GFP_KERNEL" },
		{ "set ", "min_free_kbytes=", "GFP_KERNEL" },
		{ "print ", "free_area", "GFP_KERNEL" },
		{ "kernel ", "6.12", "GFP_KERNEL" },
		{ "machine ", "uma", "GFP_KERNEL" },
		{ "help ", "whatif", "GFP_KERNEL" },
	};
	const struct lesson_host host = { .self = NULL };
	struct session *s = begin(&host);

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool files = false;
		char **words = complete(s, rows[i].line, &files);

		cr_expect(offers(words, rows[i].offered), "'%s' offers %s", rows[i].line,
			  rows[i].offered);
		cr_expect(!offers(words, rows[i].not_offered), "'%s' does not offer %s",
			  rows[i].line, rows[i].not_offered);
		cr_expect(!files, "'%s' wants no file", rows[i].line);
		free_words(words);
	}
	session_free(s);
}

Test(complete, asks_for_files_where_one_is_read)
{
	const struct lesson_host host = { .self = NULL };
	struct session *s = session_new(&host);
	bool files = false;

	cr_expect_null(complete(s, "machine file ", &files));
	cr_expect(files);
	session_free(s);
}

Test(complete, needs_no_machine)
{
	const struct lesson_host host = { .self = NULL };
	struct session *s = session_new(&host);
	bool files;
	char **words = complete(s, "", &files);

	cr_expect(offers(words, "machine"));
	free_words(words);
	free_words(complete(s, "alloc_page ", &files));
	free_words(complete(s, "fill ", &files));
	free_words(complete(s, "expect \"", &files));
	session_free(s);
}
