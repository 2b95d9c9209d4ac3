/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look.c - statements that only show: our tables, the last ladder, help.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/synthesised.h"
#include "core/words.h"
#include "facts.h"

static void zone_title(const struct session *s, zid_t zone, FILE *out)
{
	fprintf(out, "Node %u %-8s", zid_node(zone),
		s->world->layout->zone_name[zid_idx(zone)]);
}

/* ---- tables ---- */

static int64_t list_length(const struct world *w, const struct page_list *l)
{
	int64_t n = 0;

	for (pfn_t pfn = list_first(l); pfn != NO_PFN; pfn = page_next(w, pfn))
		n++;
	return n;
}

/* Of one row of a zone's free lists. True if there is something on them. */
static bool count_blocks(const struct world *w, const struct zone *z, unsigned mt,
			 int64_t n[NR_ORDERS])
{
	bool any = false;

	for (unsigned order = 0; order < NR_ORDERS; order++) {
		n[order] = list_length(w, &z->free_area[order].list[mt]);
		any |= n[order] != 0;
	}
	return any;
}

/* Columns as wide as their largest number: a table has to fit beside other things. */
static void measure_orders(const struct world *w, int width[NR_ORDERS])
{
	int64_t n[NR_ORDERS];

	for (unsigned order = 0; order < NR_ORDERS; order++)
		width[order] = 3;
	for (unsigned zone = 0; zone < world_nr_zones(w); zone++)
		for (unsigned mt = 0; zone_populated(&w->zone[zone]) && mt < MIGRATE_TYPES; mt++) {
			count_blocks(w, &w->zone[zone], mt, n);
			for (unsigned order = 0; order < NR_ORDERS; order++) {
				int digits = snprintf(NULL, 0, " %" PRId64, n[order]);

				width[order] = digits > width[order] ? digits : width[order];
			}
		}
}

/* Units that a guest has not accepted: of the largest order, and on no free list. */
static void print_unaccepted(const struct session *s, zid_t zone, const int width[NR_ORDERS],
			     FILE *out)
{
	int64_t units = list_length(s->world, &s->world->zone[zone].unaccepted_pages);

	if (!units)
		return;
	zone_title(s, zone, out);
	fprintf(out, " %-14s", "unaccepted");
	for (unsigned order = 0; order < NR_ORDERS; order++)
		fprintf(out, "%*" PRId64, width[order], order == NR_ORDERS - 1 ? units : 0);
	fputc('\n', out);
}

static void print_free_area(const struct session *s, FILE *out)
{
	const struct world *w = s->world;
	int64_t n[NR_ORDERS];
	int width[NR_ORDERS];

	measure_orders(w, width);
	fprintf(out, "%-30s", "blocks by order");
	for (unsigned order = 0; order < NR_ORDERS; order++)
		fprintf(out, "%*u", width[order], order);
	fputc('\n', out);
	for (unsigned zone = 0; zone < world_nr_zones(w); zone++) {
		for (unsigned mt = 0; zone_populated(&w->zone[zone]) && mt < MIGRATE_TYPES; mt++) {
			if (!count_blocks(w, &w->zone[zone], mt, n) && mt >= MIGRATE_PCPTYPES)
				continue;
			zone_title(s, (zid_t)zone, out);
			fprintf(out, " %-14s", migratetype_name(mt));
			for (unsigned order = 0; order < NR_ORDERS; order++)
				fprintf(out, "%*" PRId64, width[order], n[order]);
			fputc('\n', out);
		}
		print_unaccepted(s, (zid_t)zone, width, out);
	}
}

static void print_pcp(const struct session *s, FILE *out)
{
	const struct world *w = s->world;

	for (unsigned zone = 0; zone < world_nr_zones(w); zone++)
		for (unsigned cpu = 0; zone_populated(&w->zone[zone]) && cpu < w->nr_cpus; cpu++) {
			const struct pcp *p = world_pcp(w, (zid_t)zone, cpu);

			zone_title(s, (zid_t)zone, out);
			fprintf(out, " cpu %u: count %" PRId64 " high %" PRId64 " batch %" PRId64,
				cpu, p->count, p->high, p->batch);
			for (unsigned list = 0; list < NR_PCP_LISTS; list++)
				if (p->list[list].first)
					fprintf(out, ", list %u: %" PRId64, list,
						list_length(w, &p->list[list]));
			fputc('\n', out);
		}
}

static void print_watermarks(const struct session *s, FILE *out)
{
	const struct world *w = s->world;

	for (unsigned zone = 0; zone < world_nr_zones(w); zone++) {
		const struct zone *z = &w->zone[zone];

		if (!zone_populated(z))
			continue;
		zone_title(s, (zid_t)zone, out);
		fprintf(out,
			" free %" PRId64 "  min %" PRId64 " low %" PRId64 " high %" PRId64
			" boost %" PRId64 "  lowmem_reserve",
			zone_page_state(z, NR_FREE_PAGES), zone_wmark(z, WMARK_MIN),
			zone_wmark(z, WMARK_LOW), zone_wmark(z, WMARK_HIGH), z->watermark_boost);
		for (unsigned idx = 0; idx < w->layout->nr_zones; idx++)
			fprintf(out, " %s:%" PRId64, w->layout->zone_name[idx],
				z->lowmem_reserve[idx]);
		fputc('\n', out);
	}
}

static void print_zonelist(const struct session *s, FILE *out)
{
	const struct world *w = s->world;

	for (unsigned node = 0; node < w->nr_nodes; node++) {
		const struct zonelist *zl = &w->zonelist[ZONELIST_FALLBACK][node];

		if (!w->node[node].online)
			continue;
		fprintf(out, "from node %u:", node);
		for (size_t i = 0; i < zl->n; i++) {
			char name[32];

			zone_words(w, zl->ref[i].zone, name, sizeof name);
			fprintf(out, "%s %s", i ? "," : "", name);
		}
		fputc('\n', out);
	}
}

static void print_pageblocks(const struct session *s, FILE *out)
{
	const struct world *w = s->world;

	for (unsigned zone = 0; zone < world_nr_zones(w); zone++) {
		const struct zone *z = &w->zone[zone];
		int64_t n[MIGRATE_TYPES] = { 0 };
		pfn_t first = z->start_pfn & ~(pfn_t)(pageblock_pages(w) - 1);

		if (!zone_populated(z))
			continue;
		for (uint64_t pfn = first; pfn < zone_end_pfn(z);
		     pfn += (uint64_t)pageblock_pages(w))
			if (pageblock_type(w, (pfn_t)pfn) < MIGRATE_TYPES)
				n[pageblock_type(w, (pfn_t)pfn)]++;
		zone_title(s, (zid_t)zone, out);
		for (unsigned mt = 0; mt < MIGRATE_TYPES; mt++)
			if (n[mt] || mt < MIGRATE_PCPTYPES)
				fprintf(out, "  %s %" PRId64, migratetype_name(mt), n[mt]);
		fputc('\n', out);
	}
}

static void print_counters(const struct session *s, FILE *out)
{
	static const char *const numa[NR_NUMA_STATS] = { "numa_hit", "numa_miss", "numa_foreign",
							 "numa_local", "numa_other" };
	const struct world *w = s->world;

	for (unsigned zone = 0; zone < world_nr_zones(w); zone++) {
		const struct zone *z = &w->zone[zone];
		const struct pcp *p;

		if (!zone_populated(z))
			continue;
		p = world_pcp(w, (zid_t)zone, (unsigned)w->task[TASK_CPU]);
		zone_title(s, (zid_t)zone, out);
		fprintf(out, " free %" PRId64 " (this CPU: %+" PRId64 ")",
			z->vm_stat[NR_FREE_PAGES], p->vm_stat_diff[NR_FREE_PAGES]);
		if (zone_page_state(z, NR_UNACCEPTED))
			fprintf(out, "  unaccepted %" PRId64, zone_page_state(z, NR_UNACCEPTED));
		for (unsigned i = 0; i < NR_NUMA_STATS; i++)
			fprintf(out, "  %s %" PRId64, numa[i], z->numa[i]);
		fputc('\n', out);
	}
	fprintf(out, "pgfree %" PRId64, w->vm_event[PGFREE]);
	for (unsigned idx = 0; idx < w->layout->nr_zones; idx++)
		fprintf(out, "  pgalloc_%s %" PRId64, w->layout->zone_name[idx],
			w->vm_event[PGALLOC + idx]);
	fputc('\n', out);
}

static const struct table {
	const char *name;
	table_fn *print;
} tables[] = {
	{ "free_area", print_free_area },   { "pcp", print_pcp },
	{ "watermarks", print_watermarks }, { "zonelist", print_zonelist },
	{ "pageblocks", print_pageblocks }, { "counters", print_counters },
};

enum { NR_TABLES = sizeof tables / sizeof *tables };

static void say_lines(struct session *s, const char *text, const char *paragraph)
{
	bool shown = !paragraph;

	while (*text) {
		size_t n = strcspn(text, "\n");

		if (paragraph && strncmp(text, "Node ", 5) == 0)
			shown = strncmp(text, paragraph, strlen(paragraph)) == 0;
		if (shown)
			session_say(s, VOICE_TABLE, "%.*s", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

enum lesson_status look_table(struct session *s, table_fn *print, const char *paragraph)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return LESSON_NO_MEMORY;
	print(s, out);
	if (fclose(out) != 0 || !text) {
		free(text);
		return LESSON_NO_MEMORY;
	}
	say_lines(s, text, paragraph);
	free(text);
	return LESSON_OK;
}

/* What of the machine no text told: whoever reads the table should know. */
static void say_synthesised(struct session *s)
{
	char words[200];

	synthesised_words(s->world->setting[SET_SYNTHESISED], words, sizeof words);
	if (*words)
		session_say(s, VOICE_TABLE, "synthesised: %s", words);
}

enum lesson_status look_print(struct session *s, const struct line *l, struct diag *d)
{
	const char *what = l->n == 2 ? l->word[1].text : "", *names[NR_TABLES];
	int i;

	for (i = 0; i < NR_TABLES; i++)
		names[i] = tables[i].name;
	i = word_index(what, names, NR_TABLES);
	if (l->n > 2)
		return status_of(line_bad(l, 2, d, "print takes one table"));
	if (i < 0 && lesson_statement_does(what) != STATEMENT_ACTS)
		return status_of(line_bad(l, 1, d, "%s stands alone, without print", what));
	if (i < 0)
		return status_of(line_unknown(l, 1, d, "table", what, names, NR_TABLES));
	say_synthesised(s);
	return look_table(s, tables[i].print, NULL);
}

/* ---- the last request ---- */

static void say_decision(void *self, unsigned depth, const char *text)
{
	session_say(self, VOICE_LADDER, "%*s%s", (int)(2 * depth), "", text);
}

void look_ladder(struct session *s)
{
	struct speaker speaker = { session_kernel(s), s->world };

	narrate(&speaker, s->trail.event, s->trail.n, say_decision, s);
}

enum lesson_status look_why(struct session *s, const struct line *l, struct diag *d)
{
	if (l->n > 1)
		return status_of(line_bad(l, 1, d, "why stands alone"));
	if (!s->trail.n)
		return status_of(line_bad(l, 0, d, "nothing was asked yet"));
	if (s->trail.lost)
		return LESSON_NO_MEMORY;
	look_ladder(s);
	return LESSON_OK;
}

/* ---- help ---- */

static bool help_statement(struct session *s, const char *word)
{
	const struct statement *one = statement_find(word);

	if (one)
		session_say(s, VOICE_TABLE, "%-52s %s", one->info.usage, one->info.help);
	return one != NULL;
}

static bool help_fact(struct session *s, const char *word)
{
	int i = fact_find(word);

	if (i >= 0)
		session_say(s, VOICE_TABLE, "%s of a request: %s", word,
			    fact_at((size_t)i)->means);
	return i >= 0;
}

static bool help_check(struct session *s, const struct kernel *k, const char *word)
{
	bool found = false;

	for (unsigned l = 0; k && l < NR_LADDERS; l++)
		for (const struct check *c = k->ladder[l]; c->name; c++)
			if (strcmp(c->name, word) == 0 && !found) {
				session_say(s, VOICE_TABLE, "%s, a check of %s in %s: %s", word,
					    k->name, ladder_title[l].function, c->asks);
				found = true;
			}
	return found;
}

static bool help_flag(struct session *s, const struct kernel *k, const char *word)
{
	char flags[WORDS_MAX];

	for (const struct gfp_mask_name *m = k ? k->gfp_masks : NULL; m && m->name; m++)
		if (strcmp(m->name, word) == 0) {
			flags[0] = '\0';
			for (const struct gfp_name *n = k->gfp; n->name; n++)
				if (m->mask & n->flag && strlen(flags) + 40 < sizeof flags)
					snprintf(flags + strlen(flags), 40, "%s%s",
						 *flags ? "|" : "", n->name);
			session_say(s, VOICE_TABLE, "%s of %s: %s", word, k->name,
				    *flags ? flags : "no flags");
			return true;
		}
	for (const struct gfp_name *n = k ? k->gfp : NULL; n && n->name; n++)
		if (strcmp(n->name, word) == 0) {
			session_say(s, VOICE_TABLE, "%s, a flag of %s: 0x%x", word, k->name,
				    n->raw);
			return true;
		}
	return false;
}

enum lesson_status look_help(struct session *s, const struct line *l, struct diag *d)
{
	const struct kernel *k = session_kernel(s);
	const char *word = l->n > 1 ? l->word[1].text : "";
	const struct statement_info *info;

	if (l->n > 2)
		return status_of(line_bad(l, 2, d, "one word at a time"));
	if (l->n == 2 && !help_statement(s, word) && !help_fact(s, word) &&
	    !help_check(s, k, word) && !help_flag(s, k, word))
		return status_of(line_bad(l, 1, d,
					  "no statement, field, check or flag is called %.40s%s",
					  word, k ? "" : "; checks and flags need a kernel first"));
	for (size_t i = 0; l->n == 1 && (info = lesson_statement(i)); i++)
		session_say(s, VOICE_TABLE, "%-52s %s", info->usage, info->help);
	return LESSON_OK;
}
