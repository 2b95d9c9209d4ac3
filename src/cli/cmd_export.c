/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_export.c - `buddyscope export FILE.db --format=...`: a recording for another tool.
 */
#include "cli.h"

#include "export/export.h"
#include "options.h"
#include "text/nearest.h"

#include <inttypes.h>
#include <string.h>

typedef enum export_status export_fn(const struct export_job *job, struct diag *d);

static const struct {
	const char *name;
	export_fn *run;
} formats[] = {
	{ "oracle", export_oracle },
	{ "chrome-trace", export_chrome },
};

enum { NR_FORMATS = sizeof formats / sizeof *formats };

struct export_options {
	export_fn *run;
	int64_t session, branch;        /* 0: the first, the newest */
};

static void print_usage(void)
{
	fputs("usage: buddyscope export --format=FORMAT [--session N] [--branch N] FILE.db\n"
	      "\n"
	      "Prints a recording's requests for another tool. FORMAT is one of\n"
	      "\n"
	      "  oracle        the list that tests/oracle has a real kernel make, and records\n"
	      "  chrome-trace  slices and instants, for Perfetto or chrome://tracing\n"
	      "\n"
	      "  --session N   this session; else the first\n"
	      "  --branch N    this branch, with what it grew from; else the newest\n"
	      "\n"
	      "What the other format cannot say is told, a line for each, on standard error.\n",
	      stdout);
}

/* ---- what to export ---- */

/* The first of several, and it is said: a lesson makes another machine for each exercise. */
static const struct reader_session *choose_session(const struct reader *r, const char *path,
						   int64_t id)
{
	const struct reader_session *s = reader_session_by_id(r, id);

	if (!id && reader_nr_sessions(r))
		s = reader_session(r, 0);
	if (!s && id)
		message("export: %s has no session %" PRId64, path, id);
	else if (!s)
		message("export: %s: nothing was recorded", path);
	else if (!id && reader_nr_sessions(r) > 1)
		message("export: the first of %zu sessions; --session names another",
			reader_nr_sessions(r));
	return s;
}

static const struct reader_branch *choose_branch(const struct reader *r, const char *path,
						 const struct reader_session *s, int64_t id)
{
	const struct reader_branch *newest = NULL, *b;

	for (size_t i = 0; i < reader_nr_branches(r); i++) {
		b = reader_branch(r, i);
		if (b->session == s->id && (!id || b->id == id))
			newest = b;
	}
	if (!newest && id)
		message("export: session %" PRId64 " of %s has no branch %" PRId64, s->id, path,
			id);
	else if (!newest)
		message("export: %s: nothing was recorded", path);
	return newest;
}

/* Numbers of another version's events would be read as something else. */
static bool is_known(const struct reader_session *s, const char *path)
{
	if (!s->kernel)
		message("export: %s: kernel %s is not known", path, s->kernel_name);
	else if (!s->shape.layout)
		message("export: %s: a machine that is not known", path);
	else if (!s->same_events)
		message("export: %s: recorded by version %s, with other events", path, s->version);
	else
		return true;
	return false;
}

/* ---- exporting ---- */

static void print_note(void *self, int64_t request, const char *statement, const char *text)
{
	(void)self;
	if (statement)
		message("export: request %" PRId64 " (%s): %s", request, statement, text);
	else
		message("export: request %" PRId64 ": %s", request, text);
}

static int export_from(struct reader *r, const char *path, const struct export_options *options)
{
	static const int code[] = { EXIT_DONE, EXIT_USAGE, EXIT_MACHINE };
	struct export_job job = { .reader = r, .out = stdout, .notes = { print_note, NULL } };
	struct diag d = { .file = path };
	enum export_status status;

	job.session = choose_session(r, path, options->session);
	if (!job.session || !is_known(job.session, path))
		return EXIT_USAGE;
	job.branch = choose_branch(r, path, job.session, options->branch);
	if (!job.branch)
		return EXIT_USAGE;
	status = options->run(&job, &d);
	if (status != EXPORT_DONE)
		message_diag(&d, NULL);
	return code[status];
}

static int export_file(const char *path, const struct export_options *options)
{
	struct diag d = { .file = path };
	bool machine_failed;
	struct reader *r = reader_open(path, &d, &machine_failed);
	int status;

	if (!r) {
		message_diag(&d, NULL);
		return machine_failed ? EXIT_MACHINE : EXIT_USAGE;
	}
	status = export_from(r, path, options);
	reader_close(r);
	return status;
}

/* ---- options ---- */

static bool parse_format(const char *text, export_fn **run)
{
	const char *names[NR_FORMATS], *near;

	for (size_t i = 0; i < NR_FORMATS; i++) {
		names[i] = formats[i].name;
		if (strcmp(text, names[i]) == 0) {
			*run = formats[i].run;
			return true;
		}
	}
	near = nearest_word(text, names, NR_FORMATS);
	if (near)
		message("export: unknown format %s (%s?)", text, near);
	else
		message("export: unknown format %s; `buddyscope export --help` lists them", text);
	return false;
}

static bool take_option(void *self, int letter, const char *value)
{
	struct export_options *o = self;

	if (letter == 'f')
		return parse_format(value, &o->run);
	if (letter == 's')
		return option_number("export: --session", value, 1, &o->session);
	return option_number("export: --branch", value, 1, &o->branch);
}

int cmd_export(int argc, char **argv)
{
	static const struct option known[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "session", required_argument, NULL, 's' },
		{ "branch", required_argument, NULL, 'b' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct export_options options = { 0 };
	int status = options_read(argc, argv,
				  &(struct options){ known, print_usage, take_option, &options });

	if (status != OPTIONS_READ)
		return status;
	if (!options.run || argc - optind != 1) {
		message("export: name %s; `buddyscope export --help` says more",
			options.run ? "one recording" : "a format with --format");
		return EXIT_USAGE;
	}
	return export_file(argv[optind], &options);
}
