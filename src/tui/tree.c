/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree.c - which event stands at a place of a branch: its own, or an ancestor's.
 */
#include "tree.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 24 };

struct note {
	uint32_t request;
	char *statement;
	struct nodemask *nodemask;
};

struct branch {
	char name[NAME_BYTES];
	size_t parent;
	uint64_t fork;
	uint64_t n;             /* of its own */
	struct event *event;    /* in memory ... */
	uint64_t room;
	int64_t id, first_seq;  /* ... or recorded; id 0: in memory */
	struct note *note;      /* in memory: by ascending request */
	size_t nr_notes, note_room;
};

struct tree {
	struct branch *branch;
	size_t n, chosen;
	struct recorded *recorded;      /* lent; or NULL */
};

/* ---- making one ---- */

static struct branch *add_branch(struct tree *t)
{
	struct branch *all = realloc(t->branch, (t->n + 1) * sizeof *all), *more;

	if (!all)
		return NULL;
	t->branch = all;
	more = &all[t->n];
	*more = (struct branch){ .parent = 0 };
	if (t->n)
		snprintf(more->name, sizeof more->name, "%zu", t->n + 1);
	else
		snprintf(more->name, sizeof more->name, "main");
	t->n++;
	return more;
}

struct tree *tree_new(void)
{
	struct tree *t = calloc(1, sizeof *t);

	if (t && !add_branch(t)) {
		free(t);
		return NULL;
	}
	return t;
}

static size_t find_id(const struct tree *t, int64_t id)
{
	size_t i = 0;

	while (i < t->n && t->branch[i].id != id)
		i++;
	return i;
}

/* Places are counted by seq: a branch's own events follow each other. */
static void place_branch(struct tree *t, struct branch *b, const struct reader_branch *r)
{
	const struct branch *parent;

	b->first_seq = r->first_seq;
	b->n = r->last_seq >= r->first_seq ? (uint64_t)(r->last_seq - r->first_seq) + 1 : 0;
	b->parent = r->parent ? find_id(t, r->parent) : 0;
	b->fork = 0;
	if (!r->parent || b->parent >= (size_t)(b - t->branch)) {
		b->parent = 0;
		return;
	}
	parent = &t->branch[b->parent];
	if (r->fork_seq >= parent->first_seq)
		b->fork = parent->fork + (uint64_t)(r->fork_seq - parent->first_seq) + 1;
	if (b->fork > parent->fork + parent->n)
		b->fork = parent->fork + parent->n;
}

static bool take_branches(struct tree *t)
{
	const struct reader_branch *r;

	for (size_t i = 0; (r = recorded_branch(t->recorded, i)); i++) {
		size_t at = find_id(t, r->id);
		struct branch *b = at < t->n ? &t->branch[at] : add_branch(t);

		if (!b)
			return false;
		b->id = r->id;
		place_branch(t, b, r);
	}
	return true;
}

struct tree *tree_of_recording(struct recorded *r)
{
	struct tree *t = calloc(1, sizeof *t);

	if (!t)
		return NULL;
	t->recorded = r;
	if (!take_branches(t) || (!t->n && !add_branch(t))) {
		tree_free(t);
		return NULL;
	}
	t->chosen = t->n - 1;
	return t;
}

void tree_free(struct tree *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n; i++) {
		for (size_t k = 0; k < t->branch[i].nr_notes; k++) {
			free(t->branch[i].note[k].statement);
			free(t->branch[i].note[k].nodemask);
		}
		free(t->branch[i].note);
		free(t->branch[i].event);
	}
	free(t->branch);
	free(t);
}

bool tree_refresh(struct tree *t)
{
	uint64_t before = tree_length(t, t->chosen);
	size_t n = t->n;

	if (!t->recorded || !recorded_refresh(t->recorded) || !take_branches(t))
		return false;
	return t->n != n || tree_length(t, t->chosen) != before;
}

/* ---- asking ---- */

size_t tree_branches(const struct tree *t)
{
	return t->n;
}

const char *tree_name(const struct tree *t, size_t branch)
{
	return t->branch[branch].name;
}

size_t tree_parent(const struct tree *t, size_t branch, uint64_t *fork)
{
	*fork = t->branch[branch].fork;
	return t->branch[branch].parent;
}

uint64_t tree_length(const struct tree *t, size_t branch)
{
	return t->branch[branch].fork + t->branch[branch].n;
}

bool tree_in_memory(const struct tree *t, size_t branch)
{
	return !t->branch[branch].id;
}

size_t tree_find(const struct tree *t, const char *name)
{
	size_t i = 0;

	while (i < t->n && strcmp(t->branch[i].name, name) != 0)
		i++;
	return i;
}

size_t tree_chosen(const struct tree *t)
{
	return t->chosen;
}

void tree_choose(struct tree *t, size_t branch)
{
	t->chosen = branch;
}

/* The branch that holds event `at` of this one. A parent comes before its children. */
static size_t owner(const struct tree *t, size_t branch, uint64_t at)
{
	while (branch && at < t->branch[branch].fork)
		branch = t->branch[branch].parent;
	return branch;
}

bool tree_remembers(const struct tree *t, size_t branch, uint64_t at)
{
	return !t->branch[owner(t, branch, at)].id;
}

uint64_t tree_common(const struct tree *t, size_t a, size_t b)
{
	uint64_t most = UINT64_MAX;

	while (a != b) {
		size_t *later = a > b ? &a : &b;

		if (t->branch[*later].fork < most)
			most = t->branch[*later].fork;
		*later = t->branch[*later].parent;
	}
	return most < tree_length(t, a) ? most : tree_length(t, a);
}

bool tree_read(struct tree *t, size_t branch, uint64_t at, struct event *e)
{
	const struct branch *b = &t->branch[owner(t, branch, at)];

	if (at < b->fork || at - b->fork >= b->n)
		return false;
	if (b->id)
		return recorded_event(t->recorded, b->id,
				      b->first_seq + (int64_t)(at - b->fork), e);
	*e = b->event[at - b->fork];
	return true;
}

/* ---- as a source of a tape ---- */

static uint64_t source_length(void *self)
{
	struct tree *t = self;

	return tree_length(t, t->chosen);
}

static bool source_read(void *self, uint64_t at, struct event *e)
{
	struct tree *t = self;

	return tree_read(t, t->chosen, at, e);
}

/* Only what is recorded has keyframes; along memory it is quick to walk. */
static struct world *source_keyframe(void *self, uint64_t at, uint64_t *place)
{
	struct tree *t = self;
	size_t branch = t->chosen;
	const struct branch *b;

	while (!t->branch[branch].id || (branch && at <= t->branch[branch].fork)) {
		if (!branch)
			break;
		if (at > t->branch[branch].fork)
			at = t->branch[branch].fork;
		branch = t->branch[branch].parent;
	}
	b = &t->branch[branch];
	if (!b->id || at < b->fork)
		return NULL;
	*place = at;
	return recorded_world(t->recorded, b->id, b->first_seq + (int64_t)(at - b->fork) - 1);
}

static bool source_fits(void *self, const struct world *w, const struct event *e)
{
	const struct tree *t = self;

	return !t->recorded || recorded_fits(w, e);
}

struct tape_source tree_source(struct tree *t)
{
	return (struct tape_source){ source_length, source_read, source_keyframe, source_fits, t };
}

/* ---- growing ---- */

size_t tree_fork(struct tree *t, size_t branch, uint64_t place)
{
	struct branch *b;

	while (branch && place <= t->branch[branch].fork)
		branch = t->branch[branch].parent;
	b = add_branch(t);
	if (!b)
		return t->n;
	b->parent = branch;
	b->fork = place;
	return t->n - 1;
}

bool tree_append(struct tree *t, size_t branch, const struct event *e)
{
	struct branch *b = &t->branch[branch];

	if (b->n == b->room) {
		uint64_t room = b->room ? 2 * b->room : 256;
		struct event *more = realloc(b->event, room * sizeof *more);

		if (!more)
			return false;
		b->event = more;
		b->room = room;
	}
	b->event[b->n++] = *e;
	return true;
}

/* ---- statements ---- */

bool tree_note(struct tree *t, size_t branch, const struct noted *noted)
{
	struct branch *b = &t->branch[branch];
	struct note *n;

	if (b->nr_notes == b->note_room) {
		size_t room = b->note_room ? 2 * b->note_room : 16;
		struct note *more = realloc(b->note, room * sizeof *more);

		if (!more)
			return false;
		b->note = more;
		b->note_room = room;
	}
	n = &b->note[b->nr_notes++];
	*n = (struct note){ .request = noted->request };
	if (noted->statement)
		n->statement = strdup(noted->statement);
	if (noted->nodemask && (n->nodemask = malloc(sizeof *n->nodemask)))
		*n->nodemask = *noted->nodemask;
	return (!noted->statement || n->statement) && (!noted->nodemask || n->nodemask);
}

static int by_request(const void *a, const void *b)
{
	const struct note *x = a, *y = b;

	return x->request < y->request ? -1 : x->request > y->request;
}

/* What is known of the request that the event at `at` belongs to: by the file, or by a note. */
struct source {
	int64_t recorded;               /* the recording's branch; 0: it is in memory */
	uint32_t request;
	const struct note *note;        /* or NULL */
};

static struct source source_of(struct tree *t, size_t branch, uint64_t at)
{
	const struct branch *b = &t->branch[owner(t, branch, at)];
	struct source s = { .recorded = b->id };
	struct note key = { 0 };
	struct event e;

	if (!tree_read(t, branch, at, &e))
		return (struct source){ .recorded = 0 };
	s.request = key.request = e.request;
	if (!s.recorded && b->nr_notes)
		s.note = bsearch(&key, b->note, b->nr_notes, sizeof key, by_request);
	return s;
}

const char *tree_statement(struct tree *t, size_t branch, uint64_t at)
{
	struct source s = source_of(t, branch, at);

	if (s.recorded)
		return recorded_statement(t->recorded, s.recorded, s.request);
	return s.note ? s.note->statement : NULL;
}

const struct nodemask *tree_nodemask(struct tree *t, size_t branch, uint64_t at)
{
	struct source s = source_of(t, branch, at);

	if (s.recorded)
		return recorded_nodemask(t->recorded, s.recorded, s.request);
	return s.note ? s.note->nodemask : NULL;
}
