/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tape.c - a cursor on real requests' events: the world at every place is the one that was there,
 * however it was reached.
 */
#include "core/tape.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "worlds.h"

/* ---- a source in memory, which counts what is asked of it ---- */

enum { KEYFRAME_EVERY = 1000, MOST_KEYFRAMES = 64 };

struct memory {
	struct scene s;
	struct world *first;
	struct world *keyframe[MOST_KEYFRAMES];
	size_t nr_keyframes;
	size_t reads, keyframes_asked;
	uint64_t refuse_from;           /* events from here on cannot be read */
	uint64_t unfit;                 /* this one does not fit */
};

static uint64_t length(void *self)
{
	return ((struct memory *)self)->s.r.n;
}

static bool read_event(void *self, uint64_t at, struct event *e)
{
	struct memory *m = self;

	m->reads++;
	if (at >= m->refuse_from)
		return false;
	*e = m->s.r.event[at];
	return true;
}

static struct world *keyframe(void *self, uint64_t at, uint64_t *place)
{
	struct memory *m = self;
	size_t i = (size_t)(at / KEYFRAME_EVERY);

	m->keyframes_asked++;
	if (i >= m->nr_keyframes)
		i = m->nr_keyframes - 1;
	*place = i * KEYFRAME_EVERY;
	return world_copy(m->keyframe[i]);
}

static bool fits(void *self, const struct world *w, const struct event *e)
{
	(void)w;
	return e->seq != ((struct memory *)self)->unfit;
}

static struct tape *open_tape(struct memory *m, bool keyframes)
{
	struct tape_source source = { length, read_event, keyframes ? keyframe : NULL, NULL, m };

	return tape_new(world_copy(m->first), source);
}

static void run_requests(struct memory *m, int n)
{
	struct world *w = worlds_one_zone();

	*m = (struct memory){ .refuse_from = UINT64_MAX, .unfit = UINT64_MAX };
	worlds_put_free(w, N0_NORMAL, "10U: 1000 1400; 10M: 1800");
	m->first = world_copy(w);
	scene_open(&m->s, w);
	for (int i = 0; i < n; i++) {
		struct result r = scene_alloc(&m->s, (unsigned)i % 4, GFP_KERNEL);

		if (r.pfn != NO_PFN && i % 3)
			scene_free(&m->s, r.pfn, (unsigned)i % 4);
	}
}

static void take_keyframes(struct memory *m)
{
	struct world *w = world_copy(m->first);

	for (size_t i = 0; i < m->s.r.n; i++) {
		if (i % KEYFRAME_EVERY == 0)
			m->keyframe[m->nr_keyframes++] = world_copy(w);
		world_apply(w, &m->s.r.event[i]);
	}
	world_free(w);
}

static void done(struct memory *m)
{
	for (size_t i = 0; i < m->nr_keyframes; i++)
		world_free(m->keyframe[i]);
	world_free(m->first);
	scene_close(&m->s);
}

static void expect_place(const struct tape *t, const struct memory *m, uint64_t place)
{
	struct world *w = world_copy(m->first);

	for (uint64_t i = 0; i < place; i++)
		world_apply(w, &m->s.r.event[i]);
	cr_expect_eq(tape_at(t), place);
	cr_expect(world_equal(tape_world(t), w), "the world at place %zu", (size_t)place);
	world_free(w);
}

/* ---- seeking ---- */

Test(tape, the_world_at_a_random_place_is_the_fold_from_the_start)
{
	struct memory m;
	struct tape *t;

	run_requests(&m, 60);
	t = open_tape(&m, false);
	srand(1);
	for (int i = 0; i < 40; i++) {
		uint64_t place = (uint64_t)rand() % (tape_length(t) + 1);

		cr_assert(tape_seek(t, place));
		expect_place(t, &m, place);
	}
	cr_expect(!tape_seek(t, tape_length(t) + 1), "there is nothing behind the end");
	tape_free(t);
	done(&m);
}

Test(tape, a_long_way_is_shortened_by_a_keyframe)
{
	struct memory m;
	struct tape *t;

	run_requests(&m, 700);
	take_keyframes(&m);
	t = open_tape(&m, true);
	cr_assert_gt(tape_length(t), 3 * 4096);
	cr_assert(tape_seek(t, tape_length(t) - 7));
	cr_expect_leq(m.reads, KEYFRAME_EVERY);
	cr_expect_eq(m.keyframes_asked, 1);
	expect_place(t, &m, tape_length(t) - 7);
	m.reads = 0;
	cr_assert(tape_seek(t, 1500));
	cr_expect_leq(m.reads, KEYFRAME_EVERY);
	expect_place(t, &m, 1500);
	tape_free(t);
	done(&m);
}

Test(tape, going_back_over_what_was_not_gone_through_puts_the_world_together_again)
{
	struct memory m;
	struct tape_source source;
	struct tape *t;

	run_requests(&m, 700);
	take_keyframes(&m);
	source = (struct tape_source){ length, read_event, keyframe, fits, &m };
	t = tape_new(world_copy(m.first), source);
	cr_assert(tape_seek(t, 9000));
	cr_assert(tape_seek(t, 8999 - 1200));
	expect_place(t, &m, 8999 - 1200);
	cr_assert(tape_back_into(t));
	expect_place(t, &m, 8999 - 1201);
	tape_free(t);
	done(&m);
}

Test(tape, steps_back_from_where_a_far_jump_led_ask_for_no_keyframe)
{
	struct memory m;
	struct tape *t;

	run_requests(&m, 700);
	take_keyframes(&m);
	t = tape_new(world_copy(m.first),
		     (struct tape_source){ length, read_event, keyframe, fits, &m });
	cr_assert(tape_seek(t, 9000));
	cr_expect_eq(m.keyframes_asked, 1);
	for (int i = 0; i < 1000; i++)
		cr_assert(tape_back_into(t));
	cr_expect_eq(m.keyframes_asked, 1);
	expect_place(t, &m, 8000);
	tape_free(t);
	done(&m);
}

Test(tape, an_event_that_cannot_be_had_leaves_the_cursor_where_it_was)
{
	struct memory m;
	struct tape *t;

	run_requests(&m, 30);
	t = open_tape(&m, false);
	m.refuse_from = 100;
	cr_assert(tape_seek(t, 40));
	cr_expect(!tape_seek(t, 200));
	expect_place(t, &m, 40);
	tape_free(t);
	done(&m);
}

Test(tape, an_event_that_does_not_fit_is_not_applied)
{
	struct memory m;
	struct tape_source source;
	struct tape *t;

	run_requests(&m, 30);
	source = (struct tape_source){ length, read_event, NULL, fits, &m };
	m.unfit = 50;
	t = tape_new(world_copy(m.first), source);
	cr_expect(!tape_seek(t, 60));
	expect_place(t, &m, 0);
	tape_free(t);
	done(&m);
}

/* ---- the verbs ---- */

static unsigned depth_here(const struct tape *t)
{
	struct event e;

	return tape_here(t, &e) ? e.depth : 0;
}

Test(tape, into_and_back_lead_to_the_same_world)
{
	struct memory m;
	struct tape *t;
	uint64_t n = 0;

	run_requests(&m, 40);
	t = open_tape(&m, false);
	while (tape_into(t))
		n++;
	cr_expect_eq(n, tape_length(t));
	expect_place(t, &m, n);
	while (tape_back_into(t))
		n--;
	expect_place(t, &m, 0);
	cr_expect_eq(n, 0);
	tape_free(t);
	done(&m);
}

Test(tape, over_stays_at_the_depth_and_out_leaves_it)
{
	struct memory m;
	struct event e;
	struct tape *t;

	run_requests(&m, 5);
	t = open_tape(&m, false);
	cr_assert(tape_into(t));
	cr_assert(tape_here(t, &e) && e.kind == EVENT_REQUEST);
	cr_assert(tape_over(t));
	cr_expect(tape_here(t, &e) && e.kind == EVENT_RESULT, "over a request is its result");
	cr_assert(tape_into(t) && tape_into(t));
	while (depth_here(t) < 3)
		cr_assert(tape_into(t));
	cr_assert(tape_out(t));
	cr_expect_lt(depth_here(t), 3);
	while (depth_here(t) > 0)
		cr_assert(tape_out(t));
	cr_expect(tape_here(t, &e) && e.kind == EVENT_RESULT, "out of all is the result");
	expect_place(t, &m, tape_at(t));
	tape_free(t);
	done(&m);
}

Test(tape, back_over_mirrors_over)
{
	struct memory m;
	uint64_t place[100];
	struct tape *t;
	int n = 0;

	run_requests(&m, 8);
	t = open_tape(&m, false);
	do
		place[n++] = tape_at(t);
	while (tape_over(t));
	cr_expect_eq(tape_at(t), tape_length(t));
	for (n--; n > 0 && tape_back_over(t);)
		cr_expect_eq(tape_at(t), place[--n]);
	cr_assert(!tape_back_over(t));
	expect_place(t, &m, 0);
	tape_free(t);
	done(&m);
}

static bool is_split(void *self, const struct event *e, const struct world *w)
{
	(void)self;
	(void)w;
	return e->kind == EVENT_SPLIT;
}

Test(tape, find_stops_behind_the_event_and_otherwise_at_the_end)
{
	struct memory m;
	struct tape *t;
	struct event e;
	size_t found = 0;

	run_requests(&m, 20);
	t = open_tape(&m, false);
	while (tape_find(t, is_split, NULL)) {
		cr_assert(tape_here(t, &e) && e.kind == EVENT_SPLIT);
		found++;
	}
	cr_expect_eq(found, recorder_count(&m.s.r, EVENT_SPLIT));
	cr_expect_gt(found, 0);
	cr_expect_eq(tape_at(t), tape_length(t));
	while (tape_find_back(t, is_split, NULL))
		found--;
	cr_expect_eq(found, 0);
	expect_place(t, &m, 0);
	tape_free(t);
	done(&m);
}
