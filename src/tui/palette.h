/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * palette.h - what a style looks like, on terminals of every depth, and without colour at all.
 */
#ifndef TUI_PALETTE_H
#define TUI_PALETTE_H

#include "tui/canvas.h"

enum colour_depth {
	COLOURS_NONE,           /* attributes alone */
	COLOURS_8,
	COLOURS_16,
	COLOURS_256,
	COLOURS_TRUE,           /* 0xRRGGBB */
	NR_COLOUR_DEPTHS
};

enum paint_attribute {
	PAINT_BOLD = 1,
	PAINT_DIM = 2,
	PAINT_REVERSE = 4,
	PAINT_UNDERLINE = 8,
};

enum { COLOUR_DEFAULT = -1 };   /* whatever the terminal's own is */

struct paint {
	int32_t foreground;     /* a number of this depth, or COLOUR_DEFAULT */
	unsigned attributes;    /* enum paint_attribute */
};

struct paint palette_paint(enum colour_depth depth, enum style style);

/* What colour number 16..255 of the 256 is, as 0xRRGGBB: no terminal's theme changes those. */
uint32_t palette_rgb(unsigned colour);

/* Is it the colour that tells this style from others, and so also a character? */
bool style_is_state(enum style style);

/* That character, for a cell of its own; " " for other styles. One column wide. */
const char *style_marker(enum style style, bool ascii);

#endif
