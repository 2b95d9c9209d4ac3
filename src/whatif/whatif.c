/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * whatif.c - the refusals of a request, collected, and each looked into.
 *
 * Zones that the cursor passed by leave no event. They are found by walking the request's zonelist
 * as the first attempt does, up to the zone that gave the block.
 */
#include "whatif.h"

#include <stdlib.h>
#include <string.h>

#include "remedies.h"
#include "visits.h"

struct collecting {
	struct whatif *o;
	struct refusal gave;            /* gave.check is WHATIF_GAVE if some zone did */
	bool lost;
};

static void add(struct collecting *c, const struct refusal *f)
{
	struct refusal *more;

	if (c->o->n & (c->o->n - 1)) {
		c->o->refusal[c->o->n++] = *f;
		return;
	}
	more = realloc(c->o->refusal, (c->o->n ? 2 * c->o->n : 1) * sizeof *more);
	if (!more) {
		c->lost = true;
		return;
	}
	c->o->refusal = more;
	more[c->o->n++] = *f;
}

static void collect(void *self, const struct refusal *f)
{
	struct collecting *c = self;

	if (f->check == WHATIF_GAVE)
		c->gave = *f;
	else
		add(c, f);
}

/* ---- zones that were never looked at ---- */

static bool was_visited(const struct collecting *c, zid_t zone)
{
	if (c->gave.check == WHATIF_GAVE && c->gave.zone == zone)
		return true;
	for (size_t i = 0; i < c->o->n; i++)
		if (c->o->refusal[i].zone == zone)
			return true;
	return false;
}

static void collect_filtered(struct collecting *c, const struct world *w, const struct request *r)
{
	unsigned nid = (unsigned)(r->nid == NID_LOCAL ? w->task[TASK_NODE] : r->nid);
	int kind = r->gfp & GFP_F_THISNODE ? ZONELIST_NOFALLBACK : ZONELIST_FALLBACK;
	const struct zonelist *zl = &w->zonelist[kind][nid];
	unsigned highest = gfp_zone(w->layout, r->gfp);

	for (size_t i = 0; i < zl->n; i++) {
		struct refusal f = { .zone = zl->ref[i].zone, .attempt = ATTEMPT_FAST,
				     .rung = RUNG_NONE };

		if (c->gave.check == WHATIF_GAVE && c->gave.zone == f.zone)
			break;
		if (was_visited(c, f.zone))
			continue;
		f.check = zid_idx(f.zone) > highest ? WHATIF_ZONEIDX : WHATIF_NODEMASK;
		add(c, &f);
	}
}

/* ---- all of it ---- */

static struct request single(const struct request *r)
{
	struct request one = *r;

	if (one.op == REQ_BULK) {
		one.op = REQ_ALLOC;
		one.api = API_NONE;
		one.order = 0;
		one.want = 0;
		one.pages = NULL;
	}
	return one;
}

/* What the task's memory policy made of a request, or NULL. */
static const struct event *policy_of(const struct bench *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->event[i].kind == EVENT_MEMPOLICY && b->event[i].verdict)
			return &b->event[i];
	return NULL;
}

/*
 * The request as it comes to the entry function: with the flags of the calls before it, and for
 * the nodes that the task's memory policy names, so that both can be varied.
 */
static void go_in(struct bench *b, const struct kernel *k, struct request *r,
		  struct nodemask *nodes)
{
	const struct event *said;

	bench_run(b, r);
	said = policy_of(b);
	if (said) {
		r->nid = (int)said->v[1];
		*nodes = b->w->policy_nodes;
		if (said->v[2])
			r->nodemask = nodes;
	}
	bench_undo(b);
	r->gfp = request_mask_at_entry(k, r);
	r->api = API_NONE;
}

static bool look_into(struct whatif *o, struct bench *b, const struct kernel *k,
		      const struct request *r, enum whatif_depth depth)
{
	struct collecting c = { .o = o };
	struct visitor v = { .kernel = k, .survey = r->survey, .visit = collect, .self = &c };
	const struct world *w = b->w;

	o->result = bench_run(b, r);
	if (!b->lost)
		visits(&v, b->event, b->n);
	bench_undo(b);
	if (o->result.status == REQUEST_INVALID || r->order >= NR_ORDERS)
		return !b->lost;
	collect_filtered(&c, w, r);
	for (size_t i = 0; i < o->n && !b->lost && !c.lost; i++)
		find_remedies(&(struct trial){ b, k, r, &o->refusal[i] }, depth);
	return !b->lost && !c.lost;
}

bool whatif_run(struct whatif *o, const struct world *before, const struct kernel *k,
		const struct request *r, enum whatif_depth depth)
{
	struct request one = single(r);
	struct nodemask nodes;
	struct bench b;
	bool good = false;

	*o = (struct whatif){ .result = { .pfn = NO_PFN } };
	if (bench_open(&b, before, k)) {
		go_in(&b, k, &one, &nodes);
		good = !b.lost && look_into(o, &b, k, &one, depth);
	}
	bench_close(&b);
	return good;
}

void whatif_done(struct whatif *o)
{
	free(o->refusal);
	*o = (struct whatif){ .refusal = NULL };
}
