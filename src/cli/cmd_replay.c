/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_replay.c - `buddyscope replay FILE.db`: run a recording again, prove it is the same.
 */
#include "cli.h"

#include "core/proc_text.h"
#include "options.h"
#include "record/replay.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

struct replay_options {
	struct replay_scope scope;
	int64_t to; /* or -1 */
	bool json;
};

static void print_usage(void)
{
	fputs("usage: buddyscope replay [--session N] [--branch N] [--json] FILE.db...\n"
	      "       buddyscope replay --to SEQ [--branch N] [--json] FILE.db\n"
	      "\n"
	      "Makes the requests of a recording again, from its first state, and compares every\n"
	      "event with the recorded one. With --to, prints the world behind an event instead.\n"
	      "\n"
	      "  --to SEQ      the world behind event SEQ, as buddyinfo, zoneinfo and so on\n"
	      "  --session N   this session only\n"
	      "  --branch N    this branch only\n"
	      "  --json        one JSON object\n",
	      stdout);
}

/* ---- the proof ---- */

static void print_count(int64_t n, const char *thing, const char *behind)
{
	printf("%" PRId64 " %s%s%s", n, thing, n == 1 ? "" : "s", behind);
}

static void print_outcome(const char *path, const struct replay_outcome *o)
{
	diag_print_harmless(stdout, path, SIZE_MAX);
	fputs(": ", stdout);
	if (o->verdict != REPLAY_IDENTICAL) {
		diag_print_harmless(stdout, o->text, sizeof o->text);
		putchar('\n');
		return;
	}
	print_count(o->sessions, "session", ", ");
	if (o->branches != o->sessions)
		printf("%" PRId64 " branches, ", o->branches);
	print_count(o->requests, "request", ", ");
	print_count(o->events, "event", " identical\n");
}

static json_t *outcome_json(const char *path, const struct replay_outcome *o, const struct diag *d)
{
	static const char *const verdict[] = { "identical", "differs", "cannot prove", "bad input",
					       "machine failed" };
	json_t *j = json_object();

	json_object_set_new(j, "file", json_string(path));
	json_object_set_new(j, "verdict", json_string(verdict[o->verdict]));
	json_object_set_new(j, "sessions", json_integer(o->sessions));
	json_object_set_new(j, "branches", json_integer(o->branches));
	json_object_set_new(j, "requests", json_integer(o->requests));
	json_object_set_new(j, "events", json_integer(o->events));
	if (o->verdict == REPLAY_DIFFERS || o->verdict == REPLAY_UNPROVABLE) {
		json_object_set_new(j, "session", json_integer(o->session));
		json_object_set_new(j, "request", json_integer(o->request));
		json_object_set_new(j, "seq", json_integer(o->seq));
		json_object_set_new(j, "difference", json_string(o->text));
	} else if (o->verdict != REPLAY_IDENTICAL) {
		json_object_set_new(j, "error", json_string(d->message));
	}
	return j;
}

static void print_json(json_t *all)
{
	json_dumpf(all, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
	putchar('\n');
	json_decref(all);
}

/* A scope that names nothing must not look like a proof. */
static bool scope_exists(const struct reader *r, struct replay_scope scope, const char *path)
{
	const struct reader_branch *b = reader_branch_by_id(r, scope.branch);

	if (scope.session && !reader_session_by_id(r, scope.session))
		message("replay: %s has no session %" PRId64, path, scope.session);
	else if (scope.branch && (!b || (scope.session && b->session != scope.session)))
		message("replay: %s has no branch %" PRId64 "%s", path, scope.branch,
			b ? " in this session" : "");
	else
		return true;
	return false;
}

static int prove_file(const char *path, const struct replay_options *options, json_t *results)
{
	static const int code[] = { EXIT_DONE, EXIT_REFUTED, EXIT_REFUTED, EXIT_USAGE,
				    EXIT_MACHINE };
	struct diag d = { .file = path };
	struct replay_scope scope = options->scope;
	struct replay_outcome o = { .verdict = REPLAY_BAD_INPUT, .seq = -1 };
	bool machine_failed;
	struct reader *r = reader_open(path, &d, &machine_failed);

	if (!r && machine_failed)
		o.verdict = REPLAY_MACHINE_FAILED;
	if (r && !scope_exists(r, scope, path)) {
		reader_close(r);
		return EXIT_USAGE;
	}
	if (r && scope.branch)
		scope.session = reader_branch_by_id(r, scope.branch)->session;
	if (r)
		replay_prove(r, scope, &o, &d);
	if (results)
		json_array_append_new(results, outcome_json(path, &o, &d));
	else if (o.verdict <= REPLAY_UNPROVABLE)
		print_outcome(path, &o);
	if (o.verdict > REPLAY_UNPROVABLE)
		message_diag(&d, NULL);
	reader_close(r);
	return code[o.verdict];
}

static int prove_files(char **paths, const struct replay_options *options)
{
	json_t *results = options->json ? json_array() : NULL;
	int status = EXIT_DONE;

	for (; *paths; paths++) {
		int one = prove_file(*paths, options, results);

		if (one > status)
			status = one;
	}
	if (options->json)
		print_json(json_pack("{s:i, s:o}", "format", 1, "recordings", results));
	return status;
}

/* ---- the world at an event ---- */

static const struct {
	const char *name;
	void (*print)(const struct world *w, FILE *out);
} texts[] = {
	{ "buddyinfo", proc_buddyinfo },
	{ "zoneinfo", proc_zoneinfo },
	{ "pagetypeinfo", proc_pagetypeinfo },
	{ "lists", proc_free_lists },
};

enum { NR_TEXTS = sizeof texts / sizeof *texts };

static int world_as_json(const struct world *w, const struct reader_branch *b, int64_t seq)
{
	json_t *all = json_pack("{s:i, s:I, s:I}", "format", 1, "seq", (json_int_t)seq, "branch",
				(json_int_t)b->id);

	for (size_t i = 0; i < NR_TEXTS; i++) {
		char *text = NULL;
		size_t size;
		FILE *f = open_memstream(&text, &size);

		if (!f) {
			json_decref(all);
			message("replay: out of memory");
			return EXIT_MACHINE;
		}
		texts[i].print(w, f);
		fclose(f);
		json_object_set_new(all, texts[i].name, json_string(text));
		free(text);
	}
	print_json(all);
	return EXIT_DONE;
}

static int print_world(const struct world *w, const struct reader_branch *b, int64_t seq, bool json)
{
	if (json)
		return world_as_json(w, b, seq);
	for (size_t i = 0; i < NR_TEXTS; i++) {
		printf("%s# %s behind event %" PRId64 "\n", i ? "\n" : "", texts[i].name, seq);
		texts[i].print(w, stdout);
	}
	return EXIT_DONE;
}

/* The branch asked for, if the event is in its past; or the event's own. */
static const struct reader_branch *branch_with(struct reader *r, int64_t branch, int64_t seq)
{
	const struct reader_branch *own = reader_branch_of(r, seq);
	const struct reader_branch *b = reader_branch_by_id(r, branch);
	int64_t upto = INT64_MAX;

	if (!branch || !own)
		return own;
	for (const struct reader_branch *at = b; at; at = reader_branch_by_id(r, at->parent)) {
		if (at == own)
			return seq <= upto ? b : NULL;
		if (at->fork_seq < upto)
			upto = at->fork_seq;
	}
	return NULL;
}

static int show_world(const char *path, const struct replay_options *options)
{
	struct diag d = { .file = path };
	bool machine_failed;
	struct reader *r = reader_open(path, &d, &machine_failed);
	const struct reader_branch *b;
	struct world *w = NULL;
	int status = EXIT_USAGE;

	if (!r) {
		message_diag(&d, NULL);
		return machine_failed ? EXIT_MACHINE : EXIT_USAGE;
	}
	if (scope_exists(r, options->scope, path)) {
		b = branch_with(r, options->scope.branch, options->to);
		if (b && (!options->scope.session || b->session == options->scope.session))
			w = reader_world_at(r, b, options->to, &d);
		else
			diag_set(&d, path, 0, 0, "there is no event %" PRId64 "%s", options->to,
				 options->scope.branch || options->scope.session ? " there" : "");
		if (w)
			status = print_world(w, b, options->to, options->json);
		else
			message_diag(&d, NULL);
		if (!w && b && reader_machine_failed(r))
			status = EXIT_MACHINE;
	}
	world_free(w);
	reader_close(r);
	return status;
}

/* ---- options ---- */

static bool take_option(void *self, int letter, const char *value)
{
	struct replay_options *o = self;

	switch (letter) {
	case 't':
		return option_number("replay: --to", value, 0, &o->to);
	case 's':
		return option_number("replay: --session", value, 1, &o->scope.session);
	case 'b':
		return option_number("replay: --branch", value, 1, &o->scope.branch);
	default:
		return o->json = true;
	}
}

int cmd_replay(int argc, char **argv)
{
	static const struct option known[] = {
		{ "to", required_argument, NULL, 't' },
		{ "session", required_argument, NULL, 's' },
		{ "branch", required_argument, NULL, 'b' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct replay_options options = { .to = -1 };
	int status = options_read(argc, argv,
				  &(struct options){ known, print_usage, take_option, &options });

	if (status != OPTIONS_READ)
		return status;
	if (optind == argc || (options.to >= 0 && argc - optind > 1)) {
		message("replay: name %s; `buddyscope replay --help` says more",
			optind == argc ? "a recording" : "one recording with --to");
		return EXIT_USAGE;
	}
	return options.to >= 0 ? show_world(argv[optind], &options) :
				 prove_files(argv + optind, &options);
}
