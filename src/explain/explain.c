/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain.c - a report's request run again, on a machine made from the report.
 *
 * It runs three times. First as a survey: no zone gives, so every attempt judges every zone. Then
 * the survey with more pages, until each refused zone passes and does not with one less. Then as
 * the kernel ran it, to look for other remedies. Sleeping work is taken to have freed nothing:
 * the kernel says so by reporting.
 */
#include "explain.h"

#include <stdlib.h>
#include <string.h>

#include "whatif/bench.h"
#include "whatif/visits.h"

struct gathering {
	struct explanation *e;
	bool lost;
};

/* ---- attempts ---- */

static void add_attempt(struct gathering *g, const struct event *e, unsigned scan)
{
	struct explanation *x = g->e;
	struct explained_attempt *more = realloc(x->attempt, (x->n + 1) * sizeof *more);

	if (!more) {
		g->lost = true;
		return;
	}
	x->attempt = more;
	more[x->n++] = (struct explained_attempt){
		.attempt = (enum attempt)e->v[0], .gfp = (gfp_t)e->v[1],
		.flags = (uint32_t)e->v[2], .scan = scan,
	};
}

static void gather_attempts(struct gathering *g, const struct bench *b)
{
	unsigned scan = 0;

	for (size_t i = 0; i < b->n; i++) {
		enum event_kind kind = (enum event_kind)b->event[i].kind;

		scan += kind == EVENT_ATTEMPT || kind == EVENT_RESCAN || kind == EVENT_FAIR_RESET;
		if (kind == EVENT_ATTEMPT)
			add_attempt(g, &b->event[i], scan);
	}
}

/* ---- zones ---- */

static void add_zone(struct gathering *g, struct explained_attempt *a, struct explained_zone z)
{
	struct explained_zone *more;

	for (size_t i = 0; i < a->n; i++)
		if (a->zone[i].f.zone == z.f.zone) {    /* scanned once more: that counts */
			a->zone[i] = z;
			return;
		}
	more = realloc(a->zone, (a->n + 1) * sizeof *more);
	if (!more) {
		g->lost = true;
		return;
	}
	a->zone = more;
	more[a->n++] = z;
}

static void gather_visit(void *self, const struct refusal *f)
{
	struct gathering *g = self;
	struct explained_zone z = { .f = *f };

	z.verdict = f->check == WHATIF_GAVE ? ZONE_PASSES : ZONE_REFUSED;
	if (!f->compared)
		z.f.free = zone_page_state(&g->e->machine.world->zone[f->zone], NR_FREE_PAGES);
	for (size_t i = g->e->n; i-- > 0;)
		if (g->e->attempt[i].scan <= f->scan) {
			add_zone(g, &g->e->attempt[i], z);
			return;
		}
}

static bool has_zone(const struct explained_attempt *a, zid_t zone)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->zone[i].f.zone == zone)
			return true;
	return false;
}

/* Zones of the zonelist that the cursor passed by. */
static void gather_passed_by(struct gathering *g, struct explained_attempt *a)
{
	const struct world *w = g->e->machine.world;
	const struct request *r = &g->e->machine.request;
	int kind = r->gfp & GFP_F_THISNODE ? ZONELIST_NOFALLBACK : ZONELIST_FALLBACK;
	const struct zonelist *zl = &w->zonelist[kind][r->nid];
	unsigned highest = gfp_zone(w->layout, r->gfp);

	for (size_t i = 0; i < zl->n; i++) {
		zid_t zone = zl->ref[i].zone;
		struct explained_zone z = { .verdict = ZONE_PASSED_BY };

		if (has_zone(a, zone))
			continue;
		z.f = (struct refusal){ .zone = zone, .attempt = a->attempt, .rung = RUNG_NONE,
					.free = zone_page_state(&w->zone[zone], NR_FREE_PAGES) };
		z.f.check = zid_idx(zone) > highest ? WHATIF_ZONEIDX : WHATIF_NODEMASK;
		add_zone(g, a, z);
	}
}

static bool survey(struct explanation *e)
{
	struct gathering g = { .e = e };
	struct visitor v = { .kernel = e->kernel, .survey = true, .visit = gather_visit,
			     .self = &g };
	struct request r = e->machine.request;
	struct bench b;

	r.survey = true;
	if (bench_open(&b, e->machine.world, e->kernel)) {
		bench_run(&b, &r);
		gather_attempts(&g, &b);
		visits(&v, b.event, b.n);
		for (size_t i = 0; i < e->n; i++)
			gather_passed_by(&g, &e->attempt[i]);
		g.lost |= b.lost;
	} else {
		g.lost = true;
	}
	bench_close(&b);
	return !g.lost;
}

/* ---- what would have helped ---- */

static const struct refusal *find(const struct whatif *o, const struct explained_zone *z)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->refusal[i].zone == z->f.zone && o->refusal[i].scan == z->f.scan)
			return &o->refusal[i];
	return NULL;
}

static const struct remedy *pages_of(const struct refusal *f)
{
	for (unsigned i = 0; f && i < f->nr_remedies; i++)
		if (f->remedy[i].kind == REMEDY_PAGES)
			return &f->remedy[i];
	return NULL;
}

/* Above the mark, and still no block: only the run that takes blocks tells. */
static void find_block_refusal(struct explanation *e, struct explained_zone *z)
{
	const struct refusal *real = find(&e->remedies, z);

	if (z->verdict == ZONE_PASSES && real && real->check == WHATIF_BLOCK) {
		z->verdict = ZONE_REFUSED;
		z->f = *real;
	}
}

static void look_up(struct explanation *e, struct explained_zone *z)
{
	const struct remedy *m;

	find_block_refusal(e, z);
	if (z->verdict != ZONE_REFUSED)
		return;
	m = pages_of(find(&e->shortfalls, z));
	if (!m)
		m = pages_of(find(&e->remedies, z));
	if (m) {
		z->pages = m->amount;
		z->blocks = m->blocks;
		z->proved = m->proved;
	} else {
		z->pages = z->f.short_pages;
	}
	z->remedied = find(&e->remedies, z);
}

int64_t explain_margin(const struct explained_zone *z)
{
	if (z->f.wrapped)
		return INT64_MAX;
	return z->f.free - z->f.unusable - z->f.min - z->f.lowmem_reserve;
}

/* Zones that pass: as the report has it, the request would not have failed. Which passes least? */
static void find_contradiction(struct explanation *e)
{
	for (size_t a = 0; a < e->n; a++)
		for (size_t i = 0; i < e->attempt[a].n; i++) {
			const struct explained_zone *z = &e->attempt[a].zone[i];

			if (z->verdict != ZONE_PASSES ||
			    (e->contradiction &&
			     explain_margin(z) >= explain_margin(e->contradiction)))
				continue;
			e->contradiction = z;
			e->contradicted_in = &e->attempt[a];
		}
}

/* More is not tried: it would take long, and hostile numbers for ever. It is then not proved. */
enum { MOST_PAGES_TRIED = 1 << 20 };

static void limit_trials(struct world *w)
{
	for (unsigned i = 0; i < world_nr_zones(w); i++)
		if (w->zone[i].nr_in_use > MOST_PAGES_TRIED)
			w->zone[i].nr_in_use = MOST_PAGES_TRIED;
}

static enum explain_status run(struct explanation *e)
{
	struct request r = e->machine.request;

	limit_trials(e->machine.world);
	if (!survey(e))
		return EXPLAIN_NO_MEMORY;
	r.survey = true;
	if (!whatif_run(&e->shortfalls, e->machine.world, e->kernel, &r, WHATIF_PAGES_ONLY) ||
	    !whatif_run(&e->remedies, e->machine.world, e->kernel, &e->machine.request,
			WHATIF_ALL))
		return EXPLAIN_NO_MEMORY;
	for (size_t a = 0; a < e->n; a++)
		for (size_t i = 0; i < e->attempt[a].n; i++)
			look_up(e, &e->attempt[a].zone[i]);
	find_contradiction(e);
	return EXPLAIN_OK;
}

static void choose_kernel(struct explanation *e, const struct kernel *kernel)
{
	struct dmesg_model model = dmesg_model(e->report);

	e->kernel = model.kernel;
	e->differs = model.differs;
	if (kernel && kernel != e->kernel) {
		e->kernel = kernel;
		e->differs = "the kernel was asked for";
	}
	if (!e->kernel) {
		e->by_form = true;
		e->kernel = dmesg_kernel_of_form(e->report);
		e->differs = "not checked";
	}
}

enum explain_status explain(struct explanation *e, struct dmesg_report *r,
			    const struct kernel *kernel)
{
	*e = (struct explanation){ .report = r };
	choose_kernel(e, kernel);
	if (r->kind == DMESG_OOM_MEMCG || r->kind == DMESG_OOM_SYSRQ || !r->has_zones)
		return EXPLAIN_OK;
	switch (dmesg_world(r, e->kernel, &e->machine)) {
	case DMESG_MADE:
		break;
	case DMESG_NO_MACHINE:
		return EXPLAIN_OK;
	default:
		return EXPLAIN_NO_MEMORY;
	}
	return r->has_request && r->order >= 0 ? run(e) : EXPLAIN_OK;
}

void explain_done(struct explanation *e)
{
	for (size_t i = 0; i < e->n; i++)
		free(e->attempt[i].zone);
	free(e->attempt);
	whatif_done(&e->shortfalls);
	whatif_done(&e->remedies);
	world_free(e->machine.world);
	*e = (struct explanation){ .report = NULL };
}
