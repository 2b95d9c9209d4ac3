/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * workload_cause.c - why a page came out differently, and back to what was traced.
 *
 * Only bulk requests, interrupts and what a tracer cannot see make the lists differ from what the
 * trace alone leaves. Each guess is tried: it is right if the page traced then comes out. If none
 * is, the page is put in use by force, so that the next one means something again.
 */
#include "workload_inside.h"

#include "core/buddy.h"
#include "core/counters.h"
#include "core/free.h"
#include "core/pcp.h"
#include "core/request.h"

/*
 * Pages of a bulk request that nobody told of, wrong guesses before no more are made, how far ahead
 * a page that was predicted may be traced, ticks that nobody told of before one drained.
 */
enum { MOST_GUESSED = 64, MOST_WRONG = 20000, EVENTS_AHEAD = 16, MOST_TICKS = 8 };

const char *workload_cause_words(enum workload_cause cause)
{
	static const char *const words[NR_WORKLOAD_CAUSES] = {
		[CAUSE_BULK_TRACED] = "bulk allocation traced by a probe",
		[CAUSE_BULK_INFERRED] = "bulk allocation inferred",
		[CAUSE_DRAIN] = "drain traced that no free caused",
		[CAUSE_TICK] = "vmstat tick",
		[CAUSE_UNTRACED_FREE] = "untraced free",
		[CAUSE_UNTRACED_ALLOC] = "untraced allocation",
		[CAUSE_INTERRUPT] = "taken before another request, traced behind it",
		[CAUSE_RECLAIM] = "the request slept in reclaim or compaction",
		[CAUSE_OTHER_CPU] = "a CPU that the state does not hold",
		[CAUSE_LOST] = "the tracer lost events",
		[CAUSE_UNEXPLAINED] = "unexplained",
	};

	return words[cause];
}

const char *workload_cause_name(enum workload_cause cause)
{
	static const char *const name[NR_WORKLOAD_CAUSES] = {
		[CAUSE_BULK_TRACED] = "bulk_traced",
		[CAUSE_BULK_INFERRED] = "bulk_inferred",
		[CAUSE_DRAIN] = "drain",
		[CAUSE_TICK] = "tick",
		[CAUSE_UNTRACED_FREE] = "untraced_free",
		[CAUSE_UNTRACED_ALLOC] = "untraced_allocation",
		[CAUSE_INTERRUPT] = "interrupt",
		[CAUSE_RECLAIM] = "reclaim",
		[CAUSE_OTHER_CPU] = "other_cpu",
		[CAUSE_LOST] = "lost_events",
		[CAUSE_UNEXPLAINED] = "unexplained",
	};

	return name[cause];
}

/* ---- by force ---- */

/* The first page of the known block, on a list or in use, that holds this one, or NO_PFN. */
static pfn_t block_around(const struct world *w, pfn_t pfn)
{
	for (unsigned o = 0; o < NR_ORDERS; o++) {
		pfn_t head = pfn & ~((1u << o) - 1);

		if (w->page[head].where != PAGE_NOWHERE && w->page[head].order >= o)
			return head;
	}
	return NO_PFN;
}

static bool is_on_list(const struct world *w, pfn_t pfn)
{
	pfn_t head = block_around(w, pfn);

	return head != NO_PFN && w->page[head].where != PAGE_ALLOCATED;
}

static void use(struct workload *l, zid_t zone, struct block b)
{
	does(l->m, (struct event){ .kind = EVENT_BLOCK_ALLOCATED, .zone = zone, .pfn = b.pfn,
				   .link = NO_PFN, .order = (uint8_t)b.order });
}

/* A block in use that holds the one at pfn, into halves until that is one of them. */
static void carve_used(struct workload *l, pfn_t head, pfn_t pfn, unsigned order)
{
	zid_t zone = world_zone_of(l->w, head);
	unsigned o = l->w->page[head].order;

	does(l->m, (struct event){ .kind = EVENT_BLOCK_FREED, .zone = zone, .pfn = head,
				   .link = NO_PFN, .order = (uint8_t)o,
				   .v = { l->w->page[head].flags, 1 } });
	while (o-- > order) {
		pfn_t upper = head + (1u << o);
		bool in_upper = pfn >= upper;

		use(l, zone, (struct block){ in_upper ? head : upper, o, 0 });
		head = in_upper ? upper : head;
	}
	use(l, zone, (struct block){ pfn, order, 0 });
}

static void take_from_buddy(struct workload *l, zid_t zone, pfn_t head, struct block wanted)
{
	const struct page *p = &l->w->page[head];
	unsigned o = p->order;
	uint8_t mt = p->migratetype;

	does(l->m, (struct event){ .kind = EVENT_FREE_AREA_DEL, .zone = zone, .pfn = head,
				   .link = p->prev - 1, .order = p->order, .migratetype = mt });
	while (o-- > wanted.order) {
		pfn_t upper = head + (1u << o);
		bool in_upper = wanted.pfn >= upper;

		does(l->m, (struct event){ .kind = EVENT_FREE_AREA_ADD, .zone = zone,
					   .pfn = in_upper ? head : upper, .link = NO_PFN,
					   .order = (uint8_t)o, .migratetype = mt });
		head = in_upper ? upper : head;
	}
	if (l->k->buddy.counts_on_lists)
		account_free_pages(l->m, zone, -((int64_t)1 << wanted.order), mt);
	else
		mod_free_pages(l->m, zone, -((int64_t)1 << wanted.order), mt);
	use(l, zone, wanted);
}

/* The CPU on whose list a block is: lists are told apart by their first block. */
static unsigned pcp_owner(const struct world *w, zid_t zone, pfn_t pfn, unsigned list)
{
	unsigned cpu = 0;

	while (page_prev(w, pfn) != NO_PFN)
		pfn = page_prev(w, pfn);
	while (cpu + 1 < w->nr_cpus && list_first(&world_pcp(w, zone, cpu)->list[list]) != pfn)
		cpu++;
	return cpu;
}

static void take_from_pcp(struct workload *l, zid_t zone, pfn_t head, struct block wanted)
{
	const struct page *p = &l->w->page[head];
	unsigned list = pcp_list(&l->k->pcp, p->order,
				 p->migratetype < MIGRATE_PCPTYPES ? p->migratetype
								   : (uint8_t)MIGRATE_MOVABLE);
	unsigned order = p->order;

	does_on(l->m, pcp_owner(l->w, zone, head, list),
		(struct event){ .kind = EVENT_PCP_DEL, .zone = zone, .pfn = head,
				.link = p->prev - 1, .order = p->order,
				.migratetype = p->migratetype, .v = { list } });
	use(l, zone, (struct block){ head, order, 0 });
	if (order > wanted.order)
		carve_used(l, head, wanted.pfn, wanted.order);
}

void workload_take(struct workload *l, pfn_t pfn, unsigned order)
{
	pfn_t head = block_around(l->w, pfn);
	zid_t zone = world_zone_of(l->w, pfn);
	struct block wanted = { pfn, order, 0 };

	if (head == NO_PFN || l->w->page[head].order < order)
		return;
	machine_begin(l->m, (unsigned)l->w->task[TASK_CPU]);
	if (l->w->page[head].where == PAGE_FREE)
		take_from_buddy(l, zone, head, wanted);
	else if (l->w->page[head].where == PAGE_PCP)
		take_from_pcp(l, zone, head, wanted);
}

/* The counters that an allocation counts. */
static void count_by_force(struct workload *l, const struct trace_event *e)
{
	zid_t zone = world_zone_of(l->w, e->pfn);

	if (zone == NO_ZONE)
		return;
	count_pgalloc(l->m, zone, (int64_t)1 << e->order);
	if (!l->k->numa_by_cpu)
		zone_statistics(l->m, zone, zone, 1);
}

/* ---- guesses ---- */

static bool guessed(struct workload *l, const struct trace_event *e)
{
	struct request r = traced_request(e);

	return workload_ask(l, &r).pfn == e->pfn;
}

/* How many blocks stand before it on its list, if there are few; else one too many. */
static unsigned blocks_before(const struct world *w, pfn_t pfn)
{
	unsigned n = 0;

	while (n <= MOST_GUESSED && (pfn = page_prev(w, pfn)) != NO_PFN)
		n++;
	return n;
}

/*
 * Bulk requests take from the head of a list: as many pages as stand before the one traced, or, if
 * that is not on the list yet, some more than there are.
 */
static bool guess_bulk(struct workload *l, const struct trace_event *e)
{
	bool on_pcp = l->w->page[e->pfn].where == PAGE_PCP;
	unsigned first = on_pcp ? blocks_before(l->w, e->pfn) : 1;
	unsigned last = on_pcp ? first : MOST_GUESSED;
	pfn_t pages[MOST_GUESSED];

	if (!l->k->has_bulk || e->order)
		return false;
	l->o->guesses_ended = l->guesses >= MOST_WRONG;
	if (l->o->guesses_ended)
		return false;
	for (unsigned n = first ? first : 1; n <= last && n <= MOST_GUESSED; n++) {
		struct request r = { .op = REQ_BULK, .nid = NID_LOCAL, .pfn = NO_PFN,
				     .gfp = e->gfp & ~(gfp_t)GFP_F_ACCOUNT, .want = n,
				     .pages = pages };

		if (workload_ask(l, &r).got == n && guessed(l, e)) {
			l->o->influences[CAUSE_BULK_INFERRED]++;
			return true;
		}
		workload_undo(l, 0);
		l->guesses++;
	}
	return false;
}

/* Somebody gave it back untold: it would be the first to go out again. */
static bool guess_free(struct workload *l, const struct trace_event *e)
{
	struct request r = { .op = REQ_FREE, .order = e->order, .nid = NID_LOCAL, .pfn = e->pfn };

	if (workload_ask(l, &r).status != REQUEST_INVALID && guessed(l, e)) {
		l->o->influences[CAUSE_UNTRACED_FREE]++;
		return true;
	}
	workload_undo(l, 0);
	return false;
}

/* Is the page that was predicted traced a little later? */
static bool comes_later(const struct workload *l, pfn_t pfn)
{
	size_t end = l->at + EVENTS_AHEAD < l->trace.n ? l->at + EVENTS_AHEAD : l->trace.n;

	for (size_t i = l->at + 1; i < end; i++) {
		const struct trace_event *e = &l->trace.event[i];

		if (e->pfn == pfn && e->kind != TRACE_LOCKED && e->kind != TRACE_EXTFRAG)
			return e->kind == TRACE_ALLOC;
	}
	return false;
}

/* What a guess that comes out right explains; the world then is as after the request. */
static enum workload_cause guess(struct workload *l, const struct trace_event *e, pfn_t predicted)
{
	if (!is_on_list(l->w, e->pfn))
		return guess_free(l, e) ? CAUSE_UNTRACED_FREE : NR_WORKLOAD_CAUSES;
	if (predicted != NO_PFN && comes_later(l, predicted))
		return NR_WORKLOAD_CAUSES;
	return guess_bulk(l, e) ? CAUSE_BULK_INFERRED : NR_WORKLOAD_CAUSES;
}

static enum workload_cause cause_without_guess(const struct workload *l,
					       const struct trace_event *e,
					       const struct result *got)
{
	if (e->cpu >= l->w->nr_cpus)
		return CAUSE_OTHER_CPU;
	if (got->status == REQUEST_WOULD_SLEEP)
		return CAUSE_RECLAIM;
	if (l->lost)
		return CAUSE_LOST;
	if (got->pfn != NO_PFN && e->pfn != NO_PFN && is_on_list(l->w, e->pfn) &&
	    comes_later(l, got->pfn))
		return CAUSE_INTERRUPT;
	return CAUSE_UNEXPLAINED;
}

enum workload_cause workload_reconcile(struct workload *l, const struct result *got)
{
	const struct trace_event *e = &l->trace.event[l->at];
	enum workload_cause cause = NR_WORKLOAD_CAUSES;

	if (l->strict)
		return cause_without_guess(l, e, got);
	workload_undo(l, 0);
	if (e->pfn != NO_PFN && e->cpu < l->w->nr_cpus)
		cause = guess(l, e, got->pfn);
	if (cause != NR_WORKLOAD_CAUSES)
		return cause;
	cause = cause_without_guess(l, e, got);
	if (e->pfn != NO_PFN) {
		workload_take(l, e->pfn, e->order);
		count_by_force(l, e);
	}
	return cause;
}

/* ---- frees and drains that come unexpected ---- */

bool workload_free(struct workload *l, pfn_t pfn, unsigned order, bool cold)
{
	struct request r = { .op = REQ_FREE, .order = order, .nid = NID_LOCAL, .pfn = pfn,
			     .cold = cold };
	pfn_t head;

	if (workload_ask(l, &r).status != REQUEST_INVALID)
		return true;
	l->stopped = l->strict;
	if (l->stopped)
		return true;
	head = block_around(l->w, pfn);
	if (head != NO_PFN && l->w->page[head].where == PAGE_ALLOCATED &&
	    l->w->page[head].order > order) {
		/* split_page(), or the parts that __free_pages() gives back before the last. */
		machine_begin(l->m, (unsigned)l->w->task[TASK_CPU]);
		carve_used(l, head, pfn, order);
		workload_settle(l);
		workload_ask(l, &r);
		return true;
	}
	workload_take(l, pfn, order);
	workload_settle(l);
	workload_ask(l, &r);
	return false;
}

/* How many of the run's events are the blocks just drained; -1 if one of these is another. */
static ptrdiff_t drained_as_traced(const struct workload *l, size_t run)
{
	size_t n = 0;

	for (size_t i = 0; i < l->nr_events; i++) {
		if (l->event[i].kind != EVENT_PCP_DEL)
			continue;
		if (n == run || l->trace.event[l->at + n].pfn != l->event[i].pfn)
			return -1;
		n++;
	}
	return (ptrdiff_t)n;
}

/* One of these requests, made a few times, drains what was traced: how many events that is. */
static size_t guess_drain(struct workload *l, size_t run, enum request_op op, unsigned most)
{
	struct request r = { .op = op, .nid = NID_LOCAL, .pfn = NO_PFN };
	ptrdiff_t n = 0;

	for (unsigned times = 1; n == 0 && times <= most; times++) {
		workload_ask(l, &r);
		n = drained_as_traced(l, run);
		if (n > 0) {
			l->o->influences[op == REQ_TICK ? CAUSE_TICK : CAUSE_DRAIN] += times;
			return (size_t)n;
		}
	}
	workload_undo(l, 0);
	return 0;
}

/* free_pcppages_bulk() takes the tail of a list. */
static void drain_block(struct workload *l, pfn_t pfn)
{
	const struct page *p = &l->w->page[pfn];
	zid_t zone = world_zone_of(l->w, pfn);
	unsigned list;

	if (p->where != PAGE_PCP)
		return;
	list = pcp_list(&l->k->pcp, p->order,
			p->migratetype < MIGRATE_PCPTYPES ? p->migratetype
							  : (uint8_t)MIGRATE_MOVABLE);
	machine_begin(l->m, (unsigned)l->w->task[TASK_CPU]);
	if (list_last(&world_pcp(l->w, zone, machine_cpu(l->m))->list[list]) == pfn)
		pcp_free_tail(l->m, zone, list);
}

size_t workload_drain(struct workload *l)
{
	size_t run = 1, n;

	while (l->at + run < l->trace.n && l->trace.event[l->at + run].kind == TRACE_DRAIN &&
	       l->trace.event[l->at + run].pfn < l->w->end_pfn)
		run++;
	n = guess_drain(l, run, REQ_DRAIN, 1);
	if (!n)
		n = guess_drain(l, run, REQ_TICK, MOST_TICKS);
	if (n)
		return n;
	l->o->influences[CAUSE_DRAIN]++;
	for (size_t i = 0; i < run; i++)
		drain_block(l, l->trace.event[l->at + i].pfn);
	return run;
}
