/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pcp.h - per-cpu lists of pages: a cache between requests and the buddy lists.
 */
#ifndef CORE_PCP_H
#define CORE_PCP_H

#include "buddy.h"
#include "ladder.h"

/* pcp_allowed_order(). */
bool pcp_takes_order(const struct world *w, const struct kernel *k, unsigned order);

/* order_to_pindex() and back: list numbers of 6.1 and 6.12; plain types where only order 0 fits. */
unsigned pcp_list(const struct pcp_rules *rules, unsigned order, uint8_t migratetype);
unsigned pcp_list_order(const struct world *w, const struct pcp_rules *rules, unsigned list);

/* Takes the tail of a list off it, to the buddy lists. */
void pcp_free_tail(struct machine *m, zid_t zone, unsigned list);

/*
 * __rmqueue_pcplist(): the head of the request's list, refilled from the buddy lists if it is
 * empty. NO_PFN if that finds nothing. Counters are the caller's.
 */
pfn_t pcp_take(struct alloc_context *ac);

/*
 * free_unref_page(): puts a block on the list of b.migratetype, its pageblock's type (cold: at the
 * list's far end), then lets overflow leave.
 * False, and nothing done, if the pageblock is isolated: then it must go to the buddy lists.
 */
bool pcp_free(struct machine *m, zid_t zone, struct block b, bool cold);

/* drain_local_pages(NULL): every zone's lists of this CPU. 6.1: in chunks of batch << 5. */
void pcp_drain_cpu(struct machine *m);

/* drain_zone_pages(): up to one batch of a zone's lists of this CPU. */
void pcp_drain_batch(struct machine *m, zid_t zone);

/* Rules that kernels.c picks from. */
int64_t refill_batch_by_order(struct machine *m, zid_t zone, unsigned order);
void halve_free_factor(struct machine *m, zid_t zone);
void overflow_by_free_factor(struct machine *m, zid_t zone, unsigned order, unsigned list);
void bulk_free_list_by_list(struct machine *m, zid_t zone, int64_t n, unsigned from);

/* Up to 5.10: a fixed batch goes in and out, drained round robin. */
int64_t refill_batch(struct machine *m, zid_t zone, unsigned order);
void overflow_by_batch(struct machine *m, zid_t zone, unsigned order, unsigned list);
void bulk_free_round_robin(struct machine *m, zid_t zone, int64_t n, unsigned from);

/* The same for lists whose size is tuned by use (pcp_tuned.c), 6.12. */
int64_t refill_by_use(struct machine *m, zid_t zone, unsigned order);
void halve_free_count(struct machine *m, zid_t zone);
void overflow_by_use(struct machine *m, zid_t zone, unsigned order, unsigned list);
void decay_pcp_high(struct machine *m, zid_t zone);

enum { PCP_BATCH_SCALE_MAX = 5 };       /* CONFIG_PCP_BATCH_SCALE_MAX */

/* pcp->flags, 6.12 */
enum { PCPF_PREV_FREE_HIGH_ORDER = 1, PCPF_FREE_HIGH_BATCH = 2 };

#endif
