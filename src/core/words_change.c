/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words_change.c - what each kind of change did, as a sentence.
 *
 * Changes of lists and pages have words of their own; a plain number that changed is told by its
 * name, what it was and what it is.
 */
#include "words_change.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#include "gfp.h"
#include "world.h"

struct change {
	const struct event *e;
	const char *zone;
	char *out;
	size_t size;
};

typedef void change_fn(const struct change *c);

static void list_place(const struct event *e, char place[40])
{
	if (e->link == NO_PFN)
		snprintf(place, 40, "at its head");
	else
		snprintf(place, 40, "behind pfn %" PRIu32, e->link);
}

static void free_area_add(const struct change *c)
{
	char place[40];

	list_place(c->e, place);
	snprintf(c->out, c->size, "pfn %" PRIu32 " goes on the %s list of order %u, %s", c->e->pfn,
		 migratetype_name(c->e->migratetype), c->e->order, place);
}

static void free_area_del(const struct change *c)
{
	snprintf(c->out, c->size, "pfn %" PRIu32 " comes off the %s list of order %u", c->e->pfn,
		 migratetype_name(c->e->migratetype), c->e->order);
}

static void pcp_add(const struct change *c)
{
	char place[40];

	list_place(c->e, place);
	snprintf(c->out, c->size,
		 "pfn %" PRIu32 ", order %u, goes on PCP list %" PRId64 " (%s), %s",
		 c->e->pfn, c->e->order, c->e->v[0], migratetype_name(c->e->migratetype), place);
}

static void pcp_del(const struct change *c)
{
	snprintf(c->out, c->size, "pfn %" PRIu32 ", order %u, comes off PCP list %" PRId64 " (%s)",
		 c->e->pfn, c->e->order, c->e->v[0], migratetype_name(c->e->migratetype));
}

static void unaccepted_add(const struct change *c)
{
	char place[40];

	list_place(c->e, place);
	snprintf(c->out, c->size,
		 "pfn %" PRIu32 ", order %u, waits to be accepted: on unaccepted_pages, %s",
		 c->e->pfn, c->e->order, place);
}

static void unaccepted_del(const struct change *c)
{
	snprintf(c->out, c->size,
		 "pfn %" PRIu32 ", order %u, is accepted: it comes off unaccepted_pages",
		 c->e->pfn, c->e->order);
}

static void block_type(const struct change *c)
{
	snprintf(c->out, c->size, "the pageblock at pfn %" PRIu32 " becomes %s; it was %s",
		 c->e->pfn, migratetype_name(c->e->migratetype),
		 migratetype_name((unsigned)c->e->v[0]));
}

static void block_allocated(const struct change *c)
{
	snprintf(c->out, c->size, "pfn %" PRIu32 ", order %u, is in use", c->e->pfn, c->e->order);
}

static void block_freed(const struct change *c)
{
	snprintf(c->out, c->size, "pfn %" PRIu32 ", order %u, is no longer in use", c->e->pfn,
		 c->e->order);
}

static void block_split(const struct change *c)
{
	snprintf(c->out, c->size, "pfn %" PRIu32 ", order %u, becomes single pages, each in use",
		 c->e->pfn, c->e->order);
}

static void vm_stat(const struct change *c)
{
	static const char *const item[NR_ZONE_STATS] = {
		[NR_FREE_PAGES] = "NR_FREE_PAGES", [NR_FREE_CMA_PAGES] = "NR_FREE_CMA_PAGES",
		[NR_ALLOC_BATCH] = "NR_ALLOC_BATCH", [NR_UNACCEPTED] = "NR_UNACCEPTED",
	};
	const int64_t *v = c->e->v;

	snprintf(c->out, c->size,
		 "%s of %s by %+" PRId64 ": %+" PRId64 " in the zone's counter, %+" PRId64
		 " in this CPU's part",
		 v[0] >= 0 && v[0] < NR_ZONE_STATS ? item[v[0]] : "a counter", c->zone, v[1], v[2],
		 v[3]);
}

/* "pgalloc, zone index 1"; the kernel has one such counter for each index. */
static void vm_event(const struct change *c)
{
	const int64_t *v = c->e->v;
	bool alloc = v[2] < PGFREE;

	snprintf(c->out, c->size, "%s, zone index %" PRId64 ": %" PRId64 ", now %" PRId64,
		 alloc ? "PGALLOC" : "PGFREE", alloc ? v[2] - PGALLOC : 0, v[0], v[1]);
	if (!alloc)
		snprintf(c->out, c->size, "PGFREE: %" PRId64 ", now %" PRId64, v[0], v[1]);
}

static void numa_stat(const struct change *c)
{
	static const char *const name[NR_NUMA_STATS] = {
		[NUMA_HIT] = "NUMA_HIT",         [NUMA_MISS] = "NUMA_MISS",
		[NUMA_FOREIGN] = "NUMA_FOREIGN",
		[NUMA_LOCAL] = "NUMA_LOCAL", [NUMA_OTHER] = "NUMA_OTHER",
	};
	const int64_t *v = c->e->v;

	snprintf(c->out, c->size, "%s of %s: %" PRId64 ", now %" PRId64,
		 v[2] >= 0 && v[2] < NR_NUMA_STATS ? name[v[2]] : "a counter", c->zone, v[0], v[1]);
}

/* The kind's name in small letters, with what its numbers are called. */
static void anything(const struct change *c)
{
	const struct event_info *info = &event_info[c->e->kind];
	bool field = info->value[0] && info->value[0][0] == 'o' && info->value[1] &&
		     info->value[1][0] == 'n';
	size_t n = 0;

	for (const char *at = info->name; *at && n + 1 < c->size; at++)
		c->out[n++] = (char)tolower((unsigned char)*at);
	if (c->size)
		c->out[n] = '\0';
	if (c->e->zone != NO_ZONE && n < c->size)
		n += (size_t)snprintf(c->out + n, c->size - n, " of %s", c->zone);
	if (c->e->pfn != NO_PFN && n < c->size)
		n += (size_t)snprintf(c->out + n, c->size - n, ", pfn %" PRIu32, c->e->pfn);
	if (field && n < c->size) {
		snprintf(c->out + n, c->size - n, ": %" PRId64 ", now %" PRId64, c->e->v[0],
			 c->e->v[1]);
		return;
	}
	for (unsigned i = 0; i < 6 && info->value[i] && n < c->size; i++)
		n += (size_t)snprintf(c->out + n, c->size - n, " %s=%" PRId64, info->value[i],
				      c->e->v[i]);
}

void change_words(const struct event *e, const char *zone, char *out, size_t size)
{
	static const struct {
		enum event_kind kind;
		change_fn *words;
	} of[] = {
		{ EVENT_FREE_AREA_ADD, free_area_add }, { EVENT_FREE_AREA_DEL, free_area_del },
		{ EVENT_PCP_ADD, pcp_add },             { EVENT_PCP_DEL, pcp_del },
		{ EVENT_PAGEBLOCK_TYPE, block_type },
		{ EVENT_BLOCK_ALLOCATED, block_allocated },
		{ EVENT_BLOCK_FREED, block_freed },     { EVENT_BLOCK_SPLIT, block_split },
		{ EVENT_VM_STAT, vm_stat },
		{ EVENT_VM_EVENT, vm_event },           { EVENT_NUMA_STAT, numa_stat },
		{ EVENT_UNACCEPTED_ADD, unaccepted_add },
		{ EVENT_UNACCEPTED_DEL, unaccepted_del },
	};
	const struct change c = { e, zone, out, size };

	if (size)
		out[0] = '\0';
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		if (of[i].kind == e->kind) {
			of[i].words(&c);
			return;
		}
	anything(&c);
}
