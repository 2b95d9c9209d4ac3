/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request.c - one request from its first event to its last.
 *
 * Every request begins with REQUEST, which holds what was asked, and ends with RESULT. What no
 * kernel would be asked is refused here, so that the checks below need not doubt their input.
 */
#include "request.h"

#include "buddy.h"
#include "bulk.h"
#include "calls.h"
#include "exact.h"
#include "free.h"
#include "highatomic.h"
#include "mempolicy.h"
#include "outside.h"
#include "pcp.h"
#include "tick.h"

static void say_request(struct machine *m, const struct request *r)
{
	bool has_pfn = r->op == REQ_FREE || r->op == REQ_SPLIT;

	if (machine_heard(m))
		says(m, (struct event){ .kind = EVENT_REQUEST, .zone = NO_ZONE,
					.pfn = has_pfn ? r->pfn : NO_PFN, .link = NO_PFN,
					.order = (uint8_t)(r->order < 255 ? r->order : 255),
					.v = { r->op, r->gfp, r->nid, r->want, r->nodemask != NULL,
					       r->force | r->cold << 1 } });
}

static void say_result(struct machine *m, const struct result *res,
		       const struct alloc_context *ac)
{
	bool block = res->pfn != NO_PFN;

	if (machine_heard(m))
		says(m, (struct event){ .kind = EVENT_RESULT,
					.zone = block ? world_zone_of(machine_world(m), res->pfn)
						      : NO_ZONE,
					.pfn = res->pfn, .link = NO_PFN,
					.order = (uint8_t)ac->order,
					.migratetype = (uint8_t)ac->migratetype,
					.verdict = res->status == REQUEST_DONE,
					.v = { res->status, res->got, ac->nr_attempts,
					       ac->nr_zones, ac->nr_watermarks } });
}

/* ---- refusing ---- */

static const char *api_refused(const struct machine *m, const struct request *r)
{
	if (r->api >= NR_APIS ||
	    (r->api != API_NONE && !machine_kernel(m)->api[r->api].name))
		return "this kernel has no such call";
	return NULL;
}

gfp_t request_mask_at_entry(const struct kernel *k, const struct request *r)
{
	gfp_t gfp = r->gfp;

	for (enum api api = r->api; api != API_NONE && k->api[api].name; api = k->api[api].next)
		gfp = mask_behind(&k->api[api], gfp);
	return gfp;
}

static enum surplus surplus_of(const struct machine *m, const struct request *r)
{
	return r->api < NR_APIS ? machine_kernel(m)->api[r->api].surplus : SURPLUS_NONE;
}

/* alloc_pages_exact(): the order follows from the pages, and the block must come apart. */
static const char *exact_refused(const struct machine *m, const struct request *r)
{
	if (surplus_of(m, r) == SURPLUS_NONE)
		return NULL;
	if (!r->want || r->order != get_order((uint64_t)r->want << PAGE_SHIFT))
		return "so many pages are of another order";
	return request_mask_at_entry(machine_kernel(m), r) & GFP_F_COMP ?
		       "a compound page is not split by split_page()" :
		       NULL;
}

static const char *alloc_refused(const struct machine *m, const struct request *r)
{
	const struct world *w = machine_world(m);
	const gfp_t mobility = GFP_F_MOVABLE | GFP_F_RECLAIMABLE;
	gfp_t gfp = request_mask_at_entry(machine_kernel(m), r);
	gfp_t zones = gfp & (GFP_F_DMA | GFP_F_DMA32 | GFP_F_HIGHMEM);

	if (r->nid != NID_LOCAL &&
	    (r->nid < 0 || (unsigned)r->nid >= w->nr_nodes || !w->node[r->nid].online))
		return "there is no such node";
	if ((gfp & mobility) == mobility)
		return "__GFP_MOVABLE and __GFP_RECLAIMABLE exclude each other";
	if (zones & (zones - 1))
		return "only one of __GFP_DMA, __GFP_DMA32 and __GFP_HIGHMEM makes sense";
	return exact_refused(m, r);
}

static const char *bulk_refused(const struct machine *m, const struct request *r)
{
	if (!machine_kernel(m)->has_bulk)
		return "this kernel has no bulk allocator";
	if (r->order)
		return "the bulk allocator hands out single pages";
	return alloc_refused(m, r);
}

static const char *cold_refused(const struct machine *m, const struct request *r)
{
	if (!r->cold)
		return NULL;
	if (!machine_kernel(m)->pcp.cold)
		return "this kernel frees no page as cold";
	return r->order ? "only single pages are freed as cold" : NULL;
}

/* free_pages_exact(): single pages of one zone, each of them in use. */
static const char *free_exact_refused(const struct world *w, const struct request *r)
{
	const char *why = NULL;
	zid_t zone;

	if (r->order || !r->want)
		return "so many pages are of another order";
	if (r->pfn >= w->end_pfn || r->want > w->end_pfn - r->pfn ||
	    (zone = world_zone_of(w, r->pfn)) == NO_ZONE)
		return "no zone holds so many pages";
	for (pfn_t at = r->pfn; !why && at < r->pfn + r->want; at++)
		why = world_zone_of(w, at) == zone ? free_refused(w, at, 0) :
						     "no zone holds so many pages";
	if (!why && w->zone[zone].nr_in_use < r->want)
		why = "the zone has fewer pages in use";
	return why;
}

static const char *free_request_refused(const struct machine *m, const struct request *r)
{
	const struct world *w = machine_world(m);
	const char *why = cold_refused(m, r);

	if (why)
		return why;
	return r->api == API_FREE_PAGES_EXACT ? free_exact_refused(w, r) :
						free_refused(w, r->pfn, r->order);
}

static const char *unreserve_refused(const struct machine *m)
{
	if (!kernel_has_type(machine_kernel(m), MIGRATE_HIGHATOMIC))
		return "this kernel has no HighAtomic pageblocks";
	return NULL;
}

static const char *split_refused(const struct world *w, const struct request *r)
{
	if (r->pfn >= w->end_pfn || w->page[r->pfn].where != PAGE_ALLOCATED)
		return "no block that a request was given begins here";
	if (w->page[r->pfn].order != r->order)
		return "it was allocated with another order";
	if (w->page[r->pfn].flags & PAGE_COMPOUND)
		return "a compound page is not split by split_page()";
	return NULL;
}

static const char *changes_refused(const struct world *w, const struct request *r)
{
	const char *why = NULL;

	for (size_t i = 0; !why && i < r->nr_changes; i++)
		why = outside_refused(w, r->changes, i);
	return why;
}

static const char *refused(const struct machine *m, const struct request *r)
{
	const struct world *w = machine_world(m);

	switch (r->op) {
	case REQ_ALLOC:
		return alloc_refused(m, r);
	case REQ_BULK:
		return bulk_refused(m, r);
	case REQ_FREE:
		return free_request_refused(m, r);
	case REQ_UNRESERVE:
		return unreserve_refused(m);
	case REQ_SPLIT:
		return split_refused(w, r);
	case REQ_SET:
		return changes_refused(w, r);
	default:
		return NULL;
	}
}

/* ---- carrying out ---- */

static struct result climb_all(struct alloc_context *ac)
{
	struct result res = { .status = REQUEST_FAILED, .pfn = NO_PFN };
	enum verdict v = climb(ac, LADDER_ENTRY);

	if (v == GOT_PAGE) {
		res.status = REQUEST_DONE;
		res.pfn = ac->page;
		res.got = 1;
	} else if (v == WOULD_SLEEP) {
		res.status = REQUEST_WOULD_SLEEP;
		res.work = ac->sleeping_work;
	}
	return res;
}

static struct result run_alloc(struct alloc_context *ac)
{
	struct alloc_context first = *ac;
	struct result res = { .status = REQUEST_FAILED };

	if (ac->prefers_nodes) {
		mempolicy_try_preferred(&first);
		res = climb_all(&first);
		ac->nr_attempts = first.nr_attempts;
		ac->nr_zones = first.nr_zones;
		ac->nr_watermarks = first.nr_watermarks;
	}
	return res.status == REQUEST_DONE ? res : climb_all(ac);
}

static struct result run_bulk(struct alloc_context *ac, const struct request *r)
{
	struct result res = { .status = REQUEST_DONE, .pfn = NO_PFN };

	if (!r->want)
		return res;
	res.got = bulk_from_pcp(ac, r->want, r->pages);
	if (res.got)
		return res;
	res = run_alloc(ac);
	if (res.status == REQUEST_DONE)
		r->pages[0] = res.pfn;
	res.pfn = NO_PFN;
	return res;
}

static struct result run_unreserve(struct machine *m, const struct request *r)
{
	const struct world *w = machine_world(m);
	struct unreserve u = { .zonelist = &w->zonelist[ZONELIST_FALLBACK][w->task[TASK_NODE]],
			       .highest_zoneidx = (unsigned)w->layout->normal,
			       .migratetype = MIGRATE_UNMOVABLE, .force = r->force };

	return (struct result){ .status = REQUEST_DONE, .pfn = NO_PFN,
				.got = unreserve_pageblock(m, &u) };
}

static struct result carry_out(struct alloc_context *ac, const struct request *r)
{
	struct result res = { .status = REQUEST_DONE, .pfn = NO_PFN };

	switch (r->op) {
	case REQ_ALLOC:
		return run_alloc(ac);
	case REQ_BULK:
		return run_bulk(ac, r);
	case REQ_FREE:
		if (r->api == API_FREE_PAGES_EXACT)
			free_pages_exact(ac, r->pfn, r->want);
		else
			free_block(ac->m, r->pfn, r->order, r->cold);
		return res;
	case REQ_SPLIT:
		split_block(ac->m, r->pfn, r->order);
		res.pfn = r->pfn;
		return res;
	case REQ_DRAIN:
		pcp_drain_cpu(ac->m);
		return res;
	case REQ_UNRESERVE:
		return run_unreserve(ac->m, r);
	case REQ_TICK:
		vmstat_tick(ac->m);
		return res;
	case REQ_QUIET_TICK:
		vmstat_quiet(ac->m);
		return res;
	case REQ_SET:
		for (size_t i = 0; i < r->nr_changes; i++)
			outside_change(ac->m, &r->changes[i]);
		outside_settle(ac->m, r->changes, r->nr_changes);
		return res;
	default:
		return (struct result){ .status = REQUEST_INVALID, .pfn = NO_PFN,
					.refused = "no such request" };
	}
}

/* What the call itself does with the block comes after the calls that it made. */
static struct result call_and_carry_out(struct alloc_context *ac, const struct request *r)
{
	enum surplus surplus = r->op == REQ_ALLOC ? surplus_of(ac->m, r) : SURPLUS_NONE;
	struct result res;
	int calls;

	machine_nest(ac->m, 1);
	calls = make_calls(ac, r->api, 0);
	res = carry_out(ac, r);
	machine_nest(ac->m, -calls);
	if (surplus != SURPLUS_NONE && res.status == REQUEST_DONE) {
		machine_nest(ac->m, 1);
		make_alloc_exact(ac, surplus, res.pfn, r->want);
		machine_nest(ac->m, -1);
	}
	machine_nest(ac->m, -1);
	return res;
}

struct result request_run(struct machine *m, const struct request *r)
{
	const struct world *w = machine_world(m);
	const char *why = api_refused(m, r);
	struct alloc_context ac = {
		.m = m, .w = w, .k = machine_kernel(m), .order = r->order, .gfp = r->gfp,
		.nid = r->nid == NID_LOCAL ? (int)w->task[TASK_NODE] : r->nid,
		.caller_nodemask = r->nodemask, .zone = NO_ZONE, .page = NO_PFN, .dirty_node = -1,
		.sleeping = r->sleeping, .survey = r->survey,
	};
	struct result res = { .status = REQUEST_INVALID, .pfn = NO_PFN };

	if (!why)
		why = refused(m, r);
	res.refused = why;
	machine_begin(m, (unsigned)w->task[TASK_CPU]);
	say_request(m, r);
	if (!why)
		res = call_and_carry_out(&ac, r);
	say_result(m, &res, &ac);
	return res;
}
