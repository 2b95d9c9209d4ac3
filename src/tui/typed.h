/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * typed.h - lines typed at a terminal that scrolls: readline on the terminal itself.
 *
 * For prompts without a screen. One at a time in a program, and not beside prompt.h, because there
 * is one readline.
 */
#ifndef TUI_TYPED_H
#define TUI_TYPED_H

#include "prompt.h"

struct typed_options {
	const char *history;            /* a file, read now and written at the end; or NULL */
	prompt_complete *complete;      /* or NULL */
	void *self;
};

void typed_init(const struct typed_options *o);
void typed_done(void);

enum typed_event { TYPED_LINE, TYPED_INTERRUPTED, TYPED_END };

/*
 * Waits for a line, which may hold newlines if it was pasted; *line is lent until the next call.
 * TYPED_INTERRUPTED: Ctrl-C, and the line is gone. TYPED_END: Ctrl-D, or the terminal is.
 */
enum typed_event typed_read(const char *label, const char **line);

/*
 * Ctrl-C between two calls of typed_read() is kept here instead of ending the program: true once
 * for each time it was pressed.
 */
bool typed_interrupted(void);

#endif
