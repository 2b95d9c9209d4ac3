/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * synthesis_span.c - where in its span a zone has memory.
 *
 *	start_pfn                                      end
 *	|  memory            | no pages | no memmap | memory |
 *	                     `----- spanned - present ------'
 *
 * A zone's span may have holes, and may have another zone of the node inside (up to 4.7 Normal
 * spans what movablecore= took from it). Where no pageblock was counted there is no memmap either.
 */
#include "synthesis_inside.h"

enum {
	SECTION_PAGES = 32768,          /* of sparse memory on x86-64: 128 MiB */
	ONE_MIB = 256,                  /* pages; firmware keeps the last of them */
	FIRMWARE_PAGES = 97,            /* from 636 KiB on, as PCs have it */
};

static struct span zone_span(const struct world *w, zid_t zone)
{
	return (struct span){ w->zone[zone].start_pfn, zone_end_pfn(&w->zone[zone]) };
}

static bool is_inside(struct span inner, struct span outer)
{
	return inner.begin > outer.begin && inner.end <= outer.end && inner.begin < inner.end;
}

static int64_t length(struct span s)
{
	return s.end > s.begin ? (int64_t)s.end - s.begin : 0;
}

/* Takes a span out of those that are usable. */
static void cut_out(struct zone_plan *p, struct span hole)
{
	unsigned n = p->nr_usable;

	if (!length(hole))
		return;
	for (unsigned i = 0; i < n; i++) {
		struct span *u = &p->usable[i], behind = { hole.end, u->end };

		if (hole.begin >= u->end || hole.end <= u->begin)
			continue;
		if (hole.begin > u->begin) {
			u->end = hole.begin;
			if (length(behind) && p->nr_usable < PLAN_SPANS)
				p->usable[p->nr_usable++] = behind;
		} else {
			u->begin = hole.end < u->end ? hole.end : u->end;
		}
	}
}

static void cut_out_inner_zones(struct zone_plan *p)
{
	struct span own = zone_span(p->w, p->zone);

	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++) {
		struct span inner = zone_span(p->w, zid_of(zid_node(p->zone), idx));

		if (is_inside(inner, own))
			cut_out(p, inner);
	}
}

static int64_t usable_pages(const struct zone_plan *p)
{
	int64_t pages = 0;

	for (unsigned i = 0; i < p->nr_usable; i++)
		pages += length(p->usable[i]);
	return pages;
}

/*
 * Pageblocks without a memmap, or offline: nobody counted them, and no page of them is managed,
 * even where they are present.
 */
static int64_t missing_pageblocks(const struct zone_plan *p, int64_t missing)
{
	int64_t unmanaged = usable_pages(p) - p->w->zone[p->zone].managed;
	int64_t size = pageblock_pages(p->w), counted = 0, steps;

	if (!p->has_quota)
		return missing / SECTION_PAGES * SECTION_PAGES / size;
	for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
		counted += p->quota[mt];
	steps = (usable_pages(p) + size - 1) / size;
	return steps > counted && (steps - counted) * size <= unmanaged ? steps - counted : 0;
}

/*
 * Pages that the zone spans and does not have. 2.6.34 leaves its memmap out of present, so there it
 * is what firmware keeps, and pageblocks that nobody counted.
 */
static int64_t missing_pages(const struct zone_plan *p)
{
	int64_t missing = usable_pages(p) - p->w->zone[p->zone].present;
	int64_t pages = p->pcp_pages;

	if (!(p->told->told & TOLD_MANAGED)) {
		int64_t most = p->w->zone[p->zone].start_pfn < ONE_MIB ? FIRMWARE_PAGES : 0;

		most += missing_pageblocks(p, missing) * pageblock_pages(p->w);
		missing = missing < most ? missing : most;
	}
	for (unsigned order = 0; order < NR_ORDERS; order++)
		for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
			pages += p->want[order][mt] << order;
	if (missing > usable_pages(p) - pages)
		missing = usable_pages(p) - pages;
	return missing > 0 ? missing : 0;
}

static bool has_zone_behind(const struct zone_plan *p)
{
	for (unsigned idx = zid_idx(p->zone) + 1; idx < MAX_NR_ZONES; idx++) {
		const struct zone *z = &p->w->zone[zid_of(zid_node(p->zone), idx)];

		if (zone_populated(z) && z->start_pfn >= zone_end_pfn(&p->w->zone[p->zone]))
			return true;
	}
	return false;
}

static pfn_t round_down(pfn_t pfn, int64_t to)
{
	return pfn - pfn % (pfn_t)to;
}

/* Where the hole ends: a zone's last page is there, unless the node goes on behind it. */
static pfn_t hole_end(const struct zone_plan *p, int64_t missing)
{
	struct span last = p->usable[p->nr_usable - 1];
	pfn_t end;

	for (unsigned i = 0; i < p->nr_usable; i++)
		if (length(p->usable[i]) > length(last))
			last = p->usable[i];
	end = round_down(last.end, pageblock_pages(p->w));
	if (has_zone_behind(p) && end - (int64_t)last.begin >= missing)
		return end;
	end = round_down(last.end - 1, SECTION_PAGES);
	if (end - (int64_t)last.begin < missing)
		end = round_down(last.end - 1, pageblock_pages(p->w));
	return end;
}

static void sort_usable(struct zone_plan *p)
{
	for (unsigned i = 1; i < p->nr_usable; i++)
		for (unsigned j = i; j && p->usable[j].begin < p->usable[j - 1].begin; j--) {
			struct span s = p->usable[j];

			p->usable[j] = p->usable[j - 1];
			p->usable[j - 1] = s;
		}
}

void plan_spans(struct zone_plan *p)
{
	struct span own = zone_span(p->w, p->zone), hole;
	int64_t missing, pageblocks, size = pageblock_pages(p->w);

	p->usable[0] = own;
	p->nr_usable = 1;
	cut_out_inner_zones(p);
	missing = missing_pages(p);
	pageblocks = missing_pageblocks(p, missing);
	if (missing < pageblocks * size)
		missing = pageblocks * size;
	if (!pageblocks && own.begin < ONE_MIB && missing < ONE_MIB - (int64_t)own.begin) {
		cut_out(p, (struct span){ (pfn_t)(ONE_MIB - missing), ONE_MIB });
	} else if (missing) {
		hole.end = hole_end(p, missing);
		if (hole.end - (int64_t)own.begin < missing)
			missing = pageblocks = 0;       /* too small a zone: all of it is usable */
		hole.begin = (pfn_t)(hole.end - missing);
		p->missing = (struct span){ (pfn_t)(hole.end - pageblocks * size), hole.end };
		cut_out(p, hole);
	}
	sort_usable(p);
}
