/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reading.c - a lesson that is read beside its machine.
 *
 * Enter runs statements up to the next request and stops at its first event, so that it can be
 * stepped through. What the lesson says about it comes at the next Enter that finds the cursor at
 * the end. A question stops the lesson before the request is made.
 *
 * The lesson goes on along its own branch. What is typed meanwhile goes to others.
 */
#include <stdlib.h>
#include <string.h>

#include "model_inside.h"

void reading_done(struct model *m)
{
	struct reading *r = &m->reading;

	lesson_close(r->lesson);
	session_mark_free(r->mark);
	free(r->path);
	free(r->directory);
	free(r->next);
	*r = (struct reading){ .lesson = NULL };
}

void reading_prose(struct model *m, const struct md_block *b)
{
	switch (b->kind) {
	case MD_KIND_HEADING:
		prose_add(&m->said, "%.*s %s\n\n", (int)b->level, "######", b->text);
		break;
	case MD_KIND_ITEM:
		prose_add(&m->said, "%*s%s %s\n", (int)(2 * b->level - 2), "", b->mark, b->text);
		break;
	case MD_KIND_ROW:
		prose_add(&m->said, "%s\n", b->text);
		break;
	case MD_KIND_TEXT:
		for (size_t i = 0; i < b->nr_lines; i++)
			prose_add(&m->said, "    %s\n", b->text + b->lines[i].at);
		prose_add(&m->said, "\n");
		break;
	default:
		prose_add(&m->said, "%s\n\n", b->text);
	}
}

/* ---- what comes next ---- */

static const struct md_block *this_block(const struct reading *r)
{
	return r->lesson ? lesson_block(r->lesson, r->block) : NULL;
}

static const char *this_line(const struct reading *r)
{
	const struct md_block *b = this_block(r);

	return b && b->kind == MD_KIND_STATEMENTS && r->line < b->nr_lines ?
		       b->text + b->lines[r->line].at :
		       NULL;
}

static bool begins_with(const char *line, const char *word)
{
	size_t n = strlen(word);

	line += strspn(line, " \t");
	return strncmp(line, word, n) == 0 && strchr(" \t", line[n]);
}

/* What is expected is left out: it tells how things will go. */
const char *reading_next(struct model *m)
{
	struct reading *r = &m->reading;
	const struct md_block *b = this_block(r);
	struct prose p = { NULL, 0, 0, false };

	free(r->next);
	r->next = NULL;
	if (!this_line(r))
		return NULL;
	for (size_t i = r->line; i < b->nr_lines; i++)
		if (!begins_with(b->text + b->lines[i].at, "expect"))
			prose_add(&p, "%s\n", b->text + b->lines[i].at);
	return r->next = p.text;
}

bool model_has_more(const struct model *m)
{
	return this_block(&m->reading) || (m->reading.lesson && model_at(m) < model_end(m));
}

bool model_reads(const struct model *m)
{
	return m->reading.lesson != NULL;
}

bool model_lesson_waits(const struct model *m)
{
	return this_block(&m->reading) != NULL;
}

/* ---- what was learnt ---- */

void reading_learnt(struct model *m, enum learnt_kind kind, unsigned n, bool good)
{
	const struct learnt what = { kind, m->reading.path, n, good };
	const char *why = NULL;

	if (m->reading.lesson && m->o.learnt)
		why = m->o.learnt(m->o.learnt_self, &what);
	if (why)
		model_trouble_set(m, "progress is not kept: %s", why);
}

/* ---- where the lesson is ---- */

static bool go_to_lesson(struct model *m, struct diag *d)
{
	struct reading *r = &m->reading;

	if (!m->tape)
		return true;
	if (!model_choose(m, r->branch) || !model_seek(m, tree_length(m->tree, r->branch)) ||
	    !live_follow(m, d))
		return false;
	if (r->mark && !session_question(m->session))
		return session_return(m->session, r->mark);
	return true;
}

/* ---- exercises ---- */

const struct exercise_info *model_exercise(const struct model *m)
{
	return m->reading.lesson && m->session ? session_exercise(m->session) : NULL;
}

void model_exercise_seen(struct model *m, char *seen, size_t size)
{
	session_exercise_holds(m->session, seen, size);
}

bool model_exercise_missed(const struct model *m, char *seen, size_t size)
{
	return session_exercise_missed(m->session, seen, size);
}

enum exercise_state model_exercise_state(const struct model *m)
{
	return m->reading.exercise;
}

static void say_solution(struct model *m, const struct md_block *b)
{
	for (size_t i = 0; i < b->nr_lines; i++) {
		char *line = session_text(m->session, b->text + b->lines[i].at);

		prose_add(&m->said, "    %s\n", line ? line : "");
		free(line);
	}
	prose_add(&m->said, "\n");
}

bool model_show_solution(struct model *m)
{
	const struct md_block *b;
	size_t i = m->reading.block;

	if (!model_exercise(m))
		return false;
	while ((b = lesson_block(m->reading.lesson, i)) && b->kind != MD_KIND_SOLUTION)
		i++;
	model_say_anew(m);
	prose_add(&m->said, "One way to do it:\n\n");
	if (b)
		say_solution(m, b);
	if (m->reading.exercise == EXERCISE_OPEN) {
		m->reading.exercise = EXERCISE_SHOWN;
		reading_learnt(m, LEARNT_SHOWN,
			       lesson_exercises_above(m->reading.lesson, model_exercise(m)->line),
			       false);
	}
	return true;
}

bool model_again(struct model *m, struct diag *d)
{
	*d = (struct diag){ .file = NULL };
	if (!model_exercise(m)) {
		diag_set(d, NULL, 0, 0, "there is no exercise to begin again");
		return false;
	}
	model_say_anew(m);
	return go_to_lesson(m, d);
}

/* Behind an exercise the lesson makes a machine of its own, or says no more about this one. */
static void leave_exercise(struct model *m)
{
	session_exercise_end(m->session);
	m->reading.exercise = EXERCISE_OPEN;
}

/* ---- running ---- */

static bool run_line(struct model *m, struct diag *d)
{
	struct reading *r = &m->reading;
	const struct md_block *b = this_block(r);
	const char *text = this_line(r);
	const struct place at = { r->path, r->directory, b->lines[r->line].line,
				  b->lines[r->line].column };
	bool ok;

	m->fork_due = false;
	m->by_lesson = true;
	ok = live_statement(m, &at, text, d);
	m->by_lesson = false;
	if (!ok) {
		live_complain(m, text, d);
		return false;
	}
	if (m->asked != 1)              /* there is nothing to step through first */
		say_later(m);
	r->line++;
	if (m->tape)
		r->branch = m->live_branch;
	return true;
}

/* Keeps what the session knows, for when something else was typed meanwhile. */
static void keep_mark(struct model *m)
{
	session_mark_free(m->reading.mark);
	m->reading.mark = m->machine ? session_mark(m->session) : NULL;
}

static bool run_prose(struct model *m, struct diag *d)
{
	struct reading *r = &m->reading;

	if (this_block(r)->kind == MD_KIND_SOLUTION) {
		say_solution(m, this_block(r));
		r->block++;
		return true;
	}
	if (lesson_run_block(r->lesson, r->block, m->session, d) != LESSON_OK) {
		prose_add(&m->said, "! %s\n", d->message);
		r->block++;
		return false;
	}
	r->block++;
	return true;
}

/* A ladder that was told is looked at before the next request takes its place in the pane. */
static bool hides_ladder(const char *line)
{
	return lesson_statement_does(line) == STATEMENT_ACTS && !begins_with(line, "expect");
}

/*
 * Statements up to one request that can be looked at, a question or an exercise; or to the end of
 * their block, with the prose behind it. statements: false stops before the first.
 */
static bool run_on(struct model *m, bool statements, struct diag *d)
{
	struct reading *r = &m->reading;
	const struct md_block *b;
	bool why = false;

	while ((b = this_block(r))) {
		const char *line = this_line(r);

		if (b->kind != MD_KIND_STATEMENTS) {
			statements = false;
			if (!run_prose(m, d))
				return false;
			if (model_exercise(m))
				return true;
		} else if (!line) {
			r->block++;
			r->line = 0;
		} else {
			bool question = begins_with(line, "predict");

			if (!statements || (why && hides_ladder(line)))
				return true;
			why |= begins_with(line, "why");
			if (!run_line(m, d))
				return false;
			if (m->asked == 1 || question)
				return true;
		}
	}
	return true;
}

/* A lesson's lines with their kernel: its front matter is as good as the statement. */
static bool begin(struct model *m, struct diag *d)
{
	const char *kernel = lesson_about(m->reading.lesson, "kernel");
	const struct place at = { m->reading.path, m->reading.directory, 1, 0 };
	char line[64];
	bool ok;

	m->reading.started = true;
	if (!kernel)
		return true;
	snprintf(line, sizeof line, "kernel %.40s", kernel);
	ok = live_statement(m, &at, line, d);
	model_say_anew(m);
	return ok;
}

static char *directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return strdup("");
	return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

bool model_open_lesson(struct model *m, const char *path, struct diag *d, bool *machine_failed)
{
	struct reading *r = &m->reading;

	reading_done(m);
	*machine_failed = true;
	if (!live_session(m, d))
		return false;
	r->path = strdup(path);
	r->directory = directory_of(path);
	if (!r->path || !r->directory) {
		diag_set(d, path, 0, 0, "out of memory");
		return false;
	}
	r->lesson = lesson_open(r->path, d, machine_failed);
	if (!r->lesson) {
		d->file = path;
		return false;
	}
	if (!begin(m, d) || !run_on(m, false, d)) {
		*machine_failed = false;
		return false;
	}
	return true;
}

bool model_enter(struct model *m, struct diag *d)
{
	bool ok;

	*d = (struct diag){ .file = NULL };
	if (!m->reading.lesson)
		return model_seek(m, model_end(m));
	if (m->tape && tree_chosen(m->tree) == m->reading.branch && model_at(m) < model_end(m))
		return model_seek(m, model_end(m));
	if (session_question(m->session)) {
		diag_set(d, NULL, 0, 0, "first answer the question: press its letter");
		return false;
	}
	if (model_exercise(m) && model_at(m) < model_end(m))
		return model_seek(m, model_end(m));
	if (model_exercise(m) && m->reading.exercise == EXERCISE_OPEN) {
		diag_set(d, NULL, 0, 0, "the exercise waits: type requests behind : (hint helps)");
		return false;
	}
	if (!this_block(&m->reading))   /* what it said last stays */
		return true;
	if (model_exercise(m))
		leave_exercise(m);
	else if (!go_to_lesson(m, d))
		return false;
	model_say_anew(m);
	m->asked = 0;
	reading_learnt(m, LEARNT_BEGUN, 0, false);
	ok = run_on(m, true, d);
	reading_learnt(m, LEARNT_BLOCKS, (unsigned)m->reading.block, false);
	keep_mark(m);
	live_show(m);
	return ok;
}

const struct question *model_question(const struct model *m)
{
	return m->session ? session_question(m->session) : NULL;
}

bool model_answer(struct model *m, unsigned choice, struct diag *d)
{
	const struct question *q = model_question(m);
	bool ok;

	*d = (struct diag){ .file = NULL };
	if (!q || choice >= q->nr_choices || !session_answer(m->session, q->choice[choice]))
		return false;
	model_say_anew(m);
	if (!m->reading.lesson)
		return true;
	ok = go_to_lesson(m, d) && run_on(m, true, d);
	reading_learnt(m, LEARNT_BLOCKS, (unsigned)m->reading.block, false);
	keep_mark(m);
	live_show(m);
	return ok;
}
