/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worlds.c - building small worlds, printing their lists.
 *
 * Lists are filled through world_apply(), so that a world built here is one that events could have
 * made.
 */
#include "worlds.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/invariants.h"
#include "core/pcp.h"
#include "core/rmqueue.h"
#include "core/zonelist.h"

static const char *const type_name[MIGRATE_TYPES] = { "U", "M", "R", "H", "C", "I", "RSV" };

/* ---- kernels ---- */

const struct kernel *kernels_next(const char **names)
{
	const struct kernel *k;
	char name[16];
	size_t n;

	*names += strspn(*names, " ");
	n = strcspn(*names, " ");
	if (!n)
		return NULL;
	snprintf(name, sizeof name, "%.*s", (int)n, *names);
	k = kernel_find(name);
	cr_assert_not_null(k, "no kernel %s", name);
	*names += n;
	return k;
}

/* ---- worlds ---- */

static void add_zone(struct world *w, const struct zone_row *row)
{
	struct node *node = &w->node[zid_node(row->zone)];
	struct zone *z = &w->zone[row->zone];
	pfn_t end = row->start + (pfn_t)row->pages;

	z->start_pfn = row->start;
	z->spanned = z->present = z->managed = z->nr_in_use = row->pages;
	for (pfn_t pfn = row->start; pfn < end; pfn += (pfn_t)pageblock_pages(w))
		w->pageblock[pfn >> w->pageblock_order] = MIGRATE_MOVABLE;
	worlds_set_pcp(w, row->zone, 4, 24);
	if (!node->present)
		node->start_pfn = row->start;
	node->present += row->pages;
	node->spanned = end - node->start_pfn;
}

static void settle(struct world *w)
{
	for (unsigned a = 0; a < w->nr_nodes; a++) {
		w->node[a].online = true;
		w->node[a].has_cpu = true;
		w->node[a].kswapd_highest_zoneidx = w->layout->nr_zones;
		node_set(a, &w->mems_allowed);
		for (unsigned b = 0; b < w->nr_nodes; b++)
			w->distance[a * w->nr_nodes + b] = a == b ? 10 : 20;
	}
	w->setting[SET_WATERMARK_BOOST_FACTOR] = 15000;
	w->setting[SET_NODE_RECLAIM_DISTANCE] = 30;
	w->setting[SET_DIRTY_RATIO] = 20;
	w->setting[SET_NUMA] = w->setting[SET_NUMA_STAT] = 1;
	w->nr_cpusets = 1;
	w->cpuset[0] = (struct cpuset){ .hardwall = true, .mems = w->mems_allowed };
	cr_assert(zonelist_build(w, true));
}

struct world *worlds_new(const struct zone_row *rows, size_t n)
{
	struct world_shape shape = { .layout = &zone_layout_x86_64, .nr_cpus = 2,
				     .pageblock_order = 9 };
	struct world *w;

	for (size_t i = 0; i < n; i++) {
		pfn_t end = rows[i].start + (pfn_t)rows[i].pages;

		if (shape.nr_nodes <= zid_node(rows[i].zone))
			shape.nr_nodes = zid_node(rows[i].zone) + 1;
		if (shape.end_pfn < end)
			shape.end_pfn = end;
	}
	w = world_new(&shape);
	cr_assert_not_null(w);
	for (size_t i = 0; i < n; i++)
		add_zone(w, &rows[i]);
	settle(w);
	return w;
}

struct world *worlds_one_zone(void)
{
	return worlds_new(&(struct zone_row){ N0_NORMAL, 0x1000, 0x1000 }, 1);
}

void worlds_set_pcp(struct world *w, zid_t zone, int64_t batch, int64_t high)
{
	for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++) {
		struct pcp *pcp = world_pcp(w, zone, cpu);

		pcp->batch = batch;
		pcp->high = pcp->high_min = pcp->high_max = high;
	}
}

void worlds_set_managed(struct world *w, zid_t zone, int64_t managed)
{
	w->zone[zone].nr_in_use += managed - w->zone[zone].managed;
	w->zone[zone].managed = managed;
}

void worlds_set_marks(struct world *w, zid_t zone, int64_t min, int64_t low, int64_t high)
{
	w->zone[zone].watermark[WMARK_MIN] = min;
	w->zone[zone].watermark[WMARK_LOW] = low;
	w->zone[zone].watermark[WMARK_HIGH] = high;
}

void worlds_set_lru(struct world *w, pfn_t pfn, int64_t pages)
{
	pfn_t skip = 0;

	/* Blocks may begin before the run: look from the pageblock's start on. */
	for (pfn_t at = pfn & ~(pfn_t)(pageblock_pages(w) - 1); at < pfn + pages; at++) {
		if (w->page[at].where != PAGE_NOWHERE)
			skip = at + (1u << w->page[at].order);
		if (at >= pfn && at >= skip)
			w->page[at].flags |= PAGE_LRU;
	}
}

/* ---- reading the notation ---- */

static uint8_t read_type(const char **at)
{
	/* From the end: RSV begins like R. */
	for (unsigned type = MIGRATE_TYPES; type-- > 0;) {
		size_t n = strlen(type_name[type]);

		if (strncmp(*at, type_name[type], n) != 0)
			continue;
		*at += n;
		return (uint8_t)type;
	}
	cr_assert_fail("no migrate type at \"%s\"", *at);
	return NO_MIGRATETYPE;
}

static void skip_to_word(const char **at)
{
	while (isspace((unsigned char)**at) || **at == ';')
		(*at)++;
}

static unsigned read_number(const char **at, int base)
{
	char *end;
	unsigned long number = strtoul(*at, &end, base);

	cr_assert(end != *at, "no number at \"%s\"", *at);
	*at = end;
	return (unsigned)number;
}

static void expect_char(const char **at, char c)
{
	cr_assert(**at == c, "no '%c' at \"%s\"", c, *at);
	(*at)++;
}

/* Is the next word a block, and not the head of the next list or the end? */
static bool more_blocks(const char **at)
{
	while (**at == ' ')
		(*at)++;
	return isxdigit((unsigned char)**at) != 0;
}

static void comes_free(struct world *w, zid_t zone, struct event e)
{
	struct zone *z = &w->zone[zone];
	int64_t pages = (int64_t)1 << e.order;

	cr_assert(zone_holds(z, e.pfn) && zone_holds(z, e.pfn + (pfn_t)pages - 1), "%x", e.pfn);
	e.zone = zone;
	world_apply(w, &e);
	z->nr_in_use -= pages;
	if (e.kind == EVENT_PCP_ADD)
		return;
	if (e.migratetype != MIGRATE_ISOLATE)
		z->vm_stat[NR_FREE_PAGES] += pages;
	if (e.migratetype == MIGRATE_CMA)
		z->vm_stat[NR_FREE_CMA_PAGES] += pages;
	if (e.migratetype == MIGRATE_HIGHATOMIC)
		z->nr_free_highatomic += pages;
}

void worlds_put_unaccepted(struct world *w, zid_t zone, pfn_t pfn)
{
	comes_free(w, zone,
		   (struct event){ .kind = EVENT_UNACCEPTED_ADD, .pfn = pfn,
				   .link = list_last(&w->zone[zone].unaccepted_pages),
				   .order = NR_ORDERS - 1 });
	w->zone[zone].vm_stat[NR_UNACCEPTED] += MAX_ORDER_NR_PAGES;
}

static void put_free_block(struct world *w, zid_t zone, pfn_t pfn, unsigned order, uint8_t type)
{
	const struct page_list *list = &w->zone[zone].free_area[order].list[type];

	comes_free(w, zone, (struct event){ .kind = EVENT_FREE_AREA_ADD, .pfn = pfn,
					    .link = list_last(list), .order = (uint8_t)order,
					    .migratetype = type });
}

void worlds_put_free(struct world *w, zid_t zone, const char *lists)
{
	for (skip_to_word(&lists); *lists; skip_to_word(&lists)) {
		unsigned order = read_number(&lists, 10);
		uint8_t type = read_type(&lists);

		expect_char(&lists, ':');
		while (more_blocks(&lists))
			put_free_block(w, zone, read_number(&lists, 16), order, type);
	}
}

void worlds_fill(struct world *w, zid_t zone, int64_t pages, enum migratetype migratetype)
{
	for (unsigned order = 0; order < NR_ORDERS; order++)
		if (pages >> order & 1)
			put_free_block(w, zone, w->zone[zone].start_pfn + (1u << order), order,
				       (uint8_t)migratetype);
	cr_assert(pages < 1 << NR_ORDERS);
}

pfn_t worlds_put_lone(struct world *w, zid_t zone, pfn_t pfn, size_t n, unsigned order,
		      enum migratetype migratetype)
{
	for (; n--; pfn += 2u << order)
		put_free_block(w, zone, pfn, order, (uint8_t)migratetype);
	return pfn;
}

static unsigned read_pcp_list(const char **at)
{
	uint8_t type;

	if (strncmp(*at, "THP-UR", 6) == 0) {
		*at += 6;
		return 12;
	}
	if (strncmp(*at, "THP-M", 5) == 0) {
		*at += 5;
		return 13;
	}
	type = read_type(at);
	return 3 * read_number(at, 10) + type;
}

static void put_pcp_block(struct world *w, zid_t zone, pfn_t pfn, unsigned list)
{
	const struct pcp *pcp = world_pcp(w, zone, 0);
	unsigned order = pcp_list_order(w, &kernel_find("6.1")->pcp, list);

	comes_free(w, zone, (struct event){ .kind = EVENT_PCP_ADD, .pfn = pfn,
					    .link = list_last(&pcp->list[list]),
					    .order = (uint8_t)order,
					    .migratetype = pageblock_type(w, pfn),
					    .v = { list } });
}

void worlds_put_pcp(struct world *w, zid_t zone, const char *lists)
{
	for (skip_to_word(&lists); *lists; skip_to_word(&lists)) {
		unsigned list = read_pcp_list(&lists);

		expect_char(&lists, ':');
		while (more_blocks(&lists))
			put_pcp_block(w, zone, read_number(&lists, 16), list);
	}
}

void worlds_set_pageblocks(struct world *w, const char *types)
{
	for (skip_to_word(&types); *types; skip_to_word(&types)) {
		pfn_t pfn = read_number(&types, 16);

		expect_char(&types, '=');
		w->pageblock[pfn >> w->pageblock_order] = read_type(&types);
	}
}

/* ---- writing the notation ---- */

__attribute__((format(printf, 2, 3))) static void print(struct lists *l, const char *fmt, ...)
{
	size_t used = strlen(l->text);
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(l->text + used, sizeof l->text - used, fmt, ap);
	va_end(ap);
	cr_assert(n >= 0 && (size_t)n < sizeof l->text - used, "more lists than fit");
}

static void print_list(struct lists *l, const struct world *w, const struct page_list *list,
		       const char *name)
{
	if (!list->first)
		return;
	print(l, "%s%s:", l->text[0] ? "; " : "", name);
	for (pfn_t pfn = list_first(list); pfn != NO_PFN; pfn = page_next(w, pfn))
		print(l, " %" PRIx32, pfn);
}

struct lists worlds_free(const struct world *w, zid_t zone)
{
	struct lists l = { "" };
	char name[8];

	for (unsigned order = NR_ORDERS; order-- > 0;)
		for (unsigned type = 0; type < MIGRATE_TYPES; type++) {
			snprintf(name, sizeof name, "%u%s", order % NR_ORDERS, type_name[type]);
			print_list(&l, w, &w->zone[zone].free_area[order].list[type], name);
		}
	return l;
}

struct lists worlds_pcp(const struct world *w, zid_t zone)
{
	struct lists l = { "" };
	char name[8];

	for (unsigned list = 0; list < NR_PCP_LISTS; list++) {
		if (list >= 12)
			snprintf(name, sizeof name, "THP-%s", list == 12 ? "UR" : "M");
		else
			snprintf(name, sizeof name, "%s%u", type_name[list % 3], list / 3);
		print_list(&l, w, &world_pcp(w, zone, 0)->list[list], name);
	}
	return l;
}

struct lists worlds_pageblocks(const struct world *w, zid_t zone)
{
	const struct zone *z = &w->zone[zone];
	struct lists l = { "" };

	for (pfn_t pfn = z->start_pfn; pfn < zone_end_pfn(z); pfn += (pfn_t)pageblock_pages(w))
		print(&l, "%s%" PRIx32 "=%s", l.text[0] ? " " : "", pfn,
		      type_name[pageblock_type(w, pfn)]);
	return l;
}

int64_t worlds_pcp_count(const struct world *w, zid_t zone)
{
	return world_pcp(w, zone, 0)->count;
}

/* ---- events ---- */

static void record(void *self, const struct event *e)
{
	struct recorder *r = self;

	if (r->n == r->room) {
		size_t room = r->room ? 2 * r->room : 256;
		struct event *more = realloc(r->event, room * sizeof *more);

		cr_assert_not_null(more);
		r->event = more;
		r->room = room;
	}
	r->event[r->n++] = *e;
}

struct sink recorder_sink(struct recorder *r)
{
	return (struct sink){ record, r };
}

void recorder_done(struct recorder *r)
{
	free(r->event);
	*r = (struct recorder){ 0 };
}

size_t recorder_count(const struct recorder *r, enum event_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += r->event[i].kind == kind;
	return n;
}

const struct event *recorder_find(const struct recorder *r, enum event_kind kind, size_t i)
{
	for (size_t at = 0; at < r->n; at++)
		if (r->event[at].kind == kind && i-- == 0)
			return &r->event[at];
	return NULL;
}

const struct event *recorder_last(const struct recorder *r, enum event_kind kind)
{
	size_t n = recorder_count(r, kind);

	return n ? recorder_find(r, kind, n - 1) : NULL;
}

/* ---- scenes ---- */

void scene_open_on(struct scene *s, const struct kernel *k, struct world *w)
{
	*s = (struct scene){ .w = w };
	s->m = machine_new(w, k);
	cr_assert_not_null(s->m);
	cr_assert(machine_listen(s->m, recorder_sink(&s->r)));
}

void scene_open(struct scene *s, struct world *w)
{
	scene_open_on(s, kernel_find("6.1"), w);
}

void scene_close(struct scene *s)
{
	machine_free(s->m);
	world_free(s->w);
	recorder_done(&s->r);
}

struct alloc_context scene_context(struct scene *s, unsigned order, enum migratetype migratetype,
				   uint32_t alloc_flags)
{
	struct alloc_context ac = {
		.m = s->m, .w = s->w, .k = machine_kernel(s->m), .order = order,
		.migratetype = migratetype, .alloc_flags = alloc_flags,
		.highest_zoneidx = (unsigned)s->w->layout->movable,
		.zonelist = &s->w->zonelist[ZONELIST_FALLBACK][0],
		.page = NO_PFN, .dirty_node = -1,
	};

	ac.zone = ac_preferred_zone(&ac);
	return ac;
}

pfn_t scene_take(struct scene *s, unsigned order, enum migratetype migratetype,
		 uint32_t alloc_flags)
{
	struct alloc_context ac = scene_context(s, order, migratetype, alloc_flags);

	machine_begin(s->m, (unsigned)s->w->task[TASK_CPU]);
	if (!rmqueue(&ac))
		return NO_PFN;
	climb(&ac, LADDER_AFTER_TAKE);
	return ac.page;
}

struct result scene_alloc(struct scene *s, unsigned order, gfp_t gfp)
{
	return request_run(s->m, &(struct request){ .op = REQ_ALLOC, .order = order, .gfp = gfp,
						    .nid = NID_LOCAL });
}

struct result scene_free(struct scene *s, pfn_t pfn, unsigned order)
{
	return request_run(s->m, &(struct request){ .op = REQ_FREE, .order = order, .pfn = pfn,
						    .nid = NID_LOCAL });
}

void scene_expect_invariants(const struct scene *s, const char *when)
{
	struct breach b = { "" };

	cr_expect(world_holds_invariants(s->w, &b), "%s: %s", when, b.text);
}
