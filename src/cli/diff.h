/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diff.h - the same workload on two kernels: where it is taken from, and how it is told.
 */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include "compare/trial.h"

struct diff {
	struct trial trial;
	bool from_given, json, exit_code;
	int64_t session, branch;        /* of a .db; 0: not given */
};

/* ---- running. An exit code; what was wrong has been said. ---- */

int diff_lesson(struct trial *t);
int diff_recording(struct trial *t);
int diff_database(struct trial *t, int64_t session, int64_t branch);

/* Complains that there is no memory left. Returns EXIT_MACHINE. */
int diff_no_memory(const struct trial *t);

/* ---- telling programs: diff_json.c. People: compare/report.h. ---- */

void diff_print_json(const struct trial *t);

#endif
