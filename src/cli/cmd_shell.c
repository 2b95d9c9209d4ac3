/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_shell.c - `buddyscope shell [STATE]`: the command language at a prompt, or from a pipe.
 *
 * A pipe is a script: it stops at its first error. A prompt goes on, and Ctrl-C stops what runs.
 * What is done is recorded, as with `run`.
 */
#include "cli.h"

#include "data.h"
#include "lesson/complete.h"
#include "lesson/mark.h"
#include "options.h"
#include "run.h"
#include "state_place.h"
#include "tui/typed.h"

#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST_LINE = 65536 };

static const char prompt_label[] = "buddyscope> ";

struct shell {
	struct run run;                 /* for recording */
	struct session *session;
	bool prompt;                    /* a person is there */
	bool stopped;                   /* Ctrl-C was pressed while a statement ran */
	bool refuted;                   /* an expectation did not hold */
	unsigned line;
};

static void print_usage(void)
{
	fputs("usage: buddyscope shell [OPTION...] [STATE]\n"
	      "\n"
	      "Reads statements of the command language, buddyscope-commands(7), at a prompt or\n"
	      "from a pipe. STATE is a recorded state to begin with.\n"
	      "\n"
	      "  --why              the ladder of every request, check by check\n"
	      "  --seed N           choose the numbers that vary\n"
	      "  --kernel V         run on this kernel\n"
	      "  --record FILE.db   record what is done there, not in the usual place\n"
	      "  --no-record        do not record it\n",
	      stdout);
}

/* ---- the host of a session ---- */

static struct world *host_load(void *self, const char *path, const struct kernel **kernel,
			       struct diag *d)
{
	struct shell *s = self;

	return data_load(path, kernel, d, &s->run.machine_failed);
}

static void host_made(void *self, struct machine *m, const char *origin)
{
	record_made(&((struct shell *)self)->run, m, origin);
}

static void host_before(void *self, const struct request *q, const char *statement)
{
	record_before(&((struct shell *)self)->run, q, statement);
}

static void host_say(void *self, enum voice voice, const char *text)
{
	(void)self;
	if (voice == VOICE_STATEMENT)
		return;
	diag_print_harmless(stdout, text, SIZE_MAX);
	putchar('\n');
}

static void host_claimed(void *self, const struct claim *c)
{
	struct shell *s = self;
	struct diag d;

	if (c->ok) {
		printf(c->kind == CLAIM_PREDICT ? "right: " : "ok: ");
		diag_print_harmless(stdout, c->seen, SIZE_MAX);
		putchar('\n');
		return;
	}
	s->refuted |= c->kind == CLAIM_EXPECT;
	diag_set(&d, s->prompt ? NULL : c->file, c->line, c->column, "%s %.80s: %.60s",
		 c->kind == CLAIM_PREDICT ? "not so:" : "expected", c->text, c->seen);
	message_diag(&d, NULL);
}

/* A script has nobody to ask. */
static bool host_answer(void *self, const struct question *q, char answer[FACT_MAX])
{
	struct shell *s = self;
	const char *typed;

	if (!s->prompt)
		return false;
	for (unsigned i = 0; i < q->nr_choices; i++) {
		fputs(i ? " | " : "", stdout);
		diag_print_harmless(stdout, q->choice[i], SIZE_MAX);
	}
	putchar('\n');
	if (typed_read("? ", &typed) != TYPED_LINE || !*typed)
		return false;
	snprintf(answer, FACT_MAX, "%.*s", (int)strcspn(typed, " \t\n"), typed);
	return true;
}

static void host_solved(void *self, const struct exercise_info *x)
{
	(void)self;
	(void)x;
	puts("the goal is reached");
}

static bool host_stop(void *self)
{
	struct shell *s = self;

	if (s->prompt)
		s->stopped |= typed_interrupted();
	return s->stopped;
}

static char **complete(void *self, const char *line, size_t start, const char *word, bool *files)
{
	const struct completing c = completing_in(((struct shell *)self)->session);
	struct offers o = { NULL, 0 };

	(void)word;
	lesson_complete(&c, line, start, &o, files);
	return o.word;
}

/* ---- lines ---- */

static int code_of(enum lesson_status status)
{
	return status == LESSON_OK ? EXIT_DONE : status == LESSON_BAD ? EXIT_USAGE : EXIT_MACHINE;
}

static int run_line(struct shell *s, const char *text)
{
	struct place at = { .file = s->prompt ? NULL : "standard input", .directory = "",
			    .line = s->prompt ? 0 : s->line };
	struct diag d = { .file = NULL };
	enum lesson_status status;

	s->stopped = false;
	status = session_line(s->session, &at, text, &d);
	if (status == LESSON_BAD)
		message_diag(&d, text);
	if (status == LESSON_NO_MEMORY)
		message("shell: out of memory");
	fflush(stdout);
	return s->run.machine_failed ? EXIT_MACHINE : code_of(status);
}

/* Pasted lines come as one. A prompt goes on after errors, but not with the rest of a paste. */
static int run_pasted(struct shell *s, const char *text)
{
	int status = EXIT_DONE;

	while (*text && status == EXIT_DONE) {
		size_t n = strcspn(text, "\n");
		char *line = strndup(text, n);

		status = line ? run_line(s, line) : EXIT_MACHINE;
		free(line);
		text += n + (text[n] == '\n');
	}
	return status;
}

static bool is_farewell(const char *line)
{
	static const char *const words[] = { "quit", "exit", "q" };
	size_t n;

	line += strspn(line, " \t");
	n = strcspn(line, " \t\r\n");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == n && strncmp(words[i], line, n) == 0)
			return true;
	return false;
}

static int run_prompt(struct shell *s)
{
	char history[PATH_MAX];
	struct typed_options o = { .complete = complete, .self = s };
	const char *line;
	int status = EXIT_DONE;

	if (state_path("history", history, sizeof history))
		o.history = history;
	typed_init(&o);
	puts("`help` lists the statements, Tab completes, Ctrl-D ends.");
	for (;;) {
		enum typed_event e = typed_read(prompt_label, &line);

		if (e == TYPED_END)
			putchar('\n');
		if (e == TYPED_END || (e == TYPED_LINE && is_farewell(line)))
			break;
		if (e == TYPED_LINE && (status = run_pasted(s, line)) == EXIT_MACHINE)
			break;
	}
	typed_done();
	return status == EXIT_MACHINE ? status : EXIT_DONE;
}

/* A line without its newline; false at the end, or if it is no statement. *bad says which. */
static bool read_line(struct shell *s, char *line, bool *bad)
{
	size_t n;

	*bad = false;
	if (!fgets(line, LONGEST_LINE, stdin))
		return false;
	s->line++;
	n = strlen(line);
	*bad = n == LONGEST_LINE - 1 && line[n - 1] != '\n';
	if (*bad)
		message("standard input:%u: a line longer than 64 KiB", s->line);
	else if (n && line[n - 1] != '\n' && !feof(stdin))
		*bad = true;
	if (n && line[n - 1] == '\n')
		line[n - 1] = '\0';
	return !*bad;
}

static int run_pipe(struct shell *s)
{
	char *line = malloc(LONGEST_LINE);
	int status = line ? EXIT_DONE : EXIT_MACHINE;
	bool bad = false;

	while (status == EXIT_DONE && read_line(s, line, &bad) && !is_farewell(line))
		status = run_line(s, line);
	free(line);
	if (status == EXIT_DONE && bad)
		status = EXIT_USAGE;
	if (status == EXIT_DONE && ferror(stdin)) {
		message("standard input: %s", strerror(errno));
		status = EXIT_MACHINE;
	}
	return status == EXIT_DONE && s->refuted ? EXIT_REFUTED : status;
}

/* ---- beginning and end ---- */

static int begin_with(struct shell *s, const char *path)
{
	const struct kernel *k = NULL;
	struct diag d = { .file = path };
	char origin[PATH_MAX + 20];
	struct world *w = data_load(path, &k, &d, &s->run.machine_failed);

	if (!w) {
		message_diag(&d, NULL);
		return s->run.machine_failed ? EXIT_MACHINE : EXIT_USAGE;
	}
	if (s->run.options->kernel && s->run.options->kernel != k) {
		world_free(w);
		message("shell: %s: a state of %s; running it as %s is not available here", path,
			k->name, s->run.options->kernel->name);
		return EXIT_USAGE;
	}
	snprintf(origin, sizeof origin, "machine file %s", path);
	return code_of(session_adopt(s->session, w, k, origin));
}

static bool host_save(void *self, const char *path, const struct world *w, const struct kernel *k,
		      struct diag *d)
{
	(void)self;
	return data_save(path, w, k, d);
}

static int run_shell(const struct run_options *options, const char *state)
{
	struct shell s = { .run = { .options = options, .data = data_directory() },
			   .prompt = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) };
	const struct lesson_host host = {
		.self = &s, .load = host_load, .data_directory = s.run.data, .made = host_made,
		.save = host_save, .reads_anywhere = true, .before = host_before, .say = host_say,
		.claimed = host_claimed, .answer = host_answer, .solved = host_solved,
		.stop = host_stop, .every_ladder = options->why,
	};
	int status = EXIT_MACHINE;

	s.session = session_new(&host);
	if (s.session && record_begin(&s.run)) {
		if (options->kernel)
			session_fix_kernel(s.session, options->kernel);
		session_set_seed(s.session, options->seed);
		status = state ? begin_with(&s, state) : EXIT_DONE;
		if (status == EXIT_DONE)
			status = s.prompt ? run_prompt(&s) : run_pipe(&s);
	}
	session_free(s.session);
	if (!record_end(&s.run))
		status = EXIT_MACHINE;
	free(s.run.data);
	return status;
}

static bool take_option(void *self, int letter, const char *value)
{
	struct run_options *o = self;

	switch (letter) {
	case 'w':
		return o->why = true;
	case 'n':
		return o->no_record = true;
	case 'r':
		o->record = value;
		return true;
	case 's':
		return option_seed(o, value);
	default:
		return (o->kernel = option_kernel("shell", value)) != NULL;
	}
}

int cmd_shell(int argc, char **argv)
{
	static const struct option known[] = {
		{ "why", no_argument, NULL, 'w' },
		{ "no-record", no_argument, NULL, 'n' },
		{ "record", required_argument, NULL, 'r' },
		{ "seed", required_argument, NULL, 's' },
		{ "kernel", required_argument, NULL, 'k' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct run_options options = { .command = "shell" };
	int status = options_read(argc, argv,
				  &(struct options){ known, print_usage, take_option, &options });

	setlocale(LC_CTYPE, "");
	if (status != OPTIONS_READ)
		return status;
	if (argc - optind > 1)
		message("shell: one state at a time");
	else if (options.record && options.no_record)
		message("shell: --record and --no-record exclude each other");
	else
		return run_shell(&options, argv[optind]);
	return EXIT_USAGE;
}
