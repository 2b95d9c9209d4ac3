/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "import/verify.h"

static void keep(void *self, const struct event *e)
{
	struct film *f = self;

	if (f->n == f->room) {
		f->room = f->room ? 2 * f->room : 256;
		f->event = realloc(f->event, f->room * sizeof *f->event);
		cr_assert_not_null(f->event);
	}
	f->event[f->n++] = *e;
}

static void run(struct machine *m, const struct recorded_op *op)
{
	struct request r = recorded_request(op);

	r.pages = calloc(op->want + 1, sizeof *r.pages);
	cr_assert_not_null(r.pages);
	request_run(m, &r);
	free(r.pages);
}

/* The next request, past states in between; false behind the last. */
static bool next_request(struct film *f, struct recorded_op *op)
{
	struct recorded_state between;
	struct diag d;

	while (recording_op(f->recording, op, &d)) {
		if (op->kind == RECORDED_END)
			return false;
		if (op->kind != RECORDED_SNAP)
			return true;
		cr_assert(recording_state(f->recording, &between, &d), "%s", d.message);
		recorded_state_free(&between);
	}
	return false;
}

void film_open(struct film *f, const char *path, unsigned request)
{
	film_open_as(f, path, request, NULL);
}

void film_open_as(struct film *f, const char *path, unsigned request, const struct kernel *k)
{
	struct recorded_op op;
	struct machine *m;
	struct diag d;

	*f = (struct film){ .recording = recording_open(path, &d) };
	cr_assert_not_null(f->recording, "%s", d.message);
	cr_assert(recording_state(f->recording, &f->first, &d), "%s", d.message);
	f->kernel = k ? k : recording_head(f->recording)->kernel;
	m = machine_new(f->first.world, f->kernel);
	cr_assert_not_null(m);
	cr_assert(machine_listen(m, (struct sink){ keep, f }));
	for (unsigned i = 1; i <= request; i++) {
		cr_assert(next_request(f, &op), "%s has no request %u", path, request);
		f->before += f->n;
		f->n = 0;
		if (i == request)
			f->seen = world_copy(f->first.world);
		run(m, &op);
	}
	cr_assert_not_null(f->seen);
	machine_free(m);
}

void film_make(struct film *f, struct world *w, const struct kernel *k, const struct request *r)
{
	struct machine *m = machine_new(w, k);

	*f = (struct film){ .kernel = k, .first = { .world = w }, .seen = world_copy(w) };
	cr_assert_not_null(m);
	cr_assert_not_null(f->seen);
	cr_assert(machine_listen(m, (struct sink){ keep, f }));
	request_run(m, r);
	machine_free(m);
}

void film_close(struct film *f)
{
	world_free(f->seen);
	recorded_state_free(&f->first);
	if (f->recording)
		recording_close(f->recording);
	free(f->event);
}

struct view film_view(struct film *f, size_t n)
{
	for (; f->at < n; f->at++)
		world_apply(f->seen, &f->event[f->at]);
	for (; f->at > n; f->at--)
		world_revert(f->seen, &f->event[f->at - 1]);
	return (struct view){
		.kernel = f->kernel, .seen = f->seen, .here = n ? &f->event[n - 1] : NULL,
		.request = { .event = f->event, .n = n }, .at = f->before + n,
		.end = f->before + n, .zone = NO_ZONE, .branch = "main",
	};
}

size_t film_find(const struct film *f, enum event_kind kind, size_t i)
{
	for (size_t n = 0; n < f->n; n++)
		if (f->event[n].kind == kind && i-- == 0)
			return n + 1;
	return f->n;
}

static void draw(pane_fn *pane, struct canvas *c, int y, int x, int h, int w, const struct view *v,
		 bool focused)
{
	const struct pane_state s = { .focused = focused };

	pane(c, (struct rect){ y, x, h, w }, v, &s);
}

void draw_screen(struct canvas *c, const struct view *v)
{
	int h = c->h - 1, w = c->w, right = w - w / 3;

	canvas_clear(c);
	if (h < 20) {
		draw(pane_request, c, 0, 0, 4, w, v, false);
		draw(pane_ladder, c, 4, 0, h - 4, w, v, true);
	} else if (h < 36) {
		draw(pane_request, c, 0, 0, 4, w, v, false);
		draw(pane_ladder, c, 4, 0, 11, w, v, true);
		draw(pane_free_area, c, 15, 0, h - 15, w / 2, v, false);
		draw(pane_watermark, c, 15, w / 2, h - 15, w - w / 2, v, false);
	} else {
		draw(pane_request, c, 0, 0, 6, w, v, false);
		draw(pane_ladder, c, 6, 0, 13, right, v, true);
		draw(pane_watermark, c, 6, right, 13, w - right, v, false);
		draw(pane_free_area, c, 19, 0, 11, right, v, false);
		draw(pane_zonelist, c, 19, right, 11, w - right, v, false);
		draw(pane_events, c, 30, 0, h - 30, right, v, false);
		draw(pane_pcp, c, 30, right, h - 30, w - right, v, false);
	}
	draw_status(c, (struct rect){ h, 0, 1, w }, v);
}
