/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pane.h - what panes share: where the view looks, rows that scroll, lines that are cut.
 */
#ifndef TUI_PANE_H
#define TUI_PANE_H

#include "core/words.h"
#include "tui/palette.h"
#include "tui/view.h"

/* ---- where the view looks ---- */

/* The zone looked at: the one chosen, else that of the last event of the request that has one. */
zid_t view_zone(const struct view *v);

/* The last event of this kind in the request so far, or NULL. */
const struct event *view_last(const struct view *v, enum event_kind kind);

/* The zonelist that the request walks, and whose it is. */
struct view_zonelist {
	unsigned node;
	int kind;                       /* ZONELIST_FALLBACK or ZONELIST_NOFALLBACK */
	const struct zonelist *list;
};
struct view_zonelist view_zonelist(const struct view *v);

/* The zone index whose lowmem_reserve counts for the attempt; -1 before the first attempt. */
int view_class_zoneidx(const struct view *v);

/* The first event of the step just made: the last one of the request if the view does not say. */
size_t view_step_begins(const struct view *v);

struct speaker view_speaker(const struct view *v);

/* "Normal", or "0 Normal" where there are several nodes. */
struct zone_label {
	char text[32];
};
struct zone_label zone_label(const struct world *w, zid_t zone);

/* Is this event a change to a list that adds (STYLE_ADDED), removes (STYLE_REMOVED), or neither? */
enum style event_change(const struct event *e);

/* ---- rows that scroll ---- */

/*
 * Rows drawn one after the other, twice: once without a canvas to count them and to find the item
 * that must stay in sight, and once for good. In the first pass `clip` is empty.
 */
struct roll {
	struct canvas *c;
	struct rect clip;
	int y;                  /* of the next row */
	int rows;               /* so far */
	int item;               /* which of them is the pane's item; -1: none yet */
	int item_end;           /* the row behind it, if it has several */
};

typedef void roll_fn(struct roll *r, const void *self);

/* Begins a row; returns its y. */
int roll_row(struct roll *r);

/* The row that begins next is the item: what the pane is about now. */
void roll_item(struct roll *r);

/* The item's last row has been drawn; without this it has one. */
void roll_item_ends(struct roll *r);

/* Will a row at y be seen? What it says need not be worked out if not. */
bool roll_sees(const struct roll *r, int y);

/* How many rows there are when drawn this wide. */
int roll_count(const struct canvas *c, struct rect inside, roll_fn *draw, const void *self);

/*
 * Draws them inside a frame around `at`, with the item in sight, and then moved by s->scroll rows
 * (positive: further down). With the focus, the row s->row away from the item is selected and the
 * hardware cursor rests on it. Rows that do not fit are counted in the frame.
 */
void roll_draw(struct canvas *c, struct rect at, const char *title, const struct pane_state *s,
	       roll_fn *draw, const void *self);

/* ---- lines ---- */

/* Text on one row, up to the clip's right edge; what does not fit ends in an ellipsis. */
/* Nothing, if it does not fit whole. */
void put_whole(struct canvas *c, struct rect clip, int y, int x, enum style style,
	       const char *text);
int put_cut(struct canvas *c, struct rect clip, int y, int x, enum style style, const char *text);

/* The same, laid out in lines between x and the right edge, each on a row of its own but the
 * first, which goes on row y. */
void put_wrapped(struct roll *r, int y, int x, enum style style, const char *text);

/* A state's character in its own style. */
void put_marker(struct canvas *c, struct rect clip, int y, int x, enum style style);

/* Typographic characters, or what stands for them in ASCII. */
const char *arrow(const struct canvas *c);      /* "→" */
const char *dots(const struct canvas *c);       /* "…" */

#endif
