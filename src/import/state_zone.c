/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_zone.c - a zone's numbers and its PCPs', and whether they agree with its lists.
 */
#include "state_build.h"

#include <inttypes.h>
#include <string.h>

static void read_fields(struct json_line *l, json_t *object, const struct state_field *f, void *to)
{
	for (; f->key; f++)
		if (!(f->optional || l->old) || json_object_get(object, f->key))
			*(int64_t *)((char *)to + f->offset) =
				json_int_of(l, object, f->key, f->min, f->max);
}

/* ---- lines ---- */

static const char *zone_name(const struct state_build *b, zid_t zid)
{
	return b->w->layout->zone_name[zid_idx(zid)];
}

static zid_t read_zid(struct state_build *b, struct json_line *l)
{
	const struct zone_layout *layout = b->w->layout;
	unsigned node = (unsigned)json_int(l, "node", 0, b->w->nr_nodes - 1);
	const char *name = json_text(l, "zone");

	for (unsigned idx = 0; idx < layout->nr_zones; idx++)
		if (strcmp(name, layout->zone_name[idx]) == 0)
			return zid_of(node, idx);
	json_error(l, "zone", "unknown zone %s", name);
	return 0;
}

zid_t state_zone_of(struct state_build *b, struct json_line *l)
{
	zid_t zid = read_zid(b, l);

	if (b->zone[zid].line == NO_LINE)
		json_error(l, "zone", "zone %s of node %u has not had its \"zone\" line",
			   zone_name(b, zid), zid_node(zid));
	return zid;
}

static void read_lists_of_numbers(struct state_build *b, struct json_line *l, zid_t zid)
{
	json_t *reserve = json_list(l, "lowmem_reserve"), *nr_free = json_list(l, "nr_free");

	if (json_array_size(reserve) != b->w->layout->nr_zones)
		json_error(l, "lowmem_reserve", "%zu numbers for %u zones",
			   json_array_size(reserve), b->w->layout->nr_zones);
	if (json_array_size(nr_free) != NR_ORDERS)
		json_error(l, "nr_free", "%zu numbers for %d orders", json_array_size(nr_free),
			   NR_ORDERS);
	for (unsigned i = 0; i < b->w->layout->nr_zones && !l->failed; i++)
		b->w->zone[zid].lowmem_reserve[i] =
			json_element(l, "lowmem_reserve", reserve, i, 0, MAX_COUNT);
	for (unsigned o = 0; o < NR_ORDERS && !l->failed; o++)
		b->zone[zid].nr_free[o] = json_element(l, "nr_free", nr_free, o, 0, MAX_PAGES);
}

void state_zone(struct state_build *b, struct json_line *l)
{
	zid_t zid = read_zid(b, l);
	struct zone *z = &b->w->zone[zid];
	struct pcp *pcp = world_pcp(b->w, zid, b->cpu);

	if (b->zone[zid].line != NO_LINE)
		json_error(l, "zone", "a second line for zone %s of node %u",
			   zone_name(b, zid), zid_node(zid));
	b->zone[zid].line = b->line;
	z->start_pfn = (pfn_t)json_int(l, "start_pfn", 0, MAX_END_PFN);
	read_fields(l, l->object, state_zone_fields, z);
	if (z->present > z->spanned || z->managed > z->present)
		json_error(l, "present", "a zone that spans %" PRId64 " pages, has %" PRId64
			   " and manages %" PRId64, z->spanned, z->present, z->managed);
	if (!json_is_object(json_object_get(l->object, "numa")))
		json_error(l, "numa", "\"numa\" is missing or not an object");
	read_fields(l, json_object_get(l->object, "numa"), state_numa_fields, z);
	pcp->vm_stat_diff[NR_FREE_PAGES] =
		json_int(l, "nr_free_pages_cpu_diff", -INT32_MAX, INT32_MAX);
	pcp->vm_stat_diff[NR_FREE_CMA_PAGES] =
		json_int_or(l, "nr_free_cma_cpu_diff", -INT32_MAX, INT32_MAX, 0);
	pcp->vm_stat_diff[NR_ALLOC_BATCH] =
		json_int_or(l, "nr_alloc_batch_cpu_diff", -INT32_MAX, INT32_MAX, 0);
	/* Before there was a boost the bits meant other things; one of them is told apart. */
	if (b->kernel->boost_wake == BOOST_WAKE_NEVER)
		z->flags = json_int_or(l, "fair_depleted", 0, 1, 0) ? ZONE_FAIR_DEPLETED : 0;
	pcp->vm_stat_diff[NR_UNACCEPTED] =
		json_int_or(l, "nr_unaccepted_cpu_diff", -INT32_MAX, INT32_MAX, 0);
	read_lists_of_numbers(b, l, zid);
}

void state_pcp(struct state_build *b, struct json_line *l)
{
	zid_t zid = state_zone_of(b, l);

	unsigned cpu = (unsigned)json_int(l, "cpu", 0, b->w->nr_cpus - 1);
	struct pcp *pcp = world_pcp(b->w, zid, cpu);

	if (state_pcp_notes(b, zid, cpu)->line)
		json_error(l, "zone", "a second \"pcp\" line for the zone");
	state_pcp_notes(b, zid, cpu)->line = b->line + 1;
	read_fields(l, l->object, state_pcp_fields, pcp);
	if (cpu == b->cpu)              /* the zone's line has what this one holds back */
		return;
	pcp->vm_stat_diff[NR_FREE_PAGES] =
		json_int_or(l, "nr_free_pages_cpu_diff", -INT32_MAX, INT32_MAX, 0);
	pcp->vm_stat_diff[NR_FREE_CMA_PAGES] =
		json_int_or(l, "nr_free_cma_cpu_diff", -INT32_MAX, INT32_MAX, 0);
	pcp->vm_stat_diff[NR_UNACCEPTED] =
		json_int_or(l, "nr_unaccepted_cpu_diff", -INT32_MAX, INT32_MAX, 0);
}

/* ---- the whole ---- */

static void go_to(struct state_build *b, struct json_line *l, size_t line)
{
	*l = state_line(b, line, l->file, l->d);
}

static void check_lines(struct state_build *b, struct json_line *l, zid_t zid)
{
	const struct zone_notes *notes = &b->zone[zid];
	const char *missing = NULL;

	if (notes->lru_line == NO_LINE)
		missing = "lru";
	if (notes->pageblocks_line == NO_LINE)
		missing = "pageblocks";
	if (!state_pcp_notes(b, zid, b->cpu)->line)
		missing = "pcp";
	if (missing)
		json_error(l, NULL, "the state ends here; zone %s of node %u has no \"%s\" line",
			   zone_name(b, zid), zid_node(zid), missing);
}

static void check_pcp_counts(struct state_build *b, struct json_line *l, zid_t zid)
{
	for (unsigned cpu = 0; cpu < b->w->nr_cpus && !l->failed; cpu++) {
		const struct pcp_notes *notes = state_pcp_notes(b, zid, cpu);
		int64_t count = world_pcp(b->w, zid, cpu)->count;

		if (count == notes->pages)
			continue;
		if (notes->line)
			go_to(b, l, notes->line - 1);
		json_error(l, "count", "the PCP lists have %" PRId64 " pages, not %" PRId64,
			   notes->pages, count);
	}
}

/* Of a TDX or SEV guest: pages counted free, but on a list of their own. */
static void check_unaccepted(struct state_build *b, struct json_line *l, zid_t zid)
{
	int64_t is = b->zone[zid].unaccepted, said = b->w->zone[zid].vm_stat[NR_UNACCEPTED];

	for (unsigned cpu = 0; cpu < b->w->nr_cpus; cpu++)
		said += world_pcp(b->w, zid, cpu)->vm_stat_diff[NR_UNACCEPTED];
	if (said && !b->kernel->setup.unaccepted)
		json_error(l, "nr_unaccepted", "kernel %s accepts all memory at boot",
			   b->kernel->name);
	else if (is != said)
		json_error(l, "nr_unaccepted", "%" PRId64 " pages wait to be accepted, not %"
			   PRId64, is, said);
}

static void check_counts(struct state_build *b, struct json_line *l, zid_t zid)
{
	const struct zone_notes *notes = &b->zone[zid];
	struct zone *z = &b->w->zone[zid];
	int64_t all;

	check_pcp_counts(b, l, zid);
	if (l->failed)
		return;
	go_to(b, l, notes->line);
	for (unsigned o = 0; o < NR_ORDERS; o++) {
		int64_t is = z->free_area[o].nr_free, said = notes->nr_free[o];

		if (is != said)
			json_error_at(l, "nr_free", o, "the free lists of order %u have %" PRId64
				      " blocks, not %" PRId64, o, is, said);
	}
	check_unaccepted(b, l, zid);
	all = notes->free_pages + notes->pcp_pages + notes->unaccepted;
	z->nr_in_use = z->managed - all;
	/* Where there is no managed_pages, what stands for it leaves out some that are free. */
	if (z->nr_in_use < 0 && !b->old)
		json_error(l, "managed", "more pages are free, %" PRId64 ", than are managed, %"
			   PRId64, all, z->managed);
}

/* A hole has no migrate type, and so no list. */
static void check_holes(struct state_build *b, struct json_line *l, zid_t zid)
{
	const struct zone *z = &b->w->zone[zid];
	pfn_t end = zone_end_pfn(z), step = (pfn_t)pageblock_pages(b->w);

	for (pfn_t begin = z->start_pfn, next; begin < end && !l->failed; begin = next) {
		next = (begin | (step - 1)) + 1;
		if (pageblock_type(b->w, begin) != NO_MIGRATETYPE ||
		    !state_block_is_taken(b, begin, next < end ? next : end))
			continue;
		go_to(b, l, b->zone[zid].pageblocks_line);
		json_error(l, "runs", "the pageblock at %u is a hole, with pages in it on lists",
			   begin & ~(step - 1));
	}
}

bool state_zones_fit(struct state_build *b, struct json_line *l)
{
	for (unsigned i = 0; i < world_nr_zones(b->w); i++) {
		struct json_line last = *l;

		if (b->zone[i].line == NO_LINE)
			continue;
		check_lines(b, l, (zid_t)i);
		if (!l->failed)
			check_counts(b, l, (zid_t)i);
		if (!l->failed)
			check_holes(b, l, (zid_t)i);
		if (l->failed)
			return false;
		*l = last;
	}
	return true;
}
