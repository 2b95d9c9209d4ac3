/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lesson.h - the command language, and lessons written in it.
 *
 * A session holds a machine, and runs statements on it: those of a lesson's blocks, of a prompt,
 * of a pipe. It knows no terminal and no recording: a host is told what is made, asked, said and
 * claimed, and does with it what it likes.
 *
 *	lesson_run() --> session_line() --> core's request_run()
 *	      \               \
 *	       `--> host: prose, questions, claims, results, ladders
 */
#ifndef LESSON_LESSON_H
#define LESSON_LESSON_H

#include "core/request.h"
#include "lesson/markdown.h"
#include "text/diag.h"

struct session;

/* What a line of text that a session says is. */
enum voice {
	VOICE_STATEMENT,        /* the statement that runs, as it was written */
	VOICE_RESULT,           /* what came of it */
	VOICE_LADDER,           /* a decision of the last request, indented by its depth */
	VOICE_TABLE,            /* what `print` and its like show */
};

/* Something that a lesson says will be so, and whether it is. */
enum claim_kind { CLAIM_EXPECT, CLAIM_NUMBER, CLAIM_PREDICT, CLAIM_EXERCISE, NR_CLAIM_KINDS };
struct claim {
	enum claim_kind kind;
	bool ok;
	const char *file;
	unsigned line, column;
	const char *text;       /* "zone=DMA32", "Normal.free = 3121", the question */
	const char *seen;       /* what is so: "zone=Normal" */
};

enum { QUESTION_CHOICES = 16, FACT_MAX = 80 };

/* A question about the next request. Its answer is not known yet. */
struct question {
	const char *file;
	unsigned line;
	char *text;
	unsigned fact;
	char *choice[QUESTION_CHOICES];
	unsigned nr_choices;
};

enum { MOST_GOALS = 16 };

/* A task that is open, and how far one is told to go. Lent until it is closed. */
struct exercise_info {
	const char *file;
	unsigned line;          /* of its block */
	const char *task;
	const char *goal[MOST_GOALS];
	unsigned nr_goals;
	const char *const *hint;
	unsigned nr_hints;
};

/* What somebody does instead of an exercise's solution: statements, a line each. */
struct attempted {
	const char *file;       /* for diags */
	unsigned line;          /* of the first statement */
	const char *text;       /* lent until the exercise is closed */
};

/*
 * Whoever runs a session. Every callback may be NULL, except load where `machine file` is used.
 * What they are given is lent for the call.
 */
struct lesson_host {
	void *self;
	/* Reads a state; the world is the session's from then on. NULL with *d filled. */
	struct world *(*load)(void *self, const char *path, const struct kernel **kernel,
			      struct diag *d);
	/* Writes one to a new file. False with *d filled. NULL: nobody may write here. */
	bool (*save)(void *self, const char *path, const struct world *w, const struct kernel *k,
		     struct diag *d);
	bool every_ladder;      /* say the ladder of every request, as if `why` stood behind it */
	/* Where lessons may read states besides their own directory; NULL: nowhere. */
	const char *data_directory;
	bool reads_anywhere;    /* a person types the statements: they may read any file */
	/* A machine begins; the host may listen to it until it is unmade. */
	void (*made)(void *self, struct machine *m, const char *origin);
	void (*unmade)(void *self, struct machine *m);
	/* A request is about to run, for this statement. */
	void (*before)(void *self, const struct request *r, const char *statement);
	void (*say)(void *self, enum voice voice, const char *text);
	void (*claimed)(void *self, const struct claim *c);
	/* A block of prose; the numbers in it have been checked. */
	void (*prose)(void *self, const struct md_block *b);
	/* A question is put. True with the choice in *answer; false: let it be computed. */
	bool (*answer)(void *self, const struct question *q, char answer[FACT_MAX]);
	/* An exercise begins. */
	void (*exercise)(void *self, const struct exercise_info *x);
	/* Its goal is reached, seen after a statement. Told once. */
	void (*solved)(void *self, const struct exercise_info *x);
	/* What to run in place of the solution. False: the solution itself. */
	bool (*attempt)(void *self, const struct exercise_info *x, struct attempted *a);
	/* The attempt holds a statement that cannot be run. The lesson goes on. */
	void (*attempt_bad)(void *self, const struct diag *d);
	/* Asked between requests of a long statement: shall it end? */
	bool (*stop)(void *self);
	/* A checked number in the text was wrong: what should stand at that offset of the file. */
	void (*corrected)(void *self, size_t offset, size_t length, const char *text);
};

enum lesson_status {
	LESSON_OK,
	LESSON_BAD,             /* the diag says what is wrong with the statement */
	LESSON_NO_MEMORY,
};

/* ---- a session: one statement after the other ---- */

/* host is lent, and must outlive the session. NULL when memory is short. */
struct session *session_new(const struct lesson_host *host);
void session_free(struct session *s);

/* Fixes the kernel, whatever statements say; a state recorded on another is then refused. */
void session_fix_kernel(struct session *s, const struct kernel *k);

/* Where a statement stands. directory is that of the file: paths in statements begin there. */
struct place {
	const char *file;       /* lent, also for diags */
	const char *directory;
	unsigned line;
	unsigned column;        /* of the text in its line, from 0 */
};

/*
 * What a line would do: show something of the machine as it is; tell about the last request; or
 * something else, as does one that is no statement.
 */
enum statement_does { STATEMENT_ACTS, STATEMENT_LOOKS, STATEMENT_TELLS };
enum statement_does lesson_statement_does(const char *text);

/* Runs one statement. With LESSON_BAD, *d is filled; nothing was changed unless requests ran. */
enum lesson_status session_line(struct session *s, const struct place *at, const char *text,
				struct diag *d);

/* The session's machine and kernel, or NULL. */
struct machine *session_machine(struct session *s);
const struct kernel *session_kernel(const struct session *s);

/* The question that waits for the next request, or NULL. */
const struct question *session_question(const struct session *s);

/* The exercise that is open, or NULL. */
const struct exercise_info *session_exercise(const struct session *s);

/* Whether its goal is reached; seen says so, or which goal is not and what is so instead. */
bool session_exercise_holds(struct session *s, char *seen, size_t size);

/*
 * Whether nothing that is done from here on can reach it, because what was made only grows. Then
 * seen says which goal is missed, and what is so instead.
 */
bool session_exercise_missed(const struct session *s, char *seen, size_t size);

/* Closes it; the machine stays as it is. */
void session_exercise_end(struct session *s);

/* The text with the numbers that vary in place of their $names; the caller frees it, or NULL. */
char *session_text(const struct session *s, const char *text);

/* Numbers that `vary` chooses: seed 0 takes the first of each. */
void session_set_seed(struct session *s, uint64_t seed);

/*
 * `Normal.free = 3121` in prose. NUMBER_NONE: no such text. Otherwise *value is what it is now,
 * and *at and *length are where the number stands in text.
 */
enum number_kind { NUMBER_NONE, NUMBER_CHECKED, NUMBER_BAD };
struct number {
	size_t at, length;
	int64_t written, value;
};
enum number_kind session_number(const struct session *s, const char *text, struct number *n,
				struct diag *d);

/* ---- the statements, for completion, help and the manual ---- */

struct statement_info {
	const char *name;       /* "alloc_pages" */
	const char *usage;      /* "alloc_pages GFP ORDER" */
	const char *help;       /* one line */
};

/* The i-th statement, or NULL behind the last. */
const struct statement_info *lesson_statement(size_t i);

/* ---- a whole lesson ---- */

enum { LESSON_MAX_BYTES = 1 << 20, LESSON_STATEMENTS = 10000 };

struct lesson;

/*
 * Reads and parses a lesson. NULL with *d filled; *machine_failed tells a failed disk or lack of
 * memory from a bad lesson.
 */
struct lesson *lesson_open(const char *path, struct diag *d, bool *machine_failed);
void lesson_close(struct lesson *l);

/* A value of the front matter ("title", "kernel", "minutes" ...), or NULL. */
const char *lesson_about(const struct lesson *l, const char *key);

const struct md_block *lesson_block(const struct lesson *l, size_t i);

/* Text of a line of the file, from 1, for showing with a diag; the caller frees it. NULL: none. */
char *lesson_line(const struct lesson *l, unsigned line);

/* How many exercises, and questions, a lesson has. */
unsigned lesson_exercises(const struct lesson *l);
unsigned lesson_questions(const struct lesson *l);

/* How many of them stand above this line: the number, from 0, of the one that begins there. */
unsigned lesson_exercises_above(const struct lesson *l, unsigned line);
unsigned lesson_questions_above(const struct lesson *l, unsigned line);

/* Runs all of it. Claims that fail do not stop it; a bad statement does. */
enum lesson_status lesson_run(const struct lesson *l, struct session *s, struct diag *d);

/*
 * One block: prose is told and its numbers checked, a block of statements is run, an exercise is
 * opened. A solution is run, or what the host has in its place, and the exercise closed.
 */
enum lesson_status lesson_run_block(const struct lesson *l, size_t i, struct session *s,
				    struct diag *d);

/* A piece of a lesson's text that is to be another. */
struct correction {
	size_t at, length;
	char text[24];
};

/*
 * Writes the lesson with its corrections (ascending) in place of the file it was read from: a new
 * file that takes the old one's place and mode. False with *d filled.
 */
bool lesson_rewrite(const struct lesson *l, const struct correction *c, size_t n, struct diag *d);

#endif
