/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run_record.c - a run of lessons is recorded without being asked for, so that it can be queried
 * afterwards. Only who asked for a file is stopped when it cannot be written; others are told once.
 */
#include "run.h"

#include "cli.h"
#include "record/place.h"
#include "record/record.h"

#include <limits.h>

static void not_recorded(struct run *r, const char *why)
{
	if (r->options->record)
		message("%s: %s", r->options->command, why);
	else if (!r->unrecorded)
		message("%s: not recorded: %s", r->options->command, why);
	r->unrecorded = true;
}

/* Makes room among the recordings that nobody asked for; says so once. */
static void prune_kept(const struct run *r)
{
	size_t removed = 0;
	int64_t freed = 0;
	struct diag d;

	if (kept_prune(RECORDINGS_KEPT, NULL, &removed, &freed, &d) && removed)
		message("%s: removed the oldest %zu recordings, %lld MiB", r->options->command,
			removed, (long long)(freed >> 20));
}

/* Opens the file; what nobody asked for is opened only when there is something to write. */
static void record_open(struct run *r)
{
	const char *asked = r->options->record, *stem = r->path ? r->path : r->options->command;
	char usual[PATH_MAX], why[256];
	struct diag d = { .file = NULL };

	if (asked || record_default_path(stem, usual, sizeof usual, &d))
		r->record = record_create(asked ? asked : usual, &d);
	if (r->record)
		return;
	snprintf(why, sizeof why, "%s%s%s", d.file ? d.file : "", d.file ? ": " : "", d.message);
	not_recorded(r, why);
}

bool record_begin(struct run *r)
{
	if (r->options->no_record || !r->options->record)
		return true;
	record_open(r);
	return r->record;
}

void record_made(struct run *r, struct machine *m, const char *origin)
{
	if (!r->record && !r->unrecorded && !r->options->no_record) {
		prune_kept(r);
		record_open(r);
	}
	if (r->record && !record_session(r->record, m, origin, r->path) && !r->unrecorded)
		not_recorded(r, record_error(r->record));
}

void record_before(struct run *r, const struct request *q, const char *statement)
{
	if (r->record && !record_request(r->record, q, statement) && !r->unrecorded)
		not_recorded(r, record_error(r->record));
}

bool record_end(struct run *r)
{
	struct diag d = { .file = NULL };
	bool good = !r->unrecorded;

	if (r->record && !record_close(r->record, &d)) {
		if (!r->unrecorded)
			not_recorded(r, d.message);
		good = false;
	}
	r->record = NULL;
	return good || !r->options->record;
}

const char *record_where(const struct run *r)
{
	return r->record && !r->unrecorded ? record_path(r->record) : NULL;
}
