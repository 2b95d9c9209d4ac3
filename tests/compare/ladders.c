/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ladders.c - two kernels side by side: each check beside its counterpart. */
#include "compare/ladders.h"

#include <criterion/criterion.h>

#include <string.h>

/* The pair with this check of the first kernel. */
static struct check_pair find_pair(const char *a, const char *b, enum ladder ladder,
				   const char *name)
{
	const struct kernel *const k[SIDES] = { kernel_find(a), kernel_find(b) };
	struct check_pair pair[2 * MAX_ROWS];
	size_t n = pair_checks(k, ladder, pair);

	for (size_t i = 0; i < n; i++)
		if (pair[i].row[0] && strcmp(pair[i].row[0]->name, name) == 0)
			return pair[i];
	cr_assert_fail("%s has no %s", a, name);
	return (struct check_pair){ .row = { NULL, NULL } };
}

Test(ladders, a_renamed_check_stands_beside_its_old_name)
{
	static const struct {
		const char *a, *b;
		enum ladder ladder;
		const char *before, *after;
		bool otherwise;
	} rows[] = {
		{ "4.7", "4.12", LADDER_ZONE, "zone_dirty_ok", "node_dirty_ok", true },
		{ "4.7", "6.12", LADDER_ZONE, "zone_reclaim", "node_reclaim", false },
		{ "2.6.34", "4.12", LADDER_ZONE, "zone_reclaim", "node_reclaim", true },
		{ "2.6.34", "6.1", LADDER_ZONE, "cpuset_zone_allowed_softwall",
		  "__cpuset_zone_allowed", true },
		{ "4.7", "5.10", LADDER_ZONE, "cpuset_zone_allowed", "__cpuset_zone_allowed",
		  false },
		{ "2.6.34", "4.7", LADDER_ZONE, "zone_watermark_ok", "zone_watermark_fast", true },
		{ "4.7", "4.12", LADDER_RMQUEUE, "per_cpu_pages", "rmqueue_pcplist", false },
		{ "5.10", "6.1", LADDER_RMQUEUE, "__rmqueue", "rmqueue_buddy", true },
		{ "6.1", "6.12", LADDER_RMQUEUE_TYPE, "__rmqueue_fallback", "RMQUEUE_CLAIM",
		  true },
		{ "2.6.34", "4.7", LADDER_SLOWPATH, "__GFP_WAIT", "__GFP_DIRECT_RECLAIM", false },
		{ "4.12", "5.10", LADDER_SLOWPATH, "gfp_pfmemalloc_allowed",
		  "__gfp_pfmemalloc_flags", true },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct check_pair p =
			find_pair(rows[i].a, rows[i].b, rows[i].ladder, rows[i].before);

		cr_expect(p.renamed && p.row[1] && strcmp(p.row[1]->name, rows[i].after) == 0,
			  "%s of %s beside %s", rows[i].before, rows[i].a,
			  p.row[1] ? p.row[1]->name : "nothing");
		cr_expect_eq(p.otherwise, rows[i].otherwise, "%s", rows[i].before);
	}
}

Test(ladders, a_function_that_was_renamed_is_named_as_each_kernel_does)
{
	cr_expect_str_eq(ladder_function(kernel_find("4.7"), LADDER_RMQUEUE), "buffered_rmqueue");
	cr_expect_str_eq(ladder_function(kernel_find("4.12"), LADDER_RMQUEUE), "rmqueue");
}

Test(ladders, a_check_that_one_kernel_lacks_stands_alone)
{
	cr_expect_null(find_pair("4.7", "4.12", LADDER_ZONE, "ZONE_FAIR_DEPLETED").row[1]);
	cr_expect_null(find_pair("2.6.34", "4.7", LADDER_AFTER_SCAN, "zlc_active").row[1]);
}

/* 2.6.34 asks for ALLOC_NO_WATERMARKS before the watermark, later kernels behind it. */
Test(ladders, a_check_that_is_made_elsewhere_is_marked_on_both_sides)
{
	struct check_pair p = find_pair("2.6.34", "4.7", LADDER_ZONE, "ALLOC_NO_WATERMARKS");

	cr_expect(p.moved);
	cr_expect_null(p.row[1]);
	cr_expect(!find_pair("4.7", "4.12", LADDER_ZONE, "ALLOC_NO_WATERMARKS").moved);
}

/* Every row of each is in one pair, in its order; and there are no others. */
static void expect_all_rows(const struct kernel *const k[SIDES], enum ladder ladder)
{
	struct check_pair pair[2 * MAX_ROWS];
	size_t n = pair_checks(k, ladder, pair);
	const struct check *at[SIDES] = { k[0]->ladder[ladder], k[1]->ladder[ladder] };

	for (size_t i = 0; i < n; i++)
		for (unsigned side = 0; side < SIDES; side++)
			if (pair[i].row[side])
				cr_expect_eq(pair[i].row[side], at[side]++, "%s, ladder %u",
					     k[side]->name, ladder);
	for (unsigned side = 0; side < SIDES; side++)
		cr_expect_null(at[side]->name, "%s, ladder %u", k[side]->name, ladder);
}

Test(ladders, no_row_is_lost_whatever_the_two_kernels)
{
	for (size_t i = 0; kernel_at(i); i++)
		for (size_t j = 0; kernel_at(j); j++)
			for (unsigned ladder = 0; ladder < NR_LADDERS; ladder++)
				expect_all_rows((const struct kernel *[]){ kernel_at(i),
									   kernel_at(j) },
						ladder);
}

/* Checks that follow the same rule at the same step of two kernels are the same check. */
Test(ladders, neighbours_pair_what_follows_the_same_rule)
{
	for (size_t i = 0; kernel_at(i + 1); i++)
		for (unsigned ladder = 0; ladder < NR_LADDERS; ladder++)
			for (const struct check *a = kernel_at(i)->ladder[ladder]; a->name; a++)
				for (const struct check *b = kernel_at(i + 1)->ladder[ladder];
				     b->name; b++)
					if (a->run == b->run)
						cr_expect_str_eq(
							check_newest_name(ladder, a->name),
							check_newest_name(ladder, b->name),
							"%s of %s and %s", a->name,
							kernel_at(i)->name, b->name);
}
