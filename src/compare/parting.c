/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parting.c - the same request on two sides: do they part, and at which check?
 */
#include "parting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "moves.h"

/* What walks the zones: the same macro, under two names, in all versions. */
static const char zone_walk[] = "for_each_zone_zonelist_nodemask";

static const struct event *result_of(const struct told *t)
{
	const struct event *last = t->n ? &t->event[t->n - 1] : NULL;

	return last && last->kind == EVENT_RESULT ? last : NULL;
}

bool results_differ(const struct told t[SIDES])
{
	const struct event *a = result_of(&t[0]), *b = result_of(&t[1]);

	if (!a || !b)
		return a || b;
	if (t[0].event->v[0] == REQ_FREE || t[0].event->v[0] == REQ_SPLIT)
		return a->v[0] != b->v[0];
	return a->v[0] != b->v[0] || a->v[1] != b->v[1] || a->pfn != b->pfn || a->zone != b->zone;
}

/* ---- in words ---- */

static void print_line(void *self, unsigned depth, const char *text)
{
	fprintf(self, "%*s%s\n", (int)depth * 2, "", text);
}

static void tell_all(struct parting_side *p, const struct told *t)
{
	const struct event *result = result_of(t);
	size_t size;
	FILE *f = open_memstream(&p->ladder, &size);

	if (f) {
		narrate(&t->who, t->event, t->n, print_line, f);
		fclose(f);
	}
	if (result)
		event_words(&t->who, result, p->result, sizeof p->result);
}

/* The first event of what the check that ends at `at` told. */
static size_t check_begins(const struct event *e, size_t at)
{
	while (at > 0 && e[at - 1].kind != EVENT_CHECK && e[at - 1].kind != EVENT_ZONE)
		at--;
	return at;
}

/* The verdict, and all the numbers that the check put to the test. */
static void name_check(struct parting_side *p, const struct told *t, size_t at)
{
	const struct event *e = &t->event[at];
	char numbers[WORDS_MAX];
	size_t length;

	snprintf(p->check, sizeof p->check, "%s", rung_name(t->who.kernel, e->rung));
	if (e->zone != NO_ZONE)
		zone_words(t->who.world, e->zone, p->zone, sizeof p->zone);
	snprintf(p->said, sizeof p->said, "%s", verdict_words(e->verdict));
	for (size_t i = check_begins(t->event, at); i < at; i++) {
		if (event_info[t->event[i].kind].nature == NATURE_DOES ||
		    t->event[i].rung != e->rung)
			continue;
		event_words(&t->who, &t->event[i], numbers, sizeof numbers);
		length = strlen(p->said);
		snprintf(p->said + length, sizeof p->said - length, "; %s", numbers);
	}
}

void parting_at_result(struct parting *p, const struct told t[SIDES])
{
	p->found = true;
	for (unsigned i = 0; i < SIDES; i++)
		tell_all(&p->side[i], &t[i]);
}

void parting_done(struct parting *p)
{
	for (unsigned i = 0; i < SIDES; i++)
		free(p->side[i].ladder);
}

/* ---- which check ---- */

/*
 * The check to name where this move led elsewhere than `other`. A failed comparison is it, unless
 * the other side's failed too: then what came behind it made the difference.
 */
static size_t parting_check(const struct move *m, const struct move *other)
{
	if (m->kind == MOVE_REFUSED && m->failed != NO_EVENT && other->failed == NO_EVENT)
		return m->failed;
	return m->decided;
}

/* The side that did not simply take the zone. */
static unsigned side_to_name(const struct move m[SIDES])
{
	if (m[0].kind == MOVE_TAKEN)
		return 1;
	if (m[1].kind == MOVE_TAKEN)
		return 0;
	return m[0].kind < m[1].kind && m[1].kind != MOVE_END;
}

static void part_at(struct parting *p, const struct told t[SIDES], const struct move m[SIDES])
{
	bool other_zone = m[0].zone != m[1].zone && m[0].zone != NO_ZONE && m[1].zone != NO_ZONE;

	p->found = true;
	p->named = side_to_name(m);
	for (unsigned i = 0; i < SIDES; i++) {
		struct parting_side *side = &p->side[i];
		size_t at = parting_check(&m[i], &m[!i]);

		tell_all(side, &t[i]);
		if (!other_zone && at != NO_EVENT) {
			name_check(side, &t[i], at);
			continue;
		}
		if (m[i].zone == NO_ZONE)
			continue;
		zone_words(t[i].who.world, m[i].zone, side->zone, sizeof side->zone);
		snprintf(side->check, sizeof side->check, "%s", zone_walk);
		snprintf(side->said, sizeof side->said, "the next zone");
	}
}

bool checks_part(const struct told t[SIDES], struct parting *p)
{
	struct moves walk[SIDES] = { { t[0].event, t[0].n, 0 }, { t[1].event, t[1].n, 0 } };
	struct move m[SIDES];

	for (;;) {
		bool more = next_move(&walk[0], &m[0]);

		if (!next_move(&walk[1], &m[1]) || !more)
			return false;
		if (m[0].kind == m[1].kind && m[0].zone == m[1].zone && m[0].status == m[1].status)
			continue;
		if (p)
			part_at(p, t, m);
		return true;
	}
}
