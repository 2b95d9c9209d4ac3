/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.h - does the simulation return the pages that the kernel returned?
 */
#ifndef IMPORT_VERIFY_H
#define IMPORT_VERIFY_H

#include <stdio.h>

#include "core/request.h"
#include "import/difference.h"

/* Lines of a request's ladder in words, each indented by its depth and ended by a newline. */
struct ladder_text {
	char *text;             /* NULL: not asked for */
	size_t size;
};

struct verify_options {
	bool trace;             /* keep the ladder of the first difference */
	int64_t show;           /* keep the ladder of this request; -1 for none */
	bool audit;             /* check every invariant: slow */
	/* Told of a machine that is about to run, and before each request. Or NULL. */
	void (*made)(void *self, struct machine *m, const char *origin);
	void (*before)(void *self, const struct request *r);
	void *self;
};

enum verify_verdict {
	VERIFY_EXACT,
	VERIFY_DIFFERS,         /* what differs is in the outcome */
	VERIFY_BAD_INPUT,       /* the diag says what is wrong, and where */
	VERIFY_OUT_OF_MEMORY,
};

struct verify_outcome {
	enum verify_verdict verdict;
	char name[80];          /* case and part of the recording */
	const struct kernel *kernel;
	int64_t pages, exact;   /* points: one an allocation, one a page of a bulk request */
	int64_t requests, states;
	bool kswapd_same;       /* of the last state compared */
	bool alone;             /* a state without requests: read, and nothing to prove */
	bool zonelists_compared, dirty_compared;        /* the recording contains them */

	int64_t at;             /* the request that differs, or stands before the state that does */
	char when[64];          /* the state that differs, "" if it was a request */
	struct difference difference;
	struct ladder_text ladder;
	char *bad_line;         /* with VERIFY_BAD_INPUT: the line, or NULL */
};

/*
 * The request that an operation (not a snap, not the end) stands for. It borrows op's members;
 * the caller sets `pages` for a bulk request.
 */
struct request recorded_request(const struct recorded_op *op);

/*
 * Runs the recording's requests on its first state and compares every answer and every state. Fills
 * *o, which the caller gives to verify_done(); *d if the input is bad. path "-" is standard input.
 */
void verify_recording(const char *path, const struct verify_options *options,
		      struct verify_outcome *o, struct diag *d);
void verify_done(struct verify_outcome *o);

#endif
