/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * world.h - everything the allocator's answer depends on, and the two functions that change it.
 *
 * A world is filled once (by boot.c or by src/import) and from then on written only by
 * world_apply() and world_revert(). Checks and walks get it const.
 *
 *	node[] ---- zone[] (MAX_NR_ZONES a node) ---- free_area[order].list[migratetype]
 *	                \                                   |
 *	                 pcp[] (one a zone and CPU)         v
 *	                     \--- list[] --------------> page[]: links are page frame numbers
 *
 * A page record that nobody touched costs nothing: page[] is one sparse mapping. All zero means:
 * on no list (in use since boot, inside a larger block, or a hole).
 */
#ifndef CORE_WORLD_H
#define CORE_WORLD_H

#include "event.h"
#include "gfp.h"
#include "nodemask.h"
#include "units.h"

enum page_where {
	PAGE_NOWHERE,           /* not the first page of anything we know */
	PAGE_FREE,              /* first page of a block on a free list */
	PAGE_PCP,               /* first page of a block on a PCP list */
	PAGE_ALLOCATED,         /* first page of a block that a request was given */
	PAGE_UNACCEPTED,        /* first page of a unit that the guest has not accepted */
};

enum page_flags {
	PAGE_LRU = 1,           /* on an LRU list, or driver-movable: movable when stealing */
	PAGE_COMPOUND = 2,
	PAGE_PFMEMALLOC = 4,
	PAGE_ZEROED = 8,
};

struct page {                   /* 12 bytes, no padding */
	uint32_t next, prev;    /* pfn + 1 of the neighbours on the same list, or 0 */
	uint8_t order;
	uint8_t migratetype;    /* PAGE_FREE: its list. PAGE_PCP: the list it will drain to */
	uint8_t where;          /* enum page_where */
	uint8_t flags;          /* enum page_flags */
};
_Static_assert(sizeof(struct page) == 12, "no padding in the arena");

struct page_list {
	uint32_t first, last;   /* pfn + 1, or 0 */
};

struct free_area {
	struct page_list list[MIGRATE_TYPES];
	int64_t nr_free;        /* blocks of this order, all types together */
};

/* Zone counters that are kept in a global part and a delta on each CPU. */
enum zone_stat { NR_FREE_PAGES, NR_FREE_CMA_PAGES, NR_ALLOC_BATCH, NR_UNACCEPTED, NR_ZONE_STATS };

enum numa_stat { NUMA_HIT, NUMA_MISS, NUMA_FOREIGN, NUMA_LOCAL, NUMA_OTHER, NR_NUMA_STATS };

enum zone_flag {
	ZONE_BOOSTED_WATERMARK = 1,
	ZONE_RECLAIM_ACTIVE = 2,
	ZONE_BELOW_HIGH = 4,
	ZONE_FAIR_DEPLETED = 8,         /* 4.7 */
};

enum node_stat {
	NR_FILE_DIRTY, NR_WRITEBACK, NR_UNSTABLE_NFS, NR_ACTIVE_FILE, NR_INACTIVE_FILE,
	NR_FILE_PAGES, NR_FILE_MAPPED, NR_SHMEM, NR_SLAB_RECLAIMABLE, NR_ACTIVE_ANON,
	NR_INACTIVE_ANON, NR_NODE_STATS
};

struct zone {
	pfn_t start_pfn;
	int64_t spanned, present, managed, cma_pages;
	int64_t watermark[NR_WMARK];    /* _watermark[]: without the boost */
	int64_t watermark_boost;
	int64_t lowmem_reserve[MAX_NR_ZONES];
	int64_t nr_reserved_highatomic, nr_free_highatomic;
	int64_t nr_isolate_pageblock;
	int64_t stat_threshold, percpu_drift_mark;
	int64_t flags;                  /* enum zone_flag */
	int64_t vm_stat[NR_ZONE_STATS]; /* the global part */
	int64_t numa[NR_NUMA_STATS];
	/* What later kernels count by node: up to 4.7. */
	int64_t stat[NR_NODE_STATS];
	int64_t totalreserve_pages, min_unmapped_pages, min_slab_pages;
	int64_t pages_scanned, all_unreclaimable;
	/* Managed pages on none of the lists; below 0 where managed was only estimated. */
	int64_t nr_in_use;
	struct free_area free_area[NR_ORDERS];
	struct page_list unaccepted_pages;      /* units, counted free but on no free list: 6.12 */
};

enum { NR_PCP_LISTS = 14 };

struct pcp {
	int64_t count;                  /* pages, all lists together */
	int64_t high, batch;
	int64_t free_factor;            /* 6.1 */
	int64_t high_min, high_max, alloc_factor, free_count, flags;    /* 6.12 */
	int64_t expire;
	int64_t vm_stat_diff[NR_ZONE_STATS];
	struct page_list list[NR_PCP_LISTS];
};

/* What node_reclaim() will achieve on a node if it gets as far as running: pages it frees. */
enum { RECLAIM_FREES_NOTHING = 0 };

struct node {
	bool online, has_cpu;
	pfn_t start_pfn;
	int64_t present, spanned;
	int64_t nr_cpus;                /* its own; PCP sizes depend on it */
	int64_t stat[NR_NODE_STATS];
	int64_t totalreserve_pages, min_unmapped_pages, min_slab_pages;
	int64_t kswapd_order, kswapd_highest_zoneidx, kswapd_failures;
	int64_t kswapd_awake;
	int64_t first_deferred_pfn;     /* NO_PFN once everything is initialised */
	int64_t last_full_zap;          /* zonelist cache of 2.6.34: jiffies */
	int64_t reclaim_outcome;        /* pages node_reclaim() will free: an input of the world */
};

enum setting {
	SET_MIN_FREE_KBYTES,
	SET_USER_MIN_FREE_KBYTES,
	SET_WATERMARK_BOOST_FACTOR,
	SET_WATERMARK_SCALE_FACTOR,
	SET_PERCPU_PAGELIST_HIGH_FRACTION,
	SET_PERCPU_PAGELIST_FRACTION,
	SET_MOBILITY_DISABLED,          /* page_group_by_mobility_disabled */
	SET_NODE_RECLAIM_MODE,          /* vm.zone_reclaim_mode */
	SET_NODE_RECLAIM_DISTANCE,
	SET_DIRTY_RATIO,
	SET_DIRTY_BYTES,
	SET_LOWMEM_RESERVE_RATIO,       /* and the next MAX_NR_ZONES - 1 */
	SET_LOWMEM_RESERVE_RATIO_LAST = SET_LOWMEM_RESERVE_RATIO + MAX_NR_ZONES - 1,
	SET_MIN_UNMAPPED_RATIO,
	SET_MIN_SLAB_RATIO,
	SET_TOTALRESERVE_PAGES,
	SET_CPUSETS_ENABLED,
	SET_SHUFFLE,                    /* page_alloc_shuffle_key */
	SET_INIT_ON_ALLOC,
	SET_INIT_ON_FREE,
	SET_DEFERRED_PAGES,             /* the static key: some struct pages are not initialised */
	SET_NUMA_STAT,                  /* vm.numa_stat */
	SET_NUMA,                       /* CONFIG_NUMA */
	SET_CMA,                        /* CONFIG_CMA */
	SET_ZONELIST_ORDER,             /* up to 4.12, enum zonelist_order */
	SET_JIFFIES,                    /* the only clock; moved by requests from outside */
	SET_SYNTHESISED,                /* enum synthesised: what of this world nobody recorded */
	NR_SETTINGS
};

/* numa_zonelist_order: all zones of the nearest node first, or the highest zones of all nodes. */
enum zonelist_order { ZONELIST_ORDER_DEFAULT, ZONELIST_ORDER_NODE, ZONELIST_ORDER_ZONE };

/*
 * What a text about a machine did not tell and the import made up, always in the same way. The
 * allocator never looks at it; whoever shows a world does.
 */
enum synthesised {
	SYNTHESISED_PFNS = 1,           /* which page frames are free, and the order of lists */
	SYNTHESISED_TYPES = 2,          /* migrate types of free blocks and pageblocks */
	SYNTHESISED_COUNTS = 4,         /* free blocks by order: only their pages were told */
	SYNTHESISED_SETTINGS = 8,       /* some settings are the kernel's defaults */
	SYNTHESISED_TOPOLOGY = 16,      /* distances of nodes, and which CPUs they have */
	SYNTHESISED_KERNEL = 32,        /* the kernel is a guess from the text's form */
	SYNTHESISED_PARTIAL = 64,       /* parts of the text could not be read */
	SYNTHESISED_FITTED = 128,       /* numbers that did not agree gave way */
	SYNTHESISED_BITS = 8,
	/* Not even made up: there is a trace alone, and of the world nothing is known. */
	WORLD_UNKNOWN = 1 << SYNTHESISED_BITS,
};

/* The task that asks. Only one exists; a lesson changes it between requests. */
enum task_field {
	TASK_FLAGS,             /* PF_* */
	TASK_RT,                /* rt_task(): prio < 100 */
	TASK_OOM_VICTIM,
	TASK_CONTEXT,           /* enum task_context */
	TASK_CPU,
	TASK_NODE,              /* numa_node_id() of that CPU */
	TASK_CPUSET,            /* index in cpuset[] */
	TASK_MEMPOLICY,         /* enum mempolicy; its nodes are policy_nodes */
	TASK_INTERLEAVE,        /* il_next or il_prev: where MPOL_INTERLEAVE goes on */
	NR_TASK_FIELDS
};

enum task_context { IN_TASK, IN_TASK_BH_OFF, IN_SOFTIRQ, IN_HARDIRQ, IN_NMI, NR_TASK_CONTEXTS };

/* set_mempolicy(): which nodes alloc_pages() asks for. */
enum mempolicy {
	MPOL_DEFAULT,           /* the local node first */
	MPOL_BIND,              /* only these nodes */
	MPOL_PREFERRED,         /* the first of these nodes first */
	MPOL_INTERLEAVE,        /* these nodes in turn */
	MPOL_PREFERRED_MANY,    /* these nodes, if it costs nothing; since 5.15 */
	NR_MEMPOLICIES,
};

enum {                          /* include/linux/sched.h, 6.1 */
	PF_EXITING = 0x4,
	PF_MEMALLOC = 0x800,
	PF_MEMALLOC_NOFS = 0x40000,
	PF_MEMALLOC_NOIO = 0x80000,
	PF_LESS_THROTTLE = 0x100000,            /* up to 5.7 */
	PF_MEMALLOC_PIN = 0x10000000,
	PF_MEMALLOC_NOCMA = 0x10000000,         /* 5.10 */
};

enum vm_event {
	PGALLOC,                /* one for each zone index */
	PGFREE = PGALLOC + MAX_NR_ZONES,
	NR_VM_EVENTS
};

/* NODE_ALLOWED: number 0 is the task's mems_allowed, n + 1 that of cpuset n. */
enum { MAX_CPUSETS = 64, MASK_OF_POLICY = MAX_CPUSETS + 1 };
struct cpuset {
	uint32_t parent;        /* the root, number 0, is its own */
	uint32_t hardwall;      /* 1: mem_exclusive or mem_hardwall; the root always is */
	struct nodemask mems;
};

/*
 * A line of the /proc/zoneinfo that a world was made from. A number that the world holds is shown
 * as it is now; the others, which nothing here changes, as they were read.
 */
enum carried_part {
	CARRIED_NODE_STAT,
	CARRIED_SIZE,           /* free, marks, spanned ... */
	CARRIED_STAT,
	CARRIED_PROTECTION,     /* where lowmem_reserve stands; no name, no value */
	CARRIED_PAGESETS,       /* likewise */
	CARRIED_TAIL,
	NR_CARRIED_PARTS
};
enum { CARRIED_NAME = 40 };
struct carried_line {
	int64_t value;
	zid_t zone;
	uint8_t part;           /* enum carried_part */
	char name[CARRIED_NAME];
};

struct zoneref {
	zid_t zone;
};
struct zonelist {
	struct zoneref *ref;
	size_t n;
};
enum { ZONELIST_FALLBACK, ZONELIST_NOFALLBACK, NR_ZONELISTS };

struct world {
	const struct zone_layout *layout;
	unsigned nr_nodes;      /* node numbers are below this; some may be offline */
	unsigned nr_cpus;
	unsigned pageblock_order;
	pfn_t end_pfn;          /* page[] and pageblock[] end here */

	struct node *node;
	struct zone *zone;              /* nr_nodes * MAX_NR_ZONES */
	struct pcp *pcp;                /* by zone, then CPU: world_pcp() */
	struct page *page;
	uint8_t *pageblock;             /* migrate type of each, or NO_MIGRATETYPE */
	unsigned *distance;             /* nr_nodes * nr_nodes */
	struct zonelist *zonelist[NR_ZONELISTS];        /* by node; built by zonelist.c */
	uint8_t *zlc_full;              /* by node and position in its fallback list */

	int64_t setting[NR_SETTINGS];
	int64_t vm_event[NR_VM_EVENTS];
	int64_t task[NR_TASK_FIELDS];
	struct nodemask mems_allowed;   /* of the task */
	struct nodemask policy_nodes;   /* of its memory policy */
	struct cpuset cpuset[MAX_CPUSETS];
	unsigned nr_cpusets;

	/* What came with the world and decides nothing: no part of its content. */
	struct carried_line *carried;   /* those of a zone together */
	size_t nr_carried;
};

/* What world_new() needs to know before it can reserve room. */
struct world_shape {
	const struct zone_layout *layout;
	unsigned nr_nodes, nr_cpus, pageblock_order;
	pfn_t end_pfn;
};

/*
 * An empty world: no zone has pages, nothing is free, every pageblock is a hole. The caller owns
 * it. NULL when memory or address space is short.
 */
struct world *world_new(const struct world_shape *shape);
void world_free(struct world *w);

/* An independent copy, or NULL when memory is short. The caller owns it. */
struct world *world_copy(const struct world *w);

/*
 * Gives a new world the lines it came with, n of them, those of a zone together; they are copied.
 * False when memory is short.
 */
bool world_carry(struct world *w, const struct carried_line *line, size_t n);

/* The only writers of a world. Events that say something change nothing. */
void world_apply(struct world *w, const struct event *e);
void world_revert(struct world *w, const struct event *e);

/*
 * A FIELD of events.def: *count is how many numbers the member holds (more than 1: v[2] is an
 * index). False if the kind is no field. field_value() is the number that e names, as it is now.
 */
bool field_size(enum event_kind kind, unsigned *count);
int64_t field_value(const struct world *w, const struct event *e);

/* True if no request could tell the two apart: same shape, same content, same list orders. */
bool world_equal(const struct world *a, const struct world *b);

/* 64 bits that two equal worlds share; a canonical walk over content, never over raw memory. */
uint64_t world_digest(const struct world *w);

/*
 * The zone that pfn belongs to, or NO_ZONE. A span may lie inside another's (up to 4.7 Normal spans
 * what movablecore= took from it): then the page belongs to the inner one.
 */
zid_t world_zone_of(const struct world *w, pfn_t pfn);

static inline struct pcp *world_pcp(const struct world *w, zid_t zone, unsigned cpu)
{
	return &w->pcp[(size_t)zone * w->nr_cpus + cpu];
}

/* The nodes that a NODE_ALLOWED event with this mask number is about. */
static inline const struct nodemask *world_mask(const struct world *w, int64_t number)
{
	if (number == MASK_OF_POLICY)
		return &w->policy_nodes;
	return number ? &w->cpuset[number - 1].mems : &w->mems_allowed;
}

static inline uint8_t *world_zlc(const struct world *w, unsigned node)
{
	return &w->zlc_full[(size_t)node * w->nr_nodes * MAX_NR_ZONES];
}

static inline pfn_t zone_end_pfn(const struct zone *z)
{
	return (pfn_t)(z->start_pfn + z->spanned);
}

static inline bool zone_holds(const struct zone *z, pfn_t pfn)
{
	return pfn >= z->start_pfn && pfn < zone_end_pfn(z);
}

/* populated_zone() and managed_zone(). */
static inline bool zone_populated(const struct zone *z)
{
	return z->present != 0;
}

static inline bool zone_managed(const struct zone *z)
{
	return z->managed != 0;
}

static inline unsigned world_nr_zones(const struct world *w)
{
	return w->nr_nodes * MAX_NR_ZONES;
}

static inline uint8_t pageblock_type(const struct world *w, pfn_t pfn)
{
	return w->pageblock[pfn >> w->pageblock_order];
}

static inline int64_t pageblock_pages(const struct world *w)
{
	return (int64_t)1 << w->pageblock_order;
}

/* wmark_pages(): the mark with the boost in it. */
static inline int64_t zone_wmark(const struct zone *z, enum wmark mark)
{
	return z->watermark[mark] + z->watermark_boost;
}

/* zone_page_state(): the global part, never below 0. */
static inline int64_t zone_page_state(const struct zone *z, enum zone_stat item)
{
	return z->vm_stat[item] > 0 ? z->vm_stat[item] : 0;
}

/* First and following block of a list, or NO_PFN. */
static inline pfn_t list_first(const struct page_list *l)
{
	return l->first - 1;
}

static inline pfn_t list_last(const struct page_list *l)
{
	return l->last - 1;
}

/* Is it the first page of a block on a list: free, PCP, or of units not accepted? */
static inline bool page_is_listed(const struct page *p)
{
	return p->where == PAGE_FREE || p->where == PAGE_PCP || p->where == PAGE_UNACCEPTED;
}

static inline pfn_t page_next(const struct world *w, pfn_t pfn)
{
	return w->page[pfn].next - 1;
}

static inline pfn_t page_prev(const struct world *w, pfn_t pfn)
{
	return w->page[pfn].prev - 1;
}

/* Kernel predicates about where the task runs: include/linux/preempt.h. */
static inline bool world_in_task(const struct world *w)
{
	return w->task[TASK_CONTEXT] == IN_TASK || w->task[TASK_CONTEXT] == IN_TASK_BH_OFF;
}

static inline bool world_in_interrupt(const struct world *w)
{
	return w->task[TASK_CONTEXT] != IN_TASK;
}

#endif
