/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state.h - reading a recording of a real kernel: its state, its requests, the state afterwards.
 *
 * A recording is JSON Lines; buddyscope-state(5) describes it. It is read line by line, from a
 * file or a pipe, and everything in it is doubted: a line that does not fit gets one message with
 * its place, and nothing of it is used.
 */
#ifndef IMPORT_STATE_H
#define IMPORT_STATE_H

#include "core/kernels.h"
#include "core/world.h"
#include "text/diag.h"

struct recording;

/* What the first line says. Strings live as long as the recording. */
struct recording_head {
	const struct kernel *kernel;
	bool old;               /* an older kernel's: what its version lacks is absent */
	const char *name;       /* case and part: "o_dirty.node0"; "d_rand0" if the part is main */
	const char *doc;
	bool alone;             /* a state and nothing else: no requests follow */
};

/*
 * One state: a world, and what the recording knows besides. The world is a complete one, with its
 * zonelists computed; the recorded ones are beside it to be compared.
 */
struct recorded_zonelist {
	unsigned node;
	int kind;                       /* ZONELIST_FALLBACK or ZONELIST_NOFALLBACK */
	struct zonelist list;
};

struct recorded_state {
	char when[64];                  /* "before", "after", or the name of a snap */
	struct world *world;
	struct recorded_zonelist *zonelist;
	size_t nr_zonelists;
	int8_t *node_dirty_ok;          /* by node: 1, 0, or -1 where not recorded */
	int64_t global_free;            /* sum of the zones' free pages, as recorded */
};

enum recorded_kind {
	RECORDED_ALLOC, RECORDED_BULK, RECORDED_FREE, RECORDED_SPLIT, RECORDED_DRAIN,
	RECORDED_UNRESERVE, RECORDED_SNAP,
	RECORDED_SET,           /* the task or the clock changed, not by a request */
	RECORDED_END,           /* end_ops: the state "after" follows */
	RECORDED_NONE,          /* the file is a state alone: nothing follows */
};

/* One request, and what the kernel answered. */
struct recorded_op {
	enum recorded_kind kind;
	int64_t i;              /* its number in the recording */
	unsigned line;          /* of the file, from 1 */
	unsigned order;
	gfp_t gfp;
	int nid;                /* or -1 */
	bool has_nodemask;
	struct nodemask nodemask;
	unsigned want;          /* BULK */
	bool force;             /* UNRESERVE */
	bool cold;              /* FREE: to the far end of the PCP list */
	struct event change;    /* SET */

	/* The answer. */
	pfn_t pfn;              /* ALLOC: NO_PFN if it failed; FREE, SPLIT: what was given back */
	bool has_zone;          /* the following six are there */
	zid_t zone;
	uint8_t migratetype;    /* of the pageblock, after the request */
	int64_t nr_free, pcp_count, pcp_high, boost;
	const pfn_t *pages;     /* BULK: lent until the next call */
	unsigned got;           /* BULK, UNRESERVE */
};

/*
 * Opens a recording; "-" is standard input. NULL with *d filled on error, and errno ENOMEM if it
 * was for lack of memory. The caller owns it. path is borrowed, by the diags too.
 */
struct recording *recording_open(const char *path, struct diag *d);
void recording_close(struct recording *r);

/* The same from a stream, which it takes over, also on an error. */
struct recording *recording_open_stream(FILE *file, const char *name, struct diag *d);

const struct recording_head *recording_head(const struct recording *r);

/* The text of the line read last, for showing with an error. Lent until the next call. */
const char *recording_line(const struct recording *r);

/*
 * Reads the state that comes next: the one "before", the one behind a snap, or the one "after".
 * False with *d filled if it does not fit. The caller frees *s with recorded_state_free().
 */
bool recording_state(struct recording *r, struct recorded_state *s, struct diag *d);
void recorded_state_free(struct recorded_state *s);

/* True if the last failure was the machine's, not the recording's. */
bool recording_out_of_memory(const struct recording *r);

/* Reads the next request. False with *d filled if the line does not fit, or the file ends. */
bool recording_op(struct recording *r, struct recorded_op *op, struct diag *d);

#endif
