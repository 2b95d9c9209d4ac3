/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * app.c - what is open, who gets the next key, what passing time does.
 *
 * A key goes to the typed line if one is open, else to the text over the panes, the menu, or the
 * session.
 */
#include "app.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "app_inside.h"

enum { PACE_START = 300, FOLLOW_MS = 500, COUNT_MOST = 100000000 };

void app_say(struct app *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(a->notice, sizeof a->notice, fmt, ap);
	va_end(ap);
}

const char *app_notice(const struct app *a)
{
	return a->notice;
}

static struct menu *new_menu(const struct app_options *o)
{
	const struct menu_places p = { .data = o->data_directory, .proc = o->this_machine,
				       .how_far = o->how_far, .self = o->learnt_self };

	return menu_new(&p);
}

struct app *app_new(const struct app_options *o)
{
	struct app *a = calloc(1, sizeof *a);

	if (!a)
		return NULL;
	a->o = *o;
	a->pace = PACE_START;
	a->zone = NO_ZONE;
	a->focus = PANE_LADDER;
	a->lower = PANE_EVENTS;
	a->beside = PANE_PCP;
	a->menu = new_menu(o);
	if (a->menu)
		return a;
	free(a);
	return NULL;
}

void app_free(struct app *a)
{
	if (!a)
		return;
	prompt_cancel();
	app_close(a);
	overlay_close(a);
	menu_free(a->menu);
	canvas_free(a->canvas);
	free(a);
}

const char *app_page(const struct app *a)
{
	return a->overlay.text;
}

struct model *app_model(struct app *a)
{
	return a->model;
}

bool app_quits(const struct app *a)
{
	return a->quits;
}

bool app_wants_redraw(struct app *a)
{
	bool wanted = a->redraw;

	a->redraw = false;
	return wanted;
}

/* ---- the menu ---- */

static void menu_open(struct app *a)
{
	const char *path = menu_path(a->menu, a->menu_row);
	struct diag d = { .file = NULL };
	bool machine_failed;
	char *copy = path ? strdup(path) : NULL;

	if (copy && !app_open(a, copy, false, &d, &machine_failed))
		app_say(a, "%s", d.message);
	free(copy);
}

static void menu_act(struct app *a, enum action action)
{
	int last = menu_rows(a->menu) - 1;

	switch (action) {
	case ACTION_UP:
		a->menu_row -= a->menu_row > 0;
		break;
	case ACTION_DOWN:
		a->menu_row += a->menu_row < last;
		break;
	case ACTION_START:
	case ACTION_PAGE_UP:
		a->menu_row = 0;
		break;
	case ACTION_GOTO:
	case ACTION_PAGE_DOWN:
		a->menu_row = last > 0 ? last : 0;
		break;
	case ACTION_ENTER:
	case ACTION_STEP:
		menu_open(a);
		break;
	case ACTION_HELP:
	case ACTION_QUIT:
	case ACTION_REDRAW:
	case ACTION_COMMAND:
		app_act(a, action);
		break;
	default:
		break;
	}
}

/* ---- keys ---- */

static void line_typed(struct app *a, const char *line)
{
	char command[BREAK_TEXT + 8];

	switch (a->asking) {
	case ASKING_SEARCH:
		if (*line)
			snprintf(a->search, sizeof a->search, "%s", line);
		app_search(a, false);
		break;
	case ASKING_FILTER:
		app_filter(a, line);
		break;
	case ASKING_BREAK:
		if (snprintf(command, sizeof command, "break %s", line) < (int)sizeof command)
			app_command(a, command);
		else
			app_say(a, "that is too long for a breakpoint");
		break;
	default:
		app_command(a, line);
	}
}

static void press_prompt(struct app *a, int press)
{
	char *line;

	switch (prompt_press(press)) {
	case PROMPT_DONE:
		line = strdup(prompt_line());
		if (line)
			line_typed(a, line);
		free(line);
		break;
	case PROMPT_CANCELLED:
		break;
	default:
		return;
	}
	a->asking = ASKING_NOTHING;
}

/* Keys while a text is open: to move in it, to close it. */
static void press_overlay(struct app *a, enum action action)
{
	int page = a->h > 4 ? a->h - 4 : 1;

	switch (action) {
	case ACTION_UP:
		overlay_scroll(a, -1);
		break;
	case ACTION_ENTER:
		if (!a->overlay.more) {
			overlay_close(a);
			break;
		}
		overlay_scroll(a, 1);
		break;
	case ACTION_DOWN:
		overlay_scroll(a, 1);
		break;
	case ACTION_PAGE_UP:
		overlay_scroll(a, -page);
		break;
	case ACTION_PAGE_DOWN:
	case ACTION_PLAY:
		overlay_scroll(a, page);
		break;
	default:
		overlay_close(a);
	}
}

/* Choices that are numbers are not chosen by number. */
static bool has_numbers(const struct question *q)
{
	for (unsigned i = 0; i < q->nr_choices; i++)
		if (strspn(q->choice[i], "-0123456789") == strlen(q->choice[i]))
			return true;
	return false;
}

/* The letter of an answer, or its number, while a question waits. */
static bool press_answer(struct app *a, int press)
{
	const struct question *q = a->model ? model_question(a->model) : NULL;
	bool digit = press >= '1' && press <= '9';
	unsigned choice = (unsigned)(digit ? press - '1' : press - 'a');
	struct diag d;

	if (!q || (!digit && (press < 'a' || press > 'z')))
		return false;
	if (digit && (has_numbers(q) || choice >= q->nr_choices)) {
		app_say(a, "press the letter of your answer, a to %c",
			'a' + (int)q->nr_choices - 1);
		return true;
	}
	if (choice >= q->nr_choices)
		return false;
	if (!model_answer(a->model, choice, &d) && d.message[0])
		app_say(a, "%s", d.message);
	a->stepped = 0;
	app_turn_to(a);
	return true;
}

static bool press_digit(struct app *a, int press)
{
	if (press < '0' || press > '9' || (press == '0' && !a->count))
		return false;
	if (a->count <= COUNT_MOST)
		a->count = a->count * 10 + (unsigned)(press - '0');
	app_say(a, "%u", a->count);
	return true;
}

static void press(struct app *a, int key)
{
	enum action action = key_action(key);

	if (prompt_is_open() && a->asking != ASKING_NOTHING) {
		press_prompt(a, key);
		return;
	}
	if (a->overlay.text) {
		press_overlay(a, action);
		return;
	}
	a->notice[0] = '\0';
	if (press_answer(a, key) || (a->model && press_digit(a, key)))
		return;
	if (a->playing && action != ACTION_PLAY && action != ACTION_FASTER &&
	    action != ACTION_SLOWER)
		a->playing = false;
	if (a->model)
		app_act(a, action);
	else
		menu_act(a, action);
	a->count = 0;
}

/* ---- the mouse ---- */

static bool holds(struct rect r, int y, int x)
{
	return y >= r.y && y < r.y + r.h && x >= r.x && x < r.x + r.w;
}

static void point_at_pane(struct app *a, int y, int x)
{
	for (int p = 0; p < NR_PANES; p++)
		if (holds(a->at[p], y, x))
			a->focus = (enum pane)p;
}

static void click_menu(struct app *a, int y)
{
	int row = menu_row_at(a->menu, layout_room(a), a->menu_row, y);

	if (row >= 0 && row == a->menu_row)
		app_press(a, PRESS_ENTER);
	else if (row >= 0)
		a->menu_row = row;
}

void app_point(struct app *a, int y, int x, int wheel)
{
	if (prompt_is_open() && a->asking != ASKING_NOTHING)
		return;
	if (a->model && !a->overlay.text)
		point_at_pane(a, y, x);
	if (wheel)
		app_press(a, wheel);
	else if (!a->model && !a->overlay.text)
		click_menu(a, y);
}

/* What is open is closed only when no key of it is on its way any more. */
void app_press(struct app *a, int key)
{
	press(a, key);
	if (!a->to_menu)
		return;
	a->to_menu = false;
	app_close(a);
	menu_free(a->menu);
	a->menu = new_menu(&a->o);
	a->quits |= !a->menu;
}

/* ---- time ---- */

static void play(struct app *a, int milliseconds)
{
	a->waited += milliseconds;
	if (a->waited < a->pace)
		return;
	a->waited = 0;
	if (model_at(a->model) == model_end(a->model))
		a->playing = false;
	else
		app_act(a, ACTION_STEP);
}

static void follow(struct app *a, int milliseconds)
{
	bool at_end = model_at(a->model) == model_end(a->model);

	a->follow_waited += milliseconds;
	if (a->follow_waited < FOLLOW_MS)
		return;
	a->follow_waited = 0;
	if (model_refresh(a->model) && at_end && !a->playing)
		model_seek(a->model, model_end(a->model));
}

int app_tick(struct app *a, int milliseconds)
{
	int wait = -1;

	if (!a->model)
		return -1;
	if (a->playing)
		play(a, milliseconds);
	if (a->follow)
		follow(a, milliseconds);
	if (a->playing)
		wait = a->pace - a->waited;
	if (a->follow && (wait < 0 || wait > FOLLOW_MS - a->follow_waited))
		wait = FOLLOW_MS - a->follow_waited;
	return wait == 0 ? 1 : wait;
}

/* ---- the screen ---- */

void app_resize(struct app *a, int h, int w)
{
	struct canvas *c;

	h = h < 1 ? 1 : h > 1000 ? 1000 : h;
	w = w < 1 ? 1 : w > 1000 ? 1000 : w;
	if (a->canvas && a->h == h && a->w == w)
		return;
	c = canvas_new(h, w, a->o.ascii);
	if (!c)
		return;
	canvas_free(a->canvas);
	a->canvas = c;
	a->h = h;
	a->w = w;
}

const struct canvas *app_draw(struct app *a)
{
	if (!a->canvas)
		return NULL;
	canvas_clear(a->canvas);
	layout_draw(a);
	return a->canvas;
}

void app_stop_by(struct app *a, stop_fn *stop, void *self)
{
	a->stop = stop;
	a->stop_self = self;
}

const struct canvas *app_draw_busy(struct app *a, uint64_t events)
{
	if (a->canvas)
		layout_draw_busy(a, events);
	return a->canvas;
}
