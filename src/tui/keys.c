/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys.c - the table of keys.
 */
#include "keys.h"

#include <string.h>

enum { CTRL_L = 12 };

#define F(n) (PRESS_F1 + (n)-1)

static const struct key_row rows[] = {
	{ ACTION_STEP, { 's', 'l', PRESS_RIGHT, F(11) }, "s l Right F11", "step",
	  "one event on; 5s: five" },
	{ ACTION_NEXT, { 'n', F(10) }, "n F10", "next", "on, over what is deeper" },
	{ ACTION_FINISH, { 'f', F(9) }, "f F9", "finish",
	  "on, to the verdict of this check or request" },
	{ ACTION_CONTINUE, { 'c', F(8) }, "c F8", "continue", "on, to a breakpoint or the end" },
	{ ACTION_BACK_STEP, { 'S', 'h', PRESS_LEFT, F(7) }, "S h Left F7", "reverse-step",
	  "one event back" },
	{ ACTION_BACK_NEXT, { 'N', F(6) }, "N F6", "reverse-next", "back, over what is deeper" },
	{ ACTION_BACK_FINISH, { 'F' }, "F", "reverse-finish",
	  "back, out of this check or request" },
	{ ACTION_BACK_CONTINUE, { 'C' }, "C", "reverse-continue",
	  "back, to a breakpoint or the beginning" },
	{ ACTION_START, { 'g', PRESS_HOME }, "g Home", NULL, "to the beginning" },
	{ ACTION_GOTO, { 'G', PRESS_END }, "G End", "goto", "to the end; 120G: to event 120" },
	{ ACTION_REQUEST, { 'r' }, "r", NULL, "to the next request" },
	{ ACTION_BACK_REQUEST, { 'R' }, "R", NULL, "to the request before" },
	{ ACTION_SKIP, { 'x' }, "x", NULL, "to the next zone that is refused or left" },
	{ ACTION_BACK_SKIP, { 'X' }, "X", NULL, "to the one before" },
	{ ACTION_SPLIT, { 'p' }, "p", NULL, "to the next block that is split" },
	{ ACTION_BACK_SPLIT, { 'P' }, "P", NULL, "to the one before" },
	{ ACTION_ENTER, { PRESS_ENTER, '\n' }, "Enter", NULL,
	  "to the end, or the lesson's next statements" },
	{ ACTION_PLAY, { ' ', F(5) }, "Space F5", NULL, "play, and stop" },
	{ ACTION_FASTER, { '+', '=' }, "+", NULL, "play faster" },
	{ ACTION_SLOWER, { '-' }, "-", NULL, "play slower" },
	{ ACTION_COMMAND, { ':', F(2) }, ": F2", NULL, "type a statement or a verb" },
	{ ACTION_SEARCH, { '/', F(3) }, "/ F3", NULL, "search the events for a text" },
	{ ACTION_HIT, { ']' }, "]", NULL, "the next hit" },
	{ ACTION_BACK_HIT, { '[' }, "[", NULL, "the hit before" },
	{ ACTION_FILTER, { '&' }, "&", "filter",
	  "only events that hold a text; & Enter: all" },
	{ ACTION_BREAK, { 'b' }, "b", NULL, "set a breakpoint" },
	{ ACTION_BRANCHES, { 'B' }, "B", NULL, "the branches" },
	{ ACTION_WHY, { 'w', F(4) }, "w F4", NULL, "this step in plain sentences" },
	{ ACTION_FOCUS, { PRESS_TAB }, "Tab", NULL, "the next pane" },
	{ ACTION_BACK_FOCUS, { PRESS_BACK_TAB }, "Shift-Tab", NULL, "the pane before" },
	{ ACTION_LOWER, { 'v' }, "v", NULL, "another pane at the bottom" },
	{ ACTION_ZONE, { 'z' }, "z", NULL,
	  "look at the next zone; after the last: follow the event" },
	{ ACTION_BACK_ZONE, { 'Z' }, "Z", NULL, "look at the zone before" },
	{ ACTION_UP, { 'k', PRESS_UP, PRESS_WHEEL_UP }, "k Up", NULL, "up in this pane" },
	{ ACTION_DOWN, { 'j', PRESS_DOWN, PRESS_WHEEL_DOWN }, "j Down", NULL,
	  "down in this pane" },
	{ ACTION_PAGE_UP, { PRESS_PAGE_UP }, "PageUp", NULL, "a page up" },
	{ ACTION_PAGE_DOWN, { PRESS_PAGE_DOWN }, "PageDown", NULL, "a page down" },
	{ ACTION_HELP, { '?', F(1) }, "? F1", NULL, "this help" },
	{ ACTION_CANCEL, { PRESS_ESCAPE, 7 }, "Escape", NULL,
	  "close what is open, stop what plays" },
	{ ACTION_MENU, { 'M' }, "M", "menu", "back to the menu; what was done is recorded" },
	{ ACTION_REDRAW, { CTRL_L }, "Ctrl-L", NULL, "draw the screen anew" },
	{ ACTION_QUIT, { 'q', F(12), 3 }, "q Ctrl-C", "quit",
	  "quit; while a statement runs, Ctrl-C stops that" },
};

enum { NR_ROWS = sizeof rows / sizeof *rows };

const struct key_row *key_row(size_t i)
{
	return i < NR_ROWS ? &rows[i] : NULL;
}

enum action key_action(int press)
{
	for (size_t i = 0; i < NR_ROWS && press; i++)
		for (size_t j = 0; j < 4; j++)
			if (rows[i].press[j] == press)
				return rows[i].action;
	return ACTION_NONE;
}

enum action verb_action(const char *verb)
{
	for (size_t i = 0; i < NR_ROWS; i++)
		if (rows[i].verb && strcmp(rows[i].verb, verb) == 0)
			return rows[i].action;
	return ACTION_NONE;
}
