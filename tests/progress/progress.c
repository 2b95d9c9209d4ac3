/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress.c - progress: what counts, what a kill or a damage leaves, two programs at once. */
#include "progress/progress.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char directory[32], path[64], aside[80];

static void set_up(void)
{
	snprintf(directory, sizeof directory, "/tmp/buddyscope.XXXXXX");
	cr_assert_not_null(mkdtemp(directory));
	snprintf(path, sizeof path, "%s/progress", directory);
	snprintf(aside, sizeof aside, "%s.damaged", path);
}

static void tear_down(void)
{
	static const char *const names[] = { "", ".new", ".lock", ".damaged" };
	char name[100];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(name, sizeof name, "%s%s", path, names[i]);
		unlink(name);
	}
	rmdir(directory);
}

TestSuite(progress, .init = set_up, .fini = tear_down);

static void note(const char *lesson, enum progress_event event, int64_t n, bool good)
{
	struct diag d;

	cr_assert(progress_note(path, lesson, &(struct progress_note){ event, n, good }, &d), "%s",
		  d.message);
	cr_expect_str_eq(d.message, "");
}

static struct lesson_progress of(const char *lesson)
{
	struct lesson_progress copy = { .lesson = NULL };
	struct progress p;
	struct diag d;

	cr_assert(progress_read(&p, path, &d));
	cr_expect_str_eq(d.message, "");
	if (progress_of(&p, lesson))
		copy = *progress_of(&p, lesson);
	copy.lesson = NULL;
	progress_done(&p);
	return copy;
}

static void write_text(const char *text)
{
	FILE *f = fopen(path, "w");

	cr_assert(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

Test(progress, counts_the_first_answer_and_what_was_solved_before_it_was_shown)
{
	note("one lesson.md", PROGRESS_STARTED, 1000, false);
	note("one lesson.md", PROGRESS_STARTED, 2000, false);
	note("one lesson.md", PROGRESS_BLOCKS, 7, false);
	note("one lesson.md", PROGRESS_BLOCKS, 3, false);
	note("one lesson.md", PROGRESS_ANSWERED, 0, true);
	note("one lesson.md", PROGRESS_ANSWERED, 2, false);
	note("one lesson.md", PROGRESS_ANSWERED, 2, true);
	note("one lesson.md", PROGRESS_SHOWN, 0, false);
	note("one lesson.md", PROGRESS_SOLVED, 0, false);
	note("one lesson.md", PROGRESS_SOLVED, 1, false);
	note("one lesson.md", PROGRESS_SHOWN, 1, false);
	note("another.md", PROGRESS_STARTED, 3000, false);

	cr_expect_eq(of("one lesson.md").started, 1000);
	cr_expect_eq(of("one lesson.md").blocks, 7);
	cr_expect_eq(of("one lesson.md").answered, 5);
	cr_expect_eq(of("one lesson.md").right, 1);
	cr_expect_eq(of("one lesson.md").solved, 2, "the first was shown before");
	cr_expect_eq(of("one lesson.md").shown, 1);
	cr_expect_eq(of("another.md").started, 3000);
	cr_expect_eq(of("none.md").started, 0);
}

Test(progress, is_kept_to_its_owner)
{
	struct stat st;

	note("a.md", PROGRESS_STARTED, 1, false);
	cr_assert_eq(stat(path, &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0600);
}

Test(progress, begins_anew_behind_any_damage_and_keeps_the_old_file)
{
	static const char *const damaged[] = {
		"",
		"garbage",
		"buddyscope-progress 2\nend 0\n",
		"buddyscope-progress 1\n",
		"buddyscope-progress 1\nlesson 1 2 3 1 0 0 a.md\n",
		"buddyscope-progress 1\nlesson 1 2 3 1 0 0 a.md\nend 2\n",
		"buddyscope-progress 1\nlesson 1 2 3 1 0 0 a.md\nlesson 1 2 3 1 0 0 a.md\nend 2\n",
		"buddyscope-progress 1\nlesson 1 2 3 f 0 0 a.md\nend 1\n",
		"buddyscope-progress 1\nlesson x\nend 1\n",
		"buddyscope-progress 1\nlesson 1 2 3 1 0 0 \nend 1\n",
		"buddyscope-progress 1\nend 0\nmore\n",
	};

	for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
		struct progress p;
		struct diag d;

		write_text(damaged[i]);
		cr_assert(progress_read(&p, path, &d), "%s", damaged[i]);
		cr_expect_eq(p.n, 0, "%s", damaged[i]);
		cr_expect(strstr(d.message, "progress begins anew"), "%s", damaged[i]);
		cr_expect_eq(access(path, F_OK), -1, "%s", damaged[i]);
		cr_expect_eq(access(aside, F_OK), 0, "%s", damaged[i]);
		progress_done(&p);
		cr_assert(progress_read(&p, path, &d));
		cr_expect_str_eq(d.message, "", "it is said once");
		progress_done(&p);
	}
}

Test(progress, a_note_after_damage_is_kept)
{
	struct progress_note started = { PROGRESS_STARTED, 5, false };
	struct diag d;

	write_text("garbage");
	cr_expect(progress_note(path, "a.md", &started, &d));
	cr_expect(strstr(d.message, "progress begins anew"));
	cr_expect_eq(of("a.md").started, 5);
}

Test(progress, says_why_it_cannot_be_written)
{
	struct progress_note started = { PROGRESS_STARTED, 5, false };
	struct diag d;

	cr_expect(!progress_note("/nowhere/at/all", "a.md", &started, &d));
	cr_expect(strstr(d.message, "No such file"), "%s", d.message);
	cr_expect(!progress_note(path, "a\nb.md", &started, &d));
}

/* A child notes as fast as it can and is killed, again and again. */
Test(progress, survives_a_kill_at_any_moment, .timeout = 60)
{
	unsigned least = 0;

	for (unsigned round = 0; round < 40; round++) {
		pid_t child = fork();

		if (child == 0)
			for (int64_t n = least + 1;; n++) {
				struct progress_note blocks = { PROGRESS_BLOCKS, n, false };
				struct diag d;

				progress_note(path, "a.md", &blocks, &d);
			}
		cr_assert_gt(child, 0);
		usleep(1000 + 700 * round);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		cr_expect_geq(of("a.md").blocks, least);
		least = of("a.md").blocks;
	}
	cr_expect_gt(least, 0);
	cr_expect_eq(access(aside, F_OK), -1, "nothing was ever damaged");
}

Test(progress, two_programs_at_once_lose_nothing, .timeout = 60)
{
	for (int child = 0; child < 4; child++)
		if (fork() == 0) {
			struct diag d;

			for (int n = 0; n < 16; n++) {
				struct progress_note answered = { PROGRESS_ANSWERED,
								  child * 16 + n, true };

				progress_note(path, "a.md", &answered, &d);
			}
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
	cr_expect_eq(of("a.md").right, UINT64_MAX);
}
