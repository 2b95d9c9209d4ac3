/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reported.c - of a log that is opened, the request that failed is told, as it can be typed.
 */
#include "drive.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/data.h"

static void utf8(void)
{
	cr_assert_not_null(setlocale(LC_CTYPE, "C.UTF-8"));
}

TestSuite(reported, .init = utf8);

Test(reported, the_request_is_told_and_fails_again_on_the_machine_of_the_report)
{
	struct app *a = open_file("traces/6.1/dmesg/numa2-alloc-failure-order4-atomic.txt", NULL);

	EXPECT_SHOWS(a, "The request of the report is");
	EXPECT_SHOWS(a, "alloc_pages GFP_ATOMIC 4");
	type(a, "alloc_pages GFP_ATOMIC 4");
	keys(a, "G");
	EXPECT_SHOWS(a, "failed: NULL");
	app_free(a);
}

/* A copy with one word for another, in the lines that have it; the caller removes it. */
static void copy_with(const char *path, const char *word, const char *other, char copy[32])
{
	FILE *from = fopen(path, "r"), *to;
	char line[1000], *at;
	int fd;

	snprintf(copy, 32, "/tmp/reported-XXXXXX");
	fd = mkstemp(copy);
	to = fd < 0 ? NULL : fdopen(fd, "w");
	cr_assert(from && to);
	while (fgets(line, sizeof line, from)) {
		at = strstr(line, word);
		if (at)
			fprintf(to, "%.*s%s%s", (int)(at - line), line, other, at + strlen(word));
		else
			fputs(line, to);
	}
	fclose(from);
	fclose(to);
}

Test(reported, a_nodemask_and_an_empty_mask_of_flags_can_be_typed)
{
	static const struct {
		const char *path, *word, *other, *says;
	} rows[] = {
		{ "traces/6.12/dmesg/numa2-oom-cpuset.txt", "nodemask=(null)", "nodemask=1",
		  "alloc_pages_nodemask GFP_HIGHUSER_MOVABLE|__GFP_ZERO|__GFP_COMP 0 nid=1 "
		  "mask=1" },
		{ "traces/2.6.34/dmesg/256m-alloc-failure-order4-atomic.txt", "mode:0x20",
		  "mode:0x0", "alloc_pages 0x0 4" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char copy[32], said[700] = "";

		copy_with(rows[i].path, rows[i].word, rows[i].other, copy);
		cr_expect(data_reported_request(copy, said, sizeof said), "%s", rows[i].path);
		cr_expect_str_eq(said, rows[i].says);
		unlink(copy);
	}
}

Test(reported, no_request_is_told_of_what_has_none)
{
	static const char *const paths[] = {
		"traces/5.10/dmesg/numa2-oom-memcg.txt", "traces/6.1/a_pcp_unmovable.jsonl",
		"traces/6.1/proc", "README.md", "no such file",
	};
	char said[700];

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		cr_expect_not(data_reported_request(paths[i], said, sizeof said), "%s", paths[i]);
}
