/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * live.c - the machine that statements are made on, and how it is brought to where the cursor is.
 *
 * Only the events between the two places are undone and done again, so it is the same machine, and
 * its requests keep their numbers. Names that statements gave are put back to what they were. Where
 * the way leads through a recording, a copy of the world that is seen becomes the machine's.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model_inside.h"

/* ---- the recording that is made ---- */

static void record_failed(struct model *m)
{
	const char *why = m->record ? record_error(m->record) : NULL;

	if (why && !m->record_failed) {
		m->record_failed = true;
		model_trouble_set(m, "no longer recorded: %s", why);
	}
}

static void note_stretch(struct model *m, uint64_t seq)
{
	struct stretch *more = realloc(m->stretch, (m->nr_stretches + 1) * sizeof *more);

	if (!more)
		return;
	m->stretch = more;
	more[m->nr_stretches++] = (struct stretch){ seq, record_current_branch(m->record) };
}

/* A machine was made. It is recorded from its first request on: looking at one leaves nothing. */
static void record_due(struct model *m, const char *origin)
{
	m->nr_stretches = 0;
	m->record_due = true;
	snprintf(m->record_origin, sizeof m->record_origin, "%s", origin);
}

static void record_begin(struct model *m)
{
	if (!m->record && !m->record_asked && m->o.recorder)
		m->record = m->o.recorder(m->o.recorder_self);
	m->record_asked = true;
	m->record_due = false;
	if (!m->record)
		return;
	if (!record_session(m->record, m->machine, m->record_origin, m->o.source))
		record_failed(m);
	m->record_offset = record_last_seq(m->record) + 1 - (int64_t)machine_seq(m->machine);
	note_stretch(m, machine_seq(m->machine));
}

/* The branch of the recording that holds the machine's event seq. */
static int64_t recorded_in(const struct model *m, uint64_t seq)
{
	int64_t branch = 0;

	for (size_t i = 0; i < m->nr_stretches && m->stretch[i].seq <= seq; i++)
		branch = m->stretch[i].branch;
	return branch;
}

/* Tells it that what comes now follows event live_at - 1, not the last one. */
static void record_parting(struct model *m)
{
	struct event e;
	int64_t parent = m->nr_stretches ? m->stretch[0].branch : 0, at = -1;

	if (!m->record || !m->nr_stretches)
		return;
	if (m->live_at && tree_remembers(m->tree, m->live_branch, m->live_at - 1) &&
	    tree_read(m->tree, m->live_branch, m->live_at - 1, &e)) {
		parent = recorded_in(m, e.seq);
		at = (int64_t)e.seq + m->record_offset;
	}
	if (!record_branch(m->record, m->machine, parent, at))
		record_failed(m);
	note_stretch(m, machine_seq(m->machine));
}

/* ---- the host of the lesson's session ---- */

static struct world *host_load(void *self, const char *path, const struct kernel **k,
			       struct diag *d)
{
	struct model *m = self;

	return m->o.load ? m->o.load(m->o.self, path, k, d) : NULL;
}

/* A whole machine used up page by page would fill the memory before it ends. */
static bool host_stop(void *self)
{
	struct model *m = self;
	uint64_t events = m->live_at - m->live_begun;

	if (m->stopped == GOES_ON && events >= MOST_EVENTS_A_STATEMENT)
		m->stopped = STOPPED_BY_LIMIT;
	else if (m->stopped == GOES_ON && m->o.stop && m->o.stop(m->o.stop_self, events))
		m->stopped = STOPPED_BY_PERSON;
	return m->stopped != GOES_ON;
}

static bool host_save(void *self, const char *path, const struct world *w, const struct kernel *k,
		      struct diag *d)
{
	struct model *m = self;

	if (m->by_lesson || !m->o.save) {
		diag_set(d, path, 0, 0, "a lesson writes no files");
		return false;
	}
	return m->o.save(m->o.self, path, w, k, d);
}

static void put(void *self, const struct event *e)
{
	struct model *m = self;

	if (!tree_append(m->tree, m->live_branch, e))
		m->lost = true;
	m->live_at++;
}

static void forget_milestones(struct model *m)
{
	for (size_t i = 0; i < m->nr_milestones; i++)
		session_mark_free(m->milestone[i].mark);
	free(m->milestone);
	m->milestone = NULL;
	m->nr_milestones = 0;
}

static void host_made(void *self, struct machine *machine, const char *origin)
{
	struct model *m = self;

	m->machine = machine;
	m->kernel = machine_kernel(machine);
	forget_milestones(m);
	if (!m->adopting) {
		m->lost = !model_begin(m, tree_new(), world_copy(machine_world(machine)));
		m->live_branch = 0;
		m->live_at = m->live_begun = 0;
		m->fork_due = m->moved = false;
		m->reading.branch = 0;
	}
	if (m->lost || !machine_listen(machine, (struct sink){ put, m }))
		m->lost = true;
	record_due(m, origin);
	if (m->o.record_at_once)
		record_begin(m);
}

static void host_unmade(void *self, struct machine *machine)
{
	struct model *m = self;

	if (m->machine == machine)
		m->machine = NULL;
}

static void host_before(void *self, const struct request *r, const char *statement)
{
	struct model *m = self;

	if (m->record_due)
		record_begin(m);
	else if (m->moved || m->fork_due)
		record_parting(m);
	if (m->fork_due) {
		size_t branch = tree_fork(m->tree, m->live_branch, m->live_at);

		m->lost |= branch == tree_branches(m->tree);
		if (branch < tree_branches(m->tree))
			m->live_branch = branch;
	}
	m->moved = m->fork_due = false;
	if (r->op != REQ_SET && !m->asked++)
		m->first_asked = m->live_at;
	if (statement || r->nodemask)
		m->lost |= !tree_note(m->tree, m->live_branch,
				      &(struct noted){ machine_request(m->machine) + 1, statement,
						       r->nodemask });
	if (m->record && !record_request(m->record, r, statement))
		record_failed(m);
}

/* What is told once the kernel was asked shows what it did: that waits until it has been seen. */
static struct prose *now_or_later(struct model *m)
{
	return m->asked ? &m->later : &m->said;
}

/*
 * Of what a lesson runs: a question and a claim that holds say nothing that is not told anyway, and
 * the ladder that `why` tells stands in its own pane. What `whatif` found stands nowhere else.
 */
static bool worth_saying(struct model *m, enum voice voice, const char *text)
{
	if (voice == VOICE_STATEMENT)
		m->in_pane = strncmp(text, "why", 3) == 0;
	if (voice == VOICE_LADDER && m->in_pane && !m->ladder_told)
		prose_add(now_or_later(m),
			  "(w tells this ladder in words; z shows another zone's checks)\n");
	m->ladder_told = voice == VOICE_LADDER;
	if (voice == VOICE_LADDER)
		return !m->in_pane;
	return voice != VOICE_STATEMENT ||
	       (strncmp(text, "expect ", 7) != 0 && strncmp(text, "predict ", 8) != 0);
}

static void host_say(void *self, enum voice voice, const char *text)
{
	static const char *const before[] = {
		[VOICE_STATEMENT] = "> ", [VOICE_RESULT] = "", [VOICE_LADDER] = "  ",
		[VOICE_TABLE] = "",
	};
	struct model *m = self;

	if (!m->by_lesson || worth_saying(m, voice, text))
		prose_add(now_or_later(m), "%s%s\n", before[voice], text);
}

static void host_claimed(void *self, const struct claim *c)
{
	static const char *const kind[] = {
		[CLAIM_EXPECT] = "expected", [CLAIM_NUMBER] = "the text says",
		[CLAIM_PREDICT] = "", [CLAIM_EXERCISE] = "",
	};
	struct model *m = self;

	if (c->kind == CLAIM_PREDICT && m->reading.lesson)
		reading_learnt(m, LEARNT_ANSWERED,
			       lesson_questions_above(m->reading.lesson, c->line), c->ok);
	if (c->kind == CLAIM_PREDICT)
		prose_add(now_or_later(m), "%s\n%s%.*s\n", c->text,
			  c->ok ? "Right: " : "Not so: it is ",
			  (int)(c->ok ? strcspn(c->seen, ";") : strlen(c->seen)), c->seen);
	else if (!c->ok)
		prose_add(now_or_later(m), "! %s %s, but %s\n", kind[c->kind], c->text, c->seen);
}

static void host_exercise(void *self, const struct exercise_info *x)
{
	struct model *m = self;

	m->reading.exercise = EXERCISE_OPEN;
	(void)x;
}

static void host_solved(void *self, const struct exercise_info *x)
{
	struct model *m = self;

	if (m->reading.exercise != EXERCISE_OPEN)
		return;
	m->reading.exercise = EXERCISE_SOLVED;
	if (m->reading.lesson)
		reading_learnt(m, LEARNT_SOLVED,
			       lesson_exercises_above(m->reading.lesson, x->line), true);
}

static void host_prose(void *self, const struct md_block *b)
{
	reading_prose(self, b);
}

void live_init(struct model *m)
{
	m->host = (struct lesson_host){
		.self = m, .load = host_load, .save = host_save, .stop = host_stop,
		.data_directory = m->o.data_directory,
		.made = host_made, .unmade = host_unmade, .before = host_before, .say = host_say,
		.claimed = host_claimed, .prose = host_prose,
		.exercise = host_exercise, .solved = host_solved,
	};
}

void live_done(struct model *m)
{
	session_free(m->session);
	forget_milestones(m);
	free(m->stretch);
	m->session = NULL;
}

bool live_session(struct model *m, struct diag *d)
{
	if (!m->session) {
		m->session = session_new(&m->host);
		if (m->session)
			session_set_seed(m->session, m->o.seed);
	}
	if (!m->session)
		diag_set(d, NULL, 0, 0, "out of memory");
	return m->session != NULL;
}

/* ---- bringing the machine to the cursor ---- */

/* A copy of the world that is seen becomes the machine's. */
static bool adopt(struct model *m, struct diag *d)
{
	struct world *w = world_copy(tape_world(m->tape));
	char origin[80];
	bool ok;

	snprintf(origin, sizeof origin, "as recorded behind event %" PRIu64, tape_at(m->tape));
	m->adopting = true;
	m->live_branch = tree_chosen(m->tree);
	m->live_at = tape_at(m->tape);
	ok = w && session_adopt(m->session, w, m->kernel, origin) == LESSON_OK;
	m->adopting = false;
	m->moved = false;
	if (!ok)
		diag_set(d, NULL, 0, 0, "out of memory");
	return ok;
}

static void put_names_back(struct model *m)
{
	const struct milestone *best = NULL;

	for (size_t i = 0; i < m->nr_milestones; i++) {
		const struct milestone *s = &m->milestone[i];

		if (s->place <= m->live_at &&
		    s->place <= tree_common(m->tree, m->live_branch, s->branch) &&
		    (!best || s->place >= best->place))
			best = s;
	}
	if (best && !session_return(m->session, best->mark))
		m->lost = true;
}

/* True if all events between the parting and the live place, and the cursor, are in memory. */
static bool way_in_memory(const struct model *m, size_t branch, uint64_t place, uint64_t common)
{
	return (common == place || tree_remembers(m->tree, branch, common)) &&
	       (common == m->live_at || tree_remembers(m->tree, m->live_branch, common));
}

bool live_follow(struct model *m, struct diag *d)
{
	size_t branch = tree_chosen(m->tree);
	uint64_t place = tape_at(m->tape), common;
	struct event e;

	if (!live_session(m, d) || !m->machine)
		return m->session && adopt(m, d);
	common = tree_common(m->tree, m->live_branch, branch);
	common = common < place ? common : place;
	common = common < m->live_at ? common : m->live_at;
	if (m->live_branch == branch && m->live_at == place)
		return true;
	if (!way_in_memory(m, branch, place, common))
		return adopt(m, d);
	m->moved |= m->live_at != common || place != common;
	while (m->live_at > common && tree_read(m->tree, m->live_branch, m->live_at - 1, &e)) {
		session_revert(m->session, &e);
		m->live_at--;
	}
	m->live_branch = branch;
	while (m->live_at < place && tree_read(m->tree, branch, m->live_at, &e)) {
		session_apply(m->session, &e);
		m->live_at++;
	}
	put_names_back(m);
	return true;
}

/* ---- statements ---- */

static void set_milestone(struct model *m)
{
	struct milestone *more;

	if (!m->machine)
		return;
	more = realloc(m->milestone, (m->nr_milestones + 1) * sizeof *more);
	if (!more) {
		m->lost = true;
		return;
	}
	m->milestone = more;
	more += m->nr_milestones++;
	*more = (struct milestone){ m->live_branch, m->live_at, session_mark(m->session) };
	if (!more->mark) {
		m->nr_milestones--;
		m->lost = true;
	}
}

static void say_who_stopped(const struct model *m, const struct place *at, struct diag *d)
{
	if (m->stopped == STOPPED_BY_LIMIT)
		diag_set(d, at->file, at->line, 0,
			 "stopped: more than %d events; ask for less at once",
			 MOST_EVENTS_A_STATEMENT);
	else if (m->stopped == STOPPED_BY_PERSON)
		diag_set(d, at->file, at->line, 0, "stopped after %" PRIu64 " events",
			 m->live_at - m->live_begun);
}

bool live_statement(struct model *m, const struct place *at, const char *text, struct diag *d)
{
	enum lesson_status status;

	m->asked = 0;
	prose_clear(&m->later);
	m->later_said = false;
	m->live_begun = m->live_at;
	m->stopped = GOES_ON;
	if (m->machine && !m->nr_milestones)
		set_milestone(m);
	status = session_line(m->session, at, text, d);
	m->later_branch = m->live_branch;
	m->later_at = m->live_at;
	set_milestone(m);
	if (m->machine && m->tree && tree_chosen(m->tree) != m->live_branch)
		tree_choose(m->tree, m->live_branch);
	m->shown_valid = false;
	if (m->record && !m->record_failed && !record_commit(m->record))
		record_failed(m);
	if (status == LESSON_NO_MEMORY)
		diag_set(d, at->file, at->line, 0, "out of memory");
	if (status == LESSON_BAD)
		say_who_stopped(m, at, d);
	if (m->lost)
		model_trouble_set(m, "out of memory: what is shown is not complete");
	return status == LESSON_OK;
}

/* One request: to its first event. Several, or changes from outside: behind them. */
void live_show(struct model *m)
{
	if (!m->tape)
		return;
	tape_seek(m->tape, m->asked == 1 ? m->first_asked + 1 : tape_length(m->tape));
}

/* Is that what was said last? */
static bool ends_with_statement(const struct model *m, const char *text)
{
	size_t n = strlen(text) + 3;

	return m->said.n >= n && strncmp(m->said.text + m->said.n - n, "> ", 2) == 0 &&
	       strncmp(m->said.text + m->said.n - n + 2, text, n - 3) == 0;
}

void live_complain(struct model *m, const char *text, const struct diag *d)
{
	if (!ends_with_statement(m, text))
		prose_add(&m->said, "> %s\n", text);
	if (d->column)
		prose_add(&m->said, "  %*s^\n", (int)(d->column - 1), "");
	prose_add(&m->said, "%s\n", d->message);
}

/* To the end of the request that the cursor is in. */
static void finish_request(struct model *m)
{
	struct event e;

	while (tape_here(m->tape, &e) && e.kind != EVENT_RESULT && tape_into(m->tape))
		;
}

/* To where the next request can begin. fork_due: another one is there already. */
static bool make_ready(struct model *m, bool looks, struct diag *d)
{
	if (!looks)
		finish_request(m);
	if (!live_follow(m, d))
		return false;
	m->fork_due = tape_at(m->tape) != tape_length(m->tape) ||
		      !tree_in_memory(m->tree, tree_chosen(m->tree)) ||
		      (m->reading.lesson && tree_chosen(m->tree) == m->reading.branch);
	return true;
}

bool model_statement(struct model *m, const char *text, struct diag *d)
{
	const struct place at = { .file = NULL, .directory = "" };
	const struct tree *tree = m->tree;
	enum statement_does does = lesson_statement_does(text);
	uint64_t before = model_at(m), live;
	bool ok;

	*d = (struct diag){ .file = NULL };
	if (model_trace_refuses(m, d) || !live_session(m, d))
		return false;
	if (m->reading.lesson && session_question(m->session)) {
		diag_set(d, NULL, 0, 0, "first answer the question: press its letter");
		return false;
	}
	model_say_anew(m);
	m->fork_due = m->by_lesson = false;
	if (m->tape && !make_ready(m, does == STATEMENT_LOOKS, d))
		return false;
	live = m->live_at;
	ok = live_statement(m, &at, text, d);
	if (!ok)
		live_complain(m, text, d);
	if (m->asked || m->live_at != live)
		live_show(m);
	else if (m->tree == tree && (!ok || does != STATEMENT_TELLS))
		model_seek(m, before);
	m->fork_due = false;
	return ok;
}
