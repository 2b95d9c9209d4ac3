/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recorded.h - one session of a recording, to be read at random: a few hundred events at a time.
 */
#ifndef TUI_RECORDED_H
#define TUI_RECORDED_H

#include "record/reader.h"

struct recorded;

/*
 * Opens a session of the file: which counts from 1, and 0 is the last. NULL with *d filled and its
 * file path; *machine_failed says whose fault it is.
 */
struct recorded *recorded_open(const char *path, size_t which, struct diag *d,
			       bool *machine_failed);
void recorded_close(struct recorded *r);

const struct reader_session *recorded_session(const struct recorded *r);

/* How many the file has, and which of them this is, from 1. */
size_t recorded_sessions(const struct recorded *r, size_t *which);

/* The session's branches, oldest first; NULL behind the last. */
const struct reader_branch *recorded_branch(const struct recorded *r, size_t i);

/* Looks whether the file has grown. */
bool recorded_refresh(struct recorded *r);

/* The first world; the caller owns it. NULL with *d filled. */
struct world *recorded_first(struct recorded *r, struct diag *d);

/* An event of this branch's own, by its seq. */
bool recorded_event(struct recorded *r, int64_t branch, int64_t seq, struct event *e);

/* The world behind an event; the caller owns it. NULL: it cannot be had. */
struct world *recorded_world(struct recorded *r, int64_t branch, int64_t seq);

bool recorded_fits(const struct world *w, const struct event *e);

/* The statement of the request that event seq belongs to, or NULL. Lent until the next call. */
const char *recorded_statement(struct recorded *r, int64_t branch, int64_t request);

/* The nodemask that it was asked with, or NULL. Lent likewise. */
const struct nodemask *recorded_nodemask(struct recorded *r, int64_t branch, int64_t request);

/* What went wrong last, for people, or NULL; asking forgets it. */
const char *recorded_error(struct recorded *r);

#endif
