/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reclaim.c - whether a node is reclaimed on the spot, and what the request then finds. */
#include "core/reclaim.h"

#include <criterion/criterion.h>
#include <string.h>

#include "core/words.h"
#include "worlds.h"

/* vm.zone_reclaim_mode; 5.10 has WRITE and UNMAP one bit lower. */
enum { MODE_ZONE = 1, MODE_WRITE = 2, MODE_UNMAP = 4 };
#define MODES_OF_7 UP_TO_4_12 " " SINCE_6_1

static const struct zone_row two_nodes[] = {
	{ N0_NORMAL, 0x1000, 0x1000 }, { N1_NORMAL, 0x2000, 0x1000 },
};

struct row {
	const char *kernels, *when;
	int64_t mode, files, mapped, file_pages, dirty, slab, outcome, task;
	gfp_t gfp;
	unsigned order;
	int64_t code, rule;     /* code NOT_ASKED: node_reclaim() did not run */
};

enum { NOT_ASKED = -9 };

/* Up to 4.7 zones count what nodes do later; here node 0 has one zone. */
static void count_by_zone(struct world *w)
{
	struct zone *z = &w->zone[N0_NORMAL];

	memcpy(z->stat, w->node[0].stat, sizeof z->stat);
	z->min_unmapped_pages = w->node[0].min_unmapped_pages;
	z->min_slab_pages = w->node[0].min_slab_pages;
}

/* Node 0 is below its low mark; min_unmapped_pages 2621, min_slab_pages 100. */
static void expect_in(const struct kernel *k, const struct row *row)
{
	const struct event *e;
	struct result res;
	struct scene s;

	scene_open_on(&s, k, worlds_new(two_nodes, 2));
	worlds_set_marks(s.w, N0_NORMAL, 1000, 2000, 3000);
	worlds_put_free(s.w, N1_NORMAL, "10M: 2000");
	s.w->setting[SET_NODE_RECLAIM_MODE] = row->mode;
	s.w->node[0].min_unmapped_pages = 2621;
	s.w->node[0].min_slab_pages = 100;
	s.w->node[0].stat[NR_INACTIVE_FILE] = row->files;
	s.w->node[0].stat[NR_FILE_MAPPED] = row->mapped;
	s.w->node[0].stat[NR_FILE_PAGES] = row->file_pages;
	s.w->node[0].stat[NR_FILE_DIRTY] = row->dirty;
	s.w->node[0].stat[NR_SLAB_RECLAIMABLE] = row->slab;
	s.w->node[0].reclaim_outcome = row->outcome;
	count_by_zone(s.w);
	s.w->task[TASK_FLAGS] = row->task;
	res = scene_alloc(&s, row->order, row->gfp);
	cr_expect_eq(res.pfn & ~0xfffu, 0x2000, "%s, %s: then node 1 serves, not %x", k->name,
		     row->when, res.pfn);
	e = recorder_find(&s.r, EVENT_RECLAIM, 0);
	cr_expect_eq(e ? e->v[0] : NOT_ASKED, row->code, "%s, %s: code %jd", k->name, row->when,
		     (intmax_t)(e ? e->v[0] : NOT_ASKED));
	if (e && row->code != NOT_ASKED)
		cr_expect_eq(e->v[1], row->rule, "%s, %s: rule %jd", k->name, row->when,
			     (intmax_t)e->v[1]);
	/* What was reclaimed without success, or found not worth it, 2.6.34 remembers as full. */
	if (k->zone_refused && e)
		cr_expect_eq(world_zlc(s.w, 0)[0], row->code != RECLAIM_NOSCAN, "%s", row->when);
	scene_close(&s);
}

static void expect(const struct row *row)
{
	const struct kernel *k;

	for (const char *names = row->kernels; (k = kernels_next(&names));)
		expect_in(k, row);
}

Test(reclaim, runs_only_where_it_is_allowed_and_worth_it)
{
	static const struct row rows[] = {
		{ ALL_KERNELS, "zone_reclaim_mode 0", 0, 9000, 0, 9000, 0, 0, 0, 0, GFP_KERNEL, 0,
		  NOT_ASKED, 0 },
		{ "4.7 4.12 5.10", "a mode of unknown bits is not 0", 8, 9000, 0, 9000, 0, 0, 0, 0,
		  GFP_KERNEL, 0, RECLAIM_SOME, RECLAIM_RAN },
		{ SINCE_6_1, "a mode of unknown bits", 8, 9000, 0, 9000, 0, 0, 0, 0, GFP_KERNEL, 0,
		  NOT_ASKED, 0 },
		{ ALL_KERNELS, "too little page cache and slab", MODE_ZONE, 500, 0, 500, 0, 100, 0,
		  0, GFP_KERNEL, 0, RECLAIM_FULL, RECLAIM_TOO_LITTLE },
		{ MODES_OF_7, "one slab page more", MODE_ZONE, 500, 0, 500, 0, 101, 0, 0,
		  GFP_KERNEL, 0, RECLAIM_SOME, RECLAIM_RAN },
		{ MODES_OF_7, "page cache exactly at its minimum", MODE_ZONE, 2621, 0, 2621, 0, 0,
		  0, 0, GFP_KERNEL, 0, RECLAIM_FULL, RECLAIM_TOO_LITTLE },
		{ MODES_OF_7, "one page more", MODE_ZONE, 2622, 0, 2622, 0, 0, 0, 0, GFP_KERNEL, 0,
		  RECLAIM_SOME, RECLAIM_RAN },
		{ MODES_OF_7, "mapped files do not count", MODE_ZONE, 3000, 400, 9000, 0, 0, 0, 0,
		  GFP_KERNEL, 0, RECLAIM_FULL, RECLAIM_TOO_LITTLE },
		{ MODES_OF_7, "unless they may be unmapped", MODE_ZONE | MODE_UNMAP, 3000, 400,
		  9000, 0, 0, 0, 0, GFP_KERNEL, 0, RECLAIM_SOME, RECLAIM_RAN },
		{ MODES_OF_7, "dirty files do not count", MODE_ZONE, 3000, 0, 3000, 1000, 0, 0, 0,
		  GFP_KERNEL, 0, RECLAIM_FULL, RECLAIM_TOO_LITTLE },
		{ MODES_OF_7, "unless they may be written", MODE_WRITE, 3000, 0, 3000, 1000, 0, 0,
		  0, GFP_KERNEL, 0, RECLAIM_SOME, RECLAIM_RAN },
		{ MODES_OF_7, "more dirty than reclaimable pages", MODE_ZONE, 3000, 0, 3000, 9000,
		  0, 0, 0, GFP_KERNEL, 0, RECLAIM_FULL, RECLAIM_TOO_LITTLE },
		{ ALL_KERNELS, "the request may not block", MODE_ZONE, 9000, 0, 9000, 0, 0, 0, 0,
		  GFP_ATOMIC, 0, RECLAIM_NOSCAN, RECLAIM_CANNOT_BLOCK },
		{ MODES_OF_7, "the task reclaims already", MODE_ZONE, 9000, 0, 9000, 0, 0, 0,
		  PF_MEMALLOC, GFP_KERNEL, 0, RECLAIM_NOSCAN, RECLAIM_CANNOT_BLOCK },
		{ MODES_OF_7, "somebody else reclaims it", MODE_ZONE, 9000, 0, 9000, 0, 0,
		  RECLAIM_NOSCAN, 0, GFP_KERNEL, 0, RECLAIM_NOSCAN, RECLAIM_RAN },
		{ MODES_OF_7, "it is given up", MODE_ZONE, 9000, 0, 9000, 0, 0, RECLAIM_FULL, 0,
		  GFP_KERNEL, 0, RECLAIM_FULL, RECLAIM_RAN },
		{ MODES_OF_7, "outcome 1, but no page is on an LRU list", MODE_ZONE, 9000, 0, 9000,
		  0, 0, 1, 0, GFP_KERNEL, 0, RECLAIM_SOME, RECLAIM_RAN },
		{ "5.10", "mode 1 is WRITE there: dirty files count", MODE_ZONE, 3000, 0, 3000,
		  1000, 0, 0, 0, GFP_KERNEL, 0, RECLAIM_SOME, RECLAIM_RAN },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(&rows[i]);
}

/* A remote node is near enough, but has CPUs of its own, which are to reclaim it. */
Test(reclaim, another_node_is_reclaimed_only_if_it_is_near_and_has_no_cpus)
{
	static const struct {
		const char *kernels, *when;
		unsigned distance;
		bool has_cpu;
		int64_t code;
	} rows[] = {
		{ SINCE_4_12, "distance 30, with CPUs", 30, true, RECLAIM_NOSCAN },
		{ SINCE_4_12, "distance 30, without", 30, false, RECLAIM_SOME },
		{ SINCE_4_12, "distance 31", 31, false, NOT_ASKED },
		{ "4.7", "distance 30, with CPUs", 30, true, NOT_ASKED },
		{ "4.7", "distance 30, without", 30, false, NOT_ASKED },
		{ "4.7", "distance 29", 29, false, RECLAIM_SOME },
	};
	const struct kernel *k;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *names = rows[i].kernels; (k = kernels_next(&names));) {
			const struct event *e;
			struct scene s;
			size_t n = 0;

			scene_open_on(&s, k, worlds_new(two_nodes, 2));
			worlds_set_marks(s.w, N1_NORMAL, 1000, 2000, 3000);
			s.w->setting[SET_NODE_RECLAIM_MODE] = MODE_ZONE;
			s.w->distance[1] = s.w->distance[2] = rows[i].distance;
			s.w->node[1].has_cpu = rows[i].has_cpu;
			s.w->node[1].stat[NR_INACTIVE_FILE] = 9000;
			s.w->zone[N1_NORMAL].stat[NR_INACTIVE_FILE] = 9000;
			scene_alloc(&s, 0, GFP_KERNEL);
			do
				e = recorder_find(&s.r, EVENT_RECLAIM, n++);
			while (e && e->zone != N1_NORMAL);
			cr_expect_eq(e ? e->v[0] : NOT_ASKED, rows[i].code, "%s, %s", k->name,
				     rows[i].when);
			scene_close(&s);
		}
}

/* Reclaimed pages go to the PCP lists first; what overflows reaches the free lists. */
Test(reclaim, the_mark_is_tried_again_with_what_was_freed)
{
	static const struct {
		const char *when;
		int64_t outcome, lru_pages;
		unsigned order;
		int64_t code, files_left, free_pages;
		bool here;
	} rows[] = {
		{ "nothing: on to the next node", 0, 100, 0, RECLAIM_SOME, 9000, 0, false },
		{ "20 pages wait on PCP lists: the mark fails", 20, 100, 0, RECLAIM_SUCCESS, 8980,
		  0, false },
		{ "100 pages: enough left the PCP lists", 100, 100, 0, RECLAIM_SUCCESS, 8900, 88,
		  true },
		{ "as many as there are", 1000, 40, 0, RECLAIM_SUCCESS, 8960, 28, true },
		{ "fewer than the order needs", 7, 100, 3, RECLAIM_SOME, 8993, 0, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct event *e;
		struct result res;
		struct scene s;

		scene_open(&s, worlds_new(two_nodes, 2));
		worlds_set_marks(s.w, N0_NORMAL, 10, 20, 30);
		worlds_put_free(s.w, N1_NORMAL, "10M: 2000");
		worlds_set_lru(s.w, 0x1000, rows[i].lru_pages);
		s.w->setting[SET_NODE_RECLAIM_MODE] = MODE_ZONE;
		s.w->node[0].stat[NR_INACTIVE_FILE] = 9000;
		s.w->node[0].stat[NR_FILE_PAGES] = 9000;
		s.w->node[0].reclaim_outcome = rows[i].outcome;
		res = scene_alloc(&s, rows[i].order, GFP_KERNEL | GFP_F_MOVABLE);
		e = recorder_find(&s.r, EVENT_RECLAIM, 0);
		cr_assert_not_null(e);
		cr_expect_eq(e->v[0], rows[i].code, "%s", rows[i].when);
		cr_expect_eq(res.pfn < 0x2000, rows[i].here, "%s: %x", rows[i].when, res.pfn);
		cr_expect_eq(s.w->node[0].stat[NR_INACTIVE_FILE], rows[i].files_left, "%s",
			     rows[i].when);
		cr_expect_eq(s.w->node[0].stat[NR_FILE_PAGES], rows[i].files_left, "%s",
			     rows[i].when);
		cr_expect_eq(s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES], rows[i].free_pages,
			     "%s: %jd free", rows[i].when,
			     (intmax_t)s.w->zone[N0_NORMAL].vm_stat[NR_FREE_PAGES]);
		scene_expect_invariants(&s, rows[i].when);
		scene_close(&s);
	}
}

Test(reclaim, frees_lru_pages_lowest_pfn_first)
{
	struct scene s;

	scene_open(&s, worlds_new(two_nodes, 2));
	worlds_set_marks(s.w, N0_NORMAL, 10, 20, 30);
	worlds_set_lru(s.w, 0x1801, 1);
	worlds_set_lru(s.w, 0x1003, 2);
	s.w->setting[SET_NODE_RECLAIM_MODE] = MODE_ZONE;
	s.w->node[0].stat[NR_INACTIVE_FILE] = 9000;
	s.w->node[0].reclaim_outcome = 2;
	scene_alloc(&s, 0, GFP_KERNEL | GFP_F_THISNODE | GFP_F_NORETRY);
	cr_expect_eq(s.w->page[0x1003].where, PAGE_PCP);
	cr_expect_eq(s.w->page[0x1004].where, PAGE_PCP);
	cr_expect_eq(s.w->page[0x1003].flags & PAGE_LRU, 0, "a free page is on no LRU list");
	scene_expect_invariants(&s, "reclaimed");
	scene_close(&s);
}

static void count_freed(void *self, unsigned depth, const char *text)
{
	unsigned *lines = self;

	(void)depth;
	if (strstr(text, "to the PCP list")) {
		*lines += 1;
		cr_expect(strstr(text, "pfn 4099 ") && strstr(text, "1 more") &&
				  strstr(text, "the last pfn 4100"),
			  "%s", text);
	}
}

Test(reclaim, what_it_freed_is_told_in_one_line)
{
	unsigned lines = 0;
	struct scene s;

	scene_open(&s, worlds_new(two_nodes, 2));
	worlds_set_marks(s.w, N0_NORMAL, 10, 20, 30);
	worlds_set_lru(s.w, 0x1003, 2);
	s.w->setting[SET_NODE_RECLAIM_MODE] = MODE_ZONE;
	s.w->node[0].stat[NR_INACTIVE_FILE] = 9000;
	s.w->node[0].reclaim_outcome = 2;
	scene_alloc(&s, 0, GFP_KERNEL | GFP_F_THISNODE | GFP_F_NORETRY);
	cr_assert_eq(recorder_count(&s.r, EVENT_FREE), 2);
	narrate(&(struct speaker){ kernel_find("6.1"), s.w }, s.r.event, s.r.n, count_freed,
		&lines);
	cr_expect_eq(lines, 1);
	scene_close(&s);
}
