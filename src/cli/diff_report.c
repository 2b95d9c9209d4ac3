/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diff_report.c - what two kernels did with the same requests, for people and for programs.
 */
#include "diff.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "text/diag.h"
#include "text/version.h"

static const char *const from_name[] = { "geometry", "state" };

bool diff_found(const struct diff *d)
{
	return comparison_result(d->comparison)->found || comparison_check(d->comparison)->found ||
	       d->left_out[0].n || d->left_out[1].n;
}

/* The numbers of a summary, for both reports. */
static const struct number {
	const char *name;       /* of the JSON field; underscores become blanks for people */
	size_t at;
} numbers[] = {
#define NUMBER(member) { #member, offsetof(struct side_summary, member) }
	NUMBER(requests),    NUMBER(allocations), NUMBER(pages),  NUMBER(failed),
	NUMBER(would_sleep), NUMBER(refused),     NUMBER(splits),      NUMBER(merges),
	NUMBER(refills),     NUMBER(rescans),
#undef NUMBER
};
enum { NR_NUMBERS = sizeof numbers / sizeof *numbers };

static int64_t number_of(const struct diff *d, unsigned side, const struct number *n)
{
	const char *summary = (const char *)comparison_summary(d->comparison, side);
	int64_t value;

	memcpy(&value, summary + n->at, sizeof value);
	return value;
}

/* ---- for people ---- */

static void print_notes(const char *title, const struct kernel *k, const struct notes *n)
{
	if (!n->n)
		return;
	printf("%s %s\n", title, k->name);
	for (size_t i = 0; i < n->n; i++) {
		fputs("  ", stdout);
		diag_print_harmless(stdout, n->line[i], strlen(n->line[i]));
		putchar('\n');
	}
}

static void print_head(const struct diff *d)
{
	diag_print_harmless(stdout, d->path, strlen(d->path));
	printf(": %s and %s, from %s%s\n\n", d->kernel[0]->name, d->kernel[1]->name,
	       from_name[d->from], d->keep_marks ? ", marks kept" : "");
	for (unsigned i = 0; i < SIDES; i++)
		print_notes("converted for", d->kernel[i], &d->converted[i]);
	for (unsigned i = 0; i < SIDES; i++)
		print_notes("left out on", d->kernel[i], &d->left_out[i]);
	putchar('\n');
}

static void print_place(const char *what, const struct parting *p)
{
	printf("%s: request %" PRId64 ", line %u: ", what, p->request, p->line);
	diag_print_harmless(stdout, p->statement, sizeof p->statement);
	putchar('\n');
}

static void print_ladders(const struct diff *d, const struct parting *p)
{
	for (unsigned i = 0; i < SIDES; i++)
		printf("\nrequest %" PRId64 " on %s\n%s", p->request, d->kernel[i]->name,
		       p->side[i].ladder ? p->side[i].ladder : "");
}

static void print_result(const struct diff *d, const struct parting *p)
{
	if (!p->found) {
		puts("every request has the same result");
		return;
	}
	print_place("first request with another result", p);
	for (unsigned i = 0; i < SIDES; i++)
		printf("  %-7s %s\n", d->kernel[i]->name, p->side[i].result);
}

static void print_check(const struct diff *d, const struct parting *p)
{
	if (!p->found) {
		puts("every check leads to the same");
		return;
	}
	print_place("first check that leads elsewhere", p);
	if (*p->side[p->named].check)
		printf("  they part at %s of %s\n", p->side[p->named].check,
		       d->kernel[p->named]->name);
	for (unsigned i = 0; i < SIDES; i++) {
		const struct parting_side *s = &p->side[i];

		printf("  %-7s %s%s%s: %s\n", d->kernel[i]->name, *s->check ? s->check : "no check",
		       *s->zone ? ", " : "", s->zone, *s->said ? s->said : s->result);
	}
}

static int64_t count_of(const struct counts *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->count[i].name, name) == 0)
			return c->count[i].n;
	return 0;
}

static void print_row(const char *before, const char *name, int64_t a, int64_t b)
{
	printf("  %s%-*s %12" PRId64 " %12" PRId64 "\n", before, 44 - (int)strlen(before), name, a,
	       b);
}

/* The names of the first, then those that only the second has. */
static void print_counts(const char *before, const struct counts *a, const struct counts *b)
{
	for (size_t i = 0; i < a->n; i++)
		print_row(before, a->count[i].name, a->count[i].n,
			  count_of(b, a->count[i].name));
	for (size_t i = 0; i < b->n; i++)
		if (!count_of(a, b->count[i].name))
			print_row(before, b->count[i].name, 0, b->count[i].n);
}

static void print_summary(const struct diff *d)
{
	const struct side_summary *a = comparison_summary(d->comparison, 0);
	const struct side_summary *b = comparison_summary(d->comparison, 1);
	struct comparison_totals t = comparison_totals(d->comparison);

	printf("\n%" PRId64 " requests compared: %" PRId64 " with another result, %" PRId64
	       " with a check that leads elsewhere\n\n",
	       t.requests, t.results_differ, t.checks_part);
	printf("  %-44s %12s %12s\n", "summary", d->kernel[0]->name, d->kernel[1]->name);
	for (size_t i = 0; i < NR_NUMBERS; i++) {
		char name[NAME_ROOM];

		snprintf(name, sizeof name, "%s", numbers[i].name);
		for (char *c = name; *c; c++)
			*c = *c == '_' ? ' ' : *c;
		print_row("", name, number_of(d, 0, &numbers[i]), number_of(d, 1, &numbers[i]));
	}
	print_counts("pages from ", &a->zones, &b->zones);
	print_counts("zones refused by ", &a->refusals, &b->refusals);
}

void diff_print(const struct diff *d)
{
	const struct parting *result = comparison_result(d->comparison);
	const struct parting *check = comparison_check(d->comparison);

	print_head(d);
	print_result(d, result);
	print_check(d, check);
	if (check->found)
		print_ladders(d, check);
	else if (result->found)
		print_ladders(d, result);
	print_summary(d);
}

/* ---- for programs ---- */

static json_t *notes_json(const struct notes *n)
{
	json_t *lines = json_array();

	for (size_t i = 0; i < n->n; i++)
		json_array_append_new(lines, json_string(n->line[i]));
	return lines;
}

static json_t *lines_json(const char *text)
{
	json_t *lines = json_array();

	while (text && *text) {
		size_t len = strcspn(text, "\n");

		json_array_append_new(lines, json_stringn(text, len));
		text += len + (text[len] == '\n');
	}
	return lines;
}

static json_t *parting_json(const struct diff *d, const struct parting *p, bool check)
{
	json_t *j, *sides = json_array();

	for (unsigned i = 0; i < SIDES; i++) {
		const struct parting_side *s = &p->side[i];
		json_t *side = json_pack("{s:s, s:s, s:o}", "kernel", d->kernel[i]->name, "result",
					 s->result, "ladder", lines_json(s->ladder));

		if (check) {
			json_object_set_new(side, "check", json_string(s->check));
			json_object_set_new(side, "zone", json_string(s->zone));
			json_object_set_new(side, "said", json_string(s->said));
		}
		json_array_append_new(sides, side);
	}
	if (!p->found) {
		json_decref(sides);
		return json_null();
	}
	j = json_pack("{s:I, s:i, s:s, s:o}", "request", (json_int_t)p->request, "line",
		      (int)p->line, "statement", p->statement, "sides", sides);
	if (j && check) {
		json_object_set_new(j, "kernel", json_string(d->kernel[p->named]->name));
		json_object_set_new(j, "check", json_string(p->side[p->named].check));
	}
	return j ? j : json_null();
}

static json_t *counts_json(const struct counts *c)
{
	json_t *j = json_object();

	for (size_t i = 0; i < c->n; i++)
		json_object_set_new(j, c->count[i].name, json_integer(c->count[i].n));
	return j;
}

static json_t *side_json(const struct diff *d, unsigned side)
{
	const struct side_summary *s = comparison_summary(d->comparison, side);
	json_t *j = json_object();

	json_object_set_new(j, "kernel", json_string(d->kernel[side]->name));
	json_object_set_new(j, "converted", notes_json(&d->converted[side]));
	json_object_set_new(j, "left_out", notes_json(&d->left_out[side]));
	for (size_t i = 0; i < NR_NUMBERS; i++)
		json_object_set_new(j, numbers[i].name,
				    json_integer(number_of(d, side, &numbers[i])));
	json_object_set_new(j, "pages_from", counts_json(&s->zones));
	json_object_set_new(j, "zones_refused_by", counts_json(&s->refusals));
	return j;
}

void diff_print_json(const struct diff *d)
{
	struct comparison_totals t = comparison_totals(d->comparison);
	json_t *j = json_object();

	json_object_set_new(j, "format", json_integer(1));
	json_object_set_new(j, "program", json_string("buddyscope " BUDDYSCOPE_VERSION));
	json_object_set_new(j, "file", json_string(d->path));
	json_object_set_new(j, "from", json_string(from_name[d->from]));
	json_object_set_new(j, "marks", json_string(d->keep_marks ? "keep" : "own"));
	json_object_set_new(j, "differ", json_boolean(diff_found(d)));
	json_object_set_new(j, "requests", json_integer(t.requests));
	json_object_set_new(j, "results_differ", json_integer(t.results_differ));
	json_object_set_new(j, "checks_part", json_integer(t.checks_part));
	json_object_set_new(j, "first_result",
			    parting_json(d, comparison_result(d->comparison), false));
	json_object_set_new(j, "first_check",
			    parting_json(d, comparison_check(d->comparison), true));
	json_object_set_new(j, "kernels",
			    json_pack("[o, o]", side_json(d, 0), side_json(d, 1)));
	json_dumpf(j, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
	putchar('\n');
	json_decref(j);
}
