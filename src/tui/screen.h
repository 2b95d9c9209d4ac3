/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * screen.h - an app on a terminal, and the same without one.
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include <stdio.h>

#include "tui/app.h"

enum screen_colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

enum screen_end {
	SCREEN_QUIT,            /* the person at the keyboard quit */
	SCREEN_NONE,            /* this terminal cannot do it; *why says what is missing */
	SCREEN_GONE,            /* the terminal went away */
	SCREEN_SIGNAL,          /* a signal asked us to end: *number */
};

/*
 * Runs the app on the terminal of standard input and output until it ends. The terminal is as it
 * was afterwards, also if a signal ends the program meanwhile.
 */
enum screen_end screen_run(struct app *a, enum screen_colour colour, int *number,
			   const char **why);

/*
 * Lines in, lines out: verbs and statements from `in`, an empty line is a step. What each came to
 * is written to `out`, without any cursor. Ends with the input, or at its first error: false.
 */
bool plain_run(struct app *a, FILE *in, FILE *out, bool prompt);

#endif
