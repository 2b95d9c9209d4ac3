/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_carried.c - zoneinfo in the layout in which it was read.
 *
 * Each kernel has its own lines in its own order. A world that was made from such a text carries
 * them, so they are printed without knowing which kernel's they are. A line is looked up by name
 * and part: what the world holds is shown as it is now, the rest as it was read.
 */
#include "proc_carried.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

enum { HOPELESS_FAILURES = 16 };        /* MAX_RECLAIM_RETRIES: kswapd gave the node up */

struct named {
	const char *name;
	size_t offset;          /* of an int64_t */
};

#define Z(member) offsetof(struct zone, member)
static const struct named sizes[] = {
	{ "free", Z(vm_stat[NR_FREE_PAGES]) },
	{ "boost", Z(watermark_boost) },
	{ "min", Z(watermark[WMARK_MIN]) },
	{ "low", Z(watermark[WMARK_LOW]) },
	{ "high", Z(watermark[WMARK_HIGH]) },
	{ "promo", Z(watermark[WMARK_PROMO]) },
	{ "scanned", Z(pages_scanned) },
	{ "spanned", Z(spanned) },
	{ "present", Z(present) },
	{ "managed", Z(managed) },
	{ "cma", Z(cma_pages) },
	{ NULL, 0 },
};

static const struct named zone_stats[] = {
	{ "nr_free_pages", Z(vm_stat[NR_FREE_PAGES]) },
	{ "nr_free_cma", Z(vm_stat[NR_FREE_CMA_PAGES]) },
	{ "nr_alloc_batch", Z(vm_stat[NR_ALLOC_BATCH]) },
	{ "nr_unaccepted", Z(vm_stat[NR_UNACCEPTED]) },
	{ "numa_hit", Z(numa[NUMA_HIT]) },
	{ "numa_miss", Z(numa[NUMA_MISS]) },
	{ "numa_foreign", Z(numa[NUMA_FOREIGN]) },
	{ "numa_local", Z(numa[NUMA_LOCAL]) },
	{ "numa_other", Z(numa[NUMA_OTHER]) },
	{ "nr_dirty", Z(stat[NR_FILE_DIRTY]) },
	{ "nr_writeback", Z(stat[NR_WRITEBACK]) },
	{ "nr_unstable", Z(stat[NR_UNSTABLE_NFS]) },
	{ "nr_active_file", Z(stat[NR_ACTIVE_FILE]) },
	{ "nr_inactive_file", Z(stat[NR_INACTIVE_FILE]) },
	{ "nr_file_pages", Z(stat[NR_FILE_PAGES]) },
	{ "nr_mapped", Z(stat[NR_FILE_MAPPED]) },
	{ "nr_shmem", Z(stat[NR_SHMEM]) },
	{ "nr_slab_reclaimable", Z(stat[NR_SLAB_RECLAIMABLE]) },
	{ "nr_active_anon", Z(stat[NR_ACTIVE_ANON]) },
	{ "nr_inactive_anon", Z(stat[NR_INACTIVE_ANON]) },
	{ NULL, 0 },
};

static const struct named zone_tail[] = {
	{ "all_unreclaimable", Z(all_unreclaimable) },
	{ NULL, 0 },
};

#define N(member) offsetof(struct node, stat[member])
static const struct named node_stats[] = {
	{ "nr_dirty", N(NR_FILE_DIRTY) },
	{ "nr_writeback", N(NR_WRITEBACK) },
	{ "nr_unstable", N(NR_UNSTABLE_NFS) },
	{ "nr_active_file", N(NR_ACTIVE_FILE) },
	{ "nr_inactive_file", N(NR_INACTIVE_FILE) },
	{ "nr_file_pages", N(NR_FILE_PAGES) },
	{ "nr_mapped", N(NR_FILE_MAPPED) },
	{ "nr_shmem", N(NR_SHMEM) },
	{ "nr_slab_reclaimable", N(NR_SLAB_RECLAIMABLE) },
	{ "nr_active_anon", N(NR_ACTIVE_ANON) },
	{ "nr_inactive_anon", N(NR_INACTIVE_ANON) },
	{ NULL, 0 },
};

static const struct {
	enum carried_where where;
	const struct named *table;
} parts[NR_CARRIED_PARTS] = {
	[CARRIED_NODE_STAT] = { CARRIED_IN_NODE, node_stats },
	[CARRIED_SIZE] = { CARRIED_IN_ZONE, sizes },
	[CARRIED_STAT] = { CARRIED_IN_ZONE, zone_stats },
	[CARRIED_TAIL] = { CARRIED_IN_ZONE, zone_tail },
};

/* ---- looking a line up ---- */

enum carried_where carried_place(enum carried_part part, const char *name, size_t *offset)
{
	for (const struct named *row = parts[part].table; row && row->name; row++)
		if (strcmp(row->name, name) == 0) {
			*offset = row->offset;
			return parts[part].where;
		}
	return CARRIED_NOWHERE;
}

static bool is_mark(size_t offset)
{
	return offset >= Z(watermark) &&
	       offset < Z(watermark) + sizeof((struct zone *)0)->watermark;
}

static bool is_counter(size_t offset)
{
	return offset >= Z(vm_stat) && offset < Z(vm_stat) + sizeof((struct zone *)0)->vm_stat;
}

static bool derived_number(const struct world *w, const struct carried_line *line, int64_t *value)
{
	if (line->part != CARRIED_TAIL)
		return false;
	if (strcmp(line->name, "start_pfn") == 0)
		*value = w->zone[line->zone].start_pfn;
	else if (strcmp(line->name, "node_unreclaimable") == 0)
		*value = w->node[zid_node(line->zone)].kswapd_failures >= HOPELESS_FAILURES;
	else
		return false;
	return true;
}

bool carried_number(const struct world *w, const struct carried_line *line, int64_t *value)
{
	const struct zone *z = &w->zone[line->zone];
	const struct node *node = &w->node[zid_node(line->zone)];
	size_t offset = 0;

	switch (carried_place((enum carried_part)line->part, line->name, &offset)) {
	case CARRIED_IN_NODE:
		*value = *(const int64_t *)((const char *)node + offset);
		return true;
	case CARRIED_IN_ZONE:
		*value = *(const int64_t *)((const char *)z + offset);
		if (is_mark(offset))
			*value += z->watermark_boost;
		if (is_counter(offset) && *value < 0)
			*value = 0;
		return true;
	default:
		return derived_number(w, line, value);
	}
}

/* ---- printing ---- */

void proc_protection(const struct world *w, zid_t zone, FILE *out)
{
	const struct zone *z = &w->zone[zone];

	fprintf(out, "\n        protection: (%" PRId64, z->lowmem_reserve[0]);
	for (unsigned i = 1; i < w->layout->nr_zones; i++)
		fprintf(out, ", %" PRId64, z->lowmem_reserve[i]);
	fputc(')', out);
}

void proc_pagesets(const struct world *w, zid_t zone, FILE *out)
{
	fputs("\n  pagesets", out);
	for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++) {
		const struct pcp *pcp = world_pcp(w, zone, cpu);

		fprintf(out,
			"\n    cpu: %u\n              count: %" PRId64
			"\n              high:  %" PRId64 "\n              batch: %" PRId64
			"\n  vm stats threshold: %" PRId64,
			cpu, pcp->count, pcp->high, pcp->batch, w->zone[zone].stat_threshold);
	}
}

static void show_number(const struct world *w, const struct carried_line *line, const char *indent,
			FILE *out)
{
	const char *colon = line->part == CARRIED_TAIL ? ":" : "";
	int width = line->part == CARRIED_TAIL ? 20 : line->part == CARRIED_SIZE ? 8 : 12;
	int64_t value = line->value;
	bool held = carried_number(w, line, &value);
	int named = fprintf(out, "\n%s%s%s", indent, line->name, colon);

	named -= 1 + (int)strlen(indent);
	fprintf(out, "%*s %" PRId64 "%s", named < width ? width - named : 0, "", value,
		held ? "" : "  (unmodelled)");
}

/* Up to 4.7 a zone's statistics stand before its reserves, and less far to the right. */
static bool stats_come_first(const struct world *w)
{
	size_t i = 0;

	while (i < w->nr_carried && w->carried[i].part != CARRIED_STAT &&
	       w->carried[i].part != CARRIED_PROTECTION)
		i++;
	return i < w->nr_carried && w->carried[i].part == CARRIED_STAT;
}

static void show_line(const struct world *w, const struct carried_line *line, bool first,
		      FILE *out)
{
	switch (line->part) {
	case CARRIED_NODE_STAT:
		if (first)
			fputs("\n  per-node stats", out);
		show_number(w, line, "      ", out);
		break;
	case CARRIED_SIZE:
		show_number(w, line, strcmp(line->name, "free") == 0 ? "  pages " : "        ",
			    out);
		break;
	case CARRIED_STAT:
		show_number(w, line, stats_come_first(w) ? "    " : "      ", out);
		break;
	case CARRIED_PROTECTION:
		proc_protection(w, line->zone, out);
		break;
	case CARRIED_PAGESETS:
		proc_pagesets(w, line->zone, out);
		break;
	default:
		show_number(w, line, "  ", out);
	}
}

void proc_zoneinfo_carried(const struct world *w, FILE *out)
{
	const struct carried_line *before = NULL;

	for (size_t i = 0; i < w->nr_carried; i++) {
		const struct carried_line *line = &w->carried[i];
		bool new_zone = !before || before->zone != line->zone;

		if (new_zone)
			fprintf(out, "%sNode %u, zone %8s", before ? "\n" : "",
				zid_node(line->zone), w->layout->zone_name[zid_idx(line->zone)]);
		show_line(w, line, new_zone || before->part != line->part, out);
		before = line;
	}
	if (before)
		fputc('\n', out);
}
