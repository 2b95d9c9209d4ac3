/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * visits.h - what became of each zone that a request looked at, read off its events.
 */
#ifndef WHATIF_VISITS_H
#define WHATIF_VISITS_H

#include "whatif.h"

/* Calls visit() for each zone that was looked at, with how it ended; WHATIF_GAVE is one of them. */
struct visitor {
	const struct kernel *kernel;
	bool survey;            /* of a request's survey: zones that pass are WHATIF_GAVE */
	void (*visit)(void *self, const struct refusal *f);
	void *self;
};
void visits(const struct visitor *v, const struct event *events, size_t n);

#endif
