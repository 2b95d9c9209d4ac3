/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session.h - the inside of a session. Only src/lesson uses it.
 */
#ifndef LESSON_SESSION_H
#define LESSON_SESSION_H

#include <stdio.h>

#include "core/kernels.h"
#include "lesson.h"
#include "scan.h"

enum { NAME_MAX_BYTES = 32, MOST_BLOCKS_NAMED = 1 << 20 };

/* A block that a request was given. */
struct block {
	pfn_t pfn;
	unsigned order;
};

/* What `p = alloc_page ...` remembers; more than one block after `repeat` and bulk requests. */
struct variable {
	char name[NAME_MAX_BYTES];
	struct block *block;
	size_t n;
};

/* Events of one request. */
struct trail {
	struct event *event;
	size_t n, room;
	bool open;              /* events are added */
	bool lost;              /* memory was short: it is not complete */
};

/* `repeat`: results are counted instead of told. */
struct tally {
	bool on;
	int64_t requests, got, failed, slept;
};

enum { MOST_HINTS = 8, MOST_ALLOWED = 16, MOST_VARYING = 8 };

enum goal_kind { GOAL_NUMBER, GOAL_SOME, GOAL_EVERY, GOAL_NO, NR_GOAL_KINDS };
struct goal {
	enum goal_kind kind;
	char *text;             /* of its line, numbers that vary put in */
	unsigned line, column;
};

struct exercise {
	bool open, solved;
	const char *file;
	char *task;
	struct goal goal[MOST_GOALS];
	unsigned nr_goals;
	char *hint[MOST_HINTS];
	unsigned nr_hints, told;
	const struct statement *allowed[MOST_ALLOWED];
	unsigned nr_allowed;
	struct exercise_info info;
};

/* What was done since the exercise began. */
enum made {
	MADE_REQUESTS, MADE_ALLOCS, MADE_FREES, MADE_DRAINS, MADE_FAILED, MADE_SLEPT, MADE_PAGES,
	MADE_SPLITS, MADE_MERGES, MADE_REFILLS, MADE_STEALS, MADE_STATEMENTS, NR_MADE
};
struct deeds {
	int64_t made[NR_MADE];
	int64_t met[MOST_GOALS], unmet[MOST_GOALS];     /* allocations that fit a goal, or not */
};

struct varying {
	char name[NAME_MAX_BYTES];
	int64_t value;
};

struct session {
	const struct lesson_host *host;
	const struct kernel *kernel;
	bool kernel_fixed;
	struct world *world;
	struct machine *machine;

	char cpuset_name[MAX_CPUSETS][NAME_MAX_BYTES];
	struct variable *variable;
	size_t nr_variables;

	struct trail trail;             /* of the last request that was not a change from outside */
	struct trail since;             /* of the changes from outside after it */
	struct request last_request;    /* without what it borrowed; the mask is beside it */
	struct nodemask last_mask;
	bool last_has_mask;
	struct result last;
	enum request_op last_op;
	unsigned last_order;

	struct question question;       /* waits for the next request if its text is not NULL */
	char answer[FACT_MAX];          /* given to it; "" if it is to be computed */

	struct exercise exercise;
	struct deeds deeds;
	bool after_exercise;            /* no machine was made since */
	uint64_t seed;
	struct varying varying[MOST_VARYING];
	unsigned nr_varying;

	struct place place;             /* of the statement that runs */
	const char *statement;          /* its text */
	struct tally tally;
	bool in_repeat;
	bool in_fill;           /* the requests are somebody else's */
	bool asked;             /* the statement made a request of the kernel */
};

/* Tells the host a line. */
void session_say(struct session *s, enum voice voice, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

void session_claim(struct session *s, enum claim_kind kind, bool ok, const char *text,
		   const char *seen);

/* Runs a request: tells the host before, keeps its events. */
struct result session_request(struct session *s, const struct request *r);

/* The host wants a long statement to end. */
bool session_stopped(const struct session *s);

/* Begins a machine on this world, which becomes the session's. */
enum lesson_status session_make(struct session *s, struct world *w, const struct kernel *k,
				const char *origin);

/* False with *d filled if there is no machine yet. */
bool session_needs_machine(const struct session *s, const struct line *l, struct diag *d);

/* A variable by its name, or NULL. session_assign() makes or empties it; NULL: no memory. */
struct variable *session_variable(const struct session *s, const char *name);
struct variable *session_assign(struct session *s, const char *name, bool keep);
bool variable_add(struct variable *v, struct block b);

/* ---- changes from outside, collected and made as one request ---- */

struct changes {
	struct event *event;
	size_t n, room;
	bool failed;            /* out of memory */
};

void change_field(struct changes *c, enum event_kind kind, zid_t zone, int64_t index,
		  int64_t value);
void change(struct changes *c, struct event e);

/* Runs and frees them. On a refusal, *d is about word i of l. */
enum lesson_status changes_make(struct session *s, struct changes *c, const struct line *l,
				size_t i, struct diag *d);

/* ---- statements ---- */

/* The status of a statement that is right or, with the diag filled, is not. */
static inline enum lesson_status status_of(bool good)
{
	return good ? LESSON_OK : LESSON_BAD;
}

/* A statement's words to what it does. The statement's own name is l->word[0]. */
typedef enum lesson_status statement_fn(struct session *s, const struct line *l, struct diag *d);

enum statement_flags {
	NEEDS_MACHINE = 1,
	MAY_REPEAT = 2,
	MAY_ASSIGN = 4,         /* gives blocks: p = ... */
	LOOKS = 8,              /* only shows */
};

struct statement {
	struct statement_info info;
	statement_fn *run;
	unsigned flags;
};

/* The table; parse.c. */
const struct statement *statement_find(const char *name);
enum lesson_status statement_run(struct session *s, const struct line *l, struct diag *d);

statement_fn make_kernel, make_machine, make_save, make_set;
statement_fn around_cpuset, around_task, around_context, around_dirty, around_reclaim, around_lru,
	around_advance, around_tick, around_kswapd;
statement_fn ask_alloc, ask_free, ask_free_exact, ask_split, ask_drain, ask_unreserve, ask_repeat,
	fill_zone;
statement_fn claim_expect, claim_predict;
statement_fn look_print, look_text, look_zoneinfo, look_why, look_whatif, look_help;

statement_fn vary_number, exercise_hint, exercise_goal;

/*
 * Says a table line by line; paragraph: only from the line that begins so to the next that begins
 * a zone or node. NULL: all of it.
 */
typedef void table_fn(const struct session *s, FILE *out);
enum lesson_status look_table(struct session *s, table_fn *print, const char *paragraph);

/* Whether the last request is as l claims; its first word is not looked at. */
struct claim_seen {
	bool *holds;
	char *seen;             /* what is so */
	size_t size;
};
bool claim_holds(struct session *s, const struct line *l, const struct claim_seen *c,
		 struct diag *d);

/* The i-th option of `machine uma` and `machine numa`, or NULL behind the last. */
const char *machine_option_name(size_t i);

/* The i-th sysctl that `set` writes, or NULL behind the last. */
const char *sysctl_name(size_t i);

/* "DMA32.free": a number of the machine, as in prose. False if it is none. */
bool session_value(const struct session *s, const char *text, int64_t *value);

/* The text with $names that vary replaced; the caller frees it. NULL: out of memory. */
char *vary_substitute(const struct session *s, const char *text);

/* Says the last request's ladder. */
void look_ladder(struct session *s);

/* The request the question waited for has run: claims its answer. */
enum lesson_status question_settle(struct session *s, struct diag *d);
void question_forget(struct session *s);

/* ---- names ---- */

/* "GFP_KERNEL|__GFP_ZERO" or a number of the kernel's own bits; word i of l. */
bool gfp_parse(const struct session *s, const struct line *l, size_t i, gfp_t *gfp, struct diag *d);

/* "DMA32", or "Node1/DMA32" where there are several. value is inside word i of l. */
bool zone_parse(const struct session *s, const struct line *l, size_t i, const char *value,
		zid_t *zone, struct diag *d);

/* The zone that a name with this many letters names; NO_ZONE if none. */
zid_t zone_by_name(const struct session *s, const char *name, size_t length);

bool node_parse(const struct session *s, const struct line *l, size_t i, unsigned *node,
		struct diag *d);

/* "DMA32" on one node, "Node1/DMA32" on several. */
void zone_name(const struct world *w, zid_t zone, char *out, size_t size);

#endif
