/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.c - an explanation for people: what was asked, a table for each attempt, what would help.
 *
 *	slow path, min mark: ALLOC_WMARK_MIN|ALLOC_CPUSET
 *	  zone          check                 free - unusable  min + reserve  verdict   short by
 *	  Node 0 DMA32  zone_watermark_fast          350 - 15 <= 902 + 0      refused   568
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/words.h"
#include "explain.h"

static void say(const struct explain_printer *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void say(const struct explain_printer *p, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	p->line(p->self, text);
}

/* ---- what was asked ---- */

static void list_nodes(const struct dmesg_nodes *nodes, char *out, size_t size)
{
	size_t used = 0;

	snprintf(out, size, "%s", nodes->null ? "any" : "none");
	for (unsigned n = 0; n < MAX_NODES && !nodes->null && used < size; n++) {
		unsigned last = n;

		if (!node_isset(n, &nodes->mask))
			continue;
		while (last + 1 < MAX_NODES && node_isset(last + 1, &nodes->mask))
			last++;
		if (last > n)
			snprintf(out + used, size - used, "%s%u-%u", used ? "," : "", n, last);
		else
			snprintf(out + used, size - used, "%s%u", used ? "," : "", n);
		used += strlen(out + used);
		n = last;
	}
}

static void say_request(const struct explanation *e, const struct explain_printer *p)
{
	const struct dmesg_report *r = e->report;
	const struct request *q = &e->machine.request;
	char gfp[sizeof r->names], type[40] = "";

	if (!r->has_request) {
		say(p, "  asked    cannot be read");
		return;
	}
	explain_gfp(e, gfp, sizeof gfp);
	if (e->machine.world && r->order >= 0)
		snprintf(type, sizeof type, ", %s",
			 migratetype_name(gfp_migratetype(q->gfp, false)));
	if (r->order < 0)
		say(p, "  asked    nothing: somebody pressed a key");
	else
		say(p, "  asked    order %d (%d page%s), %s (%#" PRIx64 ")%s", r->order,
		    r->order < 20 ? 1 << r->order : 0, r->order ? "s" : "", gfp[0] ? gfp : "flags",
		    r->mode, type);
}

static void say_task(const struct explanation *e, const struct explain_printer *p)
{
	const struct dmesg_report *r = e->report;
	char nodemask[80] = "not told", mems[80] = "not told";

	if (r->comm[0])
		say(p, "  by       %s, pid %ld, on CPU %u%s%s", r->comm, r->pid, r->cpu,
		    r->interrupt ? ", in an interrupt" : "",
		    r->victim ? ", which the OOM killer had chosen" : "");
	if (!r->nodemask.told && !r->mems_allowed.told)
		return;
	if (r->nodemask.told)
		list_nodes(&r->nodemask, nodemask, sizeof nodemask);
	if (r->mems_allowed.told)
		list_nodes(&r->mems_allowed, mems, sizeof mems);
	say(p, "  nodes    nodemask %s, cpuset %s allows %s", nodemask,
	    r->cpuset[0] ? r->cpuset : "not told", mems);
}

static void say_kernel(const struct explanation *e, const struct explain_printer *p)
{
	const struct kernel *k = e->kernel;

	if (e->by_form)
		say(p, "  kernel   not told; by the form of the report run as %s (%s)", k->name,
		    k->follows);
	else
		say(p, "  kernel   %s, run as %s (%s)", e->report->release, k->name, k->follows);
	if (*e->differs)
		say(p, "  differs  %s", e->differs);
}

/* ---- attempts ---- */

/* "3 of order 4 (UM), 1 of order 8 (H)": what the zone has from this order on. */
static void list_blocks(const struct zone *z, unsigned from, char *out, size_t size)
{
	static const char letter[MIGRATE_TYPES] = {
		[MIGRATE_UNMOVABLE] = 'U',  [MIGRATE_MOVABLE] = 'M', [MIGRATE_RECLAIMABLE] = 'E',
		[MIGRATE_HIGHATOMIC] = 'H', [MIGRATE_CMA] = 'C',     [MIGRATE_ISOLATE] = 'I',
		[MIGRATE_RESERVE] = 'R',
	};
	size_t used = 0;

	out[0] = '\0';
	for (unsigned order = from; order < NR_ORDERS && used + 50 < size; order++) {
		char types[MIGRATE_TYPES + 1];
		size_t n = 0;

		if (!z->free_area[order].nr_free)
			continue;
		for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
			if (z->free_area[order].list[mt].first)
				types[n++] = letter[mt];
		types[n] = '\0';
		snprintf(out + used, size - used, "%s%" PRId64 " of order %u (%s)",
			 used ? ", " : "", z->free_area[order].nr_free, order, types);
		used += strlen(out + used);
	}
}

/* A list with ", " between its words, in lines of a terminal's width. */
static void say_list(const char *list, const struct explain_printer *p)
{
	enum { COLUMNS = 72 };

	while (strlen(list) > COLUMNS) {
		int n = COLUMNS;

		while (n > 1 && !(list[n - 1] == ',' && list[n] == ' '))
			n--;
		say(p, "      %.*s", n, list);
		list += n;
		list += *list == ' ';
	}
	say(p, "      %s", list);
}

static unsigned largest_order(const struct zone *z)
{
	unsigned order = NR_ORDERS - 1;

	while (order && !z->free_area[order].nr_free)
		order--;
	return order;
}

/* Pages are free, and none of them is a block for this request. */
static void say_missing_block(const struct explanation *e, const struct explained_zone *z,
			      const struct explain_printer *p)
{
	const struct zone *zone = &e->machine.world->zone[z->f.zone];
	const struct request *r = &e->machine.request;
	char there[500], name[32];

	list_blocks(zone, r->order, there, sizeof there);
	zone_words(e->machine.world, z->f.zone, name, sizeof name);
	if (there[0]) {
		say(p, "    %s: no block that %s may take; there are", name,
		    migratetype_name(gfp_migratetype(r->gfp, false)));
		say_list(there, p);
	} else {
		say(p, "    %s: no block of order %u or above; the largest is of order %u", name,
		    r->order, largest_order(zone));
	}
}

static bool lacks_block(const struct explained_zone *z)
{
	return z->verdict == ZONE_REFUSED && (z->f.no_block || z->f.check == WHATIF_BLOCK);
}

/* An attempt before this one found the same. */
static bool was_said(const struct explanation *e, const struct explained_attempt *a, zid_t zone)
{
	for (const struct explained_attempt *b = e->attempt; b < a; b++)
		for (size_t i = 0; i < b->n; i++)
			if (b->zone[i].f.zone == zone && lacks_block(&b->zone[i]))
				return true;
	return false;
}

static void say_missing_blocks(const struct explanation *e, const struct explained_attempt *a,
			       const struct explain_printer *p)
{
	for (size_t i = 0; i < a->n; i++)
		if (lacks_block(&a->zone[i]) && !was_said(e, a, a->zone[i].f.zone))
			say_missing_block(e, &a->zone[i], p);
}

/* The numbers of such a zone look as if they had refused it. */
static void say_wrapped(const struct explanation *e, const struct explained_attempt *a,
			const struct explain_printer *p)
{
	for (size_t i = 0; i < a->n; i++) {
		char name[32];

		if (!a->zone[i].f.wrapped)
			continue;
		zone_words(e->machine.world, a->zone[i].f.zone, name, sizeof name);
		say(p, "    %s: less free than unusable; %s compares unsigned, where that is more",
		    name, e->kernel->name);
	}
}

static void short_words(const struct explanation *e, const struct explained_zone *z, char *out,
			size_t size)
{
	if (z->verdict != ZONE_REFUSED || (!z->pages && !z->blocks))
		snprintf(out, size, "-");
	else if (z->blocks && z->pages)
		snprintf(out, size, "%" PRId64 " and %" PRId64 " of order %u", z->pages, z->blocks,
			 e->machine.request.order);
	else if (z->blocks)
		snprintf(out, size, "%" PRId64 " of order %u", z->blocks, e->machine.request.order);
	else
		snprintf(out, size, "%" PRId64, z->pages);
}

static int check_width(const struct explanation *e, const struct explained_attempt *a)
{
	size_t most = sizeof "check" - 1;

	for (size_t i = 0; i < a->n; i++)
		if (strlen(explain_check(e, &a->zone[i])) > most)
			most = strlen(explain_check(e, &a->zone[i]));
	return (int)most;
}

static void say_zone(const struct explanation *e, const struct explained_attempt *a,
		     const struct explained_zone *z, const struct explain_printer *p)
{
	static const char *const verdicts[] = { "refused", "passes", "passed by" };
	const struct refusal *f = &z->f;
	char zone[32], left[40] = "-", right[40] = "", shortfall[60];
	int width = check_width(e, a);

	zone_words(e->machine.world, f->zone, zone, sizeof zone);
	short_words(e, z, shortfall, sizeof shortfall);
	if (f->compared) {
		snprintf(left, sizeof left, "%" PRId64 " - %" PRId64, f->free, f->unusable);
		snprintf(right, sizeof right, "%s %" PRId64 " + %" PRId64,
			 explain_margin(z) > 0 ? "> " : "<=", f->min,
			 f->lowmem_reserve);
	} else {
		snprintf(left, sizeof left, "%" PRId64 " free", f->free);
	}
	say(p, "    %-16s %-*s %15s %-17s %-9s %s%s", zone, width, explain_check(e, z), left, right,
	    verdicts[z->verdict], shortfall,
	    z->verdict == ZONE_REFUSED && (z->pages || z->blocks) && !z->proved ? " (not proved)" :
										  "");
}

static void say_attempt(const struct explanation *e, const struct explained_attempt *a,
			const struct explain_printer *p)
{
	char flags[200];

	alloc_flags_words(e->kernel, a->flags, flags, sizeof flags);
	p->line(p->self, "");
	if (a->flags & ALLOC_NO_WATERMARKS)
		say(p, "  %s: %s", explain_attempt(a), flags);
	else
		say(p, "  %s, %s mark: %s", explain_attempt(a), explain_mark(a), flags);
	say(p, "    %-16s %-*s %15s %-17s %-9s %s", "zone", check_width(e, a), "check",
	    "free - unusable", "   min + reserve", "verdict", "short by");
	for (size_t i = 0; i < a->n; i++)
		say_zone(e, a, &a->zone[i], p);
	say_wrapped(e, a, p);
	say_missing_blocks(e, a, p);
}

/* An attempt that judged each zone just as an earlier one did is not printed twice. */
static bool is_repeated(const struct explained_attempt *a, const struct explained_attempt *before)
{
	if (a->flags != before->flags || a->gfp != before->gfp || a->n != before->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->zone[i].f.zone != before->zone[i].f.zone ||
		    a->zone[i].f.check != before->zone[i].f.check ||
		    a->zone[i].verdict != before->zone[i].verdict)
			return false;
	return true;
}

static void say_attempts(const struct explanation *e, const struct explain_printer *p)
{
	for (size_t i = 0; i < e->n; i++)
		if (i && is_repeated(&e->attempt[i], &e->attempt[i - 1]))
			say(p, "  %s: as before, each zone again", explain_attempt(&e->attempt[i]));
		else
			say_attempt(e, &e->attempt[i], p);
	p->line(p->self, "");
}

/* ---- what would have helped ---- */

static void say_remedy(void *self, const char *text)
{
	say(self, "      %s", text);
}

static void say_zone_remedies(const struct explanation *e, zid_t zone,
			      const struct explain_printer *p)
{
	struct explain_printer remedies = { say_remedy, (void *)(uintptr_t)p };
	const struct explained_zone *z = explain_easiest(e, zone);
	char name[32];

	if (!z)
		return;
	zone_words(e->machine.world, zone, name, sizeof name);
	say(p, "    %s", name);
	explain_remedies(e, z, &remedies);
}

static void say_remedies(const struct explanation *e, const struct explain_printer *p)
{
	say(p, "  what would have let it pass, each run again:");
	for (size_t i = 0; i < e->attempt[0].n; i++)
		say_zone_remedies(e, e->attempt[0].zone[i].f.zone, p);
}

/* The report was printed after the failure: memory had come free in between. */
static void say_contradiction(const struct explanation *e, const struct explain_printer *p)
{
	const struct explained_zone *z = e->contradiction;
	int64_t over = explain_margin(z);
	char name[32], by[60] = "only unsigned";

	if (!z->f.wrapped)
		snprintf(by, sizeof by, "%" PRId64 " page%s above", over, over == 1 ? "" : "s");
	zone_words(e->machine.world, z->f.zone, name, sizeof name);
	say(p, "  The report contradicts the failure: it was taken afterwards, and by its numbers");
	say(p, "  the request would have passed. Closest was %s (%s, %s mark): %s.", name,
	    explain_attempt(e->contradicted_in), explain_mark(e->contradicted_in), by);
	say(p, "  At the failure it had fewer, or lacked a block; by how many is not known.");
	if (!e->report->mems_allowed.told && e->machine.world->nr_nodes > 1)
		say(p, "  Nor is it told whether a cpuset or a policy kept nodes from it.");
}

static void say_no_zones(const struct explanation *e, const struct explain_printer *p)
{
	switch (e->report->kind) {
	case DMESG_OOM_MEMCG:
		say(p, "  A memory cgroup reached its limit: no zone was short of pages, and the");
		say(p, "  report has none. Its limit, or what its tasks use, is the reason.");
		break;
	case DMESG_OOM_SYSRQ:
		say(p, "  No request failed: there is nothing to explain.");
		break;
	default:
		if (e->machine.world && e->report->has_request)
			say(p, "  No zone was asked: this kernel has no blocks of order %d.",
			    e->report->order);
	}
}

void explain_text(const struct explanation *e, const struct explain_printer *p)
{
	const struct dmesg_report *r = e->report;

	say(p, "line %u: %s%s", r->line, explain_kind(r->kind), r->partial ? " (partial)" : "");
	say_request(e, p);
	say_task(e, p);
	say_kernel(e, p);
	for (unsigned i = 0; i < r->notes && i < DMESG_NOTES; i++)
		say(p, "  note     %s", r->note[i]);
	if (r->notes > DMESG_NOTES)
		say(p, "  note     and %u more", r->notes - DMESG_NOTES);
	if (!e->n) {
		say_no_zones(e, p);
		return;
	}
	say_attempts(e, p);
	if (e->contradiction)
		say_contradiction(e, p);
	else
		say_remedies(e, p);
}
