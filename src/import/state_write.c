/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_write.c - a world, line by line, in the order of buddyscope-state(5).
 *
 * Plain numbers go by the tables that the reader goes by. A list that is too long for a line is
 * written in parts. Zonelists are left out: whoever reads the state computes them.
 */
#include "state_write.h"

#include <inttypes.h>
#include <string.h>

#include "core/synthesised.h"
#include "state_write_inside.h"

/* ---- words ---- */

/* Text of any kind as a string of JSON. */
static void write_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			fputs("?", out);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static void begin(const struct writing *s, const char *type)
{
	fprintf(s->out, "{\"t\":\"%s\",\"when\":\"before\"", type);
}

void state_end(const struct writing *s)
{
	fputs("}\n", s->out);
}

void state_number(const struct writing *s, const char *key, int64_t value)
{
	fprintf(s->out, ",\"%s\":%" PRId64, key, value);
}

void state_begin_zone(const struct writing *s, const char *type, zid_t zone)
{
	begin(s, type);
	fprintf(s->out, ",\"node\":%u,\"zone\":\"%s\"", zid_node(zone),
		s->w->layout->zone_name[zid_idx(zone)]);
}

void state_numbers(const struct writing *s, const struct state_field *f, const void *of)
{
	for (; f->key; f++)
		state_number(s, f->key, *(const int64_t *)((const char *)of + f->offset));
}

/* ---- the machine ---- */

/* The kernel's own numbers of its types. */
static void number_types(struct writing *s)
{
	static const uint8_t by_reserve[] = { MIGRATE_UNMOVABLE, MIGRATE_RECLAIMABLE,
					      MIGRATE_MOVABLE, MIGRATE_RESERVE, MIGRATE_ISOLATE };
	static const uint8_t usual[] = { MIGRATE_UNMOVABLE,  MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE,
					 MIGRATE_HIGHATOMIC, MIGRATE_CMA,     MIGRATE_ISOLATE };
	bool reserve = kernel_has_type(s->k, MIGRATE_RESERVE);
	const uint8_t *types = reserve ? by_reserve : usual;
	size_t n = reserve ? sizeof by_reserve : sizeof usual;

	for (size_t i = 0; i < n; i++)
		if (types[i] != MIGRATE_CMA || s->w->setting[SET_CMA]) {
			s->number[types[i]] = (uint8_t)s->nr_types;
			s->type[s->nr_types++] = types[i];
		}
}

static void write_case(const struct writing *s, const struct state_head *head, bool old)
{
	fputs("{\"t\":\"case\",\"format\":1,\"alone\":1,", s->out);
	fprintf(s->out, "%s\"kernel\":\"%s\",\"case\":", old ? "\"old\":1," : "", s->k->name);
	write_text(s->out, head->name);
	fputs(",\"doc\":", s->out);
	write_text(s->out, head->doc);
	state_end(s);
}

static void write_synthesised(const struct writing *s)
{
	int64_t bits = s->w->setting[SET_SYNTHESISED];
	const char *comma = "";

	if (!bits)
		return;
	fputs(",\"synthesised\":[", s->out);
	for (unsigned i = 0; i < SYNTHESISED_BITS; i++)
		if (bits >> i & 1) {
			fprintf(s->out, "%s\"%s\"", comma, synthesised_name(i));
			comma = ",";
		}
	fputc(']', s->out);
}

static void write_meta(const struct writing *s)
{
	const struct world *w = s->w;

	begin(s, "meta");
	state_number(s, "page_size", 1 << PAGE_SHIFT);
	state_number(s, "nr_orders", NR_ORDERS);
	state_number(s, "pageblock_order", w->pageblock_order);
	state_number(s, "nr_zones", w->layout->nr_zones);
	if (w->layout->highmem >= 0)
		state_number(s, "highmem", 1);
	fputs(",\"migrate_types\":[", s->out);
	for (unsigned i = 0; i < s->nr_types; i++)
		fprintf(s->out, "%s\"%s\"", i ? "," : "", migratetype_name(s->type[i]));
	fputc(']', s->out);
	state_number(s, "nr_cpus", w->nr_cpus);
	state_number(s, "cpu", w->task[TASK_CPU]);
	state_number(s, "numa_node_id", w->task[TASK_NODE]);
	state_number(s, "config_numa", w->setting[SET_NUMA]);
	state_number(s, "jiffies", w->setting[SET_JIFFIES]);
	write_synthesised(s);
	state_end(s);
}

static void write_sysctl(const struct writing *s)
{
	int64_t free = 0;

	begin(s, "sysctl");
	for (const struct state_setting *f = state_settings; f->key; f++)
		state_number(s, f->key, s->w->setting[f->setting]);
	fputs(",\"lowmem_reserve_ratio\":[", s->out);
	for (unsigned i = 0; i < MAX_NR_ZONES; i++)
		fprintf(s->out, "%s%" PRId64, i ? "," : "",
			s->w->setting[SET_LOWMEM_RESERVE_RATIO + i]);
	fputc(']', s->out);
	for (unsigned i = 0; i < world_nr_zones(s->w); i++)
		free += s->w->zone[i].vm_stat[NR_FREE_PAGES];
	state_number(s, "global_free", free);
	state_end(s);
}

typedef bool node_test(const struct world *w, unsigned n);

static void nodes(const struct writing *s, const char *key, node_test *has)
{
	const char *comma = "";

	fprintf(s->out, ",\"%s\":[", key);
	for (unsigned n = 0; n < s->w->nr_nodes; n++)
		if (has(s->w, n)) {
			fprintf(s->out, "%s%u", comma, n);
			comma = ",";
		}
	fputc(']', s->out);
}

static bool is_online(const struct world *w, unsigned n)
{
	return w->node[n].online;
}

static bool is_allowed(const struct world *w, unsigned n)
{
	return node_isset(n, &w->mems_allowed);
}

static bool is_memory(const struct world *w, unsigned n)
{
	return node_isset(n, &w->cpuset[0].mems);
}

static bool has_cpu(const struct world *w, unsigned n)
{
	return w->node[n].has_cpu;
}

static void write_task(const struct writing *s)
{
	enum { PRIO_USUAL = 120, PRIO_RT = 50 };

	begin(s, "task");
	fprintf(s->out, ",\"flags\":\"0x%" PRIx64 "\"", (uint64_t)s->w->task[TASK_FLAGS]);
	state_number(s, "prio", s->w->task[TASK_RT] ? PRIO_RT : PRIO_USUAL);
	nodes(s, "mems_allowed", is_allowed);
	state_number(s, "in_task", world_in_task(s->w));
	state_end(s);
}

static void write_numa(const struct writing *s)
{
	const struct world *w = s->w;
	const char *row = "";

	begin(s, "numa");
	nodes(s, "online", is_online);
	nodes(s, "memory", is_memory);
	nodes(s, "cpu_nodes", has_cpu);
	fputs(",\"distance\":[", s->out);
	for (unsigned a = 0; a < w->nr_nodes; a++) {
		const char *comma = "";

		if (!w->node[a].online)
			continue;
		fprintf(s->out, "%s[", row);
		row = ",";
		for (unsigned b = 0; b < w->nr_nodes; b++)
			if (w->node[b].online) {
				fprintf(s->out, "%s%u", comma, w->distance[a * w->nr_nodes + b]);
				comma = ",";
			}
		fputc(']', s->out);
	}
	fputc(']', s->out);
	state_end(s);
}

static void write_vmevents(const struct writing *s)
{
	begin(s, "vmevents");
	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
		state_number(s, state_pgalloc[idx], s->w->vm_event[PGALLOC + idx]);
	state_number(s, "pgfree", s->w->vm_event[PGFREE]);
	state_end(s);
}

static void write_node(const struct writing *s, unsigned n)
{
	const struct node *node = &s->w->node[n];

	begin(s, "node");
	state_number(s, "node", n);
	state_number(s, "start_pfn", node->start_pfn);
	state_numbers(s, state_node_fields, node);
	state_end(s);
}

/* ---- the whole ---- */

static bool was_asked(const struct world *w, zid_t zone)
{
	const struct zone *z = &w->zone[zone];

	for (int64_t pfn = z->start_pfn; pfn < zone_end_pfn(z);) {
		const struct page *p = &w->page[pfn];

		if (p->where == PAGE_ALLOCATED)
			return true;
		pfn += p->where == PAGE_NOWHERE ? 1 : (int64_t)1 << p->order;
	}
	return false;
}

const char *state_lacks(const struct world *w)
{
	if (w->nr_cpusets > 2 || (w->nr_cpusets == 2 && !w->setting[SET_CPUSETS_ENABLED]))
		return "more cpusets than the root and the task's";
	for (unsigned n = 0; n < w->nr_nodes; n++)
		if (w->node[n].kswapd_awake || w->node[n].last_full_zap ||
		    w->node[n].first_deferred_pfn != NO_PFN)
			return "a kswapd that is awake, a zonelist cache or deferred memory";
	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (w->zone[i].spanned && was_asked(w, (zid_t)i))
			return "blocks that requests were given";
	return NULL;
}

/* More may be free than is managed only where a kernel knows no managed pages. */
static bool is_old(const struct world *w)
{
	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (w->zone[i].nr_in_use < 0)
			return true;
	return false;
}

void state_write(const struct world *w, const struct state_head *head, FILE *out)
{
	struct writing s = { .w = w, .k = head->kernel, .out = out };

	number_types(&s);
	write_case(&s, head, is_old(w));
	write_meta(&s);
	write_sysctl(&s);
	write_task(&s);
	write_numa(&s);
	write_vmevents(&s);
	for (unsigned n = 0; n < w->nr_nodes; n++) {
		if (!w->node[n].online)
			continue;
		write_node(&s, n);
		for (unsigned idx = 0; idx < w->layout->nr_zones; idx++)
			state_write_zone(&s, zid_of(n, idx));
	}
}
