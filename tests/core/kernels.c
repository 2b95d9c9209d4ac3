/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels.c - every kernel's tables are complete, and its rungs are found by their numbers. */
#include "core/kernels.h"

#include <criterion/criterion.h>

Test(kernels, are_found_by_name)
{
	size_t n = 0;

	for (; kernel_at(n); n++) {
		cr_expect_eq(kernel_find(kernel_at(n)->name), kernel_at(n), "%s",
			     kernel_at(n)->name);
		for (size_t i = 0; i < n; i++)
			cr_expect_str_neq(kernel_at(i)->name, kernel_at(n)->name);
	}
	cr_expect_geq(n, 1);
	cr_expect_not_null(kernel_find("6.1"));
	cr_expect_null(kernel_at(n));
	cr_expect_null(kernel_at(n + 1000));
	cr_expect_null(kernel_find(""));
	cr_expect_null(kernel_find("6.1 "));
	cr_expect_null(kernel_find("6"));
}

/* A row is four bits of a rung's number: a ladder has 16 rungs at most. */
Test(kernels, every_rung_has_a_name_a_function_and_a_question)
{
	for (size_t i = 0; kernel_at(i); i++) {
		const struct kernel *k = kernel_at(i);

		for (unsigned ladder = 0; ladder < NR_LADDERS; ladder++) {
			const struct check *rungs = k->ladder[ladder];
			unsigned row = 0;

			cr_assert_not_null(rungs, "%s, ladder %u", k->name, ladder);
			for (; rungs[row].name; row++) {
				cr_expect_not_null(rungs[row].run, "%s: %s", k->name,
						   rungs[row].name);
				cr_expect(rungs[row].asks && rungs[row].asks[0], "%s: %s", k->name,
					  rungs[row].name);
				cr_expect(rungs[row].name[0], "%s, ladder %u, row %u", k->name,
					  ladder, row);
			}
			cr_expect_leq(row, 16, "%s, ladder %u: %u rungs", k->name, ladder, row);
			if (ladder <= LADDER_RMQUEUE_TYPE)
				cr_expect_geq(row, 1, "%s, ladder %u is empty", k->name, ladder);
		}
	}
}

Test(kernels, every_rung_is_found_by_its_number)
{
	for (size_t i = 0; kernel_at(i); i++) {
		const struct kernel *k = kernel_at(i);

		for (unsigned ladder = 0; ladder < NR_LADDERS; ladder++) {
			const struct check *rungs = k->ladder[ladder];
			unsigned row = 0;

			for (; rungs[row].name; row++) {
				uint8_t rung = rung_id((enum ladder)ladder, row);

				cr_expect_eq(rung_ladder(rung), (enum ladder)ladder);
				cr_expect_eq(rung_row(rung), row);
				cr_expect_str_eq(rung_name(k, rung), rungs[row].name);
				cr_expect_neq(rung, RUNG_NONE);
			}
			if (row < 16)
				cr_expect_str_eq(rung_name(k, rung_id((enum ladder)ladder, row)),
						 "",
						 "%s, ladder %u: behind the last", k->name, ladder);
		}
		for (unsigned rung = NR_LADDERS << 4; rung <= RUNG_NONE; rung++)
			cr_expect_str_eq(rung_name(k, (uint8_t)rung), "", "%u", rung);
	}
}

Test(kernels, every_ladder_has_a_title)
{
	for (unsigned ladder = 0; ladder < NR_LADDERS; ladder++) {
		cr_expect(ladder_title[ladder].function && ladder_title[ladder].function[0], "%u",
			  ladder);
		cr_expect(ladder_title[ladder].asks && ladder_title[ladder].asks[0], "%u", ladder);
	}
}

Test(kernels, have_all_their_rules)
{
	for (size_t i = 0; kernel_at(i); i++) {
		const struct kernel *k = kernel_at(i);

		cr_expect(k->follows && k->entry_name && k->zoneidx_name, "%s", k->name);
		cr_expect_not_null(k->watermark.reserve, "%s", k->name);
		cr_expect(k->pcp.refill_blocks && k->pcp.check_overflow && k->pcp.bulk_free, "%s",
			  k->name);
		cr_expect_not_null(k->buddy.may_merge, "%s", k->name);
		cr_expect(k->gfp && k->gfp_masks && k->alloc_flags, "%s", k->name);
		cr_expect(k->fast_flags && k->slow_flags && k->reserve_flags, "%s", k->name);
	}
}

/* No two names for one bit, no two bits for one name, none without either. */
Test(kernels, gfp_names_are_one_to_one)
{
	for (size_t i = 0; kernel_at(i); i++) {
		const struct kernel *k = kernel_at(i);
		uint32_t raw = 0;
		gfp_t flags = 0;

		for (const struct gfp_name *n = k->gfp; n->name; n++) {
			cr_expect_eq(__builtin_popcount(n->flag), 1, "%s: %s", k->name, n->name);
			cr_expect_neq(n->raw, 0, "%s: %s", k->name, n->name);
			cr_expect_eq(flags & n->flag, 0, "%s: %s", k->name, n->name);
			cr_expect_eq(raw & n->raw, 0, "%s: %s", k->name, n->name);
			flags |= n->flag;
			raw |= n->raw;
		}
		for (const struct gfp_mask_name *n = k->gfp_masks; n->name; n++)
			cr_expect_eq(n->mask & ~flags, 0, "%s: %s has flags it lacks", k->name,
				     n->name);
	}
}
