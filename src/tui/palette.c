/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * palette.c - one row a style.
 *
 * The colours of states were searched for among the 216 of the colour cube so that any two, and
 * each and a dark background, are far apart (CIEDE2000) for people with normal vision and with each
 * kind of dichromacy; tests/tui/palette.c computes it. On fewer colours than states, and on none,
 * the marker alone tells them apart.
 */
#include "palette.h"

struct look {
	int16_t colour, of_16, of_8;    /* of 256, 16 and 8 */
	uint8_t attributes, mono;       /* with colour, and without */
	const char *marker, *ascii;
};

static const struct look look[NR_STYLES] = {
	[STYLE_PLAIN] = { -1, -1, -1, 0, 0, " ", " " },
	[STYLE_DIM] = { 244, 8, -1, 0, PAINT_DIM, " ", " " },
	[STYLE_TITLE] = { -1, -1, -1, PAINT_BOLD, PAINT_BOLD, " ", " " },
	[STYLE_FRAME] = { 240, 8, -1, 0, PAINT_DIM, " ", " " },
	[STYLE_FOCUS] = { 255, 15, 7, PAINT_BOLD, PAINT_BOLD, " ", " " },
	[STYLE_SELECTED] = { -1, -1, -1, PAINT_REVERSE, PAINT_REVERSE, " ", " " },
	[STYLE_PASS] = { 114, 10, 2, 0, 0, "+", "+" },
	[STYLE_SKIP] = { 196, 9, 1, PAINT_BOLD, PAINT_BOLD, "x", "x" },
	[STYLE_TAKE] = { 190, 11, 3, PAINT_BOLD, PAINT_BOLD, "*", "*" },
	[STYLE_RETRY] = { 198, 13, 5, 0, PAINT_UNDERLINE, "<", "<" },
	[STYLE_SLEEP] = { 147, 12, 4, 0, PAINT_DIM, "z", "z" },
	[STYLE_ADDED] = { 87, 14, 6, PAINT_BOLD, PAINT_BOLD, ">", ">" },
	[STYLE_REMOVED] = { 178, 3, 3, 0, PAINT_UNDERLINE, "-", "-" },
	[STYLE_FREE] = { 67, 6, 6, 0, 0, "█", "#" },
	[STYLE_MARK] = { 250, 7, 7, PAINT_BOLD, PAINT_BOLD, "│", "|" },
	[STYLE_RESERVE] = { 230, 15, 7, 0, 0, "▒", ":" },
	[STYLE_BOOST] = { 135, 5, 5, 0, PAINT_BOLD, "░", "^" },
	[STYLE_ERROR] = { 231, 15, 1, PAINT_BOLD | PAINT_REVERSE, PAINT_REVERSE, "!", "!" },
	[STYLE_KEY] = { 255, 15, 7, PAINT_BOLD, PAINT_BOLD, " ", " " },
};

uint32_t palette_rgb(unsigned colour)
{
	static const uint8_t level[] = { 0, 95, 135, 175, 215, 255 };
	unsigned cube = colour - 16, grey = 8 + 10 * (colour - 232);

	if (colour < 16 || colour > 255)
		return 0;
	if (colour >= 232)
		return grey << 16 | grey << 8 | grey;
	return (uint32_t)level[cube / 36] << 16 | (uint32_t)level[cube / 6 % 6] << 8 |
	       level[cube % 6];
}

struct paint palette_paint(enum colour_depth depth, enum style style)
{
	const struct look *l = &look[style];
	struct paint p = { COLOUR_DEFAULT, l->attributes };

	switch (depth) {
	case COLOURS_8:
		p.foreground = l->of_8;
		break;
	case COLOURS_16:
		p.foreground = l->of_16;
		break;
	case COLOURS_256:
		p.foreground = l->colour;
		break;
	case COLOURS_TRUE:
		p.foreground =
			l->colour < 0 ? COLOUR_DEFAULT : (int32_t)palette_rgb((unsigned)l->colour);
		break;
	default:
		p.attributes = l->mono;
		break;
	}
	return p;
}

bool style_is_state(enum style style)
{
	return style >= STYLE_PASS && style <= STYLE_ERROR;
}

const char *style_marker(enum style style, bool ascii)
{
	return ascii ? look[style].ascii : look[style].marker;
}
