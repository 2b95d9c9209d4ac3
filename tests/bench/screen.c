/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * screen.c - what the screen costs: bench-screen BUDDYSCOPE
 *
 * The program runs on a pseudo-terminal. Figures, each with its limit:
 *
 *	a step at 200x60		bytes written, processor time		median of every step
 *	the first screen		of a recording of a million events	until its last byte
 *	goto N				to places anywhere in it		until its last byte
 *	a step back from there		processor time
 *
 * On a computer that does other things, too, times on the clock are longer than processor times.
 * And how a storm of sizes is stood. The exit status is 1 if a limit is missed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../pty/pty.h"

enum {
	ROWS = 60, COLUMNS = 200, STEPS = 1500, OPENINGS = 9, JUMPS = 60, STORM = 200,
	LEAST_EVENTS = 1000000, PATIENCE = 20,
};

static const double most_step_bytes = 4096, most_step_cpu = 5e-3, most_first = 0.3, most_goto = 0.2,
		    most_lag = 0.1;

/* A machine's life of a million events: fills, fragments, frees and fails. */
static const char long_run[] = "---\ntitle: A long run\nkernel: 6.1\n---\n```buddyscope\n"
			       "machine numa 2x4G\n"
			       "repeat 12000 alloc_page GFP_KERNEL\n"
			       "p = alloc_pages GFP_KERNEL 6\n"
			       "repeat 6000 alloc_page GFP_HIGHUSER_MOVABLE\n"
			       "__free_pages p 6\n"
			       "repeat 5000 alloc_pages GFP_KERNEL 3\n"
			       "repeat 400 alloc_page GFP_ATOMIC\n"
			       "drain\n"
			       "repeat 3000 alloc_pages GFP_KERNEL 1\n"
			       "```\n";

/* A short one, to be stepped through. */
static const char short_run[] = "---\ntitle: A short run\nkernel: 6.1\n---\n```buddyscope\n"
				"machine uma 4G\n"
				"repeat 40 alloc_page GFP_KERNEL\n"
				"repeat 20 alloc_pages GFP_KERNEL 3\n"
				"p = alloc_pages GFP_KERNEL 5\n"
				"__free_pages p 5\n"
				"repeat 40 alloc_page GFP_HIGHUSER_MOVABLE\n"
				"```\n";

static char folder[] = "/tmp/bench-screen-XXXXXX";
static char *program;
static int missed;

static void clean(void)
{
	static const char *const names[] = { "long.md", "long.db", "short.md", "short.db" };
	char path[200];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
}

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "bench-screen: %s\n", what);
	clean();
	exit(2);
}

/* ---- figures ---- */

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct figures {
	double v[STEPS];
	size_t n;
};

static void add(struct figures *f, double v)
{
	f->v[f->n++] = v;
}

struct limit {
	const char *what, *unit;
	double scale, most;
	bool of_maximum;        /* or of the median */
};

static void report(struct figures *f, const struct limit *l)
{
	double median, maximum, held;

	qsort(f->v, f->n, sizeof *f->v, by_size);
	median = f->v[f->n / 2];
	maximum = f->v[f->n - 1];
	held = l->of_maximum ? maximum : median;
	printf("%-44s median %8.2f, most %8.2f %-5s (%s at most %g)%s\n", l->what,
	       median * l->scale, maximum * l->scale, l->unit, l->of_maximum ? "all" : "median",
	       l->most * l->scale, held <= l->most ? "" : ": MISSED");
	missed += held > l->most;
}

/* ---- recordings ---- */

static void record(const char *name, const char *lesson, char path[200])
{
	char md[200];
	const char *argv[] = { program, "run", "--quiet", "--record", path, md, NULL };
	FILE *f;

	snprintf(md, sizeof md, "%s/%s.md", folder, name);
	snprintf(path, 200, "%s/%s.db", folder, name);
	f = fopen(md, "w");
	if (!f || fputs(lesson, f) < 0 || fclose(f) != 0)
		die("cannot write a lesson");
	if (pty_run_without(argv) != 0)
		die("cannot make a recording");
}

static void begin(struct pty *p, char *path)
{
	const char *argv[] = { program, "tui", "--no-record", path, NULL };

	if (!pty_open(p, &(struct pty_start){ ROWS, COLUMNS, argv, .term = "xterm-256color" }))
		die("no pseudo-terminal");
	if (!pty_rest(p, PATIENCE))
		die("the program does not come to rest");
}

static void finish(struct pty *p)
{
	pty_keys(p, "\033");
	pty_pause(p, 0.1);
	pty_keys(p, "qq");
	if (!pty_ends(p, PATIENCE) || p->status != 0)
		die("the program does not quit");
	if (!pty_modes_are_back(p))
		die("the terminal's modes are not as they were");
	pty_close(p);
}

/*
 * Types, and reads until the answer is complete. Returns the seconds until its last byte. There is
 * always one: on a busy computer it may be a while until the keys arrive.
 */
static double answer(struct pty *p, const char *keys)
{
	double begun = pty_now();

	pty_forget(p);
	pty_keys(p, keys);
	do
		if (!pty_rest(p, PATIENCE))
			die("the program does not come to rest");
	while (!p->n && pty_now() < begun + PATIENCE);
	return p->last - begun;
}

/* "1234/1000000" of a screen that is drawn anew; the number behind the slash in *end. */
static unsigned long place(struct pty *p, unsigned long *end)
{
	answer(p, "\014");
	for (size_t i = p->n; i-- > 1;)
		if (p->out[i] == '/' && strchr("0123456789", p->out[i - 1])) {
			size_t from = i;

			while (from && strchr("0123456789", p->out[from - 1]))
				from--;
			*end = strtoul(p->out + i + 1, NULL, 10);
			return strtoul(p->out + from, NULL, 10);
		}
	die("the screen does not say where it is");
}

/* ---- a step ---- */

static void bench_steps(char *path)
{
	static struct figures bytes, cpu;
	unsigned long end;
	struct pty p;

	begin(&p, path);
	place(&p, &end);
	if (end <= STEPS)
		die("the short run is too short");
	for (int i = 0; i < STEPS; i++) {
		double before = pty_cpu(&p);

		answer(&p, "s");
		add(&bytes, (double)p.n);
		add(&cpu, pty_cpu(&p) - before);
	}
	if (place(&p, &end) != STEPS)
		die("the steps did not lead where they should");
	finish(&p);
	printf("%d steps through a run of %lu events, %d columns by %d rows:\n", STEPS, end,
	       COLUMNS, ROWS);
	report(&bytes, &(struct limit){ "  bytes a step", "bytes", 1, most_step_bytes, false });
	report(&cpu, &(struct limit){ "  processor time a step", "ms", 1e3, most_step_cpu, false });
}

/* ---- a long recording ---- */

static void bench_opening(char *path)
{
	static struct figures first;
	struct pty p;

	for (int i = 0; i < OPENINGS; i++) {
		begin(&p, path);
		add(&first, p.last - p.begun);
		finish(&p);
	}
	report(&first, &(struct limit){ "  the first screen", "ms", 1e3, most_first, true });
}

static void bench_jumps(char *path)
{
	static struct figures jump, work, back;
	unsigned long end, target;
	char keys[40];
	double cpu;
	struct pty p;

	begin(&p, path);
	place(&p, &end);
	printf("a recording of %lu events:\n", end);
	if (end < LEAST_EVENTS)
		die("the long run is too short");
	for (int i = 0; i < JUMPS; i++) {
		target = (unsigned long)(drand48() * (double)end);
		answer(&p, ":");
		snprintf(keys, sizeof keys, "goto %lu", target);
		answer(&p, keys);
		cpu = pty_cpu(&p);
		add(&jump, answer(&p, "\r"));
		add(&work, pty_cpu(&p) - cpu);
		if (place(&p, &end) != target)
			die("goto leads elsewhere");
		cpu = pty_cpu(&p);
		answer(&p, "S");
		add(&back, pty_cpu(&p) - cpu);
	}
	finish(&p);
	report(&jump, &(struct limit){ "  goto N, anywhere", "ms", 1e3, most_goto, true });
	report(&work, &(struct limit){ "  its processor time", "ms", 1e3, most_goto, true });
	report(&back, &(struct limit){ "  processor time of a step back from there", "ms", 1e3,
				       most_step_cpu, true });
}

/* ---- a storm of sizes ---- */

/* As when a window's corner is dragged: one size after the other, faster than they can be drawn. */
static void bench_storm(char *path)
{
	double begun, lag, cpu;
	size_t bytes;
	struct pty p;

	begin(&p, path);
	answer(&p, "G");
	pty_forget(&p);
	cpu = pty_cpu(&p);
	begun = pty_now();
	for (int i = 0; i < STORM; i++) {
		pty_resize(&p, 20 + i % 40, 60 + i % 140);
		pty_pause(&p, 1e-3);
	}
	pty_resize(&p, ROWS, COLUMNS);
	lag = pty_now();
	if (!pty_rest(&p, PATIENCE))
		die("the program does not come to rest");
	lag = p.last > lag ? p.last - lag : 0;
	bytes = p.n;
	printf("a storm of %d sizes in %.0f ms: %zu bytes, %.0f ms of processor time,\n", STORM,
	       (pty_now() - begun) * 1e3, bytes, (pty_cpu(&p) - cpu) * 1e3);
	printf("  at rest %.0f ms after the last (at most %.0f)%s\n", lag * 1e3, most_lag * 1e3,
	       lag > most_lag ? ": MISSED" : "");
	missed += lag > most_lag;
	finish(&p);
}

int main(int argc, char **argv)
{
	char path[200], other[200];

	if (argc != 2)
		return 2;
	if (!pty_possible()) {
		puts("bench-screen: no pseudo-terminals here, skipped");
		return 0;
	}
	program = argv[1];
	if (!mkdtemp(folder))
		die("no folder for recordings");
	srand48(1);
	record("short", short_run, path);
	bench_steps(path);
	record("long", long_run, other);
	bench_jumps(other);
	bench_opening(other);
	bench_storm(path);
	clean();
	return missed != 0;
}
