/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moves.h - what a request's checks led to, so that two kernels can be compared.
 */
#ifndef COMPARE_MOVES_H
#define COMPARE_MOVES_H

#include "core/ladder.h"

#define NO_EVENT SIZE_MAX

enum move_kind {
	MOVE_TAKEN,             /* a zone gave the block */
	MOVE_REFUSED,           /* a zone did not */
	MOVE_RETRY,             /* a check at a zone began the scan again */
	MOVE_RESCAN,            /* no zone was left, and the scan began again */
	MOVE_END,               /* the result */
};

struct move {
	enum move_kind kind;
	zid_t zone;             /* or NO_ZONE */
	int64_t status;         /* MOVE_END: enum request_status */
	/* Indexes of CHECK events, or NO_EVENT. */
	size_t decided;         /* the check that ended the visit */
	size_t failed;          /* the one whose comparison failed */
};

/* Goes through the decisions of one request, from at = 0. */
struct moves {
	const struct event *event;
	size_t n, at;
};

/* The next move; false behind the last. */
bool next_move(struct moves *m, struct move *out);

#endif
