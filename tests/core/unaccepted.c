/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unaccepted.c - how much memory a guest accepts, when, and where it goes.
 *
 *	1000      1400      2000 2400 2800 2c00 3000
 *	| free lists |  used  | units that wait |
 */
#include "core/unaccepted.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "core/checks.h"
#include "worlds.h"

enum { FIRST_UNIT = 0x2000, UNIT = MAX_ORDER_NR_PAGES };

/* Kernel 6.12 on one zone with so many pages on free lists, and units from 2000 on that wait. */
static void open_guest(struct scene *s, int64_t accepted, unsigned units)
{
	static const struct zone_row row = { N0_NORMAL, 0x1000, 0x2000 };

	scene_open_on(s, kernel_find("6.12"), worlds_new(&row, 1));
	worlds_fill(s->w, N0_NORMAL, accepted, MIGRATE_MOVABLE);
	for (unsigned i = 0; i < units; i++)
		worlds_put_unaccepted(s->w, N0_NORMAL, FIRST_UNIT + i * UNIT);
}

static struct zone *normal(struct scene *s)
{
	return &s->w->zone[N0_NORMAL];
}

static int64_t units_left(struct scene *s)
{
	int64_t n = 0;

	for (pfn_t pfn = list_first(&normal(s)->unaccepted_pages); pfn != NO_PFN;
	     pfn = page_next(s->w, pfn))
		n++;
	return n;
}

static bool accept(struct scene *s, unsigned order)
{
	struct alloc_context ac = scene_context(s, order, MIGRATE_MOVABLE, 0);

	return cond_accept_memory(&ac);
}

/* ---- how much ---- */

Test(unaccepted, memory_is_accepted_until_the_promo_mark_is_met_without_what_waits)
{
	static const struct {
		const char *when;
		int64_t accepted;
		unsigned units, order;
		int64_t promo, boost, highatomic, need;
		int64_t left;
		bool result;
	} rows[] = {
		{ "327 are missing, a unit is more than enough", 976, 1, 0, 1303, 0, 0, 327,
		  0, true },
		{ "two units are wanted, and one is there", 176, 1, 0, 1303, 0, 0, 1127, 0,
		  true },
		{ "two are wanted and there", 176, 3, 0, 1303, 0, 0, 1127, 1, true },
		{ "a unit's worth is missing", 279, 3, 0, 1303, 0, 0, 1024, 2, true },
		{ "and one page more", 278, 3, 0, 1303, 0, 0, 1025, 1, true },
		{ "one page is missing", 976, 2, 0, 977, 0, 0, 1, 1, true },
		{ "nothing is missing", 976, 2, 0, 976, 0, 0, 0, 2, false },
		{ "the mark is boosted", 976, 2, 0, 900, 100, 0, 24, 1, true },
		{ "a large request cannot use the last pages", 976, 2, 3, 976, 0, 0, 7, 1, true },
		{ "highatomic pages are for others", 976, 2, 0, 976, 0, 64, 64, 1, true },
		{ "a zone without marks accepts one", 976, 3, 0, 0, 0, 0, 1024, 2, true },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct event *e;
		struct scene s;
		int64_t free;
		bool result;

		open_guest(&s, rows[i].accepted, rows[i].units);
		normal(&s)->watermark[WMARK_PROMO] = rows[i].promo;
		normal(&s)->watermark_boost = rows[i].boost;
		normal(&s)->nr_free_highatomic = rows[i].highatomic;
		free = normal(&s)->vm_stat[NR_FREE_PAGES];
		result = accept(&s, rows[i].order);
		e = recorder_find(&s.r, EVENT_ACCEPT, 0);
		cr_expect_eq(result, rows[i].result, "%s", rows[i].when);
		cr_assert(e, "%s: nothing was said", rows[i].when);
		cr_expect_eq(e->v[5], rows[i].need, "%s: need %jd", rows[i].when,
			     (intmax_t)e->v[5]);
		cr_expect_eq(units_left(&s), rows[i].left, "%s: %jd left", rows[i].when,
			     (intmax_t)units_left(&s));
		cr_expect_eq(normal(&s)->vm_stat[NR_UNACCEPTED], rows[i].left * UNIT, "%s",
			     rows[i].when);
		cr_expect_eq(normal(&s)->vm_stat[NR_FREE_PAGES], free, "%s: what waits was free",
			     rows[i].when);
		scene_expect_invariants(&s, rows[i].when);
		scene_close(&s);
	}
}

Test(unaccepted, where_nothing_waits_nothing_is_said)
{
	struct scene s;

	open_guest(&s, 10, 0);
	normal(&s)->watermark[WMARK_PROMO] = 1303;
	cr_expect_not(accept(&s, 0));
	cr_expect_eq(s.r.n, 0);
	scene_close(&s);
}

/* ---- where it goes ---- */

/* From the head of those that wait to the tail of the largest blocks: the oldest stay first. */
Test(unaccepted, units_become_the_last_blocks_of_the_largest_order)
{
	struct scene s;

	open_guest(&s, 0, 3);
	worlds_put_free(s.w, N0_NORMAL, "10M: 2c00");
	normal(&s)->watermark[WMARK_PROMO] = 2000;
	cr_expect(accept(&s, 0));
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "10M: 2c00 2000");
	normal(&s)->watermark[WMARK_PROMO] = 4000;
	cr_expect(accept(&s, 0));
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "10M: 2c00 2000 2400 2800");
	cr_expect_eq(s.w->vm_event[PGFREE], 3 * UNIT, "accepting frees");
	scene_close(&s);
}

Test(unaccepted, a_unit_goes_to_the_lists_of_its_pageblocks)
{
	struct scene s;

	open_guest(&s, 0, 1);
	worlds_set_pageblocks(s.w, "2000=H 2200=M");
	cr_expect(accept(&s, 0));
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "9M: 2200; 9H: 2000", "%s",
			 worlds_free(s.w, N0_NORMAL).text);
	cr_expect_eq(normal(&s)->nr_free_highatomic, 512);
	scene_close(&s);
}

Test(unaccepted, pages_that_wait_are_nobodys)
{
	struct scene s;

	open_guest(&s, 0, 1);
	cr_expect_eq(scene_free(&s, FIRST_UNIT, 0).status, REQUEST_INVALID);
	cr_expect_eq(scene_free(&s, FIRST_UNIT + 5, 0).status, REQUEST_INVALID);
	cr_expect_eq(scene_free(&s, FIRST_UNIT, 10).status, REQUEST_INVALID);
	scene_close(&s);
}

/* ---- which checks ask ---- */

/* The mark is one that only accepted memory would not meet, and nothing is missing to promo. */
Test(unaccepted, watermarks_count_what_waits_as_free)
{
	struct scene s;

	open_guest(&s, 976, 1);
	worlds_set_marks(s.w, N0_NORMAL, 1500, 1999, 1999);
	normal(&s)->watermark[WMARK_PROMO] = 976;
	cr_expect_eq(scene_alloc(&s, 0, GFP_NOWAIT).status, REQUEST_DONE);
	cr_expect_eq(recorder_find(&s.r, EVENT_WATERMARK_QUICK, 0)->v[0], 2000);
	cr_expect_eq(recorder_find(&s.r, EVENT_WATERMARK_QUICK, 0)->v[1], 0);
	cr_expect_eq(units_left(&s), 1);
	scene_close(&s);
}

/* The verdicts of the checks of this name, in order: "0 3" is NEXT_CHECK, then TRY_THIS_ZONE. */
static struct lists verdicts(const struct scene *s, const char *name)
{
	struct lists out = { "" };

	for (size_t i = 0; i < s->r.n; i++) {
		const struct event *e = &s->r.event[i];
		size_t at = strlen(out.text);

		if (e->kind == EVENT_CHECK &&
		    strcmp(rung_name(machine_kernel(s->m), e->rung), name) == 0)
			snprintf(out.text + at, sizeof out.text - at, "%s%u", at ? " " : "",
				 e->verdict);
	}
	return out;
}

Test(unaccepted, a_zone_accepts_before_its_marks_are_looked_at)
{
	struct result res;
	struct scene s;

	open_guest(&s, 0, 2);
	worlds_set_marks(s.w, N0_NORMAL, 100, 200, 300);
	normal(&s)->watermark[WMARK_PROMO] = 400;
	res = scene_alloc(&s, 0, GFP_NOWAIT);
	cr_expect_eq(res.status, REQUEST_DONE);
	cr_expect_eq(res.pfn, FIRST_UNIT, "%x", res.pfn);
	cr_expect_str_eq(verdicts(&s, "cond_accept_memory").text, "0");
	cr_expect_eq(recorder_count(&s.r, EVENT_ATTEMPT), 1);
	scene_expect_invariants(&s, "accepted");
	scene_close(&s);
}

/*
 * What this CPU has not folded in does not count, until the first unit folds it in: a hundred free
 * pages fewer than it seemed, so another unit is missing. The zone is tried below its mark.
 */
Test(unaccepted, a_zone_that_accepted_after_its_mark_refused_is_tried)
{
	struct scene s;

	open_guest(&s, 976, 2);
	normal(&s)->stat_threshold = 125;
	normal(&s)->vm_stat[NR_FREE_PAGES] += 100;
	world_pcp(s.w, N0_NORMAL, 0)->vm_stat_diff[NR_FREE_PAGES] = -100;
	worlds_set_marks(s.w, N0_NORMAL, 4000, 4000, 4000);
	normal(&s)->watermark[WMARK_PROMO] = 2100;
	scene_expect_invariants(&s, "before");
	cr_expect_eq(scene_alloc(&s, 0, GFP_NOWAIT).status, REQUEST_DONE);
	cr_expect_eq(recorder_find(&s.r, EVENT_ACCEPT, 0)->v[5], 1024);
	cr_expect_eq(recorder_find(&s.r, EVENT_ACCEPT, 1)->v[5], 100);
	cr_expect_str_eq(verdicts(&s, "zone_watermark_fast").text, "0", "it refused");
	cr_expect_str_eq(verdicts(&s, "cond_accept_memory").text, "0 3");
	cr_expect_eq(units_left(&s), 0);
	scene_expect_invariants(&s, "accepted");
	scene_close(&s);
}

/* Without marks each call accepts a unit; the first is of no use to a request that may wait. */
Test(unaccepted, a_zone_that_had_no_block_accepts_and_tries_again)
{
	struct result res;
	struct scene s;

	open_guest(&s, 0, 3);
	worlds_set_pageblocks(s.w, "2000=H 2200=H");
	res = scene_alloc(&s, 0, GFP_KERNEL);
	cr_expect_eq(res.status, REQUEST_DONE);
	cr_expect_eq(res.pfn, FIRST_UNIT + UNIT, "%x", res.pfn);
	cr_expect_str_eq(verdicts(&s, "cond_accept_memory").text, "0 2", "%s",
			 verdicts(&s, "cond_accept_memory").text);
	cr_expect_eq(units_left(&s), 1);
	scene_expect_invariants(&s, "accepted");
	scene_close(&s);
}

/* rmqueue() has been left when its caller accepts: kswapd is woken before, not behind. */
Test(unaccepted, kswapd_is_woken_for_a_boosted_zone_before_more_is_accepted)
{
	struct scene s;
	size_t kswapd = 0, second = 0, accepts = 0;

	open_guest(&s, 0, 3);
	worlds_set_pageblocks(s.w, "2000=H 2200=H");
	normal(&s)->flags = ZONE_BOOSTED_WATERMARK;
	cr_expect_eq(scene_alloc(&s, 0, GFP_KERNEL).status, REQUEST_DONE);
	for (size_t i = 0; i < s.r.n; i++) {
		if (s.r.event[i].kind == EVENT_KSWAPD && !kswapd)
			kswapd = i;
		if (s.r.event[i].kind == EVENT_ACCEPT && ++accepts == 2)
			second = i;
	}
	cr_expect(kswapd && kswapd < second, "%zu, %zu", kswapd, second);
	scene_close(&s);
}

Test(unaccepted, many_pages_at_once_are_accepted_for_first)
{
	pfn_t pages[8];
	struct request r = { .op = REQ_BULK, .api = API_BULK, .gfp = GFP_NOWAIT, .nid = NID_LOCAL,
			     .pfn = NO_PFN, .want = 8, .pages = pages };
	struct scene s;

	open_guest(&s, 0, 2);
	worlds_set_marks(s.w, N0_NORMAL, 100, 200, 300);
	normal(&s)->watermark[WMARK_PROMO] = 400;
	cr_expect_eq(request_run(s.m, &r).got, 8);
	cr_expect_eq(pages[0], FIRST_UNIT);
	cr_expect_eq(units_left(&s), 1);
	scene_close(&s);
}

/* ---- back again ---- */

Test(unaccepted, accepting_is_undone_event_by_event)
{
	struct world *before;
	struct scene s;

	open_guest(&s, 176, 3);
	worlds_set_marks(s.w, N0_NORMAL, 100, 200, 300);
	normal(&s)->watermark[WMARK_PROMO] = 1303;
	before = world_copy(s.w);
	cr_assert(before);
	cr_expect_eq(scene_alloc(&s, 0, GFP_KERNEL).status, REQUEST_DONE);
	cr_expect_eq(recorder_count(&s.r, EVENT_UNACCEPTED_DEL), 2);
	cr_expect_neq(world_digest(before), world_digest(s.w));
	for (size_t i = s.r.n; i-- > 0;)
		world_revert(s.w, &s.r.event[i]);
	cr_expect(world_equal(before, s.w));
	cr_expect_eq(world_digest(before), world_digest(s.w));
	for (size_t i = 0; i < s.r.n; i++)
		world_apply(before, &s.r.event[i]);
	cr_expect_eq(units_left(&s), 3, "the live world was taken back");
	cr_expect_eq(list_first(&before->zone[N0_NORMAL].unaccepted_pages), FIRST_UNIT + 2 * UNIT);
	world_free(before);
	scene_close(&s);
}

Test(unaccepted, what_waits_is_content_of_the_world)
{
	struct scene s;
	struct world *other;

	open_guest(&s, 0, 2);
	other = world_copy(s.w);
	cr_assert(other);
	world_revert(other, &(struct event){ .kind = EVENT_UNACCEPTED_ADD, .zone = N0_NORMAL,
					     .pfn = FIRST_UNIT, .link = NO_PFN, .order = 10 });
	world_apply(other, &(struct event){ .kind = EVENT_UNACCEPTED_ADD, .zone = N0_NORMAL,
					    .pfn = FIRST_UNIT, .link = FIRST_UNIT + UNIT,
					    .order = 10 });
	cr_expect_not(world_equal(s.w, other), "the order of the list is");
	cr_expect_neq(world_digest(s.w), world_digest(other));
	world_free(other);
	scene_close(&s);
}

/* ---- which kernels ---- */

static bool has_rung(const struct kernel *k, enum verdict (*run)(struct alloc_context *ac))
{
	for (unsigned ladder = 0; ladder < NR_LADDERS; ladder++)
		for (const struct check *row = k->ladder[ladder]; row->name; row++)
			if (row->run == run)
				return true;
	return false;
}

Test(unaccepted, a_kernel_that_leaves_memory_for_later_has_the_checks_that_accept_it)
{
	for (size_t i = 0; kernel_at(i); i++) {
		const struct kernel *k = kernel_at(i);

		cr_expect_eq(k->setup.unaccepted, has_rung(k, accept_memory), "%s", k->name);
		cr_expect_eq(k->setup.unaccepted, has_rung(k, accept_and_take), "%s", k->name);
	}
	cr_expect(kernel_find("6.12")->setup.unaccepted);
	cr_expect_not(kernel_find("6.1")->setup.unaccepted);
}
