/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema.h - the tables, views and help of a recording: schema.sql, views.sql, help.sql.
 */
#ifndef RECORD_SCHEMA_H
#define RECORD_SCHEMA_H

#include <sqlite3.h>

/*
 * Makes everything in an empty database, with the tables that say what numbers mean already
 * filled. Returns SQLITE_OK or the error.
 */
int schema_make(sqlite3 *db);

enum { TABLE_NAME = 32 };

/*
 * table is the first of our tables that db has not, or not as we make it, or "". Returns
 * SQLITE_OK or the error.
 */
int schema_misses(sqlite3 *db, char table[TABLE_NAME]);

#endif
