/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.c - what two kernels did with the same requests, in text.
 */
#include "report.h"

#include <inttypes.h>
#include <string.h>

#include "beside.h"
#include "text/diag.h"

struct report {
	FILE *out;
	const struct trial *t;
	unsigned columns;
};

const char *from_name(enum convert_from from)
{
	return from == FROM_STATE ? "state" : "geometry";
}

static const struct number {
	const char *name;       /* underscores become blanks for people */
	size_t at;
} numbers[] = {
#define NUMBER(member) { #member, offsetof(struct side_summary, member) }
	NUMBER(requests),    NUMBER(allocations), NUMBER(pages),  NUMBER(failed),
	NUMBER(would_sleep), NUMBER(refused),     NUMBER(splits),      NUMBER(merges),
	NUMBER(refills),     NUMBER(rescans),
#undef NUMBER
};

const char *summary_number(const struct side_summary *s, size_t i, int64_t *value)
{
	if (i >= sizeof numbers / sizeof *numbers)
		return NULL;
	memcpy(value, (const char *)s + numbers[i].at, sizeof *value);
	return numbers[i].name;
}

/* ---- what was converted ---- */

static void print_notes(const struct report *r, const char *title, unsigned side,
			const struct notes *n)
{
	if (!n->n)
		return;
	fprintf(r->out, "%s %s\n", title, r->t->kernel[side]->name);
	for (size_t i = 0; i < n->n; i++) {
		fputs("  ", r->out);
		diag_print_harmless(r->out, n->line[i], strlen(n->line[i]));
		fputc('\n', r->out);
	}
}

static void print_head(const struct report *r)
{
	const struct trial *t = r->t;

	diag_print_harmless(r->out, t->name, strlen(t->name));
	fprintf(r->out, ": %s and %s, from %s%s\n\n", t->kernel[0]->name, t->kernel[1]->name,
		from_name(t->from), t->keep_marks ? ", marks kept" : "");
	for (unsigned i = 0; i < SIDES; i++)
		print_notes(r, "converted for", i, &t->converted[i]);
	for (unsigned i = 0; i < SIDES; i++)
		print_notes(r, "left out on", i, &t->left_out[i]);
	fputc('\n', r->out);
}

/* ---- where they part ---- */

static void print_place(const struct report *r, const char *what, const struct parting *p)
{
	fprintf(r->out, "%s: request %" PRId64, what, p->request);
	if (p->line)
		fprintf(r->out, ", line %u", p->line);
	fputs(": ", r->out);
	diag_print_harmless(r->out, p->statement, sizeof p->statement);
	fputc('\n', r->out);
}

static void print_result(const struct report *r, const struct parting *p)
{
	if (!p->found) {
		fputs("every request has the same result\n", r->out);
		return;
	}
	print_place(r, "first request with another result", p);
	for (unsigned i = 0; i < SIDES; i++)
		fprintf(r->out, "  %-7s %s\n", r->t->kernel[i]->name, p->side[i].result);
}

static void print_check(const struct report *r, const struct parting *p)
{
	if (!p->found) {
		fputs("every check leads to the same\n", r->out);
		return;
	}
	print_place(r, "first check that leads elsewhere", p);
	if (*p->side[p->named].check)
		fprintf(r->out, "  they part at %s of %s\n", p->side[p->named].check,
			r->t->kernel[p->named]->name);
	for (unsigned i = 0; i < SIDES; i++) {
		const struct parting_side *s = &p->side[i];

		fprintf(r->out, "  %-7s %s%s%s: %s\n", r->t->kernel[i]->name,
			*s->check ? s->check : "no check", *s->zone ? ", " : "", s->zone,
			*s->said ? s->said : s->result);
	}
}

static void print_ladders(const struct report *r, const struct parting *p)
{
	const char *const ladder[SIDES] = { p->side[0].ladder, p->side[1].ladder };
	char title[SIDES][80];
	const char *const titles[SIDES] = { title[0], title[1] };

	for (unsigned i = 0; i < SIDES; i++)
		snprintf(title[i], sizeof title[i], "request %" PRId64 " on %s", p->request,
			 r->t->kernel[i]->name);
	fputc('\n', r->out);
	print_beside(r->out, titles, r->columns);
	print_beside(r->out, ladder, r->columns);
}

/* ---- what it adds up to ---- */

static int64_t count_of(const struct counts *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->count[i].name, name) == 0)
			return c->count[i].n;
	return 0;
}

static void print_row(const struct report *r, const char *name, int64_t a, int64_t b)
{
	fprintf(r->out, "  %-44s %12" PRId64 " %12" PRId64 "\n", name, a, b);
}

/* The names of the first, then those that only the second has. */
static void print_counts(const struct report *r, const char *before, const struct counts *a,
			 const struct counts *b)
{
	char name[2 * NAME_ROOM];

	for (size_t i = 0; i < a->n; i++) {
		snprintf(name, sizeof name, "%s %s", before, a->count[i].name);
		print_row(r, name, a->count[i].n, count_of(b, a->count[i].name));
	}
	for (size_t i = 0; i < b->n; i++)
		if (!count_of(a, b->count[i].name)) {
			snprintf(name, sizeof name, "%s %s", before, b->count[i].name);
			print_row(r, name, 0, b->count[i].n);
		}
}

static void print_numbers(const struct report *r, const struct side_summary *a,
			  const struct side_summary *b)
{
	const char *name;
	int64_t one, two;

	for (size_t i = 0; (name = summary_number(a, i, &one)); i++) {
		char words[NAME_ROOM];

		summary_number(b, i, &two);
		snprintf(words, sizeof words, "%s", name);
		for (char *c = words; *c; c++)
			*c = *c == '_' ? ' ' : *c;
		print_row(r, words, one, two);
	}
}

static void print_summary(const struct report *r)
{
	const struct comparison *c = r->t->comparison;
	const struct side_summary *a = comparison_summary(c, 0), *b = comparison_summary(c, 1);
	struct comparison_totals totals = comparison_totals(c);

	fprintf(r->out,
		"\n%" PRId64 " requests compared: %" PRId64 " with another result, %" PRId64
		" with a check that leads elsewhere\n\n",
		totals.requests, totals.results_differ, totals.checks_part);
	fprintf(r->out, "  %-44s %12s %12s\n", "summary", r->t->kernel[0]->name,
		r->t->kernel[1]->name);
	print_numbers(r, a, b);
	print_counts(r, "pages from", &a->zones, &b->zones);
	print_counts(r, "zones refused by", &a->refusals, &b->refusals);
}

void report_trial(FILE *out, const struct trial *t, unsigned columns)
{
	const struct report r = { out, t, columns };
	const struct parting *result = comparison_result(t->comparison);
	const struct parting *check = comparison_check(t->comparison);

	print_head(&r);
	print_result(&r, result);
	print_check(&r, check);
	if (check->found || result->found)
		print_ladders(&r, check->found ? check : result);
	print_summary(&r);
}
