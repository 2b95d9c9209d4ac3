/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_inside.h - the inside of a model, for model.c, live.c and reading.c.
 */
#ifndef TUI_MODEL_INSIDE_H
#define TUI_MODEL_INSIDE_H

#include "lesson/mark.h"
#include "tui/model.h"
#include "tui/tree.h"

enum {
	RECORD_ORIGIN = 4200,           /* "machine file" and a path */
	MOST_EVENTS_A_STATEMENT = 3000000,
};

/* Text that grows. */
struct prose {
	char *text;             /* NULL: nothing yet */
	size_t n, room;
	bool lost;              /* memory was short */
};

/* What the lesson's session knew behind a statement. */
struct milestone {
	size_t branch;
	uint64_t place;
	struct session_mark *mark;
};

/* Events seq and later, up to the next one's, are in this branch of the recording that is made. */
struct stretch {
	uint64_t seq;
	int64_t branch;
};

/* A lesson that is read. */
struct reading {
	struct lesson *lesson;          /* NULL: none */
	char *path, *directory;
	size_t block, line;             /* what comes next */
	size_t branch;                  /* where the lesson goes on */
	struct session_mark *mark;      /* behind its last statement */
	bool started;
	enum exercise_state exercise;   /* of the one that is open */
	char *next;                     /* the statements to run next, as text */
};

struct model {
	struct model_options o;
	struct lesson_host host;
	struct session *session;        /* NULL until a statement is made */
	struct recorded *recorded;      /* or NULL: all is in memory */
	const struct kernel *kernel;

	struct tree *tree;              /* NULL: no machine yet */
	struct tape *tape;

	/* The live machine's world is that behind the first live_at events of this branch. */
	struct machine *machine;        /* NULL: there is none */
	size_t live_branch;
	uint64_t live_at;
	uint64_t live_begun;            /* where the statement that runs began */
	enum { GOES_ON, STOPPED_BY_LIMIT, STOPPED_BY_PERSON } stopped;  /* that statement */
	bool fork_due;                  /* the next request begins a branch */
	bool moved;                     /* the recording that is made has to be told, too */
	bool adopting;                  /* a machine is made for a world that is seen already */
	bool by_lesson;                 /* the statement that runs is the lesson's */
	bool ladder_told;               /* the last line said was of a ladder */
	bool in_pane;                   /* the ladder that is told stands in its own pane */
	bool lost;                      /* memory was short: an event is missing */
	size_t asked;                   /* requests of the statement that the kernel was asked */
	uint64_t first_asked;           /* where the first of them begins */

	struct milestone *milestone;
	size_t nr_milestones;
	struct stretch *stretch;
	size_t nr_stretches;
	int64_t record_offset;          /* seq in the recording minus seq of the machine */
	struct record *record;          /* or NULL */
	bool record_asked, record_failed;
	bool record_due;                /* this machine's next request is its first recorded one */
	char record_origin[RECORD_ORIGIN];

	/* The request under the cursor: its events from place `start` on. */
	struct event *shown;
	uint64_t shown_start, shown_n, shown_room;
	bool shown_valid;

	struct prose said;
	struct prose later;             /* to be said when the cursor comes to ... */
	size_t later_branch;
	uint64_t later_at;
	bool later_said;                /* it is the end of what was said, from later_from on */
	size_t later_from;
	struct reading reading;
	struct tracing *tracing;        /* counts of a trace, or NULL */
	char trouble[200];
	char trouble_told[200];
};

/* ---- model.c ---- */

/* What waited to be said is said. */
void say_later(struct model *m);
void prose_clear(struct prose *p);
void prose_add(struct prose *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Forgets what was said, and what would have been later. */
void model_say_anew(struct model *m);

void model_trouble_set(struct model *m, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts a new machine's world in place of all that was seen. */
bool model_begin(struct model *m, struct tree *tree, struct world *first);

/* ---- live.c: statements and the live machine ---- */

void live_init(struct model *m);
void live_done(struct model *m);
bool live_session(struct model *m, struct diag *d);

/* Forgets the live machine and what was known of it. */
void live_forget(struct model *m);

/* Brings the live machine to the cursor, which stands between requests. */
bool live_follow(struct model *m, struct diag *d);

/* Runs a statement there. */
bool live_statement(struct model *m, const struct place *at, const char *text, struct diag *d);

/* The cursor to where what the statement did can be looked at. */
void live_show(struct model *m);

/* Says a diag in the text, with the statement and a caret. */
void live_complain(struct model *m, const char *text, const struct diag *d);

/* ---- tracing.c: a trace without a state ---- */

bool tracing_is_seen(const struct model *m);
void tracing_done(struct model *m);

/* What its events up to the cursor add up to. Lent; NULL: no memory. */
const struct traced_tally *tracing_tally(struct model *m);

/* ---- reading.c: lessons ---- */

void reading_prose(struct model *m, const struct md_block *b);
void reading_done(struct model *m);
void reading_learnt(struct model *m, enum learnt_kind kind, unsigned n, bool good);
const char *reading_next(struct model *m);

#endif
