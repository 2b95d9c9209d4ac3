/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gfp.c - masks to zones, migrate types and ALLOC_* flags, and between our bits and a kernel's. */
#include "core/gfp.h"

#include <criterion/criterion.h>

#include "worlds.h"

enum { DMA = GFP_F_DMA, DMA32 = GFP_F_DMA32, HIGHMEM = GFP_F_HIGHMEM, MOVABLE = GFP_F_MOVABLE };

Test(gfp, zone_modifiers_choose_the_highest_zone)
{
	static const struct {
		const char *when;
		gfp_t gfp;
		unsigned x86_64, x86_32;
	} rows[] = {
		{ "none", 0, 2, 1 },
		{ "MOVABLE alone moves nothing up", MOVABLE, 2, 1 },
		{ "DMA", DMA, 0, 0 },
		{ "DMA and MOVABLE", DMA | MOVABLE, 0, 0 },
		{ "DMA32", DMA32, 1, 1 },
		{ "DMA32 and MOVABLE", DMA32 | MOVABLE, 1, 1 },
		{ "HIGHMEM", HIGHMEM, 2, 2 },
		{ "HIGHMEM and MOVABLE", HIGHMEM | MOVABLE, 3, 3 },
		{ "other flags do not matter", GFP_KERNEL | GFP_F_ZERO | GFP_F_RECLAIMABLE, 2, 1 },
		{ "GFP_HIGHUSER_MOVABLE", GFP_HIGHUSER_MOVABLE, 3, 3 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect_eq(gfp_zone(&zone_layout_x86_64, rows[i].gfp), rows[i].x86_64, "%s",
			     rows[i].when);
		cr_expect_eq(gfp_zone(&zone_layout_x86_64_no_device, rows[i].gfp), rows[i].x86_64,
			     "no ZONE_DEVICE: %s", rows[i].when);
		cr_expect_eq(gfp_zone(&zone_layout_x86_32, rows[i].gfp), rows[i].x86_32,
			     "32 bits: %s", rows[i].when);
	}
}

Test(gfp, mobility_bits_choose_the_migrate_type)
{
	static const struct {
		const char *when;
		gfp_t gfp;
		bool disabled;
		enum migratetype type;
	} rows[] = {
		{ "neither", GFP_KERNEL, false, MIGRATE_UNMOVABLE },
		{ "MOVABLE", GFP_KERNEL | MOVABLE, false, MIGRATE_MOVABLE },
		{ "RECLAIMABLE", GFP_KERNEL | GFP_F_RECLAIMABLE, false, MIGRATE_RECLAIMABLE },
		{ "MOVABLE, grouping by mobility is off", MOVABLE, true, MIGRATE_UNMOVABLE },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(gfp_migratetype(rows[i].gfp, rows[i].disabled), rows[i].type, "%s",
			     rows[i].when);
}

#define NO_MASK UINT32_MAX      /* that kernel has none of this name */

struct mask_row {
	const char *name;
	uint32_t raw[6];        /* 2.6.34, 4.7, 4.12, 5.10, 6.1, 6.12 */
};

static void expect_mask(const struct kernel *k, const char *name, uint32_t raw)
{
	const struct gfp_mask_name *mask = k->gfp_masks;
	gfp_t missing, back;
	uint32_t unknown;

	while (mask->name && strcmp(mask->name, name) != 0)
		mask++;
	cr_expect_eq(mask->name != NULL, raw != NO_MASK, "%s, %s", k->name, name);
	if (!mask->name || raw == NO_MASK)
		return;
	cr_expect_eq(gfp_to_raw(k->gfp, mask->mask, &missing), raw, "%s, %s: %#x", k->name, name,
		     gfp_to_raw(k->gfp, mask->mask, NULL));
	cr_expect_eq(missing, 0, "%s, %s", k->name, name);
	cr_expect(gfp_from_raw(k->gfp, raw, &back, &unknown), "%s, %s", k->name, name);
	cr_expect_eq(back, mask->mask, "%s, %s", k->name, name);
}

Test(gfp, masks_have_each_kernels_values)
{
	static const struct mask_row rows[] = {
		{ "GFP_ATOMIC", { 0x20, 0x2080020, 0x1080020, 0xa20, 0xa20, 0x820 } },
		{ "GFP_NOWAIT", { 0x0, 0x2000000, 0x1000000, 0x800, 0x800, 0x2800 } },
		{ "GFP_NOIO", { 0x10, 0x2400000, 0x1400000, 0xc00, 0xc00, 0xc00 } },
		{ "GFP_NOFS", { 0x50, 0x2400040, 0x1400040, 0xc40, 0xc40, 0xc40 } },
		{ "GFP_KERNEL", { 0xd0, 0x24000c0, 0x14000c0, 0xcc0, 0xcc0, 0xcc0 } },
		{ "GFP_USER",
		  { 0x200d0, 0x24200c0, 0x14200c0, 0x100cc0, 0x100cc0, 0x100cc0 } },
		{ "GFP_HIGHUSER",
		  { 0x200d2, 0x24200c2, 0x14200c2, 0x100cc2, 0x100cc2, 0x100cc2 } },
		{ "GFP_HIGHUSER_MOVABLE",
		  { 0x200da, 0x24200ca, 0x14200ca, 0x100cca, 0x100cca, 0x100cca } },
		{ "GFP_TEMPORARY",
		  { 0x800d0, 0x24000d0, 0x14000d0, NO_MASK, NO_MASK, NO_MASK } },
		{ "GFP_THISNODE", { 0x41200, NO_MASK, NO_MASK, NO_MASK, NO_MASK, NO_MASK } },
		{ "GFP_KERNEL_ACCOUNT",
		  { NO_MASK, 0x25000c0, 0x15000c0, 0x400cc0, 0x400cc0, 0x400cc0 } },
		{ "GFP_TRANSHUGE",
		  { NO_MASK, 0x352ca, 0x4342ca, 0x1c24ca, 0x1c24ca, 0x1c24ca } },
		{ "GFP_TRANSHUGE_LIGHT",
		  { NO_MASK, NO_MASK, 0x342ca, 0x1c20ca, 0x1c20ca, 0x1c20ca } },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct kernel *k;
		size_t column = 0;

		for (const char *names = ALL_KERNELS; (k = kernels_next(&names));)
			expect_mask(k, rows[i].name, rows[i].raw[column++]);
	}
}

/* A kernel's own bits, to what they mean here. */
Test(gfp, a_mask_means_the_same_in_every_kernels_bits)
{
	static const struct {
		const char *kernels, *when;
		uint32_t raw;
		unsigned zone;
		enum migratetype type;
	} rows[] = {
		{ "2.6.34", "GFP_HIGHUSER_MOVABLE", 0x200da, 3, MIGRATE_MOVABLE },
		{ "4.7", "GFP_HIGHUSER_MOVABLE", 0x24200ca, 3, MIGRATE_MOVABLE },
		{ "4.12", "GFP_HIGHUSER_MOVABLE", 0x14200ca, 3, MIGRATE_MOVABLE },
		{ SINCE_5_10, "GFP_HIGHUSER_MOVABLE", 0x100cca, 3, MIGRATE_MOVABLE },
		{ "4.12", "GFP_KERNEL | __GFP_MOVABLE", 0x14000c8, 2, MIGRATE_MOVABLE },
		{ "4.12", "GFP_KERNEL | __GFP_RECLAIMABLE", 0x14000d0, 2, MIGRATE_RECLAIMABLE },
		{ "2.6.34", "GFP_KERNEL | __GFP_RECLAIMABLE", 0x800d0, 2, MIGRATE_RECLAIMABLE },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			uint32_t unknown;
			gfp_t gfp;

			cr_expect(gfp_from_raw(k->gfp, rows[i].raw, &gfp, &unknown), "%s, %s: %#x",
				  k->name, rows[i].when, unknown);
			cr_expect_eq(gfp_zone(&zone_layout_x86_64, gfp), rows[i].zone, "%s, %s",
				     k->name, rows[i].when);
			cr_expect_eq(gfp_migratetype(gfp, false), rows[i].type, "%s, %s", k->name,
				     rows[i].when);
		}
}

Test(gfp, bits_a_kernel_does_not_have_are_told)
{
	const struct kernel *k = kernel_find("6.1");
	uint32_t unknown;
	gfp_t gfp, missing;

	cr_expect_not(gfp_from_raw(k->gfp, 0x81000cc0, &gfp, &unknown));
	cr_expect_eq(unknown, 0x81000000);
	cr_expect_eq(gfp, GFP_KERNEL);
	cr_expect_eq(gfp_to_raw(k->gfp, GFP_KERNEL | GFP_F_COLD, &missing), 0xcc0);
	cr_expect_eq(missing, GFP_F_COLD);
}

/* ---- ALLOC_* flags ---- */

static const struct zone_row pc[] = {
	{ N0_DMA, 0x400, 0x400 }, { N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x1000 },
};

Test(gfp, the_fast_attempt_is_held_to_the_low_mark)
{
	static const struct {
		const char *kernels, *when;
		gfp_t gfp;
		int64_t cma;
		uint32_t flags;
	} rows[] = {
		{ "2.6.34", "GFP_KERNEL: cpusets count even if there is one", GFP_KERNEL, 0, 0x41 },
		{ "4.7", "GFP_KERNEL: fair", GFP_KERNEL, 0, 0x101 },
		{ "4.12", "GFP_KERNEL", GFP_KERNEL, 0, 0x01 },
		{ SINCE_5_10, "GFP_KERNEL", GFP_KERNEL, 0, 0x901 },
		{ SINCE_5_10, "GFP_ATOMIC: no reserve yet", GFP_ATOMIC, 0, 0x901 },
		{ SINCE_5_10, "no __GFP_KSWAPD_RECLAIM", GFP_F_DIRECT_RECLAIM, 0, 0x101 },
		{ SINCE_5_10, "DMA32 is preferred: mixing is allowed at once",
		  GFP_KERNEL | GFP_F_DMA32, 0, 0x801 },
		{ "4.7", "movable with CMA", GFP_HIGHUSER_MOVABLE, 1, 0x181 },
		{ "4.12", "movable with CMA", GFP_HIGHUSER_MOVABLE, 1, 0x81 },
		{ SINCE_5_10, "movable with CMA", GFP_HIGHUSER_MOVABLE, 1, 0x981 },
		{ SINCE_5_10, "unmovable with CMA", GFP_KERNEL, 1, 0x901 },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			const struct event *e;
			struct scene s;

			scene_open_on(&s, k, worlds_new(pc, 3));
			s.w->setting[SET_CMA] = rows[i].cma;
			scene_alloc(&s, 0, rows[i].gfp);
			e = recorder_find(&s.r, EVENT_ENTRY, 0);
			cr_assert_not_null(e);
			cr_expect_eq(e->v[1], rows[i].flags, "%s, %s: %#jx", k->name, rows[i].when,
				     (intmax_t)e->v[1]);
			scene_close(&s);
		}
}

struct slow_row {
	const char *kernels, *when;
	gfp_t gfp;
	unsigned order;
	bool rt;
	enum task_context context;
	uint32_t flags;
};

static void expect_slow_flags(const struct slow_row *row, const struct kernel *k)
{
	struct alloc_context ac;
	struct scene s;
	uint32_t flags;

	scene_open_on(&s, k, worlds_new(pc, 3));
	s.w->task[TASK_RT] = row->rt;
	s.w->task[TASK_CONTEXT] = row->context;
	ac = scene_context(&s, row->order, MIGRATE_UNMOVABLE, 0);
	ac.gfp = row->gfp;
	flags = k->slow_flags(&ac);
	cr_expect_eq(flags, row->flags, "%s, %s: %#x", k->name, row->when, flags);
	scene_close(&s);
}

Test(gfp, the_slow_path_derives_reserves_from_what_a_request_may_do)
{
	static const struct slow_row rows[] = {
		{ "2.6.34", "GFP_ATOMIC, which only lacks __GFP_WAIT", GFP_F_HIGH, 0, false,
		  IN_TASK, 0x30 },
		{ "2.6.34", "GFP_NOWAIT cannot wait either", 0, 0, false, IN_TASK, 0x10 },
		{ "2.6.34 4.7 4.12", "GFP_KERNEL", GFP_KERNEL, 0, false, IN_TASK, 0x40 },
		{ "2.6.34 4.7 4.12", "GFP_KERNEL of a real-time task", GFP_KERNEL, 0, true,
		  IN_TASK, 0x50 },
		{ "4.7 4.12", "GFP_ATOMIC", GFP_ATOMIC, 0, false, IN_TASK, 0x30 },
		{ "4.7 4.12", "GFP_NOWAIT", GFP_NOWAIT, 0, false, IN_TASK, 0x40 },
		{ "5.10", "GFP_NOWAIT", GFP_NOWAIT, 0, false, IN_TASK, 0x840 },
		{ "5.10", "GFP_KERNEL of a real-time task", GFP_KERNEL, 0, true, IN_TASK, 0x850 },
		{ SINCE_5_10, "GFP_ATOMIC: reserves, any cpuset", GFP_ATOMIC, 0, false, IN_TASK,
		  0x830 },
		{ SINCE_6_1, "GFP_ATOMIC of order 2: also the highatomic lists", GFP_ATOMIC, 2,
		  false, IN_TASK, 0xa30 },
		{ SINCE_6_1, "GFP_ATOMIC with __GFP_NOMEMALLOC", GFP_ATOMIC | GFP_F_NOMEMALLOC, 2,
		  false, IN_TASK, 0x820 },
		{ SINCE_6_1, "GFP_NOWAIT: inside its cpuset", GFP_NOWAIT, 0, false, IN_TASK,
		  0x850 },
		{ SINCE_6_1, "GFP_NOWAIT of order 2: no highatomic lists", GFP_NOWAIT, 2, false,
		  IN_TASK, 0x850 },
		{ SINCE_5_10, "GFP_KERNEL", GFP_KERNEL, 0, false, IN_TASK, 0x840 },
		{ SINCE_6_1, "GFP_KERNEL of a real-time task", GFP_KERNEL, 0, true, IN_TASK,
		  0x860 },
		{ SINCE_6_1, "GFP_KERNEL while a real-time task is interrupted", GFP_KERNEL, 0,
		  true, IN_SOFTIRQ, 0x840 },
		{ SINCE_6_1, "GFP_KERNEL | __GFP_HIGH keeps its cpuset", GFP_KERNEL | GFP_F_HIGH,
		  2, false, IN_TASK, 0x860 },
		{ SINCE_6_1, "nothing at all", 0, 0, false, IN_TASK, 0x50 },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));)
			expect_slow_flags(&rows[i], k);
}

Test(gfp, what_a_task_promised_is_taken_off_the_mask)
{
	static const struct {
		const char *when;
		int64_t task;
		gfp_t lost;
	} rows[] = {
		{ "nothing", 0, 0 },
		{ "PF_MEMALLOC_NOFS", PF_MEMALLOC_NOFS, GFP_F_FS },
		{ "PF_MEMALLOC_NOIO", PF_MEMALLOC_NOIO, GFP_F_IO | GFP_F_FS },
		{ "both", PF_MEMALLOC_NOIO | PF_MEMALLOC_NOFS, GFP_F_IO | GFP_F_FS },
		{ "PF_MEMALLOC_PIN", PF_MEMALLOC_PIN, GFP_F_MOVABLE },
		{ "PF_MEMALLOC_PIN and NOFS", PF_MEMALLOC_PIN | PF_MEMALLOC_NOFS,
		  GFP_F_MOVABLE | GFP_F_FS },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene s;

		scene_open(&s, worlds_new(pc, 3));
		s.w->task[TASK_FLAGS] = rows[i].task;
		scene_alloc(&s, 0, GFP_HIGHUSER_MOVABLE);
		cr_expect_eq(recorder_find(&s.r, EVENT_ENTRY, 0)->v[0],
			     GFP_HIGHUSER_MOVABLE & ~rows[i].lost, "%s", rows[i].when);
		scene_close(&s);
	}
}
