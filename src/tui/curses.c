/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * curses.c - a canvas on a terminal, and its keys to the app. It and keyboard.c alone know ncurses.
 *
 *	SIGTERM, SIGWINCH ... --> pipe --\
 *	                                  poll --> app_press, app_tick --> app_draw --> cells that
 *	keyboard ------------------------/                                              changed
 *
 * What puts the terminal right is made here at the start, and used by rescue.c.
 */
#include "screen.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include <curses.h>
#include <term.h>

#include "tui/keyboard.h"
#include "tui/palette.h"
#include "tui/rescue.h"

enum { CTRL_C = 3, CTRL_Z = 26 };

enum {
	BUSY_MS = 300,          /* until it is shown that a statement goes on */
	LOOK_MS = 100,          /* and then from look to look at the keys */
};

/* ---- what puts the terminal right ---- */

static struct rescue rescue;

static int keep_byte(int c)
{
	if (rescue.n < sizeof rescue.bytes)
		rescue.bytes[rescue.n++] = (char)c;
	return c;
}

static void keep_string(const char *capability)
{
	const char *text = tigetstr(capability);

	if (text && text != (char *)-1)
		tputs(text, 1, keep_byte);
}

/* Where the terminal has a mouse, ncurses asks for its clicks. */
static void keep_mouse_off(void)
{
	const char *mouse = tigetstr("kmous"), *report = tigetstr("XM");

	if (!mouse || mouse == (char *)-1)
		return;
	if (report && report != (char *)-1)
		tputs(tiparm(report, 0), 1, keep_byte);
	else
		for (const char *c = "\033[?1000l"; *c; c++)
			keep_byte(*c);
}

static void keep_restore(void)
{
	rescue.n = 0;
	keep_string("sgr0");
	keep_string("op");
	keep_mouse_off();
	keep_string("rmkx");
	keep_string("cnorm");
	keep_string("rmcup");
	keep_byte('\r');
}

/* ---- colours ---- */

struct paints {
	attr_t attributes[NR_STYLES];
	short pair[NR_STYLES];
};

static enum colour_depth depth_of_terminal(enum screen_colour colour)
{
	const char *no = getenv("NO_COLOR");

	if (colour == COLOUR_NEVER || (colour == COLOUR_AUTO && no && *no) || !has_colors())
		return COLOURS_NONE;
	if (start_color() == ERR)
		return COLOURS_NONE;
	use_default_colors();
	if (tigetflag("RGB") > 0 && COLORS > 256)
		return COLOURS_TRUE;
	return COLORS >= 256 ? COLOURS_256 :
	       COLORS >= 16  ? COLOURS_16 :
	       COLORS >= 8   ? COLOURS_8 :
			       COLOURS_NONE;
}

static void make_paints(struct paints *p, enum colour_depth depth)
{
	static const struct {
		unsigned paint;
		attr_t attribute;
	} map[] = {
		{ PAINT_BOLD, A_BOLD }, { PAINT_DIM, A_DIM }, { PAINT_REVERSE, A_REVERSE },
		{ PAINT_UNDERLINE, A_UNDERLINE },
	};

	for (int s = 0; s < NR_STYLES; s++) {
		struct paint paint = palette_paint(depth, (enum style)s);

		p->attributes[s] = A_NORMAL;
		p->pair[s] = 0;
		for (size_t i = 0; i < sizeof map / sizeof *map; i++)
			if (paint.attributes & map[i].paint)
				p->attributes[s] |= map[i].attribute;
		if (depth != COLOURS_NONE && paint.foreground != COLOUR_DEFAULT &&
		    init_extended_pair(s + 1, paint.foreground, -1) != ERR)
			p->pair[s] = (short)(s + 1);
	}
}

/* ---- cells ---- */

struct screen {
	struct app *app;
	SCREEN *terminal;
	struct paints paints;
	struct cell *shown;     /* what the terminal has; NULL: nothing yet */
	int h, w;
	struct keyboard keyboard;
	int64_t look;           /* when to look at the keys while a statement goes on */
};

static void put_cell(const struct screen *s, int y, int x, const struct cell *cell)
{
	wchar_t text[CCHARW_MAX + 1] = L"?";
	const char *from = cell->text;
	mbstate_t state = { 0 };
	cchar_t c;
	size_t n;

	n = mbsrtowcs(text, &from, CCHARW_MAX, &state);
	if (n == (size_t)-1 || n == 0)
		wcscpy(text, n ? L"?" : L" ");
	text[n == (size_t)-1 || !n ? 1 : n] = L'\0';
	if (setcchar(&c, text, s->paints.attributes[cell->style], s->paints.pair[cell->style],
		     NULL) == OK)
		mvadd_wch(y, x, &c);
}

static bool same_size(struct screen *s, const struct canvas *c)
{
	size_t n = (size_t)c->h * (size_t)c->w;

	if (s->shown && s->h == c->h && s->w == c->w)
		return true;
	free(s->shown);
	s->shown = calloc(n, sizeof *s->shown);
	s->h = c->h;
	s->w = c->w;
	erase();
	return s->shown != NULL;
}

static void show(struct screen *s, const struct canvas *c)
{
	size_t n;

	if (!c || !same_size(s, c))
		return;
	n = (size_t)c->h * (size_t)c->w;
	for (size_t i = 0; i < n; i++) {
		const struct cell *cell = &c->cell[i];

		if (!cell->width || memcmp(cell, &s->shown[i], sizeof *cell) == 0)
			continue;
		put_cell(s, (int)(i / (size_t)c->w), (int)(i % (size_t)c->w), cell);
	}
	memcpy(s->shown, c->cell, n * sizeof *c->cell);
	curs_set(c->cursor_y >= 0);
	if (c->cursor_y >= 0)
		move(c->cursor_y, c->cursor_x);
	if (app_wants_redraw(s->app))
		clearok(curscr, TRUE);
	refresh();
}

/* ---- news from the pipe ---- */

static void adapt_size(struct screen *s)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col)
		resizeterm(size.ws_row, size.ws_col);
	app_resize(s->app, LINES, COLS);
	free(s->shown);
	s->shown = NULL;
	clearok(curscr, TRUE);
}

static void suspend(struct screen *s)
{
	curs_set(1);
	endwin();
	rescue_stop();
	reset_prog_mode();
	adapt_size(s);
}

static void take_news(struct screen *s)
{
	switch (rescue_news()) {
	case RESCUE_STOP:
		suspend(s);
		break;
	case RESCUE_SIZE:
		reset_prog_mode();
		adapt_size(s);
		break;
	default:
		break;
	}
}

/* ---- while a statement goes on ---- */

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Keys that are pressed meanwhile mean what they mean when it is done; Ctrl-C stops it. */
static bool stop_asked(void *self, uint64_t events)
{
	struct screen *s = self;
	int64_t now = now_ms();
	int key, number;

	if (now < s->look)
		return false;
	s->look = now + LOOK_MS;
	show(s, app_draw_busy(s->app, events));
	while ((key = keyboard_next(&s->keyboard)) != NO_KEY && key != CTRL_C)
		if (key)
			keyboard_keep(&s->keyboard, key);
	return key == CTRL_C || rescue_ending(&number);
}

/* ---- the loop ---- */

/* All keys that wait. False if there should be some and are none: nobody is there any more. */
static bool take_keys(struct screen *s)
{
	bool any = false;
	int key;

	while (!app_quits(s->app) && (key = keyboard_take(&s->keyboard)) != NO_KEY) {
		any = true;
		s->look = now_ms() + BUSY_MS;
		if (key == CTRL_Z)
			suspend(s);
		else if (s->keyboard.pointed)
			app_point(s->app, s->keyboard.y, s->keyboard.x, s->keyboard.wheel);
		else if (key)
			app_press(s->app, key);
	}
	return any;
}

static enum screen_end loop(struct screen *s, int *number)
{
	struct pollfd from[2] = { { STDIN_FILENO, POLLIN, 0 }, { rescue_fd(), POLLIN, 0 } };
	int64_t before = now_ms(), now;
	int in_vain = 0;

	while (!app_quits(s->app)) {
		int wait;

		now = now_ms();
		wait = app_tick(s->app, (int)(now - before));
		before = now;
		show(s, app_draw(s->app));
		if (poll(from, 2, wait) < 0 && errno != EINTR)
			return SCREEN_GONE;
		if (rescue_ending(number))
			return SCREEN_SIGNAL;
		if (from[1].revents & POLLIN)
			take_news(s);
		if (from[0].revents & (POLLERR | POLLNVAL))
			return SCREEN_GONE;
		if (from[0].revents & (POLLIN | POLLHUP))
			in_vain = take_keys(s) ? 0 : in_vain + 1;
		from[0].revents = from[1].revents = 0;
		if (in_vain > 3)
			return SCREEN_GONE;
	}
	return SCREEN_QUIT;
}

/* ---- from the beginning to the end ---- */

static const char *missing(void)
{
	int error;
	const char *move;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return "standard input and output are no terminal; --plain needs none";
	if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
		return "the terminal that TERM names is not known here; --plain needs none";
	move = tigetstr("cup");
	if (!move || move == (char *)-1)
		return "this terminal cannot place its cursor; --plain does without";
	return NULL;
}

static void prepare(struct screen *s, enum screen_colour colour)
{
	keyboard_begin(&s->keyboard);
	make_paints(&s->paints, depth_of_terminal(colour));
	app_resize(s->app, LINES, COLS);
}

enum screen_end screen_run(struct app *a, enum screen_colour colour, int *number,
			   const char **why)
{
	struct screen s = { .app = a };
	enum screen_end end;
	TERMINAL *asked;

	*why = missing();
	if (!*why && tcgetattr(STDIN_FILENO, &rescue.modes) != 0)
		*why = "the terminal does not answer";
	if (*why)
		return SCREEN_NONE;
	keep_restore();
	if (!rescue_begin(&rescue)) {
		*why = "there is no pipe to be had";
		return SCREEN_NONE;
	}
	asked = cur_term;               /* by missing(); newterm() makes its own */
	s.terminal = newterm(NULL, stdout, stdin);
	if (asked != cur_term)
		del_curterm(asked);
	if (!s.terminal) {
		rescue_end();
		*why = "ncurses cannot use this terminal; --plain needs none";
		return SCREEN_NONE;
	}
	prepare(&s, colour);
	app_stop_by(a, stop_asked, &s);
	end = loop(&s, number);
	app_stop_by(a, NULL, NULL);
	if (end != SCREEN_GONE) {
		curs_set(1);
		endwin();
	}
	rescue_end();
	delscreen(s.terminal);
	free(s.shown);
	return end;
}
