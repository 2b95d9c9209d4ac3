/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * breaks.h - where to stop: breakpoints are predicates on events, watches look at a number.
 *
 *	check=zone_watermark_fast verdict=skip zone=Normal
 *	kind=SPLIT order=3
 *	watch Normal.free
 */
#ifndef TUI_BREAKS_H
#define TUI_BREAKS_H

#include "core/kernels.h"

enum { MAX_BREAKS = 64, BREAK_TEXT = 120 };

struct breakpoint {
	char text[BREAK_TEXT];          /* as it was typed */
	bool watches;                   /* a number, below */
	char check[48];                 /* "" for any */
	uint16_t kind;                  /* NR_EVENT_KINDS for any */
	bool has_verdict, passed;
	zid_t zone;                     /* NO_ZONE for any */
	int order, request;             /* -1 for any */
	int64_t last;                   /* watches: what it was */
};

struct breaks {
	struct breakpoint b[MAX_BREAKS];
	size_t n;
	const struct kernel *kernel;    /* lent; set these before looking for a hit */
	/* The event that many before the one that is looked at; false: there is none. */
	bool (*earlier)(void *self, uint64_t back, struct event *e);
	void *self;
	size_t hit;                     /* which one stopped it */
};

/* Adds one; false with *why. */
bool breaks_add(struct breaks *bs, const struct world *w, const char *text, const char **why);
bool breaks_watch(struct breaks *bs, const struct world *w, const char *text, const char **why);
bool breaks_remove(struct breaks *bs, size_t i);

/* Notes what the watched numbers are now. Before looking. */
void breaks_note(struct breaks *bs, const struct world *w);

/* A tape_predicate; self is the struct breaks. */
bool breaks_hit(void *self, const struct event *e, const struct world *w);

/* Is this event the verdict of a check that refused a zone, or the request? */
bool check_refused(const struct event *e);

/* "Normal.free", "Node1/DMA32.pcp.count": what it is in w. False if it names nothing. */
bool number_value(const struct world *w, const char *text, int64_t *value);

/* The i-th field that can stand behind a zone's name, or NULL. */
const char *number_field(size_t i);

#endif
