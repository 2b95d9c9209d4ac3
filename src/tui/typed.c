/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * typed.c - readline's callback interface on the terminal, woken by poll().
 *
 * readline catches no signals here: a signal ends poll(), and is dealt with where nothing is half
 * done. The one variable that a handler writes is the note that Ctrl-C was pressed.
 */
#include "typed.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

enum { HISTORY_LINES = 1000 };

static volatile sig_atomic_t interrupted, resized;

static struct {
	struct typed_options o;
	char *history, *line;
	char **offered;
	size_t offered_at;
	bool done, end;
} the;

/* ---- signals ---- */

static void note_signal(int number)
{
	if (number == SIGINT)
		interrupted = 1;
	else
		resized = 1;
}

static void catch_signal(int number)
{
	struct sigaction a = { .sa_handler = note_signal };

	sigemptyset(&a.sa_mask);
	sigaction(number, &a, NULL);
}

bool typed_interrupted(void)
{
	bool was = interrupted;

	interrupted = 0;
	return was;
}

/* ---- what readline calls ---- */

static void line_done(char *line)
{
	free(the.line);
	the.line = line;
	the.done = true;
	the.end = !line;
	rl_callback_handler_remove();
}

static char *generate(const char *word, int state)
{
	size_t n = strlen(word);

	if (!state)
		the.offered_at = 0;
	while (the.offered && the.offered[the.offered_at]) {
		const char *one = the.offered[the.offered_at++];

		if (strncmp(one, word, n) == 0)
			return strdup(one);
	}
	return NULL;
}

static char **complete(const char *word, int start, int end)
{
	char **matches = NULL;
	bool files = false;

	(void)end;
	the.offered = the.o.complete ? the.o.complete(the.o.self, rl_line_buffer, (size_t)start,
						      word, &files) :
				       NULL;
	rl_attempted_completion_over = !files;
	rl_completion_append_character = ' ';
	if (the.offered)
		matches = rl_completion_matches(word, generate);
	if (matches && matches[0] && strchr("=|", matches[0][strlen(matches[0]) - 1]))
		rl_completion_append_character = '\0';
	for (size_t i = 0; the.offered && the.offered[i]; i++)
		free(the.offered[i]);
	free(the.offered);
	the.offered = NULL;
	return matches;
}

/* ---- beginning and end ---- */

void typed_init(const struct typed_options *o)
{
	the.o = *o;
	the.history = o->history ? strdup(o->history) : NULL;
	rl_readline_name = "buddyscope";
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_attempted_completion_function = complete;
	rl_completer_word_break_characters = " \t\n=|,(";
	rl_initialize();
	rl_variable_bind("bell-style", "none");
	rl_variable_bind("show-all-if-ambiguous", "on");
	using_history();
	stifle_history(HISTORY_LINES);
	if (the.history)
		read_history(the.history);
	catch_signal(SIGINT);
	catch_signal(SIGWINCH);
}

void typed_done(void)
{
	mode_t mask;

	if (the.history && history_length) {
		mask = umask(0077);
		if (write_history(the.history) == 0)
			chmod(the.history, 0600);
		umask(mask);
	}
	clear_history();
	free(the.history);
	free(the.line);
	the.history = the.line = NULL;
}

/* ---- a line ---- */

static void remember(const char *line)
{
	HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;

	if (*line && (!last || strcmp(last->line, line) != 0))
		add_history(line);
}

/* A key waits. False: a signal came first, or the terminal is gone. */
static bool wait_for_key(void)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	int n = poll(&p, 1, -1);

	if (n < 0 && errno != EINTR)
		the.done = the.end = true;
	return n > 0;
}

static enum typed_event give_up(void)
{
	FILE *out = rl_outstream ? rl_outstream : stdout;

	fputs("^C\n", out);
	fflush(out);
	rl_callback_sigcleanup();
	rl_free_line_state();
	rl_replace_line("", 0);
	rl_callback_handler_remove();
	return TYPED_INTERRUPTED;
}

enum typed_event typed_read(const char *label, const char **line)
{
	the.done = the.end = false;
	interrupted = 0;
	fflush(stdout);
	rl_callback_handler_install(label, line_done);
	while (!the.done) {
		bool key = wait_for_key();

		if (resized) {
			resized = 0;
			rl_resize_terminal();
		}
		if (typed_interrupted())
			return give_up();
		if (key)
			rl_callback_read_char();
	}
	if (the.end) {
		rl_callback_handler_remove();
		return TYPED_END;
	}
	remember(the.line);
	*line = the.line;
	return TYPED_LINE;
}
