/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reader_db.h - the inside of a reader, for the files that implement it.
 */
#ifndef RECORD_READER_DB_H
#define RECORD_READER_DB_H

#include "record/reader.h"
#include "record/rows.h"

struct reader {
	sqlite3 *db;
	char *path;
	struct reader_session *session;
	size_t nr_sessions;
	struct reader_branch *branch;
	size_t nr_branches;
	sqlite3_stmt *requests, *changes, *events;
	bool machine_failed;
	struct world *first;            /* kept: of the session first_of, or NULL */
	int64_t first_of;
};

/* All fill *d, note whose fault it is, and return false. */
bool reader_fail(struct reader *r, int rc, struct diag *d);
bool reader_misfit(struct reader *r, struct diag *d, const char *what, int64_t number,
		   const char *why);
bool reader_no_memory(struct reader *r, struct diag *d);

/* The caller finalizes it. NULL with *d filled. */
sqlite3_stmt *reader_prepare(struct reader *r, const char *sql, struct diag *d);

#endif
