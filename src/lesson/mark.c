/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mark.c - what a session knows besides its world, copied, and put back when somebody goes back.
 */
#include "mark.h"

#include <stdlib.h>
#include <string.h>

#include "session.h"

struct session_mark {
	char cpuset_name[MAX_CPUSETS][NAME_MAX_BYTES];
	struct mempolicy policy;
	struct variable *variable;
	size_t nr_variables;
	struct event *trail;
	size_t trail_n;
	bool trail_lost;
	struct result last;
	enum request_op last_op;
	unsigned last_order;
};

enum lesson_status session_adopt(struct session *s, struct world *w, const struct kernel *k,
				 const char *origin)
{
	return session_make(s, w, k, origin);
}

void session_apply(struct session *s, const struct event *e)
{
	world_apply(s->world, e);
}

void session_revert(struct session *s, const struct event *e)
{
	world_revert(s->world, e);
}

bool session_answer(struct session *s, const char *choice)
{
	for (unsigned i = 0; i < s->question.nr_choices; i++)
		if (strcmp(s->question.choice[i], choice) == 0) {
			snprintf(s->answer, sizeof s->answer, "%s", choice);
			return true;
		}
	return false;
}

/* ---- copies ---- */

static void variables_free(struct variable *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(v[i].block);
	free(v);
}

/* The room of a variable's blocks is its number rounded up to a power of two: variable_add(). */
static bool variable_copy(struct variable *to, const struct variable *from)
{
	size_t room = 1;

	*to = *from;
	to->block = NULL;
	while (room < from->n)
		room *= 2;
	if (!from->n)
		return true;
	to->block = malloc(room * sizeof *to->block);
	if (to->block)
		memcpy(to->block, from->block, from->n * sizeof *to->block);
	return to->block != NULL;
}

static bool variables_copy(struct variable **to, const struct variable *from, size_t n)
{
	*to = calloc(n ? n : 1, sizeof **to);
	for (size_t i = 0; *to && i < n; i++)
		if (!variable_copy(&(*to)[i], &from[i])) {
			variables_free(*to, i);
			*to = NULL;
		}
	return *to != NULL;
}

static bool events_copy(struct event **to, const struct event *from, size_t n)
{
	*to = malloc((n ? n : 1) * sizeof **to);
	if (*to && n)
		memcpy(*to, from, n * sizeof **to);
	return *to != NULL;
}

struct session_mark *session_mark(const struct session *s)
{
	struct session_mark *m = calloc(1, sizeof *m);

	if (!m)
		return NULL;
	memcpy(m->cpuset_name, s->cpuset_name, sizeof m->cpuset_name);
	m->policy = s->policy;
	m->last = s->last;
	m->last_op = s->last_op;
	m->last_order = s->last_order;
	m->trail_lost = s->trail.lost;
	if (variables_copy(&m->variable, s->variable, s->nr_variables)) {
		m->nr_variables = s->nr_variables;
		if (events_copy(&m->trail, s->trail.event, s->trail.n)) {
			m->trail_n = s->trail.n;
			return m;
		}
	}
	session_mark_free(m);
	return NULL;
}

void session_mark_free(struct session_mark *m)
{
	if (!m)
		return;
	variables_free(m->variable, m->nr_variables);
	free(m->trail);
	free(m);
}

bool session_return(struct session *s, const struct session_mark *m)
{
	struct variable *variable;
	struct event *trail;

	if (!variables_copy(&variable, m->variable, m->nr_variables))
		return false;
	if (!events_copy(&trail, m->trail, m->trail_n)) {
		variables_free(variable, m->nr_variables);
		return false;
	}
	variables_free(s->variable, s->nr_variables);
	s->variable = variable;
	s->nr_variables = m->nr_variables;
	free(s->trail.event);
	s->trail = (struct trail){ .event = trail, .n = m->trail_n,
				   .room = m->trail_n ? m->trail_n : 1,
				   .lost = m->trail_lost };
	memcpy(s->cpuset_name, m->cpuset_name, sizeof s->cpuset_name);
	s->policy = m->policy;
	s->last = m->last;
	s->last_op = m->last_op;
	s->last_order = m->last_order;
	question_forget(s);
	return true;
}
