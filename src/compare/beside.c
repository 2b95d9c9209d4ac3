/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * beside.c - two ladders side by side.
 *
 *	    zone_dirty_ok: go on; ...        |     node_dirty_ok: go on; ...
 *	    ZONE_FAIR_DEPLETED: refused ...  <
 *
 * Which line stands beside which is the longest common subsequence of the lines' subjects: the
 * zone, and the check by its newest name or the words before the first number. Two texts too long
 * for that are laid out line by line.
 */
#include "beside.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "text/diag.h"

enum { MOST_CELLS = 1 << 22, DEEPEST = 12, SUBJECT_ROOM = 128 };

struct line {
	const char *text;       /* behind the indentation; not ended */
	size_t length;
	unsigned depth;         /* columns of indentation */
	char subject[SUBJECT_ROOM];
};

struct lines {
	struct line *line;
	size_t n;
};

/* ---- what a line is about ---- */

/* The newest name of a check, in whichever ladder it is one. */
static const char *newest_name(const char *name)
{
	for (unsigned ladder = 0; ladder < NR_LADDERS; ladder++) {
		const char *newest = check_newest_name(ladder, name);

		if (newest != name)
			return newest;
	}
	return name;
}

/* "Node 0 DMA32" of "Node 0 DMA32, position 0 of the zonelist"; 0: the line begins no zone. */
static size_t zone_length(const struct line *l)
{
	return l->length > 5 && memcmp(l->text, "Node ", 5) == 0 ? strcspn(l->text, ",\n") : 0;
}

static size_t words_length(const struct line *l)
{
	size_t n = 0;

	while (n < l->length && l->text[n] != ':' &&
	       (!isdigit((unsigned char)l->text[n]) || (n && l->text[n - 1] != ' ')))
		n++;
	return n;
}

/* zone: the line that began the zone, or NULL */
static void find_subject(struct line *l, const struct line *zone)
{
	size_t n = zone_length(l) ? zone_length(l) : words_length(l);
	char name[SUBJECT_ROOM / 2];

	snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name - 1), l->text);
	snprintf(l->subject, sizeof l->subject, "%.*s/%s",
		 zone ? (int)(zone_length(zone) < 32 ? zone_length(zone) : 32) : 0,
		 zone ? zone->text : "", newest_name(name));
}

static bool split(const char *text, struct lines *out)
{
	const struct line *zone = NULL;
	size_t room = 1, zone_indent = 0;

	for (const char *c = text; *c; c++)
		room += *c == '\n';
	out->n = 0;
	out->line = calloc(room, sizeof *out->line);
	if (!out->line)
		return false;
	while (*text) {
		struct line *l = &out->line[out->n++];
		size_t length = strcspn(text, "\n");
		size_t indent = strspn(text, " ");

		indent = indent < length ? indent : length;
		l->text = text + indent;
		l->length = length - indent;
		l->depth = indent < DEEPEST ? (unsigned)indent : DEEPEST;
		if (zone_length(l)) {
			zone = l;
			zone_indent = indent;
		} else if (indent < zone_indent) {
			zone = NULL;
		}
		find_subject(l, zone);
		text += length + (text[length] == '\n');
	}
	return true;
}

/* ---- which stands beside which ---- */

static bool same_subject(const struct line *a, const struct line *b)
{
	return strcmp(a->subject, b->subject) == 0;
}

/* Lengths of the common subsequences from each pair of lines on; NULL: too long, or no memory. */
static unsigned *weigh(const struct lines l[SIDES])
{
	size_t w = l[1].n + 1;
	unsigned *len;

	if ((l[0].n + 1) > MOST_CELLS / w)
		return NULL;
	len = calloc((l[0].n + 1) * w, sizeof *len);
	for (size_t i = l[0].n; len && i-- > 0;)
		for (size_t j = l[1].n; j-- > 0;) {
			unsigned down = len[(i + 1) * w + j], right = len[i * w + j + 1];

			len[i * w + j] = down > right ? down : right;
			if (same_subject(&l[0].line[i], &l[1].line[j]))
				len[i * w + j] = len[(i + 1) * w + j + 1] + 1;
		}
	return len;
}

/* ---- printing ---- */

/* Where a line that goes on at `at` is broken to fit into that many columns: at a blank. */
static size_t fitting(const struct line *l, size_t at, size_t room)
{
	size_t n = l->length - at;

	if (n <= room)
		return n;
	for (n = room; n > room / 2; n--)
		if (l->text[at + n] == ' ')
			return n;
	return room;
}

/* Prints as much of a line as fits into a cell; *at moves on. Returns the columns that it took. */
static unsigned print_cell(FILE *out, const struct line *l, size_t *at, unsigned width)
{
	unsigned indent, room;
	size_t n;

	if (!l || *at >= l->length)
		return 0;
	indent = l->depth + (*at ? 2 : 0);
	room = width > indent + 8 ? width - indent : 8;
	n = fitting(l, *at, room);
	fprintf(out, "%*s", (int)indent, "");
	diag_print_harmless(out, l->text + *at, n);
	*at += n;
	while (*at < l->length && l->text[*at] == ' ')
		++*at;
	return indent + (unsigned)n;
}

static char mark_of(const struct line *a, const struct line *b)
{
	if (!a || !b)
		return a ? '<' : '>';
	return a->length == b->length && memcmp(a->text, b->text, a->length) == 0 ? ' ' : '|';
}

/* A row: as many printed lines as the longer of the two needs. */
static void print_row(FILE *out, const struct line *const l[SIDES], unsigned width)
{
	size_t at[SIDES] = { 0 };
	char mark = mark_of(l[0], l[1]);

	do {
		unsigned used = print_cell(out, l[0], &at[0], width);
		bool more = l[1] && at[1] < l[1]->length;

		if (more || mark != ' ')
			fprintf(out, "%*s %c", (int)(used < width ? width - used : 0), "", mark);
		if (more)
			fputc(' ', out);
		print_cell(out, l[1], &at[1], width);
		fputc('\n', out);
	} while ((l[0] && at[0] < l[0]->length) || (l[1] && at[1] < l[1]->length));
}

static void print_rows(FILE *out, const struct lines l[SIDES], unsigned width)
{
	unsigned *len = weigh(l);
	size_t w = l[1].n + 1, i = 0, j = 0;

	while (i < l[0].n || j < l[1].n) {
		const struct line *row[SIDES] = { i < l[0].n ? &l[0].line[i] : NULL,
						  j < l[1].n ? &l[1].line[j] : NULL };

		if (row[0] && row[1] && len && !same_subject(row[0], row[1]))
			row[len[(i + 1) * w + j] >= len[i * w + j + 1]] = NULL;
		i += row[0] != NULL;
		j += row[1] != NULL;
		print_row(out, row, width);
	}
	free(len);
}

void print_beside(FILE *out, const char *const text[SIDES], unsigned columns)
{
	struct lines l[SIDES] = { { NULL, 0 }, { NULL, 0 } };
	unsigned width = columns < 40 ? 18 : (columns - 3) / 2;

	if (split(text[0] ? text[0] : "", &l[0]) && split(text[1] ? text[1] : "", &l[1]))
		print_rows(out, l, width);
	free(l[0].line);
	free(l[1].line);
}
