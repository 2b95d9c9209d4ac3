/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diag.c - how a message about somebody's input looks.
 *
 *	traces/6.1/x.jsonl:12:41: "order" is 99, the last is 10
 *	  ...n":"5.10","when":"before","order":99,"mt":0,...
 *	                                       ^
 *
 * One byte of input takes at most one column here, except that a wide character of UTF-8 takes
 * what the terminal gives it; the caret then stands a little to the left. Columns are bytes.
 */
#include "diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { WINDOW = 72 }; /* bytes of a source line shown; 78 with the margin and both "..." */

void diag_set(struct diag *d, const char *file, unsigned line, unsigned column, const char *fmt,
	      ...)
{
	va_list ap;
	int len;

	d->file = file;
	d->line = line;
	d->column = column;
	va_start(ap, fmt);
	len = vsnprintf(d->message, sizeof d->message, fmt, ap);
	va_end(ap);
	if (len < 0)
		d->message[0] = '\0';
	else if ((size_t)len >= sizeof d->message)
		memcpy(d->message + sizeof d->message - 4, "...", 4);
}

/* The length in bytes of the UTF-8 character at s, of which n bytes may be read; 0: invalid. */
static size_t utf8_length(const unsigned char *s, size_t n)
{
	/* The least second byte rules out overlong forms, the most surrogates and > U+10FFFF. */
	static const struct {
		unsigned char first, last, least, most;
		size_t length;
	} form[] = {
		{ 0x00, 0x7f, 0, 0, 1 },       { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < sizeof form / sizeof *form; i++) {
		size_t k = 1;

		if (s[0] < form[i].first || s[0] > form[i].last || form[i].length > n)
			continue;
		if (form[i].length > 1 && (s[1] < form[i].least || s[1] > form[i].most))
			return 0;
		while (k < form[i].length && (s[k] & 0xc0) == 0x80)
			k++;
		return k == form[i].length ? k : 0;
	}
	return 0;
}

/*
 * C0, DEL and C1, and the characters of Unicode that reorder the text around them or break the
 * line: U+200E and F, U+2028 to E, U+2066 to 9.
 */
static bool steers_terminal(const unsigned char *s, size_t len)
{
	if (len == 1)
		return s[0] < 0x20 || s[0] == 0x7f;
	if (len == 2)
		return s[0] == 0xc2 && s[1] < 0xa0;
	if (len != 3 || s[0] != 0xe2)
		return false;
	if (s[1] == 0x80)
		return s[2] == 0x8e || s[2] == 0x8f || (s[2] >= 0xa8 && s[2] <= 0xae);
	return s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9;
}

void diag_print_harmless(FILE *out, const char *text, size_t max)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n = strnlen(text, max);

	while (n > 0) {
		size_t len = utf8_length(s, n);

		if (*s == '\t') {
			fputc(' ', out);
		} else if (len == 0 || steers_terminal(s, len)) {
			fputc('?', out);
		} else {
			fwrite(s, 1, len, out);
		}
		len = len ? len : 1;
		s += len;
		n -= len;
	}
}

/* How many columns the bytes of text before end take, when wide characters are not counted. */
static size_t columns_before(const char *text, size_t end)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t columns = 0, at = 0;

	while (at < end) {
		size_t len = utf8_length(s + at, end - at);

		at += len ? len : 1;
		columns++;
	}
	return columns;
}

/* Moves at back to where a character begins, so that a window does not cut one in two. */
static size_t character_start(const char *text, size_t at)
{
	for (int k = 0; k < 3 && at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80; k++)
		at--;
	return at;
}

static void print_source_line(FILE *out, const char *line, unsigned column)
{
	size_t len = strcspn(line, "\r\n");
	size_t at = column > 0 ? column - 1 : 0;
	size_t from = 0, to = len;

	if (at > len)
		at = len;
	if (len > WINDOW) {
		from = at > WINDOW / 2 ? at - WINDOW / 2 : 0;
		if (from + WINDOW > len)
			from = len - WINDOW;
		from = character_start(line, from);
		to = from + WINDOW < len ? character_start(line, from + WINDOW) : len;
	}
	fprintf(out, "  %s", from > 0 ? "..." : "");
	diag_print_harmless(out, line + from, to - from);
	fprintf(out, "%s\n", to < len ? "..." : "");
	if (column > 0) {
		size_t margin = (from > 0 ? 5u : 2u) + columns_before(line + from, at - from);

		fprintf(out, "%*s^\n", (int)margin, "");
	}
}

void diag_print(FILE *out, const struct diag *d, const char *source_line)
{
	if (d->file) {
		diag_print_harmless(out, d->file, SIZE_MAX);
		if (d->line)
			fprintf(out, ":%u", d->line);
		if (d->line && d->column)
			fprintf(out, ":%u", d->column);
		fputs(": ", out);
	}
	diag_print_harmless(out, d->message, sizeof d->message);
	fputc('\n', out);
	if (source_line)
		print_source_line(out, source_line, d->column);
}
