/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run_report.c - a run of lessons, told to people, to a test harness, or to a program.
 *
 * Nothing of a lesson reaches a terminal unmade: it comes from a stranger.
 */
#include "run.h"

#include "cli.h"
#include "text/version.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_WIDTH = 78 };

static const char *const kind_name[NR_CLAIM_KINDS] = { "expect", "number", "predict", "exercise" };

static bool tells_people(const struct run *r)
{
	return r->options->format == RUN_TEXT && !r->options->quiet;
}

/* ---- prose ---- */

/* Columns of a word, a wide character counted as one. */
static size_t columns(const char *text, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < size; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

static void print_wrapped(const char *text, const char *mark, size_t margin)
{
	size_t at = margin, first = 1;

	printf("%*s%s", (int)(margin - strlen(mark)), "", mark);
	while (*text) {
		size_t len = strcspn(text, " \n\t"), width = columns(text, len);

		if (len && !first && at + 1 + width > PAGE_WIDTH) {
			printf("\n%*s", (int)margin, "");
			at = margin;
			first = 1;
		}
		if (len) {
			if (!first)
				putchar(' ');
			diag_print_harmless(stdout, text, len);
			at += width + !first;
			first = 0;
		}
		text += len + (text[len] != '\0');
	}
	putchar('\n');
}

void report_prose(struct run *r, const struct md_block *b)
{
	bool in_list = b->kind == MD_KIND_ITEM || b->kind == MD_KIND_ROW;
	char mark[24] = "";

	if (!tells_people(r))
		return;
	if (r->blank_due == AFTER_STATEMENTS || (r->blank_due == AFTER_LIST && !in_list))
		putchar('\n');
	r->blank_due = in_list ? AFTER_LIST : BLANK_DONE;
	switch (b->kind) {
	case MD_KIND_HEADING:
		print_wrapped(b->text, "", 0);
		for (size_t i = columns(b->text, strlen(b->text)); i > 0; i--)
			putchar(b->level < 2 ? '=' : '-');
		puts("\n");
		break;
	case MD_KIND_TEXT:
		for (size_t i = 0; i < b->nr_lines; i++) {
			fputs("    ", stdout);
			diag_print_harmless(stdout, b->text + b->lines[i].at, SIZE_MAX);
			putchar('\n');
		}
		putchar('\n');
		break;
	case MD_KIND_ITEM:
		snprintf(mark, sizeof mark, "%s%s", b->mark, *b->mark ? " " : "");
		print_wrapped(b->text, mark, 2 * ((size_t)b->level + 1));
		break;
	case MD_KIND_ROW:
		print_wrapped(b->text, "", 2);
		break;
	default:
		print_wrapped(b->text, "", 0);
		putchar('\n');
	}
}

/* ---- statements ---- */

void report_say(struct run *r, enum voice voice, const char *text)
{
	static const char *const before[] = { "  > ", "    = ", "    ", "    " };

	if (!tells_people(r) || (voice == VOICE_STATEMENT && strncmp(text, "predict ", 8) == 0))
		return;
	r->blank_due = AFTER_STATEMENTS;
	fputs(before[voice], stdout);
	diag_print_harmless(stdout, text, SIZE_MAX);
	putchar('\n');
}

void report_question(struct run *r, const struct question *q)
{
	if (!tells_people(r))
		return;
	r->blank_due = AFTER_STATEMENTS;
	fputs("  ? ", stdout);
	diag_print_harmless(stdout, q->text, SIZE_MAX);
	for (unsigned i = 0; i < q->nr_choices; i++) {
		fputs(i ? " | " : "  ", stdout);
		diag_print_harmless(stdout, q->choice[i], SIZE_MAX);
	}
	putchar('\n');
}

void report_exercise(struct run *r, const struct exercise_info *x)
{
	if (!tells_people(r))
		return;
	r->blank_due = AFTER_STATEMENTS;
	fputs("  * ", stdout);
	diag_print_harmless(stdout, x->task, SIZE_MAX);
	putchar('\n');
	for (unsigned i = 0; i < x->nr_goals; i++) {
		fputs("    ", stdout);
		diag_print_harmless(stdout, x->goal[i], SIZE_MAX);
		putchar('\n');
	}
}

/* ---- claims ---- */

static const char *const claim_words[NR_CLAIM_KINDS] = {
	[CLAIM_EXPECT] = "expected", [CLAIM_NUMBER] = "the text says",
	[CLAIM_PREDICT] = "predicted wrongly:", [CLAIM_EXERCISE] = "not solved:",
};

static void tell_claim(struct run *r, const struct claim *c)
{
	struct diag d;

	if (tells_people(r) && c->kind != CLAIM_NUMBER && c->ok) {
		fputs(c->kind == CLAIM_PREDICT ? "  ! it is " : "    ok, ", stdout);
		diag_print_harmless(stdout, c->seen, SIZE_MAX);
		putchar('\n');
	}
	if (c->ok || (c->kind == CLAIM_NUMBER && r->options->update))
		return;
	diag_set(&d, c->file, c->line, c->column, "%s %.80s: %.60s",
		 claim_words[c->kind],
		 c->text, c->seen);
	message_diag(&d, NULL);
}

/* In TAP '#' begins a directive. */
static void print_tap_text(const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "#\\");

		diag_print_harmless(stdout, text, len);
		text += len;
		if (*text)
			printf("\\%c", *text++);
	}
}

static void tap_claim(struct run *r, const struct claim *c)
{
	printf("%s %u - ", c->ok ? "ok" : "not ok", ++r->nr_tap);
	print_tap_text(c->file);
	printf(":%u: %s ", c->line, kind_name[c->kind]);
	print_tap_text(c->text);
	putchar('\n');
	if (!c->ok) {
		fputs("# ", stdout);
		diag_print_harmless(stdout, c->seen, SIZE_MAX);
		putchar('\n');
	}
}

/* jansson refuses what is not UTF-8; a lesson need not be. */
static json_t *json_text(const char *text)
{
	json_t *j = json_string(text);

	return j ? j : json_string("(not UTF-8)");
}

static void json_claim(struct run *r, const struct claim *c)
{
	json_t *j = json_object();

	json_object_set_new(j, "kind", json_string(kind_name[c->kind]));
	json_object_set_new(j, "line", json_integer(c->line));
	json_object_set_new(j, "text", json_text(c->text));
	json_object_set_new(j, "ok", json_boolean(c->ok));
	json_object_set_new(j, "seen", json_text(c->seen));
	json_array_append_new(r->json, j);
}

void report_claim(struct run *r, const struct claim *c)
{
	r->claims[c->kind]++;
	r->lesson_claims++;
	if (!c->ok && !(c->kind == CLAIM_NUMBER && r->options->update)) {
		r->failed[c->kind]++;
		r->lesson_failed++;
	}
	if (r->options->format == RUN_TAP)
		tap_claim(r, c);
	else if (r->options->format == RUN_JSON)
		json_claim(r, c);
	else
		tell_claim(r, c);
}

/* ---- a lesson, and all of them ---- */

void report_begin(struct run *r)
{
	r->lesson_claims = r->lesson_failed = 0;
	if (r->options->format == RUN_JSON)
		r->json = json_array();
	if (r->options->format == RUN_TAP && !r->nr_tap)
		puts("TAP version 13");
}

static void json_lesson(struct run *r, const struct lesson *l, const struct diag *d)
{
	json_t *j = json_object(), *e;

	json_object_set_new(j, "file", json_text(r->path));
	for (size_t i = 0; l && i < 3; i++) {
		static const char *const key[] = { "title", "kernel", "minutes" };
		const char *value = lesson_about(l, key[i]);

		if (value)
			json_object_set_new(j, key[i], json_text(value));
	}
	json_object_set_new(j, "claims", r->json ? r->json : json_array());
	json_object_set_new(j, "failed", json_integer(r->lesson_failed));
	if (d) {
		e = json_object();
		json_object_set_new(e, "line", json_integer(d->line));
		json_object_set_new(e, "column", json_integer(d->column));
		json_object_set_new(e, "message", json_text(d->message));
		json_object_set_new(j, "error", e);
	}
	json_array_append_new(r->lessons, j);
	r->json = NULL;
}

void report_end(struct run *r, const struct lesson *l, const struct diag *d)
{
	char *source =
		d && l && d->file && strcmp(d->file, r->path) == 0 ? lesson_line(l, d->line) : NULL;

	if (r->options->format == RUN_JSON)
		json_lesson(r, l, d);
	if (d)
		message_diag(d, source);
	if (d && r->options->format == RUN_TAP) {
		printf("not ok %u - ", ++r->nr_tap);
		print_tap_text(r->path);
		puts(": runs to its end");
	}
	if (!d && r->options->format == RUN_TEXT) {
		if (r->blank_due != BLANK_DONE)
			putchar('\n');
		r->blank_due = BLANK_DONE;
		diag_print_harmless(stdout, r->path, SIZE_MAX);
		if (r->lesson_failed)
			printf(": %u of %u claims failed\n", r->lesson_failed, r->lesson_claims);
		else
			printf(": all %u claims hold\n", r->lesson_claims);
	}
	free(source);
}

void report_all(struct run *r)
{
	const char *where = record_where(r);
	json_t *all;

	if (r->options->format == RUN_TAP)
		printf("1..%u\n", r->nr_tap);
	if (r->options->format == RUN_TEXT && where && !r->options->quiet) {
		fputs("recorded in ", stdout);
		diag_print_harmless(stdout, where, SIZE_MAX);
		putchar('\n');
	}
	if (r->options->format != RUN_JSON)
		return;
	all = json_object();
	json_object_set_new(all, "format", json_integer(1));
	json_object_set_new(all, "program", json_string("buddyscope " BUDDYSCOPE_VERSION));
	json_object_set_new(all, "recording", where ? json_text(where) : json_null());
	json_object_set(all, "lessons", r->lessons);
	json_dumpf(all, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
	putchar('\n');
	json_decref(all);
}
