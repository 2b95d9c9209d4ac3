/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model.c - opening what there is to see, moving through it, and showing it as a view.
 */
#include "model.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "model_inside.h"

/* ---- text ---- */

void prose_clear(struct prose *p)
{
	p->n = 0;
	if (p->text)
		p->text[0] = '\0';
}

void prose_add(struct prose *p, const char *fmt, ...)
{
	va_list ap;
	char *text = NULL;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0) {
		p->lost = true;
		return;
	}
	if (p->n + (size_t)n + 1 > p->room) {
		size_t room = 2 * (p->n + (size_t)n + 1);
		char *more = realloc(p->text, room);

		if (!more) {
			p->lost = true;
			free(text);
			return;
		}
		p->text = more;
		p->room = room;
	}
	memcpy(p->text + p->n, text, (size_t)n + 1);
	p->n += (size_t)n;
	free(text);
}

const char *model_text(const struct model *m)
{
	return m->said.text ? m->said.text : "";
}

void model_trouble_set(struct model *m, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(m->trouble, sizeof m->trouble, fmt, ap);
	va_end(ap);
}

const char *model_trouble(struct model *m)
{
	const char *recorded = m->recorded ? recorded_error(m->recorded) : NULL;

	if (recorded)
		model_trouble_set(m, "%s", recorded);
	if (!m->trouble[0])
		return NULL;
	memcpy(m->trouble_told, m->trouble, sizeof m->trouble);
	m->trouble[0] = '\0';
	return m->trouble_told;
}

/* ---- a model ---- */

struct model *model_new(const struct model_options *o)
{
	struct model *m = calloc(1, sizeof *m);

	if (m) {
		m->o = *o;
		live_init(m);
	}
	return m;
}

static void close_what_is_seen(struct model *m)
{
	tape_free(m->tape);
	tree_free(m->tree);
	m->tape = NULL;
	m->tree = NULL;
	m->shown_valid = false;
}

void model_free(struct model *m)
{
	if (!m)
		return;
	reading_done(m);
	live_done(m);
	tracing_done(m);
	close_what_is_seen(m);
	recorded_close(m->recorded);
	free(m->shown);
	free(m->said.text);
	free(m->later.text);
	free(m);
}

bool model_begin(struct model *m, struct tree *tree, struct world *first)
{
	struct tape *tape = tree && first ? tape_new(first, tree_source(tree)) : NULL;

	if (!tape) {
		tree_free(tree);
		world_free(first);
		return false;
	}
	close_what_is_seen(m);
	m->tree = tree;
	m->tape = tape;
	return true;
}

bool model_has_machine(const struct model *m)
{
	return m->tape != NULL;
}

struct tree *model_tree(struct model *m)
{
	return m->tree;
}

/* ---- opening ---- */

/* A recorded state often has requests behind it, which are not made here. */
static void tell_of_state(struct model *m, const char *path)
{
	size_t n = strlen(path);
	char failed[700];

	prose_add(&m->said,
		  "# A state of a %s kernel\n\n"
		  "The machine is as %s describes it first. Type requests of your own behind : "
		  "such as alloc_page GFP_KERNEL, and step through them.\n\n",
		  m->kernel->name, path);
	if (m->o.reported && m->o.reported(path, failed, sizeof failed))
		prose_add(&m->said,
			  "The request of the report is\n\n"
			  "    %s\n\n",
			  failed);
	if (n > 6 && strcmp(path + n - 6, ".jsonl") == 0)
		prose_add(&m->said,
			  "Requests that the file itself records are run by\n\n"
			  "    buddyscope verify --record RUN.db %s\n\n"
			  "and then stepped through in RUN.db.\n",
			  path);
}

bool model_open_state(struct model *m, const char *path, struct diag *d)
{
	const struct kernel *k = NULL;
	struct world *w;
	char *origin;
	bool ok;

	if (!live_session(m, d))
		return false;
	w = m->o.load ? m->o.load(m->o.self, path, &k, d) : NULL;
	if (!w)
		return false;
	if (asprintf(&origin, "machine file %s", path) < 0)
		origin = NULL;
	ok = origin && session_adopt(m->session, w, k, origin) == LESSON_OK && m->tape;
	free(origin);
	if (ok)
		tell_of_state(m, path);
	else
		diag_set(d, path, 0, 0, "out of memory");
	return ok;
}

bool model_recording_words(const struct model *m, char *out, size_t size)
{
	const struct reader_session *s = m->recorded ? recorded_session(m->recorded) : NULL;
	size_t which, n;

	if (!s)
		return false;
	n = recorded_sessions(m->recorded, &which);
	snprintf(out, size, "session %zu of %zu, of %.80s%s", which, n, s->source,
		 n > 1 ? "; :session N goes to another" : "");
	return true;
}

bool model_open_recording(struct model *m, const char *path, size_t which, struct diag *d,
			  bool *machine_failed)
{
	struct recorded *r = recorded_open(path, which, d, machine_failed);
	struct world *first = r ? recorded_first(r, d) : NULL;

	if (!first) {
		recorded_close(r);
		d->file = path;         /* it named the one that is closed */
		return false;
	}
	if (!model_begin(m, tree_of_recording(r), first)) {
		recorded_close(r);
		*machine_failed = true;
		diag_set(d, path, 0, 0, "out of memory");
		return false;
	}
	m->recorded = r;
	m->kernel = recorded_session(r)->kernel;
	if (!recorded_session(r)->same_events || !recorded_session(r)->same_kernel)
		model_trouble_set(m, "recorded by another version: %s",
				  recorded_session(r)->version);
	return true;
}

/* ---- moving ---- */

uint64_t model_at(const struct model *m)
{
	return m->tape ? tape_at(m->tape) : 0;
}

uint64_t model_end(const struct model *m)
{
	return m->tape ? tape_length(m->tape) : 0;
}

static void tell_why_not(struct model *m)
{
	if (m->recorded && !m->trouble[0])
		model_trouble_set(m, "the recording goes no farther: an event does not fit");
}

bool model_seek(struct model *m, uint64_t place)
{
	if (!m->tape || place > tape_length(m->tape))
		return false;
	if (tape_seek(m->tape, place))
		return true;
	tell_why_not(m);
	return false;
}

bool model_move(struct model *m, bool (*verb)(struct tape *t))
{
	return m->tape && verb(m->tape);
}

bool model_find(struct model *m, bool back, tape_predicate *wanted, void *self)
{
	if (!m->tape)
		return false;
	return back ? tape_find_back(m->tape, wanted, self) : tape_find(m->tape, wanted, self);
}

struct world *model_first(struct model *m)
{
	uint64_t at = model_at(m);
	struct world *first = model_seek(m, 0) ? world_copy(tape_world(m->tape)) : NULL;

	if (m->tape && model_seek(m, at))
		return first;
	world_free(first);
	return NULL;
}

bool model_earlier(struct model *m, uint64_t back, struct event *e)
{
	uint64_t at = model_at(m);

	return at > back && tree_read(m->tree, tree_chosen(m->tree), at - 1 - back, e);
}

bool model_choose(struct model *m, size_t branch)
{
	size_t chosen = tree_chosen(m->tree);
	uint64_t common = tree_common(m->tree, chosen, branch);

	if (tape_at(m->tape) > common && !tape_seek(m->tape, common))
		return false;
	tree_choose(m->tree, branch);
	m->shown_valid = false;
	return true;
}

bool model_refresh(struct model *m)
{
	return m->tree && tree_refresh(m->tree);
}

/* ---- the request under the cursor ---- */

static bool shown_room(struct model *m, uint64_t n)
{
	struct event *more;

	if (n <= m->shown_room)
		return true;
	more = realloc(m->shown, 2 * n * sizeof *more);
	if (!more)
		return false;
	m->shown = more;
	m->shown_room = 2 * n;
	return true;
}

/* Reads events up to place `at` behind those that are there. */
static void show_until(struct model *m, uint64_t at)
{
	size_t branch = tree_chosen(m->tree);

	while (m->shown_start + m->shown_n < at) {
		if (!shown_room(m, m->shown_n + 1) ||
		    !tree_read(m->tree, branch, m->shown_start + m->shown_n,
			       &m->shown[m->shown_n])) {
			m->shown_valid = false;
			return;
		}
		m->shown_n++;
	}
}

static void show_request(struct model *m)
{
	uint64_t at = tape_at(m->tape);
	struct event e;

	if (m->shown_valid && at > m->shown_start && at <= m->shown_start + m->shown_n)
		return;
	if (m->shown_valid && at == m->shown_start + m->shown_n + 1 && tape_here(m->tape, &e) &&
	    e.kind != EVENT_REQUEST) {
		show_until(m, at);
		return;
	}
	m->shown_valid = true;
	m->shown_n = 0;
	m->shown_start = at;
	while (m->shown_start && tree_read(m->tree, tree_chosen(m->tree), m->shown_start - 1, &e)) {
		m->shown_start--;
		if (e.kind == EVENT_REQUEST)
			break;
	}
	show_until(m, at);
}

void say_later(struct model *m)
{
	if (m->later.n && !m->later_said)
		prose_add(&m->said, "%s", m->later.text);
	prose_clear(&m->later);
	m->later_said = false;
}

void model_say_anew(struct model *m)
{
	prose_clear(&m->said);
	prose_clear(&m->later);
	m->later_said = false;
}

static bool later_is_due(const struct model *m)
{
	return m->tape && tape_at(m->tape) >= m->later_at &&
	       tree_chosen(m->tree) == m->later_branch;
}

/* What came of a request is told where it has been seen, and no more where one went back. */
static void say_what_is_due(struct model *m)
{
	bool due = later_is_due(m);

	if (!m->later.n || due == m->later_said)
		return;
	if (due) {
		m->later_from = m->said.n;
		prose_add(&m->said, "%s", m->later.text);
	} else if (m->said.n == m->later_from + m->later.n) {
		m->said.n = m->later_from;
		m->said.text[m->said.n] = '\0';
	}
	m->later_said = due;
}

void model_view(struct model *m, struct view *v)
{
	uint64_t n;

	say_what_is_due(m);
	*v = (struct view){ .kernel = m->kernel, .zone = NO_ZONE };
	v->lesson = m->said.n ? m->said.text : NULL;
	v->answers = !m->reading.lesson;
	v->block = reading_next(m);
	if (!m->tape)
		return;
	show_request(m);
	v->seen = tape_world(m->tape);
	v->at = tape_at(m->tape);
	v->end = tape_length(m->tape);
	if (v->at < v->end)             /* first this is looked at */
		v->block = NULL;
	v->branch = tree_name(m->tree, tree_chosen(m->tree));
	v->traced = tracing_is_seen(m) ? tracing_tally(m) : NULL;
	n = m->shown_valid && v->at > m->shown_start ? v->at - m->shown_start : 0;
	if (n > m->shown_n)
		n = m->shown_n;
	v->request = (struct view_request){ m->shown, n, NULL };
	if (n) {
		v->here = &m->shown[n - 1];
		v->request.text = tree_statement(m->tree, tree_chosen(m->tree), v->at - 1);
	}
}

struct completing model_completing(struct model *m)
{
	struct view v;

	model_view(m, &v);
	return (struct completing){ m->session, v.kernel, v.seen };
}
