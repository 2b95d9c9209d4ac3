/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace.c - whatever bytes come: a trace is read to its first error, and run on a state that is
 * good, and nothing else happens. Run it from the top of the source tree.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/traced.h"
#include "import/traced.h"
#include "import/workload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_events(const struct trace *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct trace_event *e = &t->event[i];

		if (e->kind >= NR_TRACE_KINDS || e->context >= NR_TASK_CONTEXTS || e->order > 31)
			abort();
		if (e->got && e->pages + e->got > t->nr_pages)
			abort();
	}
}

/* As a trace of each kernel: their masks differ. */
static void read_alone(const uint8_t *data, size_t size)
{
	for (size_t i = 0; kernel_at(i); i++) {
		FILE *f = fmemopen((void *)(uintptr_t)data, size, "r");
		struct trace t;

		if (!f)
			return;
		trace_read_stream(f, "fuzz", kernel_at(i), &t);
		if (t.partial != (t.d.message[0] != '\0'))
			abort();
		check_events(&t);
		if (!trace_pair_frees(&t, 100000))
			abort();
		trace_free(&t);
	}
}

static void count(void *self, const struct event *e)
{
	*(int64_t *)self += event_is_traced(e);
}

/* Without a state: each event is told once. */
static void tell_alone(const char *path)
{
	struct machine *m;
	struct traced t;
	int64_t told = 0;

	traced_open(path, NULL, &t);
	m = t.world ? machine_new(t.world, t.form.kernel) : NULL;
	if (!m || !machine_listen(m, (struct sink){ count, &told }))
		abort();
	if (!traced_tell(&t, m, NULL) || told != (int64_t)t.trace.n)
		abort();
	machine_free(m);
	traced_close(&t);
}

static void run_on_state(const uint8_t *data, size_t size)
{
	struct verify_options options = { .show = -1 };
	int fd = memfd_create("trace", 0);
	struct workload_outcome o;
	struct diag d;
	char path[40];

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	verify_workload((struct workload_files){ "traces/6.1/natural/u_natural_small.jsonl", path },
			&options, &o, &d);
	if (o.exact > o.pages || strncmp(o.difference.field, "invariant", 9) == 0)
		abort();
	workload_done(&o);
	tell_alone(path);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* The first byte of a trace.dat: its library is tested elsewhere. */
	if (!size || data[0] == 0x17)
		return 0;
	read_alone(data, size);
	run_on_state(data, size);
	return 0;
}
