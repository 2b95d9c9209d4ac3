/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reader.c - sessions, branches, requests and events out of a file that nobody vouches for.
 *
 * What a row says is held against the range of its type here; whether it fits the world is asked
 * where it meets one (reader_world.c, replay.c).
 */
#include "reader.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "record/db.h"
#include "record/digest.h"
#include "record/names.h"
#include "record/reader_db.h"

enum { LARGEST_ORDER = UINT8_MAX };

bool reader_fail(struct reader *r, int rc, struct diag *d)
{
	r->machine_failed = db_machine_failed(rc);
	diag_set(d, r->path, 0, 0, "cannot read it: %s", sqlite3_errmsg(r->db));
	return false;
}

bool reader_misfit(struct reader *r, struct diag *d, const char *what, int64_t number,
		   const char *why)
{
	r->machine_failed = false;
	diag_set(d, r->path, 0, 0, "%s %" PRId64 ": %s", what, number, why);
	return false;
}

bool reader_no_memory(struct reader *r, struct diag *d)
{
	r->machine_failed = true;
	diag_set(d, r->path, 0, 0, "out of memory");
	return false;
}

sqlite3_stmt *reader_prepare(struct reader *r, const char *sql, struct diag *d)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(r->db, sql, -1, &s, NULL);

	if (rc != SQLITE_OK)
		reader_fail(r, rc, d);
	return s;
}

/* ---- opening ---- */

struct reader *reader_open(const char *path, struct diag *d, bool *machine_failed)
{
	struct reader *r = calloc(1, sizeof *r);

	*machine_failed = true;
	if (!r || !(r->path = strdup(path))) {
		free(r);
		diag_set(d, path, 0, 0, "out of memory");
		return NULL;
	}
	r->db = db_open(path, d, machine_failed);
	if (r->db && reader_refresh(r, d))
		return r;
	if (r->db)
		*machine_failed = r->machine_failed;
	d->file = path;         /* ours is about to go */
	reader_close(r);
	return NULL;
}

void reader_close(struct reader *r)
{
	if (!r)
		return;
	sqlite3_finalize(r->requests);
	sqlite3_finalize(r->changes);
	sqlite3_finalize(r->events);
	sqlite3_close(r->db);
	world_free(r->first);
	free(r->session);
	free(r->branch);
	free(r->path);
	free(r);
}

bool reader_machine_failed(const struct reader *r)
{
	return r->machine_failed;
}

/* ---- sessions ---- */

/* Cut to size; a recording that we wrote fits. */
static void column_text(sqlite3_stmt *s, int column, char out[READER_TEXT])
{
	const unsigned char *text = sqlite3_column_text(s, column);

	snprintf(out, READER_TEXT, "%s", text ? (const char *)text : "");
}

static const struct zone_layout *layout_by_name(const char *name)
{
	static const struct zone_layout *const layouts[] = {
		&zone_layout_x86_64, &zone_layout_x86_64_no_device, &zone_layout_x86_32,
	};

	for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
		if (strcmp(layouts[i]->name, name) == 0)
			return layouts[i];
	return NULL;
}

static bool column_shape(sqlite3_stmt *s, int at, struct world_shape *shape)
{
	char name[READER_TEXT];
	int64_t nodes, cpus, order, end;

	column_text(s, at, name);
	if (!column_int(s, at + 1, 1, MAX_NODES, &nodes) ||
	    !column_int(s, at + 2, 1, MAX_CPUS, &cpus) ||
	    !column_int(s, at + 3, 0, NR_ORDERS - 1, &order) ||
	    !column_int(s, at + 4, 0, NO_PFN - 1, &end))
		return false;
	*shape = (struct world_shape){ layout_by_name(name), (unsigned)nodes, (unsigned)cpus,
				       (unsigned)order, (pfn_t)end };
	return true;
}

static void compare_digests(struct reader_session *to)
{
	char digest[DIGEST_TEXT] = "";

	event_list_digest(digest);
	to->same_events = strcmp(digest, to->event_digest) == 0;
	to->kernel = kernel_find(to->kernel_name);
	if (to->kernel)
		kernel_digest(to->kernel, digest);
	to->same_kernel = to->kernel && strcmp(digest, to->kernel_digest) == 0;
}

static bool session_row(struct reader *r, sqlite3_stmt *s, struct diag *d)
{
	struct reader_session *more = realloc(r->session, (r->nr_sessions + 1) * sizeof *more);
	struct reader_session *to;

	if (!more)
		return reader_no_memory(r, d);
	r->session = more;
	to = &r->session[r->nr_sessions];
	*to = (struct reader_session){ 0 };
	if (!column_int(s, 0, 1, INT64_MAX, &to->id) || !column_shape(s, 8, &to->shape))
		return reader_misfit(r, d, "session", to->id, "a number is out of range");
	column_text(s, 1, to->version);
	column_text(s, 2, to->event_digest);
	column_text(s, 3, to->kernel_name);
	column_text(s, 4, to->kernel_digest);
	column_text(s, 5, to->begun);
	column_text(s, 6, to->origin);
	column_text(s, 7, to->source);
	column_text(s, 13, to->world_digest);
	compare_digests(to);
	r->nr_sessions++;
	return true;
}

static bool branch_row(struct reader *r, sqlite3_stmt *s, struct diag *d)
{
	struct reader_branch *more = realloc(r->branch, (r->nr_branches + 1) * sizeof *more);
	struct reader_branch *to;
	const struct reader_branch *parent;

	if (!more)
		return reader_no_memory(r, d);
	r->branch = more;
	to = &r->branch[r->nr_branches];
	*to = (struct reader_branch){ .fork_seq = -1, .last_seq = -1 };
	if (!column_int(s, 0, 1, INT64_MAX, &to->id) ||
	    !column_int(s, 1, 1, INT64_MAX, &to->session) ||
	    !reader_session_by_id(r, to->session))
		return reader_misfit(r, d, "branch", to->id, "belongs to no session");
	/* Branches come by number: a parent that is known is older, so there is no circle. */
	if (column_int(s, 2, 1, INT64_MAX, &to->parent)) {
		parent = reader_branch_by_id(r, to->parent);
		if (!parent || parent->session != to->session)
			return reader_misfit(r, d, "branch", to->id, "grows from none");
		column_int(s, 3, 0, INT64_MAX, &to->fork_seq);
	}
	column_int(s, 4, 0, INT64_MAX, &to->first_seq);
	column_int(s, 5, 0, INT64_MAX, &to->last_seq);
	column_int(s, 6, 0, INT64_MAX, &to->first_request);
	column_int(s, 7, 0, INT64_MAX, &to->last_request);
	r->nr_branches++;
	return true;
}

static bool all_rows(struct reader *r, const char *sql,
		     bool (*row)(struct reader *r, sqlite3_stmt *s, struct diag *d), struct diag *d)
{
	sqlite3_stmt *s = reader_prepare(r, sql, d);
	bool ok = s != NULL;
	int rc = SQLITE_DONE;

	while (ok && (rc = sqlite3_step(s)) == SQLITE_ROW)
		ok = row(r, s, d);
	if (ok && rc != SQLITE_DONE)
		ok = reader_fail(r, rc, d);
	sqlite3_finalize(s);
	return ok;
}

bool reader_refresh(struct reader *r, struct diag *d)
{
	r->nr_sessions = r->nr_branches = 0;
	return all_rows(r, "SELECT id, version, event_digest, kernel, kernel_digest, begun, origin,"
			   " source, layout, nr_nodes, nr_cpus, pageblock_order, end_pfn,"
			   " world_digest FROM session ORDER BY id", session_row, d) &&
	       all_rows(r, "SELECT id, session, parent, fork_seq,"
			   " (SELECT first_seq FROM request WHERE branch = b.id"
			   "  ORDER BY id LIMIT 1),"
			   " (SELECT last_seq FROM request WHERE branch = b.id"
			   "  ORDER BY id DESC LIMIT 1),"
			   " (SELECT min(id) FROM request WHERE branch = b.id),"
			   " (SELECT max(id) FROM request WHERE branch = b.id)"
			   " FROM branch AS b ORDER BY id", branch_row, d);
}

size_t reader_nr_sessions(const struct reader *r)
{
	return r->nr_sessions;
}

size_t reader_nr_branches(const struct reader *r)
{
	return r->nr_branches;
}

const struct reader_session *reader_session(const struct reader *r, size_t i)
{
	return &r->session[i];
}

const struct reader_branch *reader_branch(const struct reader *r, size_t i)
{
	return &r->branch[i];
}

const struct reader_session *reader_session_by_id(const struct reader *r, int64_t id)
{
	for (size_t i = 0; i < r->nr_sessions; i++)
		if (r->session[i].id == id)
			return &r->session[i];
	return NULL;
}

const struct reader_branch *reader_branch_by_id(const struct reader *r, int64_t id)
{
	for (size_t i = 0; i < r->nr_branches; i++)
		if (r->branch[i].id == id)
			return &r->branch[i];
	return NULL;
}

const struct reader_branch *reader_branch_of(struct reader *r, int64_t seq)
{
	struct diag ignored;
	sqlite3_stmt *s = reader_prepare(r, "SELECT branch FROM event WHERE seq = ?", &ignored);
	int64_t branch = 0;

	if (!s)
		return NULL;
	sqlite3_bind_int64(s, 1, seq);
	if (sqlite3_step(s) == SQLITE_ROW)
		branch = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return reader_branch_by_id(r, branch);
}

/* ---- requests ---- */

bool reader_requests_from(struct reader *r, const struct reader_branch *b, int64_t from,
			  struct diag *d)
{
	if (!r->requests)
		r->requests = reader_prepare(
			r, "SELECT id, branch, first_seq, last_seq, statement, op, block_order,"
			   " gfp, nid, nodemask, pfn, want, force, cold, api FROM request"
			   " WHERE branch = ? AND id >= ? ORDER BY id", d);
	if (!r->requests)
		return false;
	sqlite3_reset(r->requests);
	sqlite3_bind_int64(r->requests, 1, b->id);
	sqlite3_bind_int64(r->requests, 2, from);
	return true;
}

static bool column_nodemask(sqlite3_stmt *s, int column, struct reader_request *q)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	if (!text)
		return true;
	q->q.nodemask = &q->nodemask;
	return nodemask_parse(text, &q->nodemask);
}

static bool column_optional(sqlite3_stmt *s, int column, int64_t most, int64_t none, int64_t *value)
{
	*value = none;
	return sqlite3_column_type(s, column) == SQLITE_NULL ||
	       column_int(s, column, 0, most, value);
}

/* What was asked, as far as its type goes. */
static bool column_asked(sqlite3_stmt *s, struct reader_request *q)
{
	const char *op = (const char *)sqlite3_column_text(s, 5);
	int64_t order, gfp, nid, pfn, want, force, cold, api;

	if (!op || !column_int(s, 6, 0, LARGEST_ORDER, &order) ||
	    !column_int(s, 7, 0, UINT32_MAX, &gfp) ||
	    !column_optional(s, 8, MAX_NODES, NID_LOCAL, &nid) || !column_nodemask(s, 9, q) ||
	    !column_optional(s, 10, UINT32_MAX, 0, &pfn) ||
	    !column_int(s, 11, 0, UINT32_MAX, &want) || !column_int(s, 12, 0, 1, &force) ||
	    !column_int(s, 13, 0, 1, &cold) || !column_int(s, 14, 0, UINT8_MAX, &api))
		return false;
	q->q.op = request_op_by_name(op);
	q->q.order = (unsigned)order;
	q->q.gfp = (gfp_t)gfp;
	q->q.nid = (int)nid;
	q->q.pfn = (pfn_t)pfn;
	q->q.want = (unsigned)want;
	q->q.force = force;
	q->q.cold = cold;
	q->q.api = (enum api)api;
	return q->q.op < NR_REQUEST_OPS;
}

static bool keep_change(struct reader_request *q, const struct event *e)
{
	struct event *more = realloc(q->change, (q->q.nr_changes + 1) * sizeof *more);

	if (!more)
		return false;
	q->change = more;
	q->change[q->q.nr_changes++] = *e;
	q->q.changes = q->change;
	return true;
}

static bool read_changes(struct reader *r, struct reader_request *q, struct diag *d)
{
	int rc;

	if (!r->changes)
		r->changes = reader_prepare(r, "SELECT " CHANGE_COLUMNS " FROM change"
					       " WHERE request = ? ORDER BY position", d);
	if (!r->changes)
		return false;
	sqlite3_reset(r->changes);
	sqlite3_bind_int64(r->changes, 1, q->id);
	while ((rc = sqlite3_step(r->changes)) == SQLITE_ROW) {
		struct event e;

		if (!change_column(r->changes, &e))
			return reader_misfit(r, d, "request", q->id, "a change is out of range");
		if (!keep_change(q, &e))
			return reader_no_memory(r, d);
	}
	return rc == SQLITE_DONE || reader_fail(r, rc, d);
}

static bool fill_request(struct reader *r, struct reader_request *q, struct diag *d)
{
	const char *statement = (const char *)sqlite3_column_text(r->requests, 4);

	if (!column_int(r->requests, 0, 1, INT64_MAX, &q->id) ||
	    !column_int(r->requests, 1, 1, INT64_MAX, &q->branch) ||
	    !column_int(r->requests, 2, 0, INT64_MAX, &q->first_seq) ||
	    !column_int(r->requests, 3, q->first_seq, INT64_MAX, &q->last_seq) ||
	    !column_asked(r->requests, q))
		return reader_misfit(r, d, "request", q->id, "what was asked is out of range");
	if (statement && !(q->statement = strdup(statement)))
		return reader_no_memory(r, d);
	return q->q.op != REQ_SET || read_changes(r, q, d);
}

bool reader_next_request(struct reader *r, struct reader_request *q, bool *more, struct diag *d)
{
	int rc = sqlite3_step(r->requests);

	*q = (struct reader_request){ 0 };
	*more = rc == SQLITE_ROW;
	if (rc == SQLITE_DONE)
		return true;
	if (rc != SQLITE_ROW)
		return reader_fail(r, rc, d);
	if (fill_request(r, q, d))
		return true;
	reader_request_done(q);
	return false;
}

void reader_request_done(struct reader_request *q)
{
	free(q->change);
	free(q->statement);
	*q = (struct reader_request){ 0 };
}

/* ---- events ---- */

bool reader_events_from(struct reader *r, const struct reader_branch *b, int64_t from,
			struct diag *d)
{
	if (!r->events)
		r->events = reader_prepare(r, "SELECT " EVENT_COLUMNS " FROM event WHERE"
					      " seq BETWEEN ? AND ? AND +branch = ? ORDER BY seq",
					   d);
	if (!r->events)
		return false;
	sqlite3_reset(r->events);
	sqlite3_bind_int64(r->events, 1, from > b->first_seq ? from : b->first_seq);
	sqlite3_bind_int64(r->events, 2, b->last_seq);
	sqlite3_bind_int64(r->events, 3, b->id);
	return true;
}

bool reader_next_event(struct reader *r, struct reader_event *e, bool *more, struct diag *d)
{
	int rc = sqlite3_step(r->events);
	struct event_place at = { 0 };

	*more = rc == SQLITE_ROW;
	if (rc == SQLITE_DONE)
		return true;
	if (rc != SQLITE_ROW)
		return reader_fail(r, rc, d);
	if (!event_column(r->events, &e->e, &at) || at.request > UINT32_MAX)
		return reader_misfit(r, d, "event", at.seq, "a number is out of range");
	e->e.seq = (uint64_t)at.seq;
	e->e.request = (uint32_t)at.request;
	e->branch = at.branch;
	return true;
}
