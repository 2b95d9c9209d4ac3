/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * difference.c - field by field, in the order in which a reader would want to be told.
 */
#include "import/difference.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/dirty.h"
#include "core/words.h"

static void value_text(char *out, size_t size, int64_t value)
{
	if (value == NO_PFN)
		snprintf(out, size, "none");
	else
		snprintf(out, size, "%" PRId64, value);
}

bool differs(struct difference *d, int64_t expected, int64_t got, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(d->field, sizeof d->field, fmt, ap);
	va_end(ap);
	value_text(d->expected, sizeof d->expected, expected);
	value_text(d->got, sizeof d->got, got);
	return false;
}

struct comparing {
	const struct world *expected, *got;
	zid_t zone;
	char name[32];          /* of the zone */
	struct difference *d;
};

static bool same_number(const struct comparing *c, const char *what, int64_t expected, int64_t got)
{
	return expected == got || differs(c->d, expected, got, "%s %s", c->name, what);
}

/* ---- lists ---- */

static bool same_list(const struct comparing *c, const struct page_list *expected,
		      const struct page_list *got, const char *what)
{
	pfn_t a = list_first(expected), b = list_first(got);

	for (unsigned n = 0; a != NO_PFN || b != NO_PFN; n++) {
		uint8_t ta, tb;

		if (a != b)
			return differs(c->d, a, b, "%s %s, block %u", c->name, what, n);
		ta = c->expected->page[a].migratetype;
		tb = c->got->page[b].migratetype;
		if (ta != tb)
			return differs(c->d, ta, tb, "%s %s, stored type of block %u", c->name,
				       what, n);
		a = page_next(c->expected, a);
		b = page_next(c->got, b);
	}
	return true;
}

static bool same_free_lists(const struct comparing *c)
{
	const struct zone *a = &c->expected->zone[c->zone], *b = &c->got->zone[c->zone];

	for (unsigned o = 0; o < NR_ORDERS; o++) {
		char what[60];

		for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++) {
			snprintf(what, sizeof what, "free order %u %s", o, migratetype_name(mt));
			if (!same_list(c, &a->free_area[o].list[mt], &b->free_area[o].list[mt],
				       what))
				return false;
		}
		snprintf(what, sizeof what, "nr_free[%u]", o);
		if (!same_number(c, what, a->free_area[o].nr_free, b->free_area[o].nr_free))
			return false;
	}
	return true;
}

static bool same_pcp(const struct comparing *c, unsigned cpu)
{
	const struct pcp *a = world_pcp(c->expected, c->zone, cpu);
	const struct pcp *b = world_pcp(c->got, c->zone, cpu);

	for (unsigned list = 0; list < NR_PCP_LISTS; list++) {
		char what[60];

		snprintf(what, sizeof what, "pcp list %u", list);
		if (!same_list(c, &a->list[list], &b->list[list], what))
			return false;
	}
	return same_number(c, "pcp count", a->count, b->count) &&
	       same_number(c, "pcp high", a->high, b->high) &&
	       same_number(c, "pcp free_factor", a->free_factor, b->free_factor) &&
	       same_number(c, "pcp flags", a->flags, b->flags) &&
	       same_number(c, "pcp alloc_factor", a->alloc_factor, b->alloc_factor) &&
	       same_number(c, "pcp free_count", a->free_count, b->free_count) &&
	       same_number(c, "nr_free_pages_cpu_diff", a->vm_stat_diff[NR_FREE_PAGES],
			   b->vm_stat_diff[NR_FREE_PAGES]) &&
	       same_number(c, "nr_alloc_batch_cpu_diff", a->vm_stat_diff[NR_ALLOC_BATCH],
			   b->vm_stat_diff[NR_ALLOC_BATCH]) &&
	       same_number(c, "nr_free_cma_cpu_diff", a->vm_stat_diff[NR_FREE_CMA_PAGES],
			   b->vm_stat_diff[NR_FREE_CMA_PAGES]) &&
	       same_number(c, "nr_unaccepted_cpu_diff", a->vm_stat_diff[NR_UNACCEPTED],
			   b->vm_stat_diff[NR_UNACCEPTED]);
}

/* ---- numbers ---- */

static bool same_zone_numbers(const struct comparing *c)
{
	static const char *const numa[NR_NUMA_STATS] = { "numa_hit", "numa_miss", "numa_foreign",
							 "numa_local", "numa_other" };
	const struct zone *a = &c->expected->zone[c->zone], *b = &c->got->zone[c->zone];

	for (unsigned i = 0; i < NR_NUMA_STATS; i++)
		if (!same_number(c, numa[i], a->numa[i], b->numa[i]))
			return false;
	return same_number(c, "nr_free_pages", a->vm_stat[NR_FREE_PAGES],
			   b->vm_stat[NR_FREE_PAGES]) &&
	       same_number(c, "nr_alloc_batch", a->vm_stat[NR_ALLOC_BATCH],
			   b->vm_stat[NR_ALLOC_BATCH]) &&
	       same_number(c, "nr_free_cma", a->vm_stat[NR_FREE_CMA_PAGES],
			   b->vm_stat[NR_FREE_CMA_PAGES]) &&
	       same_number(c, "nr_unaccepted", a->vm_stat[NR_UNACCEPTED],
			   b->vm_stat[NR_UNACCEPTED]) &&
	       same_number(c, "watermark_boost", a->watermark_boost, b->watermark_boost) &&
	       same_number(c, "nr_reserved_highatomic", a->nr_reserved_highatomic,
			   b->nr_reserved_highatomic) &&
	       same_number(c, "nr_free_highatomic", a->nr_free_highatomic,
			   b->nr_free_highatomic) &&
	       same_number(c, "flags", a->flags, b->flags);
}

static bool same_pageblocks(const struct comparing *c)
{
	const struct zone *z = &c->expected->zone[c->zone];
	pfn_t step = (pfn_t)1 << c->expected->pageblock_order;

	for (pfn_t pfn = z->start_pfn; pfn < zone_end_pfn(z); pfn = (pfn | (step - 1)) + 1) {
		uint8_t a = pageblock_type(c->expected, pfn), b = pageblock_type(c->got, pfn);

		if (a != b)
			return differs(c->d, a, b, "%s type of the pageblock at pfn %" PRIu32,
				       c->name, pfn);
	}
	return true;
}

static bool same_events(const struct comparing *c)
{
	for (unsigned idx = 0; idx < c->expected->layout->nr_zones; idx++)
		if (c->expected->vm_event[PGALLOC + idx] != c->got->vm_event[PGALLOC + idx])
			return differs(c->d, c->expected->vm_event[PGALLOC + idx],
				       c->got->vm_event[PGALLOC + idx], "pgalloc_%s",
				       c->expected->layout->zone_name[idx]);
	return c->expected->vm_event[PGFREE] == c->got->vm_event[PGFREE] ||
	       differs(c->d, c->expected->vm_event[PGFREE], c->got->vm_event[PGFREE], "pgfree");
}

static bool same_zone(const struct comparing *c)
{
	for (unsigned cpu = 0; cpu < c->expected->nr_cpus; cpu++)
		if (!same_pcp(c, cpu))
			return false;
	return same_free_lists(c) &&
	       same_list(c, &c->expected->zone[c->zone].unaccepted_pages,
			 &c->got->zone[c->zone].unaccepted_pages, "unaccepted_pages") &&
	       same_zone_numbers(c) && same_pageblocks(c);
}

/* What the zonelist cache of 2.6.34 remembers; nothing in other kernels. */
static bool same_zlc(const struct comparing *c)
{
	for (unsigned n = 0; n < c->got->nr_nodes; n++) {
		const uint8_t *a = world_zlc(c->expected, n), *b = world_zlc(c->got, n);

		for (size_t i = 0; i < c->got->zonelist[ZONELIST_FALLBACK][n].n; i++)
			if (a[i] != b[i])
				return differs(c->d, a[i], b[i],
					       "zonelist cache of node %u, position %zu", n, i);
		if (c->expected->node[n].last_full_zap != c->got->node[n].last_full_zap)
			return differs(c->d, c->expected->node[n].last_full_zap,
				       c->got->node[n].last_full_zap,
				       "last_full_zap of node %u", n);
	}
	return true;
}

static bool same_shape(const struct world *a, const struct world *b, struct difference *d)
{
	if (a->nr_nodes != b->nr_nodes || a->nr_cpus != b->nr_cpus)
		return differs(d, a->nr_nodes, b->nr_nodes, "number of nodes or CPUs");
	if (a->end_pfn != b->end_pfn || a->pageblock_order != b->pageblock_order)
		return differs(d, a->end_pfn, b->end_pfn, "end of memory");
	for (unsigned i = 0; i < world_nr_zones(a); i++)
		if (a->zone[i].start_pfn != b->zone[i].start_pfn ||
		    a->zone[i].spanned != b->zone[i].spanned)
			return differs(d, a->zone[i].start_pfn, b->zone[i].start_pfn,
				       "span of Node %u, zone %u", zid_node((zid_t)i),
				       zid_idx((zid_t)i));
	return true;
}

bool same_results(const struct recorded_state *expected, const struct world *got,
		  struct difference *d)
{
	struct comparing c = { .expected = expected->world, .got = got, .d = d };
	int64_t global_free = 0;

	if (!same_shape(expected->world, got, d))
		return false;
	for (unsigned i = 0; i < world_nr_zones(got); i++) {
		c.zone = (zid_t)i;
		zone_words(got, c.zone, c.name, sizeof c.name);
		global_free += zone_page_state(&got->zone[i], NR_FREE_PAGES);
		if (got->zone[i].spanned && !same_zone(&c))
			return false;
	}
	if (global_free != expected->global_free)
		return differs(d, expected->global_free, global_free, "global_free");
	return same_events(&c) && same_zlc(&c);
}

/* ---- what is computed ---- */

static bool same_zonelist(const struct recorded_zonelist *r, const struct world *w,
			  struct difference *d)
{
	const struct zonelist *got = &w->zonelist[r->kind][r->node];
	const char *kind = r->kind == ZONELIST_FALLBACK ? "fallback" : "nofallback";

	if (r->list.n != got->n)
		return differs(d, (int64_t)r->list.n, (int64_t)got->n,
			       "length of the %s zonelist of node %u", kind, r->node);
	for (size_t i = 0; i < got->n; i++)
		if (r->list.ref[i].zone != got->ref[i].zone)
			return differs(d, r->list.ref[i].zone, got->ref[i].zone,
				       "%s zonelist of node %u, position %zu (zone)", kind,
				       r->node, i);
	return true;
}

bool same_derived(const struct recorded_state *s, const struct kernel *k,
		  struct difference *d)
{
	for (size_t i = 0; i < s->nr_zonelists; i++)
		if (!same_zonelist(&s->zonelist[i], s->world, d))
			return false;
	for (unsigned n = 0; n < s->world->nr_nodes; n++) {
		bool ok = node_dirty_ok(s->world, k, n).ok;

		if (s->node_dirty_ok[n] >= 0 && ok != s->node_dirty_ok[n])
			return differs(d, s->node_dirty_ok[n], ok, "node_dirty_ok of node %u", n);
	}
	return true;
}

bool same_kswapd(const struct world *expected, const struct world *got)
{
	for (unsigned n = 0; n < got->nr_nodes; n++)
		if (expected->node[n].kswapd_order != got->node[n].kswapd_order ||
		    expected->node[n].kswapd_highest_zoneidx !=
			    got->node[n].kswapd_highest_zoneidx)
			return false;
	return true;
}
