/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keyboard.c - keys from ncurses, as keys.h has them: characters put together from their bytes,
 * Escape told from Alt, the mouse.
 */
#include "keyboard.h"

#include <string.h>

#include <curses.h>

#include "tui/keys.h"

static const mmask_t POINTED = BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED;

void keyboard_begin(struct keyboard *k)
{
	*k = (struct keyboard){ .nr_ahead = 0 };
	set_escdelay(25);
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	mousemask(POINTED, NULL);
	mouseinterval(0);
}

/* ---- one key ---- */

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

static void note_point(struct keyboard *k)
{
	MEVENT m;

	if (getmouse(&m) != OK || !(m.bstate & POINTED))
		return;
	k->pointed = true;
	k->y = m.y;
	k->x = m.x;
	k->wheel = m.bstate & BUTTON4_PRESSED ? PRESS_WHEEL_UP :
		   m.bstate & BUTTON5_PRESSED ? PRESS_WHEEL_DOWN :
						0;
}

/*
 * A byte more of a character: the character, or 0 if it is not complete or never will be. A byte
 * that does not go on with what came before may begin another. (get_wch() would throw away all that
 * waits behind a byte that is no character, and the first half of one whose rest is still on its
 * way.)
 */
static int character(struct keyboard *k, char byte)
{
	bool fresh = mbsinit(&k->half);
	wchar_t c = 0;
	size_t n = mbrtowc(&c, &byte, 1, &k->half);

	if (n == (size_t)-1) {
		k->half = (mbstate_t){ 0 };
		if (!fresh)
			return character(k, byte);
	}
	return n == 1 && c < 0x110000 ? (int)c : 0;
}

/* What follows Escape at once was pressed with Alt, unless it is a key of its own. */
static int escape(struct keyboard *k)
{
	int after = getch(), c;

	if (after == ERR || after == PRESS_ESCAPE)
		return PRESS_ESCAPE;
	if (after >= KEY_MIN) {
		ungetch(after);
		return PRESS_ESCAPE;
	}
	c = character(k, (char)after);
	return c ? PRESS_META + c : PRESS_ESCAPE;
}

int keyboard_next(struct keyboard *k)
{
	int key = getch();

	k->pointed = false;
	if (key == ERR)
		return NO_KEY;
	if (key == KEY_MOUSE)
		note_point(k);
	if (key >= KEY_MIN)
		return special(key);
	key = character(k, (char)key);
	if (key == PRESS_ESCAPE)
		return escape(k);
	return key == 8 ? PRESS_BACKSPACE : key;
}

/* ---- keys that come before they are asked for ---- */

bool keyboard_keep(struct keyboard *k, int key)
{
	if (k->nr_ahead == TYPED_AHEAD)
		return false;
	k->ahead[k->nr_ahead++] = key;
	return true;
}

int keyboard_take(struct keyboard *k)
{
	int key;

	if (!k->nr_ahead)
		return keyboard_next(k);
	key = k->ahead[0];
	memmove(k->ahead, k->ahead + 1, --k->nr_ahead * sizeof *k->ahead);
	k->pointed = false;
	return key;
}
