/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * checks.h - the rungs of get_page_from_freelist(): may this zone be used? One function each.
 */
#ifndef CORE_CHECKS_H
#define CORE_CHECKS_H

#include "ladder.h"

enum verdict check_cpuset(struct alloc_context *ac);
enum verdict check_dirty_limit(struct alloc_context *ac);
enum verdict check_dirty_limit_if_failing(struct alloc_context *ac);
enum verdict check_zone_dirty_limit(struct alloc_context *ac);
enum verdict check_nofragment(struct alloc_context *ac);
enum verdict accept_memory(struct alloc_context *ac);           /* 6.12 */
enum verdict probe_high_mark(struct alloc_context *ac);
enum verdict check_watermark(struct alloc_context *ac);
enum verdict accept_and_take(struct alloc_context *ac);         /* 6.12 */
enum verdict check_deferred(struct alloc_context *ac);
enum verdict check_no_watermarks(struct alloc_context *ac);
enum verdict check_reclaim_gate(struct alloc_context *ac);
enum verdict check_node_reclaim(struct alloc_context *ac);

/* Those of 2.6.34. */
enum verdict check_cpuset_softwall(struct alloc_context *ac);
enum verdict skip_watermark(struct alloc_context *ac);
enum verdict check_watermark_by_halving(struct alloc_context *ac);
enum verdict check_reclaim_enabled(struct alloc_context *ac);
enum verdict check_reclaim_then_halving(struct alloc_context *ac);

/* After the scan: scan again without ALLOC_NOFRAGMENT. */
enum verdict drop_nofragment(struct alloc_context *ac);

/* zone_watermark_fast() with its numbers told; also for the bulk allocator. */
bool watermark_fast(struct alloc_context *ac, int64_t mark, unsigned class_zoneidx);

#endif
