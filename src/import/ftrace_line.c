/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ftrace_line.c - one line of a trace: who, where, when, which event, with which numbers.
 *
 * A task's name may hold anything, spaces and brackets too, so the head is found by what follows
 * the name: -PID [CPU]. Nothing of the name is kept.
 */
#include "ftrace_line.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "ftrace_dat.h"

void ftrace_error(struct ftrace_line *l, const char *at, const char *fmt, ...)
{
	char message[160];
	va_list ap;

	if (l->failed)
		return;
	va_start(ap, fmt);
	vsnprintf(message, sizeof message, fmt, ap);
	va_end(ap);
	diag_set(&l->t->d, l->file, l->number, at ? (unsigned)(at - l->text) + 1 : 0, "%s",
		 message);
	l->failed = true;
}

/* ---- the head of a line ---- */

/* The first column: interrupts and bottom halves off; the third: in which interrupt. */
static uint8_t context_of(const char *flags, size_t n)
{
	if (memchr(flags, 'z', n) || memchr(flags, 'Z', n))
		return IN_NMI;
	if (memchr(flags, 'h', n) || memchr(flags, 'H', n))
		return IN_HARDIRQ;
	if (memchr(flags, 's', n))
		return IN_SOFTIRQ;
	return n && (flags[0] == 'b' || flags[0] == 'D') ? IN_TASK_BH_OFF : IN_TASK;
}

/* "4.746570:"; sets *at behind it. */
static bool read_time(const char **at, uint64_t *time)
{
	const char *p = *at;
	uint64_t seconds = 0, fraction = 0, unit = 1000000;

	if (!isdigit((unsigned char)*p))
		return false;
	for (; isdigit((unsigned char)*p); p++)
		seconds =
			seconds < (uint64_t)1 << 40 ? seconds * 10 + (uint64_t)(*p - '0') : seconds;
	if (*p == '.')
		p++;
	for (; isdigit((unsigned char)*p); p++) {
		unit /= 10;
		fraction += unit * (uint64_t)(*p - '0');
	}
	if (*p != ':')
		return false;
	*time = seconds * 1000000 + fraction;
	*at = p + 1;
	return true;
}

static const char *back_over(const char *from, const char *at, const char *set)
{
	while (at > from && at[-1] && strchr(set, at[-1]))
		at--;
	return at;
}

/* Does -PID, perhaps (TGID), and blanks stand before this bracket? */
static bool follows_task(const char *text, const char *bracket)
{
	const char *at = back_over(text, bracket, " "), *digits;

	if (at > text && at[-1] == ')') {
		at = back_over(text, at - 1, "0123456789- ");
		if (at == text || at[-1] != '(')
			return false;
		at = back_over(text, at - 1, " ");
	}
	digits = back_over(text, at, "0123456789");
	return digits < at && digits > text && digits[-1] == '-';
}

/* "[000] d..3. 4.746570: ": what stands behind it, or NULL. */
static const char *read_place(const char *bracket, struct trace_event *e)
{
	const char *close = bracket + 1 + strspn(bracket + 1, "0123456789"), *at = close + 1;
	uint64_t cpu;

	if (*close != ']' || !ftrace_read_number(bracket + 1, close, UINT16_MAX, &cpu))
		return NULL;
	e->cpu = (uint16_t)cpu;
	e->context = IN_TASK;
	at += strspn(at, " ");
	if (read_time(&at, &e->time))
		return at;
	e->context = context_of(at, strcspn(at, " "));
	at += strcspn(at, " ");
	at += strspn(at, " ");
	return read_time(&at, &e->time) ? at : NULL;
}

static const char *read_head(struct ftrace_line *l, struct trace_event *e)
{
	const char *bracket = strchr(l->text, '['), *at;

	for (; bracket; bracket = strchr(bracket + 1, '[')) {
		if (!follows_task(l->text, bracket) || !(at = read_place(bracket, e)))
			continue;
		if (e->cpu < MAX_CPUS)
			return at;
		ftrace_error(l, bracket + 1, "a CPU above %d", MAX_CPUS - 1);
		return NULL;
	}
	ftrace_error(l, l->text, "not a line of a trace: no \"-PID [CPU] TIME: EVENT:\" in it");
	return NULL;
}

/* ---- lines that are no events ---- */

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* "CPU:0 [LOST 12 EVENTS]" of trace and trace_pipe, "CPU:0 [12 EVENTS DROPPED]" of trace-cmd. */
static bool read_lost(const struct ftrace_line *l, struct trace_event *e)
{
	const char *bracket = strchr(l->text, '[');

	if (!begins(l->text, "CPU:") || !bracket ||
	    !(strstr(bracket, "LOST") || strstr(bracket, "DROPPED")))
		return false;
	bracket += strcspn(bracket, "0123456789");
	e->kind = TRACE_LOST;
	e->lost = strtoull(bracket, NULL, 10) & UINT32_MAX;
	l->t->lost += e->lost ? e->lost : 1;
	return true;
}

/* What recorders write above the trace: "#stats overrun: 0", "#kprobe p:bs/... refresh_...". */
static void read_comment(const struct ftrace_line *l)
{
	static const char *const lost[] = { "#stats overrun: ", "#stats commit overrun: ",
					    "#stats dropped events: " };

	for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
		if (begins(l->text, lost[i]))
			l->t->lost += strtoull(l->text + strlen(lost[i]), NULL, 10) & UINT32_MAX;
	if (begins(l->text, "#kprobe ") && strstr(l->text, " refresh_cpu_vm_stats "))
		l->t->has_ticks = true;
}

/* What `trace-cmd report` writes before its first event. */
static bool is_report_head(const char *text)
{
	return begins(text, "cpus=") || begins(text, "version = ") ||
	       (begins(text, "CPU ") && strstr(text, " is empty"));
}

bool ftrace_is_no_event(const char *text)
{
	return text[0] == '#' || text[strspn(text, " \t\r")] == '\0' || is_report_head(text);
}

bool ftrace_head(struct ftrace_line *l, struct trace_event *e, struct ftrace_value *name,
		 const char **payload)
{
	const char *at = read_head(l, e);

	if (!at)
		return false;
	at += strspn(at, " ");
	/* A line that a probe's author printed names the function first. */
	*name = (struct ftrace_value){ at, strcspn(at, ": ") };
	if (begins(at + name->length, ": bs_bulk:"))
		*name = (struct ftrace_value){ at + name->length + 2, strlen("bs_bulk") };
	if (!name->length || name->text[name->length] != ':') {
		ftrace_error(l, at, "there is no event's name here");
		return false;
	}
	*payload = name->text + name->length + 1;
	return true;
}

enum ftrace_kind ftrace_line(struct ftrace_line *l, struct trace_event *e)
{
	const char *nul = memchr(l->text, '\0', l->length), *payload;
	struct ftrace_value name;

	*e = (struct trace_event){ .line = l->number, .pfn = NO_PFN, .nid = -1,
				   .migratetype = NO_MIGRATETYPE, .from = NO_MIGRATETYPE };
	if (is_trace_dat(l->text, l->length)) {
		ftrace_error(l, NULL, "a trace.dat is read from a file, not from a pipe");
		return FTRACE_BAD;
	}
	if (nul) {
		ftrace_error(l, nul, "a NUL byte in the line");
		return FTRACE_BAD;
	}
	if (l->text[0] == '#')
		read_comment(l);
	if (ftrace_is_no_event(l->text))
		return FTRACE_NOTHING;
	if (read_lost(l, e))
		return FTRACE_EVENT;
	if (!ftrace_head(l, e, &name, &payload))
		return FTRACE_BAD;
	return ftrace_event(l, name, payload, e);
}
