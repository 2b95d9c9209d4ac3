/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rows.h - events, requests and worlds as rows: what is bound when they are written, and what is
 * doubted when they are read.
 *
 * "None" is NULL in a row: no zone, no page frame, no rung; and numbers without a name.
 */
#ifndef RECORD_ROWS_H
#define RECORD_ROWS_H

#include <sqlite3.h>

#include "core/request.h"
#include "record/content.h"

/* Where a row of event belongs in the file. */
struct event_place {
	int64_t seq, branch, request;
};

/* All columns of event, and of change, in the order of their tables. */
#define EVENT_COLUMNS                                                    \
	"seq, branch, request, kind, depth, rung, zone, cpu, pfn, link," \
	" block_order, migratetype, verdict, flags, v0, v1, v2, v3, v4, v5"
#define CHANGE_COLUMNS                                                \
	"request, position, kind, zone, cpu, pfn, link, block_order," \
	" migratetype, verdict, flags, v0, v1, v2, v3, v4, v5"

extern const char insert_event_sql[], insert_change_sql[];

/* Binds a whole row to the statements above. */
void event_bind(sqlite3_stmt *s, const struct event *e, const struct event_place *at);
void change_bind(sqlite3_stmt *s, const struct event *e, int64_t request, int64_t position);

/*
 * Reads a row of EVENT_COLUMNS, or CHANGE_COLUMNS. e->seq and e->request are left 0. False if a
 * number does not fit its place in struct event; whether it fits a world is another question.
 */
bool event_column(sqlite3_stmt *s, struct event *e, struct event_place *at);
bool change_column(sqlite3_stmt *s, struct event *e);

/* Inserts every row of the world's content for this session. Returns SQLITE_OK or the error. */
int content_insert(sqlite3 *db, int64_t session, const struct world *w);

/*
 * The world that the session's rows make; the caller owns it. NULL with misfit filled, and *rc
 * SQLITE_OK if it is the rows that do not fit.
 */
struct world *content_select(sqlite3 *db, int64_t session, const struct world_shape *shape,
			     const struct kernel *k, char misfit[MISFIT_TEXT], int *rc);

/* Integers from a column, doubted: false if there is none or it is out of range. */
bool column_int(sqlite3_stmt *s, int column, int64_t least, int64_t most, int64_t *value);

#endif
