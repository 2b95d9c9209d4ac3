/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * synthesis.h - a world that a description is true of.
 *
 * A text tells how many blocks of each order a zone has, not which. They are placed here, the same
 * way each time, so that the result is a state that this kernel could be in:
 *
 * - every block is aligned, inside its zone, and where memory is present;
 * - no two free buddies stand unmerged;
 * - pageblocks have the types that were counted, and a block lies in pageblocks of its own type:
 *   always where the kernel keeps it so, as far as there is room where it does not;
 * - every list is in ascending order of page frames;
 * - PCP pages are single pages, half of them Movable, from pageblocks of their list's type;
 * - pages in use beside free blocks in Movable and CMA pageblocks are on an LRU, as many as were
 *   counted: only there could the allocator ask;
 * - what a zone spans and does not have present is one hole: below 1 MiB in a zone that begins
 *   there, at the zone's end where the node goes on behind it, else before its last section.
 *
 * SET_SYNTHESISED says so in the world. What cannot be as described is told, one line each, and
 * the nearest state that can be is made.
 */
#ifndef IMPORT_SYNTHESIS_H
#define IMPORT_SYNTHESIS_H

#include "described.h"

enum synthesis_result { SYNTHESIS_OK, SYNTHESIS_NO_MACHINE, SYNTHESIS_NO_MEMORY };

/*
 * *w is the world, the caller's. SYNTHESIS_NO_MACHINE: the description is of none; why was noted.
 * d->kernel is set; d->note is told what had to give.
 */
enum synthesis_result synthesise(struct described *d, struct world **w);

#endif
