/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ftrace_dat.c - trace.dat through libtracecmd, where the program was built with it.
 *
 * The format is trace-cmd's own and describes itself, so its library reads it. The library trusts
 * its input, and traces come from strangers: it runs in a process of its own that can do no more
 * harm than end, and hands over lines of text, which are doubted like any others.
 *
 * Numbers are taken from an event's raw fields, not from its printed form: masks and page frames
 * then need no pointer of the traced machine. Events without a field "pfn", as those of 2.6.34 and
 * of probes, are printed as the file says.
 */
#include "ftrace_dat.h"

#include <string.h>

bool is_trace_dat(const char *text, size_t length)
{
	static const char magic[] = "\x17\x08\x44tracing";

	return length >= strlen(magic) && memcmp(text, magic, strlen(magic)) == 0;
}

#ifndef HAVE_TRACECMD

struct trace_dat trace_dat_open(const char *path, struct diag *d)
{
	diag_set(d, path, 0, 0, "a trace.dat, but this program was built without libtracecmd: "
				"give it the text of `trace-cmd report`");
	return (struct trace_dat){ NULL, 0 };
}

bool trace_dat_done(struct trace_dat *t, const char *path, struct diag *d)
{
	(void)t, (void)path, (void)d;
	return true;
}

#else

#include <errno.h>
#include <event-parse.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <trace-cmd.h>
#include <unistd.h>

enum { READER_DONE, READER_REFUSED = 3, READER_SECONDS = 600 };

struct printing {
	FILE *out;
	struct trace_seq text;
};

/* What the library wrote, on one line. */
static void print_text(struct printing *p)
{
	trace_seq_terminate(&p->text);
	for (const char *s = p->text.buffer; *s; s++)
		fputc((unsigned char)*s < ' ' ? ' ' : *s, p->out);
	trace_seq_reset(&p->text);
}

static void print_head(struct printing *p, struct tep_handle *tep, struct tep_record *r)
{
	fprintf(p->out, "task-%d [%03d] ", tep_data_pid(tep, r), r->cpu);
	tep_print_event(tep, &p->text, r, "%s", TEP_PRINT_LATENCY);
	print_text(p);
	fprintf(p->out, " %llu.%06llu: ", r->ts / 1000000000, r->ts / 1000 % 1000000);
}

static void print_field(struct printing *p, struct tep_format_field *f, const void *data)
{
	unsigned long long value;

	if (tep_read_number_field(f, data, &value))
		return;
	if (strcmp(f->name, "pfn") == 0 && value + 1 == 0)
		fputs(" page=(null) pfn=0", p->out);
	else if (strcmp(f->name, "pfn") == 0 || strcmp(f->name, "gfp_flags") == 0)
		fprintf(p->out, " %s=0x%llx", f->name, value);
	else
		fprintf(p->out, " %s=%lld", f->name, (long long)value);
}

static void print_event(struct printing *p, struct tep_handle *tep, struct tep_record *r)
{
	struct tep_event *event = tep_find_event_by_record(tep, r);

	if (!event)
		return;
	print_head(p, tep, r);
	/* What a probe's author printed is the whole line. */
	if (strcmp(event->name, "print") != 0 && strcmp(event->name, "bprint") != 0)
		fprintf(p->out, "%s:", event->name);
	if (tep_find_field(event, "pfn")) {
		struct tep_format_field *f = event->format.fields;

		for (; f; f = f->next)
			print_field(p, f, r->data);
	} else {
		fputc(' ', p->out);
		tep_print_event(tep, &p->text, r, "%s", TEP_PRINT_INFO);
		print_text(p);
	}
	fputc('\n', p->out);
}

static int print_record(struct tracecmd_input *input, struct tep_record *r, int cpu, void *self)
{
	struct printing *p = self;

	if (r->missed_events > 0)
		fprintf(p->out, "CPU:%d [LOST %lld EVENTS]\n", cpu, r->missed_events);
	else if (r->missed_events)
		fprintf(p->out, "CPU:%d [LOST EVENTS]\n", cpu);
	print_event(p, tracecmd_get_tep(input), r);
	return ferror(p->out) ? -1 : 0;
}

static int read_dat(const char *path, int fd)
{
	struct rlimit time = { READER_SECONDS, READER_SECONDS };
	struct printing p = { .out = fdopen(fd, "w") };
	int silence = open("/dev/null", O_WRONLY), status;
	struct tracecmd_input *input;

	setrlimit(RLIMIT_CPU, &time);
	if (silence >= 0)
		dup2(silence, STDERR_FILENO);
	tracecmd_set_loglevel(TEP_LOG_NONE);
	input = tracecmd_open(path, TRACECMD_FL_LOAD_NO_PLUGINS |
					    TRACECMD_FL_LOAD_NO_SYSTEM_PLUGINS);
	if (!p.out || !input)
		return READER_REFUSED;
	trace_seq_init(&p.text);
	status = tracecmd_iterate_events(input, NULL, 0, print_record, &p);
	return fflush(p.out) || status ? READER_REFUSED : READER_DONE;
}

struct trace_dat trace_dat_open(const char *path, struct diag *d)
{
	struct trace_dat t = { NULL, -1 };
	int ends[2];

	if (pipe(ends)) {
		diag_set(d, path, 0, 0, "cannot read: %s", strerror(errno));
		return t;
	}
	t.reader = fork();
	if (t.reader == 0) {
		close(ends[0]);
		_exit(read_dat(path, ends[1]));
	}
	close(ends[1]);
	if (t.reader > 0)
		t.text = fdopen(ends[0], "r");
	if (!t.text) {
		diag_set(d, path, 0, 0, "cannot read: %s", strerror(errno));
		close(ends[0]);
	}
	return t;
}

bool trace_dat_done(struct trace_dat *t, const char *path, struct diag *d)
{
	int status = 0;

	if (t->reader <= 0)
		return true;
	while (waitpid(t->reader, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		diag_set(d, path, 0, 0, "libtracecmd cannot read this trace.dat (signal %d)",
			 WTERMSIG(status));
	else if (WEXITSTATUS(status) != READER_DONE)
		diag_set(d, path, 0, 0, "libtracecmd cannot read this trace.dat");
	return status == 0;
}

#endif
