/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * curses.c - a canvas on a terminal, and keys from it. The only file that knows ncurses.
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

#include "tui/keys.h"
#include "tui/palette.h"
#include "tui/rescue.h"

enum { NO_KEY = -1, CTRL_C = 3, CTRL_Z = 26 };

enum {
	BUSY_MS = 300,          /* until it is shown that a statement goes on */
	LOOK_MS = 100,          /* and then from look to look at the keys */
	TYPED_AHEAD = 256,      /* keys; more are lost */
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
	mbstate_t half;         /* of a character that is typed byte by byte */
	int64_t look;           /* when to look at the keys while a statement goes on */
	bool busy;              /* one does */
	int ahead[TYPED_AHEAD]; /* keys that came meanwhile */
	size_t nr_ahead;
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

/* ---- keys ---- */

static int special(int key)
{
	static const struct {
		int key, press;
	} keys[] = {
		{ KEY_UP, PRESS_UP }, { KEY_DOWN, PRESS_DOWN }, { KEY_LEFT, PRESS_LEFT },
		{ KEY_RIGHT, PRESS_RIGHT }, { KEY_PPAGE, PRESS_PAGE_UP },
		{ KEY_NPAGE, PRESS_PAGE_DOWN }, { KEY_HOME, PRESS_HOME }, { KEY_END, PRESS_END },
		{ KEY_DC, PRESS_DELETE }, { KEY_BTAB, PRESS_BACK_TAB },
		{ KEY_BACKSPACE, PRESS_BACKSPACE }, { KEY_ENTER, PRESS_ENTER },
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].key == key)
			return keys[i].press;
	if (key >= KEY_F(1) && key <= KEY_F(12))
		return PRESS_F1 + key - KEY_F(1);
	return 0;
}

static void take_mouse(struct screen *s)
{
	MEVENT m;

	if (getmouse(&m) != OK)
		return;
	if (m.bstate & BUTTON4_PRESSED)
		app_point(s->app, m.y, m.x, PRESS_WHEEL_UP);
	else if (m.bstate & BUTTON5_PRESSED)
		app_point(s->app, m.y, m.x, PRESS_WHEEL_DOWN);
	else if (m.bstate & BUTTON1_PRESSED)
		app_point(s->app, m.y, m.x, 0);
}

/*
 * A byte more of a character: the character, or 0 if it is not complete or never will be. A byte
 * that does not go on with what came before may begin another. (get_wch() would throw away all that
 * waits behind a byte that is no character, and the first half of one whose rest is still on its
 * way.)
 */
static int character(struct screen *s, char byte)
{
	bool fresh = mbsinit(&s->half);
	wchar_t c = 0;
	size_t n = mbrtowc(&c, &byte, 1, &s->half);

	if (n == (size_t)-1) {
		s->half = (mbstate_t){ 0 };
		if (!fresh)
			return character(s, byte);
	}
	return n == 1 && c < 0x110000 ? (int)c : 0;
}

/* What follows Escape at once was pressed with Alt, unless it is a key of its own. */
static int escape(struct screen *s)
{
	int after = getch(), c;

	if (after == ERR || after == PRESS_ESCAPE)
		return PRESS_ESCAPE;
	if (after >= KEY_MIN) {
		ungetch(after);
		return PRESS_ESCAPE;
	}
	c = character(s, (char)after);
	return c ? PRESS_META + c : PRESS_ESCAPE;
}

/* The next key that waits, NO_KEY, or 0 for one that means nothing. */
static int next_key(struct screen *s)
{
	int key = getch();

	if (key == ERR)
		return NO_KEY;
	if (key == KEY_MOUSE && !s->busy)
		take_mouse(s);
	if (key >= KEY_MIN)
		return special(key);
	key = character(s, (char)key);
	if (key == PRESS_ESCAPE)
		return escape(s);
	return key == 8 ? PRESS_BACKSPACE : key;
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
	s->busy = true;
	show(s, app_draw_busy(s->app, events));
	while ((key = next_key(s)) != NO_KEY && key != CTRL_C)
		if (key && s->nr_ahead < TYPED_AHEAD)
			s->ahead[s->nr_ahead++] = key;
	s->busy = false;
	return key == CTRL_C || rescue_ending(&number);
}

/* The next key that came meanwhile, or that comes now. */
static int waiting_key(struct screen *s)
{
	int key;

	if (!s->nr_ahead)
		return next_key(s);
	key = s->ahead[0];
	memmove(s->ahead, s->ahead + 1, --s->nr_ahead * sizeof *s->ahead);
	return key;
}

/* ---- the loop ---- */

/* All keys that wait. False if there should be some and are none: nobody is there any more. */
static bool take_keys(struct screen *s)
{
	bool any = false;
	int key;

	while (!app_quits(s->app) && (key = waiting_key(s)) != NO_KEY) {
		any = true;
		s->look = now_ms() + BUSY_MS;
		if (key == CTRL_Z)
			suspend(s);
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
	set_escdelay(25);
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
	mouseinterval(0);
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
