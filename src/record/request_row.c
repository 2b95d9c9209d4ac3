/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request_row.c - the row of a request: all inputs, also those that the world gives (the task, its
 * CPU and cpuset), by numbers to run it again and by names to read.
 */
#include "request_row.h"

#include <stdlib.h>
#include <string.h>

#include "core/words.h"
#include "record/names.h"

enum { GFP_TEXT = 512, NODES_TEXT = 4096 };

/* In the order of the table. */
enum request_column {
	COLUMN_ID = 1,
	COLUMN_BRANCH,
	COLUMN_FIRST_SEQ,
	COLUMN_LAST_SEQ,
	COLUMN_STATEMENT,
	COLUMN_OP,
	COLUMN_API,
	COLUMN_CALLED,
	COLUMN_ORDER,
	COLUMN_GFP,
	COLUMN_GFP_RAW,
	COLUMN_GFP_NAMES,
	COLUMN_NID,
	COLUMN_NODEMASK,
	COLUMN_PFN,
	COLUMN_WANT,
	COLUMN_FORCE,
	COLUMN_COLD,
	COLUMN_TASK,
	COLUMN_MEMS_ALLOWED = COLUMN_TASK + NR_TASK_FIELDS,
	COLUMN_POLICY_NODES,
	COLUMN_STATUS,
	COLUMN_GOT_PFN,
	COLUMN_PAGES,
};

const char insert_request_sql[] =
	"INSERT INTO request VALUES("
	"?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
_Static_assert(COLUMN_PAGES == 32, "as many as there are question marks");

void pending_forget(struct pending *p)
{
	free(p->text);
	free(p->change);
	*p = (struct pending){ 0 };
}

bool pending_keep(struct pending *p, const struct request *q, const char *text,
		  const struct world *w)
{
	pending_forget(p);
	p->q = *q;
	p->asked = true;
	p->has_nodemask = q->nodemask != NULL;
	if (q->nodemask)
		p->nodemask = *q->nodemask;
	memcpy(p->task, w->task, sizeof p->task);
	p->mems_allowed = w->mems_allowed;
	p->policy_nodes = w->policy_nodes;
	p->text = text ? strdup(text) : NULL;
	if (q->op == REQ_SET && q->nr_changes) {
		p->change = calloc(q->nr_changes, sizeof *p->change);
		p->nr_changes = q->nr_changes;
		if (p->change)
			memcpy(p->change, q->changes, q->nr_changes * sizeof *p->change);
	}
	return (!text || p->text) && (!p->nr_changes || p->change);
}

static void bind_asked(sqlite3_stmt *s, const struct pending *p, const struct kernel *k)
{
	char gfp[GFP_TEXT], nodes[NODES_TEXT];

	gfp_words(k, p->q.gfp, gfp, sizeof gfp);
	nodemask_text(&p->nodemask, nodes, sizeof nodes);
	sqlite3_bind_text(s, COLUMN_STATEMENT, p->text, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, COLUMN_OP, request_op_name(p->q.op), -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, COLUMN_API, p->q.api);
	sqlite3_bind_text(s, COLUMN_CALLED, p->q.api < NR_APIS ? k->api[p->q.api].name : NULL, -1,
			  SQLITE_STATIC);
	sqlite3_bind_int64(s, COLUMN_ORDER, p->q.order);
	sqlite3_bind_int64(s, COLUMN_GFP, p->q.gfp);
	sqlite3_bind_int64(s, COLUMN_GFP_RAW, gfp_to_raw(k->gfp, p->q.gfp, NULL));
	sqlite3_bind_text(s, COLUMN_GFP_NAMES, gfp, -1, SQLITE_TRANSIENT);
	sqlite3_bind_null(s, COLUMN_NID);
	if (p->q.nid != NID_LOCAL)
		sqlite3_bind_int64(s, COLUMN_NID, p->q.nid);
	sqlite3_bind_text(s, COLUMN_NODEMASK, p->has_nodemask ? nodes : NULL, -1,
			  SQLITE_TRANSIENT);
	sqlite3_bind_null(s, COLUMN_PFN);
	if (p->q.op == REQ_FREE || p->q.op == REQ_SPLIT)
		sqlite3_bind_int64(s, COLUMN_PFN, p->q.pfn);
	sqlite3_bind_int64(s, COLUMN_WANT, p->q.want);
	sqlite3_bind_int64(s, COLUMN_FORCE, p->q.force);
	sqlite3_bind_int64(s, COLUMN_COLD, p->q.cold);
}

static void bind_task(sqlite3_stmt *s, const struct pending *p)
{
	char nodes[NODES_TEXT];

	for (int i = 0; i < NR_TASK_FIELDS; i++)
		sqlite3_bind_int64(s, COLUMN_TASK + i, p->task[i]);
	nodemask_text(&p->mems_allowed, nodes, sizeof nodes);
	sqlite3_bind_text(s, COLUMN_MEMS_ALLOWED, nodes, -1, SQLITE_TRANSIENT);
	nodemask_text(&p->policy_nodes, nodes, sizeof nodes);
	sqlite3_bind_text(s, COLUMN_POLICY_NODES, nodes, -1, SQLITE_TRANSIENT);
}
_Static_assert(NR_TASK_FIELDS == 9, "request has a column for each, in their order");

void request_bind(sqlite3_stmt *s, const struct request_place *at, const struct pending *p,
		  const struct kernel *k, const struct event *result)
{
	sqlite3_bind_int64(s, COLUMN_ID, at->id);
	sqlite3_bind_int64(s, COLUMN_BRANCH, at->branch);
	sqlite3_bind_int64(s, COLUMN_FIRST_SEQ, at->first_seq);
	sqlite3_bind_int64(s, COLUMN_LAST_SEQ, at->last_seq);
	bind_asked(s, p, k);
	bind_task(s, p);
	sqlite3_bind_text(s, COLUMN_STATUS, request_status_name((unsigned)result->v[0]), -1,
			  SQLITE_STATIC);
	sqlite3_bind_null(s, COLUMN_GOT_PFN);
	if (result->pfn != NO_PFN)
		sqlite3_bind_int64(s, COLUMN_GOT_PFN, result->pfn);
	sqlite3_bind_int64(s, COLUMN_PAGES, result->v[1]);
}
