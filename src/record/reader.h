/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reader.h - a recording as something to read along: sessions, branches, requests, events, and
 * the world at any event.
 *
 * The file may be a stranger's and may be growing. Nothing is read but what is asked for, and
 * nothing is handed out that does not fit its type. A function that fails fills *d with one line;
 * reader_machine_failed() then says whether it was this machine that failed, or the file.
 */
#ifndef RECORD_READER_H
#define RECORD_READER_H

#include "core/request.h"
#include "text/diag.h"

struct reader;

enum { READER_TEXT = 128 };

struct reader_session {
	int64_t id;
	char version[READER_TEXT];              /* of the program that recorded it */
	char event_digest[READER_TEXT], kernel_digest[READER_TEXT];
	char kernel_name[READER_TEXT];
	const struct kernel *kernel;            /* NULL: not known here */
	char begun[READER_TEXT], origin[READER_TEXT], source[READER_TEXT];
	struct world_shape shape;               /* layout NULL: not known here */
	char world_digest[READER_TEXT];
	bool same_events, same_kernel;          /* the digests are this program's */
};

struct reader_branch {
	int64_t id, session;
	int64_t parent;                         /* 0: none, it begins with the first state */
	int64_t fork_seq;                       /* the last event of parent before it; or -1 */
	int64_t first_seq, last_seq;            /* its own events; first > last: it has none yet */
	int64_t first_request, last_request;
};

/* One request with all that was asked. Pointers in q are into this struct or NULL. */
struct reader_request {
	int64_t id, branch, first_seq, last_seq;
	struct request q;
	struct nodemask nodemask;
	struct event *change;                   /* owned; freed by reader_request_done() */
	char *statement;                        /* owned; NULL: none */
};

/* An event and where it stands. e.seq is its place in the file, e.request the request's id. */
struct reader_event {
	struct event e;
	int64_t branch;
};

/* Opens read-only. NULL with *d filled; *machine_failed as reader_machine_failed(). */
struct reader *reader_open(const char *path, struct diag *d, bool *machine_failed);
void reader_close(struct reader *r);
bool reader_machine_failed(const struct reader *r);

/* Reads the lists of sessions and branches, again if the file grows. */
bool reader_refresh(struct reader *r, struct diag *d);
size_t reader_nr_sessions(const struct reader *r);
const struct reader_session *reader_session(const struct reader *r, size_t i);
size_t reader_nr_branches(const struct reader *r);
const struct reader_branch *reader_branch(const struct reader *r, size_t i);
const struct reader_session *reader_session_by_id(const struct reader *r, int64_t id);
const struct reader_branch *reader_branch_by_id(const struct reader *r, int64_t id);

/* The branch that the event belongs to, or NULL. */
const struct reader_branch *reader_branch_of(struct reader *r, int64_t seq);

/* The session's first world. The caller owns it. */
struct world *reader_first_world(struct reader *r, const struct reader_session *s, struct diag *d);

/*
 * The world behind event seq of this branch, or of what it grew from; -1 is the first world. Within
 * a request its counters need not agree with its lists. The caller owns it.
 */
struct world *reader_world_at(struct reader *r, const struct reader_branch *b, int64_t seq,
			      struct diag *d);

/* The keyframe that belongs to this event, or NULL with d->message "" if there is none. */
struct world *reader_keyframe(struct reader *r, const struct reader_branch *b, int64_t seq,
			      const struct world *first, struct diag *d);

/*
 * Goes through the branch's own requests, or own events, from the first whose id, or seq, is at
 * least `from`. One walk of each kind at a time. *more is false behind the last; then nothing is
 * filled.
 */
bool reader_requests_from(struct reader *r, const struct reader_branch *b, int64_t from,
			  struct diag *d);
bool reader_next_request(struct reader *r, struct reader_request *q, bool *more, struct diag *d);
void reader_request_done(struct reader_request *q);

bool reader_events_from(struct reader *r, const struct reader_branch *b, int64_t from,
			struct diag *d);
bool reader_next_event(struct reader *r, struct reader_event *e, bool *more, struct diag *d);

#endif
