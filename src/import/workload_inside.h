/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * workload_inside.h - a workload as it runs. Only src/import/workload*.c use it.
 */
#ifndef IMPORT_WORKLOAD_INSIDE_H
#define IMPORT_WORKLOAD_INSIDE_H

#include "core/invariants.h"
#include "import/workload.h"

/* Page frames in the order in which something was told of them. */
struct pfn_queue {
	pfn_t *pfn;
	size_t begin, end, room;
};

struct workload {
	struct trace trace;
	struct recorded_state first;
	struct world *w;                /* first.world */
	struct machine *m;
	const struct kernel *k;
	const struct verify_options *options;
	struct audit *audit;
	struct workload_outcome *o;
	struct diag *d;
	const char *trace_file;

	size_t at;                      /* the event that runs */
	uint8_t *prepared;              /* by page frame: 1 + the order of a free that is to come */
	struct pfn_queue draining;      /* predicted, and not yet seen in the trace */
	struct pfn_queue locked;        /* traced, and not yet predicted */
	pfn_t *pages;                   /* of a bulk request */
	size_t pages_room;
	struct event *event;            /* what the last requests did and said: to read, to undo */
	size_t nr_events, room;
	unsigned guesses;               /* wrong ones, about bulk allocations */
	bool lost, out_of_memory;
	bool strict;                    /* a recording or an audit goes forwards only: */
	bool stopped;                   /* what no request does ends the run */
};

/* workload_events.c: runs one event. The sink that keeps what requests do; self is the workload. */
void workload_event(struct workload *l, const struct trace_event *e);
void workload_keep(void *self, const struct event *e);

/* Predicted drains that the trace does not show here are counted, and expected no more. */
void workload_forget_drains(struct workload *l);

/* Runs a request; what it does is in event[], behind what was there. */
struct result workload_ask(struct workload *l, const struct request *r);

/* Forgets event[], or takes back what is in it from `from` on. */
void workload_settle(struct workload *l);
void workload_undo(struct workload *l, size_t from);

/* The request that an ALLOC event stands for. */
struct request traced_request(const struct trace_event *e);

/*
 * workload_cause.c. A page was traced that was not predicted: the request has been taken back.
 * Finds out why, brings the world to where the page is in use, and returns the cause. got is what
 * had been predicted.
 */
enum workload_cause workload_reconcile(struct workload *l, const struct result *got);

/* Puts a block in use that the simulation holds to be free; nothing happens if it is not. */
void workload_take(struct workload *l, pfn_t pfn, unsigned order);

/* Frees a block that the simulation may not know to be in use; true if it did. */
bool workload_free(struct workload *l, pfn_t pfn, unsigned order, bool cold);

/* A run of drains in the trace that no free caused; returns how many events it is. */
size_t workload_drain(struct workload *l);

#endif
