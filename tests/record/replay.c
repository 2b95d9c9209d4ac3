/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replay.c - what was recorded comes out the same, and the world at any event can be had. */
#include "recordings.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "../core/worlds.h"

static int64_t last_seq(const struct reader *r)
{
	return reader_branch(r, reader_nr_branches(r) - 1)->last_seq;
}

Test(replay, of_recorded_traces_is_identical)
{
	for (char **trace = recordings_traces(); *trace; trace++) {
		const char *path = recordings_path();
		struct replay_outcome o;

		recordings_make(*trace, path);
		o = recordings_replay(path);
		cr_expect_eq(o.verdict, REPLAY_IDENTICAL, "%s: %s", *trace, o.text);
		cr_expect_gt(o.requests, 0);
		recordings_remove(path);
	}
}

/* Steps in rising order, by a generator of its own so that a failure can be repeated. */
static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void check_steps(struct reader *r, const char *trace)
{
	const struct reader_branch *b = reader_branch(r, 0);
	struct diag d = { .message = "" };
	struct world *w = reader_first_world(r, reader_session(r, 0), &d), *at;
	struct reader_event e;
	int64_t step[100];
	uint64_t random = 88172645463325252u;
	bool more = true;
	int64_t seq = 0;

	cr_assert(w, "%s", d.message);
	for (int i = 0; i < 100; i++) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		step[i] = (int64_t)(random % (uint64_t)(b->last_seq + 1));
	}
	qsort(step, 100, sizeof *step, by_number);
	for (int i = 0; i < 100; i++) {
		/* The walk through the events begins anew where reader_world_at() took it. */
		cr_assert(reader_events_from(r, b, seq, &d));
		for (; seq <= step[i]; seq++) {
			cr_assert(reader_next_event(r, &e, &more, &d) && more);
			world_apply(w, &e.e);
		}
		at = reader_world_at(r, b, step[i], &d);
		cr_expect(at && world_equal(w, at), "%s: behind event %lld: %s", trace,
			  (long long)step[i], d.message);
		world_free(at);
	}
	world_free(w);
}

Test(replay, gives_at_any_event_the_world_that_folding_gives)
{
	for (char **trace = recordings_traces(); *trace; trace++) {
		const char *path = recordings_path();
		struct reader *r;

		recordings_make(*trace, path);
		r = recordings_open(path);
		check_steps(r, *trace);
		reader_close(r);
		recordings_remove(path);
	}
}

/* ---- made by hand ---- */

struct take {
	struct scene s;
	struct record *r;
	const char *path;
};

static void take_open(struct take *t)
{
	struct diag d = { .message = "" };
	struct world *w = worlds_one_zone();

	worlds_put_free(w, N0_NORMAL, "10M: 1000 1400; 4U: 1800");
	scene_open(&t->s, w);
	t->path = recordings_path();
	t->r = record_create(t->path, &d);
	cr_assert(t->r, "%s", d.message);
	cr_assert(record_session(t->r, t->s.m, "by hand", "a test"), "%s", record_error(t->r));
}

static struct result ask(struct take *t, struct machine *m, const struct request *q)
{
	cr_assert(record_request(t->r, q, "as typed"), "%s", record_error(t->r));
	return request_run(m, q);
}

static void take_close(struct take *t)
{
	struct diag d = { .message = "" };

	cr_assert(record_close(t->r, &d), "%s", d.message);
	scene_close(&t->s);
}

static void expect_identical(const char *path, int64_t requests)
{
	struct replay_outcome o = recordings_replay(path);

	cr_expect_eq(o.verdict, REPLAY_IDENTICAL, "%s", o.text);
	cr_expect_eq(o.requests, requests);
	recordings_remove(path);
}

Test(replay, repeats_every_kind_of_request_with_all_its_inputs)
{
	const struct event set[] = {
		{ .kind = EVENT_SETTING, .zone = NO_ZONE, .pfn = NO_PFN, .link = NO_PFN,
		  .v = { 0, 77, SET_MIN_FREE_KBYTES } },
		{ .kind = EVENT_CPUSET_ADD, .zone = NO_ZONE, .pfn = NO_PFN, .link = NO_PFN,
		  .v = { 0, 1 } },
		{ .kind = EVENT_NODE_ALLOWED, .zone = NO_ZONE, .pfn = NO_PFN, .link = NO_PFN,
		  .v = { 2, 0, 1 } },
		{ .kind = EVENT_PAGE_LRU, .zone = N0_NORMAL, .pfn = 0x1900, .link = NO_PFN,
		  .v = { 8, 1 } },
	};
	const struct event refused = { .kind = EVENT_SETTING, .zone = NO_ZONE, .pfn = NO_PFN,
				       .link = NO_PFN, .v = { 0, 1, NR_SETTINGS } };
	struct nodemask none = { { 0 } }, first = { { 1 } };
	pfn_t pages[8], block;
	struct take t;

	take_open(&t);
	block = ask(&t, t.s.m, &(struct request){ .op = REQ_ALLOC, .order = 2, .gfp = GFP_KERNEL,
						   .nid = NID_LOCAL })
			.pfn;
	cr_assert_neq(block, NO_PFN);
	ask(&t, t.s.m, &(struct request){ .op = REQ_SPLIT, .pfn = block, .order = 2 });
	ask(&t, t.s.m, &(struct request){ .op = REQ_FREE, .pfn = block, .order = 0 });
	ask(&t, t.s.m, &(struct request){ .op = REQ_FREE, .pfn = block, .order = 0 });
	ask(&t, t.s.m, &(struct request){ .op = REQ_BULK, .want = 8, .pages = pages,
					  .gfp = GFP_KERNEL, .nid = 0, .nodemask = &first });
	ask(&t, t.s.m, &(struct request){ .op = REQ_ALLOC, .gfp = GFP_ATOMIC, .nid = NID_LOCAL,
					  .nodemask = &none });
	ask(&t, t.s.m, &(struct request){ .op = REQ_ALLOC, .gfp = GFP_ATOMIC, .nid = 9 });
	ask(&t, t.s.m, &(struct request){ .op = REQ_ALLOC, .gfp = GFP_KERNEL, .nid = NID_LOCAL,
					  .api = API_GET_FREE_PAGE });
	ask(&t, t.s.m, &(struct request){ .op = REQ_SET, .changes = set, .nr_changes = 4 });
	ask(&t, t.s.m, &(struct request){ .op = REQ_SET, .changes = &refused, .nr_changes = 1 });
	ask(&t, t.s.m, &(struct request){ .op = REQ_UNRESERVE, .force = true });
	ask(&t, t.s.m, &(struct request){ .op = REQ_DRAIN });
	ask(&t, t.s.m, &(struct request){ .op = REQ_TICK });
	ask(&t, t.s.m, &(struct request){ .op = REQ_QUIET_TICK });
	take_close(&t);
	expect_identical(t.path, 14);
}

Test(replay, keeps_both_histories_where_a_branch_was_begun)
{
	const struct request order0 = { .op = REQ_ALLOC, .gfp = GFP_KERNEL, .nid = NID_LOCAL };
	const struct request order3 = { .op = REQ_ALLOC, .gfp = GFP_ATOMIC, .nid = NID_LOCAL,
					.order = 3 };
	struct diag d = { .message = "" };
	struct machine *other;
	struct reader *r;
	struct world *w, *at;
	struct take t;
	int64_t fork, branch;

	take_open(&t);
	ask(&t, t.s.m, &order0);
	fork = record_last_seq(t.r);
	w = world_copy(t.s.w);
	ask(&t, t.s.m, &order3);
	other = machine_new(w, machine_kernel(t.s.m));
	branch = record_branch(t.r, other, record_current_branch(t.r), fork);
	cr_assert_eq(branch, 2);
	ask(&t, other, &order0);
	ask(&t, other, &order3);
	cr_assert(record_commit(t.r));

	r = recordings_open(t.path);
	at = reader_world_at(r, reader_branch_by_id(r, branch), last_seq(r), &d);
	cr_expect(at && world_equal(at, w), "the new branch's last world: %s", d.message);
	world_free(at);
	at = reader_world_at(r, reader_branch_by_id(r, 1), reader_branch_by_id(r, 1)->last_seq, &d);
	cr_expect(at && world_equal(at, t.s.w), "the old branch's last world: %s", d.message);
	world_free(at);
	reader_close(r);

	take_close(&t);
	machine_free(other);
	world_free(w);
	expect_identical(t.path, 4);
}

Test(replay, names_the_first_difference)
{
	static const struct {
		const char *what, *sql, *message;
	} rows[] = {
		{ "a number", "UPDATE event SET v1 = v1 + 1 WHERE seq = (SELECT min(seq) FROM event"
			      " WHERE seq > 100 AND v1 IS NOT NULL)",
		  " in the recording, " },
		{ "a kind", "UPDATE event SET kind = 0 WHERE seq = 100",
		  "is REQUEST in the recording" },
		{ "an event gone", "DELETE FROM event WHERE seq = 100",
		  "the recording goes on with event 101" },
		{ "a request that asks for more", "UPDATE request SET block_order = 1 WHERE id = 2",
		  "request 2: event" },
		{ "a keyframe of another event",
		  "UPDATE keyframe SET content = (SELECT content FROM keyframe ORDER BY seq"
		  " DESC LIMIT 1) WHERE seq = (SELECT min(seq) FROM keyframe)",
		  "the keyframe behind it holds another world" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *path = recordings_path();
		struct replay_outcome o;

		recordings_make("traces/6.1/a_pcp_unmovable.jsonl", path);
		recordings_alter(path, rows[i].sql);
		o = recordings_replay(path);
		cr_expect_eq(o.verdict, REPLAY_DIFFERS, "%s", rows[i].what);
		cr_expect(strstr(o.text, rows[i].message), "%s: %s", rows[i].what, o.text);
		recordings_remove(path);
	}
}

Test(replay, says_that_another_version_recorded_and_calls_nothing_different)
{
	static const struct {
		const char *what, *sql, *message;
		enum replay_verdict verdict;
	} rows[] = {
		{ "another version, the same events", "UPDATE session SET version = '9.9'", "",
		  REPLAY_IDENTICAL },
		{ "another version, other events",
		  "UPDATE session SET version = '9.9'; UPDATE event SET v0 = 99 WHERE seq = 100",
		  "recorded by buddyscope 9.9", REPLAY_UNPROVABLE },
		{ "another list of events", "UPDATE session SET event_digest = 'x'",
		  "its event list differs: cannot prove", REPLAY_UNPROVABLE },
		{ "another kernel table, other events",
		  "UPDATE session SET kernel_digest = 'x';"
		  " UPDATE event SET v0 = 99 WHERE seq = 100",
		  "with another kernel table", REPLAY_UNPROVABLE },
		{ "a kernel that is not known", "UPDATE session SET kernel = '9.9'",
		  "its kernel is not known here", REPLAY_UNPROVABLE },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *path = recordings_path();
		struct replay_outcome o;

		recordings_make("traces/6.1/a_pcp_unmovable.jsonl", path);
		recordings_alter(path, rows[i].sql);
		o = recordings_replay(path);
		cr_expect_eq(o.verdict, rows[i].verdict, "%s: %s", rows[i].what, o.text);
		cr_expect(strstr(o.text, rows[i].message), "%s: %s", rows[i].what, o.text);
		recordings_remove(path);
	}
}
