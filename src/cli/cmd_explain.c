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
	bool json;
	unsigned n;
};

static void print_line(void *self, const char *text)
{
	(void)self;
	diag_print_harmless(stdout, text, strlen(text));
	putchar('\n');
}

/* Each as it comes: a log may hold more reports than memory. */
static void print_json(const struct explaining *x, const struct explanation *e)
{
	json_t *report = explanation_json(e);

	fputs(x->n ? ",\n" : "\n", stdout);
	json_dumpf(report, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
	json_decref(report);
}

static void print_text(const struct explaining *x, const struct explanation *e)
{
	struct explain_printer p = { .line = print_line };

	if (x->n)
		putchar('\n');
	explain_text(e, &p);
}

static bool explain_one(struct explaining *x, struct dmesg_report *r)
{
	struct explanation e;
	bool ok = explain(&e, r, x->kernel) == EXPLAIN_OK;

	if (ok)
		(x->json ? print_json : print_text)(x, &e);
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

static int explain_file(struct explaining *x)
{
	bool is_stdin = strcmp(x->path, "-") == 0;
	FILE *file = is_stdin ? stdin : fopen(x->path, "r");
	enum dmesg_status status = DMESG_NO_MEMORY;
	struct dmesg *log;

	if (!file) {
		message("explain: cannot open %s: %s", x->path, strerror(errno));
		return EXIT_USAGE;
	}
	if (x->json)
		fputs("{\n \"format\": 1,\n \"reports\": [", stdout);
	log = dmesg_open(file);
	if (log)
		status = explain_all(x, log);
	dmesg_close(log);
	if (x->json)
		fputs(x->n ? "\n]}\n" : "]}\n", stdout);
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
	struct explaining x = { .kernel = o.kernel, .json = o.json };

	if (status != OPTIONS_READ)
		return status;
	if (argc - optind != 1) {
		message("explain: name one log, or - for standard input");
		return EXIT_USAGE;
	}
	x.path = argv[optind];
	return explain_file(&x);
}
