/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ftrace.h - what a kernel's tracer wrote of the page allocator, line by line.
 *
 *	     comm-pid [(tgid)] [cpu] [flags] seconds.fraction: event: key=value key=value ...
 *	mkdir-102     [000] ..... 4.746570: mm_page_alloc: page=... pfn=0x29e4 order=0 ...
 *
 * As the files trace and trace_pipe, `trace-cmd report` and trace.dat have it, of all kernels that
 * the program knows. A trace comes from a stranger: every line is doubted, the first that does not
 * fit ends the reading, and what came before it stays good.
 */
#ifndef IMPORT_FTRACE_H
#define IMPORT_FTRACE_H

#include "core/kernels.h"
#include "text/diag.h"

enum trace_kind {
	TRACE_ALLOC,            /* mm_page_alloc: a request was answered */
	TRACE_FREE,             /* mm_page_free, mm_page_free_direct (2.6.34) */
	TRACE_FREE_BATCHED,     /* mm_page_free_batched, mm_pagevec_free (2.6.34) */
	TRACE_LOCKED,           /* mm_page_alloc_zone_locked: a block left the buddy lists */
	TRACE_DRAIN,            /* mm_page_pcpu_drain: a block left a PCP list for them */
	TRACE_EXTFRAG,          /* mm_page_alloc_extfrag: a block of another type was used */
	TRACE_BULK,             /* bs_bulk: a probe's line about alloc_pages_bulk*() */
	TRACE_TICK,             /* a probe on refresh_cpu_vm_stats() */
	TRACE_LOST,             /* the tracer's ring was full */
	NR_TRACE_KINDS
};

enum trace_flag {
	TRACE_COLD = 1,         /* FREE_BATCHED, up to 4.12 */
	TRACE_QUIET = 2,        /* TICK: of a CPU that goes idle */
	TRACE_PREPARES = 4,     /* FREE: the block enters the lists at a later FREE_BATCHED */
	TRACE_ANNOUNCES = 8,    /* FREE_BATCHED: the FREE behind it does it (up to 4.12) */
	TRACE_REFILL = 16,      /* LOCKED: for a PCP list, which the kernel is filling */
	TRACE_CHANGES = 32,     /* EXTFRAG: the pageblock changes its type */
	TRACE_ALONE = 64,       /* FREE_BATCHED: no FREE tells of this page, too (2.6.34) */
};

struct trace_event {
	uint64_t time;          /* microseconds */
	unsigned line;          /* of the file, from 1 */
	pfn_t pfn;              /* NO_PFN: the request failed */
	gfp_t gfp;              /* ALLOC, BULK */
	int nid;                /* BULK: as in struct request */
	uint32_t want, got;     /* BULK */
	size_t pages;           /* BULK: where they begin in trace.page[] */
	uint64_t lost;          /* LOST: events, if the tracer says how many; else 0 */
	uint16_t cpu;
	uint8_t kind, order, flags;
	uint8_t context;        /* enum task_context */
	uint8_t migratetype;    /* what was asked for, or of the list; NO_MIGRATETYPE: not told */
	uint8_t from;           /* EXTFRAG: the type that gave the block */
	uint8_t for_order;      /* EXTFRAG: order is the block's, this is the request's */
	int fragmenting;        /* EXTFRAG: 0 or 1; -1: not told */
};

struct trace {
	struct trace_event *event;
	size_t n, room;
	pfn_t *page;            /* of all bulk requests */
	size_t nr_pages, page_room;
	uint64_t others;        /* lines of events that say nothing about pages */
	uint64_t lost;          /* what the LOST events and the header's statistics add up to */
	bool has_ticks, has_bulk;       /* probes on these were set, or told something */
	bool partial;           /* the rest was not read: d and bad_line say why */
	bool out_of_memory;
	struct diag d;
	char *bad_line;         /* the line of the error, or NULL */
};

/* More are not kept; that is an error of the line that is one too many. */
enum { MAX_TRACE_EVENTS = 1 << 24 };

/*
 * Reads a trace of this kernel: "-" is standard input. Fills *t, which the caller gives to
 * trace_free(). A file that cannot be opened is a partial trace of nothing. path is borrowed by
 * t->d.
 */
void trace_read(const char *path, const struct kernel *k, struct trace *t);
void trace_free(struct trace *t);

/* The same from text, which it takes over. */
void trace_read_stream(FILE *file, const char *name, const struct kernel *k, struct trace *t);

/*
 * Marks which of a page's frees puts it on a list, for pages below end_pfn: see TRACE_PREPARES.
 * False if memory is short.
 */
bool trace_pair_frees(struct trace *t, pfn_t end_pfn);

#endif
