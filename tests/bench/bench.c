/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench.c - how fast verification and requests are: figures and ratios of one run.
 *
 * usage: bench RECORDING.jsonl...
 *
 * First: for each kernel, the time of a pair of requests, one that allocates a page and one that
 * frees it, on a machine of 1 GiB that was just booted, and how that compares with 6.1. Then, for
 * each recording: CPU time that jansson alone needs to parse the lines, CPU time of a whole
 * verification of the same file, their ratio; and the time of a request when nobody listens (each
 * page of a bulk request counts as one). Each figure is the median of several rounds, all in this
 * process.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/boot.h"
#include "core/kernels.h"
#include "core/request.h"
#include "import/verify.h"
#include "timing.h"

enum { ROUNDS = 11 };

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

/* ---- a page allocated and freed ---- */

enum { PAIRS = 20000, IN_FLIGHT = 64 };

/* Pages are held for a while, so that PCP lists empty, refill and overflow. */
static double run_pairs(struct machine *m)
{
	struct request alloc = { .op = REQ_ALLOC, .gfp = GFP_F_RECLAIM | GFP_F_IO | GFP_F_FS,
				 .nid = NID_LOCAL };
	struct request release = { .op = REQ_FREE, .nid = NID_LOCAL };
	pfn_t held[IN_FLIGHT];
	double start = cpu_seconds();

	for (size_t i = 0; i < PAIRS; i += IN_FLIGHT) {
		for (size_t n = 0; n < IN_FLIGHT; n++)
			held[n] = request_run(m, &alloc).pfn;
		for (size_t n = 0; n < IN_FLIGHT; n++) {
			release.pfn = held[n];
			request_run(m, &release);
		}
	}
	return (cpu_seconds() - start) / PAIRS;
}

struct contender {
	const struct kernel *kernel;
	struct world *w;
	struct machine *m;
	double seconds[ROUNDS];
};

static void boot_contender(struct contender *c)
{
	struct boot_description d;
	const char *why;

	if (!boot_uma(&d, 1ull << 30))
		exit(2);
	c->w = boot(&d, c->kernel, &why);
	boot_done(&d);
	if (!c->w)
		exit(2);
	c->m = machine_new(c->w, c->kernel);
}

/* Kernels take turns, so that a slow moment of this computer meets them all. */
static void bench_kernels(void)
{
	struct contender c[16] = { { .kernel = NULL } };
	double of_6_1 = 0;
	size_t n = 0;

	for (; n < 16 && kernel_at(n); n++) {
		c[n].kernel = kernel_at(n);
		boot_contender(&c[n]);
	}
	for (size_t round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < n; i++)
			c[i].seconds[round] = run_pairs(c[i].m);
	for (size_t i = 0; i < n; i++)
		if (strcmp(c[i].kernel->name, "6.1") == 0)
			of_6_1 = median_of(c[i].seconds, ROUNDS);
	for (size_t i = 0; i < n; i++) {
		double pair = median_of(c[i].seconds, ROUNDS);

		printf("%-38s a page allocated and freed %5.0f ns: %4.2f times 6.1's\n",
		       c[i].kernel->name, pair * 1e9, pair / of_6_1);
		machine_free(c[i].m);
		world_free(c[i].w);
	}
}

/* ---- recordings ---- */

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
	size_t pages = s.n + s.bulk_pages;
	double per_parse = median_of(parse, ROUNDS), per_verify = median_of(verify, ROUNDS);

	printf("%-38s parse %6.2f ms, verify %6.2f ms: ratio %4.2f; %5zu requests, %5.0f ns each\n",
	       path, per_parse * 1e3, per_verify * 1e3, per_verify / per_parse, pages,
	       median_of(run, ROUNDS) * 1e9 / (double)(pages + !s.n));
	recorded_state_free(&s.first);
	recording_close(s.recording);
	free(s.op);
	free(s.pages);
}

int main(int argc, char **argv)
{
	bench_kernels();
	for (int i = 1; i < argc; i++)
		bench(argv[i]);
	return 0;
}
