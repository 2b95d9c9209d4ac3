/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * traced.c - which lines of a trace belong together, and telling them.
 *
 * The kernel tells of blocks that leave the buddy lists before it tells of the request that they
 * left for, and of blocks that leave a PCP list after the free that made it overflow; both on the
 * CPU of that request. So, for each CPU:
 *
 *	extfrag, locked, locked --> alloc          what is held goes to the request that comes
 *	free --> batched, drain, drain             what comes goes to the request that was
 *
 * What neither fits, as refills for bulk requests that nobody told of, and drains that no free
 * caused, is told outside of any request.
 */
#include "traced.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/world.h"
#include "ftrace_dat.h"
#include "lines.h"

/* ---- which lines belong together ---- */

enum { NONE = UINT32_MAX };

enum holding { HOLDS_NOTHING, HOLDS_BEFORE, HOLDS_BEHIND };

struct cpu_lines {
	uint32_t first, last;
	enum holding holding;
};

/* Groups as lists through the events; groups are told in the order of their heads. */
struct groups {
	uint32_t *next;         /* of each event: the one behind it in its group, or NONE */
	uint32_t *begins;       /* the first event of the group whose head this is, or NONE */
	struct cpu_lines *cpu;
};

static bool groups_new(struct groups *g, size_t n)
{
	*g = (struct groups){ .next = malloc((n + 1) * sizeof *g->next),
			      .begins = malloc((n + 1) * sizeof *g->begins),
			      .cpu = calloc(MAX_CPUS, sizeof *g->cpu) };
	if (!g->next || !g->begins || !g->cpu)
		return false;
	memset(g->next, 0xff, n * sizeof *g->next);
	memset(g->begins, 0xff, n * sizeof *g->begins);
	return true;
}

static void groups_done(struct groups *g)
{
	free(g->next);
	free(g->begins);
	free(g->cpu);
}

static void begin_group(struct groups *g, struct cpu_lines *c, uint32_t i, enum holding holding)
{
	g->begins[i] = i;
	*c = (struct cpu_lines){ i, i, holding };
}

static void join(struct groups *g, struct cpu_lines *c, uint32_t i)
{
	g->next[c->last] = i;
	c->last = i;
}

/* What is held becomes this request's, and is told where the request is. */
static void claim(struct groups *g, struct cpu_lines *c, uint32_t i)
{
	if (c->holding == HOLDS_BEFORE) {
		join(g, c, i);
		g->begins[c->first] = NONE;
		g->begins[i] = c->first;
	} else {
		g->begins[i] = i;
	}
	c->holding = HOLDS_NOTHING;
}

static void forget_cpus(struct groups *g)
{
	for (unsigned cpu = 0; cpu < MAX_CPUS; cpu++)
		g->cpu[cpu].holding = HOLDS_NOTHING;
}

static bool is_free(const struct trace_event *e)
{
	return e->kind == TRACE_FREE || e->kind == TRACE_TICK ||
	       (e->kind == TRACE_FREE_BATCHED && e->flags & TRACE_ALONE);
}

static void group_event(struct groups *g, const struct trace_event *e, uint32_t i)
{
	struct cpu_lines *c = &g->cpu[e->cpu % MAX_CPUS];
	bool before = e->kind == TRACE_LOCKED || e->kind == TRACE_EXTFRAG;

	if (e->kind == TRACE_LOST) {
		g->begins[i] = i;
		forget_cpus(g);
	} else if (e->kind == TRACE_ALLOC || e->kind == TRACE_BULK) {
		claim(g, c, i);
	} else if (is_free(e)) {
		begin_group(g, c, i, HOLDS_BEHIND);
	} else if (c->holding == (before ? HOLDS_BEFORE : HOLDS_BEHIND)) {
		join(g, c, i);
	} else {
		begin_group(g, c, i, before ? HOLDS_BEFORE : HOLDS_BEHIND);
	}
}

/* ---- telling ---- */

struct telling {
	const struct trace *trace;
	struct machine *m;
	const struct traced_listener *listener;
	const struct groups *groups;
};

/* The line that the group is about: the request, or its first where there is none. */
static uint32_t main_line(const struct telling *t, uint32_t first)
{
	for (uint32_t i = first; i != NONE; i = t->groups->next[i]) {
		const struct trace_event *e = &t->trace->event[i];

		if (e->kind == TRACE_ALLOC || e->kind == TRACE_BULK || is_free(e))
			return i;
	}
	return first;
}

static enum request_op op_of(const struct trace_event *e)
{
	if (e->kind == TRACE_ALLOC)
		return REQ_ALLOC;
	if (e->kind == TRACE_BULK)
		return REQ_BULK;
	if (e->kind == TRACE_TICK)
		return e->flags & TRACE_QUIET ? REQ_QUIET_TICK : REQ_TICK;
	return is_free(e) ? REQ_FREE : REQ_TRACED;
}

static struct request request_of(const struct trace_event *e)
{
	enum request_op op = op_of(e);

	return (struct request){
		.op = op, .nid = e->nid, .gfp = e->gfp, .want = e->want,
		.order = op == REQ_ALLOC || op == REQ_FREE ? e->order : 0,
		.pfn = op == REQ_FREE ? e->pfn : NO_PFN,
		.cold = op == REQ_FREE && e->flags & TRACE_COLD,
	};
}

static enum event_kind kind_of(const struct trace_event *e)
{
	static const enum event_kind kinds[NR_TRACE_KINDS] = {
		[TRACE_ALLOC] = EVENT_TRACED_ALLOC,
		[TRACE_FREE] = EVENT_TRACED_FREE,
		[TRACE_FREE_BATCHED] = EVENT_TRACED_FREE_BATCHED,
		[TRACE_LOCKED] = EVENT_TRACED_ZONE_LOCKED,
		[TRACE_DRAIN] = EVENT_TRACED_PCPU_DRAIN,
		[TRACE_EXTFRAG] = EVENT_TRACED_EXTFRAG,
		[TRACE_BULK] = EVENT_TRACED_BULK,
		[TRACE_TICK] = EVENT_TRACED_TICK,
		[TRACE_LOST] = EVENT_TRACED_LOST,
	};

	return is_free(e) && e->kind != TRACE_TICK ? EVENT_TRACED_FREE : kinds[e->kind];
}

/* Does a run of refills, or of drains, begin here? */
static bool begins_run(const struct trace_event *e, const struct trace_event *before)
{
	return !before || before->kind != e->kind || before->order != e->order ||
	       (e->kind == TRACE_LOCKED && (before->migratetype != e->migratetype ||
					    !(before->flags & TRACE_REFILL)));
}

/* The numbers behind the line and the time. */
static void fill_numbers(struct event *to, const struct trace_event *e,
			 const struct trace_event *before)
{
	switch (e->kind) {
	case TRACE_BULK:
		to->v[3] = e->want;
		to->v[4] = e->got;
		to->v[2] = e->context;
		break;
	case TRACE_LOCKED:
		to->v[2] = !!(e->flags & TRACE_REFILL);
		to->v[3] = begins_run(e, before);
		break;
	case TRACE_DRAIN:
		to->v[2] = begins_run(e, before);
		break;
	case TRACE_EXTFRAG:
		to->order = e->for_order;
		to->v[2] = e->order;
		to->v[3] = e->from;
		to->v[4] = e->fragmenting;
		to->v[5] = !!(e->flags & TRACE_CHANGES);
		break;
	case TRACE_TICK:
		to->v[2] = !(e->flags & TRACE_QUIET);
		break;
	case TRACE_LOST:
		to->v[2] = (int64_t)e->lost;
		break;
	default:
		to->v[2] = kind_of(e) == EVENT_TRACED_FREE_BATCHED ? !!(e->flags & TRACE_COLD) :
								     e->context;
	}
}

static void tell_line(struct telling *t, const struct trace_event *e,
		      const struct trace_event *before)
{
	struct event to = { .kind = (uint16_t)kind_of(e), .zone = NO_ZONE, .pfn = e->pfn,
			    .link = NO_PFN, .order = e->order, .migratetype = e->migratetype,
			    .verdict = e->kind != TRACE_ALLOC || e->pfn != NO_PFN };

	to.v[0] = e->line;
	to.v[1] = (int64_t)e->time;
	fill_numbers(&to, e, before);
	says(t->m, to);
}

static void tell_asked(struct telling *t, const struct request *r)
{
	struct event e = { .kind = EVENT_REQUEST, .zone = NO_ZONE, .pfn = r->pfn, .link = NO_PFN,
			   .order = (uint8_t)r->order };

	e.v[0] = r->op;
	e.v[1] = r->gfp;
	e.v[2] = r->nid;
	e.v[3] = r->want;
	says(t->m, e);
}

/* Attempts, zones and checks are not told: -1. */
static void tell_result(struct telling *t, const struct trace_event *e, const struct request *r)
{
	bool alloc = r->op == REQ_ALLOC, failed = alloc && e->pfn == NO_PFN;
	struct event to = { .kind = EVENT_RESULT, .zone = NO_ZONE, .link = NO_PFN,
			    .pfn = alloc ? e->pfn : NO_PFN, .order = (uint8_t)r->order,
			    .v = { failed ? REQUEST_FAILED : REQUEST_DONE, 0, -1, -1, -1 } };

	if (alloc && !failed)
		to.v[1] = INT64_C(1) << e->order;
	if (r->op == REQ_BULK)
		to.v[1] = e->got;
	says(t->m, to);
}

static bool tell_group(struct telling *t, uint32_t first)
{
	const struct trace_event *event = t->trace->event;
	const struct trace_event *e = &event[main_line(t, first)], *before = NULL;
	struct request r = request_of(e);

	if (t->listener && !t->listener->before(t->listener->self, &r, e))
		return false;
	machine_begin(t->m, e->cpu);
	tell_asked(t, &r);
	machine_nest(t->m, 1);
	for (uint32_t i = first; i != NONE; i = t->groups->next[i]) {
		tell_line(t, &event[i], before);
		before = &event[i];
	}
	machine_nest(t->m, -1);
	tell_result(t, e, &r);
	return true;
}

bool traced_tell(const struct traced *traced, struct machine *m,
		 const struct traced_listener *listener)
{
	const struct trace *trace = &traced->trace;
	struct groups g;
	struct telling t = { trace, m, listener, &g };
	bool ok = groups_new(&g, trace->n);

	for (size_t i = 0; ok && i < trace->n; i++)
		group_event(&g, &trace->event[i], (uint32_t)i);
	for (size_t i = 0; ok && i < trace->n; i++)
		if (g.begins[i] != NONE)
			ok = tell_group(&t, g.begins[i]);
	groups_done(&g);
	return ok;
}

/* ---- opening ---- */

static struct world *unknown_world(const struct traced *t)
{
	struct world_shape shape = { .layout = t->form.kernel->setup.layout,
				     .nr_nodes = 1,
				     .nr_cpus = 1,
				     .pageblock_order = NR_ORDERS - 2 };
	struct world *w;

	for (size_t i = 0; i < t->trace.n; i++)
		if (t->trace.event[i].cpu >= shape.nr_cpus)
			shape.nr_cpus = t->trace.event[i].cpu + 1u;
	shape.end_pfn = (pfn_t)1 << shape.pageblock_order;
	w = world_new(&shape);
	if (!w)
		return NULL;
	/* The task that asks has to be somewhere; nobody looks at it there. */
	w->node[0].online = true;
	node_set(0, &w->mems_allowed);
	w->cpuset[0] = (struct cpuset){ .hardwall = 1, .mems = w->mems_allowed };
	w->nr_cpusets = 1;
	w->setting[SET_SYNTHESISED] = WORLD_UNKNOWN | (t->trace.partial ? SYNTHESISED_PARTIAL : 0);
	return w;
}

/* What comes through a pipe is kept, to be looked at twice. NULL: it cannot be. */
static FILE *kept_copy(FILE *from)
{
	static const size_t chunk = 1 << 16;
	char *buffer = malloc(chunk);
	FILE *to = tmpfile();
	uint64_t total = 0;
	size_t n = 1;

	while (buffer && to && n && total <= FILE_MAX_BYTES) {
		n = fread(buffer, 1, chunk, from);
		total += n;
		if (fwrite(buffer, 1, n, to) != n) {
			fclose(to);
			to = NULL;
		}
	}
	free(buffer);
	if (to && (fflush(to) || ferror(from))) {
		fclose(to);
		to = NULL;
	}
	if (to)
		rewind(to);
	return to;
}

/*
 * The file, or what is in the pipe, to be read as often as need be: then it is not found again by
 * its path. NULL with *d filled.
 */
static FILE *open_twice(const char *path, bool *piped, struct diag *d)
{
	bool is_stdin = strcmp(path, "-") == 0;
	FILE *file = is_stdin ? stdin : fopen(path, "r"), *kept;
	struct stat st;

	if (!file) {
		diag_set(d, path, 0, 0, "cannot open: %s", strerror(errno));
		return NULL;
	}
	*piped = is_stdin || fstat(fileno(file), &st) != 0 || !S_ISREG(st.st_mode);
	if (!*piped)
		return file;
	kept = kept_copy(file);
	if (!kept)
		diag_set(d, path, 0, 0, "cannot read it, or keep it to be read twice: %s",
			 strerror(errno));
	if (!is_stdin)
		fclose(file);
	return kept;
}

static bool is_dat(FILE *file)
{
	int first = fgetc(file);

	rewind(file);
	return first == TRACE_DAT_FIRST;
}

static struct trace_form form_of_dat(const char *path)
{
	struct diag ignored;            /* reading it tells */
	struct trace_dat dat = trace_dat_open(path, &ignored);
	struct trace_form form = trace_form_of(dat.text, true);

	if (dat.text)
		trace_dat_done(&dat, path, &ignored);
	return form;
}

/* By a descriptor of its own, for it closes what it reads. */
static struct trace_form form_of_text(FILE *file)
{
	struct trace_form form = trace_form_of(file ? fdopen(dup(fileno(file)), "r") : NULL, false);

	if (file)
		rewind(file);
	return form;
}

void traced_open(const char *path, const struct kernel *kernel, struct traced *t)
{
	bool piped = false;
	struct diag d;
	FILE *file = open_twice(path, &piped, &d);
	bool dat = file && !piped && is_dat(file);

	*t = (struct traced){ .asked = kernel != NULL };
	if (kernel)
		t->form.kernel = kernel;
	else
		t->form = dat ? form_of_dat(path) : form_of_text(file);
	if (dat) {
		fclose(file);
		trace_read(path, t->form.kernel, &t->trace);
	} else if (file) {
		trace_read_stream(file, path, t->form.kernel, &t->trace);
	} else {
		t->trace.partial = true;
		t->trace.d = d;
	}
	t->world = t->trace.out_of_memory ? NULL : unknown_world(t);
}

void traced_close(struct traced *t)
{
	trace_free(&t->trace);
	world_free(t->world);
	*t = (struct traced){ .asked = false };
}

bool traced_any(const struct traced *t)
{
	return t->trace.n || t->trace.lost;
}
