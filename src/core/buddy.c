/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buddy.c - taking blocks apart and putting them together.
 *
 * Follows __rmqueue_smallest(), expand(), __free_one_page(), buddy_merge_likely() and
 * move_freepages_block() of mm/page_alloc.c. A block on a list is known by its first page; no other
 * page of it carries a mark.
 */
#include "buddy.h"

#include "counters.h"

/* ---- one block on or off a list ---- */

static void add_to_free_list(struct machine *m, zid_t zone, struct block b, enum list_end end)
{
	const struct free_area *area = &machine_world(m)->zone[zone].free_area[b.order];

	does(m, (struct event){ .kind = EVENT_FREE_AREA_ADD, .zone = zone, .pfn = b.pfn,
				.link = end == LIST_TAIL ? list_last(&area->list[b.migratetype])
							 : NO_PFN,
				.order = (uint8_t)b.order, .migratetype = b.migratetype });
}

static void del_from_free_list(struct machine *m, zid_t zone, pfn_t pfn)
{
	const struct page *p = &machine_world(m)->page[pfn];

	does(m, (struct event){ .kind = EVENT_FREE_AREA_DEL, .zone = zone, .pfn = pfn,
				.link = p->prev - 1, .order = p->order,
				.migratetype = p->migratetype });
}

void account_free_pages(struct machine *m, zid_t zone, int64_t delta, uint8_t migratetype)
{
	const struct zone *z = &machine_world(m)->zone[zone];

	if (!machine_kernel(m)->buddy.counts_on_lists || migratetype == MIGRATE_ISOLATE)
		return;
	mod_free_pages(m, zone, delta, migratetype);
	if (migratetype == MIGRATE_HIGHATOMIC)
		set_field(m, EVENT_NR_FREE_HIGHATOMIC, zone, z->nr_free_highatomic,
			  z->nr_free_highatomic + delta);
}

void move_to_free_list(struct machine *m, zid_t zone, pfn_t pfn, uint8_t migratetype)
{
	const struct page *p = &machine_world(m)->page[pfn];
	struct block b = { pfn, p->order, migratetype };
	uint8_t old_type = p->migratetype;

	del_from_free_list(m, zone, pfn);
	add_to_free_list(m, zone, b, machine_kernel(m)->buddy.moved_to);
	account_free_pages(m, zone, -((int64_t)1 << b.order), old_type);
	account_free_pages(m, zone, (int64_t)1 << b.order, migratetype);
}

/* ---- taking ---- */

/* expand(): hand back the upper half until the block is the size asked for. */
static void expand(struct machine *m, zid_t zone, struct block b, unsigned order)
{
	while (b.order > order) {
		b.order--;
		if (machine_heard(m))
			says(m, (struct event){ .kind = EVENT_SPLIT, .zone = zone, .pfn = b.pfn,
						.link = NO_PFN, .order = (uint8_t)b.order,
						.migratetype = b.migratetype,
						.v = { b.order + 1, b.order } });
		add_to_free_list(m, zone, (struct block){ b.pfn + (1u << b.order), b.order,
							  b.migratetype }, LIST_HEAD);
	}
}

void take_block_to(struct machine *m, zid_t zone, struct block b, unsigned order, uint8_t rest)
{
	del_from_free_list(m, zone, b.pfn);
	expand(m, zone, (struct block){ b.pfn, b.order, rest }, order);
	account_free_pages(m, zone, -((int64_t)1 << order), b.migratetype);
}

void take_block(struct machine *m, zid_t zone, struct block b, unsigned order)
{
	take_block_to(m, zone, b, order, b.migratetype);
}

void give_upper_parts(struct machine *m, zid_t zone, struct block b, unsigned order)
{
	expand(m, zone, b, order);
	account_free_pages(m, zone, ((int64_t)1 << b.order) - ((int64_t)1 << order), b.migratetype);
}

pfn_t rmqueue_smallest(struct machine *m, zid_t zone, unsigned order, uint8_t migratetype)
{
	const struct zone *z = &machine_world(m)->zone[zone];

	for (unsigned o = order; o < NR_ORDERS; o++) {
		pfn_t pfn = list_first(&z->free_area[o].list[migratetype]);

		if (pfn == NO_PFN)
			continue;
		take_block(m, zone, (struct block){ pfn, o, migratetype }, order);
		return pfn;
	}
	return NO_PFN;
}

/* ---- pageblocks ---- */

struct pageblock_census pageblock_census(const struct world *w, zid_t zone, pfn_t pfn)
{
	const struct zone *z = &w->zone[zone];
	pfn_t start = pfn & ~(pfn_t)(pageblock_pages(w) - 1);
	pfn_t end = start + (pfn_t)pageblock_pages(w);
	struct pageblock_census c = { .inside = end <= zone_end_pfn(z),
				      .whole = end <= zone_end_pfn(z) && start >= z->start_pfn };

	/* A zone may begin inside its first pageblock: the walk then starts at the block itself. */
	for (pfn_t at = zone_holds(z, start) ? start : pfn; c.inside && at < end;) {
		const struct page *p = &w->page[at];

		if (p->where == PAGE_FREE) {
			c.free += (int64_t)1 << p->order;
			at += (pfn_t)1 << p->order;
		} else {
			c.movable += (p->flags & PAGE_LRU) != 0;
			at++;
		}
	}
	return c;
}

int64_t move_freepages_block(struct machine *m, zid_t zone, pfn_t pfn, uint8_t migratetype)
{
	const struct world *w = machine_world(m);
	const struct zone *z = &w->zone[zone];
	pfn_t start = pfn & ~(pfn_t)(pageblock_pages(w) - 1);
	pfn_t end = start + (pfn_t)pageblock_pages(w);
	int64_t moved = 0;

	if (end > zone_end_pfn(z))
		return 0;
	for (pfn_t at = zone_holds(z, start) ? start : pfn; at < end;) {
		pfn_t pages = 1;

		if (w->page[at].where == PAGE_FREE) {
			pages = (pfn_t)1 << w->page[at].order;
			move_to_free_list(m, zone, at, migratetype);
			moved += pages;
		}
		at += pages;
	}
	return moved;
}

void set_pageblock_type(struct machine *m, pfn_t pfn, uint8_t migratetype)
{
	const struct world *w = machine_world(m);
	uint8_t old = pageblock_type(w, pfn);

	if (w->setting[SET_MOBILITY_DISABLED] && migratetype < MIGRATE_PCPTYPES)
		migratetype = MIGRATE_UNMOVABLE;
	if (old != migratetype)
		does(m, (struct event){ .kind = EVENT_PAGEBLOCK_TYPE,
					.zone = world_zone_of(w, pfn), .pfn = pfn, .link = NO_PFN,
					.migratetype = migratetype, .v = { old } });
}

void set_pageblock_types(struct machine *m, struct block b, uint8_t migratetype)
{
	pfn_t step = (pfn_t)pageblock_pages(machine_world(m));

	for (pfn_t pfn = b.pfn; pfn < b.pfn + (1u << b.order); pfn += step)
		set_pageblock_type(m, pfn, migratetype);
}

/* ---- giving back ---- */

bool merge_unless_isolated(const struct zone *z, uint8_t mt, uint8_t buddy_mt)
{
	return !z->nr_isolate_pageblock || mt == buddy_mt ||
	       (mt != MIGRATE_ISOLATE && buddy_mt != MIGRATE_ISOLATE);
}

bool merge_always(const struct zone *z, uint8_t mt, uint8_t buddy_mt)
{
	(void)z, (void)mt, (void)buddy_mt;
	return true;
}

bool merge_if_mergeable(const struct zone *z, uint8_t mt, uint8_t buddy_mt)
{
	(void)z;
	return mt == buddy_mt || (mt < MIGRATE_PCPTYPES && buddy_mt < MIGRATE_PCPTYPES);
}

/* A free block of exactly this order, in this zone. */
static bool is_free_block(const struct world *w, zid_t zone, pfn_t pfn, unsigned order)
{
	return zone_holds(&w->zone[zone], pfn) && w->page[pfn].where == PAGE_FREE &&
	       w->page[pfn].order == order;
}

static void say_merge(struct machine *m, zid_t zone, struct block b, bool merged, int reason)
{
	const struct world *w = machine_world(m);
	pfn_t buddy = buddy_of(b.pfn, b.order);
	bool known = zone_holds(&w->zone[zone], buddy);

	if (!machine_heard(m))
		return;
	says(m, (struct event){
		.kind = merged ? EVENT_MERGE : EVENT_MERGE_STOP, .zone = zone, .pfn = b.pfn,
		.link = known ? buddy : NO_PFN, .order = (uint8_t)b.order,
		.migratetype = b.migratetype,
		.v = { merged ? (int64_t)b.order : reason,
		       known ? pageblock_type(w, buddy) : -1 } });
}

/* Why the block may not grow, or -1 if it may. */
static int merge_stop(struct machine *m, zid_t zone, struct block b)
{
	const struct world *w = machine_world(m);
	const struct buddy_rules *rules = &machine_kernel(m)->buddy;
	pfn_t buddy = buddy_of(b.pfn, b.order);

	if (b.order == NR_ORDERS - 1)
		return MERGE_LARGEST;
	if (!is_free_block(w, zone, buddy, b.order))
		return MERGE_BUDDY_BUSY;
	if (b.order >= w->pageblock_order &&
	    !rules->may_merge(&w->zone[zone], b.migratetype, pageblock_type(w, buddy)))
		return MERGE_TYPES;
	return -1;
}

/* buddy_merge_likely(): will the merged block's own buddy be there to merge with soon? */
static bool merge_likely(struct machine *m, zid_t zone, struct block b)
{
	pfn_t higher = b.pfn & ~((1u << (b.order + 1)) - 1);
	pfn_t higher_buddy = buddy_of(higher, b.order + 1);

	if (b.order >= machine_kernel(m)->buddy.tail_below ||
	    !is_free_block(machine_world(m), zone, higher_buddy, b.order + 1))
		return false;
	if (machine_heard(m))
		says(m, (struct event){ .kind = EVENT_TAIL, .zone = zone, .pfn = b.pfn,
					.link = higher_buddy, .order = (uint8_t)b.order,
					.migratetype = b.migratetype, .v = { higher_buddy } });
	return true;
}

void free_one_page(struct machine *m, zid_t zone, struct block b, int fpi)
{
	const struct buddy_rules *rules = &machine_kernel(m)->buddy;
	int stop;

	if (rules->counts_on_lists)
		account_free_pages(m, zone, (int64_t)1 << b.order, b.migratetype);
	else if (!rules->callers_count && b.migratetype != MIGRATE_ISOLATE)
		mod_free_pages(m, zone, (int64_t)1 << b.order, b.migratetype);
	while ((stop = merge_stop(m, zone, b)) < 0) {
		pfn_t buddy = buddy_of(b.pfn, b.order);

		say_merge(m, zone, b, true, 0);
		del_from_free_list(m, zone, buddy);
		if (rules->merge_retags && b.order >= machine_world(m)->pageblock_order)
			set_pageblock_types(m, (struct block){ buddy, b.order, 0 }, b.migratetype);
		b.pfn &= buddy;
		b.order++;
	}
	say_merge(m, zone, b, false, stop);
	add_to_free_list(m, zone, b, fpi == FPI_TO_TAIL || merge_likely(m, zone, b) ? LIST_TAIL
										 : LIST_HEAD);
}

void free_to_buddy(struct machine *m, zid_t zone, struct block b, int fpi)
{
	const struct world *w = machine_world(m);
	unsigned piece = b.order;

	if (machine_kernel(m)->buddy.callers_count)
		mod_zone_stat(m, zone, NR_FREE_PAGES, (int64_t)1 << b.order);
	if (machine_kernel(m)->buddy.frees_by_pageblock && piece > w->pageblock_order)
		piece = w->pageblock_order;
	for (pfn_t pfn = b.pfn, end = b.pfn + (1u << b.order); pfn < end; pfn += 1u << piece) {
		uint8_t mt = piece == b.order ? b.migratetype : pageblock_type(w, pfn);

		free_one_page(m, zone, (struct block){ pfn, piece, mt }, fpi);
	}
}

uint8_t free_type(const struct world *w, zid_t zone, pfn_t pfn, uint8_t remembered)
{
	return w->zone[zone].nr_isolate_pageblock ? pageblock_type(w, pfn) : remembered;
}
