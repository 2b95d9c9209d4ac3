/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside.c - who may change what from outside, checked one change at a time.
 */
#include "outside.h"

#include "counters.h"
#include "ladder.h"
#include "reserve.h"

/* What a number may become; where nothing narrower is named, anything a page count can be. */
struct range {
	int64_t least, most;
};

static struct range field_range(const struct world *w, const struct event *c)
{
	switch (c->kind) {
	case EVENT_FREE_FACTOR:
	case EVENT_ALLOC_FACTOR:
		return (struct range){ 0, 5 };
	case EVENT_PCP_BATCH:
		return (struct range){ 1, 1 << 20 };
	case EVENT_KSWAPD_ORDER:
		return (struct range){ 0, NR_ORDERS - 1 };
	case EVENT_KSWAPD_HIGHEST_ZONEIDX:
		return (struct range){ 0, w->layout->nr_zones };
	case EVENT_RECLAIM_OUTCOME:
		return (struct range){ RECLAIM_NOSCAN, UINT32_MAX };
	case EVENT_NUMA_STAT:
	case EVENT_VM_EVENT:
		return (struct range){ 0, INT64_MAX / 4 };
	case EVENT_SETTING:
		if (c->v[2] == SET_WATERMARK_BOOST_FACTOR)
			return (struct range){ 0, 1 << 20 };
		return (struct range){ -1, (int64_t)1 << 40 };
	default:
		return (struct range){ 0, UINT32_MAX };
	}
}

/* Numbers of the world itself need no zone; all others live in one. */
static bool needs_zone(const struct event *c)
{
	return c->kind != EVENT_VM_EVENT && c->kind != EVENT_SETTING && c->kind != EVENT_TASK;
}

static const char *field_refused(const struct world *w, const struct event *c, unsigned count)
{
	struct range range;

	if (c->kind == EVENT_MANAGED_PAGES || c->kind == EVENT_NR_ISOLATE_PAGEBLOCK ||
	    c->kind == EVENT_FIRST_DEFERRED_PFN)
		return "this number follows from the lists";
	if (needs_zone(c) ? c->zone >= world_nr_zones(w) : c->zone != NO_ZONE)
		return "there is no such zone";
	if (c->cpu >= w->nr_cpus)
		return "there is no such CPU";
	if (count > 1 && (c->v[2] < 0 || c->v[2] >= count))
		return "there is no such number";
	range = field_range(w, c);
	return c->v[1] < range.least || c->v[1] > range.most ? "the value is out of range" : NULL;
}

/* Cpusets that there will be when changes[i] is made. */
static int64_t cpusets_before(const struct world *w, const struct event *changes, size_t i)
{
	int64_t n = w->nr_cpusets;

	while (i-- > 0)
		n += changes[i].kind == EVENT_CPUSET_ADD;
	return n;
}

static const char *task_refused(const struct world *w, const struct event *changes, size_t i)
{
	const struct event *c = &changes[i];

	switch (c->v[2]) {
	case TASK_CONTEXT:
		return c->v[1] < NR_TASK_CONTEXTS ? NULL : "there is no such context";
	case TASK_CPU:
		return c->v[1] < w->nr_cpus ? NULL : "there is no such CPU";
	case TASK_NODE:
		return c->v[1] < w->nr_nodes && w->node[c->v[1]].online ? NULL :
									  "there is no such node";
	case TASK_CPUSET:
		return c->v[1] < cpusets_before(w, changes, i) ? NULL : "there is no such cpuset";
	case TASK_MEMPOLICY:
		return c->v[1] < NR_MEMPOLICIES ? NULL : "there is no such memory policy";
	case TASK_INTERLEAVE:
		return c->v[1] < MAX_NODES ? NULL : "there is no such node";
	default:
		return NULL;
	}
}

/* On a list, as the first page of a block or behind it. */
static bool is_free(const struct world *w, pfn_t pfn)
{
	for (unsigned o = 0; o < NR_ORDERS; o++) {
		const struct page *head = &w->page[pfn & ~((1u << o) - 1)];

		if (page_is_listed(head) && head->order >= o)
			return true;
	}
	return false;
}

static const char *lru_refused(const struct world *w, const struct event *c)
{
	zid_t zone = c->pfn < w->end_pfn ? world_zone_of(w, c->pfn) : NO_ZONE;

	if (zone == NO_ZONE || c->v[0] < 1 || c->v[0] > zone_end_pfn(&w->zone[zone]) - c->pfn)
		return "no zone holds these pages";
	for (int64_t i = 0; i < c->v[0]; i++) {
		const struct page *p = &w->page[c->pfn + i];

		if (is_free(w, c->pfn + (pfn_t)i))
			return "some of these pages are free";
		if (!(p->flags & PAGE_LRU) == !c->v[1])
			return "some of these pages are so already";
	}
	return NULL;
}

static const char *cpuset_refused(const struct world *w, const struct event *changes, size_t i)
{
	const struct event *c = &changes[i];
	int64_t cpusets = cpusets_before(w, changes, i);

	if (c->kind == EVENT_CPUSET_ADD) {
		if (cpusets >= MAX_CPUSETS)
			return "there is no room for another cpuset";
		return c->v[0] >= 0 && c->v[0] < cpusets ? NULL : "there is no such cpuset";
	}
	if (c->v[0] != MASK_OF_POLICY && (c->v[0] < 0 || c->v[0] > cpusets))
		return "there is no such cpuset";
	return c->v[1] >= 0 && c->v[1] < w->nr_nodes ? NULL : "there is no such node";
}

const char *outside_refused(const struct world *w, const struct event *changes, size_t i)
{
	const struct event *c = &changes[i];
	const char *why = NULL;
	unsigned count;

	switch (c->kind) {
	case EVENT_PAGE_LRU:
		return lru_refused(w, c);
	case EVENT_NODE_ALLOWED:
	case EVENT_CPUSET_ADD:
		return cpuset_refused(w, changes, i);
	default:
		if (c->kind >= NR_EVENT_KINDS || !field_size(c->kind, &count))
			return "this is not changed from outside";
		why = field_refused(w, c, count);
		return !why && c->kind == EVENT_TASK ? task_refused(w, changes, i) : why;
	}
}

static bool node_allowed(const struct world *w, const struct event *c)
{
	return node_isset((unsigned)c->v[1], world_mask(w, c->v[0]));
}

void outside_change(struct machine *m, const struct event *change)
{
	struct event e = *change;
	unsigned count;

	if (field_size(e.kind, &count)) {
		e.v[0] = field_value(machine_world(m), &e);
		if (e.v[0] == e.v[1])
			return;
	}
	if (e.kind == EVENT_NODE_ALLOWED && node_allowed(machine_world(m), &e) == (e.v[2] != 0))
		return;
	/* An earlier change of the same request may have done it. */
	if (e.kind == EVENT_PAGE_LRU && lru_refused(machine_world(m), &e))
		return;
	does_on(m, e.cpu, e);
}

static bool sets_marks(const struct event *change)
{
	return change->kind == EVENT_SETTING &&
	       (change->v[2] == SET_MIN_FREE_KBYTES ||
						 change->v[2] == SET_WATERMARK_SCALE_FACTOR);
}

static void refill_fair_shares(struct machine *m)
{
	const struct world *w = machine_world(m);

	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		const struct zone *z = &w->zone[i];

		if (zone_populated(z))
			mod_zone_stat(m, (zid_t)i, NR_ALLOC_BATCH,
				      z->watermark[WMARK_HIGH] - z->watermark[WMARK_LOW] -
					      z->vm_stat[NR_ALLOC_BATCH]);
	}
}

void outside_settle(struct machine *m, const struct event *changes, size_t n)
{
	bool marks = false;

	for (size_t i = 0; i < n; i++)
		marks |= sets_marks(&changes[i]);
	if (marks && machine_kernel(m)->fair)
		refill_fair_shares(m);
	if (marks && machine_kernel(m)->setup.migrate_reserve)
		setup_migrate_reserves(m);
}
