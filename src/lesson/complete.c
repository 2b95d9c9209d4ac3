/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * complete.c - words from the tables that a line is read with: statements, flags, zones, checks,
 * facts, settings, the names that were given.
 *
 * What a statement's own words are is read off its usage: "context task|bh_off|softirq" offers
 * three, "drain [node=N]" offers node=.
 */
#include "complete.h"

#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "session.h"

struct completing completing_in(const struct session *s)
{
	return (struct completing){ s, session_kernel(s), s->world };
}

void offer(struct offers *o, const char *text)
{
	char **more;

	for (size_t i = 0; i < o->n; i++)
		if (strcmp(o->word[i], text) == 0)
			return;
	more = realloc(o->word, (o->n + 2) * sizeof *more);
	if (!more)
		return;
	o->word = more;
	more[o->n] = strdup(text);
	if (more[o->n])
		more[++o->n] = NULL;
}

/* ---- from tables ---- */

static void offer_statements(struct offers *o, unsigned flags)
{
	const struct statement_info *info;

	for (size_t i = 0; (info = lesson_statement(i)); i++)
		if ((statement_find(info->name)->flags & flags) == flags)
			offer(o, info->name);
}

static void offer_flags(struct offers *o, const struct kernel *k)
{
	for (const struct gfp_mask_name *m = k ? k->gfp_masks : NULL; m && m->name; m++)
		offer(o, m->name);
	for (const struct gfp_name *n = k ? k->gfp : NULL; n && n->name; n++)
		offer(o, n->name);
}

static void offer_zones(struct offers *o, const struct world *w)
{
	char name[32];

	for (unsigned i = 0; w && i < world_nr_zones(w); i++)
		if (zone_populated(&w->zone[i])) {
			zone_name(w, (zid_t)i, name, sizeof name);
			offer(o, name);
		}
}

static void offer_checks(struct offers *o, const struct kernel *k)
{
	for (unsigned l = 0; k && l < NR_LADDERS; l++)
		for (const struct check *c = k->ladder[l]; c->name; c++)
			offer(o, c->name);
}

static void offer_facts(struct offers *o, const char *behind)
{
	const struct fact *f;
	char text[64];

	for (size_t i = 0; (f = fact_at(i)); i++) {
		snprintf(text, sizeof text, "%s%s", f->name, behind);
		offer(o, text);
	}
}

static void offer_variables(struct offers *o, const struct session *s)
{
	for (size_t i = 0; s && i < s->nr_variables; i++)
		offer(o, s->variable[i].name);
}

void offer_kernels(struct offers *o)
{
	for (size_t i = 0; kernel_at(i); i++)
		offer(o, kernel_at(i)->name);
}

/* Names that values are given to. */
static void offer_keys(struct offers *o, const char *(*name)(size_t i))
{
	char text[64];

	for (size_t i = 0; name(i); i++) {
		snprintf(text, sizeof text, "%s=", name(i));
		offer(o, text);
	}
}

/* Words of a usage that are written in small letters: what stands for something is in capitals. */
static void offer_usage(struct offers *o, const struct statement *st)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
	const char *at = strstr(st->info.usage, st->info.name);

	for (at += at ? strlen(st->info.name) : 0; at && *at;) {
		size_t n = strspn(at, letters);
		char text[40];

		if (n && n + 2 < sizeof text && !strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ", at[n])) {
			snprintf(text, sizeof text, "%.*s%s", (int)n, at, at[n] == '=' ? "=" : "");
			offer(o, text);
		}
		at += n + (at[n] != '\0');
	}
}

/* ---- where in the line ---- */

bool ends_before(const char *line, size_t start, const char *what)
{
	size_t n = strlen(what);

	return start >= n && strncmp(line + start - n, what, n) == 0;
}

static void offer_cpusets(struct offers *o, const struct session *s)
{
	for (unsigned i = 0; s && s->world && i < s->world->nr_cpusets; i++)
		if (*s->cpuset_name[i])
			offer(o, s->cpuset_name[i]);
}

static bool offer_value(struct offers *o, const struct completing *c, const char *line,
			size_t start)
{
	if (ends_before(line, start, "zone="))
		offer_zones(o, c->world);
	else if (ends_before(line, start, "check="))
		offer_checks(o, c->kernel);
	else if (ends_before(line, start, "verdict=")) {
		offer(o, "skip");
		offer(o, "pass");
	} else if (ends_before(line, start, "cpuset=") || ends_before(line, start, "parent=")) {
		offer_cpusets(o, c->session);
	} else {
		return false;
	}
	return true;
}

/* The statement that the line begins with, behind `NAME =` and `repeat N`; *at is behind it. */
static const struct statement *statement_of(const char *line, size_t *at, bool *assigns)
{
	struct line l = { .file = NULL };
	const struct statement *st = NULL;
	struct diag d;
	size_t verb = 0;
	char text[256];

	snprintf(text, sizeof text, "%.*s", (int)*at, line);
	*assigns = false;
	if (line_scan(&l, text, &d) == SCAN_OK) {
		if (l.n > 2 && strcmp(l.word[0].text, "repeat") == 0)
			verb = 2;
		*assigns = l.n > verb + 1 && strcmp(l.word[verb + 1].text, "=") == 0;
		verb += *assigns ? 2 : 0;
		st = l.n > verb ? statement_find(l.word[verb].text) : NULL;
		*at = l.n - verb;               /* words so far, with the statement */
	}
	line_done(&l);
	return st;
}

static void offer_arguments(struct offers *o, const struct completing *c,
			    const struct statement *st, size_t words)
{
	const char *name = st->info.name;

	if (strstr(st->info.usage, "GFP"))
		offer_flags(o, c->kernel);
	if (strstr(st->info.usage, "ZONE") && words == 1)
		offer_zones(o, c->world);
	if (strstr(st->info.usage, "BLOCK"))
		offer_variables(o, c->session);
	if (strcmp(name, "help") == 0)
		offer_statements(o, 0);
	if (strcmp(name, "kernel") == 0)
		offer_kernels(o);
	if (strcmp(name, "set") == 0)
		offer_keys(o, sysctl_name);
	if (strcmp(name, "machine") == 0 && words > 2)
		offer_keys(o, machine_option_name);
	if (strcmp(name, "expect") == 0) {
		offer_facts(o, "=");
		offer(o, "check=");
		offer(o, "verdict=");
	}
	if (strcmp(name, "predict") == 0)
		offer_facts(o, "");
	offer_usage(o, st);
}

void lesson_complete(const struct completing *c, const char *line, size_t start,
		     struct offers *o, bool *files)
{
	size_t words = start;
	bool assigns;
	const struct statement *st = statement_of(line, &words, &assigns);

	*files = st && strcmp(st->info.name, "machine") == 0 && ends_before(line, start, "file ");
	if (*files || (start && offer_value(o, c, line, start)))
		return;
	if (!start)
		offer_statements(o, 0);
	else if (st && strcmp(st->info.name, "repeat") == 0 && words == 2)
		offer_statements(o, MAY_REPEAT);
	else if (st)
		offer_arguments(o, c, st, words);
	else if (assigns)
		offer_statements(o, MAY_ASSIGN);
}
