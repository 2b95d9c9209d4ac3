/* SPDX-License-Identifier: GPL-3.0-or-later */
/* convert.c - a world of one kernel for another: what carries over, and that it is sound. */
#include "compare/convert.h"

#include <criterion/criterion.h>

#include <glob.h>
#include <string.h>

#include "../core/worlds.h"
#include "core/invariants.h"
#include "import/state.h"

static int64_t free_and_pcp(const struct world *w, zid_t zone)
{
	int64_t pages = 0;

	for (unsigned order = 0; order < NR_ORDERS; order++)
		pages += w->zone[zone].free_area[order].nr_free << order;
	for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++)
		pages += world_pcp(w, zone, cpu)->count;
	return pages;
}

static void expect_sound(const struct world *from, const struct conversion *c, const char *path)
{
	struct notes notes = { .n = 0 };
	const char *why = "no reason";
	struct world *w = convert_world(from, c, &notes, &why);
	struct breach b;

	cr_assert_not_null(w, "%s to %s: %s", path, c->to->name, why);
	cr_expect(world_holds_invariants(w, &b), "%s to %s: %s", path, c->to->name, b.text);
	cr_expect_gt(notes.n, 0);
	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		int64_t free = c->from == FROM_STATE ? free_and_pcp(from, (zid_t)i) :
						       from->zone[i].managed;

		cr_expect_eq(w->zone[i].managed, from->zone[i].managed, "%s to %s, zone %u: %jd",
			     path, c->to->name, i, (intmax_t)w->zone[i].managed);
		cr_expect_eq(free_and_pcp(w, (zid_t)i), free, "%s to %s, zone %u", path,
			     c->to->name, i);
	}
	notes_done(&notes);
	world_free(w);
}

static void convert_to_all(const char *path)
{
	struct recorded_state s;
	struct diag d;
	struct recording *r = recording_open(path, &d);

	cr_assert_not_null(r, "%s", d.message);
	cr_assert(recording_state(r, &s, &d), "%s", d.message);
	for (size_t i = 0; kernel_at(i); i++)
		for (unsigned from = FROM_GEOMETRY; from <= FROM_STATE; from++)
			expect_sound(s.world,
				     &(struct conversion){ .of = recording_head(r)->kernel,
							   .to = kernel_at(i), .from = from },
				     path);
	recorded_state_free(&s);
	recording_close(r);
}

Test(convert, every_trace_becomes_every_kernels)
{
	glob_t g;

	cr_assert_eq(glob("traces/*/*.jsonl", 0, NULL, &g), 0);
	for (size_t i = 0; i < g.gl_pathc; i++)
		convert_to_all(g.gl_pathv[i]);
	globfree(&g);
}

static struct world *highatomic_world(void)
{
	struct world *w = worlds_one_zone();

	worlds_set_pageblocks(w, "1000=H 1200=M");
	worlds_put_free(w, N0_NORMAL, "9H: 1000; 9M: 1200");
	w->zone[N0_NORMAL].nr_reserved_highatomic = 512;
	worlds_set_marks(w, N0_NORMAL, 11, 22, 33);
	return w;
}

Test(convert, a_type_that_is_lost_merges_as_movable)
{
	struct conversion c = { kernel_find("6.1"), kernel_find("2.6.34"), FROM_STATE, true };
	struct world *from = highatomic_world(), *w;
	struct notes notes = { .n = 0 };
	const char *why;

	w = convert_world(from, &c, &notes, &why);
	cr_assert_not_null(w);
	cr_expect_str_eq(worlds_free(w, N0_NORMAL).text, "10M: 1000");
	cr_expect_eq(w->zone[N0_NORMAL].nr_reserved_highatomic, 0);
	cr_expect_eq(w->zone[N0_NORMAL].watermark[WMARK_LOW], 22, "marks were kept");
	cr_assert_gt(notes.n, 0);
	cr_expect(strstr(notes.line[0], "HighAtomic"), "%s", notes.line[0]);
	notes_done(&notes);
	world_free(w);
	world_free(from);
}

Test(convert, a_type_that_both_have_stays)
{
	struct conversion c = { kernel_find("6.1"), kernel_find("6.12"), FROM_STATE, false };
	struct world *from = highatomic_world(), *w;
	struct notes notes = { .n = 0 };
	const char *why;

	w = convert_world(from, &c, &notes, &why);
	cr_assert_not_null(w);
	cr_expect_str_eq(worlds_free(w, N0_NORMAL).text, "9M: 1200; 9H: 1000");
	cr_expect_eq(w->zone[N0_NORMAL].nr_free_highatomic, 512, "6.12 counts them");
	notes_done(&notes);
	world_free(w);
	world_free(from);
}

/* A kernel that knows no memory to accept finds it free, behind the blocks that were. */
Test(convert, memory_that_waits_to_be_accepted_is_accepted)
{
	struct conversion c = { kernel_find("6.12"), kernel_find("6.1"), FROM_STATE, false };
	struct world *from = worlds_one_zone(), *w;
	struct notes notes = { .n = 0 };
	struct breach b;
	const char *why;

	worlds_put_free(from, N0_NORMAL, "10M: 1400");
	worlds_put_unaccepted(from, N0_NORMAL, 0x1000);
	worlds_put_unaccepted(from, N0_NORMAL, 0x1c00);
	for (c.from = FROM_GEOMETRY; c.from <= FROM_STATE; c.from++) {
		w = convert_world(from, &c, &notes, &why);
		cr_assert_not_null(w);
		cr_expect_eq(w->zone[N0_NORMAL].unaccepted_pages.first, 0);
		cr_expect_eq(w->zone[N0_NORMAL].vm_stat[NR_UNACCEPTED], 0);
		cr_expect(world_holds_invariants(w, &b), "%s", b.text);
		if (c.from == FROM_STATE)
			cr_expect_str_eq(worlds_free(w, N0_NORMAL).text, "10M: 1400 1000 1c00");
		world_free(w);
	}
	cr_expect(strstr(notes.line[1], "2048 pages that waited"), "%s", notes.line[1]);
	notes_done(&notes);
	world_free(from);
}

Test(convert, masks_translate_by_name)
{
	static const struct {
		const char *of, *to;
		gfp_t gfp, becomes, lacking;
	} rows[] = {
		{ "6.1", "6.1", GFP_ATOMIC, GFP_ATOMIC, 0 },
		{ "6.1", "6.12", GFP_ATOMIC, GFP_F_HIGH | GFP_F_KSWAPD_RECLAIM, 0 },
		{ "6.1", "2.6.34", GFP_KERNEL, GFP_F_DIRECT_RECLAIM | GFP_F_IO | GFP_F_FS, 0 },
		{ "2.6.34", "6.1", GFP_F_DIRECT_RECLAIM | GFP_F_IO | GFP_F_FS, GFP_KERNEL, 0 },
		{ "2.6.34", "4.7", GFP_F_DIRECT_RECLAIM, GFP_F_RECLAIM, 0 },
		{ "2.6.34", "4.7", GFP_F_HIGH, GFP_ATOMIC, 0 },
		{ "4.7", "6.1", GFP_KERNEL | GFP_F_COLD, GFP_KERNEL, GFP_F_COLD },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		gfp_t lacking, gfp = convert_gfp(kernel_find(rows[i].of), kernel_find(rows[i].to),
						 rows[i].gfp, &lacking);

		cr_expect_eq(gfp, rows[i].becomes, "row %zu: %#x", i, gfp);
		cr_expect_eq(lacking, rows[i].lacking, "row %zu: %#x", i, lacking);
	}
}
