/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ladders.h - the ladders of two kernels laid side by side, each check beside its counterpart.
 */
#ifndef COMPARE_LADDERS_H
#define COMPARE_LADDERS_H

#include "compare.h"

/* A check of either kernel, or the same of both. */
struct check_pair {
	const struct check *row[SIDES]; /* NULL: there is none beside the other */
	bool renamed;                   /* another name */
	bool otherwise;                 /* another rule */
	bool moved;                     /* the other kernel makes it too, at another place */
};

enum { MAX_ROWS = 16 };         /* of a ladder: rung_id() has four bits for them */

/* Pairs the rows of one ladder of two kernels, in their order. Returns how many pairs there are. */
size_t pair_checks(const struct kernel *const k[SIDES], enum ladder ladder,
		   struct check_pair out[2 * MAX_ROWS]);

#endif
