/* SPDX-License-Identifier: GPL-3.0-or-later */
/* partings.c - where two kernels part: each rule that came or went names itself. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "../core/worlds.h"
#include "compare/compare.h"
#include "compare/convert.h"

struct pair {
	struct scene s[SIDES];
	struct comparison *c;
};

static void listen_to(struct pair *p)
{
	for (unsigned i = 0; i < SIDES; i++)
		cr_assert(comparison_listen(p->c, i, p->s[i].m));
}

static void prepare_pair(struct pair *p, const char *a, const char *b,
			 struct world *(*make)(void))
{
	const struct kernel *k[SIDES] = { kernel_find(a), kernel_find(b) };

	p->c = comparison_new(k[0], k[1]);
	cr_assert_not_null(p->c);
	for (unsigned i = 0; i < SIDES; i++)
		scene_open_on(&p->s[i], k[i], make());
}

static void open_pair(struct pair *p, const char *a, const char *b, struct world *(*make)(void))
{
	prepare_pair(p, a, b, make);
	listen_to(p);
}

static void close_pair(struct pair *p)
{
	for (unsigned i = 0; i < SIDES; i++)
		scene_close(&p->s[i]);
	comparison_free(p->c);
}

/* The same of both, by the mask's names. */
static void ask(struct pair *p, unsigned order, gfp_t gfp)
{
	gfp_t lacking;

	for (unsigned i = 0; i < SIDES; i++)
		scene_alloc(&p->s[i], order,
			    convert_gfp(kernel_find("6.1"), comparison_kernel(p->c, i), gfp,
					&lacking));
	cr_assert(comparison_step(p->c, 7, "asked"));
}

static void expect_parting(struct pair *p, int64_t request, const char *kernel, const char *check)
{
	const struct parting *at = comparison_check(p->c);

	cr_assert(at->found, "no check parts");
	cr_expect_eq(at->request, request, "request %jd", (intmax_t)at->request);
	cr_expect_eq(at->line, 7);
	cr_expect_str_eq(at->side[at->named].check, check);
	cr_expect_str_eq(comparison_kernel(p->c, at->named)->name, kernel);
	for (unsigned i = 0; i < SIDES; i++) {
		cr_expect_not_null(at->side[i].ladder);
		cr_expect(strstr(at->side[i].ladder, at->side[i].check), "%s", at->side[i].ladder);
	}
}

static int64_t refusals(const struct pair *p, unsigned side, const char *check)
{
	const struct counts *c = &comparison_summary(p->c, side)->refusals;

	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->count[i].name, check) == 0)
			return c->count[i].n;
	return 0;
}

/* ---- ALLOC_FAIR ---- */

static struct world *fair_world(void)
{
	struct world *w = worlds_one_zone();

	worlds_put_free(w, N0_NORMAL, "10U: 1000");
	w->zone[N0_NORMAL].vm_stat[NR_ALLOC_BATCH] = 2;
	return w;
}

Test(partings, a_depleted_fair_batch_is_seen_by_4_7_alone)
{
	struct pair p;

	open_pair(&p, "4.7", "4.12", fair_world);
	ask(&p, 1, GFP_KERNEL);
	cr_expect(!comparison_check(p.c)->found);
	ask(&p, 1, GFP_KERNEL);
	expect_parting(&p, 2, "4.7", "ZONE_FAIR_DEPLETED");
	cr_expect(strstr(comparison_check(p.c)->side[0].ladder, "reset_alloc_batches"));
	cr_expect_eq(refusals(&p, 0, "ZONE_FAIR_DEPLETED"), 1);
	cr_expect_eq(comparison_summary(p.c, 0)->rescans, 1, "the second scan");
	cr_expect_eq(comparison_summary(p.c, 1)->rescans, 0);
	cr_expect(!comparison_result(p.c)->found, "both found the same pages in the end");
	close_pair(&p);
}

/* ---- the zonelist cache ---- */

static struct world *zlc_world(void)
{
	static const struct zone_row two_nodes[] = {
		{ N0_NORMAL, 0x1000, 0x1000 }, { N1_NORMAL, 0x2000, 0x1000 },
	};
	struct world *w = worlds_new(two_nodes, 2);

	for (zid_t zone = N0_NORMAL; zone <= N1_NORMAL; zone += N1_NORMAL - N0_NORMAL) {
		worlds_set_marks(w, zone, 10, 20, 30);
		w->zone[zone].vm_stat[NR_ALLOC_BATCH] = 1000;
	}
	worlds_put_free(w, N0_NORMAL, "4U: 1000");
	return w;
}

/* Node 1's zone is marked full, and then has free pages. */
static void fill_and_free(struct pair *p)
{
	for (unsigned i = 0; i < SIDES; i++) {
		scene_alloc(&p->s[i], 1, GFP_KERNEL);
		worlds_put_free(p->s[i].w, N1_NORMAL, "6U: 2000");
	}
}

Test(partings, a_zone_that_was_full_a_moment_ago_is_hidden_by_2_6_34)
{
	struct pair p;

	prepare_pair(&p, "2.6.34", "4.7", zlc_world);
	fill_and_free(&p);
	listen_to(&p);
	ask(&p, 1, GFP_KERNEL);
	expect_parting(&p, 1, "2.6.34", "zlc_zone_worth_trying");
	cr_expect_str_eq(comparison_check(p.c)->side[0].zone, "Node 1 Normal");
	close_pair(&p);
}

Test(partings, where_all_zones_are_full_2_6_34_scans_again_without_its_cache)
{
	struct pair p;

	open_pair(&p, "2.6.34", "4.7", zlc_world);
	ask(&p, 1, GFP_KERNEL);
	expect_parting(&p, 1, "2.6.34", "zlc_active");
	close_pair(&p);
}

/* ---- dirty limits ---- */

static struct world *dirty_world(void)
{
	static const struct zone_row two_zones[] = {
		{ N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x1000 },
	};
	struct world *w = worlds_new(two_zones, 2);

	worlds_put_free(w, N0_DMA32, "8U: 1000");
	worlds_put_free(w, N0_NORMAL, "8U: 2000");
	w->setting[SET_DIRTY_RATIO] = 20;
	w->zone[N0_DMA32].vm_stat[NR_ALLOC_BATCH] = w->zone[N0_NORMAL].vm_stat[NR_ALLOC_BATCH] =
		1000;
	w->zone[N0_DMA32].stat[NR_INACTIVE_FILE] = 3000;
	w->zone[N0_NORMAL].stat[NR_INACTIVE_FILE] = 600;
	w->node[0].stat[NR_INACTIVE_FILE] = 3600;
	return w;
}

/* All dirty pages lie in Normal, which has the node's share of them and not its own. */
static struct world *dirty_zone_world(void)
{
	struct world *w = dirty_world();

	w->zone[N0_NORMAL].stat[NR_FILE_DIRTY] = w->node[0].stat[NR_FILE_DIRTY] = 500;
	return w;
}

Test(partings, a_zone_over_its_dirty_limit_is_refused_by_4_7_only)
{
	struct pair p;

	open_pair(&p, "4.7", "4.12", dirty_zone_world);
	ask(&p, 0, GFP_HIGHUSER_MOVABLE);
	cr_expect(!comparison_check(p.c)->found, "a page to read into is not asked about");
	ask(&p, 0, GFP_HIGHUSER_MOVABLE | GFP_F_WRITE);
	expect_parting(&p, 2, "4.7", "zone_dirty_ok");
	cr_expect_str_eq(comparison_check(p.c)->side[0].zone, "Node 0 Normal");
	close_pair(&p);
}

/* Normal holds few of the node's dirty pages, but the node holds too many. */
static struct world *dirty_node_world(void)
{
	struct world *w = dirty_world();

	w->zone[N0_NORMAL].stat[NR_FILE_DIRTY] = 10;
	w->zone[N0_DMA32].stat[NR_FILE_DIRTY] = 2000;
	w->node[0].stat[NR_FILE_DIRTY] = 2010;
	return w;
}

Test(partings, a_node_over_its_dirty_limit_is_refused_by_4_12_only)
{
	struct pair p;

	open_pair(&p, "4.7", "4.12", dirty_node_world);
	ask(&p, 0, GFP_HIGHUSER_MOVABLE | GFP_F_WRITE);
	expect_parting(&p, 1, "4.12", "node_dirty_ok");
	close_pair(&p);
}

/* ---- ALLOC_NOFRAGMENT ---- */

static struct world *nofragment_world(void)
{
	static const struct zone_row rows[] = {
		{ N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x1000 },
		{ N1_NORMAL, 0x3000, 0x1000 },
	};
	struct world *w = worlds_new(rows, 3);

	worlds_set_marks(w, N0_NORMAL, 10, 20, 30);
	worlds_set_marks(w, N0_DMA32, 10, 20, 30);
	worlds_put_free(w, N1_NORMAL, "10U: 3000");
	return w;
}

Test(partings, leaving_the_node_begins_the_scan_again_on_5_10)
{
	struct pair p;

	open_pair(&p, "4.12", "5.10", nofragment_world);
	ask(&p, 0, GFP_KERNEL);
	expect_parting(&p, 1, "5.10", "ALLOC_NOFRAGMENT");
	cr_expect_str_eq(comparison_check(p.c)->side[1].zone, "Node 1 Normal");
	cr_expect(!comparison_result(p.c)->found, "both give the same page");
	close_pair(&p);
}

/* ---- the halving loop ---- */

/* 256 single pages and one block of order 3. */
static struct world *halving_world(void)
{
	struct world *w = worlds_one_zone();
	char list[16];

	for (unsigned i = 0; i < 256; i++) {
		snprintf(list, sizeof list, "0U: %x", 0x1001 + 2 * i);
		worlds_put_free(w, N0_NORMAL, list);
	}
	worlds_put_free(w, N0_NORMAL, "3U: 1800");
	worlds_set_marks(w, N0_NORMAL, 32, 40, 48);
	w->zone[N0_NORMAL].vm_stat[NR_ALLOC_BATCH] = 1000;
	return w;
}

Test(partings, small_blocks_do_not_count_in_the_halving_loop)
{
	static const char *const later[] = { "4.7", "4.12", "5.10", "6.1", "6.12" };

	for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
		struct pair p;

		open_pair(&p, "2.6.34", later[i], halving_world);
		ask(&p, 3, GFP_KERNEL);
		expect_parting(&p, 1, "2.6.34", "zone_watermark_ok");
		cr_expect(strstr(comparison_check(p.c)->side[1].said, "order 3"), "%s: %s",
			  later[i], comparison_check(p.c)->side[1].said);
		close_pair(&p);
	}
}

/* ---- no parting ---- */

Test(partings, a_kernel_does_not_part_from_itself)
{
	struct pair p;

	open_pair(&p, "6.1", "6.1", fair_world);
	for (unsigned order = 0; order < 5; order++)
		ask(&p, order, GFP_KERNEL);
	cr_expect(!comparison_check(p.c)->found);
	cr_expect(!comparison_result(p.c)->found);
	cr_expect_eq(comparison_totals(p.c).requests, 5);
	cr_expect_eq(comparison_summary(p.c, 0)->pages, 31);
	close_pair(&p);
}
