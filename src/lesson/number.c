/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number.c - numbers in prose: `Normal.free = 3121`, checked where they stand.
 *
 *	ZONE.FIELD       DMA32.free, Node1/Normal.min, Normal.pcp.count, DMA.lowmem_reserve[Normal]
 *	NodeN.FIELD      Node0.dirty
 *	vm.SETTING       vm.min_free_kbytes
 *	last.FIELD       last.splits: what `expect` can claim, where it is a number
 *	made.FIELD       what was done since the exercise began
 *	NAME.pfn         a block that was assigned
 *
 * Other inline code is just that. What begins like one of these and goes on wrongly is an error,
 * so that no number looks checked that is not.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/dirty.h"
#include "exercise.h"
#include "facts.h"

/* ---- fields of a zone ---- */

static bool zone_field(const struct session *s, zid_t zone, const char *field, int64_t *value)
{
	const struct zone *z = &s->world->zone[zone];
	const struct pcp *p = world_pcp(s->world, zone, (unsigned)s->world->task[TASK_CPU]);
	const struct { const char *name; int64_t value; } fields[] = {
		{ "free", zone_page_state(z, NR_FREE_PAGES) },
		{ "min", zone_wmark(z, WMARK_MIN) },
		{ "low", zone_wmark(z, WMARK_LOW) },
		{ "high", zone_wmark(z, WMARK_HIGH) },
		{ "boost", z->watermark_boost },
		{ "managed", z->managed },
		{ "present", z->present },
		{ "spanned", z->spanned },
		{ "reserved", z->nr_reserved_highatomic },
		{ "unaccepted", zone_page_state(z, NR_UNACCEPTED) },
		{ "pcp.count", p->count },
		{ "pcp.high", p->high },
		{ "pcp.batch", p->batch },
	};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (strcmp(fields[i].name, field) == 0) {
			*value = fields[i].value;
			return true;
		}
	return false;
}

/* A migrate type by its name, or -1. */
static int type_index(const char *name)
{
	for (int mt = 0; mt < MIGRATE_TYPES; mt++)
		if (strcmp(migratetype_name((unsigned)mt), name) == 0)
			return mt;
	return -1;
}

/* pageblocks[Unmovable] */
static bool pageblocks_of(const struct session *s, zid_t zone, const char *type, int64_t *value)
{
	const struct world *w = s->world;
	const struct zone *z = &w->zone[zone];
	uint64_t size = (uint64_t)pageblock_pages(w);
	int mt = type_index(type);

	*value = 0;
	for (uint64_t pfn = z->start_pfn & ~(size - 1); pfn < zone_end_pfn(z); pfn += size)
		*value += pageblock_type(w, (pfn_t)pfn) == mt;
	return mt >= 0;
}

static int64_t blocks_on(const struct world *w, const struct page_list *list)
{
	int64_t n = 0;

	for (pfn_t pfn = list_first(list); pfn != NO_PFN; pfn = page_next(w, pfn))
		n++;
	return n;
}

/* free_area[3][Movable], pcp[0].count: blocks on one list. */
static bool zone_list(const struct session *s, zid_t zone, const char *field, int64_t *value)
{
	const struct world *w = s->world;
	unsigned n;
	char type[16];
	int used = 0, mt;

	if (sscanf(field, "pcp[%u].count%n", &n, &used) == 1 && used && !field[used] &&
	    n < NR_PCP_LISTS) {
		*value = blocks_on(w, &world_pcp(w, zone, (unsigned)w->task[TASK_CPU])->list[n]);
		return true;
	}
	if (sscanf(field, "free_area[%u][%15[A-Za-z]]%n", &n, type, &used) != 2 || !used ||
	    field[used] || n >= NR_ORDERS || (mt = type_index(type)) < 0)
		return false;
	*value = blocks_on(w, &w->zone[zone].free_area[n].list[mt]);
	return true;
}

/* Page cache, where zones count it. */
static bool zone_cache(const struct session *s, zid_t zone, const char *field, int64_t *value)
{
	const struct zone *z = &s->world->zone[zone];
	const struct kernel *k = session_kernel(s);
	struct dirty_answer dirty = zone_dirty_ok(s->world, k, zone);
	const struct { const char *name; int64_t value; } fields[] = {
		{ "dirty", z->stat[NR_FILE_DIRTY] },
		{ "writeback", z->stat[NR_WRITEBACK] },
		{ "unstable", z->stat[NR_UNSTABLE_NFS] },
		{ "inactive_file", z->stat[NR_INACTIVE_FILE] },
		{ "active_file", z->stat[NR_ACTIVE_FILE] },
		{ "dirtyable", dirty.dirtyable },
		{ "dirty_limit", dirty.limit },
	};

	for (size_t i = 0; k->reclaim.by_zone && i < sizeof fields / sizeof *fields; i++)
		if (strcmp(fields[i].name, field) == 0) {
			*value = fields[i].value;
			return true;
		}
	return false;
}

/* lowmem_reserve[Normal], nr_free[3], pageblocks[Unmovable] */
static bool zone_array(const struct session *s, zid_t zone, const char *field, int64_t *value)
{
	const struct zone *z = &s->world->zone[zone];
	char name[20], index[16];
	int used = 0;

	if (sscanf(field, "%19[a-z_][%15[A-Za-z0-9]]%n", name, index, &used) != 2 || !used ||
	    field[used])
		return false;
	if (strcmp(name, "nr_free") == 0) {
		int64_t order;

		if (!number_parse(index, 0, NR_ORDERS - 1, &order))
			return false;
		*value = z->free_area[order].nr_free;
		return true;
	}
	if (strcmp(name, "pageblocks") == 0)
		return pageblocks_of(s, zone, index, value);
	for (unsigned idx = 0; idx < s->world->layout->nr_zones; idx++)
		if (strcmp(name, "lowmem_reserve") == 0 &&
		    strcmp(s->world->layout->zone_name[idx], index) == 0) {
			*value = z->lowmem_reserve[idx];
			return true;
		}
	return false;
}

static bool zone_value(const struct session *s, zid_t zone, const char *field, int64_t *value)
{
	return zone_field(s, zone, field, value) || zone_cache(s, zone, field, value) ||
	       zone_array(s, zone, field, value) || zone_list(s, zone, field, value);
}

/* ---- fields of other things ---- */

static bool node_field(const struct session *s, unsigned node, const char *field, int64_t *value)
{
	const struct node *n = &s->world->node[node];
	struct dirty_answer dirty = node_dirty_ok(s->world, session_kernel(s), node);
	const struct { const char *name; int64_t value; } fields[] = {
		{ "free", dirty.nr_free },
		{ "totalreserve", n->totalreserve_pages },
		{ "dirty", n->stat[NR_FILE_DIRTY] },
		{ "writeback", n->stat[NR_WRITEBACK] },
		{ "unstable", n->stat[NR_UNSTABLE_NFS] },
		{ "inactive_file", n->stat[NR_INACTIVE_FILE] },
		{ "active_file", n->stat[NR_ACTIVE_FILE] },
		{ "dirtyable", dirty.dirtyable },
		{ "dirty_limit", dirty.limit },
	};
	enum { NOT_OF_PAGE_CACHE = 2 };
	bool by_zone = session_kernel(s)->reclaim.by_zone;

	for (size_t i = 0; i < (by_zone ? NOT_OF_PAGE_CACHE : sizeof fields / sizeof *fields); i++)
		if (strcmp(fields[i].name, field) == 0) {
			*value = fields[i].value;
			return true;
		}
	return false;
}

static bool vm_field(const struct session *s, const char *field, int64_t *value)
{
	static const struct { const char *name; enum setting setting; } fields[] = {
		{ "min_free_kbytes", SET_MIN_FREE_KBYTES },
		{ "watermark_scale_factor", SET_WATERMARK_SCALE_FACTOR },
		{ "watermark_boost_factor", SET_WATERMARK_BOOST_FACTOR },
		{ "percpu_pagelist_fraction", SET_PERCPU_PAGELIST_FRACTION },
		{ "percpu_pagelist_high_fraction", SET_PERCPU_PAGELIST_HIGH_FRACTION },
		{ "zone_reclaim_mode", SET_NODE_RECLAIM_MODE },
		{ "dirty_ratio", SET_DIRTY_RATIO },
		{ "dirty_bytes", SET_DIRTY_BYTES },
	};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (strcmp(fields[i].name, field) == 0) {
			*value = s->world->setting[fields[i].setting];
			return true;
		}
	return false;
}

static bool last_field(const struct session *s, const char *field, int64_t *value)
{
	int fact = fact_find(field);
	char text[FACT_MAX];

	if (fact < 0)
		return false;
	fact_value(s, fact, text);
	return number_parse(text, INT64_MIN, INT64_MAX, value);
}

/* ---- names ---- */

enum thing { THING_NONE, THING_ZONE, THING_NODE, THING_VM, THING_LAST, THING_MADE, THING_BLOCK };

static enum thing find_thing(const struct session *s, const char *name, size_t length, zid_t *zone,
			     unsigned *node, const struct variable **v)
{
	static const char *const zones[] = { "DMA", "DMA32", "Normal", "HighMem", "Movable" };
	char text[NAME_MAX_BYTES];

	if (length >= sizeof text)
		return THING_NONE;
	snprintf(text, sizeof text, "%.*s", (int)length, name);
	if (strcmp(text, "vm") == 0)
		return THING_VM;
	if (strcmp(text, "last") == 0)
		return THING_LAST;
	if (strcmp(text, "made") == 0)
		return THING_MADE;
	*zone = s->world ? zone_by_name(s, name, length) : NO_ZONE;
	if (*zone != NO_ZONE || word_index(text, zones, 5) >= 0)
		return THING_ZONE;
	if (strncmp(text, "Node", 4) == 0 && text[4] >= '0' && text[4] <= '9') {
		char *end;
		unsigned long n = strtoul(text + 4, &end, 10);

		*node = n < MAX_NODES ? (unsigned)n : MAX_NODES;
		return *end == '/' ? THING_ZONE : *end ? THING_NONE : THING_NODE;
	}
	*v = session_variable(s, text);
	return *v ? THING_BLOCK : THING_NONE;
}

static bool thing_value(const struct session *s, const char *name, size_t length,
			const char *field, int64_t *value, enum thing *thing)
{
	const struct variable *v = NULL;
	zid_t zone = NO_ZONE;
	unsigned node = 0;

	*thing = find_thing(s, name, length, &zone, &node, &v);
	if (!s->world)
		return false;
	switch (*thing) {
	case THING_ZONE:
		return zone != NO_ZONE && zone_value(s, zone, field, value);
	case THING_NODE:
		return node < s->world->nr_nodes && s->world->node[node].online &&
		       node_field(s, node, field, value);
	case THING_VM:
		return vm_field(s, field, value);
	case THING_LAST:
		return last_field(s, field, value);
	case THING_MADE:
		return exercise_made(s, field, value);
	case THING_BLOCK:
		if (strcmp(field, "pfn") != 0 || !v->n)
			return false;
		*value = v->block[0].pfn;
		return true;
	default:
		return false;
	}
}

/* "NAME.FIELD = NUMBER", nothing before or behind; NAME up to the first dot. */
static bool looks_like_number(const char *text, size_t *name, size_t *left, struct number *n)
{
	const char *equals = strstr(text, " = ");

	*name = strcspn(text, ".= ");
	if (!equals || text[*name] != '.' || !*name)
		return false;
	*left = (size_t)(equals - text);
	n->at = *left + 3;
	n->length = strlen(text + n->at);
	return number_parse(text + n->at, INT64_MIN, INT64_MAX, &n->written);
}

bool session_value(const struct session *s, const char *text, int64_t *value)
{
	size_t name = strcspn(text, ".");
	enum thing thing;

	return text[name] && thing_value(s, text, name, text + name + 1, value, &thing);
}

enum number_kind session_number(const struct session *s, const char *text, struct number *n,
				struct diag *d)
{
	size_t name, left;
	enum thing thing;
	char field[64];

	if (!looks_like_number(text, &name, &left, n))
		return NUMBER_NONE;
	snprintf(field, sizeof field, "%.*s", (int)(left - name - 1), text + name + 1);
	if (s->after_exercise) {
		diag_set(d, d->file, d->line, d->column,
			 "after an exercise the machine is the learner's; make another one first");
		return NUMBER_BAD;
	}
	if (thing_value(s, text, name, field, &n->value, &thing))
		return NUMBER_CHECKED;
	if (thing == THING_NONE)
		return NUMBER_NONE;
	diag_set(d, d->file, d->line, d->column, "%.*s is no number that can be checked here",
		 (int)(left < 80 ? left : 80), text);
	return NUMBER_BAD;
}
