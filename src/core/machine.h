/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine.h - a world, a kernel to run on it, and whoever listens.
 *
 * The rest of the core changes the world only through does() and explains itself only through
 * says(). Both number their events and pass them on; a run nobody listens to pays one branch.
 */
#ifndef CORE_MACHINE_H
#define CORE_MACHINE_H

#include "world.h"

struct kernel;
struct machine;

enum { MAX_SINKS = 4 };

/*
 * A machine on w, which it changes but does not own. kernel and w must outlive it. NULL when
 * memory is short.
 */
struct machine *machine_new(struct world *w, const struct kernel *kernel);
void machine_free(struct machine *m);

/* Adds a listener; what s.self points to is lent. False if there are MAX_SINKS already. */
bool machine_listen(struct machine *m, struct sink s);

const struct world *machine_world(const struct machine *m);
const struct kernel *machine_kernel(const struct machine *m);

/* Number of the request now running or last run, from 1; and of the next event. */
uint32_t machine_request(const struct machine *m);
uint64_t machine_seq(const struct machine *m);

/* ---- for the code that runs requests ---- */

/* Starts the next request on this CPU. */
void machine_begin(struct machine *m, unsigned cpu);
unsigned machine_cpu(const struct machine *m);

/* True if somebody listens, so that building an event that only says something is worth it. */
bool machine_heard(const struct machine *m);

/* A decision: numbered and passed on, if anybody listens. */
void says(struct machine *m, struct event e);

/* Up to six numbers for v[], the rest 0. */
#define NUMBERS(...) ((const int64_t[6]){ __VA_ARGS__ })

/* A change: carried out on the world, numbered and passed on. */
void does(struct machine *m, struct event e);

/* The same for another CPU's lists and numbers than the request's. */
void does_on(struct machine *m, unsigned cpu, struct event e);

/*
 * Everything until the matching leave() is one level deeper, and belongs to this rung. enter()
 * returns the rung that was running; leave() tells the verdict as a CHECK event and returns to it.
 */
uint8_t enter(struct machine *m, uint8_t rung);
void leave(struct machine *m, uint8_t outer, zid_t zone, uint8_t verdict);

/* One level deeper for all that a request does between its first event and its last. */
void machine_nest(struct machine *m, int levels);

/*
 * A change to one plain number (a FIELD of events.def) of this zone, its PCP on this CPU, its node
 * or the world; nothing happens when the value stays. add_to() is for members that are arrays.
 */
void set_field(struct machine *m, enum event_kind field, zid_t zone, int64_t from, int64_t to);
void add_to(struct machine *m, enum event_kind field, zid_t zone, unsigned index, int64_t from,
	    int64_t delta);

#endif
