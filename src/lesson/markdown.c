/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markdown.c - from Markdown to a flat list of blocks, by md4c.
 *
 * A lesson has to be found again in its file: an error in a statement names its line, and a number
 * in prose is rewritten where it stands. md4c tells no places, but hands out pieces of the text it
 * was given, so a piece's address is its place.
 *
 * Front matter is cut off first; md4c would take it for a heading. Raw HTML is left out, which
 * makes a comment a comment.
 */
#include "markdown.h"

#include <md4c.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fence.h"

enum { DEEPEST = 32, MOST_BLOCKS = 20000 };

struct reader {
	const char *text;               /* the whole file */
	size_t size;
	size_t *line_start;
	size_t nr_lines;

	struct md_document *doc;
	struct md_block next;           /* kind, level and mark of the block that text will begin */
	struct md_block *open;          /* the block that text is added to, or NULL */
	unsigned depth, list_depth;
	struct { bool ordered; unsigned number; } list[DEEPEST];
	bool in_code, in_span, line_open, ignore;

	enum md_status status;
	const char *what;
	unsigned bad_line;              /* 0: where the last block begins */
};

/* ---- places ---- */

static bool find_lines(struct reader *r)
{
	size_t n = 1;

	for (size_t i = 0; i < r->size; i++)
		n += r->text[i] == '\n';
	r->line_start = malloc(n * sizeof *r->line_start);
	if (!r->line_start)
		return false;
	r->line_start[r->nr_lines++] = 0;
	for (size_t i = 0; i < r->size; i++)
		if (r->text[i] == '\n')
			r->line_start[r->nr_lines++] = i + 1;
	return true;
}

/* The line, from 1, that holds this offset. */
static unsigned line_of(const struct reader *r, size_t offset)
{
	size_t low = 0, high = r->nr_lines;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (r->line_start[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return (unsigned)low + 1;
}

/* md4c passes pieces of our text, and a few texts of its own. */
static bool is_ours(const struct reader *r, const char *piece)
{
	return (uintptr_t)piece >= (uintptr_t)r->text &&
	       (uintptr_t)piece < (uintptr_t)r->text + r->size;
}

/* ---- growing things ---- */

static int failed(struct reader *r, enum md_status status, const char *what)
{
	r->status = status;
	r->what = what;
	return -1;
}

static int no_memory(struct reader *r)
{
	return failed(r, MD_NO_MEMORY, "out of memory");
}

/* Room for one more; the array doubles at every power of two. */
static void *one_more(void *array, size_t n, size_t size)
{
	if (n & (n - 1))
		return array;
	return realloc(array, (n ? 2 * n : 1) * size);
}

static int add_text(struct reader *r, const char *piece, size_t size)
{
	struct md_block *b = r->open;
	char *text = realloc(b->text, b->size + size + 1);

	if (!text)
		return no_memory(r);
	memcpy(text + b->size, piece, size);
	b->text = text;
	b->size += size;
	text[b->size] = '\0';
	return 0;
}

static int open_block(struct reader *r, const char *piece)
{
	struct md_block *blocks;

	if (r->open)
		return 0;
	if (r->doc->nr_blocks == MOST_BLOCKS)
		return failed(r, MD_BAD, "too many blocks");
	blocks = one_more(r->doc->block, r->doc->nr_blocks, sizeof *blocks);
	if (!blocks)
		return no_memory(r);
	r->doc->block = blocks;
	r->open = &blocks[r->doc->nr_blocks++];
	*r->open = r->next;
	if (is_ours(r, piece))
		r->open->line = line_of(r, (size_t)(piece - r->text));
	r->next.mark[0] = '\0';         /* a second paragraph of an item has no mark */
	return add_text(r, "", 0);
}

/* ---- what md4c tells ---- */

static void enter_item(struct reader *r)
{
	r->next.kind = MD_KIND_ITEM;
	r->next.level = r->list_depth;
	if (r->list_depth && r->list[r->list_depth - 1].ordered)
		snprintf(r->next.mark, sizeof r->next.mark, "%u.",
			 r->list[r->list_depth - 1].number++);
	else
		snprintf(r->next.mark, sizeof r->next.mark, "-");
}

static int enter_code(struct reader *r, const MD_BLOCK_CODE_DETAIL *d)
{
	r->in_code = true;
	r->line_open = false;
	if (fence_kind(d->info.text, d->info.size, &r->next.kind) != FENCE_MISTYPED)
		return 0;
	if (is_ours(r, d->info.text))
		r->bad_line = line_of(r, (size_t)(d->info.text - r->text));
	return failed(r, MD_BAD, "blocks are tagged buddyscope, buddyscope exercise or buddyscope "
				 "solution");
}

static int enter_list(struct reader *r, bool ordered, unsigned start)
{
	r->list[r->list_depth].ordered = ordered;
	r->list[r->list_depth++].number = start;
	return 0;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *self)
{
	struct reader *r = self;

	if (++r->depth >= DEEPEST)
		return failed(r, MD_BAD, "blocks are nested too deeply");
	if (type != MD_BLOCK_TD && type != MD_BLOCK_TH)
		r->open = NULL;
	switch (type) {
	case MD_BLOCK_UL:
		return enter_list(r, false, 0);
	case MD_BLOCK_OL:
		return enter_list(r, true, ((MD_BLOCK_OL_DETAIL *)detail)->start);
	case MD_BLOCK_LI:
		enter_item(r);
		break;
	case MD_BLOCK_P:
		r->next.kind = r->list_depth ? MD_KIND_ITEM : MD_KIND_PARAGRAPH;
		r->next.level = r->list_depth;
		break;
	case MD_BLOCK_H:
		r->next.kind = MD_KIND_HEADING;
		r->next.level = ((MD_BLOCK_H_DETAIL *)detail)->level;
		break;
	case MD_BLOCK_TR:
		r->next.kind = MD_KIND_ROW;
		break;
	case MD_BLOCK_CODE:
		return enter_code(r, detail);
	case MD_BLOCK_HTML:
		r->ignore = true;
		break;
	default:
		break;
	}
	return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *self)
{
	struct reader *r = self;

	(void)detail;
	r->depth--;
	if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
		r->list_depth--;
	if ((type == MD_BLOCK_TD || type == MD_BLOCK_TH) && r->open)
		return add_text(r, "  ", 2);
	if (type == MD_BLOCK_CODE)
		r->next.kind = r->list_depth ? MD_KIND_ITEM : MD_KIND_PARAGRAPH;
	r->in_code = r->ignore = false;
	r->open = NULL;
	return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *self)
{
	struct reader *r = self;
	struct md_block *b;
	struct md_span *spans;

	(void)detail;
	if (type != MD_SPAN_CODE)
		return 0;
	if (open_block(r, NULL))
		return -1;
	b = r->open;
	spans = one_more(b->span, b->nr_spans, sizeof *spans);
	if (!spans)
		return no_memory(r);
	b->span = spans;
	spans[b->nr_spans++] = (struct md_span){ .at = b->size, .offset = SIZE_MAX };
	r->in_span = true;
	return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *self)
{
	struct reader *r = self;

	(void)detail;
	if (type == MD_SPAN_CODE)
		r->in_span = false;
	return 0;
}

/* The first piece of inline code says where it stands. */
static void place_span(struct reader *r, const char *piece)
{
	struct md_block *b = r->open;
	struct md_span *s = &b->span[b->nr_spans - 1];

	if (s->length || !is_ours(r, piece))
		return;
	s->offset = (size_t)(piece - r->text);
	s->line = line_of(r, s->offset);
	s->column = (unsigned)(s->offset - r->line_start[s->line - 1]) + 1;
	if (!b->line)
		b->line = s->line;
}

/* Each line of a block comes in pieces, the newline by itself. */
static int code_text(struct reader *r, const char *piece, size_t size)
{
	struct md_block *b = r->open;
	struct md_line *lines;
	size_t offset;

	if (size == 1 && *piece == '\n') {
		r->line_open = false;
		return add_text(r, "", 1);
	}
	if (!r->line_open && is_ours(r, piece)) {
		lines = one_more(b->lines, b->nr_lines, sizeof *lines);
		if (!lines)
			return no_memory(r);
		b->lines = lines;
		offset = (size_t)(piece - r->text);
		lines += b->nr_lines++;
		*lines = (struct md_line){ .at = b->size, .line = line_of(r, offset) };
		lines->column = (unsigned)(offset - r->line_start[lines->line - 1]);
		r->line_open = true;
	}
	return add_text(r, piece, size);
}

static int text(MD_TEXTTYPE type, const MD_CHAR *piece, MD_SIZE size, void *self)
{
	struct reader *r = self;

	if (r->ignore || type == MD_TEXT_HTML)
		return 0;
	if (open_block(r, piece))
		return -1;
	if (r->in_code)
		return code_text(r, piece, size);
	if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
		return add_text(r, " ", 1);
	if (r->in_span) {
		place_span(r, piece);
		r->open->span[r->open->nr_spans - 1].length += size;
	}
	return add_text(r, piece, size);
}

/* ---- front matter ---- */

static char *trimmed(const char *from, const char *to)
{
	while (from < to && (*from == ' ' || *from == '\t'))
		from++;
	while (to > from && (to[-1] == ' ' || to[-1] == '\t' || to[-1] == '\r'))
		to--;
	return strndup(from, (size_t)(to - from));
}

static int about_line(struct reader *r, const char *from, const char *to)
{
	const char *colon = memchr(from, ':', (size_t)(to - from));
	struct md_about *about;

	if (from == to)
		return 0;
	if (!colon)
		return failed(r, MD_BAD, "front matter is lines of \"key: value\"");
	about = one_more(r->doc->about, r->doc->nr_about, sizeof *about);
	if (!about)
		return no_memory(r);
	r->doc->about = about;
	about += r->doc->nr_about++;
	*about = (struct md_about){ trimmed(from, colon), trimmed(colon + 1, to) };
	return about->key && about->value ? 0 : no_memory(r);
}

static bool is_rule(const char *from, const char *to)
{
	if (to > from && to[-1] == '\r')
		to--;
	return to - from == 3 && memcmp(from, "---", 3) == 0;
}

/* Where the text after the front matter begins; *line is the one that was wrong. */
static int front_matter(struct reader *r, size_t *begin, unsigned *line)
{
	*begin = 0;
	for (unsigned i = 0; i < r->nr_lines; i++) {
		const char *from = r->text + r->line_start[i];
		const char *to = i + 1 < r->nr_lines ? r->text + r->line_start[i + 1] - 1 :
						       r->text + r->size;

		*line = i + 1;
		if (is_rule(from, to) && i > 0) {
			*begin = (size_t)(to - r->text);
			return 0;
		}
		if (i == 0 && !is_rule(from, to))
			return 0;
		if (i > 0 && about_line(r, from, to))
			return -1;
	}
	*line = 1;
	return r->nr_lines > 1 ? failed(r, MD_BAD, "the front matter has no closing ---") : 0;
}

enum md_status md_read(const char *from, size_t size, struct md_document *doc, unsigned *line,
		       const char **what)
{
	static const MD_PARSER parser = {
		.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH,
		.enter_block = enter_block, .leave_block = leave_block,
		.enter_span = enter_span, .leave_span = leave_span, .text = text,
	};
	struct reader r = { .text = from, .size = size, .doc = doc };
	size_t begin;

	*doc = (struct md_document){ 0 };
	*line = 0;
	if (!find_lines(&r) ||
	    (front_matter(&r, &begin, line) == 0 &&
	     md_parse(from + begin, (MD_SIZE)(size - begin), &parser, &r) && r.status == MD_OK))
		no_memory(&r);
	if (r.status == MD_OK || doc->nr_blocks)
		*line = doc->nr_blocks ? doc->block[doc->nr_blocks - 1].line : 0;
	if (r.bad_line)
		*line = r.bad_line;
	*what = r.what;
	free(r.line_start);
	return r.status;
}

void md_done(struct md_document *doc)
{
	for (size_t i = 0; i < doc->nr_about; i++) {
		free(doc->about[i].key);
		free(doc->about[i].value);
	}
	for (size_t i = 0; i < doc->nr_blocks; i++) {
		free(doc->block[i].text);
		free(doc->block[i].span);
		free(doc->block[i].lines);
	}
	free(doc->about);
	free(doc->block);
	*doc = (struct md_document){ 0 };
}
