/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parting.h - the same request on two sides: do they part, and at which check?
 */
#ifndef COMPARE_PARTING_H
#define COMPARE_PARTING_H

#include "compare.h"
#include "core/words.h"

/* What one side told of one request. */
struct told {
	struct speaker who;
	const struct event *event;
	size_t n;
};

/* Another page, another number of pages, or another end. */
bool results_differ(const struct told t[SIDES]);

/* Fills in the sides for a request whose results differ. */
void parting_at_result(struct parting *p, const struct told t[SIDES]);

/* True if a check leads elsewhere. p, if it is not NULL, is then filled in. */
bool checks_part(const struct told t[SIDES], struct parting *p);

void parting_done(struct parting *p);

#endif
