/* SPDX-License-Identifier: GPL-3.0-or-later */
/* beside.c - two ladders side by side. */
#include "compare/beside.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

static void expect_beside(const char *const text[SIDES], unsigned columns, const char *expected)
{
	char *seen = NULL;
	size_t size;
	FILE *out = open_memstream(&seen, &size);

	print_beside(out, text, columns);
	fclose(out);
	cr_expect_str_eq(seen, expected, "\n%s", seen);
	free(seen);
}

Test(beside, a_renamed_check_stands_beside_its_old_name)
{
	const char *const text[SIDES] = { "zone_dirty_ok: refused\nlast\n",
					  "node_dirty_ok: go on\nlast\n" };

	expect_beside(text, 60,
		      "zone_dirty_ok: refused       | node_dirty_ok: go on\n"
		      "last                           last\n");
}

Test(beside, a_line_that_one_side_lacks_stands_alone)
{
	const char *const text[SIDES] = {
		"cpuset_zone_allowed: go on\nZONE_FAIR_DEPLETED: refused\n",
		"__cpuset_zone_allowed: go on\nnode_dirty_ok: go on\n",
	};

	expect_beside(text, 61,
		      "cpuset_zone_allowed: go on    | __cpuset_zone_allowed: go on\n"
		      "ZONE_FAIR_DEPLETED: refused   <\n"
		      "                              > node_dirty_ok: go on\n");
}

/* The same check of another zone is another line. */
Test(beside, checks_of_different_zones_are_not_compared)
{
	const char *const text[SIDES] = { "Node 0 DMA, position 1\nzone_watermark_fast: take\n",
					  "Node 0 DMA32, position 0\nzone_watermark_fast: take\n" };

	expect_beside(text, 60,
		      "Node 0 DMA, position 1       <\n"
		      "zone_watermark_fast: take    <\n"
		      "                             > Node 0 DMA32, position 0\n"
		      "                             > zone_watermark_fast: take\n");
}

Test(beside, a_long_line_is_broken_at_a_blank_and_keeps_its_mark)
{
	const char *const text[SIDES] = { "  free 3840 - unusable 1 > min 41\n",
					  "  free 3840 - unusable 1 > min 42\n" };

	expect_beside(text, 47,
		      "  free 3840 - unusable |   free 3840 - unusable\n"
		      "    1 > min 41         |     1 > min 42\n");
}

Test(beside, an_escape_sequence_does_no_harm)
{
	const char *const text[SIDES] = { "a\033[2Jb\n", NULL };

	expect_beside(text, 60, "a?[2Jb                       <\n");
}
