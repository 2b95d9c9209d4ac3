/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_verify.c - `buddyscope verify FILE...`: is this what the kernel did?
 */
#include "cli.h"
#include "verify_trace.h"

#include "import/verify.h"
#include "options.h"
#include "record/record.h"
#include "text/version.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef BUDDYSCOPE_DEBUG
enum { AUDIT_ALWAYS = 1 };
#else
enum { AUDIT_ALWAYS = 0 };
#endif

static void print_usage(void)
{
	fputs("usage: buddyscope verify [--json] [--trace-ladder[=N]] [--audit]\n"
	      "                         [--record FILE.db] FILE.jsonl...\n"
	      "       buddyscope verify [--json] [--audit] [--record FILE.db] --trace TRACE\n"
	      "                         STATE.jsonl\n"
	      "\n"
	      "Simulates the requests of recordings of real kernels, from their recorded state,\n"
	      "and compares every page and every state. FILE - is standard input.\n"
	      "\n"
	      "  --json              one JSON object for all files\n"
	      "  --trace-ladder      the ladder of the first difference, check by check\n"
	      "  --trace-ladder=N    the ladder of request N of each file, too\n"
	      "  --audit             check every invariant after every event and request\n"
	      "  --record FILE.db    record the simulation, to be replayed and queried\n"
	      "  --trace TRACE       a natural workload: run what the kernel's tracer wrote, text\n"
	      "                      or trace.dat, from the recorded state to the one after it\n",
	      stdout);
}

/* ---- for people ---- */

static void print_difference(const struct verify_outcome *o)
{
	printf("%s: %" PRId64 " pages exact, then ", o->name, o->exact);
	if (o->when[0])
		printf("the state \"%s\"", o->when);
	else
		printf("request %" PRId64, o->at);
	printf(" differs: ");
	diag_print_harmless(stdout, o->difference.field, sizeof o->difference.field);
	if (strcmp(o->difference.expected, o->difference.got) != 0)
		printf(": expected %s, got %s", o->difference.expected, o->difference.got);
	putchar('\n');
}

static void print_outcome(const struct verify_outcome *o)
{
	if (o->verdict == VERIFY_DIFFERS) {
		print_difference(o);
	} else if (o->alone) {
		printf("%s: a state without requests, nothing to prove\n", o->name);
	} else {
		printf("%s: %" PRId64 "/%" PRId64 " pages exact, end state identical", o->name,
		       o->exact, o->pages);
		printf(" (kswapd wake-ups: %s", o->kswapd_same ? "identical" : "not identical");
		if (!o->zonelists_compared)
			printf("; not compared: zonelists");
		if (!o->dirty_compared)
			printf("; not compared: node_dirty_ok");
		puts(")");
	}
	if (o->ladder.text)
		fputs(o->ladder.text, stdout);
}

/* ---- for programs ---- */

static json_t *ladder_json(const struct ladder_text *ladder)
{
	json_t *lines = json_array();
	const char *at = ladder->text, *end = at + ladder->size;

	while (at < end) {
		size_t len = strcspn(at, "\n");

		json_array_append_new(lines, json_stringn(at, len));
		at += len + 1;
	}
	return lines;
}

static json_t *difference_json(const struct verify_outcome *o)
{
	json_t *d = json_object();

	if (o->when[0])
		json_object_set_new(d, "state", json_string(o->when));
	json_object_set_new(d, "request", o->at < 0 ? json_null() : json_integer(o->at));
	json_object_set_new(d, "field", json_string(o->difference.field));
	json_object_set_new(d, "expected", json_string(o->difference.expected));
	json_object_set_new(d, "got", json_string(o->difference.got));
	return d;
}

static json_t *error_json(const struct diag *d)
{
	json_t *e = json_object();

	json_object_set_new(e, "line", json_integer(d->line));
	json_object_set_new(e, "column", json_integer(d->column));
	json_object_set_new(e, "message", json_string(d->message));
	return e;
}

static json_t *outcome_json(const char *path, const struct verify_outcome *o, const struct diag *d)
{
	static const char *const verdict[] = { "exact", "differs", "bad input", "out of memory" };
	json_t *j = json_object(), *absent = json_array();

	json_object_set_new(j, "file", json_string(path));
	json_object_set_new(j, "verdict",
			    json_string(o->alone ? "nothing to prove" : verdict[o->verdict]));
	if (o->verdict == VERIFY_BAD_INPUT)
		json_object_set_new(j, "error", error_json(d));
	if (o->kernel) {
		json_object_set_new(j, "name", json_string(o->name));
		json_object_set_new(j, "kernel", json_string(o->kernel->name));
	}
	json_object_set_new(j, "requests", json_integer(o->requests));
	json_object_set_new(j, "pages", json_integer(o->pages));
	json_object_set_new(j, "exact", json_integer(o->exact));
	json_object_set_new(j, "states", json_integer(o->states));
	json_object_set_new(j, "kswapd_identical", json_boolean(o->kswapd_same));
	if (!o->zonelists_compared)
		json_array_append_new(absent, json_string("zonelists"));
	if (!o->dirty_compared)
		json_array_append_new(absent, json_string("node_dirty_ok"));
	json_object_set_new(j, "not_compared", absent);
	if (o->verdict == VERIFY_DIFFERS)
		json_object_set_new(j, "difference", difference_json(o));
	if (o->ladder.text)
		json_object_set_new(j, "ladder", ladder_json(&o->ladder));
	return j;
}

/* ---- the files ---- */

/* The ladder of a difference costs a second run, which a pipe does not allow. */
static void explain_difference(const char *path, struct verify_options options,
			       struct verify_outcome *o)
{
	struct diag d;

	if (o->verdict != VERIFY_DIFFERS || options.trace || strcmp(path, "-") == 0)
		return;
	verify_done(o);
	options.trace = true;
	options.made = NULL;
	options.before = NULL;
	verify_recording(path, &options, o, &d);
}

static int verify_file(const char *path, const struct verify_options *options, json_t *results)
{
	static const int code[] = { EXIT_DONE, EXIT_REFUTED, EXIT_USAGE, EXIT_MACHINE };
	struct verify_outcome o;
	struct diag d = { .file = path };
	int status;

	verify_recording(path, options, &o, &d);
	explain_difference(path, *options, &o);
	status = code[o.verdict];
	if (results)
		json_array_append_new(results, outcome_json(path, &o, &d));
	else if (o.verdict <= VERIFY_DIFFERS)
		print_outcome(&o);
	if (o.verdict == VERIFY_BAD_INPUT)
		message_diag(&d, o.bad_line);
	else if (o.verdict == VERIFY_OUT_OF_MEMORY)
		message("verify: out of memory at %s", path);
	verify_done(&o);
	return status;
}

static int verify_files(char **paths, const struct verify_options *options, bool json)
{
	json_t *results = json ? json_array() : NULL, *all;
	int status = EXIT_DONE;

	for (; *paths; paths++) {
		int one = verify_file(*paths, options, results);

		if (one > status)
			status = one;
	}
	if (json) {
		all = json_pack("{s:i, s:s, s:o}", "format", 1, "program",
				"buddyscope " BUDDYSCOPE_VERSION, "recordings", results);
		json_dumpf(all, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
		putchar('\n');
		json_decref(all);
	}
	return status;
}

/* ---- recording ---- */

static void record_machine(void *self, struct machine *m, const char *origin)
{
	record_session(self, m, origin, "verify");
}

static void record_asked(void *self, const struct request *r)
{
	record_request(self, r, NULL);
}

struct verify_command {
	struct verify_options options;
	char **paths;           /* ends with NULL */
	const char *trace;      /* NULL: the recordings hold their requests */
	const char *database;
	bool json;
};

static int verify_all(const struct verify_command *v)
{
	if (v->trace)
		return verify_trace((struct workload_files){ v->paths[0], v->trace }, &v->options,
				    v->json);
	return verify_files(v->paths, &v->options, v->json);
}

static int verify_and_record(struct verify_command *v)
{
	struct diag d;
	struct record *r = record_create(v->database, &d);
	int status;

	if (!r) {
		message_diag(&d, NULL);
		/* What fails to be created leaves nothing; so this was there before. */
		return access(v->database, F_OK) == 0 ? EXIT_USAGE : EXIT_MACHINE;
	}
	v->options.made = record_machine;
	v->options.before = record_asked;
	v->options.self = r;
	status = verify_all(v);
	if (record_close(r, &d))
		return status;
	message_diag(&d, NULL);
	return EXIT_MACHINE;
}

static bool parse_request(const char *text, int64_t *n)
{
	char *end;

	errno = 0;
	*n = strtoll(text, &end, 10);
	return !errno && end != text && !*end && *n >= 0;
}

static bool take_option(void *self, int letter, const char *value)
{
	struct verify_command *v = self;

	switch (letter) {
	case 'j':
		return v->json = true;
	case 'a':
		return v->options.audit = true;
	case 'T':
		v->trace = value;
		return true;
	case 'r':
		v->database = value;
		return true;
	default:
		v->options.trace = true;
		if (!value || parse_request(value, &v->options.show))
			return true;
		message("verify: --trace-ladder=%s: not the number of a request", value);
		return false;
	}
}

int cmd_verify(int argc, char **argv)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "trace-ladder", optional_argument, NULL, 't' },
		{ "audit", no_argument, NULL, 'a' },
		{ "record", required_argument, NULL, 'r' },
		{ "trace", required_argument, NULL, 'T' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct verify_command v = { .options = { .show = -1, .audit = AUDIT_ALWAYS } };
	int status =
		options_read(argc, argv,
				  &(struct options){ known, print_usage, take_option, &v });

	if (status != OPTIONS_READ)
		return status;
	if (optind == argc) {
		message("verify: no recording named; `buddyscope verify --help` says more");
		return EXIT_USAGE;
	}
	if (v.trace && (argc - optind != 1 || v.options.trace)) {
		message("verify: --trace goes with one state, and without --trace-ladder");
		return EXIT_USAGE;
	}
	v.paths = argv + optind;
	return v.database ? verify_and_record(&v) : verify_all(&v);
}
