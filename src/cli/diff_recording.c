/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diff_recording.c - the requests of a recording on two kernels.
 *
 * A recording names the pages that are freed as the recorded kernel had given them out. Each side
 * frees its own: the page that it gave for the same request. What one side never got, it does not
 * free.
 */
#include "diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "cli.h"
#include "core/words.h"
#include "import/state.h"
#include "import/verify.h"

struct replica {
	struct diff *d;
	unsigned side;
	struct world *world;
	struct machine *machine;
	uint32_t *own;          /* by the recorded page: this side's, + 1; or 0 */
	size_t room;            /* of own, in bytes */
	pfn_t *pages;           /* of a bulk request */
	size_t nr_pages;
	gfp_t told;             /* flags that were said to be left out */
};

static bool open_replica(struct replica *r, const struct recorded_state *s, const struct kernel *of)
{
	const char *why = "out of memory";
	void *own;

	r->room = ((size_t)s->world->end_pfn + 1) * sizeof *r->own;
	own = mmap(NULL, r->room, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	r->own = own == MAP_FAILED ? NULL : own;
	r->world = r->own ? diff_convert(r->d, r->side, s->world, of, &why) : NULL;
	r->machine = r->world ? machine_new(r->world, r->d->kernel[r->side]) : NULL;
	if (r->machine && comparison_listen(r->d->comparison, r->side, r->machine))
		return true;
	message("diff: %s: %s", r->d->path, why);
	return false;
}

static void close_replica(struct replica *r)
{
	comparison_unlisten(r->d->comparison, r->side);
	machine_free(r->machine);
	world_free(r->world);
	if (r->own)
		munmap(r->own, r->room);
	free(r->pages);
}

/* ---- one request ---- */

static void remember(struct replica *r, pfn_t recorded, pfn_t own)
{
	if (recorded != NO_PFN && (size_t)recorded * sizeof *r->own < r->room)
		r->own[recorded] = own == NO_PFN ? 0 : own + 1;
}

static void remember_answer(struct replica *r, const struct recorded_op *op,
			    const struct request *q, const struct result *res)
{
	switch (op->kind) {
	case RECORDED_ALLOC:
		remember(r, op->pfn, res->pfn);
		break;
	case RECORDED_BULK:
		for (unsigned i = 0; op->pages && i < op->got; i++)
			remember(r, op->pages[i],
				 r->pages && i < res->got ? r->pages[i] : NO_PFN);
		break;
	case RECORDED_SPLIT:
		for (pfn_t i = 0; q->order < NR_ORDERS && i < 1u << q->order; i++)
			remember(r, op->pfn + i, q->pfn + i);
		break;
	case RECORDED_FREE:
		remember(r, op->pfn, NO_PFN);
		break;
	default:
		break;
	}
}

static gfp_t own_gfp(struct replica *r, const struct recorded_op *op, const struct kernel *of)
{
	const struct kernel *to = r->d->kernel[r->side];
	gfp_t lacking, gfp = convert_gfp(of, to, op->gfp, &lacking);
	char names[WORDS_MAX];

	lacking &= ~r->told;
	if (lacking) {
		gfp_words(of, lacking, names, sizeof names);
		note(&r->d->left_out[r->side], "line %u: %s has no %s; left out here and later",
		     op->line, to->name, names);
		r->told |= lacking;
	}
	return gfp;
}

/* False when memory is short. */
static bool ask(struct replica *r, const struct recorded_op *op, const struct kernel *of)
{
	struct request q = recorded_request(op);
	struct result res;

	if (op->kind == RECORDED_FREE || op->kind == RECORDED_SPLIT) {
		if ((size_t)op->pfn * sizeof *r->own >= r->room || !r->own[op->pfn])
			return true;
		q.pfn = r->own[op->pfn] - 1;
	}
	if (op->want > r->nr_pages) {
		pfn_t *more = realloc(r->pages, op->want * sizeof *more);

		if (!more)
			return false;
		r->pages = more;
		r->nr_pages = op->want;
	}
	q.pages = r->pages;
	q.gfp = own_gfp(r, op, of);
	res = request_run(r->machine, &q);
	remember_answer(r, op, &q, &res);
	return true;
}

/* ---- all of them ---- */

static int bad_input(const struct recording *r, const struct diag *d)
{
	message_diag(d, recording_line(r));
	return recording_out_of_memory(r) ? EXIT_MACHINE : EXIT_USAGE;
}

/* A state in between is what the recorded kernel had come to; it is read past. */
static int next_op(struct recording *rec, struct recorded_op *op, struct diag *d)
{
	struct recorded_state s;

	for (;;) {
		if (!recording_op(rec, op, d))
			return bad_input(rec, d);
		if (op->kind != RECORDED_SNAP)
			return EXIT_DONE;
		if (!recording_state(rec, &s, d))
			return bad_input(rec, d);
		recorded_state_free(&s);
	}
}

static int ask_all(struct diff *d, struct recording *rec, struct replica r[SIDES])
{
	const struct kernel *of = recording_head(rec)->kernel;
	char statement[40];
	struct diag diag;
	struct recorded_op op;

	for (;;) {
		int status = next_op(rec, &op, &diag);

		if (status != EXIT_DONE || op.kind == RECORDED_END)
			return status;
		snprintf(statement, sizeof statement, "recorded request %lld", (long long)op.i);
		if (!ask(&r[0], &op, of) || !ask(&r[1], &op, of) ||
		    !comparison_step(d->comparison, op.line, statement)) {
			message("diff: %s: out of memory", d->path);
			return EXIT_MACHINE;
		}
	}
}

static int run(struct diff *d, struct recording *rec)
{
	const struct kernel *of = recording_head(rec)->kernel;
	struct replica r[SIDES] = { { .d = d }, { .d = d, .side = 1 } };
	struct recorded_state s;
	struct diag diag;
	int status = EXIT_USAGE;
	bool open = true;

	if (!recording_state(rec, &s, &diag))
		return bad_input(rec, &diag);
	for (unsigned i = 0; open && i < SIDES; i++)
		open = open_replica(&r[i], &s, of);
	recorded_state_free(&s);
	if (open)
		status = ask_all(d, rec, r);
	for (unsigned i = 0; i < SIDES; i++)
		close_replica(&r[i]);
	return status;
}

int diff_recording(struct diff *d)
{
	struct diag diag;
	struct recording *rec = recording_open(d->path, &diag);
	int status;

	if (!rec) {
		message_diag(&diag, NULL);
		return EXIT_USAGE;
	}
	status = run(d, rec);
	recording_close(rec);
	return status;
}
