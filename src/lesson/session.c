/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session.c - a machine and what statements know about it: names, the last request, the question.
 */
#include "session.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "exercise.h"

struct session *session_new(const struct lesson_host *host)
{
	struct session *s = calloc(1, sizeof *s);

	if (s) {
		s->host = host;
		s->last.pfn = NO_PFN;
	}
	return s;
}

static void unmake(struct session *s)
{
	if (s->machine && s->host->unmade)
		s->host->unmade(s->host->self, s->machine);
	machine_free(s->machine);
	world_free(s->world);
	s->machine = NULL;
	s->world = NULL;
	for (size_t i = 0; i < s->nr_variables; i++)
		free(s->variable[i].block);
	free(s->variable);
	s->variable = NULL;
	s->nr_variables = 0;
	s->trail.n = s->since.n = 0;
	s->last = (struct result){ .pfn = NO_PFN };
}

void session_free(struct session *s)
{
	if (!s)
		return;
	unmake(s);
	question_forget(s);
	exercise_close(s);
	free(s->trail.event);
	free(s->since.event);
	free(s);
}

void session_fix_kernel(struct session *s, const struct kernel *k)
{
	s->kernel = k;
	s->kernel_fixed = true;
}

struct machine *session_machine(struct session *s)
{
	return s->machine;
}

const struct kernel *session_kernel(const struct session *s)
{
	return s->machine ? machine_kernel(s->machine) : s->kernel;
}

const struct question *session_question(const struct session *s)
{
	return s->question.text ? &s->question : NULL;
}

void session_say(struct session *s, enum voice voice, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	if (!s->host->say || s->tally.on)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	s->host->say(s->host->self, voice, text);
}

void session_claim(struct session *s, enum claim_kind kind, bool ok, const char *text,
		   const char *seen)
{
	struct claim c = { .kind = kind, .ok = ok, .file = s->place.file, .line = s->place.line,
			   .column = s->place.column + 1, .text = text, .seen = seen };

	if (s->host->claimed)
		s->host->claimed(s->host->self, &c);
}

/* ---- the last request ---- */

static void trail_put(void *self, const struct event *e)
{
	struct session *s = self;
	struct trail *t = s->trail.open ? &s->trail : &s->since;

	if (!t->open)
		return;
	if (t->n == t->room) {
		size_t room = t->room ? 2 * t->room : 64;
		struct event *more = realloc(t->event, room * sizeof *more);

		if (!more) {
			t->lost = true;
			return;
		}
		t->event = more;
		t->room = room;
	}
	t->event[t->n++] = *e;
}

/* What it borrows will be gone when somebody asks about it. */
static void keep_request(struct session *s, const struct request *r)
{
	s->last_request = *r;
	s->last_request.pages = NULL;
	s->last_request.changes = NULL;
	s->last_request.nodemask = NULL;
	s->last_has_mask = r->nodemask != NULL;
	if (r->nodemask)
		s->last_mask = *r->nodemask;
}

struct result session_request(struct session *s, const struct request *r)
{
	struct result res;

	if (s->host->before)
		s->host->before(s->host->self, r, s->statement);
	if (r->op == REQ_SET) {
		s->since.open = true;
		res = request_run(s->machine, r);
		s->since.open = false;
		return res;
	}
	s->asked = true;
	s->trail.n = s->since.n = 0;
	s->trail.lost = s->since.lost = false;
	keep_request(s, r);
	s->trail.open = true;
	res = request_run(s->machine, r);
	s->trail.open = false;
	s->last = res;
	s->last_op = r->op;
	s->last_order = r->order;
	exercise_note(s, r);
	return res;
}

bool session_stopped(const struct session *s)
{
	return s->host->stop && s->host->stop(s->host->self);
}

/* ---- a machine ---- */

enum lesson_status session_make(struct session *s, struct world *w, const struct kernel *k,
				const char *origin)
{
	struct machine *m = machine_new(w, k);

	if (!m || !machine_listen(m, (struct sink){ trail_put, s })) {
		machine_free(m);
		world_free(w);
		return LESSON_NO_MEMORY;
	}
	unmake(s);
	s->after_exercise = false;
	s->world = w;
	s->machine = m;
	memset(s->cpuset_name, 0, sizeof s->cpuset_name);
	snprintf(s->cpuset_name[0], NAME_MAX_BYTES, "root");
	if (w->nr_cpusets > 1)
		snprintf(s->cpuset_name[1], NAME_MAX_BYTES, "recorded");
	if (s->host->made)
		s->host->made(s->host->self, m, origin);
	return LESSON_OK;
}

bool session_needs_machine(const struct session *s, const struct line *l, struct diag *d)
{
	if (s->machine)
		return true;
	return line_bad(l, 0, d, "%s needs a machine first: machine uma 256M, or machine file PATH",
			l->word[0].text);
}

/* ---- variables ---- */

struct variable *session_variable(const struct session *s, const char *name)
{
	for (size_t i = 0; i < s->nr_variables; i++)
		if (strcmp(s->variable[i].name, name) == 0)
			return &s->variable[i];
	return NULL;
}

struct variable *session_assign(struct session *s, const char *name, bool keep)
{
	struct variable *v = session_variable(s, name);

	if (!v) {
		v = realloc(s->variable, (s->nr_variables + 1) * sizeof *v);
		if (!v)
			return NULL;
		s->variable = v;
		v += s->nr_variables++;
		*v = (struct variable){ .n = 0 };
		snprintf(v->name, sizeof v->name, "%s", name);
	}
	if (!keep)
		v->n = 0;
	return v;
}

bool variable_add(struct variable *v, struct block b)
{
	struct block *blocks = v->block;

	if (!(v->n & (v->n - 1)))
		blocks = realloc(v->block, (v->n ? 2 * v->n : 1) * sizeof *blocks);
	if (!blocks)
		return false;
	v->block = blocks;
	v->block[v->n++] = b;
	return true;
}

/* ---- changes from outside ---- */

void change(struct changes *c, struct event e)
{
	if (c->n == c->room) {
		size_t room = c->room ? 2 * c->room : 16;
		struct event *more = realloc(c->event, room * sizeof *more);

		if (!more) {
			c->failed = true;
			return;
		}
		c->event = more;
		c->room = room;
	}
	c->event[c->n++] = e;
}

void change_field(struct changes *c, enum event_kind kind, zid_t zone, int64_t index,
		  int64_t value)
{
	change(c, (struct event){ .kind = (uint16_t)kind, .zone = zone, .pfn = NO_PFN,
				  .link = NO_PFN, .v = { 0, value, index } });
}

enum lesson_status changes_make(struct session *s, struct changes *c, const struct line *l,
				size_t i, struct diag *d)
{
	struct request r = { .op = REQ_SET, .nid = NID_LOCAL, .pfn = NO_PFN, .changes = c->event,
			     .nr_changes = c->n };
	struct result res = { .status = REQUEST_DONE };

	if (!c->failed && c->n)
		res = session_request(s, &r);
	free(c->event);
	if (c->failed)
		return LESSON_NO_MEMORY;
	if (res.status == REQUEST_DONE)
		return LESSON_OK;
	line_bad(l, i, d, "%s", res.refused ? res.refused : "this change was refused");
	return LESSON_BAD;
}
