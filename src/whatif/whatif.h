/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * whatif.h - for each zone that a request was refused: by what, and the least that would have let
 * it pass.
 *
 * Nothing here is only computed. A remedy is carried out on a copy of the world, the request is run
 * again there, and the zone must get further than before; with one less of it, it must not.
 *
 *	whatif_run() --> refusals, in the order they happened
 *	                   each: the check, the numbers it compared, remedies with their proof
 */
#ifndef WHATIF_WHATIF_H
#define WHATIF_WHATIF_H

#include "core/kernels.h"
#include "core/request.h"

/* What refused a zone, in the order in which a zone meets it. */
enum whatif_check {
	WHATIF_ZONEIDX,         /* above highest_zoneidx: the cursor passes it by */
	WHATIF_NODEMASK,        /* not of the nodemask in force: likewise */
	WHATIF_ZLC,             /* 2.6.34: marked full a moment ago */
	WHATIF_CPUSET,
	WHATIF_FAIR,            /* 4.7: its share is used up */
	WHATIF_DIRTY,
	WHATIF_NOFRAGMENT,      /* the scan began anew before this zone was judged */
	WHATIF_WATERMARK,       /* and reclaim on the spot did not help, or was not allowed */
	WHATIF_BLOCK,           /* above the mark, but rmqueue() found no block */
	WHATIF_GAVE,            /* not refused: the block came from here */
};

enum remedy_kind {
	REMEDY_PAGES,           /* amount: free pages of order 0; blocks: of the request's order */
	REMEDY_MARK,            /* amount: pages by which the attempt's mark is lowered */
	REMEDY_RESERVE,         /* amount: pages by which lowmem_reserve is lowered */
	REMEDY_ORDER,           /* amount: orders by which the request is smaller */
	REMEDY_FLAG,            /* gfp: the mask with which it passes; with_node: and nid */
	REMEDY_CPUSET,          /* amount: the node that the task's cpuset must allow */
	REMEDY_NODEMASK,        /* amount: the node that the nodemask must hold */
	REMEDY_NODE,            /* amount: the node that must be asked first */
	REMEDY_DIRTY,           /* amount: dirty pages that must be written */
	REMEDY_SHARE,           /* the zone's fair share is renewed */
	REMEDY_TIME,            /* amount: jiffies that must pass */
	REMEDY_RECLAIM,         /* amount: pages that node_reclaim() must free, its mode being on */
	NR_REMEDY_KINDS
};

struct remedy {
	enum remedy_kind kind;
	int64_t amount, blocks;
	gfp_t gfp;
	bool with_node;         /* asked of the zone's node, in nodemask and cpuset */
	bool proved;            /* it passes so, and with one less of it does not: both were run */
	bool gives;             /* the zone then gives the block, it does not only pass the check */
};

enum { MOST_REMEDIES = 8 };

struct refusal {
	zid_t zone;
	enum attempt attempt;
	unsigned scan;          /* of the zonelist, from 1, all attempts together; 0: filtered */
	enum whatif_check check;
	uint8_t rung;           /* the check that refused, or RUNG_NONE: filtered, or no block */

	/* With WHATIF_WATERMARK and WHATIF_BLOCK: what was compared last. */
	bool compared;
	enum wmark wmark;       /* the attempt's */
	int64_t free, unusable, mark, boost, min, lowmem_reserve;
	bool wrapped;           /* it passed unsigned: less was free than unusable */
	int64_t short_pages;    /* min + reserve - (free - unusable) + 1; 0: passed the mark */
	bool no_block;          /* no suitable block of the order or above is on any list */
	/* 6.12, if memory of the zone waited to be accepted: how much, and what was missing. */
	int64_t unaccepted, promo, need;
	/* With WHATIF_DIRTY. */
	int64_t dirty, dirty_limit;

	struct remedy remedy[MOST_REMEDIES];
	unsigned nr_remedies;
	bool proved;            /* at least one remedy is */
};

struct whatif {
	struct result result;   /* how the request ends as things are */
	struct refusal *refusal;
	size_t n;
};

/* Which remedies are looked for: all, or the pages alone, which is quicker. */
enum whatif_depth { WHATIF_ALL, WHATIF_PAGES_ONLY };

/*
 * Runs an ALLOC on a copy of this world (as it was before the request) and looks for remedies of
 * every refusal. A BULK is taken for the single page that it falls back to. False when memory is
 * short; the caller gives *o to whatif_done() either way.
 */
bool whatif_run(struct whatif *o, const struct world *before, const struct kernel *k,
		const struct request *r, enum whatif_depth depth);
void whatif_done(struct whatif *o);

/*
 * The whole of it in words, a line at a time: a refusal at depth 0, its remedies at depth 1. q is
 * the request that was given to whatif_run().
 */
struct whatif_speaker {
	const struct kernel *kernel;
	const struct world *world;
	const struct request *request;
	void (*line)(void *self, unsigned depth, const char *text);
	void *self;
};
void whatif_words(const struct whatif *o, const struct whatif_speaker *s);

/* One remedy as a sentence: "6 more free pages of order 0 pass, 5 do not". */
void remedy_words(const struct whatif_speaker *s, const struct refusal *f, const struct remedy *m,
		  char *out, size_t size);

/* What refused, spelled as the kernel spells it: a rung's name, "highest_zoneidx", "rmqueue" ... */
const char *refusal_check(const struct kernel *k, const struct refusal *f);

#endif
