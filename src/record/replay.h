/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replay.h - does running a recording's requests again give the same events?
 */
#ifndef RECORD_REPLAY_H
#define RECORD_REPLAY_H

#include "record/reader.h"

enum replay_verdict {
	REPLAY_IDENTICAL,
	REPLAY_DIFFERS,         /* text says where */
	REPLAY_UNPROVABLE,      /* another program recorded it; text says which */
	REPLAY_BAD_INPUT,       /* the diag says what */
	REPLAY_MACHINE_FAILED,  /* likewise */
};

enum { REPLAY_TEXT = 400 };

struct replay_outcome {
	enum replay_verdict verdict;
	int64_t sessions, branches, requests, events;   /* proved identical */
	int64_t session, request, seq;  /* the first difference; 0, 0, -1 where there is none */
	char text[REPLAY_TEXT];
};

/* What to look at: numbers of the file, 0 for all. */
struct replay_scope {
	int64_t session, branch;
};

/*
 * Puts every session's first world together from its rows, makes each branch's requests again from
 * where it began, and compares every event, field by field and in order, with its row, and every
 * keyframe with the world that is there. Fills *o; *d too where the verdict says so.
 */
void replay_prove(struct reader *r, struct replay_scope scope, struct replay_outcome *o,
		  struct diag *d);

#endif
