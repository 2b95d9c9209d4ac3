/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keyboard.h - keys of the terminal that ncurses has.
 */
#ifndef TUI_KEYBOARD_H
#define TUI_KEYBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

enum {
	NO_KEY = -1,
	TYPED_AHEAD = 256,      /* keys that are kept; more are lost */
};

struct keyboard {
	mbstate_t half;         /* of a character that is typed byte by byte */
	bool pointed;           /* the last key was the mouse: */
	int y, x, wheel;        /* where; PRESS_WHEEL_UP, PRESS_WHEEL_DOWN or 0 */
	int ahead[TYPED_AHEAD];
	size_t nr_ahead;
};

/* Every key comes at once, none does anything by itself. */
void keyboard_begin(struct keyboard *k);

/* The next key that waits, NO_KEY, or 0 for the mouse and for what means nothing. */
int keyboard_next(struct keyboard *k);

/* Keeps a key for keyboard_take(), which gives those first. False: too many are kept. */
bool keyboard_keep(struct keyboard *k, int key);
int keyboard_take(struct keyboard *k);

#endif
