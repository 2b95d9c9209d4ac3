/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenarios_cold.c - hot and cold ends of a PCP list, up to 4.12. */
#include <criterion/criterion.h>

#include "worlds.h"

static pfn_t take(struct scene *s, gfp_t cold)
{
	return scene_alloc(s, 0, GFP_KERNEL | cold).pfn;
}

static void expect_list(const struct scene *s, const char *when, const char *pcp)
{
	cr_expect_str_eq(worlds_pcp(s->w, N0_NORMAL).text, pcp, "%s, %s: %s",
			 machine_kernel(s->m)->name, when, worlds_pcp(s->w, N0_NORMAL).text);
}

/* It is taken from the tail, and a refill for it builds the list from the back. */
Test(scenarios_cold, a_cold_request_takes_the_tail)
{
	const struct kernel *k;

	for (const char *names = UP_TO_4_12; (k = kernels_next(&names));) {
		struct scene s;

		scene_open_on(&s, k, worlds_one_zone());
		worlds_set_pageblocks(s.w, "1000=U 1200=U");
		worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
		cr_expect_eq(take(&s, GFP_F_COLD), 0x1000, "%s", k->name);
		expect_list(&s, "refilled", "U0: 1003 1002 1001");
		cr_expect_eq(take(&s, 0), 0x1003, "%s: the hot end", k->name);
		expect_list(&s, "hot", "U0: 1002 1001");
		cr_expect_eq(take(&s, GFP_F_COLD), 0x1001, "%s: the cold end", k->name);
		expect_list(&s, "cold", "U0: 1002");
		scene_expect_invariants(&s, k->name);
		scene_close(&s);
	}
}

Test(scenarios_cold, a_page_freed_cold_waits_at_the_tail)
{
	const struct kernel *k;

	for (const char *names = UP_TO_4_12; (k = kernels_next(&names));) {
		struct scene s;

		scene_open_on(&s, k, worlds_one_zone());
		worlds_set_pageblocks(s.w, "1000=U");
		for (pfn_t pfn = 0x1001; pfn <= 0x1005; pfn += 2)
			scene_free(&s, pfn, 0);
		request_run(s.m, &(struct request){ .op = REQ_FREE, .pfn = 0x1007, .cold = true,
						    .nid = NID_LOCAL });
		expect_list(&s, "freed", "U0: 1005 1003 1001 1007");
		for (pfn_t pfn = 0x1005; pfn >= 0x1001; pfn -= 2)
			cr_expect_eq(scene_take(&s, 0, MIGRATE_UNMOVABLE, 0), pfn, "%s", k->name);
		expect_list(&s, "taken", "U0: 1007");
		scene_close(&s);
	}
}
