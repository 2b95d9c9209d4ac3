/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * convert.c - what both ways of converting share, and the names of masks.
 */
#include "convert.h"

#include <string.h>

int64_t default_setting(const struct kernel *k, const struct zone_layout *layout, unsigned setting)
{
	const int idx[MAX_NR_ZONES] = { layout->dma, layout->dma32, layout->normal, layout->highmem,
					layout->movable };

	for (unsigned i = 0; i < MAX_NR_ZONES; i++)
		if (idx[i] >= 0 && setting == SET_LOWMEM_RESERVE_RATIO + (unsigned)idx[i])
			return k->lowmem_reserve_ratio[i];
	for (const struct setting_value *s = k->setup.settings; s->setting != NR_SETTINGS; s++)
		if (s->setting == setting)
			return s->value;
	return 0;
}

/* ---- masks ---- */

static const struct gfp_mask_name *mask_by_name(const struct kernel *k, const char *name)
{
	for (const struct gfp_mask_name *m = k->gfp_masks; m->name; m++)
		if (strcmp(m->name, name) == 0)
			return m;
	return NULL;
}

/* The composite mask that says most of gfp, if the other kernel knows its name. */
static const struct gfp_mask_name *best_mask(const struct kernel *of, const struct kernel *to,
					     gfp_t gfp)
{
	const struct gfp_mask_name *best = NULL;

	for (const struct gfp_mask_name *m = of->gfp_masks; m->name; m++)
		if (m->mask && (gfp & m->mask) == m->mask && mask_by_name(to, m->name) &&
		    (!best || __builtin_popcount(m->mask) > __builtin_popcount(best->mask)))
			best = m;
	return best;
}

/* A flag under another name, or what stands for it. */
static gfp_t nearest_flag(const struct kernel *to, gfp_t flag)
{
	static const struct {
		gfp_t flag, near;
	} table[] = {
		{ GFP_F_KSWAPD_RECLAIM, 0 },    /* before it, every request wakes kswapd */
		{ GFP_F_REPEAT, GFP_F_RETRY_MAYFAIL },
		{ GFP_F_RETRY_MAYFAIL, GFP_F_REPEAT },
		{ GFP_F_ATOMIC, GFP_F_HIGH },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].flag == flag &&
		    (!table[i].near || kernel_has_gfp(to, table[i].near)))
			return table[i].near;
	return flag;
}

gfp_t convert_gfp(const struct kernel *of, const struct kernel *to, gfp_t gfp, gfp_t *lacking)
{
	const struct gfp_mask_name *mask = of == to ? NULL : best_mask(of, to, gfp);
	gfp_t out = 0;

	*lacking = 0;
	if (of == to)
		return gfp;
	/* __GFP_WAIT became two flags: to reclaim, and to wake kswapd, which had gone unsaid. */
	if (gfp & GFP_F_DIRECT_RECLAIM && !kernel_has_gfp(of, GFP_F_KSWAPD_RECLAIM))
		gfp |= GFP_F_KSWAPD_RECLAIM;
	if (mask) {
		out = mask_by_name(to, mask->name)->mask;
		gfp &= ~mask->mask;
	}
	for (; gfp; gfp &= gfp - 1) {
		gfp_t flag = gfp & -gfp, near;

		near = kernel_has_gfp(to, flag) ? flag : nearest_flag(to, flag);
		if (near == flag && !kernel_has_gfp(to, flag))
			*lacking |= flag;
		else
			out |= near;
	}
	return out;
}

struct world *convert_world(const struct world *w, const struct conversion *c, struct notes *notes,
			    const char **why)
{
	struct world *copy;

	if (c->from == FROM_GEOMETRY)
		return convert_geometry(w, c, notes, why);
	if (c->of != c->to)
		return convert_state(w, c, notes, why);
	note(notes, "the state as it was recorded");
	copy = world_copy(w);
	if (!copy)
		*why = "out of memory";
	return copy;
}
