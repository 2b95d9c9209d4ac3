/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query_text.h - rows of a query as a box, CSV, JSON or Markdown.
 */
#ifndef RECORD_QUERY_TEXT_H
#define RECORD_QUERY_TEXT_H

#include <sqlite3.h>
#include <stdbool.h>

#include "record/query.h"

struct query_text;

/* The header is printed with the first row or at the end. NULL when memory is short. */
struct query_text *query_text_new(sqlite3_stmt *s, const struct query_options *options, FILE *out);

/* The row that s stands on. False when memory is short. */
bool query_text_row(struct query_text *t);

/* Prints what is left, and frees t. */
void query_text_end(struct query_text *t);

#endif
