/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deferred.c - a zone grows by memory that boot has not initialised, a section at a time. */
#include "core/deferred.h"

#include <criterion/criterion.h>

#include "worlds.h"

enum { SECTION = 0x8000 };

/* Four sections from 8000 to 27fff; pages from `deferred` on are not initialised. */
static void open_deferred_on(struct scene *s, const struct kernel *k, pfn_t deferred)
{
	static const struct zone_row row = { N0_NORMAL, 0x8000, 4 * SECTION };

	scene_open_on(s, k, worlds_new(&row, 1));
	s->w->setting[SET_DEFERRED_PAGES] = 1;
	s->w->node[0].first_deferred_pfn = deferred;
	worlds_set_managed(s->w, N0_NORMAL, deferred - 0x8000);
}

static void open_deferred(struct scene *s, pfn_t deferred)
{
	open_deferred_on(s, kernel_find("6.1"), deferred);
}

Test(deferred, a_full_zone_grows_and_serves_the_request)
{
	const struct kernel *k;

	for (const char *names = SINCE_5_10; (k = kernels_next(&names));) {
		const struct zone *z;
		struct result res;
		struct scene s;

		open_deferred_on(&s, k, 0x10000);
		z = &s.w->zone[N0_NORMAL];
		res = scene_alloc(&s, 4, GFP_KERNEL | GFP_F_MOVABLE);
		cr_expect_eq(res.status, REQUEST_DONE, "%s", k->name);
		cr_expect_eq(res.pfn, 0x10000, "%s: %x", k->name, res.pfn);
		cr_expect_eq(s.w->node[0].first_deferred_pfn, 0x18000, "%s", k->name);
		cr_expect_eq(z->managed, 2 * SECTION, "%s", k->name);
		cr_expect_eq(z->free_area[10].nr_free, SECTION / 1024 - 1, "%s", k->name);
		cr_expect_eq(list_first(&z->free_area[10].list[MIGRATE_MOVABLE]), 0x10400,
			     "%s: ascending", k->name);
		cr_expect_eq(list_last(&z->free_area[10].list[MIGRATE_MOVABLE]), 0x17c00, "%s",
			     k->name);
		cr_expect_eq(recorder_count(&s.r, EVENT_ATTEMPT), 1, "%s", k->name);
		scene_expect_invariants(&s, k->name);
		scene_close(&s);
	}
}

Test(deferred, before_5_10_no_zone_grows)
{
	const struct kernel *k;

	for (const char *names = UP_TO_4_12; (k = kernels_next(&names));) {
		struct scene s;

		open_deferred_on(&s, k, 0x10000);
		cr_expect_neq(scene_alloc(&s, 4, GFP_KERNEL | GFP_F_MOVABLE).status, REQUEST_DONE,
			      "%s", k->name);
		cr_expect_eq(s.w->zone[N0_NORMAL].managed, SECTION, "%s", k->name);
		scene_close(&s);
	}
}

Test(deferred, it_grows_by_whole_sections_up_to_the_end)
{
	static const struct {
		const char *when;
		pfn_t first;
		int64_t next;
		bool grew;
	} rows[] = {
		{ "from a section's start: one section", 0x10000, 0x18000, true },
		{ "from its middle: that is not enough, one more", 0xc000, 0x18000, true },
		{ "from a pageblock's middle", 0xc123, 0x18000, true },
		{ "the last section", 0x20000, NO_PFN, true },
		{ "less than a section is left", 0x27e00, NO_PFN, true },
		{ "nothing is deferred", NO_PFN, NO_PFN, false },
		{ "nothing is left: try once more, but not twice", 0x28000, NO_PFN, true },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct alloc_context ac;
		struct scene s;
		int64_t before;
		bool grew;

		open_deferred(&s, rows[i].first == NO_PFN ? 0x28000 : rows[i].first);
		s.w->node[0].first_deferred_pfn = rows[i].first;
		before = s.w->zone[N0_NORMAL].managed;
		ac = scene_context(&s, 0, MIGRATE_UNMOVABLE, 0);
		grew = deferred_grow_zone(&ac);
		cr_expect_eq(grew, rows[i].grew, "%s", rows[i].when);
		cr_expect_eq(s.w->node[0].first_deferred_pfn, rows[i].next, "%s: %jx", rows[i].when,
			     (intmax_t)s.w->node[0].first_deferred_pfn);
		cr_expect_eq(s.w->zone[N0_NORMAL].managed - before,
			     (rows[i].next == NO_PFN ? 0x28000 : rows[i].next) -
				     (rows[i].first == NO_PFN ? 0x28000 : rows[i].first),
			     "%s", rows[i].when);
		scene_expect_invariants(&s, rows[i].when);
		scene_close(&s);
	}
}

Test(deferred, only_the_last_zone_of_a_node_grows)
{
	static const struct zone_row rows[] = {
		{ N0_DMA32, 0x8000, SECTION }, { N0_NORMAL, 0x10000, SECTION },
	};
	struct alloc_context ac;
	struct scene s;

	scene_open(&s, worlds_new(rows, 2));
	s.w->node[0].first_deferred_pfn = 0xc000;
	ac = scene_context(&s, 0, MIGRATE_UNMOVABLE, 0);
	ac.zone = N0_DMA32;
	cr_expect_not(deferred_grow_zone(&ac));
	cr_expect_eq(s.w->node[0].first_deferred_pfn, 0xc000);
	scene_close(&s);
}

/* The mark is met, but whole MOVABLE pageblocks are needed while types are kept apart. */
Test(deferred, a_zone_that_could_not_give_a_block_grows_and_tries_again)
{
	struct result res;
	struct scene s;

	open_deferred(&s, 0x10000);
	worlds_put_free(s.w, N0_NORMAL, "3M: 8008");
	res = scene_alloc(&s, 0, GFP_KERNEL);
	cr_expect_eq(res.pfn, 0x10000, "%x", res.pfn);
	cr_expect_eq(recorder_count(&s.r, EVENT_RESCAN), 0);
	cr_expect_eq(recorder_count(&s.r, EVENT_DEFERRED), 1);
	scene_expect_invariants(&s, "grown");
	scene_close(&s);
}

Test(deferred, nothing_grows_once_boot_is_over)
{
	struct scene s;

	open_deferred(&s, 0x10000);
	s.w->setting[SET_DEFERRED_PAGES] = 0;
	cr_expect_eq(scene_alloc(&s, 0, GFP_NOWAIT).status, REQUEST_FAILED);
	cr_expect_eq(s.w->zone[N0_NORMAL].managed, SECTION);
	scene_close(&s);
}

/* It is nobody's yet, and growing would free it a second time. */
Test(deferred, memory_that_is_not_initialised_cannot_be_freed)
{
	struct result res;
	struct scene s;

	open_deferred(&s, 0x10000);
	res = scene_free(&s, 0x10000, 0);
	cr_expect_eq(res.status, REQUEST_INVALID);
	cr_expect_eq(scene_alloc(&s, 0, GFP_KERNEL).status, REQUEST_DONE);
	scene_expect_invariants(&s, "grown");
	scene_close(&s);
}
