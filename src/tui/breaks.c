/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * breaks.c - breakpoints and watches, and the numbers that can be watched.
 */
#include "breaks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- numbers of a world ---- */

static const char *const fields[] = {
	"free",    "min",      "low",       "high",     "boost", "managed", "reserved",
	"pcp.count", "pcp.high", "pcp.batch",
};

enum { NR_FIELDS = sizeof fields / sizeof *fields };

const char *number_field(size_t i)
{
	return i < NR_FIELDS ? fields[i] : NULL;
}

/* "Normal" or "Node1/Normal"; NO_ZONE if there is none. */
static zid_t zone_named(const struct world *w, const char *name, size_t length)
{
	unsigned node = 0, only = 0;
	int used = 0;

	if (sscanf(name, "Node%u/%n", &node, &used) == 1 && used && (size_t)used < length) {
		name += used;
		length -= (size_t)used;
		only = 1;
	}
	for (unsigned i = 0; i < world_nr_zones(w); i++) {
		zid_t z = (zid_t)i;
		const char *has = w->layout->zone_name[zid_idx(z)];

		if (zone_populated(&w->zone[z]) && (!only || zid_node(z) == node) &&
		    strlen(has) == length && strncmp(has, name, length) == 0)
			return z;
	}
	return NO_ZONE;
}

bool number_value(const struct world *w, const char *text, int64_t *value)
{
	const char *dot = strchr(text, '.');
	zid_t zone = dot ? zone_named(w, text, (size_t)(dot - text)) : NO_ZONE;
	const struct zone *z = zone == NO_ZONE ? NULL : &w->zone[zone];
	const struct pcp *p = z ? world_pcp(w, zone, (unsigned)w->task[TASK_CPU]) : NULL;
	size_t i = 0;

	if (!z)
		return false;
	while (i < NR_FIELDS && strcmp(fields[i], dot + 1) != 0)
		i++;
	if (i == NR_FIELDS)
		return false;
	*value = (const int64_t[NR_FIELDS]){
		zone_page_state(z, NR_FREE_PAGES), zone_wmark(z, WMARK_MIN),
		zone_wmark(z, WMARK_LOW), zone_wmark(z, WMARK_HIGH), z->watermark_boost,
		z->managed, z->nr_reserved_highatomic, p->count, p->high, p->batch,
	}[i];
	return true;
}

/* ---- reading ---- */

static bool word_kind(struct breakpoint *b, const char *value)
{
	for (b->kind = 0; b->kind < NR_EVENT_KINDS; b->kind++)
		if (strcasecmp(event_info[b->kind].name, value) == 0)
			return true;
	return false;
}

static bool number_word(const char *value, int *number)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (end == value || *end || n < 0 || n > INT32_MAX)
		return false;
	*number = (int)n;
	return true;
}

static bool word(struct breakpoint *b, const struct world *w, const char *key, const char *value)
{
	if (strcmp(key, "check") == 0)
		return snprintf(b->check, sizeof b->check, "%s", value) < (int)sizeof b->check;
	if (strcmp(key, "verdict") == 0) {
		b->has_verdict = true;
		b->passed = strcmp(value, "pass") == 0;
		return b->passed || strcmp(value, "skip") == 0;
	}
	if (strcmp(key, "zone") == 0)
		return (b->zone = zone_named(w, value, strlen(value))) != NO_ZONE;
	if (strcmp(key, "kind") == 0)
		return word_kind(b, value);
	if (strcmp(key, "order") == 0)
		return number_word(value, &b->order);
	return strcmp(key, "request") == 0 && number_word(value, &b->request);
}

static struct breakpoint *add(struct breaks *bs, const char *text, const char **why)
{
	struct breakpoint *b = &bs->b[bs->n];

	*why = "there are 64 breakpoints already";
	if (bs->n == MAX_BREAKS)
		return NULL;
	*b = (struct breakpoint){ .kind = NR_EVENT_KINDS, .zone = NO_ZONE, .order = -1,
				  .request = -1 };
	*why = "this is too long";
	return snprintf(b->text, sizeof b->text, "%s", text) < (int)sizeof b->text ? b : NULL;
}

static bool is_set(const struct breaks *bs, const char *text)
{
	for (size_t i = 0; i < bs->n; i++)
		if (!bs->b[i].watches && strcasecmp(bs->b[i].text, text) == 0)
			return true;
	return false;
}

bool breaks_add(struct breaks *bs, const struct world *w, const char *text, const char **why)
{
	struct breakpoint *b = add(bs, text, why);
	char copy[BREAK_TEXT], *save = NULL;
	size_t words = 0;

	if (!b)
		return false;
	memcpy(copy, b->text, sizeof copy);
	*why = "a breakpoint has check= verdict=skip|pass zone= kind= order= request=";
	if (is_set(bs, b->text)) {
		*why = "this breakpoint is set already";
		return false;
	}
	for (char *at = strtok_r(copy, " \t", &save); at; at = strtok_r(NULL, " \t", &save)) {
		char *equals = strchr(at, '=');

		if (!equals)
			return false;
		*equals = '\0';
		if (strcmp(at, "zone") == 0)
			*why = "this machine has no zone of that name";
		if (strcmp(at, "kind") == 0)
			*why = "there is no such event; Tab lists them behind kind=";
		if (!word(b, w, at, equals + 1))
			return false;
		words++;
	}
	if (!words)
		return false;
	bs->n++;
	return true;
}

bool breaks_watch(struct breaks *bs, const struct world *w, const char *text, const char **why)
{
	struct breakpoint *b = add(bs, text, why);

	if (!b)
		return false;
	*why = "a number is watched by its name, such as Normal.free or DMA32.pcp.count";
	if (!number_value(w, text, &b->last))
		return false;
	b->watches = true;
	bs->n++;
	return true;
}

bool breaks_remove(struct breaks *bs, size_t i)
{
	if (i >= bs->n)
		return false;
	memmove(&bs->b[i], &bs->b[i + 1], (bs->n - i - 1) * sizeof *bs->b);
	bs->n--;
	return true;
}

/* ---- hits ---- */

bool check_refused(const struct event *e)
{
	return e->verdict == NEXT_ZONE || e->verdict == NO_PAGE || e->verdict == WOULD_SLEEP;
}

void breaks_note(struct breaks *bs, const struct world *w)
{
	for (size_t i = 0; i < bs->n; i++)
		if (bs->b[i].watches)
			number_value(w, bs->b[i].text, &bs->b[i].last);
}

/*
 * A check that goes on to the next may have compared and refused (a watermark) or not (a cpuset).
 * What was compared last inside it says which.
 */
static bool refused_or_failed(const struct breaks *bs, const struct event *check)
{
	struct event e;

	if (check->verdict != NEXT_CHECK || !bs->earlier)
		return check_refused(check);
	for (uint64_t back = 1; bs->earlier(bs->self, back, &e) && e.depth > check->depth; back++)
		if (e.rung == check->rung && event_info[e.kind].nature == NATURE_SAYS)
			return !e.verdict;
	return false;
}

static bool matches(const struct breaks *bs, const struct breakpoint *b, const struct event *e)
{
	if ((b->kind != NR_EVENT_KINDS && e->kind != b->kind) ||
	    (b->zone != NO_ZONE && e->zone != b->zone) ||
	    (b->order >= 0 && e->order != b->order) ||
	    (b->request >= 0 && e->request != (uint32_t)b->request))
		return false;
	if (!b->check[0] && !b->has_verdict)
		return true;
	if (e->kind != EVENT_CHECK)
		return false;
	if (b->check[0] && !strcasestr(rung_name(bs->kernel, e->rung), b->check))
		return false;
	return !b->has_verdict || refused_or_failed(bs, e) != b->passed;
}

static bool changed(struct breakpoint *b, const struct event *e, const struct world *w)
{
	int64_t now = b->last;

	if (event_info[e->kind].nature == NATURE_SAYS || !number_value(w, b->text, &now) ||
	    now == b->last)
		return false;
	b->last = now;
	return true;
}

bool breaks_hit(void *self, const struct event *e, const struct world *w)
{
	struct breaks *bs = self;
	bool hit = false;

	for (size_t i = 0; i < bs->n; i++)
		if (bs->b[i].watches ? changed(&bs->b[i], e, w) : matches(bs, &bs->b[i], e)) {
			bs->hit = hit ? bs->hit : i;
			hit = true;
		}
	return hit;
}
