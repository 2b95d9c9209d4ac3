/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c - refusals and remedies as sentences.
 */
#include "core/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "whatif.h"

static const char *const attempt_words[NR_ATTEMPTS] = {
	"fast path",     "slow path", "retry", "without marks", "must not fail, in the cpuset",
	"must not fail", "last try before OOM",
};

static const char *const wmark_words[NR_WMARK] = { "min", "low", "high", "promo" };

const char *refusal_check(const struct kernel *k, const struct refusal *f)
{
	if (f->check == WHATIF_ZONEIDX)
		return k->zoneidx_name;
	if (f->check == WHATIF_NODEMASK)
		return "nodemask";
	return f->rung == RUNG_NONE ? "rmqueue" : rung_name(k, f->rung);
}

static void shortfall(const struct refusal *f, char *out, size_t size)
{
	if (f->no_block)
		snprintf(out, size, "above it, but no block is large enough");
	else
		snprintf(out, size, "short by %" PRId64 " page%s", f->short_pages,
			 f->short_pages == 1 ? "" : "s");
}

/* Why, with the numbers, behind the check's name. */
static void reason(const struct refusal *f, char *out, size_t size)
{
	switch (f->check) {
	case WHATIF_ZONEIDX:
		snprintf(out, size, "the request may not have pages of this zone");
		break;
	case WHATIF_NODEMASK:
		snprintf(out, size, "node %u is not in the nodemask", zid_node(f->zone));
		break;
	case WHATIF_CPUSET:
		snprintf(out, size, "the task's cpuset does not have node %u", zid_node(f->zone));
		break;
	case WHATIF_ZLC:
		snprintf(out, size, "the zonelist cache has it as full");
		break;
	case WHATIF_FAIR:
		snprintf(out, size, "its share is used up");
		break;
	case WHATIF_DIRTY:
		snprintf(out, size, "%" PRId64 " dirty pages, limit %" PRId64, f->dirty,
			 f->dirty_limit);
		break;
	case WHATIF_NOFRAGMENT:
		snprintf(out, size, "the node would be left, so the scan began anew");
		break;
	case WHATIF_WATERMARK:
		snprintf(out, size,
			 "free %" PRId64 " - unusable %" PRId64 ", %s mark %" PRId64 "%s%.0" PRId64
			 ", reserve %" PRId64 ": ", f->free, f->unusable, wmark_words[f->wmark],
			 f->mark, f->min == f->mark ? "" : ", for this request ",
			 f->min == f->mark ? 0 : f->min, f->lowmem_reserve);
		shortfall(f, out + strlen(out), size - strlen(out));
		break;
	case WHATIF_BLOCK:
		snprintf(out, size, "above the mark, but no list had a block for it");
		break;
	default:                        /* it gave the block */
		snprintf(out, size, "nothing was against it");
	}
}

/* ---- remedies ---- */

/* "1 more free page of order 0", "3 blocks of order 4 and 6 pages". */
static void pages_words(const struct remedy *m, unsigned order, char *out, size_t size)
{
	int64_t amount = m->amount, blocks = m->blocks;
	size_t used = 0;

	out[0] = '\0';
	if (blocks)
		used = (size_t)snprintf(out, size, "%" PRId64 " more free block%s of order %u",
					blocks, blocks == 1 ? "" : "s", order);
	if ((amount || !blocks) && used < size)
		snprintf(out + used, size - used, "%s%" PRId64 " more free page%s of order 0",
			 blocks ? " and " : "", amount, amount == 1 ? "" : "s");
}

static void pages_remedy(const struct whatif_speaker *s, const struct remedy *m, char *out,
			 size_t size)
{
	char with[120];
	unsigned order = s->request->op == REQ_BULK ? 0 : s->request->order;

	pages_words(m, order, with, sizeof with);
	if (!m->proved)
		snprintf(out, size, "%s: not proved", with);
	else if (m->amount)
		snprintf(out, size, "%s: passes; with %" PRId64 " it does not", with,
			 m->amount - 1);
	else
		snprintf(out, size, "%s: passes; with %" PRId64 " it does not", with,
			 m->blocks - 1);
}

/* The flags that differ, as "with __GFP_HIGH" or "without __GFP_WRITE". */
static void flag_remedy(const struct whatif_speaker *s, const struct remedy *m, char *out,
			size_t size)
{
	gfp_t now = s->request->gfp, added = m->gfp & ~now, dropped = now & ~m->gfp;
	char with[120] = "", without[120] = "";

	if (added)
		gfp_words(s->kernel, added, with, sizeof with);
	if (dropped)
		gfp_words(s->kernel, dropped, without, sizeof without);
	snprintf(out, size, "%s%s%s%s%s%s: passes; as it is it does not", added ? "with " : "",
		 with, added && dropped ? " and " : "", dropped ? "without " : "", without,
		 m->with_node ? ", and asked of its node, in nodemask and cpuset" : "");
}

static void amount_remedy(const struct whatif_speaker *s, const struct refusal *f,
			  const struct remedy *m, char *out, size_t size)
{
	const struct zone *z = &s->world->zone[f->zone];
	int64_t mark = z->watermark[f->wmark];

	switch (m->kind) {
	case REMEDY_MARK:
		snprintf(out, size,
			 "a %s mark of %" PRId64 ": passes; with %" PRId64 " it does not",
			 wmark_words[f->wmark], mark - m->amount, mark - m->amount + 1);
		break;
	case REMEDY_RESERVE:
		snprintf(out, size,
			 "a lowmem_reserve of %" PRId64 ": passes; with %" PRId64 " it does not",
			 f->lowmem_reserve - m->amount, f->lowmem_reserve - m->amount + 1);
		break;
	case REMEDY_ORDER:
		snprintf(out, size, "order %" PRId64 ": passes; order %" PRId64 " does not",
			 (int64_t)s->request->order - m->amount,
			 (int64_t)s->request->order - m->amount + 1);
		break;
	case REMEDY_DIRTY:
		snprintf(out, size,
			 "%" PRId64 " dirty pages fewer: passes; with %" PRId64 " it does not",
			 m->amount, m->amount - 1);
		break;
	case REMEDY_TIME:
		snprintf(out, size,
			 "%" PRId64 " jiffies later: passes; after %" PRId64 " it does not",
			 m->amount, m->amount - 1);
		break;
	default:
		snprintf(out, size,
			 "zone_reclaim_mode on, %" PRId64 " pages reclaimed: passes; with %" PRId64
			 " it does not", m->amount, m->amount - 1);
	}
}

void remedy_words(const struct whatif_speaker *s, const struct refusal *f, const struct remedy *m,
		  char *out, size_t size)
{
	size_t used;

	switch (m->kind) {
	case REMEDY_PAGES:
		pages_remedy(s, m, out, size);
		break;
	case REMEDY_FLAG:
		flag_remedy(s, m, out, size);
		break;
	case REMEDY_CPUSET:
		snprintf(out, size, "node %" PRId64 " in the task's cpuset: passes; without it not",
			 m->amount);
		break;
	case REMEDY_NODEMASK:
		snprintf(out, size, "node %" PRId64 " in the nodemask: passes; without it not",
			 m->amount);
		break;
	case REMEDY_NODE:
		snprintf(out, size, "asked of node %" PRId64 " first: passes; as it is it does not",
			 m->amount);
		break;
	case REMEDY_SHARE:
		snprintf(out, size, "with NR_ALLOC_BATCH renewed: passes; as it is it does not");
		break;
	default:
		amount_remedy(s, f, m, out, size);
	}
	used = strlen(out);
	if (!m->gives && used < size)
		snprintf(out + used, size - used,
			 " (the check; the zone is then refused by the next)");
}

/* Pages that count as free and are not accepted, although the mark refused. */
static void say_unaccepted(const struct refusal *f, const struct whatif_speaker *s)
{
	char text[WORDS_MAX];

	if (!f->unaccepted)
		return;
	if (f->need > 0)
		snprintf(text, sizeof text,
			 "of the free pages %" PRId64 " were not accepted; %" PRId64
			 " were missing to the promo mark %" PRId64 " and were accepted first",
			 f->unaccepted, f->need, f->promo);
	else
		snprintf(text, sizeof text,
			 "of the free pages %" PRId64 " are not accepted: the others are %" PRId64
			 " above the promo mark %" PRId64, f->unaccepted, -f->need, f->promo);
	s->line(s->self, 1, text);
}

static void say_refusal(const struct refusal *f, const struct whatif_speaker *s)
{
	char text[WORDS_MAX], why[200], zone[32];

	zone_words(s->world, f->zone, zone, sizeof zone);
	reason(f, why, sizeof why);
	snprintf(text, sizeof text, "%s, %s: %s refused; %s", zone, attempt_words[f->attempt],
		 refusal_check(s->kernel, f), why);
	s->line(s->self, 0, text);
	say_unaccepted(f, s);
	for (unsigned i = 0; i < f->nr_remedies; i++) {
		remedy_words(s, f, &f->remedy[i], text, sizeof text);
		s->line(s->self, 1, text);
	}
	if (!f->nr_remedies)
		s->line(s->self, 1, "no single change of pages, mark, order, flag or node helps");
}

void whatif_words(const struct whatif *o, const struct whatif_speaker *s)
{
	for (size_t i = 0; i < o->n; i++)
		say_refusal(&o->refusal[i], s);
	if (!o->n)
		s->line(s->self, 0, "no zone was refused");
}
