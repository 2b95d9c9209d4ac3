/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.h - one line of JSON: its members with their types and ranges, and the place of an error.
 *
 * Errors stick: the first one fills the diag, and from then on every function returns something
 * harmless that is in the range it was asked for. So a reader asks for all it needs and looks at
 * `failed` once, before it acts.
 */
#ifndef IMPORT_JSON_H
#define IMPORT_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/diag.h"

struct json_line {
	bool old;               /* members that the kernel's version lacks may be absent */
	const char *file;       /* borrowed, and by the diag too */
	unsigned number;
	const char *text;       /* lent, with a NUL behind it */
	size_t length;
	json_t *object;
	struct diag *d;
	bool failed;            /* *d is filled */
	bool out_of_memory;
};

/* Parses text, which must be one object. The caller ends it with json_line_done(), always. */
bool json_line_parse(struct json_line *l);
void json_line_done(struct json_line *l);

/*
 * The line's "t" as text: from its first bytes where it is the first member, as everybody writes
 * it, without parsing. 0 if it is not there; otherwise its length, and *type points into text.
 */
size_t json_line_peek(const char *text, const char **type);

/* The first error of a line; key may be NULL: no column. */
void json_error(struct json_line *l, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* An error at an element of the list that is key's value. */
void json_error_at(struct json_line *l, const char *key, size_t element, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

void json_no_memory(struct json_line *l);

/* Members of the line. A list comes back NULL on an error, which jansson takes for empty. */
bool json_has(const struct json_line *l, const char *key);
int64_t json_int(struct json_line *l, const char *key, int64_t min, int64_t max);
int64_t json_int_or(struct json_line *l, const char *key, int64_t min, int64_t max,
		    int64_t otherwise);
const char *json_text(struct json_line *l, const char *key);
json_t *json_list(struct json_line *l, const char *key);

/* A string such as "0x1f", at most bits long (and 64). */
uint64_t json_hex(struct json_line *l, const char *key, unsigned bits);

/* A member of an object inside the line. */
int64_t json_int_of(struct json_line *l, json_t *object, const char *key, int64_t min,
		    int64_t max);

/* An element of a list. */
int64_t json_element(struct json_line *l, const char *key, json_t *list, size_t i, int64_t min,
		     int64_t max);

/* Element i of a list of pairs, such as "runs". */
struct json_pair {
	int64_t first, second;
};
struct json_pair json_pair_at(struct json_line *l, const char *key, json_t *list, size_t i,
			      struct json_pair min, struct json_pair max);

#endif
