/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * workload.h - a natural workload: a state, what the kernel's tracer wrote, the state afterwards.
 *
 * Nobody chose the requests here, and a trace does not hold all that happened. What it holds is run
 * in its order; every page is predicted; a page that comes out differently is said with its cause,
 * and the simulation is brought back to what was traced, so that the next page means something.
 */
#ifndef IMPORT_WORKLOAD_H
#define IMPORT_WORKLOAD_H

#include "import/ftrace.h"
#include "import/verify.h"

/* Why the kernel's lists were not as the requests in the trace alone would leave them. */
enum workload_cause {
	CAUSE_BULK_TRACED,      /* alloc_pages_bulk*(), told by a probe */
	CAUSE_BULK_INFERRED,    /* the same, untold: the pages before the one traced are gone */
	CAUSE_DRAIN,            /* traced, but by no free that overflowed: drain_pages(), hotplug */
	CAUSE_TICK,             /* the vmstat worker, told by a probe or by what it drained */
	CAUSE_UNTRACED_FREE,    /* a page was handed out that nobody gave back in the trace */
	CAUSE_UNTRACED_ALLOC,   /* a page was given back that nobody was given in the trace */
	CAUSE_INTERRUPT,        /* taken before another request, traced behind it */
	CAUSE_RECLAIM,          /* the request slept: reclaim and compaction are not simulated */
	CAUSE_OTHER_CPU,        /* a CPU whose PCP lists the state does not hold */
	CAUSE_LOST,             /* the tracer lost events before */
	CAUSE_UNEXPLAINED,
	NR_WORKLOAD_CAUSES
};

const char *workload_cause_words(enum workload_cause cause);    /* for people */
const char *workload_cause_name(enum workload_cause cause);     /* "bulk_traced" */

struct workload_miss {
	unsigned line;          /* of the trace */
	pfn_t expected, got;    /* NO_PFN: none */
	uint8_t order;
	enum workload_cause cause;
};

/* As many are kept; the counts hold all. */
enum { MAX_MISSES_KEPT = 1000 };

/* Blocks that the trace says moved between the PCP and the buddy lists, and that were predicted. */
struct workload_moves {
	int64_t traced, predicted;
	int64_t untraced;               /* predicted, but not in the trace where it should be */
};

struct workload_outcome {
	enum verify_verdict verdict;
	char name[80];                  /* case and part of the recording */
	const struct kernel *kernel;
	int64_t pages, exact;           /* a point an allocation, and a page of a bulk request */
	int64_t events, frees, others;  /* of the trace: of pages, frees among them, and others */
	int64_t lost;
	struct workload_moves refills, drains;
	int64_t influences[NR_WORKLOAD_CAUSES]; /* found in the trace and followed */
	int64_t missed[NR_WORKLOAD_CAUSES];     /* pages not predicted, by cause */
	struct workload_miss *miss;
	size_t nr_misses;
	int64_t requests;

	bool guesses_ended;             /* too many were wrong: no more bulk is inferred */
	bool partial;                   /* the trace was not read, or not run, to its end */
	unsigned stopped_at;            /* the line where a recording or an audit could not go on */
	bool end_compared, end_same, kswapd_same;
	struct difference difference;   /* of the end state, or of an invariant */
	char *bad_line;                 /* with VERIFY_BAD_INPUT: the line, or NULL */
};

/*
 * Runs the trace on the recording's first state and compares every page, and the last state. Of the
 * options, `trace` and `show` are not looked at; with `audit`, or somebody to be told of requests,
 * the first page that is not predicted ends the run. Fills *o, which the caller gives to
 * workload_done(); *d if the verdict is VERIFY_BAD_INPUT: then what o holds is of the part before.
 */
struct workload_files {
	const char *state, *trace;      /* borrowed; "-" is standard input */
};
void verify_workload(struct workload_files files, const struct verify_options *options,
		     struct workload_outcome *o, struct diag *d);
void workload_done(struct workload_outcome *o);

#endif
