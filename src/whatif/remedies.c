/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * remedies.c - one remedy after the other is carried out, the request run again, and the zone
 * watched.
 *
 * A remedy with an amount is looked for by halving: the least with which the zone passes. The
 * arithmetic of the check says where to look first. The proof is the same for all: with the amount
 * the zone gets further in the same scan, or gives the block in an earlier one; with one less it
 * does neither.
 *
 * Which remedies make sense for which refusal is a table. What changes nothing (a flag that only
 * later attempts look at) is tried and found useless, and not listed.
 */
#include "remedies.h"

#include "carry.h"
#include "visits.h"

/* ---- did it help? ---- */

struct judgement {
	const struct refusal *f;
	bool of_node;           /* what refused asks about the node: any zone of it will do */
	bool survey;            /* zones give nothing: each attempt is for itself */
	bool passes, gives;
};

static bool asks_about_node(const struct trial *t)
{
	switch (t->f->check) {
	case WHATIF_NODEMASK:
	case WHATIF_CPUSET:
	case WHATIF_NOFRAGMENT:
		return true;
	case WHATIF_DIRTY:
		return !dirty_by_zone(t);
	default:
		return false;
	}
}

static void judge_visit(void *self, const struct refusal *seen)
{
	struct judgement *j = self;
	const struct refusal *f = j->f;
	/* Further in the same scan; an earlier one must have given the block. */
	bool earlier = seen->check == WHATIF_GAVE && !j->survey;
	bool in_time = !f->scan ? seen->attempt == ATTEMPT_FAST :
		       earlier  ? seen->scan <= f->scan :
				  seen->scan == f->scan;

	bool same = j->of_node ? zid_node(seen->zone) == zid_node(f->zone) : seen->zone == f->zone;

	if (!same || !in_time || seen->check <= f->check)
		return;
	j->passes = true;
	j->gives |= seen->check == WHATIF_GAVE;
}

static struct judgement run_and_judge(struct trial *t, const struct request *r)
{
	struct judgement j = { .f = t->f, .of_node = asks_about_node(t), .survey = r->survey };
	struct visitor v = { .kernel = t->k, .survey = r->survey, .visit = judge_visit,
			     .self = &j };

	bench_run(t->b, r);
	if (!t->b->lost)
		visits(&v, t->b->event + t->b->ran, t->b->n - t->b->ran);
	return j;
}

static struct judgement try_remedy(struct trial *t, const struct remedy *m)
{
	struct judgement j = { .f = t->f };
	struct request r = *t->r;
	struct nodemask mask;

	if (carry_out(t, m, &r, &mask) && !t->b->lost)
		j = run_and_judge(t, &r);
	bench_undo(t->b);
	return j;
}

/* ---- the least amount ---- */

/* More pages are of use only if the zone gives one: above the mark, it may still lack a block. */
static bool helps_as_it_is(struct trial *t, const struct remedy *m)
{
	struct judgement j = try_remedy(t, m);

	return m->kind == REMEDY_PAGES ? j.gives : j.passes;
}

static bool helps(struct trial *t, struct remedy m, int64_t amount)
{
	m.amount = amount;
	return helps_as_it_is(t, &m);
}

static void keep(struct trial *t, struct remedy m)
{
	struct judgement j = try_remedy(t, &m);

	m.gives = j.gives;
	t->f->proved |= m.proved;
	if (t->f->nr_remedies < MOST_REMEDIES)
		t->f->remedy[t->f->nr_remedies++] = m;
}

/* An amount from 1 to most, near guess first. False if none helps. */
static bool find_least(struct trial *t, struct remedy m, int64_t guess, int64_t most)
{
	int64_t fails = 0, passes = 1;

	if (guess > 0 && guess <= most && helps(t, m, guess)) {
		passes = guess;
		if (!helps(t, m, guess - 1))
			fails = guess - 1;
	} else {
		fails = guess > 0 && guess < most ? guess : 0;
		for (passes = fails + 1; passes <= most && !helps(t, m, passes); passes *= 2)
			fails = passes;
		if (passes > most && (fails >= most || !helps(t, m, most)))
			return false;
		passes = passes > most ? most : passes;
	}
	while (passes - fails > 1) {
		int64_t middle = fails + (passes - fails) / 2;

		if (helps(t, m, middle))
			passes = middle;
		else
			fails = middle;
	}
	m.amount = passes;
	m.proved = helps(t, m, passes) && !helps(t, m, passes - 1);
	keep(t, m);
	return true;
}

/* A remedy that is there or is not: without it the zone was refused. */
static bool find_whole(struct trial *t, struct remedy m)
{
	struct judgement j = try_remedy(t, &m), without;

	if (!j.passes)
		return false;
	without = run_and_judge(t, t->r);
	bench_undo(t->b);
	m.proved = !without.passes;
	keep(t, m);
	return true;
}

/* ---- pages ---- */

static bool blocks_help(struct trial *t, int64_t blocks)
{
	return helps_as_it_is(t, &(struct remedy){ .kind = REMEDY_PAGES, .blocks = blocks });
}

/* Blocks of the order and nothing else: one does not help, at most so many there may be. */
static void find_blocks(struct trial *t, int64_t most)
{
	int64_t fails = 1, passes = 2;

	for (; passes < most && !blocks_help(t, passes); passes *= 2)
		fails = passes;
	passes = passes < most ? passes : most;
	if (passes <= fails || !blocks_help(t, passes))
		return;
	while (passes - fails > 1) {
		int64_t middle = fails + (passes - fails) / 2;

		if (blocks_help(t, middle))
			passes = middle;
		else
			fails = middle;
	}
	keep(t, (struct remedy){ .kind = REMEDY_PAGES, .blocks = passes,
				 .proved = !blocks_help(t, fails) });
}

/*
 * Single pages first. Where no block is large enough they do not help: then one block of the order
 * and as many single ones as are still missing; where smaller blocks do not count, blocks alone.
 */
static void find_pages(struct trial *t)
{
	int64_t in_use = t->b->w->zone[t->f->zone].nr_in_use, size = (int64_t)1 << t->r->order;
	struct remedy m = { .kind = REMEDY_PAGES };
	int64_t missing = t->f->short_pages;

	if (in_use <= 0)
		return;
	if (!t->f->no_block && find_least(t, m, missing, in_use))
		return;
	if (t->r->order == 0)
		return;
	m.blocks = 1;
	m.proved = helps_as_it_is(t, &m);
	if (m.proved) {
		keep(t, m);
		return;
	}
	if (find_least(t, m, missing - size, in_use - size))
		return;
	find_blocks(t, in_use / size);
}

/* ---- flags ---- */

/* One flag more or less, the most modest first. */
static const struct flag_change {
	gfp_t add, drop;
} flag_changes[] = {
	{ 0, GFP_F_WRITE },  { 0, GFP_F_HARDWALL },       { 0, GFP_F_NOMEMALLOC },
	{ GFP_F_HIGH, 0 },
	{ 0, GFP_F_DIRECT_RECLAIM }, { 0, GFP_F_WAIT }, { GFP_F_ATOMIC, 0 },
	{ GFP_F_THISNODE, 0 },       { GFP_F_MEMALLOC, 0 },
};

static bool flag_changes_mask(const struct trial *t, const struct flag_change *c, gfp_t *gfp)
{
	*gfp = (t->r->gfp | c->add) & ~c->drop;
	return *gfp != t->r->gfp && kernel_has_gfp(t->k, c->add | c->drop);
}

static void find_flag(struct trial *t)
{
	struct remedy m = { .kind = REMEDY_FLAG };

	for (size_t i = 0; i < sizeof flag_changes / sizeof *flag_changes; i++)
		if (flag_changes_mask(t, &flag_changes[i], &m.gfp) && find_whole(t, m))
			return;
}

/* The zone modifiers that reach this zone, the lowest first. */
static bool find_zone_flag(struct trial *t, bool with_node)
{
	static const gfp_t modifiers[] = { GFP_F_DMA, GFP_F_DMA32, 0, GFP_F_HIGHMEM,
					   GFP_F_HIGHMEM | GFP_F_MOVABLE };
	const gfp_t zones = GFP_F_DMA | GFP_F_DMA32 | GFP_F_HIGHMEM;
	struct remedy m = { .kind = REMEDY_FLAG, .with_node = with_node };

	for (size_t i = 0; i < sizeof modifiers / sizeof *modifiers; i++) {
		m.gfp = (t->r->gfp & ~zones) | modifiers[i];
		if (modifiers[i] & GFP_F_MOVABLE)
			m.gfp &= ~(gfp_t)GFP_F_RECLAIMABLE;
		if (gfp_zone(t->b->w->layout, m.gfp) >= zid_idx(t->f->zone) && find_whole(t, m))
			return true;
	}
	return false;
}

/* ---- which remedies for which refusal ---- */

static void find_node(struct trial *t)
{
	find_whole(t, (struct remedy){ .kind = REMEDY_NODE, .amount = zid_node(t->f->zone) });
}

static void find_cpuset(struct trial *t)
{
	find_whole(t, (struct remedy){ .kind = REMEDY_CPUSET, .amount = zid_node(t->f->zone) });
}

/* If the request itself marked the zone full in an earlier scan, waiting does not help it. */
static void find_time(struct trial *t)
{
	if (!find_least(t, (struct remedy){ .kind = REMEDY_TIME }, t->k->hz, 4 * t->k->hz))
		find_pages(t);
}

static void find_numbers(struct trial *t)
{
	const struct refusal *f = t->f;

	find_least(t, (struct remedy){ .kind = REMEDY_MARK }, f->short_pages,
		   t->b->w->zone[f->zone].watermark[f->wmark]);
	if (f->lowmem_reserve)
		find_least(t, (struct remedy){ .kind = REMEDY_RESERVE }, f->short_pages,
			   f->lowmem_reserve);
	find_least(t, (struct remedy){ .kind = REMEDY_ORDER }, 1, t->r->order);
	find_least(t, (struct remedy){ .kind = REMEDY_RECLAIM }, f->short_pages,
		   f->short_pages + ((int64_t)1 << t->r->order));
}

static void find_others(struct trial *t)
{
	const struct refusal *f = t->f;

	switch (f->check) {
	case WHATIF_ZONEIDX:
		if (!find_zone_flag(t, false))
			find_zone_flag(t, true);
		break;
	case WHATIF_NODEMASK:
		if (!find_whole(t, (struct remedy){ .kind = REMEDY_NODEMASK,
						    .amount = zid_node(f->zone) }))
			find_cpuset(t);
		break;
	case WHATIF_ZLC:
		find_time(t);
		find_cpuset(t);
		break;
	case WHATIF_CPUSET:
		find_cpuset(t);
		find_flag(t);
		break;
	case WHATIF_FAIR:
		find_whole(t, (struct remedy){ .kind = REMEDY_SHARE });
		find_node(t);
		break;
	case WHATIF_DIRTY:
		find_least(t, (struct remedy){ .kind = REMEDY_DIRTY }, f->dirty - f->dirty_limit,
			   f->dirty);
		find_flag(t);
		break;
	case WHATIF_NOFRAGMENT:
		find_node(t);
		break;
	case WHATIF_WATERMARK:
		find_numbers(t);
		find_flag(t);
		break;
	case WHATIF_BLOCK:
		find_least(t, (struct remedy){ .kind = REMEDY_ORDER }, 1, t->r->order);
		find_flag(t);
		break;
	default:
		break;
	}
}

void find_remedies(struct trial *t, enum whatif_depth depth)
{
	if (t->f->check == WHATIF_WATERMARK || t->f->check == WHATIF_BLOCK)
		find_pages(t);
	if (depth == WHATIF_ALL)
		find_others(t);
}
