/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenarios_reserve.c - MIGRATE_RESERVE of 2.6.34: used when nothing else is left. */
#include <criterion/criterion.h>

#include "worlds.h"

static void open_with(struct scene *s, const char *lists)
{
	scene_open_on(s, kernel_find("2.6.34"), worlds_one_zone());
	worlds_set_pageblocks(s->w, "1000=RSV");
	worlds_put_free(s->w, N0_NORMAL, lists);
}

Test(scenarios_reserve, every_other_type_comes_first)
{
	static const struct {
		const char *when, *lists;
		pfn_t pfn;
	} rows[] = {
		{ "its own type", "4RSV: 1010; 4M: 1210", 0x1210 },
		{ "another type", "4RSV: 1010; 4U: 1210", 0x1210 },
		{ "nothing else", "4RSV: 1010", 0x1010 },
		{ "nothing else that is large enough", "4RSV: 1010; 3M: 1208; 2U: 1400", 0x1010 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene s;
		pfn_t pfn;

		open_with(&s, rows[i].lists);
		pfn = scene_take(&s, 4, MIGRATE_MOVABLE, 0);
		cr_expect_eq(pfn, rows[i].pfn, "%s: %x", rows[i].when, pfn);
		cr_expect_eq(pageblock_type(s.w, 0x1000), MIGRATE_RESERVE, "it stays what it is");
		scene_expect_invariants(&s, rows[i].when);
		scene_close(&s);
	}
}

/* Pages fetched for a request drain to its type; those that a user freed, to their pageblock's. */
Test(scenarios_reserve, what_a_refill_fetched_drains_to_the_type_asked_for)
{
	struct scene s;

	open_with(&s, "3RSV: 1008");
	cr_expect_eq(scene_take(&s, 0, MIGRATE_MOVABLE, 0), 0x1008);
	cr_expect_str_eq(worlds_pcp(s.w, N0_NORMAL).text, "M0: 1009 100a 100b");
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "2RSV: 100c");
	request_run(s.m, &(struct request){ .op = REQ_DRAIN });
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "2RSV: 100c; 1M: 100a; 0M: 1009", "%s",
			 worlds_free(s.w, N0_NORMAL).text);
	scene_free(&s, 0x1008, 0);
	cr_expect_str_eq(worlds_pcp(s.w, N0_NORMAL).text, "M0: 1008");
	request_run(s.m, &(struct request){ .op = REQ_DRAIN });
	cr_expect_str_eq(worlds_free(s.w, N0_NORMAL).text, "3RSV: 1008", "%s",
			 worlds_free(s.w, N0_NORMAL).text);
	scene_expect_invariants(&s, "drained");
	scene_close(&s);
}
