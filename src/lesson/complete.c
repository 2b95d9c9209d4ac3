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

struct words {
	char **word;
	size_t n;
};

static void offer(struct words *w, const char *text)
{
	char **more;

	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->word[i], text) == 0)
			return;
	more = realloc(w->word, (w->n + 2) * sizeof *more);
	if (!more)
		return;
	w->word = more;
	more[w->n] = strdup(text);
	if (more[w->n])
		more[++w->n] = NULL;
}

/* ---- from tables ---- */

static void offer_statements(struct words *w, unsigned flags)
{
	const struct statement_info *info;

	for (size_t i = 0; (info = lesson_statement(i)); i++)
		if ((statement_find(info->name)->flags & flags) == flags)
			offer(w, info->name);
}

static void offer_flags(struct words *w, const struct kernel *k)
{
	for (const struct gfp_mask_name *m = k ? k->gfp_masks : NULL; m && m->name; m++)
		offer(w, m->name);
	for (const struct gfp_name *n = k ? k->gfp : NULL; n && n->name; n++)
		offer(w, n->name);
}

static void offer_zones(struct words *w, const struct session *s)
{
	char name[32];

	for (unsigned i = 0; s->world && i < world_nr_zones(s->world); i++)
		if (zone_populated(&s->world->zone[i])) {
			zone_name(s->world, (zid_t)i, name, sizeof name);
			offer(w, name);
		}
}

static void offer_checks(struct words *w, const struct kernel *k)
{
	for (unsigned l = 0; k && l < NR_LADDERS; l++)
		for (const struct check *c = k->ladder[l]; c->name; c++)
			offer(w, c->name);
}

static void offer_facts(struct words *w, const char *behind)
{
	const struct fact *f;
	char text[64];

	for (size_t i = 0; (f = fact_at(i)); i++) {
		snprintf(text, sizeof text, "%s%s", f->name, behind);
		offer(w, text);
	}
}

static void offer_variables(struct words *w, const struct session *s)
{
	for (size_t i = 0; i < s->nr_variables; i++)
		offer(w, s->variable[i].name);
}

static void offer_kernels(struct words *w)
{
	for (size_t i = 0; kernel_at(i); i++)
		offer(w, kernel_at(i)->name);
}

static void offer_sysctls(struct words *w)
{
	char text[64];

	for (size_t i = 0; sysctl_name(i); i++) {
		snprintf(text, sizeof text, "%s=", sysctl_name(i));
		offer(w, text);
	}
}

/* Words of a usage that are written in small letters: what stands for something is in capitals. */
static void offer_usage(struct words *w, const struct statement *st)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
	const char *at = strstr(st->info.usage, st->info.name);

	for (at += at ? strlen(st->info.name) : 0; at && *at;) {
		size_t n = strspn(at, letters);
		char text[40];

		if (n && n + 2 < sizeof text && !strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ", at[n])) {
			snprintf(text, sizeof text, "%.*s%s", (int)n, at, at[n] == '=' ? "=" : "");
			offer(w, text);
		}
		at += n + (at[n] != '\0');
	}
}

/* ---- where in the line ---- */

/* Does the text before the word end with this? */
static bool behind(const char *line, size_t start, const char *what)
{
	size_t n = strlen(what);

	return start >= n && strncmp(line + start - n, what, n) == 0;
}

static bool offer_value(struct words *w, const struct session *s, const char *line, size_t start)
{
	if (behind(line, start, "zone="))
		offer_zones(w, s);
	else if (behind(line, start, "check="))
		offer_checks(w, session_kernel(s));
	else if (behind(line, start, "verdict=")) {
		offer(w, "skip");
		offer(w, "pass");
	} else if (behind(line, start, "cpuset=") || behind(line, start, "parent=")) {
		for (unsigned i = 0; s->world && i < s->world->nr_cpusets; i++)
			if (*s->cpuset_name[i])
				offer(w, s->cpuset_name[i]);
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

static void offer_arguments(struct words *w, const struct session *s, const struct statement *st,
			    size_t words)
{
	const char *name = st->info.name;

	if (strstr(st->info.usage, "GFP"))
		offer_flags(w, session_kernel(s));
	if (strstr(st->info.usage, "ZONE") && words == 1)
		offer_zones(w, s);
	if (strstr(st->info.usage, "BLOCK"))
		offer_variables(w, s);
	if (strcmp(name, "help") == 0)
		offer_statements(w, 0);
	if (strcmp(name, "kernel") == 0)
		offer_kernels(w);
	if (strcmp(name, "set") == 0)
		offer_sysctls(w);
	if (strcmp(name, "expect") == 0) {
		offer_facts(w, "=");
		offer(w, "check=");
		offer(w, "verdict=");
	}
	if (strcmp(name, "predict") == 0)
		offer_facts(w, "");
	offer_usage(w, st);
}

char **lesson_complete(const struct session *s, const char *line, size_t start, bool *files)
{
	struct words w = { NULL, 0 };
	size_t words = start;
	bool assigns;
	const struct statement *st = statement_of(line, &words, &assigns);

	*files = st && strcmp(st->info.name, "machine") == 0 && behind(line, start, "file ");
	if (*files || (start && offer_value(&w, s, line, start)))
		return w.word;
	if (!start)
		offer_statements(&w, 0);
	else if (st && strcmp(st->info.name, "repeat") == 0 && words == 2)
		offer_statements(&w, MAY_REPEAT);
	else if (st)
		offer_arguments(&w, s, st, words);
	else if (assigns)
		offer_statements(&w, MAY_ASSIGN);
	return w.word;
}
