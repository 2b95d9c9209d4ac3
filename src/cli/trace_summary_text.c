/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace_summary_text.c - a trace's summary for people.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "trace_summary_inside.h"

static void print_kernel(const struct summary *s)
{
	const struct trace_form *f = &s->traced->form;

	printf("  kernel     %s%s", f->kernel->name,
	       s->traced->asked ? ", as asked for" : ", by the form of the lines");
	if (f->others[0])
		printf(" (%s may be meant: --kernel chooses)", f->others);
	putchar('\n');
}

static void print_span(const struct summary *s)
{
	const struct trace *t = &s->traced->trace;

	printf("  lines      %" PRId64 " of the allocator", s->events);
	if (t->others)
		printf(", %" PRIu64 " others", t->others);
	printf("; %u CPU%s, %" PRIu64 ".%06" PRIu64 " s\n", s->cpus, s->cpus == 1 ? "" : "s",
	       (s->last - s->first) / 1000000, (s->last - s->first) % 1000000);
	if (t->partial)
		printf("  partial    read up to line %u: what follows is not in these numbers\n",
		       t->d.line);
	if (t->lost)
		printf("  lost       the tracer lost %" PRIu64 " events or more: counts are least "
		       "ones\n", t->lost);
}

/* ---- grids ---- */

static unsigned columns_of(const struct traced_grid *g)
{
	unsigned columns = 0;

	for (unsigned order = 0; order < TRACED_ORDERS; order++)
		if (traced_of_order(g, order))
			columns = order + 1;
	return columns;
}

static bool has_type(const struct traced_grid *g, unsigned type)
{
	for (unsigned order = 0; order < TRACED_ORDERS; order++)
		if (g->n[order][type])
			return true;
	return false;
}

static void print_grid(const char *title, const struct traced_grid *g)
{
	unsigned columns = columns_of(g);

	if (!columns)
		return;
	printf("\n  %-24s", title);
	for (unsigned order = 0; order < columns; order++)
		printf(" %7u", order);
	putchar('\n');
	for (unsigned type = 0; type < TRACED_TYPES; type++) {
		if (!has_type(g, type))
			continue;
		printf("    %-22s",
		       type == TRACED_NO_TYPE ? "(type not told)" : traced_type_name(type));
		for (unsigned order = 0; order < columns; order++)
			printf(" %7" PRId64, g->n[order][type]);
		putchar('\n');
	}
}

static void print_grids(const struct summary *s)
{
	static const char *const title[NR_TRACED_WHATS] = {
		[TRACED_GOT] = "allocated, by order", [TRACED_FAILED] = "failed, by order",
		[TRACED_FREED] = "freed, by order",
		[TRACED_REFILLED] = "onto PCP lists, by order",
		[TRACED_TAKEN] = "not for PCP lists",
		[TRACED_DRAINED] = "drained, by order",
	};

	for (int what = 0; what < NR_TRACED_WHATS; what++)
		print_grid(title[what], &s->tally.grid[what]);
}

/* ---- counts ---- */

static const char *plural(int64_t n)
{
	return n == 1 ? "" : "s";
}

static void print_requests(const struct traced_tally *t)
{
	struct traced_sum got = traced_sum(&t->grid[TRACED_GOT]);
	struct traced_sum failed = traced_sum(&t->grid[TRACED_FAILED]);
	struct traced_sum freed = traced_sum(&t->grid[TRACED_FREED]);

	printf("  requests   %" PRId64 ": %" PRId64 " got %" PRId64 " page%s, %" PRId64 " failed\n",
	       got.blocks + failed.blocks, got.blocks, got.pages, plural(got.pages),
	       failed.blocks);
	printf("  frees      %" PRId64 ": %" PRId64 " page%s\n", freed.blocks, freed.pages,
	       plural(freed.pages));
	if (t->bulks)
		printf("  bulk       %" PRId64 " request%s that a probe told of: %" PRId64
		       " of %" PRId64 " pages\n",
		       t->bulks, plural(t->bulks), t->bulk_got, t->bulk_wanted);
}

static void print_lists(const struct traced_tally *t)
{
	struct traced_sum refilled = traced_sum(&t->grid[TRACED_REFILLED]);
	struct traced_sum drained = traced_sum(&t->grid[TRACED_DRAINED]);
	struct traced_sum taken = traced_sum(&t->grid[TRACED_TAKEN]);

	printf("  PCP lists  refilled %" PRId64 " time%s with %" PRId64 " block%s", t->refills,
	       plural(t->refills), refilled.blocks, plural(refilled.blocks));
	printf(", drained %" PRId64 " time%s by %" PRId64 "\n", t->drains, plural(t->drains),
	       drained.blocks);
	if (taken.blocks)
		printf("  buddy      %" PRId64 " block%s taken right from the free lists\n",
		       taken.blocks, plural(taken.blocks));
	if (t->nothing_taken)
		printf("  nothing    %" PRId64 " time%s no block was found there\n",
		       t->nothing_taken, plural(t->nothing_taken));
	if (t->ticks)
		printf("  ticks      %" PRId64 " of the vmstat worker\n", t->ticks);
}

static void print_extfrag(const struct traced_tally *t)
{
	printf("  extfrag    %" PRId64 " fallback%s to another type", t->extfrags,
	       plural(t->extfrags));
	if (t->extfrags)
		printf(", %" PRId64 " mixed types in a pageblock, %" PRId64 " changed its type",
		       t->fragmenting, t->changed);
	putchar('\n');
	for (unsigned type = 0; type < TRACED_TYPES; type++)
		for (unsigned from = 0; from < TRACED_TYPES; from++)
			if (t->fallback[type][from])
				printf("             %" PRId64 " for %s from %s\n",
				       t->fallback[type][from], traced_type_name(type),
				       traced_type_name(from));
}

void summary_text(const struct summary *s)
{
	diag_print_harmless(stdout, s->path, strlen(s->path));
	printf(": a trace without a state%s\n", s->traced->trace.partial ? ", partial" : "");
	print_kernel(s);
	print_span(s);
	print_requests(&s->tally);
	print_lists(&s->tally);
	print_extfrag(&s->tally);
	print_grids(s);
	puts("\n  unknown: what a trace cannot tell");
	for (unsigned i = 0; traced_unknown(i); i++)
		printf("    %s\n", traced_unknown(i));
}
