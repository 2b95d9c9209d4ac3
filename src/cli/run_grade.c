/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run_grade.c - `buddyscope run --grade ANSWERS LESSON.md`: what many learners did with one lesson.
 *
 * The lesson runs once for each file, with the learner's statements in place of its solutions. A
 * statement that is wrong ends that exercise, and nothing else; so does one that has no end.
 */
#include "run.h"

#include "answers.h"
#include "cli.h"
#include "data.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_EVENTS_AN_EXERCISE = 3000000 };

struct grade {
	struct answers a;
	const char *lesson;
	unsigned exercises, solved, questions, answered, right;
	uint64_t events;                /* since the learner's statements for an exercise began */
	struct diag bad;                /* the file, or its first statement that cannot be run */
	bool given, attempting, is_bad, machine_failed;
};

/* ---- the host of a session ---- */

static struct world *host_load(void *self, const char *path, const struct kernel **kernel,
			       struct diag *d)
{
	struct grade *g = self;

	return data_load(path, kernel, d, &g->machine_failed);
}

static void count(void *self, const struct event *e)
{
	struct grade *g = self;

	(void)e;
	g->events += g->attempting;
}

static void host_made(void *self, struct machine *m, const char *origin)
{
	struct grade *g = self;

	(void)origin;
	g->machine_failed |= !machine_listen(m, (struct sink){ count, g });
}

static bool host_stop(void *self)
{
	const struct grade *g = self;

	return g->attempting && g->events >= MOST_EVENTS_AN_EXERCISE;
}

static void host_claimed(void *self, const struct claim *c)
{
	struct grade *g = self;

	if (c->kind == CLAIM_EXERCISE) {
		g->attempting = false;
		g->exercises++;
		g->solved += c->ok;
	} else if (c->kind == CLAIM_PREDICT) {
		g->questions++;
		g->right += c->ok && g->given;
		g->given = false;
	}
}

static bool host_answer(void *self, const struct question *q, char answer[FACT_MAX])
{
	struct grade *g = self;
	const char *given;

	if (g->a.next_answer == g->a.nr_answers)
		return false;
	given = g->a.answer[g->a.next_answer++];
	g->answered++;
	snprintf(answer, FACT_MAX, "%s", given);
	/* What is none of the choices is wrong, and no reason to end the lesson. */
	for (unsigned i = 0; i < q->nr_choices && !g->given; i++)
		g->given = strcmp(q->choice[i], given) == 0;
	return g->given;
}

static bool host_attempt(void *self, const struct exercise_info *x, struct attempted *a)
{
	static const struct attempted nothing = { "", 1, "" };
	struct grade *g = self;

	(void)x;
	*a = g->a.next_exercise < g->a.nr_exercises ? g->a.exercise[g->a.next_exercise] : nothing;
	g->a.next_exercise++;
	g->attempting = true;
	g->events = 0;
	return true;
}

static void host_bad(void *self, const struct diag *d)
{
	struct grade *g = self;

	if (g->is_bad)
		return;
	g->is_bad = true;
	g->bad = *d;
	if (host_stop(g))
		diag_set(&g->bad, d->file, d->line, d->column,
			 "stopped: more than %d events in one exercise", MOST_EVENTS_AN_EXERCISE);
}

/* ---- telling ---- */

static void tell_json(const struct grade *g, uint64_t seed)
{
	json_t *j =
		json_pack("{si ss ss sI si si si si si}", "format", 1, "file", g->a.path,
			      "lesson", g->lesson, "seed", (json_int_t)seed, "exercises",
			      (int)g->exercises, "solved", (int)g->solved, "questions",
			      (int)g->questions, "answered", (int)g->answered, "right",
			      (int)g->right);

	if (j && g->is_bad)
		json_object_set_new(j, "error",
				    json_pack("{si si ss*}", "line", (int)g->bad.line, "column",
					      (int)g->bad.column, "message", g->bad.message));
	if (j)
		json_dumpf(j, stdout, JSON_ENSURE_ASCII);
	else
		fputs("{\"format\": 1, \"error\": {\"message\": \"a name is not UTF-8\"}}", stdout);
	putchar('\n');
	json_decref(j);
}

static void tell_text(const struct grade *g)
{
	diag_print_harmless(stdout, g->a.path, SIZE_MAX);
	printf(": %u of %u exercises solved, %u of %u questions answered rightly\n", g->solved,
	       g->exercises, g->right, g->questions);
	if (g->is_bad)
		message_diag(&g->bad, NULL);
}

/* ---- one file of answers ---- */

static enum lesson_status run_once(struct grade *g, const struct lesson *l, const char *data,
				   const struct run_options *o, struct diag *d)
{
	const struct lesson_host host = {
		.self = g, .load = host_load, .data_directory = data, .claimed = host_claimed,
		.answer = host_answer, .attempt = host_attempt, .attempt_bad = host_bad,
		.made = host_made, .stop = host_stop,
	};
	struct session *s = session_new(&host);
	enum lesson_status status = LESSON_NO_MEMORY;

	if (s) {
		if (o->kernel)
			session_fix_kernel(s, o->kernel);
		session_set_seed(s, o->seed);
		status = lesson_run(l, s, d);
	}
	session_free(s);
	return g->machine_failed ? LESSON_NO_MEMORY : status;
}

struct grading {
	const struct lesson *lesson;
	const char *path, *data;
	const struct run_options *options;
};

static void tell(const struct grading *all, const struct grade *g)
{
	if (all->options->format == RUN_JSON)
		tell_json(g, all->options->seed);
	else
		tell_text(g);
}

/* A file that cannot be graded has a line like every other where programs read them. */
static int tell_unread(const struct grading *all, struct grade *g)
{
	g->exercises = lesson_exercises(all->lesson);
	g->questions = lesson_questions(all->lesson);
	g->is_bad = true;
	if (all->options->format == RUN_JSON)
		tell_json(g, all->options->seed);
	else
		message_diag(&g->bad, NULL);
	return EXIT_USAGE;
}

static int grade_file(const struct grading *all, const char *path)
{
	struct grade g = { .a = { .path = path }, .lesson = all->path };
	struct diag d = { .file = NULL };
	int status = EXIT_USAGE;

	if (!answers_read(&g.a, &g.bad)) {
		status = tell_unread(all, &g);
	} else {
		switch (run_once(&g, all->lesson, all->data, all->options, &d)) {
		case LESSON_NO_MEMORY:
			message("run: out of memory");
			status = EXIT_MACHINE;
			break;
		case LESSON_BAD:
			message_diag(&d, NULL);
			break;
		default:
			status = g.solved == g.exercises && g.right == g.answered ? EXIT_DONE :
										    EXIT_REFUTED;
			tell(all, &g);
		}
	}
	answers_done(&g.a);
	return status;
}

/* A pipe in a directory of answers would be waited for without end. */
static int grade_entry(const struct grading *all, const char *path)
{
	struct grade g = { .a = { .path = path }, .lesson = all->path };
	struct stat st;

	if (stat(path, &st) != 0 || S_ISREG(st.st_mode))
		return grade_file(all, path);
	diag_set(&g.bad, path, 0, 0, "not a regular file");
	return tell_unread(all, &g);
}

/* ---- many ---- */

static int is_answers(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return n > 3 && strcmp(e->d_name + n - 3, ".bs") == 0;
}

static int grade_directory(const struct grading *all, const char *path)
{
	struct dirent **found;
	int n = scandir(path, &found, is_answers, alphasort), status = EXIT_DONE;

	if (n <= 0) {
		message("run: %s: %s", path, n < 0 ? strerror(errno) : "no *.bs in it");
		if (n == 0)
			free(found);
		return EXIT_USAGE;
	}
	for (int i = 0; i < n; i++) {
		char *file;
		int one = EXIT_MACHINE;

		if (asprintf(&file, "%s/%s", path, found[i]->d_name) >= 0) {
			one = grade_entry(all, file);
			free(file);
		}
		status = one > status ? one : status;
		free(found[i]);
	}
	free(found);
	return status;
}

int run_grade(const char *lesson, const struct run_options *options)
{
	char *data = data_directory(), *path = run_find_lesson(data, lesson);
	struct grading all = { .path = path, .data = data, .options = options };
	bool machine_failed = true;
	int status = EXIT_DONE;
	struct lesson *l = NULL;
	struct diag d;

	if (path)
		l = lesson_open(path, &d, &machine_failed);
	if (!l) {
		if (path)
			message_diag(&d, NULL);
		status = machine_failed ? EXIT_MACHINE : EXIT_USAGE;
	}
	all.lesson = l;
	for (size_t i = 0; l && i < options->nr_grade; i++) {
		struct stat st;
		bool directory = stat(options->grade[i], &st) == 0 && S_ISDIR(st.st_mode);
		int one = directory ? grade_directory(&all, options->grade[i]) :
				      grade_file(&all, options->grade[i]);

		status = one > status ? one : status;
	}
	lesson_close(l);
	free(path);
	free(data);
	return status;
}
