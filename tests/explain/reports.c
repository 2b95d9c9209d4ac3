/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reports.c - reading logs for tests.
 */
#include "reports.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const reports_kept[] = {
	"traces/2.6.34/dmesg/256m-alloc-failure-order4-atomic.txt",
	"traces/2.6.34/dmesg/numa2-alloc-failure-order6-cpuset.txt",
	"traces/2.6.34/dmesg/numa2-oom-cpuset.txt",
	"traces/4.7/dmesg/256m-oom.txt",
	"traces/4.12/dmesg/numa2-alloc-failure-order9-movable-noretry.txt",
	"traces/5.10/dmesg/256m-alloc-failure-order0-nowait.txt",
	"traces/5.10/dmesg/numa2-oom.txt",
	"traces/6.1/dmesg/256m-oom.txt",
	"traces/6.1/dmesg/numa2-alloc-failure-order4-atomic.txt",
	"traces/6.12/dmesg/256m-alloc-failure-order0-nowait.txt",
	"traces/6.12/dmesg/numa2-oom-cpuset.txt",
	NULL,
};

char *report_text(const char *path, size_t *size)
{
	FILE *file = fopen(path, "r");
	char *text = calloc(1, 1 << 16);

	cr_assert(file && text, "%s", path);
	*size = fread(text, 1, (1 << 16) - 1, file);
	fclose(file);
	cr_assert(*size > 0 && *size < (1 << 16) - 1, "%s", path);
	return text;
}

void each_explanation(const char *text, size_t size, void (*look)(struct explanation *e))
{
	FILE *file = fmemopen((void *)(uintptr_t)text, size, "r");
	struct dmesg *log = dmesg_open(file);
	enum dmesg_status status = DMESG_REPORT;

	cr_assert(log);
	while (status == DMESG_REPORT) {
		struct dmesg_report r;
		struct explanation e;

		status = dmesg_next(log, &r);
		if (status == DMESG_REPORT) {
			cr_assert_eq(explain(&e, &r, NULL), EXPLAIN_OK);
			look(&e);
			explain_done(&e);
		}
		dmesg_report_done(&r);
	}
	cr_expect_eq(status, DMESG_END);
	dmesg_close(log);
}

/* One test runs at a time in a process of its own. */
static struct explained gathered;
static FILE *to;

static void put_line(void *self, const char *text)
{
	(void)self;
	fprintf(to, "%s\n", text);
}

static void gather(struct explanation *e)
{
	gathered.reports++;
	gathered.partial += e->report->partial;
	gathered.notes += e->report->notes;
	gathered.attempts += (unsigned)e->n;
	explain_text(e, &(struct explain_printer){ .line = put_line });
}

struct explained explain_log(const char *text, size_t size)
{
	size_t length;

	gathered = (struct explained){ .text = NULL };
	to = open_memstream(&gathered.text, &length);
	cr_assert(to);
	each_explanation(text, size, gather);
	fclose(to);
	return gathered;
}

struct explained read_log(const char *text, size_t size)
{
	struct dmesg *log = dmesg_open(fmemopen((void *)(uintptr_t)text, size, "r"));
	enum dmesg_status status = DMESG_REPORT;
	struct explained x = { .text = NULL };

	cr_assert(log);
	while (status == DMESG_REPORT) {
		struct dmesg_report r;

		status = dmesg_next(log, &r);
		x.reports += status == DMESG_REPORT;
		x.partial += r.partial;
		x.notes += r.notes;
		dmesg_report_done(&r);
	}
	dmesg_close(log);
	return x;
}
