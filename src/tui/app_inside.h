/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * app_inside.h - the inside of an app, for the files that make it.
 */
#ifndef TUI_APP_INSIDE_H
#define TUI_APP_INSIDE_H

#include "tui/app.h"
#include "tui/breaks.h"
#include "tui/keys.h"
#include "tui/menu.h"
#include "tui/prompt.h"
#include "tui/tree.h"

enum pane {
	PANE_REQUEST, PANE_LADDER, PANE_FREE_AREA, PANE_WATERMARK,
	PANE_PCP, PANE_ZONELIST, PANE_EVENTS, PANE_LESSON, NR_PANES
};

enum asking { ASKING_NOTHING, ASKING_COMMAND, ASKING_SEARCH, ASKING_FILTER, ASKING_BREAK };

enum { NOTICE_MAX = 300, SEARCH_MAX = 120, DISPLAYS = 8 };

/* A text over the panes. */
struct overlay {
	char *text;             /* NULL: closed */
	const char *title;
	int scroll;
	bool more;              /* below what is drawn */
};

struct app {
	struct app_options o;
	struct canvas *canvas;
	int h, w;

	struct menu *menu;
	int menu_row;

	struct model *model;            /* NULL: on the menu */
	struct record *record;          /* of what runs; or NULL */
	char *title;                    /* what is open */
	size_t session;                 /* of a recording, from 1; 0: its last */

	enum pane focus, lower;
	enum pane beside;               /* in the lesson's place while a request is stepped */
	int unread, page;               /* rows of the lesson: below those drawn; drawn */
	unsigned count;                 /* typed before a key */
	struct pane_state pane[NR_PANES];
	struct rect at[NR_PANES];       /* as drawn last; without rows: not shown */
	size_t stepped;
	int pace, waited;               /* milliseconds a step, and since the last */
	int follow_waited;
	enum asking asking;

	struct breaks breaks;
	size_t nr_displays;
	struct overlay overlay;
	char display[DISPLAYS][BREAK_TEXT];
	char search[SEARCH_MAX];
	char filter[SEARCH_MAX];        /* of the event log; "": all */
	char notice[NOTICE_MAX];
	zid_t zone;                     /* that was chosen to be looked at, or NO_ZONE */
	bool follow, playing;
	stop_fn *stop;                  /* or NULL */
	void *stop_self;
	bool quits, redraw;
	bool to_menu;           /* close what is open */
};

/* ---- app.c ---- */

void app_say(struct app *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* ---- open.c ---- */

void app_close(struct app *a);
/* The recording that is open, at another of its sessions. False with *d filled. */
bool app_open_session(struct app *a, size_t session, struct diag *d);

/* ---- acts.c: what the actions do ---- */

void app_act(struct app *a, enum action action);
bool app_branch(struct app *a, const char *name);
void app_turn_to(struct app *a);
/* Shows only events that hold this text; "": all of them. */
void app_filter(struct app *a, const char *text);

/* ---- moves.c: the cursor's ways ---- */

/* What the cursor went over since `before` was one step; panes follow it again. */
void moves_done(struct app *a, uint64_t before);
void moves_end(struct app *a, bool back);
/* What leads on, where there is no further event to step to. */
const char *moves_way_on(const struct app *a);
void moves_by(struct app *a, bool (*verb)(struct tape *t), bool back);
void moves_finish(struct app *a, bool back);
void moves_run(struct app *a, bool back);
bool moves_find(struct app *a, bool back, tape_predicate *wanted, void *self, const char *what);
bool app_search(struct app *a, bool back);
bool app_goto(struct app *a, uint64_t place);
/* To where a check refused its zone, or the zone had no block after all. */
void moves_to_refusal(struct app *a, bool back);
tape_predicate move_is_request, move_is_split;

/* ---- verbs.c: what is typed ---- */

/* The i-th verb that is no key's; NULL behind the last. */
const char *verb_name(size_t i);

/* ---- complete.c ---- */

/* For typed.h's complete. */
char **app_complete(void *self, const char *line, size_t start, const char *word, bool *files);

/* ---- overlay.c: texts over the panes ---- */

void overlay_close(struct app *a);
void overlay_help(struct app *a);
void overlay_why(struct app *a);
void overlay_branches(struct app *a);
void overlay_info(struct app *a);
void overlay_draw(struct app *a, struct rect at);
void overlay_scroll(struct app *a, int rows);
/* Shows text, which it takes over; title is lent. */
void overlay_show(struct app *a, char *text, const char *title);

/* ---- comparing.c: the session on another kernel ---- */

bool comparing_show(struct app *a, const char *kernel);

/* ---- layout.c ---- */

void layout_draw(struct app *a);
/* The last row alone, while a statement goes on. */
void layout_draw_busy(struct app *a, uint64_t events);
/* The pane at the bottom; whether it stands in for a lesson that waits for what is stepped. */
enum pane layout_lower(const struct app *a);
bool layout_beside(const struct app *a);
/* All but the last row. */
struct rect layout_room(const struct app *a);
/* The pane that follows this one, of those that are shown or can be. */
enum pane layout_next(const struct app *a, enum pane from, int step);

#endif
