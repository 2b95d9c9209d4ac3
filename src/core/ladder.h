/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ladder.h - a kernel as data: short ladders of checks, a few rules, some numbers.
 *
 * A request climbs: entry, then for each zone of the zonelist the zone's checks and, if they say
 * so, the ways of taking a block out of it; if every zone refused, the slow path.
 *
 *	entry -> zone checks -> rmqueue -> from buddy -> __rmqueue -> after take
 *	              \-- no zone: after scan (rescan?) -> slow path -> zone checks ...
 *
 * Every rung is one row { name, function, question } of a table in kernels.c. The program prints,
 * runs and records the same rows.
 */
#ifndef CORE_LADDER_H
#define CORE_LADDER_H

#include "machine.h"
#include "watermark.h"

enum verdict {
	NEXT_CHECK,             /* nothing decided here */
	NEXT_ZONE,              /* this zone is refused */
	RETRY,                  /* start over: the scan, or the ladder that asked */
	TRY_THIS_ZONE,          /* the kernel's label: take a block from it */
	GOT_PAGE,
	NO_PAGE,                /* the request has failed */
	WOULD_SLEEP,            /* what comes next sleeps, and is not simulated */
	NR_VERDICTS,
};

/*
 * Work that sleeps is not simulated. What a request does where it would begin: end there; or go on
 * as if the work had freed nothing, and fail; or likewise, up to the try before the OOM killer.
 */
enum sleeping { SLEEPING_ENDS, SLEEPING_FREES_NOTHING, SLEEPING_THEN_LAST_TRY };

enum ladder {
	LADDER_ENTRY,           /* __alloc_pages(): sanity, masks, where to start */
	LADDER_ZONE,            /* get_page_from_freelist(): may this zone be used? */
	LADDER_RMQUEUE,         /* rmqueue(): PCP list or buddy lists */
	LADDER_FROM_BUDDY,      /* rmqueue_buddy(): highatomic lists and the rest */
	LADDER_RMQUEUE_TYPE,    /* __rmqueue(): own type, then others */
	LADDER_AFTER_TAKE,      /* what is done to the block that was found */
	LADDER_AFTER_SCAN,      /* no zone had one: scan again with less care? */
	LADDER_SLOWPATH,        /* __alloc_pages_slowpath(), as far as it does not sleep */
	LADDER_NOPAGE,          /* its label nopage: one more reason to try again? */
	NR_LADDERS,
};

struct alloc_context;

struct check {
	const char *name;       /* what a reader would grep for in mm/page_alloc.c */
	enum verdict (*run)(struct alloc_context *ac);
	const char *asks;       /* the question it answers, in a few words */
	const char *in;         /* the kernel function that makes it; NULL: that of its name */
};

/* Where a kernel's functions are in its source tree. */
struct source_file {
	const char *function;   /* NULL in the last row, which is where all others are */
	const char *file;       /* "mm/vmscan.c" */
};

/* A rung as one byte, for events: the ladder in the upper four bits, the row in the lower four. */
static inline uint8_t rung_id(enum ladder ladder, unsigned row)
{
	return (uint8_t)((unsigned)ladder << 4 | row);
}

static inline enum ladder rung_ladder(uint8_t rung)
{
	return rung >> 4;
}

static inline unsigned rung_row(uint8_t rung)
{
	return rung & 15;
}

enum list_end { LIST_HEAD, LIST_TAIL };

struct pcp_rules {
	unsigned max_order;             /* orders 0..max_order have lists of their own */
	bool thp;                       /* and so has pageblock_order */
	int64_t batch_cap;              /* pages; a quarter of it bounds batch */
	bool cold;                      /* a cold page goes to a list's tail, and comes from it */
	bool forbids_cma;               /* movable requests without ALLOC_CMA pass the lists by */
	bool drains_at_once;            /* all of a zone in one bulk_free(), not in chunks */
	bool remembers_request;         /* a refilled block drains to the type it was fetched for */
	uint8_t turns[MIGRATE_PCPTYPES];        /* the order in which lists are drained in turn */
	bool remembers_type;            /* a block drains to the type it had when it was put here */
	/* How many blocks a refill asks for; may learn from being asked. */
	int64_t (*refill_blocks)(struct machine *m, zid_t zone, unsigned order);
	/* A PCP allocation looks at its list: counters that learn from it; NULL: none. */
	void (*note_alloc)(struct machine *m, zid_t zone);
	/* After a block was put on a list: is the PCP too full, and how much leaves? */
	void (*check_overflow)(struct machine *m, zid_t zone, unsigned order, unsigned list);
	/* What time does to the lists' size; NULL: nothing. */
	void (*decay)(struct machine *m, zid_t zone);
	/* Frees n pages from the lists, looking at list `from` first. */
	void (*bulk_free)(struct machine *m, zid_t zone, int64_t n, unsigned from);
};

struct buddy_rules {
	/* From pageblock_order on: may a block merge with a buddy whose pageblock has this type? */
	bool (*may_merge)(const struct zone *z, uint8_t mt, uint8_t buddy_mt);
	enum list_end moved_to;         /* blocks that change their list go to its ... */
	unsigned tail_below;            /* a freed block may go to the tail below this order */
	bool counts_on_lists;           /* every list operation counts free pages itself */
	bool callers_count;             /* whoever frees counts, and ISOLATE pages too */
	bool merge_retags;              /* pageblocks of an absorbed buddy take the block's type */
	bool frees_by_pageblock;        /* larger blocks are freed one pageblock at a time */
};

/* Reserving and giving back pageblocks for atomic high-order requests. */
struct highatomic_rules {
	uint32_t reserve_flags;         /* attempts with these reserve */
	int64_t (*limit)(const struct world *w, const struct zone *z);
	bool unreserves_first;          /* only the first block found, never the last pageblock */
	bool whole_blocks;              /* blocks of a pageblock or more are reserved as a whole */
};

struct setting_value {
	enum setting setting;
	int64_t value;
};

/* A number under /proc/sys/vm: what may be written to it. */
struct sysctl_rule {
	enum setting setting;
	bool zero_too;                  /* 0 switches it off, although least is more */
	bool but_one;                   /* a list with a number for each zone but the highest */
	int64_t least, most;
	int64_t raised_to;              /* less than this is taken for it */
};

struct zone_marks;
struct marks_in;
struct reserve_in;
struct lowmem_reserves;
struct pcp_size_in;
struct pcp_size;

/* What boot makes of the sizes of zones: setup.h has the functions. */
struct setup_rules {
	/* Settings that are not 0 after boot; ends with NR_SETTINGS. */
	const struct setting_value *settings;
	const struct sysctl_rule *sysctls;      /* ends with NR_SETTINGS */
	const struct zone_layout *layout;       /* of the machines that are made for it */
	bool remembers_user_min;        /* user_min_free_kbytes */
	struct zone_marks (*zone_marks)(struct marks_in in);
	struct lowmem_reserves (*lowmem_reserve)(const struct reserve_in *in);
	struct pcp_size (*pcp_size)(struct pcp_size_in in);
	bool thp;                       /* khugepaged raises min_free_kbytes */
	bool thp_counts_all;            /* for every populated zone, not only those up to Normal */
	bool caps_movable;              /* Movable keeps as little as highmem does */
	bool drift_marks;
	bool marks_size_pcp;            /* PCP sizes follow from the low marks */
	bool marks_before_cma;          /* marks are computed before the CMA area is there */
	unsigned migrate_types;         /* that this kernel has, not counting CMA */
	bool node_load_accumulates;     /* for zonelist_build() */
	/* numa_zonelist_order after boot; NULL: there is only node order. */
	enum zonelist_order (*zonelist_order)(const struct world *w);
	bool no_cma, no_deferred;       /* CONFIG_CMA, CONFIG_DEFERRED_STRUCT_PAGE_INIT */
	bool unaccepted;                /* CONFIG_UNACCEPTED_MEMORY; the checks that accept */
	bool migrate_reserve;           /* computing marks sets pageblocks aside, too */
	enum list_end boot_frees_to;    /* boot memory goes to the lists' ... */
};

/* Taking from other migrate types. */
struct fallback_rules {
	bool floor_above_pageblock;     /* ALLOC_NOFRAGMENT holds for larger orders, too */
	bool smallest_for_movable;      /* a MOVABLE request takes no part of a large block */
};

/* vm.zone_reclaim_mode */
struct reclaim_rules {
	int64_t enabled, write, unmap;          /* bits */
	bool by_zone;                           /* zone_reclaim(): the zone's own counters */
	bool gives_up_by_scans;                 /* scanned six times over: zone_reclaimable() */
};

/* Whether rmqueue() wakes kswapd for a boosted zone. */
enum boost_wake {
	BOOST_WAKE_NEVER,               /* no boost yet */
	BOOST_WAKE_UNLESS_BUDDY_FAILED,
	BOOST_WAKE_ALWAYS,
	BOOST_WAKE_IF_KSWAPD,           /* only for requests with ALLOC_KSWAPD */
};

/* alloc_pages_exact(): how the pages of its block go back that nobody asked for. */
enum surplus {
	SURPLUS_NONE,           /* the whole block was asked for */
	SURPLUS_BY_FREE_PAGES,  /* each by free_pages(), as its user would */
	SURPLUS_TO_BUDDY_TAIL,  /* each past the PCP lists: __free_pages_ok(FPI_TO_TAIL) */
};

/* A call of the public interface, and the one that it makes; the last has API_NONE behind it. */
struct api_call {
	const char *name;       /* NULL: this kernel has no such call */
	enum api next;
	gfp_t add, drop;        /* flags that it puts into the mask, or takes out */
	bool policy;            /* applies the task's memory policy */
	enum surplus surplus;
};

/* alloc_pages(): what became of memory policies. */
struct mempolicy_rules {
	bool goes_on_after;             /* interleaving: after il_prev; otherwise at il_next */
	bool movable_only;              /* nodes with only Movable bind only what may have it */
	bool preferred_many;            /* MPOL_PREFERRED_MANY exists */
};

struct dirty_rules {
	bool unstable;                  /* unstable NFS pages count as dirty */
	bool less_throttle;             /* PF_LESS_THROTTLE earns a quarter more */
};

struct kswapd_rules {
	bool each_zone;                 /* woken for each zone, by that zone's own mark */
	bool hardwall;                  /* a cpuset's walls are hard for it */
};

struct kernel {
	const char *name;               /* "6.1": how it is asked for */
	const char *follows;            /* the point release: "Debian 6.1.192-2" */
	const char *left_out;           /* of its rules, what is not simulated; NULL: nothing */
	const char *zoneidx_name;       /* "highest_zoneidx" */

	const struct check *ladder[NR_LADDERS];
	const char *const *function;    /* by enum ladder: the kernel function that climbs it */
	const struct source_file *sources;
	const struct api_call *api;     /* by enum api, NR_APIS of them */

	struct watermark_rules watermark;
	struct pcp_rules pcp;
	struct buddy_rules buddy;
	struct highatomic_rules highatomic;
	enum boost_wake boost_wake;
	struct fallback_rules fallback;
	struct setup_rules setup;
	const struct gfp_name *gfp;
	const struct gfp_mask_name *gfp_masks;
	const struct alloc_flag_name *alloc_flags;

	struct mempolicy_rules mempolicy;
	struct dirty_rules dirty;
	struct kswapd_rules kswapd;
	bool fair;                      /* zones of a node take turns: NR_ALLOC_BATCH */
	bool numa_by_cpu;               /* NUMA hits are those of the CPU's node */
	bool always_hardwall;           /* the fast path asks as if cpusets were on */
	bool cpuset_twice;              /* mems_allowed as the nodemask, and ALLOC_CPUSET */
	bool near_only;                 /* reclaim needs a distance below the limit, not at it */
	bool class_is_preferred;        /* lowmem_reserve is that for the preferred zone's index */
	bool has_bulk;                  /* alloc_pages_bulk() exists */
	/* May the cpuset of the task that runs now confine a request by its mems_allowed? */
	bool (*confines_by_nodemask)(const struct world *w);
	int64_t nocma_task_flag;        /* PF_MEMALLOC_NOCMA, where the fast path looks at it */
	gfp_t compact_needs;            /* what direct compaction needs besides direct reclaim */
	uint32_t nofail_flags;          /* what a request that must not fail helps itself with */
	gfp_t last_try_drops;           /* flags that the try before the OOM killer does without */
	struct reclaim_rules reclaim;

	/* Told of a zone that was refused; NULL: nobody. */
	void (*zone_refused)(struct alloc_context *ac);
	int64_t hz;                     /* jiffies a second */

	/* ALLOC_* flags of the fast attempt and of the first slow one. */
	uint32_t (*fast_flags)(const struct alloc_context *ac);
	uint32_t (*slow_flags)(const struct alloc_context *ac);
	uint32_t (*reserve_flags)(const struct alloc_context *ac);

	int64_t min_free_kbytes_max;    /* clamp of the boot value */
	int64_t lowmem_reserve_ratio[MAX_NR_ZONES];     /* DMA, DMA32, Normal, HighMem, Movable */
};

/*
 * Has enum migratetype this type in this kernel? RESERVE is up to 2.6.34; HIGHATOMIC and CMA are
 * since 4.7, CMA whether or not the machine has any (SET_CMA).
 */
bool kernel_has_type(const struct kernel *k, unsigned migratetype);

/* Has this one __GFP_* flag a name in this kernel? */
bool kernel_has_gfp(const struct kernel *k, gfp_t flag);

/* enum rmqueue_mode of 6.12: what a refill has learnt not to try again. */
enum rmqueue_mode { RMQUEUE_NORMAL, RMQUEUE_CMA, RMQUEUE_CLAIM, RMQUEUE_STEAL };

/* One request on its way through the ladders. The checks read and write it; nobody keeps it. */
struct alloc_context {
	struct machine *m;
	const struct world *w;
	const struct kernel *k;

	unsigned order;
	gfp_t gfp;                      /* the request's mask, after entry's adjustments */
	gfp_t attempt_gfp;              /* the mask of the attempt that runs */
	int nid;                        /* preferred node */
	const struct nodemask *caller_nodemask;         /* NULL: every node */
	const struct nodemask *nodemask;                /* in force now */
	bool prefers_nodes;             /* first only from the policy's nodes: mempolicy.c */
	enum migratetype migratetype;
	unsigned highest_zoneidx;
	const struct zonelist *zonelist;
	size_t preferred;               /* position in the zonelist; zonelist->n if there is none */
	uint32_t alloc_flags;           /* of the attempt */
	bool spread_dirty_pages;

	/* One attempt: get_page_from_freelist(). */
	enum attempt attempt;
	size_t position;                /* the cursor */
	zid_t zone;                     /* zonelist->ref[position].zone */
	/* The zonelist cache of 2.6.34. */
	bool zlc_active, zlc_did_setup;         /* of this attempt */
	bool zlc_passed_over, zlc_mark_full;    /* of this zone */
	struct nodemask zlc_allowed;

	bool apply_fair, fair_skipped;  /* ALLOC_FAIR counts; a zone was passed over for it */
	bool no_fallback;               /* ALLOC_NOFRAGMENT was set when the scan began */
	int dirty_node;                 /* node of the cached dirty verdict, -1 for none */
	bool dirty_ok;

	/* The slow path's flags, which attempts do not change. */
	uint32_t slow_flags;

	/* What came of it. */
	pfn_t page;                     /* or NO_PFN */
	bool pcp_tried;                 /* and its PCP list was looked at */
	uint8_t page_type;              /* migrate type of the list it was taken from */
	bool restarted;                 /* __rmqueue() runs again after a fallback moved pages */
	enum rmqueue_mode mode;         /* where __rmqueue() begins, within one refill */
	enum sleeping_work sleeping_work;
	enum sleeping sleeping;
	bool survey;                    /* zones are judged, and none gives its block */
	unsigned nr_attempts, nr_zones, nr_watermarks;
};

/*
 * Runs a ladder from its first rung until one decides. Each rung that ran is told as a CHECK event
 * with its verdict. Returns NEXT_CHECK if none decided.
 */
enum verdict climb(struct alloc_context *ac, enum ladder which);

/*
 * Says an event about ac->zone and this block (or NO_PFN), of the request's order and migrate
 * type. ok is the verdict of the comparison that the numbers were put to.
 */
void ac_says(struct alloc_context *ac, enum event_kind kind, pfn_t pfn, bool ok,
	     const int64_t numbers[6]);

static inline const struct zone *ac_zone(const struct alloc_context *ac)
{
	return &ac->w->zone[ac->zone];
}

static inline bool ac_has_preferred(const struct alloc_context *ac)
{
	return ac->preferred < ac->zonelist->n;
}

/* ALLOC_CMA for movable requests, where there is CMA and the task has not forsworn it. */
uint32_t ac_cma_flag(const struct alloc_context *ac);

/* The index for lowmem_reserve: the highest zone of the request, or the preferred zone's. */
unsigned ac_class_zoneidx(const struct alloc_context *ac);

/* The preferred zone; only if ac_has_preferred(). */
static inline zid_t ac_preferred_zone(const struct alloc_context *ac)
{
	return ac->zonelist->ref[ac->preferred].zone;
}

#endif
