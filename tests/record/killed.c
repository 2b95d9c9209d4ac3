/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * killed.c - a recording whose program was killed opens, is whole, and replays to its last commit.
 * $BUDDYSCOPE_KILLS says how often it is tried.
 */
#include "recordings.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_ROUNDS = 100 };

static void expect_whole(const char *path, int round)
{
	sqlite3 *db;
	sqlite3_stmt *s;

	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &s, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_step(s), SQLITE_ROW);
	cr_expect_str_eq((const char *)sqlite3_column_text(s, 0), "ok", "kill %d", round);
	sqlite3_finalize(s);
	sqlite3_close(db);
}

Test(killed, recordings_are_whole_up_to_the_last_commit, .timeout = 600)
{
	const char *path = recordings_path(), *rounds = getenv("BUDDYSCOPE_KILLS");
	unsigned random = (unsigned)getpid();
	int64_t most = 0;
	int enough = rounds ? atoi(rounds) : 8;

	/* On a busy computer nothing may be written so early: then later, until something is. */
	for (int i = 0; i < enough || (!most && i < MOST_ROUNDS); i++) {
		struct replay_outcome o;
		pid_t child;

		recordings_remove(path);
		child = fork();
		cr_assert_geq(child, 0);
		if (!child) {
			recordings_make("traces/6.1/m_numa.jsonl", path);
			_exit(0);
		}
		random = random * 1103515245 + 12345;
		usleep(20000 + random / 65536 % 250 * 1000);
		if (i >= enough)
			usleep((unsigned)(i - enough) * 50000);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		if (access(path, F_OK) != 0)
			continue;       /* killed before it began */
		o = recordings_replay(path);
		cr_expect_eq(o.verdict, REPLAY_IDENTICAL, "kill %d: %s", i, o.text);
		most = o.requests > most ? o.requests : most;
		expect_whole(path, i);
	}
	cr_expect_gt(most, 0, "no kill left anything behind");
	recordings_remove(path);
}
