/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_import.c - `buddyscope import [DIR|FILE]`: a machine's /proc text to a state.
 */
#include "cli.h"

#include "data.h"
#include "options.h"
#include "trace_summary.h"

#include "core/synthesised.h"
#include "import/ftrace_form.h"
#include "import/proc.h"
#include "import/state_write.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_usage(void)
{
	fputs("usage: buddyscope import [--kernel V] [-o STATE.jsonl] [DIR|FILE]\n"
	      "       buddyscope import --trace TRACE|- [--kernel V] [--json] [-o RUN.db]\n"
	      "\n"
	      "Makes a state of the text of /proc/zoneinfo, buddyinfo and pagetypeinfo, read from\n"
	      "a directory or from one file that holds them, or of this machine: from /proc; or\n"
	      "of the first report of a failed allocation in a log.\n"
	      "\n"
	      "With --trace: what a kernel's tracer tells without a state, as ftrace text or\n"
	      "trace.dat, summed up: what was allocated, refilled, drained, freed, and failed.\n"
	      "\n"
	      "  -o, --output FILE   where the state goes; otherwise standard output\n"
	      "                      --trace: a recording, to be stepped through and queried\n"
	      "  --kernel V          the kernel to take it for; otherwise DIR/version tells, or\n"
	      "                      the form of zoneinfo, or of the trace's lines\n"
	      "  --trace TRACE       a trace; - is standard input\n"
	      "  --json              its summary for programs\n",
	      stdout);
}

static void say_note(void *self, const struct diag *d, const char *source_line)
{
	(void)self;
	if (d->file)
		message_diag(d, source_line);
	else
		message("import: %s", d->message);
}

static void say_what_it_is(const struct proc_imported *in)
{
	char words[200];

	synthesised_words(in->world->setting[SET_SYNTHESISED], words, sizeof words);
	message("import: %s; synthesised: %s", in->origin, words);
}

static bool write_state(const struct proc_imported *in, const char *output)
{
	struct state_head head = { .kernel = in->kernel, .name = "imported", .doc = in->origin };
	FILE *out = output ? fopen(output, "w") : stdout;
	bool ok;

	if (!out) {
		message("import: cannot write %s: %s", output, strerror(errno));
		return false;
	}
	state_write(in->world, &head, out);
	ok = fflush(out) == 0 && !ferror(out);
	if (!ok)
		message("import: cannot write %s: %s", output ? output : "the state",
			strerror(errno));
	if (output && fclose(out) != 0)
		ok = false;
	if (!ok && output)
		remove(output);
	return ok;
}

/* A log with a report of an allocation that failed: the machine as it was described there. */
static bool import_report(const char *path, const struct kernel *k, const char *output, int *status)
{
	struct proc_imported in = { .kernel = k };
	bool machine_failed;

	in.world = data_report(path, &in.kernel, &machine_failed);
	if (machine_failed)
		message("import: out of memory");
	*status = machine_failed ? EXIT_MACHINE : EXIT_DONE;
	if (!in.world)
		return machine_failed;
	snprintf(in.origin, sizeof in.origin, "a report in a log, run as kernel %s",
		 in.kernel->name);
	say_what_it_is(&in);
	if (!write_state(&in, output))
		*status = EXIT_MACHINE;
	else if (in.world->setting[SET_SYNTHESISED] & SYNTHESISED_PARTIAL)
		*status = EXIT_USAGE;
	world_free(in.world);
	return true;
}

static int import(const char *path, const struct kernel *k, const char *output)
{
	struct proc_options o = { .kernel = k, .note = say_note };
	struct proc_imported in;
	struct diag d;
	enum proc_status status;
	bool written;
	int ended;

	if (import_report(path, k, output, &ended))
		return ended;
	status = proc_import(path, &o, &in, &d);
	if (status == PROC_BAD || status == PROC_NO_MEMORY) {
		message_diag(&d, NULL);
		return status == PROC_BAD ? EXIT_USAGE : EXIT_MACHINE;
	}
	say_what_it_is(&in);
	written = write_state(&in, output);
	world_free(in.world);
	if (!written)
		return EXIT_MACHINE;
	return status == PROC_DAMAGED ? EXIT_USAGE : EXIT_DONE;
}

struct import_options {
	const struct kernel *kernel;    /* NULL: the text tells */
	const char *output;             /* NULL: standard output */
	const char *trace;              /* or NULL */
	bool json;
};

static bool take_option(void *self, int letter, const char *value)
{
	struct import_options *o = self;

	if (letter == 'k')
		return (o->kernel = option_kernel("import", value)) != NULL;
	if (letter == 't')
		return (o->trace = value) != NULL;
	if (letter == 'j')
		return o->json = true;
	o->output = strcmp(value, "-") == 0 ? NULL : value;
	return true;
}

int cmd_import(int argc, char **argv)
{
	static const struct option known[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "kernel", required_argument, NULL, 'k' },
		{ "trace", required_argument, NULL, 't' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct import_options o = { .kernel = NULL };
	int status = options_read_letters(
		argc, argv, &(struct options){ known, print_usage, take_option, &o }, "o:");

	if (status != OPTIONS_READ)
		return status;
	if (argc - optind > 1 || (o.trace && optind < argc)) {
		message("import: one directory, file or trace at a time");
		return EXIT_USAGE;
	}
	if (o.json && !o.trace) {
		message("import: a state is JSON already; --json is for --trace");
		return EXIT_USAGE;
	}
	if (o.trace)
		return trace_summary(&(struct trace_summary_options){
			.trace = o.trace, .kernel = o.kernel, .output = o.output,
			.json = o.json });
	if (optind < argc && trace_is(argv[optind])) {
		message("import: %s is a trace, with no state in it: --trace sums it up",
			argv[optind]);
		return EXIT_USAGE;
	}
	return import(optind < argc ? argv[optind] : "/proc", o.kernel, o.output);
}
