/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ftrace.c - a whole trace into memory, and which of a page's frees is the one that counts.
 *
 * A page freed in a batch is told of twice. From 5.10 on it is prepared first (mm_page_free) and
 * enters its PCP list at mm_page_free_batched, after others were prepared and perhaps used; up to
 * 4.12 mm_page_free_batched only announces the mm_page_free behind it. 2.6.34 tells once.
 */
#include "ftrace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ftrace_dat.h"
#include "ftrace_line.h"
#include "lines.h"

/* ---- keeping ---- */

static bool keep(struct trace *t, const struct trace_event *e)
{
	size_t room = t->room ? 2 * t->room : 1024;
	struct trace_event *more;

	if (t->n == t->room) {
		more = realloc(t->event, room * sizeof *more);
		if (!more) {
			t->out_of_memory = true;
			return false;
		}
		t->event = more;
		t->room = room;
	}
	t->event[t->n++] = *e;
	return true;
}

static bool take_line(struct ftrace_line *l)
{
	struct trace_event e;

	switch (ftrace_line(l, &e)) {
	case FTRACE_NOTHING:
		return true;
	case FTRACE_EVENT:
		if (l->t->n < MAX_TRACE_EVENTS)
			return keep(l->t, &e);
		ftrace_error(l, NULL, "more than %d events; the rest is not read",
			     MAX_TRACE_EVENTS);
		return false;
	default:
		return false;
	}
}

/* ---- reading ---- */

static void cannot_read(struct ftrace_line *l, enum line_status status)
{
	switch (status) {
	case LINE_TOO_LONG:
		ftrace_error(l, NULL, "a line of more than %d bytes", LINE_MAX_BYTES);
		break;
	case LINE_FILE_TOO_LONG:
		ftrace_error(l, NULL, "a file of more than %llu bytes",
			     (unsigned long long)FILE_MAX_BYTES);
		break;
	case LINE_NO_MEMORY:
		l->t->out_of_memory = true;
		break;
	default:
		ftrace_error(l, NULL, "cannot read: %s", strerror(errno));
	}
}

static void read_lines(struct lines *lines, struct ftrace_line *l)
{
	enum line_status status;
	bool more = true;

	while (more && (status = lines_next(lines)) != LINE_NONE) {
		l->text = lines->text ? lines->text : "";
		l->length = lines->length;
		l->number = lines->number;
		if (status == LINE_READ) {
			more = take_line(l);
		} else {
			cannot_read(l, status);
			more = false;
		}
	}
	if (l->failed && lines->text)
		l->t->bad_line = strdup(lines->text);
}

void trace_read_stream(FILE *file, const char *name, const struct kernel *k, struct trace *t)
{
	struct ftrace_line l = { .kernel = k, .file = name, .text = "", .t = t };
	struct lines lines;

	*t = (struct trace){ 0 };
	t->d.file = name;
	lines_init(&lines, file);
	read_lines(&lines, &l);
	if (t->out_of_memory && !l.failed)
		ftrace_error(&l, NULL, "out of memory");
	t->partial = l.failed;
	lines_done(&lines);
}

/* An error of the library is told where no line of its text was wrong. */
static void read_dat(const char *path, const struct kernel *k, struct trace *t)
{
	struct trace_dat dat = trace_dat_open(path, &t->d);
	struct diag failed;

	if (!dat.text)
		return;
	trace_read_stream(dat.text, path, k, t);
	if (trace_dat_done(&dat, path, &failed) || t->partial)
		return;
	t->partial = true;
	t->d = failed;
}

void trace_read(const char *path, const struct kernel *k, struct trace *t)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	int first;

	*t = (struct trace){ .partial = true };
	if (!file) {
		diag_set(&t->d, path, 0, 0, "cannot open: %s", strerror(errno));
		return;
	}
	/* No more than one byte may be put back, and no text begins with this one. */
	first = fgetc(file);
	ungetc(first, file);
	if (first == TRACE_DAT_FIRST && file != stdin) {
		fclose(file);
		read_dat(path, k, t);
	} else {
		trace_read_stream(file, path, k, t);
	}
}

void trace_free(struct trace *t)
{
	free(t->event);
	free(t->page);
	free(t->bad_line);
	*t = (struct trace){ 0 };
}

/* ---- pairing ---- */

enum { NEXT_IS_OTHER, NEXT_IS_FREE, NEXT_IS_BATCHED };

/* What the next event about the page is tells what this one is: from the end to the beginning. */
static uint8_t pair(struct trace *t, size_t i, uint8_t next)
{
	struct trace_event *e = &t->event[i];

	switch (e->kind) {
	case TRACE_FREE:
		if (next != NEXT_IS_BATCHED)
			return NEXT_IS_FREE;
		e->flags |= TRACE_PREPARES;
		return NEXT_IS_OTHER;
	case TRACE_FREE_BATCHED:
		/* Up to 4.12 the two stand together. */
		if (next != NEXT_IS_FREE || t->event[i + 1].kind != TRACE_FREE ||
		    t->event[i + 1].pfn != e->pfn)
			return NEXT_IS_BATCHED;
		e->flags |= TRACE_ANNOUNCES;
		t->event[i + 1].flags |= e->flags & TRACE_COLD;
		return NEXT_IS_OTHER;
	default:
		return NEXT_IS_OTHER;
	}
}

bool trace_pair_frees(struct trace *t, pfn_t end_pfn)
{
	uint8_t *next = calloc((size_t)end_pfn + 1, 1);

	if (!next)
		return false;
	for (size_t i = t->n; i-- > 0;) {
		const struct trace_event *e = &t->event[i];
		bool about = e->kind == TRACE_ALLOC || e->kind == TRACE_FREE ||
			     e->kind == TRACE_FREE_BATCHED;

		if (about && e->pfn < end_pfn)
			next[e->pfn] = pair(t, i, next[e->pfn]);
		for (uint32_t p = 0; e->kind == TRACE_BULK && p < e->got; p++)
			if (t->page[e->pages + p] < end_pfn)
				next[t->page[e->pages + p]] = NEXT_IS_OTHER;
	}
	free(next);
	return true;
}
