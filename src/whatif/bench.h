/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench.h - a copy of a world on which something is tried and taken back.
 */
#ifndef WHATIF_BENCH_H
#define WHATIF_BENCH_H

#include "core/request.h"

struct bench {
	struct world *w;
	struct machine *m;
	struct event *event;            /* all since the last bench_undo() */
	size_t n, room;
	size_t ran;                     /* where the events of the request begin */
	bool lost;                      /* memory was short: what was tried means nothing */
};

/* False when memory is short; bench_close() either way. */
bool bench_open(struct bench *b, const struct world *w, const struct kernel *k);
void bench_close(struct bench *b);

/* One change of the copy. */
void bench_do(struct bench *b, struct event e);

/* A FIELD of events.def gets this value. */
void bench_set(struct bench *b, enum event_kind kind, zid_t zone, int64_t index, int64_t value);

/*
 * Pages in use become free: so many of order 0, so many blocks of this order, at the end of this
 * type's lists, and are counted. No two of them merge. False if the zone has not so many in use.
 */
struct more_pages {
	zid_t zone;
	uint8_t migratetype;
	int64_t pages, blocks;
	unsigned order;
};
bool bench_free(struct bench *b, const struct more_pages *more);

struct result bench_run(struct bench *b, const struct request *r);

/* Takes everything back. */
void bench_undo(struct bench *b);

#endif
