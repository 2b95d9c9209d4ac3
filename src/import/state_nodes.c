/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_nodes.c - nodes of a recorded state, and its zonelists as the kernel had them.
 */
#include "state_build.h"

#include <stdlib.h>
#include <string.h>

/* ---- nodes ---- */

void state_node(struct state_build *b, struct json_line *l)
{
	int64_t number = json_int(l, "node", 0, b->w->nr_nodes - 1);
	struct node *node = &b->w->node[number];

	if (b->has_node[number])
		json_error(l, "node", "a second line for node %u", (unsigned)number);
	b->has_node[number] = true;
	node->start_pfn = (pfn_t)json_int(l, "start_pfn", 0, MAX_END_PFN);
	for (const struct state_field *f = state_node_fields; f->key; f++)
		if (!(f->optional || b->old) || json_has(l, f->key))
			*(int64_t *)((char *)node + f->offset) =
				json_int(l, f->key, f->min, f->max);
	b->s->node_dirty_ok[number] = (int8_t)json_int_or(l, "node_dirty_ok", 0, 1, -1);
}

/*
 * Is every node there, with the zones that its pages are in? That is what shows that a state was
 * cut between two lines.
 */
bool state_nodes_fit(struct state_build *b, struct json_line *l)
{
	const struct world *w = b->w;

	for (unsigned n = 0; n < w->nr_nodes && !l->failed; n++) {
		int64_t present = 0;

		for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
			present += w->zone[zid_of(n, idx)].present;
		if (present && !w->node[n].online)
			json_error(l, NULL, "node %u has zones and is not online", n);
		else if (!b->has_node[n] && (present || node_isset(n, &w->cpuset[0].mems)))
			json_error(l, NULL, "the state ends here without a line for node %u", n);
		else if (b->old ? present > w->node[n].present : present != w->node[n].present)
			json_error(l, NULL, "the state ends here; of %lld pages of node %u its "
				   "zones have %lld", (long long)w->node[n].present, n,
				   (long long)present);
	}
	if (!w->node[w->task[TASK_NODE]].online)
		json_error(l, NULL, "node %u, of the CPU, is not online",
			   (unsigned)w->task[TASK_NODE]);
	return !l->failed;
}

/* ---- zonelists ---- */

static struct recorded_zonelist *add_zonelist(struct state_build *b, size_t room)
{
	struct recorded_state *s = b->s;
	struct recorded_zonelist *more;

	more = realloc(s->zonelist, (s->nr_zonelists + 1) * sizeof *more);
	if (!more)
		return NULL;
	s->zonelist = more;
	more = &s->zonelist[s->nr_zonelists];
	more->list = (struct zonelist){ calloc(room + 1, sizeof *more->list.ref), 0 };
	if (!more->list.ref)
		return NULL;
	s->nr_zonelists++;
	return more;
}

static int zonelist_kind(struct json_line *l)
{
	const char *kind = json_text(l, "kind");

	if (strcmp(kind, "fallback") == 0)
		return ZONELIST_FALLBACK;
	if (strcmp(kind, "nofallback") == 0)
		return ZONELIST_NOFALLBACK;
	json_error(l, "kind", "unknown kind of zonelist");
	return ZONELIST_FALLBACK;
}

/* The zonelist cache of 2.6.34: which positions of the fallback list were found full. */
static void read_zlc(struct state_build *b, struct json_line *l, unsigned node, size_t n)
{
	json_t *zlc = json_object_get(l->object, "zlc"), *full = json_object_get(zlc, "full");

	if (!json_is_object(zlc))
		return;
	if (!json_is_array(full))
		json_error(l, "zlc", "\"full\" is missing or no list");
	b->w->node[node].last_full_zap = json_int_of(l, zlc, "last_full_zap", 0, MAX_EVENTS);
	for (size_t i = 0; i < json_array_size(full) && !l->failed; i++) {
		json_t *at = json_array_get(full, i);

		if (!json_is_integer(at) || json_integer_value(at) < 0 ||
		    (size_t)json_integer_value(at) >= n)
			json_error(l, "full", "\"full\" names no position of the zonelist");
		else
			world_zlc(b->w, node)[json_integer_value(at)] = 1;
	}
}

void state_zonelist(struct state_build *b, struct json_line *l)
{
	unsigned node = (unsigned)json_int(l, "node", 0, b->w->nr_nodes - 1);
	int kind = zonelist_kind(l);
	json_t *zones = json_list(l, "zones");
	size_t n = json_array_size(zones);
	struct recorded_zonelist *zl;

	for (size_t i = 0; i < b->s->nr_zonelists; i++)
		if (b->s->zonelist[i].node == node && b->s->zonelist[i].kind == kind)
			json_error(l, "kind", "a second zonelist of this kind for node %u", node);
	if (n > world_nr_zones(b->w))
		json_error(l, "zones", "%zu zones in a machine of %u", n, world_nr_zones(b->w));
	if (l->failed)
		return;
	zl = add_zonelist(b, n);
	if (!zl) {
		json_no_memory(l);
		return;
	}
	zl->node = node;
	zl->kind = kind;
	if (kind == ZONELIST_FALLBACK)
		read_zlc(b, l, node, n);
	for (size_t i = 0; i < n && !l->failed; i++) {
		json_t *zone = json_array_get(zones, i);
		int64_t of = json_int_of(l, zone, "node", 0, b->w->nr_nodes - 1);
		int64_t idx = json_int_of(l, zone, "idx", 0, b->w->layout->nr_zones - 1);

		zl->list.ref[zl->list.n++].zone = zid_of((unsigned)of, (unsigned)idx);
	}
}
