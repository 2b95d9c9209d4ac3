/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * walk.c - from the first request of a session to the last of a branch.
 *
 * A branch leaves the one before it behind an event; requests of that one which end later are not
 * in its past:
 *
 *	branch 1   r1 r2 r3 | r4 r5
 *	branch 2            | r6 r7         its past is r1 r2 r3 r6 r7
 */
#include "walk.h"

#include <stdlib.h>

/* A branch, and the last of its events that counts. */
struct stretch {
	const struct reader_branch *branch;
	int64_t upto;
};

struct walk {
	const struct export_job *job;
	struct export_visitor visitor;
	struct diag *d;
	struct event *event;            /* of the request at hand */
	size_t n, room;
	struct reader_event ahead;      /* read, and of a later request */
	bool has_ahead;
};

static enum export_status out_of_memory(const struct walk *w)
{
	snprintf(w->d->message, sizeof w->d->message, "out of memory");
	return EXPORT_MACHINE_FAILED;
}

static enum export_status failed(const struct walk *w)
{
	return reader_machine_failed(w->job->reader) ? EXPORT_MACHINE_FAILED : EXPORT_BAD_INPUT;
}

/* ---- events ---- */

static bool keep_event(struct walk *w, const struct event *e)
{
	if (w->n == w->room) {
		size_t room = w->room ? 2 * w->room : 256;
		struct event *more = realloc(w->event, room * sizeof *more);

		if (!more)
			return false;
		w->event = more;
		w->room = room;
	}
	w->event[w->n++] = *e;
	return true;
}

/* Reads all events of this request, and one further. */
static enum export_status read_events(struct walk *w, int64_t request)
{
	w->n = 0;
	for (;;) {
		bool more = true;

		if (!w->has_ahead &&
		    !reader_next_event(w->job->reader, &w->ahead, &more, w->d))
			return failed(w);
		w->has_ahead = more;
		if (!more || w->ahead.e.request > request)
			return EXPORT_DONE;
		w->has_ahead = false;
		if (w->ahead.e.request == request && !keep_event(w, &w->ahead.e))
			return out_of_memory(w);
	}
}

static const struct event *find_result(const struct walk *w)
{
	for (size_t i = w->n; i > 0; i--)
		if (w->event[i - 1].kind == EVENT_RESULT)
			return &w->event[i - 1];
	return NULL;
}

/* ---- requests ---- */

static enum export_status visit(struct walk *w, const struct reader_request *asked)
{
	enum export_status status = read_events(w, asked->id);
	struct export_request q = { .asked = asked };

	if (status != EXPORT_DONE)
		return status;
	q.event = w->event;
	q.nr_events = w->n;
	q.result = find_result(w);
	return w->visitor.request(w->visitor.self, &q) ? EXPORT_DONE : out_of_memory(w);
}

static enum export_status walk_stretch(struct walk *w, const struct stretch *s)
{
	struct reader *r = w->job->reader;
	enum export_status status = EXPORT_DONE;
	struct reader_request q;
	bool more = true;

	w->has_ahead = false;
	if (!reader_requests_from(r, s->branch, 0, w->d) ||
	    !reader_events_from(r, s->branch, 0, w->d))
		return failed(w);
	while (status == EXPORT_DONE) {
		if (!reader_next_request(r, &q, &more, w->d))
			return failed(w);
		if (!more)
			break;
		more = q.last_seq <= s->upto;
		if (more)
			status = visit(w, &q);
		reader_request_done(&q);
		if (!more)
			break;
	}
	return status;
}

/* The stretches from the newest back to the first. */
static size_t find_stretches(const struct export_job *job, struct stretch *s)
{
	int64_t upto = INT64_MAX;
	size_t n = 0;

	for (const struct reader_branch *b = job->branch; b;
	     b = reader_branch_by_id(job->reader, b->parent)) {
		s[n++] = (struct stretch){ b, upto };
		if (b->fork_seq < upto)
			upto = b->fork_seq;
	}
	return n;
}

enum export_status export_walk(const struct export_job *job, struct export_visitor v,
			       struct diag *d)
{
	struct walk w = { .job = job, .visitor = v, .d = d };
	struct stretch *s = calloc(reader_nr_branches(job->reader), sizeof *s);
	enum export_status status = EXPORT_DONE;

	if (!s)
		return out_of_memory(&w);
	for (size_t i = find_stretches(job, s); i > 0 && status == EXPORT_DONE; i--)
		status = walk_stretch(&w, &s[i - 1]);
	free(w.event);
	free(s);
	return status;
}
