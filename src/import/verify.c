/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.c - a recorded kernel and the simulation, request by request.
 *
 * The first difference ends the comparison: behind it the two worlds are no longer the same, and
 * nothing that follows would mean anything.
 */
#include "import/verify.h"

#include <stdlib.h>
#include <string.h>

#include "core/invariants.h"
#include "core/request.h"
#include "core/words.h"

/* The events of the request that runs. */
struct request_events {
	struct event *event;
	size_t n, room;
	bool short_of_memory;
};

struct verifying {
	struct recording *recording;
	struct recorded_state first;
	struct machine *machine;
	struct audit *audit;
	struct request_events events;
	pfn_t *pages;           /* of a bulk request */
	size_t room;
	const struct verify_options *options;
	struct verify_outcome *o;
	struct diag *d;
};

/* ---- the ladder ---- */

static void keep_event(void *self, const struct event *e)
{
	struct request_events *r = self;

	if (e->kind == EVENT_REQUEST)
		r->n = 0;
	if (r->n == r->room) {
		size_t room = r->room ? 2 * r->room : 256;
		struct event *more = realloc(r->event, room * sizeof *more);

		if (!more) {
			r->short_of_memory = true;
			return;
		}
		r->event = more;
		r->room = room;
	}
	r->event[r->n++] = *e;
}

static void print_ladder_line(void *self, unsigned depth, const char *text)
{
	fprintf(self, "%*s%s\n", (int)depth * 2, "", text);
}

static void keep_ladder(struct verifying *v)
{
	struct speaker s = { machine_kernel(v->machine), v->first.world };
	FILE *f;

	free(v->o->ladder.text);
	v->o->ladder = (struct ladder_text){ NULL, 0 };
	f = open_memstream(&v->o->ladder.text, &v->o->ladder.size);
	if (!f)
		return;
	narrate(&s, v->events.event, v->events.n, print_ladder_line, f);
	fclose(f);
}

/* ---- one request ---- */

static bool differ_at(struct verifying *v, int64_t request, const char *when)
{
	v->o->verdict = VERIFY_DIFFERS;
	v->o->at = request;
	snprintf(v->o->when, sizeof v->o->when, "%s", when);
	return false;
}

/* The zone that answered, as the recorder saw it just after the request. */
static bool same_zone_answer(struct verifying *v, const struct recorded_op *op)
{
	const struct world *w = v->first.world;
	const struct zone *z = &w->zone[op->zone];
	const struct pcp *pcp = world_pcp(w, op->zone, (unsigned)w->task[TASK_CPU]);
	struct difference *d = &v->o->difference;
	zid_t zone;

	if (!op->has_zone)
		return true;
	zone = world_zone_of(w, op->pfn);
	if (zone != op->zone)
		return differs(d, op->zone, zone, "zone");
	if (pageblock_type(w, op->pfn) != op->migratetype)
		return differs(d, op->migratetype, pageblock_type(w, op->pfn), "pageblock type");
	if (z->vm_stat[NR_FREE_PAGES] != op->nr_free)
		return differs(d, op->nr_free, z->vm_stat[NR_FREE_PAGES], "nr_free");
	if (pcp->count != op->pcp_count)
		return differs(d, op->pcp_count, pcp->count, "pcp count");
	if (pcp->high != op->pcp_high)
		return differs(d, op->pcp_high, pcp->high, "pcp high");
	return z->watermark_boost == op->boost ||
	       differs(d, op->boost, z->watermark_boost, "watermark_boost");
}

static bool same_alloc(struct verifying *v, const struct recorded_op *op, const struct result *r)
{
	v->o->pages++;
	if (r->status == REQUEST_WOULD_SLEEP)
		return differs(&v->o->difference, op->pfn, r->pfn,
			       "pfn (the simulation would sleep here)");
	if (r->pfn != op->pfn)
		return differs(&v->o->difference, op->pfn, r->pfn, "pfn");
	v->o->exact++;
	return same_zone_answer(v, op);
}

static bool same_bulk(struct verifying *v, const struct recorded_op *op, const struct result *r)
{
	v->o->pages += op->got;
	for (unsigned i = 0; i < op->got && i < r->got; i++) {
		if (op->pages[i] != v->pages[i])
			return differs(&v->o->difference, op->pages[i], v->pages[i],
				       "pfn of page %u", i);
		v->o->exact++;
	}
	return r->got == op->got || differs(&v->o->difference, op->got, r->got, "number of pages");
}

static bool same_answer(struct verifying *v, const struct recorded_op *op, const struct result *r)
{
	if (r->status == REQUEST_INVALID) {
		differs(&v->o->difference, 0, 0, "the request was refused: %s", r->refused);
		return false;
	}
	switch (op->kind) {
	case RECORDED_ALLOC:
		return same_alloc(v, op, r);
	case RECORDED_BULK:
		return same_bulk(v, op, r);
	case RECORDED_UNRESERVE:
		return r->got == op->got ||
		       differs(&v->o->difference, op->got, r->got, "result of unreserve");
	default:
		return same_zone_answer(v, op);
	}
}

static enum request_op request_of(enum recorded_kind kind)
{
	switch (kind) {
	case RECORDED_BULK:
		return REQ_BULK;
	case RECORDED_FREE:
		return REQ_FREE;
	case RECORDED_SPLIT:
		return REQ_SPLIT;
	case RECORDED_DRAIN:
		return REQ_DRAIN;
	case RECORDED_UNRESERVE:
		return REQ_UNRESERVE;
	case RECORDED_SET:
		return REQ_SET;
	default:
		return REQ_ALLOC;
	}
}

struct request recorded_request(const struct recorded_op *op)
{
	return (struct request){ .op = request_of(op->kind), .order = op->order, .gfp = op->gfp,
				 .nid = op->nid,
				 .nodemask = op->has_nodemask ? &op->nodemask : NULL,
				 .pfn = op->pfn, .want = op->want, .force = op->force,
				 .cold = op->cold, .changes = &op->change, .nr_changes = 1 };
}

static bool room_for_bulk(struct verifying *v, size_t pages)
{
	pfn_t *more;

	if (pages <= v->room)
		return true;
	more = realloc(v->pages, pages * sizeof *more);
	if (!more) {
		v->o->verdict = VERIFY_OUT_OF_MEMORY;
		return false;
	}
	v->pages = more;
	v->room = pages;
	return true;
}

static bool holds(struct verifying *v, int64_t at)
{
	const struct breach *b = v->audit ? audit_breach(v->audit, NULL) : NULL;

	if (!b)
		return true;
	differs(&v->o->difference, 0, 0, "invariant: %.100s", b->text);
	return differ_at(v, at, "");
}

static bool run_request(struct verifying *v, const struct recorded_op *op)
{
	struct request r = recorded_request(op);
	struct result res;
	bool same;

	if (!room_for_bulk(v, op->want))
		return false;
	r.pages = v->pages;
	if (v->options->before)
		v->options->before(v->options->self, &r);
	res = request_run(v->machine, &r);
	v->o->requests++;
	same = same_answer(v, op, &res);
	if (v->options->show == op->i || (v->options->trace && !same))
		keep_ladder(v);
	return same ? holds(v, op->i) : differ_at(v, op->i, "");
}

/* ---- states ---- */

static bool bad_input(struct verifying *v)
{
	const char *line = recording_line(v->recording);

	v->o->verdict =
		recording_out_of_memory(v->recording) ? VERIFY_OUT_OF_MEMORY : VERIFY_BAD_INPUT;
	v->o->bad_line = line ? strdup(line) : NULL;
	return false;
}

static bool derived_agrees(struct verifying *v, const struct recorded_state *s, int64_t at)
{
	if (same_derived(s, v->o->kernel, &v->o->difference))
		return true;
	return differ_at(v, at, s->when);
}

static bool compare_state(struct verifying *v, int64_t at)
{
	struct recorded_state s;
	struct breach b;
	bool same;

	if (!recording_state(v->recording, &s, v->d))
		return bad_input(v);
	v->o->states++;
	v->o->kswapd_same = same_kswapd(s.world, v->first.world);
	same = same_results(&s, v->first.world, &v->o->difference) || differ_at(v, at, s.when);
	same = same && derived_agrees(v, &s, at);
	if (same && v->audit && !world_holds_invariants(v->first.world, &b)) {
		differs(&v->o->difference, 0, 0, "invariant: %.100s", b.text);
		same = differ_at(v, at, s.when);
	}
	recorded_state_free(&s);
	return same;
}

static bool run_requests(struct verifying *v)
{
	struct recorded_op op;
	int64_t last = -1;

	for (;;) {
		if (!recording_op(v->recording, &op, v->d))
			return bad_input(v);
		v->o->alone = op.kind == RECORDED_NONE;
		if (op.kind == RECORDED_NONE)
			return true;
		if (op.kind == RECORDED_END)
			return compare_state(v, last);
		last = op.i;
		if (op.kind == RECORDED_SNAP ? !compare_state(v, last) : !run_request(v, &op))
			return false;
	}
}

/* ---- the whole ---- */

static bool set_up(struct verifying *v)
{
	const struct recording_head *head = recording_head(v->recording);
	bool listening = v->options->trace || v->options->show >= 0, ok;

	v->machine = machine_new(v->first.world, head->kernel);
	ok = v->machine &&
	     (!listening ||
			    machine_listen(v->machine, (struct sink){ keep_event, &v->events }));
	if (ok && v->options->audit) {
		v->audit = audit_new(v->machine);
		ok = v->audit && machine_listen(v->machine, audit_sink(v->audit));
	}
	if (!ok)
		v->o->verdict = VERIFY_OUT_OF_MEMORY;
	else if (v->options->made)
		v->options->made(v->options->self, v->machine, head->name);
	return ok;
}

static void note_what_is_there(struct verifying *v)
{
	v->o->zonelists_compared = v->first.nr_zonelists != 0;
	for (unsigned n = 0; n < v->first.world->nr_nodes; n++)
		v->o->dirty_compared |= v->first.node_dirty_ok[n] >= 0;
}

static void run(struct verifying *v)
{
	const struct recording_head *head = recording_head(v->recording);
	bool exact = false;

	snprintf(v->o->name, sizeof v->o->name, "%s", head->name);
	v->o->kernel = head->kernel;
	if (!recording_state(v->recording, &v->first, v->d)) {
		bad_input(v);
		return;
	}
	note_what_is_there(v);
	if (set_up(v))
		exact = derived_agrees(v, &v->first, -1) && run_requests(v);
	if (exact)
		v->o->verdict = VERIFY_EXACT;
	if (v->events.short_of_memory)
		v->o->verdict = VERIFY_OUT_OF_MEMORY;
	audit_free(v->audit);
	machine_free(v->machine);
	recorded_state_free(&v->first);
}

void verify_recording(const char *path, const struct verify_options *options,
		      struct verify_outcome *o, struct diag *d)
{
	struct verifying v = { .options = options, .o = o, .d = d };

	*o = (struct verify_outcome){ .verdict = VERIFY_BAD_INPUT, .at = -1 };
	v.recording = recording_open(path, d);
	if (v.recording) {
		run(&v);
		recording_close(v.recording);
	}
	free(v.events.event);
	free(v.pages);
}

void verify_done(struct verify_outcome *o)
{
	free(o->ladder.text);
	free(o->bad_line);
}
