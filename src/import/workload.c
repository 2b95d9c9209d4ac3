/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * workload.c - a state, a trace run on it, the state afterwards.
 *
 *	state "before"  -->  workload_events.c: event by event  -->  compared with state "after"
 *	                        \-- workload_cause.c: a page that was not predicted
 */
#include "import/workload.h"

#include <stdlib.h>
#include <string.h>

#include "import/recording.h"
#include "workload_inside.h"

static bool bad_input(struct workload *l, unsigned line, const char *what)
{
	diag_set(l->d, l->trace_file, line, 0, "%s", what);
	l->o->verdict = VERIFY_BAD_INPUT;
	l->o->partial = true;
	return false;
}

static bool inside_machine(struct workload *l, const struct trace_event *e)
{
	pfn_t end = l->w->end_pfn;

	if (e->kind == TRACE_LOST || e->kind == TRACE_TICK)
		return true;
	if (e->pfn != NO_PFN && e->pfn >= end)
		return false;
	for (uint32_t i = 0; i < e->got; i++)
		if (l->trace.page[e->pages + i] >= end)
			return false;
	return true;
}

/* False if what is wrong is in the outcome. */
static bool holds(struct workload *l, const struct trace_event *e)
{
	const struct breach *b = l->audit ? audit_breach(l->audit, NULL) : NULL;

	if (l->out_of_memory) {
		l->o->verdict = VERIFY_OUT_OF_MEMORY;
		return false;
	}
	if (b) {
		differs(&l->o->difference, 0, 0, "invariant at line %u: %.90s", e->line, b->text);
		return false;
	}
	if (l->stopped || (l->strict && l->o->nr_misses)) {
		l->o->stopped_at = e->line;
		l->o->partial = true;
		return false;
	}
	return true;
}

static bool run_events(struct workload *l)
{
	for (l->at = 0; l->at < l->trace.n; l->at++) {
		const struct trace_event *e = &l->trace.event[l->at];

		l->o->events++;
		if (!inside_machine(l, e))
			return bad_input(l, e->line,
					 "a page frame behind the end of the state's memory");
		workload_event(l, e);
		if (!holds(l, e))
			return false;
	}
	return true;
}

static bool compare_end(struct workload *l, struct recording *r)
{
	struct recorded_state s;

	snprintf(r->when, sizeof r->when, "after");
	r->ended = true;
	if (!recording_state(r, &s, l->d)) {
		const char *line = recording_line(r);

		l->o->verdict =
			recording_out_of_memory(r) ? VERIFY_OUT_OF_MEMORY : VERIFY_BAD_INPUT;
		l->o->bad_line = line ? strdup(line) : NULL;
		return false;
	}
	l->o->end_compared = true;
	l->o->kswapd_same = same_kswapd(s.world, l->w);
	l->o->end_same = same_results(&s, l->w, &l->o->difference);
	recorded_state_free(&s);
	return true;
}

/* Pages put in use by force must leave lists and counters that agree. */
static bool agrees_with_itself(struct workload *l)
{
	struct breach b;

	if (world_holds_invariants(l->w, &b))
		return true;
	differs(&l->o->difference, 0, 0, "invariant at the end: %.90s", b.text);
	return false;
}

static bool set_up(struct workload *l, const struct recording_head *head)
{
	l->w = l->first.world;
	l->k = head->kernel;
	l->strict = l->options->audit || l->options->before;
	l->m = machine_new(l->w, l->k);
	l->prepared = calloc((size_t)l->w->end_pfn + 1, 1);
	if (!l->m || !l->prepared || !machine_listen(l->m, (struct sink){ workload_keep, l }))
		return false;
	if (l->options->audit) {
		l->audit = audit_new(l->m);
		if (!l->audit || !machine_listen(l->m, audit_sink(l->audit)))
			return false;
	}
	if (l->options->made)
		l->options->made(l->options->self, l->m, head->name);
	return true;
}

/* An error of the trace does not spoil what stands before it. */
static bool read_trace(struct workload *l)
{
	trace_read(l->trace_file, l->k, &l->trace);
	l->o->others = (int64_t)l->trace.others;
	l->o->lost = (int64_t)l->trace.lost;
	l->lost = l->trace.lost && !l->trace.n;
	return !l->trace.out_of_memory && trace_pair_frees(&l->trace, l->w->end_pfn);
}

static void run(struct workload *l, struct recording *r)
{
	const struct recording_head *head = recording_head(r);
	bool whole;

	l->o->kernel = head->kernel;
	snprintf(l->o->name, sizeof l->o->name, "%s", head->name);
	if (!recording_state(r, &l->first, l->d)) {
		const char *line = recording_line(r);

		l->o->bad_line = line ? strdup(line) : NULL;
		return;
	}
	l->o->verdict = VERIFY_OUT_OF_MEMORY;
	if (!set_up(l, head) || !read_trace(l))
		return;
	l->o->verdict = VERIFY_DIFFERS;
	whole = run_events(l) && agrees_with_itself(l);
	workload_forget_drains(l);
	if (l->trace.partial && l->o->verdict == VERIFY_DIFFERS) {
		*l->d = l->trace.d;
		l->o->verdict = VERIFY_BAD_INPUT;
		l->o->partial = true;
		l->o->bad_line = l->trace.bad_line ? strdup(l->trace.bad_line) : NULL;
	} else if (whole && compare_end(l, r) && l->o->end_same &&
		   l->o->exact == l->o->pages) {
		l->o->verdict = VERIFY_EXACT;
	}
}

void verify_workload(struct workload_files files, const struct verify_options *options,
		     struct workload_outcome *o, struct diag *d)
{
	struct workload l = { .options = options, .o = o, .d = d, .trace_file = files.trace };
	struct recording *r;

	*o = (struct workload_outcome){ .verdict = VERIFY_BAD_INPUT };
	r = recording_open(files.state, d);
	if (r) {
		run(&l, r);
		recording_close(r);
	}
	audit_free(l.audit);
	machine_free(l.m);
	recorded_state_free(&l.first);
	trace_free(&l.trace);
	free(l.prepared);
	free(l.draining.pfn);
	free(l.locked.pfn);
	free(l.pages);
	free(l.event);
}

void workload_done(struct workload_outcome *o)
{
	free(o->miss);
	free(o->bad_line);
	*o = (struct workload_outcome){ 0 };
}
