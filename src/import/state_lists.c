/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_lists.c - which page is where: free lists, PCP lists, LRU pages, pageblocks.
 *
 * Each page may be on one list or an LRU. One bit for each says whether it is, so that a block is
 * held against all others by a few machine words, whatever their orders and the order of lines:
 *
 *	taken  0000 1111 1111 0000 0010 ...     a block of order 3 at 4, a single page at 18
 */
#include "state_build.h"

#include "core/pcp.h"

#include <inttypes.h>
#include <unistd.h>

/* ---- one page, one place ---- */

static uint64_t word_mask(int64_t word, int64_t begin, int64_t end)
{
	uint64_t mask = UINT64_MAX;

	if (word == begin / 64)
		mask &= UINT64_MAX << begin % 64;
	if (word == (end - 1) / 64)
		mask &= UINT64_MAX >> (63 - (end - 1) % 64);
	return mask;
}

/* The first page of the range whose bit is set, or NO_PFN. */
static pfn_t first_taken(const struct state_build *b, int64_t begin, int64_t end)
{
	for (int64_t i = begin / 64; i <= (end - 1) / 64; i++) {
		uint64_t both = b->taken[i] & word_mask(i, begin, end);

		if (both)
			return (pfn_t)(i * 64 + __builtin_ctzll(both));
	}
	return NO_PFN;
}

static void take(struct state_build *b, int64_t begin, int64_t end)
{
	for (int64_t i = begin / 64; i <= (end - 1) / 64; i++)
		b->taken[i] |= word_mask(i, begin, end);
}

bool state_block_is_taken(const struct state_build *b, pfn_t begin, pfn_t end)
{
	return first_taken(b, begin, end) != NO_PFN;
}

/* ---- lists ---- */

struct list_line {
	zid_t zone;
	unsigned order;
	uint8_t migratetype, where;
	struct page_list *list;
};

static void check_block(struct state_build *b, struct json_line *l, const struct list_line *to,
			pfn_t pfn, size_t i)
{
	const struct zone *z = &b->w->zone[to->zone];
	int64_t pages = (int64_t)1 << to->order;
	pfn_t other;

	if (pfn & (pages - 1)) {
		json_error_at(l, "pfns", i, "page %u does not begin a block of order %u", pfn,
			      to->order);
		return;
	}
	if (pfn < z->start_pfn || pfn + pages > zone_end_pfn(z)) {
		json_error_at(l, "pfns", i, "the block at %u is not inside the zone", pfn);
		return;
	}
	other = first_taken(b, pfn, pfn + pages);
	if (other == NO_PFN)
		return;
	if (b->w->page[other].flags & PAGE_LRU)
		json_error_at(l, "pfns", i, "page %u is on a list and on an LRU", other);
	else if (b->w->page[pfn].where != PAGE_NOWHERE)
		json_error_at(l, "pfns", i, "page %u is on two lists", pfn);
	else
		json_error_at(l, "pfns", i, "the block at %u overlaps another at page %u", pfn,
			      other);
}

static void append(struct world *w, const struct list_line *to, pfn_t pfn)
{
	struct page *p = &w->page[pfn];

	*p = (struct page){ .prev = to->list->last, .order = (uint8_t)to->order,
			    .migratetype = to->migratetype, .where = to->where };
	if (to->list->last)
		w->page[to->list->last - 1].next = pfn + 1;
	else
		to->list->first = pfn + 1;
	to->list->last = pfn + 1;
}

/* Puts the line's "pfns" on the list. The number of them. */
static int64_t read_pfns(struct state_build *b, struct json_line *l, const struct list_line *to)
{
	json_t *pfns = json_list(l, "pfns");
	size_t n = json_array_size(pfns), i;

	for (i = 0; i < n && !l->failed; i++) {
		pfn_t pfn = (pfn_t)json_element(l, "pfns", pfns, i, 0, b->w->end_pfn - 1);

		check_block(b, l, to, pfn, i);
		if (l->failed)
			break;
		take(b, pfn, pfn + ((int64_t)1 << to->order));
		append(b->w, to, pfn);
	}
	return (int64_t)i;
}

static int64_t read_mt(struct state_build *b, struct json_line *l)
{
	return json_int(l, "mt", 0, b->nr_migratetypes - 1);
}

/*
 * The line's "part", 0 if it has none, must be the next of *parts, which it counts on. False with
 * an error; `second` is that of a line that is no further part.
 */
static bool next_part(struct json_line *l, uint32_t *parts, const char *second)
{
	int64_t part = json_int_or(l, "part", 0, UINT32_MAX, 0);

	if (!l->failed && part != *parts) {
		if (part)
			json_error(l, "part", "part %" PRId64 "; part %" PRIu32 " is next", part,
				   *parts);
		else
			json_error(l, "zone", "%s", second);
	}
	++*parts;
	return !l->failed;
}

void state_free(struct state_build *b, struct json_line *l)
{
	struct list_line to = { .zone = state_zone_of(b, l), .where = PAGE_FREE };
	struct zone_notes *notes = &b->zone[to.zone];
	struct free_area *area;
	int64_t n;

	to.order = (unsigned)json_int(l, "order", 0, NR_ORDERS - 1);
	to.migratetype = b->migratetype[read_mt(b, l)];
	if (l->failed || !next_part(l, &notes->free_parts[to.order][to.migratetype],
					  "a second line for this free list"))
		return;
	area = &b->w->zone[to.zone].free_area[to.order];
	to.list = &area->list[to.migratetype];
	n = read_pfns(b, l, &to);
	area->nr_free += n;
	notes->free_pages += n << to.order;
}

void state_unaccepted(struct state_build *b, struct json_line *l)
{
	struct list_line to = { .zone = state_zone_of(b, l), .where = PAGE_UNACCEPTED,
				.order = NR_ORDERS - 1 };
	struct zone_notes *notes = &b->zone[to.zone];

	if (!b->kernel->setup.unaccepted)
		json_error(l, "t", "kernel %s accepts all memory at boot", b->kernel->name);
	if (l->failed || !next_part(l, &notes->unaccepted_parts,
					  "a second line for what the zone has not accepted"))
		return;
	to.list = &b->w->zone[to.zone].unaccepted_pages;
	notes->unaccepted += read_pfns(b, l, &to) << to.order;
}

/* ---- PCP lists ---- */

/* Which of our lists is this? The kernel counts three types for each order, then two for THP. */
static unsigned read_pcp_list(struct state_build *b, struct json_line *l, struct list_line *to)
{
	const struct pcp_rules *rules = &b->kernel->pcp;
	unsigned index = (unsigned)json_int(l, "index", 0, NR_PCP_LISTS - 1);
	unsigned order = (unsigned)json_int(l, "order", 0, NR_ORDERS - 1);
	unsigned mt = (unsigned)read_mt(b, l), expected;
	bool thp = rules->thp && order == b->w->pageblock_order;

	to->order = order;
	to->migratetype = b->migratetype[mt];
	if (order > rules->max_order && !thp)
		json_error(l, "order", "no PCP list is of order %u", order);
	if (mt > (thp ? 1 : MIGRATE_PCPTYPES - 1))
		json_error(l, "mt", "no PCP list is of type %u", mt);
	expected = MIGRATE_PCPTYPES * (thp ? rules->max_order + 1 : order) + mt;
	if (index != expected)
		json_error(l, "index", "the PCP list of order %u and type %u is %u, not %u", order,
			   mt, expected, index);
	return l->failed ? 0 : pcp_list(rules, order, to->migratetype);
}

/* Pages that will drain to another list than that of the PCP list's type. */
static void read_stored_types(struct state_build *b, struct json_line *l, zid_t zid,
			      const struct list_line *to)
{
	json_t *stored = json_has(l, "stored_mt") ? json_list(l, "stored_mt") : NULL;
	const struct json_pair min = { 0, 0 };
	const struct json_pair max = { b->w->end_pfn - 1, b->nr_migratetypes - 1 };

	for (size_t i = 0; i < json_array_size(stored) && !l->failed; i++) {
		struct json_pair pair = json_pair_at(l, "stored_mt", stored, i, min, max);
		struct page *p = &b->w->page[pair.first];

		/* Whether it is on this very list is seen by its type and order, and its zone. */
		if (p->where != PAGE_PCP || p->order != to->order ||
		    p->migratetype != to->migratetype ||
		    !zone_holds(&b->w->zone[zid], (pfn_t)pair.first))
			json_error_at(l, "stored_mt", i, "page %u is not on this list",
				      (pfn_t)pair.first);
		if (!l->failed)
			p->migratetype = b->migratetype[pair.second];
	}
}

void state_pcplist(struct state_build *b, struct json_line *l)
{
	struct list_line to = { .zone = state_zone_of(b, l), .where = PAGE_PCP };
	struct zone_notes *notes = &b->zone[to.zone];
	unsigned list = read_pcp_list(b, l, &to);
	unsigned cpu = (unsigned)json_int(l, "cpu", 0, b->w->nr_cpus - 1);
	struct pcp_notes *pcp = state_pcp_notes(b, to.zone, cpu);
	int64_t pages;

	if (pcp->lists >> list & 1)
		json_error(l, "index", "a second line for this PCP list");
	if (l->failed)
		return;
	pcp->lists |= (uint16_t)(1u << list);
	to.list = &world_pcp(b->w, to.zone, cpu)->list[list];
	pages = read_pfns(b, l, &to) << to.order;
	pcp->pages += pages;
	notes->pcp_pages += pages;
	read_stored_types(b, l, to.zone, &to);
}

/* ---- pageblocks and LRU ---- */

/* A pageblock may hold the end of one zone and the beginning of the next: both lines name it. */
static void set_pageblocks(struct state_build *b, struct json_line *l, size_t run, int64_t first,
			   struct json_pair of)
{
	uint8_t mt = of.first < 0 ? NO_MIGRATETYPE : b->migratetype[of.first];

	for (int64_t i = first; i < first + of.second; i++) {
		uint8_t *type = &b->w->pageblock[i];

		if (*type != NO_MIGRATETYPE && *type != mt)
			json_error_at(l, "runs", run, "the pageblock at %" PRId64 " has two types",
				      i << b->w->pageblock_order);
		*type = mt;
	}
}

void state_pageblocks(struct state_build *b, struct json_line *l)
{
	zid_t zid = state_zone_of(b, l);
	const struct zone *z = &b->w->zone[zid];
	unsigned shift = b->w->pageblock_order;
	int64_t at = z->start_pfn >> shift;
	int64_t end = z->spanned ? ((zone_end_pfn(z) - 1) >> shift) + 1 : at;
	int64_t start_pfn = json_int(l, "start_pfn", 0, MAX_END_PFN);
	json_t *runs = json_list(l, "runs");
	const struct json_pair min = { -1, 0 };

	json_int(l, "block_pages", pageblock_pages(b->w), pageblock_pages(b->w));
	if (start_pfn != at << shift)
		json_error(l, "start_pfn", "the zone's first pageblock is at %" PRId64
			   ", not %" PRId64, at << shift, start_pfn);
	if (b->zone[zid].pageblocks_line != NO_LINE)
		json_error(l, "zone", "a second \"pageblocks\" line for the zone");
	b->zone[zid].pageblocks_line = b->line;
	for (size_t i = 0; i < json_array_size(runs) && !l->failed; i++) {
		const struct json_pair max = { b->nr_migratetypes - 1, MAX_PAGES };
		struct json_pair run = json_pair_at(l, "runs", runs, i, min, max);

		if (run.second > end - at) {
			json_error_at(l, "runs", i, "more pageblocks than the zone has, %" PRId64,
				      end - (z->start_pfn >> shift));
			break;
		}
		set_pageblocks(b, l, i, at, run);
		at += run.second;
	}
}

/*
 * A run of a few bytes can touch the record of every page there may be. Rather than be killed
 * for it, stop at half of this machine's memory.
 */
static bool too_much_memory(int64_t pages)
{
	long records = sysconf(_SC_PAGESIZE) / (long)sizeof(struct page);

	return pages > sysconf(_SC_PHYS_PAGES) / 2 * records;
}

/* The line of a zone around this one has told these pages already. */
static bool told_by_outer_zone(const struct state_build *b, zid_t zid, struct json_pair run)
{
	pfn_t start = b->w->zone[zid].start_pfn;
	bool inner = false;

	for (unsigned idx = 0; idx < zid_idx(zid); idx++)
		inner |= zone_holds(&b->w->zone[zid_of(zid_node(zid), idx)], start);
	for (int64_t pfn = run.first; inner && pfn < run.first + run.second; pfn++)
		inner = b->w->page[pfn].flags & PAGE_LRU;
	return inner;
}

static void set_lru(struct state_build *b, struct json_line *l, size_t i, struct json_pair run)
{
	int64_t end = run.first + run.second;
	pfn_t other = first_taken(b, run.first, end);

	if (other != NO_PFN) {
		json_error_at(l, "runs", i, "page %u is on an LRU and elsewhere", other);
		return;
	}
	b->lru_pages += run.second;
	if (too_much_memory(b->lru_pages)) {
		json_no_memory(l);
		return;
	}
	take(b, run.first, end);
	for (int64_t pfn = run.first; pfn < end; pfn++)
		b->w->page[pfn].flags |= PAGE_LRU;
}

void state_lru(struct state_build *b, struct json_line *l)
{
	zid_t zid = state_zone_of(b, l);
	const struct zone *z = &b->w->zone[zid];
	json_t *runs = json_list(l, "runs");
	const struct json_pair min = { z->start_pfn, 1 };

	next_part(l, &b->zone[zid].lru_parts, "a second \"lru\" line for the zone");
	b->zone[zid].lru_line = b->line;
	for (size_t i = 0; i < json_array_size(runs) && !l->failed; i++) {
		const struct json_pair max = { zone_end_pfn(z), z->spanned };
		struct json_pair run = json_pair_at(l, "runs", runs, i, min, max);

		if (run.first + run.second > zone_end_pfn(z))
			json_error_at(l, "runs", i, "LRU pages behind the end of the zone");
		if (!l->failed && !told_by_outer_zone(b, zid, run))
			set_lru(b, l, i, run);
	}
}
