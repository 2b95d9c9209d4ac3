/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * content_build.c - a world from rows that nobody vouches for.
 *
 * Each row is first held against the ranges of its columns, then against what was put together so
 * far: zones lie in the world and apart from each other, blocks lie in their zone, nothing is put
 * where something is already, and every list grows at its end. So no row can reach outside the
 * world. Whether the counters agree with the lists is asked once, at the end.
 */
#include "content.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/invariants.h"
#include "core/outside.h"
#include "core/zonelist.h"

static bool misfit(struct content *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static bool misfit(struct content *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(c->misfit, sizeof c->misfit, fmt, ap);
	va_end(ap);
	return false;
}

static bool no_memory(struct content *c)
{
	c->out_of_memory = true;
	return misfit(c, "out of memory");
}

bool content_begin(struct content *c, const struct world_shape *s)
{
	*c = (struct content){ 0 };
	if (!s->layout)
		return misfit(c, "its layout of zones is unknown");
	if (s->nr_nodes < 1 || s->nr_nodes > MAX_NODES)
		return misfit(c, "it has %u nodes", s->nr_nodes);
	if (s->nr_cpus < 1 || s->nr_cpus > MAX_CPUS)
		return misfit(c, "it has %u CPUs", s->nr_cpus);
	if (s->pageblock_order < 1 || s->pageblock_order >= NR_ORDERS)
		return misfit(c, "its pageblocks are of order %u", s->pageblock_order);
	if (s->end_pfn >= NO_PFN)
		return misfit(c, "its memory has no end");
	c->world = world_new(s);
	return c->world || no_memory(c);
}

void content_drop(struct content *c)
{
	world_free(c->world);
	c->world = NULL;
}

/* ---- one function a table ---- */

/* The same bounds as for a change made from outside. */
static bool fits_outside(struct content *c, enum event_kind kind, const int64_t *v)
{
	struct event e = { .kind = (uint16_t)kind, .zone = NO_ZONE, .pfn = NO_PFN,
			   .link = NO_PFN, .v = { 0, v[1], v[0] } };
	const char *why = outside_refused(c->world, &e, 0);

	return !why || misfit(c, "%s %" PRId64 " is %" PRId64 ": %s",
			      kind == EVENT_TASK ? "task field" : "setting", v[0], v[1], why);
}

static bool add_cpuset(struct content *c, const int64_t *v)
{
	struct world *w = c->world;

	if (v[0] != w->nr_cpusets || v[1] > v[0])
		return misfit(c, "cpuset %" PRId64 " is out of place", v[0]);
	w->cpuset[w->nr_cpusets++] =
		(struct cpuset){ .parent = (uint32_t)v[1], .hardwall = (uint32_t)v[2] };
	return true;
}

static bool add_node(struct content *c, const int64_t *v)
{
	struct node *node = &c->world->node[v[0]];

	node->online = v[1];
	node->has_cpu = v[2];
	node->start_pfn = (pfn_t)v[3];
	memcpy(&node->present, &v[4], sizeof *node - offsetof(struct node, present));
	return true;
}

static bool add_full_zone(struct content *c, const int64_t *v)
{
	if (v[1] >= world_nr_zones(c->world))
		return misfit(c, "no zonelist has a position %" PRId64, v[1]);
	world_zlc(c->world, (unsigned)v[0])[v[1]] = 1;
	return true;
}

static bool add_allowed_node(struct content *c, const int64_t *v)
{
	struct world *w = c->world;

	if (v[0] > w->nr_cpusets && v[0] != MASK_OF_POLICY)
		return misfit(c, "there is no cpuset %" PRId64, v[0] - 1);
	node_set((unsigned)v[1], (struct nodemask *)world_mask(w, v[0]));
	return true;
}

/* Cut out of the other where the largest blocks end, so that none can be in both. */
static bool lies_inside(int64_t start, int64_t end, int64_t outer_start, int64_t outer_end)
{
	const int64_t largest = 1 << (NR_ORDERS - 1);

	return start > outer_start && end <= outer_end && start % largest == 0 &&
	       (end % largest == 0 || end == outer_end);
}

/* Zones lie apart; or one lies inside another of its node (up to 4.7). */
static bool lie_apart(const struct world *w, unsigned other, int64_t node, int64_t start,
		      int64_t end)
{
	const struct zone *z = &w->zone[other];
	int64_t first = z->start_pfn, last = zone_end_pfn(z);

	if (!z->spanned || start >= last || first >= end)
		return true;
	return zid_node((zid_t)other) == node &&
	       (lies_inside(start, end, first, last) || lies_inside(first, last, start, end));
}

static bool add_zone(struct content *c, const int64_t *v)
{
	struct world *w = c->world;
	struct zone *z = &w->zone[v[0]];
	int64_t start = v[3], spanned = v[4], present = v[5], managed = v[6];

	if (v[1] != zid_node((zid_t)v[0]) || v[2] != zid_idx((zid_t)v[0]) ||
	    v[2] >= w->layout->nr_zones)
		return misfit(c, "zone %" PRId64 " has another node and index", v[0]);
	if (spanned && (start > w->end_pfn || spanned > w->end_pfn - start))
		return misfit(c, "zone %" PRId64 " ends outside the memory", v[0]);
	if (present > spanned || managed > spanned)
		return misfit(c, "zone %" PRId64 " has more pages than it spans", v[0]);
	if (present && !w->node[v[1]].online)
		return misfit(c, "zone %" PRId64 " has memory on a node that is offline", v[0]);
	for (unsigned i = 0; spanned && i < world_nr_zones(w); i++)
		if (!lie_apart(w, i, v[1], start, start + spanned))
			return misfit(c, "zones %u and %" PRId64 " overlap", i, v[0]);
	z->start_pfn = (pfn_t)start;
	memcpy(&z->spanned, &v[4],
	       offsetof(struct zone, free_area) - offsetof(struct zone, spanned));
	return true;
}

static bool add_pageblocks(struct content *c, const int64_t *v)
{
	struct world *w = c->world;
	int64_t first = v[0] >> w->pageblock_order;
	int64_t n = ((int64_t)w->end_pfn >> w->pageblock_order) + 1;

	if (first > n || v[1] > n - first)
		return misfit(c, "pageblocks at pfn %" PRId64 " are outside the memory", v[0]);
	memset(&w->pageblock[first], (int)v[2], (size_t)v[1]);
	return true;
}

/* Is this a free place for a whole block of the zone? */
static bool fits_block(struct content *c, int64_t zone, int64_t pfn, int64_t order)
{
	const struct zone *z = &c->world->zone[zone];

	if (pfn >= c->world->end_pfn || world_zone_of(c->world, (pfn_t)pfn) != zone ||
	    (int64_t)zone_end_pfn(z) - pfn < (int64_t)1 << order)
		return misfit(c, "zone %" PRId64 " does not hold a block of order %" PRId64
			      " at pfn %" PRId64, zone, order, pfn);
	if (c->world->page[pfn].where != PAGE_NOWHERE)
		return misfit(c, "pfn %" PRId64 " is on two lists", pfn);
	for (int64_t at = pfn; at < pfn + ((int64_t)1 << order); at += pageblock_pages(c->world))
		if (pageblock_type(c->world, (pfn_t)at) == NO_MIGRATETYPE)
			return misfit(c, "pfn %" PRId64 " is in no pageblock", at);
	return true;
}

/* A list's blocks come in order, so each stands behind what is last by now. */
static bool fits_position(struct content *c, const struct page_list *list, int64_t position)
{
	pfn_t last = list_last(list);

	if ((position == 0) != (last == NO_PFN))
		return misfit(c, "a list has no first block, or two");
	return true;
}

static bool add_free_block(struct content *c, const int64_t *v)
{
	struct free_area *area = &c->world->zone[v[0]].free_area[v[1]];
	const struct page_list *list = &area->list[v[2]];
	struct event e = { .kind = EVENT_FREE_AREA_ADD, .zone = (zid_t)v[0], .pfn = (pfn_t)v[4],
			   .link = list_last(list), .order = (uint8_t)v[1],
			   .migratetype = (uint8_t)v[2] };

	if (!fits_block(c, v[0], v[4], v[1]) || !fits_position(c, list, v[3]))
		return false;
	world_apply(c->world, &e);
	return true;
}

static bool add_unaccepted(struct content *c, const int64_t *v)
{
	const struct page_list *list = &c->world->zone[v[0]].unaccepted_pages;
	struct event e = { .kind = EVENT_UNACCEPTED_ADD, .zone = (zid_t)v[0], .pfn = (pfn_t)v[2],
			   .link = list_last(list), .order = NR_ORDERS - 1 };

	if (!fits_block(c, v[0], v[2], e.order) || !fits_position(c, list, v[1]))
		return false;
	world_apply(c->world, &e);
	return true;
}

/* The count in the table PCP comes later and takes the place of the one kept here. */
static bool add_pcp_page(struct content *c, const int64_t *v)
{
	const struct page_list *list;
	struct event e = { .kind = EVENT_PCP_ADD, .zone = (zid_t)v[0], .cpu = (uint16_t)v[1],
			   .pfn = (pfn_t)v[4], .order = (uint8_t)v[5],
			   .migratetype = (uint8_t)v[6], .v = { v[2] } };

	list = &world_pcp(c->world, e.zone, e.cpu)->list[v[2]];
	e.link = list_last(list);
	if (!fits_block(c, v[0], v[4], v[5]) || !fits_position(c, list, v[3]))
		return false;
	world_apply(c->world, &e);
	return true;
}

static bool add_pcp(struct content *c, const int64_t *v)
{
	struct pcp *pcp = world_pcp(c->world, (zid_t)v[0], (unsigned)v[1]);

	if (c->world->zone[v[0]].spanned && v[4] < 1)
		return misfit(c, "pcp->batch of zone %" PRId64 " is 0", v[0]);
	memcpy(&pcp->count, &v[2], offsetof(struct pcp, list));
	return true;
}

static bool add_used_blocks(struct content *c, const int64_t *v)
{
	struct world *w = c->world;
	int64_t pages = (int64_t)1 << v[3];
	zid_t zone = v[0] < w->end_pfn ? world_zone_of(w, (pfn_t)v[0]) : NO_ZONE;

	if (zone == NO_ZONE || v[1] > ((int64_t)zone_end_pfn(&w->zone[zone]) - v[0]) / pages)
		return misfit(c, "no zone holds the pages in use at pfn %" PRId64, v[0]);
	for (int64_t i = 0; i < v[1]; i++) {
		struct page *p = &w->page[v[0] + i * pages];

		if (p->where != PAGE_NOWHERE)
			return misfit(c, "pfn %" PRId64 " is free and in use", v[0] + i * pages);
		*p = (struct page){ .where = v[2] ? PAGE_ALLOCATED : PAGE_NOWHERE,
				    .order = (uint8_t)v[3], .flags = (uint8_t)v[4] };
	}
	return true;
}

/* ---- rows ---- */

static bool fits_ranges(struct content *c, const struct content_info *info, const int64_t *v)
{
	for (unsigned i = 0; i < info->columns; i++)
		if (v[i] < info->column[i].least || v[i] > info->column[i].most)
			return misfit(c, "%s.%s is %" PRId64, info->table, info->column[i].name,
				      v[i]);
	return true;
}

/* Numbers that are indices into this world, wherever they stand. */
static bool fits_shape(struct content *c, const struct content_info *info, const int64_t *v)
{
	for (unsigned i = 0; i < info->columns; i++) {
		const char *name = info->column[i].name;

		if ((strcmp(name, "node") == 0 || strcmp(name, "to_node") == 0) &&
		    v[i] >= c->world->nr_nodes)
			return misfit(c, "%s: there is no node %" PRId64, info->table, v[i]);
		if (strcmp(name, "zone") == 0 && v[i] >= world_nr_zones(c->world))
			return misfit(c, "%s: there is no zone %" PRId64, info->table, v[i]);
		if (strcmp(name, "cpu") == 0 && v[i] >= c->world->nr_cpus)
			return misfit(c, "%s: there is no CPU %" PRId64, info->table, v[i]);
	}
	return true;
}

bool content_add(struct content *c, enum content_table table, const int64_t *v)
{
	const struct content_info *info = &content_info[table];
	struct world *w = c->world;

	if (table < c->table)
		return misfit(c, "%s comes too late", info->table);
	c->table = table;
	if (!fits_ranges(c, info, v) || !fits_shape(c, info, v))
		return false;
	switch (table) {
	case CONTENT_SETTING:
		w->setting[v[0]] = v[1];
		return fits_outside(c, EVENT_SETTING, v);
	case CONTENT_CPUSET:
		return add_cpuset(c, v);
	case CONTENT_NODE:
		return add_node(c, v);
	case CONTENT_DISTANCE:
		w->distance[v[0] * w->nr_nodes + v[1]] = (unsigned)v[2];
		return true;
	case CONTENT_ALLOWED_NODE:
		return add_allowed_node(c, v);
	case CONTENT_FULL_ZONE:
		return add_full_zone(c, v);
	case CONTENT_ZONE:
		return add_zone(c, v);
	case CONTENT_PAGEBLOCK:
		return add_pageblocks(c, v);
	case CONTENT_FREE_BLOCK:
		return add_free_block(c, v);
	case CONTENT_UNACCEPTED_UNIT:
		return add_unaccepted(c, v);
	case CONTENT_PCP_PAGE:
		return add_pcp_page(c, v);
	case CONTENT_PCP:
		return add_pcp(c, v);
	case CONTENT_USED_BLOCK:
		return add_used_blocks(c, v);
	case CONTENT_VM_EVENT:
		w->vm_event[v[0]] = v[1];
		return true;
	case CONTENT_TASK:
		w->task[v[0]] = v[1];
		return fits_outside(c, EVENT_TASK, v);
	default:
		return misfit(c, "there is no such table");
	}
}

/* ---- the whole ---- */

/* Pages that are not initialised yet lie at the end of the node's last zone and are nowhere. */
static bool deferred_is_sound(const struct world *w, unsigned n)
{
	int64_t first = w->node[n].first_deferred_pfn;
	const struct zone *last = NULL;

	if (first == NO_PFN)
		return true;
	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
		if (w->zone[zid_of(n, idx)].spanned)
			last = &w->zone[zid_of(n, idx)];
	if (!last || !zone_holds(last, (pfn_t)first))
		return false;
	for (pfn_t pfn = (pfn_t)first; pfn < zone_end_pfn(last); pfn++)
		if (w->page[pfn].where || pageblock_type(w, pfn) == NO_MIGRATETYPE)
			return false;
	return true;
}

bool world_is_sound(const struct world *w, char misfit[MISFIT_TEXT])
{
	struct breach b;

	misfit[0] = '\0';
	if (!w->nr_cpusets)
		snprintf(misfit, MISFIT_TEXT, "it has no cpuset");
	else if (!w->node[w->task[TASK_NODE]].online)
		snprintf(misfit, MISFIT_TEXT, "the task runs on a node that is offline");
	else if (!world_holds_invariants(w, &b))
		snprintf(misfit, MISFIT_TEXT, "%.100s", b.text);
	for (unsigned n = 0; !misfit[0] && n < w->nr_nodes; n++)
		if (!deferred_is_sound(w, n))
			snprintf(misfit, MISFIT_TEXT, "node %u: first_deferred_pfn is wrong", n);
	return !misfit[0];
}

/* Only some kernels leave memory to be accepted later. */
static bool fits_kernel(struct content *c, const struct kernel *k)
{
	for (unsigned i = 0; !k->setup.unaccepted && i < world_nr_zones(c->world); i++)
		if (c->world->zone[i].unaccepted_pages.first)
			return misfit(c, "kernel %s accepts all memory at boot", k->name);
	return true;
}

struct world *content_end(struct content *c, const struct kernel *k)
{
	struct world *w = c->world;

	if (world_is_sound(w, c->misfit) && fits_kernel(c, k) &&
	    !zonelist_build(w, k->setup.node_load_accumulates))
		no_memory(c);
	if (c->misfit[0])
		content_drop(c);
	c->world = NULL;
	return c->misfit[0] ? NULL : w;
}
