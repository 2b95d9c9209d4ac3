/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parse.c - the table of statements, and finding the one that a line means.
 *
 * The table is all there is: completion, `help` and the manual page are made from it or checked
 * against it.
 */
#include <stdlib.h>
#include <string.h>

#include "exercise.h"
#include "session.h"

enum { MOST_NAMES = 80 };

static const struct statement statements[] = {
	/* ---- making a machine ---- */
	{ { "kernel", "kernel VERSION", "the kernel that machines made from here on run" },
	  make_kernel, 0 },
	{ { "machine", "machine uma SIZE|numa NxSIZE|file PATH [OPTION=...]",
	    "after boot: cpus managed cma highmem deferred unaccepted numa distance; "
	    "or as recorded" },
	  make_machine, 0 },
	{ { "save", "save FILE.jsonl", "the machine as it is now, as a state; at a prompt only" },
	  make_save, NEEDS_MACHINE },
	{ { "set", "set NAME=VALUE...", "write a sysctl, and compute what follows from it" },
	  make_set, NEEDS_MACHINE },

	{ { "vary", "vary NAME LOW..HIGH|NUMBER...",
	    "a number that the run's seed chooses: $NAME" },
	  vary_number, 0 },

	/* ---- the world around a request ---- */
	{ { "cpuset", "cpuset NAME mems=NODES [hardwall] [parent=NAME]",
	    "make or change a cpuset" }, around_cpuset, NEEDS_MACHINE },
	{ { "task", "task PROPERTY=VALUE...", "who asks: cpuset, node, cpu, flags, sched ..." },
	  around_task, NEEDS_MACHINE },
	{ { "context", "context task|bh_off|softirq|hardirq|nmi", "where the task asks from" },
	  around_context, NEEDS_MACHINE },
	{ { "dirty", "dirty [node=N|zone=ZONE] NAME=PAGES...",
	    "page cache of a node or zone: dirty, writeback ..." },
	  around_dirty, NEEDS_MACHINE },
	{ { "reclaim", "reclaim [node=N] result=noscan|full|frees:PAGES",
	    "what node_reclaim() will achieve" }, around_reclaim, NEEDS_MACHINE },
	{ { "lru", "lru PFN-PFN [off]", "these pages in use are on an LRU list" }, around_lru,
	  NEEDS_MACHINE },
	{ { "advance", "advance TIME", "let time pass: 200ms, 1s, 2m" }, around_advance,
	  NEEDS_MACHINE | MAY_REPEAT },
	{ { "tick", "tick", "the vmstat worker of this CPU runs" }, around_tick,
	  NEEDS_MACHINE | MAY_REPEAT },
	{ { "kswapd", "kswapd wake|sleep [node=N]", "kswapd runs, or went back to sleep" },
	  around_kswapd, NEEDS_MACHINE },

	/* ---- requests ---- */
	{ { "alloc_pages", "[NAME =] alloc_pages GFP ORDER", "2^ORDER pages" }, ask_alloc,
	  NEEDS_MACHINE | MAY_REPEAT | MAY_ASSIGN },
	{ { "alloc_page", "[NAME =] alloc_page GFP", "one page" }, ask_alloc,
	  NEEDS_MACHINE | MAY_REPEAT | MAY_ASSIGN },
	{ { "alloc_pages_current", "[NAME =] alloc_pages_current GFP ORDER",
	    "2^ORDER pages by the task's memory policy; up to 5.10" }, ask_alloc,
	  NEEDS_MACHINE | MAY_REPEAT | MAY_ASSIGN },
	{ { "__get_free_pages", "[NAME =] __get_free_pages GFP ORDER",
	    "2^ORDER pages, never highmem" }, ask_alloc, NEEDS_MACHINE | MAY_REPEAT | MAY_ASSIGN },
	{ { "__get_free_page", "[NAME =] __get_free_page GFP", "one page, never highmem" },
	  ask_alloc, NEEDS_MACHINE | MAY_REPEAT | MAY_ASSIGN },
	{ { "get_zeroed_page", "[NAME =] get_zeroed_page GFP", "one page of zeros" }, ask_alloc,
	  NEEDS_MACHINE | MAY_REPEAT | MAY_ASSIGN },
	{ { "__get_dma_pages", "[NAME =] __get_dma_pages GFP ORDER", "2^ORDER pages of ZONE_DMA" },
	  ask_alloc, NEEDS_MACHINE | MAY_REPEAT | MAY_ASSIGN },
	{ { "alloc_pages_node", "[NAME =] alloc_pages_node NODE GFP ORDER",
	    "the same, from this node first; -1 is the local one" }, ask_alloc,
	  NEEDS_MACHINE | MAY_REPEAT | MAY_ASSIGN },
	{ { "alloc_pages_nodemask", "[NAME =] alloc_pages_nodemask GFP ORDER [nid=N] [mask=NODES]",
	    "the same, only from these nodes" }, ask_alloc,
	  NEEDS_MACHINE | MAY_REPEAT | MAY_ASSIGN },
	{ { "alloc_pages_bulk", "[NAME =] alloc_pages_bulk GFP COUNT",
	    "many single pages at once" }, ask_alloc, NEEDS_MACHINE | MAY_REPEAT | MAY_ASSIGN },
	{ { "alloc_pages_exact", "[NAME =] alloc_pages_exact SIZE GFP",
	    "single pages, as many as SIZE needs, one behind the other" }, ask_alloc,
	  NEEDS_MACHINE | MAY_REPEAT | MAY_ASSIGN },
	{ { "__free_pages", "__free_pages BLOCK ORDER [cold]", "give a block back" }, ask_free,
	  NEEDS_MACHINE | MAY_REPEAT },
	{ { "free_pages", "free_pages BLOCK ORDER [cold]", "give a block back" }, ask_free,
	  NEEDS_MACHINE | MAY_REPEAT },
	{ { "__free_page", "__free_page BLOCK [cold]", "give a page back" }, ask_free,
	  NEEDS_MACHINE | MAY_REPEAT },
	{ { "free_page", "free_page BLOCK [cold]", "give a page back" }, ask_free,
	  NEEDS_MACHINE | MAY_REPEAT },
	{ { "free_pages_exact", "free_pages_exact BLOCK SIZE", "give as many pages back" },
	  ask_free_exact, NEEDS_MACHINE | MAY_REPEAT },
	{ { "split_page", "split_page BLOCK", "make single pages of a block" }, ask_split,
	  NEEDS_MACHINE },
	{ { "drain", "drain", "empty this CPU's PCP lists" }, ask_drain,
	  NEEDS_MACHINE | MAY_REPEAT },
	{ { "unreserve_highatomic", "unreserve_highatomic [force]",
	    "give a HighAtomic pageblock back" }, ask_unreserve, NEEDS_MACHINE | MAY_REPEAT },
	{ { "repeat", "repeat COUNT STATEMENT", "the same request many times" }, ask_repeat,
	  NEEDS_MACHINE },
	{ { "fill", "fill ZONE until free<min|low|high|PAGES", "somebody uses memory up" },
	  fill_zone, NEEDS_MACHINE },

	/* ---- claims ---- */
	{ { "expect", "expect FIELD=VALUE...", "the last request ended so" }, claim_expect,
	  NEEDS_MACHINE },
	{ { "predict", "predict \"QUESTION\" FIELD CHOICE CHOICE...",
	    "ask about the next request before it is made" }, claim_predict, NEEDS_MACHINE },

	/* ---- exercises ---- */
	{ { "hint", "hint", "the next hint of the exercise" }, exercise_hint, LOOKS },
	{ { "goal", "goal", "the exercise, and how much of its goal is reached" }, exercise_goal,
	  LOOKS },

	/* ---- looking ---- */
	{ { "print", "print free_area|pcp|watermarks|zonelist|pageblocks|counters",
	    "a table of the machine" }, look_print, NEEDS_MACHINE | LOOKS },
	{ { "buddyinfo", "buddyinfo", "as /proc/buddyinfo" }, look_text, NEEDS_MACHINE | LOOKS },
	{ { "zoneinfo", "zoneinfo [ZONE]", "as /proc/zoneinfo; of one zone" }, look_zoneinfo,
	  NEEDS_MACHINE | LOOKS },
	{ { "pagetypeinfo", "pagetypeinfo", "as /proc/pagetypeinfo" }, look_text,
	  NEEDS_MACHINE | LOOKS },
	{ { "why", "why", "the last request's ladder in words" }, look_why, NEEDS_MACHINE | LOOKS },
	{ { "whatif", "whatif", "the least that would have let each refused zone pass" },
	  look_whatif, NEEDS_MACHINE | LOOKS },
	{ { "help", "help [WORD]", "the statements; a statement, field, check or flag" },
	  look_help, LOOKS },
};

enum { NR_STATEMENTS = sizeof statements / sizeof *statements };

/* Statements of the screen alone (tui/verbs.c): they need steps, and a way back. */
static const char *const elsewhere[] = {
	"step",
	"next",
	"finish",
	"continue",
	"reverse-step",
	"reverse-next",
	"reverse-finish",
	"reverse-continue",
	"goto",
	"break",
	"watch",
	"info",
	"display",
	"branch",
};

enum { NR_ELSEWHERE = sizeof elsewhere / sizeof *elsewhere };

const struct statement_info *lesson_statement(size_t i)
{
	return i < NR_STATEMENTS ? &statements[i].info : NULL;
}

const struct statement *statement_find(const char *name)
{
	for (size_t i = 0; i < NR_STATEMENTS; i++)
		if (strcmp(statements[i].info.name, name) == 0)
			return &statements[i];
	return NULL;
}

static bool unknown_statement(const struct line *l, size_t i, struct diag *d)
{
	const char *name = l->word[i].text, *names[MOST_NAMES];
	size_t n = 0;

	if (word_index(name, elsewhere, NR_ELSEWHERE) >= 0)
		return line_bad(l, i, d, "%s is not available here", name);
	for (; n < NR_STATEMENTS; n++)
		names[n] = statements[n].info.name;
	return line_unknown(l, i, d, "statement", name, names, n);
}

/* p = ...: letters, digits and '_', and not the name of a statement. */
static bool name_is_good(const struct line *l, struct diag *d)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
	const char *name = l->word[0].text;

	if (!strchr(first, *name) ||
	    name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789")] ||
	    strlen(name) >= NAME_MAX_BYTES)
		return line_bad(l, 0, d, "%.40s is no name for a block", name);
	if (statement_find(name))
		return line_bad(l, 0, d, "%s is a statement, and no name for a block", name);
	return true;
}

enum lesson_status statement_run(struct session *s, const struct line *l, struct diag *d)
{
	bool assigns = l->n > 2 && strcmp(l->word[1].text, "=") == 0;
	size_t verb = assigns ? 2 : 0;
	const struct statement *st = statement_find(l->word[verb].text);
	const char *why;

	if (!st)
		return status_of(unknown_statement(l, verb, d));
	if (assigns && !(st->flags & MAY_ASSIGN))
		return status_of(line_bad(l, 1, d, "%s gives no block", st->info.name));
	if (assigns && !name_is_good(l, d))
		return LESSON_BAD;
	if (s->in_repeat && !(st->flags & MAY_REPEAT))
		return status_of(line_bad(l, verb, d, "%s cannot be repeated", st->info.name));
	why = exercise_forbids(s, st);
	if (why)
		return status_of(line_bad(l, verb, d, "%s", why));
	if (st->flags & NEEDS_MACHINE && !session_needs_machine(s, l, d))
		return LESSON_BAD;
	return st->run(s, l, d);
}

enum statement_does lesson_statement_does(const char *text)
{
	static const char *const tells[] = { "why", "whatif" };
	const struct statement *st;
	char name[NAME_MAX_BYTES];
	size_t n;

	text += strspn(text, " \t");
	n = strcspn(text, " \t");
	if (n >= sizeof name)
		return STATEMENT_ACTS;
	snprintf(name, sizeof name, "%.*s", (int)n, text);
	st = statement_find(name);
	if (!st || !(st->flags & LOOKS))
		return STATEMENT_ACTS;
	return word_index(name, tells, 2) < 0 ? STATEMENT_LOOKS : STATEMENT_TELLS;
}

/* A line of words; a statement, if there are any. */
static enum lesson_status run_words(struct session *s, const struct line *l, struct diag *d)
{
	enum lesson_status status;

	session_say(s, VOICE_STATEMENT, "%s", l->source);
	status = statement_run(s, l, d);
	if (s->asked && s->host->every_ladder && strcmp(l->word[0].text, "repeat") != 0)
		look_ladder(s);
	if (status == LESSON_OK && s->question.text && s->asked)
		status = question_settle(s, d);
	if (status == LESSON_OK) {
		s->deeds.made[MADE_STATEMENTS] += s->asked;
		exercise_look(s);
	}
	return status;
}

static enum lesson_status run_text(struct session *s, const struct place *at, const char *text,
				   struct diag *d)
{
	struct line l = { .file = at->file, .number = at->line, .column = at->column };
	enum lesson_status status = LESSON_OK;

	switch (line_scan(&l, text, d)) {
	case SCAN_NO_MEMORY:
		return LESSON_NO_MEMORY;
	case SCAN_BAD:
		line_done(&l);
		return LESSON_BAD;
	default:
		break;
	}
	s->place = *at;
	s->statement = text;
	s->asked = false;
	if (l.n)
		status = run_words(s, &l, d);
	line_done(&l);
	return status;
}

enum lesson_status session_line(struct session *s, const struct place *at, const char *text,
				struct diag *d)
{
	enum lesson_status status;
	char *varied;

	*d = (struct diag){ .file = at->file };
	if (!s->nr_varying || !strchr(text, '$'))
		return run_text(s, at, text, d);
	varied = vary_substitute(s, text);
	if (!varied)
		return LESSON_NO_MEMORY;
	status = run_text(s, at, varied, d);
	s->statement = NULL;
	free(varied);
	return status;
}
