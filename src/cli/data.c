/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * data.c - finding what came with the program, and reading a state from it.
 */
#include "data.h"

#include "core/words.h"
#include "import/dmesg.h"
#include "import/ftrace_form.h"
#include "import/proc.h"
#include "import/state.h"
#include "import/state_write.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool has_lessons(const char *directory)
{
	char path[PATH_MAX];

	return snprintf(path, sizeof path, "%s/lessons", directory) < (int)sizeof path &&
	       access(path, X_OK) == 0;
}

/* bin/buddyscope belongs to share/buddyscope; build/buddyscope, or deeper, to the tree above. */
static char *beside_program(void)
{
	char program[PATH_MAX], candidate[PATH_MAX + 32];
	ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);

	if (n <= 0)
		return NULL;
	program[n] = '\0';
	for (int up = 0; up < 4; up++) {
		char *slash = strrchr(program, '/');

		if (!slash || slash == program)
			return NULL;
		*slash = '\0';
		snprintf(candidate, sizeof candidate, "%s/share/buddyscope", program);
		if (has_lessons(candidate))
			return strdup(candidate);
		if (has_lessons(program))
			return strdup(program);
	}
	return NULL;
}

char *data_directory(void)
{
	const char *named = getenv("BUDDYSCOPE_DATA");
	char *found;

	if (named && *named)
		return strdup(named);
	found = beside_program();
	if (!found && has_lessons("."))         /* a chroot without /proc */
		found = strdup(".");
	return found;
}

static struct world *load_proc(const char *path, const struct kernel **kernel, struct diag *d,
			       bool *machine_failed)
{
	struct proc_imported in;
	enum proc_status status =
		proc_import(path, &(struct proc_options){ .kernel = NULL }, &in, d);

	*machine_failed = status == PROC_NO_MEMORY;
	*kernel = in.kernel;
	return status == PROC_OK || status == PROC_DAMAGED ? in.world : NULL;
}

static struct world *load_state(const char *path, const struct kernel **kernel, struct diag *d,
				bool *machine_failed)
{
	struct recording *r = recording_open(path, d);
	struct recorded_state s;
	struct world *w = NULL;

	*machine_failed = false;
	if (!r)
		return NULL;
	if (recording_state(r, &s, d)) {
		w = s.world;
		s.world = NULL;
		*kernel = recording_head(r)->kernel;
		recorded_state_free(&s);
	} else {
		*machine_failed = recording_out_of_memory(r);
	}
	recording_close(r);
	return w;
}

/* ---- reports ---- */

struct reported {
	struct dmesg_machine machine;   /* its world is the caller's; NULL: there is none */
	const struct kernel *kernel;    /* NULL: the report tells */
	bool asked;                     /* machine.request is told */
};

static enum dmesg_made make_machine(struct dmesg_report *r, const struct kernel **kernel,
				    struct dmesg_machine *m)
{
	const struct kernel *told = dmesg_model(r).kernel;

	*m = (struct dmesg_machine){ .world = NULL };
	if (!r->has_zones || r->kind == DMESG_OOM_MEMCG)
		return DMESG_NO_MACHINE;
	if (!*kernel)
		*kernel = told ? told : dmesg_kernel_of_form(r);
	return dmesg_world(r, *kernel, m);
}

/* The first report of which a machine can be made. False: memory is short. */
static bool first_machine(struct dmesg *log, struct reported *told)
{
	enum dmesg_status status = DMESG_REPORT;
	bool memory = true;

	while (status == DMESG_REPORT && !told->machine.world && memory) {
		struct dmesg_report r;

		status = dmesg_next(log, &r);
		memory = status != DMESG_NO_MEMORY;
		if (status == DMESG_REPORT) {
			memory = make_machine(&r, &told->kernel, &told->machine) !=
				 DMESG_MADE_NO_MEMORY;
			told->asked = r.has_request && r.order >= 0;
		}
		dmesg_report_done(&r);
	}
	return memory;
}

/* A state begins with a brace; a pipe could not be read a second time. */
static bool may_be_log(FILE *file)
{
	struct stat st;
	int first;

	if (fstat(fileno(file), &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	first = fgetc(file);
	rewind(file);
	return first != '{' && first != EOF;
}

/* A path that is no log has none. False: memory is short. */
static bool read_report(const char *path, struct reported *told)
{
	FILE *file = fopen(path, "r");
	struct dmesg *log;
	bool memory;

	if (!file || !may_be_log(file)) {
		if (file)
			fclose(file);
		return true;
	}
	log = dmesg_open(file);
	memory = log && first_machine(log, told);
	dmesg_close(log);
	return memory;
}

struct world *data_report(const char *path, const struct kernel **kernel, bool *machine_failed)
{
	struct reported told = { .kernel = *kernel };

	*machine_failed = !read_report(path, &told);
	*kernel = told.kernel;
	return told.machine.world;
}

static void put_nodemask(const struct dmesg_machine *m, char *out, size_t size)
{
	size_t used = (size_t)snprintf(out, size, " nid=%d mask=", m->request.nid);
	const char *comma = "";

	for (unsigned n = 0; n < MAX_NODES && used < size; n++)
		if (node_isset(n, &m->nodemask)) {
			used += (size_t)snprintf(out + used, size - used, "%s%u", comma, n);
			comma = ",";
		}
}

bool data_reported_request(const char *path, char *out, size_t size)
{
	struct reported told = { .kernel = NULL };
	const struct request *r = &told.machine.request;
	char gfp[WORDS_MAX], nodes[WORDS_MAX] = "";
	bool is_told;

	read_report(path, &told);
	is_told = told.machine.world && told.asked;
	if (is_told) {
		gfp_words(told.kernel, r->gfp, gfp, sizeof gfp);
		if (r->nodemask)
			put_nodemask(&told.machine, nodes, sizeof nodes);
		snprintf(out, size, "%s %s %u%s",
			 r->nodemask ? "alloc_pages_nodemask" : "alloc_pages",
			 r->gfp ? gfp : "0x0", r->order, nodes);
	}
	world_free(told.machine.world);
	return is_told;
}

static struct world *load_file(const char *path, const struct kernel **kernel, struct diag *d,
			       bool *machine_failed)
{
	const struct kernel *told = NULL;
	struct world *w = data_report(path, &told, machine_failed);

	if (w)
		*kernel = told;
	if (*machine_failed)
		diag_set(d, path, 0, 0, "out of memory");
	return w || *machine_failed ? w : load_state(path, kernel, d, machine_failed);
}

struct world *data_load(const char *path, const struct kernel **kernel, struct diag *d,
			bool *machine_failed)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return load_proc(path, kernel, d, machine_failed);
	*machine_failed = false;
	if (trace_is(path)) {
		diag_set(d, path, 0, 0, "a trace has no state in it: `buddyscope tui` steps "
					"through it, `import --trace` sums it up");
		return NULL;
	}
	return load_file(path, kernel, d, machine_failed);
}

bool data_save(const char *path, const struct world *w, const struct kernel *k, struct diag *d)
{
	const struct state_head head = { .kernel = k, .name = "saved", .doc = "saved at a prompt" };
	const char *lacks = state_lacks(w);
	FILE *out;
	bool ok;

	if (lacks) {
		diag_set(d, path, 0, 0, "a state has no place for %s", lacks);
		return false;
	}
	out = fopen(path, "wxe");
	if (!out) {
		diag_set(d, path, 0, 0, "cannot write: %s", strerror(errno));
		return false;
	}
	state_write(w, &head, out);
	ok = fflush(out) == 0 && !ferror(out);
	if (fclose(out) != 0 || !ok) {
		diag_set(d, path, 0, 0, "cannot write: %s", strerror(errno));
		remove(path);
		return false;
	}
	return true;
}
