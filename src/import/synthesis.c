/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * synthesis.c - the numbers of a description as a world; then its zones one by one.
 */
#include "synthesis.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/setup.h"
#include "synthesis_inside.h"

enum { USUAL_PAGEBLOCK_ORDER = 9 };

void plan_note(struct zone_plan *p, const char *fmt, ...)
{
	char text[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	p->d->synthesised |= SYNTHESISED_FITTED;
	described_note(p->d, "%s: %s", p->name, text);
}

/* ---- is it a machine? ---- */

/* Zones that a world can hold: their ends are page frames, and there is something in them. */
static pfn_t end_of_zones(const struct synthesis *s)
{
	pfn_t end = 0;

	for (unsigned i = 0; i < s->d->nr_nodes * NR_ZONE_WORDS; i++) {
		const struct zone *z = &s->d->zone[i].z;

		if (z->spanned && zone_end_pfn(z) > end)
			end = zone_end_pfn(z);
	}
	return end;
}

static enum synthesis_result make_room(struct synthesis *s)
{
	struct described *d = s->d;
	struct world_shape shape = { .nr_nodes = d->nr_nodes, .end_pfn = end_of_zones(s) };

	s->layout = described_layout(d, s->idx);
	if (!shape.end_pfn || !s->layout) {
		described_note(d, s->layout ? "no zone has memory" :
					      "HighMem beside DMA32 or Device: no such machine is "
					      "known");
		return SYNTHESIS_NO_MACHINE;
	}
	shape.layout = s->layout;
	shape.nr_cpus = d->nr_cpus ? d->nr_cpus : 1;
	shape.pageblock_order = d->pageblock_order ? d->pageblock_order : USUAL_PAGEBLOCK_ORDER;
	if (shape.pageblock_order <= d->kernel->pcp.max_order && d->kernel->pcp.thp) {
		described_note(d, "pageblocks of order %u: kernel %s has PCP lists of that order",
			       shape.pageblock_order, d->kernel->name);
		return SYNTHESIS_NO_MACHINE;
	}
	s->w = world_new(&shape);
	return s->w ? SYNTHESIS_OK : SYNTHESIS_NO_MEMORY;
}

/* ---- zone by zone ---- */

/*
 * The records of these blocks must fit into half of this machine's memory: a description of a few
 * bytes can be of more pages than that.
 */
static bool is_too_much(const struct zone_plan *p)
{
	int64_t page = sysconf(_SC_PAGESIZE), bytes = 0, record = sizeof(struct page);

	for (unsigned order = 0; order < NR_ORDERS; order++) {
		int64_t each = record << order < page ? record << order : page;

		for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++) {
			int64_t most = p->w->zone[p->zone].spanned >> order;
			int64_t n = p->want[order][mt] < most ? p->want[order][mt] : most;

			bytes += n * (2 * each + (int64_t)sizeof(struct placed));
		}
	}
	bytes += p->pcp_pages * (record + MIGRATE_PCPTYPES * (int64_t)sizeof(pfn_t));
	return bytes / page > sysconf(_SC_PHYS_PAGES) / 2;
}

static bool fill_zone(const struct synthesis *s, zid_t zone)
{
	struct zone_plan p = { .d = s->d, .w = s->w, .zone = zone };
	bool ok;

	p.told = synthesis_told(s, zone);
	snprintf(p.name, sizeof p.name, "Node %u %s", zid_node(zone),
		 s->layout->zone_name[zid_idx(zone)]);
	plan_counts(&p);
	plan_spans(&p);
	ok = !is_too_much(&p) && plan_places(&p) && plan_lists(&p);
	free(p.placed);
	return ok;
}

/* Blocks of a zone without memory cannot be. */
static void tell_homeless(const struct synthesis *s, zid_t zone)
{
	const struct described_zone *told = synthesis_told(s, zone);

	for (unsigned order = 0; told && order < NR_ORDERS; order++)
		if (told->z.free_area[order].nr_free) {
			synthesis_zone_note(s, zone, "it has free blocks and no memory");
			return;
		}
}

/* The lines under the world's zone numbers, in the order in which they were read. */
static bool carry(const struct synthesis *s)
{
	struct described *d = s->d;

	for (size_t i = 0; i < d->nr_lines; i++) {
		unsigned word = d->line[i].zone % NR_ZONE_WORDS;

		d->line[i].zone = zid_of(d->line[i].zone / NR_ZONE_WORDS, (unsigned)s->idx[word]);
	}
	return world_carry(s->w, d->line, d->nr_lines);
}

static enum synthesis_result fill(const struct synthesis *s)
{
	struct world *w = s->w;

	if (!synthesis_machine(s))
		return SYNTHESIS_NO_MEMORY;
	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (!w->zone[i].spanned)
			tell_homeless(s, (zid_t)i);
		else if (!fill_zone(s, (zid_t)i))
			return SYNTHESIS_NO_MEMORY;
	setup_around_marks(w, s->d->kernel);
	w->setting[SET_SYNTHESISED] = s->d->synthesised | SYNTHESISED_PFNS;
	return carry(s) ? SYNTHESIS_OK : SYNTHESIS_NO_MEMORY;
}

enum synthesis_result synthesise(struct described *d, struct world **w)
{
	struct synthesis s = { .d = d };
	enum synthesis_result result = make_room(&s);

	if (result == SYNTHESIS_OK)
		result = fill(&s);
	if (result != SYNTHESIS_OK) {
		world_free(s.w);
		s.w = NULL;
	}
	*w = s.w;
	return result;
}
