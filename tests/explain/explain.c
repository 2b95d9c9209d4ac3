/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain.c - what is said of real reports is so: each zone is judged, and each shortfall is met by
 * so many pages and by no fewer.
 */
#include "reports.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "whatif/bench.h"
#include "whatif/visits.h"

static void each_kept(void (*look)(struct explanation *e))
{
	for (size_t i = 0; reports_kept[i]; i++) {
		size_t size;
		char *text = report_text(reports_kept[i], &size);

		each_explanation(text, size, look);
		free(text);
	}
}

/* ---- every zone is judged ---- */

static void expect_all_zones(struct explanation *e)
{
	const struct world *w = e->machine.world;
	const struct request *r = &e->machine.request;
	int kind = r->gfp & GFP_F_THISNODE ? ZONELIST_NOFALLBACK : ZONELIST_FALLBACK;

	cr_assert(w);
	cr_expect_not(e->report->partial);
	cr_expect_str_empty(e->differs);
	cr_expect_geq(e->n, 2);
	for (size_t a = 0; a < e->n; a++) {
		cr_expect_eq(e->attempt[a].n, w->zonelist[kind][r->nid].n);
		for (size_t i = 0; i < e->attempt[a].n; i++) {
			const struct explained_zone *z = &e->attempt[a].zone[i];

			cr_expect(*explain_check(e, z));
			if (z->f.check == WHATIF_WATERMARK || z->f.check == WHATIF_BLOCK)
				cr_expect(z->f.compared && z->proved);
		}
	}
}

Test(explain, every_zone_of_the_zonelist_has_a_check_in_every_attempt)
{
	each_kept(expect_all_zones);
}

static void expect_report_numbers(struct explanation *e)
{
	const struct world *w = e->machine.world;
	int idx[NR_ZONE_WORDS];

	cr_assert(described_layout(&e->report->d, idx));
	for (size_t i = 0; i < (size_t)e->report->d.nr_nodes * NR_ZONE_WORDS; i++) {
		const struct described_zone *told = &e->report->d.zone[i];
		const struct zone *z = &w->zone[zid_of((unsigned)(i / NR_ZONE_WORDS),
					(unsigned)idx[i % NR_ZONE_WORDS])];

		if (!(told->told & TOLD_ZONE))
			continue;
		cr_expect_eq(z->vm_stat[NR_FREE_PAGES], told->z.vm_stat[NR_FREE_PAGES]);
		for (int mark = WMARK_MIN; mark <= WMARK_HIGH; mark++)
			cr_expect_eq(zone_wmark(z, (enum wmark)mark), told->z.watermark[mark]);
		for (unsigned order = 0; order < NR_ORDERS; order++)
			cr_expect_eq(z->free_area[order].nr_free,
				     told->z.free_area[order].nr_free, "order %u", order);
	}
}

Test(explain, the_machine_has_the_numbers_of_the_report)
{
	each_kept(expect_report_numbers);
}

/* ---- shortfalls ---- */

struct sought {
	zid_t zone;
	unsigned scan;
	bool passes;
};

static void seek(void *self, const struct refusal *f)
{
	struct sought *s = self;

	if (f->zone == s->zone && f->scan == s->scan && f->check == WHATIF_GAVE)
		s->passes = true;
}

static struct more_pages more_of(const struct explanation *e, const struct explained_zone *z)
{
	return (struct more_pages){
		.zone = z->f.zone, .pages = z->pages, .blocks = z->blocks,
		.order = e->machine.request.order,
		.migratetype = (uint8_t)gfp_migratetype(e->machine.request.gfp, false),
	};
}

/* Does this zone pass in this scan, once it has so much more? */
static bool passes_with(struct explanation *e, const struct explained_zone *z,
			struct more_pages more)
{
	struct sought s = { .zone = z->f.zone, .scan = z->f.scan };
	struct visitor v = { .kernel = e->kernel, .survey = true, .visit = seek, .self = &s };
	struct request r = e->machine.request;
	struct bench b;

	r.survey = true;
	cr_assert(bench_open(&b, e->machine.world, e->kernel));
	cr_assert(bench_free(&b, &more));
	bench_run(&b, &r);
	visits(&v, b.event + b.ran, b.n - b.ran);
	bench_close(&b);
	return s.passes;
}

static void expect_exact(struct explanation *e)
{
	for (size_t a = 0; a < e->n; a++)
		for (size_t i = 0; i < e->attempt[a].n; i++) {
			const struct explained_zone *z = &e->attempt[a].zone[i];
			struct more_pages more = more_of(e, z);

			if (z->f.check != WHATIF_WATERMARK)
				continue;
			cr_expect(z->pages || z->blocks);
			cr_expect(passes_with(e, z, more), "zone %u", z->f.zone);
			more.pages -= z->pages > 0;
			more.blocks -= z->pages == 0;
			cr_expect_not(passes_with(e, z, more), "zone %u", z->f.zone);
		}
}

Test(explain, a_zone_passes_with_the_shortfall_and_with_one_less_does_not)
{
	each_kept(expect_exact);
}

/* The request itself, with so much more in one zone: does it get its block? */
static bool served_with(struct explanation *e, struct more_pages more)
{
	struct bench b;
	struct result result;

	cr_assert(bench_open(&b, e->machine.world, e->kernel));
	cr_assert(bench_free(&b, &more));
	result = bench_run(&b, &e->machine.request);
	bench_close(&b);
	return result.status == REQUEST_DONE;
}

static void expect_served(struct explanation *e)
{
	if (e->contradiction)
		return;
	for (size_t i = 0; i < e->attempt[1].n; i++) {
		const struct explained_zone *z = &e->attempt[1].zone[i];
		struct more_pages more = more_of(e, z);

		if (z->f.check != WHATIF_WATERMARK && z->f.check != WHATIF_BLOCK)
			continue;
		cr_expect(served_with(e, more), "zone %u", z->f.zone);
		more.pages -= z->pages > 0;
		more.blocks -= z->pages == 0;
		cr_expect_not(served_with(e, more), "zone %u", z->f.zone);
	}
}

Test(explain, the_request_is_served_with_the_shortfall_of_the_slow_path_and_not_with_one_less)
{
	each_kept(expect_served);
}

/* ---- what is said ---- */

static const struct {
	const char *path, *says;
} said[] = {
	{ "traces/6.1/dmesg/numa2-alloc-failure-order4-atomic.txt", "350 - 15 <= 339 + 0" },
	{ "traces/6.1/dmesg/numa2-alloc-failure-order4-atomic.txt",
	  "(Debian 6.1.192-2), run as 6.1" },
	{ "traces/5.10/dmesg/256m-alloc-failure-order0-nowait.txt", "1273 - 1536 >  1603 + 0" },
	{ "traces/5.10/dmesg/256m-alloc-failure-order0-nowait.txt",
	  "Node 0 DMA32: less free than unusable; 5.10 compares unsigned" },
	{ "traces/5.10/dmesg/256m-alloc-failure-order0-nowait.txt", "512 - 512 <= 40 + 221" },
	{ "traces/5.10/dmesg/numa2-oom.txt", "last try before the OOM killer, high mark" },
	{ "traces/5.10/dmesg/numa2-oom.txt", "7 more free pages of order 0: passes; with 6" },
	{ "traces/4.7/dmesg/256m-oom.txt", "no block that Movable may take" },
	{ "traces/4.7/dmesg/256m-oom.txt", "slow path without marks" },
	{ "traces/4.12/dmesg/numa2-alloc-failure-order9-movable-noretry.txt",
	  "no block of order 9 or above; the largest is of order 8" },
	{ "traces/2.6.34/dmesg/numa2-oom-cpuset.txt", "cpuset_zone_allowed_softwall" },
	{ "traces/2.6.34/dmesg/numa2-oom-cpuset.txt", "node 0 in the task's cpuset: passes" },
	{ "traces/2.6.34/dmesg/numa2-alloc-failure-order6-cpuset.txt", "contradicts the failure" },
	{ "traces/5.10/dmesg/numa2-oom-memcg.txt", "A memory cgroup reached its limit" },
};

Test(explain, what_decided_is_said)
{
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		size_t size;
		char *text = report_text(said[i].path, &size);
		struct explained x = explain_log(text, size);

		cr_expect(strstr(x.text, said[i].says), "%s: %s\n%s", said[i].path, said[i].says,
			  x.text);
		free(x.text);
		free(text);
	}
}

static void expect_no_zones(struct explanation *e)
{
	cr_expect_eq(e->report->kind, DMESG_OOM_MEMCG);
	cr_expect_eq(e->n, 0);
	cr_expect_not(e->report->partial);
}

Test(explain, a_memory_cgroups_report_is_named_as_such_and_has_no_zones)
{
	size_t size;
	char *text = report_text("traces/5.10/dmesg/numa2-oom-memcg.txt", &size);

	each_explanation(text, size, expect_no_zones);
	free(text);
}
