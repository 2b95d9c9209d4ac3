/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grapheme.c - UTF-8 to graphemes, and lines of graphemes.
 *
 * Widths are libc's, so they are those of the terminal's locale; what libc cannot place there is
 * '?'. The joiner of emoji is dropped, since terminals disagree about the width of what it joins.
 */
#include "grapheme.h"

#include <string.h>
#include <wchar.h>

enum { BAD = -1, ZERO_WIDTH_JOINER = 0x200d };

/* One code point; its bytes in *n. BAD, of one byte, for what is no UTF-8. */
static int32_t decode(const char *text, size_t *n)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t len = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	static const int32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	int32_t c;

	*n = 1;
	if (len == 0 || s[0] > 0xf4)
		return BAD;
	if (len == 1)
		return s[0];
	c = s[0] & (0x7f >> len);
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return BAD;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return BAD;
	*n = len;
	return c;
}

/* Characters that change how others are laid out: never sent on. */
static bool is_layout(int32_t c)
{
	return (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0x061c || c == 0xfeff || c >= 0xe0000;
}

/* Columns of a code point: 0 for a combining one, -1 for one that may not be shown. */
static int columns_of(int32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0) || is_layout(c))
		return -1;
	return c < 0x7f ? 1 : wcwidth((wchar_t)c);
}

static void append(struct grapheme *g, const char *text, size_t n)
{
	size_t at = strlen(g->text);

	if (at + n < sizeof g->text)
		memcpy(g->text + at, text, n);
}

/* The combining characters that follow; a joiner is read and left out. */
static void add_combining(struct grapheme *g, const char *text)
{
	for (;;) {
		size_t n;
		int32_t c = decode(text + g->bytes, &n);

		if (c == 0 || c == BAD || columns_of(c) != 0)
			return;
		if (c != ZERO_WIDTH_JOINER)
			append(g, text + g->bytes, n);
		g->bytes += n;
	}
}

struct grapheme grapheme_next(const char *text)
{
	struct grapheme g = { .width = 1 };
	int32_t c;
	int columns;

	if (!*text)
		return g;
	c = decode(text, &g.bytes);
	columns = columns_of(c);
	if (columns < 0) {
		append(&g, "?", 1);
		return g;
	}
	if (columns == 0)
		append(&g, " ", 1);             /* nothing to combine with */
	if (c != ZERO_WIDTH_JOINER)
		append(&g, text, g.bytes);
	if (columns == 2)
		g.width = 2;
	add_combining(&g, text);
	return g;
}

int text_width(const char *text)
{
	int width = 0;

	for (struct grapheme g = grapheme_next(text); g.bytes; g = grapheme_next(text)) {
		width += g.width;
		text += g.bytes;
	}
	return width;
}

size_t text_line(const char *text, int columns, size_t *next)
{
	size_t at = 0, end = 0, resume = 0;     /* the last place where the line may end */
	int used = 0;
	bool indent = true;                     /* blanks that a line begins with stay */

	while (text[at] && text[at] != '\n') {
		struct grapheme g = grapheme_next(text + at);
		bool space = text[at] == ' ';

		if (used + g.width > columns && at) {
			if (!resume || space)
				end = resume = at;
			for (; text[resume] == ' '; resume++)
				;
			*next = resume;
			return end;
		}
		if (!indent && (space || g.width == 2))
			end = resume = at;
		indent = indent && space;
		used += g.width;
		at += g.bytes;
		if (g.width == 2)
			end = resume = at;
	}
	*next = at + (text[at] == '\n');
	return at;
}
