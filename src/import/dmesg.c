/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dmesg.c - finding reports in a log, and where they end.
 *
 * Between reports every line is only looked at for the few words that begin one. A line of the log
 * may be several of the kernel's: where a daemon joined them by "#012" it is cut into pieces.
 */
#include "dmesg.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dmesg_inside.h"
#include "lines.h"

/* So many lines without anything of a report end it: a call trace or a register dump is shorter. */
enum { PATIENCE = 2000 };

struct dmesg {
	struct lines lines;
	char *piece, *rest;     /* of the line: the one to be read, and what is behind it */
	bool again;
	char release[80];       /* of the "Linux version" seen last */
	long killed;            /* the process killed last, or -1 */
	bool out_of_memory;
};

void dmesg_note(struct dmesg_report *r, const char *fmt, ...)
{
	va_list ap;

	if (r->notes < DMESG_NOTES) {
		va_start(ap, fmt);
		vsnprintf(r->note[r->notes], sizeof r->note[0], fmt, ap);
		va_end(ap);
	}
	r->notes++;
}

void dmesg_damaged(struct piecing *p, const char *fmt, ...)
{
	char text[DMESG_NOTE];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	p->r->partial = true;
	dmesg_note(p->r, "line %u: %s", p->line, text);
}

struct dmesg *dmesg_open(FILE *file)
{
	struct dmesg *log = calloc(1, sizeof *log);

	if (!log) {
		if (file != stdin)
			fclose(file);
		return NULL;
	}
	lines_init(&log->lines, file);
	log->killed = -1;
	return log;
}

void dmesg_close(struct dmesg *log)
{
	if (log)
		lines_done(&log->lines);
	free(log);
}

void dmesg_report_done(struct dmesg_report *r)
{
	described_done(&r->d);
	free(r->reserved_highatomic);
	r->reserved_highatomic = NULL;
}

/* ---- pieces ---- */

/* A NUL would end the text for everybody who reads it. */
static void without_nuls(struct lines *l)
{
	for (char *nul = memchr(l->text, '\0', l->length); nul;
	     nul = memchr(nul, '\0', l->length - (size_t)(nul - l->text)))
		*nul = '?';
}

static enum line_status next_piece(struct dmesg *log)
{
	char *join;

	if (log->again) {
		log->again = false;
		return LINE_READ;
	}
	if (!log->rest) {
		enum line_status status = lines_next(&log->lines);

		if (status != LINE_READ)
			return status;
		without_nuls(&log->lines);
		log->rest = log->lines.text;
	}
	log->piece = log->rest;
	join = strstr(log->piece, "#012");
	log->rest = join ? join + 4 : NULL;
	if (join)
		*join = '\0';
	log->piece[strcspn(log->piece, "\r")] = '\0';
	return LINE_READ;
}

/* ---- between reports ---- */

static bool has(const struct lines *l, const char *words, size_t n)
{
	return memmem(l->text, l->length, words, n) != NULL;
}
#define HAS(l, words) has(l, words, sizeof(words) - 1)

static void remember(struct dmesg *log)
{
	const char *version = strstr(log->piece, "Linux version ");
	long killed = dmesg_killed(log->piece);

	if (version)
		snprintf(log->release, sizeof log->release, "%.*s",
			 (int)strcspn(version + 14, " \t"), version + 14);
	if (killed >= 0)
		log->killed = killed;
}

/* True if this line may begin a report, or tells what is remembered. */
static bool is_of_interest(const struct lines *l)
{
	return HAS(l, "page allocation failure") || HAS(l, "invoked oom-killer") ||
	       HAS(l, "Linux version ") || HAS(l, "Killed process ");
}

/* Up to a piece that begins a report. */
static enum line_status find_header(struct dmesg *log)
{
	enum line_status status;

	for (;;) {
		if (!log->rest && !log->again) {
			status = lines_next(&log->lines);
			if (status != LINE_READ)
				return status;
			if (!is_of_interest(&log->lines))
				continue;
			lines_unread(&log->lines);
		}
		status = next_piece(log);
		if (status != LINE_READ || dmesg_is_header(log->piece))
			return status;
		remember(log);
	}
}

/* ---- a report ---- */

/* Reads to the report's end; why the log ended first, if it did. */
static enum line_status read_body(struct dmesg *log, struct piecing *p)
{
	enum piece_result result = PIECE_OTHER;
	enum line_status status = LINE_READ;
	unsigned idle = 0;

	while (result != PIECE_LAST && idle < PATIENCE) {
		status = next_piece(log);
		if (status != LINE_READ)
			break;
		if (dmesg_is_header(log->piece)) {
			log->again = true;
			break;
		}
		remember(log);
		p->line = log->lines.number;
		result = dmesg_piece(p, log->piece);
		if (result == PIECE_NO_MEMORY)
			return LINE_NO_MEMORY;
		idle = result == PIECE_OTHER ? idle + 1 : 0;
	}
	return status;
}

static void look_at_the_whole(struct dmesg *log, struct dmesg_report *r)
{
	if (!r->release[0] && log->release[0])
		dmesg_release(r, log->release);
	if (r->kind != DMESG_FAILURE && r->kind != DMESG_OOM)
		return;
	if (!r->has_zones) {
		r->partial = true;
		dmesg_note(r, "no line about a zone: the report was cut, or its memory report "
			   "was not printed");
	}
}

static enum dmesg_status status_of(enum line_status status)
{
	switch (status) {
	case LINE_READ:
		return DMESG_REPORT;
	case LINE_NONE:
		return DMESG_END;
	case LINE_NO_MEMORY:
		return DMESG_NO_MEMORY;
	case LINE_ERROR:
		return DMESG_ERROR;
	default:
		return DMESG_LIMIT;
	}
}

enum dmesg_status dmesg_next(struct dmesg *log, struct dmesg_report *r)
{
	struct piecing p = { .r = r };
	long killed;
	enum line_status status;

	*r = (struct dmesg_report){ .order = -1 };
	status = find_header(log);
	if (status != LINE_READ)
		return status_of(status);
	p.line = r->line = log->lines.number;
	dmesg_header(r, log->piece);
	if (!r->has_request)
		dmesg_damaged(&p, "what was asked cannot be read");
	killed = log->killed;
	status = read_body(log, &p);
	if (status == LINE_NO_MEMORY)
		return DMESG_NO_MEMORY;
	if (status != LINE_READ && status != LINE_NONE)
		dmesg_damaged(&p, "the log cannot be read any further");
	r->victim = r->kind == DMESG_FAILURE && r->has_pid && r->pid == killed;
	look_at_the_whole(log, r);
	return DMESG_REPORT;
}
