/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prompt.h - one line that is typed, with readline's editing, history and completion.
 *
 * readline sees no terminal: it is fed the bytes of keys, and its line is drawn by whoever asks for
 * it. There is one prompt in a program, because there is one readline.
 */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "typing.h"

enum prompt_event { PROMPT_OPEN, PROMPT_DONE, PROMPT_CANCELLED };

struct prompt_options {
	const char *label;              /* ":" */
	const char *preset;             /* what stands there already, or NULL */
	bool history;                   /* look up and keep */
	prompt_complete *complete;      /* or NULL */
	void *self;
};

/* Reads the history from this file, which is written at prompt_done(). NULL: none is kept. */
void prompt_init(const char *history);
void prompt_done(void);

void prompt_begin(const struct prompt_options *o);
bool prompt_is_open(void);
void prompt_cancel(void);

/* A key, as in keys.h. With PROMPT_DONE, prompt_line() is what was typed. */
enum prompt_event prompt_press(int press);
const char *prompt_line(void);

/* What to draw: label and line, where in it the cursor is (bytes), what completion offers. */
struct prompt_look {
	const char *label, *line;
	size_t cursor;
	const char *offers;             /* words with two blanks between, or "" */
};
struct prompt_look prompt_look(void);

#endif
