/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dmesg_world.c - the machine that a report describes, and the request that it was printed for.
 *
 * A report tells how large zones are, not where they lie. They are put one behind the other, each
 * with room enough that its free blocks need not touch; what decides, their numbers, is then made
 * the report's own: free as counted, managed, marks, reserves.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/setup.h"
#include "dmesg_inside.h"
#include "synthesis.h"

enum { MOST_PCPS = 1 << 16 };     /* of one zone index */
enum { ALIGNED = 1 << (NR_ORDERS - 1), ELBOW_ROOM = 16 * ALIGNED };
#define MOST_PFN ((int64_t)1 << 31)

/* ---- zones ---- */

/* Pages that free blocks and PCP lists need, were no block another's neighbour. */
static int64_t room_needed(const struct described_zone *z)
{
	int64_t pages = z->z.watermark[WMARK_HIGH];

	for (unsigned order = 0; order < NR_ORDERS; order++)
		pages += z->z.free_area[order].nr_free << (order + 1);
	for (size_t i = 0; i < z->nr_pcps; i++)
		pages += z->pcp[i].count;
	for (unsigned i = 0; i < z->nr_protections; i++)
		if (z->protection[i] < MOST_PFN)
			pages += z->protection[i];
	return pages;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* How far the counter is from the lists: so much CPUs may hold back. */
static void allow_drift(struct described_zone *z)
{
	int64_t free = 0;

	for (unsigned order = 0; order < NR_ORDERS; order++)
		free += z->z.free_area[order].nr_free << order;
	z->z.stat_threshold = larger(llabs(free - z->z.vm_stat[NR_FREE_PAGES]), 125) +
			      z->z.vm_stat[NR_FREE_CMA_PAGES] + (z->told & TOLD_WHICH ? free : 0);
	z->told |= TOLD_THRESHOLD;
}

/* Gives the zone a place at *start and moves that on. False: there is no room for it. */
static bool place_zone(struct described_zone *z, int64_t *start)
{
	int64_t size = larger(larger(z->z.present, z->z.managed), room_needed(z)) + ELBOW_ROOM;

	size += (ALIGNED - size % ALIGNED) % ALIGNED;
	if (*start + size > MOST_PFN)
		return false;
	z->z.start_pfn = (pfn_t)*start;
	z->z.spanned = z->z.present = size;
	z->z.managed = size;
	z->told |= TOLD_MANAGED | TOLD_LRU;
	*start += size;
	return true;
}

/* A report's own sizes, which a place of its own making must not change. */
struct sizes {
	int64_t present, managed;
};

/* Without its marks or its free pages nothing can be said about a zone. */
static bool is_whole(const struct described_zone *z)
{
	const unsigned all = TOLD_ZONE | TOLD_FREE | TOLD_MIN | TOLD_LOW | TOLD_HIGH | TOLD_PRESENT;

	return (z->told & all) == all;
}

static void leave_out(struct dmesg_report *r, size_t i)
{
	struct described_zone *z = &r->d.zone[i];

	r->partial = true;
	dmesg_note(r, "Node %zu %s: not all of its numbers can be read: it is left out",
		   i / NR_ZONE_WORDS, zone_words_known[i % NR_ZONE_WORDS]);
	free(z->pcp);
	*z = (struct described_zone){ .told = 0 };
}

static bool place_zones(struct dmesg_report *r, struct sizes *sizes)
{
	int64_t start = 0;

	for (size_t i = 0; i < (size_t)r->d.nr_nodes * NR_ZONE_WORDS; i++) {
		struct described_zone *z = &r->d.zone[i];

		sizes[i].present = z->z.present;
		sizes[i].managed = z->told & TOLD_MANAGED ? z->z.managed : z->z.present;
		if (!is_whole(z)) {
			if (z->told)
				leave_out(r, i);
			continue;
		}
		if (!z->z.present)
			continue;
		allow_drift(z);
		if (!place_zone(z, &start)) {
			dmesg_note(r, "Node %zu %s: more memory than a model can hold",
				   i / NR_ZONE_WORDS, zone_words_known[i % NR_ZONE_WORDS]);
			return false;
		}
	}
	return true;
}

/* ---- what of a world is the report's own ---- */

static int64_t highatomic_pageblocks(const struct world *w, const struct zone *z)
{
	int64_t n = 0;

	for (int64_t pfn = z->start_pfn; pfn < zone_end_pfn(z); pfn += pageblock_pages(w))
		n += pageblock_type(w, (pfn_t)pfn) == MIGRATE_HIGHATOMIC;
	return n;
}

/* Where pages of HighAtomic lists count, and not those reserved, letters leave a choice. */
static void tell_highatomic_range(struct dmesg_report *r, const struct zone *z, size_t i)
{
	const struct described_zone *told = &r->d.zone[i];
	int64_t least = 0, most = 0;

	for (unsigned order = 0; order < NR_ORDERS; order++) {
		int64_t n = told->z.free_area[order].nr_free;
		int types = __builtin_popcount(told->which[order]);

		/* More letters than blocks: the line is damaged, and tells nothing. */
		if (!(told->which[order] >> MIGRATE_HIGHATOMIC & 1) || n < types)
			continue;
		least += (types > 1 ? 1 : n) << order;
		most += (n - types + 1) << order;
	}
	if (least < most)
		dmesg_note(r, "Node %zu %s: its free HighAtomic pages are %" PRId64 " to %" PRId64
			   ", taken as %" PRId64, i / NR_ZONE_WORDS,
			   zone_words_known[i % NR_ZONE_WORDS], least, most,
			   z->nr_free_highatomic);
}

/* One zone, in the report and in the world. */
struct owned {
	struct dmesg_report *r;
	const struct kernel *k;
	struct world *w;
	zid_t zone;
	size_t i;                       /* of the description */
};

static void own_highatomic(const struct owned *o)
{
	struct zone *z = &o->w->zone[o->zone];
	int64_t inferred = highatomic_pageblocks(o->w, z) * pageblock_pages(o->w);

	if (!kernel_has_type(o->k, MIGRATE_HIGHATOMIC))
		return;
	z->nr_reserved_highatomic = o->r->has_reserved ? o->r->reserved_highatomic[o->i] : inferred;
	if (!o->r->has_reserved && inferred)
		dmesg_note(o->r, "Node %u %s: %" PRId64 " HighAtomic pages are taken as reserved: "
			   "as many as its blocks need at least", zid_node(o->zone),
			   o->w->layout->zone_name[zid_idx(o->zone)], inferred);
	if (z->nr_free_highatomic > z->nr_reserved_highatomic)
		z->nr_free_highatomic = z->nr_reserved_highatomic;
	if (o->k->buddy.counts_on_lists)
		tell_highatomic_range(o->r, z, o->i);
}

static void own_sizes(const struct owned *o, const struct sizes *s)
{
	struct zone *z = &o->w->zone[o->zone];

	o->w->node[zid_node(o->zone)].present += s->present - z->present;
	z->nr_in_use += s->managed - z->managed;
	z->present = s->present;
	z->managed = s->managed;
}

static void own_zones(struct dmesg_report *r, const struct kernel *k, struct world *w,
		      const struct sizes *sizes)
{
	int idx[NR_ZONE_WORDS];

	described_layout(&r->d, idx);
	for (size_t i = 0; i < (size_t)r->d.nr_nodes * NR_ZONE_WORDS; i++) {
		struct owned o = { .r = r, .k = k, .w = w, .i = i };

		if (!(r->d.zone[i].told & TOLD_ZONE) || !r->d.zone[i].z.spanned)
			continue;
		o.zone = zid_of((unsigned)(i / NR_ZONE_WORDS), (unsigned)idx[i % NR_ZONE_WORDS]);
		own_sizes(&o, &sizes[i]);
		own_highatomic(&o);
	}
}

/* ---- the task ---- */

static bool nodes_cover(const struct world *w, const struct nodemask *mask)
{
	for (unsigned n = 0; n < w->nr_nodes; n++)
		if (w->node[n].present && !node_isset(n, mask))
			return false;
	return true;
}

/* mems_allowed beside the root cpuset's, or less than all nodes: the task is confined. */
static void confine(const struct dmesg_report *r, struct world *w)
{
	if (!r->mems_allowed.told || r->mems_allowed.null)
		return;
	if ((!r->cpuset[0] || strcmp(r->cpuset, "/") == 0) &&
	    nodes_cover(w, &r->mems_allowed.mask))
		return;
	w->setting[SET_CPUSETS_ENABLED] = 1;
	w->cpuset[1] = (struct cpuset){ .mems = r->mems_allowed.mask };
	w->nr_cpusets = 2;
	w->task[TASK_CPUSET] = 1;
	w->mems_allowed = r->mems_allowed.mask;
}

static bool may_use(const struct dmesg_report *r, const struct world *w, unsigned node)
{
	if (!w->node[node].present)
		return false;
	if (r->nodemask.told && !r->nodemask.null && !node_isset(node, &r->nodemask.mask))
		return false;
	return node_isset(node, &w->mems_allowed);
}

/* No report tells which node was asked first: the lowest that is allowed. */
static unsigned first_node(const struct dmesg_report *r, const struct world *w)
{
	for (unsigned n = 0; n < w->nr_nodes; n++)
		if (may_use(r, w, n))
			return n;
	for (unsigned n = 0; n < w->nr_nodes; n++)
		if (w->node[n].present)
			return n;
	return 0;
}

static unsigned nodes_with_memory(const struct world *w)
{
	unsigned nodes = 0;

	for (unsigned n = 0; n < w->nr_nodes; n++)
		nodes += w->node[n].present != 0;
	return nodes;
}

static void set_task(struct dmesg_report *r, struct dmesg_machine *m)
{
	struct world *w = m->world;

	confine(r, w);
	if (r->cpu < w->nr_cpus)
		w->task[TASK_CPU] = r->cpu;
	w->task[TASK_NODE] = first_node(r, w);
	w->task[TASK_OOM_VICTIM] = r->victim;
	w->task[TASK_CONTEXT] = r->interrupt ? IN_SOFTIRQ : IN_TASK;
	if (nodes_with_memory(w) > 1)
		dmesg_note(r, "which node was asked first is not told: node %" PRId64 " is assumed",
			   w->task[TASK_NODE]);
}

static void set_request(struct dmesg_report *r, const struct kernel *k, struct dmesg_machine *m)
{
	m->request = (struct request){
		.op = REQ_ALLOC, .order = (unsigned)r->order, .gfp = dmesg_gfp(r, k),
		.nid = (int)m->world->task[TASK_NODE],
		.sleeping = r->kind == DMESG_OOM ? SLEEPING_THEN_LAST_TRY :
						   SLEEPING_FREES_NOTHING,
	};
	if (r->nodemask.told && !r->nodemask.null) {
		m->nodemask = r->nodemask.mask;
		m->request.nodemask = &m->nodemask;
	}
}

/* ---- all of it ---- */

static void keep_note(void *self, const struct diag *d, const char *source_line)
{
	(void)source_line;
	dmesg_note(self, "%s", d->message);
}

/*
 * Which types this CPU's PCP pages have is not told. Had one been of the request's, a zone above
 * its mark would have given it: so none is, and they are in use as far as it is concerned.
 */
static void empty_pcps(struct dmesg_report *r)
{
	int64_t pages = 0;

	for (size_t i = 0; i < (size_t)r->d.nr_nodes * NR_ZONE_WORDS; i++)
		for (size_t c = 0; c < r->d.zone[i].nr_pcps; c++)
			if (r->d.zone[i].pcp[c].cpu == r->cpu) {
				pages += r->d.zone[i].pcp[c].count;
				r->d.zone[i].pcp[c].count = 0;
			}
	if (pages)
		dmesg_note(r, "%" PRId64 " page%s on the PCP lists of CPU %u, of types that are "
			   "not told: taken as none of the request's", pages, pages == 1 ? "" : "s",
			   r->cpu);
}

static enum dmesg_made make(struct dmesg_report *r, const struct kernel *k,
			    struct dmesg_machine *m, struct sizes *sizes)
{
	if (!place_zones(r, sizes))
		return DMESG_NO_MACHINE;
	if ((size_t)r->d.nr_nodes * (r->cpu + 1) > MOST_PCPS) {
		dmesg_note(r, "%u nodes and CPU %u: more PCP lists than a model can hold",
			   r->d.nr_nodes, r->cpu);
		return DMESG_NO_MACHINE;
	}
	empty_pcps(r);
	r->d.kernel = k;
	r->d.note = keep_note;
	r->d.self = r;
	r->d.nr_cpus = r->cpu + 1 > r->d.nr_cpus ? r->cpu + 1 : r->d.nr_cpus;
	r->d.synthesised |= r->partial ? SYNTHESISED_PARTIAL : 0;
	switch (synthesise(&r->d, &m->world)) {
	case SYNTHESIS_OK:
		break;
	case SYNTHESIS_NO_MEMORY:
		return DMESG_MADE_NO_MEMORY;
	default:
		return DMESG_NO_MACHINE;
	}
	own_zones(r, k, m->world, sizes);
	set_task(r, m);
	if (r->has_request && r->order >= 0)
		set_request(r, k, m);
	return DMESG_MADE;
}

enum dmesg_made dmesg_world(struct dmesg_report *r, const struct kernel *k, struct dmesg_machine *m)
{
	size_t n = (size_t)r->d.nr_nodes * NR_ZONE_WORDS;
	struct sizes *sizes;
	enum dmesg_made made;

	*m = (struct dmesg_machine){ .world = NULL };
	if (!n) {
		dmesg_note(r, "no zone is told");
		return DMESG_NO_MACHINE;
	}
	sizes = calloc(n, sizeof *sizes);
	made = sizes ? make(r, k, m, sizes) : DMESG_MADE_NO_MEMORY;
	free(sizes);
	return made;
}
