/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scenarios_exhausted.c - who still gets a page, and from which zone, while a machine runs dry.
 *
 * The marks, boosts, reserves and free counters are those of real kernels whose memory was taken
 * page by page; each request is one they answered as it is said here. Nobody may sleep.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "worlds.h"

static const char *const zone_names[] = { "DMA", "DMA32", "Normal" };

struct row {
	const char *when;
	uint32_t gfp;           /* in the kernel's bits */
	int64_t free_pages[3];  /* of DMA, DMA32, Normal */
	int64_t normal_boost;
	const char *fast, *slow;        /* what was compared in either attempt */
	zid_t zone;             /* which serves, or NO_ZONE */
	unsigned dry;           /* bit n: zone n has no page, whatever its counter says */
};

/* In an attempt's first scan, whatever let a zone pass or refused it. */
static struct lists compared(const struct scene *s, size_t attempt)
{
	const struct event *e = recorder_find(&s->r, EVENT_ATTEMPT, attempt);
	struct lists out = { "" };

	cr_assert_not_null(e, "attempt %zu", attempt);
	for (; e->kind != EVENT_RESCAN && e->kind != EVENT_ATTEMPT_END; e++) {
		bool quick = e->kind == EVENT_WATERMARK_QUICK;
		size_t at = strlen(out.text);

		/* What the quick test refuses is compared once more. */
		if (e->kind != EVENT_WATERMARK && !(quick && e->verdict))
			continue;
		snprintf(out.text + at, sizeof out.text - at, "%s%s %jd %s %jd", at ? ", " : "",
			 zone_names[zid_idx(e->zone)], (intmax_t)(e->v[0] - e->v[1]),
			 e->verdict ? ">" : "<=",
			 (intmax_t)(quick ? e->v[2] + e->v[4] : e->v[4] + e->v[5]));
	}
	return out;
}

static void set_counters(struct world *w, const struct row *row, unsigned nr_zones)
{
	static const char *const last_page[] = { "U0: 401", "U0: 1001", "U0: 2001" };

	for (unsigned idx = 0; idx < nr_zones; idx++) {
		if (!(row->dry >> idx & 1))
			worlds_put_pcp(w, zid_of(0, idx), last_page[idx]);
		w->zone[zid_of(0, idx)].vm_stat[NR_FREE_PAGES] = row->free_pages[idx];
	}
}

static void expect_answer(const struct row *row, const struct kernel *k, struct world *w)
{
	struct result res;
	uint32_t unknown;
	struct scene s;
	gfp_t gfp;

	scene_open_on(&s, k, w);
	cr_assert(gfp_from_raw(k->gfp, row->gfp, &gfp, &unknown), "%s: %#x", row->when, unknown);
	res = scene_alloc(&s, 0, gfp);
	cr_expect_eq(res.pfn == NO_PFN ? NO_ZONE : world_zone_of(s.w, res.pfn), row->zone,
		     "%s: pfn %x", row->when, res.pfn);
	cr_expect_str_eq(compared(&s, 0).text, row->fast, "%s: %s", row->when,
			 compared(&s, 0).text);
	cr_expect_str_eq(compared(&s, 1).text, row->slow, "%s: %s", row->when,
			 compared(&s, 1).text);
	scene_close(&s);
}

/* ---- 6.1: three zones ---- */

static struct world *three_zones(const struct row *row)
{
	static const struct zone_row zones[] = {
		{ N0_DMA, 0x400, 0xc00 }, { N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000,
		  0x1000 },
	};
	struct world *w = worlds_new(zones, 3);

	worlds_set_marks(w, N0_DMA, 24, 30, 36);
	worlds_set_marks(w, N0_DMA32, 195, 243, 291);
	worlds_set_marks(w, N0_NORMAL, 403, 503, 603);
	w->zone[N0_DMA].lowmem_reserve[1] = 119;
	w->zone[N0_DMA].lowmem_reserve[2] = 365;
	w->zone[N0_DMA32].lowmem_reserve[2] = 246;
	w->zone[N0_DMA32].watermark_boost = 512;
	w->zone[N0_NORMAL].watermark_boost = row->normal_boost;
	set_counters(w, row, 3);
	return w;
}

Test(scenarios_exhausted, reserves_keep_lower_zones_for_those_who_need_them)
{
	enum { NORMAL = 0x28c0, DMA32 = 0x28c4, ATOMIC = 0x2a20 };
	static const struct row rows[] = {
		{ "an ordinary request: no zone", NORMAL, { 388, 947, 654 }, 512,
		  "Normal 654 <= 1015, DMA32 947 <= 1001, DMA 388 <= 395",
		  "Normal 654 <= 915, DMA32 947 <= 953, DMA 388 <= 389", NO_ZONE, 0 },
		{ "for DMA32: exactly at its mark, DMA is one above", DMA32, { 144, 707, 654 },
		  512, "DMA32 707 <= 755, DMA 144 <= 149", "DMA32 707 <= 707, DMA 144 > 143",
		  N0_DMA, 0 },
		{ "three pages later", DMA32, { 141, 707, 654 }, 512,
		  "DMA32 707 <= 755, DMA 141 <= 149", "DMA32 707 <= 707, DMA 141 <= 143", NO_ZONE,
		  0 },
		{ "atomic: three quarters of half the mark", ATOMIC, { 22, 707, 654 }, 512,
		  "Normal 654 <= 1015, DMA32 707 <= 1001, DMA 22 <= 395", "Normal 654 > 344",
		  N0_NORMAL, 0 },
		{ "atomic, Normal is used up: DMA32, whose boost it respects still", ATOMIC,
		  { 22, 707, 144 }, 904, "Normal 144 <= 1407, DMA32 707 <= 1001, DMA 22 <= 395",
		  "Normal 144 <= 491, Normal 144 <= 152, DMA32 707 > 512", N0_DMA32, 0 },
		{ "atomic, and even without its boost no mark is met", ATOMIC, { 22, 315, 144 },
		  904, "Normal 144 <= 1407, DMA32 315 <= 1001, DMA 22 <= 395",
		  "Normal 144 <= 491, Normal 144 <= 152, DMA32 315 <= 512, DMA32 315 <= 320, "
		  "DMA 22 <= 374",
		  NO_ZONE, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_answer(&rows[i], kernel_find("6.1"), three_zones(&rows[i]));
}

/* ---- 6.12: two zones, found below their high marks before ---- */

static struct world *two_zones(const struct row *row)
{
	static const struct zone_row zones[] = {
		{ N0_DMA, 0x400, 0xc00 }, { N0_DMA32, 0x1000, 0x1000 },
	};
	struct world *w = worlds_new(zones, 2);

	worlds_set_marks(w, N0_DMA, 33, 41, 49);
	worlds_set_marks(w, N0_DMA32, 419, 523, 627);
	w->zone[N0_DMA].lowmem_reserve[2] = 186;
	w->zone[N0_DMA32].watermark_boost = 940;
	w->zone[N0_DMA].flags = w->zone[N0_DMA32].flags = ZONE_BELOW_HIGH;
	set_counters(w, row, 2);
	return w;
}

Test(scenarios_exhausted, who_has_a_right_to_more_goes_further_down)
{
	enum { NORMAL = 0x28c0, HIGH = 0x28e0, MEMALLOC = 0x228c0 };
	static const struct row rows[] = {
		{ "an ordinary request: DMA", NORMAL, { 224, 1196 }, 0,
		  "DMA32 1196 <= 1463, DMA 224 <= 227", "DMA32 1196 <= 1359, DMA 224 > 219",
		  N0_DMA, 0 },
		{ "six pages later", NORMAL, { 218, 1196 }, 0,
		  "DMA32 1196 <= 1463, DMA 218 <= 227", "DMA32 1196 <= 1359, DMA 218 <= 219",
		  NO_ZONE, 0 },
		{ "__GFP_HIGH: DMA32", HIGH, { 218, 1196 }, 0,
		  "DMA32 1196 <= 1463, DMA 218 <= 227", "DMA32 1196 > 510", N0_DMA32, 0 },
		{ "__GFP_HIGH, DMA32 is used up: DMA", HIGH, { 218, 1 }, 0,
		  "DMA32 1 <= 1463, DMA 218 <= 227",
		  "DMA32 1 <= 510, DMA32 1 <= 158, DMA 218 > 199", N0_DMA, 0 },
		{ "__GFP_HIGH, and DMA is at its own", HIGH, { 194, 1 }, 0,
		  "DMA32 1 <= 1463, DMA 194 <= 227",
		  "DMA32 1 <= 510, DMA32 1 <= 158, DMA 194 <= 199", NO_ZONE, 0 },
		{ "__GFP_MEMALLOC: no mark, the first zone's PCP list", MEMALLOC, { 194, 1 }, 0,
		  "DMA32 1 <= 1463, DMA 194 <= 227", "DMA32 1 <= 1359, DMA 194 <= 219", N0_DMA32,
		  0 },
		{ "__GFP_MEMALLOC, nothing is left there", MEMALLOC, { 194, 1 }, 0,
		  "DMA32 1 <= 1463, DMA 194 <= 227", "DMA32 1 <= 1359, DMA 194 <= 219", N0_DMA,
		  1 << 1 },
		{ "__GFP_MEMALLOC, nothing is left anywhere", MEMALLOC, { 2, 1 }, 0,
		  "DMA32 1 <= 1463, DMA 2 <= 227", "DMA32 1 <= 1359, DMA 2 <= 219", NO_ZONE,
		  1 << 1 | 1 << 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_answer(&rows[i], kernel_find("6.12"), two_zones(&rows[i]));
}
