/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statements.c - a line of the command language: what it asks for, or what is wrong with it. */
#include "lesson/lesson.h"

#include "lesson/facts.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* ---- a host that writes down what it is told ---- */

struct notes {
	struct request last;            /* without what it only borrowed */
	struct nodemask mask;
	unsigned requests, claims, failed;
	const char *answer;
	char said[4000];
	char seen[200];
};

static void note_before(void *self, const struct request *r, const char *statement)
{
	struct notes *n = self;

	(void)statement;
	n->last = *r;
	if (r->nodemask)
		n->mask = *r->nodemask;
	n->requests++;
}

static void note_said(void *self, enum voice voice, const char *text)
{
	struct notes *n = self;
	size_t used = strlen(n->said);

	(void)voice;
	snprintf(n->said + used, sizeof n->said - used, "%s\n", text);
}

static void note_claim(void *self, const struct claim *c)
{
	struct notes *n = self;

	n->claims++;
	n->failed += !c->ok;
	snprintf(n->seen, sizeof n->seen, "%s", c->seen);
}

static bool note_answer(void *self, const struct question *q, char answer[FACT_MAX])
{
	struct notes *n = self;

	(void)q;
	if (n->answer)
		snprintf(answer, FACT_MAX, "%s", n->answer);
	return n->answer != NULL;
}

static enum lesson_status run(struct session *s, const char *text, struct diag *d)
{
	struct place at = { .file = "test.md", .directory = ".", .line = 7 };

	return session_line(s, &at, text, d);
}

/* Two nodes of 256 MiB; the statements after the machine are setup, too. */
static struct session *begin(struct notes *n, struct lesson_host *host, const char *const *setup)
{
	static const char *const machine[] = { "kernel 6.1", "machine numa 2x256M", NULL };
	struct session *s;
	struct diag d;

	*n = (struct notes){ .requests = 0 };
	*host = (struct lesson_host){ .self = n, .before = note_before, .say = note_said,
				      .claimed = note_claim, .answer = note_answer };
	s = session_new(host);
	for (const char *const *line = machine; *line; line++)
		cr_assert_eq(run(s, *line, &d), LESSON_OK, "%s: %s", *line, d.message);
	for (; setup && *setup; setup++)
		cr_assert_eq(run(s, *setup, &d), LESSON_OK, "%s: %s", *setup, d.message);
	n->requests = 0;
	n->said[0] = '\0';
	return s;
}

/* ---- what a statement asks for ---- */

/* ---- what would have helped ---- */

Test(statements, whatif_names_the_least_that_helps_after_changes_from_outside)
{
	static const char *const setup[] = {
		"set watermark_boost_factor=0",
		"fill Node0/DMA32 until free<low",
		"alloc_page GFP_KERNEL",
		"task node=1",
		"set min_free_kbytes=8192",
		NULL
	};
	struct lesson_host host;
	struct notes n;
	struct session *s = begin(&n, &host, setup);
	uint64_t before = world_digest(machine_world(session_machine(s)));
	const char *more;
	struct diag d;
	int pages, less;

	cr_assert_eq(run(s, "whatif", &d), LESSON_OK, "%s", d.message);
	cr_expect(strstr(n.said, "Node 0 DMA32, fast path: zone_watermark_fast refused; free "),
		  "%s", n.said);
	more = strstr(n.said, "short by ");
	cr_assert_not_null(more);
	cr_assert_eq(sscanf(more, "short by %d page", &pages), 1);
	cr_assert_not_null(strchr(more, '\n'));
	more = strchr(more, '\n');
	cr_expect_eq(sscanf(more, " %d more free page%*[s ]of order 0: passes; with %d", &less,
			    &pages), 2, "%s", more);
	cr_expect_eq(pages, less - 1);
	cr_expect_eq(world_digest(machine_world(session_machine(s))), before,
		     "nothing was changed by asking");
	session_free(s);
}

Test(statements, whatif_needs_a_request_for_pages)
{
	static const char *const drain[] = { "drain", NULL };
	struct lesson_host host;
	struct notes n;
	struct session *s = begin(&n, &host, NULL);
	struct diag d;

	cr_expect_eq(run(s, "whatif", &d), LESSON_BAD);
	cr_expect_str_eq(d.message, "nothing was asked yet");
	session_free(s);
	s = begin(&n, &host, drain);
	cr_expect_eq(run(s, "whatif", &d), LESSON_BAD);
	cr_expect_str_eq(d.message, "the last request asked for no page");
	session_free(s);
}

#define GFP_KERNEL_BITS (GFP_F_RECLAIM | GFP_F_IO | GFP_F_FS)

/* ---- the kernel's texts ---- */

Test(statements, show_one_zone_of_zoneinfo)
{
	struct lesson_host host;
	struct notes n;
	struct session *s = begin(&n, &host, NULL);
	struct diag d;

	cr_assert_eq(run(s, "zoneinfo Node1/DMA32", &d), LESSON_OK, "%s", d.message);
	cr_expect_not_null(strstr(n.said, "\nNode 1, zone    DMA32\n"), "%s", n.said);
	cr_expect_not_null(strstr(n.said, "managed"), "%s", n.said);
	cr_expect_null(strstr(n.said, "Node 0, zone"), "%s", n.said);
	cr_expect_null(strstr(n.said, "Node 1, zone   Normal"), "%s", n.said);
	cr_expect_eq(run(s, "zoneinfo Node1/DMA33", &d), LESSON_BAD);
	cr_expect_eq(d.column, 10);
	cr_expect_eq(run(s, "zoneinfo Node1/DMA32 Node0/DMA32", &d), LESSON_BAD);
	session_free(s);
}

Test(statements, ask_what_the_kernels_calls_ask)
{
	static const struct {
		const char *statement;
		enum request_op op;
		gfp_t gfp;
		unsigned order;
		int nid;
	} rows[] = {
		{ "alloc_pages GFP_KERNEL 3", REQ_ALLOC, GFP_KERNEL_BITS, 3, NID_LOCAL },
		{ "alloc_page GFP_NOWAIT", REQ_ALLOC, GFP_F_KSWAPD_RECLAIM, 0, NID_LOCAL },
		{ "p = alloc_page GFP_KERNEL|__GFP_ZERO", REQ_ALLOC,
		  GFP_KERNEL_BITS | GFP_F_ZERO, 0, NID_LOCAL },
		{ "get_zeroed_page GFP_KERNEL", REQ_ALLOC, GFP_KERNEL_BITS, 0, NID_LOCAL },
		{ "__get_free_pages GFP_USER 2", REQ_ALLOC, GFP_KERNEL_BITS | GFP_F_HARDWALL, 2,
		  NID_LOCAL },
		{ "__get_dma_pages GFP_NOIO 0", REQ_ALLOC, GFP_F_RECLAIM, 0, NID_LOCAL },
		{ "alloc_pages_node 1 GFP_KERNEL 1", REQ_ALLOC, GFP_KERNEL_BITS, 1, 1 },
		{ "alloc_pages_node -1 GFP_KERNEL 1", REQ_ALLOC, GFP_KERNEL_BITS, 1, NID_LOCAL },
		{ "alloc_pages_nodemask GFP_KERNEL 0 nid=1 mask=0-1", REQ_ALLOC, GFP_KERNEL_BITS, 0,
		  1 },
		{ "alloc_pages_bulk GFP_KERNEL 5", REQ_BULK, GFP_KERNEL_BITS, 0, NID_LOCAL },
		{ "alloc_pages_exact 20000 GFP_KERNEL", REQ_ALLOC, GFP_KERNEL_BITS, 3, NID_LOCAL },
		{ "p = alloc_pages_exact 5p GFP_DMA", REQ_ALLOC, GFP_F_DMA, 3, NID_LOCAL },
		{ "alloc_pages_exact 4k GFP_DMA", REQ_ALLOC, GFP_F_DMA, 0, NID_LOCAL },
		{ "alloc_page 0x400", REQ_ALLOC, GFP_F_DIRECT_RECLAIM, 0, NID_LOCAL },
		{ "  alloc_page\tGFP_DMA   # a comment", REQ_ALLOC, GFP_F_DMA, 0, NID_LOCAL },
		{ "repeat 3 alloc_page GFP_DMA", REQ_ALLOC, GFP_F_DMA, 0, NID_LOCAL },
		{ "drain", REQ_DRAIN, 0, 0, NID_LOCAL },
		{ "tick", REQ_TICK, 0, 0, NID_LOCAL },
		{ "unreserve_highatomic force", REQ_UNRESERVE, 0, 0, NID_LOCAL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lesson_host host;
		struct notes n;
		struct session *s = begin(&n, &host, NULL);
		struct diag d;

		cr_expect_eq(run(s, rows[i].statement, &d), LESSON_OK, "%s: %s", rows[i].statement,
			     d.message);
		cr_expect_eq(n.last.op, rows[i].op, "%s", rows[i].statement);
		cr_expect_eq(n.last.gfp, rows[i].gfp, "%s: %#x", rows[i].statement, n.last.gfp);
		cr_expect_eq(n.last.order, rows[i].order, "%s", rows[i].statement);
		cr_expect_eq(n.last.nid, rows[i].nid, "%s", rows[i].statement);
		session_free(s);
	}
}

Test(statements, unreserve_says_whether_a_pageblock_was_given_back)
{
	static const char *const kernels[] = { "kernel 4.7", "kernel 4.12", "kernel 6.1" };
	static const char *const lines[] = {
		"machine uma 512M",      "set min_free_kbytes=8192",
		"fill DMA until free<5", "fill DMA32 until free<low",
		"repeat 30 alloc_pages GFP_ATOMIC 5", NULL,
	};

	for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
		struct lesson_host host;
		struct notes n;
		struct session *s = begin(&n, &host, NULL);
		struct diag d;

		cr_assert_eq(run(s, kernels[k], &d), LESSON_OK, "%s", d.message);
		for (const char *const *line = lines; *line; line++)
			cr_assert_eq(run(s, *line, &d), LESSON_OK, "%s: %s", *line, d.message);
		n.said[0] = '\0';
		run(s, "unreserve_highatomic", &d);
		cr_expect(strstr(n.said, "a HighAtomic pageblock was given back"), "%s: %s",
			  kernels[k], n.said);
		n.said[0] = '\0';
		run(s, "unreserve_highatomic", &d);
		cr_expect(strstr(n.said, "nothing was given back"), "%s: %s, not the last one",
			  kernels[k], n.said);
		session_free(s);
	}
}

Test(statements, change_the_world_only_by_requests)
{
	static const char *const rows[] = {
		"set min_free_kbytes=4096", "cpuset a mems=1 hardwall", "task node=1",
		"context softirq", "dirty node=1 dirty=2M inactive_file=500",
		"reclaim node=0 result=frees:64", "advance 2s", "kswapd wake node=1",
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lesson_host host;
		struct notes n;
		struct session *s = begin(&n, &host, NULL);
		struct diag d;

		cr_expect_eq(run(s, rows[i], &d), LESSON_OK, "%s: %s", rows[i], d.message);
		cr_expect_eq(n.requests, 1, "%s: %u requests", rows[i], n.requests);
		cr_expect_eq(n.last.op, REQ_SET, "%s", rows[i]);
		session_free(s);
	}
}

Test(statements, compute_what_a_sysctl_brings_with_it)
{
	struct lesson_host host;
	struct notes n;
	struct session *s = begin(&n, &host, NULL);
	const struct zone *z;
	struct diag d;

	z = &machine_world(session_machine(s))->zone[zid_of(1, 1)];
	cr_assert_eq(run(s, "set min_free_kbytes=8192", &d), LESSON_OK, "%s", d.message);
	cr_expect_gt(z->watermark[WMARK_MIN], 900);
	cr_expect_eq(z->watermark[WMARK_LOW] - z->watermark[WMARK_MIN],
		     z->watermark[WMARK_MIN] / 4);
	cr_expect_eq(world_pcp(machine_world(session_machine(s)), zid_of(1, 1), 0)->high,
		     z->watermark[WMARK_LOW]);
	cr_assert_eq(run(s, "set dirty_bytes=64M", &d), LESSON_OK, "%s", d.message);
	cr_expect_eq(machine_world(session_machine(s))->setting[SET_DIRTY_RATIO], 0);
	session_free(s);
}

/* It is the task's, and so part of the machine: recorded, replayed and undone with it. */
Test(statements, give_the_task_a_memory_policy)
{
	static const char *const setup[] = { "task mempolicy=interleave:0-1", NULL };
	struct lesson_host host;
	struct notes n;
	struct session *s = begin(&n, &host, setup);
	const struct world *w = machine_world(session_machine(s));
	struct diag d;

	cr_expect_eq(w->task[TASK_MEMPOLICY], MPOL_INTERLEAVE);
	cr_expect(node_isset(0, &w->policy_nodes) && node_isset(1, &w->policy_nodes));
	cr_assert_eq(run(s, "task mempolicy=bind:1", &d), LESSON_OK, "%s", d.message);
	cr_expect_eq(w->task[TASK_MEMPOLICY], MPOL_BIND);
	cr_expect(!node_isset(0, &w->policy_nodes) && node_isset(1, &w->policy_nodes));
	cr_assert_eq(run(s, "cpuset a mems=0", &d), LESSON_OK, "%s", d.message);
	cr_assert_eq(run(s, "task cpuset=a", &d), LESSON_OK, "%s", d.message);
	cr_expect_eq(run(s, "task mempolicy=preferred:1", &d), LESSON_BAD);
	cr_expect(strstr(d.message, "may use no memory of these nodes"), "%s", d.message);
	cr_expect_eq(run(s, "task mempolicy=bind", &d), LESSON_BAD);
	cr_expect(strstr(d.message, "needs nodes"), "%s", d.message);
	cr_expect_eq(w->task[TASK_MEMPOLICY], MPOL_BIND, "nothing was changed");
	cr_assert_eq(run(s, "task mempolicy=default", &d), LESSON_OK, "%s", d.message);
	cr_expect_eq(w->task[TASK_MEMPOLICY], MPOL_DEFAULT);
	session_free(s);
}

/* ---- what is wrong with a statement ---- */

Test(statements, say_what_is_wrong_and_where)
{
	static const struct {
		const char *statement;
		unsigned column;
		const char *message;
	} rows[] = {
		{ "aloc_page GFP_KERNEL", 1, "unknown statement aloc_page (alloc_page?)" },
		{ "alloc_pages GFP_KERNAL 3", 13, "unknown gfp flag GFP_KERNAL (GFP_KERNEL?)" },
		{ "alloc_page GFP_KERNEL|__GFP_HIHG", 23, "(__GFP_HIGH?)" },
		{ "alloc_page 0xffffffff", 12, "has no gfp bits" },
		{ "alloc_pages GFP_KERNEL", 23, "order is missing" },
		{ "alloc_pages GFP_KERNEL 64", 24, "64 is no order: 0 to " },
		{ "alloc_page GFP_KERNEL 3", 23, "no more words" },
		{ "alloc_pages_node 2 GFP_KERNEL 0", 18, "2 is no node" },
		{ "alloc_page __GFP_MOVABLE|__GFP_RECLAIMABLE", 1, "exclude each other" },
		{ "p = drain", 3, "drain gives no block" },
		{ "3p = alloc_page GFP_KERNEL", 1, "no name for a block" },
		{ "why = alloc_page GFP_KERNEL", 1, "is a statement" },
		{ "__free_page q", 13, "nothing was assigned to q" },
		{ "__free_pages 5000 0", 14, "pfn 5000" },
		{ "set min_free_kbyte=3", 5, "(min_free_kbytes?)" },
		{ "set dirty_ratio=101", 5, "from 0 to 100" },
		{ "set percpu_pagelist_high_fraction=7", 5, "is 0, or from 8" },
		{ "set lowmem_reserve_ratio=1,2,3,4,5,6", 5, "at most 5 numbers" },
		{ "task nod=1", 6, "(node?)" },
		{ "task node=7", 6, "no such node" },
		{ "task cpuset=nobody", 6, "unknown cpuset nobody" },
		{ "cpuset a mems=2", 10, "nodes of this machine" },
		{ "cpuset root mems=0", 8, "the root cpuset stays" },
		{ "context hardirk", 9, "(hardirq?)" },
		{ "dirty dirty=5", 14, "which node?" },
		{ "reclaim node=0 result=some", 16, "noscan, full" },
		{ "lru 6-5", 5, "page frames" },
		{ "advance 5", 9, "a time" },
		{ "repeat 2 repeat 2 drain", 10, "cannot be repeated" },
		{ "repeat 0 drain", 8, "0 is no number of times: 1 to 100000" },
		{ "fill Norml until free<low", 6, "(Normal?)" },
		{ "fill Normal until free<low", 6, "this machine has no zone Normal" },
		{ "expect zone=DMA", 1, "nothing was asked yet" },
		{ "predict Which zone A B", 9, "double quotes" },
		{ "predict \"Which?\" zne DMA DMA32", 18, "(zone?)" },
		{ "predict \"Which?\" zone DMA", 26, "two choices" },
		{ "print fre_area", 7, "(free_area?)" },
		{ "print tables", 7, "unknown table tables (free_area, pcp, watermarks, zonelist" },
		{ "print buddyinfo", 7, "buddyinfo stands alone, without print" },
		{ "print", 6, "which table? free_area, pcp, watermarks" },
		{ "print pcp counters", 11, "print takes one table" },
		{ "vary x 3 many 5", 10, "many is no number" },
		{ "vary x 5..1", 8, "5..1 is no LOW..HIGH" },
		{ "machine uma much", 13, "much is no memory, such as 256M" },
		{ "machine numa 1T", 14, "1T is no memory, such as 2x4G" },
		{ "machine uma", 12, "memory is missing, such as 256M" },
		{ "machine file /etc/passwd", 14, "only beside itself" },
		{ "kernel 6.2", 8, "(6.1?)" },
		{ "step", 1, "step is not available here" },
		{ "branch", 1, "branch is not available here" },
		{ "expect \"no end", 8, "no closing quote" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lesson_host host;
		struct notes n;
		struct session *s = begin(&n, &host, NULL);
		struct diag d;

		cr_expect_eq(run(s, rows[i].statement, &d), LESSON_BAD, "%s", rows[i].statement);
		cr_expect(strstr(d.message, rows[i].message), "%s: %s", rows[i].statement,
			  d.message);
		cr_expect_eq(d.column, rows[i].column, "%s: column %u", rows[i].statement,
			     d.column);
		cr_expect_eq(d.line, 7, "%s", rows[i].statement);
		session_free(s);
	}
}

Test(statements, need_a_machine_first)
{
	struct lesson_host host = { .self = NULL };
	struct session *s = session_new(&host);
	struct diag d;

	cr_expect_eq(run(s, "alloc_page GFP_KERNEL", &d), LESSON_BAD);
	cr_expect(strstr(d.message, "needs a machine first"), "%s", d.message);
	cr_expect_eq(run(s, "machine uma 256M", &d), LESSON_BAD);
	cr_expect(strstr(d.message, "which kernel?"), "%s", d.message);
	session_free(s);
}

/* ---- blocks ---- */

Test(statements, give_back_what_a_name_holds)
{
	static const char *const setup[] = { "p = alloc_pages GFP_KERNEL 2", "split_page p",
					     "__free_page p[3]", "__free_page p+1", NULL };
	struct lesson_host host;
	struct notes n;
	struct session *s = begin(&n, &host, setup);
	struct diag d;

	cr_expect_eq(run(s, "__free_page p[3]", &d), LESSON_BAD, "a page is freed once");
	cr_expect_eq(run(s, "repeat 4 q = alloc_page GFP_KERNEL", &d), LESSON_OK, "%s", d.message);
	n.requests = 0;
	cr_expect_eq(run(s, "__free_page q", &d), LESSON_OK, "%s", d.message);
	cr_expect_eq(n.requests, 4, "all four");
	session_free(s);
}

Test(statements, an_exact_size_is_so_many_single_pages)
{
	static const char *const setup[] = { "p = alloc_pages_exact 20000 GFP_KERNEL",
					     "expect pages=5 order=3", "__free_page p[4]",
					     "free_pages_exact p 3p", NULL };
	static const struct {
		const char *statement, *message;
	} rows[] = {
		{ "__free_page p[5]", "p has 5 blocks" },
		{ "free_pages_exact p 2p", "free already" },
		{ "free_pages_exact p+3 2p", "free already" },
		{ "free_pages_exact p", "a size is missing" },
		{ "free_pages_exact p 1p 2", "no more words" },
		{ "alloc_pages_exact GFP_KERNEL 1p", "GFP_KERNEL is no size" },
		{ "alloc_pages_exact 0 GFP_KERNEL", "0 is no size" },
		{ "alloc_pages_exact 2G GFP_KERNEL", "2G is no size" },
		{ "alloc_pages_exact 4k", "gfp" },
	};
	struct lesson_host host;
	struct notes n;
	struct session *s = begin(&n, &host, setup);
	struct diag d;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect_eq(run(s, rows[i].statement, &d), LESSON_BAD, "%s", rows[i].statement);
		cr_expect(strstr(d.message, rows[i].message), "%s: %s", rows[i].statement,
			  d.message);
	}
	cr_expect_eq(run(s, "free_pages_exact p+3 1", &d), LESSON_OK, "%s", d.message);
	session_free(s);
}

Test(statements, fill_a_zone_and_leave_the_others)
{
	static const char *const setup[] = { "set watermark_boost_factor=0", NULL };
	struct lesson_host host;
	struct notes n;
	struct session *s = begin(&n, &host, setup);
	const struct world *w = machine_world(session_machine(s));
	const struct zone *dma = &w->zone[zid_of(0, 0)], *dma32 = &w->zone[zid_of(0, 1)];
	int64_t before = zone_page_state(dma, NR_FREE_PAGES);
	struct diag d;

	cr_assert_eq(run(s, "fill Node0/DMA32 until free<min", &d), LESSON_OK, "%s", d.message);
	cr_expect_lt(zone_page_state(dma32, NR_FREE_PAGES), dma32->watermark[WMARK_MIN]);
	cr_expect_geq(zone_page_state(dma, NR_FREE_PAGES) + world_pcp(w, zid_of(0, 0), 0)->count,
		      before, "pages of DMA were given back");
	session_free(s);
}

/* ---- claims ---- */

Test(statements, compare_claims_with_the_last_request)
{
	static const struct { const char *claim; bool holds; } rows[] = {
		{ "expect zone=DMA32", true },
		{ "expect zone=Node0/DMA32", true },
		{ "expect zone=Node1/DMA32", false },
		{ "expect zone=DMA", false },
		{ "expect page", true },
		{ "expect fail", false },
		{ "expect refills=1 from=pcp result=page", true },
		{ "expect refills=1 from=buddy", false },
		{ "expect check=watermark verdict=pass", true },
		{ "expect check=watermark verdict=skip", false },
		{ "expect check=node_reclaim verdict=skip", false },
	};
	static const char *const setup[] = { "alloc_page GFP_KERNEL", NULL };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lesson_host host;
		struct notes n;
		struct session *s = begin(&n, &host, setup);
		struct diag d;

		cr_expect_eq(run(s, rows[i].claim, &d), LESSON_OK, "%s: %s", rows[i].claim,
			     d.message);
		cr_expect_eq(n.claims, 1, "%s", rows[i].claim);
		cr_expect_eq(n.failed == 0, rows[i].holds, "%s: %s", rows[i].claim, n.seen);
		session_free(s);
	}
}

Test(statements, answer_questions_by_what_comes_out)
{
	static const struct {
		const char *answer;
		enum lesson_status status;
		bool holds;
	} rows[] = {
		{ NULL, LESSON_OK, true },
		{ "DMA32", LESSON_OK, true },
		{ "DMA", LESSON_OK, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lesson_host host;
		struct notes n;
		struct session *s = begin(&n, &host, NULL);
		struct diag d;

		n.answer = rows[i].answer;
		cr_assert_eq(run(s, "predict \"Which?\" zone DMA DMA32", &d), LESSON_OK);
		cr_expect_eq(n.requests, 0, "nothing is asked of the machine yet");
		cr_expect_not_null(session_question(s));
		cr_assert_eq(run(s, "task node=0", &d), LESSON_OK);
		cr_expect_eq(n.claims, 0, "a change from outside is no answer");
		cr_expect_eq(run(s, "alloc_page GFP_KERNEL", &d), rows[i].status);
		cr_expect_eq(n.claims, 1);
		cr_expect_eq(n.failed == 0, rows[i].holds, "%s", n.seen);
		cr_expect_null(session_question(s));
		session_free(s);
	}
}

Test(statements, tell_zones_of_two_nodes_apart_in_a_question)
{
	static const struct {
		const char *answer;
		bool holds;
	} rows[] = { { "Node1/DMA32", true }, { "Node0/DMA32", false }, { "DMA", false } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lesson_host host;
		struct notes n;
		struct session *s = begin(&n, &host, NULL);
		struct diag d;

		n.answer = rows[i].answer;
		cr_assert_eq(run(s, "machine numa 2x256M", &d), LESSON_OK);
		cr_assert_eq(run(s, "predict \"Which?\" zone DMA Node0/DMA32 Node1/DMA32", &d),
			     LESSON_OK);
		cr_expect_eq(run(s, "alloc_pages_node 1 GFP_KERNEL 0", &d), LESSON_OK, "%s",
			     d.message);
		cr_expect_eq(n.failed == 0, rows[i].holds, "%s", n.seen);
		session_free(s);
	}
}

Test(statements, refuse_a_question_without_its_answer)
{
	struct lesson_host host;
	struct notes n;
	struct session *s = begin(&n, &host, NULL);
	struct diag d;

	cr_assert_eq(run(s, "predict \"Which?\" zone DMA Normal", &d), LESSON_OK);
	cr_expect_eq(run(s, "alloc_page GFP_KERNEL", &d), LESSON_BAD);
	cr_expect(strstr(d.message, "DMA32, is not among the choices"), "%s", d.message);
	session_free(s);
}

/* ---- numbers in prose ---- */

Test(statements, check_numbers_in_prose)
{
	static const struct { const char *text; enum number_kind kind; } rows[] = {
		{ "Node0/DMA32.free = 3", NUMBER_CHECKED },
		{ "DMA.lowmem_reserve[Normal] = 3", NUMBER_CHECKED },
		{ "DMA.nr_free[10] = 3", NUMBER_CHECKED },
		{ "DMA.pcp.high = -3", NUMBER_CHECKED },
		{ "Node1.dirty_limit = 3", NUMBER_CHECKED },
		{ "vm.min_free_kbytes = 3", NUMBER_CHECKED },
		{ "last.splits = 3", NUMBER_CHECKED },
		{ "p.pfn = 3", NUMBER_CHECKED },
		{ "DMA32.fre = 3", NUMBER_BAD },
		{ "Normal.free = 3", NUMBER_BAD },
		{ "Node7.dirty = 3", NUMBER_BAD },
		{ "Node0/DMA32.nr_free[11] = 3", NUMBER_BAD },
		{ "last.zone = 3", NUMBER_BAD },
		{ "vm.swappiness = 3", NUMBER_BAD },
		{ "DMA32.free", NUMBER_NONE },
		{ "DMA32.free = low", NUMBER_NONE },
		{ "page.order = 3", NUMBER_NONE },
		{ "x = 3", NUMBER_NONE },
		{ "", NUMBER_NONE },
	};
	static const char *const setup[] = { "p = alloc_page GFP_KERNEL", NULL };
	struct lesson_host host;
	struct notes n;
	struct session *s = begin(&n, &host, setup);

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct diag d = { .file = NULL };
		struct number number = { 0 };

		cr_expect_eq(session_number(s, rows[i].text, &number, &d), rows[i].kind, "%s",
			     rows[i].text);
		if (rows[i].kind == NUMBER_CHECKED)
			cr_expect_eq(abs((int)number.written), 3, "%s", rows[i].text);
	}
	session_free(s);
}

/* ---- the manual ---- */

static char *read_manual(void)
{
	FILE *f = fopen("man/buddyscope-commands.7", "r");
	char *text = calloc(1, 1 << 16);

	cr_assert(f && text && fread(text, 1, (1 << 16) - 1, f) > 0);
	fclose(f);
	return text;
}

Test(statements, are_all_in_the_manual)
{
	const struct statement_info *info;
	char *manual = read_manual(), line[80];

	for (size_t i = 0; (info = lesson_statement(i)); i++) {
		snprintf(line, sizeof line, "\n.It Ic %s", info->name);
		cr_expect(strstr(manual, line), "%s is not in the manual", info->name);
		cr_expect(strstr(info->usage, info->name), "%s", info->usage);
		cr_expect(*info->help, "%s", info->name);
	}
	for (size_t i = 0; fact_at(i); i++) {
		snprintf(line, sizeof line, "\n.It Cm %s\n", fact_at(i)->name);
		cr_expect(strstr(manual, line), "%s is not in the manual", fact_at(i)->name);
	}
	free(manual);
}

Test(statements, are_listed_by_help)
{
	const struct statement_info *info;
	struct lesson_host host;
	struct notes n;
	struct session *s = begin(&n, &host, NULL);
	struct diag d;

	cr_assert_eq(run(s, "help", &d), LESSON_OK);
	for (size_t i = 0; (info = lesson_statement(i)); i++)
		cr_expect(strstr(n.said, info->usage), "%s", info->usage);
	session_free(s);
}
