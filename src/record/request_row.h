/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request_row.h - a request from when it is asked until it can be written with what came of it.
 */
#ifndef RECORD_REQUEST_ROW_H
#define RECORD_REQUEST_ROW_H

#include <sqlite3.h>

#include "core/kernels.h"
#include "core/request.h"

struct pending {
	bool asked;
	struct request q;       /* its pointers are not used */
	struct nodemask nodemask;
	bool has_nodemask;
	char *text;             /* the statement, or NULL */
	struct event *change;   /* SET */
	size_t nr_changes;
	int64_t task[NR_TASK_FIELDS];
	struct nodemask mems_allowed, policy_nodes;
};

/* Keeps a copy of all that q says and of the task that asks. False when memory is short. */
bool pending_keep(struct pending *p, const struct request *q, const char *text,
		  const struct world *w);
void pending_forget(struct pending *p);

extern const char insert_request_sql[];

/* Where a row of request belongs. */
struct request_place {
	int64_t id, branch, first_seq, last_seq;
};

/* Binds a whole row; result is the request's last event. p must live until the row is written. */
void request_bind(sqlite3_stmt *s, const struct request_place *at, const struct pending *p,
		  const struct kernel *k, const struct event *result);

#endif
