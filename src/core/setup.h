/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup.h - the numbers a kernel computes from the sizes of its zones.
 *
 *	sizes -> min_free_kbytes -> watermarks -> PCP sizes
 *	   \---> lowmem_reserve ------\--> totalreserve
 *	    \--> stat_threshold, min_unmapped, min_slab
 *
 * One function for each of the kernel's, so that a changed sysctl can repeat just its part. The
 * arithmetic is in setup_rules.h.
 *
 * "Size" of a zone is zone.managed everywhere. A kernel that has no managed_pages stores there
 * what it uses in its place (present_pages without the struct pages: 2.6.34).
 *
 * A running kernel computed these numbers while it booted and gave the allocator more pages later
 * (its init sections, the initrd), so they do not follow from the sizes that /proc shows
 * afterwards. Recorded numbers are therefore kept, never recomputed.
 */
#ifndef CORE_SETUP_H
#define CORE_SETUP_H

#include "ladder.h"

/* default_zonelist_order(): zone order saves lowmem, where it is scarce: 32 bits. 4.7 and 4.12. */
enum zonelist_order zonelist_order_by_word(const struct world *w);

/*
 * The same in 2.6.34: node order if lowmem (what lies below Normal) is most of the memory, or most
 * of a node of more than average size, or all of a node; otherwise zone order.
 */
enum zonelist_order zonelist_order_by_lowmem(const struct world *w);

/* The order that this kernel takes if nobody asks for one becomes the setting. */
void choose_zonelist_order(struct world *w, const struct kernel *k);

/* nr_free_buffer_pages(): what zones up to Normal hold beyond their high marks, on all nodes. */
int64_t nr_free_buffer_pages(const struct world *w);

/*
 * Marks from min_free_kbytes and watermark_scale_factor; resets boosts, and from 6.1 on sets the
 * PCP sizes, which follow from the marks there.
 */
void setup_per_zone_wmarks(struct world *w, const struct kernel *k);

/* Reserves from lowmem_reserve_ratio. */
void setup_per_zone_lowmem_reserve(struct world *w, const struct kernel *k);

/*
 * PCP batch and high from the sizes of zones and percpu_pagelist_fraction, or from the low marks
 * and percpu_pagelist_high_fraction.
 */
void setup_pcp_sizes(struct world *w, const struct kernel *k);

/*
 * What follows from sizes, marks, reserves and settings that are known and stay as they are:
 * totalreserve, drift marks, the minima of node reclaim, PCP sizes that move between two bounds
 * (the bounds alone). For a world of recorded numbers that lacks these.
 */
void setup_around_marks(struct world *w, const struct kernel *k);

/*
 * All of this, in the order in which the kernel boots: build_all_zonelists(),
 * init_per_zone_wmark_min(), and khugepaged's start where there are huge pages. w has its zones'
 * sizes, its settings and CPUs.
 */
void setup_world(struct world *w, const struct kernel *k);

#endif
