/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_explain.c - `buddyscope explain FILE|-`: why a kernel had no page.
 */
#include "cli.h"

#include "explain.h"
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void print_usage(void)
{
	fputs("usage: buddyscope explain [--json] [--kernel V] FILE|-\n"
	      "\n"
	      "Finds reports of failed allocations and of the OOM killer in the text of a log,\n"
	      "and says for each zone which check refused it, by how many pages, and what would\n"
	      "have let the request pass.\n"
	      "\n"
	      "  --json       the same for programs\n"
	      "  --kernel V   the kernel to take the reports for; otherwise they tell\n",
	      stdout);
}

struct explaining {
	const char *path;
	const struct kernel *kernel;
	json_t *reports;                /* NULL: text */
	unsigned n;
};

static void print_line(void *self, const char *text)
{
	(void)self;
	diag_print_harmless(stdout, text, strlen(text));
	putchar('\n');
}

static bool explain_one(struct explaining *x, struct dmesg_report *r)
{
	struct explain_printer p = { .line = print_line };
	struct explanation e;
	bool ok = explain(&e, r, x->kernel) == EXPLAIN_OK;

	if (ok && x->reports)
		json_array_append_new(x->reports, explanation_json(&e));
	if (ok && !x->reports) {
		if (x->n)
			putchar('\n');
		explain_text(&e, &p);
	}
	x->n += ok;
	explain_done(&e);
	return ok;
}

static enum dmesg_status explain_all(struct explaining *x, struct dmesg *log)
{
	enum dmesg_status status = DMESG_REPORT;

	while (status == DMESG_REPORT) {
		struct dmesg_report r;

		status = dmesg_next(log, &r);
		if (status == DMESG_REPORT && !explain_one(x, &r))
			status = DMESG_NO_MEMORY;
		dmesg_report_done(&r);
	}
	return status;
}

static int end(const struct explaining *x, enum dmesg_status status)
{
	switch (status) {
	case DMESG_NO_MEMORY:
		message("explain: out of memory");
		return EXIT_MACHINE;
	case DMESG_ERROR:
		message("explain: cannot read %s: %s", x->path, strerror(errno));
		return EXIT_USAGE;
	case DMESG_LIMIT:
		message("explain: %s: a line above 16 MiB, or more than 4 GiB: not read further",
			x->path);
		return EXIT_USAGE;
	default:
		break;
	}
	if (x->n)
		return EXIT_DONE;
	message("explain: %s: no report of a failed allocation or of the OOM killer in it",
		x->path);
	return EXIT_REFUTED;
}

static void print_json(json_t *reports)
{
	json_t *j = json_object();

	json_object_set_new(j, "format", json_integer(1));
	json_object_set_new(j, "reports", reports);
	json_dumpf(j, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
	putchar('\n');
	json_decref(j);
}

static int explain_file(struct explaining *x, bool json)
{
	bool is_stdin = strcmp(x->path, "-") == 0;
	FILE *file = is_stdin ? stdin : fopen(x->path, "r");
	enum dmesg_status status = DMESG_NO_MEMORY;
	struct dmesg *log;

	if (!file) {
		message("explain: cannot open %s: %s", x->path, strerror(errno));
		return EXIT_USAGE;
	}
	if (json)
		x->reports = json_array();
	log = dmesg_open(file);
	if (log)
		status = explain_all(x, log);
	dmesg_close(log);
	if (json)
		print_json(x->reports);
	return end(x, status);
}

struct explain_options {
	const struct kernel *kernel;    /* NULL: the reports tell */
	bool json;
};

static bool take_option(void *self, int letter, const char *value)
{
	struct explain_options *o = self;

	if (letter == 'k')
		return (o->kernel = option_kernel("explain", value)) != NULL;
	return o->json = true;
}

int cmd_explain(int argc, char **argv)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "kernel", required_argument, NULL, 'k' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct explain_options o = { .json = false };
	int status =
		options_read(argc, argv,
				  &(struct options){ known, print_usage, take_option, &o });
	struct explaining x = { .kernel = o.kernel };

	if (status != OPTIONS_READ)
		return status;
	if (argc - optind != 1) {
		message("explain: name one log, or - for standard input");
		return EXIT_USAGE;
	}
	x.path = argv[optind];
	return explain_file(&x, o.json);
}
