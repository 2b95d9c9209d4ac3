/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * menu.h - what can be opened: the lessons that came with the program, and recent recordings.
 */
#ifndef TUI_MENU_H
#define TUI_MENU_H

#include "tui/canvas.h"

struct menu;

/*
 * Looks for lessons below data (NULL: nowhere) and for recordings. proc: where the text of this
 * machine is, or NULL. NULL when memory is short.
 */
struct menu *menu_new(const char *data, const char *proc);
void menu_free(struct menu *m);

int menu_rows(const struct menu *m);
/* The path of a row. */
const char *menu_path(const struct menu *m, int row);

/* The row that menu_draw() with the same arguments draws at y, or -1. */
int menu_row_at(const struct menu *m, struct rect at, int row, int y);

void menu_draw(const struct menu *m, struct canvas *c, struct rect at, int row);

#endif
