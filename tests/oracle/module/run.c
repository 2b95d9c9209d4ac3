// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run.c - the critical section: a state, the requests and what each got, a state.
 *
 * Interrupts are off on the only CPU from the first line of the state before to the last page
 * freed at the end, so nothing but the requests touches the allocator. Nothing here allocates.
 */
#include "run.h"

#include "flags.h"
#include "state.h"
#include "symbols.h"

#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/utsname.h>
#include <linux/version.h>
#include <linux/vmstat.h>

struct section {
	struct run *run;
	struct text *t;
	long long recorded;             /* requests; they are counted from 0 */
	long long skipped;              /* the guest did not serve what they are about */
	int prio;                       /* of the task, before `rt on` */
	struct mm_struct *oom_mm;
	bool hardirq;
};

/* ---- lines of requests ---- */

static void begin_op(struct section *s, const char *name)
{
	line_begin(s->t, "op", NULL);
	member_int(s->t, "i", s->recorded++);
	member_string(s->t, "op", name);
}

static void write_gfp(struct section *s, unsigned int gfp)
{
	char names[512];

	flag_names(gfp, names, sizeof(names));
	member_hex(s->t, "gfp", gfp);
	member_string(s->t, "gfp_str", names);
}

/* Which page, and how its zone is after the request. */
static void write_result(struct section *s, struct page *page)
{
	struct zone *zone = page_zone(page);
	const struct per_cpu_pages *pcp = this_cpu_ptr(zone->per_cpu_pageset);

	member_int(s->t, "pfn", (long long)page_to_pfn(page));
	member_int(s->t, "node", zone_to_nid(zone));
	member_string(s->t, "zone", zone->name);
	member_int(s->t, "mt", state_pageblock_type(page));
	member_int(s->t, "nr_free", atomic_long_read(&zone->vm_stat[NR_FREE_PAGES]));
	member_int(s->t, "pcp", pcp->count);
	member_int(s->t, "pcp_high", pcp->high);
	member_int(s->t, "boost", (long long)zone->watermark_boost);
}

static struct page **pages_of(struct section *s, const struct request *r)
{
	return &s->run->page[s->run->first[r->handle]];
}

/* ---- asking ---- */

static int preferred_node(const struct request *r)
{
	return r->nid == NO_NID ? numa_node_id() : r->nid;
}

static nodemask_t mask_of(const struct request *r)
{
	nodemask_t mask = NODE_MASK_NONE;
	int nid;

	for (nid = 0; nid < MAX_LIST_NODES && nid < MAX_NUMNODES; nid++)
		if (r->nodemask >> nid & 1)
			node_set(nid, mask);
	return mask;
}

static void write_place(struct section *s, const struct request *r)
{
	if (r->nid != NO_NID || r->has_nodemask)
		member_int(s->t, "nid", preferred_node(r));
	if (r->has_nodemask)
		member_hex(s->t, "nodemask", r->nodemask);
}

/* The mask is static because it is large, and there is one CPU. */
static struct page *ask(const struct request *r)
{
	static nodemask_t mask;
	gfp_t gfp = (__force gfp_t)r->gfp;

	if (r->has_nodemask) {
		mask = mask_of(r);
		return __alloc_pages(gfp, r->order, preferred_node(r), &mask);
	}
	if (r->nid != NO_NID)
		return alloc_pages_node(r->nid, gfp, r->order);
	return alloc_pages(gfp, r->order);
}

static void run_alloc(struct section *s, const struct request *r)
{
	struct page *page = ask(r);

	*pages_of(s, r) = page;
	begin_op(s, "alloc");
	member_int(s->t, "h", r->handle);
	member_int(s->t, "order", r->order);
	write_gfp(s, r->gfp);
	write_place(s, r);
	if (page)
		write_result(s, page);
	else
		member_null(s->t, "pfn");
	line_end(s->t);
}

static unsigned long ask_bulk(const struct request *r, struct page **pages)
{
	static nodemask_t mask;
	gfp_t gfp = (__force gfp_t)r->gfp;
	nodemask_t *given = NULL;

	if (r->has_nodemask) {
		mask = mask_of(r);
		given = &mask;
	}
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 14, 0)
	return alloc_pages_bulk_noprof(gfp, preferred_node(r), given, r->want, pages);
#else
	return __alloc_pages_bulk(gfp, preferred_node(r), given, r->want, NULL, pages);
#endif
}

static void run_bulk(struct section *s, const struct request *r)
{
	struct page **pages = pages_of(s, r);
	unsigned long got = ask_bulk(r, pages), i;

	begin_op(s, "bulk");
	member_int(s->t, "h", r->handle);
	member_int(s->t, "order", 0);
	write_gfp(s, r->gfp);
	write_place(s, r);
	member_int(s->t, "want", r->want);
	member_int(s->t, "got", (long long)got);
	list_begin(s->t, "pfns");
	for (i = 0; i < got; i++)
		list_int(s->t, (long long)page_to_pfn(pages[i]));
	list_end(s->t);
	line_end(s->t);
}

/* ---- giving back ---- */

static void run_free_request(struct section *s, const struct request *r)
{
	struct page **slot = pages_of(s, r) + (r->piece == WHOLE ? 0 : r->piece);
	unsigned int order = r->piece == WHOLE ? s->run->plan[r->handle].order : 0;
	struct page *page = *slot;

	if (!page) {
		s->skipped++;
		return;
	}
	*slot = NULL;
	__free_pages(page, order);
	begin_op(s, "free");
	member_int(s->t, "h", r->handle);
	member_int(s->t, "order", order);
	write_result(s, page);
	line_end(s->t);
}

static void run_split(struct section *s, const struct request *r)
{
	struct page **slot = pages_of(s, r), *page = *slot;
	unsigned int order = s->run->plan[r->handle].order, i;

	/* Nobody may split a compound page this way. */
	if (!page || PageCompound(page)) {
		s->skipped++;
		return;
	}
	split_page(page, order);
	s->run->was_split[r->handle] = true;
	for (i = 0; i < 1u << order; i++)
		slot[i] = page + i;
	begin_op(s, "split");
	member_int(s->t, "h", r->handle);
	member_int(s->t, "order", order);
	member_int(s->t, "pfn", (long long)page_to_pfn(page));
	line_end(s->t);
}

static void run_drain(struct section *s)
{
	symbols.drain_local_pages(NULL);
	begin_op(s, "drain");
	line_end(s->t);
}

/*
 * What the function takes is no type of a public header. It reads only the members named here, in
 * this order, and of them the zonelist, the nodemask and the highest index.
 */
struct unreserve_context {
	struct zonelist *zonelist;
	nodemask_t *nodemask;
	struct zoneref *preferred_zoneref;
	int migratetype;
	enum zone_type highest_zoneidx;
	bool spread_dirty_pages;
};

static void run_unreserve(struct section *s, const struct request *r)
{
	struct zonelist *list = &NODE_DATA(numa_node_id())->node_zonelists[ZONELIST_FALLBACK];
	struct unreserve_context ac = { .zonelist = list, .preferred_zoneref = list->_zonerefs,
					.migratetype = MIGRATE_UNMOVABLE,
					.highest_zoneidx = ZONE_NORMAL };
	bool result;

	if (!symbols.unreserve_highatomic_pageblock) {
		s->skipped++;
		return;
	}
	result = symbols.unreserve_highatomic_pageblock(&ac, r->on);
	begin_op(s, "unreserve");
	member_int(s->t, "force", r->on);
	member_int(s->t, "result", result);
	line_end(s->t);
}

/* ---- the context of the requests that follow ---- */

static void set_memalloc(bool on)
{
	if (on)
		current->flags |= PF_MEMALLOC;
	else
		current->flags &= ~PF_MEMALLOC;
}

static void set_hardirq(struct section *s, bool on)
{
	if (on != s->hardirq) {
		if (on)
			preempt_count_add(HARDIRQ_OFFSET);
		else
			preempt_count_sub(HARDIRQ_OFFSET);
	}
	s->hardirq = on;
}

static void run_switch(struct section *s, const struct request *r)
{
	static const char *const names[NR_OPS] = {
		[OP_MEMALLOC] = "pf_memalloc",
		[OP_OOM_VICTIM] = "oom_victim",
		[OP_HARDIRQ] = "in_interrupt",
		[OP_RT] = "rt_task",
	};

	if (r->op == OP_MEMALLOC)
		set_memalloc(r->on);
	else if (r->op == OP_OOM_VICTIM)
		current->signal->oom_mm = r->on ? current->mm : s->oom_mm;
	else if (r->op == OP_HARDIRQ)
		set_hardirq(s, r->on);
	else
		current->prio = r->on ? 50 : s->prio;
	begin_op(s, names[r->op]);
	member_int(s->t, "on", r->on);
	line_end(s->t);
}

/* ---- all of them ---- */

static void run_snap(struct section *s, const struct request *r)
{
	begin_op(s, "snap");
	member_string(s->t, "name", r->name);
	line_end(s->t);
	state_write(s->t, r->name);
}

static void run_request(struct section *s, const struct request *r)
{
	switch (r->op) {
	case OP_ALLOC:
		run_alloc(s, r);
		break;
	case OP_BULK:
		run_bulk(s, r);
		break;
	case OP_FREE:
		run_free_request(s, r);
		break;
	case OP_SPLIT:
		run_split(s, r);
		break;
	case OP_DRAIN:
		run_drain(s);
		break;
	case OP_UNRESERVE:
		run_unreserve(s, r);
		break;
	case OP_SNAP:
		run_snap(s, r);
		break;
	default:
		run_switch(s, r);
		break;
	}
}

/* Not recorded: it is behind the last state. */
static void free_what_is_held(struct section *s)
{
	const struct run *run = s->run;
	unsigned int h, i;

	for (h = 0; h < run->nr_handles; h++) {
		struct page **slot = &run->page[run->first[h]];
		bool whole = !run->plan[h].bulk && !run->was_split[h];

		for (i = 0; i < run->plan[h].pages; i++)
			if (slot[i])
				__free_pages(slot[i], whole ? run->plan[h].order : 0);
	}
}

/* "6.1" of "6.1.0-56-amd64": the program knows kernels by these. */
static void write_head(const struct heading *h, struct text *t)
{
	unsigned int major = LINUX_VERSION_CODE >> 16, minor = LINUX_VERSION_CODE >> 8 & 0xff;
	char kernel[16];

	snprintf(kernel, sizeof(kernel), "%u.%u", major, minor);
	line_begin(t, "case", NULL);
	member_int(t, "format", 1);
	member_string(t, "kernel", kernel);
	member_string(t, "case", h->name);
	member_string(t, "part", "main");
	member_string(t, "doc", h->doc);
	member_string(t, "qemu", h->machine);
	member_string(t, "cmdline", h->cmdline);
	line_end(t);
}

static void write_end(struct section *s)
{
	line_begin(s->t, "end_ops", NULL);
	member_int(s->t, "n", s->recorded);
	member_int(s->t, "skipped", s->skipped);
	member_int(s->t, "state_overflow", (long long)s->t->lost);
	line_end(s->t);
}

static void record_section(struct section *s)
{
	unsigned int i;

	state_write(s->t, "before");
	for (i = 0; i < s->run->nr_requests; i++)
		run_request(s, &s->run->request[i]);
	set_hardirq(s, false);
	write_end(s);
	state_write(s->t, "after");
	free_what_is_held(s);
}

void run_record(struct run *run, struct text *t)
{
	struct section s = { .run = run, .t = t, .prio = current->prio,
			     .oom_mm = current->signal->oom_mm };
	bool memalloc = current->flags & PF_MEMALLOC;
	unsigned long flags;

	write_head(&run->heading, t);
	local_irq_save(flags);
	record_section(&s);
	set_memalloc(memalloc);
	current->signal->oom_mm = s.oom_mm;
	current->prio = s.prio;
	local_irq_restore(flags);
}
