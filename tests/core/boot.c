/* SPDX-License-Identifier: GPL-3.0-or-later */
/* boot.c - machines from descriptions: zones, free lists, zonelists. */
#include "core/boot.h"

#include <criterion/criterion.h>
#include <string.h>

#include "core/invariants.h"
#include "core/kernels.h"
#include "core/request.h"
#include "core/setup.h"
#include "core/zonelist.h"
#include "worlds.h"

#define MIB (1ull << 20)
#define GIB (1ull << 30)

enum { DMA, DMA32, NORMAL, MOVABLE };
enum { GFP_MOVABLE = GFP_F_HIGHMEM | GFP_F_MOVABLE | GFP_F_KSWAPD_RECLAIM };

static struct world *booted_as(struct boot_description *d, const struct kernel *k)
{
	const char *why;
	struct world *w = boot(d, k, &why);

	cr_assert(w, "%s: %s", k->name, why);
	boot_done(d);
	return w;
}

static struct world *booted(struct boot_description *d)
{
	return booted_as(d, kernel_find("6.1"));
}

static struct world *uma(uint64_t bytes)
{
	struct boot_description d;

	cr_assert(boot_uma(&d, bytes));
	return booted(&d);
}

/* One zone whose free memory is exactly this; its first and last pageblocks are memory too. */
static struct world *bare(const struct kernel *k, pfn_t start, pfn_t end)
{
	struct boot_description d;

	cr_assert(boot_uma(&d, 16 * MIB));
	d.node[0].memory[0] = (struct boot_range){ start & ~511u, (end + 511) & ~511u };
	d.node[0].nr_memory = 1;
	d.node[0].reserved[0] = (struct boot_range){ start & ~511u, start };
	d.node[0].reserved[1] = (struct boot_range){ end, (end + 511) & ~511u };
	d.node[0].nr_reserved = 2;
	d.node[0].managed[DMA32] = end - start;
	return booted_as(&d, k);
}

/* ---- zones ---- */

struct size_row {
	unsigned node, idx;
	int64_t start, spanned, present, managed;       /* managed -1: not looked at */
};

static void expect_zones(const struct world *w, const struct size_row *row, size_t n)
{
	unsigned populated = 0;

	for (unsigned i = 0; i < world_nr_zones(w); i++)
		populated += zone_populated(&w->zone[i]);
	cr_expect_eq(populated, n);
	for (; n--; row++) {
		const struct zone *z = &w->zone[zid_of(row->node, row->idx)];

		cr_expect(z->start_pfn == row->start && z->spanned == row->spanned &&
				  z->present == row->present &&
				  (row->managed < 0 || z->managed == row->managed),
			  "node %u zone %u: start %u spanned %ld present %ld managed %ld",
			  row->node, row->idx, z->start_pfn, (long)z->spanned, (long)z->present,
			  (long)z->managed);
	}
}

Test(boot, a_small_pc_has_two_zones)
{
	struct world *w = uma(256 * MIB);
	static const struct size_row rows[] = {
		/* The BIOS's page, 640 KiB to 1 MiB; the kernel keeps the first MiB. */
		{ 0, DMA, 1, 4095, 4095 - 97, 3840 },
		/* An image of 44 MiB, and 4 MiB of struct pages. */
		{ 0, DMA32, 4096, 61440, 61440, 61440 - 11264 - 1024 },
	};

	expect_zones(w, rows, 2);
	cr_expect_eq(w->node[0].start_pfn, 1);
	cr_expect_eq(w->node[0].present, 65438);
	cr_expect_eq(w->node[0].spanned, 65535);
	world_free(w);
}

Test(boot, memory_beyond_3_gib_continues_at_4_gib)
{
	struct world *w = uma(5 * GIB);
	static const struct size_row rows[] = {
		{ 0, DMA, 1, 4095, 3998, 3840 },
		{ 0, DMA32, 4096, 1044480, 782336, 782336 - 11264 },
		{ 0, NORMAL, 1048576, 524288, 524288, 524288 - 40 * 512 },
	};

	expect_zones(w, rows, 3);
	cr_expect_eq(pageblock_type(w, 0xc0000), NO_MIGRATETYPE, "the hole has no sections");
	cr_expect_eq(pageblock_type(w, 0xbfe00), MIGRATE_MOVABLE);
	cr_expect_eq(pageblock_type(w, 0x100000), MIGRATE_MOVABLE);
	world_free(w);
}

Test(boot, a_node_that_spans_a_boundary_owns_a_piece_of_each_zone)
{
	struct boot_description d;
	struct world *w;
	static const struct size_row rows[] = {
		{ 0, DMA, 1, 4095, 3998, 3840 },
		{ 0, DMA32, 4096, 520192, 520192, 520192 - 11264 - 8192 },
		{ 1, DMA32, 524288, 524288, 262144, 262144 },
		{ 1, NORMAL, 1048576, 262144, 262144, 262144 - 8192 },
	};

	cr_assert(boot_numa(&d, 2, 2 * GIB));
	w = booted(&d);
	expect_zones(w, rows, 4);
	cr_expect_eq(w->distance[0], 10);
	cr_expect_eq(w->distance[1], 20);
	cr_expect_eq(w->nr_cpus, 2);
	world_free(w);
}

Test(boot, without_numa_all_memory_is_one_node)
{
	struct boot_description d;
	struct world *w, *same = uma(4 * GIB);

	cr_assert(boot_numa(&d, 2, 2 * GIB));
	d.numa_off = true;
	boot_set_cpus(&d, 1);
	w = booted(&d);
	cr_expect_eq(w->nr_nodes, 1);
	cr_expect(world_equal(w, same));
	world_free(w);
	world_free(same);
}

/* As a real machine that was booted with movablecore=128M. */
Test(boot, movablecore_is_carved_from_the_highest_zone)
{
	struct boot_description d;
	struct world *w;
	static const struct size_row rows[] = {
		{ 0, DMA, 1, 4095, 3998, 3840 },
		{ 0, DMA32, 4096, 1044480, 61405, -1 },
		{ 0, NORMAL, 1048576, 32768, 32768, 32768 },
		/* Struct pages are taken from the end, whatever the zone there is for. */
		{ 0, MOVABLE, 1081344, 32768, 32768, 32768 - 2048 },
	};

	cr_assert(boot_uma(&d, 256 * MIB));
	d.node[0].memory[1].end = 0xffdd;
	d.node[0].memory[2] = (struct boot_range){ 0x100000, 0x110000 };
	d.node[0].nr_memory = 3;
	d.movablecore_pages = 32768;
	w = booted(&d);
	expect_zones(w, rows, 4);
	world_free(w);
}

Test(boot, a_32_bit_machine_has_highmem_above_896_mib)
{
	struct boot_description d;
	struct world *w;
	static const struct size_row rows[] = {
		{ 0, 0, 1, 4095, 3998, 3840 },
		{ 0, 1, 4096, 225280, 225280, 225280 - 11264 - 16 * 512 },
		{ 0, 2, 229376, 294912, 294912, 294912 },
	};

	cr_assert(boot_uma(&d, 2 * GIB));
	d.layout = &zone_layout_x86_32;
	w = booted(&d);
	expect_zones(w, rows, 3);
	cr_expect_eq(w->setting[SET_LOWMEM_RESERVE_RATIO + 1], 32, "Normal's");
	cr_expect_eq(w->setting[SET_LOWMEM_RESERVE_RATIO + 2], 0, "HighMem's");
	cr_expect_eq(w->zone[2].watermark[WMARK_MIN], 128);
	world_free(w);

	cr_assert(boot_uma(&d, 2 * GIB));
	d.layout = &zone_layout_x86_32;
	d.highmem_pages = 65536;
	w = booted(&d);
	cr_expect_eq(w->zone[2].present, 65536, "highmem=256M");
	world_free(w);
}

Test(boot, managed_pages_can_be_given)
{
	struct boot_description d;
	struct world *w;

	cr_assert(boot_uma(&d, 256 * MIB));
	d.node[0].managed[DMA32] = 50000;
	w = booted(&d);
	cr_expect_eq(w->zone[DMA32].managed, 50000);
	cr_expect_eq(w->zone[DMA].managed, 3840, "not given");
	cr_expect_eq(w->page[4096].where, PAGE_FREE, "what is too much goes off the end");
	world_free(w);
}

Test(boot, refuses_what_is_no_machine)
{
	struct boot_description d;
	const char *why = NULL;

	cr_expect_not(boot_numa(&d, 0, GIB));
	cr_expect_not(boot_numa(&d, 1025, GIB));
	cr_expect_not(boot_uma(&d, 1ull << 45), "page frames end below 2^32 - 1");
	cr_assert(boot_uma(&d, 0));
	cr_expect_null(boot(&d, kernel_find("6.1"), &why));
	cr_expect_str_eq(why, "there is no memory");
	boot_done(&d);
	cr_assert(boot_uma(&d, 256 * MIB));
	d.node[0].managed[DMA] = 4000;
	cr_expect_null(boot(&d, kernel_find("6.1"), &why));
	cr_expect_str_eq(why, "a zone has fewer pages than it is to manage");
	boot_set_cpus(&d, 5000);
	cr_expect_null(boot(&d, kernel_find("6.1"), &why));
	cr_expect_str_eq(why, "a machine has 1 to 4096 CPUs");
	boot_done(&d);
	cr_assert(boot_uma(&d, MIB));
	cr_expect_null(boot(&d, kernel_find("6.1"), &why));
	cr_expect_str_eq(why, "the kernel leaves no memory to allocate from");
	boot_done(&d);
}

/* ---- free lists ---- */

/* Everything a zone manages is on its free lists, and nothing else is. */
static void expect_nothing_allocated(const struct world *w, const char *when)
{
	struct breach breach;

	cr_expect(world_holds_invariants(w, &breach), "%s: %s", when, breach.text);
	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		const struct zone *z = &w->zone[i];
		int64_t on_lists = 0;

		for (unsigned order = 0; order < NR_ORDERS; order++)
			for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
				for (pfn_t pfn = list_first(&z->free_area[order].list[mt]);
				     pfn != NO_PFN; pfn = page_next(w, pfn))
					on_lists += (int64_t)1 << order;
		cr_expect_eq(on_lists, z->managed, "%s: zone %u", when, i);
		cr_expect_eq(z->vm_stat[NR_FREE_PAGES], z->managed, "%s: zone %u", when, i);
		cr_expect_eq(z->nr_in_use, 0, "%s: zone %u", when, i);
		for (unsigned cpu = 0; cpu < w->nr_cpus; cpu++) {
			cr_expect_eq(world_pcp(w, (zid_t)i, cpu)->count, 0);
			cr_expect_eq(world_pcp(w, (zid_t)i, cpu)->vm_stat_diff[NR_FREE_PAGES], 0);
		}
	}
}

Test(boot, nothing_is_allocated)
{
	static const struct {
		const char *when;
		unsigned nodes;
		uint64_t each;
		int64_t movable, cma, deferred_after;
	} rows[] = {
		{ "12 MiB", 1, 12 * MIB, 0, 0, 0 },
		{ "40 MiB", 1, 40 * MIB, 0, 0, 0 },
		{ "256 MiB", 1, 256 * MIB, 0, 0, 0 },
		{ "an odd size", 1, 300 * MIB + 12345678, 0, 0, 0 },
		{ "just above the hole", 1, 3 * GIB + MIB, 0, 0, 0 },
		{ "5 GiB", 1, 5 * GIB, 0, 0, 0 },
		{ "four nodes of odd size", 4, 333 * MIB + 4096, 0, 0, 0 },
		{ "a movable zone", 2, 512 * MIB, 65536, 0, 0 },
		{ "a CMA area", 1, 512 * MIB, 0, 16384, 0 },
		{ "deferred memory", 2, GIB, 0, 0, 32768 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct boot_description d;
		struct world *w;

		cr_assert(boot_numa(&d, rows[i].nodes, rows[i].each));
		d.movablecore_pages = rows[i].movable;
		d.cma_pages = rows[i].cma;
		d.deferred_after = rows[i].deferred_after;
		w = booted(&d);
		expect_nothing_allocated(w, rows[i].when);
		world_free(w);
	}
}

static void expect_list(const struct world *w, zid_t zone, unsigned order, uint8_t mt,
			const pfn_t *pfns, size_t n)
{
	pfn_t at = list_first(&w->zone[zone].free_area[order].list[mt]);

	for (size_t i = 0; i < n; i++) {
		cr_expect_eq(at, pfns[i], "order %u, block %zu: %u", order, i, at);
		if (at == NO_PFN)
			return;
		at = page_next(w, at);
	}
	cr_expect_eq(at, NO_PFN, "order %u: more than %zu blocks", order, n);
}

#define EXPECT_LIST(w, zone, order, mt, ...)                            \
	expect_list(w, zone, order, mt, (const pfn_t[]){ __VA_ARGS__ },                 \
		    sizeof(const pfn_t[]){ __VA_ARGS__ } / sizeof(pfn_t))

/* 2.6.34 sets a pageblock aside at the zone's start: its free pages come last of all. */
Test(boot, blocks_ascend_or_descend_from_the_head)
{
	static const struct {
		const char *kernels;
		pfn_t blocks[4];
		size_t n;
	} rows[] = {
		{ "2.6.34", { 8192, 7168, 6144 }, 3 },
		{ "4.7 4.12", { 8192, 7168, 6144, 5120 }, 4 },
		{ SINCE_5_10, { 5120, 6144, 7168, 8192 }, 4 },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct world *w = bare(k, 5120, 9216);

			expect_list(w, DMA32, 10, MIGRATE_MOVABLE, rows[i].blocks, rows[i].n);
			cr_expect_eq(w->zone[DMA32].free_area[10].nr_free, 4, "%s", k->name);
			cr_expect_eq(w->zone[DMA32].managed, 4096, "%s", k->name);
			world_free(w);
		}
}

/*
 *	4099          4104 4112 4128 ...   5120  6144  7168  8192        9216    9220
 *	|0|2(4100)   |3   |4   |5   ...9  |10   |10   |10   |10         |2      |0|
 */
static void expect_edges(struct world *w, enum migratetype of_4608)
{
	for (unsigned order = 3; order < 9; order++)
		EXPECT_LIST(w, DMA32, order, MIGRATE_MOVABLE, 4096 + (1u << order));
	EXPECT_LIST(w, DMA32, 9, of_4608, 4608);
	world_free(w);
}

/* 2.6.34 sets the first pageblock aside that is free throughout. */
Test(boot, edges_lie_on_smaller_orders)
{
	const struct kernel *k;

	for (const char *names = UP_TO_4_12; (k = kernels_next(&names));) {
		struct world *w = bare(k, 4099, 9221);

		EXPECT_LIST(w, DMA32, 0, MIGRATE_MOVABLE, 9220, 4099);
		EXPECT_LIST(w, DMA32, 2, MIGRATE_MOVABLE, 9216, 4100);
		EXPECT_LIST(w, DMA32, 10, MIGRATE_MOVABLE, 8192, 7168, 6144, 5120);
		expect_edges(w, k == kernel_find("2.6.34") ? MIGRATE_RESERVE : MIGRATE_MOVABLE);
	}
	for (const char *names = SINCE_5_10; (k = kernels_next(&names));) {
		struct world *w = bare(k, 4099, 9221);

		EXPECT_LIST(w, DMA32, 0, MIGRATE_MOVABLE, 4099, 9220);
		EXPECT_LIST(w, DMA32, 2, MIGRATE_MOVABLE, 4100, 9216);
		EXPECT_LIST(w, DMA32, 10, MIGRATE_MOVABLE, 5120, 6144, 7168, 8192);
		expect_edges(w, MIGRATE_MOVABLE);
	}
}

static void expect_pages(const struct kernel *k, struct world *w, const pfn_t *pfns, size_t n)
{
	struct machine *m = machine_new(w, k);

	for (size_t i = 0; i < n; i++) {
		struct request r = { .op = REQ_ALLOC, .gfp = GFP_MOVABLE, .nid = NID_LOCAL };
		pfn_t pfn = request_run(m, &r).pfn;

		cr_expect_eq(pfn, pfns[i], "%s, page %zu: %u", k->name, i, pfn);
	}
	machine_free(m);
	world_free(w);
}

Test(boot, first_pages_come_from_the_block_at_the_head)
{
	const struct kernel *k;

	for (const char *names = UP_TO_4_12; (k = kernels_next(&names));)
		expect_pages(k, bare(k, 5120, 9216), (const pfn_t[]){ 8192, 8193, 8194, 8195 }, 4);
	for (const char *names = SINCE_5_10; (k = kernels_next(&names));)
		expect_pages(k, bare(k, 5120, 9216), (const pfn_t[]){ 5120, 5121, 5122, 5123 }, 4);
}

Test(boot, first_pages_come_from_the_edges)
{
	static const pfn_t from_the_end[] = { 9220, 4099, 9216, 9217, 9218, 9219, 4100, 4101 };
	static const pfn_t from_the_start[] = { 4099, 9220, 4100, 4101, 4102, 4103, 9216, 9217 };
	const struct kernel *k;

	for (const char *names = UP_TO_4_12; (k = kernels_next(&names));)
		expect_pages(k, bare(k, 4099, 9221), from_the_end, 8);
	for (const char *names = SINCE_5_10; (k = kernels_next(&names));)
		expect_pages(k, bare(k, 4099, 9221), from_the_start, 8);
}

/*
 * The pageblock at 0 begins with the BIOS's page, which has no struct page to be marked by, so it
 * stays UNMOVABLE: on a real machine the kernel's first DMA page comes from there.
 */
Test(boot, a_pageblock_that_begins_in_a_hole_is_unmovable)
{
	struct world *w = uma(256 * MIB);

	cr_expect_eq(pageblock_type(w, 0), MIGRATE_UNMOVABLE);
	EXPECT_LIST(w, DMA, 8, MIGRATE_UNMOVABLE, 256);
	EXPECT_LIST(w, DMA, 9, MIGRATE_MOVABLE, 512);
	EXPECT_LIST(w, DMA, 10, MIGRATE_MOVABLE, 1024, 2048, 3072);
	for (pfn_t pfn = 512; pfn < 65536; pfn += 512)
		cr_expect_eq(pageblock_type(w, pfn), MIGRATE_MOVABLE, "%u", pfn);
	world_free(w);
}

Test(boot, a_cma_area_is_free_on_lists_of_its_own)
{
	struct boot_description d;
	struct world *w;

	cr_assert(boot_uma(&d, 256 * MIB));
	d.cma_pages = 4096;
	w = booted(&d);
	EXPECT_LIST(w, DMA32, 10, MIGRATE_CMA, 64512, 63488, 62464, 61440);
	cr_expect_eq(w->zone[DMA32].cma_pages, 4096);
	cr_expect_eq(w->zone[DMA32].vm_stat[NR_FREE_CMA_PAGES], 4096);
	cr_expect_eq(w->zone[DMA32].managed, 61440 - 11264 - 1024, "struct pages lie below it");
	world_free(w);
}

static int64_t units(const struct world *w, zid_t zone)
{
	int64_t n = 0;

	for (pfn_t pfn = list_first(&w->zone[zone].unaccepted_pages); pfn != NO_PFN;
	     pfn = page_next(w, pfn))
		n++;
	return n;
}

/* 256 MiB end at 65536; the struct pages, 1024 of them, are accepted. */
Test(boot, the_end_of_memory_waits_to_be_accepted)
{
	static const struct {
		const char *when;
		int64_t pages;
		pfn_t first;
		int64_t units;
	} rows[] = {
		{ "one unit behind the struct pages", 2048, 63488, 1 },
		{ "a unit that is accepted in part waits", 2049, 62464, 2 },
		{ "half of the memory", 32768, 32768, 31 },
		{ "more than there is", 1 << 20, 1024, 51 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct boot_description d;
		struct breach b = { "" };
		struct zone *z;
		struct world *w;

		cr_assert(boot_uma(&d, 256 * MIB));
		d.unaccepted_pages = rows[i].pages;
		w = booted_as(&d, kernel_find("6.12"));
		z = &w->zone[DMA32];
		cr_expect_eq(units(w, DMA) + units(w, DMA32), rows[i].units, "%s: %jd",
			     rows[i].when, (intmax_t)(units(w, DMA) + units(w, DMA32)));
		if (units(w, DMA))
			z = &w->zone[DMA];
		cr_expect_eq(list_first(&z->unaccepted_pages), rows[i].first, "%s: %u",
			     rows[i].when, list_first(&z->unaccepted_pages));
		cr_expect_eq(w->zone[DMA32].managed, w->zone[DMA32].vm_stat[NR_FREE_PAGES],
			     "%s: it is managed, and free", rows[i].when);
		cr_expect(world_holds_invariants(w, &b), "%s: %s", rows[i].when, b.text);
		world_free(w);
	}
}

Test(boot, not_every_machine_has_memory_to_accept)
{
	static const struct {
		const char *when, *kernel;
		int64_t pages, deferred, highmem;
		const char *why;
	} rows[] = {
		{ "a kernel that accepts all", "6.1", 2048, 0, -1, "accepts all memory" },
		{ "deferred memory", "6.12", 2048, 32768, -1, "defers memory" },
		{ "32 bits", "6.12", 2048, 0, 4096, "32 bits" },
		{ "less than what is kept at the end", "6.12", 1000, 0, -1, "units of 4 MiB" },
		{ "less than nothing", "6.12", -1, 0, -1, "negative" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct boot_description d;
		const char *why = "";

		cr_assert(boot_uma(&d, 256 * MIB));
		d.unaccepted_pages = rows[i].pages;
		d.deferred_after = rows[i].deferred;
		d.highmem_pages = rows[i].highmem;
		if (rows[i].highmem >= 0)
			d.layout = &zone_layout_x86_32;
		cr_expect_null(boot(&d, kernel_find(rows[i].kernel), &why), "%s", rows[i].when);
		cr_expect(strstr(why, rows[i].why), "%s: %s", rows[i].when, why);
		boot_done(&d);
	}
}

Test(boot, deferred_memory_begins_at_a_section)
{
	struct boot_description d;
	struct world *w;

	cr_assert(boot_numa(&d, 2, GIB));
	d.deferred_after = 32768;
	w = booted(&d);
	cr_expect_eq(w->setting[SET_DEFERRED_PAGES], 1);
	cr_expect_eq(w->node[0].first_deferred_pfn, 65536, "behind 4096 + 32768");
	cr_expect_eq(w->node[1].first_deferred_pfn, 262144 + 32768);
	cr_expect_eq(w->zone[zid_of(1, DMA32)].managed, 32768);
	cr_expect_eq(w->zone[zid_of(1, DMA32)].present, 262144);
	world_free(w);
}

Test(boot, a_large_machine_is_as_simple_as_a_small_one)
{
	struct world *w = uma(64 * GIB);

	cr_expect_eq(w->setting[SET_MIN_FREE_KBYTES], 67584, "as most desktops have");
	cr_expect_eq(w->zone[NORMAL].free_area[10].nr_free, (64 - 3) * 256 - 512 / 2);
	for (unsigned order = 0; order < 10; order++)
		cr_expect_eq(w->zone[NORMAL].free_area[order].nr_free, 0, "order %u", order);
	world_free(w);
}

/* ---- zonelists ---- */

static void expect_node_order(const struct world *w, unsigned node, const unsigned *order, size_t n)
{
	const struct zonelist *zl = &w->zonelist[ZONELIST_FALLBACK][node];
	unsigned seen = MAX_NODES;

	for (size_t i = 0; i < zl->n; i++) {
		if (zid_node(zl->ref[i].zone) == seen)
			continue;
		seen = zid_node(zl->ref[i].zone);
		cr_expect(n && *order == seen, "node %u: then comes %u", node, seen);
		order++;
		n--;
	}
	cr_expect_eq(n, 0, "node %u: %zu nodes are missing", node, n);
}

Test(boot, zonelists_spread_the_load_between_nodes_at_one_distance)
{
	static const unsigned distance[] = { 10, 16, 22, 22, 16, 10, 22, 22,
					     22, 22, 10, 16, 22, 22, 16, 10 };
	static const struct {
		const char *kernels;
		unsigned order[4][4];
	} rows[] = {
		{ UP_TO_5_10,
		  { { 0, 1, 2, 3 }, { 1, 0, 3, 2 }, { 2, 3, 0, 1 }, { 3, 2, 0, 1 } } },
		{ SINCE_6_1,
		  { { 0, 1, 2, 3 }, { 1, 0, 3, 2 }, { 2, 3, 0, 1 }, { 3, 2, 1, 0 } } },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct boot_description d;
			struct world *w;

			cr_assert(boot_numa(&d, 4, 256 * MIB));
			d.distance = malloc(sizeof distance);
			memcpy(d.distance, distance, sizeof distance);
			w = booted_as(&d, k);
			for (unsigned node = 0; node < 4; node++)
				expect_node_order(w, node, rows[i].order[node], 4);
			world_free(w);
		}
}

Test(boot, on_a_flat_machine_each_zonelist_goes_round)
{
	const struct kernel *k;

	for (const char *names = ALL_KERNELS; (k = kernels_next(&names));) {
		struct boot_description d;
		struct world *w;

		cr_assert(boot_numa(&d, 4, 256 * MIB));
		w = booted_as(&d, k);
		for (unsigned n = 0; n < 4; n++) {
			const unsigned order[] = { n, (n + 1) % 4, (n + 2) % 4, (n + 3) % 4 };

			expect_node_order(w, n, order, 4);
		}
		world_free(w);
	}
}

/* Node 0 has DMA, DMA32 and Normal, node 1 Normal alone; the list of node 0. */
Test(boot, zonelists_go_node_by_node_or_zone_by_zone)
{
	static const struct {
		const char *kernels;
		enum zonelist_order order;
		zid_t zones[4];
	} rows[] = {
		{ UP_TO_4_12, ZONELIST_ORDER_NODE,
		  { NORMAL, DMA32, DMA, MAX_NR_ZONES + NORMAL } },
		{ UP_TO_4_12, ZONELIST_ORDER_ZONE,
		  { NORMAL, MAX_NR_ZONES + NORMAL, DMA32, DMA } },
		{ SINCE_5_10, ZONELIST_ORDER_DEFAULT,
		  { NORMAL, DMA32, DMA, MAX_NR_ZONES + NORMAL } },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			struct boot_description d;
			const struct zonelist *zl;
			struct world *w;

			cr_assert(boot_numa(&d, 2, 4 * GIB));
			w = booted_as(&d, k);
			w->setting[SET_ZONELIST_ORDER] = rows[i].order;
			cr_assert(zonelist_build(w, k->setup.node_load_accumulates));
			zl = &w->zonelist[ZONELIST_FALLBACK][0];
			cr_assert_eq(zl->n, 4);
			for (size_t z = 0; z < 4; z++)
				cr_expect_eq(zl->ref[z].zone, rows[i].zones[z],
					     "%s, order %d, position %zu: %u", k->name,
					     rows[i].order, z, zl->ref[z].zone);
			world_free(w);
		}
}

/* As machines were recorded that booted 2.6.34 with default settings. */
Test(boot, a_zonelist_order_is_chosen_by_where_lowmem_lies)
{
	static const struct {
		const char *when;
		int64_t pages[2][3];            /* DMA, DMA32, Normal of each node */
		enum zonelist_order order;
	} rows[] = {
		{ "most of a large node is lowmem", { { 4000, 700000, 300000 }, { 0, 0, 1000000 } },
		  ZONELIST_ORDER_NODE },
		{ "a little less of it", { { 4000, 690000, 300000 }, { 0, 0, 1000000 } },
		  ZONELIST_ORDER_ZONE },
		{ "lowmem is scarce", { { 3840, 47125, 64640 }, { 0, 0, 64640 } },
		  ZONELIST_ORDER_ZONE },
		{ "most of all memory is lowmem", { { 3839, 768021, 258560 }, { 0, 0, 258560 } },
		  ZONELIST_ORDER_NODE },
		{ "a node with nothing else", { { 3840, 28280, 0 }, { 0, 18845, 96960 } },
		  ZONELIST_ORDER_NODE },
		{ "there is none", { { 0, 0, 64640 }, { 0, 0, 64640 } }, ZONELIST_ORDER_NODE },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world *w =
			world_new(&(struct world_shape){ &zone_layout_x86_64, 2, 1, 9, 1 });

		for (unsigned n = 0; n < 2; n++) {
			w->node[n].online = true;
			for (unsigned idx = 0; idx < 3; idx++)
				w->zone[zid_of(n, idx)].present = w->zone[zid_of(n, idx)].managed =
					rows[i].pages[n][idx];
		}
		choose_zonelist_order(w, kernel_find("2.6.34"));
		cr_expect_eq(w->setting[SET_ZONELIST_ORDER], rows[i].order, "%s", rows[i].when);
		choose_zonelist_order(w, kernel_find("4.12"));
		cr_expect_eq(w->setting[SET_ZONELIST_ORDER], ZONELIST_ORDER_NODE, "64 bits");
		choose_zonelist_order(w, kernel_find("5.10"));
		cr_expect_eq(w->setting[SET_ZONELIST_ORDER], ZONELIST_ORDER_DEFAULT);
		world_free(w);
	}
}

/* Lowmem is what 32-bit kernels run out of: highmem of all nodes comes first. */
Test(boot, on_32_bits_zonelists_go_zone_by_zone_up_to_4_12)
{
	static const zid_t by_zone[] = { NORMAL, MAX_NR_ZONES + NORMAL, DMA32, DMA };
	static const zid_t by_node[] = { NORMAL, DMA32, DMA, MAX_NR_ZONES + NORMAL };
	const struct kernel *k;

	for (const char *names = SINCE_4_7; (k = kernels_next(&names));) {
		const zid_t *zones = strcmp(k->name, "5.10") < 0 ? by_zone : by_node;
		struct boot_description d;
		struct world *w;

		cr_assert(boot_numa(&d, 2, GIB));
		d.layout = &zone_layout_x86_32;         /* DMA, Normal, HighMem */
		w = booted_as(&d, k);
		cr_assert_eq(w->zonelist[ZONELIST_FALLBACK][0].n, 4, "%s", k->name);
		for (size_t i = 0; i < 4; i++)
			cr_expect_eq(w->zonelist[ZONELIST_FALLBACK][0].ref[i].zone, zones[i],
				     "%s, position %zu", k->name, i);
		world_free(w);
	}
}

/* ---- MIGRATE_RESERVE ---- */

static unsigned count_reserve(const struct world *w, zid_t zone)
{
	const struct zone *z = &w->zone[zone];
	unsigned blocks = 0;

	for (pfn_t pfn = z->start_pfn; pfn < zone_end_pfn(z); pfn += (pfn_t)pageblock_pages(w))
		blocks += pageblock_type(w, pfn) == MIGRATE_RESERVE;
	return blocks;
}

Test(boot, a_zone_sets_pageblocks_aside_for_its_min_mark)
{
	static const struct {
		uint64_t bytes;
		unsigned dma32, normal;
	} rows[] = { { 256 * MIB, 1, 0 }, { 5 * GIB, 2, 2 }, { 64 * GIB, 1, 2 } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct boot_description d;
		struct world *w;

		cr_assert(boot_uma(&d, rows[i].bytes));
		w = booted_as(&d, kernel_find("2.6.34"));
		cr_expect_eq(count_reserve(w, DMA), 1);
		cr_expect_eq(count_reserve(w, DMA32), rows[i].dma32, "%u",
			     count_reserve(w, DMA32));
		cr_expect_eq(count_reserve(w, NORMAL), rows[i].normal, "%u",
			     count_reserve(w, NORMAL));
		expect_nothing_allocated(w, "with reserves");
		world_free(w);
	}
}

/* As on a real machine: DMA's second, for the first is the kernel's; behind the kernel's image. */
Test(boot, the_first_movable_pageblock_that_the_kernel_left_is_set_aside)
{
	struct boot_description d;
	struct world *w;

	cr_assert(boot_uma(&d, 256 * MIB));
	w = booted_as(&d, kernel_find("2.6.34"));
	cr_expect_eq(pageblock_type(w, 512), MIGRATE_RESERVE);
	EXPECT_LIST(w, DMA, 9, MIGRATE_RESERVE, 512);
	cr_expect_eq(pageblock_type(w, 4096), MIGRATE_MOVABLE, "the kernel's image");
	cr_expect_eq(pageblock_type(w, 4096 + 11264), MIGRATE_RESERVE, "the block behind it");
	world_free(w);
}
