/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * typing.h - what both prompts have of readline: a history that is kept, and completion.
 */
#ifndef TUI_TYPING_H
#define TUI_TYPING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The words that the one at `start` of the line may become: an array that ends with NULL, whose
 * words and itself the prompt frees. NULL: none; files: file names are meant instead.
 */
typedef char **prompt_complete(void *self, const char *line, size_t start, const char *word,
			       bool *files);

/* Before rl_initialize(). Nobody is asked what a word may become until typing_ask() says whom. */
void typing_set_up(void);

/* Who is asked when Tab is pressed; NULL: nobody. */
void typing_ask(prompt_complete *words, void *self);

/* The history of this file, which typing_done() writes. NULL: none is kept. */
void typing_remember(const char *history);

/* The line joins the history, unless it is empty or the one before. */
void typing_keep(const char *line);

/* Writes the history for nobody else to read, and ends with it. */
void typing_done(void);

#endif
