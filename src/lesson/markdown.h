/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markdown.h - a lesson's text as a list of blocks, each with its place in the file.
 */
#ifndef LESSON_MARKDOWN_H
#define LESSON_MARKDOWN_H

#include <stdbool.h>
#include <stddef.h>

enum md_kind {
	MD_KIND_HEADING,
	MD_KIND_PARAGRAPH,
	MD_KIND_ITEM,           /* of a list */
	MD_KIND_ROW,            /* of a table: its cells with two spaces between */
	MD_KIND_TEXT,           /* a code block that is not for us */
	MD_KIND_STATEMENTS,     /* a fenced block tagged "buddyscope" */
	MD_KIND_EXERCISE,       /* "buddyscope exercise" */
	MD_KIND_SOLUTION,       /* "buddyscope solution" */
};

/* Inline code inside a block's text, and where it came from. */
struct md_span {
	size_t at, length;      /* in md_block.text */
	size_t offset;          /* in the file */
	unsigned line, column;  /* of it, from 1 */
};

/* A line of a code block. */
struct md_line {
	size_t at;              /* in md_block.text, where it is NUL-terminated */
	unsigned line, column;  /* of the file; the column from 0 */
};

struct md_block {
	enum md_kind kind;
	unsigned level;         /* heading: 1 to 6; item: how deep, from 1 */
	unsigned line;          /* where it begins, from 1 */
	char mark[16];          /* item: "-" or "3." */
	char *text;             /* without marks; a code block's lines are apart, see lines */
	size_t size;
	struct md_span *span;
	size_t nr_spans;
	struct md_line *lines;
	size_t nr_lines;
};

struct md_about {
	char *key, *value;
};

struct md_document {
	struct md_about *about; /* the front matter */
	size_t nr_about;
	struct md_block *block;
	size_t nr_blocks;
};

enum md_status { MD_OK, MD_BAD, MD_NO_MEMORY };

/*
 * Parses text of this size. With MD_BAD, *line and *what say where and why. The caller gives
 * *doc to md_done(), whatever comes back.
 */
enum md_status md_read(const char *from, size_t size, struct md_document *doc, unsigned *line,
		       const char **what);
void md_done(struct md_document *doc);

#endif
