/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_sql.c - `buddyscope sql FILE.db [QUERY]`: ask a recording.
 */
#include "cli.h"

#include "options.h"
#include "sql_prompt.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST_QUERY = 1 << 20 };

static void print_usage(void)
{
	fputs("usage: buddyscope sql [--box | --csv | --json | --markdown] [--timeout SECONDS]\n"
	      "                      FILE.db [QUERY]\n"
	      "\n"
	      "Runs one read-only query over a recording. Without QUERY it is read from standard\n"
	      "input; at a terminal a prompt takes queries that end with ';'.\n"
	      "`SELECT object, about FROM help WHERE \"column\" IS NULL` lists what can be asked.\n"
	      "\n"
	      "  --box          a box with lines; the default on a terminal\n"
	      "  --csv          comma-separated values; the default elsewhere\n"
	      "  --json         one JSON object with columns and rows\n"
	      "  --markdown     a Markdown table\n"
	      "  --timeout N    stop the query after N seconds (10); 0: never\n"
	      "  --ascii        no line-drawing characters\n",
	      stdout);
}

/* Standard input up to its end; the caller frees it. NULL after a message. */
static char *read_query(void)
{
	char *text = malloc(LONGEST_QUERY + 1);
	size_t n = text ? fread(text, 1, LONGEST_QUERY + 1, stdin) : 0;

	if (!text || ferror(stdin)) {
		message("sql: cannot read the query");
	} else if (n > LONGEST_QUERY) {
		message("sql: a query is at most 1 MiB long");
	} else if (memchr(text, '\0', n)) {
		message("sql: the query holds a NUL character");
	} else {
		text[n] = '\0';
		return text;
	}
	free(text);
	return NULL;
}

/* Line-drawing characters only where the terminal is said to know them. */
static int locale_is_plain(void)
{
	static const char *const variable[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (int i = 0; i < 3; i++) {
		const char *value = getenv(variable[i]);

		if (value && *value)
			return !strcasestr(value, "utf-8") && !strcasestr(value, "utf8");
	}
	return 1;
}

static int run_query(const char *path, const char *query, const struct query_options *options)
{
	static const int code[] = { EXIT_DONE, EXIT_REFUTED, EXIT_REFUTED, EXIT_USAGE,
				    EXIT_MACHINE };
	struct diag d = { .file = path };
	enum query_status status = query_run(path, query, options, stdout, &d);
	const char *line = query;

	if (status > QUERY_EMPTY) {
		for (unsigned i = 1; i < d.line; i++)
			line = strchr(line, '\n') + 1;
		message_diag(&d, d.line ? line : NULL);
	}
	return code[status];
}

static int query_and_files(char **argv, int argc, const struct query_options *options)
{
	char *typed;
	int status;

	if (argc < 1 || argc > 2) {
		message("sql: %s; `buddyscope sql --help` says more",
			argc ? "one recording and one query" : "no recording named");
		return EXIT_USAGE;
	}
	if (argc == 2)
		return run_query(argv[0], argv[1], options);
	if (isatty(0) && isatty(1))
		return sql_prompt(argv[0], options, run_query);
	if (isatty(0)) {
		message("sql: no query; name one, or give it on standard input");
		return EXIT_USAGE;
	}
	typed = read_query();
	status = typed ? run_query(argv[0], typed, options) : EXIT_USAGE;
	free(typed);
	return status;
}

static bool parse_seconds(const char *text, unsigned *seconds)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	*seconds = (unsigned)n;
	return !errno && end != text && !*end && *text != '-' && n <= 1000000;
}

static bool take_option(void *self, int letter, const char *value)
{
	struct query_options *o = self;

	switch (letter) {
	case 'b':
		o->format = QUERY_BOX;
		return true;
	case 'c':
		o->format = QUERY_CSV;
		return true;
	case 'j':
		o->format = QUERY_JSON;
		return true;
	case 'm':
		o->format = QUERY_MARKDOWN;
		return true;
	case 'a':
		o->ascii = 1;
		return true;
	default:
		if (parse_seconds(value, &o->seconds))
			return true;
		message("sql: --timeout=%s: not a number of seconds", value);
		return false;
	}
}

int cmd_sql(int argc, char **argv)
{
	static const struct option known[] = {
		{ "box", no_argument, NULL, 'b' },	  { "csv", no_argument, NULL, 'c' },
		{ "json", no_argument, NULL, 'j' },	  { "markdown", no_argument, NULL, 'm' },
		{ "timeout", required_argument, NULL, 't' }, { "ascii", no_argument, NULL, 'a' },
		{ "help", no_argument, NULL, 'h' },	  { NULL, 0, NULL, 0 },
	};
	struct query_options options = { .seconds = 10, .ascii = locale_is_plain() };
	int status;

	options.format = isatty(1) ? QUERY_BOX : QUERY_CSV;
	status = options_read(argc, argv,
			      &(struct options){ known, print_usage, take_option, &options });
	if (status != OPTIONS_READ)
		return status;
	return query_and_files(argv + optind, argc - optind, &options);
}
