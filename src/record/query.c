/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query.c - a query that may read, and nothing else.
 *
 * The file is open read-only and distrusted (db.c). An authorizer allows SELECT, reading columns,
 * recursion, and functions on a list; so no PRAGMA, no ATTACH, no function that reaches outside,
 * neither in the query nor in a view of the file. Time and memory are limited.
 */
#include "query.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record/db.h"
#include "record/query_text.h"

enum { STEPS_BETWEEN_LOOKS = 10000 };
#define MEMORY_OF_A_QUERY ((int64_t)512 << 20)

struct running {
	struct timespec end;
	bool timed, stopped, asked_to;
	bool (*stop)(void);
};

/* ---- what is allowed ---- */

/* Functions of SQL that compute something from their arguments, in order for bsearch(). */
static const char *const functions[] = {
	"abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "avg", "ceil",
	"ceiling", "char", "coalesce", "cos", "cosh", "count", "cume_dist", "date", "datetime",
	"degrees", "dense_rank", "exp", "first_value", "floor", "format", "glob", "group_concat",
	"hex", "ifnull", "iif", "instr", "json", "json_array", "json_array_length", "json_each",
	"json_extract", "json_group_array", "json_group_object", "json_object", "json_quote",
	"json_tree", "json_type", "json_valid", "julianday", "lag", "last_value", "lead", "length",
	"like", "likelihood", "likely", "ln", "log", "log10", "log2", "lower", "ltrim", "max",
	"min", "mod", "nth_value", "ntile", "nullif", "percent_rank", "pi", "pow", "power",
	"printf", "quote", "radians", "random", "rank", "replace", "round", "row_number", "rtrim",
	"sign", "sin", "sinh", "sqlite_version", "sqrt", "strftime", "string_agg", "substr",
	"substring", "sum", "tan", "tanh", "time", "total", "trim", "trunc", "typeof", "unicode",
	"unixepoch", "unlikely", "upper", "zeroblob",
};

static int by_name(const void *a, const void *b)
{
	return sqlite3_stricmp(a, *(const char *const *)b);
}

static int authorize(void *self, int action, const char *a, const char *b, const char *database,
		     const char *from)
{
	(void)self;
	(void)a;
	(void)database;
	(void)from;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return b && bsearch(b, functions, sizeof functions / sizeof *functions,
				    sizeof *functions, by_name) ?
			       SQLITE_OK :
			       SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

static int look_at_clock(void *self)
{
	struct running *r = self;
	struct timespec now;

	r->asked_to = r->stop && r->stop();
	if (r->asked_to || !r->timed)
		return r->asked_to;
	clock_gettime(CLOCK_MONOTONIC, &now);
	r->stopped = now.tv_sec > r->end.tv_sec ||
		     (now.tv_sec == r->end.tv_sec && now.tv_nsec >= r->end.tv_nsec);
	return r->stopped;
}

static void limit(sqlite3 *db, struct running *r, const struct query_options *options)
{
	sqlite3_set_authorizer(db, authorize, NULL);
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 64 << 20);
	sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 1 << 20);
	sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 200);
	sqlite3_limit(db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000);
	r->timed = options->seconds != 0;
	r->stop = options->stop;
	if (!r->timed && !r->stop)
		return;
	clock_gettime(CLOCK_MONOTONIC, &r->end);
	r->end.tv_sec += options->seconds;
	sqlite3_progress_handler(db, STEPS_BETWEEN_LOOKS, look_at_clock, r);
}

/* ---- what goes wrong ---- */

static void place(const char *sql, int offset, struct diag *d, const char *message)
{
	unsigned line = 1, column = 1;

	for (int i = 0; i < offset && sql[i]; i++) {
		column = sql[i] == '\n' ? 1 : column + 1;
		line += sql[i] == '\n';
	}
	diag_set(d, "query", offset < 0 ? 0 : line, offset < 0 ? 0 : column, "%s", message);
}

static enum query_status failed(sqlite3 *db, const char *sql, const struct running *r, int rc,
				struct diag *d)
{
	if (r->asked_to) {
		diag_set(d, "query", 0, 0, "stopped");
		return QUERY_FAILED;
	}
	if (r->stopped) {
		diag_set(d, "query", 0, 0, "stopped after its time limit (--timeout sets it)");
		return QUERY_FAILED;
	}
	if ((rc & 0xff) == SQLITE_NOMEM) {
		diag_set(d, "query", 0, 0, "it needs more than %d MiB of memory",
			 (int)(MEMORY_OF_A_QUERY >> 20));
		return QUERY_FAILED;
	}
	if (rc == SQLITE_AUTH && strcmp(sqlite3_errmsg(db), "not authorized") == 0)
		diag_set(d, "query", 0, 0, "only reading is allowed: SELECT");
	else
		place(sql, sqlite3_error_offset(db), d, sqlite3_errmsg(db));
	return db_machine_failed(rc) ? QUERY_MACHINE_FAILED : QUERY_FAILED;
}

/* What is behind the first statement must be no other. */
static enum query_status one_statement(sqlite3 *db, const char *sql, const char *tail,
				       struct diag *d)
{
	sqlite3_stmt *second = NULL;
	int rc;

	while (*tail == ';' || *tail == ' ' || *tail == '\n' || *tail == '\t' || *tail == '\r')
		tail++;
	rc = sqlite3_prepare_v2(db, tail, -1, &second, NULL);
	sqlite3_finalize(second);
	if (rc == SQLITE_OK && !second)
		return QUERY_DONE;
	place(sql, (int)(tail - sql), d, "one statement at a time");
	return QUERY_UNUSABLE;
}

/* ---- running ---- */

static enum query_status print_rows(sqlite3 *db, const char *sql, sqlite3_stmt *s,
				    const struct running *r, const struct query_options *options,
				    FILE *out, struct diag *d)
{
	struct query_text *t = query_text_new(s, options, out);
	int rc = t ? sqlite3_step(s) : SQLITE_NOMEM;
	bool found = rc == SQLITE_ROW;

	while (rc == SQLITE_ROW)
		rc = query_text_row(t) ? sqlite3_step(s) : SQLITE_NOMEM;
	if (t)
		query_text_end(t);
	if (rc != SQLITE_DONE)
		return failed(db, sql, r, rc, d);
	return found ? QUERY_DONE : QUERY_EMPTY;
}

static enum query_status run(sqlite3 *db, const char *sql, const struct query_options *options,
			     FILE *out, struct diag *d)
{
	struct running r = { .stopped = false };
	enum query_status status;
	sqlite3_stmt *s = NULL;
	const char *tail = sql;
	int rc;

	limit(db, &r, options);
	rc = sqlite3_prepare_v2(db, sql, -1, &s, &tail);
	if (rc != SQLITE_OK)
		return failed(db, sql, &r, rc, d);
	if (!s) {
		diag_set(d, "query", 0, 0, "it says nothing");
		return QUERY_UNUSABLE;
	}
	status = one_statement(db, sql, tail, d);
	if (status == QUERY_DONE && !sqlite3_stmt_readonly(s)) {
		diag_set(d, "query", 0, 0, "only reading is allowed");
		status = QUERY_FAILED;
	}
	if (status == QUERY_DONE)
		status = print_rows(db, sql, s, &r, options, out, d);
	sqlite3_finalize(s);
	return status;
}

enum query_status query_run(const char *path, const char *sql, const struct query_options *options,
			    FILE *out, struct diag *d)
{
	int64_t usual = sqlite3_hard_heap_limit64(MEMORY_OF_A_QUERY);
	enum query_status status = QUERY_UNUSABLE;
	bool machine_failed;
	sqlite3 *db = db_open(path, d, &machine_failed);

	if (!db && machine_failed)
		status = QUERY_MACHINE_FAILED;
	if (db && db_run(db, "PRAGMA temp_store = MEMORY") == SQLITE_OK)
		status = run(db, sql, options, out, d);
	sqlite3_close(db);
	sqlite3_hard_heap_limit64(usual);
	return status;
}
