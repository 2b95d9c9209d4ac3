/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exercise.c - a task that is open: its lines, what may be done meanwhile, hints.
 *
 *	exercise "TASK"                         what the learner shall do
 *	goal ...                                goal.c
 *	allow alloc_pages __free_pages          other requests are refused
 *	hint "..."                              shown one after the other when asked for
 *
 * How the goal is reached does not matter. It is looked at after every statement, and must not hold
 * before the first.
 */
#include "exercise.h"

#include <stdlib.h>
#include <string.h>

#include "goal.h"

void exercise_look(struct session *s)
{
	char seen[GOAL_SEEN];
	struct diag d;
	bool holds;

	if (!s->exercise.open || s->exercise.solved)
		return;
	if (!goals_hold(s, &holds, seen, &d) || !holds)
		return;
	s->exercise.solved = true;
	if (s->host->solved)
		s->host->solved(s->host->self, &s->exercise.info);
}

bool session_exercise_holds(struct session *s, char *seen, size_t size)
{
	char text[GOAL_SEEN] = "there is no exercise";
	struct diag d;
	bool holds = false;

	if (s->exercise.open && !goals_hold(s, &holds, text, &d)) {
		holds = false;
		snprintf(text, sizeof text, "%s", d.message);
	}
	snprintf(seen, size, "%s", text);
	return holds;
}

bool session_exercise_missed(const struct session *s, char *seen, size_t size)
{
	const struct exercise *x = &s->exercise;
	char what[GOAL_SEEN];
	struct diag d;
	bool holds;

	for (unsigned i = 0; x->open && i < x->nr_goals; i++) {
		if (!goal_missed(s, &x->goal[i]) ||
		    !goal_holds(s, &x->goal[i], &holds, what, &d))
			continue;
		snprintf(seen, size, "%.80s: %.100s", x->goal[i].text, what);
		return true;
	}
	return false;
}

const struct exercise_info *session_exercise(const struct session *s)
{
	return s->exercise.open ? &s->exercise.info : NULL;
}

void session_exercise_end(struct session *s)
{
	exercise_close(s);
}

/* ---- opening ---- */

static char *text_word(const struct line *l, struct diag *d)
{
	if (l->n != 2 || !l->word[1].quoted) {
		line_bad(l, l->n > 1 ? 1 : l->n, d, "%s needs one text in double quotes",
			 l->word[0].text);
		return NULL;
	}
	return strdup(l->word[1].text);
}

static bool add_hint(struct exercise *x, const struct line *l, struct diag *d)
{
	if (x->nr_hints == MOST_HINTS)
		return line_bad(l, 0, d, "more than %d hints", MOST_HINTS);
	x->hint[x->nr_hints] = text_word(l, d);
	return x->hint[x->nr_hints] && ++x->nr_hints;
}

static bool add_allowed(struct exercise *x, const struct line *l, struct diag *d)
{
	for (size_t i = 1; i < l->n; i++) {
		const struct statement *st = statement_find(l->word[i].text);

		if (!st || x->nr_allowed == MOST_ALLOWED)
			return line_bad(l, i, d, st ? "too many statements"
						    : "no statement is called %.40s",
					l->word[i].text);
		x->allowed[x->nr_allowed++] = st;
	}
	return l->n > 1 || line_bad(l, 1, d, "allow which statements?");
}

static bool exercise_line(struct session *s, const struct line *l, struct diag *d)
{
	static const char *const known[] = { "exercise", "goal", "hint", "allow" };
	struct exercise *x = &s->exercise;

	switch (word_index(l->word[0].text, known, 4)) {
	case 0:
		if (x->task)
			return line_bad(l, 0, d, "one exercise a block");
		x->task = text_word(l, d);
		return x->task != NULL;
	case 1:
		return goal_add(s, l, d);
	case 2:
		return add_hint(x, l, d);
	case 3:
		return add_allowed(x, l, d);
	default:
		return line_unknown(l, 0, d, "line of an exercise", l->word[0].text, known, 4);
	}
}

static bool exercise_lines(struct session *s, const struct md_block *b, struct diag *d)
{
	for (size_t i = 0; i < b->nr_lines; i++) {
		struct line l = { .file = s->exercise.file, .number = b->lines[i].line,
				  .column = b->lines[i].column };
		char *text = vary_substitute(s, b->text + b->lines[i].at);
		bool good = text && line_scan(&l, text, d) == SCAN_OK &&
			    (!l.n || exercise_line(s, &l, d));

		line_done(&l);
		free(text);
		if (!good)
			return false;
	}
	return true;
}

static enum lesson_status bad(struct session *s, const struct md_block *b, struct diag *d,
			      const char *why)
{
	diag_set(d, s->exercise.file, b->line, 0, "%s", why);
	exercise_close(s);
	return LESSON_BAD;
}

enum lesson_status exercise_open(struct session *s, const struct place *file,
				 const struct md_block *b, struct diag *d)
{
	struct exercise *x = &s->exercise;
	char seen[GOAL_SEEN];
	bool holds = false;

	exercise_close(s);
	x->file = file->file;
	if (!s->machine || s->after_exercise)
		return bad(s, b, d, "an exercise needs a machine of its own before it");
	s->deeds = (struct deeds){ .made = { 0 } };
	diag_set(d, x->file, b->line, 0, "out of memory");
	if (!exercise_lines(s, b, d) || !goals_hold(s, &holds, seen, d)) {
		exercise_close(s);
		return LESSON_BAD;
	}
	if (!x->task || !x->nr_goals)
		return bad(s, b, d, "an exercise needs a task and a goal");
	if (holds)
		return bad(s, b, d, "the goal holds before anything was done");
	x->open = true;
	x->info = (struct exercise_info){ .file = x->file, .line = b->line, .task = x->task,
					  .hint = (const char *const *)x->hint,
					  .nr_hints = x->nr_hints };
	for (unsigned i = 0; i < x->nr_goals; i++)
		x->info.goal[i] = x->goal[i].text;
	x->info.nr_goals = x->nr_goals;
	if (s->host->exercise)
		s->host->exercise(s->host->self, &x->info);
	return LESSON_OK;
}

void exercise_close(struct session *s)
{
	struct exercise *x = &s->exercise;

	for (unsigned i = 0; i < x->nr_goals; i++)
		free(x->goal[i].text);
	for (unsigned i = 0; i < x->nr_hints; i++)
		free(x->hint[i]);
	free(x->task);
	*x = (struct exercise){ .open = false };
}

/* ---- while it is open ---- */

const char *exercise_forbids(const struct session *s, const struct statement *st)
{
	const struct exercise *x = &s->exercise;

	if (s->after_exercise && st->flags & NEEDS_MACHINE)
		return "after an exercise the machine is the learner's; make another one first";
	if (!x->open)
		return NULL;
	if (!(st->flags & NEEDS_MACHINE) && !(st->flags & LOOKS))
		return "an exercise is solved on the machine that it begins with";
	if (st->run == claim_predict)
		return "an exercise asks no questions but its own";
	if (!x->nr_allowed || st->flags & LOOKS || strcmp(st->info.name, "repeat") == 0)
		return NULL;
	for (unsigned i = 0; i < x->nr_allowed; i++)
		if (x->allowed[i] == st)
			return NULL;
	return "this exercise does not allow it";
}

enum lesson_status exercise_hint(struct session *s, const struct line *l, struct diag *d)
{
	struct exercise *x = &s->exercise;

	if (!x->open)
		return status_of(line_bad(l, 0, d, "there is no exercise to give a hint for"));
	if (!x->nr_hints)
		session_say(s, VOICE_TABLE, "this exercise has no hints");
	else
		session_say(s, VOICE_TABLE, "hint %u of %u: %s", x->told % x->nr_hints + 1,
			    x->nr_hints, x->hint[x->told % x->nr_hints]);
	x->told++;
	return LESSON_OK;
}

enum lesson_status exercise_goal(struct session *s, const struct line *l, struct diag *d)
{
	const struct exercise *x = &s->exercise;

	if (!x->open)
		return status_of(line_bad(l, 0, d, "there is no exercise"));
	session_say(s, VOICE_TABLE, "%s", x->task);
	for (unsigned i = 0; i < x->nr_goals; i++) {
		char seen[GOAL_SEEN] = "";
		bool holds = false;

		if (!goal_holds(s, &x->goal[i], &holds, seen, d))
			return LESSON_BAD;
		session_say(s, VOICE_TABLE, "%s %s (%s)",
			    holds			   ? "reached:" :
			    goal_missed(s, &x->goal[i]) ? "missed:" :
							  "not yet:",
			    x->goal[i].text, seen);
	}
	return LESSON_OK;
}
