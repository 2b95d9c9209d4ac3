/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run is its events: carried along them from its first state a world becomes the last one, and
 * carried back the first. Every recording in traces/ is run, and every *.jsonl in the folder
 * $BUDDYSCOPE_RECORDINGS if that is set.
 */
#include <criterion/criterion.h>

#include <glob.h>
#include <stdlib.h>

#include "core/request.h"
#include "import/verify.h"

struct tape {
	struct event *event;
	size_t n, room;
};

static void keep(void *self, const struct event *e)
{
	struct tape *t = self;

	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : 4096;
		t->event = realloc(t->event, t->room * sizeof *t->event);
	}
	t->event[t->n++] = *e;
}

/* Runs all requests of the recording on m, passing over the states between them. */
static void run_all(struct recording *r, struct machine *m)
{
	pfn_t *pages = calloc(1 << 20, sizeof *pages);
	struct recorded_op op = { .kind = RECORDED_DRAIN };
	struct recorded_state s;
	struct diag d;

	while (op.kind != RECORDED_END) {
		struct request q;

		cr_assert(recording_op(r, &op, &d), "%s", d.message);
		if (op.kind == RECORDED_SNAP || op.kind == RECORDED_END) {
			cr_assert(recording_state(r, &s, &d), "%s", d.message);
			recorded_state_free(&s);
			continue;
		}
		q = recorded_request(&op);
		q.pages = pages;
		cr_assert(op.want <= 1 << 20);
		request_run(m, &q);
	}
	free(pages);
}

static void check_folding(const char *path, const struct tape *t, struct world *first,
			  const struct world *live)
{
	struct world *w = world_copy(first);

	for (size_t i = 0; i < t->n; i++)
		world_apply(w, &t->event[i]);
	cr_expect(world_equal(w, live), "%s: folded forwards", path);
	cr_expect_eq(world_digest(w), world_digest(live), "%s: digest", path);
	for (size_t i = t->n; i-- > 0;)
		world_revert(w, &t->event[i]);
	cr_expect(world_equal(w, first), "%s: folded backwards", path);
	world_free(w);
}

/* Undone and redone, one event leaves the world as it was; tried all along the run. */
static void check_each_event(const char *path, const struct tape *t, const struct world *first)
{
	struct world *w = world_copy(first), *before = world_copy(first);
	const size_t look = t->n / 40 + 1;

	for (size_t i = 0; i < t->n; i++) {
		world_apply(w, &t->event[i]);
		world_apply(before, &t->event[i]);
		world_revert(w, &t->event[i]);
		world_apply(w, &t->event[i]);
		if (i % look == 0 && !world_equal(w, before)) {
			cr_expect_fail("%s: event %zu is not undone by its mirror", path, i);
			break;
		}
	}
	cr_expect(world_equal(w, before), "%s: every event undone and redone", path);
	world_free(w);
	world_free(before);
}

static void check_recording(const char *path)
{
	struct recorded_state s;
	struct tape t = { 0 };
	struct diag d;
	struct recording *r = recording_open(path, &d);
	struct world *first;
	struct machine *m;

	cr_assert(r, "%s: %s", path, d.message);
	cr_assert(recording_state(r, &s, &d), "%s: %s", path, d.message);
	first = world_copy(s.world);
	m = machine_new(s.world, recording_head(r)->kernel);
	machine_listen(m, (struct sink){ keep, &t });
	run_all(r, m);
	check_folding(path, &t, first, s.world);
	check_each_event(path, &t, first);
	machine_free(m);
	world_free(first);
	recorded_state_free(&s);
	recording_close(r);
	free(t.event);
}

static void check_folder(const char *folder)
{
	char pattern[4096];
	glob_t found;

	snprintf(pattern, sizeof pattern, "%s/*.jsonl", folder);
	cr_assert_eq(glob(pattern, 0, NULL, &found), 0, "no recordings in %s", folder);
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (!strstr(found.gl_pathv[i], "/u_natural"))
			check_recording(found.gl_pathv[i]);
	globfree(&found);
}

Test(events, of_a_recorded_run_fold_to_its_last_world_and_back)
{
	check_folder("traces/*");
	if (getenv("BUDDYSCOPE_RECORDINGS"))
		check_folder(getenv("BUDDYSCOPE_RECORDINGS"));
}
