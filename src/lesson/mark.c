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
	struct variable *variable;
	size_t nr_variables;
	struct trail trail, since;
	struct request last_request;
	struct nodemask last_mask;
	bool last_has_mask;
	struct deeds deeds;
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

static bool trail_copy(struct trail *to, const struct trail *from)
{
	size_t room = from->n ? from->n : 1;

	*to = (struct trail){ .event = malloc(room * sizeof *to->event), .n = from->n,
			      .room = room, .lost = from->lost };
	if (to->event && from->n)
		memcpy(to->event, from->event, from->n * sizeof *to->event);
	return to->event != NULL;
}

static bool trails_copy(struct trail to[2], const struct trail *trail, const struct trail *since)
{
	if (!trail_copy(&to[0], trail))
		return false;
	if (trail_copy(&to[1], since))
		return true;
	free(to[0].event);
	return false;
}

struct session_mark *session_mark(const struct session *s)
{
	struct session_mark *m = calloc(1, sizeof *m);

	if (!m)
		return NULL;
	memcpy(m->cpuset_name, s->cpuset_name, sizeof m->cpuset_name);
	m->deeds = s->deeds;
	m->last = s->last;
	m->last_op = s->last_op;
	m->last_order = s->last_order;
	m->last_request = s->last_request;
	m->last_mask = s->last_mask;
	m->last_has_mask = s->last_has_mask;
	if (variables_copy(&m->variable, s->variable, s->nr_variables)) {
		struct trail trails[2];

		m->nr_variables = s->nr_variables;
		if (trails_copy(trails, &s->trail, &s->since)) {
			m->trail = trails[0];
			m->since = trails[1];
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
	free(m->trail.event);
	free(m->since.event);
	free(m);
}

bool session_return(struct session *s, const struct session_mark *m)
{
	struct variable *variable;
	struct trail trails[2];

	if (!variables_copy(&variable, m->variable, m->nr_variables))
		return false;
	if (!trails_copy(trails, &m->trail, &m->since)) {
		variables_free(variable, m->nr_variables);
		return false;
	}
	variables_free(s->variable, s->nr_variables);
	s->variable = variable;
	s->nr_variables = m->nr_variables;
	free(s->trail.event);
	free(s->since.event);
	s->trail = trails[0];
	s->since = trails[1];
	s->last_request = m->last_request;
	s->last_mask = m->last_mask;
	s->last_has_mask = m->last_has_mask;
	memcpy(s->cpuset_name, m->cpuset_name, sizeof s->cpuset_name);
	s->deeds = m->deeds;
	s->last = m->last;
	s->last_op = m->last_op;
	s->last_order = m->last_order;
	question_forget(s);
	return true;
}
