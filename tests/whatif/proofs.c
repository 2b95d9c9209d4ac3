/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proofs.c - what whatif promises, tried again: so many pages pass, one fewer does not.
 *
 * Over every lesson and every recording in traces/. Some requests of each are looked at; with
 * BUDDYSCOPE_WHATIF=all every one is (make whatif-all).
 */
#include "whatif/whatif.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "cli/data.h"
#include "import/verify.h"
#include "lesson/lesson.h"
#include "whatif/bench.h"
#include "whatif/visits.h"

struct tried {
	const char *where;
	struct machine *m;
	unsigned step, requests, refusals, cured, uncured;
	unsigned by_check[WHATIF_GAVE];
};

/* ---- one remedy, without whatif's own search ---- */

struct seen {
	const struct refusal *f;
	bool refused_again, gave;
};

static void see(void *self, const struct refusal *v)
{
	struct seen *s = self;

	if (v->zone != s->f->zone)
		return;
	s->gave |= v->check == WHATIF_GAVE && v->scan <= s->f->scan;
	s->refused_again |= v->scan == s->f->scan && v->check == s->f->check;
}

static struct seen with_pages(struct bench *b, const struct kernel *k, const struct request *r,
			      const struct refusal *f, struct more_pages more)
{
	struct seen s = { .f = f };
	struct visitor v = { .kernel = k, .visit = see, .self = &s };

	if (more.pages >= 0 && more.blocks >= 0 && bench_free(b, &more)) {
		bench_run(b, r);
		visits(&v, b->event + b->ran, b->n - b->ran);
	}
	bench_undo(b);
	return s;
}

static void expect_pages(struct tried *t, struct bench *b, const struct request *r,
			 const struct refusal *f, const struct remedy *m)
{
	const struct kernel *k = machine_kernel(t->m);
	struct more_pages more = {
		.zone = f->zone, .pages = m->amount, .blocks = m->blocks, .order = r->order,
		.migratetype = (uint8_t)gfp_migratetype(
			r->gfp, b->w->setting[SET_MOBILITY_DISABLED] != 0),
	};
	struct seen s = with_pages(b, k, r, f, more);

	cr_expect(s.gave, "%s, request %u: zone %u gives with %lld pages and %lld blocks", t->where,
		  t->requests, f->zone, (long long)m->amount, (long long)m->blocks);
	if (m->amount)
		more.pages--;
	else
		more.blocks--;
	s = with_pages(b, k, r, f, more);
	cr_expect(s.refused_again && !s.gave,
		  "%s, request %u: zone %u refuses with one less than %lld pages, %lld blocks",
		  t->where, t->requests, f->zone, (long long)m->amount, (long long)m->blocks);
}

/* ---- one request ---- */

static bool more_than_there_are(const struct world *w, const struct refusal *f,
				const struct request *r)
{
	int64_t in_use = w->zone[f->zone].nr_in_use;

	return f->short_pages > in_use || ((int64_t)1 << r->order) > in_use ||
	       (f->no_block && r->order >= 4);
}

static void expect_refusal(struct tried *t, struct bench *b, const struct request *r,
			   const struct refusal *f)
{
	bool curable_by_pages = f->check == WHATIF_WATERMARK || f->check == WHATIF_BLOCK;
	bool cured = false;

	t->refusals++;
	t->by_check[f->check]++;
	for (unsigned i = 0; i < f->nr_remedies; i++) {
		cr_expect(f->remedy[i].proved, "%s, request %u: remedy %u of zone %u is proved",
			  t->where, t->requests, i, f->zone);
		cured = true;
		if (f->remedy[i].kind == REMEDY_PAGES)
			expect_pages(t, b, r, f, &f->remedy[i]);
	}
	cr_expect(cured || (curable_by_pages && more_than_there_are(b->w, f, r)),
		  "%s, request %u: zone %u, refused by %s, has a remedy", t->where, t->requests,
		  f->zone, refusal_check(machine_kernel(t->m), f));
	t->cured += cured;
	t->uncured += !cured;
}

static void look_at(struct tried *t, const struct request *r)
{
	const struct kernel *k = machine_kernel(t->m);
	struct whatif o;
	struct bench b;

	t->requests++;
	if (r->op != REQ_ALLOC || t->requests % t->step)
		return;
	cr_assert(whatif_run(&o, machine_world(t->m), k, r, WHATIF_ALL));
	if (o.n) {
		cr_assert(bench_open(&b, machine_world(t->m), k));
		for (size_t i = 0; i < o.n; i++)
			expect_refusal(t, &b, r, &o.refusal[i]);
		cr_expect(world_equal(b.w, machine_world(t->m)), "%s: all was taken back",
			  t->where);
		bench_close(&b);
	}
	whatif_done(&o);
}

static unsigned step(unsigned usually)
{
	const char *all = getenv("BUDDYSCOPE_WHATIF");

	return all && strcmp(all, "all") == 0 ? 1 : usually;
}

static void report(const struct tried *t)
{
	if (step(2) == 1)
		cr_log_info("%s: %u refusals, %u cured, %u beyond cure", t->where, t->refusals,
			    t->cured, t->uncured);
}

/* ---- recordings ---- */

static void recording_made(void *self, struct machine *m, const char *origin)
{
	(void)origin;
	((struct tried *)self)->m = m;
}

static void recording_before(void *self, const struct request *r)
{
	look_at(self, r);
}

static unsigned try_recordings(const char *pattern)
{
	unsigned refusals = 0;
	glob_t found;

	cr_assert_eq(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct tried t = { .where = found.gl_pathv[i], .step = step(61) };
		struct verify_options options = { .show = -1, .made = recording_made,
						  .before = recording_before, .self = &t };
		struct verify_outcome o;
		struct diag d;

		verify_recording(t.where, &options, &o, &d);
		cr_expect_eq(o.verdict, VERIFY_EXACT, "%s", t.where);
		verify_done(&o);
		report(&t);
		refusals += t.refusals;
	}
	globfree(&found);
	return refusals;
}

Test(whatif, proves_each_cure_in_the_recordings_of_old_kernels, .timeout = 600)
{
	cr_expect_gt(try_recordings("traces/[24].*/*.jsonl"), 20);
}

Test(whatif, proves_each_cure_in_the_recordings_of_5_10_and_6_12, .timeout = 600)
{
	cr_expect_gt(try_recordings("traces/[56].1[02]*/*.jsonl"), 20);
}

Test(whatif, proves_each_cure_in_the_recordings_of_6_1, .timeout = 600)
{
	cr_expect_gt(try_recordings("traces/6.1/*.jsonl"), 20);
}

/* ---- lessons ---- */

static struct world *lesson_load(void *self, const char *path, const struct kernel **kernel,
				 struct diag *d)
{
	bool machine_failed;

	(void)self;
	return data_load(path, kernel, d, &machine_failed);
}

static void lesson_made(void *self, struct machine *m, const char *origin)
{
	recording_made(self, m, origin);
}

static void lesson_before(void *self, const struct request *r, const char *statement)
{
	/* `fill` takes what it can get, thousands of times. */
	if (strncmp(statement, "fill ", 5) != 0)
		look_at(self, r);
}

Test(whatif, proves_each_cure_in_the_lessons, .timeout = 600)
{
	unsigned refusals = 0;
	glob_t found;

	cr_assert_eq(glob("lessons/*.md", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct tried t = { .where = found.gl_pathv[i], .step = 1 };
		struct lesson_host host = { .self = &t, .load = lesson_load, .made = lesson_made,
					    .before = lesson_before, .data_directory = "." };
		struct session *s = session_new(&host);
		bool machine_failed;
		struct diag d;
		struct lesson *l = lesson_open(t.where, &d, &machine_failed);

		cr_assert(l && s);
		cr_expect_eq(lesson_run(l, s, &d), LESSON_OK, "%s: %s", t.where, d.message);
		session_free(s);
		lesson_close(l);
		refusals += t.refusals;
	}
	globfree(&found);
	cr_expect_gt(refusals, 10);
}
