/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * visits.c - from a request's events to one record for each zone of each scan.
 *
 *	ATTEMPT  ZONE  numbers ...  CHECK  CHECK (refused)  ZONE ...  ATTEMPT_END
 *	         `-------------- a visit ---------------'
 *
 * Which kind of refusal a rung stands for is told by its function, which is the same in every
 * kernel that has it, and not by its name.
 */
#include "visits.h"

#include "core/checks.h"
#include "core/fair.h"
#include "core/words.h"
#include "core/zlc.h"

static const struct {
	enum verdict (*run)(struct alloc_context *ac);
	enum whatif_check check;
} rungs[] = {
	{ check_zlc, WHATIF_ZLC },
	{ check_cpuset, WHATIF_CPUSET },
	{ check_cpuset_softwall, WHATIF_CPUSET },
	{ check_fair_share, WHATIF_FAIR },
	{ check_dirty_limit, WHATIF_DIRTY },
	{ check_dirty_limit_if_failing, WHATIF_DIRTY },
	{ check_zone_dirty_limit, WHATIF_DIRTY },
	{ check_nofragment, WHATIF_NOFRAGMENT },
};

/* Whatever else ends a visit does so because the mark was not passed. */
static enum whatif_check check_of(const struct kernel *k, uint8_t rung)
{
	const struct check *c = &k->ladder[rung_ladder(rung)][rung_row(rung)];

	for (size_t i = 0; i < sizeof rungs / sizeof *rungs; i++)
		if (rungs[i].run == c->run)
			return rungs[i].check;
	return WHATIF_WATERMARK;
}

struct reading {
	const struct visitor *v;
	struct refusal now;
	bool open, taking;
	unsigned scan;
	enum attempt attempt;
	enum wmark wmark;
};

static void end_visit(struct reading *r, enum whatif_check check, uint8_t rung)
{
	if (!r->open)
		return;
	if (rung == RUNG_NONE)
		r->now.rung = RUNG_NONE;
	r->open = false;
	r->now.check = check;
	/* Whether reclaim may run is asked of those whom the mark refused: that is the reason. */
	if (check != WHATIF_WATERMARK || !r->now.compared)
		r->now.rung = rung;
	if (check == WHATIF_WATERMARK && r->now.compared && !r->now.no_block)
		r->now.short_pages =
			r->now.min + r->now.lowmem_reserve + 1 - (r->now.free - r->now.unusable);
	if (r->now.short_pages < 0)
		r->now.short_pages = 0;
	r->v->visit(r->v->self, &r->now);
}

/* A visit that went on to rmqueue() and did not end with a block found none. */
static void end_without_block(struct reading *r)
{
	enum whatif_check taken = r->v->survey ? WHATIF_GAVE : WHATIF_BLOCK;

	end_visit(r, r->taking ? taken : WHATIF_WATERMARK, RUNG_NONE);
}

static void begin_visit(struct reading *r, const struct event *e)
{
	end_without_block(r);
	r->now = (struct refusal){ .zone = e->zone, .attempt = r->attempt, .scan = r->scan,
				   .wmark = r->wmark, .rung = RUNG_NONE };
	r->open = true;
	r->taking = false;
}

static void read_numbers(struct reading *r, const struct event *e)
{
	struct refusal *f = &r->now;

	switch (e->kind) {
	case EVENT_WATERMARK:
		f->compared = true;
		f->rung = e->rung;
		f->free = e->v[0];
		f->unusable = e->v[1];
		f->mark = e->v[2];
		f->boost = e->v[3];
		f->min = e->v[4];
		f->lowmem_reserve = e->v[5];
		f->no_block = f->wrapped = false;
		break;
	case EVENT_WATERMARK_QUICK:     /* if it passes, nothing else is compared */
		f->compared = true;
		f->free = e->v[0];
		f->unusable = e->v[1];
		f->mark = f->min = e->v[2];
		f->boost = e->v[3];
		f->lowmem_reserve = e->v[4];
		f->wrapped = watermark_wrapped(e);
		break;
	case EVENT_WATERMARK_BLOCK:
	case EVENT_WATERMARK_ORDER:
		f->no_block = !e->verdict;
		break;
	case EVENT_ACCEPT:
		f->unaccepted = e->v[2];
		f->promo = e->v[3];
		f->need = e->v[5];
		break;
	case EVENT_DIRTY:
		f->dirty = e->v[3];
		f->dirty_limit = e->v[2];
		break;
	default:
		break;
	}
}

static void read_check(struct reading *r, const struct event *e)
{
	if (rung_ladder(e->rung) != LADDER_ZONE)
		return;
	if (e->verdict == NEXT_ZONE || e->verdict == RETRY)
		end_visit(r, check_of(r->v->kernel, e->rung), e->rung);
	else if (e->verdict == TRY_THIS_ZONE)
		r->taking = true;
}

void visits(const struct visitor *v, const struct event *events, size_t n)
{
	struct reading r = { .v = v };

	for (size_t i = 0; i < n; i++) {
		const struct event *e = &events[i];

		switch (e->kind) {
		case EVENT_ATTEMPT:
			r.scan++;
			r.attempt = (enum attempt)e->v[0];
			r.wmark = (enum wmark)(e->v[2] & ALLOC_WMARK_MASK);
			break;
		case EVENT_RESCAN:
		case EVENT_FAIR_RESET:
			r.scan++;
			break;
		case EVENT_ZONE:
			begin_visit(&r, e);
			break;
		case EVENT_CHECK:
			read_check(&r, e);
			break;
		case EVENT_ATTEMPT_END:
			if (e->verdict)
				end_visit(&r, WHATIF_GAVE, RUNG_NONE);
			else
				end_without_block(&r);
			break;
		default:
			if (r.open && !r.taking)
				read_numbers(&r, e);
		}
	}
}
