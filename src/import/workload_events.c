/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * workload_events.c - one event of a trace, made a request or held against the last one.
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
#include "workload_inside.h"

#include <stdlib.h>

#include "core/request.h"

/* ---- what requests do ---- */

void workload_keep(void *self, const struct event *e)
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

static bool queue_add(struct pfn_queue *q, pfn_t pfn)
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

void workload_forget_drains(struct workload *l)
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
	workload_forget_drains(l);
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

void workload_event(struct workload *l, const struct trace_event *e)
{
	if (e->kind != TRACE_DRAIN)
		workload_forget_drains(l);
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
