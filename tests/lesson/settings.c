/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings.c - `set`, `dirty` and the machine's options, by the rules of each kernel. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "core/kernels.h"
#include "core/reserve.h"
#include "lesson/lesson.h"

enum { DMA, DMA32, NORMAL };

struct said {
	char text[8000];
	unsigned requests;
	bool held;              /* the claim made last */
};

static void note_said(void *self, enum voice voice, const char *text)
{
	struct said *said = self;
	size_t used = strlen(said->text);

	(void)voice;
	snprintf(said->text + used, sizeof said->text - used, "%s\n", text);
}

static void note_request(void *self, const struct request *r, const char *statement)
{
	struct said *said = self;

	(void)r;
	(void)statement;
	said->requests++;
}

static void note_claim(void *self, const struct claim *c)
{
	((struct said *)self)->held = c->ok;
}

static enum lesson_status run(struct session *s, const char *text, struct diag *d)
{
	return session_line(s, &(struct place){ .file = "test.md", .directory = "." }, text, d);
}

static void must(struct session *s, const char *text)
{
	struct diag d;

	cr_assert_eq(run(s, text, &d), LESSON_OK, "%s: %s", text, d.message);
}

static struct session *on(const char *kernel, const char *machine, struct lesson_host *host,
			  struct said *said)
{
	struct session *s;

	*said = (struct said){ .requests = 0 };
	*host = (struct lesson_host){ .self = said, .say = note_said, .before = note_request,
					.claimed = note_claim };
	s = session_new(host);
	session_fix_kernel(s, kernel_find(kernel));
	must(s, machine);
	return s;
}

static const struct world *world(struct session *s)
{
	return machine_world(session_machine(s));
}

/* ---- sysctls ---- */

Test(settings, are_those_that_the_kernel_has)
{
	static const struct {
		const char *kernel, *statement, *message;       /* NULL: it is right */
	} rows[] = {
		{ "2.6.34", "set watermark_scale_factor=10",
		  "2.6.34 has no watermark_scale_factor" },
		{ "4.12", "set watermark_boost_factor=0", "4.12 has no watermark_boost_factor" },
		{ "5.10", "set watermark_boost_factor=0", NULL },
		{ "5.10", "set percpu_pagelist_high_fraction=8",
		  "5.10 has no percpu_pagelist_high_fraction" },
		{ "5.10", "set percpu_pagelist_fraction=8", NULL },
		{ "6.1", "set percpu_pagelist_fraction=8", "6.1 has no percpu_pagelist_fraction" },
		{ "6.1", "set percpu_pagelist_high_fraction=8", NULL },
		{ "5.10", "set watermark_scale_factor=1001", "from 1 to 1000" },
		{ "6.1", "set watermark_scale_factor=1001", NULL },
		{ "4.7", "set percpu_pagelist_fraction=0", NULL },
		{ "4.7", "set percpu_pagelist_fraction=7", "is 0, or from 8" },
		{ "2.6.34", "set percpu_pagelist_fraction=0", "is from 8" },
		{ "4.12", "set lowmem_reserve_ratio=256,256,32,0", "at most 3 numbers" },
		{ "6.12", "set lowmem_reserve_ratio=256,256,32,0,0", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lesson_host host;
		struct said said;
		struct session *s = on(rows[i].kernel, "machine uma 256M", &host, &said);
		struct diag d;

		cr_expect_eq(run(s, rows[i].statement, &d),
			     rows[i].message ? LESSON_BAD : LESSON_OK, "%s: %s", rows[i].kernel,
			     rows[i].statement);
		if (rows[i].message)
			cr_expect(strstr(d.message, rows[i].message), "%s: %s", rows[i].statement,
				  d.message);
		session_free(s);
	}
}

Test(settings, a_fraction_sizes_the_pcp_lists_and_0_puts_them_back)
{
	struct lesson_host host;
	struct said said;
	struct session *s = on("5.10", "machine uma 256M", &host, &said);
	const struct pcp *pcp = world_pcp(world(s), DMA32, 0);
	int64_t managed = world(s)->zone[DMA32].managed, batch = pcp->batch;

	must(s, "set percpu_pagelist_fraction=8");
	cr_expect_eq(pcp->high, managed / 8);
	cr_expect_eq(pcp->batch, 96);
	must(s, "set percpu_pagelist_fraction=0");
	cr_expect_eq(pcp->high, 6 * batch);
	cr_expect_eq(pcp->batch, batch);
	session_free(s);
}

/* A recorded PCP size was computed when the zone was smaller: marks leave it alone. */
Test(settings, marks_size_pcp_lists_since_6_1_only)
{
	static const char *const kernels[] = { "2.6.34", "4.7", "4.12", "5.10", "6.1", "6.12" };

	for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
		struct lesson_host host;
		struct said said;
		struct session *s = on(kernels[i], "machine uma 256M", &host, &said);
		const struct pcp *pcp = world_pcp(world(s), DMA32, 0);
		int64_t was = pcp->high + pcp->high_min;

		must(s, "set min_free_kbytes=32768");
		cr_expect_eq(pcp->high + pcp->high_min != was, i > 3, "%s", kernels[i]);
		session_free(s);
	}
}

Test(settings, the_dirty_limits_end_each_other_only_by_a_new_number)
{
	struct lesson_host host;
	struct said said;
	struct session *s = on("6.1", "machine uma 256M", &host, &said);
	const int64_t *setting = world(s)->setting;

	must(s, "set dirty_ratio=20");
	cr_expect_eq(setting[SET_DIRTY_RATIO], 20);
	must(s, "set dirty_bytes=64M");
	cr_expect_eq(setting[SET_DIRTY_RATIO], 0);
	must(s, "set dirty_ratio=0");
	cr_expect_eq(setting[SET_DIRTY_BYTES], 64 << 20, "0 it was");
	must(s, "set dirty_ratio=10");
	cr_expect_eq(setting[SET_DIRTY_BYTES], 0);
	session_free(s);
}

Test(settings, only_later_kernels_remember_what_the_user_wanted)
{
	struct lesson_host host;
	struct said said;
	struct session *s = on("2.6.34", "machine uma 256M", &host, &said);

	must(s, "set min_free_kbytes=4096 lowmem_reserve_ratio=0");
	cr_expect_eq(world(s)->setting[SET_USER_MIN_FREE_KBYTES], 0);
	cr_expect_eq(world(s)->setting[SET_LOWMEM_RESERVE_RATIO], 1, "0 is taken for 1");
	session_free(s);
	s = on("4.12", "machine uma 256M", &host, &said);
	must(s, "set min_free_kbytes=4096");
	cr_expect_eq(world(s)->setting[SET_USER_MIN_FREE_KBYTES], 4096);
	session_free(s);
}

/* setup_per_zone_wmarks() of 2.6.34 ends with the pageblocks that the new min mark asks for. */
Test(settings, new_marks_set_pageblocks_aside_or_give_them_back)
{
	struct lesson_host host;
	struct said said;
	struct session *s = on("2.6.34", "machine uma 256M", &host, &said);
	const struct zone *z = &world(s)->zone[DMA32];
	struct world *before = world_copy(world(s));

	cr_assert_eq(migrate_reserve_blocks(world(s), z), 1);
	must(s, "set min_free_kbytes=16384");
	cr_assert_eq(migrate_reserve_blocks(world(s), z), 2);
	cr_expect_eq(pageblock_type(world(s), 15360), MIGRATE_RESERVE);
	cr_expect_eq(pageblock_type(world(s), 15872), MIGRATE_RESERVE, "the second");
	must(s, "set min_free_kbytes=1024");
	cr_expect_eq(pageblock_type(world(s), 15872), MIGRATE_MOVABLE, "given back");
	cr_expect_eq(pageblock_type(before, 15872), MIGRATE_MOVABLE);
	world_free(before);
	session_free(s);
}

/* 4.7: the batch moves to high - low, and zone_dirty_ok() sees the new totalreserve. */
Test(settings, new_marks_refill_the_fair_shares_of_4_7)
{
	struct lesson_host host;
	struct said said;
	struct session *s = on("4.7", "machine uma 256M", &host, &said);
	const struct zone *z = &world(s)->zone[DMA32];
	const struct pcp *pcp = world_pcp(world(s), DMA32, 0);
	int64_t reserve = z->totalreserve_pages, diff;

	must(s, "repeat 50 alloc_page GFP_KERNEL");
	diff = pcp->vm_stat_diff[NR_ALLOC_BATCH];
	must(s, "set min_free_kbytes=16384");
	cr_expect_eq(z->vm_stat[NR_ALLOC_BATCH] + pcp->vm_stat_diff[NR_ALLOC_BATCH],
		     z->watermark[WMARK_HIGH] - z->watermark[WMARK_LOW] + diff,
		     "this CPU's part is added to the global one");
	cr_expect_gt(z->totalreserve_pages, reserve);
	session_free(s);
}

/* ---- page cache ---- */

Test(settings, page_cache_is_of_the_zone_or_the_node_that_counts_it)
{
	struct lesson_host host;
	struct said said;
	struct session *s = on("4.7", "machine uma 5G", &host, &said);
	const struct world *w = world(s);
	struct diag d;

	must(s, "dirty zone=Normal dirty=20000 unstable=40 inactive_file=100000");
	cr_expect_eq(w->zone[NORMAL].stat[NR_FILE_DIRTY], 20000);
	cr_expect_eq(w->zone[NORMAL].stat[NR_UNSTABLE_NFS], 40);
	cr_expect_eq(w->zone[DMA32].stat[NR_FILE_DIRTY], 0);
	must(s, "dirty node=0 dirty=10000");
	cr_expect_eq(w->zone[DMA].stat[NR_FILE_DIRTY] + w->zone[DMA32].stat[NR_FILE_DIRTY] +
			     w->zone[NORMAL].stat[NR_FILE_DIRTY],
		     10000, "shared out");
	cr_expect_eq(w->zone[DMA32].stat[NR_FILE_DIRTY],
		     10000 * w->zone[DMA32].managed /
			     (w->zone[DMA].managed + w->zone[DMA32].managed +
			      w->zone[NORMAL].managed));
	cr_expect(strstr(said.text, "counted by zone: Node 0 DMA32 dirty"), "%s", said.text);
	session_free(s);

	s = on("6.1", "machine uma 5G", &host, &said);
	cr_expect_eq(run(s, "dirty zone=Normal dirty=5", &d), LESSON_BAD);
	cr_expect(strstr(d.message, "6.1 counts these pages by node: node=N"), "%s", d.message);
	cr_expect_eq(run(s, "dirty unstable=5", &d), LESSON_BAD);
	cr_expect(strstr(d.message, "6.1 counts no unstable pages"), "%s", d.message);
	session_free(s);
}

/* One zone over its limit: the next one gives the page. */
Test(settings, a_zone_over_its_dirty_limit_is_passed_by)
{
	struct lesson_host host;
	struct said said;
	struct session *s = on("4.7", "machine uma 5G", &host, &said);

	must(s, "dirty zone=Normal dirty=400000 inactive_file=400000");
	must(s, "alloc_page GFP_KERNEL|__GFP_WRITE");
	cr_expect(strstr(said.text, "in DMA32"), "%s", said.text);
	session_free(s);
}

/* Node 0 has two zones: each is compared by 4.7, one by 4.12, which remembers the node. */
Test(settings, a_dirty_check_is_counted_if_it_compares)
{
	static const struct {
		const char *kernel, *claim;
	} rows[] = { { "4.7", "expect zones=3 dirty_checks=3" },
		     { "4.12", "expect zones=3 dirty_checks=2" } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lesson_host host;
		struct said said;
		struct session *s = on(rows[i].kernel, "machine numa 2x256M", &host, &said);

		must(s, "dirty node=0 dirty=50000");
		must(s, "alloc_page GFP_KERNEL|__GFP_WRITE");
		must(s, rows[i].claim);
		cr_expect(said.held, "%s: %s", rows[i].kernel, rows[i].claim);
		session_free(s);
	}
}

Test(settings, a_zones_page_cache_is_a_number_of_prose)
{
	struct lesson_host host;
	struct said said;
	struct session *s = on("4.7", "machine uma 5G", &host, &said);
	struct number n;
	struct diag d;

	must(s, "dirty zone=Normal dirty=70 unstable=7");
	cr_expect_eq(session_number(s, "Normal.dirty = 70", &n, &d), NUMBER_CHECKED);
	cr_expect_eq(n.value, 70);
	cr_expect_eq(session_number(s, "Normal.unstable = 7", &n, &d), NUMBER_CHECKED);
	cr_expect_eq(n.value, 7);
	cr_expect_eq(session_number(s, "Node0.dirty = 70", &n, &d), NUMBER_BAD);
	cr_expect_eq(session_number(s, "Node0.free = 1", &n, &d), NUMBER_CHECKED);
	session_free(s);
	s = on("6.1", "machine uma 5G", &host, &said);
	cr_expect_eq(session_number(s, "Normal.dirty = 70", &n, &d), NUMBER_BAD);
	session_free(s);
}

/* ---- machines and frees ---- */

Test(settings, highmem_makes_a_32_bit_machine)
{
	struct lesson_host host;
	struct said said;
	struct session *s = on("5.10", "machine uma 2G highmem=1G", &host, &said);
	struct diag d;

	cr_expect_eq(world(s)->layout, &zone_layout_x86_32);
	cr_expect_eq(world(s)->zone[2].present, 1 << 18);
	must(s, "alloc_page GFP_HIGHUSER");
	cr_expect(strstr(said.text, "in HighMem"), "%s", said.text);
	cr_expect_eq(run(s, "machine uma 2G highmem=2G", &d), LESSON_BAD);
	cr_expect(strstr(d.message, "leaves no lowmem"), "%s", d.message);
	session_free(s);
}

Test(settings, a_kernel_is_not_given_what_it_does_not_know)
{
	static const struct {
		const char *kernel, *statement, *message;
	} rows[] = {
		{ "2.6.34", "machine uma 256M cma=32M", "no contiguous memory areas" },
		{ "2.6.34", "machine uma 5G deferred=128M", "initialises all memory at once" },
		{ "6.1", "machine uma 256M unaccepted=128M", "accepts all memory" },
		{ "2.6.34", "unreserve_highatomic", "no HighAtomic pageblocks" },
		{ "5.10", "__free_pages 20000 0 cold", "5.10 frees no page as cold" },
		{ "5.10", "alloc_page GFP_KERNEL|__GFP_COLD", "unknown gfp flag __GFP_COLD" },
		{ "4.12", "__free_pages 20000 0 hot", "knows only cold" },
		{ "6.1", "alloc_pages_current GFP_KERNEL 0", "6.1 has no alloc_pages_current" },
		{ "6.12", "alloc_pages_current GFP_KERNEL 0", "6.12 has no alloc_pages_current" },
		{ "4.12", "task mempolicy=preferred-many:0", "4.12 has no policy" },
		{ "6.1", "task flags=PF_MEMALLOC_NOCMA", "6.1 does not look at PF_MEMALLOC_NOCMA" },
		{ "5.10", "task flags=PF_MEMALLOC_PIN", "5.10 does not look at PF_MEMALLOC_PIN" },
		{ "5.10", "task flags=PF_LESS_THROTTLE",
		  "5.10 does not look at PF_LESS_THROTTLE" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lesson_host host;
		struct said said;
		struct session *s = on(rows[i].kernel, "machine uma 256M", &host, &said);
		struct diag d;

		cr_expect_eq(run(s, rows[i].statement, &d), LESSON_BAD, "%s", rows[i].statement);
		cr_expect(strstr(d.message, rows[i].message), "%s: %s", rows[i].statement,
			  d.message);
		session_free(s);
	}
}

Test(settings, a_cold_page_is_given_out_last)
{
	struct lesson_host host;
	struct said said;
	struct session *s = on("4.12", "machine uma 256M", &host, &said);
	const struct pcp *pcp = world_pcp(world(s), DMA32, 0);
	pfn_t cold;

	must(s, "p = alloc_page GFP_KERNEL");
	must(s, "__free_pages p 0 cold");
	cold = list_last(&pcp->list[MIGRATE_UNMOVABLE]);
	must(s, "q = alloc_page GFP_KERNEL|__GFP_COLD");
	cr_expect(strstr(said.text, "pfn"), "%s", said.text);
	cr_expect_neq(list_last(&pcp->list[MIGRATE_UNMOVABLE]), cold, "a cold request takes it");
	session_free(s);
}
