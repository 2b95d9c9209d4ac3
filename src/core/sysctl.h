/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sysctl.h - what the kernel computes anew when a setting is written, as changes of a SET request.
 *
 *	sysctl_copy()      a copy of the numbers ...
 *	sysctl_written()   ... on which the kernel's own setup functions run
 *	sysctl_compare()   what came out differently
 */
#ifndef CORE_SYSCTL_H
#define CORE_SYSCTL_H

#include "setup.h"

/*
 * The numbers of w to try something on: nodes, zones, PCP sizes and settings are copies, pages and
 * lists are w's own. False when memory is short. sysctl_free() frees it either way.
 */
bool sysctl_copy(struct world *then, const struct world *w);
void sysctl_free(struct world *then);

/*
 * What follows from then->setting[written], as the handlers of mm/page_alloc.c and
 * mm/page-writeback.c do it: min_free_kbytes and watermark_scale_factor set the marks up again
 * (and so end every boost), and from 6.1 on the PCP sizes; lowmem_reserve_ratio the reserves;
 * percpu_pagelist_fraction and percpu_pagelist_high_fraction the PCP sizes; the two dirty limits
 * switch each other off.
 */
void sysctl_written(struct world *then, const struct kernel *k, enum setting written);

/* Whether sysctl_written() can bear the value: what comes from a file is doubted here. */
bool sysctl_takes(enum setting setting, int64_t value);

/* Tells every number that is another in `then` than in w, as a change from w to it. */
void sysctl_compare(const struct world *w, const struct world *then,
		     void (*change)(void *self, const struct event *e), void *self);

/* Whether changes of this kind are of numbers that setup computes. */
bool sysctl_computes(enum event_kind kind);

#endif
