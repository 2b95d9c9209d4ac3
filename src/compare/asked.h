/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * asked.h - a request put together again from the events that it told.
 *
 * Everything is in them but the nodes of a nodemask and the statement; who knows these adds them.
 */
#ifndef COMPARE_ASKED_H
#define COMPARE_ASKED_H

#include "trial.h"

struct asked_events {
	struct asked asked;     /* filled by asked_end(); borrows what follows */
	bool has_nodemask;      /* one was given */
	struct event *change;
	size_t nr_changes, change_room;
	pfn_t *page;
	size_t nr_pages, page_room;
	bool open, lost;
};

/* One event after the other. True at the last of a request: then asked is complete. */
bool asked_put(struct asked_events *a, const struct event *e);
void asked_done(struct asked_events *a);

#endif
