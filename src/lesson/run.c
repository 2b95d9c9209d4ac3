/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.c - a lesson from a file: reading it within limits, running its blocks in order.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "exercise.h"
#include "lesson_file.h"

/* ---- reading ---- */

static bool refuse(struct diag *d, const char *path, unsigned line, const char *why)
{
	diag_set(d, path, line, 0, "%s", why);
	return false;
}

/* All of a regular file, NUL-terminated; at most LESSON_MAX_BYTES. */
static bool read_text(struct lesson *l, const char *path, struct diag *d, bool *machine_failed)
{
	FILE *file = fopen(path, "re");
	struct stat st;

	if (!file)
		return refuse(d, path, 0, strerror(errno));
	if (fstat(fileno(file), &st) == 0 && S_ISDIR(st.st_mode)) {
		fclose(file);
		return refuse(d, path, 0, "a directory, not a lesson");
	}
	l->text = malloc(LESSON_MAX_BYTES + 2);
	if (l->text)
		l->size = fread(l->text, 1, LESSON_MAX_BYTES + 1, file);
	*machine_failed = !l->text || ferror(file);
	fclose(file);
	if (*machine_failed)
		return refuse(d, path, 0, l->text ? "cannot be read" : "out of memory");
	l->text[l->size] = '\0';
	return true;
}

static bool check_limits(const struct lesson *l, const char *path, struct diag *d)
{
	unsigned line = 1;
	size_t length = 0;

	if (l->size > LESSON_MAX_BYTES)
		return refuse(d, path, 0, "larger than 1 MiB, which is the most a lesson may be");
	for (size_t i = 0; i < l->size; i++) {
		length = l->text[i] == '\n' ? 0 : length + 1;
		line += l->text[i] == '\n';
		if (length > STATEMENT_MAX_BYTES)
			return refuse(d, path, line, "a line longer than 64 KiB");
		if (!l->text[i])
			return refuse(d, path, line, "a NUL byte: this is no text");
	}
	return true;
}

/* Each exercise has its solution before the next begins. */
static bool check_exercises(const struct lesson *l, const char *path, struct diag *d)
{
	unsigned open = 0;

	for (size_t i = 0; i < l->doc.nr_blocks; i++) {
		const struct md_block *b = &l->doc.block[i];

		if (b->kind == MD_KIND_SOLUTION)
			open = 0;
		if (b->kind == MD_KIND_EXERCISE && open)
			break;
		if (b->kind == MD_KIND_EXERCISE)
			open = b->line;
	}
	return !open || refuse(d, path, open, "an exercise without a solution behind it");
}

static bool check_statements(const struct lesson *l, const char *path, struct diag *d)
{
	size_t n = 0;

	for (size_t i = 0; i < l->doc.nr_blocks; i++)
		if (l->doc.block[i].kind == MD_KIND_STATEMENTS)
			n += l->doc.block[i].nr_lines;
	return n <= LESSON_STATEMENTS ||
	       refuse(d, path, 0, "more than 10000 statements, which is the most of a lesson");
}

static bool parse(struct lesson *l, const char *path, struct diag *d, bool *machine_failed)
{
	const char *what;
	unsigned line;

	switch (md_read(l->text, l->size, &l->doc, &line, &what)) {
	case MD_NO_MEMORY:
		*machine_failed = true;
		return refuse(d, path, 0, "out of memory");
	case MD_BAD:
		return refuse(d, path, line, what);
	default:
		return true;
	}
}

/* "lessons" of "lessons/01-first-page.md"; "" where there is no slash. */
static char *directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return strdup("");
	return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

struct lesson *lesson_open(const char *path, struct diag *d, bool *machine_failed)
{
	struct lesson *l = calloc(1, sizeof *l);

	*machine_failed = false;
	if (l) {
		l->path = strdup(path);
		l->directory = directory_of(path);
	}
	if (!l || !l->path || !l->directory) {
		lesson_close(l);
		*machine_failed = true;
		refuse(d, path, 0, "out of memory");
		return NULL;
	}
	if (read_text(l, path, d, machine_failed) && check_limits(l, path, d) &&
	    parse(l, path, d, machine_failed) && check_statements(l, path, d) &&
	    check_exercises(l, path, d))
		return l;
	lesson_close(l);
	return NULL;
}

void lesson_close(struct lesson *l)
{
	if (!l)
		return;
	md_done(&l->doc);
	free(l->text);
	free(l->path);
	free(l->directory);
	free(l);
}

const char *lesson_about(const struct lesson *l, const char *key)
{
	for (size_t i = 0; i < l->doc.nr_about; i++)
		if (strcmp(l->doc.about[i].key, key) == 0)
			return l->doc.about[i].value;
	return NULL;
}

const struct md_block *lesson_block(const struct lesson *l, size_t i)
{
	return i < l->doc.nr_blocks ? &l->doc.block[i] : NULL;
}

unsigned lesson_exercises_above(const struct lesson *l, unsigned line)
{
	unsigned n = 0;

	for (size_t i = 0; i < l->doc.nr_blocks; i++)
		n += l->doc.block[i].kind == MD_KIND_EXERCISE && l->doc.block[i].line < line;
	return n;
}

static bool is_question(const char *text)
{
	text += strspn(text, " \t");
	return strncmp(text, "predict", 7) == 0 && strchr(" \t", text[7]) && text[7];
}

unsigned lesson_questions_above(const struct lesson *l, unsigned line)
{
	unsigned n = 0;

	for (size_t i = 0; i < l->doc.nr_blocks; i++) {
		const struct md_block *b = &l->doc.block[i];

		for (size_t k = 0; b->kind == MD_KIND_STATEMENTS && k < b->nr_lines; k++)
			n += b->lines[k].line < line && is_question(b->text + b->lines[k].at);
	}
	return n;
}

unsigned lesson_exercises(const struct lesson *l)
{
	return lesson_exercises_above(l, UINT_MAX);
}

unsigned lesson_questions(const struct lesson *l)
{
	return lesson_questions_above(l, UINT_MAX);
}

char *lesson_line(const struct lesson *l, unsigned line)
{
	const char *at = l->text;

	for (; line > 1 && at; line--) {
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	return at && line ? strndup(at, strcspn(at, "\n")) : NULL;
}

/* ---- running ---- */

static enum lesson_status check_span(const struct lesson *l, struct session *s,
				     const struct md_block *b, const struct md_span *span,
				     struct diag *d)
{
	const struct lesson_host *host = s->host;
	char text[200], should[24], seen[40];
	struct number n = { 0 };

	if (span->length >= sizeof text)
		return LESSON_OK;
	snprintf(text, sizeof text, "%.*s", (int)span->length, b->text + span->at);
	*d = (struct diag){ .file = l->path, .line = span->line, .column = span->column };
	switch (session_number(s, text, &n, d)) {
	case NUMBER_BAD:
		return LESSON_BAD;
	case NUMBER_NONE:
		return LESSON_OK;
	default:
		break;
	}
	s->place = (struct place){ l->path, l->directory, span->line, span->column - 1 };
	snprintf(should, sizeof should, "%" PRId64, n.value);
	snprintf(seen, sizeof seen, "it is %s", should);
	session_claim(s, CLAIM_NUMBER, n.value == n.written, text, seen);
	if (n.value != n.written && host->corrected && span->offset + n.at + n.length <= l->size &&
	    memcmp(l->text + span->offset, text, span->length) == 0)
		host->corrected(host->self, span->offset + n.at, n.length, should);
	return LESSON_OK;
}

static enum lesson_status run_prose(const struct lesson *l, const struct md_block *b,
				    struct session *s, struct diag *d)
{
	enum lesson_status status = LESSON_OK;

	for (size_t i = 0; status == LESSON_OK && i < b->nr_spans; i++)
		status = check_span(l, s, b, &b->span[i], d);
	if (status == LESSON_OK && s->host->prose)
		s->host->prose(s->host->self, b);
	return status;
}

static enum lesson_status run_statements(const struct lesson *l, const struct md_block *b,
					 struct session *s, struct diag *d)
{
	enum lesson_status status = LESSON_OK;

	for (size_t i = 0; status == LESSON_OK && i < b->nr_lines; i++) {
		const struct md_line *line = &b->lines[i];
		struct place at = { l->path, l->directory, line->line, line->column };

		status = session_line(s, &at, b->text + line->at, d);
	}
	return status;
}

/* ---- exercises ---- */

static enum lesson_status attempt_line(struct session *s, const struct place *at, const char *text,
				       size_t n, struct diag *d)
{
	enum lesson_status status = LESSON_NO_MEMORY;
	char *line = strndup(text, n);

	if (line && session_stopped(s)) {
		diag_set(d, at->file, at->line, 0, "stopped");
		status = LESSON_BAD;
	} else if (line) {
		status = session_line(s, at, line, d);
	}
	free(line);
	return status;
}

/* The learner's lines. What is wrong with them is not the lesson's fault. */
static enum lesson_status run_attempt(const struct attempted *a, struct session *s)
{
	enum lesson_status status = LESSON_OK;
	struct place at = { .file = a->file, .line = a->line };
	struct diag d;

	for (const char *text = a->text; *text && status == LESSON_OK; at.line++) {
		size_t n = strcspn(text, "\n");

		status = attempt_line(s, &at, text, n, &d);
		text += n + (text[n] == '\n');
	}
	if (status == LESSON_BAD && s->host->attempt_bad)
		s->host->attempt_bad(s->host->self, &d);
	return status == LESSON_NO_MEMORY ? status : LESSON_OK;
}

static enum lesson_status run_solution(const struct lesson *l, const struct md_block *b,
				       struct session *s, struct diag *d)
{
	struct attempted a;
	enum lesson_status status;
	char seen[200];
	bool holds;

	if (!s->exercise.open) {
		diag_set(d, l->path, b->line, 0, "a solution without an exercise before it");
		return LESSON_BAD;
	}
	if (s->host->attempt && s->host->attempt(s->host->self, &s->exercise.info, &a))
		status = run_attempt(&a, s);
	else
		status = run_statements(l, b, s, d);
	if (status == LESSON_OK) {
		holds = session_exercise_holds(s, seen, sizeof seen);
		s->place = (struct place){ l->path, l->directory, s->exercise.info.line, 0 };
		session_claim(s, CLAIM_EXERCISE, holds, s->exercise.task, seen);
		s->after_exercise = true;
	}
	exercise_close(s);
	question_forget(s);
	return status;
}

enum lesson_status lesson_run_block(const struct lesson *l, size_t i, struct session *s,
				    struct diag *d)
{
	const struct place at = { .file = l->path, .directory = l->directory };
	const struct md_block *b = &l->doc.block[i];

	switch (b->kind) {
	case MD_KIND_STATEMENTS:
		return run_statements(l, b, s, d);
	case MD_KIND_EXERCISE:
		return exercise_open(s, &at, b, d);
	case MD_KIND_SOLUTION:
		return run_solution(l, b, s, d);
	default:
		return run_prose(l, b, s, d);
	}
}

/* The front matter's kernel is as good as the statement. */
static enum lesson_status begin(const struct lesson *l, struct session *s, struct diag *d)
{
	struct place at = { .file = l->path, .directory = l->directory };
	const char *kernel = lesson_about(l, "kernel");
	char text[64];

	if (!kernel || s->kernel_fixed)
		return LESSON_OK;
	if (!kernel_find(kernel)) {
		snprintf(text, sizeof text, "kernel: there is no kernel %.30s", kernel);
		diag_set(d, l->path, 1, 0, "%s", text);
		return LESSON_BAD;
	}
	s->kernel = kernel_find(kernel);
	s->place = at;
	return LESSON_OK;
}

enum lesson_status lesson_run(const struct lesson *l, struct session *s, struct diag *d)
{
	enum lesson_status status = begin(l, s, d);

	for (size_t i = 0; status == LESSON_OK && i < l->doc.nr_blocks; i++)
		status = lesson_run_block(l, i, s, d);
	if (status == LESSON_OK && s->question.text) {
		diag_set(d, l->path, s->question.line, 0, "no request follows this question");
		return LESSON_BAD;
	}
	return status;
}
