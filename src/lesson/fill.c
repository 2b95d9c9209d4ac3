/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fill.c - `fill ZONE until free<MARK`: somebody else uses memory up.
 *
 * Only the kernel takes pages, so this is a series of ordinary requests of the zone's own node:
 * the largest blocks first, single pages at last. They may use every reserve and wake nobody. A
 * request that the zone refuses goes to the next one: its page is kept until the end, so that it
 * does not come back at once, and then freed. So a zone may be filled below its marks while the
 * zones after it stay as they were, but for the order of their lists.
 */
#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct filling {
	struct session *s;
	zid_t zone;
	int64_t target;                 /* free pages shall be fewer */
	struct variable elsewhere;      /* pages of other zones */
	int64_t requests;
	bool no_memory;
};

static int64_t free_pages(const struct filling *f)
{
	return zone_page_state(&f->s->world->zone[f->zone], NR_FREE_PAGES);
}

/* The mask that begins at this zone and may take its last page. */
static gfp_t filling_gfp(const struct world *w, zid_t zone)
{
	int idx = (int)zid_idx(zone);
	gfp_t gfp = GFP_F_MOVABLE | GFP_F_MEMALLOC | GFP_F_NOWARN | GFP_F_THISNODE;

	if (idx == w->layout->dma)
		return gfp | GFP_F_DMA;
	if (idx == w->layout->dma32)
		return gfp | GFP_F_DMA32;
	if (idx == w->layout->highmem || idx == w->layout->movable)
		return gfp | GFP_F_HIGHMEM;
	return gfp;
}

static void give_back(struct filling *f, struct block b)
{
	struct request r = { .op = REQ_FREE, .nid = NID_LOCAL, .order = b.order, .pfn = b.pfn };

	session_request(f->s, &r);
	f->requests++;
}

/* One block of this order. False if the zone has none; a single page elsewhere is kept. */
static bool take(struct filling *f, unsigned order)
{
	struct request r = { .op = REQ_ALLOC, .nid = (int)zid_node(f->zone), .order = order,
			     .pfn = NO_PFN, .gfp = filling_gfp(f->s->world, f->zone) };
	struct result res = session_request(f->s, &r);
	struct block b = { res.pfn, order };

	f->requests++;
	if (res.status != REQUEST_DONE)
		return false;
	if (zid_idx(world_zone_of(f->s->world, res.pfn)) == zid_idx(f->zone))
		return true;
	if (order == 0) {
		f->no_memory = !variable_add(&f->elsewhere, b);
		return !f->no_memory;
	}
	give_back(f, b);
	return false;
}

/* Largest blocks while they fit into what is too much, then the last pages one by one. */
static bool fill(struct filling *f)
{
	unsigned order = NR_ORDERS - 1;

	while (free_pages(f) >= f->target && !session_stopped(f->s)) {
		int64_t too_many = free_pages(f) - f->target + 1;

		while (order > 0 && (int64_t)1 << order > too_many)
			order--;
		if (take(f, order))
			continue;
		if (order == 0)
			return false;
		order--;
	}
	return true;
}

/* free<low, free<min, free<high, free<1000: the number it must fall below. */
static bool fill_target(const struct session *s, const struct line *l, zid_t zone,
			int64_t *target, struct diag *d)
{
	static const char *const marks[] = { "min", "low", "high" };
	const char *text =
		l->n == 4 && strcmp(l->word[2].text, "until") == 0 ? l->word[3].text : "";
	int mark;

	if (strncmp(text, "free<", 5) != 0)
		return line_bad(l, l->n > 2 ? 2 : l->n, d,
				"fill ZONE until free<low (or min, high, a number of pages)");
	mark = word_index(text + 5, marks, 3);
	if (mark < 0)
		return pages_parse(text + 5, target) ||
		       line_bad(l, 3, d, "%.40s is no mark and no number of pages", text + 5);
	*target = zone_wmark(&s->world->zone[zone], (enum wmark)mark);
	return true;
}

enum lesson_status fill_zone(struct session *s, const struct line *l, struct diag *d)
{
	struct filling f = { .s = s };
	bool full = false;

	if (l->n < 2)
		return status_of(line_bad(l, 1, d, "fill which zone?"));
	if (!zone_parse(s, l, 1, l->word[1].text, &f.zone, d) ||
	    !fill_target(s, l, f.zone, &f.target, d))
		return LESSON_BAD;
	s->in_fill = true;
	full = fill(&f);
	for (size_t i = 0; i < f.elsewhere.n; i++)
		give_back(&f, f.elsewhere.block[i]);
	free(f.elsewhere.block);
	s->in_fill = false;
	if (f.no_memory)
		return LESSON_NO_MEMORY;
	if (session_stopped(s))
		return status_of(line_bad(l, 0, d, "stopped"));
	if (!full)
		return status_of(line_bad(l, 3, d, "it cannot be filled beyond free %" PRId64,
					  free_pages(&f)));
	session_say(s, VOICE_RESULT, "%" PRId64 " requests later: free %" PRId64, f.requests,
		    free_pages(&f));
	return LESSON_OK;
}
