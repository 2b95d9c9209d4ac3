/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_text.h - a world as the kernel's own files under /proc would show it.
 */
#ifndef CORE_PROC_TEXT_H
#define CORE_PROC_TEXT_H

#include <stdio.h>

#include "world.h"

/* /proc/buddyinfo: free blocks by order, one line for each populated zone. */
void proc_buddyinfo(const struct world *w, FILE *out);

/*
 * /proc/zoneinfo: marks, sizes, reserves, counters and PCP sizes of every zone. Statistics that a
 * world does not hold are left out, not printed as 0. A world that was made from such a text shows
 * that text's lines instead (proc_carried.h).
 */
void proc_zoneinfo(const struct world *w, FILE *out);

/* /proc/pagetypeinfo: free blocks by type and order, and pageblocks by type. */
void proc_pagetypeinfo(const struct world *w, FILE *out);

/*
 * What no file of the kernel shows: the blocks on every free list and PCP list that is not empty,
 * in the list's order, one line each.
 */
void proc_free_lists(const struct world *w, FILE *out);

#endif
