/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help.c - a recording describes itself: every table, view and column, with examples that work. */
#include "recordings.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "record/query.h"

static void expect_no_rows(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;

	cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK, "%s",
		     sqlite3_errmsg(db));
	while (sqlite3_step(s) == SQLITE_ROW)
		cr_expect_fail("%s", (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
}

Test(help, has_a_row_for_every_table_view_and_column)
{
	const char *path = recordings_path();
	sqlite3 *db;

	recordings_make("traces/6.1/a_pcp_unmovable.jsonl", path);
	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	expect_no_rows(db, "SELECT 'no help for ' || name FROM sqlite_schema"
			   " WHERE type IN ('table', 'view') AND name NOT IN"
			   " (SELECT object FROM help WHERE \"column\" IS NULL)");
	expect_no_rows(db, "SELECT 'no help for ' || m.name || '.' || c.name FROM"
			   " sqlite_schema AS m, pragma_table_info(m.name) AS c"
			   " WHERE m.type IN ('table', 'view') AND"
			   " NOT EXISTS (SELECT 1 FROM help WHERE object = m.name AND"
			   " \"column\" = c.name)");
	expect_no_rows(db, "SELECT 'help for nothing: ' || object || '.' || \"column\" FROM help"
			   " WHERE \"column\" NOT IN (SELECT name FROM pragma_table_info(object))");
	expect_no_rows(db, "SELECT 'twice: ' || object FROM help GROUP BY object, \"column\""
			   " HAVING count(*) > 1");
	sqlite3_close(db);
	recordings_remove(path);
}

Test(help, has_examples_that_run_as_they_stand)
{
	struct query_options options = { .format = QUERY_CSV, .seconds = 10 };
	const char *path = recordings_path();
	FILE *nowhere = fopen("/dev/null", "w");
	sqlite3 *db;
	sqlite3_stmt *s;

	recordings_make("traces/6.1/a_pcp_unmovable.jsonl", path);
	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(db, "SELECT example FROM help", -1, &s, NULL), SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *example = (const char *)sqlite3_column_text(s, 0);
		struct diag d = { .message = "" };
		enum query_status status = query_run(path, example, &options, nowhere, &d);

		cr_expect(status <= QUERY_EMPTY, "%s: %s", example, d.message);
	}
	sqlite3_finalize(s);
	sqlite3_close(db);
	fclose(nowhere);
	recordings_remove(path);
}
