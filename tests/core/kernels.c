/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels.c - every kernel's tables are complete, and its rungs are found by their numbers. */
#include "core/kernels.h"

#include <criterion/criterion.h>

#include <string.h>

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

/* A reader of that version finds the check there. */
Test(kernels, every_rung_lives_in_a_function_of_a_file)
{
	for (size_t i = 0; kernel_at(i); i++) {
		const struct kernel *k = kernel_at(i);

		for (unsigned ladder = 0; ladder < NR_LADDERS; ladder++) {
			cr_expect(k->function[ladder] && k->function[ladder][0], "%s, ladder %u",
				  k->name, ladder);
			for (const struct check *c = k->ladder[ladder]; c->name; c++) {
				struct check_place at = check_place(k, c);
				size_t n = strspn(at.function,
						  "abcdefghijklmnopqrstuvwxyz_0123456789");

				cr_expect_eq(at.function[n], '\0', "%s: %s is in %s", k->name,
					     c->name, at.function);
				cr_expect(strchr(at.file, '/') && strchr(at.file, '.'), "%s: %s",
					  k->name, c->name);
			}
		}
	}
}

Test(kernels, a_rung_moved_with_its_function)
{
	static const struct {
		const char *kernel, *check, *function, *file;
	} rows[] = {
		{ "2.6.34", "cpuset_zone_allowed_softwall", "__cpuset_node_allowed_softwall",
		  "kernel/cpuset.c" },
		{ "4.7", "cpuset_zone_allowed", "__cpuset_node_allowed", "kernel/cpuset.c" },
		{ "4.12", "__cpuset_zone_allowed", "__cpuset_node_allowed",
		  "kernel/cgroup/cpuset.c" },
		{ "6.12", "__cpuset_zone_allowed", "cpuset_node_allowed",
		  "kernel/cgroup/cpuset.c" },
		{ "4.7", "zone_dirty_ok", "zone_dirty_ok", "mm/page-writeback.c" },
		{ "4.7", "zone_reclaim", "zone_reclaim", "mm/vmscan.c" },
		{ "6.1", "node_reclaim", "node_reclaim", "mm/vmscan.c" },
		{ "4.7", "ALLOC_NO_WATERMARKS", "get_page_from_freelist", "mm/page_alloc.c" },
		{ "2.6.34", "zone_watermark_ok", "zone_watermark_ok", "mm/page_alloc.c" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct kernel *k = kernel_find(rows[i].kernel);
		const struct check *c = k->ladder[LADDER_ZONE];
		struct check_place at;

		while (c->name && strcmp(c->name, rows[i].check) != 0)
			c++;
		cr_assert_not_null(c->name, "%s has no %s", k->name, rows[i].check);
		at = check_place(k, c);
		cr_expect_str_eq(at.function, rows[i].function, "%s: %s", k->name, c->name);
		cr_expect_str_eq(at.file, rows[i].file, "%s: %s", k->name, c->name);
	}
}

/* Every name in the table of renamings is a row of some kernel, and leads to the newest. */
Test(kernels, renamings_are_of_rows_that_there_are)
{
	for (const struct renaming *r = renamings; r->before; r++) {
		const char *names[] = { r->before, r->after };

		for (size_t n = 0; r->ladder < NR_LADDERS && n < 2; n++) {
			bool found = false;

			for (size_t i = 0; kernel_at(i); i++)
				for (const struct check *c = kernel_at(i)->ladder[r->ladder];
				     c->name; c++)
					found |= strcmp(c->name, names[n]) == 0;
			cr_expect(found, "no kernel has %s", names[n]);
		}
		cr_expect_str_eq(check_newest_name(r->ladder, r->before),
				 check_newest_name(r->ladder, r->after));
	}
	cr_expect_str_eq(check_newest_name(LADDER_ZONE, "cpuset_zone_allowed_softwall"),
			 "__cpuset_zone_allowed");
	cr_expect_str_eq(check_newest_name(LADDER_SLOWPATH, "zone_dirty_ok"), "zone_dirty_ok",
			 "another ladder's");
}

Test(kernels, have_all_their_rules)
{
	for (size_t i = 0; kernel_at(i); i++) {
		const struct kernel *k = kernel_at(i);

		cr_expect(k->follows && k->zoneidx_name, "%s", k->name);
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
