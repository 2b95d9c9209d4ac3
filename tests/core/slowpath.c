/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slowpath.c - the min mark, the reserves, and what the kernel would do next if it could sleep. */
#include "core/slowpath.h"

#include <criterion/criterion.h>

#include "worlds.h"

/*
 * One zone with these marks:   0 ... 100 ... 200 ... 300 ........ 400
 *	                         MIN_RESERVE  min   low            high
 */
static void open_with_free(struct scene *s, int64_t free_pages)
{
	scene_open(s, worlds_one_zone());
	worlds_set_marks(s->w, N0_NORMAL, 200, 300, 400);
	worlds_fill(s->w, N0_NORMAL, free_pages, MIGRATE_UNMOVABLE);
}

/* The attempt that found a page, or -1. */
static int served_by(const struct scene *s)
{
	const struct event *e;

	for (size_t i = 0; (e = recorder_find(&s->r, EVENT_ATTEMPT_END, i)); i++)
		if (e->v[1])
			return (int)e->v[0];
	return -1;
}

static int64_t told(const struct scene *s, enum event_kind kind)
{
	const struct event *e = recorder_find(&s->r, kind, 0);

	return e ? e->v[0] : -1;
}

/* ---- which attempt serves ---- */

struct served_row {
	const char *when;
	int64_t free_pages;
	unsigned order;
	gfp_t gfp;
	int64_t task, rt, oom_victim;
	enum task_context context;
	int attempt;            /* -1: none */
};

static void expect_served(const struct served_row *row)
{
	struct result res;
	struct scene s;

	open_with_free(&s, row->free_pages);
	s.w->task[TASK_FLAGS] = row->task;
	s.w->task[TASK_RT] = row->rt;
	s.w->task[TASK_OOM_VICTIM] = row->oom_victim;
	s.w->task[TASK_CONTEXT] = row->context;
	res = scene_alloc(&s, row->order, row->gfp);
	cr_expect_eq(served_by(&s), row->attempt, "%s: %d", row->when, served_by(&s));
	cr_expect_eq(res.status == REQUEST_DONE, row->attempt >= 0, "%s", row->when);
	scene_expect_invariants(&s, row->when);
	scene_close(&s);
}

Test(slowpath, a_page_comes_from_the_first_attempt_whose_mark_allows_it)
{
	static const struct served_row rows[] = {
		{ "GFP_KERNEL above low", 301, 0, GFP_KERNEL, 0, 0, 0, IN_TASK, ATTEMPT_FAST },
		{ "GFP_KERNEL between min and low", 250, 0, GFP_KERNEL, 0, 0, 0, IN_TASK,
		  ATTEMPT_SLOW },
		{ "GFP_KERNEL exactly at low", 300, 0, GFP_KERNEL, 0, 0, 0, IN_TASK,
		  ATTEMPT_SLOW },
		{ "GFP_KERNEL exactly at min", 200, 0, GFP_KERNEL, 0, 0, 0, IN_TASK, -1 },
		{ "GFP_KERNEL of order 3", 250, 3, GFP_KERNEL, 0, 0, 0, IN_TASK, ATTEMPT_SLOW },
		{ "order 3: 207 - 7 is not above min", 207, 3, GFP_KERNEL, 0, 0, 0, IN_TASK, -1 },
		{ "order 3: 208 - 7 is", 208, 3, GFP_KERNEL, 0, 0, 0, IN_TASK, ATTEMPT_SLOW },
		{ "GFP_NOWAIT gets no lower mark", 150, 0, GFP_NOWAIT, 0, 0, 0, IN_TASK, -1 },
		{ "GFP_ATOMIC: 76 > 75", 76, 0, GFP_ATOMIC, 0, 0, 0, IN_TASK, ATTEMPT_SLOW },
		{ "GFP_ATOMIC: 75", 75, 0, GFP_ATOMIC, 0, 0, 0, IN_TASK, -1 },
		{ "real-time task: 101 > 100", 101, 0, GFP_KERNEL, 0, 1, 0, IN_TASK,
		  ATTEMPT_SLOW },
		{ "real-time task: 100", 100, 0, GFP_KERNEL, 0, 1, 0, IN_TASK, -1 },
		{ "__GFP_HIGH: half the mark", 150, 0, GFP_KERNEL | GFP_F_HIGH, 0, 0, 0, IN_TASK,
		  ATTEMPT_SLOW },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_served(&rows[i]);
}

Test(slowpath, emergency_reserves_are_for_those_who_will_free_more)
{
	static const struct served_row rows[] = {
		{ "PF_MEMALLOC: no mark", 1, 0, GFP_KERNEL, PF_MEMALLOC, 0, 0, IN_TASK,
		  ATTEMPT_RETRY },
		{ "PF_MEMALLOC, empty", 0, 0, GFP_KERNEL, PF_MEMALLOC, 0, 0, IN_TASK, -1 },
		{ "PF_MEMALLOC, __GFP_NOMEMALLOC", 1, 0, GFP_KERNEL | GFP_F_NOMEMALLOC,
		  PF_MEMALLOC, 0, 0, IN_TASK, -1 },
		{ "PF_MEMALLOC, serving a softirq", 1, 0, GFP_NOWAIT, PF_MEMALLOC, 0, 0,
		  IN_SOFTIRQ, ATTEMPT_RETRY },
		{ "PF_MEMALLOC, interrupted", 1, 0, GFP_NOWAIT, PF_MEMALLOC, 0, 0, IN_HARDIRQ,
		  -1 },
		{ "PF_MEMALLOC, bottom halves off", 1, 0, GFP_NOWAIT, PF_MEMALLOC, 0, 0,
		  IN_TASK_BH_OFF, -1 },
		{ "__GFP_MEMALLOC, interrupted", 1, 0, GFP_NOWAIT | GFP_F_MEMALLOC, 0, 0, 0,
		  IN_HARDIRQ, ATTEMPT_RETRY },
		{ "OOM victim: half the mark", 101, 0, GFP_KERNEL, 0, 0, 1, IN_TASK,
		  ATTEMPT_RETRY },
		{ "OOM victim: 100", 100, 0, GFP_KERNEL, 0, 0, 1, IN_TASK, -1 },
		{ "OOM victim, interrupted", 101, 0, GFP_NOWAIT, 0, 0, 1, IN_SOFTIRQ, -1 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_served(&rows[i]);
}

Test(slowpath, the_retry_carries_the_reserve_flags_and_keeps_kswapd)
{
	static const struct {
		const char *when;
		gfp_t gfp;
		int64_t task, oom_victim, cma, flags;
	} rows[] = {
		{ "no reserve: the flags of the attempt before", GFP_KERNEL, 0, 0, 0,
		  ALLOC_CPUSET | ALLOC_KSWAPD },
		{ "PF_MEMALLOC", GFP_KERNEL, PF_MEMALLOC, 0, 0,
		  ALLOC_NO_WATERMARKS | ALLOC_KSWAPD },
		{ "PF_MEMALLOC, no kswapd", GFP_F_DIRECT_RECLAIM, PF_MEMALLOC, 0, 0,
		  ALLOC_NO_WATERMARKS },
		{ "OOM victim", GFP_KERNEL, 0, 1, 0, ALLOC_OOM | ALLOC_KSWAPD },
		{ "both", GFP_KERNEL, PF_MEMALLOC, 1, 0, ALLOC_NO_WATERMARKS | ALLOC_KSWAPD },
		{ "PF_MEMALLOC, movable with CMA", GFP_KERNEL | GFP_F_MOVABLE, PF_MEMALLOC, 0, 1,
		  ALLOC_NO_WATERMARKS | ALLOC_KSWAPD | ALLOC_CMA },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct event *e = NULL;
		struct scene s;

		open_with_free(&s, 0);
		s.w->setting[SET_CMA] = rows[i].cma;
		s.w->task[TASK_FLAGS] = rows[i].task;
		s.w->task[TASK_OOM_VICTIM] = rows[i].oom_victim;
		scene_alloc(&s, 0, rows[i].gfp);
		e = recorder_find(&s.r, EVENT_ATTEMPT, 2);
		cr_assert_not_null(e);
		cr_expect_eq(e->v[0], ATTEMPT_RETRY, "%s", rows[i].when);
		cr_expect_eq(e->v[2], rows[i].flags, "%s: %#jx", rows[i].when, (intmax_t)e->v[2]);
		scene_close(&s);
	}
}

Test(slowpath, a_page_from_the_last_reserves_is_marked_pfmemalloc)
{
	struct result res;
	struct scene s;

	open_with_free(&s, 1);
	s.w->task[TASK_FLAGS] = PF_MEMALLOC;
	res = scene_alloc(&s, 0, GFP_KERNEL);
	cr_expect_eq(res.status, REQUEST_DONE);
	cr_expect(s.w->page[res.pfn].flags & PAGE_PFMEMALLOC);
	scene_close(&s);

	open_with_free(&s, 250);
	s.w->task[TASK_FLAGS] = PF_MEMALLOC;
	res = scene_alloc(&s, 0, GFP_KERNEL);
	cr_expect_not(s.w->page[res.pfn].flags & PAGE_PFMEMALLOC, "served at the min mark");
	scene_close(&s);
}

/* ---- how it ends when no attempt serves ---- */

Test(slowpath, a_request_that_may_sleep_ends_where_it_would)
{
	static const struct {
		const char *when;
		unsigned order;
		gfp_t gfp;
		int64_t task, oom_victim;
		enum sleeping_work work;
		size_t attempts;
	} rows[] = {
		{ "order 0", 0, GFP_KERNEL, 0, 0, SLEEP_RECLAIM, 3 },
		{ "order 4: compaction before anything else", 4, GFP_KERNEL, 0, 0, SLEEP_COMPACT,
		  2 },
		{ "order 4 with __GFP_NORETRY", 4, GFP_KERNEL | GFP_F_NORETRY, 0, 0, SLEEP_COMPACT,
		  2 },
		{ "order 1, unmovable", 1, GFP_KERNEL, 0, 0, SLEEP_COMPACT, 2 },
		{ "order 1, movable: reclaim helps", 1, GFP_KERNEL | GFP_F_MOVABLE, 0, 0,
		  SLEEP_RECLAIM, 3 },
		{ "order 3, movable", 3, GFP_KERNEL | GFP_F_MOVABLE, 0, 0, SLEEP_RECLAIM, 3 },
		{ "order 4, movable", 4, GFP_KERNEL | GFP_F_MOVABLE, 0, 0, SLEEP_COMPACT, 2 },
		{ "order 4 without __GFP_IO: no compaction", 4, GFP_NOIO, 0, 0, SLEEP_RECLAIM, 3 },
		{ "order 4 of a task that promised no I/O", 4, GFP_KERNEL, PF_MEMALLOC_NOIO, 0,
		  SLEEP_RECLAIM, 3 },
		{ "order 4 of an OOM victim: its reserve first", 4, GFP_KERNEL, 0, 1,
		  SLEEP_RECLAIM, 3 },
		{ "order 0 with __GFP_NOFAIL", 0, GFP_KERNEL | GFP_F_NOFAIL, 0, 0, SLEEP_RECLAIM,
		  3 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result res;
		struct scene s;

		open_with_free(&s, 50);
		s.w->task[TASK_FLAGS] = rows[i].task;
		s.w->task[TASK_OOM_VICTIM] = rows[i].oom_victim;
		res = scene_alloc(&s, rows[i].order, rows[i].gfp);
		cr_expect_eq(res.status, REQUEST_WOULD_SLEEP, "%s", rows[i].when);
		cr_expect_eq(res.work, rows[i].work, "%s", rows[i].when);
		cr_expect_eq(told(&s, EVENT_WOULD_SLEEP), rows[i].work, "%s", rows[i].when);
		cr_expect_eq(recorder_count(&s.r, EVENT_ATTEMPT), rows[i].attempts, "%s: %zu",
			     rows[i].when, recorder_count(&s.r, EVENT_ATTEMPT));
		scene_close(&s);
	}
}

Test(slowpath, a_request_that_may_not_sleep_fails)
{
	static const struct {
		const char *when;
		unsigned order;
		gfp_t gfp;
		int64_t task, rule;
		size_t attempts;
	} rows[] = {
		{ "larger than any block: at once", NR_ORDERS, GFP_KERNEL, 0, NO_PAGE_ORDER, 0 },
		{ "no reclaim", 0, GFP_NOWAIT, 0, NO_PAGE_CANNOT_RECLAIM, 3 },
		{ "no reclaim, order 4", 4, GFP_NOWAIT, 0, NO_PAGE_CANNOT_RECLAIM, 3 },
		{ "__GFP_NOFAIL alone means nothing", 0, GFP_NOWAIT | GFP_F_NOFAIL, 0,
		  NO_PAGE_CANNOT_RECLAIM, 3 },
		{ "a task that reclaims", 0, GFP_KERNEL | GFP_F_NOMEMALLOC, PF_MEMALLOC,
		  NO_PAGE_MEMALLOC, 3 },
		{ "no zone suits: not even tried", 0, GFP_KERNEL | GFP_F_DMA, 0, NO_PAGE_NO_ZONE,
		  1 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result res;
		struct scene s;

		open_with_free(&s, 50);
		s.w->task[TASK_FLAGS] = rows[i].task;
		res = scene_alloc(&s, rows[i].order, rows[i].gfp);
		cr_expect_eq(res.status, REQUEST_FAILED, "%s", rows[i].when);
		cr_expect_eq(res.pfn, NO_PFN, "%s", rows[i].when);
		cr_expect_eq(told(&s, EVENT_NO_PAGE), rows[i].rule, "%s", rows[i].when);
		cr_expect_eq(recorder_count(&s.r, EVENT_ATTEMPT), rows[i].attempts, "%s: %zu",
			     rows[i].when, recorder_count(&s.r, EVENT_ATTEMPT));
		scene_close(&s);
	}
}

/* A task that reclaims may not reclaim for itself; if it must not fail, half the mark is its. */
Test(slowpath, nofail_of_a_task_that_may_not_reclaim_uses_the_min_reserve)
{
	static const struct {
		const char *when;
		int64_t free_pages;
		enum request_status status;
		int attempt;
	} rows[] = {
		{ "101 > 100", 101, REQUEST_DONE, ATTEMPT_NOFAIL_CPUSET },
		{ "100: it tries again until others free memory", 100, REQUEST_WOULD_SLEEP, -1 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct result res;
		struct scene s;

		open_with_free(&s, rows[i].free_pages);
		s.w->task[TASK_FLAGS] = PF_MEMALLOC;
		res = scene_alloc(&s, 0, GFP_KERNEL | GFP_F_NOFAIL | GFP_F_NOMEMALLOC);
		cr_expect_eq(res.status, rows[i].status, "%s", rows[i].when);
		cr_expect_eq(served_by(&s), rows[i].attempt, "%s", rows[i].when);
		if (res.status == REQUEST_WOULD_SLEEP)
			cr_expect_eq(res.work, SLEEP_LOOP, "%s", rows[i].when);
		scene_close(&s);
	}
}

Test(slowpath, nofail_goes_outside_the_cpuset_at_last)
{
	static const struct zone_row two_nodes[] = {
		{ N0_NORMAL, 0x1000, 0x1000 }, { N1_NORMAL, 0x2000, 0x1000 },
	};
	struct result res;
	struct scene s;

	scene_open(&s, worlds_new(two_nodes, 2));
	s.w->setting[SET_CPUSETS_ENABLED] = 1;
	s.w->mems_allowed = s.w->cpuset[0].mems = (struct nodemask){ .bits = { 1 } };
	s.w->task[TASK_FLAGS] = PF_MEMALLOC;
	worlds_put_free(s.w, N1_NORMAL, "10U: 2000");
	res = scene_alloc(&s, 0, GFP_KERNEL | GFP_F_NOFAIL | GFP_F_NOMEMALLOC);
	cr_expect_eq(res.pfn, 0x2000, "%x", res.pfn);
	cr_expect_eq(served_by(&s), ATTEMPT_NOFAIL);
	scene_close(&s);
}

Test(slowpath, atomic_is_no_longer_atomic_if_it_may_sleep)
{
	struct scene s;

	open_with_free(&s, 50);
	scene_alloc(&s, 0, GFP_ATOMIC | GFP_F_DIRECT_RECLAIM);
	cr_expect_eq(recorder_find(&s.r, EVENT_ATTEMPT, 0)->v[1] & GFP_F_ATOMIC, GFP_F_ATOMIC);
	cr_expect_eq(told(&s, EVENT_SLOW_FLAGS), GFP_F_HIGH | GFP_F_RECLAIM);
	scene_close(&s);
}

/* Those who may ignore cpusets and policies start from the nearest zone of all. */
Test(slowpath, reserves_drop_the_callers_nodemask)
{
	static const struct zone_row two_nodes[] = {
		{ N0_NORMAL, 0x1000, 0x1000 }, { N1_NORMAL, 0x2000, 0x1000 },
	};
	static const struct {
		const char *when;
		gfp_t gfp;
		int64_t task;
		pfn_t pfn;
	} rows[] = {
		{ "GFP_ATOMIC", GFP_ATOMIC, 0, 0x1000 },
		{ "PF_MEMALLOC", GFP_KERNEL, PF_MEMALLOC, 0x1000 },
		{ "GFP_NOWAIT keeps it", GFP_NOWAIT, 0, NO_PFN },
	};
	struct nodemask node1 = { .bits = { 2 } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct request r = { .op = REQ_ALLOC, .gfp = rows[i].gfp, .nid = NID_LOCAL,
				     .nodemask = &node1 };
		struct result res;
		struct scene s;

		scene_open(&s, worlds_new(two_nodes, 2));
		s.w->task[TASK_FLAGS] = rows[i].task;
		worlds_put_free(s.w, N0_NORMAL, "10U: 1000");
		res = request_run(s.m, &r);
		cr_expect_eq(res.pfn, rows[i].pfn, "%s: %x", rows[i].when, res.pfn);
		scene_close(&s);
	}
}
