/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grapheme.h - text cut into what a reader sees as one character, with its columns.
 */
#ifndef TUI_GRAPHEME_H
#define TUI_GRAPHEME_H

#include "tui/canvas.h"

struct grapheme {
	size_t bytes;           /* of the text it was read from; 0 at its end */
	int width;              /* 1 or 2 */
	char text[CELL_BYTES];  /* safe to send to a terminal */
};

/*
 * The grapheme that text begins with: a base and the combining characters behind it. What would
 * move a terminal's cursor, switch its direction of writing or is no UTF-8 becomes '?'.
 */
struct grapheme grapheme_next(const char *text);

/*
 * How much of text goes on one line of this many columns, in bytes: up to a newline, else up to the
 * last blank or between two wide graphemes, else as far as it fits. At least one grapheme, unless
 * the line is empty. *next is where the next line begins: behind the newline or the blanks.
 */
size_t text_line(const char *text, int columns, size_t *next);

#endif
