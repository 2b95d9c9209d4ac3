/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * invariants.h - what must hold in every world, whatever was asked of it.
 *
 * A machine that is being watched (audit_sink) has the entries that an event touched looked at
 * after every event, and the zones that a request touched after every request.
 */
#ifndef CORE_INVARIANTS_H
#define CORE_INVARIANTS_H

#include "machine.h"

enum { BREACH_TEXT = 200 };

/* The first thing that is wrong, for people: "Node 0 DMA32: nr_free[3] is 7, the lists hold 8". */
struct breach {
	char text[BREACH_TEXT];
};

/*
 * Everything that must hold between requests: lists, counts and counters agree, no page is in two
 * places, blocks are aligned and merged, pages are conserved. True if it does; else *b says what
 * does not.
 */
bool zone_holds_invariants(const struct world *w, zid_t zone, struct breach *b);
bool world_holds_invariants(const struct world *w, struct breach *b);

/* What must hold for the entries that this event, just applied, touched. */
bool event_holds_invariants(const struct world *w, const struct event *e, struct breach *b);

/* Watches a machine. The caller owns it; m must outlive it. NULL when memory is short. */
struct audit;
struct audit *audit_new(const struct machine *m);
void audit_free(struct audit *a);
struct sink audit_sink(struct audit *a);

/* The first breach since the beginning and the event behind which it was found, or NULL. */
const struct breach *audit_breach(const struct audit *a, uint64_t *seq);

#endif
