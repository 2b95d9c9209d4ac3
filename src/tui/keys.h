/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys.h - which key does what, and which typed verb does the same.
 *
 * One table: the program looks keys up in it, the help screen prints it, the manual page is held
 * against it.
 */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include <stddef.h>

/* A key pressed: a character as itself, others from here on. */
enum press {
	PRESS_TAB = '\t',
	PRESS_ENTER = '\r',
	PRESS_ESCAPE = 27,
	PRESS_BACKSPACE = 127,
	PRESS_UP = 0x110000,    /* behind the last character there is */
	PRESS_DOWN,
	PRESS_LEFT,
	PRESS_RIGHT,
	PRESS_PAGE_UP,
	PRESS_PAGE_DOWN,
	PRESS_HOME,
	PRESS_END,
	PRESS_DELETE,
	PRESS_BACK_TAB,
	PRESS_F1,               /* and the next eleven */
	PRESS_F12 = PRESS_F1 + 11,
	PRESS_WHEEL_UP,         /* of a mouse */
	PRESS_WHEEL_DOWN,
	PRESS_META,             /* plus a character: that one with Alt */
};

enum action {
	ACTION_NONE,
	ACTION_STEP,
	ACTION_NEXT,
	ACTION_FINISH,
	ACTION_CONTINUE,
	ACTION_BACK_STEP,
	ACTION_BACK_NEXT,
	ACTION_BACK_FINISH,
	ACTION_BACK_CONTINUE,
	ACTION_START,
	ACTION_GOTO,
	ACTION_REQUEST,
	ACTION_BACK_REQUEST,
	ACTION_SKIP,
	ACTION_BACK_SKIP,
	ACTION_SPLIT,
	ACTION_BACK_SPLIT,
	ACTION_ENTER,
	ACTION_PLAY,
	ACTION_FASTER,
	ACTION_SLOWER,
	ACTION_COMMAND,
	ACTION_SEARCH,
	ACTION_FILTER,
	ACTION_HIT,
	ACTION_BACK_HIT,
	ACTION_BREAK,
	ACTION_BRANCHES,
	ACTION_WHY,
	ACTION_FOCUS,
	ACTION_BACK_FOCUS,
	ACTION_LOWER,
	ACTION_ZONE,
	ACTION_BACK_ZONE,
	ACTION_UP,
	ACTION_DOWN,
	ACTION_PAGE_UP,
	ACTION_PAGE_DOWN,
	ACTION_HELP,
	ACTION_CANCEL,
	ACTION_MENU,
	ACTION_REDRAW,
	ACTION_QUIT,
	NR_ACTIONS
};

struct key_row {
	enum action action;
	int press[4];           /* 0: no more */
	const char *keys;       /* as people write them: "s, Right, F11" */
	const char *verb;       /* the typed word for it, or NULL */
	const char *help;       /* one line */
};

/* The i-th row, or NULL behind the last. */
const struct key_row *key_row(size_t i);

enum action key_action(int press);
enum action verb_action(const char *verb);

#endif
