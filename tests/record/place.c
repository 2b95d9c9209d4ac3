/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place.c - the directory of recordings that nobody named. */
#include "record/place.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char home[] = "/tmp/buddyscope-home-XXXXXX";

static void make_home(void)
{
	cr_assert(mkdtemp(home));
	setenv("HOME", home, 1);
	unsetenv("XDG_DATA_HOME");
}

static void remove_home(void)
{
	char command[200];

	snprintf(command, sizeof command, "rm -rf %s", home);
	cr_assert_eq(system(command), 0);
}

static void fill(const char *path, long bytes, long age)
{
	char command[600];

	snprintf(command, sizeof command, "truncate -s %ld '%s' && touch -d @%ld '%s'", bytes, path,
		 1000000000 - age, path);
	cr_assert_eq(system(command), 0);
}

Test(place, is_made_for_its_owner_alone, .init = make_home, .fini = remove_home)
{
	char path[4096], again[4096];
	struct diag d = { .message = "" };
	struct stat st;

	cr_assert(record_default_path("lessons/01 first.md", path, sizeof path, &d), "%s",
		  d.message);
	cr_expect(strstr(path, "/.local/share/buddyscope/sessions/"), "%s", path);
	cr_expect(strstr(path, "-01_first.db"), "%s", path);
	cr_expect(stat(path, &st) == 0 && st.st_size == 0 && (st.st_mode & 0777) == 0600);
	*strrchr(path, '/') = '\0';
	cr_expect(stat(path, &st) == 0 && (st.st_mode & 0777) == 0700);
	cr_assert(record_default_path("01 first", path, sizeof path, &d), "%s", d.message);
	cr_assert(record_default_path("01 first", again, sizeof again, &d), "%s", d.message);
	cr_expect_str_neq(path, again);
}

Test(place, knows_what_a_recording_is_of)
{
	static const struct {
		const char *path, *stem;
	} rows[] = {
		{ "/s/20260102-030405-01-first-page.db", "01-first-page" },
		{ "20260102-030405-01-first-page-2.db", "01-first-page-2" },
		{ "lessons/01-first-page.md", "01-first-page" },
		{ "20260102-030405-.db", ".db" },       /* nothing stands behind the time */
		{ "20260102-03040-x.db", "20260102-03040-x" },
		{ "a.b/shell", "shell" },
		{ ".md", ".md" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n;
		const char *stem = record_stem(rows[i].path, &n);

		cr_expect(n == strlen(rows[i].stem) && memcmp(stem, rows[i].stem, n) == 0,
			  "%s is of %.*s", rows[i].path, (int)n, stem);
	}
}

Test(place, of_a_recording_that_is_recorded_has_one_date, .init = make_home, .fini = remove_home)
{
	char path[4096];
	struct diag d = { .message = "" };

	cr_assert(record_default_path("/s/20260102-030405-shell.db", path, sizeof path, &d));
	cr_expect(strstr(path, "-shell.db") && !strstr(path, "20260102"), "%s", path);
}

Test(place, is_where_the_environment_says)
{
	static const struct {
		const char *data, *home_is, *expected;
	} rows[] = {
		{ "/data", "/me", "/data/buddyscope/sessions" },
		{ "", "/me", "/me/.local/share/buddyscope/sessions" },
		{ "relative", "/me", "/me/.local/share/buddyscope/sessions" },
		{ NULL, NULL, NULL },
		{ NULL, "", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct diag d = { .message = "" };
		char path[4096];
		bool ok;

		unsetenv("XDG_DATA_HOME");
		unsetenv("HOME");
		if (rows[i].data)
			setenv("XDG_DATA_HOME", rows[i].data, 1);
		if (rows[i].home_is)
			setenv("HOME", rows[i].home_is, 1);
		ok = record_directory(path, sizeof path, &d);
		cr_expect_eq(ok, rows[i].expected != NULL, "row %zu", i);
		if (ok)
			cr_expect_str_eq(path, rows[i].expected);
		else
			cr_expect(strstr(d.message, "HOME"), "%s", d.message);
	}
}

Test(place, forgets_the_oldest_first, .init = make_home, .fini = remove_home)
{
	char path[3][4096];
	struct diag d = { .message = "" };
	struct kept_list l;
	size_t removed;
	int64_t freed;

	for (int i = 0; i < 3; i++) {
		cr_assert(record_default_path("x", path[i], sizeof path[i], &d), "%s", d.message);
		fill(path[i], 1000, i == 1 ? 500 : 100 * i);
	}
	cr_assert(kept_list(&l, &d), "%s", d.message);
	cr_assert_eq(l.n, 3);
	cr_expect_str_eq(l.kept[0].name, strrchr(path[1], '/') + 1);
	kept_list_free(&l);
	cr_assert(kept_prune(2000, strrchr(path[1], '/') + 1, &removed, &freed, &d));
	cr_expect_eq(removed, 1, "the oldest may not go, so the next one does");
	cr_expect_neq(access(path[2], F_OK), 0);
	cr_assert(kept_prune(1000, NULL, &removed, &freed, &d));
	cr_expect_eq(freed, 1000);
	cr_expect_neq(access(path[1], F_OK), 0);
	cr_expect_eq(access(path[0], F_OK), 0);
	cr_expect_not(kept_remove("../x.db", &d));
	cr_expect(strstr(d.message, "not the name of a recording"), "%s", d.message);
}
