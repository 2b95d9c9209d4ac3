/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event.h - what the core tells: one decision with its numbers, or one change with its undo.
 *
 * A run is a sequence of events. Those that say something change nothing; those that do
 * something hold enough to be undone, so a world can be carried forwards and backwards along
 * them (world_apply, world_revert). The list of kinds is events.def.
 */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include "units.h"

enum event_kind {
#define SAYS(kind, ...) EVENT_##kind,
#define DOES(kind, ...) EVENT_##kind,
#define FIELD(kind, owner, member) EVENT_##kind,
#include "events.def"
#undef SAYS
#undef DOES
#undef FIELD
	NR_EVENT_KINDS
};

struct event {                  /* 80 bytes, no pointers, no padding */
	uint64_t seq;           /* place on the tape */
	uint32_t request;       /* the request it belongs to, from 1 */
	pfn_t pfn;
	pfn_t link;             /* list changes: the pfn it stood behind, or NO_PFN for the head */
	uint16_t kind;          /* enum event_kind */
	zid_t zone;
	uint16_t cpu;
	uint8_t depth;          /* nesting: 0 is the request itself */
	uint8_t rung;           /* the innermost check that was running, or RUNG_NONE */
	uint8_t order;
	uint8_t migratetype;
	uint8_t verdict;        /* enum verdict for CHECK; else 1: passed, 0: failed */
	uint8_t flags;
	int64_t v[6];           /* named per kind in events.def */
};
_Static_assert(sizeof(struct event) == 80, "one event, one fixed row");

#define RUNG_NONE 0xff

/* Who gets the events. put may copy *e; it must not keep the pointer. */
struct sink {
	void (*put)(void *self, const struct event *e);
	void *self;
};

enum event_nature { NATURE_SAYS, NATURE_DOES };

struct event_info {
	const char *name;               /* "FREE_AREA_ADD" */
	enum event_nature nature;
	const char *value[6];           /* names of v[0..5]; NULL where unused */
};

extern const struct event_info event_info[NR_EVENT_KINDS];

/* What a request asks for (REQUEST operation). */
enum request_op {
	REQ_ALLOC,              /* alloc_pages() and its relatives */
	REQ_BULK,               /* alloc_pages_bulk_array() */
	REQ_FREE,               /* __free_pages(), last reference */
	REQ_SPLIT,              /* split_page() */
	REQ_DRAIN,              /* drain_local_pages(NULL) */
	REQ_UNRESERVE,          /* unreserve_highatomic_pageblock() */
	REQ_TICK,               /* the vmstat worker of this CPU */
	REQ_SET,                /* changes of the world made from outside */
	REQ_QUIET_TICK,         /* quiet_vmstat(): the CPU goes idle */
	REQ_TRACED,             /* what a tracer told outside of any request; never run */
	NR_REQUEST_OPS,
};

/* The calls by which a request reaches the allocator (CALL api). Their names are the kernel's. */
enum api {
	API_NONE,               /* straight into the entry function */
	API_ALLOC_PAGES,
	API_ALLOC_PAGE,
	API_GET_FREE_PAGES,
	API_GET_FREE_PAGE,
	API_GET_ZEROED_PAGE,
	API_GET_DMA_PAGES,
	API_ALLOC_PAGES_NODE,
	API_ALLOC_PAGES_CURRENT,        /* applies the task's mempolicy */
	API_ALLOC_PAGES_NODE_CHECKED,   /* __alloc_pages_node(): the node is valid */
	API_ALLOC_PAGES_INLINE,         /* __alloc_pages(), where it only hands on */
	API_ENTRY,
	API_BULK,
	API_FREE_PAGES,                 /* by address */
	API_FREE_PAGE,
	API_UNDERSCORE_FREE_PAGES,      /* __free_pages() */
	API_FREE_HOT_COLD_PAGE,         /* up to 4.12: the only way to free a page as cold */
	API_ALLOC_PAGES_EXACT,
	API_FREE_PAGES_EXACT,
	API_MAKE_ALLOC_EXACT,           /* what alloc_pages_exact() does with the block */
	API_SPLIT_PAGE,
	API_FREE_PAGES_OK,              /* __free_pages_ok(), past the PCP lists */
	NR_APIS
};

/* How a request ended (RESULT status). */
enum request_status {
	REQUEST_DONE,           /* got its pages, or did what it was asked to */
	REQUEST_FAILED,         /* the kernel would return NULL */
	REQUEST_WOULD_SLEEP,    /* the kernel would now reclaim, compact or kill: see WOULD_SLEEP */
	REQUEST_INVALID,        /* no kernel would be asked this: nothing was changed */
};

/* Which call of get_page_from_freelist() (ATTEMPT attempt); the names are spec names A1, A2... */
enum attempt {
	ATTEMPT_FAST,           /* the first, at the low mark */
	ATTEMPT_SLOW,           /* the first of the slow path, at the min mark */
	ATTEMPT_RETRY,          /* after *retry*, with reserve flags where the task has any */
	ATTEMPT_NO_WATERMARKS,  /* up to 4.7: without marks, after the attempt with them */
	ATTEMPT_NOFAIL_CPUSET,  /* __GFP_NOFAIL that may not sleep: min reserve inside the cpuset */
	ATTEMPT_NOFAIL,         /* and outside it */
	ATTEMPT_LAST_TRY,       /* at the high mark, before something is killed */
	NR_ATTEMPTS,
};

/* Which rule of __cpuset_node_allowed() decided (CPUSET rule). */
enum cpuset_rule {
	CPUSET_OFF,             /* cpusets_enabled() is false, or ALLOC_CPUSET is not set */
	CPUSET_INTERRUPT,       /* in_interrupt(): allowed */
	CPUSET_MEMS_ALLOWED,    /* the node is in the task's mems_allowed */
	CPUSET_OOM_VICTIM,      /* a task being killed may go anywhere */
	CPUSET_HARDWALL,        /* __GFP_HARDWALL: denied */
	CPUSET_EXITING,         /* PF_EXITING: allowed */
	CPUSET_ANCESTOR,        /* the nearest hardwalled ancestor decided */
	NR_CPUSET_RULES,
};

/* node_reclaim(): the code (RECLAIM code) and the precondition that gave it (RECLAIM rule). */
enum { RECLAIM_NOSCAN = -2, RECLAIM_FULL = -1, RECLAIM_SOME = 0, RECLAIM_SUCCESS = 1 };
enum reclaim_rule {
	RECLAIM_TOO_LITTLE,     /* page cache and slab are both at or below their minimum */
	RECLAIM_CANNOT_BLOCK,   /* no __GFP_DIRECT_RECLAIM, or PF_MEMALLOC */
	RECLAIM_OTHER_CPUS,     /* the node has CPUs of its own and this is none of them */
	RECLAIM_RAN,            /* it ran, with the outcome the world was given */
	NR_RECLAIM_RULES,
};

/* Which lists a buddy-path take looked at (BUDDY_TAKE source). */
enum buddy_source { SOURCE_OWN, SOURCE_CMA, SOURCE_HIGHATOMIC, SOURCE_FALLBACK, SOURCE_RESERVE,
		    NR_BUDDY_SOURCES };

/* Where a freed block went (FREE route). */
enum free_route { ROUTE_PCP, ROUTE_BUDDY, NR_FREE_ROUTES };

/* Why merging stopped (MERGE_STOP reason). */
enum merge_stop {
	MERGE_LARGEST,          /* the block has the largest order there is */
	MERGE_BUDDY_BUSY,       /* the buddy is not a free block of this order in this zone */
	MERGE_TYPES,            /* the pageblocks' migrate types may not be merged */
	NR_MERGE_STOPS,
};

/* What became of waking kswapd (KSWAPD outcome). */
enum kswapd_outcome {
	KSWAPD_WOKEN,
	KSWAPD_BALANCED,        /* a zone is above its high mark and none is boosted */
	KSWAPD_CPUSET,          /* the cpuset does not allow this node */
	KSWAPD_FAILURES,        /* it failed 16 times in a row and is left alone */
	KSWAPD_AWAKE,           /* it runs already */
	NR_KSWAPD_OUTCOMES,
};

/* What the kernel would do next, asleep (WOULD_SLEEP work). */
enum sleeping_work {
	SLEEP_COMPACT,          /* __alloc_pages_direct_compact() before any reclaim */
	SLEEP_RECLAIM,          /* __alloc_pages_direct_reclaim() */
	SLEEP_LOOP,             /* __GFP_NOFAIL: try again until others free memory */
	NR_SLEEPING_WORKS,
};

/* Why the slow path gave up (NO_PAGE rule). */
enum no_page_rule {
	NO_PAGE_ORDER,          /* the order is larger than any block */
	NO_PAGE_NO_ZONE,        /* no zone of the zonelist suits the request */
	NO_PAGE_INSANE_CPUSET,  /* the cpuset's nodes hold no suitable zone */
	NO_PAGE_CANNOT_RECLAIM, /* no __GFP_DIRECT_RECLAIM */
	NO_PAGE_MEMALLOC,       /* PF_MEMALLOC may not recurse into reclaim */
	NO_PAGE_THISNODE,       /* GFP_THISNODE of 2.6.34 has no slow path */
	NO_PAGE_VICTIM,         /* a task being killed does not wait */
	NR_NO_PAGE_RULES,
};

/* A pfn that is none: events hold it as -1 in v[]. */
#define NO_POSITION (-1)

/*
 * A quick test that passed because it compares unsigned: less was free than unusable, and the
 * difference wrapped around (watermark_quick_wrapping()). e: an event of any kind.
 */
bool watermark_wrapped(const struct event *e);

#endif
