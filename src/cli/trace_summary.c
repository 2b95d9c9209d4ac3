/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace_summary.c - a trace alone: counted, and recorded if somebody wants to step through it.
 */
#include "trace_summary.h"

#include <stdlib.h>
#include <unistd.h>

#include "cli.h"
#include "record/record.h"
#include "trace_summary_inside.h"

static void count(void *self, const struct event *e)
{
	struct summary *s = self;

	if (!event_is_traced(e))
		return;
	traced_count(&s->tally, e, 1);
	s->events++;
	if (e->kind == EVENT_TRACED_LOST)       /* it has neither a time nor a CPU */
		return;
	if (!s->cpus || (uint64_t)e->v[1] < s->first)
		s->first = (uint64_t)e->v[1];
	if ((uint64_t)e->v[1] > s->last)
		s->last = (uint64_t)e->v[1];
	s->cpus += !s->cpu[e->cpu % MAX_CPUS];
	s->cpu[e->cpu % MAX_CPUS] = true;
}

/* ---- the recording ---- */

static bool record_it(void *self, const struct request *r, const struct trace_event *e)
{
	const struct record_asker asker = { .cpu = e->cpu, .context = e->context };

	return record_traced_request(self, r, &asker);
}

/* Tells it to a recording, too, which is NULL if there shall be none. */
static bool tell(struct summary *s, struct record *record)
{
	const struct traced_listener listener = { record_it, record };
	struct machine *m = machine_new(s->traced->world, s->traced->form.kernel);
	bool ok = m && machine_listen(m, (struct sink){ count, s });
	char origin[300];

	snprintf(origin, sizeof origin, "trace %s, without a state", s->path);
	if (ok && record)
		ok = record_session(record, m, origin, s->path);
	ok = ok && traced_tell(s->traced, m, record ? &listener : NULL);
	machine_free(m);
	return ok;
}

static int tell_and_record(struct summary *s, const char *output)
{
	struct diag d = { .file = output };
	struct record *record = record_create(output, &d);
	bool ok;

	if (!record) {
		message_diag(&d, NULL);
		/* What fails to be created leaves nothing; so this was there before. */
		return access(output, F_OK) == 0 ? EXIT_USAGE : EXIT_MACHINE;
	}
	ok = tell(s, record);
	if (!ok)
		message("import: %s: %s", output,
			record_error(record) ? record_error(record) : "out of memory");
	if (!record_close(record, &d) && ok) {
		message_diag(&d, NULL);
		ok = false;
	}
	return ok ? EXIT_DONE : EXIT_MACHINE;
}

/* ---- all of it ---- */

static int end(const struct summary *s)
{
	const struct trace *t = &s->traced->trace;

	if (t->partial)
		message_diag(&t->d, t->bad_line);
	if (t->partial)
		return EXIT_USAGE;
	if (s->events)
		return EXIT_DONE;
	message("import: %s: no event of the page allocator in it", s->path);
	return EXIT_REFUTED;
}

static int summarise(const struct trace_summary_options *o, struct summary *s)
{
	if (!s->traced->world) {
		message("import: out of memory at %s", o->trace);
		return EXIT_MACHINE;
	}
	if (o->output && traced_any(s->traced)) {
		int status = tell_and_record(s, o->output);

		if (status != EXIT_DONE)
			return status;
	} else if (!tell(s, NULL)) {
		message("import: out of memory at %s", o->trace);
		return EXIT_MACHINE;
	}
	if (o->json)
		summary_json(s);
	else if (s->events)
		summary_text(s);
	return end(s);
}

int trace_summary(const struct trace_summary_options *o)
{
	struct traced traced;
	struct summary *s = calloc(1, sizeof *s);
	int status;

	if (!s) {
		message("import: out of memory at %s", o->trace);
		return EXIT_MACHINE;
	}
	traced_open(o->trace, o->kernel, &traced);
	s->path = o->trace;
	s->traced = &traced;
	status = summarise(o, s);
	traced_close(&traced);
	free(s);
	return status;
}
