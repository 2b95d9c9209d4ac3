/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel_traits.c - the numbers of a kernel's tables, by the names that a reader would look for.
 */
#include "kernel_traits.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "record/names.h"

const struct trait_title trait_title[NR_TRAIT_GROUPS] = {
	[TRAITS_NUMBERS] = { "Numbers", "numbers" },
	[TRAITS_SETTINGS] = { "Settings after boot that are not 0", "settings" },
	[TRAITS_RESERVE] = { "The mark is lowered, in this order, for requests with", "reserve" },
	[TRAITS_ALLOC] = { "ALLOC_* flags", "alloc_flags" },
	[TRAITS_GFP] = { "GFP flags", "gfp_flags" },
	[TRAITS_MASKS] = { "GFP masks", "gfp_masks" },
};

static void add(struct traits *f, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static void add(struct traits *f, const char *name, const char *fmt, ...)
{
	va_list ap;

	assert(f->n < MOST_TRAITS);
	snprintf(f->trait[f->n].name, sizeof f->trait->name, "%s", name);
	va_start(ap, fmt);
	vsnprintf(f->trait[f->n].value, sizeof f->trait->value, fmt, ap);
	va_end(ap);
	f->n++;
}

const struct trait *trait_find(const struct traits *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(check_newest_name(NR_LADDERS, f->trait[i].name),
			   check_newest_name(NR_LADDERS, name)) == 0)
			return &f->trait[i];
	return NULL;
}

/* ---- the groups ---- */

static void add_numbers(const struct kernel *k, struct traits *f)
{
	static const char *const zone[MAX_NR_ZONES] = { "DMA", "DMA32", "Normal", "HighMem",
							"Movable" };
	char name[32];

	add(f, "PCP lists of orders", "0 to %u%s", k->pcp.max_order,
	    k->pcp.thp ? ", pageblock_order" : "");
	add(f, "PCP batch, from pages", "%" PRId64, k->pcp.batch_cap);
	add(f, "migrate types", "%u", k->setup.migrate_types);
	add(f, "lowmem_reserve index", "%s", k->class_is_preferred ? "preferred zone's" :
								     k->zoneidx_name);
	add(f, "min_free_kbytes, most", "%" PRId64, k->min_free_kbytes_max);
	for (unsigned i = 0; i < MAX_NR_ZONES; i++) {
		snprintf(name, sizeof name, "lowmem_reserve_ratio %s", zone[i]);
		add(f, name, "%" PRId64, k->lowmem_reserve_ratio[i]);
	}
	if (k->reclaim.enabled < 0)
		add(f, "zone_reclaim_mode, on", "any bit");
	else
		add(f, "zone_reclaim_mode, on", "%#" PRIx64, (uint64_t)k->reclaim.enabled);
	add(f, "zone_reclaim_mode, write", "%" PRId64, k->reclaim.write);
	add(f, "zone_reclaim_mode, unmap", "%" PRId64, k->reclaim.unmap);
}

static void add_settings(const struct kernel *k, struct traits *f)
{
	for (const struct setting_value *s = k->setup.settings; s->setting != NR_SETTINGS; s++)
		add(f, setting_name(s->setting), "%" PRId64, s->value);
}

/* "MIN_RESERVE+NON_BLOCK" */
static void flag_names(const struct kernel *k, uint32_t flags, char *out, size_t size)
{
	*out = '\0';
	for (const struct alloc_flag_name *n = k->alloc_flags; n->name; n++)
		if (flags & n->flag)
			snprintf(out + strlen(out), size - strlen(out), "%s%s", *out ? "+" : "",
				 n->name + strlen("ALLOC_"));
}

static void add_reserve(const struct kernel *k, struct traits *f)
{
	for (const struct reserve_rule *r = k->watermark.reserve; r->need; r++) {
		char need[32], unless[32];

		flag_names(k, r->need, need, sizeof need);
		flag_names(k, r->unless, unless, sizeof unless);
		add(f, need, "min -= min / %" PRId64 "%s%s", r->divisor,
		    *unless ? ", unless " : "", unless);
	}
}

static void add_alloc(const struct kernel *k, struct traits *f)
{
	for (const struct alloc_flag_name *n = k->alloc_flags; n->name; n++)
		add(f, n->name, "%#" PRIx32, n->flag);
}

static void add_gfp(const struct kernel *k, struct traits *f)
{
	for (const struct gfp_name *n = k->gfp; n->name; n++)
		add(f, n->name, "%#" PRIx32, n->raw);
}

static void add_masks(const struct kernel *k, struct traits *f)
{
	for (const struct gfp_mask_name *n = k->gfp_masks; n->name; n++)
		add(f, n->name, "%#" PRIx32, gfp_to_raw(k->gfp, n->mask, NULL));
}

void kernel_traits(const struct kernel *k, enum trait_group group, struct traits *out)
{
	static void (*const fill[NR_TRAIT_GROUPS])(const struct kernel *, struct traits *) = {
		[TRAITS_NUMBERS] = add_numbers, [TRAITS_SETTINGS] = add_settings,
		[TRAITS_RESERVE] = add_reserve, [TRAITS_ALLOC] = add_alloc,
		[TRAITS_GFP] = add_gfp,         [TRAITS_MASKS] = add_masks,
	};

	out->n = 0;
	fill[group](k, out);
}
