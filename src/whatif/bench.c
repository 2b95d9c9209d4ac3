/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench.c - trying and taking back, by the events that every change of a world is.
 *
 * One copy serves for all trials: what a trial did is reverted, newest first. Pages that shall be
 * free are taken from those in use, as if their owners had given them back; everything else stays
 * as it is, so they are put on a list as they are and do not merge.
 */
#include "bench.h"

#include <stdlib.h>

static void keep(void *self, const struct event *e)
{
	struct bench *b = self;

	if (b->n == b->room) {
		size_t room = b->room ? 2 * b->room : 256;
		struct event *more = realloc(b->event, room * sizeof *more);

		if (!more) {
			b->lost = true;
			return;
		}
		b->event = more;
		b->room = room;
	}
	b->event[b->n++] = *e;
}

bool bench_open(struct bench *b, const struct world *w, const struct kernel *k)
{
	*b = (struct bench){ .w = world_copy(w) };
	b->m = b->w ? machine_new(b->w, k) : NULL;
	return b->m && machine_listen(b->m, (struct sink){ keep, b });
}

void bench_close(struct bench *b)
{
	machine_free(b->m);
	world_free(b->w);
	free(b->event);
}

void bench_do(struct bench *b, struct event e)
{
	e.link = e.kind == EVENT_FREE_AREA_ADD ? e.link : NO_PFN;
	keep(b, &e);
	if (!b->lost)
		world_apply(b->w, &e);
}

void bench_set(struct bench *b, enum event_kind kind, zid_t zone, int64_t index, int64_t value)
{
	struct event e = { .kind = (uint16_t)kind, .zone = zone, .pfn = NO_PFN,
			   .cpu = (uint16_t)b->w->task[TASK_CPU], .v = { 0, value, index } };

	e.v[0] = field_value(b->w, &e);
	bench_do(b, e);
}

struct result bench_run(struct bench *b, const struct request *r)
{
	b->ran = b->n;
	return request_run(b->m, r);
}

void bench_undo(struct bench *b)
{
	while (b->n)
		world_revert(b->w, &b->event[--b->n]);
}

/* ---- pages in use ---- */

/* A block on a list begins here: its pages, else 0. */
static pfn_t listed(const struct world *w, pfn_t pfn)
{
	const struct page *p = &w->page[pfn];

	return page_is_listed(p) ? (pfn_t)1 << p->order : 0;
}

/* How many pages from pfn on, `most` at most, are memory of this zone and on no list. */
static pfn_t in_use_from(const struct world *w, zid_t zone, pfn_t pfn, pfn_t most)
{
	pfn_t n = 0;

	for (; n < most && pfn + n < zone_end_pfn(&w->zone[zone]); n++) {
		bool first = !n || !((pfn + n) & (pfn_t)(pageblock_pages(w) - 1));

		if (first && (pageblock_type(w, pfn + n) == NO_MIGRATETYPE ||
			      world_zone_of(w, pfn + n) != zone))
			break;
		if (listed(w, pfn + n) || pfn + n >= w->node[zid_node(zone)].first_deferred_pfn)
			break;
	}
	return n;
}

/* The block that was allocated and holds this page behind its first is made single pages. */
static void split_around(struct bench *b, pfn_t pfn)
{
	for (unsigned o = 1; o < NR_ORDERS; o++) {
		pfn_t head = pfn & ~((1u << o) - 1);
		const struct page *p = &b->w->page[head];

		if (p->where == PAGE_ALLOCATED && p->order >= o) {
			bench_do(b, (struct event){ .kind = EVENT_BLOCK_SPLIT,
						    .zone = world_zone_of(b->w, pfn), .pfn = head,
						    .order = p->order, .v = { p->flags } });
			return;
		}
	}
}

static void free_at(struct bench *b, const struct more_pages *more, pfn_t pfn, unsigned order)
{
	const struct world *w = b->w;
	const struct page_list *list =
		&w->zone[more->zone].free_area[order].list[more->migratetype];

	for (pfn_t at = pfn; at < pfn + (1u << order); at++) {
		split_around(b, at);
		bench_do(b, (struct event){ .kind = EVENT_BLOCK_FREED, .zone = more->zone,
					    .pfn = at, .migratetype = more->migratetype,
					    .v = { w->page[at].flags,
						   w->page[at].where == PAGE_ALLOCATED } });
	}
	bench_do(b, (struct event){ .kind = EVENT_FREE_AREA_ADD, .zone = more->zone, .pfn = pfn,
				    .link = list_last(list), .order = (uint8_t)order,
				    .migratetype = more->migratetype });
	bench_do(b, (struct event){ .kind = EVENT_VM_STAT, .zone = more->zone, .pfn = NO_PFN,
				    .cpu = (uint16_t)w->task[TASK_CPU],
				    .v = { NR_FREE_PAGES, 1 << order, 1 << order } });
}

/*
 * Blocks of this order, each in use as a whole. In the first round only lower halves, and only
 * where the upper half is in use: nothing is there to merge with. The second takes what is left.
 */
static int64_t free_some(struct bench *b, const struct more_pages *more, unsigned order,
			 int64_t wanted)
{
	const struct world *w = b->w;
	const struct zone *z = &w->zone[more->zone];
	pfn_t size = (pfn_t)1 << order, start = (z->start_pfn + size - 1) & ~(size - 1);

	for (unsigned round = 0; round < 2; round++)
		for (uint64_t pfn = start; wanted > 0 && pfn + size <= zone_end_pfn(z);) {
			pfn_t at = (pfn_t)pfn, on_list = listed(w, at);
			pfn_t used = on_list ? 0 : in_use_from(w, more->zone, at, 2 * size);
			bool good = round ? used >= size : !(at & size) && used == 2 * size;

			if (good && b->w->zone[more->zone].nr_in_use >= (int64_t)size) {
				free_at(b, more, at, order);
				wanted--;
			}
			pfn += on_list > size ? on_list : size;
		}
	return wanted;
}

bool bench_free(struct bench *b, const struct more_pages *more)
{
	return free_some(b, more, more->order, more->blocks) == 0 &&
	       free_some(b, more, 0, more->pages) == 0 && !b->lost;
}
