/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replay.c - the proof: the same first state and the same requests give the same events.
 *
 * Nothing of the recorded events is used to run, only to compare; except that a branch begins in a
 * world that its parents' events lead to, and those are proved themselves.
 *
 * Numbers differ by design: a machine counts its events and requests from its own beginning, a
 * file through all its sessions. What is compared is the place within the request.
 */
#include "replay.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernels.h"
#include "core/synthesised.h"
#include "record/content.h"
#include "text/version.h"

struct proof {
	struct reader *r;
	struct replay_outcome *o;
	struct diag *d;

	const struct reader_session *session;
	const struct reader_branch *branch;
	const struct world *first;      /* of the session */
	struct machine *machine;
	const struct reader_request *request;
	int64_t position;               /* of the next event in the request */
	pfn_t *pages;                   /* of bulk requests */
	size_t room;
};

/* ---- outcomes ---- */

static bool says_different(struct proof *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static void append(struct replay_outcome *o, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/* A text that grows; what no longer fits is cut. */
static void append(struct replay_outcome *o, const char *fmt, va_list ap)
{
	size_t n = strlen(o->text);

	vsnprintf(o->text + n, sizeof o->text - n, fmt, ap);
}

static void add(struct replay_outcome *o, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct replay_outcome *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	append(o, fmt, ap);
	va_end(ap);
}

/* A difference is called one only if this program is the one that recorded. */
static bool says_different(struct proof *p, const char *fmt, ...)
{
	struct replay_outcome *o = p->o;
	bool same = p->session->same_kernel && strcmp(p->session->version, BUDDYSCOPE_VERSION) == 0;
	va_list ap;

	o->verdict = same ? REPLAY_DIFFERS : REPLAY_UNPROVABLE;
	o->session = p->session->id;
	o->request = p->request ? p->request->id : 0;
	o->seq = p->request ? p->request->first_seq + p->position : -1;
	o->text[0] = '\0';
	add(o, "session %" PRId64, o->session);
	if (p->request)
		add(o, ", request %" PRId64, o->request);
	if (p->request && p->request->statement)
		add(o, " (%.60s)", p->request->statement);
	add(o, ": ");
	va_start(ap, fmt);
	append(o, fmt, ap);
	va_end(ap);
	if (!same)
		add(o, "; recorded by buddyscope %.40s%s, this is %s: cannot prove",
		    p->session->version,
		    p->session->same_kernel ? "" : ", with another kernel table",
		    BUDDYSCOPE_VERSION);
	return false;
}

static bool cannot_prove(struct proof *p, const char *why)
{
	p->o->verdict = REPLAY_UNPROVABLE;
	p->o->session = p->session->id;
	snprintf(p->o->text, sizeof p->o->text,
		 "session %" PRId64 ": recorded by buddyscope %.40s; %s: cannot prove",
		 p->session->id, p->session->version, why);
	return false;
}

static bool reader_failed(struct proof *p)
{
	p->o->verdict = reader_machine_failed(p->r) ? REPLAY_MACHINE_FAILED : REPLAY_BAD_INPUT;
	return false;
}

static bool out_of_memory(struct proof *p)
{
	diag_set(p->d, NULL, 0, 0, "out of memory");
	p->o->verdict = REPLAY_MACHINE_FAILED;
	return false;
}

/* ---- one event ---- */

enum { NR_EVENT_FIELDS = 16 };

static void event_fields(const struct event *e, int64_t out[NR_EVENT_FIELDS])
{
	const int64_t fields[] = { e->depth, e->rung,  e->zone,        e->cpu,     e->pfn, e->link,
				   e->order, e->migratetype, e->verdict, e->flags };

	memcpy(out, fields, sizeof fields);
	memcpy(out + 10, e->v, sizeof e->v);
}

static const char *field_name(const struct event *e, int field)
{
	static const char name[][12] = {
		"depth", "rung",  "zone",        "cpu",     "pfn",
		"link",  "order", "migratetype", "verdict", "flags",
	};
	const char *number;

	if (field < 10)
		return name[field];
	number = event_info[e->kind].value[field - 10];
	return number ? number : "an unnamed number";
}

static bool same_event(struct proof *p, const struct event *recorded, const struct event *here)
{
	int64_t was[NR_EVENT_FIELDS], is[NR_EVENT_FIELDS];

	if (recorded->kind != here->kind)
		return says_different(p, "event %" PRIu64 " is %s in the recording, %s here",
				      recorded->seq, event_info[recorded->kind].name,
				      event_info[here->kind].name);
	event_fields(recorded, was);
	event_fields(here, is);
	for (int i = 0; i < NR_EVENT_FIELDS; i++)
		if (was[i] != is[i])
			return says_different(p, "event %" PRIu64 ", %s: %s is %" PRId64
					      " in the recording, %" PRId64 " here",
					      recorded->seq, event_info[here->kind].name,
					      field_name(here, i), was[i], is[i]);
	return true;
}

/* The machine tells an event: is it the row that comes next? */
static void compare(void *self, const struct event *e)
{
	struct proof *p = self;
	struct reader_event recorded;
	bool more;

	if (p->o->verdict != REPLAY_IDENTICAL)
		return;
	if (!reader_next_event(p->r, &recorded, &more, p->d)) {
		reader_failed(p);
		return;
	}
	if (!more) {
		says_different(p, "the recording ends, here %s follows", event_info[e->kind].name);
		return;
	}
	if (recorded.e.request != p->request->id ||
	    (int64_t)recorded.e.seq != p->request->first_seq + p->position) {
		says_different(p, "the recording goes on with event %" PRIu64 ", here %s follows",
			       recorded.e.seq, event_info[e->kind].name);
		return;
	}
	if (!same_event(p, &recorded.e, e))
		return;
	p->position++;
	p->o->events++;
}

/* ---- one request ---- */

static bool room_for_bulk(struct proof *p, size_t pages)
{
	pfn_t *more;

	if (pages > p->first->end_pfn)
		pages = p->first->end_pfn;      /* there are no more to be had */
	if (pages < p->room)
		return true;
	more = realloc(p->pages, (pages + 1) * sizeof *more);
	if (!more)
		return out_of_memory(p);
	p->pages = more;
	p->room = pages + 1;
	return true;
}

static bool same_keyframe(struct proof *p)
{
	struct world *w = reader_keyframe(p->r, p->branch, p->request->last_seq, p->first, p->d);
	bool same;

	if (!w)
		return !p->d->message[0] || reader_failed(p);
	same = world_equal(w, machine_world(p->machine));
	world_free(w);
	return same || says_different(p, "the keyframe behind it holds another world");
}

static bool prove_request(struct proof *p, struct reader_request *q)
{
	if (q->q.op == REQ_BULK && !room_for_bulk(p, q->q.want))
		return false;
	q->q.pages = p->pages;
	p->request = q;
	p->position = 0;
	request_run(p->machine, &q->q);
	if (p->o->verdict != REPLAY_IDENTICAL)
		return false;
	if (p->position != q->last_seq - q->first_seq + 1)
		return says_different(p, "%" PRId64 " events in the recording, %" PRId64 " here",
				      q->last_seq - q->first_seq + 1, p->position);
	p->o->requests++;
	return same_keyframe(p);
}

/* ---- one branch ---- */

static bool prove_requests(struct proof *p)
{
	bool more = true, ok = reader_requests_from(p->r, p->branch, 0, p->d) &&
			       reader_events_from(p->r, p->branch, 0, p->d);

	if (!ok)
		return reader_failed(p);
	while (ok && more) {
		struct reader_request q;

		if (!reader_next_request(p->r, &q, &more, p->d))
			return reader_failed(p);
		if (!more)
			break;
		ok = prove_request(p, &q);
		p->request = NULL;
		reader_request_done(&q);
	}
	return ok;
}

/* NULL with the outcome told. */
static struct world *branch_start(struct proof *p)
{
	const struct reader_branch *parent = reader_branch_by_id(p->r, p->branch->parent);
	char misfit[MISFIT_TEXT];
	struct world *w;

	if (!parent) {
		w = world_copy(p->first);
		if (!w)
			out_of_memory(p);
		return w;
	}
	w = reader_world_at(p->r, parent, p->branch->fork_seq, p->d);
	if (!w) {
		reader_failed(p);
	} else if (!world_is_sound(w, misfit)) {
		says_different(p, "branch %" PRId64 " begins in an impossible world: %s",
			       p->branch->id, misfit);
		world_free(w);
		w = NULL;
	}
	return w;
}

static bool prove_branch(struct proof *p)
{
	struct world *w = branch_start(p);
	bool ok;

	if (!w)
		return false;
	p->machine = machine_new(w, p->session->kernel);
	ok = p->machine && machine_listen(p->machine, (struct sink){ compare, p });
	ok = ok ? prove_requests(p) : out_of_memory(p);
	machine_free(p->machine);
	world_free(w);
	p->o->branches += ok;
	return ok;
}

/* ---- sessions ---- */

static bool prove_session(struct proof *p, int64_t branch)
{
	struct world *first;
	bool ok = true;

	if (!p->session->same_events)
		return cannot_prove(p, "its event list differs");
	if (!p->session->kernel)
		return cannot_prove(p, "its kernel is not known here");
	first = reader_first_world(p->r, p->session, p->d);
	if (!first)
		return reader_failed(p);
	p->first = first;
	if (world_is_unknown(first)) {
		world_free(first);
		return cannot_prove(p, "it is of a trace alone: there is no state to run it on");
	}
	for (size_t i = 0; ok && i < reader_nr_branches(p->r); i++) {
		p->branch = reader_branch(p->r, i);
		if (p->branch->session == p->session->id && (!branch || p->branch->id == branch))
			ok = prove_branch(p);
	}
	world_free(first);
	p->o->sessions += ok;
	return ok;
}

void replay_prove(struct reader *r, struct replay_scope scope, struct replay_outcome *o,
		  struct diag *d)
{
	struct proof p = { .r = r, .o = o, .d = d };
	bool ok = true;

	*o = (struct replay_outcome){ .verdict = REPLAY_IDENTICAL, .seq = -1 };
	for (size_t i = 0; ok && i < reader_nr_sessions(r); i++) {
		p.session = reader_session(r, i);
		if (!scope.session || scope.session == p.session->id)
			ok = prove_session(&p, scope.branch);
	}
	free(p.pages);
}
