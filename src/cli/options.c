/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options.c - reading a command's options, and what is said about those that are wrong.
 */
#include "options.h"

#include "cli.h"
#include "text/nearest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is wrong with an option ---- */

/* The known long option nearest to word, which begins with "--" and may go on with "=...". */
static const char *nearest_option(const char *word, const struct option *known)
{
	enum { MOST_OPTIONS = 32, LONGEST_OPTION = 32 };
	const char *names[MOST_OPTIONS];
	char typed[LONGEST_OPTION + 1];
	size_t n = 0;

	snprintf(typed, sizeof typed, "%.*s", (int)strcspn(word + 2, "="), word + 2);
	for (; known->name && n < MOST_OPTIONS; known++)
		names[n++] = known->name;
	return nearest_word(typed, names, n);
}

/* Whether getopt_long stopped at a long option: it then sets optopt to 0, or to its value. */
static bool stopped_at_long_option(const struct option *known)
{
	if (optopt == 0)
		return true;
	for (; known->name; known++)
		if (known->val == optopt)
			return *known->name != '\0';
	return false;
}

/* Says what is wrong with the option at which getopt_long stopped with c, '?' or ':'. */
static int bad_option(int c, char **argv, const struct option *known)
{
	char letter[] = { '-', (char)optopt, '\0' };
	bool is_long = stopped_at_long_option(known);
	const char *word = is_long ? argv[optind - 1] : letter;
	const char *near = is_long && optopt == 0 ? nearest_option(word, known) : NULL;

	if (c == ':')
		message("%s: option %s needs a value", argv[0], word);
	else if (is_long && optopt != 0)
		message("%s: option %.*s takes no value", argv[0], (int)strcspn(word, "="), word);
	else if (near)
		message("%s: unknown option %s (--%s?)", argv[0], word, near);
	else
		message("%s: unknown option %s", argv[0], word);
	return EXIT_USAGE;
}

/* ---- all of them ---- */

int options_read(int argc, char **argv, const struct options *o)
{
	return options_read_letters(argc, argv, o, "");
}

int options_read_letters(int argc, char **argv, const struct options *o, const char *letters)
{
	char all[16];
	int c;

	opterr = 0;
	snprintf(all, sizeof all, ":h%s", letters);
	while ((c = getopt_long(argc, argv, all, o->known, NULL)) != -1) {
		if (c == 'h') {
			o->print_usage();
			return EXIT_DONE;
		}
		if (c == '?' || c == ':')
			return bad_option(c, argv, o->known);
		if (!o->take(o->self, c, optarg))
			return EXIT_USAGE;
	}
	return OPTIONS_READ;
}

/* ---- values that several commands know ---- */

const struct kernel *option_kernel(const char *command, const char *name)
{
	const struct kernel *k = kernel_find(name), *other;
	const char *names[16], *near;
	size_t n = 0;

	if (k)
		return k;
	for (; n < sizeof names / sizeof *names && (other = kernel_at(n)); n++)
		names[n] = other->name;
	near = nearest_word(name, names, n);
	message("%s: unknown kernel %s%s%s%s", command, name, near ? " (" : "", near ? near : "",
		near ? "?)" : "");
	return NULL;
}

bool option_number(const char *option, const char *value, int64_t least, int64_t *n)
{
	char *end;

	errno = 0;
	*n = strtoll(value, &end, 10);
	if (!errno && end != value && !*end && *n >= least)
		return true;
	message("%s=%s: not a number of that kind", option, value);
	return false;
}
