/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * remedies.c - what would have helped, as text and JSON tell it: of a zone in one attempt, and of
 * the attempt in which the zone was nearest to passing.
 */
#include "core/words.h"

#include "explain.h"

const struct explained_zone *explain_easiest(const struct explanation *e, zid_t zone)
{
	const struct explained_zone *best = NULL;

	for (size_t a = 0; a < e->n; a++)
		for (size_t i = 0; i < e->attempt[a].n; i++) {
			const struct explained_zone *z = &e->attempt[a].zone[i];
			bool better = !best || z->blocks < best->blocks ||
				      (z->blocks == best->blocks && z->pages < best->pages);

			if (z->f.zone == zone && z->verdict == ZONE_REFUSED && better)
				best = z;
		}
	return best;
}

bool explain_proved(const struct explained_zone *z)
{
	return z->f.compared || !z->remedied ? z->proved : z->remedied->proved;
}

static bool remedy(const struct explanation *e, const struct explained_zone *z, unsigned i,
		   char *out)
{
	struct whatif_speaker s = { .kernel = e->kernel, .world = e->machine.world,
				    .request = &e->machine.request };

	if (!z->remedied->remedy[i].proved || z->remedied->remedy[i].kind == REMEDY_PAGES)
		return false;
	remedy_words(&s, z->remedied, &z->remedied->remedy[i], out, WORDS_MAX);
	return true;
}

static bool missing(const struct explanation *e, const struct explained_zone *z, char *out)
{
	struct whatif_speaker s = { .kernel = e->kernel, .world = e->machine.world,
				    .request = &e->machine.request };
	struct remedy m = { .kind = REMEDY_PAGES, .amount = z->pages, .blocks = z->blocks,
			    .proved = z->proved, .gives = true };

	if (!z->proved || (!z->pages && !z->blocks))
		return false;
	remedy_words(&s, &z->f, &m, out, WORDS_MAX);
	return true;
}

void explain_remedies(const struct explanation *e, const struct explained_zone *z,
		      const struct explain_printer *p)
{
	char text[WORDS_MAX];

	if (e->contradiction || z->verdict != ZONE_REFUSED)
		return;
	if (missing(e, z, text))
		p->line(p->self, text);
	for (unsigned i = 0; z->remedied && i < z->remedied->nr_remedies; i++)
		if (remedy(e, z, i, text))
			p->line(p->self, text);
}
