/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_machine.c - what a recorded state says of the whole machine: settings, the task, nodes.
 *
 * Each number has a range in which nothing that is computed from it can overflow.
 */
#include "state_build.h"

#include "core/synthesised.h"

#include <stdlib.h>
#include <string.h>

/* ---- meta ---- */

static uint8_t migratetype_by_name(const char *name)
{
	unsigned mt = 0;

	while (mt < MIGRATE_TYPES && (!name || strcmp(name, migratetype_name(mt)) != 0))
		mt++;
	return (uint8_t)mt;
}

static void read_migratetypes(struct state_build *b, struct json_line *l)
{
	json_t *names = json_list(l, "migrate_types");
	size_t n = json_array_size(names);

	if (n < MIGRATE_PCPTYPES || n > MAX_RECORDED_TYPES)
		json_error(l, "migrate_types", "%zu migrate types", n);
	for (size_t i = 0; i < n && !l->failed; i++) {
		const char *name = json_string_value(json_array_get(names, i));
		uint8_t mt = migratetype_by_name(name);

		if (mt == MIGRATE_TYPES)
			json_error_at(l, "migrate_types", i, "unknown migrate type %s",
				      name ? name : "");
		if (memchr(b->migratetype, mt, i))
			json_error_at(l, "migrate_types", i, "migrate type %s twice", name);
		b->migratetype[i] = mt;
		if (mt == MIGRATE_CMA)
			b->w->setting[SET_CMA] = 1;
	}
	b->nr_migratetypes = (unsigned)n;
}

/* What of the state was made up, as it was imported from a text that does not tell it. */
static void read_synthesised(struct state_build *b, struct json_line *l)
{
	json_t *names = json_has(l, "synthesised") ? json_list(l, "synthesised") : NULL;

	for (size_t i = 0; i < json_array_size(names) && !l->failed; i++) {
		const char *name = json_string_value(json_array_get(names, i));
		unsigned bit = 0;

		while (bit < SYNTHESISED_BITS &&
		       (!name || strcmp(name, synthesised_name(bit)) != 0))
			bit++;
		if (bit == SYNTHESISED_BITS)
			json_error_at(l, "synthesised", i, "nothing synthesised is called %s",
				      name ? name : "");
		else
			b->w->setting[SET_SYNTHESISED] |= (int64_t)1 << bit;
	}
}

void state_meta(struct state_build *b, struct json_line *l)
{
	json_int(l, "nr_orders", NR_ORDERS, NR_ORDERS);
	read_migratetypes(b, l);
	b->w->setting[SET_NUMA] = json_int_or(l, "config_numa", 0, 1, 1);
	read_synthesised(b, l);
	b->w->setting[SET_JIFFIES] = json_int_or(l, "jiffies", 0, MAX_EVENTS, 0);
	b->w->task[TASK_CPU] = b->cpu;
	b->w->task[TASK_NODE] = json_int(l, "numa_node_id", 0, b->w->nr_nodes - 1);
}

/* ---- sysctl ---- */

/* What an older kernel has no switch for is on; what it has no number for is a constant there. */
static void older_settings(struct state_build *b)
{
	b->w->setting[SET_NUMA_STAT] = 1;
	b->w->setting[SET_NODE_RECLAIM_DISTANCE] = 30;
}

void state_sysctl(struct state_build *b, struct json_line *l)
{
	json_t *ratios = json_list(l, "lowmem_reserve_ratio");
	size_t n = json_array_size(ratios);

	if (b->old)
		older_settings(b);
	for (const struct state_setting *f = state_settings; f->key; f++) {
		const char *key = f->key;

		if (f->older && !json_has(l, key))
			key = f->older;
		if (!(f->optional || b->old) || json_has(l, key))
			b->w->setting[f->setting] = json_int(l, key, f->min, f->max);
	}
	if (n > MAX_NR_ZONES)
		json_error(l, "lowmem_reserve_ratio", "%zu ratios, but at most %d zones", n,
			   MAX_NR_ZONES);
	for (size_t i = 0; i < n && i < MAX_NR_ZONES; i++)
		b->w->setting[SET_LOWMEM_RESERVE_RATIO + i] =
			json_element(l, "lowmem_reserve_ratio", ratios, i, 0, INT32_MAX);
	b->s->global_free = json_int(l, "global_free", -MAX_COUNT, MAX_COUNT);
}

/* ---- task ---- */

/* A list of nodes, each of them one that the machine has. */
static struct nodemask read_nodes(struct json_line *l, const char *key, unsigned nr_nodes)
{
	json_t *list = json_list(l, key);
	size_t n = json_array_size(list);
	struct nodemask mask = { { 0 } };

	for (size_t i = 0; i < n && !l->failed; i++)
		node_set((unsigned)json_element(l, key, list, i, 0, nr_nodes - 1), &mask);
	return mask;
}

void state_task(struct state_build *b, struct json_line *l)
{
	struct world *w = b->w;

	w->task[TASK_FLAGS] = (int64_t)json_hex(l, "flags", 32);
	w->task[TASK_RT] = json_int(l, "prio", -1000, 1000) < 100;
	w->task[TASK_CONTEXT] = json_int(l, "in_task", 0, 1) ? IN_TASK : IN_HARDIRQ;
	w->mems_allowed = read_nodes(l, "mems_allowed", w->nr_nodes);
	if (json_has(l, "mempolicy") && !json_is_null(json_object_get(l->object, "mempolicy")))
		json_error(l, "mempolicy", "only the default memory policy is supported");
}

/* ---- numa ---- */

/* Row and column i are about the i-th node that is online. */
static void read_distances(struct state_build *b, struct json_line *l, json_t *online)
{
	json_t *matrix = json_list(l, "distance");
	size_t n = json_array_size(online);

	if (json_array_size(matrix) != n)
		json_error(l, "distance", "%zu rows of distances for %zu nodes",
			   json_array_size(matrix), n);
	for (size_t i = 0; i < n && !l->failed; i++) {
		json_t *row = json_array_get(matrix, i);
		size_t from = (size_t)json_element(l, "online", online, i, 0, b->w->nr_nodes - 1);

		if (json_array_size(row) != n)
			json_error_at(l, "distance", i, "%zu distances for %zu nodes",
				      json_array_size(row), n);
		for (size_t j = 0; j < n && !l->failed; j++) {
			int64_t to = json_element(l, "online", online, j, 0, b->w->nr_nodes - 1);
			const json_t *value = json_array_get(row, j);

			if (!json_is_integer(value) || json_integer_value(value) < 0 ||
			    json_integer_value(value) > UINT16_MAX)
				json_error_at(l, "distance", i, "a distance is not from 0 to %d",
					      UINT16_MAX);
			else
				b->w->distance[from * b->w->nr_nodes + (size_t)to] =
					(unsigned)json_integer_value(value);
		}
	}
}

void state_numa(struct state_build *b, struct json_line *l)
{
	struct world *w = b->w;
	struct nodemask online = read_nodes(l, "online", w->nr_nodes);
	struct nodemask cpu_nodes = read_nodes(l, "cpu_nodes", w->nr_nodes);
	struct cpuset root = { .hardwall = 1 };
	unsigned nr_cpu_nodes = 0;

	root.mems = read_nodes(l, "memory", w->nr_nodes);
	for (unsigned n = 0; n < w->nr_nodes; n++)
		nr_cpu_nodes += node_isset(n, &cpu_nodes);
	for (unsigned n = 0; n < w->nr_nodes; n++) {
		w->node[n].online = node_isset(n, &online);
		w->node[n].has_cpu = node_isset(n, &cpu_nodes);
		/* How many each has is not recorded; exact where one node has them all. */
		if (w->node[n].has_cpu)
			w->node[n].nr_cpus = (w->nr_cpus + nr_cpu_nodes - 1) / nr_cpu_nodes;
		if (node_isset(n, &root.mems) && !w->node[n].online)
			json_error(l, "memory", "node %u has memory and is not online", n);
		if (w->node[n].has_cpu && !w->node[n].online)
			json_error(l, "cpu_nodes", "node %u has a CPU and is not online", n);
	}
	w->cpuset[0] = root;
	w->nr_cpusets = 1;
	read_distances(b, l, json_list(l, "online"));
}

/* ---- vmevents ---- */

void state_vmevents(struct state_build *b, struct json_line *l)
{
	/* Nobody allocates from ZONE_DEVICE, and its counter is seldom written. */
	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
		if (idx < 4 || json_has(l, state_pgalloc[idx]))
			b->w->vm_event[PGALLOC + idx] =
				json_int(l, state_pgalloc[idx], 0, MAX_EVENTS);
	b->w->vm_event[PGFREE] = json_int(l, "pgfree", 0, MAX_EVENTS);
}
