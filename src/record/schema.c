/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema.c - making the tables, and comparing a file's tables with ours.
 */
#include "schema.h"

#include <stdio.h>

#include "core/kernels.h"
#include "record/names.h"

/* The .sql files, made into strings when the program is built. */
extern const char schema_sql[], views_sql[], help_sql[];

static int run(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

/* ---- what numbers mean ---- */

/* One row of texts behind up to two numbers; NULL is NULL. */
static int insert(sqlite3_stmt *s, const int64_t *number, int numbers, const char *const *text,
		  int texts)
{
	int at = 1;

	sqlite3_reset(s);
	for (int i = 0; i < numbers; i++)
		sqlite3_bind_int64(s, at++, number[i]);
	for (int i = 0; i < texts; i++)
		sqlite3_bind_text(s, at++, text[i], -1, SQLITE_STATIC);
	return sqlite3_step(s) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
}

static int fill_event_kinds(sqlite3 *db)
{
	static const char sql[] = "INSERT INTO event_kind VALUES(?,?,?,?,?,?,?,?,?)";
	sqlite3_stmt *s;
	int rc = sqlite3_prepare_v2(db, sql, -1, &s, NULL);

	for (int64_t i = 0; rc == SQLITE_OK && i < NR_EVENT_KINDS; i++) {
		const struct event_info *e = &event_info[i];
		const char *text[] = { e->name,     e->nature == NATURE_SAYS ? "says" : "does",
				       e->value[0], e->value[1], e->value[2], e->value[3],
				       e->value[4], e->value[5] };

		rc = insert(s, &i, 1, text, 8);
	}
	sqlite3_finalize(s);
	return rc;
}

static int fill_names(sqlite3 *db, const char *sql, int64_t n, const char *(*name)(unsigned))
{
	sqlite3_stmt *s;
	int rc = sqlite3_prepare_v2(db, sql, -1, &s, NULL);

	for (int64_t i = 0; rc == SQLITE_OK && i < n; i++)
		rc = insert(s, &i, 1, (const char *[]){ name((unsigned)i) }, 1);
	sqlite3_finalize(s);
	return rc;
}

static int fill_rungs_of(sqlite3_stmt *s, const struct kernel *k)
{
	int rc = SQLITE_OK;

	for (unsigned ladder = 0; ladder < NR_LADDERS; ladder++)
		for (unsigned row = 0; rc == SQLITE_OK && k->ladder[ladder] &&
				       k->ladder[ladder][row].name; row++) {
			const struct check *check = &k->ladder[ladder][row];
			const int64_t number[] = { rung_id(ladder, row), row + 1 };
			const char *text[] = { k->name, ladder_title[ladder].function, check->name,
					       check->asks };

			rc = insert(s, number, 2, text, 4);
		}
	return rc;
}

static int fill_rungs(sqlite3 *db)
{
	static const char sql[] = "INSERT INTO rung(rung, position, kernel, ladder, name, asks)"
				  " VALUES(?,?,?,?,?,?)";
	const struct kernel *k;
	sqlite3_stmt *s;
	int rc = sqlite3_prepare_v2(db, sql, -1, &s, NULL);

	for (size_t i = 0; rc == SQLITE_OK && (k = kernel_at(i)); i++)
		rc = fill_rungs_of(s, k);
	sqlite3_finalize(s);
	return rc;
}

int schema_make(sqlite3 *db)
{
	static const char types[] = "INSERT INTO migratetype VALUES(?,?)";
	static const char verdicts[] = "INSERT INTO verdict VALUES(?,?)";
	int rc = run(db, schema_sql);

	if (rc == SQLITE_OK)
		rc = run(db, views_sql);
	if (rc == SQLITE_OK)
		rc = run(db, help_sql);
	if (rc == SQLITE_OK)
		rc = fill_event_kinds(db);
	if (rc == SQLITE_OK)
		rc = fill_names(db, types, MIGRATE_TYPES, migratetype_name);
	if (rc == SQLITE_OK)
		rc = fill_names(db, verdicts, NR_VERDICTS, verdict_name);
	return rc == SQLITE_OK ? fill_rungs(db) : rc;
}

/* ---- comparing ---- */

/* Has db this object, made by this very statement? */
static int has_table(sqlite3 *db, const char *name, const char *sql, int *has)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(db, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND"
					" name = ? AND sql = ?", -1, &s, NULL);

	*has = 0;
	if (rc != SQLITE_OK)
		return rc;
	sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 2, sql, -1, SQLITE_STATIC);
	rc = sqlite3_step(s);
	*has = rc == SQLITE_ROW;
	sqlite3_finalize(s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int schema_misses(sqlite3 *db, char table[TABLE_NAME])
{
	sqlite3 *ours = NULL;
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_open(":memory:", &ours), has = 1;

	table[0] = '\0';
	if (rc == SQLITE_OK)
		rc = run(ours, schema_sql);
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(ours, "SELECT name, sql FROM sqlite_schema WHERE"
					      " type = 'table'", -1, &s, NULL);
	while (rc == SQLITE_OK && has && sqlite3_step(s) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(s, 0);

		rc = has_table(db, name, (const char *)sqlite3_column_text(s, 1), &has);
		if (rc == SQLITE_OK && !has)
			snprintf(table, TABLE_NAME, "%s", name);
	}
	sqlite3_finalize(s);
	sqlite3_close(ours);
	return rc;
}
