/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message.c - everything that the program says on standard error, so that it can be translated
 * in one place, and so that no word of a stranger's file steers the terminal.
 */
#include "cli.h"

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
