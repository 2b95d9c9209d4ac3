/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * app.h - the program on the screen, without a screen: keys in, cells out.
 *
 * It knows no terminal and no clock; curses.c, plain.c and tests feed it and show what it draws.
 */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "tui/canvas.h"
#include "tui/menu.h"
#include "tui/model.h"

struct app;

struct app_options {
	struct world *(*load)(void *self, const char *path, const struct kernel **k,
			      struct diag *d);
	bool (*save)(void *self, const char *path, const struct world *w, const struct kernel *k,
		     struct diag *d);
	bool (*reported)(const char *path, char *out, size_t size);     /* as in model_options */
	bool (*is_trace)(const char *path);     /* and to read one: as in struct model_options */
	bool (*trace)(void *self, const char *path, struct sink to, struct model_trace *told,
		      struct diag *d);
	void *self;
	const char *this_machine;       /* its /proc, for the menu; NULL: it cannot be read */
	const char *data_directory;     /* of lessons; NULL: there are none */
	const char *record;             /* the file to record to, or NULL: the usual place */
	bool no_record;
	uint64_t seed;                  /* of the numbers that vary; 0: those of the text */
	learnt_fn *learnt;              /* keeps what was learnt, or NULL */
	how_far_fn *how_far;            /* tells of it in the menu, or NULL */
	void *learnt_self;              /* of both */
	bool ascii;
};

/* All in o is lent. Begins on the menu. NULL when memory is short. */
struct app *app_new(const struct app_options *o);
void app_free(struct app *a);

/*
 * Opens a lesson, a recording or a state by the end of its name, or a trace. False with *d filled;
 * *machine_failed says whose fault it is. follow: a recording that goes on growing.
 */
bool app_open(struct app *a, const char *path, bool follow, struct diag *d, bool *machine_failed);

void app_resize(struct app *a, int h, int w);
void app_press(struct app *a, int key);

/*
 * A click there, or with PRESS_WHEEL_UP or PRESS_WHEEL_DOWN a turn of the wheel: the pane or
 * the row of the menu that is there has the focus. A click on the row that has it opens it.
 */
void app_point(struct app *a, int y, int x, int wheel);

/* Time has passed. Returns the milliseconds until the next call, or -1: there is nothing to do. */
int app_tick(struct app *a, int milliseconds);

/* A verb or a statement, as typed behind `:`. False if it was wrong: app_notice() says why. */
bool app_command(struct app *a, const char *text);
const char *app_notice(const struct app *a);

/* The text that is open over the panes, or NULL; any key but those that scroll closes it. */
const char *app_page(const struct app *a);

/* Lent until the next call. Never NULL once app_resize() worked; NULL: no memory for one. */
const struct canvas *app_draw(struct app *a);

/* Who is asked, while a statement goes on, whether to stop it; it may draw, and nothing else. */
void app_stop_by(struct app *a, stop_fn *stop, void *self);

/* What was drawn last, with how many events the statement that goes on has made. As app_draw(). */
const struct canvas *app_draw_busy(struct app *a, uint64_t events);

bool app_quits(const struct app *a);
/* True once after Ctrl-L: everything should be drawn anew. */
bool app_wants_redraw(struct app *a);

/* What is open, or NULL on the menu. */
struct model *app_model(struct app *a);

#endif
