/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * traced.h - a trace alone, without the state that it began with: told as events.
 *
 *	trace --- traced_open() --> struct traced --- traced_tell() --> machine --> sink
 *
 * Nothing is simulated. The machine's world has no zones and is marked as unknown; each line
 * becomes one event that says what the tracer said (core/traced.h), and lines that belong together
 * a request. For what a trace means with its state see workload.h.
 */
#ifndef IMPORT_TRACED_H
#define IMPORT_TRACED_H

#include "core/machine.h"
#include "core/request.h"
#include "import/ftrace.h"
#include "import/ftrace_form.h"

struct traced {
	struct trace_form form;         /* form.kernel: the one that it is read as */
	bool asked;                     /* that kernel was asked for: form.others is empty */
	struct trace trace;             /* trace.partial: with d and bad_line, from where on */
	struct world *world;            /* of which nothing is known; NULL: memory is short */
};

/*
 * Reads a trace: "-" is standard input. kernel: the one that wrote it, or NULL, and the newest is
 * taken that writes lines of this form. The caller gives *t to traced_close(). path is borrowed.
 */
void traced_open(const char *path, const struct kernel *kernel, struct traced *t);
void traced_close(struct traced *t);

/* True if there is anything to tell. */
bool traced_any(const struct traced *t);

/* Who is told of each request before it is told; r lives as long as the call. */
struct traced_listener {
	bool (*before)(void *self, const struct request *r, const struct trace_event *e);
	void *self;
};

/*
 * Tells the whole trace to those who listen to m, a machine on t->world: each request with the
 * lines that belong to it, in the order in which their requests were traced. l may be NULL. False
 * if memory is short, or before() wanted no more.
 */
bool traced_tell(const struct traced *t, struct machine *m, const struct traced_listener *l);

#endif
