/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * walk.h - the requests of one line of history, each with its events.
 */
#ifndef EXPORT_WALK_H
#define EXPORT_WALK_H

#include "export/export.h"

/* A request and what happened; lent for the call. result is its RESULT event, or NULL. */
struct export_request {
	const struct reader_request *asked;
	const struct event *event, *result;
	size_t nr_events;
};

/* Called for each request in order. False ends the walk: memory was short. */
struct export_visitor {
	bool (*request)(void *self, const struct export_request *q);
	void *self;
};

enum export_status export_walk(const struct export_job *job, struct export_visitor v,
			       struct diag *d);

#endif
