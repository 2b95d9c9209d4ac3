/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace.c - how fast traces are read and run, and that the time grows as the trace does.
 *
 * usage: bench-trace STATE.jsonl... (the trace is beside it)
 *
 * For each: CPU time to read an event of the trace, and of 16 times the trace; their ratio, which
 * is near 1 if reading is linear; and the time of a verification an event. Then the same for a
 * trace in which every second line is gone, so that the simulation has to be brought back often.
 * Each figure is the median of several rounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "import/workload.h"
#include "text.h"
#include "timing.h"

enum { ROUNDS = 7, TIMES = 16 };

/* Seconds an event. Kernel 6.1 has names for all masks of 6.12, too. */
static double read_once(struct text text)
{
	FILE *f = fmemopen(text.bytes, text.size, "r");
	double start = cpu_seconds();
	struct trace t;

	trace_read_stream(f, "bench", kernel_find("6.1"), &t);
	if (t.partial || !trace_pair_frees(&t, 1 << 20))
		exit(2);
	start = (cpu_seconds() - start) / (double)t.n;
	trace_free(&t);
	return start;
}

static double read_time(struct text text)
{
	double v[ROUNDS];

	for (int i = 0; i < ROUNDS; i++)
		v[i] = read_once(text);
	return median_of(v, ROUNDS);
}

static double verify_time(const char *state, const char *trace, double *exact)
{
	struct verify_options options = { .show = -1 };
	double v[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		struct workload_outcome o;
		struct diag d;

		v[i] = cpu_seconds();
		verify_workload((struct workload_files){ state, trace }, &options, &o, &d);
		v[i] = (cpu_seconds() - v[i]) / (double)(o.events ? o.events : 1);
		*exact = 100.0 * (double)o.exact / (double)(o.pages ? o.pages : 1);
		workload_done(&o);
	}
	return median_of(v, ROUNDS);
}

static struct text repeated(struct text text)
{
	struct text all = { malloc(TIMES * text.size), TIMES * text.size };

	for (size_t i = 0; all.bytes && i < TIMES; i++)
		memcpy(all.bytes + i * text.size, text.bytes, text.size);
	return all;
}

/* A file of every second line. */
static void write_half(struct text text, char *path)
{
	FILE *f = fdopen(mkstemp(path), "w");
	const char *line = text.bytes;
	bool odd = false;

	if (!f)
		exit(3);
	for (const char *next; *line; line = next, odd = !odd) {
		next = line + strcspn(line, "\n");
		next += *next == '\n';
		if (odd)
			fwrite(line, 1, (size_t)(next - line), f);
	}
	fclose(f);
}

static void bench(const char *state)
{
	char trace[400], half[] = "/tmp/buddyscope-bench-XXXXXX";
	double once, often, exact, exact_half, whole, halved;
	struct text text, all;

	snprintf(trace, sizeof trace, "%.*s.trace", (int)(strlen(state) - strlen(".jsonl")), state);
	text = text_of_file(trace);
	all = repeated(text);
	if (!all.bytes)
		exit(3);
	write_half(text, half);
	once = read_time(text);
	often = read_time(all);
	whole = verify_time(state, trace, &exact);
	halved = verify_time(state, half, &exact_half);
	unlink(half);
	printf("%-38s read %4.0f ns an event, %4.0f of %d times as many: ratio %4.2f\n", trace,
	       once * 1e9, often * 1e9, TIMES, often / once);
	printf("%-38s verify %5.0f ns an event, %3.0f%% exact; every second line %6.0f, %3.0f%%\n",
	       "", whole * 1e9, exact, halved * 1e9, exact_half);
	free(text.bytes);
	free(all.bytes);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		bench(argv[i]);
	return 0;
}
