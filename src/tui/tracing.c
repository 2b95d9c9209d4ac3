/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tracing.c - a trace without a state, to be stepped through: its events, and what they add up to.
 *
 * The world behind them is not known, so nothing can be asked there. The counts belong to the
 * cursor: each event that it passes is counted, and taken back when it goes back.
 */
#include <stdlib.h>
#include <string.h>

#include "core/synthesised.h"
#include "model_inside.h"

struct tracing {
	struct traced_tally tally;
	size_t branch;
	uint64_t at;                    /* so many events of the branch are counted */
};

void tracing_done(struct model *m)
{
	free(m->tracing);
	m->tracing = NULL;
}

bool tracing_is_seen(const struct model *m)
{
	return m->tape && world_is_unknown(tape_world(m->tape));
}

/* ---- opening ---- */

struct filling {
	struct tree *tree;
	bool lost;
};

static void put(void *self, const struct event *e)
{
	struct filling *f = self;

	f->lost |= !f->tree || !tree_append(f->tree, 0, e);
}

static void tell_of_trace(struct model *m, const char *path, const char *words)
{
	prose_add(&m->said,
		  "# A trace without a state\n\n"
		  "%s, %s. Each request is told as in the trace; s steps, r goes to the next.\n\n"
		  "What a trace cannot tell is not shown:\n\n",
		  path, words);
	for (unsigned i = 0; traced_unknown(i); i++)
		prose_add(&m->said, "- %s\n", traced_unknown(i));
	prose_add(&m->said,
		  "\nWith the state that it began with, every page can be predicted:\n\n"
		  "    buddyscope verify --trace %s STATE.jsonl\n",
		  path);
}

bool model_open_trace(struct model *m, const char *path, struct diag *d, bool *machine_failed)
{
	struct filling f = { .tree = tree_new() };
	struct model_trace told = { .world = NULL };
	bool ok = m->o.trace(m->o.self, path, (struct sink){ put, &f }, &told, d);

	*machine_failed = !ok && told.machine_failed;
	if (ok && f.lost) {
		*machine_failed = true;
		diag_set(d, path, 0, 0, "out of memory");
		ok = false;
	}
	if (!ok) {
		tree_free(f.tree);
		world_free(told.world);
		return false;
	}
	if (!model_begin(m, f.tree, told.world)) {
		*machine_failed = true;
		diag_set(d, path, 0, 0, "out of memory");
		return false;
	}
	m->kernel = told.kernel;
	tell_of_trace(m, path, told.words);
	return true;
}

bool model_trace_refuses(const struct model *m, struct diag *d)
{
	if (!tracing_is_seen(m))
		return false;
	diag_set(d, NULL, 0, 0, "a trace alone has no state to ask on: open one, or go on looking");
	return true;
}

/* ---- counting ---- */

static void count_one(struct tracing *t, struct model *m, uint64_t at, int64_t by)
{
	struct event e;

	if (tree_read(m->tree, t->branch, at, &e))
		traced_count(&t->tally, &e, by);
}

const struct traced_tally *tracing_tally(struct model *m)
{
	size_t branch = tree_chosen(m->tree);
	struct tracing *t = m->tracing;

	if (!t)
		t = m->tracing = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	if (t->branch != branch)
		*t = (struct tracing){ .branch = branch };
	while (t->at < tape_at(m->tape))
		count_one(t, m, t->at++, 1);
	while (t->at > tape_at(m->tape))
		count_one(t, m, --t->at, -1);
	return &t->tally;
}
