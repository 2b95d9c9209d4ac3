/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reader_world.c - the world at an event: from the nearest keyframe, along the events.
 *
 *	first state ... keyframe ... keyframe ---events---> seq
 *
 * A branch's past is its own events and those of its parents, each up to where the next parted.
 */
#include "reader_db.h"

#include <stdlib.h>
#include <string.h>

#include "record/digest.h"
#include "record/fits.h"
#include "record/keyframe.h"

struct world *reader_first_world(struct reader *r, const struct reader_session *s, struct diag *d)
{
	char misfit[MISFIT_TEXT] = "", digest[DIGEST_TEXT];
	struct world *w;
	int rc;

	if (!s->kernel || !s->shape.layout) {
		reader_misfit(r, d, "session", s->id,
			      s->kernel ? "its layout of zones is not known here"
					: "its kernel is not known here");
		return NULL;
	}
	if (!s->same_events) {
		reader_misfit(r, d, "session", s->id,
			      "another buddyscope recorded it, with other kinds of events");
		return NULL;
	}
	w = content_select(r->db, s->id, &s->shape, s->kernel, misfit, &rc);
	if (!w) {
		if (rc == SQLITE_OK)
			reader_misfit(r, d, "first state of session", s->id, misfit);
		else
			reader_fail(r, rc, d);
		return NULL;
	}
	digest_text(world_digest(w), digest);
	if (strcmp(digest, s->world_digest) != 0) {
		reader_misfit(r, d, "first state of session", s->id,
			      "its rows are not those that were recorded");
		world_free(w);
		return NULL;
	}
	return w;
}

/* ---- keyframes ---- */

/* The last keyframe of the branch's own events from `least` to `most`. *seq: whose it is. */
static struct world *last_keyframe(struct reader *r, const struct reader_branch *b, int64_t least,
				   int64_t *seq, const struct world *first, struct diag *d)
{
	const struct reader_session *session = reader_session_by_id(r, b->session);
	sqlite3_stmt *s = reader_prepare(r, "SELECT seq, content FROM keyframe WHERE branch = ?"
					    " AND seq BETWEEN ? AND ? ORDER BY seq DESC LIMIT 1",
					 d);
	char misfit[MISFIT_TEXT] = "";
	struct world *w = NULL;
	int rc;

	if (!s)
		return NULL;
	sqlite3_bind_int64(s, 1, b->id);
	sqlite3_bind_int64(s, 2, least);
	sqlite3_bind_int64(s, 3, *seq);
	rc = sqlite3_step(s);
	if (rc == SQLITE_ROW && column_int(s, 0, 0, INT64_MAX, seq)) {
		const void *bytes = sqlite3_column_blob(s, 1);

		w = keyframe_read(bytes, (size_t)sqlite3_column_bytes(s, 1), first,
				  session->kernel, misfit);
		if (!w)
			reader_misfit(r, d, "keyframe", *seq, misfit);
	} else if (rc != SQLITE_DONE) {
		reader_fail(r, rc, d);
	}
	sqlite3_finalize(s);
	return w;
}

struct world *reader_keyframe(struct reader *r, const struct reader_branch *b, int64_t seq,
			      const struct world *first, struct diag *d)
{
	d->message[0] = '\0';
	return last_keyframe(r, b, seq, &seq, first, d);
}

/* ---- along the events ---- */

static bool fold(struct reader *r, const struct reader_branch *b, int64_t from, int64_t to,
		 struct world *w, struct diag *d)
{
	bool more = true, ok = reader_events_from(r, b, from, d);

	while (ok && more) {
		struct reader_event e;
		const char *why;

		ok = reader_next_event(r, &e, &more, d);
		if (!ok || !more || (int64_t)e.e.seq > to)
			break;
		why = event_misfit(w, &e.e);
		if (why)
			ok = reader_misfit(r, d, "event", (int64_t)e.e.seq, why);
		else
			world_apply(w, &e.e);
	}
	if (r->events)
		sqlite3_reset(r->events);
	return ok;
}

/*
 * Looks back for a keyframe through b and its parents, and then comes forwards again; a path has
 * as many pieces as branches, so it is walked, not kept.
 */
struct piece {
	const struct reader_branch *b;
	int64_t to;             /* its last event that counts */
};

static size_t find_path(const struct reader *r, const struct reader_branch *b, int64_t seq,
			struct piece *path)
{
	size_t n = 0;

	do {
		path[n++] = (struct piece){ b, seq };
		if (b->fork_seq < seq)
			seq = b->fork_seq;
		b = reader_branch_by_id(r, b->parent);
	} while (b && n < r->nr_branches);
	return n;
}

/* Every keyframe is read beside it, and to read and prove it takes longer than most keyframes. */
static const struct world *kept_first_world(struct reader *r, const struct reader_session *s,
					    struct diag *d)
{
	if (r->first && r->first_of == s->id)
		return r->first;
	world_free(r->first);
	r->first = reader_first_world(r, s, d);
	r->first_of = s->id;
	return r->first;
}

static struct world *begin_at(struct reader *r, const struct piece *path, size_t n, size_t *piece,
			      int64_t *seq, struct diag *d)
{
	const struct reader_session *s = reader_session_by_id(r, path[0].b->session);
	const struct world *first = kept_first_world(r, s, d);
	struct world *w;

	for (*piece = 0; first && *piece < n; ++*piece) {
		*seq = path[*piece].to;
		d->message[0] = '\0';
		w = last_keyframe(r, path[*piece].b, 0, seq, first, d);
		if (w || d->message[0])
			return w;
	}
	*piece = n - 1;
	*seq = -1;
	return first ? reader_first_world(r, s, d) : NULL;
}

struct world *reader_world_at(struct reader *r, const struct reader_branch *b, int64_t seq,
			      struct diag *d)
{
	struct piece *path = calloc(r->nr_branches, sizeof *path);
	size_t n, piece;
	struct world *w;
	int64_t from;
	bool ok = true;

	if (!path) {
		reader_no_memory(r, d);
		return NULL;
	}
	n = find_path(r, b, seq, path);
	w = begin_at(r, path, n, &piece, &from, d);
	for (; w && ok; piece--) {
		ok = fold(r, path[piece].b, from + 1, path[piece].to, w, d);
		from = -1;
		if (!piece)
			break;
	}
	if (!ok) {
		world_free(w);
		w = NULL;
	}
	free(path);
	return w;
}
