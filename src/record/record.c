/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.c - a sink that writes sessions.
 *
 * A request and its events are kept until its last event, RESULT, and then written together; so
 * the file holds whole requests only, whenever we are killed. A transaction ends after 256
 * requests or 200 ms. The file is in WAL mode meanwhile, so that others can read it.
 *
 *	record_request --> pending --> put, put, ... RESULT --> request, change, event rows
 *	                                                  \--> now and then a keyframe
 *
 * The first error ends the writing. What was committed before it stays.
 */
#include "record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record/db.h"
#include "record/digest.h"
#include "record/keyframe.h"
#include "record/request_row.h"
#include "record/rows.h"
#include "text/version.h"

enum {
	REQUESTS_A_COMMIT = 256,
	MILLISECONDS_A_COMMIT = 200,
	EVENT_BYTES = 36,               /* at least, in the file */
	KEYFRAME_SHARE = 8,             /* at most an eighth of the events' bytes */
	KEYFRAME_DISTANCE = 4096,       /* events; nearer ones save no time */
};

/* What listens to one machine for one session. Machines cannot be told to stop telling. */
struct listener {
	struct record *r;
	struct machine *m;
	struct listener *next;
};

struct record {
	sqlite3 *db;
	char *path;
	sqlite3_stmt *insert_event, *insert_change, *insert_request, *insert_keyframe;

	struct listener *listeners;     /* all; the first is the one that counts */
	int64_t session, branch;
	int64_t next_seq, next_request;

	struct pending pending;
	struct event *event;
	size_t nr_events, room;

	bool open;                      /* a transaction */
	unsigned uncommitted;
	struct timespec began;

	struct keyframe keyframe;
	int64_t events_since, bytes_since, keyframe_pages;

	char error[160];
};

/* ---- errors ---- */

static bool fail(struct record *r, const char *what)
{
	if (!r->error[0])
		snprintf(r->error, sizeof r->error, "%s", what);
	if (r->open)
		db_run(r->db, "ROLLBACK");      /* SQLite may have done so already */
	r->open = false;
	return false;
}

static bool worked(struct record *r, int rc)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
		return true;
	return fail(r, sqlite3_errmsg(r->db));
}

static bool run(struct record *r, sqlite3_stmt *s)
{
	int rc = sqlite3_step(s);

	if (sqlite3_reset(s) != SQLITE_OK)
		return fail(r, sqlite3_errmsg(r->db));
	return worked(r, rc);
}

/* ---- transactions ---- */

static bool begin(struct record *r)
{
	if (r->open)
		return true;
	if (!worked(r, db_run(r->db, "BEGIN IMMEDIATE")))
		return false;
	r->open = true;
	r->uncommitted = 0;
	clock_gettime(CLOCK_MONOTONIC, &r->began);
	return true;
}

bool record_commit(struct record *r)
{
	if (r->error[0])
		return false;
	if (!r->open)
		return true;
	if (!worked(r, db_run(r->db, "COMMIT")))
		return false;
	r->open = false;
	return true;
}

static bool commit_is_due(const struct record *r)
{
	struct timespec now;

	if (r->uncommitted >= REQUESTS_A_COMMIT)
		return true;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - r->began.tv_sec) * 1000 + (now.tv_nsec - r->began.tv_nsec) / 1000000 >=
	       MILLISECONDS_A_COMMIT;
}

/* ---- opening ---- */

static const char insert_keyframe_sql[] = "INSERT INTO keyframe VALUES(?,?,?)";

static bool prepare(struct record *r)
{
	const struct {
		const char *sql;
		sqlite3_stmt **s;
	} rows[] = {
		{ insert_event_sql, &r->insert_event },
		{ insert_change_sql, &r->insert_change },
		{ insert_request_sql, &r->insert_request },
		{ insert_keyframe_sql, &r->insert_keyframe },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!worked(r, sqlite3_prepare_v3(r->db, rows[i].sql, -1, SQLITE_PREPARE_PERSISTENT,
						  rows[i].s, NULL)))
			return false;
	return true;
}

struct record *record_create(const char *path, struct diag *d)
{
	struct record *r = calloc(1, sizeof *r);

	if (!r || !(r->path = strdup(path))) {
		free(r);
		diag_set(d, path, 0, 0, "out of memory");
		return NULL;
	}
	r->next_request = 1;
	r->next_seq = 0;
	r->db = db_create(path, d);
	if (!r->db) {
		free(r->path);
		free(r);
		return NULL;
	}
	if (!prepare(r)) {
		struct diag ignored;

		diag_set(d, path, 0, 0, "%s", r->error);
		record_close(r, &ignored);
		return NULL;
	}
	return r;
}

/* ---- sessions and branches ---- */

static void put(void *self, const struct event *e);

static bool listen(struct record *r, struct machine *m)
{
	struct listener *l = calloc(1, sizeof *l);

	if (!l || !machine_listen(m, (struct sink){ put, l })) {
		free(l);
		return fail(r, "nobody more can listen to this machine");
	}
	*l = (struct listener){ r, m, r->listeners };
	r->listeners = l;
	return true;
}

static bool insert_branch(struct record *r, int64_t parent, int64_t at_seq)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(r->db, "INSERT INTO branch(session, parent, fork_seq)"
					   " VALUES(?, ?, ?)", -1, &s, NULL);
	bool ok = worked(r, rc);

	if (ok) {
		sqlite3_bind_int64(s, 1, r->session);
		if (parent)
			sqlite3_bind_int64(s, 2, parent);
		if (parent && at_seq >= 0)
			sqlite3_bind_int64(s, 3, at_seq);
		ok = run(r, s);
	}
	sqlite3_finalize(s);
	r->branch = sqlite3_last_insert_rowid(r->db);
	r->events_since = r->bytes_since = 0;
	return ok;
}

static void bind_shape(sqlite3_stmt *s, int at, const struct world *w)
{
	char digest[DIGEST_TEXT];

	sqlite3_bind_text(s, at, w->layout->name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, at + 1, w->nr_nodes);
	sqlite3_bind_int64(s, at + 2, w->nr_cpus);
	sqlite3_bind_int64(s, at + 3, w->pageblock_order);
	sqlite3_bind_int64(s, at + 4, w->end_pfn);
	digest_text(world_digest(w), digest);
	sqlite3_bind_text(s, at + 5, digest, -1, SQLITE_TRANSIENT);
}

static bool insert_session(struct record *r, const struct machine *m, const char *origin,
			   const char *source)
{
	sqlite3_stmt *s = NULL;
	char events[DIGEST_TEXT], kernel[DIGEST_TEXT];
	int rc = sqlite3_prepare_v2(
		r->db, "INSERT INTO session VALUES(NULL, ?, ?, ?, ?,"
		       " strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?, ?, ?, ?, ?, ?, ?, ?)",
		-1, &s, NULL);
	bool ok = worked(r, rc);

	event_list_digest(events);
	kernel_digest(machine_kernel(m), kernel);
	if (ok) {
		sqlite3_bind_text(s, 1, BUDDYSCOPE_VERSION, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 2, events, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 3, machine_kernel(m)->name, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 4, kernel, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 5, origin, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 6, source, -1, SQLITE_STATIC);
		bind_shape(s, 7, machine_world(m));
		ok = run(r, s);
	}
	sqlite3_finalize(s);
	r->session = sqlite3_last_insert_rowid(r->db);
	return ok;
}

static int64_t spanned_pages(const struct world *w)
{
	int64_t pages = 0;

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		pages += w->zone[i].spanned;
	return pages;
}

bool record_session(struct record *r, struct machine *m, const char *origin, const char *source)
{
	const struct world *w = machine_world(m);

	if (!record_commit(r) || !begin(r) || !insert_session(r, m, origin, source) ||
	    !worked(r, content_insert(r->db, r->session, w)) || !insert_branch(r, 0, -1) ||
	    !record_commit(r))
		return false;
	r->keyframe_pages = spanned_pages(w);
	if (!keyframe_write(&r->keyframe, w))   /* for its size only: the rows say it already */
		return fail(r, "out of memory");
	return listen(r, m);
}

int64_t record_branch(struct record *r, struct machine *m, int64_t parent, int64_t at_seq)
{
	if (!record_commit(r) || !begin(r) || !insert_branch(r, parent, at_seq) ||
	    !record_commit(r))
		return 0;
	if (r->listeners && r->listeners->m == m)
		return r->branch;
	return listen(r, m) ? r->branch : 0;
}

int64_t record_current_branch(const struct record *r)
{
	return r->branch;
}

int64_t record_last_seq(const struct record *r)
{
	return r->next_seq - 1;
}

/* ---- a request is asked ---- */

bool record_request(struct record *r, const struct request *q, const char *text)
{
	if (r->error[0])
		return false;
	if (!r->listeners)
		return fail(r, "a request was made before there was a machine");
	return pending_keep(&r->pending, q, text, machine_world(r->listeners->m)) ||
	       fail(r, "out of memory");
}

bool record_traced_request(struct record *r, const struct request *q,
			   const struct record_asker *asker)
{
	if (!record_request(r, q, NULL))
		return false;
	for (int i = 0; i < NR_TASK_FIELDS; i++)
		r->pending.task[i] = -1;
	r->pending.task[TASK_CPU] = asker->cpu;
	r->pending.task[TASK_CONTEXT] = asker->context;
	return true;
}

/* ---- it has run ---- */

static bool write_request(struct record *r, const struct machine *m)
{
	const struct request_place at = { r->next_request, r->branch, r->next_seq,
					  r->next_seq + (int64_t)r->nr_events - 1 };

	request_bind(r->insert_request, &at, &r->pending, machine_kernel(m),
		     &r->event[r->nr_events - 1]);
	return run(r, r->insert_request);
}

static bool write_changes(struct record *r)
{
	for (size_t i = 0; i < r->pending.nr_changes; i++) {
		change_bind(r->insert_change, &r->pending.change[i], r->next_request, (int64_t)i);
		if (!run(r, r->insert_change))
			return false;
	}
	return true;
}

static bool write_events(struct record *r)
{
	struct event_place at = { r->next_seq, r->branch, r->next_request };

	for (size_t i = 0; i < r->nr_events; i++, at.seq++) {
		event_bind(r->insert_event, &r->event[i], &at);
		if (sqlite3_step(r->insert_event) != SQLITE_DONE) {
			sqlite3_reset(r->insert_event);
			return fail(r, sqlite3_errmsg(r->db));
		}
		sqlite3_reset(r->insert_event);
	}
	r->next_seq = at.seq;
	r->next_request++;
	return true;
}

/*
 * Worth it when the events since the last one pay for its bytes and for the walk through the
 * pages. It belongs to the request's last event: the world is as that left it.
 */
static bool write_keyframe(struct record *r, const struct world *w)
{
	r->events_since += (int64_t)r->nr_events;
	r->bytes_since += (int64_t)r->nr_events * EVENT_BYTES;
	if (r->events_since < KEYFRAME_DISTANCE || r->events_since < r->keyframe_pages / 32 ||
	    (int64_t)r->keyframe.size > r->bytes_since / KEYFRAME_SHARE)
		return true;
	if (!keyframe_write(&r->keyframe, w))
		return fail(r, "out of memory");
	r->bytes_since -= (int64_t)r->keyframe.size * KEYFRAME_SHARE;
	r->events_since = 0;
	sqlite3_bind_int64(r->insert_keyframe, 1, r->next_seq - 1);
	sqlite3_bind_int64(r->insert_keyframe, 2, r->branch);
	sqlite3_bind_blob64(r->insert_keyframe, 3, r->keyframe.bytes, r->keyframe.size,
			    SQLITE_STATIC);
	return run(r, r->insert_keyframe);
}

static void write_all(struct record *r, const struct machine *m)
{
	if (!begin(r) || !write_request(r, m) || !write_changes(r) || !write_events(r) ||
	    !write_keyframe(r, machine_world(m)))
		return;
	r->uncommitted++;
	if (commit_is_due(r))
		record_commit(r);
}

static bool keep(struct record *r, const struct event *e)
{
	if (r->nr_events == r->room) {
		size_t room = r->room ? 2 * r->room : 256;
		struct event *more = realloc(r->event, room * sizeof *more);

		if (!more)
			return fail(r, "out of memory");
		r->event = more;
		r->room = room;
	}
	r->event[r->nr_events++] = *e;
	return true;
}

static void put(void *self, const struct event *e)
{
	struct listener *l = self;
	struct record *r = l->r;

	if (r->error[0] || l != r->listeners)
		return;
	if (e->kind == EVENT_REQUEST) {
		r->nr_events = 0;
		if (!r->pending.asked) {
			fail(r, "a request was made that was not announced");
			return;
		}
	}
	if (!keep(r, e) || e->kind != EVENT_RESULT)
		return;
	write_all(r, l->m);
	pending_forget(&r->pending);
}

/* ---- the end ---- */

const char *record_error(const struct record *r)
{
	return r->error[0] ? r->error : NULL;
}

const char *record_path(const struct record *r)
{
	return r->path;
}

/* A reader may hold the file: then it stays in WAL mode, complete all the same. */
static bool finish(struct record *r)
{
	if (!record_commit(r))
		return false;
	sqlite3_busy_timeout(r->db, 1000);
	if (!worked(r, db_run(r->db, "CREATE INDEX IF NOT EXISTS event_kind_seq ON event(kind)")))
		return false;
	switch (db_run(r->db, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE")) {
	case SQLITE_OK:
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return true;
	default:
		return fail(r, sqlite3_errmsg(r->db));
	}
}

bool record_close(struct record *r, struct diag *d)
{
	bool ok;

	if (!r)
		return true;
	ok = finish(r);
	if (!ok)
		diag_set(d, NULL, 0, 0, "%.80s: %s", r->path, r->error);
	sqlite3_finalize(r->insert_event);
	sqlite3_finalize(r->insert_change);
	sqlite3_finalize(r->insert_request);
	sqlite3_finalize(r->insert_keyframe);
	sqlite3_close(r->db);
	while (r->listeners) {
		struct listener *next = r->listeners->next;

		free(r->listeners);
		r->listeners = next;
	}
	pending_forget(&r->pending);
	free(r->event);
	free(r->keyframe.bytes);
	free(r->path);
	free(r);
	return ok;
}
