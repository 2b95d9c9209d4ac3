/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recorded.c - random access to a recording that is made to be read along.
 *
 * Events come in windows that begin at a multiple of their size, so that going back and forth costs
 * no more than going one way.
 */
#include "recorded.h"

#include <stdlib.h>
#include <string.h>

#include "record/fits.h"

enum { WINDOW = 1024 };

struct recorded {
	struct reader *r;
	struct reader_session session;
	size_t which;           /* of the file's, from 1 */
	char *path;

	struct event event[WINDOW];
	int64_t window_branch, window_from;     /* branch 0: nothing is in the window */
	size_t window_n;

	int64_t asked_for;
	struct reader_request request;          /* id 0: there is none */

	struct diag diag;
	char error[sizeof((struct diag *)0)->message];
};

struct recorded *recorded_open(const char *path, size_t which, struct diag *d,
			       bool *machine_failed)
{
	struct recorded *r = calloc(1, sizeof *r);
	size_t n;

	*machine_failed = true;
	if (!r || !(r->path = strdup(path))) {
		free(r);
		diag_set(d, path, 0, 0, "out of memory");
		return NULL;
	}
	r->r = reader_open(path, d, machine_failed);
	d->file = path;
	if (!r->r) {
		recorded_close(r);
		return NULL;
	}
	n = reader_nr_sessions(r->r);
	if (!n || which > n) {
		*machine_failed = false;
		if (n)
			diag_set(d, path, 0, 0, "it has %zu sessions", n);
		else
			diag_set(d, path, 0, 0, "there is no session in it yet");
		recorded_close(r);
		return NULL;
	}
	r->which = which ? which : n;
	r->session = *reader_session(r->r, r->which - 1);
	return r;
}

void recorded_close(struct recorded *r)
{
	if (!r)
		return;
	reader_close(r->r);
	reader_request_done(&r->request);
	free(r->path);
	free(r);
}

size_t recorded_sessions(const struct recorded *r, size_t *which)
{
	*which = r->which;
	return reader_nr_sessions(r->r);
}

const struct reader_session *recorded_session(const struct recorded *r)
{
	return &r->session;
}

const struct reader_branch *recorded_branch(const struct recorded *r, size_t i)
{
	for (size_t j = 0; j < reader_nr_branches(r->r); j++) {
		const struct reader_branch *b = reader_branch(r->r, j);

		if (b->session == r->session.id && !i--)
			return b;
	}
	return NULL;
}

static const struct reader_branch *branch_by_id(const struct recorded *r, int64_t id)
{
	const struct reader_branch *b = reader_branch_by_id(r->r, id);

	return b && b->session == r->session.id ? b : NULL;
}

static void keep_error(struct recorded *r)
{
	snprintf(r->error, sizeof r->error, "%s", r->diag.message);
}

const char *recorded_error(struct recorded *r)
{
	static const char nothing[] = "";
	const char *text = r->error;

	if (strcmp(text, nothing) == 0)
		return NULL;
	snprintf(r->diag.message, sizeof r->diag.message, "%s", text);
	r->error[0] = '\0';
	return r->diag.message;
}

bool recorded_refresh(struct recorded *r)
{
	if (reader_refresh(r->r, &r->diag))
		return true;
	keep_error(r);
	return false;
}

struct world *recorded_first(struct recorded *r, struct diag *d)
{
	struct world *w = reader_first_world(r->r, &r->session, d);

	d->file = r->path;
	return w;
}

/* ---- events ---- */

/*
 * A walk that is left half way holds the file as it was when it began. One that finds nothing ends
 * it.
 */
static void end_events(struct recorded *r, const struct reader_branch *b)
{
	struct reader_event e;
	bool more;

	if (reader_events_from(r->r, b, INT64_MAX, &r->diag))
		reader_next_event(r->r, &e, &more, &r->diag);
}

static void end_requests(struct recorded *r, const struct reader_branch *b)
{
	struct reader_request q;
	bool more;

	if (reader_requests_from(r->r, b, INT64_MAX, &r->diag) &&
	    reader_next_request(r->r, &q, &more, &r->diag) && more)
		reader_request_done(&q);
}

static bool fill_window(struct recorded *r, const struct reader_branch *b, int64_t seq)
{
	int64_t from = seq - seq % WINDOW;
	bool more = true;
	struct reader_event e;

	if (from < b->first_seq)
		from = b->first_seq;
	r->window_branch = 0;
	r->window_n = 0;
	r->window_from = from;
	if (!reader_events_from(r->r, b, from, &r->diag))
		return false;
	while (r->window_n < WINDOW) {
		if (!reader_next_event(r->r, &e, &more, &r->diag))
			return false;
		if (!more || (int64_t)e.e.seq != from + (int64_t)r->window_n)
			break;
		r->event[r->window_n++] = e.e;
	}
	if (r->window_n == WINDOW)
		end_events(r, b);
	r->window_branch = b->id;
	return true;
}

bool recorded_event(struct recorded *r, int64_t branch, int64_t seq, struct event *e)
{
	const struct reader_branch *b;

	if (r->window_branch != branch || seq < r->window_from ||
	    seq >= r->window_from + (int64_t)r->window_n) {
		b = branch_by_id(r, branch);
		if (!b || !fill_window(r, b, seq)) {
			keep_error(r);
			return false;
		}
	}
	if (seq >= r->window_from + (int64_t)r->window_n) {
		snprintf(r->error, sizeof r->error, "an event is missing in the recording");
		return false;
	}
	*e = r->event[seq - r->window_from];
	return true;
}

struct world *recorded_world(struct recorded *r, int64_t branch, int64_t seq)
{
	const struct reader_branch *b = branch_by_id(r, branch);
	struct world *w = b ? reader_world_at(r->r, b, seq, &r->diag) : NULL;

	if (!w)
		keep_error(r);
	return w;
}

bool recorded_fits(const struct world *w, const struct event *e)
{
	return !event_misfit(w, e);
}

/* The request as it stands in the file, kept until another one is asked for. */
static const struct reader_request *find_request(struct recorded *r, int64_t branch, int64_t id)
{
	const struct reader_branch *b = branch_by_id(r, branch);
	bool more;

	if (id == r->asked_for)
		return r->request.id == id ? &r->request : NULL;
	reader_request_done(&r->request);
	r->request = (struct reader_request){ .id = 0 };
	r->asked_for = id;
	if (!b || !reader_requests_from(r->r, b, id, &r->diag))
		return NULL;
	if (!reader_next_request(r->r, &r->request, &more, &r->diag) || !more) {
		r->request = (struct reader_request){ .id = 0 };
		return NULL;
	}
	end_requests(r, b);
	return r->request.id == id ? &r->request : NULL;
}

const char *recorded_statement(struct recorded *r, int64_t branch, int64_t request)
{
	const struct reader_request *q = find_request(r, branch, request);

	return q ? q->statement : NULL;
}

const struct nodemask *recorded_nodemask(struct recorded *r, int64_t branch, int64_t request)
{
	const struct reader_request *q = find_request(r, branch, request);

	return q && q->q.nodemask ? &q->nodemask : NULL;
}
