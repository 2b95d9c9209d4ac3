/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace_summary_json.c - a trace's summary for programs. buddyscope-trace(5) describes the fields.
 */
#include <jansson.h>
#include <string.h>

#include "text/version.h"
#include "trace_summary_inside.h"

static void set(json_t *j, const char *name, int64_t n)
{
	json_object_set_new(j, name, json_integer(n));
}

/* Paths are bytes; JSON is UTF-8. */
static json_t *path_json(const char *path)
{
	json_t *j = json_string(path);

	return j ? j : json_null();
}

static json_t *type_json(unsigned type)
{
	return type == TRACED_NO_TYPE ? json_null() : json_string(traced_type_name(type));
}

/* One element for each order and type that there is. */
static json_t *grid_json(const struct traced_grid *g)
{
	json_t *list = json_array();

	for (unsigned order = 0; order < TRACED_ORDERS; order++)
		for (unsigned type = 0; type < TRACED_TYPES; type++)
			if (g->n[order][type])
				json_array_append_new(
					list, json_pack("{s:i, s:o, s:I}", "order", (int)order,
							"migratetype", type_json(type), "count",
							(json_int_t)g->n[order][type]));
	return list;
}

static json_t *counted_json(const struct traced_grid *g)
{
	struct traced_sum sum = traced_sum(g);

	return json_pack("{s:I, s:I, s:o}", "count", (json_int_t)sum.blocks, "pages",
			 (json_int_t)sum.pages, "by_order_and_type", grid_json(g));
}

static json_t *run_json(const struct traced_grid *g, int64_t times)
{
	json_t *j = counted_json(g);

	set(j, "times", times);
	return j;
}

static json_t *extfrag_json(const struct traced_tally *t)
{
	json_t *j = json_object(), *list = json_array();

	for (unsigned type = 0; type < TRACED_TYPES; type++)
		for (unsigned from = 0; from < TRACED_TYPES; from++)
			if (t->fallback[type][from])
				json_array_append_new(
					list, json_pack("{s:o, s:o, s:I}", "for", type_json(type),
							"from", type_json(from), "count",
							(json_int_t)t->fallback[type][from]));
	set(j, "count", t->extfrags);
	set(j, "fragmenting", t->fragmenting);
	set(j, "change_ownership", t->changed);
	json_object_set_new(j, "fallbacks", list);
	return j;
}

static json_t *unknown_json(void)
{
	json_t *list = json_array();

	for (unsigned i = 0; traced_unknown(i); i++)
		json_array_append_new(list, json_string(traced_unknown(i)));
	return list;
}

static json_t *form_json(const struct traced *t)
{
	return json_pack("{s:s, s:s, s:s}", "name", t->form.kernel->name, "by",
			 t->asked ? "option" : "form", "others", t->form.others);
}

static void add_error(json_t *j, const struct trace *t)
{
	json_object_set_new(j, "partial", json_boolean(t->partial));
	if (t->partial)
		json_object_set_new(j, "error",
				    json_pack("{s:i, s:i, s:s}", "line", (int)t->d.line, "column",
					      (int)t->d.column, "message", t->d.message));
}

static void add_counts(json_t *j, const struct traced_tally *t)
{
	json_object_set_new(j, "allocated", counted_json(&t->grid[TRACED_GOT]));
	json_object_set_new(j, "failed", counted_json(&t->grid[TRACED_FAILED]));
	json_object_set_new(j, "freed", counted_json(&t->grid[TRACED_FREED]));
	json_object_set_new(j, "pcp_refilled", run_json(&t->grid[TRACED_REFILLED], t->refills));
	json_object_set_new(j, "pcp_drained", run_json(&t->grid[TRACED_DRAINED], t->drains));
	json_object_set_new(j, "buddy_taken", counted_json(&t->grid[TRACED_TAKEN]));
	set(j, "nothing_found", t->nothing_taken);
	json_object_set_new(j, "extfrag", extfrag_json(t));
	json_object_set_new(j, "bulk",
			    json_pack("{s:I, s:I, s:I}", "requests", (json_int_t)t->bulks, "want",
				      (json_int_t)t->bulk_wanted, "got",
				      (json_int_t)t->bulk_got));
	set(j, "ticks", t->ticks);
}

void summary_json(const struct summary *s)
{
	const struct trace *t = &s->traced->trace;
	json_t *j = json_object();

	set(j, "format", 1);
	json_object_set_new(j, "program", json_string("buddyscope " BUDDYSCOPE_VERSION));
	json_object_set_new(j, "trace", path_json(s->path));
	json_object_set_new(j, "kernel", form_json(s->traced));
	add_error(j, t);
	set(j, "events", s->events);
	set(j, "other_events", (int64_t)t->others);
	set(j, "lost_events", (int64_t)t->lost);
	set(j, "cpus", s->cpus);
	set(j, "first_microseconds", (int64_t)s->first);
	set(j, "last_microseconds", (int64_t)s->last);
	add_counts(j, &s->tally);
	json_object_set_new(j, "unknown", unknown_json());
	json_dumpf(j, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
	putchar('\n');
	json_decref(j);
}
