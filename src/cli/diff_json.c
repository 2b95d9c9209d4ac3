/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diff_json.c - what two kernels did with the same requests, for programs. buddyscope(1) describes
 * the fields.
 */
#include "diff.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "compare/report.h"
#include "text/version.h"

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

static json_t *parting_json(const struct trial *t, const struct parting *p, bool check)
{
	json_t *j, *sides = json_array();

	for (unsigned i = 0; i < SIDES; i++) {
		const struct parting_side *s = &p->side[i];
		json_t *side = json_pack("{s:s, s:s, s:o}", "kernel", t->kernel[i]->name, "result",
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
		json_object_set_new(j, "kernel", json_string(t->kernel[p->named]->name));
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

static json_t *side_json(const struct trial *t, unsigned side)
{
	const struct side_summary *s = comparison_summary(t->comparison, side);
	json_t *j = json_object();
	const char *name;
	int64_t n;

	json_object_set_new(j, "kernel", json_string(t->kernel[side]->name));
	json_object_set_new(j, "converted", notes_json(&t->converted[side]));
	json_object_set_new(j, "left_out", notes_json(&t->left_out[side]));
	for (size_t i = 0; (name = summary_number(s, i, &n)); i++)
		json_object_set_new(j, name, json_integer(n));
	json_object_set_new(j, "pages_from", counts_json(&s->zones));
	json_object_set_new(j, "zones_refused_by", counts_json(&s->refusals));
	return j;
}

void diff_print_json(const struct trial *t)
{
	struct comparison_totals n = comparison_totals(t->comparison);
	json_t *j = json_object();

	json_object_set_new(j, "format", json_integer(1));
	json_object_set_new(j, "program", json_string("buddyscope " BUDDYSCOPE_VERSION));
	json_object_set_new(j, "file", json_string(t->name));
	json_object_set_new(j, "from", json_string(from_name(t->from)));
	json_object_set_new(j, "marks", json_string(t->keep_marks ? "keep" : "own"));
	json_object_set_new(j, "differ", json_boolean(trial_differs(t)));
	json_object_set_new(j, "requests", json_integer(n.requests));
	json_object_set_new(j, "results_differ", json_integer(n.results_differ));
	json_object_set_new(j, "checks_part", json_integer(n.checks_part));
	json_object_set_new(j, "first_result",
			    parting_json(t, comparison_result(t->comparison), false));
	json_object_set_new(j, "first_check",
			    parting_json(t, comparison_check(t->comparison), true));
	json_object_set_new(j, "kernels",
			    json_pack("[o, o]", side_json(t, 0), side_json(t, 1)));
	json_dumpf(j, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
	putchar('\n');
	json_decref(j);
}
