/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h - the recording as it grows, in memory that was there before interrupts went off. What
 * does not fit is counted, not lost in silence: the last line of a recording tells it.
 */
#ifndef ORACLE_TEXT_H
#define ORACLE_TEXT_H

#include <linux/compiler.h>
#include <linux/types.h>

struct text {
	char *at;
	size_t size, used;
	unsigned long lost;             /* pieces that had no room */
	bool first;                     /* of an object or list: no comma before it */
};

void text_add(struct text *t, const char *fmt, ...) __printf(2, 3);

/* A line is one object: {"t":"NAME","when":"WHEN", ... }. when may be NULL. */
void line_begin(struct text *t, const char *type, const char *when);
void line_end(struct text *t);

/* Members of the object at hand. A string is escaped. */
void member_int(struct text *t, const char *key, long long value);
void member_hex(struct text *t, const char *key, unsigned long long value);
void member_string(struct text *t, const char *key, const char *value);
void member_null(struct text *t, const char *key);

/* "key":[ ... ] and "key":{ ... }; a list within a list has no key. */
void list_begin(struct text *t, const char *key);
void list_int(struct text *t, long long value);
void list_string(struct text *t, const char *value);
void list_pair(struct text *t, long long a, long long b);
void list_end(struct text *t);
void object_begin(struct text *t, const char *key);
void object_end(struct text *t);

#endif
