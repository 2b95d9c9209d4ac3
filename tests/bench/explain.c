/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain.c - how fast a log is searched for reports, and what it takes to remember.
 *
 * usage: explain LOG MEGABYTES REPORT...
 *
 * A log of so many megabytes is made by repeating LOG, which holds no report, with the REPORTs
 * spread over it; and searched and explained as it comes through a pipe, so nothing of it is kept
 * anywhere. Prints the rate and the memory, and is 1 if that is below 200 MB of processor time a
 * second, above 64 MB of memory, or a report was missed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "explain/explain.h"
#include "text.h"
#include "timing.h"

enum { LEAST_RATE = 200, MOST_MEMORY = 64 };

struct made {
	struct text base, *report;
	int reports;
	size_t size;                    /* bytes, at least */
};

static struct made made_of(char **argv, int reports)
{
	struct made m = { .base = text_of_file(argv[1]), .reports = reports,
			  .size = (size_t)atol(argv[2]) << 20 };

	m.report = calloc((size_t)reports, sizeof *m.report);
	if (!m.report || !m.base.size)
		exit(2);
	for (int i = 0; i < reports; i++)
		m.report[i] = text_of_file(argv[3 + i]);
	return m;
}

static void write_log(FILE *to, const struct made *m)
{
	size_t total = 0;
	int next = 0;

	while (total < m->size) {
		total += fwrite(m->base.bytes, 1, m->base.size, to);
		if (next < m->reports &&
		    total > m->size / (size_t)(m->reports + 1) * (size_t)(next + 1)) {
			total += fwrite(m->report[next].bytes, 1, m->report[next].size, to);
			next++;
		}
	}
}

/* The end of a pipe into which another process writes the log. */
static FILE *log_from_pipe(const struct made *m)
{
	int ends[2];
	pid_t writer = pipe(ends) ? -1 : fork();

	if (writer < 0) {
		perror("bench");
		exit(2);
	}
	if (writer == 0) {
		FILE *to = fdopen(ends[1], "w");

		close(ends[0]);
		if (to)
			write_log(to, m);
		_exit(!to || fclose(to) != 0);
	}
	close(ends[1]);
	return fdopen(ends[0], "r");
}

static int explain_log(FILE *file)
{
	struct dmesg *log = dmesg_open(file);
	enum dmesg_status status = DMESG_REPORT;
	int n = 0;

	while (log && status == DMESG_REPORT) {
		struct dmesg_report r;
		struct explanation e;

		status = dmesg_next(log, &r);
		if (status == DMESG_REPORT) {
			n += explain(&e, &r, NULL) == EXPLAIN_OK && e.n;
			explain_done(&e);
		}
		dmesg_report_done(&r);
	}
	dmesg_close(log);
	return n;
}

static double peak_megabytes(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)u.ru_maxrss / 1024;
}

int main(int argc, char **argv)
{
	double start, rate, megabytes;
	struct made m;
	int found;

	if (argc < 4) {
		fputs("usage: explain LOG MEGABYTES REPORT...\n", stderr);
		return 2;
	}
	m = made_of(argv, argc - 3);
	megabytes = (double)(m.size >> 20);
	start = cpu_seconds();
	found = explain_log(log_from_pipe(&m));
	rate = megabytes / (cpu_seconds() - start);
	wait(NULL);
	printf("explain: %d of %d reports in %.0f MB of log from a pipe: %.0f MB/s, "
	       "%.0f MB of memory at most\n", found, m.reports, megabytes, rate,
	       peak_megabytes());
	return found != m.reports || rate < LEAST_RATE || peak_megabytes() > MOST_MEMORY;
}
