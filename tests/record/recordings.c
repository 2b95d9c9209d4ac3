/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recordings.c - recordings made for a test. */
#include "recordings.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "import/verify.h"

char **recordings_traces(void)
{
	static char small[][40] = { "traces/6.1/a_pcp_unmovable.jsonl",
				    "traces/6.1/f_split_merge.jsonl",
				    "traces/6.1/o_dirty.node0.jsonl" };
	static char *paths[] = { small[0], small[1], small[2], NULL };
	const char *folder = getenv("BUDDYSCOPE_RECORDINGS");
	static glob_t found;
	char pattern[4096];

	if (!folder)
		return paths;
	snprintf(pattern, sizeof pattern, "%s/*.jsonl", folder);
	cr_assert_eq(glob(pattern, 0, NULL, &found), 0, "no recordings in %s", folder);
	return found.gl_pathv;
}

const char *recordings_path(void)
{
	static char path[4096];
	const char *directory = getenv("TMPDIR");

	snprintf(path, sizeof path, "%s/buddyscope-test-%d.db", directory ? directory : "/tmp",
		 (int)getpid());
	recordings_remove(path);
	return path;
}

void recordings_remove(const char *path)
{
	static const char *const suffix[] = { "", "-wal", "-shm", "-journal" };

	for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++) {
		char name[4200];

		snprintf(name, sizeof name, "%s%s", path, suffix[i]);
		unlink(name);
	}
}

static void made(void *self, struct machine *m, const char *origin)
{
	cr_assert(record_session(self, m, origin, "a test"), "%s", record_error(self));
}

static void before(void *self, const struct request *q)
{
	cr_assert(record_request(self, q, NULL), "%s", record_error(self));
}

void recordings_make(const char *trace, const char *path)
{
	struct diag d;
	struct record *r = record_create(path, &d);
	struct verify_options options = { .show = -1, .made = made, .before = before, .self = r };
	struct verify_outcome o;

	cr_assert(r, "%s", d.message);
	verify_recording(trace, &options, &o, &d);
	cr_assert_eq(o.verdict, VERIFY_EXACT, "%s", trace);
	verify_done(&o);
	cr_assert(record_close(r, &d), "%s", d.message);
}

void recordings_alter(const char *path, const char *sql)
{
	sqlite3 *db;
	char *error = NULL;

	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_db_config(db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, NULL);
	sqlite3_exec(db, sql, NULL, NULL, &error);
	cr_assert_null(error, "%s: %s", sql, error);
	sqlite3_close(db);
}

struct reader *recordings_open(const char *path)
{
	bool machine_failed;
	struct diag d;
	struct reader *r = reader_open(path, &d, &machine_failed);

	cr_assert(r, "%s", d.message);
	return r;
}

struct replay_outcome recordings_replay(const char *path)
{
	struct replay_outcome o = { .verdict = REPLAY_BAD_INPUT };
	bool machine_failed;
	struct diag d = { .message = "" };
	struct reader *r = reader_open(path, &d, &machine_failed);

	if (r)
		replay_prove(r, (struct replay_scope){ 0, 0 }, &o, &d);
	else if (machine_failed)
		o.verdict = REPLAY_MACHINE_FAILED;
	if (o.verdict == REPLAY_BAD_INPUT || o.verdict == REPLAY_MACHINE_FAILED)
		snprintf(o.text, sizeof o.text, "%s", d.message);
	reader_close(r);
	return o;
}
