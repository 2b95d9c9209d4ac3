/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slowpath.h - what is tried when every zone refused, as far as nothing sleeps.
 */
#ifndef CORE_SLOWPATH_H
#define CORE_SLOWPATH_H

#include "ladder.h"

/*
 * __alloc_pages_slowpath(), 6.1, up to its first work that sleeps. GOT_PAGE with the block in
 * ac->page, NO_PAGE, or WOULD_SLEEP with ac->sleeping_work.
 */
enum verdict slowpath(struct alloc_context *ac);

/* Its rungs, in the kernel's order. */
enum verdict slow_drop_atomic(struct alloc_context *ac);
enum verdict slow_gfp_context(struct alloc_context *ac);
enum verdict slow_choose_flags(struct alloc_context *ac);
enum verdict slow_insane_cpuset(struct alloc_context *ac);
enum verdict slow_wake_kswapds(struct alloc_context *ac);
enum verdict slow_first_attempt(struct alloc_context *ac);
enum verdict slow_compact_first(struct alloc_context *ac);
enum verdict slow_drop_disjoint_nodemask(struct alloc_context *ac);
enum verdict slow_choose_reserves(struct alloc_context *ac);
enum verdict slow_choose_reserves_near(struct alloc_context *ac);
enum verdict slow_retry_attempt(struct alloc_context *ac);
enum verdict slow_may_reclaim(struct alloc_context *ac);
enum verdict slow_may_recurse(struct alloc_context *ac);
enum verdict slow_reclaim(struct alloc_context *ac);
enum verdict slow_last_try(struct alloc_context *ac);

/* Those of 4.7, where they differ in kind. */
enum verdict slow_memalloc_noio(struct alloc_context *ac);
enum verdict slow_choose_flags_near(struct alloc_context *ac);
enum verdict slow_first_attempt_with_marks(struct alloc_context *ac);
enum verdict slow_attempt_without_marks(struct alloc_context *ac);
enum verdict slow_victim(struct alloc_context *ac);
enum verdict slow_compact_any(struct alloc_context *ac);

/* Those of 2.6.34. */
enum verdict slow_this_node_only(struct alloc_context *ac);
enum verdict slow_wake_all_nodes(struct alloc_context *ac);
enum verdict slow_keep_zone(struct alloc_context *ac);

/* Rungs behind nopage. */
enum verdict nopage_nofail(struct alloc_context *ac);
enum verdict nopage_fails_unless_nofail(struct alloc_context *ac);      /* 4.7 */

/* Rules that kernels.c picks from: gfp_to_alloc_flags(): 6.1 and 6.12; 4.7 and 4.12; 5.10. */
uint32_t flags_by_blocking(const struct alloc_context *ac);
uint32_t flags_by_waiting(const struct alloc_context *ac);      /* 2.6.34 */
uint32_t flags_by_atomic(const struct alloc_context *ac);
uint32_t flags_by_atomic_and_reserves(const struct alloc_context *ac);
uint32_t flags_by_atomic_and_kswapd(const struct alloc_context *ac);

/* __gfp_pfmemalloc_flags(): 5.10 and later; before, an OOM victim ignores every mark. */
uint32_t flags_of_reserves(const struct alloc_context *ac);
uint32_t flags_of_reserves_without_oom(const struct alloc_context *ac);

#endif
