/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query.c - queries may read and nothing else, and what they print steers no terminal. */
#include "record/query.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "recordings.h"

static enum query_status run(const char *path, const char *sql, enum query_format format,
			     char **text, struct diag *d)
{
	struct query_options options = { .format = format, .seconds = 2, .ascii = 1 };
	size_t size;
	FILE *out = open_memstream(text, &size);
	enum query_status status;

	cr_assert(out);
	d->message[0] = '\0';
	status = query_run(path, sql, &options, out, d);
	fclose(out);
	return status;
}

Test(query, refuses_what_is_not_one_reading_statement)
{
	static const struct {
		const char *sql, *message;
		enum query_status status;
		unsigned line, column;
	} rows[] = {
		{ "SELECT 1", "", QUERY_DONE, 0, 0 },
		{ "SELECT 1;  -- and no more", "", QUERY_DONE, 0, 0 },
		{ "SELECT 1 WHERE 0", "", QUERY_EMPTY, 0, 0 },
		{ "SELECT 1; SELECT 2", "one statement", QUERY_UNUSABLE, 1, 11 },
		{ "", "says nothing", QUERY_UNUSABLE, 0, 0 },
		{ "-- nothing", "says nothing", QUERY_UNUSABLE, 0, 0 },
		{ "SELECT seq,\n no_such FROM event", "no such column", QUERY_FAILED, 2, 2 },
		{ "SELEC 1", "syntax error", QUERY_FAILED, 1, 1 },
		{ "DELETE FROM event", "only reading", QUERY_FAILED, 0, 0 },
		{ "PRAGMA user_version = 3", "only reading", QUERY_FAILED, 0, 0 },
		{ "ATTACH '/tmp/x' AS x", "only reading", QUERY_FAILED, 0, 0 },
		{ "VACUUM INTO '/tmp/x'", "only reading", QUERY_FAILED, 0, 0 },
		{ "CREATE TEMP TABLE t(x)", "only reading", QUERY_FAILED, 0, 0 },
		{ "SELECT load_extension('x')", "load_extension", QUERY_FAILED, 1, 8 },
		{ "SELECT writefile('/tmp/x', 'x')", "writefile", QUERY_FAILED, 1, 8 },
		{ "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c)"
		  " SELECT sum(x) FROM c",
		  "time limit", QUERY_FAILED, 0, 0 },
		{ "SELECT length(hex(zeroblob(900000000)))", "too big", QUERY_FAILED, 0, 0 },
	};
	const char *path = recordings_path();

	recordings_make("traces/6.1/a_pcp_unmovable.jsonl", path);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct diag d = { .line = 0 };
		char *text;
		enum query_status status = run(path, rows[i].sql, QUERY_CSV, &text, &d);

		cr_expect_eq(status, rows[i].status, "%s: %s", rows[i].sql, d.message);
		cr_expect(strstr(d.message, rows[i].message), "%s: %s", rows[i].sql, d.message);
		if (status > QUERY_EMPTY)
			cr_expect(d.line == rows[i].line && d.column == rows[i].column,
				  "%s: at %u:%u", rows[i].sql, d.line, d.column);
		free(text);
	}
	recordings_remove(path);
}

Test(query, prints_four_ways)
{
	static const char sql[] = "SELECT 7 AS n, 'a|b' AS t, NULL AS x UNION ALL"
				  " SELECT -12, 'say \"hi\", ' || char(27) || '[2J', 1.5";
	static const struct {
		enum query_format format;
		const char *text;
	} rows[] = {
		{ QUERY_BOX, "+-----+----------------+-----+\n"
			     "| n   | t              | x   |\n"
			     "+-----+----------------+-----+\n"
			     "|   7 | a|b            |     |\n"
			     "| -12 | say \"hi\", ?[2J | 1.5 |\n"
			     "+-----+----------------+-----+\n" },
		{ QUERY_CSV, "n,t,x\n7,a|b,\n-12,\"say \"\"hi\"\", ?[2J\",1.5\n" },
		{ QUERY_JSON, "{\"format\":1,\"columns\":[\"n\",\"t\",\"x\"],\"rows\":[\n"
			      "[7,\"a|b\",null],\n[-12,\"say \\\"hi\\\", ?[2J\",1.5]\n]}\n" },
		{ QUERY_MARKDOWN, "| n   | t              | x   |\n"
				  "|-----|----------------|-----|\n"
				  "|   7 | a\\|b            |     |\n"
				  "| -12 | say \"hi\", ?[2J | 1.5 |\n" },
	};
	const char *path = recordings_path();

	recordings_make("traces/6.1/a_pcp_unmovable.jsonl", path);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct diag d;
		char *text;

		cr_expect_eq(run(path, sql, rows[i].format, &text, &d), QUERY_DONE);
		cr_expect_str_eq(text, rows[i].text);
		free(text);
	}
	recordings_remove(path);
}
