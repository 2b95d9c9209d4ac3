/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernels.c - every kernel as tables: ladders, rules, numbers, spellings.
 *
 * No function bodies. To add a kernel, copy the last block, change what changed, and list it in
 * kernel_table. A rule that changed in number is a number here; one that changed in kind is a
 * second function, named for what it does.
 */
#include "kernels.h"

#include "buddy.h"
#include "checks.h"
#include "entry.h"
#include "fair.h"
#include "fallback.h"
#include "highatomic.h"
#include "pcp.h"
#include "rmqueue.h"
#include "rmqueue_type.h"
#include "setup.h"
#include "setup_rules.h"
#include "slowpath.h"
#include "zlc.h"

const struct ladder_title ladder_title[NR_LADDERS] = {
	[LADDER_ENTRY] = { "__alloc_pages", "what is asked for, and where does the search begin?" },
	[LADDER_ZONE] = { "get_page_from_freelist", "may this zone give the block?" },
	[LADDER_RMQUEUE] = { "rmqueue", "from which lists of the zone?" },
	[LADDER_FROM_BUDDY] = { "rmqueue_buddy", "from which free lists?" },
	[LADDER_RMQUEUE_TYPE] = { "__rmqueue", "from which migrate type?" },
	[LADDER_AFTER_TAKE] = { "get_page_from_freelist", "what is done to the block found" },
	[LADDER_AFTER_SCAN] = { "get_page_from_freelist", "no zone gave one: scan again?" },
	[LADDER_SLOWPATH] = { "__alloc_pages_slowpath", "what else, before anything sleeps?" },
	[LADDER_NOPAGE] = { "__alloc_pages_slowpath", "nothing left: may it fail?" },
};

const struct renaming renamings[] = {
	{ LADDER_ENTRY, "first_zones_zonelist", "__alloc_pages_nodemask" },
	{ LADDER_ENTRY, "__alloc_pages_nodemask", "prepare_alloc_pages" },
	{ LADDER_ENTRY, "ALLOC_WMARK_LOW|ALLOC_CPUSET", "ALLOC_FAIR" },
	{ LADDER_ENTRY, "ALLOC_FAIR", "finalise_ac" },
	{ LADDER_ENTRY, "finalise_ac", "alloc_flags_nofragment" },
	{ LADDER_ENTRY, "order >= MAX_ORDER", "order > MAX_PAGE_ORDER" },
	{ LADDER_ZONE, "cpuset_zone_allowed_softwall", "cpuset_zone_allowed" },
	{ LADDER_ZONE, "cpuset_zone_allowed", "__cpuset_zone_allowed" },
	{ LADDER_ZONE, "zone_dirty_ok", "node_dirty_ok" },
	{ LADDER_ZONE, "zone_watermark_ok", "zone_watermark_fast" },
	{ LADDER_ZONE, "zone_reclaim_mode", "zone_allows_reclaim" },
	{ LADDER_ZONE, "zone_reclaim", "node_reclaim" },
	{ LADDER_RMQUEUE, "per_cpu_pages", "rmqueue_pcplist" },
	{ LADDER_RMQUEUE, "__rmqueue", "rmqueue_buddy" },
	{ LADDER_FROM_BUDDY, "ALLOC_HARDER", "ALLOC_HIGHATOMIC" },
	{ LADDER_RMQUEUE_TYPE, "__rmqueue_smallest", "RMQUEUE_NORMAL" },
	{ LADDER_RMQUEUE_TYPE, "__rmqueue_cma_fallback", "RMQUEUE_CMA" },
	{ LADDER_RMQUEUE_TYPE, "__rmqueue_fallback", "RMQUEUE_CLAIM" },
	{ LADDER_SLOWPATH, "wake_all_kswapd", "wake_all_kswapds" },
	{ LADDER_SLOWPATH, "memalloc_noio_flags", "current_gfp_context" },
	{ LADDER_SLOWPATH, "gfp_pfmemalloc_allowed", "__gfp_pfmemalloc_flags" },
	{ LADDER_SLOWPATH, "__GFP_WAIT", "__GFP_DIRECT_RECLAIM" },
	/* Flags are of no ladder. */
	{ NR_LADDERS, "ALLOC_HARDER", "ALLOC_NON_BLOCK" },
	{ NR_LADDERS, "ALLOC_HIGH", "ALLOC_MIN_RESERVE" },
	{ NR_LADDERS, "__GFP_WAIT", "__GFP_DIRECT_RECLAIM" },
	{ NR_LADDERS, "__GFP_REPEAT", "__GFP_RETRY_MAYFAIL" },
	{ NR_LADDERS, NULL, NULL },
};

/* ---- masks that did not change since 4.7 but for their bits ---- */

#define GFP_KERNEL_5_10 (GFP_F_RECLAIM | GFP_F_IO | GFP_F_FS)
#define GFP_HIGHUSER_MOVABLE_5_10 (GFP_KERNEL_5_10 | GFP_F_HARDWALL | GFP_F_HIGHMEM | GFP_F_MOVABLE)
#define GFP_TRANSHUGE_LIGHT_5_10                                                      \
	((GFP_HIGHUSER_MOVABLE_5_10 | GFP_F_COMP | GFP_F_NOMEMALLOC | GFP_F_NOWARN) &    \
	 ~GFP_F_RECLAIM)

/* ---- the calls that lead to the allocator; 4.7 and 4.12 have the same ---- */

static const struct api_call api_2_6_34[NR_APIS] = {
	[API_ALLOC_PAGES] = { "alloc_pages", API_ALLOC_PAGES_CURRENT },
	[API_ALLOC_PAGE] = { "alloc_page", API_ALLOC_PAGES },
	[API_GET_FREE_PAGES] = { "__get_free_pages", API_ALLOC_PAGES },
	[API_GET_FREE_PAGE] = { "__get_free_page", API_GET_FREE_PAGES },
	[API_GET_ZEROED_PAGE] = { "get_zeroed_page", API_GET_FREE_PAGES,
				  .add = GFP_F_ZERO },
	[API_GET_DMA_PAGES] = { "__get_dma_pages", API_GET_FREE_PAGES,
				.add = GFP_F_DMA },
	[API_ALLOC_PAGES_NODE] = { "alloc_pages_node", API_ALLOC_PAGES_INLINE },
	[API_ALLOC_PAGES_CURRENT] = { "alloc_pages_current", API_ENTRY, .policy = true },
	[API_ALLOC_PAGES_INLINE] = { "__alloc_pages", API_ENTRY },
	[API_ENTRY] = { "__alloc_pages_nodemask", API_NONE },
	[API_FREE_PAGES] = { "free_pages", API_UNDERSCORE_FREE_PAGES },
	[API_FREE_PAGE] = { "__free_page", API_UNDERSCORE_FREE_PAGES },
	[API_UNDERSCORE_FREE_PAGES] = { "__free_pages", API_NONE },
	[API_FREE_HOT_COLD_PAGE] = { "free_hot_cold_page", API_NONE },
	[API_ALLOC_PAGES_EXACT] = { "alloc_pages_exact", API_GET_FREE_PAGES,
				    .surplus = SURPLUS_BY_FREE_PAGES },
	[API_FREE_PAGES_EXACT] = { "free_pages_exact", API_NONE },
	[API_SPLIT_PAGE] = { "split_page", API_NONE },
};

static const struct api_call api_4_7[NR_APIS] = {
	[API_ALLOC_PAGES] = { "alloc_pages", API_ALLOC_PAGES_CURRENT },
	[API_ALLOC_PAGE] = { "alloc_page", API_ALLOC_PAGES },
	[API_GET_FREE_PAGES] = { "__get_free_pages", API_ALLOC_PAGES },
	[API_GET_FREE_PAGE] = { "__get_free_page", API_GET_FREE_PAGES },
	[API_GET_ZEROED_PAGE] = { "get_zeroed_page", API_GET_FREE_PAGES,
				  .add = GFP_F_ZERO },
	[API_GET_DMA_PAGES] = { "__get_dma_pages", API_GET_FREE_PAGES,
				.add = GFP_F_DMA },
	[API_ALLOC_PAGES_NODE] = { "alloc_pages_node", API_ALLOC_PAGES_NODE_CHECKED },
	[API_ALLOC_PAGES_CURRENT] = { "alloc_pages_current", API_ENTRY, .policy = true },
	[API_ALLOC_PAGES_NODE_CHECKED] = { "__alloc_pages_node", API_ALLOC_PAGES_INLINE },
	[API_ALLOC_PAGES_INLINE] = { "__alloc_pages", API_ENTRY },
	[API_ENTRY] = { "__alloc_pages_nodemask", API_NONE },
	[API_FREE_PAGES] = { "free_pages", API_UNDERSCORE_FREE_PAGES },
	[API_FREE_PAGE] = { "__free_page", API_UNDERSCORE_FREE_PAGES },
	[API_UNDERSCORE_FREE_PAGES] = { "__free_pages", API_NONE },
	[API_FREE_HOT_COLD_PAGE] = { "free_hot_cold_page", API_NONE },
	[API_ALLOC_PAGES_EXACT] = { "alloc_pages_exact", API_GET_FREE_PAGES,
				    .surplus = SURPLUS_BY_FREE_PAGES },
	[API_FREE_PAGES_EXACT] = { "free_pages_exact", API_NONE },
	[API_MAKE_ALLOC_EXACT] = { "make_alloc_exact", API_NONE },
	[API_SPLIT_PAGE] = { "split_page", API_NONE },
};

static const struct api_call api_5_10[NR_APIS] = {
	[API_ALLOC_PAGES] = { "alloc_pages", API_ALLOC_PAGES_CURRENT },
	[API_ALLOC_PAGE] = { "alloc_page", API_ALLOC_PAGES },
	[API_GET_FREE_PAGES] = { "__get_free_pages", API_ALLOC_PAGES,
				 .drop = GFP_F_HIGHMEM },
	[API_GET_FREE_PAGE] = { "__get_free_page", API_GET_FREE_PAGES },
	[API_GET_ZEROED_PAGE] = { "get_zeroed_page", API_GET_FREE_PAGES,
				  .add = GFP_F_ZERO },
	[API_GET_DMA_PAGES] = { "__get_dma_pages", API_GET_FREE_PAGES,
				.add = GFP_F_DMA },
	[API_ALLOC_PAGES_NODE] = { "alloc_pages_node", API_ALLOC_PAGES_NODE_CHECKED },
	[API_ALLOC_PAGES_CURRENT] = { "alloc_pages_current", API_ENTRY, .policy = true },
	[API_ALLOC_PAGES_NODE_CHECKED] = { "__alloc_pages_node", API_ALLOC_PAGES_INLINE },
	[API_ALLOC_PAGES_INLINE] = { "__alloc_pages", API_ENTRY },
	[API_ENTRY] = { "__alloc_pages_nodemask", API_NONE },
	[API_FREE_PAGES] = { "free_pages", API_UNDERSCORE_FREE_PAGES },
	[API_FREE_PAGE] = { "__free_page", API_UNDERSCORE_FREE_PAGES },
	[API_UNDERSCORE_FREE_PAGES] = { "__free_pages", API_NONE },
	[API_ALLOC_PAGES_EXACT] = { "alloc_pages_exact", API_GET_FREE_PAGES,
				    .drop = GFP_F_COMP,
				    .surplus = SURPLUS_BY_FREE_PAGES },
	[API_FREE_PAGES_EXACT] = { "free_pages_exact", API_NONE },
	[API_MAKE_ALLOC_EXACT] = { "make_alloc_exact", API_NONE },
	[API_SPLIT_PAGE] = { "split_page", API_NONE },
};

static const struct api_call api_6_1[NR_APIS] = {
	[API_ALLOC_PAGES] = { "alloc_pages", API_ENTRY, .policy = true },
	[API_ALLOC_PAGE] = { "alloc_page", API_ALLOC_PAGES },
	[API_GET_FREE_PAGES] = { "__get_free_pages", API_ALLOC_PAGES,
				 .drop = GFP_F_HIGHMEM },
	[API_GET_FREE_PAGE] = { "__get_free_page", API_GET_FREE_PAGES },
	[API_GET_ZEROED_PAGE] = { "get_zeroed_page", API_GET_FREE_PAGES,
				  .add = GFP_F_ZERO },
	[API_GET_DMA_PAGES] = { "__get_dma_pages", API_GET_FREE_PAGES,
				.add = GFP_F_DMA },
	[API_ALLOC_PAGES_NODE] = { "alloc_pages_node", API_ALLOC_PAGES_NODE_CHECKED },
	[API_ALLOC_PAGES_NODE_CHECKED] = { "__alloc_pages_node", API_ENTRY },
	[API_ENTRY] = { "__alloc_pages", API_NONE },
	[API_BULK] = { "alloc_pages_bulk_array", API_NONE },
	[API_FREE_PAGES] = { "free_pages", API_UNDERSCORE_FREE_PAGES },
	[API_FREE_PAGE] = { "__free_page", API_UNDERSCORE_FREE_PAGES },
	[API_UNDERSCORE_FREE_PAGES] = { "__free_pages", API_NONE },
	[API_ALLOC_PAGES_EXACT] = { "alloc_pages_exact", API_GET_FREE_PAGES,
				    .drop = GFP_F_COMP | GFP_F_HIGHMEM,
				    .surplus = SURPLUS_TO_BUDDY_TAIL },
	[API_FREE_PAGES_EXACT] = { "free_pages_exact", API_NONE },
	[API_MAKE_ALLOC_EXACT] = { "make_alloc_exact", API_NONE },
	[API_FREE_PAGES_OK] = { "__free_pages_ok", API_NONE },
};

static const struct api_call api_6_12[NR_APIS] = {
	[API_ALLOC_PAGES] = { "alloc_pages_noprof", API_ALLOC_PAGES_CURRENT },
	[API_ALLOC_PAGE] = { "alloc_page", API_ALLOC_PAGES },
	[API_GET_FREE_PAGES] = { "get_free_pages_noprof", API_ALLOC_PAGES,
				 .drop = GFP_F_HIGHMEM },
	[API_GET_FREE_PAGE] = { "__get_free_page", API_GET_FREE_PAGES },
	[API_GET_ZEROED_PAGE] = { "get_zeroed_page_noprof", API_GET_FREE_PAGES,
				  .add = GFP_F_ZERO },
	[API_GET_DMA_PAGES] = { "__get_dma_pages", API_GET_FREE_PAGES,
				.add = GFP_F_DMA },
	[API_ALLOC_PAGES_NODE] = { "alloc_pages_node_noprof", API_ALLOC_PAGES_NODE_CHECKED },
	[API_ALLOC_PAGES_CURRENT] = { "alloc_pages_mpol_noprof", API_ENTRY, .policy = true },
	[API_ALLOC_PAGES_NODE_CHECKED] = { "__alloc_pages_node_noprof", API_ENTRY },
	[API_ENTRY] = { "__alloc_pages_noprof", API_NONE },
	[API_BULK] = { "alloc_pages_bulk_array", API_NONE },
	[API_FREE_PAGES] = { "free_pages", API_UNDERSCORE_FREE_PAGES },
	[API_FREE_PAGE] = { "__free_page", API_UNDERSCORE_FREE_PAGES },
	[API_UNDERSCORE_FREE_PAGES] = { "__free_pages", API_NONE },
	[API_ALLOC_PAGES_EXACT] = { "alloc_pages_exact_noprof", API_GET_FREE_PAGES,
				    .drop = GFP_F_COMP | GFP_F_HIGHMEM,
				    .surplus = SURPLUS_TO_BUDDY_TAIL },
	[API_FREE_PAGES_EXACT] = { "free_pages_exact", API_NONE },
	[API_MAKE_ALLOC_EXACT] = { "make_alloc_exact", API_NONE },
	[API_FREE_PAGES_OK] = { "__free_pages_ok", API_NONE },
};

/* ---- what may be written to /proc/sys/vm; 4.7 and 4.12 have the same ---- */

static const struct sysctl_rule sysctls_2_6_34[] = {
	{ .setting = SET_MIN_FREE_KBYTES, .most = INT32_MAX },
	{ .setting = SET_LOWMEM_RESERVE_RATIO, .most = INT32_MAX, .but_one = true, .raised_to = 1 },
	{ .setting = SET_PERCPU_PAGELIST_FRACTION, .least = 8, .most = INT32_MAX },
	{ .setting = SET_NODE_RECLAIM_MODE, .most = 7 },
	{ .setting = SET_DIRTY_RATIO, .most = 100 },
	{ .setting = SET_DIRTY_BYTES, .least = 2 << PAGE_SHIFT, .most = (int64_t)1 << 40 },
	{ .setting = NR_SETTINGS },
};

static const struct sysctl_rule sysctls_4_7[] = {
	{ .setting = SET_MIN_FREE_KBYTES, .most = INT32_MAX },
	{ .setting = SET_WATERMARK_SCALE_FACTOR, .least = 1, .most = 1000 },
	{ .setting = SET_LOWMEM_RESERVE_RATIO, .most = INT32_MAX, .but_one = true, .raised_to = 1 },
	{ .setting = SET_PERCPU_PAGELIST_FRACTION, .least = 8, .most = INT32_MAX,
	  .zero_too = true },
	{ .setting = SET_NODE_RECLAIM_MODE, .most = 7 },
	{ .setting = SET_DIRTY_RATIO, .most = 100 },
	{ .setting = SET_DIRTY_BYTES, .least = 2 << PAGE_SHIFT, .most = (int64_t)1 << 40 },
	{ .setting = NR_SETTINGS },
};

static const struct sysctl_rule sysctls_5_10[] = {
	{ .setting = SET_MIN_FREE_KBYTES, .most = INT32_MAX },
	{ .setting = SET_WATERMARK_BOOST_FACTOR, .most = 1 << 20 },
	{ .setting = SET_WATERMARK_SCALE_FACTOR, .least = 1, .most = 1000 },
	{ .setting = SET_LOWMEM_RESERVE_RATIO, .most = INT32_MAX },
	{ .setting = SET_PERCPU_PAGELIST_FRACTION, .least = 8, .most = INT32_MAX,
	  .zero_too = true },
	{ .setting = SET_NODE_RECLAIM_MODE, .most = 7 },
	{ .setting = SET_DIRTY_RATIO, .most = 100 },
	{ .setting = SET_DIRTY_BYTES, .least = 2 << PAGE_SHIFT, .most = (int64_t)1 << 40 },
	{ .setting = NR_SETTINGS },
};

static const struct sysctl_rule sysctls_6_1[] = {
	{ .setting = SET_MIN_FREE_KBYTES, .most = INT32_MAX },
	{ .setting = SET_WATERMARK_BOOST_FACTOR, .most = 1 << 20 },
	{ .setting = SET_WATERMARK_SCALE_FACTOR, .least = 1, .most = 3000 },
	{ .setting = SET_LOWMEM_RESERVE_RATIO, .most = INT32_MAX },
	{ .setting = SET_PERCPU_PAGELIST_HIGH_FRACTION, .least = 8, .most = INT32_MAX,
	  .zero_too = true },
	{ .setting = SET_NODE_RECLAIM_MODE, .most = 7 },
	{ .setting = SET_DIRTY_RATIO, .most = 100 },
	{ .setting = SET_DIRTY_BYTES, .least = 2 << PAGE_SHIFT, .most = (int64_t)1 << 40 },
	{ .setting = NR_SETTINGS },
};

/* ---- 4.7: 4.7.4 ---- */

static const struct check nothing[] = {
	{ NULL, NULL, NULL, NULL },
};

static const struct check entry_4_7[] = {
	{ "__alloc_pages_nodemask", entry_prepare, "which zonelist, nodes, type, preferred zone?",
	  NULL },
	{ "ALLOC_FAIR", entry_flags, "with which flags?", "__alloc_pages_nodemask" },
	{ "get_page_from_freelist", entry_fast_attempt, "the fast path, at the low mark", NULL },
	{ "__alloc_pages_slowpath", entry_slowpath, "every zone refused: the slow path", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check zone_checks_4_7[] = {
	{ "cpuset_zone_allowed", check_cpuset, "may this task use the node?",
	  "__cpuset_node_allowed" },
	{ "ZONE_FAIR_DEPLETED", check_fair_share, "has the zone given its share?",
	  "get_page_from_freelist" },
	{ "zone_dirty_ok", check_zone_dirty_limit, "is the zone below its dirty limit?", NULL },
	{ "zone_watermark_fast", check_watermark, "enough free above the mark?", NULL },
	{ "ALLOC_NO_WATERMARKS", check_no_watermarks, "may it ignore the mark?",
	  "get_page_from_freelist" },
	{ "zone_allows_reclaim", check_reclaim_gate, "is reclaim here better than going on?",
	  NULL },
	{ "zone_reclaim", check_node_reclaim, "did reclaim bring it above the mark?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check rmqueue_4_7[] = {
	{ "per_cpu_pages", take_from_pcp, "order 0: this CPU's list", "buffered_rmqueue" },
	{ "__rmqueue", take_from_buddy_unless_pcp, "is a block on the free lists?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check from_buddy_4_7[] = {
	{ "ALLOC_HARDER", take_highatomic_if_harder, "high order, in need: its reserve first",
	  "buffered_rmqueue" },
	{ "__rmqueue", take_any_type, "own type, then others", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check rmqueue_type_4_7[] = {
	{ "__rmqueue_smallest", take_own_type, "a block on the type's own lists?", NULL },
	{ "__rmqueue_cma_fallback", take_cma_if_movable, "movable: a CMA block?", NULL },
	{ "__rmqueue_fallback", fallback_split_found, "another type's block to split?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check after_take_4_7[] = {
	{ "prep_new_page", prep_new_page, "zero it, make it compound, mark it", NULL },
	{ "reserve_highatomic_pageblock", reserve_pageblock, "set the pageblock aside?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check after_scan_4_7[] = {
	{ "reset_alloc_batches", reset_fair_shares, "was a zone skipped to be fair? then rescan",
	  NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check slowpath_4_7[] = {
	{ "MAX_ORDER", entry_order, "is there any block this large?", "__alloc_pages_slowpath" },
	{ "memalloc_noio_flags", slow_memalloc_noio, "has the task promised to do no I/O?", NULL },
	{ "__GFP_ATOMIC", slow_drop_atomic, "atomic, but may sleep? a contradiction",
	  "__alloc_pages_slowpath" },
	{ "wake_all_kswapds", slow_wake_kswapds, "start background reclaim", NULL },
	{ "gfp_to_alloc_flags", slow_choose_flags_near, "which reserves may it touch?", NULL },
	{ "get_page_from_freelist", slow_first_attempt_with_marks, "again, at the min mark", NULL },
	{ "ALLOC_NO_WATERMARKS", slow_attempt_without_marks, "again, without any mark?",
	  "__alloc_pages_slowpath" },
	{ "__GFP_DIRECT_RECLAIM", slow_may_reclaim, "may it reclaim?", "__alloc_pages_slowpath" },
	{ "PF_MEMALLOC", slow_may_recurse, "is it reclaiming already?", "__alloc_pages_slowpath" },
	{ "TIF_MEMDIE", slow_victim, "is it being killed?", "__alloc_pages_slowpath" },
	{ "__alloc_pages_direct_compact", slow_compact_any, "not a single page: compact (sleeps)",
	  NULL },
	{ "__alloc_pages_direct_reclaim", slow_reclaim, "reclaim (sleeps)", NULL },
	{ "__alloc_pages_may_oom", slow_last_try, "nothing reclaimed: any above the high mark?",
	  NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check nopage_4_7[] = {
	{ "__GFP_NOFAIL", nopage_fails_unless_nofail, "may it fail?", "__alloc_pages_slowpath" },
	{ NULL, NULL, NULL, NULL },
};

static const struct reserve_rule reserve_rules_4_7[] = {
	{ ALLOC_HIGH, 0, 2 },
	{ ALLOC_HARDER, 0, 4 },
	{ 0, 0, 0 },
};

static const struct gfp_name gfp_names_4_7[] = {
	{ "__GFP_DMA", GFP_F_DMA, 0x1 },
	{ "__GFP_HIGHMEM", GFP_F_HIGHMEM, 0x2 },
	{ "__GFP_DMA32", GFP_F_DMA32, 0x4 },
	{ "__GFP_MOVABLE", GFP_F_MOVABLE, 0x8 },
	{ "__GFP_RECLAIMABLE", GFP_F_RECLAIMABLE, 0x10 },
	{ "__GFP_HIGH", GFP_F_HIGH, 0x20 },
	{ "__GFP_IO", GFP_F_IO, 0x40 },
	{ "__GFP_FS", GFP_F_FS, 0x80 },
	{ "__GFP_COLD", GFP_F_COLD, 0x100 },
	{ "__GFP_NOWARN", GFP_F_NOWARN, 0x200 },
	{ "__GFP_REPEAT", GFP_F_REPEAT, 0x400 },
	{ "__GFP_NOFAIL", GFP_F_NOFAIL, 0x800 },
	{ "__GFP_NORETRY", GFP_F_NORETRY, 0x1000 },
	{ "__GFP_MEMALLOC", GFP_F_MEMALLOC, 0x2000 },
	{ "__GFP_COMP", GFP_F_COMP, 0x4000 },
	{ "__GFP_ZERO", GFP_F_ZERO, 0x8000 },
	{ "__GFP_NOMEMALLOC", GFP_F_NOMEMALLOC, 0x10000 },
	{ "__GFP_HARDWALL", GFP_F_HARDWALL, 0x20000 },
	{ "__GFP_THISNODE", GFP_F_THISNODE, 0x40000 },
	{ "__GFP_ATOMIC", GFP_F_ATOMIC, 0x80000 },
	{ "__GFP_ACCOUNT", GFP_F_ACCOUNT, 0x100000 },
	{ "__GFP_NOTRACK", GFP_F_NOTRACK, 0x200000 },
	{ "__GFP_DIRECT_RECLAIM", GFP_F_DIRECT_RECLAIM, 0x400000 },
	{ "__GFP_OTHER_NODE", GFP_F_OTHER_NODE, 0x800000 },
	{ "__GFP_WRITE", GFP_F_WRITE, 0x1000000 },
	{ "__GFP_KSWAPD_RECLAIM", GFP_F_KSWAPD_RECLAIM, 0x2000000 },
	{ NULL, 0, 0 },
};

static const struct gfp_mask_name gfp_masks_4_7[] = {
	{ "GFP_ATOMIC", GFP_F_HIGH | GFP_F_ATOMIC | GFP_F_KSWAPD_RECLAIM },
	{ "GFP_NOWAIT", GFP_F_KSWAPD_RECLAIM },
	{ "GFP_NOIO", GFP_F_RECLAIM },
	{ "GFP_NOFS", GFP_F_RECLAIM | GFP_F_IO },
	{ "GFP_KERNEL", GFP_KERNEL_5_10 },
	{ "GFP_KERNEL_ACCOUNT", GFP_KERNEL_5_10 | GFP_F_ACCOUNT },
	{ "GFP_TEMPORARY", GFP_KERNEL_5_10 | GFP_F_RECLAIMABLE },
	{ "GFP_USER", GFP_KERNEL_5_10 | GFP_F_HARDWALL },
	{ "GFP_HIGHUSER", GFP_KERNEL_5_10 | GFP_F_HARDWALL | GFP_F_HIGHMEM },
	{ "GFP_HIGHUSER_MOVABLE", GFP_HIGHUSER_MOVABLE_5_10 },
	{ "GFP_DMA", GFP_F_DMA },
	{ "GFP_DMA32", GFP_F_DMA32 },
	{ "GFP_TRANSHUGE", GFP_TRANSHUGE_LIGHT_5_10 | GFP_F_NORETRY },
	{ NULL, 0 },
};

static const struct alloc_flag_name alloc_flag_names_4_7[] = {
	{ "ALLOC_NO_WATERMARKS", ALLOC_NO_WATERMARKS },
	{ "ALLOC_HARDER", ALLOC_HARDER },
	{ "ALLOC_HIGH", ALLOC_HIGH },
	{ "ALLOC_CPUSET", ALLOC_CPUSET },
	{ "ALLOC_CMA", ALLOC_CMA },
	{ "ALLOC_FAIR", ALLOC_FAIR },
	{ NULL, 0 },
};

static const struct setting_value settings_4_7[] = {
	{ SET_USER_MIN_FREE_KBYTES, -1 },
	{ SET_WATERMARK_SCALE_FACTOR, 10 },
	{ SET_NODE_RECLAIM_DISTANCE, 30 },
	{ SET_DIRTY_RATIO, 20 },
	{ SET_MIN_UNMAPPED_RATIO, 1 },
	{ SET_MIN_SLAB_RATIO, 5 },
	{ SET_NUMA_STAT, 1 },
	{ SET_NUMA, 1 },
	{ NR_SETTINGS, 0 },
};

static const char *const functions_4_7[NR_LADDERS] = {
	[LADDER_ENTRY] = "__alloc_pages_nodemask",
	[LADDER_ZONE] = "get_page_from_freelist",
	[LADDER_RMQUEUE] = "buffered_rmqueue",
	[LADDER_FROM_BUDDY] = "buffered_rmqueue",
	[LADDER_RMQUEUE_TYPE] = "__rmqueue",
	[LADDER_AFTER_TAKE] = "get_page_from_freelist",
	[LADDER_AFTER_SCAN] = "get_page_from_freelist",
	[LADDER_SLOWPATH] = "__alloc_pages_slowpath",
	[LADDER_NOPAGE] = "__alloc_pages_slowpath",
};

static const struct source_file sources_4_7[] = {
	{ "__cpuset_node_allowed", "kernel/cpuset.c" },
	{ "zone_dirty_ok", "mm/page-writeback.c" },
	{ "zone_reclaim", "mm/vmscan.c" },
	{ "memalloc_noio_flags", "include/linux/sched.h" },
	{ NULL, "mm/page_alloc.c" },
};

static const struct kernel kernel_4_7 = {
	.name = "4.7",
	.follows = "4.7.4",
	.zoneidx_name = "high_zoneidx",
	.ladder = {
		[LADDER_ENTRY] = entry_4_7,
		[LADDER_ZONE] = zone_checks_4_7,
		[LADDER_RMQUEUE] = rmqueue_4_7,
		[LADDER_FROM_BUDDY] = from_buddy_4_7,
		[LADDER_RMQUEUE_TYPE] = rmqueue_type_4_7,
		[LADDER_AFTER_TAKE] = after_take_4_7,
		[LADDER_AFTER_SCAN] = after_scan_4_7,
		[LADDER_SLOWPATH] = slowpath_4_7,
		[LADDER_NOPAGE] = nopage_4_7,
	},
	.function = functions_4_7,
	.sources = sources_4_7,
	.api = api_4_7,
	.watermark = {
		.quick = watermark_quick_wrapping,
		.quick_cma_only = true,
		.reserve = reserve_rules_4_7,
		.count_highatomic = ALLOC_HARDER,
		.use_any_list = ALLOC_HARDER,
	},
	.pcp = {
		.max_order = 0,
		.cold = true,
		.turns = { MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
		.drains_at_once = true,
		.remembers_type = true,
		.batch_cap = 128,
		.refill_blocks = refill_batch,
		.check_overflow = overflow_by_batch,
		.bulk_free = bulk_free_round_robin,
	},
	.buddy = {
		.may_merge = merge_unless_isolated,
		.moved_to = LIST_HEAD,
		.tail_below = NR_ORDERS - 2,
	},
	.highatomic = {
		.reserve_flags = ALLOC_HARDER,
		.limit = highatomic_limit,
		.unreserves_first = true,
	},
	.setup = {
		.settings = settings_4_7,
		.sysctls = sysctls_4_7,
		.layout = &zone_layout_x86_64_no_device,
		.remembers_user_min = true,
		.zone_marks = marks_by_scale_factor,
		.lowmem_reserve = reserve_at_any_ratio,
		.pcp_size = pcp_size_six_batches,
		.thp = true,
		.thp_counts_all = true,
		.drift_marks = true,
		.marks_before_cma = true,
		.migrate_types = 5,
		.zonelist_order = zonelist_order_by_word,
		.boot_frees_to = LIST_HEAD,
	},
	.gfp = gfp_names_4_7,
	.gfp_masks = gfp_masks_4_7,
	.alloc_flags = alloc_flag_names_4_7,
	.mempolicy = { .movable_only = true },
	.dirty = { .unstable = true, .less_throttle = true },
	.kswapd = { .each_zone = true, .hardwall = true },
	.fair = true,
	.numa_by_cpu = true,
	.cpuset_twice = true,
	.near_only = true,
	.class_is_preferred = true,
	.confines_by_nodemask = confines_always,
	.reclaim = { .enabled = -1, .write = 2, .unmap = 4, .by_zone = true,
		     .gives_up_by_scans = true },
	.fast_flags = flags_fair,
	.slow_flags = flags_by_atomic_and_reserves,
	.reserve_flags = flags_of_reserves_without_oom,
	.min_free_kbytes_max = 65536,
	.lowmem_reserve_ratio = { 256, 256, 32, 32, 0 },
};

/* ---- 4.12: 4.12.0 ---- */

static const struct check entry_4_12[] = {
	{ "prepare_alloc_pages", entry_prepare, "which zonelist, nodes, type?", NULL },
	{ "finalise_ac", entry_flags, "from which preferred zone, with which flags?", NULL },
	{ "get_page_from_freelist", entry_fast_attempt, "the fast path, at the low mark", NULL },
	{ "__alloc_pages_slowpath", entry_slowpath, "every zone refused: the slow path", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check zone_checks_4_12[] = {
	{ "__cpuset_zone_allowed", check_cpuset, "may this task use the node?",
	  "__cpuset_node_allowed" },
	{ "node_dirty_ok", check_dirty_limit_if_failing, "is the node below its dirty limit?",
	  NULL },
	{ "zone_watermark_fast", check_watermark, "enough free above the mark?", NULL },
	{ "ALLOC_NO_WATERMARKS", check_no_watermarks, "may it ignore the mark?",
	  "get_page_from_freelist" },
	{ "zone_allows_reclaim", check_reclaim_gate, "is reclaim here better than going on?",
	  NULL },
	{ "node_reclaim", check_node_reclaim, "did reclaim bring it above the mark?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check rmqueue_4_12[] = {
	{ "rmqueue_pcplist", take_from_pcp, "order 0: this CPU's list", NULL },
	{ "__rmqueue", take_from_buddy_unless_pcp, "is a block on the free lists?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check from_buddy_4_12[] = {
	{ "ALLOC_HARDER", take_highatomic_if_harder, "high order, in need: its reserve first",
	  "rmqueue" },
	{ "__rmqueue", take_any_type, "own type, then others", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check rmqueue_type_4_12[] = {
	{ "__rmqueue_smallest", take_own_type, "a block on the type's own lists?", NULL },
	{ "__rmqueue_cma_fallback", take_cma_if_movable, "movable: a CMA block?", NULL },
	{ "__rmqueue_fallback", fallback_then_retry, "another type's pageblock to take over?",
	  NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check after_take_4_12[] = {
	{ "prep_new_page", prep_new_page, "zero it, make it compound, mark it", NULL },
	{ "reserve_highatomic_pageblock", reserve_pageblock, "set the pageblock aside?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check slowpath_4_12[] = {
	{ "MAX_ORDER", entry_order, "is there any block this large?", "__alloc_pages_slowpath" },
	{ "current_gfp_context", slow_gfp_context, "what has the task promised?", NULL },
	{ "__GFP_ATOMIC", slow_drop_atomic, "atomic, but may sleep? a contradiction",
	  "__alloc_pages_slowpath" },
	{ "gfp_to_alloc_flags", slow_choose_flags, "which reserves may it touch?", NULL },
	{ "wake_all_kswapds", slow_wake_kswapds, "start background reclaim", NULL },
	{ "get_page_from_freelist", slow_first_attempt, "again, at the min mark", NULL },
	{ "__alloc_pages_direct_compact", slow_compact_first, "large: compact first (sleeps)",
	  NULL },
	{ "wake_all_kswapds", slow_wake_kswapds, "keep background reclaim awake", NULL },
	{ "gfp_pfmemalloc_allowed", slow_choose_reserves_near, "may it ignore every mark?", NULL },
	{ "get_page_from_freelist", slow_retry_attempt, "again, with those flags", NULL },
	{ "__GFP_DIRECT_RECLAIM", slow_may_reclaim, "may it reclaim?", "__alloc_pages_slowpath" },
	{ "PF_MEMALLOC", slow_may_recurse, "is it reclaiming already?", "__alloc_pages_slowpath" },
	{ "__alloc_pages_direct_reclaim", slow_reclaim, "reclaim (sleeps)", NULL },
	{ "__alloc_pages_may_oom", slow_last_try, "nothing reclaimed: any above the high mark?",
	  NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check nopage_4_12[] = {
	{ "__GFP_NOFAIL", nopage_nofail, "may it fail?", "__alloc_pages_slowpath" },
	{ NULL, NULL, NULL, NULL },
};

static const struct reserve_rule reserve_rules_4_12[] = {
	{ ALLOC_HIGH, 0, 2 },
	{ ALLOC_HARDER, 0, 4 },
	{ 0, 0, 0 },
};

static const struct gfp_name gfp_names_4_12[] = {
	{ "__GFP_DMA", GFP_F_DMA, 0x1 },
	{ "__GFP_HIGHMEM", GFP_F_HIGHMEM, 0x2 },
	{ "__GFP_DMA32", GFP_F_DMA32, 0x4 },
	{ "__GFP_MOVABLE", GFP_F_MOVABLE, 0x8 },
	{ "__GFP_RECLAIMABLE", GFP_F_RECLAIMABLE, 0x10 },
	{ "__GFP_HIGH", GFP_F_HIGH, 0x20 },
	{ "__GFP_IO", GFP_F_IO, 0x40 },
	{ "__GFP_FS", GFP_F_FS, 0x80 },
	{ "__GFP_COLD", GFP_F_COLD, 0x100 },
	{ "__GFP_NOWARN", GFP_F_NOWARN, 0x200 },
	{ "__GFP_REPEAT", GFP_F_REPEAT, 0x400 },
	{ "__GFP_NOFAIL", GFP_F_NOFAIL, 0x800 },
	{ "__GFP_NORETRY", GFP_F_NORETRY, 0x1000 },
	{ "__GFP_MEMALLOC", GFP_F_MEMALLOC, 0x2000 },
	{ "__GFP_COMP", GFP_F_COMP, 0x4000 },
	{ "__GFP_ZERO", GFP_F_ZERO, 0x8000 },
	{ "__GFP_NOMEMALLOC", GFP_F_NOMEMALLOC, 0x10000 },
	{ "__GFP_HARDWALL", GFP_F_HARDWALL, 0x20000 },
	{ "__GFP_THISNODE", GFP_F_THISNODE, 0x40000 },
	{ "__GFP_ATOMIC", GFP_F_ATOMIC, 0x80000 },
	{ "__GFP_ACCOUNT", GFP_F_ACCOUNT, 0x100000 },
	{ "__GFP_NOTRACK", GFP_F_NOTRACK, 0x200000 },
	{ "__GFP_DIRECT_RECLAIM", GFP_F_DIRECT_RECLAIM, 0x400000 },
	{ "__GFP_WRITE", GFP_F_WRITE, 0x800000 },
	{ "__GFP_KSWAPD_RECLAIM", GFP_F_KSWAPD_RECLAIM, 0x1000000 },
	{ NULL, 0, 0 },
};

static const struct gfp_mask_name gfp_masks_4_12[] = {
	{ "GFP_ATOMIC", GFP_F_HIGH | GFP_F_ATOMIC | GFP_F_KSWAPD_RECLAIM },
	{ "GFP_NOWAIT", GFP_F_KSWAPD_RECLAIM },
	{ "GFP_NOIO", GFP_F_RECLAIM },
	{ "GFP_NOFS", GFP_F_RECLAIM | GFP_F_IO },
	{ "GFP_KERNEL", GFP_KERNEL_5_10 },
	{ "GFP_KERNEL_ACCOUNT", GFP_KERNEL_5_10 | GFP_F_ACCOUNT },
	{ "GFP_TEMPORARY", GFP_KERNEL_5_10 | GFP_F_RECLAIMABLE },
	{ "GFP_USER", GFP_KERNEL_5_10 | GFP_F_HARDWALL },
	{ "GFP_HIGHUSER", GFP_KERNEL_5_10 | GFP_F_HARDWALL | GFP_F_HIGHMEM },
	{ "GFP_HIGHUSER_MOVABLE", GFP_HIGHUSER_MOVABLE_5_10 },
	{ "GFP_DMA", GFP_F_DMA },
	{ "GFP_DMA32", GFP_F_DMA32 },
	{ "GFP_TRANSHUGE_LIGHT", GFP_TRANSHUGE_LIGHT_5_10 },
	{ "GFP_TRANSHUGE", GFP_TRANSHUGE_LIGHT_5_10 | GFP_F_DIRECT_RECLAIM },
	{ NULL, 0 },
};

static const struct alloc_flag_name alloc_flag_names_4_12[] = {
	{ "ALLOC_NO_WATERMARKS", ALLOC_NO_WATERMARKS },
	{ "ALLOC_HARDER", ALLOC_HARDER },
	{ "ALLOC_HIGH", ALLOC_HIGH },
	{ "ALLOC_CPUSET", ALLOC_CPUSET },
	{ "ALLOC_CMA", ALLOC_CMA },
	{ NULL, 0 },
};

static const struct setting_value settings_4_12[] = {
	{ SET_USER_MIN_FREE_KBYTES, -1 },
	{ SET_WATERMARK_SCALE_FACTOR, 10 },
	{ SET_NODE_RECLAIM_DISTANCE, 30 },
	{ SET_DIRTY_RATIO, 20 },
	{ SET_MIN_UNMAPPED_RATIO, 1 },
	{ SET_MIN_SLAB_RATIO, 5 },
	{ SET_NUMA_STAT, 1 },
	{ SET_NUMA, 1 },
	{ NR_SETTINGS, 0 },
};

static const char *const functions_4_12[NR_LADDERS] = {
	[LADDER_ENTRY] = "__alloc_pages_nodemask",
	[LADDER_ZONE] = "get_page_from_freelist",
	[LADDER_RMQUEUE] = "rmqueue",
	[LADDER_FROM_BUDDY] = "rmqueue",
	[LADDER_RMQUEUE_TYPE] = "__rmqueue",
	[LADDER_AFTER_TAKE] = "get_page_from_freelist",
	[LADDER_AFTER_SCAN] = "get_page_from_freelist",
	[LADDER_SLOWPATH] = "__alloc_pages_slowpath",
	[LADDER_NOPAGE] = "__alloc_pages_slowpath",
};

static const struct source_file sources_4_12[] = {
	{ "__cpuset_node_allowed", "kernel/cgroup/cpuset.c" },
	{ "node_dirty_ok", "mm/page-writeback.c" },
	{ "node_reclaim", "mm/vmscan.c" },
	{ "current_gfp_context", "include/linux/sched/mm.h" },
	{ NULL, "mm/page_alloc.c" },
};

static const struct kernel kernel_4_12 = {
	.name = "4.12",
	.follows = "4.12.0",
	.zoneidx_name = "high_zoneidx",
	.ladder = {
		[LADDER_ENTRY] = entry_4_12,
		[LADDER_ZONE] = zone_checks_4_12,
		[LADDER_RMQUEUE] = rmqueue_4_12,
		[LADDER_FROM_BUDDY] = from_buddy_4_12,
		[LADDER_RMQUEUE_TYPE] = rmqueue_type_4_12,
		[LADDER_AFTER_TAKE] = after_take_4_12,
		[LADDER_AFTER_SCAN] = nothing,
		[LADDER_SLOWPATH] = slowpath_4_12,
		[LADDER_NOPAGE] = nopage_4_12,
	},
	.function = functions_4_12,
	.sources = sources_4_12,
	.api = api_4_7,
	.watermark = {
		.quick = watermark_quick_wrapping,
		.quick_cma_only = true,
		.reserve = reserve_rules_4_12,
		.count_highatomic = ALLOC_HARDER,
		.use_any_list = ALLOC_HARDER,
	},
	.pcp = {
		.max_order = 0,
		.cold = true,
		.turns = { MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
		.drains_at_once = true,
		.remembers_type = true,
		.batch_cap = 128,
		.refill_blocks = refill_batch,
		.check_overflow = overflow_by_batch,
		.bulk_free = bulk_free_round_robin,
	},
	.buddy = {
		.may_merge = merge_unless_isolated,
		.moved_to = LIST_HEAD,
		.tail_below = NR_ORDERS - 2,
	},
	.highatomic = {
		.reserve_flags = ALLOC_HARDER,
		.limit = highatomic_limit,
	},
	.setup = {
		.settings = settings_4_12,
		.sysctls = sysctls_4_7,
		.layout = &zone_layout_x86_64_no_device,
		.remembers_user_min = true,
		.zone_marks = marks_by_scale_factor,
		.lowmem_reserve = reserve_at_any_ratio,
		.pcp_size = pcp_size_six_batches,
		.thp = true,
		.thp_counts_all = true,
		.drift_marks = true,
		.marks_before_cma = true,
		.migrate_types = 5,
		.zonelist_order = zonelist_order_by_word,
		.boot_frees_to = LIST_HEAD,
	},
	.gfp = gfp_names_4_12,
	.gfp_masks = gfp_masks_4_12,
	.alloc_flags = alloc_flag_names_4_12,
	.mempolicy = { .movable_only = true },
	.dirty = { .unstable = true, .less_throttle = true },
	.kswapd = { .hardwall = true },
	.class_is_preferred = true,
	.confines_by_nodemask = confines_always,
	.nofail_flags = ALLOC_HARDER,
	.reclaim = { .enabled = -1, .write = 2, .unmap = 4 },
	.fast_flags = no_flags,
	.slow_flags = flags_by_atomic,
	.reserve_flags = flags_of_reserves_without_oom,
	.min_free_kbytes_max = 65536,
	.lowmem_reserve_ratio = { 256, 256, 32, 32, 0 },
};

/* ---- 5.10: 5.10.7; later 5.10.y took some rules from 6.1 ---- */

static const struct check entry_5_10[] = {
	{ "order >= MAX_ORDER", entry_order, "is there any block this large?",
	  "__alloc_pages_nodemask" },
	{ "prepare_alloc_pages", entry_prepare, "which zonelist, nodes, type, preferred zone?",
	  NULL },
	{ "alloc_flags_nofragment", entry_flags, "keep migrate types apart at first?", NULL },
	{ "get_page_from_freelist", entry_fast_attempt, "the fast path, at the low mark", NULL },
	{ "__alloc_pages_slowpath", entry_slowpath, "every zone refused: the slow path", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check zone_checks_5_10[] = {
	{ "__cpuset_zone_allowed", check_cpuset, "may this task use the node?",
	  "__cpuset_node_allowed" },
	{ "node_dirty_ok", check_dirty_limit_if_failing, "is the node below its dirty limit?",
	  NULL },
	{ "ALLOC_NOFRAGMENT", check_nofragment, "leaving the node? then allow mixing, and rescan",
	  "get_page_from_freelist" },
	{ "zone_watermark_fast", check_watermark, "enough free above the mark?", NULL },
	{ "_deferred_grow_zone", check_deferred, "can uninitialised memory be added?", NULL },
	{ "ALLOC_NO_WATERMARKS", check_no_watermarks, "may it ignore the mark?",
	  "get_page_from_freelist" },
	{ "zone_allows_reclaim", check_reclaim_gate, "is reclaim here better than going on?",
	  NULL },
	{ "node_reclaim", check_node_reclaim, "did reclaim bring it above the mark?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check rmqueue_5_10[] = {
	{ "rmqueue_pcplist", take_from_pcp, "order 0: this CPU's list", NULL },
	{ "__rmqueue", take_from_buddy_unless_pcp, "is a block on the free lists?", NULL },
	{ "_deferred_grow_zone", grow_and_retry, "can uninitialised memory be added?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check rmqueue_type_5_10[] = {
	{ "ALLOC_CMA balance", balance_cma, "is more than half of what is free CMA?", "__rmqueue" },
	{ "__rmqueue_smallest", take_own_type, "a block on the type's own lists?", NULL },
	{ "__rmqueue_cma_fallback", take_cma, "movable: a CMA block?", NULL },
	{ "__rmqueue_fallback", fallback_then_retry, "another type's pageblock to take over?",
	  NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check after_scan_5_10[] = {
	{ "ALLOC_NOFRAGMENT", drop_nofragment, "was mixing forbidden? then allow it, and rescan",
	  "get_page_from_freelist" },
	{ NULL, NULL, NULL, NULL },
};

static const struct check slowpath_5_10[] = {
	{ "current_gfp_context", slow_gfp_context, "what has the task promised?", NULL },
	{ "__GFP_ATOMIC", slow_drop_atomic, "atomic, but may sleep? a contradiction",
	  "__alloc_pages_slowpath" },
	{ "gfp_to_alloc_flags", slow_choose_flags, "which reserves may it touch?", NULL },
	{ "wake_all_kswapds", slow_wake_kswapds, "start background reclaim", NULL },
	{ "get_page_from_freelist", slow_first_attempt, "again, at the min mark", NULL },
	{ "__alloc_pages_direct_compact", slow_compact_first, "large: compact first (sleeps)",
	  NULL },
	{ "wake_all_kswapds", slow_wake_kswapds, "keep background reclaim awake", NULL },
	{ "__gfp_pfmemalloc_flags", slow_choose_reserves, "may it use the emergency reserves?",
	  NULL },
	{ "get_page_from_freelist", slow_retry_attempt, "again, with those flags", NULL },
	{ "__GFP_DIRECT_RECLAIM", slow_may_reclaim, "may it reclaim?", "__alloc_pages_slowpath" },
	{ "PF_MEMALLOC", slow_may_recurse, "is it reclaiming already?", "__alloc_pages_slowpath" },
	{ "__alloc_pages_direct_reclaim", slow_reclaim, "reclaim (sleeps)", NULL },
	{ "__alloc_pages_may_oom", slow_last_try, "nothing reclaimed: any above the high mark?",
	  NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check nopage_5_10[] = {
	{ "check_retry_cpuset", slow_drop_disjoint_nodemask, "a nodemask outside the cpuset?",
	  NULL },
	{ "__GFP_NOFAIL", nopage_nofail, "may it fail?", "__alloc_pages_slowpath" },
	{ NULL, NULL, NULL, NULL },
};

static const struct reserve_rule reserve_rules_5_10[] = {
	{ ALLOC_HIGH, 0, 2 },
	{ ALLOC_OOM, 0, 2 },
	{ ALLOC_HARDER, ALLOC_OOM, 4 },
	{ 0, 0, 0 },
};

static const struct gfp_name gfp_names_5_10[] = {
	{ "__GFP_DMA", GFP_F_DMA, 0x1 },
	{ "__GFP_HIGHMEM", GFP_F_HIGHMEM, 0x2 },
	{ "__GFP_DMA32", GFP_F_DMA32, 0x4 },
	{ "__GFP_MOVABLE", GFP_F_MOVABLE, 0x8 },
	{ "__GFP_RECLAIMABLE", GFP_F_RECLAIMABLE, 0x10 },
	{ "__GFP_HIGH", GFP_F_HIGH, 0x20 },
	{ "__GFP_IO", GFP_F_IO, 0x40 },
	{ "__GFP_FS", GFP_F_FS, 0x80 },
	{ "__GFP_ZERO", GFP_F_ZERO, 0x100 },
	{ "__GFP_ATOMIC", GFP_F_ATOMIC, 0x200 },
	{ "__GFP_DIRECT_RECLAIM", GFP_F_DIRECT_RECLAIM, 0x400 },
	{ "__GFP_KSWAPD_RECLAIM", GFP_F_KSWAPD_RECLAIM, 0x800 },
	{ "__GFP_WRITE", GFP_F_WRITE, 0x1000 },
	{ "__GFP_NOWARN", GFP_F_NOWARN, 0x2000 },
	{ "__GFP_RETRY_MAYFAIL", GFP_F_RETRY_MAYFAIL, 0x4000 },
	{ "__GFP_NOFAIL", GFP_F_NOFAIL, 0x8000 },
	{ "__GFP_NORETRY", GFP_F_NORETRY, 0x10000 },
	{ "__GFP_MEMALLOC", GFP_F_MEMALLOC, 0x20000 },
	{ "__GFP_COMP", GFP_F_COMP, 0x40000 },
	{ "__GFP_NOMEMALLOC", GFP_F_NOMEMALLOC, 0x80000 },
	{ "__GFP_HARDWALL", GFP_F_HARDWALL, 0x100000 },
	{ "__GFP_THISNODE", GFP_F_THISNODE, 0x200000 },
	{ "__GFP_ACCOUNT", GFP_F_ACCOUNT, 0x400000 },
	{ NULL, 0, 0 },
};

static const struct gfp_mask_name gfp_masks_5_10[] = {
	{ "GFP_ATOMIC", GFP_F_HIGH | GFP_F_ATOMIC | GFP_F_KSWAPD_RECLAIM },
	{ "GFP_NOWAIT", GFP_F_KSWAPD_RECLAIM },
	{ "GFP_NOIO", GFP_F_RECLAIM },
	{ "GFP_NOFS", GFP_F_RECLAIM | GFP_F_IO },
	{ "GFP_KERNEL", GFP_KERNEL_5_10 },
	{ "GFP_KERNEL_ACCOUNT", GFP_KERNEL_5_10 | GFP_F_ACCOUNT },
	{ "GFP_USER", GFP_KERNEL_5_10 | GFP_F_HARDWALL },
	{ "GFP_HIGHUSER", GFP_KERNEL_5_10 | GFP_F_HARDWALL | GFP_F_HIGHMEM },
	{ "GFP_HIGHUSER_MOVABLE", GFP_HIGHUSER_MOVABLE_5_10 },
	{ "GFP_DMA", GFP_F_DMA },
	{ "GFP_DMA32", GFP_F_DMA32 },
	{ "GFP_TRANSHUGE_LIGHT", GFP_TRANSHUGE_LIGHT_5_10 },
	{ "GFP_TRANSHUGE", GFP_TRANSHUGE_LIGHT_5_10 | GFP_F_DIRECT_RECLAIM },
	{ NULL, 0 },
};

static const struct alloc_flag_name alloc_flag_names_5_10[] = {
	{ "ALLOC_NO_WATERMARKS", ALLOC_NO_WATERMARKS },
	{ "ALLOC_OOM", ALLOC_OOM },
	{ "ALLOC_HARDER", ALLOC_HARDER },
	{ "ALLOC_HIGH", ALLOC_HIGH },
	{ "ALLOC_CPUSET", ALLOC_CPUSET },
	{ "ALLOC_CMA", ALLOC_CMA },
	{ "ALLOC_NOFRAGMENT", ALLOC_NOFRAGMENT },
	{ "ALLOC_KSWAPD", ALLOC_KSWAPD },
	{ NULL, 0 },
};

static const struct setting_value settings_5_10[] = {
	{ SET_USER_MIN_FREE_KBYTES, -1 },
	{ SET_WATERMARK_BOOST_FACTOR, 15000 },
	{ SET_WATERMARK_SCALE_FACTOR, 10 },
	{ SET_NODE_RECLAIM_DISTANCE, 30 },
	{ SET_DIRTY_RATIO, 20 },
	{ SET_MIN_UNMAPPED_RATIO, 1 },
	{ SET_MIN_SLAB_RATIO, 5 },
	{ SET_NUMA_STAT, 1 },
	{ SET_NUMA, 1 },
	{ NR_SETTINGS, 0 },
};

static const struct kernel kernel_5_10 = {
	.name = "5.10",
	.follows = "5.10.7",
	.zoneidx_name = "highest_zoneidx",
	.ladder = {
		[LADDER_ENTRY] = entry_5_10,
		[LADDER_ZONE] = zone_checks_5_10,
		[LADDER_RMQUEUE] = rmqueue_5_10,
		[LADDER_FROM_BUDDY] = from_buddy_4_12,
		[LADDER_RMQUEUE_TYPE] = rmqueue_type_5_10,
		[LADDER_AFTER_TAKE] = after_take_4_12,
		[LADDER_AFTER_SCAN] = after_scan_5_10,
		[LADDER_SLOWPATH] = slowpath_5_10,
		[LADDER_NOPAGE] = nopage_5_10,
	},
	.function = functions_4_12,
	.sources = sources_4_12,
	.api = api_5_10,
	.watermark = {
		.quick = watermark_quick_wrapping,
		.reserve = reserve_rules_5_10,
		.count_highatomic = ALLOC_HARDER | ALLOC_OOM,
		.use_highatomic = ALLOC_HARDER | ALLOC_OOM,
		.unboosted_gfp = GFP_F_ATOMIC,
	},
	.pcp = {
		.max_order = 0,
		.turns = { MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
		.forbids_cma = true,
		.drains_at_once = true,
		.remembers_type = true,
		.batch_cap = 256,
		.refill_blocks = refill_batch,
		.check_overflow = overflow_by_batch,
		.bulk_free = bulk_free_round_robin,
	},
	.buddy = {
		.may_merge = merge_unless_isolated,
		.moved_to = LIST_TAIL,
		.tail_below = NR_ORDERS - 2,
	},
	.highatomic = {
		.reserve_flags = ALLOC_HARDER,
		.limit = highatomic_limit,
	},
	.boost_wake = BOOST_WAKE_UNLESS_BUDDY_FAILED,
	.fallback = { .floor_above_pageblock = true, .smallest_for_movable = true },
	.setup = {
		.settings = settings_5_10,
		.sysctls = sysctls_5_10,
		.layout = &zone_layout_x86_64_no_device,
		.remembers_user_min = true,
		.zone_marks = marks_by_scale_factor,
		.lowmem_reserve = reserve_leaving_out,
		.pcp_size = pcp_size_six_batches,
		.thp = true,
		.drift_marks = true,
		.migrate_types = 5,
		.boot_frees_to = LIST_TAIL,
	},
	.gfp = gfp_names_5_10,
	.gfp_masks = gfp_masks_5_10,
	.alloc_flags = alloc_flag_names_5_10,
	.mempolicy = { .goes_on_after = true, .movable_only = true },
	.confines_by_nodemask = confines_outside_interrupt,
	.nocma_task_flag = PF_MEMALLOC_NOCMA,
	.nofail_flags = ALLOC_HARDER,
	.last_try_drops = GFP_F_DIRECT_RECLAIM,
	.reclaim = { .enabled = -1, .write = 1, .unmap = 2 },
	.fast_flags = flags_nofragment,
	.slow_flags = flags_by_atomic_and_kswapd,
	.reserve_flags = flags_of_reserves,
	.min_free_kbytes_max = 262144,
	.lowmem_reserve_ratio = { 256, 256, 32, 0, 0 },
};

/* ---- 6.1: Debian 6.1.192-2, which has many backports ---- */

static const struct check entry_6_1[] = {
	{ "order >= MAX_ORDER", entry_order, "is there any block this large?", "__alloc_pages" },
	{ "current_gfp_context", entry_gfp_context, "what has the task promised?", NULL },
	{ "prepare_alloc_pages", entry_prepare, "which zonelist, nodes, type, preferred zone?",
	  NULL },
	{ "alloc_flags_nofragment", entry_flags, "keep migrate types apart at first?", NULL },
	{ "get_page_from_freelist", entry_fast_attempt, "the fast path, at the low mark", NULL },
	{ "__alloc_pages_slowpath", entry_slowpath, "every zone refused: the slow path", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check zone_checks_6_1[] = {
	{ "__cpuset_zone_allowed", check_cpuset, "may this task use the node?",
	  "__cpuset_node_allowed" },
	{ "node_dirty_ok", check_dirty_limit, "page cache: is the node below its dirty limit?",
	  NULL },
	{ "ALLOC_NOFRAGMENT", check_nofragment, "leaving the node? then allow mixing, and rescan",
	  "get_page_from_freelist" },
	{ "zone_watermark_fast", check_watermark, "enough free above the mark?", NULL },
	{ "_deferred_grow_zone", check_deferred, "can uninitialised memory be added?", NULL },
	{ "ALLOC_NO_WATERMARKS", check_no_watermarks, "may it ignore the mark?",
	  "get_page_from_freelist" },
	{ "zone_allows_reclaim", check_reclaim_gate, "is reclaim here better than going on?",
	  NULL },
	{ "node_reclaim", check_node_reclaim, "did reclaim bring it above the mark?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check rmqueue_6_1[] = {
	{ "rmqueue_pcplist", take_from_pcp, "has this CPU a list for the order?", NULL },
	{ "rmqueue_buddy", take_from_buddy, "is a block on the free lists?", NULL },
	{ "_deferred_grow_zone", grow_and_retry, "can uninitialised memory be added?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check from_buddy_6_1[] = {
	{ "ALLOC_HIGHATOMIC", take_highatomic_first, "atomic and high order: its reserve first",
	  "rmqueue_buddy" },
	{ "__rmqueue", take_any_type, "own type, then others", NULL },
	{ "ALLOC_OOM | ALLOC_NON_BLOCK", take_highatomic_last, "cannot wait: the reserve at last",
	  "rmqueue_buddy" },
	{ NULL, NULL, NULL, NULL },
};

static const struct check rmqueue_type_6_1[] = {
	{ "ALLOC_CMA balance", balance_cma, "is more than half of what is free CMA?", "__rmqueue" },
	{ "__rmqueue_smallest", take_own_type, "a block on the type's own lists?", NULL },
	{ "__rmqueue_cma_fallback", take_cma, "movable: a CMA block?", NULL },
	{ "__rmqueue_fallback", fallback_then_retry, "another type's pageblock to take over?",
	  NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check after_take_6_1[] = {
	{ "prep_new_page", prep_new_page, "zero it, make it compound, mark it", NULL },
	{ "reserve_highatomic_pageblock", reserve_pageblock, "set the pageblock aside?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check after_scan_6_1[] = {
	{ "ALLOC_NOFRAGMENT", drop_nofragment, "was mixing forbidden? then allow it, and rescan",
	  "get_page_from_freelist" },
	{ NULL, NULL, NULL, NULL },
};

static const struct check slowpath_6_1[] = {
	{ "__GFP_ATOMIC", slow_drop_atomic, "atomic, but may sleep? a contradiction",
	  "__alloc_pages_slowpath" },
	{ "gfp_to_alloc_flags", slow_choose_flags, "which reserves may it touch?", NULL },
	{ "cpusets_insane_config", slow_insane_cpuset, "has its cpuset any zone for it?", NULL },
	{ "wake_all_kswapds", slow_wake_kswapds, "start background reclaim", NULL },
	{ "get_page_from_freelist", slow_first_attempt, "again, at the min mark", NULL },
	{ "__alloc_pages_direct_compact", slow_compact_first, "large: compact first (sleeps)",
	  NULL },
	{ "check_retry_cpuset", slow_drop_disjoint_nodemask, "a nodemask outside the cpuset?",
	  NULL },
	{ "wake_all_kswapds", slow_wake_kswapds, "keep background reclaim awake", NULL },
	{ "__gfp_pfmemalloc_flags", slow_choose_reserves, "may it use the emergency reserves?",
	  NULL },
	{ "get_page_from_freelist", slow_retry_attempt, "again, with those flags", NULL },
	{ "__GFP_DIRECT_RECLAIM", slow_may_reclaim, "may it reclaim?", "__alloc_pages_slowpath" },
	{ "PF_MEMALLOC", slow_may_recurse, "is it reclaiming already?", "__alloc_pages_slowpath" },
	{ "__alloc_pages_direct_reclaim", slow_reclaim, "reclaim (sleeps)", NULL },
	{ "__alloc_pages_may_oom", slow_last_try, "nothing reclaimed: any above the high mark?",
	  NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check nopage_6_1[] = {
	{ "check_retry_cpuset", slow_drop_disjoint_nodemask, "a nodemask outside the cpuset?",
	  NULL },
	{ "__GFP_NOFAIL", nopage_nofail, "may it fail?", "__alloc_pages_slowpath" },
	{ NULL, NULL, NULL, NULL },
};

static const struct reserve_rule reserve_rules_6_1[] = {
	{ ALLOC_MIN_RESERVE, 0, 2 },
	{ ALLOC_MIN_RESERVE | ALLOC_NON_BLOCK, 0, 4 },
	{ ALLOC_OOM, 0, 2 },
	{ 0, 0, 0 },
};

static const struct gfp_name gfp_names_6_1[] = {
	{ "__GFP_DMA", GFP_F_DMA, 0x1 },
	{ "__GFP_HIGHMEM", GFP_F_HIGHMEM, 0x2 },
	{ "__GFP_DMA32", GFP_F_DMA32, 0x4 },
	{ "__GFP_MOVABLE", GFP_F_MOVABLE, 0x8 },
	{ "__GFP_RECLAIMABLE", GFP_F_RECLAIMABLE, 0x10 },
	{ "__GFP_HIGH", GFP_F_HIGH, 0x20 },
	{ "__GFP_IO", GFP_F_IO, 0x40 },
	{ "__GFP_FS", GFP_F_FS, 0x80 },
	{ "__GFP_ZERO", GFP_F_ZERO, 0x100 },
	{ "__GFP_ATOMIC", GFP_F_ATOMIC, 0x200 },
	{ "__GFP_DIRECT_RECLAIM", GFP_F_DIRECT_RECLAIM, 0x400 },
	{ "__GFP_KSWAPD_RECLAIM", GFP_F_KSWAPD_RECLAIM, 0x800 },
	{ "__GFP_WRITE", GFP_F_WRITE, 0x1000 },
	{ "__GFP_NOWARN", GFP_F_NOWARN, 0x2000 },
	{ "__GFP_RETRY_MAYFAIL", GFP_F_RETRY_MAYFAIL, 0x4000 },
	{ "__GFP_NOFAIL", GFP_F_NOFAIL, 0x8000 },
	{ "__GFP_NORETRY", GFP_F_NORETRY, 0x10000 },
	{ "__GFP_MEMALLOC", GFP_F_MEMALLOC, 0x20000 },
	{ "__GFP_COMP", GFP_F_COMP, 0x40000 },
	{ "__GFP_NOMEMALLOC", GFP_F_NOMEMALLOC, 0x80000 },
	{ "__GFP_HARDWALL", GFP_F_HARDWALL, 0x100000 },
	{ "__GFP_THISNODE", GFP_F_THISNODE, 0x200000 },
	{ "__GFP_ACCOUNT", GFP_F_ACCOUNT, 0x400000 },
	{ "__GFP_ZEROTAGS", GFP_F_ZEROTAGS, 0x800000 },
	{ NULL, 0, 0 },
};

static const struct gfp_mask_name gfp_masks_6_1[] = {
	{ "GFP_ATOMIC", GFP_F_HIGH | GFP_F_ATOMIC | GFP_F_KSWAPD_RECLAIM },
	{ "GFP_NOWAIT", GFP_F_KSWAPD_RECLAIM },
	{ "GFP_NOIO", GFP_F_RECLAIM },
	{ "GFP_NOFS", GFP_F_RECLAIM | GFP_F_IO },
	{ "GFP_KERNEL", GFP_KERNEL_5_10 },
	{ "GFP_KERNEL_ACCOUNT", GFP_KERNEL_5_10 | GFP_F_ACCOUNT },
	{ "GFP_USER", GFP_KERNEL_5_10 | GFP_F_HARDWALL },
	{ "GFP_HIGHUSER", GFP_KERNEL_5_10 | GFP_F_HARDWALL | GFP_F_HIGHMEM },
	{ "GFP_HIGHUSER_MOVABLE", GFP_HIGHUSER_MOVABLE_5_10 },
	{ "GFP_DMA", GFP_F_DMA },
	{ "GFP_DMA32", GFP_F_DMA32 },
	{ "GFP_TRANSHUGE_LIGHT", GFP_TRANSHUGE_LIGHT_5_10 },
	{ "GFP_TRANSHUGE", GFP_TRANSHUGE_LIGHT_5_10 | GFP_F_DIRECT_RECLAIM },
	{ NULL, 0 },
};

static const struct alloc_flag_name alloc_flag_names_6_1[] = {
	{ "ALLOC_NO_WATERMARKS", ALLOC_NO_WATERMARKS },
	{ "ALLOC_OOM", ALLOC_OOM },
	{ "ALLOC_NON_BLOCK", ALLOC_NON_BLOCK },
	{ "ALLOC_MIN_RESERVE", ALLOC_MIN_RESERVE },
	{ "ALLOC_CPUSET", ALLOC_CPUSET },
	{ "ALLOC_CMA", ALLOC_CMA },
	{ "ALLOC_NOFRAGMENT", ALLOC_NOFRAGMENT },
	{ "ALLOC_HIGHATOMIC", ALLOC_HIGHATOMIC },
	{ "ALLOC_KSWAPD", ALLOC_KSWAPD },
	{ NULL, 0 },
};

static const struct setting_value settings_6_1[] = {
	{ SET_USER_MIN_FREE_KBYTES, -1 },
	{ SET_WATERMARK_BOOST_FACTOR, 15000 },
	{ SET_WATERMARK_SCALE_FACTOR, 10 },
	{ SET_NODE_RECLAIM_DISTANCE, 30 },
	{ SET_DIRTY_RATIO, 20 },
	{ SET_MIN_UNMAPPED_RATIO, 1 },
	{ SET_MIN_SLAB_RATIO, 5 },
	{ SET_INIT_ON_ALLOC, 1 },
	{ SET_NUMA_STAT, 1 },
	{ SET_NUMA, 1 },
	{ NR_SETTINGS, 0 },
};

static const char *const functions_6_1[NR_LADDERS] = {
	[LADDER_ENTRY] = "__alloc_pages",
	[LADDER_ZONE] = "get_page_from_freelist",
	[LADDER_RMQUEUE] = "rmqueue",
	[LADDER_FROM_BUDDY] = "rmqueue_buddy",
	[LADDER_RMQUEUE_TYPE] = "__rmqueue",
	[LADDER_AFTER_TAKE] = "get_page_from_freelist",
	[LADDER_AFTER_SCAN] = "get_page_from_freelist",
	[LADDER_SLOWPATH] = "__alloc_pages_slowpath",
	[LADDER_NOPAGE] = "__alloc_pages_slowpath",
};

static const struct source_file sources_6_1[] = {
	{ "__cpuset_node_allowed", "kernel/cgroup/cpuset.c" },
	{ "node_dirty_ok", "mm/page-writeback.c" },
	{ "node_reclaim", "mm/vmscan.c" },
	{ "current_gfp_context", "include/linux/sched/mm.h" },
	{ "cpusets_insane_config", "include/linux/cpuset.h" },
	{ NULL, "mm/page_alloc.c" },
};

static const struct kernel kernel_6_1 = {
	.name = "6.1",
	.follows = "Debian 6.1.192-2",
	.zoneidx_name = "highest_zoneidx",
	.ladder = {
		[LADDER_ENTRY] = entry_6_1,
		[LADDER_ZONE] = zone_checks_6_1,
		[LADDER_RMQUEUE] = rmqueue_6_1,
		[LADDER_FROM_BUDDY] = from_buddy_6_1,
		[LADDER_RMQUEUE_TYPE] = rmqueue_type_6_1,
		[LADDER_AFTER_TAKE] = after_take_6_1,
		[LADDER_AFTER_SCAN] = after_scan_6_1,
		[LADDER_SLOWPATH] = slowpath_6_1,
		[LADDER_NOPAGE] = nopage_6_1,
	},
	.function = functions_6_1,
	.sources = sources_6_1,
	.api = api_6_1,
	.watermark = {
		.quick = watermark_quick,
		.reserve = reserve_rules_6_1,
		.count_highatomic = ALLOC_NON_BLOCK | ALLOC_MIN_RESERVE | ALLOC_HIGHATOMIC |
				    ALLOC_OOM,
		.use_highatomic = ALLOC_HIGHATOMIC | ALLOC_OOM,
		.unboosted_gfp = GFP_F_ATOMIC,
	},
	.pcp = {
		.max_order = 3,
		.thp = true,
		.forbids_cma = true,
		.remembers_type = true,
		.batch_cap = 256,
		.refill_blocks = refill_batch_by_order,
		.note_alloc = halve_free_factor,
		.check_overflow = overflow_by_free_factor,
		.bulk_free = bulk_free_list_by_list,
	},
	.buddy = {
		.may_merge = merge_if_mergeable,
		.moved_to = LIST_TAIL,
		.tail_below = NR_ORDERS - 2,
	},
	.highatomic = {
		.reserve_flags = ALLOC_HIGHATOMIC,
		.limit = highatomic_limit,
	},
	.boost_wake = BOOST_WAKE_ALWAYS,
	.fallback = { .smallest_for_movable = true },
	.setup = {
		.settings = settings_6_1,
		.sysctls = sysctls_6_1,
		.layout = &zone_layout_x86_64,
		.remembers_user_min = true,
		.zone_marks = marks_with_promo,
		.lowmem_reserve = reserve_of_zones_above,
		.pcp_size = pcp_size_by_low_mark,
		.thp = true,
		.drift_marks = true,
		.marks_size_pcp = true,
		.migrate_types = 5,
		.node_load_accumulates = true,
		.boot_frees_to = LIST_TAIL,
	},
	.gfp = gfp_names_6_1,
	.gfp_masks = gfp_masks_6_1,
	.alloc_flags = alloc_flag_names_6_1,
	.mempolicy = { .goes_on_after = true, .movable_only = true, .preferred_many = true },
	.has_bulk = true,
	.confines_by_nodemask = confines_in_task,
	.compact_needs = GFP_F_IO,
	.nofail_flags = ALLOC_MIN_RESERVE,
	.last_try_drops = GFP_F_DIRECT_RECLAIM,
	.reclaim = { .enabled = 7, .write = 2, .unmap = 4 },
	.fast_flags = flags_nofragment,
	.slow_flags = flags_by_blocking,
	.reserve_flags = flags_of_reserves,
	.min_free_kbytes_max = 262144,
	.lowmem_reserve_ratio = { 256, 256, 32, 0, 0 },
};

/* ---- 6.12: Debian 6.12.117-1; what it shares with 6.1 is taken from there ---- */

static const struct check entry_6_12[] = {
	{ "order > MAX_PAGE_ORDER", entry_order, "is there any block this large?",
	  "__alloc_pages_noprof" },
	{ "current_gfp_context", entry_gfp_context, "what has the task promised?", NULL },
	{ "prepare_alloc_pages", entry_prepare, "which zonelist, nodes, type, preferred zone?",
	  NULL },
	{ "alloc_flags_nofragment", entry_flags, "keep migrate types apart at first?", NULL },
	{ "get_page_from_freelist", entry_fast_attempt, "the fast path, at the low mark", NULL },
	{ "__alloc_pages_slowpath", entry_slowpath, "every zone refused: the slow path", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check zone_checks_6_12[] = {
	{ "__cpuset_zone_allowed", check_cpuset, "may this task use the node?",
	  "cpuset_node_allowed" },
	{ "node_dirty_ok", check_dirty_limit, "page cache: is the node below its dirty limit?",
	  NULL },
	{ "ALLOC_NOFRAGMENT", check_nofragment, "leaving the node? then allow mixing, and rescan",
	  "get_page_from_freelist" },
	{ "cond_accept_memory", accept_memory, "must memory be accepted from the host?", NULL },
	{ "ZONE_BELOW_HIGH", probe_high_mark, "above the high mark? then take it at once",
	  "get_page_from_freelist" },
	{ "zone_watermark_fast", check_watermark, "enough free above the mark?", NULL },
	{ "cond_accept_memory", accept_and_take, "is there more to accept after all?", NULL },
	{ "_deferred_grow_zone", check_deferred, "can uninitialised memory be added?", NULL },
	{ "ALLOC_NO_WATERMARKS", check_no_watermarks, "may it ignore the mark?",
	  "get_page_from_freelist" },
	{ "zone_allows_reclaim", check_reclaim_gate, "is reclaim here better than going on?",
	  NULL },
	{ "node_reclaim", check_node_reclaim, "did reclaim bring it above the mark?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check rmqueue_6_12[] = {
	{ "rmqueue_pcplist", take_from_pcp, "has this CPU a list for the order?", NULL },
	{ "rmqueue_buddy", take_from_buddy, "is a block on the free lists?", NULL },
	{ "cond_accept_memory", accept_and_retry, "nothing: is there memory to accept?", NULL },
	{ "_deferred_grow_zone", grow_and_retry, "can uninitialised memory be added?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check rmqueue_type_6_12[] = {
	{ "ALLOC_CMA balance", balance_cma, "is more than half of what is free CMA?", "__rmqueue" },
	{ "RMQUEUE_NORMAL", take_own_type, "a block on the type's own lists?", "__rmqueue" },
	{ "RMQUEUE_CMA", take_cma, "movable: a CMA block?", "__rmqueue" },
	{ "RMQUEUE_CLAIM", claim_pageblock, "another type's pageblock to take over?", "__rmqueue" },
	{ "RMQUEUE_STEAL", steal_one, "one block of another type?", "__rmqueue" },
	{ NULL, NULL, NULL, NULL },
};

static const struct check slowpath_6_12[] = {
	{ "gfp_to_alloc_flags", slow_choose_flags, "which reserves may it touch?", NULL },
	{ "cpusets_insane_config", slow_insane_cpuset, "has its cpuset any zone for it?", NULL },
	{ "wake_all_kswapds", slow_wake_kswapds, "start background reclaim", NULL },
	{ "get_page_from_freelist", slow_first_attempt, "again, at the min mark", NULL },
	{ "__alloc_pages_direct_compact", slow_compact_first, "large: compact first (sleeps)",
	  NULL },
	{ "check_retry_cpuset", slow_drop_disjoint_nodemask, "a nodemask outside the cpuset?",
	  NULL },
	{ "wake_all_kswapds", slow_wake_kswapds, "keep background reclaim awake", NULL },
	{ "__gfp_pfmemalloc_flags", slow_choose_reserves, "may it use the emergency reserves?",
	  NULL },
	{ "get_page_from_freelist", slow_retry_attempt, "again, with those flags", NULL },
	{ "__GFP_DIRECT_RECLAIM", slow_may_reclaim, "may it reclaim?", "__alloc_pages_slowpath" },
	{ "PF_MEMALLOC", slow_may_recurse, "is it reclaiming already?", "__alloc_pages_slowpath" },
	{ "__alloc_pages_direct_reclaim", slow_reclaim, "reclaim (sleeps)", NULL },
	{ "__alloc_pages_may_oom", slow_last_try, "nothing reclaimed: any above the high mark?",
	  NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct gfp_name gfp_names_6_12[] = {
	{ "__GFP_DMA", GFP_F_DMA, 0x1 },
	{ "__GFP_HIGHMEM", GFP_F_HIGHMEM, 0x2 },
	{ "__GFP_DMA32", GFP_F_DMA32, 0x4 },
	{ "__GFP_MOVABLE", GFP_F_MOVABLE, 0x8 },
	{ "__GFP_RECLAIMABLE", GFP_F_RECLAIMABLE, 0x10 },
	{ "__GFP_HIGH", GFP_F_HIGH, 0x20 },
	{ "__GFP_IO", GFP_F_IO, 0x40 },
	{ "__GFP_FS", GFP_F_FS, 0x80 },
	{ "__GFP_ZERO", GFP_F_ZERO, 0x100 },
	{ "__GFP_DIRECT_RECLAIM", GFP_F_DIRECT_RECLAIM, 0x400 },
	{ "__GFP_KSWAPD_RECLAIM", GFP_F_KSWAPD_RECLAIM, 0x800 },
	{ "__GFP_WRITE", GFP_F_WRITE, 0x1000 },
	{ "__GFP_NOWARN", GFP_F_NOWARN, 0x2000 },
	{ "__GFP_RETRY_MAYFAIL", GFP_F_RETRY_MAYFAIL, 0x4000 },
	{ "__GFP_NOFAIL", GFP_F_NOFAIL, 0x8000 },
	{ "__GFP_NORETRY", GFP_F_NORETRY, 0x10000 },
	{ "__GFP_MEMALLOC", GFP_F_MEMALLOC, 0x20000 },
	{ "__GFP_COMP", GFP_F_COMP, 0x40000 },
	{ "__GFP_NOMEMALLOC", GFP_F_NOMEMALLOC, 0x80000 },
	{ "__GFP_HARDWALL", GFP_F_HARDWALL, 0x100000 },
	{ "__GFP_THISNODE", GFP_F_THISNODE, 0x200000 },
	{ "__GFP_ACCOUNT", GFP_F_ACCOUNT, 0x400000 },
	{ "__GFP_ZEROTAGS", GFP_F_ZEROTAGS, 0x800000 },
	{ "__GFP_NO_OBJ_EXT", GFP_F_NO_OBJ_EXT, 0x1000000 },
	{ NULL, 0, 0 },
};

static const struct gfp_mask_name gfp_masks_6_12[] = {
	{ "GFP_ATOMIC", GFP_F_HIGH | GFP_F_KSWAPD_RECLAIM },
	{ "GFP_NOWAIT", GFP_F_KSWAPD_RECLAIM | GFP_F_NOWARN },
	{ "GFP_NOIO", GFP_F_RECLAIM },
	{ "GFP_NOFS", GFP_F_RECLAIM | GFP_F_IO },
	{ "GFP_KERNEL", GFP_KERNEL_5_10 },
	{ "GFP_KERNEL_ACCOUNT", GFP_KERNEL_5_10 | GFP_F_ACCOUNT },
	{ "GFP_USER", GFP_KERNEL_5_10 | GFP_F_HARDWALL },
	{ "GFP_HIGHUSER", GFP_KERNEL_5_10 | GFP_F_HARDWALL | GFP_F_HIGHMEM },
	{ "GFP_HIGHUSER_MOVABLE", GFP_HIGHUSER_MOVABLE_5_10 },
	{ "GFP_DMA", GFP_F_DMA },
	{ "GFP_DMA32", GFP_F_DMA32 },
	{ "GFP_TRANSHUGE_LIGHT", GFP_TRANSHUGE_LIGHT_5_10 },
	{ "GFP_TRANSHUGE", GFP_TRANSHUGE_LIGHT_5_10 | GFP_F_DIRECT_RECLAIM },
	{ NULL, 0 },
};

static const char *const functions_6_12[NR_LADDERS] = {
	[LADDER_ENTRY] = "__alloc_pages_noprof",
	[LADDER_ZONE] = "get_page_from_freelist",
	[LADDER_RMQUEUE] = "rmqueue",
	[LADDER_FROM_BUDDY] = "rmqueue_buddy",
	[LADDER_RMQUEUE_TYPE] = "__rmqueue",
	[LADDER_AFTER_TAKE] = "get_page_from_freelist",
	[LADDER_AFTER_SCAN] = "get_page_from_freelist",
	[LADDER_SLOWPATH] = "__alloc_pages_slowpath",
	[LADDER_NOPAGE] = "__alloc_pages_slowpath",
};

static const struct source_file sources_6_12[] = {
	{ "cpuset_node_allowed", "kernel/cgroup/cpuset.c" },
	{ "node_dirty_ok", "mm/page-writeback.c" },
	{ "node_reclaim", "mm/vmscan.c" },
	{ "current_gfp_context", "include/linux/sched/mm.h" },
	{ "cpusets_insane_config", "include/linux/cpuset.h" },
	{ NULL, "mm/page_alloc.c" },
};

static const struct kernel kernel_6_12 = {
	.name = "6.12",
	.follows = "Debian 6.12.117-1",
	.left_out = "MPOL_WEIGHTED_INTERLEAVE",
	.zoneidx_name = "highest_zoneidx",
	.ladder = {
		[LADDER_ENTRY] = entry_6_12,
		[LADDER_ZONE] = zone_checks_6_12,
		[LADDER_RMQUEUE] = rmqueue_6_12,
		[LADDER_FROM_BUDDY] = from_buddy_6_1,
		[LADDER_RMQUEUE_TYPE] = rmqueue_type_6_12,
		[LADDER_AFTER_TAKE] = after_take_6_1,
		[LADDER_AFTER_SCAN] = after_scan_6_1,
		[LADDER_SLOWPATH] = slowpath_6_12,
		[LADDER_NOPAGE] = nopage_6_1,
	},
	.function = functions_6_12,
	.sources = sources_6_12,
	.api = api_6_12,
	.watermark = {
		.quick = watermark_quick,
		.reserve = reserve_rules_6_1,
		.count_highatomic = ALLOC_NON_BLOCK | ALLOC_MIN_RESERVE | ALLOC_HIGHATOMIC |
				    ALLOC_OOM,
		.discount_free_only = true,
		.use_highatomic = ALLOC_HIGHATOMIC | ALLOC_OOM,
		.unboosted_flags = ALLOC_MIN_RESERVE,
	},
	.pcp = {
		.max_order = 3,
		.thp = true,
		.batch_cap = 256,
		.refill_blocks = refill_by_use,
		.note_alloc = halve_free_count,
		.check_overflow = overflow_by_use,
		.decay = decay_pcp_high,
		.bulk_free = bulk_free_list_by_list,
	},
	.buddy = {
		.may_merge = merge_if_mergeable,
		.moved_to = LIST_TAIL,
		.tail_below = NR_ORDERS - 2,
		.counts_on_lists = true,
		.merge_retags = true,
		.frees_by_pageblock = true,
	},
	.highatomic = {
		.reserve_flags = ALLOC_HIGHATOMIC,
		.limit = highatomic_limit_whole_blocks,
		.whole_blocks = true,
	},
	.boost_wake = BOOST_WAKE_IF_KSWAPD,
	.setup = {
		.settings = settings_6_1,
		.sysctls = sysctls_6_1,
		.layout = &zone_layout_x86_64,
		.remembers_user_min = true,
		.zone_marks = marks_with_promo,
		.lowmem_reserve = reserve_of_zones_above,
		.pcp_size = pcp_size_by_use,
		.thp = true,
		.caps_movable = true,
		.drift_marks = true,
		.marks_size_pcp = true,
		.migrate_types = 5,
		.node_load_accumulates = true,
		.unaccepted = true,
		.boot_frees_to = LIST_TAIL,
	},
	.gfp = gfp_names_6_12,
	.gfp_masks = gfp_masks_6_12,
	.alloc_flags = alloc_flag_names_6_1,
	.mempolicy = { .goes_on_after = true, .movable_only = true, .preferred_many = true },
	.has_bulk = true,
	.confines_by_nodemask = confines_in_task,
	.compact_needs = GFP_F_IO,
	.nofail_flags = ALLOC_MIN_RESERVE,
	.last_try_drops = GFP_F_DIRECT_RECLAIM,
	.reclaim = { .enabled = 7, .write = 2, .unmap = 4 },
	.fast_flags = flags_nofragment,
	.slow_flags = flags_by_blocking,
	.reserve_flags = flags_of_reserves,
	.min_free_kbytes_max = 262144,
	.lowmem_reserve_ratio = { 256, 256, 32, 0, 0 },
};

/* ---- 2.6.34 ---- */

static const struct check entry_2_6_34[] = {
	{ "first_zones_zonelist", entry_prepare, "which zonelist, type, preferred zone?", NULL },
	{ "preferred_zone", entry_any_zone, "is there a zone for it at all?",
	  "__alloc_pages_nodemask" },
	{ "ALLOC_WMARK_LOW|ALLOC_CPUSET", entry_flags, "with which flags?",
	  "__alloc_pages_nodemask" },
	{ "get_page_from_freelist", entry_fast_attempt, "the fast path, at the low mark", NULL },
	{ "__alloc_pages_slowpath", entry_slowpath, "every zone refused: the slow path", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check zone_checks_2_6_34[] = {
	{ "zlc_zone_worth_trying", check_zlc, "was the zone full a moment ago?", NULL },
	{ "cpuset_zone_allowed_softwall", check_cpuset_softwall, "may this task use the node?",
	  "__cpuset_node_allowed_softwall" },
	{ "ALLOC_NO_WATERMARKS", skip_watermark, "may it ignore the mark?",
	  "get_page_from_freelist" },
	{ "zone_watermark_ok", check_watermark_by_halving, "enough free above the mark?", NULL },
	{ "zone_reclaim_mode", check_reclaim_enabled, "is reclaim here better than going on?",
	  "get_page_from_freelist" },
	{ "zone_reclaim", check_reclaim_then_halving, "did reclaim bring it above the mark?",
	  NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check rmqueue_2_6_34[] = {
	{ "per_cpu_pages", take_from_pcp, "order 0: this CPU's list", "buffered_rmqueue" },
	{ "__rmqueue", take_from_buddy_unless_pcp, "is a block on the free lists?", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check from_buddy_2_6_34[] = {
	{ "__rmqueue", take_any_type, "own type, then others", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check rmqueue_type_2_6_34[] = {
	{ "__rmqueue_smallest", take_own_type, "a block on the type's own lists?", NULL },
	{ "__rmqueue_fallback", fallback_split_or_take_over, "another type's block to split?",
	  NULL },
	{ "MIGRATE_RESERVE", take_reserve, "the last resort", "__rmqueue" },
	{ NULL, NULL, NULL, NULL },
};

static const struct check after_take_2_6_34[] = {
	{ "prep_new_page", prep_new_page, "zero it, make it compound", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct check after_scan_2_6_34[] = {
	{ "zlc_active", rescan_without_zlc, "did the cache hide a zone? then rescan without it",
	  "get_page_from_freelist" },
	{ NULL, NULL, NULL, NULL },
};

static const struct check slowpath_2_6_34[] = {
	{ "MAX_ORDER", entry_order, "is there any block this large?", "__alloc_pages_slowpath" },
	{ "GFP_THISNODE", slow_this_node_only, "this node or nothing?", "__alloc_pages_slowpath" },
	{ "wake_all_kswapd", slow_wake_all_nodes, "start background reclaim", NULL },
	{ "gfp_to_alloc_flags", slow_keep_zone, "which reserves may it touch?", NULL },
	{ "get_page_from_freelist", slow_first_attempt_with_marks, "again, at the min mark", NULL },
	{ "ALLOC_NO_WATERMARKS", slow_attempt_without_marks, "again, without any mark?",
	  "__alloc_pages_slowpath" },
	{ "__GFP_WAIT", slow_may_reclaim, "may it reclaim?", "__alloc_pages_slowpath" },
	{ "PF_MEMALLOC", slow_may_recurse, "is it reclaiming already?", "__alloc_pages_slowpath" },
	{ "TIF_MEMDIE", slow_victim, "is it being killed?", "__alloc_pages_slowpath" },
	{ "__alloc_pages_direct_reclaim", slow_reclaim, "reclaim (sleeps)", NULL },
	{ "__alloc_pages_may_oom", slow_last_try, "nothing reclaimed: any above the high mark?",
	  NULL },
	{ NULL, NULL, NULL, NULL },
};

static const struct gfp_name gfp_names_2_6_34[] = {
	{ "__GFP_DMA", GFP_F_DMA, 0x1 },
	{ "__GFP_HIGHMEM", GFP_F_HIGHMEM, 0x2 },
	{ "__GFP_DMA32", GFP_F_DMA32, 0x4 },
	{ "__GFP_MOVABLE", GFP_F_MOVABLE, 0x8 },
	{ "__GFP_WAIT", GFP_F_DIRECT_RECLAIM, 0x10 },
	{ "__GFP_HIGH", GFP_F_HIGH, 0x20 },
	{ "__GFP_IO", GFP_F_IO, 0x40 },
	{ "__GFP_FS", GFP_F_FS, 0x80 },
	{ "__GFP_COLD", GFP_F_COLD, 0x100 },
	{ "__GFP_NOWARN", GFP_F_NOWARN, 0x200 },
	{ "__GFP_REPEAT", GFP_F_REPEAT, 0x400 },
	{ "__GFP_NOFAIL", GFP_F_NOFAIL, 0x800 },
	{ "__GFP_NORETRY", GFP_F_NORETRY, 0x1000 },
	{ "__GFP_COMP", GFP_F_COMP, 0x4000 },
	{ "__GFP_ZERO", GFP_F_ZERO, 0x8000 },
	{ "__GFP_NOMEMALLOC", GFP_F_NOMEMALLOC, 0x10000 },
	{ "__GFP_HARDWALL", GFP_F_HARDWALL, 0x20000 },
	{ "__GFP_THISNODE", GFP_F_THISNODE, 0x40000 },
	{ "__GFP_RECLAIMABLE", GFP_F_RECLAIMABLE, 0x80000 },
	{ "__GFP_NOTRACK", GFP_F_NOTRACK, 0x200000 },
	{ NULL, 0, 0 },
};

#define GFP_KERNEL_2_6_34 (GFP_F_DIRECT_RECLAIM | GFP_F_IO | GFP_F_FS)

static const struct gfp_mask_name gfp_masks_2_6_34[] = {
	{ "GFP_ATOMIC", GFP_F_HIGH },
	{ "GFP_NOIO", GFP_F_DIRECT_RECLAIM },
	{ "GFP_NOFS", GFP_F_DIRECT_RECLAIM | GFP_F_IO },
	{ "GFP_KERNEL", GFP_KERNEL_2_6_34 },
	{ "GFP_TEMPORARY", GFP_KERNEL_2_6_34 | GFP_F_RECLAIMABLE },
	{ "GFP_USER", GFP_KERNEL_2_6_34 | GFP_F_HARDWALL },
	{ "GFP_HIGHUSER", GFP_KERNEL_2_6_34 | GFP_F_HARDWALL | GFP_F_HIGHMEM },
	{ "GFP_HIGHUSER_MOVABLE",
	  GFP_KERNEL_2_6_34 | GFP_F_HARDWALL | GFP_F_HIGHMEM | GFP_F_MOVABLE },
	{ "GFP_IOFS", GFP_F_IO | GFP_F_FS },
	{ "GFP_THISNODE", GFP_F_THISNODE | GFP_F_NOWARN | GFP_F_NORETRY },
	{ "GFP_DMA", GFP_F_DMA },
	{ "GFP_DMA32", GFP_F_DMA32 },
	{ "GFP_NOWAIT", 0 },
	{ NULL, 0 },
};

static const struct alloc_flag_name alloc_flag_names_2_6_34[] = {
	{ "ALLOC_NO_WATERMARKS", ALLOC_NO_WATERMARKS },
	{ "ALLOC_HARDER", ALLOC_HARDER },
	{ "ALLOC_HIGH", ALLOC_HIGH },
	{ "ALLOC_CPUSET", ALLOC_CPUSET },
	{ NULL, 0 },
};

static const struct reserve_rule reserve_rules_2_6_34[] = {
	{ ALLOC_HIGH, 0, 2 },
	{ ALLOC_HARDER, 0, 4 },
	{ 0, 0, 0 },
};

static const struct setting_value settings_2_6_34[] = {
	{ SET_DIRTY_RATIO, 20 },
	{ SET_MIN_UNMAPPED_RATIO, 1 },
	{ SET_MIN_SLAB_RATIO, 5 },
	{ SET_NUMA_STAT, 1 },
	{ SET_NUMA, 1 },
	{ NR_SETTINGS, 0 },
};

static const char *const functions_2_6_34[NR_LADDERS] = {
	[LADDER_ENTRY] = "__alloc_pages_nodemask",
	[LADDER_ZONE] = "get_page_from_freelist",
	[LADDER_RMQUEUE] = "buffered_rmqueue",
	[LADDER_FROM_BUDDY] = "buffered_rmqueue",
	[LADDER_RMQUEUE_TYPE] = "__rmqueue",
	[LADDER_AFTER_TAKE] = "buffered_rmqueue",
	[LADDER_AFTER_SCAN] = "get_page_from_freelist",
	[LADDER_SLOWPATH] = "__alloc_pages_slowpath",
	[LADDER_NOPAGE] = "__alloc_pages_slowpath",
};

static const struct source_file sources_2_6_34[] = {
	{ "first_zones_zonelist", "include/linux/mmzone.h" },
	{ "__cpuset_node_allowed_softwall", "kernel/cpuset.c" },
	{ "zone_reclaim", "mm/vmscan.c" },
	{ NULL, "mm/page_alloc.c" },
};

static const struct kernel kernel_2_6_34 = {
	.name = "2.6.34",
	.follows = "2.6.34",
	.zoneidx_name = "high_zoneidx",
	.ladder = {
		[LADDER_ENTRY] = entry_2_6_34,
		[LADDER_ZONE] = zone_checks_2_6_34,
		[LADDER_RMQUEUE] = rmqueue_2_6_34,
		[LADDER_FROM_BUDDY] = from_buddy_2_6_34,
		[LADDER_RMQUEUE_TYPE] = rmqueue_type_2_6_34,
		[LADDER_AFTER_TAKE] = after_take_2_6_34,
		[LADDER_AFTER_SCAN] = after_scan_2_6_34,
		[LADDER_SLOWPATH] = slowpath_2_6_34,
		[LADDER_NOPAGE] = nopage_4_7,
	},
	.function = functions_2_6_34,
	.sources = sources_2_6_34,
	.api = api_2_6_34,
	.watermark = {
		.quick = watermark_quick_wrapping,
		.reserve = reserve_rules_2_6_34,
	},
	.pcp = {
		.max_order = 0,
		.cold = true,
		.turns = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE, MIGRATE_UNMOVABLE },
		.drains_at_once = true,
		.remembers_request = true,
		.remembers_type = true,
		.batch_cap = 128,
		.refill_blocks = refill_batch,
		.check_overflow = overflow_by_batch,
		.bulk_free = bulk_free_round_robin,
	},
	.buddy = {
		.may_merge = merge_always,
		.moved_to = LIST_HEAD,
		.callers_count = true,
	},
	.setup = {
		.settings = settings_2_6_34,
		.sysctls = sysctls_2_6_34,
		.layout = &zone_layout_x86_64_no_device,
		.zone_marks = marks_by_quarters,
		.lowmem_reserve = reserve_at_any_ratio,
		.pcp_size = pcp_size_six_batches,
		.migrate_types = 5,
		.zonelist_order = zonelist_order_by_lowmem,
		.no_cma = true,
		.no_deferred = true,
		.migrate_reserve = true,
		.boot_frees_to = LIST_HEAD,
	},
	.gfp = gfp_names_2_6_34,
	.gfp_masks = gfp_masks_2_6_34,
	.alloc_flags = alloc_flag_names_2_6_34,
	.dirty = { .unstable = true },
	.kswapd = { .each_zone = true, .hardwall = true },
	.always_hardwall = true,
	.class_is_preferred = true,
	.confines_by_nodemask = confines_always,
	.reclaim = { .enabled = -1, .write = 2, .unmap = 4, .by_zone = true },
	.zone_refused = note_refused_zone,
	.hz = 250,
	.fast_flags = no_flags,
	.slow_flags = flags_by_waiting,
	.reserve_flags = flags_of_reserves_without_oom,
	.min_free_kbytes_max = 65536,
	.lowmem_reserve_ratio = { 256, 256, 32, 32, 0 },
};

const struct kernel *const kernel_table[] = {
	&kernel_2_6_34,
	&kernel_4_7,
	&kernel_4_12,
	&kernel_5_10,
	&kernel_6_1,
	&kernel_6_12,
	NULL,
};
