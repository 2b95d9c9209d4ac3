/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare.h - two machines that are asked the same, and where they part.
 *
 * Each side tells its events through a sink. After each step (a statement, a recorded request) the
 * requests that both made are laid side by side:
 *
 *	side 0   zone A refused    zone B taken     pfn 1000
 *	side 1   zone A taken                       pfn 2000
 *	              ^ here a check parts              ^ and here the pages differ
 *
 * Kernels differ in which checks they make and in their names. They part where a check leads
 * elsewhere: a zone taken on one side and refused on the other, a scan begun again, an end.
 */
#ifndef COMPARE_COMPARE_H
#define COMPARE_COMPARE_H

#include "core/kernels.h"
#include "core/machine.h"

enum { SIDES = 2, NAME_ROOM = 64, STATEMENT_ROOM = 200, SAID_ROOM = 500 };

/* What is counted by name: zones, checks. In the order in which they came up. */
struct count {
	char name[NAME_ROOM];
	int64_t n;
};
struct counts {
	struct count *count;
	size_t n;
};

/* What came of all requests of one side. */
struct side_summary {
	int64_t requests, allocations;
	int64_t pages;                  /* that allocations were given */
	int64_t failed, would_sleep, refused;
	int64_t splits, merges, refills, rescans;
	struct counts zones;            /* pages by zone */
	struct counts refusals;         /* zones refused, by the check that did */
};

/* One side at the request where the two part. */
struct parting_side {
	char check[NAME_ROOM];          /* "zone_watermark_fast"; "" where no check did it */
	char zone[NAME_ROOM];           /* "Node 0 DMA32", or "" */
	char said[SAID_ROOM];           /* what the check did, and on which numbers */
	char result[SAID_ROOM];         /* of the request */
	char *ladder;                   /* of the request, a line each, indented; NULL: no memory */
};

struct parting {
	bool found;
	int64_t request;                /* its number, from 1, among those compared */
	unsigned line;                  /* of the file; 0: none */
	char statement[STATEMENT_ROOM];
	unsigned named;                 /* the side whose check refused, or led elsewhere */
	struct parting_side side[SIDES];
};

struct comparison;

/* The caller owns it. NULL when memory is short. */
struct comparison *comparison_new(const struct kernel *a, const struct kernel *b);
void comparison_free(struct comparison *c);

/* Listens to a side's machine from now on. False if it has too many listeners. */
bool comparison_listen(struct comparison *c, unsigned side, struct machine *m);

/* Forgets the machine that the side listened to. What it told already stays. */
void comparison_unlisten(struct comparison *c, unsigned side);

/*
 * Both sides have made a step: compares their requests. What only one side made, because it asks
 * until something is so, is counted and not compared. False when memory is short.
 */
bool comparison_step(struct comparison *c, unsigned line, const char *statement);

/* The first request that got another page or none, and the first check that led elsewhere. */
const struct parting *comparison_result(const struct comparison *c);
const struct parting *comparison_check(const struct comparison *c);

/* How many requests were compared, and in how many results differed and checks parted. */
struct comparison_totals {
	int64_t requests, results_differ, checks_part;
};
struct comparison_totals comparison_totals(const struct comparison *c);

const struct side_summary *comparison_summary(const struct comparison *c, unsigned side);
const struct kernel *comparison_kernel(const struct comparison *c, unsigned side);

#endif
