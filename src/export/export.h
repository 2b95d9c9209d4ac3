/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export.h - a recording's requests and events, for other tools.
 *
 *	recording --> one line of history (walk.c) --> { oracle.c, chrome.c } --> text
 *
 * One line of history is what a branch holds, with what it grew from, up to where it left it.
 */
#ifndef EXPORT_EXPORT_H
#define EXPORT_EXPORT_H

#include <stdio.h>

#include "record/reader.h"

enum export_status {
	EXPORT_DONE,
	EXPORT_BAD_INPUT,       /* the diag says what */
	EXPORT_MACHINE_FAILED,  /* likewise */
};

/* What cannot be said in the other format: request is its id, text a sentence for people. */
struct export_notes {
	void (*note)(void *self, int64_t request, const char *statement, const char *text);
	void *self;
};

/* A recording, and the line of history to write. All is lent for the call. */
struct export_job {
	struct reader *reader;
	const struct reader_session *session;   /* its kernel and events are known here */
	const struct reader_branch *branch;     /* of that session */
	FILE *out;
	struct export_notes notes;
};

/*
 * The requests as the list that tests/oracle takes, to be made by a real kernel. Direct reclaim is
 * taken out of every GFP mask, because there interrupts are off. What that list cannot say is left
 * out, or changed, and noted.
 */
enum export_status export_oracle(const struct export_job *job, struct diag *d);

/*
 * The requests, the checks inside them and what they decided, as slices of the Trace Event Format,
 * which Perfetto and chrome://tracing show. One event is one microsecond: there is no clock.
 */
enum export_status export_chrome(const struct export_job *job, struct diag *d);

#endif
