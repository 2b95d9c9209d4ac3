/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_diff.c - `buddyscope diff FILE --kernel A --kernel B`: one workload on two kernels.
 */
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "compare/report.h"
#include "diff.h"
#include "options.h"

static void print_usage(void)
{
	fputs("usage: buddyscope diff FILE --kernel A --kernel B [OPTION...]\n"
	      "\n"
	      "Makes the requests of a lesson (.md), of a recorded kernel (.jsonl) or of a\n"
	      "recorded run (.db) on two kernels, and tells the first request and the first check\n"
	      "where they part.\n"
	      "\n"
	      "  --kernel V          twice: the kernels to compare\n"
	      "  --from=geometry     each kernel boots on the same zones (usual for lessons)\n"
	      "  --from=state        what is allocated and what is free carries over (usual for\n"
	      "                      recordings)\n"
	      "  --marks=keep        marks, reserves and PCP sizes carry over with a state, too\n"
	      "  --session N         of a recorded run: this session; without it all\n"
	      "  --branch N          this branch; without it the first of each session\n"
	      "  --json              one JSON object\n"
	      "  --exit-code         exit status 1 if the two kernels differ\n",
	      stdout);
}

int diff_no_memory(const struct trial *t)
{
	message("diff: %s: out of memory", t->name);
	return EXIT_MACHINE;
}

/* ---- options ---- */

static bool take_kernel(struct diff *d, const char *name)
{
	struct trial *t = &d->trial;

	if (t->kernel[1]) {
		message("diff: --kernel is given twice, no more");
		return false;
	}
	return (t->kernel[t->kernel[0] != NULL] = option_kernel("diff", name)) != NULL;
}

static bool option_from(struct diff *d, const char *value)
{
	d->from_given = true;
	d->trial.from = strcmp(value, "state") == 0 ? FROM_STATE : FROM_GEOMETRY;
	if (d->trial.from == FROM_STATE || strcmp(value, "geometry") == 0)
		return true;
	message("diff: --from=%s: it is geometry or state", value);
	return false;
}

static bool option_marks(struct diff *d, const char *value)
{
	d->trial.keep_marks = strcmp(value, "keep") == 0;
	if (!d->trial.keep_marks)
		message("diff: --marks=%s: it is keep", value);
	return d->trial.keep_marks;
}

static bool take_option(void *self, int letter, const char *value)
{
	struct diff *d = self;

	switch (letter) {
	case 'k':
		return take_kernel(d, value);
	case 'f':
		return option_from(d, value);
	case 'm':
		return option_marks(d, value);
	case 's':
		return option_number("diff: --session", value, 1, &d->session);
	case 'b':
		return option_number("diff: --branch", value, 1, &d->branch);
	case 'j':
		return d->json = true;
	default:
		return d->exit_code = true;
	}
}

/* ---- the file ---- */

enum kind { KIND_LESSON, KIND_DATABASE, KIND_RECORDING };

static bool ends_in(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);

	return n >= m && strcmp(path + n - m, end) == 0;
}

static enum kind kind_of(const char *path)
{
	if (ends_in(path, ".md"))
		return KIND_LESSON;
	return ends_in(path, ".db") ? KIND_DATABASE : KIND_RECORDING;
}

static int run(struct diff *d, enum kind kind)
{
	switch (kind) {
	case KIND_LESSON:
		return diff_lesson(&d->trial);
	case KIND_DATABASE:
		return diff_database(&d->trial, d->session, d->branch);
	default:
		return diff_recording(&d->trial);
	}
}

/* As wide as the terminal; the same everywhere else, so that two runs are alike. */
static unsigned columns(void)
{
	struct winsize size;

	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return REPORT_COLUMNS;
}

static int run_and_tell(struct diff *d)
{
	struct trial *t = &d->trial;
	enum kind kind = kind_of(t->name);
	int status;

	if (!d->from_given)
		t->from = kind == KIND_LESSON ? FROM_GEOMETRY : FROM_STATE;
	if (t->keep_marks && t->from == FROM_GEOMETRY) {
		message("diff: --marks=keep needs --from=state");
		return EXIT_USAGE;
	}
	if (kind != KIND_DATABASE && (d->session || d->branch)) {
		message("diff: --session and --branch belong to a recorded run (.db)");
		return EXIT_USAGE;
	}
	status = trial_init(t) ? run(d, kind) : diff_no_memory(t);
	if (status != EXIT_DONE)
		return status;
	if (d->json)
		diff_print_json(t);
	else
		report_trial(stdout, t, columns());
	return d->exit_code && trial_differs(t) ? EXIT_REFUTED : EXIT_DONE;
}

int cmd_diff(int argc, char **argv)
{
	static const struct option known[] = {
		{ "kernel", required_argument, NULL, 'k' },
		{ "from", required_argument, NULL, 'f' },
		{ "marks", required_argument, NULL, 'm' },
		{ "session", required_argument, NULL, 's' },
		{ "branch", required_argument, NULL, 'b' },
		{ "json", no_argument, NULL, 'j' },
		{ "exit-code", no_argument, NULL, 'e' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct diff d = { .from_given = false };
	int status =
		options_read(argc, argv,
				  &(struct options){ known, print_usage, take_option, &d });

	if (status != OPTIONS_READ)
		return status;
	status = EXIT_USAGE;
	if (optind + 1 != argc)
		message("diff: one file is needed; `buddyscope diff --help` says more");
	else if (!d.trial.kernel[1])
		message("diff: two kernels are needed: --kernel 4.7 --kernel 4.12");
	else {
		d.trial.name = argv[optind];
		status = run_and_tell(&d);
	}
	trial_done(&d.trial);
	return status;
}
