/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench.c - how fast verification and requests are: figures and ratios of one run.
 *
 * usage: bench RECORDING.jsonl...
 *
 * For each: CPU time that jansson alone needs to parse the lines, CPU time of a whole verification
 * of the same file, their ratio; and the time of a request when nobody listens (each page of a
 * bulk request counts as one). Each figure is the median of several rounds, all in this process.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/request.h"
#include "import/verify.h"

enum { ROUNDS = 11 };

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *v)
{
	qsort(v, ROUNDS, sizeof *v, by_size);
	return v[ROUNDS / 2];
}

static double parse_once(const char *path)
{
	FILE *f = fopen(path, "r");
	double start = cpu_seconds();
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	while (f && (n = getline(&line, &room, f)) > 0)
		json_decref(json_loadb(line, (size_t)n, 0, NULL));
	free(line);
	if (f)
		fclose(f);
	return cpu_seconds() - start;
}

static double verify_once(const char *path)
{
	struct verify_options options = { .show = -1 };
	struct verify_outcome o;
	struct diag d;
	double start = cpu_seconds();

	verify_recording(path, &options, &o, &d);
	start = cpu_seconds() - start;
	if (o.verdict != VERIFY_EXACT)
		fprintf(stderr, "bench: %s is not exact\n", path);
	verify_done(&o);
	return start;
}

/* The requests of a recording, read beforehand. */
struct script {
	struct recording *recording;
	struct recorded_state first;
	struct recorded_op *op;
	size_t n, bulk_pages;
	pfn_t *pages;
};

static void read_script(const char *path, struct script *s)
{
	struct recorded_state later;
	struct recorded_op op = { .kind = RECORDED_DRAIN };
	struct diag d;

	s->recording = recording_open(path, &d);
	if (!s->recording || !recording_state(s->recording, &s->first, &d))
		exit(2);
	s->op = calloc(1 << 16, sizeof *s->op);
	s->pages = calloc(1 << 16, sizeof *s->pages);
	while (op.kind != RECORDED_END && s->n < 1 << 16 && recording_op(s->recording, &op, &d)) {
		if (op.kind != RECORDED_SNAP && op.kind != RECORDED_END) {
			s->op[s->n++] = op;
			s->bulk_pages += op.kind == RECORDED_BULK ? op.got : 0;
		} else if (recording_state(s->recording, &later, &d))
			recorded_state_free(&later);
	}
}

static double run_script(const struct script *s)
{
	struct world *w = world_copy(s->first.world);
	struct machine *m = machine_new(w, recording_head(s->recording)->kernel);
	double start = cpu_seconds();

	for (size_t i = 0; i < s->n; i++) {
		struct request r = recorded_request(&s->op[i]);

		r.pages = s->pages;
		request_run(m, &r);
	}
	start = cpu_seconds() - start;
	machine_free(m);
	world_free(w);
	return start;
}

static void bench(const char *path)
{
	double parse[ROUNDS], verify[ROUNDS], run[ROUNDS];
	struct script s = { 0 };

	read_script(path, &s);
	for (int i = 0; i < ROUNDS; i++) {
		parse[i] = parse_once(path);
		verify[i] = verify_once(path);
		run[i] = run_script(&s);
	}
	printf("%-38s parse %6.2f ms, verify %6.2f ms: ratio %4.2f; %5zu requests, %5.0f ns each\n",
	       path, median(parse) * 1e3, median(verify) * 1e3, median(verify) / median(parse),
	       s.n + s.bulk_pages, median(run) * 1e9 / (double)(s.n + s.bulk_pages + !s.n));
	recorded_state_free(&s.first);
	recording_close(s.recording);
	free(s.op);
	free(s.pages);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		bench(argv[i]);
	return 0;
}
