// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * text.c - JSON Lines into a buffer. See text.h.
 */
#include "text.h"

#include <linux/kernel.h>
#include <linux/stdarg.h>

void text_add(struct text *t, const char *fmt, ...)
{
	size_t room = t->size - t->used;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(t->at + t->used, room, fmt, ap);
	va_end(ap);
	if (len < 0 || (size_t)len >= room)
		t->lost++;
	else
		t->used += len;
}

static void comma(struct text *t)
{
	if (!t->first)
		text_add(t, ",");
	t->first = false;
}

static void quoted(struct text *t, const char *s)
{
	text_add(t, "\"");
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			text_add(t, "\\%c", *s);
		else if ((unsigned char)*s < ' ')
			text_add(t, "\\u%04x", *s);
		else
			text_add(t, "%c", *s);
	}
	text_add(t, "\"");
}

static void key_of(struct text *t, const char *key)
{
	comma(t);
	if (key)
		text_add(t, "\"%s\":", key);
}

void line_begin(struct text *t, const char *type, const char *when)
{
	text_add(t, "{");
	t->first = true;
	member_string(t, "t", type);
	if (when)
		member_string(t, "when", when);
}

void line_end(struct text *t)
{
	text_add(t, "}\n");
}

void member_int(struct text *t, const char *key, long long value)
{
	key_of(t, key);
	text_add(t, "%lld", value);
}

void member_hex(struct text *t, const char *key, unsigned long long value)
{
	key_of(t, key);
	text_add(t, "\"0x%llx\"", value);
}

void member_string(struct text *t, const char *key, const char *value)
{
	key_of(t, key);
	quoted(t, value);
}

void member_null(struct text *t, const char *key)
{
	key_of(t, key);
	text_add(t, "null");
}

void list_begin(struct text *t, const char *key)
{
	key_of(t, key);
	text_add(t, "[");
	t->first = true;
}

void list_int(struct text *t, long long value)
{
	member_int(t, NULL, value);
}

void list_string(struct text *t, const char *value)
{
	member_string(t, NULL, value);
}

void list_pair(struct text *t, long long a, long long b)
{
	comma(t);
	text_add(t, "[%lld,%lld]", a, b);
}

void list_end(struct text *t)
{
	text_add(t, "]");
	t->first = false;
}

void object_begin(struct text *t, const char *key)
{
	key_of(t, key);
	text_add(t, "{");
	t->first = true;
}

void object_end(struct text *t)
{
	text_add(t, "}");
	t->first = false;
}
