/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vary.c - numbers of a lesson that differ from learner to learner: `vary n 5..20`, then $n.
 *
 * The seed of a run decides. Seed 0 takes the first number, which is what the lesson shows by
 * itself. A seed and a name give the same number everywhere, whatever else varies.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"

/* splitmix64, by Sebastiano Vigna: one step from state x. */
static uint64_t mixed(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static uint64_t choose(const struct session *s, const char *name, uint64_t of)
{
	uint64_t x = mixed(s->seed);

	for (; *name; name++)
		x = mixed(x ^ (unsigned char)*name);
	return s->seed ? x % of : 0;
}

void session_set_seed(struct session *s, uint64_t seed)
{
	s->seed = seed;
}

static struct varying *varying(struct session *s, const char *name)
{
	for (unsigned i = 0; i < s->nr_varying; i++)
		if (strcmp(s->varying[i].name, name) == 0)
			return &s->varying[i];
	if (s->nr_varying == MOST_VARYING)
		return NULL;
	snprintf(s->varying[s->nr_varying].name, NAME_MAX_BYTES, "%s", name);
	return &s->varying[s->nr_varying++];
}

/* "5..20" */
static bool range_word(const char *text, int64_t *low, int64_t *high)
{
	const char *dots = strstr(text, "..");
	char first[24];

	if (!dots || (size_t)(dots - text) >= sizeof first)
		return false;
	snprintf(first, sizeof first, "%.*s", (int)(dots - text), text);
	return number_parse(first, INT32_MIN, INT32_MAX, low) &&
	       number_parse(dots + 2, *low, INT32_MAX, high);
}

/* All of the list are looked at: which one is taken depends on the seed. */
static bool choose_listed(const struct session *s, const struct line *l, struct varying *v,
			  struct diag *d)
{
	size_t taken = 2 + choose(s, v->name, l->n - 2);
	int64_t n;

	for (size_t i = 2; i < l->n; i++) {
		const char *text = l->word[i].text;

		if (!number_parse(text, INT32_MIN, INT32_MAX, &n))
			return line_bad(l, i, d,
					strstr(text, "..") ? "%.40s is no LOW..HIGH" :
							     "%.40s is no number",
					text);
		if (i == taken)
			v->value = n;
	}
	return true;
}

enum lesson_status vary_number(struct session *s, const struct line *l, struct diag *d)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
	const char *name = l->n > 1 ? l->word[1].text : "";
	struct varying *v;
	int64_t low, high;

	if (!*name || name[strspn(name, letters)] || strlen(name) >= NAME_MAX_BYTES)
		return status_of(line_bad(l, 1, d, "vary needs a name of small letters"));
	if (l->n < 3)
		return status_of(line_bad(l, 2, d, "which numbers can %s be? 5..20, or a list",
					  name));
	v = varying(s, name);
	if (!v)
		return status_of(line_bad(l, 1, d, "more than %d numbers vary", MOST_VARYING));
	if (l->n == 3 && range_word(l->word[2].text, &low, &high))
		v->value = low + (int64_t)choose(s, name, (uint64_t)(high - low + 1));
	else if (!choose_listed(s, l, v, d))
		return LESSON_BAD;
	session_say(s, VOICE_RESULT, "$%s is %" PRId64, name, v->value);
	return LESSON_OK;
}

/* The name behind a dollar sign; the number of its letters. */
static const struct varying *named(const struct session *s, const char *at, size_t *length)
{
	*length = strspn(at, "abcdefghijklmnopqrstuvwxyz_");
	for (unsigned i = 0; i < s->nr_varying; i++)
		if (strlen(s->varying[i].name) == *length &&
		    strncmp(s->varying[i].name, at, *length) == 0)
			return &s->varying[i];
	return NULL;
}

char *vary_substitute(const struct session *s, const char *text)
{
	char *to = NULL;
	size_t size = 0, length;
	FILE *out = open_memstream(&to, &size);

	if (!out)
		return NULL;
	for (; *text; text++) {
		const struct varying *v = *text == '$' ? named(s, text + 1, &length) : NULL;

		if (v) {
			fprintf(out, "%" PRId64, v->value);
			text += length;
		} else {
			fputc(*text, out);
		}
	}
	if (fclose(out) != 0) {
		free(to);
		return NULL;
	}
	return to;
}

char *session_text(const struct session *s, const char *text)
{
	return vary_substitute(s, text);
}
