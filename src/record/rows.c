/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rows.c - binding and reading rows.
 *
 * An event takes a row of 20 columns; most requests have a few dozen of them, so what is bound
 * here is most of what recording costs.
 */
#include "rows.h"

#include <stdio.h>
#include <string.h>

const char insert_event_sql[] = "INSERT INTO event(" EVENT_COLUMNS ")"
				" VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
const char insert_change_sql[] = "INSERT INTO change(" CHANGE_COLUMNS ")"
				 " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

/* ---- events ---- */

static void bind_or_null(sqlite3_stmt *s, int at, int64_t value, int64_t none)
{
	if (value == none)
		sqlite3_bind_null(s, at);
	else
		sqlite3_bind_int64(s, at, value);
}

/* Numbers that the kind has no name for are NULL, unless they hold something all the same. */
static void bind_numbers(sqlite3_stmt *s, int at, const struct event *e)
{
	const char *const *name = event_info[e->kind].value;

	for (int i = 0; i < 6; i++) {
		if (name[i] || e->v[i])
			sqlite3_bind_int64(s, at + i, e->v[i]);
		else
			sqlite3_bind_null(s, at + i);
	}
}

void event_bind(sqlite3_stmt *s, const struct event *e, const struct event_place *at)
{
	sqlite3_bind_int64(s, 1, at->seq);
	sqlite3_bind_int64(s, 2, at->branch);
	sqlite3_bind_int64(s, 3, at->request);
	sqlite3_bind_int(s, 4, e->kind);
	sqlite3_bind_int(s, 5, e->depth);
	bind_or_null(s, 6, e->rung, RUNG_NONE);
	bind_or_null(s, 7, e->zone, NO_ZONE);
	sqlite3_bind_int(s, 8, e->cpu);
	bind_or_null(s, 9, e->pfn, NO_PFN);
	bind_or_null(s, 10, e->link, NO_PFN);
	sqlite3_bind_int(s, 11, e->order);
	sqlite3_bind_int(s, 12, e->migratetype);
	sqlite3_bind_int(s, 13, e->verdict);
	sqlite3_bind_int(s, 14, e->flags);
	bind_numbers(s, 15, e);
}

void change_bind(sqlite3_stmt *s, const struct event *e, int64_t request, int64_t position)
{
	sqlite3_bind_int64(s, 1, request);
	sqlite3_bind_int64(s, 2, position);
	sqlite3_bind_int(s, 3, e->kind);
	bind_or_null(s, 4, e->zone, NO_ZONE);
	sqlite3_bind_int(s, 5, e->cpu);
	bind_or_null(s, 6, e->pfn, NO_PFN);
	bind_or_null(s, 7, e->link, NO_PFN);
	sqlite3_bind_int(s, 8, e->order);
	sqlite3_bind_int(s, 9, e->migratetype);
	sqlite3_bind_int(s, 10, e->verdict);
	sqlite3_bind_int(s, 11, e->flags);
	bind_numbers(s, 12, e);
}

bool column_int(sqlite3_stmt *s, int column, int64_t least, int64_t most, int64_t *value)
{
	if (sqlite3_column_type(s, column) != SQLITE_INTEGER)
		return false;
	*value = sqlite3_column_int64(s, column);
	return *value >= least && *value <= most;
}

static bool column_or(sqlite3_stmt *s, int column, int64_t most, int64_t none, int64_t *value)
{
	*value = none;
	return sqlite3_column_type(s, column) == SQLITE_NULL ||
	       column_int(s, column, 0, most, value);
}

static bool column_numbers(sqlite3_stmt *s, int column, struct event *e)
{
	for (int i = 0; i < 6; i++)
		if (sqlite3_column_type(s, column + i) != SQLITE_NULL &&
		    !column_int(s, column + i, INT64_MIN, INT64_MAX, &e->v[i]))
			return false;
	return true;
}

/* What event and change have in common behind kind, depth and rung: zone to flags, then v. */
static bool column_rest(sqlite3_stmt *s, int at, struct event *e)
{
	int64_t zone, cpu, pfn, link, order, mt, verdict, flags;

	if (!column_or(s, at, NO_ZONE - 1, NO_ZONE, &zone) ||
	    !column_int(s, at + 1, 0, UINT16_MAX, &cpu) ||
	    !column_or(s, at + 2, NO_PFN - 1, NO_PFN, &pfn) ||
	    !column_or(s, at + 3, NO_PFN - 1, NO_PFN, &link) ||
	    !column_int(s, at + 4, 0, UINT8_MAX, &order) ||
	    !column_int(s, at + 5, 0, UINT8_MAX, &mt) ||
	    !column_int(s, at + 6, 0, UINT8_MAX, &verdict) ||
	    !column_int(s, at + 7, 0, UINT8_MAX, &flags))
		return false;
	e->zone = (zid_t)zone;
	e->cpu = (uint16_t)cpu;
	e->pfn = (pfn_t)pfn;
	e->link = (pfn_t)link;
	e->order = (uint8_t)order;
	e->migratetype = (uint8_t)mt;
	e->verdict = (uint8_t)verdict;
	e->flags = (uint8_t)flags;
	return column_numbers(s, at + 8, e);
}

bool event_column(sqlite3_stmt *s, struct event *e, struct event_place *at)
{
	int64_t kind, depth, rung;

	*e = (struct event){ 0 };
	if (!column_int(s, 0, 0, INT64_MAX, &at->seq) ||
	    !column_int(s, 1, 0, INT64_MAX, &at->branch) ||
	    !column_int(s, 2, 0, INT64_MAX, &at->request) ||
	    !column_int(s, 3, 0, NR_EVENT_KINDS - 1, &kind) ||
	    !column_int(s, 4, 0, UINT8_MAX, &depth) ||
	    !column_or(s, 5, RUNG_NONE - 1, RUNG_NONE, &rung))
		return false;
	e->kind = (uint16_t)kind;
	e->depth = (uint8_t)depth;
	e->rung = (uint8_t)rung;
	return column_rest(s, 6, e);
}

bool change_column(sqlite3_stmt *s, struct event *e)
{
	int64_t kind;

	*e = (struct event){ .rung = RUNG_NONE };
	if (!column_int(s, 2, 0, NR_EVENT_KINDS - 1, &kind))
		return false;
	e->kind = (uint16_t)kind;
	return column_rest(s, 3, e);
}

/* ---- worlds ---- */

/* "INSERT INTO zone(session, name, zone, ...) VALUES(?,?,...)", or the SELECT without the name. */
static char *content_sql(const struct content_info *t, bool insert)
{
	sqlite3_str *sql = sqlite3_str_new(NULL);

	sqlite3_str_appendall(sql, insert ? "INSERT INTO " : "SELECT ");
	if (insert)
		sqlite3_str_appendf(sql, "%s(session, %s", t->table, t->labelled ? "name, " : "");
	for (unsigned i = 0; i < t->columns; i++)
		sqlite3_str_appendf(sql, "%s%s", i ? ", " : "", t->column[i].name);
	if (insert) {
		sqlite3_str_appendall(sql, ") VALUES(?");
		for (unsigned i = 0; i < t->columns + t->labelled; i++)
			sqlite3_str_appendall(sql, ",?");
		sqlite3_str_appendall(sql, ")");
	} else {
		sqlite3_str_appendf(sql, " FROM %s WHERE session = ? ORDER BY ", t->table);
		for (unsigned i = 0; i < t->keys; i++)
			sqlite3_str_appendf(sql, "%s%s", i ? ", " : "", t->column[i].name);
	}
	return sqlite3_str_finish(sql);
}

static int content_prepare(sqlite3 *db, enum content_table table, bool insert, sqlite3_stmt **s)
{
	char *sql = content_sql(&content_info[table], insert);
	int rc = sql ? sqlite3_prepare_v2(db, sql, -1, s, NULL) : SQLITE_NOMEM;

	sqlite3_free(sql);
	return rc;
}

struct inserting {
	sqlite3 *db;
	const struct world *world;
	int64_t session;
	enum content_table table;
	sqlite3_stmt *s;        /* of table */
	int rc;
};

static bool insert_row(void *self, enum content_table table, const int64_t *v)
{
	struct inserting *in = self;
	const struct content_info *t = &content_info[table];
	int at = 1;

	if (!in->s || table != in->table) {
		sqlite3_finalize(in->s);
		in->s = NULL;
		in->table = table;
		in->rc = content_prepare(in->db, table, true, &in->s);
		if (in->rc != SQLITE_OK)
			return false;
	}
	sqlite3_bind_int64(in->s, at++, in->session);
	if (t->labelled)
		sqlite3_bind_text(in->s, at++, content_label(in->world, table, v), -1,
				  SQLITE_STATIC);
	for (unsigned i = 0; i < t->columns; i++)
		sqlite3_bind_int64(in->s, at++, v[i]);
	in->rc = sqlite3_step(in->s);
	sqlite3_reset(in->s);
	return in->rc == SQLITE_DONE;
}

int content_insert(sqlite3 *db, int64_t session, const struct world *w)
{
	struct inserting in = { .db = db, .world = w, .session = session };
	bool all = content_walk(w, insert_row, &in);

	sqlite3_finalize(in.s);
	return all ? SQLITE_OK : in.rc;
}

static bool select_rows(sqlite3_stmt *s, enum content_table table, struct content *c)
{
	const struct content_info *t = &content_info[table];
	int64_t v[CONTENT_COLUMNS];

	for (unsigned i = 0; i < t->columns; i++)
		if (!column_int(s, (int)i, INT64_MIN, INT64_MAX, &v[i])) {
			snprintf(c->misfit, sizeof c->misfit, "%s.%s is no number", t->table,
				 t->column[i].name);
			return false;
		}
	return content_add(c, table, v);
}

static bool select_table(sqlite3 *db, int64_t session, enum content_table table,
			 struct content *c, int *rc)
{
	sqlite3_stmt *s = NULL;
	bool fits = true;

	*rc = content_prepare(db, table, false, &s);
	if (*rc == SQLITE_OK)
		sqlite3_bind_int64(s, 1, session);
	while (*rc == SQLITE_OK && fits && (*rc = sqlite3_step(s)) == SQLITE_ROW) {
		fits = select_rows(s, table, c);
		*rc = SQLITE_OK;
	}
	sqlite3_finalize(s);
	if (*rc == SQLITE_DONE)
		*rc = SQLITE_OK;
	return fits && *rc == SQLITE_OK;
}

struct world *content_select(sqlite3 *db, int64_t session, const struct world_shape *shape,
			     const struct kernel *k, char misfit[MISFIT_TEXT], int *rc)
{
	struct content c = { 0 };
	struct world *w = NULL;

	*rc = SQLITE_OK;
	if (content_begin(&c, shape)) {
		unsigned table = 0;

		while (table < NR_CONTENT_TABLES && select_table(db, session, table, &c, rc))
			table++;
		if (table == NR_CONTENT_TABLES)
			w = content_end(&c, k);
		else
			content_drop(&c);
	}
	if (c.out_of_memory)
		*rc = SQLITE_NOMEM;
	memcpy(misfit, c.misfit, MISFIT_TEXT);
	return w;
}
