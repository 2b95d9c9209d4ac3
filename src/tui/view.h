/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * view.h - what there is to see: the model that every pane draws from.
 *
 * A session, live or recorded, is a tape of events over a world. The cursor stands behind the event
 * that happened last; `seen` is the world there. Nothing behind the cursor is in the view, so no
 * pane can show a step's future.
 */
#ifndef TUI_VIEW_H
#define TUI_VIEW_H

#include "core/kernels.h"
#include "core/traced.h"
#include "core/tape.h"
#include "core/world.h"
#include "tui/canvas.h"

/* The request under the cursor: its events so far, the last one being the step just made. */
struct view_request {
	const struct event *event;
	size_t n;
	const char *text;               /* the statement as it was typed, or NULL */
};

struct view {
	const struct kernel *kernel;
	const struct world *seen;
	const struct event *here;       /* the step just made, or NULL at the beginning */
	struct view_request request;
	uint64_t at, end;               /* events behind and in all; end is what is known so far */
	zid_t zone;                     /* the zone looked at; NO_ZONE: the one of the last event */
	const char *lesson;             /* prose now shown, or NULL */
	bool answers;                   /* no lesson is read: it is what statements answered */
	const char *block;              /* the statements to run next, or NULL */
	const char *branch;
	const char *notice;             /* one line for the status bar, or NULL */
	const struct traced_tally *traced;      /* of a trace without a state; else NULL */
	size_t stepped;                 /* events of the request the last step made; 0 means 1 */
};

/* Each draws one pane into `at`, and the cursor row if it has the focus. scroll is in rows. */
struct pane_state {
	bool focused;
	int scroll, row;
	int *scrolled;                  /* gets scroll, as far as there is something; or NULL */
	int *below, *page;              /* get the rows hidden below, and those drawn; or NULL */
	const char *filter;             /* event log: only lines that hold this; NULL: all */
};
typedef void pane_fn(struct canvas *c, struct rect at, const struct view *v,
		     const struct pane_state *s);

pane_fn pane_request, pane_ladder, pane_free_area, pane_watermark, pane_pcp, pane_zonelist,
	pane_events, pane_lesson;

/* The bottom line, and the help screen that is made from the table of keys. */
void draw_status(struct canvas *c, struct rect at, const struct view *v);

#endif
