/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.h - one line of the command language as words, and what is written in a word.
 */
#ifndef LESSON_SCAN_H
#define LESSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/nodemask.h"
#include "text/diag.h"

enum { LINE_WORDS = 64, STATEMENT_MAX_BYTES = 65536 };

/* A word, or a text in double quotes. key is "" if there is no '=' in it; quotes hide one. */
struct word {
	const char *text;       /* all of it, without quotes */
	const char *key;        /* "mems" of "mems=0-1", else "" */
	const char *value;      /* "0-1", else the whole word */
	unsigned column;        /* from 1 */
	bool quoted;
};

struct line {
	const char *file;       /* lent */
	unsigned number;        /* of the line in the file, from 1; 0: typed */
	unsigned column;        /* where the text begins in that line, from 0 */
	const char *source;     /* the whole text; lent */
	struct word word[LINE_WORDS];
	size_t n;
	char *memory;
};

enum scan_status { SCAN_OK, SCAN_BAD, SCAN_NO_MEMORY };

/*
 * Cuts text into words. '#' at the start of a word begins a comment. l->file, number and column
 * are set by the caller and text lent until line_done().
 */
enum scan_status line_scan(struct line *l, const char *text, struct diag *d);
void line_done(struct line *l);

/* Fills *d with a message about word i (or about the end of the line, for i = l->n). False. */
bool line_bad(const struct line *l, size_t i, struct diag *d, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The same about a word that is none of these; suggests the nearest, or all if few. False. */
bool line_unknown(const struct line *l, size_t i, struct diag *d, const char *what,
		  const char *typed, const char *const *known, size_t n);

/* The index of text among the n known words, or -1. */
int word_index(const char *text, const char *const *known, size_t n);

/* A plain number without a unit; false if it is none, or outside least to most. */
bool number_parse(const char *text, int64_t least, int64_t most, int64_t *value);

/*
 * Pages: "5000" and "5000p" are pages, "20M" is a size. memory_parse() is the other way round: a
 * plain number is bytes. False if it is none, or not a whole number of pages.
 */
bool pages_parse(const char *text, int64_t *pages);
bool memory_parse(const char *text, int64_t *bytes);

/* Nodes: "0-1,3". False if it is no list, or names a node from nr_nodes on. */
bool nodes_parse(const char *text, unsigned nr_nodes, struct nodemask *mask);

#endif
