/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain.c - how fast a log is searched for reports.
 *
 * usage: explain LOG MEGABYTES REPORT...
 *
 * A log of so many megabytes is made by repeating LOG, which holds no report, with the REPORTs
 * spread over it; and searched and explained. Prints the rate and what it took, and is 1 if that
 * is below 200 MB of processor time a second, or a report was missed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain/explain.h"
#include "timing.h"

enum { LEAST_RATE = 200 };

struct text {
	char *bytes;
	size_t size;
};

static struct text read_text(const char *path)
{
	FILE *file = fopen(path, "r");
	struct text t = { calloc(1, 1 << 20), 0 };

	if (!file || !t.bytes) {
		fprintf(stderr, "bench: cannot read %s\n", path);
		exit(2);
	}
	t.size = fread(t.bytes, 1, 1 << 20, file);
	fclose(file);
	return t;
}

static size_t write_log(FILE *to, struct text base, size_t size, int reports, char **report)
{
	size_t total = 0;
	int next = 0;

	while (total < size) {
		total += fwrite(base.bytes, 1, base.size, to);
		if (next < reports && total > size / (size_t)(reports + 1) * (size_t)(next + 1)) {
			struct text r = read_text(report[next++]);

			total += fwrite(r.bytes, 1, r.size, to);
			free(r.bytes);
		}
	}
	rewind(to);
	return total;
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

int main(int argc, char **argv)
{
	FILE *file = argc > 3 ? tmpfile() : NULL;
	struct text base;
	double start, seconds, megabytes;
	int found;

	if (!file) {
		fputs("usage: explain LOG MEGABYTES REPORT...\n", stderr);
		return 2;
	}
	base = read_text(argv[1]);
	megabytes = (double)write_log(file, base, (size_t)atol(argv[2]) << 20, argc - 3,
				      argv + 3) /
		    (1 << 20);
	free(base.bytes);
	start = cpu_seconds();
	found = explain_log(file);
	seconds = cpu_seconds() - start;
	printf("explain: %d of %d reports in %.0f MB of log: %.2f s, %.0f MB/s\n", found, argc - 3,
	       megabytes, seconds, megabytes / seconds);
	return found != argc - 3 || megabytes / seconds < LEAST_RATE;
}
