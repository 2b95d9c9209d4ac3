/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pane_lesson.c - the prose of a lesson, wrapped, and below it what it would run next.
 */
#include "view.h"

#include <stdio.h>
#include <string.h>

#include "tui/grapheme.h"
#include "tui/pane.h"

/* Headings and what was run stand out; the marks of a heading go. */
static enum style paragraph_style(const char **text)
{
	size_t level = strspn(*text, "#");

	if (level && (*text)[level] == ' ') {
		*text += level + 1;
		return STYLE_TITLE;
	}
	return strncmp(*text, "> ", 2) == 0 ? STYLE_KEY : STYLE_PLAIN;
}

static void draw_prose(struct roll *r, const void *self)
{
	const struct view *v = self;
	const char *text = v->lesson ? v->lesson : "No lesson is open.";
	enum style style = paragraph_style(&text);

	while (*text) {
		size_t next, n = text_line(text, r->clip.w, &next);
		int y = roll_row(r);

		if (roll_sees(r, y)) {
			char line[2 * WORDS_MAX];

			snprintf(line, sizeof line, "%.*s",
				 (int)(n < sizeof line ? n : sizeof line - 1), text);
			canvas_text(r->c, r->clip, y, r->clip.x, style, line);
		}
		text += next;
		if (next && text[-1] == '\n')
			style = paragraph_style(&text);
	}
}

/* The statements to run next, one a row. */
static void draw_block(struct roll *r, const void *self)
{
	const char *text = self;

	while (*text) {
		size_t n = strcspn(text, "\n");
		char line[WORDS_MAX];
		int y = roll_row(r);

		snprintf(line, sizeof line, "%.*s", (int)(n < sizeof line ? n : sizeof line - 1),
			 text);
		put_cut(r->c, r->clip, y, r->clip.x + 1, STYLE_KEY, line);
		text += n + (text[n] == '\n');
	}
}

void pane_lesson(struct canvas *c, struct rect at, const struct view *v,
		 const struct pane_state *s)
{
	const struct pane_state still = { .focused = false };
	struct rect below = { at.y, at.x + 1, 0, at.w - 2 };
	int rows;

	if (v->block && *v->block) {
		rows = roll_count(c, below, draw_block, v->block) + 2;
		below.h = rows > at.h / 2 ? at.h / 2 : rows;
	}
	if (below.h < 3)
		below.h = 0;
	at.h -= below.h;
	roll_draw(c, at, v->answers ? "Text: what was answered" : "Lesson: what to look at", s,
		  draw_prose, v);
	if (below.h)
		roll_draw(c, (struct rect){ at.y + at.h, at.x, below.h, at.w }, "Runs next", &still,
			  draw_block, v->block);
}
