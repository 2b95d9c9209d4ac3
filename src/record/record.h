/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.h - writing a run to one SQLite file as it happens.
 *
 * A file holds sessions; a session is a machine from its first state on. Everything is rows:
 * settings, the first state, requests with all their inputs, events. buddyscope-db(5) describes
 * the tables and views.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "core/request.h"
#include "text/diag.h"

struct record;

/*
 * Creates path, which must not exist or be an empty file. On error returns NULL and fills *d,
 * leaving nothing behind. The caller owns the result.
 */
struct record *record_create(const char *path, struct diag *d);

/*
 * Begins a session with the world of m as it is now, and listens to m from here on. The machine's
 * next requests belong to it. origin says in words what made the machine ("machine file
 * ../traces/6.1/a_pcp_unmovable.jsonl"), source what runs ("lessons/01-first-page.md"). False if
 * writing failed: see record_error().
 */
bool record_session(struct record *r, struct machine *m, const char *origin, const char *source);

/*
 * Call before request_run(): stores what is asked, with the statement as it was typed (may be
 * NULL). False if writing failed.
 */
bool record_request(struct record *r, const struct request *q, const char *text);

/* Who asked, as far as a tracer tells. */
struct record_asker {
	unsigned cpu, context;          /* context: enum task_context */
};

/*
 * The same for a request that a tracer told of, and that is not run: it was not the world's task
 * that asked, and what is not told of the one that did is -1.
 */
bool record_traced_request(struct record *r, const struct request *q,
			   const struct record_asker *asker);

/*
 * From here on the requests of m belong to a new branch of the session, which parts from branch
 * `parent` behind the event at_seq: a request's last event, or -1 for the first state. The world of
 * m is the one that was there. m may be the session's machine or another. The number of the new
 * branch, or 0 if writing failed.
 */
int64_t record_branch(struct record *r, struct machine *m, int64_t parent, int64_t at_seq);

/* The branch that is written, and the number of the last event written, or -1. */
int64_t record_current_branch(const struct record *r);
int64_t record_last_seq(const struct record *r);

/* Commits what there is, at once: when a person looks. False if writing failed. */
bool record_commit(struct record *r);

/* The first thing that went wrong, for people, or NULL. Nothing is written after it. */
const char *record_error(const struct record *r);

const char *record_path(const struct record *r);

/*
 * Commits, leaves one file without companions, and frees r (NULL is fine). False with *d filled
 * if something could not be written; what was committed before is kept.
 */
bool record_close(struct record *r, struct diag *d);

#endif
