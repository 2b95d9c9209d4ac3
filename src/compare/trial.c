/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial.c - requests of one kernel, asked of two.
 */
#include "trial.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "core/synthesised.h"
#include "core/words.h"
#include "trial_set.h"

/* One side while it runs. */
struct replica {
	const struct kernel *of, *to;
	struct world *world;
	struct machine *machine;
	bool as_it_was;         /* its world was not converted */
	uint32_t *own;          /* by the recorded page: this side's, + 1; or 0 */
	size_t room;            /* of own, in bytes */
	pfn_t *pages;           /* of a bulk request */
	size_t nr_pages;
	gfp_t told;             /* flags that were said to be left out */
	bool told_api[NR_APIS];
};

bool trial_init(struct trial *t)
{
	t->comparison = comparison_new(t->kernel[0], t->kernel[1]);
	return t->comparison != NULL;
}

void trial_done(struct trial *t)
{
	trial_end(t);
	comparison_free(t->comparison);
	for (unsigned i = 0; i < SIDES; i++) {
		notes_done(&t->converted[i]);
		notes_done(&t->left_out[i]);
	}
}

bool trial_differs(const struct trial *t)
{
	return comparison_result(t->comparison)->found || comparison_check(t->comparison)->found ||
	       t->left_out[0].n || t->left_out[1].n;
}

/* ---- machines ---- */

struct world *trial_convert(struct trial *t, unsigned side, const struct world *w,
			    const struct kernel *of, const char **why)
{
	const struct conversion c = { .of = of, .to = t->kernel[side], .from = t->from,
				      .keep_marks = t->keep_marks };
	struct world *converted;

	*why = "out of memory";
	converted = convert_world(w, &c, &t->converted[side], why);
	if (converted && !t->converted[side].short_of_memory)
		return converted;
	world_free(converted);
	return NULL;
}

static void close_replica(struct trial *t, unsigned side)
{
	struct replica *r = t->replica[side];

	if (!r)
		return;
	comparison_unlisten(t->comparison, side);
	machine_free(r->machine);
	world_free(r->world);
	if (r->own)
		munmap(r->own, r->room);
	free(r->pages);
	free(r);
	t->replica[side] = NULL;
}

static bool open_replica(struct trial *t, unsigned side, const struct world *w,
			 const struct kernel *of, const char **why)
{
	struct replica *r = calloc(1, sizeof *r);
	void *own;

	*why = "out of memory";
	t->replica[side] = r;
	if (!r)
		return false;
	r->of = of;
	r->to = t->kernel[side];
	r->as_it_was = of == r->to && t->from == FROM_STATE;
	r->room = ((size_t)w->end_pfn + 1) * sizeof *r->own;
	own = mmap(NULL, r->room, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	r->own = own == MAP_FAILED ? NULL : own;
	r->world = r->own ? trial_convert(t, side, w, of, why) : NULL;
	r->machine = r->world ? machine_new(r->world, r->to) : NULL;
	return r->machine && comparison_listen(t->comparison, side, r->machine);
}

bool trial_begin(struct trial *t, const struct world *w, const struct kernel *of, const char **why)
{
	if (world_is_unknown(w)) {
		*why = "a trace alone has no state to make requests on";
		return false;
	}
	for (unsigned i = 0; i < SIDES; i++)
		if (!open_replica(t, i, w, of, why)) {
			trial_end(t);
			return false;
		}
	return true;
}

void trial_end(struct trial *t)
{
	for (unsigned i = 0; i < SIDES; i++)
		close_replica(t, i);
}

const struct world *trial_world(const struct trial *t, unsigned side)
{
	return t->replica[side] ? t->replica[side]->world : NULL;
}

/* ---- pages ---- */

static bool known(const struct replica *r, pfn_t recorded)
{
	return recorded != NO_PFN && (size_t)recorded * sizeof *r->own < r->room;
}

static void remember(struct replica *r, pfn_t recorded, pfn_t own)
{
	if (known(r, recorded))
		r->own[recorded] = own == NO_PFN ? 0 : own + 1;
}

static void remember_answer(struct replica *r, const struct asked *a, const struct request *own,
			    const struct result *res)
{
	switch (a->q.op) {
	case REQ_ALLOC:
		if (a->nr_pages)
			remember(r, a->page[0], res->pfn);
		for (pfn_t i = 1; a->nr_pages && i < a->q.want; i++)
			remember(r, a->page[0] + i, res->pfn == NO_PFN ? NO_PFN : res->pfn + i);
		break;
	case REQ_BULK:
		for (size_t i = 0; i < a->nr_pages; i++)
			remember(r, a->page[i], i < res->got ? r->pages[i] : NO_PFN);
		break;
	case REQ_SPLIT:
		for (pfn_t i = 0; own->order < NR_ORDERS && i < 1u << own->order; i++)
			remember(r, a->q.pfn + i, own->pfn + i);
		break;
	case REQ_FREE:
		for (pfn_t i = 0; i < (a->q.want ? a->q.want : 1); i++)
			remember(r, a->q.pfn + i, NO_PFN);
		break;
	default:
		break;
	}
}

/* The page that this side gave for the same request, or NO_PFN. */
static pfn_t own_page(const struct replica *r, pfn_t recorded)
{
	return known(r, recorded) && r->own[recorded] ? r->own[recorded] - 1 : NO_PFN;
}

/* ---- one request ---- */

/* Notes what a kernel does not know, with the place where it came up. */
static void leave_out(struct trial *t, unsigned side, const struct asked *a, const char *what)
{
	if (a->line)
		note(&t->left_out[side], "line %u: %s", a->line, what);
	else
		note(&t->left_out[side], "request %" PRId64 ": %s",
		     comparison_totals(t->comparison).requests + 1, what);
}

static gfp_t own_gfp(struct trial *t, unsigned side, const struct asked *a)
{
	struct replica *r = t->replica[side];
	gfp_t lacking, gfp = convert_gfp(r->of, r->to, a->q.gfp, &lacking);
	char names[WORDS_MAX], what[2 * WORDS_MAX];

	lacking &= ~r->told;
	if (lacking) {
		gfp_words(r->of, lacking, names, sizeof names);
		snprintf(what, sizeof what, "%s has no %s; left out here and later", r->to->name,
			 names);
		leave_out(t, side, a, what);
		r->told |= lacking;
	}
	return gfp;
}

/* A call that this kernel lacks goes straight to the allocator. */
static enum api own_api(struct trial *t, unsigned side, const struct asked *a)
{
	struct replica *r = t->replica[side];
	enum api api = a->q.api;
	char what[WORDS_MAX];

	if (api >= NR_APIS || api == API_NONE || r->to->api[api].name)
		return api;
	if (!r->told_api[api]) {
		snprintf(what, sizeof what, "%s has no %s(); its entry is called here and later",
			 r->to->name, r->of->api[api].name ? r->of->api[api].name : "such call");
		leave_out(t, side, a, what);
	}
	r->told_api[api] = true;
	return API_NONE;
}

static bool room_for_pages(struct replica *r, size_t pages)
{
	pfn_t *more;

	if (pages <= r->nr_pages)
		return true;
	more = realloc(r->pages, pages * sizeof *more);
	if (!more)
		return false;
	r->pages = more;
	r->nr_pages = pages;
	return true;
}

/* Changes from outside, as this side needs them. */
static bool set(const struct trial *t, struct replica *r, const struct request *q)
{
	struct own_changes own = { .world = r->world, .of = r->of, .to = r->to,
				   .keep_marks = t->keep_marks };
	struct request mine = *q;
	bool ok = true;

	if (!r->as_it_was) {
		ok = own_changes(&own, q->changes, q->nr_changes);
		mine.changes = own.event;
		mine.nr_changes = own.n;
	}
	if (ok)
		request_run(r->machine, &mine);
	free(own.event);
	return ok;
}

/* False when memory is short. */
static bool ask(struct trial *t, unsigned side, const struct asked *a)
{
	struct replica *r = t->replica[side];
	struct request q = a->q;
	struct result res;

	if (q.op == REQ_SET)
		return set(t, r, &q);
	if (q.op == REQ_FREE || q.op == REQ_SPLIT) {
		q.pfn = own_page(r, q.pfn);
		if (q.pfn == NO_PFN)
			return true;
	}
	if (q.op == REQ_BULK && !room_for_pages(r, q.want))
		return false;
	q.pages = r->pages;
	q.gfp = own_gfp(t, side, a);
	q.api = own_api(t, side, a);
	res = request_run(r->machine, &q);
	remember_answer(r, a, &q, &res);
	return true;
}

bool trial_ask(struct trial *t, const struct asked *a)
{
	return ask(t, 0, a) && ask(t, 1, a) &&
	       comparison_step(t->comparison, a->line, a->statement) &&
	       !t->left_out[0].short_of_memory && !t->left_out[1].short_of_memory;
}
