/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_trace.c - `buddyscope verify --trace`: the report on a natural workload.
 */
#include "verify_trace.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "cli.h"
#include "text/version.h"

/* ---- for people ---- */

static const char *pfn_text(pfn_t pfn, char *text, size_t size)
{
	if (pfn == NO_PFN)
		return "none";
	snprintf(text, size, "%" PRIu32, pfn);
	return text;
}

static void print_miss(const char *trace, const struct workload_miss *m)
{
	char expected[16], got[16];

	fputs("  ", stdout);
	diag_print_harmless(stdout, trace, SIZE_MAX);
	printf(":%u: order %u: expected %s, predicted %s: %s\n", m->line, m->order,
	       pfn_text(m->expected, expected, sizeof expected),
	       pfn_text(m->got, got, sizeof got), workload_cause_words(m->cause));
}

static void print_counts(const char *title, const int64_t *count)
{
	const char *between = "";

	for (int i = 0; i < NR_WORKLOAD_CAUSES; i++) {
		if (!count[i])
			continue;
		printf("%s%s%s: %" PRId64, between[0] ? "" : title, between,
		       workload_cause_words((enum workload_cause)i), count[i]);
		between = "; ";
	}
	if (between[0])
		putchar('\n');
}

static void print_moves(const struct workload_outcome *o)
{
	printf("  blocks out of the buddy lists: %" PRId64 "/%" PRId64
	       " as traced; drained: %" PRId64 "/%" PRId64 " as traced",
	       o->refills.predicted, o->refills.traced, o->drains.predicted, o->drains.traced);
	if (o->drains.untraced)
		printf(", %" PRId64 " more not traced", o->drains.untraced);
	putchar('\n');
	print_counts("  from outside: ", o->influences);
	if (o->others)
		printf("  events that move no page: %" PRId64 "\n", o->others);
	if (o->lost)
		printf("  events that the tracer lost: %" PRId64 "\n", o->lost);
}

static void print_end(const struct workload_outcome *o)
{
	if (o->end_same) {
		printf(", end state identical (kswapd wake-ups: %s)\n",
		       o->kswapd_same ? "identical" : "not identical");
		return;
	}
	if (o->end_compared)
		fputs(", end state differs: ", stdout);
	else
		fputs(", end state not compared", stdout);
	diag_print_harmless(stdout, o->difference.field, sizeof o->difference.field);
	if (strcmp(o->difference.expected, o->difference.got) != 0)
		printf(": expected %s, got %s", o->difference.expected, o->difference.got);
	putchar('\n');
}

static void print_outcome(struct workload_files files, const struct workload_outcome *o)
{
	printf("%s: %s%" PRId64 "/%" PRId64 " pages exact", o->name, o->partial ? "partial: " : "",
	       o->exact, o->pages);
	print_end(o);
	print_moves(o);
	print_counts("  not predicted: ", o->missed);
	for (size_t i = 0; i < o->nr_misses; i++)
		print_miss(files.trace, &o->miss[i]);
	if (o->guesses_ended)
		puts("  too many wrong guesses: no more bulk allocations were inferred");
	if (o->stopped_at)
		printf("  stopped at line %u: no request does this, to be recorded or audited\n",
		       o->stopped_at);
	if (o->pages - o->exact > MAX_MISSES_KEPT)
		printf("  and %" PRId64 " more\n", o->pages - o->exact - MAX_MISSES_KEPT);
}

/* ---- for programs ---- */

static json_t *counts_json(const int64_t *count)
{
	json_t *j = json_object();

	for (int i = 0; i < NR_WORKLOAD_CAUSES; i++)
		if (count[i])
			json_object_set_new(j, workload_cause_name((enum workload_cause)i),
					    json_integer(count[i]));
	return j;
}

static json_t *pfn_json(pfn_t pfn)
{
	return pfn == NO_PFN ? json_null() : json_integer(pfn);
}

static json_t *misses_json(const struct workload_outcome *o)
{
	json_t *all = json_array();

	for (size_t i = 0; i < o->nr_misses; i++) {
		const struct workload_miss *m = &o->miss[i];

		json_array_append_new(
			all, json_pack("{s:i, s:i, s:o, s:o, s:s}", "line", (int)m->line, "order",
				       m->order, "expected", pfn_json(m->expected), "got",
				       pfn_json(m->got), "cause", workload_cause_name(m->cause)));
	}
	return all;
}

static json_t *moves_json(const struct workload_moves *m)
{
	return json_pack("{s:I, s:I, s:I}", "traced", (json_int_t)m->traced, "predicted",
			 (json_int_t)m->predicted, "untraced", (json_int_t)m->untraced);
}

static void add_end(json_t *j, const struct workload_outcome *o)
{
	json_object_set_new(j, "end_compared", json_boolean(o->end_compared));
	json_object_set_new(j, "end_identical", json_boolean(o->end_same));
	json_object_set_new(j, "kswapd_identical", json_boolean(o->kswapd_same));
	if (o->difference.field[0])
		json_object_set_new(j, "difference",
				    json_pack("{s:s, s:s, s:s}", "field", o->difference.field,
					      "expected", o->difference.expected, "got",
					      o->difference.got));
}

static json_t *outcome_json(struct workload_files files, const struct workload_outcome *o,
			    const struct diag *d)
{
	static const char *const verdict[] = { "exact", "differs", "bad input", "out of memory" };
	json_t *j = json_object();

	json_object_set_new(j, "file", json_string(files.state));
	json_object_set_new(j, "trace", json_string(files.trace));
	json_object_set_new(j, "verdict", json_string(verdict[o->verdict]));
	if (o->verdict == VERIFY_BAD_INPUT)
		json_object_set_new(j, "error",
				    json_pack("{s:s, s:i, s:i, s:s}", "file",
					      d->file ? d->file : "", "line", (int)d->line,
					      "column", (int)d->column, "message", d->message));
	if (o->kernel) {
		json_object_set_new(j, "name", json_string(o->name));
		json_object_set_new(j, "kernel", json_string(o->kernel->name));
	}
	json_object_set_new(j, "guesses_ended", json_boolean(o->guesses_ended));
	json_object_set_new(j, "partial", json_boolean(o->partial));
	if (o->stopped_at)
		json_object_set_new(j, "stopped_at", json_integer(o->stopped_at));
	json_object_set_new(j, "requests", json_integer(o->requests));
	json_object_set_new(j, "events", json_integer(o->events));
	json_object_set_new(j, "lost_events", json_integer(o->lost));
	json_object_set_new(j, "pages", json_integer(o->pages));
	json_object_set_new(j, "exact", json_integer(o->exact));
	json_object_set_new(j, "out_of_buddy", moves_json(&o->refills));
	json_object_set_new(j, "drained", moves_json(&o->drains));
	json_object_set_new(j, "influences", counts_json(o->influences));
	json_object_set_new(j, "not_predicted", counts_json(o->missed));
	json_object_set_new(j, "misses", misses_json(o));
	add_end(j, o);
	return j;
}

static void print_json(json_t *one)
{
	json_t *all = json_pack("{s:i, s:s, s:[o]}", "format", 1, "program",
				"buddyscope " BUDDYSCOPE_VERSION, "recordings", one);

	json_dumpf(all, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
	putchar('\n');
	json_decref(all);
}

int verify_trace(struct workload_files files, const struct verify_options *options, bool json)
{
	static const int code[] = { EXIT_DONE, EXIT_REFUTED, EXIT_USAGE, EXIT_MACHINE };
	struct workload_outcome o;
	struct diag d = { .file = files.state };
	int status;

	verify_workload(files, options, &o, &d);
	status = code[o.verdict];
	if (json)
		print_json(outcome_json(files, &o, &d));
	else if (o.verdict <= VERIFY_DIFFERS || o.events)
		print_outcome(files, &o);
	if (o.verdict == VERIFY_BAD_INPUT)
		message_diag(&d, o.bad_line);
	else if (o.verdict == VERIFY_OUT_OF_MEMORY)
		message("verify: out of memory at %s", files.trace);
	workload_done(&o);
	return status;
}
