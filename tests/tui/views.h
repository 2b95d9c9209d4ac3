/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * views.h - views of a real recording's requests, at every step, for tests of panes.
 */
#ifndef TESTS_TUI_VIEWS_H
#define TESTS_TUI_VIEWS_H

#include "core/request.h"
#include "import/state.h"
#include "tui/view.h"

/* One request of a recording: the world as it was before it, and its events. */
struct film {
	struct recording *recording;
	struct recorded_state first;
	const struct kernel *kernel;
	struct world *seen;             /* at the cursor */
	struct event *event;
	size_t n, room, at;
	uint64_t before;                /* events of the requests before it */
};

/* Runs a recording's requests up to this one, counted from 1. Fails the test if it cannot. */
void film_open(struct film *f, const char *path, unsigned request);

/* The same requests on the same state, by another kernel. */
void film_open_as(struct film *f, const char *path, unsigned request, const struct kernel *k);

/* One request on w, which the film then owns. */
void film_make(struct film *f, struct world *w, const struct kernel *k, const struct request *r);
void film_close(struct film *f);

/* The view behind the first n events of the request; valid until the next call. */
struct view film_view(struct film *f, size_t n);

/* How many events lead up to and include the i-th of this kind, from 0; f->n if there is none. */
size_t film_find(const struct film *f, enum event_kind kind, size_t i);

/* A screen as the panes stand on it together, for one size. */
void draw_screen(struct canvas *c, const struct view *v);

#endif
