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
#include <unistd.h>

#include <readline/readline.h>

static volatile sig_atomic_t interrupted, resized;

static struct {
	char *line;
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

/* ---- beginning and end ---- */

void typed_init(const struct typed_options *o)
{
	typing_set_up();
	typing_ask(o->complete, o->self);
	rl_initialize();
	rl_variable_bind("bell-style", "none");
	rl_variable_bind("show-all-if-ambiguous", "on");
	typing_remember(o->history);
	catch_signal(SIGINT);
	catch_signal(SIGWINCH);
}

void typed_done(void)
{
	typing_done();
	free(the.line);
	the.line = NULL;
}

/* ---- a line ---- */

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
	typing_keep(the.line);
	*line = the.line;
	return TYPED_LINE;
}
