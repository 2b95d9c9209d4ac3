/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * summary.h - counting what came of one side's requests.
 */
#ifndef COMPARE_SUMMARY_H
#define COMPARE_SUMMARY_H

#include "compare.h"
#include "core/words.h"

/* Adds the events of one request. False when memory is short. */
bool summary_add(struct side_summary *s, const struct speaker *who, const struct event *e,
		 size_t n);
void summary_done(struct side_summary *s);

#endif
