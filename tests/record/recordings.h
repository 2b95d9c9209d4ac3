/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recordings.h - recordings made for a test, in files that go when it ends.
 */
#ifndef TESTS_RECORD_RECORDINGS_H
#define TESTS_RECORD_RECORDINGS_H

#include "record/reader.h"
#include "record/record.h"
#include "record/replay.h"

/*
 * Recordings of real kernels to run: a few small ones, or those of $BUDDYSCOPE_RECORDINGS, a folder
 * of *.jsonl. Ends with NULL.
 */
char **recordings_traces(void);

/* A path for a file of this test; nothing is there. One at a time: the next call reuses it. */
const char *recordings_path(void);
void recordings_remove(const char *path);

/* Runs the trace with recording on. */
void recordings_make(const char *trace, const char *path);

/* Runs SQL on the file as its owner could. */
void recordings_alter(const char *path, const char *sql);

/* Opens what must open. */
struct reader *recordings_open(const char *path);

/* The outcome of replaying the file; bad files give their message in o.text. */
struct replay_outcome recordings_replay(const char *path);

#endif
