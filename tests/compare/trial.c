/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trial.c - one kernel's requests, asked of two in each one's own terms. */
#include "compare/trial.h"

#include <criterion/criterion.h>

#include <string.h>

#include "../core/worlds.h"
#include "compare/asked.h"

static struct trial begin(const char *a, const char *b, struct world *w, const char *of)
{
	struct trial t = { .name = "test", .kernel = { kernel_find(a), kernel_find(b) },
			   .from = FROM_STATE };
	const char *why;

	cr_assert(trial_init(&t));
	cr_assert(trial_begin(&t, w, kernel_find(of), &why), "%s", why);
	world_free(w);
	return t;
}

static void ask(struct trial *t, struct request q, pfn_t page)
{
	struct asked a = { .q = q, .page = &page, .nr_pages = page != NO_PFN, .line = 7,
			   .statement = "asked" };

	a.q.nid = NID_LOCAL;
	cr_assert(trial_ask(t, &a));
}

static void set(struct trial *t, struct event change)
{
	ask(t, (struct request){ .op = REQ_SET, .pfn = NO_PFN, .changes = &change,
				 .nr_changes = 1 },
	    NO_PFN);
}

static struct world *free_world(void)
{
	struct world *w = worlds_one_zone();

	worlds_put_free(w, N0_NORMAL, "10U: 1000");
	w->setting[SET_WATERMARK_SCALE_FACTOR] = 10;
	return w;
}

/* A recorded kernel gave 1fff where both sides give something else. */
Test(trial, each_side_frees_the_page_that_it_gave)
{
	struct trial t = begin("6.1", "4.7", free_world(), "6.1");

	ask(&t, (struct request){ .op = REQ_ALLOC, .order = 1, .gfp = GFP_KERNEL, .pfn = NO_PFN },
	    0x1ffe);
	for (unsigned i = 0; i < SIDES; i++)
		cr_expect_eq(trial_world(&t, i)->page[0x1000].where, PAGE_ALLOCATED);
	ask(&t, (struct request){ .op = REQ_FREE, .order = 1, .pfn = 0x1ffe }, NO_PFN);
	for (unsigned i = 0; i < SIDES; i++)
		cr_expect_neq(trial_world(&t, i)->page[0x1000].where, PAGE_ALLOCATED, "side %u", i);
	cr_expect_eq(comparison_totals(t.comparison).requests, 2);
	trial_done(&t);
}

Test(trial, a_page_that_nobody_gave_is_not_freed)
{
	struct trial t = begin("6.1", "4.7", free_world(), "6.1");

	ask(&t, (struct request){ .op = REQ_FREE, .order = 0, .pfn = 0x1800 }, NO_PFN);
	cr_expect_eq(comparison_totals(t.comparison).requests, 0);
	trial_done(&t);
}

Test(trial, a_flag_that_a_kernel_lacks_is_told_with_its_line)
{
	struct trial t = begin("6.1", "2.6.34", free_world(), "6.1");

	for (int i = 0; i < 2; i++)
		ask(&t, (struct request){ .op = REQ_ALLOC, .gfp = GFP_KERNEL | GFP_F_ACCOUNT,
					  .pfn = NO_PFN },
		    NO_PFN);
	cr_expect_eq(t.left_out[0].n, 0);
	cr_assert_eq(t.left_out[1].n, 1, "once");
	cr_expect_str_eq(t.left_out[1].line[0],
			 "line 7: 2.6.34 has no __GFP_ACCOUNT; left out here and later");
	cr_expect(trial_differs(&t));
	trial_done(&t);
}

Test(trial, a_call_that_a_kernel_lacks_goes_straight_to_its_entry)
{
	struct trial t = begin("6.12", "6.1", free_world(), "6.12");

	ask(&t, (struct request){ .op = REQ_ALLOC, .api = API_ALLOC_PAGES_CURRENT,
				  .gfp = GFP_KERNEL, .pfn = NO_PFN },
	    NO_PFN);
	cr_assert_eq(t.left_out[1].n, 1);
	cr_expect(strstr(t.left_out[1].line[0], "6.1 has no alloc_pages_mpol_noprof()"), "%s",
		  t.left_out[1].line[0]);
	cr_expect_eq(comparison_summary(t.comparison, 1)->refused, 0);
	trial_done(&t);
}

/* Each side frees its own pages, whichever of them the recorded kernel freed. */
Test(trial, the_pages_of_an_exact_size_are_known_one_by_one)
{
	struct trial t = begin("5.10", "6.1", free_world(), "6.1");

	ask(&t, (struct request){ .op = REQ_ALLOC, .api = API_ALLOC_PAGES_EXACT, .order = 3,
				  .want = 6, .pfn = NO_PFN },
	    0x1010);
	ask(&t, (struct request){ .op = REQ_FREE, .pfn = 0x1015 }, NO_PFN);
	ask(&t, (struct request){ .op = REQ_FREE, .api = API_FREE_PAGES_EXACT, .pfn = 0x1010,
				  .want = 4 },
	    NO_PFN);
	ask(&t, (struct request){ .op = REQ_FREE, .pfn = 0x1011 }, NO_PFN);
	cr_expect_eq(comparison_totals(t.comparison).requests, 3, "what is freed is forgotten");
	for (unsigned side = 0; side < SIDES; side++) {
		cr_expect_eq(comparison_summary(t.comparison, side)->refused, 0, "%u", side);
		cr_expect_eq(trial_world(&t, side)->vm_event[PGFREE], 2 + 1 + 4, "%u", side);
	}
	trial_done(&t);
}

/* ---- changes from outside ---- */

/* 6.1 spreads its marks evenly above min, 2.6.34 at a quarter and a half of it. */
Test(trial, a_setting_has_the_consequences_that_each_kernel_gives_it)
{
	struct trial t = begin("6.1", "2.6.34", free_world(), "4.12");
	const struct zone *new, *old;

	set(&t, (struct event){ .kind = EVENT_SETTING, .zone = NO_ZONE, .pfn = NO_PFN,
				.link = NO_PFN, .v = { 0, 4000, SET_MIN_FREE_KBYTES } });
	new = &trial_world(&t, 0)->zone[N0_NORMAL];
	old = &trial_world(&t, 1)->zone[N0_NORMAL];
	cr_expect_eq(new->watermark[WMARK_MIN], 1000);
	cr_expect_eq(old->watermark[WMARK_MIN], 1000);
	cr_expect_eq(new->watermark[WMARK_LOW], 1250);
	cr_expect_eq(old->watermark[WMARK_HIGH], 1500);
	trial_done(&t);
}

Test(trial, marks_that_the_recorded_kernel_computed_are_not_the_others)
{
	struct trial t = begin("6.1", "6.12", free_world(), "6.1");

	set(&t, (struct event){ .kind = EVENT_WATERMARK_SET, .zone = N0_NORMAL, .pfn = NO_PFN,
				.link = NO_PFN, .v = { 0, 777, WMARK_LOW } });
	cr_expect_eq(trial_world(&t, 0)->zone[N0_NORMAL].watermark[WMARK_LOW], 777,
		     "its own, as it was");
	cr_expect_neq(trial_world(&t, 1)->zone[N0_NORMAL].watermark[WMARK_LOW], 777);
	trial_done(&t);
}

Test(trial, a_setting_that_no_arithmetic_can_bear_changes_nothing_else)
{
	struct trial t = begin("6.1", "4.7", free_world(), "4.12");
	int64_t low = trial_world(&t, 0)->zone[N0_NORMAL].watermark[WMARK_LOW];

	set(&t, (struct event){ .kind = EVENT_SETTING, .zone = NO_ZONE, .pfn = NO_PFN,
				.link = NO_PFN,
				.v = { 0, (int64_t)1 << 40, SET_WATERMARK_SCALE_FACTOR } });
	cr_expect_eq(trial_world(&t, 0)->zone[N0_NORMAL].watermark[WMARK_LOW], low);
	trial_done(&t);
}

Test(trial, a_node_s_counter_is_dealt_out_where_zones_count)
{
	static const struct zone_row rows[] = {
		{ N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x3000 },
	};
	struct trial t = begin("6.1", "4.7", worlds_new(rows, 2), "6.1");
	const struct world *old = trial_world(&t, 1);

	set(&t, (struct event){ .kind = EVENT_NODE_STAT, .zone = N0_DMA, .pfn = NO_PFN,
				.link = NO_PFN, .v = { 0, 400, NR_FILE_DIRTY } });
	cr_expect_eq(old->zone[N0_DMA32].stat[NR_FILE_DIRTY], 100);
	cr_expect_eq(old->zone[N0_NORMAL].stat[NR_FILE_DIRTY], 300);
	cr_expect_eq(trial_world(&t, 0)->zone[N0_NORMAL].stat[NR_FILE_DIRTY], 0);
	cr_expect_eq(trial_world(&t, 0)->node[0].stat[NR_FILE_DIRTY], 400);
	trial_done(&t);
}

/* ---- requests from their events ---- */

struct heard {
	struct asked_events asked;
	unsigned complete;
};

static void hear(void *self, const struct event *e)
{
	struct heard *h = self;

	h->complete += asked_put(&h->asked, e);
}

Test(asked, a_request_is_put_together_again_from_what_it_told)
{
	struct heard h = { .complete = 0 };
	struct world *w = free_world();
	struct machine *m = machine_new(w, kernel_find("6.1"));
	pfn_t pages[4];
	struct request q = { .op = REQ_BULK, .api = API_BULK, .gfp = GFP_KERNEL, .nid = 0,
			     .pfn = NO_PFN, .want = 4, .pages = pages };
	struct result res;

	cr_assert(machine_listen(m, (struct sink){ hear, &h }));
	res = request_run(m, &q);
	cr_assert_eq(h.complete, 1);
	cr_expect_eq(h.asked.asked.q.op, REQ_BULK);
	cr_expect_eq(h.asked.asked.q.api, API_BULK);
	cr_expect_eq(h.asked.asked.q.gfp, GFP_KERNEL);
	cr_expect_eq(h.asked.asked.q.want, 4);
	cr_assert_eq(h.asked.asked.nr_pages, res.got);
	for (unsigned i = 0; i < res.got; i++)
		cr_expect_eq(h.asked.asked.page[i], pages[i]);
	q = (struct request){ .op = REQ_FREE, .pfn = pages[0], .nid = NID_LOCAL, .cold = true };
	request_run(m, &q);
	cr_expect_eq(h.complete, 2);
	cr_expect_eq(h.asked.asked.q.pfn, pages[0]);
	cr_expect(h.asked.asked.q.cold && !h.asked.asked.q.force);
	cr_expect_eq(h.asked.asked.nr_pages, 0);
	asked_done(&h.asked);
	machine_free(m);
	world_free(w);
}
