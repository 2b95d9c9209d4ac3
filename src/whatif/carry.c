/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * carry.c - each kind of remedy as changes of the bench's world, or of the request.
 *
 * Numbers are set as changes from outside are (outside.c); pages come from those in use (bench.c).
 */
#include "carry.h"

#include "core/checks.h"

bool dirty_by_zone(const struct trial *t)
{
	return t->k->ladder[LADDER_ZONE][rung_row(t->f->rung)].run == check_zone_dirty_limit;
}

/* ---- changes of the world ---- */

static bool do_pages(struct trial *t, const struct remedy *m)
{
	const struct request *r = t->r;
	struct more_pages more = {
		.zone = t->f->zone, .pages = m->amount, .blocks = m->blocks, .order = r->order,
		.migratetype = (uint8_t)gfp_migratetype(
			r->gfp, t->b->w->setting[SET_MOBILITY_DISABLED] != 0),
	};

	return bench_free(t->b, &more);
}

static bool do_lower(struct trial *t, enum event_kind kind, int64_t index, int64_t now,
		     int64_t amount)
{
	if (amount > now)
		return false;
	bench_set(t->b, kind, t->f->zone, index, now - amount);
	return true;
}

/* The class index for lowmem_reserve is the kernel's to choose: all from the zone's own on. */
static bool do_reserve(struct trial *t, int64_t amount)
{
	const struct zone *z = &t->b->w->zone[t->f->zone];

	if (amount > t->f->lowmem_reserve)
		return false;
	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
		if (z->lowmem_reserve[idx] == t->f->lowmem_reserve)
			bench_set(t->b, EVENT_LOWMEM_RESERVE_SET, t->f->zone, idx,
				  t->f->lowmem_reserve - amount);
	return true;
}

/* The task, its cpuset and all above it may use the node. */
static bool do_cpuset(struct trial *t, unsigned node)
{
	const struct world *w = t->b->w;
	struct event e = { .kind = EVENT_NODE_ALLOWED, .zone = NO_ZONE, .pfn = NO_PFN,
			   .v = { 0, node, 1 } };
	uint32_t set = (uint32_t)w->task[TASK_CPUSET];

	if (!node_isset(node, &w->mems_allowed))
		bench_do(t->b, e);
	for (;; set = w->cpuset[set].parent) {
		e.v[0] = (int64_t)set + 1;
		if (set < w->nr_cpusets && !node_isset(node, &w->cpuset[set].mems))
			bench_do(t->b, e);
		if (set >= w->nr_cpusets || w->cpuset[set].parent == set)
			return true;
	}
}

/* Dirty pages first, then those under writeback; where zones count, the zone's. */
static bool do_dirty(struct trial *t, int64_t amount)
{
	static const enum node_stat order[] = { NR_FILE_DIRTY, NR_WRITEBACK, NR_UNSTABLE_NFS };
	const struct world *w = t->b->w;
	bool of_zone = dirty_by_zone(t);
	enum event_kind kind = of_zone ? EVENT_ZONE_STAT : EVENT_NODE_STAT;
	zid_t zone = of_zone ? t->f->zone : zid_of(zid_node(t->f->zone), 0);

	for (size_t i = 0; i < sizeof order / sizeof *order && amount > 0; i++) {
		const int64_t *stat = of_zone ? w->zone[zone].stat : w->node[zid_node(zone)].stat;
		int64_t less = stat[order[i]] < amount ? stat[order[i]] : amount;

		bench_set(t->b, kind, zone, order[i], stat[order[i]] - less);
		amount -= less;
	}
	return amount == 0;
}

static bool do_reclaim(struct trial *t, int64_t amount)
{
	int64_t mode = t->b->w->setting[SET_NODE_RECLAIM_MODE];

	bench_set(t->b, EVENT_SETTING, NO_ZONE, SET_NODE_RECLAIM_MODE, mode ? mode : 1);
	bench_set(t->b, EVENT_RECLAIM_OUTCOME, zid_of(zid_node(t->f->zone), 0), 0, amount);
	return true;
}

static bool change_world(struct trial *t, const struct remedy *m)
{
	const struct zone *z = &t->b->w->zone[t->f->zone];

	switch (m->kind) {
	case REMEDY_PAGES:
		return do_pages(t, m);
	case REMEDY_MARK:
		return do_lower(t, EVENT_WATERMARK_SET, t->f->wmark, z->watermark[t->f->wmark],
				m->amount);
	case REMEDY_RESERVE:
		return do_reserve(t, m->amount);
	case REMEDY_CPUSET:
		return do_cpuset(t, (unsigned)m->amount);
	case REMEDY_FLAG:
		return !m->with_node || do_cpuset(t, zid_node(t->f->zone));
	case REMEDY_DIRTY:
		return do_dirty(t, m->amount);
	case REMEDY_SHARE:
		bench_set(t->b, EVENT_ZONE_FLAGS, t->f->zone, 0, z->flags & ~ZONE_FAIR_DEPLETED);
		return true;
	case REMEDY_TIME:
		bench_set(t->b, EVENT_SETTING, NO_ZONE, SET_JIFFIES,
			  t->b->w->setting[SET_JIFFIES] + m->amount);
		return true;
	case REMEDY_RECLAIM:
		return do_reclaim(t, m->amount);
	default:
		return true;
	}
}

/* ---- changes of the request ---- */

static void add_node(const struct trial *t, unsigned node, struct request *r,
		     struct nodemask *mask)
{
	*mask = *t->r->nodemask;
	node_set(node, mask);
	r->nodemask = mask;
}

/* What is asked differently; the mask is the caller's room. */
static bool change_request(const struct trial *t, const struct remedy *m, struct request *r,
			   struct nodemask *mask)
{
	switch (m->kind) {
	case REMEDY_ORDER:
		if (m->amount > r->order)
			return false;
		r->order -= (unsigned)m->amount;
		return true;
	case REMEDY_FLAG:
		r->gfp = m->gfp;
		if (m->with_node)
			r->nid = (int)zid_node(t->f->zone);
		if (m->with_node && t->r->nodemask)
			add_node(t, zid_node(t->f->zone), r, mask);
		return true;
	case REMEDY_NODE:
		r->nid = (int)m->amount;
		return true;
	case REMEDY_NODEMASK:
		if (!t->r->nodemask)
			return false;
		add_node(t, (unsigned)m->amount, r, mask);
		return true;
	default:
		return true;
	}
}

bool carry_out(struct trial *t, const struct remedy *m, struct request *r, struct nodemask *mask)
{
	return change_request(t, m, r, mask) && change_world(t, m);
}
