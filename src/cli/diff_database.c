/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diff_database.c - the requests of a recorded run on two kernels.
 *
 * A session is one machine from its first state on; what is asked again is one way through its
 * branches: those that the chosen branch grew from, each up to where the next one parts, and the
 * branch itself. What a request was given is read from its events.
 *
 *	branch 1   o---o---o- - -o
 *	branch 2            \---o---o         --branch 2: three requests of 1, two of 2
 */
#include "diff.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"
#include "record/reader.h"

struct source {
	struct trial *t;
	struct reader *r;
	struct diag d;
	pfn_t *page;            /* what the request was given */
	size_t nr_pages, room;
};

static int bad_input(const struct source *s)
{
	message_diag(&s->d, NULL);
	return reader_machine_failed(s->r) ? EXIT_MACHINE : EXIT_USAGE;
}

static int refuse(const struct source *s, const char *why)
{
	message("diff: %s: %s", s->t->name, why);
	return EXIT_USAGE;
}

/* ---- one request ---- */

static bool add_page(struct source *s, pfn_t pfn)
{
	if (s->nr_pages == s->room) {
		size_t room = s->room ? 2 * s->room : 64;
		pfn_t *more = realloc(s->page, room * sizeof *more);

		if (!more)
			return false;
		s->page = more;
		s->room = room;
	}
	s->page[s->nr_pages++] = pfn;
	return true;
}

/* The pages that the request's events tell of, in their order. */
static int read_answer(struct source *s, const struct reader_request *q)
{
	struct reader_event e = { .e.seq = 0 };
	bool more = true;

	s->nr_pages = 0;
	while ((int64_t)e.e.seq < q->last_seq) {
		if (!reader_next_event(s->r, &e, &more, &s->d))
			return bad_input(s);
		if (!more)
			return EXIT_DONE;
		if ((int64_t)e.e.seq >= q->first_seq && e.e.kind == EVENT_BLOCK_ALLOCATED &&
		    !add_page(s, e.e.pfn))
			return diff_no_memory(s->t);
	}
	return EXIT_DONE;
}

static int ask(struct source *s, const struct reader_request *q)
{
	char statement[40];
	struct asked a = { .q = q->q, .statement = q->statement ? q->statement : statement };
	int status = read_answer(s, q);

	snprintf(statement, sizeof statement, "recorded request %" PRId64, q->id);
	a.page = s->page;
	a.nr_pages = s->nr_pages;
	if (status == EXIT_DONE && !trial_ask(s->t, &a))
		return diff_no_memory(s->t);
	return status;
}

/* ---- a branch, and those it grew from ---- */

/* The branch's own requests, as far as their events do not lie behind `until`. */
static int ask_branch(struct source *s, const struct reader_branch *b, int64_t until)
{
	int status = EXIT_DONE;

	if (!reader_requests_from(s->r, b, 0, &s->d) || !reader_events_from(s->r, b, 0, &s->d))
		return bad_input(s);
	while (status == EXIT_DONE) {
		struct reader_request q;
		bool more;

		if (!reader_next_request(s->r, &q, &more, &s->d))
			return bad_input(s);
		if (!more)
			break;
		if (q.last_seq <= until)
			status = ask(s, &q);
		else
			more = false;
		reader_request_done(&q);
		if (!more)
			break;
	}
	return status;
}

/* From the first state to the end of the branch. A parent is an older branch, so this ends. */
static int ask_way(struct source *s, const struct reader_branch *b)
{
	size_t depth = 0;
	int status = EXIT_DONE;

	for (const struct reader_branch *at = b; at; at = reader_branch_by_id(s->r, at->parent))
		depth++;
	while (status == EXIT_DONE && depth-- > 0) {
		const struct reader_branch *at = b;
		int64_t until = INT64_MAX;

		for (size_t i = 0; i < depth; i++) {
			until = at->fork_seq < until ? at->fork_seq : until;
			at = reader_branch_by_id(s->r, at->parent);
		}
		status = ask_branch(s, at, until);
	}
	return status;
}

/* ---- a session ---- */

/* Says which of several branches is compared. */
static void note_branch(struct source *s, const struct reader_branch *b)
{
	int64_t n = 0;

	for (size_t i = 0; i < reader_nr_branches(s->r); i++)
		n += reader_branch(s->r, i)->session == b->session;
	for (unsigned side = 0; n > 1 && side < SIDES; side++)
		note(&s->t->converted[side],
		     "of session %" PRId64 ", branch %" PRId64 " of %" PRId64
		     " is asked again; --branch chooses another",
		     b->session, b->id, n);
}

static int run_session(struct source *s, const struct reader_session *session,
		       const struct reader_branch *b)
{
	const char *why = NULL;
	struct world *first;
	bool begun;
	int status;

	if (!session->kernel)
		return refuse(s, "its kernel is not known here");
	if (!session->same_events)
		return refuse(s, "it was recorded with another list of events");
	first = reader_first_world(s->r, session, &s->d);
	if (!first)
		return bad_input(s);
	note_branch(s, b);
	begun = trial_begin(s->t, first, session->kernel, &why);
	world_free(first);
	if (!begun)
		return refuse(s, why);
	status = ask_way(s, b);
	trial_end(s->t);
	return status;
}

/* The branch that is asked for, or the session's first. NULL: it has none. */
static const struct reader_branch *branch_of(const struct source *s, int64_t session,
					     int64_t branch)
{
	for (size_t i = 0; i < reader_nr_branches(s->r); i++) {
		const struct reader_branch *b = reader_branch(s->r, i);

		if (b->session == session && (!branch || b->id == branch))
			return b;
	}
	return NULL;
}

static int run(struct source *s, int64_t session, int64_t branch)
{
	int status = EXIT_DONE;
	size_t asked = 0;

	for (size_t i = 0; status == EXIT_DONE && i < reader_nr_sessions(s->r); i++) {
		const struct reader_session *at = reader_session(s->r, i);
		const struct reader_branch *b = branch_of(s, at->id, branch);

		if ((session && session != at->id) || !b)
			continue;
		status = run_session(s, at, b);
		asked++;
	}
	if (asked)
		return status;
	return refuse(s, session || branch ? "there is no such session or branch" :
					     "it holds no session");
}

int diff_database(struct trial *t, int64_t session, int64_t branch)
{
	struct source s = { .t = t };
	bool machine_failed = false;
	int status;

	s.r = reader_open(t->name, &s.d, &machine_failed);
	if (!s.r) {
		message_diag(&s.d, NULL);
		return machine_failed ? EXIT_MACHINE : EXIT_USAGE;
	}
	status = run(&s, session, branch);
	free(s.page);
	reader_close(s.r);
	return status;
}
