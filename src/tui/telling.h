/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * telling.h - what a check compared, short enough for a pane.
 */
#ifndef TUI_TELLING_H
#define TUI_TELLING_H

#include "tui/climbs.h"

/* What a check has come to, as a state. */
enum style check_style(const struct view *v, const struct climb_row *row);

/* The numbers of an event in at most `columns`, if they can be; else cut by who draws them. */
void tell_numbers(const struct view *v, const struct event *e, const struct climbs *all,
		  int columns, bool ascii, char *out, size_t size);

/*
 * Which of a check's events tell how it was decided, at most `max`, in order. One of zone checks
 * may have two (the numbers, then the block); of others the last one.
 */
size_t tell_which(const struct view *v, const struct climb *c, unsigned row, size_t *which,
		  size_t max);

/* "fast path, low mark": the attempt in force, or "" before the first. */
struct attempt_label {
	char text[64];
};
struct attempt_label attempt_label(const struct event *attempt);

#endif
