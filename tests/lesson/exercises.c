/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exercises.c - exercises: what a goal says, what may be done, and that each lesson's can be solved
 * with any seed, but not by doing nothing.
 */
#include "lesson/lesson.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/data.h"

enum { SEEDS = 200 };

struct learner {
	const char *does;               /* NULL: the solution */
	unsigned exercises, solved, told_solved, bad;
	struct diag diag;
	char seen[200];
	/* The state read last: a lesson reads the same few again and again. */
	char *path;
	struct world *state;
	const struct kernel *kernel;
};

static struct world *load(void *self, const char *path, const struct kernel **kernel,
			  struct diag *d)
{
	struct learner *l = self;
	bool machine_failed;

	if (!l->path || strcmp(l->path, path) != 0) {
		world_free(l->state);
		free(l->path);
		l->path = strdup(path);
		l->state = data_load(path, &l->kernel, d, &machine_failed);
	}
	*kernel = l->kernel;
	return l->state ? world_copy(l->state) : NULL;
}

static void claimed(void *self, const struct claim *c)
{
	struct learner *l = self;

	if (c->kind != CLAIM_EXERCISE)
		return;
	l->exercises++;
	l->solved += c->ok;
	snprintf(l->seen, sizeof l->seen, "%s", c->seen);
}

static void solved(void *self, const struct exercise_info *x)
{
	(void)x;
	((struct learner *)self)->told_solved++;
}

static bool attempt(void *self, const struct exercise_info *x, struct attempted *a)
{
	struct learner *l = self;

	(void)x;
	*a = (struct attempted){ "answers.bs", 1, l->does };
	return l->does != NULL;
}

static void attempt_bad(void *self, const struct diag *d)
{
	struct learner *l = self;

	l->bad++;
	l->diag = *d;
}

static enum lesson_status learn(struct learner *l, const struct lesson *lesson, uint64_t seed,
				struct diag *d)
{
	const struct lesson_host host = { .self = l, .load = load, .claimed = claimed,
					  .solved = solved, .attempt = attempt,
					  .attempt_bad = attempt_bad, .data_directory = "." };
	struct session *s = session_new(&host);
	enum lesson_status status;

	l->exercises = l->solved = l->told_solved = l->bad = 0;
	session_set_seed(s, seed);
	status = lesson_run(lesson, s, d);
	session_free(s);
	return status;
}

static void learner_done(struct learner *l)
{
	world_free(l->state);
	free(l->path);
}

static struct lesson *open_lesson(const char *path)
{
	bool machine_failed;
	struct diag d;
	struct lesson *l = lesson_open(path, &d, &machine_failed);

	cr_assert(l, "%s: %s", path, d.message);
	return l;
}

/* ---- the lessons' own ---- */

Test(exercises, of_every_lesson_can_be_solved_with_every_seed_but_not_by_doing_nothing,
     .timeout = 300)
{
	glob_t found;

	cr_assert_eq(glob("lessons/*.md", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct lesson *lesson = open_lesson(found.gl_pathv[i]);
		struct learner l = { .does = NULL };
		struct diag d;

		for (unsigned seed = 0; seed < SEEDS; seed++) {
			l.does = NULL;
			cr_expect_eq(learn(&l, lesson, seed, &d), LESSON_OK, "%s", d.message);
			cr_expect_eq(l.solved, lesson_exercises(lesson), "%s, seed %u: %s",
				     found.gl_pathv[i], seed, l.seen);
			l.does = "";
			cr_expect_eq(learn(&l, lesson, seed, &d), LESSON_OK, "%s", d.message);
			cr_expect_eq(l.solved, 0, "%s, seed %u, nothing done", found.gl_pathv[i],
				     seed);
		}
		learner_done(&l);
		lesson_close(lesson);
	}
	globfree(&found);
}

/* ---- one exercise ---- */

#define BEFORE "```buddyscope\nkernel 6.1\nmachine uma 256M\n```\n```buddyscope exercise\n"
#define BEHIND "\n```\n```buddyscope solution\nalloc_page GFP_KERNEL\n```\n"

static struct lesson *written(const char *text)
{
	char path[] = "/tmp/buddyscope.XXXXXX";
	int fd = mkstemp(path);
	struct lesson *l;

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	l = open_lesson(path);
	unlink(path);
	return l;
}

Test(exercises, accept_whatever_reaches_the_goal)
{
	static const struct {
		const char *goal, *does;
		bool reaches;
	} rows[] = {
		{ "goal made.pages = 4", "repeat 4 alloc_page GFP_KERNEL", true },
		{ "goal made.pages = 4", "alloc_pages GFP_KERNEL 2", true },
		{ "goal made.pages = 4", "alloc_pages GFP_KERNEL 3", false },
		{ "goal some zone=DMA", "alloc_page GFP_KERNEL\nalloc_page GFP_DMA", true },
		{ "goal some zone=DMA", "alloc_page GFP_KERNEL", false },
		{ "goal every zone=DMA", "alloc_page GFP_DMA", true },
		{ "goal every zone=DMA", "alloc_page GFP_DMA\nalloc_page GFP_KERNEL", false },
		{ "goal every zone=DMA", "drain", false },
		{ "goal made.allocs > 0\ngoal no zone=DMA", "alloc_page GFP_KERNEL", true },
		{ "goal made.allocs > 0\ngoal no zone=DMA", "alloc_page GFP_DMA", false },
		{ "goal some check=watermark zone=DMA32 verdict=pass", "alloc_page GFP_KERNEL",
		  true },
		{ "goal DMA32.free < DMA32.low", "fill DMA32 until free<low", true },
		{ "goal made.requests = 1", "fill DMA32 until free<low\nalloc_page GFP_DMA",
		  true },
		{ "goal DMA32.pcp[0].count >= 1", "alloc_page GFP_KERNEL", true },
		{ "goal made.frees = 1\ngoal made.statements <= 2",
		  "p = alloc_page GFP_KERNEL\n__free_page p", true },
		{ "goal made.allocs = 2\nallow alloc_page", "repeat 2 alloc_page GFP_DMA", true },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct learner l = { .does = rows[i].does };
		struct lesson *lesson;
		struct diag d;
		char text[600];

		snprintf(text, sizeof text, BEFORE "exercise \"Try\"\n%s" BEHIND, rows[i].goal);
		lesson = written(text);
		cr_expect_eq(learn(&l, lesson, 0, &d), LESSON_OK, "%s: %s", rows[i].goal,
			     d.message);
		cr_expect_eq(l.bad, 0, "%s: %s", rows[i].does, l.diag.message);
		cr_expect_eq(l.solved, rows[i].reaches, "%s by %s: %s", rows[i].goal,
			     rows[i].does, l.seen);
		cr_expect_geq(l.told_solved, l.solved, "%s by %s: told at once", rows[i].goal,
			      rows[i].does);
		learner_done(&l);
		lesson_close(lesson);
	}
}

Test(exercises, refuse_what_is_not_the_learners_to_do)
{
	static const struct {
		const char *does, *complaint;
	} rows[] = {
		{ "machine uma 512M", "an exercise is solved on the machine that it begins with" },
		{ "kernel 6.12", "an exercise is solved on the machine that it begins with" },
		{ "predict \"Mine?\" from pcp buddy", "an exercise asks no questions but its own" },
		{ "drain", "this exercise does not allow it" },
		{ "repeat 3 drain", "this exercise does not allow it" },
		{ "alloc_page GFP_KERNAL", "unknown gfp flag GFP_KERNAL (GFP_KERNEL?)" },
	};
	static const char text[] = BEFORE "exercise \"Try\"\ngoal made.allocs = 1\n"
					  "allow alloc_page" BEHIND;
	struct lesson *lesson = written(text);

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct learner l = { .does = rows[i].does };
		struct diag d;

		cr_expect_eq(learn(&l, lesson, 0, &d), LESSON_OK, "%s", d.message);
		cr_expect_eq(l.bad, 1, "%s", rows[i].does);
		cr_expect_str_eq(l.diag.message, rows[i].complaint);
		cr_expect_eq(l.diag.line, 1);
		cr_expect_eq(l.solved, 0);
		learner_done(&l);
	}
	lesson_close(lesson);
}

Test(exercises, are_refused_with_their_line_if_they_are_no_exercises)
{
	static const struct {
		const char *lines, *complaint;
		unsigned line;
	} rows[] = {
		{ "goal made.allocs = 1", "an exercise needs a task and a goal", 6 },
		{ "exercise \"Try\"", "an exercise needs a task and a goal", 6 },
		{ "exercise \"Try\"\ngoal DMA.free > 0", "the goal holds before anything was done",
		  6 },
		{ "exercise \"Try\"\ngoal made.alloc = 1",
		  "made.alloc is no number of this machine",
		  7 },
		{ "exercise \"Try\"\ngoal made.allocs is 1",
		  "unknown comparison is (=, !=, <, <=, >, >=)", 7 },
		{ "exercise \"Try\"\ngoal some zoen=DMA", "unknown claim zoen (zone?)", 7 },
		{ "exercise Try\ngoal made.allocs = 1", "exercise needs one text in double quotes",
		  6 },
		{ "exercise \"Try\"\ngaol made.allocs = 1",
		  "unknown line of an exercise gaol (goal?)",
		  7 },
		{ "exercise \"Try\"\nallow alloc", "no statement is called alloc", 7 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct learner l = { .does = NULL };
		struct lesson *lesson;
		struct diag d;
		char text[600];

		snprintf(text, sizeof text, BEFORE "%s" BEHIND, rows[i].lines);
		lesson = written(text);
		cr_expect_eq(learn(&l, lesson, 0, &d), LESSON_BAD, "%s", rows[i].lines);
		cr_expect_str_eq(d.message, rows[i].complaint);
		cr_expect_eq(d.line, rows[i].line, "%s: line %u", rows[i].lines, d.line);
		learner_done(&l);
		lesson_close(lesson);
	}
}

Test(exercises, leave_a_machine_that_the_lesson_does_not_use)
{
	struct learner l = { .does = "" };
	struct lesson *lesson = written(BEFORE "exercise \"Try\"\ngoal made.allocs = 1" BEHIND
					       "\nIt has `DMA.free = 3840` pages.\n");
	struct diag d;

	cr_expect_eq(learn(&l, lesson, 0, &d), LESSON_BAD);
	cr_expect(strstr(d.message, "after an exercise"), "%s", d.message);
	learner_done(&l);
	lesson_close(lesson);
}
