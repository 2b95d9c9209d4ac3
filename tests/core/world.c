/* SPDX-License-Identifier: GPL-3.0-or-later */
/* world.c - events carry a world forwards and backwards, and nothing else changes one. */
#include "core/world.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "core/invariants.h"
#include "worlds.h"

/* ---- a long run of everything that may be asked ---- */

enum { REQUESTS = 4000, MAX_BLOCKS = 600 };

struct blocks {
	struct {
		pfn_t pfn;
		unsigned order;
	} block[MAX_BLOCKS];
	size_t n;
};

/* Numerical Recipes' generator: the same run every time. */
static uint32_t roll(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)(*seed >> 8) * below >> 24);
}

/*
 * Two nodes that are full of everything: node 0 with DMA32 and Normal, node 1 with Normal. Some
 * pages are on LRU lists, and node 0 may be reclaimed.
 */
static struct world *busy_world(void)
{
	static const struct zone_row rows[] = {
		{ N0_DMA32, 0x1000, 0x1000 }, { N0_NORMAL, 0x2000, 0x1800 },
		{ N1_NORMAL, 0x4000, 0xf00 },
	};
	struct world *w = worlds_new(rows, 3);

	for (size_t i = 0; i < 3; i++) {
		struct zone *z = &w->zone[rows[i].zone];

		worlds_set_marks(w, rows[i].zone, 100, 200, 400);
		z->stat_threshold = 8;
		z->percpu_drift_mark = 600;
	}
	w->zone[N0_DMA32].lowmem_reserve[2] = 64;
	worlds_set_pcp(w, N0_NORMAL, 15, 90);
	worlds_set_pageblocks(w, "1000=U 1200=R 2000=U 2200=H 2400=C 3600=R");
	w->setting[SET_CMA] = 1;
	w->zone[N0_NORMAL].nr_reserved_highatomic = 512;
	w->zone[N0_NORMAL].nr_free_highatomic = 512;
	worlds_put_free(w, N0_DMA32, "9U: 1000; 9R: 1200; 10M: 1400 1800");
	worlds_put_free(w, N0_NORMAL,
			"9U: 2000; 9H: 2200; 9C: 2400; 10M: 2800; 9M: 2e00; 9R: 3600");
	worlds_put_free(w, N1_NORMAL, "10M: 4000 4400; 8M: 4e00");
	worlds_set_lru(w, 0x1c00, 0x300);
	worlds_set_lru(w, 0x3000, 0x300);
	w->setting[SET_NODE_RECLAIM_MODE] = 1;
	w->setting[SET_CPUSETS_ENABLED] = 1;
	w->node[0].stat[NR_INACTIVE_FILE] = 500;
	w->node[0].stat[NR_ACTIVE_FILE] = 1000;
	w->node[0].stat[NR_FILE_PAGES] = 1500;
	w->node[0].reclaim_outcome = 40;
	return w;
}

static gfp_t random_gfp(uint32_t *seed)
{
	enum { USER = GFP_HIGHUSER_MOVABLE };
	static const gfp_t base[] = { GFP_KERNEL, GFP_ATOMIC, GFP_NOWAIT, GFP_NOIO, USER, USER };
	static const gfp_t more[] = { 0, 0, 0, GFP_F_RECLAIMABLE, GFP_F_WRITE, GFP_F_ZERO,
				      GFP_F_COMP, GFP_F_DMA32, GFP_F_THISNODE, GFP_F_MEMALLOC,
				      GFP_F_NOFAIL, GFP_F_NOMEMALLOC };
	gfp_t gfp = base[roll(seed, 6)];
	gfp_t extra = more[roll(seed, 12)];

	if (gfp & (GFP_F_MOVABLE | GFP_F_HIGHMEM) && extra & (GFP_F_RECLAIMABLE | GFP_F_DMA32))
		return gfp;
	return gfp | extra;
}

static void keep(struct blocks *b, pfn_t pfn, unsigned order)
{
	b->block[b->n].pfn = pfn;
	b->block[b->n++].order = order;
}

static void random_alloc(struct machine *m, struct blocks *b, uint32_t *seed)
{
	static const unsigned orders[] = { 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 8, 9, 9, 10, 11 };
	struct nodemask mask = { .bits = { 1u + roll(seed, 3) } };
	struct request r = { .op = REQ_ALLOC, .order = orders[roll(seed, 17)],
			     .gfp = random_gfp(seed), .nid = (int)roll(seed, 3) - 1,
			     .nodemask = roll(seed, 8) ? NULL : &mask };
	struct result res = request_run(m, &r);

	if (res.status == REQUEST_DONE)
		keep(b, res.pfn, r.order);
}

static void random_bulk(struct machine *m, struct blocks *b, uint32_t *seed)
{
	pfn_t pages[40];
	struct request r = { .op = REQ_BULK, .gfp = random_gfp(seed), .nid = NID_LOCAL,
			     .want = 1 + roll(seed, 40), .pages = pages };
	struct result res = request_run(m, &r);

	for (unsigned i = 0; i < res.got; i++)
		keep(b, pages[i], 0);
}

static void random_free(struct machine *m, struct blocks *b, uint32_t *seed)
{
	size_t i = roll(seed, (uint32_t)b->n);
	struct request r = { .op = REQ_FREE, .pfn = b->block[i].pfn, .order = b->block[i].order };

	b->block[i] = b->block[--b->n];
	cr_assert_eq(request_run(m, &r).status, REQUEST_DONE);
}

static void random_split(struct machine *m, struct blocks *b, uint32_t *seed)
{
	size_t i = roll(seed, (uint32_t)b->n);
	unsigned order = b->block[i].order;
	pfn_t pfn = b->block[i].pfn;
	struct request r = { .op = REQ_SPLIT, .pfn = pfn, .order = order };

	if (b->n + (1u << order) > MAX_BLOCKS || request_run(m, &r).status != REQUEST_DONE)
		return;
	b->block[i] = b->block[--b->n];
	for (pfn_t at = pfn; at < pfn + (1u << order); at++)
		keep(b, at, 0);
}

/* A page in use since boot, if it still is. */
static void random_boot_free(struct machine *m, uint32_t *seed)
{
	struct request r = { .op = REQ_FREE, .pfn = 0x1c00 + roll(seed, 0x400) };

	if (machine_world(m)->page[r.pfn].where == PAGE_NOWHERE)
		request_run(m, &r);
}

/* Another task, another CPU, another outcome of reclaim. */
static void random_change(struct machine *m, uint32_t *seed)
{
	static const int64_t task[] = { 0, 0, PF_MEMALLOC, PF_MEMALLOC_NOIO, PF_EXITING };
	struct event e[] = {
		{ .kind = EVENT_TASK, .zone = NO_ZONE, .pfn = NO_PFN,
		  .v = { 0, task[roll(seed, 5)], TASK_FLAGS } },
		{ .kind = EVENT_TASK, .zone = NO_ZONE, .pfn = NO_PFN,
		  .v = { 0, roll(seed, 4) == 0, TASK_OOM_VICTIM } },
		{ .kind = EVENT_TASK, .zone = NO_ZONE, .pfn = NO_PFN,
		  .v = { 0, roll(seed, NR_TASK_CONTEXTS), TASK_CONTEXT } },
		{ .kind = EVENT_TASK, .zone = NO_ZONE, .pfn = NO_PFN,
		  .v = { 0, roll(seed, 2), TASK_CPU } },
		{ .kind = EVENT_RECLAIM_OUTCOME, .zone = N0_DMA32, .pfn = NO_PFN,
		  .v = { 0, (int64_t)roll(seed, 60) - 2 } },
		{ .kind = EVENT_NODE_ALLOWED, .zone = NO_ZONE, .pfn = NO_PFN,
		  .v = { 0, 1, roll(seed, 2) } },
		{ .kind = EVENT_WATERMARK_BOOST, .zone = N0_NORMAL, .pfn = NO_PFN,
		  .v = { 0, 512 * (int64_t)roll(seed, 2) } },
		{ .kind = EVENT_PAGE_LRU, .zone = N0_NORMAL, .pfn = 0x3000 + roll(seed, 0x300),
		  .v = { 1, roll(seed, 2) } },
	};
	struct request r = { .op = REQ_SET, .changes = &e[roll(seed, 8)], .nr_changes = 1 };

	request_run(m, &r);
}

static void random_request(struct machine *m, struct blocks *b, uint32_t *seed)
{
	uint32_t dice = roll(seed, 100);

	if (b->n > MAX_BLOCKS - 60 || (dice < 40 && b->n))
		random_free(m, b, seed);
	else if (dice < 80)
		random_alloc(m, b, seed);
	else if (dice < 84)
		random_bulk(m, b, seed);
	else if (dice < 87 && b->n)
		random_split(m, b, seed);
	else if (dice < 90)
		random_boot_free(m, seed);
	else if (dice < 92)
		request_run(m, &(struct request){ .op = REQ_DRAIN });
	else if (dice < 93)
		request_run(m, &(struct request){ .op = REQ_UNRESERVE, .force = roll(seed, 2) });
	else if (dice < 95)
		request_run(m, &(struct request){ .op = REQ_TICK });
	else
		random_change(m, seed);
}

/* The first state, the last one, and every event between them. */
struct run {
	struct world *first, *last;
	struct recorder r;
};

static void run_for(struct run *run, uint32_t seed, const struct kernel *k)
{
	struct blocks b = { .n = 0 };
	struct machine *m;

	*run = (struct run){ .first = busy_world() };
	run->last = world_copy(run->first);
	m = machine_new(run->last, k);
	cr_assert(run->last && m);
	cr_assert(machine_listen(m, recorder_sink(&run->r)));
	for (int i = 0; i < REQUESTS; i++)
		random_request(m, &b, &seed);
	machine_free(m);
}

static void run_done(struct run *run)
{
	world_free(run->first);
	world_free(run->last);
	recorder_done(&run->r);
}

static void expect_same(const struct world *a, const struct world *b, const char *when, size_t at)
{
	cr_expect(world_equal(a, b), "%s, event %zu", when, at);
	cr_expect_eq(world_digest(a), world_digest(b), "%s, event %zu: the digests", when, at);
}

/* A run that leaves out half of what may happen would prove little. */
Test(world, the_random_run_is_a_rich_one)
{
	static const enum event_kind wanted[] = {
		EVENT_RESCAN, EVENT_DIRTY, EVENT_WATERMARK_UNBOOSTED, EVENT_RECLAIM,
		EVENT_PCP_REFILL, EVENT_PCP_EMPTY, EVENT_SPLIT, EVENT_CMA_BALANCE, EVENT_FALLBACK,
		EVENT_FALLBACK_NONE, EVENT_CLAIM, EVENT_BOOST, EVENT_HIGHATOMIC_RESERVE,
		EVENT_HIGHATOMIC_UNRESERVE, EVENT_BULK, EVENT_MERGE, EVENT_TAIL,
		EVENT_PCP_OVERFLOW, EVENT_DRAIN, EVENT_KSWAPD, EVENT_NODEMASK_DROPPED,
		EVENT_WOULD_SLEEP, EVENT_NO_PAGE, EVENT_PAGEBLOCK_TYPE, EVENT_BLOCK_SPLIT,
		EVENT_PAGE_LRU, EVENT_VM_STAT, EVENT_NODE_ALLOWED, EVENT_WATERMARK_BOOST,
		EVENT_FREE_FACTOR, EVENT_NUMA_STAT, EVENT_KSWAPD_ORDER, EVENT_NODE_STAT,
		EVENT_RECLAIM_OUTCOME, EVENT_TASK, EVENT_PCP_EXPIRE,
	};
	struct run run;

	run_for(&run, 1, kernel_find("6.1"));
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		cr_expect_neq(recorder_count(&run.r, wanted[i]), 0, "no %s",
			      event_info[wanted[i]].name);
	run_done(&run);
}

Test(world, events_alone_carry_it_to_the_last_state_and_back)
{
	for (size_t i = 0; kernel_at(i); i++) {
		struct world *w;
		struct run run;

		run_for(&run, 1 + (uint32_t)i, kernel_at(i));
		w = world_copy(run.first);
		expect_same(w, run.first, "copied", 0);
		for (size_t n = 0; n < run.r.n; n++)
			world_apply(w, &run.r.event[n]);
		expect_same(w, run.last, kernel_at(i)->name, run.r.n);
		cr_expect_neq(world_digest(w), world_digest(run.first));
		for (size_t n = run.r.n; n-- > 0;)
			world_revert(w, &run.r.event[n]);
		expect_same(w, run.first, kernel_at(i)->name, 0);
		world_free(w);
		run_done(&run);
	}
}

/* w is carried along plainly, again by doing, undoing and doing each event. */
static void expect_undoable(const struct run *run, const char *name)
{
	struct world *w = world_copy(run->first), *again = world_copy(run->first);

	for (size_t i = 0; i < run->r.n; i++) {
		const struct event *e = &run->r.event[i];
		bool look = i % 97 == 0 && event_info[e->kind].nature == NATURE_DOES;

		world_apply(again, e);
		world_revert(again, e);
		if (look)
			expect_same(w, again, name, i);
		world_apply(again, e);
		world_apply(w, e);
		if (look)
			expect_same(w, again, name, i);
	}
	expect_same(w, again, name, run->r.n);
	expect_same(w, run->last, name, run->r.n);
	world_free(w);
	world_free(again);
}

Test(world, every_event_can_be_undone_and_done_again)
{
	for (size_t i = 0; kernel_at(i); i++) {
		struct run run;

		run_for(&run, 7, kernel_at(i));
		expect_undoable(&run, kernel_at(i)->name);
		run_done(&run);
	}
}

Test(world, events_that_say_something_change_nothing)
{
	struct world *w = busy_world(), *before = world_copy(w);

	for (int kind = 0; kind < NR_EVENT_KINDS; kind++) {
		struct event e = { .kind = (uint16_t)kind, .zone = N0_NORMAL, .pfn = 0x2000,
				   .link = NO_PFN, .v = { 1, 2, 3, 4, 5, 6 } };

		if (event_info[kind].nature == NATURE_DOES)
			continue;
		world_apply(w, &e);
		world_revert(w, &e);
		cr_expect(world_equal(before, w), "%s", event_info[kind].name);
	}
	world_free(before);
	world_free(w);
}

Test(world, who_listens_changes_nothing)
{
	struct blocks heard = { .n = 0 }, alone = { .n = 0 };
	struct world *a = busy_world(), *b = world_copy(a);
	struct machine *m = machine_new(a, kernel_find("6.1"));
	struct machine *n = machine_new(b, kernel_find("6.1"));
	uint32_t seed_a = 11, seed_b = 11;
	struct recorder r = { 0 };

	cr_assert(machine_listen(m, recorder_sink(&r)));
	for (int i = 0; i < REQUESTS; i++) {
		random_request(m, &heard, &seed_a);
		random_request(n, &alone, &seed_b);
	}
	expect_same(a, b, "heard and alone", r.n);
	machine_free(m);
	machine_free(n);
	world_free(a);
	world_free(b);
	recorder_done(&r);
}

Test(world, a_machine_has_room_for_a_few_listeners)
{
	struct recorder r[MAX_SINKS + 1] = { 0 };
	struct scene s;

	scene_open(&s, worlds_one_zone());
	for (int i = 1; i < MAX_SINKS; i++)
		cr_expect(machine_listen(s.m, recorder_sink(&r[i])));
	cr_expect_not(machine_listen(s.m, recorder_sink(&r[MAX_SINKS])));
	scene_alloc(&s, 0, GFP_NOWAIT);
	cr_expect_eq(r[1].n, s.r.n);
	cr_expect_eq(r[MAX_SINKS].n, 0);
	for (int i = 1; i < MAX_SINKS; i++)
		recorder_done(&r[i]);
	scene_close(&s);
}

Test(world, keeps_its_invariants_whatever_is_asked)
{
	for (uint32_t seed = 20; seed < 24; seed++) {
		for (size_t i = 0; kernel_at(i); i++) {
			struct world *w = busy_world();
			struct machine *m = machine_new(w, kernel_at(i));
			struct audit *audit = audit_new(m);
			struct blocks b = { .n = 0 };
			const struct breach *found;
			uint32_t dice = seed;
			uint64_t seq = 0;

			cr_assert(audit && machine_listen(m, audit_sink(audit)));
			for (int n = 0; n < REQUESTS; n++)
				random_request(m, &b, &dice);
			found = audit_breach(audit, &seq);
			cr_expect_null(found, "%s, seed %u, event %ju: %s", kernel_at(i)->name,
				       seed, (uintmax_t)seq, found ? found->text : "");
			audit_free(audit);
			machine_free(m);
			world_free(w);
		}
	}
}

/* When everything that was taken is given back, everything is free again. */
Test(world, pages_are_conserved)
{
	struct world *w = busy_world();
	struct machine *m = machine_new(w, kernel_find("6.1"));
	int64_t in_use[3] = { w->zone[N0_DMA32].nr_in_use, w->zone[N0_NORMAL].nr_in_use,
			      w->zone[N1_NORMAL].nr_in_use };
	static const zid_t zones[] = { N0_DMA32, N0_NORMAL, N1_NORMAL };
	struct blocks b = { .n = 0 };
	uint32_t seed = 5;

	w->setting[SET_NODE_RECLAIM_MODE] = 0;
	for (int i = 0; i < REQUESTS; i++) {
		if (b.n > MAX_BLOCKS - 60 || (b.n && roll(&seed, 2)))
			random_free(m, &b, &seed);
		else
			random_alloc(m, &b, &seed);
	}
	while (b.n)
		random_free(m, &b, &seed);
	for (size_t i = 0; i < 3; i++)
		cr_expect_eq(w->zone[zones[i]].nr_in_use, in_use[i], "zone %u", zones[i]);
	machine_free(m);
	world_free(w);
}

/* ---- comparing ---- */

Test(world, equal_worlds_agree_in_everything_a_request_could_see)
{
	static const struct {
		const char *when;
		struct event e;
	} rows[] = {
		{ "a block on another list", { .kind = EVENT_FREE_AREA_ADD, .zone = N0_NORMAL,
					       .pfn = 0x1800, .link = NO_PFN, .order = 2 } },
		{ "a page on a PCP list", { .kind = EVENT_PCP_ADD, .zone = N0_NORMAL, .cpu = 1,
					    .pfn = 0x1800, .link = NO_PFN } },
		{ "an allocated page", { .kind = EVENT_BLOCK_ALLOCATED, .zone = N0_NORMAL,
					 .pfn = 0x1800 } },
		{ "its flags", { .kind = EVENT_BLOCK_ALLOCATED, .zone = N0_NORMAL, .pfn = 0x1800,
				 .v = { PAGE_ZEROED } } },
		{ "a page on an LRU list", { .kind = EVENT_PAGE_LRU, .zone = N0_NORMAL,
		  .pfn = 0x1801, .v = { 1, 1 } } },
		{ "a pageblock's type", { .kind = EVENT_PAGEBLOCK_TYPE, .zone = N0_NORMAL,
					  .pfn = 0x1800, .migratetype = MIGRATE_RECLAIMABLE,
					  .v = { MIGRATE_MOVABLE } } },
		{ "a CPU's delta", { .kind = EVENT_VM_STAT, .zone = N0_NORMAL, .cpu = 1,
				     .v = { NR_FREE_PAGES, 1, 0, 1 } } },
		{ "a counter", { .kind = EVENT_VM_STAT, .zone = N0_NORMAL,
				 .v = { NR_FREE_PAGES, 1, 1, 0 } } },
		{ "the boost", { .kind = EVENT_WATERMARK_BOOST, .zone = N0_NORMAL, .v = { 0,
		  1 } } },
		{ "a flag of the zone", { .kind = EVENT_ZONE_FLAGS, .zone = N0_NORMAL,
					  .v = { 0, 1 } } },
		{ "a reserve", { .kind = EVENT_LOWMEM_RESERVE_SET, .zone = N0_NORMAL,
				 .v = { 0, 1, 3 } } },
		{ "a PCP list's limit", { .kind = EVENT_PCP_HIGH, .zone = N0_NORMAL, .cpu = 1,
					  .v = { 24, 25 } } },
		{ "what kswapd was told", { .kind = EVENT_KSWAPD_ORDER, .zone = N0_DMA,
					    .v = { 0, 1 } } },
		{ "a node's file pages", { .kind = EVENT_NODE_STAT, .zone = N0_DMA,
					   .v = { 0, 1, NR_FILE_DIRTY } } },
		{ "a setting", { .kind = EVENT_SETTING, .v = { 0, 1, SET_CMA } } },
		{ "the task", { .kind = EVENT_TASK, .v = { 0, 1, TASK_RT } } },
		{ "an event counter", { .kind = EVENT_VM_EVENT, .v = { 0, 1, PGFREE } } },
		{ "the task's mems_allowed", { .kind = EVENT_NODE_ALLOWED, .v = { 0, 0, 0 } } },
		{ "a cpuset's mems", { .kind = EVENT_NODE_ALLOWED, .v = { 1, 0, 0 } } },
		{ "a cpuset", { .kind = EVENT_CPUSET_ADD, .v = { 0, 1 } } },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world *w = worlds_one_zone(), *other = world_copy(w);

		cr_expect(world_equal(w, other), "%s", rows[i].when);
		cr_expect_eq(world_digest(w), world_digest(other), "%s", rows[i].when);
		world_apply(other, &rows[i].e);
		cr_expect_not(world_equal(w, other), "%s", rows[i].when);
		cr_expect_neq(world_digest(w), world_digest(other), "%s: the digest", rows[i].when);
		world_revert(other, &rows[i].e);
		cr_expect(world_equal(w, other), "%s: undone", rows[i].when);
		cr_expect_eq(world_digest(w), world_digest(other), "%s: undone", rows[i].when);
		world_free(w);
		world_free(other);
	}
}

Test(world, the_order_of_a_list_matters)
{
	struct world *a = worlds_one_zone(), *b = worlds_one_zone();

	worlds_put_free(a, N0_NORMAL, "4M: 1010 1030");
	worlds_put_free(b, N0_NORMAL, "4M: 1030 1010");
	cr_expect_not(world_equal(a, b));
	cr_expect_neq(world_digest(a), world_digest(b));
	world_free(a);
	world_free(b);
}

Test(world, a_zone_is_found_by_its_pages)
{
	static const struct zone_row rows[] = {
		{ N0_DMA32, 0x1000, 0x200 }, { N0_NORMAL, 0x1200, 0x200 }, { N1_NORMAL, 0x1800,
		  0x200 },
	};
	static const struct {
		pfn_t pfn;
		zid_t zone;
	} cases[] = {
		{ 0xfff, NO_ZONE },    { 0x1000, N0_DMA32 }, { 0x11ff, N0_DMA32 }, { 0x1200,
		  N0_NORMAL },
		{ 0x1400, NO_ZONE },  { 0x19ff, N1_NORMAL }, { 0x1a00, NO_ZONE },   { NO_PFN,
		  NO_ZONE },
	};
	struct world *w = worlds_new(rows, 3);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		cr_expect_eq(world_zone_of(w, cases[i].pfn), cases[i].zone, "%x", cases[i].pfn);
	world_free(w);
}
