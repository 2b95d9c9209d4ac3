/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_run.c - `buddyscope run LESSON.md...`: lessons without a terminal, every claim checked.
 */
#include "cli.h"

#include "data.h"
#include "options.h"
#include "run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_usage(void)
{
	fputs("usage: buddyscope run [OPTION...] LESSON.md...\n"
	      "\n"
	      "Runs lessons and checks all that they claim. A lesson that is not found is\n"
	      "looked for among those that came with the program.\n"
	      "\n"
	      "  --tap, --json      a line for each claim for a test harness, or a JSON object\n"
	      "  --quiet            only what fails, and a line for each lesson\n"
	      "  --why              the ladder of every request, check by check\n"
	      "  --answers FILE     answers to the questions, one a line; `right`: all right\n"
	      "  --update           put wrong numbers in the text right, in the lesson's file\n"
	      "  --seed N           choose the numbers that vary; 0: those of the text\n"
	      "  --grade FILE       grade these answers, or all *.bs of a directory; many times\n"
	      "  --kernel V         run on this kernel\n"
	      "  --record FILE.db   record the run there, not in the usual place\n"
	      "  --no-record        do not record it\n",
	      stdout);
}

/* ---- the host of a session ---- */

static struct world *host_load(void *self, const char *path, const struct kernel **kernel,
			       struct diag *d)
{
	struct run *r = self;

	return data_load(path, kernel, d, &r->machine_failed);
}

static void host_made(void *self, struct machine *m, const char *origin)
{
	record_made(self, m, origin);
}

static void host_before(void *self, const struct request *q, const char *statement)
{
	record_before(self, q, statement);
}

static void host_say(void *self, enum voice voice, const char *text)
{
	report_say(self, voice, text);
}

static void host_claimed(void *self, const struct claim *c)
{
	report_claim(self, c);
}

static void host_prose(void *self, const struct md_block *b)
{
	report_prose(self, b);
}

static void host_exercise(void *self, const struct exercise_info *x)
{
	report_exercise(self, x);
}

/* The next line of the answers that says something. */
static bool host_answer(void *self, const struct question *q, char answer[FACT_MAX])
{
	struct run *r = self;
	char line[FACT_MAX];

	report_question(r, q);
	while (r->options->answers && fgets(line, sizeof line, r->options->answers)) {
		size_t from = strspn(line, " \t"), len = strcspn(line + from, " \t\r\n");

		if (!len || line[from] == '#')
			continue;
		snprintf(answer, FACT_MAX, "%.*s", (int)len, line + from);
		return true;
	}
	return false;
}

static void host_corrected(void *self, size_t offset, size_t length, const char *text)
{
	struct run *r = self;
	struct correction *more;

	if (!r->options->update)
		return;
	more = realloc(r->correction, (r->nr_corrections + 1) * sizeof *more);
	if (!more) {
		r->machine_failed = true;
		return;
	}
	r->correction = more;
	more += r->nr_corrections++;
	more->at = offset;
	more->length = length;
	snprintf(more->text, sizeof more->text, "%s", text);
}

/* ---- one lesson ---- */

char *run_find_lesson(const char *data, const char *name)
{
	char *path;

	if (access(name, F_OK) == 0 || strchr(name, '/') || !data)
		return strdup(name);
	if (asprintf(&path, "%s/lessons/%s", data, name) < 0)
		return NULL;
	if (access(path, F_OK) == 0)
		return path;
	free(path);
	return strdup(name);
}

static int update_lesson(struct run *r, const struct lesson *l)
{
	struct diag d;

	if (!r->nr_corrections)
		return EXIT_DONE;
	if (r->machine_failed || !lesson_rewrite(l, r->correction, r->nr_corrections, &d)) {
		if (!r->machine_failed)
			message_diag(&d, NULL);
		return EXIT_MACHINE;
	}
	message("run: %s: %zu numbers put right", r->path, r->nr_corrections);
	return EXIT_DONE;
}

static int run_open_lesson(struct run *r, const struct lesson *l)
{
	const struct lesson_host host = {
		.self = r, .load = host_load, .data_directory = r->data, .made = host_made,
		.before = host_before, .say = host_say, .claimed = host_claimed,
		.prose = host_prose, .answer = host_answer, .corrected = host_corrected,
		.every_ladder = r->options->why, .exercise = host_exercise,
	};
	enum lesson_status status = LESSON_NO_MEMORY;
	struct diag d = { .file = NULL };

	report_begin(r);
	r->session = session_new(&host);
	if (r->session) {
		if (r->options->kernel)
			session_fix_kernel(r->session, r->options->kernel);
		session_set_seed(r->session, r->options->seed);
		status = lesson_run(l, r->session, &d);
	}
	session_free(r->session);
	if (status == LESSON_NO_MEMORY)
		diag_set(&d, r->path, 0, 0, "out of memory");
	report_end(r, l, status == LESSON_OK ? NULL : &d);
	if (status == LESSON_NO_MEMORY || r->machine_failed)
		return EXIT_MACHINE;
	if (status == LESSON_BAD)
		return EXIT_USAGE;
	if (r->options->update && update_lesson(r, l) != EXIT_DONE)
		return EXIT_MACHINE;
	return r->lesson_failed ? EXIT_REFUTED : EXIT_DONE;
}

static int run_lesson(struct run *r, const char *name)
{
	char *path = run_find_lesson(r->data, name);
	int status = EXIT_MACHINE;
	bool machine_failed;
	struct lesson *l;
	struct diag d;

	r->path = path ? path : name;
	r->nr_corrections = 0;
	r->machine_failed = false;
	l = path ? lesson_open(path, &d, &machine_failed) : NULL;
	if (l) {
		status = run_open_lesson(r, l);
	} else if (path) {
		r->lesson_failed = 0;
		report_end(r, NULL, &d);
		status = machine_failed ? EXIT_MACHINE : EXIT_USAGE;
	} else {
		message("run: out of memory");
	}
	lesson_close(l);
	free(path);
	return status;
}

/* ---- all of them ---- */

static int run_lessons(char **names, const struct run_options *options)
{
	struct run r = { .options = options, .data = data_directory(), .path = *names };
	int status = EXIT_DONE;

	if (options->format == RUN_JSON)
		r.lessons = json_array();
	if (!record_begin(&r)) {
		status = EXIT_MACHINE;
	} else {
		for (; *names; names++) {
			int one = run_lesson(&r, *names);

			if (one > status)
				status = one;
		}
		report_all(&r);
		if (!record_end(&r))
			status = EXIT_MACHINE;
	}
	json_decref(r.lessons);
	free(r.correction);
	free(r.data);
	return status;
}

static bool option_answers(struct run_options *o, const char *name)
{
	if (strcmp(name, "right") == 0)
		return true;
	o->answers = fopen(name, "re");
	if (!o->answers)
		message("run: %s: %s", name, strerror(errno));
	return o->answers != NULL;
}

bool option_seed(struct run_options *o, const char *text)
{
	char *end;

	errno = 0;
	o->seed = strtoull(text, &end, 10);
	if (!errno && end != text && !*end && *text != '-')
		return true;
	message("%s: --seed=%s: not a number", o->command, text);
	return false;
}

static bool option_grade(struct run_options *o, const char *path)
{
	const char **more = realloc(o->grade, (o->nr_grade + 1) * sizeof *more);

	if (!more) {
		message("run: out of memory");
		return false;
	}
	o->grade = more;
	more[o->nr_grade++] = path;
	return true;
}

static bool take_option(void *self, int letter, const char *value)
{
	struct run_options *o = self;

	switch (letter) {
	case 't':
		o->format = RUN_TAP;
		return true;
	case 'j':
		o->format = RUN_JSON;
		return true;
	case 'q':
		return o->quiet = true;
	case 'w':
		return o->why = true;
	case 'u':
		return o->update = true;
	case 'n':
		return o->no_record = true;
	case 'r':
		o->record = value;
		return true;
	case 'k':
		return (o->kernel = option_kernel("run", value)) != NULL;
	case 's':
		return option_seed(o, value);
	case 'g':
		return option_grade(o, value);
	default:
		return option_answers(o, value);
	}
}

int cmd_run(int argc, char **argv)
{
	static const struct option known[] = {
		{ "tap", no_argument, NULL, 't' },
		{ "json", no_argument, NULL, 'j' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "why", no_argument, NULL, 'w' },
		{ "update", no_argument, NULL, 'u' },
		{ "no-record", no_argument, NULL, 'n' },
		{ "record", required_argument, NULL, 'r' },
		{ "kernel", required_argument, NULL, 'k' },
		{ "answers", required_argument, NULL, 'a' },
		{ "seed", required_argument, NULL, 's' },
		{ "grade", required_argument, NULL, 'g' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct run_options options = { .command = "run", .format = RUN_TEXT };
	int status = options_read(argc, argv,
				  &(struct options){ known, print_usage, take_option, &options });

	if (status != OPTIONS_READ) {
		free(options.grade);
		return status;
	}
	status = EXIT_USAGE;
	if (optind == argc)
		message("run: no lesson named; `buddyscope run --help` says more");
	else if (options.record && options.no_record)
		message("run: --record and --no-record exclude each other");
	else if (options.nr_grade && optind + 1 != argc)
		message("run: --grade grades the answers to one lesson");
	else if (options.nr_grade)
		status = run_grade(argv[optind], &options);
	else
		status = run_lessons(argv + optind, &options);
	free(options.grade);
	if (options.answers)
		fclose(options.answers);
	return status;
}
