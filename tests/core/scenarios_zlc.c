/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenarios_zlc.c - the zonelist cache of 2.6.34: a zone found full is passed over for a second.
 *
 *	list of node 0:  0 N0 Normal, 1 N0 DMA32, 2 N1 Normal
 *
 * 250 jiffies are a second. The first zone of a list is never passed over.
 */
#include <criterion/criterion.h>

#include "worlds.h"

/* All of it in use. */
static void open_lists(struct scene *s, int64_t last_full_zap)
{
	static const struct zone_row rows[] = {
		{ N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x1000 },
		{ N1_NORMAL, 0x3000, 0x1000 },
	};

	scene_open_on(s, kernel_find("2.6.34"), worlds_new(rows, 3));
	for (size_t i = 0; i < 3; i++)
		worlds_set_marks(s->w, rows[i].zone, 100, 200, 300);
	s->w->node[0].last_full_zap = last_full_zap;
}

/* Which positions of node 0's list are marked: bit 0 for the first. */
static unsigned fullzones(const struct scene *s)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < 3; i++)
		bits |= (unsigned)world_zlc(s->w, 0)[i] << i;
	return bits;
}

static void set_fullzones(struct scene *s, unsigned bits)
{
	for (unsigned i = 0; i < 3; i++)
		world_zlc(s->w, 0)[i] = bits >> i & 1;
}

/* Events of this kind in the fast attempt. */
static size_t in_fast_attempt(const struct scene *s, enum event_kind kind)
{
	const struct event *e, *end = recorder_find(&s->r, EVENT_ATTEMPT_END, 0);
	size_t n = 0;

	while ((e = recorder_find(&s->r, kind, n)) && e->seq < end->seq)
		n++;
	return n;
}

static zid_t zone_asked_at(struct scene *s, int64_t jiffies)
{
	pfn_t pfn;

	recorder_done(&s->r);
	s->w->setting[SET_JIFFIES] = jiffies;
	pfn = scene_alloc(s, 0, GFP_KERNEL).pfn;
	return pfn == NO_PFN ? NO_ZONE : world_zone_of(s->w, pfn);
}

Test(scenarios_zlc, a_full_mark_hides_a_zone_until_a_second_has_passed)
{
	static const struct {
		const char *when;
		int64_t jiffies;
		const char *freed_in_dma32;
		zid_t zone;
		unsigned full;
		size_t marks_compared;
	} steps[] = {
		{ "both zones of node 0 are found full", 1100, "", N1_NORMAL, 3, 3 },
		{ "DMA32 is passed over, Normal is not", 1101, "", N1_NORMAL, 3, 2 },
		{ "even now that it has memory", 1103, "10U: 1000", N1_NORMAL, 3, 2 },
		{ "exactly a second later", 1250, "", N1_NORMAL, 3, 2 },
		{ "then all marks are forgotten, Normal's own, too", 1251, "", N0_DMA32, 0, 2 },
	};
	struct scene s;

	open_lists(&s, 1000);
	worlds_put_free(s.w, N1_NORMAL, "10U: 3000");
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		worlds_put_free(s.w, N0_DMA32, steps[i].freed_in_dma32);
		cr_expect_eq(zone_asked_at(&s, steps[i].jiffies), steps[i].zone, "%s",
			     steps[i].when);
		cr_expect_eq(fullzones(&s), steps[i].full, "%s: %#x", steps[i].when,
			     fullzones(&s));
		cr_expect_eq(in_fast_attempt(&s, EVENT_WATERMARK), steps[i].marks_compared,
			     "%s: %zu", steps[i].when, in_fast_attempt(&s, EVENT_WATERMARK));
	}
	cr_expect_eq(s.w->node[0].last_full_zap, 1251);
	scene_expect_invariants(&s, "five requests");
	scene_close(&s);
}

Test(scenarios_zlc, before_giving_up_every_zone_is_looked_at)
{
	struct scene s;

	open_lists(&s, 1251);
	set_fullzones(&s, 6);
	cr_expect_eq(zone_asked_at(&s, 1260), NO_ZONE);
	cr_expect_eq(in_fast_attempt(&s, EVENT_WATERMARK), 4, "Normal, then all three");
	cr_expect_eq(in_fast_attempt(&s, EVENT_RESCAN), 1);
	cr_expect_eq(fullzones(&s), 7);
	cr_expect_eq(s.w->node[0].last_full_zap, 1251, "a second has not passed");
	scene_close(&s);
}

Test(scenarios_zlc, a_list_for_this_node_alone_has_no_cache)
{
	struct scene s;

	open_lists(&s, 1000);
	set_fullzones(&s, 2);
	s.w->setting[SET_JIFFIES] = 1100;
	cr_expect_eq(scene_alloc(&s, 0, GFP_KERNEL | GFP_F_THISNODE).pfn, NO_PFN);
	cr_expect_eq(in_fast_attempt(&s, EVENT_WATERMARK), 4, "two zones, twice");
	cr_expect_eq(in_fast_attempt(&s, EVENT_RESCAN), 1, "as if there had been one");
	cr_expect_eq(in_fast_attempt(&s, EVENT_ZLC_PROBE), 0);
	cr_expect_eq(fullzones(&s), 2, "untouched");
	scene_close(&s);
}

/* Marks are made, but there is nothing else to look at. */
Test(scenarios_zlc, one_node_alone_passes_nothing_over)
{
	static const struct zone_row rows[] = {
		{ N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x1000 },
	};
	struct scene s;

	scene_open_on(&s, kernel_find("2.6.34"), worlds_new(rows, 2));
	worlds_set_marks(s.w, N0_NORMAL, 100, 200, 300);
	worlds_set_marks(s.w, N0_DMA32, 100, 200, 300);
	for (int i = 0; i < 2; i++) {
		recorder_done(&s.r);
		cr_expect_eq(scene_alloc(&s, 0, GFP_KERNEL).pfn, NO_PFN);
		cr_expect_eq(recorder_count(&s.r, EVENT_ZLC_PROBE), 0);
		cr_expect_eq(recorder_count(&s.r, EVENT_ZLC_SETUP), 0);
		cr_expect_eq(in_fast_attempt(&s, EVENT_WATERMARK), 2);
	}
	scene_close(&s);
}
