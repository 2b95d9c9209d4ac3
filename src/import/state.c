/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state.c - a recorded state (JSON Lines) to a world.
 *
 * The state's lines are kept as text and gone through twice, because the size of the world stands
 * at their end (state_shape.c). Which line is read by whom is a table.
 */
#include "state.h"

#include "core/zonelist.h"
#include "recording.h"

#include <stdlib.h>
#include <string.h>

static const struct line_type {
	const char *name;
	void (*read)(struct state_build *b, struct json_line *l);
	bool once;              /* one in each state, no more and no less */
} line_types[] = {
	{ "meta", state_meta, true },
	{ "sysctl", state_sysctl, true },
	{ "task", state_task, true },
	{ "numa", state_numa, true },
	{ "vmevents", state_vmevents, true },
	{ "node", state_node, false },
	{ "zonelist", state_zonelist, false },
	{ "zone", state_zone, false },
	{ "free", state_free, false },
	{ "unaccepted", state_unaccepted, false },
	{ "pcp", state_pcp, false },
	{ "pcplist", state_pcplist, false },
	{ "pageblocks", state_pageblocks, false },
	{ "lru", state_lru, false },
	{ "carried", state_carried, false },
	{ "op", NULL, false },          /* these end a state */
	{ "end_ops", NULL, false },
};
#define META (&line_types[0])
enum { NR_LINE_TYPES = sizeof line_types / sizeof *line_types };

static const struct line_type *find_type(const char *name, size_t length)
{
	for (size_t i = 0; i < NR_LINE_TYPES; i++)
		if (strlen(line_types[i].name) == length &&
		    memcmp(line_types[i].name, name, length) == 0)
			return &line_types[i];
	return NULL;
}

/* ---- the text ---- */

struct json_line state_line(const struct state_build *b, size_t i, const char *file,
			    struct diag *d)
{
	const struct stored_line *s = &b->text->line[i];

	return (struct json_line){ .old = b->old, .file = file, .number = s->number,
				   .text = b->text->text + s->offset, .length = s->length,
				   .d = d };
}

static bool store_line(struct state_text *t, const struct json_line *l)
{
	size_t size = t->size ? t->size : 64 << 10, room = t->room ? t->room : 64;

	while (size - t->used <= l->length)
		size *= 2;
	if (size != t->size) {
		char *text = realloc(t->text, size);

		if (!text)
			return false;
		t->text = text;
		t->size = size;
	}
	if (t->nr_lines == t->room) {
		struct stored_line *line;

		room = t->room ? 2 * t->room : room;
		line = realloc(t->line, room * sizeof *line);
		if (!line)
			return false;
		t->line = line;
		t->room = room;
	}
	memcpy(t->text + t->used, l->text, l->length + 1);
	t->line[t->nr_lines++] = (struct stored_line){ t->used, l->length, l->number };
	t->used += l->length + 1;
	return true;
}

/* The type of a line, or NULL with the error in it. */
static const struct line_type *type_of(struct json_line *l)
{
	const struct line_type *type = NULL;
	const char *name;
	size_t length = json_line_peek(l->text, &name);

	if (length)
		type = find_type(name, length);
	if (!type && json_line_parse(l)) {
		name = json_text(l, "t");
		type = find_type(name, strlen(name));
		if (!type)
			json_error(l, "t", "a line \"%s\" has no place here", name);
	}
	json_line_done(l);
	return type;
}

/* Reads on to the first line that is not of this state. */
static bool collect(struct recording *r, struct json_line *l, struct diag *d)
{
	struct state_text *t = &r->text;
	bool more;

	t->used = t->nr_lines = 0;
	while ((more = recording_next_line(r, l, d))) {
		const struct line_type *type = type_of(l);

		if (l->failed)
			return recording_failed(r, l);
		if (!type->read || (type == META) != (t->nr_lines == 0))
			break;
		if (!store_line(t, l)) {
			json_no_memory(l);
			return recording_failed(r, l);
		}
	}
	if (l->failed)
		return false;
	if (!t->nr_lines && more)
		json_error(l, "t", "the state \"%s\" must begin here", r->when);
	else if (!t->nr_lines)
		json_error(l, NULL, "the recording ends before the state \"%s\"", r->when);
	else if (more && r->ended)
		json_error(l, "t", "a line behind the last state");
	if (l->failed)
		return recording_failed(r, l);
	if (more)
		lines_unread(&r->lines);
	return true;
}

/* ---- building ---- */

static bool make_room(struct recording *r, struct state_build *b)
{
	struct recorded_state *s = b->s;
	unsigned nr_zones = b->shape.nr_nodes * MAX_NR_ZONES;

	b->w = s->world = world_new(&b->shape);
	b->zone = calloc(nr_zones, sizeof *b->zone);
	b->pcp = calloc((size_t)nr_zones * b->shape.nr_cpus, sizeof *b->pcp);
	b->has_node = calloc(b->shape.nr_nodes, sizeof *b->has_node);
	b->taken = calloc((size_t)b->shape.end_pfn / 64 + 1, sizeof *b->taken);
	s->node_dirty_ok = malloc(b->shape.nr_nodes);
	if (!b->w || !b->zone || !b->pcp || !b->has_node || !b->taken || !s->node_dirty_ok)
		return false;
	memset(s->node_dirty_ok, -1, b->shape.nr_nodes);
	for (unsigned i = 0; i < nr_zones; i++) {
		struct zone_notes *z = &b->zone[i];

		z->line = z->pageblocks_line = z->lru_line = NO_LINE;
	}
	snprintf(s->when, sizeof s->when, "%s", r->when);
	return true;
}

static void build_line(struct state_build *b, struct json_line *l, unsigned *seen)
{
	const struct line_type *type;
	const char *name;

	if (!json_line_parse(l))
		return;
	name = json_text(l, "t");
	type = find_type(name, strlen(name));
	if (strcmp(json_text(l, "when"), b->s->when) != 0)
		json_error(l, "when", "the state here is \"%s\"", b->s->when);
	if (type && type->once && seen[type - line_types]++)
		json_error(l, "t", "a second \"%s\" line", type->name);
	if (type && !l->failed)
		type->read(b, l);
	json_line_done(l);
}

static bool build_lines(struct state_build *b, struct json_line *l)
{
	unsigned seen[NR_LINE_TYPES] = { 0 };

	for (b->line = 0; b->line < b->text->nr_lines; b->line++) {
		*l = state_line(b, b->line, l->file, l->d);
		build_line(b, l, seen);
		if (l->failed)
			return false;
	}
	for (size_t i = 0; i < NR_LINE_TYPES; i++)
		if (line_types[i].once && !seen[i])
			json_error(l, NULL, "the state ends here without a \"%s\" line",
				   line_types[i].name);
	return !l->failed;
}

/* The recording knows the root cpuset, and what a cpuset leaves the task. */
static void add_task_cpuset(struct world *w)
{
	struct cpuset *task = &w->cpuset[1];

	if (!w->setting[SET_CPUSETS_ENABLED])
		return;
	*task = (struct cpuset){ .mems = w->mems_allowed };
	w->nr_cpusets = 2;
	w->task[TASK_CPUSET] = 1;
}

static bool same_shape(struct recording *r, struct state_build *b, struct json_line *l)
{
	const struct world_shape *x = &r->shape, *y = &b->shape;

	if (r->has_shape &&
	    (x->layout != y->layout || x->nr_nodes != y->nr_nodes || x->nr_cpus != y->nr_cpus ||
	     x->pageblock_order != y->pageblock_order || x->end_pfn != y->end_pfn)) {
		*l = state_line(b, 0, l->file, l->d);
		json_error(l, NULL, "the machine is not that of the states before");
		return false;
	}
	r->shape = b->shape;
	r->has_shape = true;
	return true;
}

static bool build(struct recording *r, struct state_build *b, struct json_line *l)
{
	if (!state_shape(b, l) || !same_shape(r, b, l))
		return false;
	if (!make_room(r, b)) {
		json_no_memory(l);
		return false;
	}
	if (!build_lines(b, l) || !state_nodes_fit(b, l) || !state_zones_fit(b, l))
		return false;
	add_task_cpuset(b->w);
	if (!zonelist_build(b->w, b->kernel->setup.node_load_accumulates) ||
	    !world_carry(b->w, b->carried, b->nr_carried)) {
		json_no_memory(l);
		return false;
	}
	memcpy(r->migratetype, b->migratetype, sizeof r->migratetype);
	r->nr_migratetypes = b->nr_migratetypes;
	r->task_flags = b->w->task[TASK_FLAGS];
	r->jiffies = b->w->setting[SET_JIFFIES];
	memset(&r->online, 0, sizeof r->online);
	for (unsigned n = 0; n < b->w->nr_nodes; n++)
		if (b->w->node[n].online)
			node_set(n, &r->online);
	return true;
}

bool recording_state(struct recording *r, struct recorded_state *s, struct diag *d)
{
	struct state_build b = { .kernel = r->head.kernel, .old = r->head.old,
				 .text = &r->text, .s = s };
	struct json_line l;
	bool ok;

	*s = (struct recorded_state){ 0 };
	if (!collect(r, &l, d))
		return false;
	l = state_line(&b, r->text.nr_lines - 1, r->file, d);
	ok = build(r, &b, &l);
	free(b.zone);
	free(b.pcp);
	free(b.carried);
	free(b.has_node);
	free(b.taken);
	if (!ok) {
		recorded_state_free(s);
		return recording_failed(r, &l);
	}
	r->when[0] = '\0';
	return true;
}

void recorded_state_free(struct recorded_state *s)
{
	for (size_t i = 0; i < s->nr_zonelists; i++)
		free(s->zonelist[i].list.ref);
	free(s->zonelist);
	free(s->node_dirty_ok);
	world_free(s->world);
	*s = (struct recorded_state){ 0 };
}
