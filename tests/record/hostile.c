/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hostile.c - recordings that somebody tampered with are refused with a reason, or read without
 * harm. What "without harm" means is seen by the sanitizers.
 */
#include "recordings.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/query.h"

static const char trace[] = "traces/6.1/a_pcp_unmovable.jsonl";

struct tampering {
	const char *what, *sql, *message;
};

static void expect_refused(const struct tampering *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *path = recordings_path();
		struct replay_outcome o;

		recordings_make(trace, path);
		recordings_alter(path, rows[i].sql);
		o = recordings_replay(path);
		cr_expect_eq(o.verdict, REPLAY_BAD_INPUT, "%s: %s", rows[i].what, o.text);
		cr_expect(strstr(o.text, rows[i].message), "%s: %s", rows[i].what, o.text);
		recordings_remove(path);
	}
}
#define EXPECT_REFUSED(rows) expect_refused(rows, sizeof(rows) / sizeof *(rows))

Test(hostile, files_that_are_not_ours)
{
	static const struct tampering rows[] = {
		{ "another program's", "PRAGMA application_id = 7", "not a recording" },
		{ "a newer version", "PRAGMA user_version = 2", "of version 2" },
		{ "a table missing", "PRAGMA foreign_keys = OFF; DROP TABLE pcp_page",
		  "its table pcp_page differs" },
		{ "a view in place of a table",
		  "DROP TABLE keyframe; CREATE VIEW keyframe AS SELECT 1 AS seq, 1 AS branch,"
		  " load_extension('x') AS content", "its table keyframe differs" },
		{ "a column that computes",
		  "ALTER TABLE keyframe ADD COLUMN more INTEGER AS (seq + 1)",
		  "its table keyframe differs" },
		{ "a virtual table", "CREATE VIRTUAL TABLE more USING fts5(text)",
		  "a virtual table" },
	};

	EXPECT_REFUSED(rows);
}

Test(hostile, first_states_that_are_impossible)
{
	static const struct tampering rows[] = {
		{ "a page on two lists",
		  "UPDATE OR REPLACE free_block SET pfn ="
		  " (SELECT min(pfn) FROM free_block WHERE zone = 1)"
		  " WHERE zone = 1 AND block_order = 0", "on two lists" },
		{ "no nodes", "UPDATE session SET nr_nodes = 0", "out of range" },
		{ "more CPUs than can be", "UPDATE session SET nr_cpus = 1000000", "out of range" },
		{ "memory without end", "UPDATE session SET end_pfn = 4294967295", "out of range" },
		{ "less memory than its zones", "UPDATE session SET end_pfn = 5000",
		  "ends outside the memory" },
		{ "an unknown layout", "UPDATE session SET layout = 'abacus'", "layout of zones" },
		{ "a free block beyond its zone",
		  "UPDATE OR REPLACE free_block SET pfn = 4294967294",
		  "does not hold a block" },
		{ "a free block of another zone",
		  "UPDATE OR REPLACE free_block SET zone = 0 WHERE zone = 1",
		  "" },
		{ "an order that is none",
		  "UPDATE OR REPLACE free_block SET block_order = 63", "block_order" },
		{ "a type that is none",
		  "PRAGMA foreign_keys = OFF; UPDATE OR REPLACE free_block"
		  " SET migratetype = 99 WHERE position = 0", "migratetype" },
		{ "lists without a first block",
		  "UPDATE OR REPLACE free_block SET position = position + 1000", "no first block" },
		{ "a PCP list that is none",
		  "UPDATE OR REPLACE pcp_page SET list = 14", "pcp_page.list" },
		{ "a CPU that is none",
		  "UPDATE OR REPLACE pcp SET cpu = 4095 WHERE zone = 0", "no CPU 4095" },
		{ "a batch of 0",
		  "UPDATE OR REPLACE pcp SET batch = 0", "batch" },
		{ "a count that is not the lists'",
		  "UPDATE OR REPLACE pcp SET count = count + 1",
		  "pcp->count" },
		{ "a counter that is not the lists'",
		  "UPDATE OR REPLACE zone SET nr_free_pages = nr_free_pages + 1 WHERE present",
		  "NR_FREE_PAGES" },
		{ "zones that overlap",
		  "UPDATE OR REPLACE zone SET start_pfn = 4096 WHERE zone = 0",
		  "overlap" },
		{ "a pageblock of no type", "DELETE FROM pageblock", "is in no pageblock" },
		{ "pageblocks outside",
		  "UPDATE OR REPLACE pageblock SET blocks = 4294967295",
		  "outside the memory" },
		{ "a task on no node", "UPDATE task SET value = 99 WHERE name = 'node'",
		  "there is no such node" },
		{ "a task in no cpuset", "UPDATE task SET value = 1 WHERE name = 'cpuset'",
		  "there is no such cpuset" },
		{ "no cpuset", "DELETE FROM cpuset", "there is no cpuset" },
		{ "a page in use where one is free",
		  "INSERT OR REPLACE INTO used_block SELECT 1, pfn, 1, 1, 0, 0 FROM free_block"
		  " WHERE position = 0 LIMIT 1", "free and in use" },
		{ "pages in use beyond all zones",
		  "INSERT INTO used_block VALUES(1, 4294967290, 4294967295, 1, 10, 0)",
		  "no zone holds" },
		{ "a changed state", "UPDATE setting SET value = value + 1",
		  "not those that were recorded" },
	};

	EXPECT_REFUSED(rows);
}

Test(hostile, requests_and_events_that_are_out_of_range)
{
	static const struct tampering rows[] = {
		{ "an operation that is none", "UPDATE request SET op = 'explode' WHERE id = 2",
		  "request 2: what was asked is out of range" },
		{ "an order that is none", "UPDATE request SET block_order = 99999 WHERE id = 2",
		  "out of range" },
		{ "a negative pfn", "UPDATE request SET pfn = -1 WHERE id = 2", "out of range" },
		{ "nodes that are none", "UPDATE request SET nodemask = '0-99999' WHERE id = 2",
		  "out of range" },
		{ "a kind that is none", "PRAGMA foreign_keys = OFF; UPDATE event SET kind = 9999"
		  " WHERE seq = 100", "event 100: a number is out of range" },
		{ "a branch that is its own parent", "UPDATE branch SET parent = 1",
		  "grows from none" },
		{ "a branch of no session", "PRAGMA foreign_keys = OFF; UPDATE branch SET session"
		  " = 7", "belongs to no session" },
		{ "a keyframe that is none",
		  "UPDATE keyframe SET content = x'01FF'"
		  " WHERE seq = (SELECT min(seq) FROM keyframe)",
		  "its bytes make no rows" },
		{ "an empty keyframe", "UPDATE keyframe SET content = x''", "another version" },
	};

	EXPECT_REFUSED(rows);
}

/* ---- read without harm ---- */

static enum query_status ask(const char *path, const char *sql, struct diag *d)
{
	struct query_options options = { .format = QUERY_CSV, .seconds = 2 };
	FILE *nowhere = fopen("/dev/null", "w");
	enum query_status status = query_run(path, sql, &options, nowhere, d);

	fclose(nowhere);
	return status;
}

Test(hostile, triggers_and_views_of_strangers_do_nothing)
{
	const char *path = recordings_path();
	struct diag d = { .message = "" };

	recordings_make(trace, path);
	recordings_alter(path, "CREATE TRIGGER t AFTER INSERT ON event"
			       " BEGIN DELETE FROM event; END;"
			       "CREATE VIEW trap AS SELECT load_extension('/tmp/x.so') AS x;"
			       "CREATE VIEW deep AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL"
			       " SELECT x + 1 FROM c) SELECT count(*) FROM c");
	cr_expect_eq(recordings_replay(path).verdict, REPLAY_IDENTICAL);
	cr_expect_eq(ask(path, "SELECT * FROM trap", &d), QUERY_FAILED);
	cr_expect(strstr(d.message, "load_extension"), "%s", d.message);
	cr_expect_eq(ask(path, "SELECT * FROM deep", &d), QUERY_FAILED);
	cr_expect(strstr(d.message, "time limit"), "%s", d.message);
	recordings_remove(path);
}

static void overwrite(const char *path, long at, unsigned char byte)
{
	FILE *f = fopen(path, "r+");

	fseek(f, at, SEEK_SET);
	fputc(byte, f);
	fclose(f);
}

static long file_size(const char *path)
{
	FILE *f = fopen(path, "r");
	long n;

	fseek(f, 0, SEEK_END);
	n = ftell(f);
	fclose(f);
	return n;
}

Test(hostile, random_bytes_and_truncated_files)
{
	const char *path = recordings_path(), *rounds = getenv("BUDDYSCOPE_ROUNDS");
	unsigned random = 12345;
	struct diag d;

	for (int i = 0; i < (rounds ? atoi(rounds) : 12); i++) {
		long size;

		recordings_remove(path);
		recordings_make(trace, path);
		size = file_size(path);
		for (int n = 0; n < 20; n++) {
			random = random * 1103515245 + 12345;
			overwrite(path, (long)(random / 65536 * 7919ul) % size,
				  (unsigned char)(random >> 16));
		}
		if (i % 3 == 0)
			cr_assert_eq(truncate(path, size * (i + 1) / 40), 0);
		recordings_replay(path);
		ask(path, "SELECT * FROM refused_by", &d);
		ask(path, "SELECT * FROM free_area_at", &d);
	}
	recordings_remove(path);
}
