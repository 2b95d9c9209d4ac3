/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * canvas.h - a grid of cells to draw on, and its text form for golden screens.
 *
 * A cell holds one grapheme and what it means (a style); a wide grapheme takes two cells, the
 * second of which is empty. Panes draw here and nowhere else; curses.c puts the grid on a terminal.
 */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rect {
	int y, x, h, w;
};

/* What a cell means. palette.c gives each a colour; every state also has a character of its own. */
enum style {
	STYLE_PLAIN,
	STYLE_DIM,
	STYLE_TITLE,
	STYLE_FRAME,
	STYLE_FOCUS,            /* frame and title of the focused pane */
	STYLE_SELECTED,         /* the row under the cursor */
	STYLE_PASS,             /* a check passed: '+' */
	STYLE_SKIP,             /* a zone was refused: 'x' */
	STYLE_TAKE,             /* the block was found: '*' */
	STYLE_RETRY,            /* start over: '<' */
	STYLE_SLEEP,            /* the kernel would sleep: 'z' */
	STYLE_ADDED,            /* the last step put it here: '>' */
	STYLE_REMOVED,          /* the last step took it away: '-' */
	STYLE_FREE,             /* bars: free pages */
	STYLE_MARK,             /* bars: min, low, high */
	STYLE_RESERVE,          /* bars: lowmem_reserve */
	STYLE_BOOST,            /* bars: watermark_boost */
	STYLE_ERROR,
	STYLE_KEY,
	NR_STYLES
};

enum { CELL_BYTES = 24 };       /* one grapheme with its combining characters, cut beyond that */

struct cell {
	char text[CELL_BYTES];  /* UTF-8; "" behind a wide grapheme */
	uint8_t style;
	uint8_t width;          /* 0 behind a wide one, else 1 or 2 */
};

struct canvas {
	int h, w;
	bool ascii;             /* frames and bars without characters beyond ASCII */
	struct cell *cell;      /* h * w */
	int cursor_y, cursor_x; /* where the hardware cursor rests; -1: hidden */
};

/* A blank canvas, or NULL. h and w from 1; the caller owns it. */
struct canvas *canvas_new(int h, int w, bool ascii);
void canvas_free(struct canvas *c);
void canvas_clear(struct canvas *c);

/*
 * Writes text from (y, x) on, inside clip only, one grapheme a cell with its width. Control
 * characters and broken UTF-8 become '?'. Returns the column behind the last cell written.
 */
int canvas_text(struct canvas *c, struct rect clip, int y, int x, enum style style,
		const char *text);
int canvas_printf(struct canvas *c, struct rect clip, int y, int x, enum style style,
		  const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/* One character repeated; `utf8` on a canvas that may, else `ascii`. */
void canvas_fill(struct canvas *c, struct rect r, enum style style, const char *utf8, char ascii);

/* A frame with a title; returns what is inside. Too small for a frame: the rect itself. */
struct rect canvas_frame(struct canvas *c, struct rect r, const char *title, bool focused);

/* Columns that text takes. */
int text_width(const char *text);

/*
 * The grid as text, a line a row, without trailing blanks; with_styles adds a second block that
 * shows each cell's style as a letter. For golden screens and --plain. The caller frees it.
 */
char *canvas_dump(const struct canvas *c, bool with_styles);

#endif
