/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.h - a run of lessons, and how it is told: as text, as TAP, as JSON.
 */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "lesson/lesson.h"

#include <jansson.h>

enum run_format { RUN_TEXT, RUN_TAP, RUN_JSON };

struct run_options {
	const char *command;            /* that speaks: "run" */
	enum run_format format;
	bool quiet, update, why;
	bool no_record;
	const char *record;             /* the file asked for, or NULL: the usual place */
	const struct kernel *kernel;    /* or NULL: the lesson's */
	FILE *answers;                  /* or NULL: questions are answered rightly */
	uint64_t seed;                  /* of numbers that vary */
	const char **grade;             /* files or directories of answers to grade */
	size_t nr_grade;
};

/* What was told last, if a blank line has to follow it. */
enum blank_due { BLANK_DONE, AFTER_STATEMENTS, AFTER_LIST };

struct run {
	const struct run_options *options;
	char *data;                     /* data_directory() */
	struct session *session;        /* of the lesson that runs */
	struct record *record;          /* or NULL: not recorded */
	bool unrecorded;                /* said already that nothing is recorded */
	const char *path;               /* of the lesson that runs */

	/* By enum claim_kind, of all lessons. */
	unsigned claims[NR_CLAIM_KINDS], failed[NR_CLAIM_KINDS];
	unsigned lesson_claims, lesson_failed;
	unsigned nr_tap;
	json_t *json;                   /* claims of the lesson that runs */
	json_t *lessons;

	struct correction *correction;  /* of the lesson that runs */
	size_t nr_corrections;
	bool machine_failed;
	enum blank_due blank_due;       /* before what is told next */
};

/* ---- options that several commands have: cmd_run.c. False: it was said what is wrong. ---- */

bool option_seed(struct run_options *o, const char *text);

/* ---- telling: run_report.c ---- */

void report_begin(struct run *r);
void report_say(struct run *r, enum voice voice, const char *text);
void report_prose(struct run *r, const struct md_block *b);
void report_question(struct run *r, const struct question *q);
void report_claim(struct run *r, const struct claim *c);
/* d: what was wrong with the lesson, or NULL. */
void report_end(struct run *r, const struct lesson *l, const struct diag *d);
void report_all(struct run *r);

void report_exercise(struct run *r, const struct exercise_info *x);

/* ---- grading: run_grade.c ---- */

/* Grades every file of answers that is named; an exit code. */
int run_grade(const char *lesson, const struct run_options *options);

/* The lesson as it is named, or of that name beneath data (or NULL). NULL: out of memory. */
char *run_find_lesson(const char *data, const char *name);

/* ---- recording: run_record.c. Each does nothing if the run is not recorded. ---- */

/* False if a file that was asked for cannot be written: then that was said. */
bool record_begin(struct run *r);
void record_made(struct run *r, struct machine *m, const char *origin);
void record_before(struct run *r, const struct request *q, const char *statement);
/* False if a file that was asked for is not complete. */
bool record_end(struct run *r);
const char *record_where(const struct run *r);

#endif
