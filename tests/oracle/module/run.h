/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run.h - a list of requests, carried out in one critical section.
 */
#ifndef ORACLE_RUN_H
#define ORACLE_RUN_H

#include "requests.h"
#include "text.h"

/* What the list says of itself, for the recording's first line. */
struct heading {
	char name[160], doc[1024], machine[2048], cmdline[2048];
};

struct run {
	struct heading heading;
	struct request *request;
	unsigned int nr_requests;
	struct handle_plan *plan;
	unsigned int nr_handles;
	/* Pages held: those of handle h begin at first[h]. */
	unsigned int *first;
	struct page **page;
	bool *was_split;
};

/*
 * Reads the list, whose lines are cut into words. 0; or -EINVAL after a message that names the
 * line, or -ENOMEM. run_free() is due in any case.
 */
int run_prepare(struct run *run, char *list);
void run_free(struct run *run);

/* Records: state, requests, state. Everything still held is freed at the end. */
void run_record(struct run *run, struct text *t);

#endif
