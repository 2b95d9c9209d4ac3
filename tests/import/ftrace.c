/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ftrace.c - lines of a trace: all spellings, all that is refused, and noise. */
#include "import/ftrace.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void read_text(const char *text, size_t size, const char *kernel, struct trace *t)
{
	/* fmemopen() of nothing fails. */
	FILE *f = size ? fmemopen((char *)text, size, "r") : fopen("/dev/null", "r");

	cr_assert_not_null(f);
	trace_read_stream(f, "trace", kernel_find(kernel), t);
}

/* ---- what is understood ---- */

enum { KERNEL = 0x800 | 0x400 | 0x80 | 0x40 };  /* GFP_KERNEL of 6.1 */

static const struct {
	const char *when, *kernel, *line;
	struct trace_event e;
} known[] = {
	{ "trace of 6.1", "6.1",
	  "  init-1       [000] .....     3.583427: mm_page_alloc: page=(____ptrval____) "
	  "pfn=0x6248 order=1 migratetype=0 gfp_flags=GFP_KERNEL_ACCOUNT|__GFP_ZERO",
	  { .kind = TRACE_ALLOC, .pfn = 0x6248, .order = 1, .time = 3583427,
	    .gfp = KERNEL | GFP_F_ACCOUNT | GFP_F_ZERO } },
	{ "trace-cmd report, without flags, nanoseconds", "6.12",
	  "cp-7 [003] 12.000001999: mm_page_free:         page=0x1 pfn=0x1f order=0",
	  { .kind = TRACE_FREE, .pfn = 0x1f, .cpu = 3, .time = 12000001 } },
	{ "a thread group, a soft interrupt", "6.1",
	  "sh-9 ( 9) [001] ..s1. 1.0: mm_page_free_batched: page=x pfn=0x10 order=0",
	  { .kind = TRACE_FREE_BATCHED, .pfn = 0x10, .cpu = 1, .time = 1000000,
	    .context = IN_SOFTIRQ } },
	{ "an unknown thread group, a hard interrupt", "6.1",
	  "<...>-9 (-----) [001] d.h1. 1.0: mm_page_free: page=x pfn=0x10 order=3",
	  { .kind = TRACE_FREE, .pfn = 0x10, .order = 3, .cpu = 1, .time = 1000000,
	    .context = IN_HARDIRQ } },
	{ "a name that looks like a head", "6.1",
	  "a-1 [7] b: c-22 [000] b.... 0.5: mm_page_free: page=x pfn=0x10 order=0",
	  { .kind = TRACE_FREE, .pfn = 0x10, .time = 500000, .context = IN_TASK_BH_OFF } },
	{ "decimal page frames", "5.10",
	  "x-1 [000] .... 0.0: mm_page_alloc: page=0x9 pfn=1234 order=0 migratetype=1 "
	  "gfp_flags=__GFP_HIGH",
	  { .kind = TRACE_ALLOC, .pfn = 1234, .gfp = GFP_F_HIGH } },
	{ "2.6.34: no flags, plain names", "2.6.34",
	  "x-1 [000] 0.0: mm_page_alloc: page=c1 pfn=96 order=2 migratetype=0 "
	  "gfp_flags=GFP_WAIT|GFP_IO|GFP_COMP",
	  { .kind = TRACE_ALLOC, .pfn = 96, .order = 2,
	    .gfp = GFP_F_DIRECT_RECLAIM | GFP_F_IO | GFP_F_COMP } },
	{ "2.6.34: free", "2.6.34",
	  "x-1 [000] 0.0: mm_page_free_direct: page=c1 pfn=96 order=2",
	  { .kind = TRACE_FREE, .pfn = 96, .order = 2 } },
	{ "2.6.34: a cold free", "2.6.34",
	  "x-1 [000] 0.0: mm_pagevec_free: page=c1 pfn=99 order=0 cold=1",
	  { .kind = TRACE_FREE_BATCHED, .pfn = 99, .flags = TRACE_COLD | TRACE_ALONE } },
	{ "a failure of 4.12", "4.12",
	  "x-1 [000] .... 0.0: mm_page_alloc: page=(null) pfn=0 order=9 migratetype=1 "
	  "gfp_flags=none",
	  { .kind = TRACE_ALLOC, .pfn = NO_PFN, .order = 9 } },
	{ "a failure of 6.12", "6.12",
	  "x-1 [000] ..... 0.0: mm_page_alloc: page=0000000000000000 pfn=0x0 order=10 "
	  "migratetype=0 gfp_flags=0x800",
	  { .kind = TRACE_ALLOC, .pfn = NO_PFN, .order = 10, .gfp = GFP_F_KSWAPD_RECLAIM } },
	{ "a block out of the buddy lists", "6.1",
	  "x-1 [000] d..3. 0.0: mm_page_alloc_zone_locked: page=x pfn=0x40 order=0 "
	  "migratetype=1 percpu_refill=1",
	  { .kind = TRACE_LOCKED, .pfn = 0x40, .flags = TRACE_REFILL } },
	{ "a drain", "6.1",
	  "x-1 [000] d..3. 0.0: mm_page_pcpu_drain: page=x pfn=0x400 order=9 migratetype=1",
	  { .kind = TRACE_DRAIN, .pfn = 0x400, .order = 9 } },
	{ "a probe on the vmstat worker", "6.1",
	  "k-1 [000] ..... 0.0: refresh_cpu_vm_stats: (refresh+0x0/0x230) do_pagesets=1",
	  { .kind = TRACE_TICK, .pfn = NO_PFN } },
	{ "the same, of an idle CPU", "6.1",
	  "k-1 [000] ..... 0.0: refresh_cpu_vm_stats: (refresh+0x0/0x230) do_pagesets=0",
	  { .kind = TRACE_TICK, .pfn = NO_PFN, .flags = TRACE_QUIET } },
	{ "events lost", "6.1", "CPU:0 [LOST 12 EVENTS]",
	  { .kind = TRACE_LOST, .pfn = NO_PFN, .lost = 12 } },
};

Test(ftrace, knows_the_lines_of_every_kernel_and_tool)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		const struct trace_event *e = &known[i].e, *got;
		struct trace t;

		read_text(known[i].line, strlen(known[i].line), known[i].kernel, &t);
		cr_expect(!t.partial, "%s: %s", known[i].when, t.d.message);
		cr_assert_eq(t.n, 1, "%s: %zu events", known[i].when, t.n);
		got = &t.event[0];
		cr_expect_eq(got->kind, e->kind, "%s: kind %u", known[i].when, got->kind);
		cr_expect_eq(got->pfn, e->pfn, "%s: pfn %x", known[i].when, got->pfn);
		cr_expect_eq(got->order, e->order, "%s: order %u", known[i].when, got->order);
		cr_expect_eq(got->gfp, e->gfp, "%s: gfp %x", known[i].when, got->gfp);
		cr_expect_eq(got->cpu, e->cpu, "%s: cpu %u", known[i].when, got->cpu);
		cr_expect_eq(got->time, e->time, "%s: time", known[i].when);
		cr_expect_eq(got->flags, e->flags, "%s: flags %u", known[i].when, got->flags);
		cr_expect_eq(got->context, e->context, "%s: context", known[i].when);
		cr_expect_eq(got->lost, e->lost, "%s: lost", known[i].when);
		trace_free(&t);
	}
}

Test(ftrace, reads_the_pages_of_bulk_requests)
{
	static const char text[] = "i-1 [000] ...1. 0.0: bulk_return: bs_bulk: part=0 gfp=0x2dc2 "
				   "nid=1 want=4 got=3 pfns=a485,1,7413\n";
	struct trace t;

	read_text(text, strlen(text), "6.1", &t);
	cr_assert_eq(t.n, 1, "%s", t.d.message);
	cr_expect_eq(t.event[0].kind, TRACE_BULK);
	cr_expect_eq(t.event[0].nid, 1);
	cr_expect_eq(t.event[0].want, 4);
	cr_assert_eq(t.event[0].got, 3);
	cr_expect_eq(t.page[t.event[0].pages], 0xa485);
	cr_expect_eq(t.page[t.event[0].pages + 2], 0x7413);
	trace_free(&t);
}

Test(ftrace, passes_over_what_moves_no_page)
{
	static const char text[] = "# tracer: nop\n\ncpus=1\nversion = 6\nCPU 1 is empty\n"
				   "x-1 [000] 0.0: sched_switch: prev=\033[2J\n"
				   "#stats overrun: 3\n#stats dropped events: 4\n";
	struct trace t;

	read_text(text, strlen(text), "6.1", &t);
	cr_expect(!t.partial, "%s", t.d.message);
	cr_expect_eq(t.n, 0);
	cr_expect_eq(t.others, 1);
	cr_expect_eq(t.lost, 7);
	trace_free(&t);
}

/* ---- what is refused ---- */

#define HEAD "x-1 [000] 0.0: "

static const struct {
	const char *line;
	unsigned column;
	const char *message;
} refused[] = {
	{ "hello", 1, "not a line of a trace" },
	{ "x-1 [000] now: mm_page_free: pfn=1 order=0", 1, "not a line of a trace" },
	{ "x [000] 0.0: mm_page_free: pfn=1 order=0", 1, "not a line of a trace" },
	{ HEAD "mm_page_free", 16, "no event's name" },
	{ HEAD "mm_page_free: pfn=1", 29, "there is no \"order=\" here" },
	{ HEAD "mm_page_free: pfn= order=0", 34, "\"pfn\" is not a number" },
	{ HEAD "mm_page_free: pfn=0xg order=0", 34, "\"pfn\" is not a number" },
	{ HEAD "mm_page_free: pfn=4294967295 order=0", 34, "\"pfn\" is not a number from 0" },
	{ HEAD "mm_page_free: pfn=99999999999999999999 order=0", 34, "\"pfn\" is not a number" },
	{ HEAD "mm_page_free: pfn=1 order=11", 42, "\"order\" is not a number from 0 to 10" },
	{ HEAD "mm_page_alloc: pfn=1 order=0 migratetype=0 gfp_flags=GFP_KERNAL", 69,
	  "kernel 6.1 has no gfp flag GFP_KERNAL" },
	{ HEAD "mm_page_alloc: pfn=1 order=0 migratetype=0 gfp_flags=GFP_KERNEL|", 80,
	  "kernel 6.1 has no gfp flag" },
	{ HEAD "mm_page_alloc: pfn=1 order=0 migratetype=0 gfp_flags=0x40000000", 69,
	  "kernel 6.1 has no gfp flag 0x40000000" },
	{ HEAD "mm_page_alloc: pfn=1 order=0 migratetype=0", 30, "there is no \"gfp_flags=\"" },
	{ HEAD "mm_page_alloc: pfn=1 order=20 migratetype=0 gfp_flags=none", 43,
	  "no block has this order" },
	{ HEAD "mm_page_alloc: pfn=6 order=2 migratetype=0 gfp_flags=none", 35,
	  "the block is not aligned to its order" },
	{ HEAD "mm_page_free: pfn=0x1ff order=9", 34, "the block is not aligned to its order" },
	{ HEAD "f: bs_bulk: part=0 gfp=0x80000000 want=1 got=0 pfns=", 39, "gfp bits that kernel" },
	{ HEAD "f: bs_bulk: part=1 gfp=0x0 want=1 got=0 pfns=", 33, "arrays that hold pages" },
	{ HEAD "f: bs_bulk: part=0 gfp=0x0 want=1 got=2 pfns=1,2", 54, "more than were wanted" },
	{ HEAD "f: bs_bulk: part=0 gfp=0x0 want=4 got=3 pfns=1,2", 61, "these are not the 3" },
	{ HEAD "f: bs_bulk: part=0 gfp=0x0 want=4 got=1 pfns=1,2,3", 61, "not the 1 pages" },
	{ HEAD "f: bs_bulk: part=0 gfp=0x0 want=4 got=2 pfns=1,,2", 63, "not a hexadecimal" },
	{ HEAD "refresh_cpu_vm_stats: (x)", 37, "there is no \"do_pagesets=\"" },
	{ "\027\010Dtracing6", 0, "from a file, not from a pipe" },
};

Test(ftrace, names_the_place_of_what_it_refuses_and_keeps_what_came_before)
{
	static const char good[] = HEAD "mm_page_free: pfn=1 order=0\n";
	char text[512];

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		const char *line = refused[i].line;
		struct trace t;

		snprintf(text, sizeof text, "%s%s\n%s", good, line, good);
		read_text(text, strlen(text), "6.1", &t);
		cr_expect(t.partial, "%s", line);
		cr_expect_eq(t.n, 1, "%s: %zu events", line, t.n);
		cr_expect_eq(t.d.line, 2, "%s: line %u", line, t.d.line);
		cr_expect_eq(t.d.column, refused[i].column, "%s: column %u", line, t.d.column);
		cr_expect(strstr(t.d.message, refused[i].message), "%s: %s", line, t.d.message);
		cr_expect_str_eq(t.bad_line, line);
		trace_free(&t);
	}
}

Test(ftrace, refuses_a_NUL_byte)
{
	struct trace t;

	read_text("x\n# \0\n", 6, "6.1", &t);
	cr_expect_eq(t.d.line, 1);
	trace_free(&t);
	read_text("# \0\n", 4, "6.1", &t);
	cr_expect(t.partial);
	cr_expect_eq(t.d.column, 3);
	cr_expect(strstr(t.d.message, "NUL"));
	trace_free(&t);
}

/* ---- a page's frees ---- */

static const struct {
	const char *when, *text;
	uint8_t flags[5];
} pairs[] = {
	{ "6.1: prepared, then batched",
	  HEAD "mm_page_free: pfn=1 order=0\n" HEAD "mm_page_free: pfn=2 order=0\n"
	  HEAD "mm_page_free_batched: pfn=1\n" HEAD "mm_page_free_batched: pfn=2\n"
	  HEAD "mm_page_free: pfn=1 order=0\n",
	  { TRACE_PREPARES, TRACE_PREPARES, 0, 0, 0 } },
	{ "4.7: announced, cold",
	  HEAD "mm_page_free_batched: pfn=1 cold=1\n" HEAD "mm_page_free: pfn=1 order=0\n"
	  HEAD "mm_page_free_batched: pfn=2 cold=0\n" HEAD "mm_page_free: pfn=2 order=0\n"
	  HEAD "mm_page_free: pfn=3 order=0\n",
	  { TRACE_COLD | TRACE_ANNOUNCES, TRACE_COLD, TRACE_ANNOUNCES, 0, 0 } },
	{ "2.6.34: told once",
	  HEAD "mm_pagevec_free: pfn=1 cold=1\n" HEAD "mm_page_free_direct: pfn=2 order=1\n"
	  HEAD "mm_pagevec_free: pfn=2 cold=0\n" HEAD "mm_pagevec_free: pfn=3 cold=0\n"
	  HEAD "mm_pagevec_free: pfn=1 cold=0\n",
	  { TRACE_COLD | TRACE_ALONE, TRACE_PREPARES, TRACE_ALONE, TRACE_ALONE,
	    TRACE_ALONE } },
	{ "in use again in between",
	  HEAD "mm_page_free: pfn=1 order=0\n"
	  HEAD "mm_page_alloc: pfn=1 order=0 migratetype=0 gfp_flags=none\n"
	  HEAD "mm_page_free_batched: pfn=1\n" HEAD "mm_page_free: pfn=900000 order=0\n"
	  HEAD "mm_page_free_batched: pfn=900000\n",
	  { 0, 0, 0, 0, 0 } },
};

Test(ftrace, finds_the_free_that_counts)
{
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct trace t;

		read_text(pairs[i].text, strlen(pairs[i].text), "4.7", &t);
		cr_assert_eq(t.n, 5, "%s: %s", pairs[i].when, t.d.message);
		cr_assert(trace_pair_frees(&t, 1000));
		for (size_t k = 0; k < 5; k++)
			cr_expect_eq(t.event[k].flags, pairs[i].flags[k], "%s: event %zu: %u",
				     pairs[i].when, k, t.event[k].flags);
		trace_free(&t);
	}
}

/* ---- noise ---- */

enum { LINES = 160 };

struct lines_of {
	char text[1 << 16];
	size_t begin[LINES + 1];        /* and where the last ends */
};

static void read_recorded(struct lines_of *l)
{
	FILE *f = fopen("traces/6.1/natural/u_natural_small.trace", "r");
	size_t n = 0;

	cr_assert_not_null(f);
	for (size_t i = 0; i < LINES; i++) {
		l->begin[i] = n;
		cr_assert_not_null(fgets(l->text + n, (int)(sizeof l->text - n), f));
		n += strlen(l->text + n);
	}
	l->begin[LINES] = n;
	fclose(f);
}

static unsigned noise(unsigned *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return *seed >> 16;
}

/* Writes line i changed in some way; returns its end. */
static char *changed(const struct lines_of *l, size_t i, unsigned how, unsigned *seed, char *out)
{
	const char *line = l->text + l->begin[i];
	size_t n = l->begin[i + 1] - l->begin[i];

	switch (how) {
	case 0:                         /* cut */
		n = noise(seed) % n;
		memcpy(out, line, n);
		out[n] = '\n';
		return out + n + 1;
	case 1:                         /* doubled */
		memcpy(out, line, n);
		memcpy(out + n, line, n);
		return out + 2 * n;
	case 2:                         /* swapped with another */
		i = noise(seed) % LINES;
		n = l->begin[i + 1] - l->begin[i];
		memcpy(out, l->text + l->begin[i], n);
		return out + n;
	case 3:                         /* replaced by noise */
		for (size_t k = 0; k + 1 < n; k++)
			out[k] = (char)noise(seed);
		out[n - 1] = '\n';
		return out + n;
	default:                        /* a few bytes of it replaced */
		memcpy(out, line, n);
		for (int k = 0; k < 3; k++)
			out[noise(seed) % (n - 1)] = (char)(' ' + noise(seed) % 95);
		return out + n;
	}
}

static bool same_event(const struct trace_event *a, const struct trace_event *b)
{
	return a->kind == b->kind && a->line == b->line && a->time == b->time && a->pfn == b->pfn &&
	       a->order == b->order && a->gfp == b->gfp && a->got == b->got && a->cpu == b->cpu &&
	       a->flags == b->flags && a->context == b->context;
}

/* Where reading stopped, if it did: a place inside the text, and the line that stands there. */
static void expect_place(const struct trace *t, const char *text, const char *end)
{
	const struct diag *d = &t->d;
	const char *line = text, *next;

	cr_assert(d->line >= 1, "%s", d->message);
	for (unsigned i = 1; i < d->line && line < end; i++) {
		next = memchr(line, '\n', (size_t)(end - line));
		line = next ? next + 1 : end;
	}
	cr_assert(line < end, "line %u is behind the end", d->line);
	next = memchr(line, '\n', (size_t)(end - line));
	cr_expect_leq(d->column, (size_t)((next ? next : end) - line) + 1, "line %u: column %u",
		      d->line, d->column);
	cr_expect_str_eq(d->file, "trace");
	cr_expect(d->message[0] && t->bad_line);
	cr_expect_eq(strncmp(t->bad_line, line, strlen(t->bad_line)), 0);
}

Test(ftrace, survives_every_line_cut_doubled_swapped_or_replaced, .timeout = 60)
{
	static struct lines_of l;
	static char text[2 * sizeof l.text];
	struct trace good, t;
	unsigned seed = 1;

	read_recorded(&l);
	read_text(l.text, l.begin[LINES], "6.1", &good);
	cr_assert(!good.partial, "%s", good.d.message);
	for (size_t i = 0; i < LINES; i++) {
		for (unsigned how = 0; how < 5; how++) {
			char *end;
			size_t same = 0;

			memcpy(text, l.text, l.begin[i]);
			end = changed(&l, i, how, &seed, text + l.begin[i]);
			memcpy(end, l.text + l.begin[i + 1], l.begin[LINES] - l.begin[i + 1]);
			end += l.begin[LINES] - l.begin[i + 1];
			read_text(text, (size_t)(end - text), "6.1", &t);
			cr_expect(!t.out_of_memory);
			while (same < t.n && same < good.n && good.event[same].line <= i &&
			       same_event(&t.event[same], &good.event[same]))
				same++;
			cr_expect(same == good.n || good.event[same].line > i,
				  "line %zu, way %u: an event before it is gone", i + 1, how);
			if (t.partial)
				expect_place(&t, text, end);
			trace_free(&t);
		}
	}
	trace_free(&good);
}
