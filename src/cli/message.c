/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message.c - everything that the program says on standard error, so that it can be translated
 * in one place, and so that no word of a stranger's file steers the terminal.
 */
#include "cli.h"

#include "text/nearest.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void message(const char *fmt, ...)
{
	char text[2048];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (len < 0)
		text[0] = '\0';
	else if ((size_t)len >= sizeof text)
		memcpy(text + sizeof text - 4, "...", 4);
	fflush(stdout); /* what was said before must be seen before */
	fputs("buddyscope: ", stderr);
	diag_print_harmless(stderr, text, sizeof text);
	fputc('\n', stderr);
}

void message_diag(const struct diag *d, const char *source_line)
{
	fflush(stdout);
	diag_print(stderr, d, source_line);
}

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
static int stopped_at_long_option(const struct option *known)
{
	if (optopt == 0)
		return 1;
	for (; known->name; known++)
		if (known->val == optopt)
			return strncmp(known->name, "", 1) != 0;
	return 0;
}

int bad_option(int c, char **argv, const struct option *known)
{
	char letter[] = { '-', (char)optopt, '\0' };
	int is_long = stopped_at_long_option(known);
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
