/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * boot_release.c - what the kernel keeps of the memory, and the free lists made of the rest.
 *
 *	1 MiB      16 MiB                                                      end of the node
 *	|##########|....|#####################|..........|######|##############|
 *	 first MiB       image, 44 MiB                     CMA    struct pages
 *
 * Kept, as on x86-64 with 6.1: the first MiB (it is why ZONE_DMA has 3840 managed pages); from
 * 16 MiB on the image with all that boot allocates for good, here 44 MiB (Debian guests of 128 MiB
 * to 5 GiB keep 44 to 45), but at most half of what its zone has there; and at the end of each
 * node 2 MiB of struct pages for every section (128 MiB) that has memory, in the first node of the
 * section. A machine that ends below 16 MiB has its image at 1 MiB. Where a node's memory is
 * deferred, no struct pages are kept: deferred_grow_zone() takes all of it to be usable.
 *
 * A guest has accepted its memory from below. Of the rest, boot accepts what is kept and what is
 * freed in smaller blocks; blocks of the largest order wait (unaccepted.c), also the one that is
 * accepted in part.
 *
 * Left out: swiotlb (64 MiB of DMA32 on machines with memory above 4 GiB), hash tables that grow
 * with memory, the initrd. PGFREE does not count what boot released.
 *
 * Follows __free_pages_memory(), __free_pages_core() and init_cma_reserved_pageblock(), all
 * versions from 5.10; before, boot_frees_to is the other end.
 */
#include "boot_release.h"

#include "buddy.h"
#include "deferred.h"
#include "unaccepted.h"

enum {
	FIRST_MIB_END = 0x100,                  /* page frames */
	IMAGE_PAGES = 44 << (20 - PAGE_SHIFT),
	SECTION_STRUCT_PAGES = 2 << (20 - PAGE_SHIFT),  /* 64 bytes for each page of a section */
	MAX_TAKEN = 64,
};

struct release {
	const struct boot_description *d;
	const struct kernel *k;
	struct world *w;
	struct machine *m;
	const char **why;
	zid_t image_zone, cma_zone;
	uint64_t next_section;          /* sections below have their struct pages */
	pfn_t accepted_end;             /* the guest has accepted what lies below */
	bool waits;                     /* some unit beyond is not accepted */

	/* The node at hand. */
	unsigned n;
	const struct boot_node *node;
	struct boot_range taken[MAX_TAKEN], cma;
	unsigned nr_taken;
};

static bool fail(struct release *b, const char *why)
{
	*b->why = why;
	return false;
}

/* ---- ranges ---- */

static struct boot_range zone_range(const struct release *b, zid_t zone)
{
	const struct zone *z = &b->w->zone[zone];

	return (struct boot_range){ z->start_pfn, zone_end_pfn(z) };
}

/* What of r comes first and is not taken. */
static struct boot_range first_free(const struct release *b, struct boot_range r)
{
	for (unsigned i = 0; i < b->nr_taken; i++) {
		if (b->taken[i].start <= r.start && r.start < b->taken[i].end) {
			r = boot_clip(r, (struct boot_range){ b->taken[i].end, NO_PFN });
			i = (unsigned)-1;       /* it may now begin in one looked at before */
		}
	}
	for (unsigned i = 0; i < b->nr_taken; i++)
		if (b->taken[i].start > r.start && b->taken[i].start < r.end)
			r.end = b->taken[i].start;
	return r;
}

/* The next run of free memory behind *run inside `within`; begin with a *run of { 0, 0 }. */
static bool next_run(const struct release *b, struct boot_range within, struct boot_range *run)
{
	within.start = run->end > within.start ? run->end : within.start;
	for (unsigned i = 0; i < b->node->nr_memory; i++) {
		struct boot_range r = first_free(b, boot_clip(b->node->memory[i], within));

		if (boot_pages(r)) {
			*run = r;
			return true;
		}
	}
	return false;
}

static int64_t free_pages(const struct release *b, struct boot_range within)
{
	struct boot_range run = { 0, 0 };
	int64_t pages = 0;

	while (next_run(b, within, &run))
		pages += boot_pages(run);
	return pages;
}

static bool take(struct release *b, struct boot_range r)
{
	if (b->nr_taken == MAX_TAKEN)
		return fail(b, "the memory is in too many pieces");
	b->taken[b->nr_taken++] = r;
	return true;
}

static bool take_from_end(struct release *b, struct boot_range within, int64_t pages)
{
	while (pages > 0) {
		struct boot_range run = { 0, 0 }, last = { 0, 0 };

		while (next_run(b, within, &run))
			last = run;
		if (boot_pages(last) > pages)
			last.start = (pfn_t)(last.end - pages);
		pages -= boot_pages(last);
		if (!boot_pages(last))
			return fail(b, "a zone has too little free memory");
		if (!take(b, last))
			return false;
	}
	return true;
}

/* ---- what the kernel keeps ---- */

static bool is_given(const struct release *b, zid_t zone)
{
	return b->d->node[zid_node(zone)].managed[zid_idx(zone)] >= 0;
}

static bool keep_image(struct release *b)
{
	struct boot_range run = { 0, FIRST_MIB_END };
	int64_t pages, block = pageblock_pages(b->w);

	if (b->image_zone == NO_ZONE || zid_node(b->image_zone) != b->n ||
	    is_given(b, b->image_zone) || !next_run(b, zone_range(b, b->image_zone), &run))
		return true;
	pages = boot_pages(run) / 2 < IMAGE_PAGES ? boot_pages(run) / 2 : IMAGE_PAGES;
	run.end = run.start + (pfn_t)(pages / block * block);
	return take(b, run);
}

/* Aligned to the largest block, as high as memblock_alloc_range() would find it. */
static bool keep_cma(struct release *b)
{
	struct boot_range run = { 0, 0 };
	int64_t pages = (b->d->cma_pages + MAX_ORDER_NR_PAGES - 1) / MAX_ORDER_NR_PAGES *
			MAX_ORDER_NR_PAGES;

	b->cma = (struct boot_range){ 0, 0 };
	if (b->cma_zone == NO_ZONE || zid_node(b->cma_zone) != b->n)
		return true;
	while (next_run(b, zone_range(b, b->cma_zone), &run)) {
		pfn_t end = run.end & ~(pfn_t)(MAX_ORDER_NR_PAGES - 1);

		if (end > pages && end - pages >= run.start)
			b->cma = (struct boot_range){ (pfn_t)(end - pages), end };
	}
	return boot_pages(b->cma) ? take(b, b->cma) : fail(b, "no room for the CMA area");
}

static int64_t struct_pages(struct release *b)
{
	int64_t sections = 0;

	for (unsigned i = 0; i < b->node->nr_memory; i++) {
		uint64_t first = b->node->memory[i].start / PAGES_PER_SECTION;
		uint64_t end = (b->node->memory[i].end - 1) / PAGES_PER_SECTION + 1;

		if (first < b->next_section)
			first = b->next_section;
		if (end > first)
			sections += (int64_t)(end - first);
		if (end > b->next_section)
			b->next_section = end;
	}
	return sections * SECTION_STRUCT_PAGES;
}

/* From the end of the node down, highmem left alone: the kernel could not reach it. */
static bool keep_struct_pages(struct release *b)
{
	int64_t pages = struct_pages(b);

	if (b->w->node[b->n].first_deferred_pfn != NO_PFN)
		return true;
	for (unsigned idx = MAX_NR_ZONES; idx-- > 0;) {
		zid_t zone = zid_of(b->n, idx);
		int64_t here = free_pages(b, zone_range(b, zone));

		if (b->d->layout->highmem >= 0 && (int)idx >= b->d->layout->highmem)
			continue;
		if (here > pages)
			here = pages;
		if (!is_given(b, zone) && !take_from_end(b, zone_range(b, zone), here))
			return false;
		pages -= here;
	}
	return true;
}

static bool keep_what_is_not_given(struct release *b)
{
	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++) {
		struct boot_range r = zone_range(b, zid_of(b->n, idx));
		int64_t excess;

		if (!is_given(b, zid_of(b->n, idx)))
			continue;
		excess = free_pages(b, r) - b->node->managed[idx];
		if (zid_of(b->n, idx) == b->cma_zone)
			excess += boot_pages(b->cma);
		if (excess < 0)
			return fail(b, "a zone has fewer pages than it is to manage");
		if (!take_from_end(b, r, excess))
			return false;
	}
	return true;
}

static bool keep(struct release *b)
{
	b->nr_taken = 0;
	for (unsigned i = 0; i < b->node->nr_reserved; i++)
		if (!take(b, b->node->reserved[i]))
			return false;
	if (!is_given(b, zid_of(b->n, 0)) && !take(b, (struct boot_range){ 0, FIRST_MIB_END }))
		return false;
	return keep_image(b) && keep_cma(b) && keep_struct_pages(b) && keep_what_is_not_given(b);
}

/* ---- pageblocks ---- */

static void set_types(struct world *w, struct boot_range r, uint8_t migratetype)
{
	for (uint64_t i = r.start >> w->pageblock_order; i << w->pageblock_order < r.end; i++)
		w->pageblock[i] = migratetype;
}

/*
 * memmap_init_range(): a pageblock becomes MOVABLE when its first page is initialised. One that
 * begins in a hole, as the very first does, keeps the zeros of its section: UNMOVABLE.
 */
static void init_pageblocks(struct release *b)
{
	const struct node *node = &b->w->node[b->n];
	struct boot_range span = { node->start_pfn, node->start_pfn + (pfn_t)node->spanned };
	struct boot_range early = { 0, (pfn_t)node->first_deferred_pfn };
	pfn_t last_page = (pfn_t)pageblock_pages(b->w) - 1;

	for (unsigned i = 0; i < b->node->nr_memory; i++) {
		struct boot_range r = b->node->memory[i];
		uint64_t end = ((uint64_t)r.end - 1) / PAGES_PER_SECTION * PAGES_PER_SECTION +
			       PAGES_PER_SECTION;

		r.start = r.start / PAGES_PER_SECTION * PAGES_PER_SECTION;
		r.end = end < NO_PFN ? (pfn_t)end : NO_PFN;
		set_types(b->w, boot_clip(r, span), MIGRATE_UNMOVABLE);
	}
	for (unsigned i = 0; i < b->node->nr_memory; i++) {
		struct boot_range r = boot_clip(b->node->memory[i], early);

		if (r.start & last_page)
			r.start = (r.start | last_page) + 1;
		if (r.start < r.end)
			set_types(b->w, r, MIGRATE_MOVABLE);
	}
}

/* ---- handing over ---- */

/* Where the memory begins that is not accepted: so much of it, wherever it lies, is behind. */
static pfn_t accepted_end(const struct boot_description *d)
{
	int64_t left = d->unaccepted_pages;

	for (unsigned n = d->nr_nodes; left > 0 && n-- > 0;)
		for (unsigned i = d->node[n].nr_memory; i-- > 0;) {
			struct boot_range r = d->node[n].memory[i];

			if (boot_pages(r) >= left)
				return (pfn_t)(r.end - left);
			left -= boot_pages(r);
		}
	return d->unaccepted_pages ? 0 : NO_PFN;
}

/* __free_pages_core() */
static void release_block(struct release *b, zid_t zone, struct block block)
{
	int fpi = b->k->setup.boot_frees_to == LIST_TAIL ? FPI_TO_TAIL : FPI_NONE;
	bool waits = block.order == NR_ORDERS - 1 &&
		     (uint64_t)block.pfn + MAX_ORDER_NR_PAGES > b->accepted_end;

	b->waits |= waits;
	if (waits)
		free_unaccepted(b->m, zone, block.pfn);
	else
		free_to_buddy(b->m, zone, block, fpi);
	b->w->zone[zone].managed += 1 << block.order;
}

/* __free_pages_memory(): in the largest aligned blocks that fit, upwards. */
static void release_run(struct release *b, zid_t zone, struct boot_range run)
{
	for (uint64_t at = run.start; at < run.end;) {
		unsigned order = NR_ORDERS - 1;

		while (at & ((1u << order) - 1) || at + (1u << order) > run.end)
			order--;
		release_block(b, zone, (struct block){ (pfn_t)at, order,
						       pageblock_type(b->w, (pfn_t)at) });
		at += 1u << order;
	}
}

/* init_cma_reserved_pageblock(), for each pageblock of the area. */
static void release_cma(struct release *b)
{
	struct zone *z = &b->w->zone[b->cma_zone];

	if (!boot_pages(b->cma))
		return;
	set_types(b->w, b->cma, MIGRATE_CMA);
	for (pfn_t at = b->cma.start; at < b->cma.end; at += (pfn_t)pageblock_pages(b->w))
		free_to_buddy(b->m, b->cma_zone,
			      (struct block){ at, b->w->pageblock_order, MIGRATE_CMA }, FPI_NONE);
	z->managed += boot_pages(b->cma);
	z->cma_pages += boot_pages(b->cma);
}

static void release_node(struct release *b)
{
	struct boot_range early = { 0, (pfn_t)b->w->node[b->n].first_deferred_pfn };

	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++) {
		zid_t zone = zid_of(b->n, idx);
		struct boot_range run = { 0, 0 };

		while (next_run(b, boot_clip(zone_range(b, zone), early), &run))
			release_run(b, zone, run);
	}
	release_cma(b);
}

/* The lowest zone above 16 MiB, or if there is none the only one below. */
static zid_t choose_image_zone(const struct world *w)
{
	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (zone_populated(&w->zone[i]) && (int)zid_idx((zid_t)i) != w->layout->dma)
			return (zid_t)i;
	return zone_populated(&w->zone[0]) ? 0 : NO_ZONE;
}

/* The highest zone that the kernel can reach, Movable aside. */
static zid_t choose_cma_zone(const struct world *w)
{
	for (unsigned i = world_nr_zones(w); i-- > 0;)
		if (zone_populated(&w->zone[i]) && (int)zid_idx((zid_t)i) <= w->layout->normal)
			return (zid_t)i;
	return NO_ZONE;
}

bool boot_release(const struct boot_description *d, const struct kernel *k, struct world *w,
		  const char **why)
{
	struct release b = { .d = d, .k = k, .w = w, .why = why,
			     .image_zone = choose_image_zone(w),
			     .accepted_end = accepted_end(d),
			     .cma_zone = d->cma_pages ? choose_cma_zone(w) : NO_ZONE };
	bool ok = true;

	b.m = machine_new(w, k);
	if (!b.m)
		return fail(&b, "out of memory");
	for (b.n = 0; ok && b.n < d->nr_nodes; b.n++) {
		b.node = &d->node[b.n];
		init_pageblocks(&b);
		ok = keep(&b);
		if (ok)
			release_node(&b);
	}
	machine_free(b.m);
	if (ok && d->unaccepted_pages && !b.waits)
		return fail(&b, "memory that is not accepted comes in units of 4 MiB");
	return ok;
}
