/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diff_recording.c - the requests that a real kernel was recorded with, on two kernels.
 */
#include "diff.h"

#include <stdio.h>

#include "cli.h"
#include "import/state.h"
#include "import/verify.h"

static int bad_input(const struct recording *r, const struct diag *d)
{
	message_diag(d, recording_line(r));
	return recording_out_of_memory(r) ? EXIT_MACHINE : EXIT_USAGE;
}

/* A state in between is what the recorded kernel had come to; it is read past. */
static int next_op(struct recording *rec, struct recorded_op *op, struct diag *d)
{
	struct recorded_state s;

	for (;;) {
		if (!recording_op(rec, op, d))
			return bad_input(rec, d);
		if (op->kind != RECORDED_SNAP)
			return EXIT_DONE;
		if (!recording_state(rec, &s, d))
			return bad_input(rec, d);
		recorded_state_free(&s);
	}
}

/* Borrows op's members. */
static struct asked asked_of(const struct recorded_op *op, const char *statement)
{
	struct asked a = { .q = recorded_request(op), .page = &op->pfn, .nr_pages = 1,
			   .line = op->line, .statement = statement };

	if (op->kind == RECORDED_BULK) {
		a.page = op->pages;
		a.nr_pages = op->pages ? op->got : 0;
	}
	return a;
}

static int ask_all(struct trial *t, struct recording *rec)
{
	char statement[40];
	struct diag diag;
	struct recorded_op op;

	for (;;) {
		int status = next_op(rec, &op, &diag);
		struct asked a;

		if (status != EXIT_DONE || op.kind == RECORDED_END || op.kind == RECORDED_NONE)
			return status;
		snprintf(statement, sizeof statement, "recorded request %lld", (long long)op.i);
		a = asked_of(&op, statement);
		if (!trial_ask(t, &a))
			return diff_no_memory(t);
	}
}

static int run(struct trial *t, struct recording *rec)
{
	const char *why = NULL;
	struct recorded_state s;
	struct diag diag;
	bool begun;

	if (!recording_state(rec, &s, &diag))
		return bad_input(rec, &diag);
	begun = trial_begin(t, s.world, recording_head(rec)->kernel, &why);
	recorded_state_free(&s);
	if (begun)
		return ask_all(t, rec);
	message("diff: %s: %s", t->name, why);
	return EXIT_USAGE;
}

int diff_recording(struct trial *t)
{
	struct diag diag;
	struct recording *rec = recording_open(t->name, &diag);
	int status;

	if (!rec) {
		message_diag(&diag, NULL);
		return EXIT_USAGE;
	}
	status = run(t, rec);
	recording_close(rec);
	return status;
}
