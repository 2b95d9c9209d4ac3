/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.c - what recording costs: bench-record TRACE.jsonl...
 *
 * The requests of each trace run three times: with a listener that does nothing, with a recorder,
 * and then the rows of that recording are inserted again by a loop that does nothing else: prepared
 * statements, the same tables, pragmas and commit size. Prints CPU time of both, their ratio, and
 * bytes per event. The least of several runs counts.
 */
#include "import/verify.h"
#include "record/db.h"
#include "record/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "timing.h"

enum { RUNS = 5, MOST_COLUMNS = 64 };

static void die(const char *what)
{
	fprintf(stderr, "bench-record: %s\n", what);
	abort();
}

/* ---- running a trace ---- */

static void hear(void *self, const struct event *e)
{
	uint64_t *events = self;

	(void)e;
	++*events;
}

static void listen_only(void *self, struct machine *m, const char *origin)
{
	(void)origin;
	if (!machine_listen(m, (struct sink){ hear, self }))
		die("nobody may listen");
}

static void record_made(void *self, struct machine *m, const char *origin)
{
	if (!record_session(self, m, origin, "bench"))
		die(record_error(self));
}

static void record_asked(void *self, const struct request *q)
{
	record_request(self, q, NULL);
}

static double run_trace(const char *trace, struct verify_options options)
{
	double begin = cpu_seconds();
	struct verify_outcome o;
	struct diag d;

	verify_recording(trace, &options, &o, &d);
	if (o.verdict != VERIFY_EXACT)
		die("a trace differs");
	verify_done(&o);
	return cpu_seconds() - begin;
}

static double run_heard(const char *trace, uint64_t *events)
{
	*events = 0;
	return run_trace(trace, (struct verify_options){ .show = -1, .made = listen_only,
							 .self = events });
}

/* *close: the time of record_close() alone. */
static double run_recorded(const char *trace, const char *path, double *close)
{
	struct diag d;
	struct record *r;
	double begin = cpu_seconds(), run;

	unlink(path);
	r = record_create(path, &d);
	if (!r)
		die(d.message);
	run = cpu_seconds() - begin;
	run += run_trace(trace, (struct verify_options){ .show = -1, .made = record_made,
							 .before = record_asked, .self = r });
	begin = cpu_seconds();
	if (!record_close(r, &d))
		die(d.message);
	*close = cpu_seconds() - begin;
	return run;
}

/* ---- the bare loop ---- */

struct value {
	char type;              /* of SQLite */
	int bytes;
	union {
		int64_t number;
		void *data;
	};
};

struct rows {
	const char *table;
	int columns;
	size_t n, room;         /* values */
	struct value *value;
};

static const char *const tables[] = {
	"session",
	"setting",
	"cpuset",
	"node",
	"distance",
	"allowed_node",
	"full_zone",
	"zone",
	"pageblock",
	"free_block",
	"pcp_page",
	"pcp",
	"used_block",
	"vm_event",
	"task",
	"branch",
	"request",
	"event",
	"keyframe",
};
enum { NR_TABLES = sizeof tables / sizeof *tables, REQUESTS = 16, EVENTS = 17 };

static void keep_value(struct rows *r, sqlite3_stmt *s, int column)
{
	struct value *v;

	if (r->n == r->room) {
		r->room = r->room ? 2 * r->room : 1024;
		r->value = realloc(r->value, r->room * sizeof *r->value);
		if (!r->value)
			die("out of memory");
	}
	v = &r->value[r->n++];
	v->type = (char)sqlite3_column_type(s, column);
	if (v->type == SQLITE_INTEGER) {
		v->number = sqlite3_column_int64(s, column);
	} else if (v->type != SQLITE_NULL) {
		v->bytes = sqlite3_column_bytes(s, column);
		v->data = malloc((size_t)v->bytes + 1);
		if (!v->data)
			die("out of memory");
		memcpy(v->data, sqlite3_column_blob(s, column), (size_t)v->bytes);
	}
}

static void read_rows(sqlite3 *db, struct rows *r, const char *table)
{
	char sql[100];
	sqlite3_stmt *s;

	*r = (struct rows){ .table = table };
	snprintf(sql, sizeof sql, "SELECT * FROM %s", table);
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(db));
	r->columns = sqlite3_column_count(s);
	while (sqlite3_step(s) == SQLITE_ROW)
		for (int i = 0; i < r->columns; i++)
			keep_value(r, s, i);
	sqlite3_finalize(s);
}

static void free_rows(struct rows *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->value[i].type == SQLITE_TEXT || r->value[i].type == SQLITE_BLOB)
			free(r->value[i].data);
	free(r->value);
}

static sqlite3_stmt *prepare_insert(sqlite3 *db, const struct rows *r)
{
	char sql[400];
	sqlite3_stmt *s;
	int n = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES(?", r->table);

	for (int i = 1; i < r->columns; i++)
		n += snprintf(sql + n, sizeof sql - (size_t)n, ",?");
	snprintf(sql + n, sizeof sql - (size_t)n, ")");
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(db));
	return s;
}

static void insert_row(sqlite3 *db, sqlite3_stmt *s, const struct rows *r, size_t row)
{
	const struct value *v = &r->value[row * (size_t)r->columns];

	for (int i = 0; i < r->columns; i++) {
		if (v[i].type == SQLITE_INTEGER)
			sqlite3_bind_int64(s, i + 1, v[i].number);
		else if (v[i].type == SQLITE_NULL)
			sqlite3_bind_null(s, i + 1);
		else if (v[i].type == SQLITE_TEXT)
			sqlite3_bind_text(s, i + 1, v[i].data, v[i].bytes, SQLITE_STATIC);
		else
			sqlite3_bind_blob(s, i + 1, v[i].data, v[i].bytes, SQLITE_STATIC);
	}
	if (sqlite3_step(s) != SQLITE_DONE)
		die(sqlite3_errmsg(db));
	sqlite3_reset(s);
}

/* Requests and events as they were written: a request, then its events; 256 of them a commit. */
static void insert_run(sqlite3 *db, const struct rows *requests, const struct rows *events)
{
	sqlite3_stmt *q = prepare_insert(db, requests), *e = prepare_insert(db, events);
	size_t n = requests->n / (size_t)requests->columns, event = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t last = requests->value[i * (size_t)requests->columns + 3].number;

		if (i % 256 == 0)
			db_run(db, i ? "COMMIT; BEGIN" : "BEGIN");
		insert_row(db, q, requests, i);
		for (; (int64_t)event <= last; event++)
			insert_row(db, e, events, event);
	}
	db_run(db, "COMMIT");
	sqlite3_finalize(q);
	sqlite3_finalize(e);
}

static double run_bare(const struct rows *rows, const char *path)
{
	struct diag d;
	double begin = cpu_seconds(), used;
	sqlite3 *db;

	unlink(path);
	db = db_create(path, &d);
	if (!db)
		die(d.message);
	for (int t = 0; t < NR_TABLES; t++) {
		sqlite3_stmt *s;

		if (t == REQUESTS)
			insert_run(db, &rows[REQUESTS], &rows[EVENTS]);
		if (t == REQUESTS || t == EVENTS)
			continue;
		s = prepare_insert(db, &rows[t]);
		db_run(db, "BEGIN");
		for (size_t i = 0; i < rows[t].n / (size_t)rows[t].columns; i++)
			insert_row(db, s, &rows[t], i);
		db_run(db, "COMMIT");
		sqlite3_finalize(s);
	}
	used = cpu_seconds() - begin;
	db_run(db, "PRAGMA journal_mode = DELETE");
	sqlite3_close(db);
	return used;
}

/* ---- the report ---- */

struct cost {
	double heard, recorded, closing, bare;
	uint64_t events;
	int64_t bytes, bytes_bare, keyframes;
};

static int64_t file_bytes(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

static double least(double a, double b)
{
	return a == 0 || b < a ? b : a;
}

static void measure(const char *trace, const char *path, struct cost *c)
{
	struct rows rows[NR_TABLES];
	double closing;
	sqlite3 *db;

	for (int i = 0; i < RUNS; i++) {
		c->heard = least(c->heard, run_heard(trace, &c->events));
		c->recorded = least(c->recorded, run_recorded(trace, path, &closing));
		c->closing = least(c->closing, closing);
	}
	c->bytes = file_bytes(path);
	if (sqlite3_open(path, &db) != SQLITE_OK)
		die("cannot read the recording");
	for (int t = 0; t < NR_TABLES; t++)
		read_rows(db, &rows[t], tables[t]);
	sqlite3_close(db);
	for (int i = 0; i < RUNS; i++)
		c->bare = least(c->bare, run_bare(rows, path));
	c->bytes_bare = file_bytes(path);
	for (size_t i = 2; i < rows[EVENTS + 1].n; i += 3)
		c->keyframes += rows[EVENTS + 1].value[i].bytes;
	for (int t = 0; t < NR_TABLES; t++)
		free_rows(&rows[t]);
	unlink(path);
}

static double total_ratio(const struct cost *c)
{
	return (c->recorded - c->heard + c->closing) / c->bare;
}

int main(int argc, char **argv)
{
	const char *directory = getenv("TMPDIR");
	struct cost all = { 0 };
	char path[300];

	snprintf(path, sizeof path, "%.200s/bench-record-%d.db", directory ? directory : "/tmp",
		 (int)getpid());
	for (int i = 1; i < argc; i++) {
		struct cost c = { 0 };

		measure(argv[i], path, &c);
		all.heard += c.heard;
		all.recorded += c.recorded;
		all.closing += c.closing;
		all.bare += c.bare;
		all.events += c.events;
		all.bytes += c.bytes;
		all.bytes_bare += c.bytes_bare;
		all.keyframes += c.keyframes;
	}
	if (!all.events)
		return 2;
	printf("recording %" PRIu64 " events of %d traces, CPU seconds:\n", all.events, argc - 1);
	printf("  requests alone, heard by nobody who writes  %7.3f\n", all.heard);
	printf("  requests, recorded                          %7.3f\n", all.recorded);
	printf("  recording, that is the difference           %7.3f\n", all.recorded - all.heard);
	printf("  closing: the index, back to one file        %7.3f\n", all.closing);
	printf("  the same rows by a bare insert loop         %7.3f\n", all.bare);
	printf("  ratio while recording                       %7.2f\n",
	       (all.recorded - all.heard) / all.bare);
	printf("  ratio with closing                          %7.2f (at most 1.50)\n",
	       total_ratio(&all));
	printf("bytes per event: %.1f with the index by kind, %.1f without; keyframes: %.1f %%\n",
	       (double)all.bytes / (double)all.events, (double)all.bytes_bare / (double)all.events,
	       100 * (double)all.keyframes / (double)all.bytes);
	return total_ratio(&all) > 1.5;
}
