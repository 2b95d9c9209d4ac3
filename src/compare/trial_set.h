/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial_set.h - changes from outside that were made on one kernel, as another would have them.
 */
#ifndef COMPARE_TRIAL_SET_H
#define COMPARE_TRIAL_SET_H

#include "core/ladder.h"

struct own_changes {
	const struct world *world;              /* of the side that makes them */
	const struct kernel *of, *to;
	bool keep_marks;

	struct event *event;                    /* the caller frees it */
	size_t n, room;
	bool lost;                              /* memory was short */
};

/*
 * Puts the changes for c->to into c->event: a setting has the consequences that it has there, and
 * what the other kernel computed is left out. False when memory is short.
 */
bool own_changes(struct own_changes *c, const struct event *change, size_t n);

#endif
