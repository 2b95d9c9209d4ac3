/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.c - members of a line of JSON, checked one by one.
 *
 * jansson knows no places once it has parsed. The column of a bad value is found again in the
 * text, by its key and its position in the list: only errors pay for it.
 */
#include "json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MANY_OBJECTS = 1 << 17 };

/* ---- places ---- */

/* The byte behind "key" and its colon, or NULL. */
static const char *value_of(const char *text, const char *key)
{
	size_t n = strlen(key);

	for (const char *at = text; (at = strstr(at, key)) != NULL; at++) {
		const char *p = at + n;

		if (at == text || at[-1] != '"' || *p++ != '"')
			continue;
		p += strspn(p, " \t");
		if (*p == ':')
			return p + 1 + strspn(p + 1, " \t");
	}
	return NULL;
}

/* Element i of the list at p, which holds nothing but numbers and lists of them. */
static const char *element_of(const char *p, size_t i)
{
	unsigned depth = 0;

	for (p += *p == '['; *p && (i || depth); p++) {
		if (*p == '[' || *p == '{')
			depth++;
		else if ((*p == ']' || *p == '}') && depth)
			depth--;
		else if (*p == ',' && !depth)
			i--;
	}
	return p + strspn(p, " \t");
}

static void fail(struct json_line *l, const char *at, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));
static void fail(struct json_line *l, const char *at, const char *fmt, va_list ap)
{
	char message[sizeof l->d->message];

	if (l->failed)
		return;
	vsnprintf(message, sizeof message, fmt, ap);
	diag_set(l->d, l->file, l->number, at ? (unsigned)(at - l->text) + 1 : 0, "%s", message);
	l->failed = true;
}

void json_error(struct json_line *l, const char *key, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fail(l, !l->failed && key ? value_of(l->text, key) : NULL, fmt, ap);
	va_end(ap);
}

void json_error_at(struct json_line *l, const char *key, size_t element, const char *fmt, ...)
{
	const char *at = l->failed ? NULL : value_of(l->text, key);
	va_list ap;

	va_start(ap, fmt);
	fail(l, at ? element_of(at, element) : NULL, fmt, ap);
	va_end(ap);
}

void json_no_memory(struct json_line *l)
{
	l->out_of_memory = true;
	json_error(l, NULL, "out of memory");
}

/* ---- the line ---- */

static void syntax_error(struct json_line *l, const json_error_t *e)
{
	size_t column = e->position < 1 ? 1 : (size_t)e->position;

	/* jansson takes a string that it has no memory for for bad syntax; malloc() does not. */
	if (errno == ENOMEM) {
		json_no_memory(l);
		return;
	}
	if (column > l->length + 1)
		column = l->length + 1;
	diag_set(l->d, l->file, l->number, (unsigned)column, "JSON: %s", e->text);
	l->failed = true;
}

/*
 * An empty object costs jansson a hundred times its text. No line has more than one for each zone
 * of a machine, so a long line of nothing else is refused before it eats the memory.
 */
static bool has_too_many_objects(const struct json_line *l)
{
	const char *at = l->text, *end = l->text + l->length;
	size_t n = 0;

	if (l->length <= MANY_OBJECTS)
		return false;
	while (n <= MANY_OBJECTS && (at = memchr(at, '{', (size_t)(end - at))) != NULL) {
		at++;
		n++;
	}
	return n > MANY_OBJECTS;
}

bool json_line_parse(struct json_line *l)
{
	const char *nul = memchr(l->text, '\0', l->length);
	json_error_t e;

	l->object = NULL;
	if (nul) {
		diag_set(l->d, l->file, l->number, (unsigned)(nul - l->text) + 1,
			 "a NUL byte in the line");
		l->failed = true;
	} else if (l->text[strspn(l->text, " \t\r")] == '\0') {
		json_error(l, NULL, "an empty line");
	} else if (has_too_many_objects(l)) {
		json_error(l, NULL, "more than %d objects in a line", MANY_OBJECTS);
	} else {
		errno = 0;
		l->object = json_loadb(l->text, l->length, JSON_REJECT_DUPLICATES, &e);
		if (!l->object)
			syntax_error(l, &e);
		else if (!json_is_object(l->object))
			json_error(l, NULL, "the line is not a JSON object");
	}
	return !l->failed;
}

void json_line_done(struct json_line *l)
{
	json_decref(l->object);
	l->object = NULL;
}

size_t json_line_peek(const char *text, const char **type)
{
	const char *p = text + strspn(text, " \t");
	size_t n;

	if (*p++ != '{')
		return 0;
	p += strspn(p, " \t");
	if (strncmp(p, "\"t\"", 3) != 0)
		return 0;
	p += 3 + strspn(p + 3, " \t");
	if (*p++ != ':')
		return 0;
	p += strspn(p, " \t");
	if (*p++ != '"')
		return 0;
	n = strspn(p, "abcdefghijklmnopqrstuvwxyz_");
	*type = p;
	return p[n] == '"' ? n : 0;
}

/* ---- values ---- */

static int64_t int_in(struct json_line *l, const json_t *value, struct json_pair range, bool *ok)
{
	int64_t n = json_integer_value(value);

	*ok = json_is_integer(value) && n >= range.first && n <= range.second;
	return *ok && !l->failed ? n : range.first;
}

/* What is wrong with a value that int_in() refused. */
static void describe(char *text, size_t size, const json_t *value, struct json_pair range)
{
	if (json_is_integer(value))
		snprintf(text, size, "is %lld, not from %" PRId64 " to %" PRId64,
			 (long long)json_integer_value(value), range.first, range.second);
	else
		snprintf(text, size, "is not a whole number");
}

bool json_has(const struct json_line *l, const char *key)
{
	return json_object_get(l->object, key) != NULL;
}

int64_t json_int_of(struct json_line *l, json_t *object, const char *key, int64_t min,
		    int64_t max)
{
	const json_t *value = json_object_get(object, key);
	struct json_pair range = { min, max };
	bool ok;
	int64_t n = int_in(l, value, range, &ok);
	char what[120];

	if (!value) {
		json_error(l, NULL, "\"%s\" is missing", key);
	} else if (!ok) {
		describe(what, sizeof what, value, range);
		json_error(l, key, "\"%s\" %s", key, what);
	}
	return n;
}

int64_t json_int(struct json_line *l, const char *key, int64_t min, int64_t max)
{
	return json_int_of(l, l->object, key, min, max);
}

int64_t json_int_or(struct json_line *l, const char *key, int64_t min, int64_t max,
		    int64_t otherwise)
{
	return json_has(l, key) ? json_int(l, key, min, max) : otherwise;
}

const char *json_text(struct json_line *l, const char *key)
{
	const json_t *value = json_object_get(l->object, key);

	if (!value)
		json_error(l, NULL, "\"%s\" is missing", key);
	else if (!json_is_string(value))
		json_error(l, key, "\"%s\" is not a string", key);
	return json_is_string(value) ? json_string_value(value) : "";
}

json_t *json_list(struct json_line *l, const char *key)
{
	json_t *value = json_object_get(l->object, key);

	if (!value)
		json_error(l, NULL, "\"%s\" is missing", key);
	else if (!json_is_array(value))
		json_error(l, key, "\"%s\" is not a list", key);
	return l->failed ? NULL : value;
}

uint64_t json_hex(struct json_line *l, const char *key, unsigned bits)
{
	const char *text = json_text(l, key), *p = text;
	uint64_t value = 0;

	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
		p += 2;
	if (*p == '\0' || p[strspn(p, "0123456789abcdefABCDEF")] != '\0') {
		json_error(l, key, "\"%s\" is not a hexadecimal number", key);
		return 0;
	}
	for (; *p; p++) {
		unsigned digit = (unsigned)(*p <= '9' ? *p - '0' : (*p | 0x20) - 'a' + 10);

		if (value >> (bits - 4)) {
			json_error(l, key, "\"%s\" has more than %u bits", key, bits);
			return 0;
		}
		value = value << 4 | digit;
	}
	return value;
}

int64_t json_element(struct json_line *l, const char *key, json_t *list, size_t i, int64_t min,
		     int64_t max)
{
	const json_t *value = json_array_get(list, i);
	struct json_pair range = { min, max };
	bool ok;
	int64_t n = int_in(l, value, range, &ok);
	char what[120];

	if (!ok && !l->failed) {
		describe(what, sizeof what, value, range);
		json_error_at(l, key, i, "an element of \"%s\" %s", key, what);
	}
	return n;
}

struct json_pair json_pair_at(struct json_line *l, const char *key, json_t *list, size_t i,
			      struct json_pair min, struct json_pair max)
{
	const json_t *pair = json_array_get(list, i);
	struct json_pair first = { min.first, max.first }, second = { min.second, max.second }, n;
	bool ok_first, ok_second;
	char what[120];

	n.first = int_in(l, json_array_get(pair, 0), first, &ok_first);
	n.second = int_in(l, json_array_get(pair, 1), second, &ok_second);
	if (l->failed || (ok_first && ok_second && json_array_size(pair) == 2))
		return n;
	if (json_array_size(pair) != 2) {
		json_error_at(l, key, i, "an element of \"%s\" is not a pair", key);
	} else {
		describe(what, sizeof what, json_array_get(pair, ok_first),
			 ok_first ? second : first);
		json_error_at(l, key, i, "a pair of \"%s\": its %s %s", key,
			      ok_first ? "second" : "first", what);
	}
	return (struct json_pair){ min.first, min.second };
}
