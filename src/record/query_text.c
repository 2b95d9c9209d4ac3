/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query_text.c - laying rows out.
 *
 * A box needs the widths of its columns before its first line, so rows are kept back; but only so
 * many, and what is wider after them sticks out. Everything else is printed as it comes.
 */
#include "query_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_KEPT_ROWS = 4096, WIDEST = 120 };

struct query_text {
	sqlite3_stmt *s;
	FILE *out;
	struct query_options options;
	int columns;
	int64_t rows;           /* so far */
	bool laid_out;          /* widths are known, what was kept is printed */
	size_t *width;
	char **cell;            /* kept rows, one after the other */
	bool *right;            /* by cell: a number */
	size_t nr_cells, room;
};

/* ---- text without harm ---- */

/* The text as it will be printed; the caller frees it. */
static char *harmless(const char *text, size_t len)
{
	char *clean = NULL;
	size_t size;
	FILE *f = open_memstream(&clean, &size);

	if (!f)
		return NULL;
	diag_print_harmless(f, text, len);
	fclose(f);
	return clean;
}

static char *cell_text(sqlite3_stmt *s, int column)
{
	char blob[40];

	switch (sqlite3_column_type(s, column)) {
	case SQLITE_NULL:
		return strdup("");
	case SQLITE_BLOB:
		snprintf(blob, sizeof blob, "blob of %d bytes", sqlite3_column_bytes(s, column));
		return strdup(blob);
	default:
		return harmless((const char *)sqlite3_column_text(s, column),
				(size_t)sqlite3_column_bytes(s, column));
	}
}

static bool is_number(sqlite3_stmt *s, int column)
{
	int type = sqlite3_column_type(s, column);

	return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

/* Terminal columns of harmless text: Chinese and its like take two. */
static size_t text_width(const char *text)
{
	size_t width = 0;

	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if ((*c & 0xc0) == 0x80)
			continue;
		width++;
		if (*c >= 0xf0 || (*c >= 0xe3 && *c <= 0xed) || (*c == 0xe2 && c[1] >= 0xba) ||
		    (*c == 0xef && (c[1] >= 0xbc || c[1] == 0xb9)))
			width++;
	}
	return width;
}

/* ---- boxes and Markdown ---- */

static const char *header(const struct query_text *t, int column)
{
	const char *name = sqlite3_column_name(t->s, column);

	return name ? name : "";
}

static void pad(FILE *out, size_t n)
{
	while (n--)
		fputc(' ', out);
}

static void print_cell(const struct query_text *t, const char *text, size_t width, bool right)
{
	size_t used = text_width(text), more = used < width ? width - used : 0;

	if (right)
		pad(t->out, more);
	for (; *text; text++) {
		if (*text == '|' && t->options.format == QUERY_MARKDOWN)
			fputc('\\', t->out);
		fputc(*text, t->out);
	}
	if (!right)
		pad(t->out, more);
}

static const char *bar(const struct query_text *t)
{
	return t->options.format == QUERY_BOX && !t->options.ascii ? "\u2502" : "|";
}

static void print_line(const struct query_text *t, char **cell, const bool *right)
{
	for (int i = 0; i < t->columns; i++) {
		fprintf(t->out, "%s ", bar(t));
		print_cell(t, cell[i], t->width[i], right && right[i]);
		fputc(' ', t->out);
	}
	fprintf(t->out, "%s\n", bar(t));
}

/* which: 0 the top of a box, 1 beneath its header, 2 its bottom. */
static void print_rule(const struct query_text *t, int which)
{
	static const char *const line[3][3] = { { "\u250c", "\u252c", "\u2510" },
						{ "\u251c", "\u253c", "\u2524" },
						{ "\u2514", "\u2534", "\u2518" } };
	bool markdown = t->options.format == QUERY_MARKDOWN, ascii = t->options.ascii;

	if (markdown && which != 1)
		return;
	for (int i = 0; i < t->columns; i++) {
		fputs(markdown ? "|" : ascii ? "+" : line[which][i > 0], t->out);
		for (size_t n = t->width[i] + 2; n; n--)
			fputs(markdown || ascii ? "-" : "\u2500", t->out);
	}
	fprintf(t->out, "%s\n", markdown ? "|" : ascii ? "+" : line[which][2]);
}

static void print_header(const struct query_text *t)
{
	print_rule(t, 0);
	for (int i = 0; i < t->columns; i++) {
		char *name = harmless(header(t, i), SIZE_MAX);

		fprintf(t->out, "%s ", bar(t));
		print_cell(t, name ? name : "", t->width[i], false);
		fputc(' ', t->out);
		free(name);
	}
	fprintf(t->out, "%s\n", bar(t));
	print_rule(t, 1);
}

static void lay_out(struct query_text *t)
{
	for (int i = 0; i < t->columns; i++)
		t->width[i] = text_width(header(t, i));
	for (size_t i = 0; i < t->nr_cells; i++) {
		size_t width = text_width(t->cell[i]), *column = &t->width[i % (size_t)t->columns];

		if (width > *column)
			*column = width < WIDEST ? width : WIDEST;
	}
	print_header(t);
	for (size_t i = 0; i < t->nr_cells; i += (size_t)t->columns)
		print_line(t, &t->cell[i], &t->right[i]);
	for (size_t i = 0; i < t->nr_cells; i++)
		free(t->cell[i]);
	t->nr_cells = 0;
	t->laid_out = true;
}

static bool room_for_row(struct query_text *t)
{
	size_t room = t->room ? 2 * t->room : 64 + (size_t)t->columns;
	char **cell;
	bool *right;

	if (t->nr_cells + (size_t)t->columns <= t->room)
		return true;
	cell = realloc(t->cell, room * sizeof *cell);
	if (cell)
		t->cell = cell;
	right = realloc(t->right, room * sizeof *right);
	if (right)
		t->right = right;
	if (!cell || !right)
		return false;
	t->room = room;
	return true;
}

static bool keep_row(struct query_text *t)
{
	if (!room_for_row(t))
		return false;
	for (int i = 0; i < t->columns; i++) {
		char *text = cell_text(t->s, i);

		if (!text)
			return false;
		t->cell[t->nr_cells] = text;
		t->right[t->nr_cells++] = is_number(t->s, i);
	}
	if (!t->laid_out && t->rows < MOST_KEPT_ROWS)
		return true;
	if (!t->laid_out) {
		lay_out(t);
		return true;
	}
	print_line(t, t->cell, t->right);
	while (t->nr_cells)
		free(t->cell[--t->nr_cells]);
	return true;
}

/* ---- CSV ---- */

static void csv_text(const struct query_text *t, const char *text)
{
	bool quote = strpbrk(text, ",\"?") || *text == ' ' || *text == '=';

	if (quote)
		fputc('"', t->out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', t->out);
		fputc(*text, t->out);
	}
	if (quote)
		fputc('"', t->out);
}

static void csv_end_of_cell(const struct query_text *t, int column)
{
	fputc(column + 1 < t->columns ? ',' : '\n', t->out);
}

static void csv_header(const struct query_text *t)
{
	for (int i = 0; i < t->columns; i++) {
		char *name = harmless(header(t, i), SIZE_MAX);

		csv_text(t, name ? name : "");
		free(name);
		csv_end_of_cell(t, i);
	}
}

static bool csv_row(const struct query_text *t)
{
	for (int i = 0; i < t->columns; i++) {
		char *text = cell_text(t->s, i);

		if (!text)
			return false;
		csv_text(t, text);
		free(text);
		csv_end_of_cell(t, i);
	}
	return true;
}

/* ---- JSON ---- */

static bool json_text(const struct query_text *t, const char *text, size_t len)
{
	char *clean = harmless(text, len);

	if (!clean)
		return false;
	fputc('"', t->out);
	for (const char *c = clean; *c; c++) {
		if (*c == '"' || *c == '\\')
			fputc('\\', t->out);
		fputc(*c, t->out);
	}
	fputc('"', t->out);
	free(clean);
	return true;
}

static bool json_cell(const struct query_text *t, int column)
{
	double real;

	switch (sqlite3_column_type(t->s, column)) {
	case SQLITE_INTEGER:
		fprintf(t->out, "%lld", (long long)sqlite3_column_int64(t->s, column));
		return true;
	case SQLITE_FLOAT:
		real = sqlite3_column_double(t->s, column);
		if (isfinite(real))
			fprintf(t->out, "%.15g", real);
		else
			fputs("null", t->out);
		return true;
	case SQLITE_NULL:
		fputs("null", t->out);
		return true;
	case SQLITE_TEXT:
		return json_text(t, (const char *)sqlite3_column_text(t->s, column),
				 (size_t)sqlite3_column_bytes(t->s, column));
	default:
		fprintf(t->out, "\"blob of %d bytes\"", sqlite3_column_bytes(t->s, column));
		return true;
	}
}

static void json_header(const struct query_text *t)
{
	fputs("{\"format\":1,\"columns\":[", t->out);
	for (int i = 0; i < t->columns; i++) {
		fputs(i ? "," : "", t->out);
		json_text(t, header(t, i), SIZE_MAX);
	}
	fputs("],\"rows\":[", t->out);
}

static bool json_row(const struct query_text *t)
{
	bool ok = true;

	fputs(t->rows ? ",\n[" : "\n[", t->out);
	for (int i = 0; ok && i < t->columns; i++) {
		fputs(i ? "," : "", t->out);
		ok = json_cell(t, i);
	}
	fputc(']', t->out);
	return ok;
}

/* ---- all of them ---- */

struct query_text *query_text_new(sqlite3_stmt *s, const struct query_options *options, FILE *out)
{
	struct query_text *t = calloc(1, sizeof *t);

	if (!t)
		return NULL;
	*t = (struct query_text){ .s = s, .out = out, .options = *options,
				  .columns = sqlite3_column_count(s) };
	t->width = calloc((size_t)t->columns + 1, sizeof *t->width);
	if (t->width)
		return t;
	free(t);
	return NULL;
}

bool query_text_row(struct query_text *t)
{
	bool ok;

	switch (t->options.format) {
	case QUERY_CSV:
		if (!t->rows)
			csv_header(t);
		ok = csv_row(t);
		break;
	case QUERY_JSON:
		if (!t->rows)
			json_header(t);
		ok = json_row(t);
		break;
	default:
		ok = keep_row(t);
	}
	t->rows++;
	return ok;
}

void query_text_end(struct query_text *t)
{
	switch (t->options.format) {
	case QUERY_CSV:
		if (!t->rows)
			csv_header(t);
		break;
	case QUERY_JSON:
		if (!t->rows)
			json_header(t);
		fputs(t->rows ? "\n]}\n" : "]}\n", t->out);
		break;
	default:
		if (!t->laid_out && t->rows)
			lay_out(t);
		if (t->rows)
			print_rule(t, 2);
	}
	while (t->nr_cells)
		free(t->cell[--t->nr_cells]);
	free(t->cell);
	free(t->right);
	free(t->width);
	free(t);
}
