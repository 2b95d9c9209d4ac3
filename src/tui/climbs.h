/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * climbs.h - which ladders a request is on, which of their checks were made, and which one runs.
 *
 * Events do not say where a ladder begins: a check is told only when it has decided. The depth and
 * the rung of every event and the order of the rows are enough to find out.
 */
#ifndef TUI_CLIMBS_H
#define TUI_CLIMBS_H

#include "tui/view.h"

enum { CLIMB_ROWS = 16, MAX_CLIMBS = 16, NO_EVENT = -1 };

/* One check of a climb. Events are numbers in the view's request; NO_EVENT: none. */
struct climb_row {
	int64_t first, last;    /* what it compared: the first and last event of its own */
	int64_t check;          /* its CHECK event, once it has decided */
};

struct climb {
	enum ladder ladder;
	int depth;              /* of its CHECK events */
	zid_t zone;
	unsigned pass;          /* how often this ladder was climbed here, from 1 */
	int running;            /* the row that runs, or is next; -1: the ladder has decided */
	unsigned nr_rows;
	bool over;              /* what it was climbed for has gone on */
	struct climb_row row[CLIMB_ROWS];
};

/* Outermost first; ladders climbed one after the other at the same depth in that order. */
struct climbs {
	struct climb climb[MAX_CLIMBS];
	size_t n;
	int here;               /* the climb that the last event belongs to, or -1 */
	int64_t attempt;        /* the ATTEMPT event in force */
};

/* Of the first n events of the view's request. */
void climbs_find(struct climbs *all, const struct view *v, size_t n);

/* The climb of this ladder, or NULL. */
const struct climb *climbs_of(const struct climbs *all, enum ladder ladder);

/*
 * How many events there are up to the end of the last visit to a zone: as many as the request has
 * for the zone it looks at now, 0 for a zone that it has not come to.
 */
size_t climbs_visit_ends(const struct view *v, zid_t zone);

/* The row that decided: its verdict was not "go on". -1 if none has. */
int climb_decided(const struct climb *c, const struct view *v);

/* The functions that the last event is in: "__alloc_pages > get_page_from_freelist > rmqueue". */
void climbs_path(const struct climbs *all, const struct view *v, char *out, size_t size);

#endif
