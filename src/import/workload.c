/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * workload.c - a trace run on the state it began with, event by event.
 *
 *	mm_page_alloc           a request; its page is compared
 *	mm_page_free            a free, or the first half of one (trace_pair_frees())
 *	mm_page_free_batched    the second half
 *	mm_page_pcpu_drain      must be what the free before it drained; else it came from outside
 *	..._alloc_zone_locked   must be what the request behind it took from the buddy lists
 *	bs_bulk, refresh_...    what only probes tell: bulk requests, the vmstat worker
 *
 * What a trace does not tell is taken to be as in the state: the asking task's cpuset, its node, no
 * mempolicy and no nodemask.
 */
#include "import/workload.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/request.h"
#include "import/recording.h"
#include "workload_inside.h"

/* ---- what requests do ---- */

static void keep_event(void *self, const struct event *e)
{
	struct workload *l = self;
	size_t room = l->room ? 2 * l->room : 256;

	if (l->nr_events == l->room) {
		struct event *more = realloc(l->event, room * sizeof *more);

		if (!more) {
			l->out_of_memory = true;
			return;
		}
		l->event = more;
		l->room = room;
	}
	l->event[l->nr_events++] = *e;
}

void workload_settle(struct workload *l)
{
	l->nr_events = 0;
}

void workload_undo(struct workload *l, size_t from)
{
	while (l->nr_events > from)
		world_revert(l->w, &l->event[--l->nr_events]);
}

struct result workload_ask(struct workload *l, const struct request *r)
{
	if (l->options->before)
		l->options->before(l->options->self, r);
	l->o->requests++;
	return request_run(l->m, r);
}

bool queue_add(struct pfn_queue *q, pfn_t pfn)
{
	size_t room = q->room ? 2 * q->room : 64;
	pfn_t *more;

	if (q->begin == q->end)
		q->begin = q->end = 0;
	if (q->end == q->room) {
		more = realloc(q->pfn, room * sizeof *more);
		if (!more)
			return false;
		q->pfn = more;
		q->room = room;
	}
	q->pfn[q->end++] = pfn;
	return true;
}

static void enqueue(struct workload *l, struct pfn_queue *q, pfn_t pfn)
{
	if (!queue_add(q, pfn))
		l->out_of_memory = true;
}

/* ---- blocks between the PCP and the buddy lists ---- */

/* Blocks that what ran since the last settling drained will be in the trace next. */
static void expect_drains(struct workload *l)
{
	for (size_t i = 0; i < l->nr_events; i++)
		if (l->event[i].kind == EVENT_PCP_DEL)
			enqueue(l, &l->draining, l->event[i].pfn);
}

/*
 * The blocks that the last request took from the buddy lists, against those traced before it. What
 * the kernel takes in another way than __rmqueue_smallest() is not traced, so some may be skipped.
 */
static void compare_refill(struct workload *l, pfn_t answer)
{
	struct pfn_queue *q = &l->locked;
	bool refilled = false;

	l->o->refills.traced += (int64_t)(q->end - q->begin);
	for (size_t i = 0; i < l->nr_events && q->begin < q->end; i++) {
		if (l->event[i].kind != EVENT_PCP_ADD)
			continue;
		refilled = true;
		if (l->event[i].pfn == q->pfn[q->begin]) {
			q->begin++;
			l->o->refills.predicted++;
		}
	}
	if (!refilled && q->begin < q->end && q->pfn[q->begin] == answer)
		l->o->refills.predicted++;
	q->begin = q->end = 0;
}

static void forget_drains(struct workload *l)
{
	struct pfn_queue *q = &l->draining;

	l->o->drains.untraced += (int64_t)(q->end - q->begin);
	q->begin = q->end = 0;
}

static void run_drain(struct workload *l, const struct trace_event *e)
{
	struct pfn_queue *q = &l->draining;
	size_t n;

	if (q->begin < q->end && q->pfn[q->begin] == e->pfn) {
		q->begin++;
		l->o->drains.traced++;
		l->o->drains.predicted++;
		return;
	}
	forget_drains(l);
	l->stopped = l->strict;
	if (l->stopped)
		return;
	n = workload_drain(l);
	l->o->drains.traced += (int64_t)n;
	l->at += n - 1;
}

/* ---- pages ---- */

static void miss(struct workload *l, struct workload_miss m)
{
	struct workload_outcome *o = l->o;
	struct workload_miss *more;

	o->missed[m.cause]++;
	if (o->nr_misses == MAX_MISSES_KEPT)
		return;
	/* Doubled at powers of two. */
	if (!(o->nr_misses & (o->nr_misses - 1))) {
		size_t room = o->nr_misses ? 2 * o->nr_misses : 1;

		more = realloc(o->miss, room * sizeof *more);
		if (!more) {
			l->out_of_memory = true;
			return;
		}
		o->miss = more;
	}
	o->miss[o->nr_misses++] = m;
}

struct request traced_request(const struct trace_event *e)
{
	return (struct request){ .op = e->kind == TRACE_BULK ? REQ_BULK : REQ_ALLOC,
				 .order = e->order, .gfp = e->gfp, .nid = e->nid, .pfn = NO_PFN,
				 .want = e->want };
}

/* A request that failed after it slept is one that the simulation ends where it would sleep. */
static bool as_traced(const struct trace_event *e, const struct result *r)
{
	return r->pfn == e->pfn && r->status != REQUEST_INVALID;
}

static void run_alloc(struct workload *l, const struct trace_event *e)
{
	struct request r = traced_request(e);
	struct result res = workload_ask(l, &r);
	struct workload_miss m = { .line = e->line, .expected = e->pfn, .got = res.pfn,
				   .order = e->order };

	l->o->pages++;
	if (as_traced(e, &res)) {
		l->o->exact++;
		compare_refill(l, res.pfn);
		return;
	}
	l->locked.begin = l->locked.end = 0;
	m.cause = workload_reconcile(l, &res);
	miss(l, m);
}

static bool room_for_bulk(struct workload *l, size_t pages)
{
	pfn_t *more;

	if (pages <= l->pages_room)
		return true;
	more = realloc(l->pages, pages * sizeof *more);
	if (!more) {
		l->out_of_memory = true;
		return false;
	}
	l->pages = more;
	l->pages_room = pages;
	return true;
}

/* One page got in the ordinary way has been traced as such. */
static bool is_told_before(const struct workload *l, const struct trace_event *e)
{
	const struct trace_event *before = l->at ? &l->trace.event[l->at - 1] : NULL;

	return e->got == 1 && before && before->kind == TRACE_ALLOC &&
	       before->pfn == l->trace.page[e->pages];
}

static void run_bulk(struct workload *l, const struct trace_event *e)
{
	struct request r = traced_request(e);
	const pfn_t *page = l->trace.page + e->pages;
	struct result res;
	bool same;

	if (is_told_before(l, e) || !room_for_bulk(l, e->want))
		return;
	r.pages = l->pages;
	res = workload_ask(l, &r);
	same = res.status != REQUEST_INVALID && res.got == e->got;
	l->o->influences[CAUSE_BULK_TRACED]++;
	l->o->pages += e->got;
	for (uint32_t i = 0; same && i < e->got; i++)
		same = l->pages[i] == page[i];
	if (same) {
		l->o->exact += e->got;
		compare_refill(l, NO_PFN);
		return;
	}
	if (!l->strict)
		workload_undo(l, 0);
	for (uint32_t i = 0; i < e->got; i++) {
		miss(l, (struct workload_miss){
				.line = e->line, .expected = page[i],
				.got = i < res.got ? l->pages[i] : NO_PFN,
				.cause = l->lost ? CAUSE_LOST : CAUSE_UNEXPLAINED });
		if (!l->strict)
			workload_take(l, page[i], 0);
	}
}

static void run_free(struct workload *l, const struct trace_event *e)
{
	unsigned order = e->order;

	if (e->kind == TRACE_FREE)
		l->o->frees++;
	if (e->flags & TRACE_PREPARES) {
		l->prepared[e->pfn] = (uint8_t)(order + 1);
		return;
	}
	if (e->flags & TRACE_ANNOUNCES)
		return;
	if (l->prepared[e->pfn]) {
		order = l->prepared[e->pfn] - 1u;
		l->prepared[e->pfn] = 0;
	}
	if (!workload_free(l, e->pfn, order, e->flags & TRACE_COLD))
		l->o->influences[CAUSE_UNTRACED_ALLOC]++;
	expect_drains(l);
}

static void run_tick(struct workload *l, const struct trace_event *e)
{
	struct request r = { .op = e->flags & TRACE_QUIET ? REQ_QUIET_TICK : REQ_TICK,
			     .nid = NID_LOCAL, .pfn = NO_PFN };

	workload_ask(l, &r);
	l->o->influences[CAUSE_TICK]++;
	expect_drains(l);
}

/* ---- who asks ---- */

static void set_task(struct workload *l, enum task_field field, int64_t value)
{
	struct event change = { .kind = EVENT_TASK, .zone = NO_ZONE, .pfn = NO_PFN,
				.link = NO_PFN, .v = { 0, value, field } };
	struct request r = { .op = REQ_SET, .nid = NID_LOCAL, .pfn = NO_PFN, .changes = &change,
			     .nr_changes = 1 };

	if (l->w->task[field] != value)
		workload_ask(l, &r);
}

static void set_scene(struct workload *l, const struct trace_event *e)
{
	set_task(l, TASK_CONTEXT, e->context);
	if (e->cpu < l->w->nr_cpus)
		set_task(l, TASK_CPU, e->cpu);
	workload_settle(l);
}

static void run_event(struct workload *l, const struct trace_event *e)
{
	if (e->kind != TRACE_DRAIN)
		forget_drains(l);
	if (e->kind != TRACE_LOST)
		set_scene(l, e);
	switch (e->kind) {
	case TRACE_ALLOC:
		run_alloc(l, e);
		break;
	case TRACE_BULK:
		run_bulk(l, e);
		break;
	case TRACE_FREE:
	case TRACE_FREE_BATCHED:
		run_free(l, e);
		break;
	case TRACE_LOCKED:
		if (e->pfn != NO_PFN)
			enqueue(l, &l->locked, e->pfn);
		break;
	case TRACE_DRAIN:
		run_drain(l, e);
		break;
	case TRACE_TICK:
		run_tick(l, e);
		break;
	case TRACE_LOST:
		l->lost = true;
		break;
	default:
		break;
	}
	workload_settle(l);
}

/* ---- the whole ---- */

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
		run_event(l, e);
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
	if (!l->m || !l->prepared || !machine_listen(l->m, (struct sink){ keep_event, l }))
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
	trace_read(l->trace_file, l->k, &l->trace, l->d);
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
	forget_drains(l);
	if (l->trace.partial && l->o->verdict != VERIFY_OUT_OF_MEMORY) {
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
