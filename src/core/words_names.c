/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words_names.c - zones, pages, masks and flags by their names, for sentences and alone.
 */
#include "words.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "words_inside.h"

void add(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->at, t->left, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= t->left)
		n = t->left ? (int)t->left - 1 : 0;
	t->at += n;
	t->left -= (size_t)n;
}

void add_zone(struct text *t, zid_t zone)
{
	const struct world *w = t->s->world;

	if (zone == NO_ZONE)
		add(t, "no zone");
	else
		add(t, "Node %u %s", zid_node(zone), w->layout->zone_name[zid_idx(zone)]);
}

void add_pfn(struct text *t, pfn_t pfn)
{
	if (pfn == NO_PFN)
		add(t, "no page");
	else
		add(t, "pfn %" PRIu32, pfn);
}

static void add_or(struct text *t, const char *start, const char *name)
{
	add(t, "%s%s", t->at == start ? "" : "|", name);
}

void add_gfp(struct text *t, gfp_t gfp)
{
	const struct gfp_mask_name *best = NULL;
	const char *start = t->at;

	for (const struct gfp_mask_name *m = t->s->kernel->gfp_masks; m->name; m++)
		if ((gfp & m->mask) == m->mask &&
		    (!best || __builtin_popcount(m->mask) > __builtin_popcount(best->mask)))
			best = m;
	if (best && __builtin_popcount(best->mask) > 1) {
		add_or(t, start, best->name);
		gfp &= ~best->mask;
	}
	for (const struct gfp_name *n = t->s->kernel->gfp; n->name; n++) {
		if (gfp & n->flag)
			add_or(t, start, n->name);
		gfp &= ~n->flag;
	}
	if (gfp || t->at == start)
		add(t, "%s%#" PRIx32, t->at == start ? "" : "|", gfp);
}

void add_alloc_flags(struct text *t, uint32_t flags)
{
	static const char *const mark[] = { "ALLOC_WMARK_MIN", "ALLOC_WMARK_LOW",
					    "ALLOC_WMARK_HIGH", "ALLOC_WMARK_PROMO" };
	const char *start = t->at;

	add_or(t, start, mark[flags & ALLOC_WMARK_MASK]);
	for (const struct alloc_flag_name *n = t->s->kernel->alloc_flags; n->name; n++)
		if (flags & n->flag)
			add_or(t, start, n->name);
}

const char *pick(const char *const *names, size_t n, int64_t i)
{
	return i >= 0 && (size_t)i < n ? names[i] : "?";
}

/* ---- alone ---- */

void gfp_words(const struct kernel *k, gfp_t gfp, char *out, size_t size)
{
	add_gfp(&(struct text){ out, size, &(struct speaker){ .kernel = k } }, gfp);
}

void alloc_flags_words(const struct kernel *k, uint32_t flags, char *out, size_t size)
{
	add_alloc_flags(&(struct text){ out, size, &(struct speaker){ .kernel = k } }, flags);
}

void zone_words(const struct world *w, zid_t zone, char *out, size_t size)
{
	add_zone(&(struct text){ out, size, &(struct speaker){ .world = w } }, zone);
}
