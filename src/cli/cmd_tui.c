/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_tui.c - `buddyscope tui [FILE]`: a lesson, a recording or a state, on the screen.
 */
#include "cli.h"

#include "data.h"
#include "import/ftrace_form.h"
#include "import/proc.h"
#include "learner.h"
#include "options.h"
#include "run.h"
#include "state_place.h"
#include "tell_trace.h"
#include "tui/prompt.h"
#include "tui/screen.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HISTORY_PATH = 4096 };

static void print_usage(void)
{
	fputs("usage: buddyscope tui [OPTION...] [FILE]\n"
	      "\n"
	      "Opens a lesson (.md), a recording (.db), a recorded state (.jsonl), a directory of\n"
	      "/proc text, a report or a kernel's trace on the screen, to be stepped through\n"
	      "forwards and backwards; without a FILE, a menu.\n"
	      "\n"
	      "  --follow          watch a recording (.db) that is still being written\n"
	      "  --plain           lines of text instead of a screen; verbs from standard input\n"
	      "  --ascii           no characters beyond ASCII\n"
	      "  --color=WHEN      auto, always or never\n"
	      "  --seed N          choose the numbers that vary; 0: those of the text\n"
	      "  --record FILE.db  record what is done there, not in the usual place\n"
	      "  --no-record       do not record it\n",
	      stdout);
}

struct tui_options {
	struct app_options app;
	enum screen_colour colour;
	bool follow, plain;
	const char *file;
};

/* ---- running ---- */

static struct world *load(void *self, const char *path, const struct kernel **k, struct diag *d)
{
	return data_load(path, k, d, self);
}

static bool save(void *self, const char *path, const struct world *w, const struct kernel *k,
		 struct diag *d)
{
	(void)self;
	return data_save(path, w, k, d);
}

static int run_screen(struct app *a, enum screen_colour colour)
{
	const char *why;
	int number = 0;

	switch (screen_run(a, colour, &number, &why)) {
	case SCREEN_NONE:
		message("tui: %s", why);
		return EXIT_MACHINE;
	case SCREEN_GONE:
		return EXIT_MACHINE;
	case SCREEN_SIGNAL:
		return 128 + number;
	default:
		return EXIT_DONE;
	}
}

static int open_and_run(struct app *a, const struct tui_options *o, const bool *load_failed)
{
	bool machine_failed = false;
	struct diag d = { .file = NULL };
	bool prompt = isatty(STDIN_FILENO);

	if (o->file && !app_open(a, o->file, o->follow, &d, &machine_failed)) {
		message_diag(&d, NULL);
		return machine_failed || *load_failed ? EXIT_MACHINE : EXIT_USAGE;
	}
	if (!o->plain)
		return run_screen(a, o->colour);
	return plain_run(a, stdin, stdout, prompt) ? EXIT_DONE : EXIT_USAGE;
}

static int run(struct tui_options *o)
{
	char history[HISTORY_PATH], *data;
	struct learner learner;
	bool load_failed = false;
	struct app *a;
	int status;

	setlocale(LC_ALL, "");
	o->app.ascii |= strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	setlocale(LC_NUMERIC, "C");
	data = data_directory();
	o->app.data_directory = data;
	o->app.load = load;
	o->app.save = save;
	o->app.reported = data_reported_request;
	o->app.is_trace = trace_is;
	o->app.trace = tell_trace;
	o->app.this_machine = proc_is_there("/proc") ? "/proc" : NULL;
	o->app.self = &load_failed;
	learner_init(&learner, data);
	o->app.learnt = learner_keep;
	o->app.how_far = learner_how_far;
	o->app.learnt_self = &learner;
	a = app_new(&o->app);
	if (!a) {
		message("tui: out of memory");
		free(data);
		return EXIT_MACHINE;
	}
	if (!o->plain)
		prompt_init(state_path("history", history, sizeof history) ? history : NULL);
	status = open_and_run(a, o, &load_failed);
	if (!o->plain)
		prompt_done();
	app_free(a);
	free(data);
	if (status > 128) {
		signal(status - 128, SIG_DFL);
		raise(status - 128);
	}
	return status;
}

static bool option_colour(enum screen_colour *colour, const char *when)
{
	static const char *const names[] = { "auto", "always", "never" };

	for (int i = 0; i < 3; i++)
		if (strcmp(names[i], when) == 0) {
			*colour = (enum screen_colour)i;
			return true;
		}
	message("tui: --color is auto, always or never");
	return false;
}

static bool option_app_seed(struct app_options *o, const char *text)
{
	struct run_options read = { .command = "tui" };

	if (!option_seed(&read, text))
		return false;
	o->seed = read.seed;
	return true;
}

static bool take_option(void *self, int letter, const char *value)
{
	struct tui_options *o = self;

	switch (letter) {
	case 'f':
		return o->follow = true;
	case 'p':
		return o->plain = true;
	case 'a':
		return o->app.ascii = true;
	case 'c':
		return option_colour(&o->colour, value);
	case 's':
		return option_app_seed(&o->app, value);
	case 'r':
		o->app.record = value;
		return true;
	default:
		return o->app.no_record = true;
	}
}

int cmd_tui(int argc, char **argv)
{
	static const struct option known[] = {
		{ "follow", no_argument, NULL, 'f' },
		{ "plain", no_argument, NULL, 'p' },
		{ "ascii", no_argument, NULL, 'a' },
		{ "color", required_argument, NULL, 'c' },
		{ "seed", required_argument, NULL, 's' },
		{ "record", required_argument, NULL, 'r' },
		{ "no-record", no_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct tui_options o = { .colour = COLOUR_AUTO };
	int status =
		options_read(argc, argv,
				  &(struct options){ known, print_usage, take_option, &o });

	if (status != OPTIONS_READ)
		return status;
	if (argc - optind > 1) {
		message("tui: one file at a time");
		return EXIT_USAGE;
	}
	o.file = optind < argc ? argv[optind] : NULL;
	if (o.follow && !o.file) {
		message("tui: --follow needs a recording");
		return EXIT_USAGE;
	}
	if (o.app.record && o.app.no_record) {
		message("tui: --record and --no-record exclude each other");
		return EXIT_USAGE;
	}
	return run(&o);
}
