/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenarios_fair.c - ALLOC_FAIR of 4.7: zones of a node give pages in proportion to their size.
 *
 * A machine with 3976 pages in DMA, 757760 in DMA32 and 262144 in Normal gives each zone a batch
 * of its high mark less its low mark: 3, 757 and 262.
 */
#include <criterion/criterion.h>

#include "worlds.h"

static void set_fair_marks(struct world *w, zid_t zone, int64_t min, int64_t low, int64_t high)
{
	worlds_set_marks(w, zone, min, low, high);
	w->zone[zone].vm_stat[NR_ALLOC_BATCH] = high - low;
}

static void open_machine(struct scene *s)
{
	static const struct zone_row rows[] = {
		{ N0_DMA, 0x400, 0x400 }, { N0_DMA32, 0x1000, 0x2000 }, { N0_NORMAL, 0x4000,
		  0x1000 },
	};

	scene_open_on(s, kernel_find("4.7"), worlds_new(rows, 3));
	set_fair_marks(s->w, N0_DMA, 7, 10, 13);
	set_fair_marks(s->w, N0_DMA32, 1497, 2254, 3011);
	set_fair_marks(s->w, N0_NORMAL, 517, 779, 1041);
	s->w->zone[N0_DMA].lowmem_reserve[2] = 3984;
	s->w->zone[N0_DMA32].lowmem_reserve[2] = 1024;
	worlds_put_free(s->w, N0_DMA, "10U: 400");
	worlds_put_free(s->w, N0_DMA32, "10U: 1000 1400 1800 1c00 2000 2400 2800 2c00");
	worlds_put_free(s->w, N0_NORMAL, "10U: 4000 4400 4800 4c00");
}

static zid_t zone_of_next(struct scene *s)
{
	return world_zone_of(s->w, scene_alloc(s, 0, GFP_KERNEL).pfn);
}

/* Requests until another zone serves; the first of that zone is taken already when it returns. */
static size_t served_in_a_row(struct scene *s, zid_t *zone)
{
	zid_t first = *zone;
	size_t n = 1;

	while ((*zone = zone_of_next(s)) == first && n < 2000)
		n++;
	return n;
}

static int64_t batch(const struct scene *s, zid_t zone)
{
	return s->w->zone[zone].vm_stat[NR_ALLOC_BATCH];
}

Test(scenarios_fair, a_batch_depletes_and_the_second_scan_resets_all)
{
	struct scene s;
	zid_t zone;

	open_machine(&s);
	zone = zone_of_next(&s);
	cr_expect_eq(zone, N0_NORMAL);
	cr_expect_eq(served_in_a_row(&s, &zone), 262);
	cr_expect_eq(zone, N0_DMA32);
	cr_expect(s.w->zone[N0_NORMAL].flags & ZONE_FAIR_DEPLETED);
	cr_expect_eq(served_in_a_row(&s, &zone), 757);
	cr_expect_eq(zone, N0_NORMAL, "DMA keeps what it has: new batches, a second scan");
	cr_expect_eq(recorder_count(&s.r, EVENT_FAIR_RESET), 1);
	cr_expect_eq(batch(&s, N0_NORMAL), 261);
	cr_expect_eq(batch(&s, N0_DMA32), 757);
	cr_expect_eq(batch(&s, N0_DMA), 3);
	cr_expect_not(s.w->zone[N0_DMA32].flags & ZONE_FAIR_DEPLETED);
	cr_expect_eq(served_in_a_row(&s, &zone), 262);
	scene_expect_invariants(&s, "1282 requests");
	scene_close(&s);
}

/* The batch is a counter with a part on each CPU, and only its global part is looked at. */
Test(scenarios_fair, counters_that_drift_deplete_a_batch_late)
{
	struct scene s;
	zid_t zone;

	open_machine(&s);
	s.w->zone[N0_NORMAL].stat_threshold = s.w->zone[N0_DMA32].stat_threshold = 10;
	zone = zone_of_next(&s);
	for (int n = 2; n <= 27; n++) {
		cr_expect_eq(zone_of_next(&s), N0_NORMAL);
		cr_expect_eq(batch(&s, N0_NORMAL), n < 11 ? 262 : n < 27 ? 246 : 230,
			     "request %d: %jd", n, (intmax_t)batch(&s, N0_NORMAL));
	}
	cr_expect_eq(served_in_a_row(&s, &zone), 267 - 26);
	cr_expect_eq(batch(&s, N0_NORMAL), -10);
	cr_expect_eq(world_pcp(s.w, N0_NORMAL, 0)->vm_stat_diff[NR_ALLOC_BATCH], 5);
	served_in_a_row(&s, &zone);
	cr_expect_eq(zone, N0_NORMAL);
	cr_expect_eq(batch(&s, N0_NORMAL), 267, "272 and the 5 of this CPU were added");
	cr_expect_eq(world_pcp(s.w, N0_NORMAL, 0)->vm_stat_diff[NR_ALLOC_BATCH], -1);
	scene_close(&s);
}

/* Depleted, or below its mark: 0 neither, 1 depleted, 2 below. */
enum { FINE, DEPLETED = 1, BELOW = 2 };

static void spoil(struct world *w, zid_t zone, unsigned what)
{
	set_fair_marks(w, zone, 10, 20, 30);
	if (what & DEPLETED)
		w->zone[zone].flags |= ZONE_FAIR_DEPLETED;
	if (what & BELOW)
		worlds_set_marks(w, zone, 2000, 2020, 2040);
}

Test(scenarios_fair, another_node_is_no_fairer)
{
	static const struct zone_row zones[] = {
		{ N0_NORMAL, 0x1000, 0x1000 }, { N1_NORMAL, 0x2000, 0x1000 },
	};
	static const struct {
		const char *when;
		unsigned node0, node1;
		zid_t zone;
		size_t resets;
	} rows[] = {
		{ "node 0 has its share left", FINE, FINE, N0_NORMAL, 0 },
		{ "none left: rather new shares than node 1", DEPLETED, FINE, N0_NORMAL, 1 },
		{ "none left, and nothing to give", DEPLETED | BELOW, FINE, N1_NORMAL, 1 },
		{ "nothing to give: shares of node 1 do not count", BELOW, FINE, N1_NORMAL, 0 },
		{ "but what it has used up is looked at first", BELOW, DEPLETED, N1_NORMAL, 1 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene s;
		zid_t zone;

		scene_open_on(&s, kernel_find("4.7"), worlds_new(zones, 2));
		worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
		worlds_put_free(s.w, N1_NORMAL, "10U: 2000");
		spoil(s.w, N0_NORMAL, rows[i].node0);
		spoil(s.w, N1_NORMAL, rows[i].node1);
		zone = zone_of_next(&s);
		cr_expect_eq(zone, rows[i].zone, "%s: zone %u", rows[i].when, zone);
		cr_expect_eq(recorder_count(&s.r, EVENT_FAIR_RESET), rows[i].resets, "%s: %zu",
			     rows[i].when, recorder_count(&s.r, EVENT_FAIR_RESET));
		scene_close(&s);
	}
}

Test(scenarios_fair, every_page_is_debited_whoever_takes_it)
{
	struct scene s;

	open_machine(&s);
	scene_alloc(&s, 3, GFP_KERNEL);
	cr_expect_eq(batch(&s, N0_NORMAL), 262 - 8);
	/* Below the low marks the slow path serves, and it asks for no share. */
	s.w->zone[N0_NORMAL].flags |= ZONE_FAIR_DEPLETED;
	s.w->zone[N0_NORMAL].watermark[WMARK_LOW] = 5000;
	s.w->zone[N0_DMA32].watermark[WMARK_LOW] = 9000;
	cr_expect_eq(zone_of_next(&s), N0_NORMAL);
	cr_expect_eq(recorder_last(&s.r, EVENT_ATTEMPT)->v[0], ATTEMPT_SLOW);
	cr_expect_eq(recorder_count(&s.r, EVENT_FAIR_RESET), 1, "by the fast attempt");
	cr_expect_eq(batch(&s, N0_NORMAL), 1041 - 5000 - 1);
	scene_close(&s);
}
