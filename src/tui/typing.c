/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * typing.c - the words that are offered, as readline wants them: the part that they share first.
 */
#include "typing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <readline/history.h>
#include <readline/readline.h>

enum { HISTORY_LINES = 1000 };

static struct {
	prompt_complete *complete;
	void *self;
	char **offered;
	size_t at;
	char *history;
} the;

/* ---- completion ---- */

static char *generate(const char *word, int state)
{
	size_t n = strlen(word);

	if (!state)
		the.at = 0;
	while (the.offered && the.offered[the.at]) {
		const char *one = the.offered[the.at++];

		if (strncmp(one, word, n) == 0)
			return strdup(one);
	}
	return NULL;
}

/* Behind what ends with = or | more is to come. */
static bool goes_on(char **matches)
{
	const char *all = matches ? matches[0] : NULL;

	return all && *all && strchr("=|", all[strlen(all) - 1]);
}

static char **complete(const char *word, int start, int end)
{
	char **matches = NULL;
	bool files = false;

	(void)end;
	if (the.complete)
		the.offered = the.complete(the.self, rl_line_buffer, (size_t)start, word, &files);
	rl_attempted_completion_over = !files;
	if (the.offered)
		matches = rl_completion_matches(word, generate);
	rl_completion_append_character = goes_on(matches) ? '\0' : ' ';
	for (size_t i = 0; the.offered && the.offered[i]; i++)
		free(the.offered[i]);
	free(the.offered);
	the.offered = NULL;
	return matches;
}

void typing_ask(prompt_complete *words, void *self)
{
	the.complete = words;
	the.self = self;
}

void typing_set_up(void)
{
	rl_readline_name = "buddyscope";
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_attempted_completion_function = complete;
	rl_completer_word_break_characters = " \t\n=|,(";
}

/* ---- history ---- */

void typing_remember(const char *history)
{
	using_history();
	stifle_history(HISTORY_LINES);
	free(the.history);
	the.history = history ? strdup(history) : NULL;
	if (the.history)
		read_history(the.history);
}

void typing_keep(const char *line)
{
	HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;

	if (*line && (!last || strcmp(last->line, line) != 0))
		add_history(line);
}

/* What was typed is nobody else's to read. */
void typing_done(void)
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
	the.history = NULL;
}
