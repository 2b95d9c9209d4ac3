/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * oracle.c - requests to the list that tests/oracle has a real kernel make.
 *
 * A recording names blocks by page frame number. Another kernel will give out others, so here each
 * block gets a handle when it is given out, and is freed by it:
 *
 *	alloc_pages GFP_ATOMIC 2 = 4096      alloc 7 2 __GFP_HIGH|__GFP_ATOMIC|...
 *	split_page 4096                      split 7
 *	__free_pages 4098 0                  free 7+2
 *
 * What a request got here decides nothing there; it is only how the handle is found again. One that
 * got nothing here is asked all the same: the other kernel may serve it.
 */
#include "walk.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/gfp.h"

enum { NOTE_TEXT = 200, MAX_LIST_BULK = 65536, MAX_LIST_HANDLES = 1 << 22 };

/* The block that begins at a page frame: handle + 1, or 0 where none does. */
struct held {
	uint32_t handle, piece;
	uint8_t order;
	bool is_piece;          /* of a split block, or a page of a bulk request */
};

struct oracle {
	const struct export_job *job;
	struct held *held;      /* by page frame, as many as the machine has */
	uint32_t nr_handles;
	bool began;             /* a request has been written: sysctls come too late */
	bool memalloc, hardirq; /* what the list has switched on */
	const struct reader_request *now;
};

/* ---- notes ---- */

static void note(const struct oracle *o, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void note(const struct oracle *o, const char *fmt, ...)
{
	const struct export_notes *notes = &o->job->notes;
	char text[NOTE_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	notes->note(notes->self, o->now->id, o->now->statement, text);
}

/* ---- pages ---- */

static struct held *held_at(const struct oracle *o, pfn_t pfn)
{
	return pfn < o->job->session->shape.end_pfn ? &o->held[pfn] : NULL;
}

static void hold(struct oracle *o, pfn_t pfn, struct held h)
{
	struct held *at = held_at(o, pfn);

	if (at)
		*at = h;
}

/* The blocks that the request got, each under the handle; those of a bulk request are pieces. */
static void hold_result(struct oracle *o, const struct export_request *q, bool bulk)
{
	uint32_t piece = 0;

	for (size_t i = 0; i < q->nr_events; i++) {
		const struct event *e = &q->event[i];

		if (e->kind == EVENT_BLOCK_ALLOCATED && e->order < NR_ORDERS)
			hold(o, e->pfn, (struct held){ o->nr_handles, piece++, e->order, bulk });
	}
}

/* ---- asking ---- */

static void print_nodemask(FILE *out, const struct nodemask *mask)
{
	unsigned long low = 0;

	for (unsigned n = 0; n < 64; n++)
		low |= (unsigned long)node_isset(n, mask) << n;
	fprintf(out, " nodemask=0x%lx", low);
}

static bool fits_nodes(const struct oracle *o, const struct request *q)
{
	if (q->nid >= 64) {
		note(o, "left out: only nodes 0 to 63 can be named");
		return false;
	}
	for (unsigned n = 64; q->nodemask && n < MAX_NODES; n++)
		if (node_isset(n, q->nodemask)) {
			note(o, "left out: only nodes 0 to 63 can be named");
			return false;
		}
	return true;
}

/* Single flags by their names, without those that cannot be asked with interrupts off. */
static void print_flags(const struct oracle *o, gfp_t gfp)
{
	const gfp_t sleeping = GFP_F_DIRECT_RECLAIM | GFP_F_WAIT;
	const struct gfp_name *name = o->job->session->kernel->gfp;
	const char *bar = " ";

	if (gfp & GFP_F_NOFAIL)
		note(o, "__GFP_NOFAIL left out: it would wait for others");
	gfp &= ~(sleeping | GFP_F_NOFAIL);
	for (; name->name; name++) {
		if (!(gfp & name->flag))
			continue;
		fprintf(o->job->out, "%s%s", bar, name->name);
		gfp &= ~name->flag;
		bar = "|";
	}
	if (gfp)
		note(o, "left out: gfp flags 0x%x, which the kernel does not have", gfp);
	if (bar[0] == ' ')
		fputs(" 0", o->job->out);
}

static void print_place(const struct oracle *o, const struct request *q)
{
	if (q->nid != NID_LOCAL)
		fprintf(o->job->out, " nid=%d", q->nid);
	if (q->nodemask)
		print_nodemask(o->job->out, q->nodemask);
	fputc('\n', o->job->out);
}

static bool can_ask(const struct oracle *o, const struct request *q)
{
	if (o->nr_handles == MAX_LIST_HANDLES) {
		note(o, "left out: a list names at most %d blocks", MAX_LIST_HANDLES);
		return false;
	}
	if (q->op == REQ_BULK && (!q->want || q->want > MAX_LIST_BULK)) {
		note(o, "left out: a bulk request is for 1 to %d pages", MAX_LIST_BULK);
		return false;
	}
	return fits_nodes(o, q);
}

/* The block in single pages, without those that nobody asked for. */
static void write_exact(struct oracle *o, const struct request *asked, pfn_t pfn)
{
	enum surplus how = o->job->session->kernel->api[asked->api].surplus;
	uint32_t handle = o->nr_handles;

	if (how == SURPLUS_NONE || pfn == NO_PFN)
		return;
	fprintf(o->job->out, "split %" PRIu32 "\n", handle - 1);
	for (uint32_t i = 0; i < 1u << asked->order; i++) {
		if (i < asked->want) {
			hold(o, pfn + i, (struct held){ handle, i, 0, true });
			continue;
		}
		hold(o, pfn + i, (struct held){ 0 });
		fprintf(o->job->out, "free %" PRIu32 "+%" PRIu32 "\n", handle - 1, i);
	}
	if (how == SURPLUS_TO_BUDDY_TAIL)
		note(o, "the pages behind those asked for are freed through the PCP lists");
}

static void write_asked(struct oracle *o, const struct export_request *q)
{
	const struct request *asked = &q->asked->q;
	bool bulk = asked->op == REQ_BULK;

	if (!can_ask(o, asked))
		return;
	fprintf(o->job->out, "%s %" PRIu32 " %u", bulk ? "bulk" : "alloc", o->nr_handles,
		bulk ? asked->want : asked->order);
	print_flags(o, request_mask_at_entry(o->job->session->kernel, asked));
	print_place(o, asked);
	o->nr_handles++;
	hold_result(o, q, bulk);
	if (asked->op == REQ_ALLOC && asked->order < NR_ORDERS)
		write_exact(o, asked, q->result->pfn);
}

/* ---- giving back ---- */

/* False, with the reason told, if the list cannot speak of this page. */
static bool write_free_page(struct oracle *o, const struct request *q, pfn_t pfn)
{
	struct held *h = held_at(o, pfn);

	if (!h || !h->handle) {
		note(o, "left out: the page was in use before the first request");
		return false;
	}
	if (h->order != q->order) {
		note(o, "left out: a part of a block that was not split");
		return false;
	}
	if (q->cold)
		note(o, "freed as any other page: cold frees cannot be asked");
	fprintf(o->job->out, "free %" PRIu32, h->handle - 1);
	if (h->is_piece)
		fprintf(o->job->out, "+%" PRIu32, h->piece);
	fputc('\n', o->job->out);
	*h = (struct held){ 0 };
	return true;
}

static void write_free(struct oracle *o, const struct request *q)
{
	uint32_t pages = q->api == API_FREE_PAGES_EXACT ? q->want : 1;

	for (uint32_t i = 0; i < pages && write_free_page(o, q, q->pfn + i); i++)
		;
}

static void write_split(struct oracle *o, const struct export_request *q)
{
	struct held *h = held_at(o, q->asked->q.pfn), whole;

	if (!h || !h->handle || h->is_piece) {
		note(o, "left out: not a block that one request gave");
		return;
	}
	whole = *h;
	fprintf(o->job->out, "split %" PRIu32 "\n", whole.handle - 1);
	for (uint32_t i = 0; i < 1u << whole.order; i++)
		hold(o, q->asked->q.pfn + i, (struct held){ whole.handle, i, 0, true });
}

/* ---- changes from outside ---- */

static const struct {
	enum setting setting;
	const char *sysctl;
} sysctls[] = {
	{ SET_MIN_FREE_KBYTES, "vm.min_free_kbytes" },
	{ SET_WATERMARK_BOOST_FACTOR, "vm.watermark_boost_factor" },
	{ SET_WATERMARK_SCALE_FACTOR, "vm.watermark_scale_factor" },
	{ SET_PERCPU_PAGELIST_HIGH_FRACTION, "vm.percpu_pagelist_high_fraction" },
	{ SET_NODE_RECLAIM_MODE, "vm.zone_reclaim_mode" },
	{ SET_DIRTY_RATIO, "vm.dirty_ratio" },
	{ SET_DIRTY_BYTES, "vm.dirty_bytes" },
	{ SET_MIN_UNMAPPED_RATIO, "vm.min_unmapped_ratio" },
	{ SET_MIN_SLAB_RATIO, "vm.min_slab_ratio" },
	{ SET_NUMA_STAT, "vm.numa_stat" },
};

static const char *sysctl_of(int64_t setting)
{
	for (size_t i = 0; i < sizeof sysctls / sizeof *sysctls; i++)
		if ((int64_t)sysctls[i].setting == setting)
			return sysctls[i].sysctl;
	return NULL;
}

/* Whether the change was a setting that the guest can be given before it begins. */
static bool write_setting(struct oracle *o, const struct event *e)
{
	const char *name = sysctl_of(e->v[2]);

	if (!name || o->began)
		return false;
	/* Either dirty limit takes the other's place in the guest too, and 0 bytes is no limit. */
	if (e->v[2] != SET_DIRTY_BYTES || e->v[1])
		fprintf(o->job->out, "sysctl %s %" PRId64 "\n", name, e->v[1]);
	return true;
}

static void write_switch(const struct oracle *o, const char *name, bool on)
{
	fprintf(o->job->out, "%s %s\n", name, on ? "on" : "off");
}

/* Of a task's flags one can be switched. It says whether that is all there was to change. */
static bool write_task_flags(struct oracle *o, int64_t flags)
{
	const int64_t others = PF_EXITING | PF_MEMALLOC_NOFS | PF_MEMALLOC_NOIO | PF_LESS_THROTTLE |
			       PF_MEMALLOC_PIN;
	bool memalloc = flags & PF_MEMALLOC;

	if (memalloc != o->memalloc)
		write_switch(o, "memalloc", memalloc);
	o->memalloc = memalloc;
	return !(flags & others);
}

static bool write_context(struct oracle *o, int64_t context)
{
	bool hardirq = context == IN_HARDIRQ;

	if (hardirq != o->hardirq)
		write_switch(o, "hardirq", hardirq);
	o->hardirq = hardirq;
	return hardirq || context == IN_TASK;
}

static bool write_task(struct oracle *o, const struct event *e)
{
	switch ((enum task_field)e->v[2]) {
	case TASK_FLAGS:
		return write_task_flags(o, e->v[1]);
	case TASK_RT:
		write_switch(o, "rt", e->v[1]);
		return true;
	case TASK_OOM_VICTIM:
		write_switch(o, "oom_victim", e->v[1]);
		return true;
	case TASK_CONTEXT:
		return write_context(o, e->v[1]);
	default:
		return false;
	}
}

/* Marks and sizes that a sysctl changes with it follow in the guest by themselves. */
static void write_changes(struct oracle *o, const struct request *q)
{
	size_t said = 0, settings = 0;

	for (size_t i = 0; i < q->nr_changes; i++) {
		const struct event *e = &q->changes[i];
		bool setting = e->kind == EVENT_SETTING && write_setting(o, e);

		settings += setting;
		said += setting || (e->kind == EVENT_TASK && write_task(o, e));
	}
	if (!settings && said < q->nr_changes)
		note(o, "left out: the guest cannot be changed so%s",
		     o->began ? ", or not any more" : "");
}

/* ---- the whole ---- */

static void write_request(struct oracle *o, const struct export_request *q)
{
	switch (q->asked->q.op) {
	case REQ_ALLOC:
	case REQ_BULK:
		write_asked(o, q);
		break;
	case REQ_FREE:
		write_free(o, &q->asked->q);
		break;
	case REQ_SPLIT:
		write_split(o, q);
		break;
	case REQ_DRAIN:
		fputs("drain\n", o->job->out);
		break;
	case REQ_UNRESERVE:
		fprintf(o->job->out, "unreserve%s\n", q->asked->q.force ? " force" : "");
		break;
	case REQ_SET:
		write_changes(o, &q->asked->q);
		return;
	default:
		note(o, "left out: no clock ticks while interrupts are off");
		return;
	}
	o->began = true;
}

static bool visit(void *self, const struct export_request *q)
{
	struct oracle *o = self;

	o->now = q->asked;
	if (!q->result || q->result->v[0] == REQUEST_INVALID)
		note(o, "left out: it was refused, or cut off");
	else
		write_request(o, q);
	return true;
}

/* What ran, if that was a file; else what the machine was made from. */
static const char *named_after(const struct reader_session *s)
{
	const char *from = strpbrk(s->source, "./") ? s->source : s->origin;
	const char *slash = strrchr(from, '/');

	return slash ? slash + 1 : from;
}

/* A name for the recording, in plain letters. */
static void write_case(const struct export_job *job)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_";
	const char *at = named_after(job->session);

	fputs("case ", job->out);
	for (size_t n = strcspn(at, "."); n > 0; n--, at++)
		fputc(strchr(plain, *at) ? *at : '_', job->out);
	fprintf(job->out,
		"\ndoc session %" PRId64 ", branch %" PRId64 ", recorded on the rules of %s\n",
		job->session->id, job->branch->id, job->session->kernel->name);
}

enum export_status export_oracle(const struct export_job *job, struct diag *d)
{
	struct oracle o = { .job = job };
	enum export_status status;

	o.held = calloc((size_t)job->session->shape.end_pfn + 1, sizeof *o.held);
	if (!o.held) {
		snprintf(d->message, sizeof d->message, "out of memory");
		return EXPORT_MACHINE_FAILED;
	}
	write_case(job);
	status = export_walk(job, (struct export_visitor){ visit, &o }, d);
	free(o.held);
	return status;
}
