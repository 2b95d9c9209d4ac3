/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * db.h - how this program opens a recording: to write a new one, or to read one it does not trust.
 */
#ifndef RECORD_DB_H
#define RECORD_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "text/diag.h"

/* PRAGMA application_id of a recording ("budd"), and the PRAGMA user_version known. */
enum { RECORDING_APPLICATION_ID = 0x62756464, RECORDING_VERSION = 1 };

/*
 * A new recording at path, with its tables, views and help, ready to be written: WAL, foreign keys
 * on. path must not exist or be an empty file. NULL with *d filled on error, and then nothing is
 * left behind. The caller closes it.
 */
sqlite3 *db_create(const char *path, struct diag *d);

/*
 * An existing recording, read-only and defensive, after a look at what it claims to be: it has our
 * application_id, a version that is known, and every table as we make it. NULL with *d filled on
 * error; *machine_failed then says whether it was this machine that failed and not the file. The
 * caller closes it.
 */
sqlite3 *db_open(const char *path, struct diag *d, bool *machine_failed);

/* True for results that say something about this machine: disk, memory, permissions. */
bool db_machine_failed(int rc);

/* Runs SQL that has no result. Returns SQLITE_OK or the error. */
int db_run(sqlite3 *db, const char *sql);

#endif
