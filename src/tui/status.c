/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status.c - the bottom line: where the cursor is, and which keys come next.
 *
 * What does not fit is left out whole, the least important first.
 */
#include "view.h"

#include <inttypes.h>
#include <stdio.h>

#include "tui/pane.h"

enum { NR_PARTS = 7, GAP = 2 };

/* In the order in which they stand. */
struct part {
	char text[200];
	enum style style;
	int weight;             /* the lightest is left out first; 0: it is empty */
};

static int width_of(const struct part *parts)
{
	int width = 0;

	for (int i = 0; i < NR_PARTS; i++)
		if (parts[i].weight)
			width += text_width(parts[i].text) + GAP;
	return width ? width - GAP : 0;
}

static bool leave_out_lightest(struct part *parts)
{
	struct part *lightest = NULL;
	int left = 0;

	for (int i = 0; i < NR_PARTS; i++) {
		left += parts[i].weight != 0;
		if (parts[i].weight && (!lightest || parts[i].weight < lightest->weight))
			lightest = &parts[i];
	}
	if (left <= 1)
		return false;
	lightest->weight = 0;
	return true;
}

static void fill_parts(const struct view *v, struct part parts[NR_PARTS])
{
	parts[0] = (struct part){ .style = STYLE_TITLE, .weight = 9 };
	snprintf(parts[0].text, sizeof parts[0].text, "%" PRIu64 "/%" PRIu64, v->at, v->end);
	if (v->request.n) {
		parts[1] = (struct part){ .weight = 6 };
		snprintf(parts[1].text, sizeof parts[1].text, "request %" PRIu32,
			 v->request.event[0].request);
	}
	if (v->request.n && !v->traced) {
		parts[3] = (struct part){ .weight = 5 };
		zone_words(v->seen, view_zone(v), parts[3].text, sizeof parts[3].text);
	}
	parts[2] = (struct part){ .weight = 3 };
	snprintf(parts[2].text, sizeof parts[2].text, "kernel %s", v->kernel->name);
	if (v->branch) {
		parts[4] = (struct part){ .weight = 2 };
		snprintf(parts[4].text, sizeof parts[4].text, "branch %.60s", v->branch);
	}
	if (v->traced)
		parts[5] = (struct part){ .text = "trace alone", .weight = 7 };
	else if (v->seen->setting[SET_SYNTHESISED])
		parts[5] = (struct part){ .text = "synthesised", .weight = 7 };
	parts[6] = (struct part){ .text = "s step  S back  w why  ? help  q quit",
				  .style = STYLE_KEY, .weight = 4 };
	if (v->notice) {
		parts[6] = (struct part){ .style = STYLE_TITLE, .weight = 8 };
		snprintf(parts[6].text, sizeof parts[6].text, "%s", v->notice);
	}
}

void draw_status(struct canvas *c, struct rect at, const struct view *v)
{
	struct part parts[NR_PARTS] = { { .weight = 0 } };
	int x = at.x, last = NR_PARTS - 1;

	canvas_fill(c, at, STYLE_PLAIN, " ", ' ');
	fill_parts(v, parts);
	if (!v->notice && width_of(parts) > at.w)       /* fewer keys, but how to get out */
		snprintf(parts[last].text, sizeof parts[last].text, "? help  q quit");
	while (width_of(parts) > at.w && leave_out_lightest(parts))
		;
	for (int i = 0; i < NR_PARTS; i++) {
		int w = text_width(parts[i].text);

		if (!parts[i].weight)
			continue;
		if (i == last && !v->notice && x < at.x + at.w - w)
			x = at.x + at.w - w;
		put_cut(c, at, at.y, x, parts[i].style, parts[i].text);
		x += w + GAP;
	}
}
