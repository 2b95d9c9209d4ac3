/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree.h - the branches of a session: lines of events that share their beginnings.
 *
 *	main  o---o---o---o---o---o
 *	              \
 *	2              o---o
 *
 * A branch's events are in memory, or in a recording. A tape runs along the branch that is chosen.
 * Places count from the first world along that branch.
 */
#ifndef TUI_TREE_H
#define TUI_TREE_H

#include "core/tape.h"
#include "tui/recorded.h"

struct tree;

/* A tree with an empty branch in memory; or that of a recording, which is lent. NULL: no memory. */
struct tree *tree_new(void);
struct tree *tree_of_recording(struct recorded *r);
void tree_free(struct tree *t);

struct tape_source tree_source(struct tree *t);

size_t tree_branches(const struct tree *t);
const char *tree_name(const struct tree *t, size_t branch);
/* The branch it parted from, and where; the first parted from itself at 0. */
size_t tree_parent(const struct tree *t, size_t branch, uint64_t *fork);
uint64_t tree_length(const struct tree *t, size_t branch);
bool tree_in_memory(const struct tree *t, size_t branch);

/* A branch by its name; tree_branches() if there is none. */
size_t tree_find(const struct tree *t, const char *name);

/* The branch whose events are read. Switch only while the tape stands where both are the same. */
size_t tree_chosen(const struct tree *t);
void tree_choose(struct tree *t, size_t branch);

/* How many events two branches share. */
uint64_t tree_common(const struct tree *t, size_t a, size_t b);

/* Event `at` of a branch or of what it grew from. */
bool tree_read(struct tree *t, size_t branch, uint64_t at, struct event *e);

/* Whether event `at` is in memory, not in a recording. */
bool tree_remembers(const struct tree *t, size_t branch, uint64_t at);

/* A new branch in memory that parts from `branch` there; tree_branches(): no memory. */
size_t tree_fork(struct tree *t, size_t branch, uint64_t place);

/* Adds an event at the end of a branch in memory. False when memory is short. */
bool tree_append(struct tree *t, size_t branch, const struct event *e);

/*
 * Notes what the events of a request do not tell, the requests of a branch in their order. Finds it
 * for the request of which the event at `at` is one; NULL: none.
 */
struct noted {
	uint32_t request;
	const char *statement;          /* or NULL */
	const struct nodemask *nodemask;        /* or NULL */
};
bool tree_note(struct tree *t, size_t branch, const struct noted *noted);
const char *tree_statement(struct tree *t, size_t branch, uint64_t at);
const struct nodemask *tree_nodemask(struct tree *t, size_t branch, uint64_t at);

/* True if the recording's branches have grown, or new ones come. */
bool tree_refresh(struct tree *t);

#endif
