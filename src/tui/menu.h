/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * menu.h - what can be opened: the lessons that came with the program, and recent recordings.
 */
#ifndef TUI_MENU_H
#define TUI_MENU_H

#include <stddef.h>

#include "tui/canvas.h"

struct menu;

struct lesson;

/* Writes how far somebody has come in this lesson: "read, 2/3 right, solved"; "" if not begun. */
typedef void how_far_fn(void *self, const char *path, const struct lesson *l, char *out,
			size_t size);

/* Where to look; anything may be NULL, and is then not there. */
struct menu_places {
	const char *data;       /* lessons are below it */
	const char *proc;       /* the text of this machine */
	how_far_fn *how_far;
	void *self;
};

/* Looks for lessons, for this machine and for recordings. NULL when memory is short. */
struct menu *menu_new(const struct menu_places *places);
void menu_free(struct menu *m);

int menu_rows(const struct menu *m);
/* The path of a row. */
const char *menu_path(const struct menu *m, int row);

/* The row that menu_draw() with the same arguments draws at y, or -1. */
int menu_row_at(const struct menu *m, struct rect at, int row, int y);

void menu_draw(const struct menu *m, struct canvas *c, struct rect at, int row);

#endif
