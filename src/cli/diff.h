/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diff.h - the same workload on two kernels: running it, and telling what came of it.
 */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include "compare/compare.h"
#include "compare/convert.h"

struct diff {
	const char *path;
	const struct kernel *kernel[SIDES];
	enum convert_from from;
	bool from_given, keep_marks, json, exit_code;

	struct comparison *comparison;
	struct notes converted[SIDES];  /* about the worlds */
	struct notes left_out[SIDES];   /* of the requests: what the kernel does not know */
};

/* ---- running. An exit code; what was wrong has been said. ---- */

int diff_lesson(struct diff *d);
int diff_recording(struct diff *d);

/* Converts a world for one side; the caller owns it. NULL with a reason in *why. */
struct world *diff_convert(struct diff *d, unsigned side, const struct world *w,
			   const struct kernel *of, const char **why);

/* ---- telling: diff_report.c ---- */

bool diff_found(const struct diff *d);
void diff_print(const struct diff *d);
void diff_print_json(const struct diff *d);

#endif
