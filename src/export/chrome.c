/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chrome.c - requests and checks as slices on a time line, in the Trace Event Format.
 *
 *	alloc ==========================================
 *	      zone_watermark_fast ====  rmqueue =======     a check: its verdict
 *	                       |            |   |           each decision: an instant, in words
 *
 * An event's place in the recording stands for its time. A check is told when it is over, and what
 * it compared stands before it and deeper (as narrate() of core has it), so its slice begins behind
 * the last event that is not deeper.
 */
#include "walk.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/words.h"
#include "record/names.h"

struct chrome {
	FILE *out;
	struct speaker speaker;
	int64_t session;
	bool more;              /* an object was written before */
};

/* ---- JSON ---- */

/* Whatever stands in a recording: only plain characters pass, the rest by number. */
static void json_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(out, "\\%c", *c);
		else if (*c < ' ' || *c == 0x7f)
			fprintf(out, "\\u%04x", *c);
		else
			fputc(*c, out);
	}
	fputc('"', out);
}

static void begin_object(struct chrome *c, const char *name, char phase, uint64_t at)
{
	fputs(c->more ? ",\n{\"name\":" : "\n{\"name\":", c->out);
	c->more = true;
	json_text(c->out, name);
	fprintf(c->out, ",\"ph\":\"%c\",\"ts\":%" PRIu64 ",\"pid\":%" PRId64 ",\"tid\":1", phase,
		at, c->session);
}

/* ---- slices and instants ---- */

static void write_slice(struct chrome *c, const char *name, uint64_t from, uint64_t to)
{
	begin_object(c, name, 'X', from);
	fprintf(c->out, ",\"dur\":%" PRIu64 ",\"args\":{", to - from);
}

static void write_request(struct chrome *c, const struct export_request *q)
{
	const struct reader_request *asked = q->asked;
	char gfp[WORDS_MAX];

	gfp_words(c->speaker.kernel, asked->q.gfp, gfp, sizeof gfp);
	write_slice(c, request_op_name(asked->q.op), q->event[0].seq,
		    q->event[q->nr_events - 1].seq + 1);
	fprintf(c->out, "\"request\":%" PRId64 ",\"order\":%u,\"gfp\":", asked->id,
		asked->q.order);
	json_text(c->out, gfp);
	if (asked->statement) {
		fputs(",\"statement\":", c->out);
		json_text(c->out, asked->statement);
	}
	if (q->result) {
		fputs(",\"status\":", c->out);
		json_text(c->out, request_status_name((unsigned)q->result->v[0]));
		if (q->result->pfn != NO_PFN)
			fprintf(c->out, ",\"pfn\":%" PRIu32, q->result->pfn);
	}
	fputs("}}", c->out);
}

static size_t first_of_check(const struct event *events, size_t at)
{
	size_t first = at;

	while (first > 0 && events[first - 1].depth > events[at].depth)
		first--;
	return first;
}

static void write_check(struct chrome *c, const struct event *events, size_t at)
{
	const struct event *e = &events[at];

	uint64_t from = events[first_of_check(events, at)].seq;

	write_slice(c, rung_name(c->speaker.kernel, e->rung), from, e->seq + 1);
	fputs("\"verdict\":", c->out);
	json_text(c->out, verdict_words(e->verdict));
	fputs("}}", c->out);
}

static void write_instant(struct chrome *c, const struct event *e)
{
	char text[WORDS_MAX];

	event_words(&c->speaker, e, text, sizeof text);
	begin_object(c, event_info[e->kind].name, 'i', e->seq);
	fputs(",\"s\":\"t\",\"args\":{\"text\":", c->out);
	json_text(c->out, text);
	fputs("}}", c->out);
}

static bool visit(void *self, const struct export_request *q)
{
	struct chrome *c = self;

	if (q->nr_events)
		write_request(c, q);
	for (size_t i = 0; i < q->nr_events; i++) {
		if (q->event[i].kind == EVENT_CHECK)
			write_check(c, q->event, i);
		else if (q->event[i].kind != EVENT_REQUEST)
			write_instant(c, &q->event[i]);
	}
	return true;
}

static void write_names(struct chrome *c, const struct export_job *job)
{
	begin_object(c, "process_name", 'M', 0);
	fputs(",\"args\":{\"name\":", c->out);
	json_text(c->out, job->session->origin);
	fputs("}}", c->out);
	begin_object(c, "thread_name", 'M', 0);
	fprintf(c->out, ",\"args\":{\"name\":\"kernel %s, branch %" PRId64 "\"}}",
		job->session->kernel->name, job->branch->id);
}

enum export_status export_chrome(const struct export_job *job, struct diag *d)
{
	struct world *first = reader_first_world(job->reader, job->session, d);
	struct chrome c = { .out = job->out, .session = job->session->id,
			    .speaker = { job->session->kernel, first } };
	enum export_status status;

	if (!first)
		return reader_machine_failed(job->reader) ? EXPORT_MACHINE_FAILED :
							    EXPORT_BAD_INPUT;
	fputs("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[", c.out);
	write_names(&c, job);
	status = export_walk(job, (struct export_visitor){ visit, &c }, d);
	fputs("\n]}\n", c.out);
	world_free(first);
	return status;
}
