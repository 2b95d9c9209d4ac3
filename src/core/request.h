/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request.h - what may be asked of a machine, and what comes back.
 */
#ifndef CORE_REQUEST_H
#define CORE_REQUEST_H

#include "ladder.h"

enum { NID_LOCAL = -1 };        /* the node of the task's CPU */

struct request {
	enum request_op op;
	enum api api;                           /* the call that was made; API_NONE: not told */
	unsigned order;
	gfp_t gfp;
	int nid;                                /* preferred node, or NID_LOCAL */
	const struct nodemask *nodemask;        /* NULL: none given; lent for the call */
	pfn_t pfn;                              /* FREE, SPLIT */
	unsigned want;  /* BULK: pages, and room in *pages; of calls for exact sizes: pages */
	pfn_t *pages;                           /* BULK: the caller's array, filled */
	bool force;                             /* UNRESERVE */
	bool cold;                              /* FREE: up to 4.14, to the PCP list's far end */
	enum sleeping sleeping;                 /* ALLOC: what sleeping work would do */
	bool survey;    /* ALLOC: every zone of every attempt is judged, and none gives its block */
	const struct event *changes;            /* SET: carried out in order; lent for the call */
	size_t nr_changes;
};

/* The mask that the calls before the entry function hand on: some add flags, or drop them. */
gfp_t request_mask_at_entry(const struct kernel *k, const struct request *r);

struct result {
	enum request_status status;
	pfn_t pfn;                      /* ALLOC: the block, or NO_PFN */
	unsigned got;                   /* BULK: pages; UNRESERVE: 1 if something was given back */
	enum sleeping_work work;        /* with REQUEST_WOULD_SLEEP */
	const char *refused;            /* with REQUEST_INVALID: why, for people */
};

/*
 * Carries out one request on the task's CPU and tells every step. A request that no kernel would
 * be asked (an unknown node, a page that is free already) is refused and changes nothing.
 *
 * ALLOC follows __alloc_pages(), BULK __alloc_pages_bulk(), FREE __free_pages(), SPLIT
 * split_page(), DRAIN drain_local_pages(NULL), UNRESERVE unreserve_highatomic_pageblock() for
 * UNMOVABLE over the zonelist of the CPU's node up to Normal, TICK refresh_cpu_vm_stats(true),
 * QUIET_TICK refresh_cpu_vm_stats(false). By API_ALLOC_PAGES_EXACT an ALLOC leaves `want` single
 * pages, whose order is that of the block they are cut from; API_FREE_PAGES_EXACT frees so many.
 *
 * SET carries out changes that the kernel did not make: events of the kinds FIELD, PAGE_LRU,
 * NODE_ALLOWED and CPUSET_ADD. A field's v[0] is filled in here; v[1] is what it becomes.
 */
struct result request_run(struct machine *m, const struct request *r);

#endif
