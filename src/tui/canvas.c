/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * canvas.c - writing graphemes into cells, never outside of what was given.
 *
 * A wide grapheme holds two cells. Whoever writes over one half of it leaves a blank in the other,
 * so that every row always adds up to the canvas's width.
 */
#include "canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/grapheme.h"

/* One letter a style, for golden screens. */
static const char style_letter[NR_STYLES] = {
	[STYLE_PLAIN] = '.',   [STYLE_DIM] = 'd',      [STYLE_TITLE] = 'T', [STYLE_FRAME] = 'f',
	[STYLE_FOCUS] = 'F',   [STYLE_SELECTED] = 'S', [STYLE_PASS] = '+',  [STYLE_SKIP] = 'x',
	[STYLE_TAKE] = '*',    [STYLE_RETRY] = '<',    [STYLE_SLEEP] = 'z', [STYLE_ADDED] = '>',
	[STYLE_REMOVED] = '-', [STYLE_FREE] = '#',     [STYLE_MARK] = '|',  [STYLE_RESERVE] = ':',
	[STYLE_BOOST] = '^',   [STYLE_ERROR] = '!',    [STYLE_KEY] = 'k',
};

static struct cell *cell_at(struct canvas *c, int y, int x)
{
	return &c->cell[(size_t)y * (size_t)c->w + (size_t)x];
}

static const struct cell blank = { .text = " ", .style = STYLE_PLAIN, .width = 1 };

struct canvas *canvas_new(int h, int w, bool ascii)
{
	struct canvas *c;

	if (h < 1 || w < 1)
		return NULL;
	c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	*c = (struct canvas){ .h = h, .w = w, .ascii = ascii };
	c->cell = calloc((size_t)h * (size_t)w, sizeof *c->cell);
	if (!c->cell) {
		free(c);
		return NULL;
	}
	canvas_clear(c);
	return c;
}

void canvas_free(struct canvas *c)
{
	if (c)
		free(c->cell);
	free(c);
}

void canvas_clear(struct canvas *c)
{
	for (int i = 0; i < c->h * c->w; i++)
		c->cell[i] = blank;
	c->cursor_y = c->cursor_x = -1;
}

/* The part of r that is on the canvas; h or w is 0 if there is none. */
static struct rect on_canvas(const struct canvas *c, struct rect r)
{
	int bottom = r.h < c->h - r.y ? r.y + r.h : c->h;
	int right = r.w < c->w - r.x ? r.x + r.w : c->w;

	if (r.h <= 0 || r.w <= 0 || r.y >= c->h || r.x >= c->w)
		return (struct rect){ 0 };
	r.y = r.y > 0 ? r.y : 0;
	r.x = r.x > 0 ? r.x : 0;
	r.h = bottom > r.y ? bottom - r.y : 0;
	r.w = right > r.x ? right - r.x : 0;
	return r;
}

/* Writes one grapheme; what is left of wide ones that it cuts in two becomes blank. */
static void put(struct canvas *c, int y, int x, enum style style, const struct grapheme *g)
{
	struct cell *at = cell_at(c, y, x);

	if (at->width == 0 && x > 0)
		at[-1] = (struct cell){ .text = " ", .style = at[-1].style, .width = 1 };
	if (x + g->width < c->w && at[g->width].width == 0)
		at[g->width] = (struct cell){ .text = " ", .style = at->style, .width = 1 };
	memset(at, 0, sizeof *at * (size_t)g->width);
	memcpy(at->text, g->text, sizeof at->text);
	at->style = (uint8_t)style;
	at->width = (uint8_t)g->width;
	if (g->width == 2)
		at[1].style = (uint8_t)style;
}

int canvas_text(struct canvas *c, struct rect clip, int y, int x, enum style style,
		const char *text)
{
	const struct grapheme space = { .width = 1, .text = " " };
	struct rect in = on_canvas(c, clip);
	bool visible = in.w > 0 && y >= in.y && y < in.y + in.h;
	int right = visible ? in.x + in.w : c->w;

	for (; *text && x < right;) {
		struct grapheme g = grapheme_next(text);

		text += g.bytes;
		if (visible && x >= in.x && x + g.width <= right)
			put(c, y, x, style, &g);
		else if (visible && g.width == 2)       /* half of it is outside */
			put(c, y, x < in.x ? in.x : x, style, &space);
		x += g.width;
	}
	return x < right ? x : right;
}

int canvas_printf(struct canvas *c, struct rect clip, int y, int x, enum style style,
		  const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return canvas_text(c, clip, y, x, style, text);
}

void canvas_fill(struct canvas *c, struct rect r, enum style style, const char *utf8, char ascii)
{
	struct grapheme g = { .width = 1 };
	struct rect in = on_canvas(c, r);

	snprintf(g.text, sizeof g.text, "%s", c->ascii ? (char[]){ ascii, '\0' } : utf8);
	for (int y = in.y; y < in.y + in.h; y++)
		for (int x = in.x; x < in.x + in.w; x++)
			put(c, y, x, style, &g);
}

/* ---- frames ---- */

struct line_set {
	const char *across, *down, *corner[4];
	char across_ascii;
};
static const struct line_set plain_lines = { "─", "│", { "┌", "┐", "└", "┘" }, '-' };
static const struct line_set focus_lines = { "═", "│", { "╒", "╕", "└", "┘" }, '=' };

/* "Zonelist: zones in the order tried" where there is room, else "Zonelist". */
static void draw_title(struct canvas *c, struct rect r, const char *title, enum style style)
{
	struct rect clip = { r.y, r.x + 2, 1, r.w - 4 };
	const char *more = strstr(title, ": ");
	char part[100];
	int end;

	if (clip.w < 1 || !*title)
		return;
	if (more && text_width(title) + 1 > clip.w && (size_t)(more - title) < sizeof part) {
		snprintf(part, sizeof part, "%.*s", (int)(more - title), title);
		title = part;
	}
	end = canvas_text(c, clip, r.y, clip.x, style, " ");
	end = canvas_text(c, clip, r.y, end, style, title);
	if (text_width(title) + 1 > clip.w)
		canvas_text(c, clip, r.y, clip.x + clip.w - 1, style, c->ascii ? "~" : "…");
	else
		canvas_text(c, clip, r.y, end, style, " ");
}

struct rect canvas_frame(struct canvas *c, struct rect r, const char *title, bool focused)
{
	const struct line_set *l = focused ? &focus_lines : &plain_lines;
	enum style style = focused ? STYLE_FOCUS : STYLE_FRAME;
	int bottom = r.y + r.h - 1, right = r.x + r.w - 1;

	if (r.h < 3 || r.w < 4)
		return r;
	canvas_fill(c, (struct rect){ r.y, r.x, 1, r.w }, style, l->across, l->across_ascii);
	canvas_fill(c, (struct rect){ bottom, r.x, 1, r.w }, style, plain_lines.across, '-');
	canvas_fill(c, (struct rect){ r.y, r.x, r.h, 1 }, style, l->down, '|');
	canvas_fill(c, (struct rect){ r.y, right, r.h, 1 }, style, l->down, '|');
	for (int i = 0; i < 4; i++)
		canvas_fill(c, (struct rect){ i < 2 ? r.y : bottom, i & 1 ? right : r.x, 1, 1 },
			    style, l->corner[i], '+');
	draw_title(c, r, title, focused ? STYLE_FOCUS : STYLE_TITLE);
	return (struct rect){ r.y + 1, r.x + 1, r.h - 2, r.w - 2 };
}

/* ---- as text ---- */

static int last_cell(const struct canvas *c, int y, bool styles)
{
	int x = c->w;

	while (x > 0) {
		const struct cell *at = &c->cell[(size_t)y * (size_t)c->w + (size_t)x - 1];

		if (styles ? at->style != STYLE_PLAIN : strcmp(at->text, " ") != 0)
			break;
		x--;
	}
	return x;
}

char *canvas_dump(const struct canvas *c, bool with_styles)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	for (int block = 0, blocks = with_styles ? 2 : 1; block < blocks; block++)
		for (int y = 0; y < c->h; y++) {
			int end = last_cell(c, y, block);

			for (int x = 0; x < end; x++) {
				const struct cell *at =
					&c->cell[(size_t)y * (size_t)c->w + (size_t)x];

				if (block)
					putc(style_letter[at->style], f);
				else
					fputs(at->text, f);
			}
			putc('\n', f);
		}
	if (fclose(f) == 0)
		return text;
	free(text);
	return NULL;
}
