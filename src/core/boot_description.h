/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * boot_description.h - a machine in a few numbers: which memory each node has, how many CPUs, and
 * what its kernel was told on the command line.
 */
#ifndef CORE_BOOT_DESCRIPTION_H
#define CORE_BOOT_DESCRIPTION_H

#include "gfp.h"

/* Page frames from start up to, not including, end. */
struct boot_range {
	pfn_t start, end;
};

/* The pages that two ranges share, as a range; empty ones end where they start. */
struct boot_range boot_clip(struct boot_range r, struct boot_range limit);

static inline int64_t boot_pages(struct boot_range r)
{
	return (int64_t)r.end - r.start;
}

enum { BOOT_RANGES = 8 };

struct boot_node {
	struct boot_range memory[BOOT_RANGES];  /* ascending, apart from each other */
	unsigned nr_memory;
	/* What somebody else keeps, beside what the kernel keeps for itself. */
	struct boot_range reserved[BOOT_RANGES];
	unsigned nr_reserved;
	unsigned nr_cpus;               /* whose local node this is */
	/*
	 * Pages of each zone that the allocator gets, or -1: what the kernel leaves. Where it is
	 * given the kernel keeps nothing, and what is too much goes off the zone's end.
	 */
	int64_t managed[MAX_NR_ZONES];
};

/* Pages of memory that a node has inside `limit`. */
int64_t boot_present(const struct boot_node *node, struct boot_range limit);

struct boot_description {
	const struct zone_layout *layout;
	unsigned pageblock_order;
	unsigned nr_nodes;
	struct boot_node *node;         /* ascending in memory */
	unsigned *distance;             /* nr_nodes * nr_nodes; NULL: 10 to itself, 20 to others */
	bool numa_off;                  /* all of it is one node */
	int64_t highmem_pages;          /* highmem=: pages at the end; -1: from 896 MiB on */
	int64_t movablecore_pages;      /* movablecore=: pages of ZONE_MOVABLE, on all nodes */
	int64_t cma_pages;              /* cma=: the contiguous area; 0: a kernel without CMA */
	/*
	 * Pages of a node's last zone whose struct pages are initialised before the zone is used,
	 * then on to the next section: the rest is deferred. 0: all, as after a complete boot.
	 */
	int64_t deferred_after;
	/* Pages at the end of memory that a guest has not accepted from its host; 0: none. */
	int64_t unaccepted_pages;
};

/*
 * PCs with this much memory, as their firmware lays it out, in one node or in several of the same
 * size one behind the other; one CPU a node. False when memory is short or a number is out of
 * range. The caller owns what d points to afterwards: boot_done().
 */
bool boot_uma(struct boot_description *d, uint64_t bytes);
bool boot_numa(struct boot_description *d, unsigned nr_nodes, uint64_t bytes_each);
void boot_done(struct boot_description *d);

/* Deals this many CPUs out to the nodes, as evenly as it goes. */
void boot_set_cpus(struct boot_description *d, unsigned nr_cpus);

#endif
