/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.c - cutting a line into words and reading numbers, sizes and lists of nodes.
 *
 * A lesson, a prompt and a pipe all come through here. What is wrong is said with the column at
 * which it stands.
 */
#include "scan.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/units.h"
#include "text/nearest.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool scan_failed(const struct line *l, size_t at, struct diag *d, const char *message)
{
	diag_set(d, l->file, l->number, l->column + (unsigned)at + 1, "%s", message);
	return false;
}

/* One word from *at on; writes it to *to, NUL-terminated. */
static bool scan_word(struct line *l, size_t *at, char **to, struct diag *d)
{
	struct word *w = &l->word[l->n++];
	const char *s = l->source;
	size_t begin = *at;

	*w = (struct word){ .text = *to, .key = "", .value = *to,
			    .column = l->column + (unsigned)begin + 1, .quoted = s[begin] == '"' };
	if (w->quoted) {
		size_t len = strcspn(s + begin + 1, "\"");

		if (!s[begin + 1 + len])
			return scan_failed(l, begin, d, "this text has no closing quote");
		memcpy(*to, s + begin + 1, len);
		*to += len;
		*at = begin + len + 2;
		if (s[*at] && !is_space(s[*at]))
			return scan_failed(l, *at, d, "a space is missing after the quote");
	} else {
		while (s[*at] && !is_space(s[*at]))
			*(*to)++ = s[(*at)++];
	}
	*(*to)++ = '\0';
	return true;
}

/* "key=value" into its two parts: the key is copied behind the word. */
static void split_word(struct word *w, char **to)
{
	const char *equals = w->quoted ? NULL : strchr(w->text, '=');

	if (!equals || equals == w->text)
		return;
	w->key = *to;
	w->value = equals + 1;
	memcpy(*to, w->text, (size_t)(equals - w->text));
	*to += equals - w->text;
	*(*to)++ = '\0';
}

enum scan_status line_scan(struct line *l, const char *text, struct diag *d)
{
	size_t length = strlen(text), at = 0;
	char *to;

	l->source = text;
	l->n = 0;
	l->memory = NULL;
	if (length > STATEMENT_MAX_BYTES) {
		scan_failed(l, 0, d, "this line is too long for a statement");
		return SCAN_BAD;
	}
	to = l->memory = malloc(2 * length + (size_t)3 * LINE_WORDS);
	if (!to)
		return SCAN_NO_MEMORY;
	for (;;) {
		while (is_space(text[at]))
			at++;
		if (!text[at] || text[at] == '#')
			return SCAN_OK;
		if (l->n == LINE_WORDS) {
			scan_failed(l, at, d, "too many words for a statement");
			return SCAN_BAD;
		}
		if (!scan_word(l, &at, &to, d))
			return SCAN_BAD;
		split_word(&l->word[l->n - 1], &to);
	}
}

void line_done(struct line *l)
{
	free(l->memory);
	l->memory = NULL;
}

bool line_bad(const struct line *l, size_t i, struct diag *d, const char *fmt, ...)
{
	unsigned column = l->column + (unsigned)strlen(l->source) + 1;
	char text[sizeof d->message + 1];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (i < l->n)
		column = l->word[i].column;
	diag_set(d, l->file, l->number, column, "%s", text);
	return false;
}

/* "a, b, c". False: that is too long. */
static bool join_words(const char *const *words, size_t n, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < n && used < size; i++)
		used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", words[i]);
	return n && used < size;
}

bool line_unknown(const struct line *l, size_t i, struct diag *d, const char *what,
		  const char *typed, const char *const *known, size_t n)
{
	const char *near = nearest_word(typed, known, n);
	char all[100];

	if (near)
		return line_bad(l, i, d, "unknown %s %.60s (%s?)", what, typed, near);
	if (!join_words(known, n, all, sizeof all))
		return line_bad(l, i, d, "unknown %s %.60s", what, typed);
	if (!*typed)
		return line_bad(l, i, d, "which %s? %s", what, all);
	return line_bad(l, i, d, "unknown %s %.40s (%s)", what, typed, all);
}

int word_index(const char *text, const char *const *known, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(text, known[i]) == 0)
			return (int)i;
	return -1;
}

/* Digits, and what follows them in *rest. */
static bool digits_parse(const char *text, int64_t *value, const char **rest)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*value = strtoll(text, &end, 10);
	*rest = end;
	return !errno;
}

bool number_parse(const char *text, int64_t least, int64_t most, int64_t *value)
{
	bool negative = *text == '-';
	const char *rest;

	if (!digits_parse(text + negative, value, &rest) || *rest)
		return false;
	if (negative)
		*value = -*value;
	return *value >= least && *value <= most;
}

static int64_t unit_of(char letter)
{
	switch (letter) {
	case 'k':
	case 'K':
		return (int64_t)1 << 10;
	case 'M':
		return (int64_t)1 << 20;
	case 'G':
		return (int64_t)1 << 30;
	case 'p':
		return (int64_t)1 << PAGE_SHIFT;
	default:
		return 0;
	}
}

/* In bytes; a plain number has this unit. */
static bool size_parse(const char *text, int64_t unit, int64_t *bytes)
{
	const char *rest;

	if (!digits_parse(text, bytes, &rest) || (*rest && rest[1]))
		return false;
	if (*rest)
		unit = unit_of(*rest);
	return unit && !__builtin_mul_overflow(*bytes, unit, bytes);
}

bool pages_parse(const char *text, int64_t *pages)
{
	int64_t bytes;

	if (!size_parse(text, 1 << PAGE_SHIFT, &bytes) || bytes % (1 << PAGE_SHIFT))
		return false;
	*pages = bytes >> PAGE_SHIFT;
	return true;
}

bool memory_parse(const char *text, int64_t *bytes)
{
	return size_parse(text, 1, bytes);
}

bool nodes_parse(const char *text, unsigned nr_nodes, struct nodemask *mask)
{
	memset(mask, 0, sizeof *mask);
	for (;;) {
		int64_t first, last;

		if (!digits_parse(text, &first, &text))
			return false;
		last = first;
		if (*text == '-' && !digits_parse(text + 1, &last, &text))
			return false;
		if (last < first || last >= nr_nodes)
			return false;
		for (int64_t node = first; node <= last; node++)
			node_set((unsigned)node, mask);
		if (!*text)
			return true;
		if (*text++ != ',')
			return false;
	}
}
