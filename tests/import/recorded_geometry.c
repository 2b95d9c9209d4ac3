/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recorded_geometry.c - the numbers of core/setup.c and the zonelists, held to real kernels.
 *
 * A kernel computes its marks, reserves and thresholds while it boots, from the pages it manages
 * then. Later it gives the allocator two more things: what it needed only to boot (init sections
 * and gaps of its image, as large in every boot of one kernel) and the initrd (a different one in
 * nearly every recording). Managed pages of a recording are therefore larger than those that its
 * numbers were computed from, and the reserves of DMA or the threshold of DMA32 do not follow from
 * them. But there is a size of the initrd from which every number follows exactly.
 *
 * Reads traces/, and the folder that BUDDYSCOPE_RECORDINGS names if it is set.
 */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/reserve.h"
#include "core/setup.h"
#include "core/setup_rules.h"
#include "import/state.h"

enum { DMA32 = 1, MAX_INITRD_PAGES = 4096 };

/*
 * What "Freeing unused kernel memory" and the like add up to in the kernel's log, in kB. 2.6.34
 * computes with present_pages, which do not grow.
 */
static const struct image {
	const char *kernel;
	int64_t kbytes;
} images[] = {
	{ "2.6.34", 0 },  { "4.7", 3280 }, { "4.12", 3160 },
	{ "5.10", 3612 }, { "6.1", 8008 }, { "6.12", 6864 },
};

struct seen {
	const char *path, *when;
	const struct kernel *kernel;
	struct recorded_state *state;
};

/* ---- every state of every recording ---- */

static void look_at_states(const char *path, struct recording *r, void (*look)(const struct seen *))
{
	struct recorded_op op = { .kind = RECORDED_SNAP };
	struct recorded_state state;
	struct diag d;

	for (;;) {
		if (op.kind == RECORDED_SNAP || op.kind == RECORDED_END) {
			cr_assert(recording_state(r, &state, &d), "%s: %s", path, d.message);
			look(&(struct seen){ path, state.when, recording_head(r)->kernel, &state });
			recorded_state_free(&state);
		}
		/* The requests of a natural trace are elsewhere: only the first state is read. */
		if (op.kind == RECORDED_END || strncmp(recording_head(r)->name, "u_", 2) == 0)
			return;
		cr_assert(recording_op(r, &op, &d), "%s: %s", path, d.message);
	}
}

static void look_at_folder(const char *folder, void (*look)(const struct seen *))
{
	char pattern[1000];
	glob_t found;

	snprintf(pattern, sizeof pattern, "%s/*.jsonl", folder);
	cr_assert_eq(glob(pattern, 0, NULL, &found), 0, "%s", pattern);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct diag d;
		struct recording *r = recording_open(found.gl_pathv[i], &d);

		cr_assert(r, "%s: %s", found.gl_pathv[i], d.message);
		look_at_states(found.gl_pathv[i], r, look);
		recording_close(r);
	}
	globfree(&found);
}

static void look_at_all(void (*look)(const struct seen *))
{
	look_at_folder("traces/*", look);
	if (getenv("BUDDYSCOPE_RECORDINGS"))
		look_at_folder(getenv("BUDDYSCOPE_RECORDINGS"), look);
}

/* ---- what follows from other recorded numbers ---- */

static void expect_same_zonelists(const struct seen *s)
{
	for (size_t i = 0; i < s->state->nr_zonelists; i++) {
		const struct recorded_zonelist *was = &s->state->zonelist[i];
		const struct zonelist *is = &s->state->world->zonelist[was->kind][was->node];

		cr_expect(is->n == was->list.n &&
				  memcmp(is->ref, was->list.ref, is->n * sizeof *is->ref) == 0,
			  "%s, %s: node %u", s->path, s->when, was->node);
	}
}

Test(recorded_geometry, zonelists_are_the_computed_ones)
{
	look_at_all(expect_same_zonelists);
}

/* Nobody asked for another order when these machines booted. */
static void expect_the_chosen_order(const struct seen *s)
{
	struct world *w = s->state->world;
	int64_t was = w->setting[SET_ZONELIST_ORDER];

	choose_zonelist_order(w, s->kernel);
	cr_expect_eq(w->setting[SET_ZONELIST_ORDER], was, "%s, %s: %jd", s->path, s->when,
		     (intmax_t)was);
}

Test(recorded_geometry, the_order_of_zonelists_is_the_chosen_one)
{
	look_at_all(expect_the_chosen_order);
}

static int64_t count_reserve(const struct world *w, const struct zone *z)
{
	int64_t blocks = 0;

	for (pfn_t pfn = z->start_pfn; pfn < zone_end_pfn(z); pfn += (pfn_t)pageblock_pages(w))
		blocks += pageblock_type(w, pfn) == MIGRATE_RESERVE;
	return blocks;
}

static void expect_reserve_blocks(const struct seen *s)
{
	const struct world *w = s->state->world;

	/* Later, fallbacks may have taken whole pageblocks along. */
	if (!s->kernel->setup.migrate_reserve || strcmp(s->when, "before") != 0)
		return;
	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (zone_populated(&w->zone[i]))
			cr_expect_eq(count_reserve(w, &w->zone[i]),
				     migrate_reserve_blocks(w, &w->zone[i]), "%s, %s: zone %u",
				     s->path, s->when, i);
}

Test(recorded_geometry, reserve_pageblocks_follow_from_the_min_mark)
{
	look_at_all(expect_reserve_blocks);
}

/* The step is a quarter of min or a fraction of the zone; here even of what it grew to. */
static void expect_steps(const struct seen *s)
{
	const struct world *w = s->state->world;
	const bool quarters = s->kernel->setup.zone_marks == marks_by_quarters;

	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		const int64_t *mark = w->zone[i].watermark;
		int64_t by_scale =
			w->zone[i].managed * w->setting[SET_WATERMARK_SCALE_FACTOR] / 10000;
		int64_t step =
			mark[WMARK_MIN] / 4 > by_scale || quarters ? mark[WMARK_MIN] / 4 : by_scale;

		/* 6.12 caps the min mark of Movable, but not its steps. */
		if (s->kernel->setup.caps_movable && (int)zid_idx((zid_t)i) == w->layout->movable)
			continue;
		cr_expect_eq(mark[WMARK_LOW], mark[WMARK_MIN] + step, "%s, %s: zone %u", s->path,
			     s->when, i);
		cr_expect_eq(mark[WMARK_HIGH],
			     quarters ? mark[WMARK_MIN] + mark[WMARK_MIN] / 2 :
					mark[WMARK_LOW] + step,
			     "%s, %s: zone %u", s->path, s->when, i);
		if (mark[WMARK_PROMO])          /* which older kernels have not */
			cr_expect_eq(mark[WMARK_PROMO], mark[WMARK_HIGH] + step, "%s, %s: zone %u",
				     s->path, s->when, i);
	}
}

Test(recorded_geometry, marks_are_steps_above_min)
{
	look_at_all(expect_steps);
}

/* 2.6.34 keeps the sum alone, 4.7 each zone's part, too, and later kernels each node's. */
static void expect_same_totalreserve(const struct seen *s)
{
	const struct world *w = s->state->world;
	int64_t total = 0;

	for (unsigned n = 0; n < w->nr_nodes; n++) {
		int64_t pages = 0;

		for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++) {
			struct zone z = w->zone[zid_of(n, idx)];

			z.watermark_boost = 0;          /* there was none when it was computed */
			pages += zone_totalreserve(&z, idx);
			if (s->kernel->fair)
				cr_expect_eq(zone_totalreserve(&z, idx), z.totalreserve_pages,
					     "%s, %s: node %u, zone %u", s->path, s->when, n, idx);
		}
		if (!s->kernel->reclaim.by_zone)
			cr_expect_eq(pages, w->node[n].totalreserve_pages, "%s, %s: node %u",
				     s->path, s->when, n);
		total += pages;
	}
	cr_expect_eq(total, w->setting[SET_TOTALRESERVE_PAGES], "%s, %s: %jd", s->path, s->when,
		     (intmax_t)total);
}

Test(recorded_geometry, totalreserve_is_reserves_and_high_marks)
{
	look_at_all(expect_same_totalreserve);
}

/* ---- what follows from the sizes at boot ---- */

/* The recorded numbers, beside the world in which they are computed anew. */
struct recorded {
	const struct seen *s;
	struct zone *zone;
	struct node *node;
	struct pcp *pcp;                /* of CPU 0, by zone */
	int64_t *cma_pages;             /* by zone */
	int64_t setting[NR_SETTINGS];
};

/* Kernels up to 5.10 do not count the pages of the CMA area: its pageblocks tell. */
static int64_t pages_of_cma_area(const struct world *w, const struct zone *z)
{
	int64_t pages = 0;

	for (pfn_t pfn = z->start_pfn; pfn < zone_end_pfn(z); pfn += (pfn_t)pageblock_pages(w))
		if (pageblock_type(w, pfn) == MIGRATE_CMA)
			pages += pageblock_pages(w);
	return pages;
}

static void remember(struct recorded *was, const struct seen *s)
{
	const struct world *w = s->state->world;

	was->s = s;
	was->zone = calloc(world_nr_zones(w), sizeof *was->zone);
	was->node = calloc(w->nr_nodes, sizeof *was->node);
	was->pcp = calloc(world_nr_zones(w), sizeof *was->pcp);
	was->cma_pages = calloc(world_nr_zones(w), sizeof *was->cma_pages);
	memcpy(was->zone, w->zone, world_nr_zones(w) * sizeof *was->zone);
	memcpy(was->node, w->node, w->nr_nodes * sizeof *was->node);
	memcpy(was->setting, w->setting, sizeof was->setting);
	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		was->pcp[i] = *world_pcp(w, (zid_t)i, 0);
		was->cma_pages[i] = pages_of_cma_area(w, &w->zone[i]);
	}
}

static void forget(struct recorded *was)
{
	free(was->zone);
	free(was->node);
	free(was->pcp);
	free(was->cma_pages);
}

static const struct image *image_of(const struct kernel *k)
{
	size_t i = 0;

	while (i < sizeof images / sizeof *images && strcmp(images[i].kernel, k->name) != 0)
		i++;
	cr_assert_lt(i, sizeof images / sizeof *images, "%s", k->name);
	return &images[i];
}

static int64_t freed_image_pages(const struct seen *s)
{
	return image_of(s->kernel)->kbytes / 4;
}

static void set_sizes(const struct recorded *was, zid_t initrd_zone, int64_t initrd_pages)
{
	struct world *w = was->s->state->world;

	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		w->zone[i].managed = was->zone[i].managed;
		w->zone[i].cma_pages = was->cma_pages[i];
	}
	if (initrd_zone == NO_ZONE)
		return;
	w->zone[DMA32].managed -= freed_image_pages(was->s);
	w->zone[initrd_zone].managed -= initrd_pages;
}

static void boot_settings(const struct recorded *was)
{
	const struct kernel *k = was->s->kernel;
	int64_t *setting = was->s->state->world->setting;

	for (const struct setting_value *v = k->setup.settings; v->setting != NR_SETTINGS; v++)
		setting[v->setting] = v->value;
	setting[SET_PERCPU_PAGELIST_HIGH_FRACTION] = setting[SET_PERCPU_PAGELIST_FRACTION] = 0;
	for (int idx = 0; idx < 3; idx++)
		setting[SET_LOWMEM_RESERVE_RATIO + idx] = k->lowmem_reserve_ratio[idx];
}

static bool write_setting(const struct recorded *was, int setting)
{
	int64_t *value = &was->s->state->world->setting[setting];
	bool changed = *value != was->setting[setting];

	*value = was->setting[setting];
	return changed;
}

/* Writes to /proc/sys/vm came when the zones had their final sizes. */
static void write_sysctls(const struct recorded *was)
{
	struct world *w = was->s->state->world;
	bool ratio = false;

	if (write_setting(was, SET_USER_MIN_FREE_KBYTES)) {
		w->setting[SET_MIN_FREE_KBYTES] = w->setting[SET_USER_MIN_FREE_KBYTES];
		setup_per_zone_wmarks(w, was->s->kernel);
	}
	if (write_setting(was, SET_WATERMARK_SCALE_FACTOR))
		setup_per_zone_wmarks(w, was->s->kernel);
	if (write_setting(was, SET_PERCPU_PAGELIST_HIGH_FRACTION) ||
	    write_setting(was, SET_PERCPU_PAGELIST_FRACTION))
		setup_pcp_sizes(w, was->s->kernel);
	for (int idx = 0; idx < MAX_NR_ZONES; idx++)
		ratio |= write_setting(was, SET_LOWMEM_RESERVE_RATIO + idx);
	/* 2.6.34 does not keep the user's wish: whoever wrote the ratios wrote min_free, too. */
	if (ratio && was->s->kernel->setup.zone_marks == marks_by_quarters &&
	    write_setting(was, SET_MIN_FREE_KBYTES))
		setup_per_zone_wmarks(w, was->s->kernel);
	if (ratio)
		setup_per_zone_lowmem_reserve(w, was->s->kernel);
}

static bool same_zone(const struct recorded *was, zid_t zone)
{
	const struct zone *a = &was->zone[zone], *b = &was->s->state->world->zone[zone];
	const struct pcp *pcp = world_pcp(was->s->state->world, zone, 0);

	return memcmp(a->watermark, b->watermark, WMARK_PROMO * sizeof *a->watermark) == 0 &&
	       (!a->watermark[WMARK_PROMO] ||
		a->watermark[WMARK_PROMO] == b->watermark[WMARK_PROMO]) &&
	       memcmp(a->lowmem_reserve, b->lowmem_reserve, sizeof a->lowmem_reserve) == 0 &&
	       a->stat_threshold == b->stat_threshold &&
	       a->percpu_drift_mark == b->percpu_drift_mark &&
	       (!zone_populated(a) ||
		(was->pcp[zone].batch == pcp->batch &&
		 was->pcp[zone].high_min == pcp->high_min &&
		 was->pcp[zone].high_max == pcp->high_max &&
		 (pcp->high_max || was->pcp[zone].high == pcp->high)));
}

static bool same_numbers(const struct recorded *was)
{
	const struct world *w = was->s->state->world;
	bool same = w->setting[SET_MIN_FREE_KBYTES] == was->setting[SET_MIN_FREE_KBYTES] &&
		    w->setting[SET_TOTALRESERVE_PAGES] == was->setting[SET_TOTALRESERVE_PAGES];

	for (unsigned i = 0; same && i < world_nr_zones(w); i++)
		same = !zone_populated(&w->zone[i]) || same_zone(was, (zid_t)i);
	/* Older kernels keep these by zone, or not at all. */
	for (unsigned n = 0; same && !was->s->kernel->reclaim.by_zone && n < w->nr_nodes; n++)
		same = w->node[n].totalreserve_pages == was->node[n].totalreserve_pages &&
		       w->node[n].min_unmapped_pages == was->node[n].min_unmapped_pages &&
		       w->node[n].min_slab_pages == was->node[n].min_slab_pages;
	return same;
}

static bool follow_from(const struct recorded *was, zid_t initrd_zone, int64_t initrd_pages)
{
	set_sizes(was, initrd_zone, initrd_pages);
	boot_settings(was);
	setup_world(was->s->state->world, was->s->kernel);
	set_sizes(was, NO_ZONE, 0);
	write_sysctls(was);
	return same_numbers(was);
}

static void expect_an_initrd_that_explains_all(const struct seen *s)
{
	int64_t image = freed_image_pages(s);
	struct recorded was;
	bool explained = false;

	remember(&was, s);
	/* The firmware loads it as high as it can below 4 GiB. */
	for (unsigned n = s->state->world->nr_nodes; !explained && n-- > 0;) {
		int64_t pages = was.zone[zid_of(n, DMA32)].managed - image;

		if (pages > MAX_INITRD_PAGES)
			pages = MAX_INITRD_PAGES;
		while (!explained && pages-- > 0)
			explained = follow_from(&was, zid_of(n, DMA32), pages);
	}
	cr_expect(explained, "%s, %s", s->path, s->when);
	forget(&was);
}

Test(recorded_geometry, every_number_follows_from_the_sizes_at_boot)
{
	look_at_all(expect_an_initrd_that_explains_all);
}
