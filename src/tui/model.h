/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model.h - one session to look at, live or recorded: a tree of branches, a tape along one of them,
 * and, where statements were made, the machine that makes them.
 *
 *	statement --> lesson session --> live machine --> events --> tree
 *	                                                              |
 *	            view <-- world that is seen <-- tape <------------'
 *
 * Looking never touches the live machine; a statement made at an older place first brings it back
 * there, and what it does goes to a new branch.
 */
#ifndef TUI_MODEL_H
#define TUI_MODEL_H

#include "lesson/complete.h"
#include "lesson/lesson.h"
#include "record/record.h"
#include "tui/view.h"

struct model;

/* What the reader of a lesson did, for whoever keeps account. */
enum learnt_kind { LEARNT_BEGUN, LEARNT_BLOCKS, LEARNT_ANSWERED, LEARNT_SOLVED, LEARNT_SHOWN };
struct learnt {
	enum learnt_kind kind;
	const char *lesson;     /* its path */
	unsigned n;             /* blocks passed; or which question or exercise, from 0 */
	bool good;              /* answered rightly */
};

/* Keeps it. Why that could not be, lent until the next call, or NULL. */
typedef const char *learnt_fn(void *self, const struct learnt *what);

/* Has somebody asked to stop a statement that has made so many events? Asked again and again. */
typedef bool stop_fn(void *self, uint64_t events);

/* What reading a trace without a state gave. */
struct model_trace {
	struct world *world;            /* of which nothing is known; the model's */
	const struct kernel *kernel;
	char words[300];                /* what it was read as, and how far */
	bool machine_failed;
};

struct model_options {
	/* Reads a state. NULL with *d filled. */
	struct world *(*load)(void *self, const char *path, const struct kernel **k,
			      struct diag *d);
	/* Writes one to a new file, when somebody types so. False with *d filled; may be NULL. */
	bool (*save)(void *self, const char *path, const struct world *w, const struct kernel *k,
		     struct diag *d);
	/* The request, as a statement, of the report that load() read. False: none. May be NULL. */
	bool (*reported)(const char *path, char *out, size_t size);
	/* Whether a file is a trace; tells it to a sink. False with *d filled. Both may be NULL. */
	bool (*is_trace)(const char *path);
	bool (*trace)(void *self, const char *path, struct sink to, struct model_trace *told,
		      struct diag *d);
	void *self;
	const char *data_directory;     /* or NULL */
	uint64_t seed;                  /* of the numbers that vary; 0: those of the text */
	/* Asked once, before the first request: where to record, lent. NULL: nowhere. */
	struct record *(*recorder)(void *self);
	void *recorder_self;
	bool record_at_once;            /* asked when there is a machine: the place was given */
	learnt_fn *learnt;              /* or NULL */
	void *learnt_self;
	stop_fn *stop;                  /* asked while a statement goes on, or NULL */
	void *stop_self;
	const char *source;             /* what the recording is told to be of */
};

/* All in o is lent. An empty model: no machine, nothing to see. NULL: no memory. */
struct model *model_new(const struct model_options *o);
void model_free(struct model *m);

/* False with *d filled; then there is nothing to see, as before. */
bool model_open_state(struct model *m, const char *path, struct diag *d);
/* which: a session of it, from 1; 0 is the last. */
bool model_open_recording(struct model *m, const char *path, size_t which, struct diag *d,
			  bool *machine_failed);
bool model_open_trace(struct model *m, const char *path, struct diag *d, bool *machine_failed);
/* True with *d filled if a trace alone is seen: nothing can be asked there. */
bool model_trace_refuses(const struct model *m, struct diag *d);
/* Which session of a recording is seen, for people. False: it is none. */
bool model_recording_words(const struct model *m, char *out, size_t size);
bool model_open_lesson(struct model *m, const char *path, struct diag *d, bool *machine_failed);

/* False before there is a machine; then only statements, the text and the notice mean something. */
bool model_has_machine(const struct model *m);

/* What there is to see now. Lent until the model is used again. */
void model_view(struct model *m, struct view *v);

/* What a statement that is typed there may go on with, for lesson/complete.h. */
struct completing model_completing(struct model *m);

/*
 * One statement of the command language, made where the cursor stands: a request that is in the
 * middle is finished first. False with *d filled. Behind it the cursor is at the beginning of the
 * request, if there was one.
 */
bool model_statement(struct model *m, const char *text, struct diag *d);

/* ---- lessons ---- */

/* Enter: to the end of what runs, or the next statements. False with *d filled. */
bool model_enter(struct model *m, struct diag *d);

/* Whether there is something that Enter would run. */
bool model_has_more(const struct model *m);

/* Whether a lesson is read. */
bool model_reads(const struct model *m);

/* Whether the lesson has statements or prose left that were not run or shown. */
bool model_lesson_waits(const struct model *m);

/* The question that waits, or NULL; answering it makes the request. */
const struct question *model_question(const struct model *m);
bool model_answer(struct model *m, unsigned choice, struct diag *d);

/* The exercise that is open, or NULL. */
const struct exercise_info *model_exercise(const struct model *m);

/* How far it is, for people: the first goal that is not reached, or that all are. */
void model_exercise_seen(struct model *m, char *seen, size_t size);

/* True, with the goal in seen, if only model_again() helps. */
bool model_exercise_missed(const struct model *m, char *seen, size_t size);

/* Enter goes on when it is no longer open. Once a way was shown, it cannot be solved any more. */
enum exercise_state { EXERCISE_OPEN, EXERCISE_SHOWN, EXERCISE_SOLVED };
enum exercise_state model_exercise_state(const struct model *m);

/* To where the exercise began: what was done since stays on its branches, and no longer counts. */
bool model_again(struct model *m, struct diag *d);

/* Says a way to solve it, which does not count as solved. False: none is open. */
bool model_show_solution(struct model *m);

/* ---- moving ---- */

uint64_t model_at(const struct model *m);
uint64_t model_end(const struct model *m);
bool model_seek(struct model *m, uint64_t place);
/* One of the tape's verbs. */
bool model_move(struct model *m, bool (*verb)(struct tape *t));
bool model_find(struct model *m, bool back, tape_predicate *wanted, void *self);

/* A copy of the first world, which the caller owns. NULL: it cannot be had. */
struct world *model_first(struct model *m);

/* The event that many before the last one behind the cursor. */
bool model_earlier(struct model *m, uint64_t back, struct event *e);

/* ---- branches ---- */

struct tree *model_tree(struct model *m);       /* NULL before there is a machine */
bool model_choose(struct model *m, size_t branch);

/* Looks whether a recording that is followed has grown. */
bool model_refresh(struct model *m);

/* What went wrong last without anybody asking, for people, or NULL. Asking forgets it. */
const char *model_trouble(struct model *m);

/* What was said: lines with a newline each. */
const char *model_text(const struct model *m);

#endif
