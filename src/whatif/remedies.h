/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * remedies.h - what would have let a refused zone pass, tried until it is proved.
 */
#ifndef WHATIF_REMEDIES_H
#define WHATIF_REMEDIES_H

#include "bench.h"
#include "whatif.h"

/* One refusal of one request, and the bench on which remedies are tried. */
struct trial {
	struct bench *b;
	const struct kernel *k;
	const struct request *r;
	struct refusal *f;
};

/* Fills in the refusal's remedies. */
void find_remedies(struct trial *t, enum whatif_depth depth);

#endif
