/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * traced.c - a trace without a state: whose lines they are, which belong together, what they add
 * up to; and that whatever happens to a trace, nothing is counted that it does not say.
 */
#include "import/traced.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/synthesised.h"
#include "core/traced.h"
#include "core/words.h"

/* A trace in a file of its own: it is looked at twice. */
static void open_text(const char *text, size_t size, const char *kernel, struct traced *t)
{
	char path[] = "/tmp/buddyscope-traced-XXXXXX";
	int fd = mkstemp(path);

	cr_assert(fd >= 0 && write(fd, text, size) == (ssize_t)size);
	close(fd);
	traced_open(path, kernel ? kernel_find(kernel) : NULL, t);
	unlink(path);
	cr_assert_not_null(t->world);
}

/* What is told, as one word a line of the trace and one a request. */
struct heard {
	struct event event[400];
	size_t n;
	struct traced_tally tally;
	int64_t lines;
};

static void hear(void *self, const struct event *e)
{
	struct heard *h = self;

	if (h->n < sizeof h->event / sizeof *h->event)
		h->event[h->n++] = *e;
	h->lines += event_is_traced(e);
	traced_count(&h->tally, e, 1);
}

static void listen_to(const struct traced *t, struct heard *h)
{
	struct machine *m = machine_new(t->world, t->form.kernel);

	memset(h, 0, sizeof *h);
	cr_assert(m && machine_listen(m, (struct sink){ hear, h }));
	cr_assert(traced_tell(t, m, NULL));
	machine_free(m);
}

/* ---- which kernel ---- */

#define A "x-1 [000] 1.0: mm_page_alloc: page=p pfn="
#define TYPE " order=0 migratetype=0 gfp_flags="

static const struct {
	const char *line, *kernel, *others;
} forms[] = {
	{ A "0x10" TYPE "GFP_KERNEL", "6.12", "6.1" },
	{ A "0x10" TYPE "GFP_KERNEL|__GFP_ATOMIC", "6.1", "" },
	{ A "4660" TYPE "GFP_KERNEL", "5.10", "4.12, 4.7, 2.6.34" },
	{ "x-1 [000] 1.0: mm_page_free_batched: page=p pfn=16 order=0 cold=0", "4.12", "4.7" },
	{ "x-1 [000] 1.0: mm_page_free_batched: page=p pfn=16 order=0", "5.10", "" },
	{ A "4660" TYPE "GFP_WAIT|GFP_IO|GFP_FS", "2.6.34", "" },
	{ "x-1 [000] 1.0: mm_pagevec_free: page=p pfn=16 order=0 cold=0", "2.6.34", "" },
	{ "x-1 [000] 1.0: sched_switch: prev=x", "6.12", "6.1, 5.10, 4.12, 4.7, 2.6.34" },
};

Test(traced, kernel_is_told_by_the_form_of_the_lines)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct traced t;

		open_text(forms[i].line, strlen(forms[i].line), NULL, &t);
		cr_expect_str_eq(t.form.kernel->name, forms[i].kernel, "%s", forms[i].line);
		cr_expect_str_eq(t.form.others, forms[i].others, "%s: %s", forms[i].line,
				 t.form.others);
		traced_close(&t);
	}
}

Test(traced, kernel_that_is_asked_for_is_the_one)
{
	static const char line[] = A "0x10" TYPE "GFP_KERNEL\n";
	struct traced t;

	open_text(line, sizeof line - 1, "6.1", &t);
	cr_expect_str_eq(t.form.kernel->name, "6.1");
	cr_expect(t.asked);
	cr_expect_str_empty(t.form.others);
	traced_close(&t);
}

Test(traced, traces_are_told_from_other_files)
{
	static const char *const traces[] = { "traces/6.1/natural/u_natural_small.trace",
					      "traces/6.12/natural/u_natural_small.trace" };
	static const char *const others[] = {
		"traces/6.1/natural/u_natural_small.jsonl", "traces/6.1/dmesg/256m-oom.txt",
		"traces/6.1/proc/numa2/zoneinfo", "traces/6.1/proc/numa2", "README.md",
		"lessons/01-first-page.md", "/dev/null", "no such file",
	};

	for (size_t i = 0; i < sizeof traces / sizeof *traces; i++)
		cr_expect(trace_is(traces[i]), "%s", traces[i]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		cr_expect_not(trace_is(others[i]), "%s", others[i]);
}

/* ---- what a line says ---- */

static const struct {
	const char *kernel, *line;
	unsigned kind, order, migratetype;
	int64_t v[6];           /* without the line and the time */
} lines[] = {
	{ "6.1", "mm_page_alloc: page=x pfn=0x40 order=2 migratetype=2 gfp_flags=GFP_KERNEL",
	  EVENT_TRACED_ALLOC, 2, MIGRATE_RECLAIMABLE, { 0 } },
	{ "2.6.34", "mm_page_alloc: page=x pfn=64 order=2 migratetype=2 gfp_flags=GFP_WAIT",
	  EVENT_TRACED_ALLOC, 2, MIGRATE_MOVABLE, { 0 } },
	{ "2.6.34", "mm_page_alloc: page=x pfn=64 order=2 migratetype=1 gfp_flags=0x800d0",
	  EVENT_TRACED_ALLOC, 2, MIGRATE_RECLAIMABLE, { 0 } },
	{ "4.12", "mm_page_alloc: page=x pfn=64 order=2 migratetype=2 gfp_flags=0x14000d0",
	  EVENT_TRACED_ALLOC, 2, MIGRATE_RECLAIMABLE, { 0 } },
	{ "5.10", "mm_page_alloc: page=x pfn=64 order=2 migratetype=1 gfp_flags=0x100cca",
	  EVENT_TRACED_ALLOC, 2, MIGRATE_MOVABLE, { 0 } },
	{ "2.6.34", "mm_page_pcpu_drain: page=x pfn=64 order=0 migratetype=3",
	  EVENT_TRACED_PCPU_DRAIN, 0, MIGRATE_RESERVE, { 0, 0, 1 } },
	{ "6.12", "mm_page_alloc_zone_locked: page=x pfn=0x40 order=3 migratetype=1 "
		  "percpu_refill=1",
	  EVENT_TRACED_ZONE_LOCKED, 3, MIGRATE_MOVABLE, { 0, 0, 1, 1 } },
	{ "6.12", "mm_page_alloc_zone_locked: page=x pfn=0x40 order=4 migratetype=3 "
		  "percpu_refill=0",
	  EVENT_TRACED_ZONE_LOCKED, 4, MIGRATE_HIGHATOMIC, { 0, 0, 0, 1 } },
	{ "4.12", "mm_page_alloc_zone_locked: page=x pfn=64 order=0 migratetype=4",
	  EVENT_TRACED_ZONE_LOCKED, 0, MIGRATE_CMA, { 0, 0, 1, 1 } },
	{ "6.1", "mm_page_alloc_extfrag: page=x pfn=0x400 alloc_order=1 fallback_order=9 "
		 "pageblock_order=9 alloc_migratetype=0 fallback_migratetype=1 fragmenting=0 "
		 "change_ownership=1",
	  EVENT_TRACED_EXTFRAG, 1, MIGRATE_UNMOVABLE, { 0, 0, 9, MIGRATE_MOVABLE, 0, 1 } },
	{ "5.10", "mm_page_alloc_extfrag: page=x pfn=64 fallback_order=3 alloc_migratetype=0 "
		  "fallback_migratetype=1 change_ownership=0",
	  EVENT_TRACED_EXTFRAG, 3, MIGRATE_UNMOVABLE, { 0, 0, 3, MIGRATE_MOVABLE, -1, 0 } },
};

Test(traced, a_line_says_no_more_than_the_tracer)
{
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		char text[400];
		struct traced t;
		struct heard h;
		const struct event *e;

		snprintf(text, sizeof text, "x-1 [003] 2.5: %s\n", lines[i].line);
		open_text(text, strlen(text), lines[i].kernel, &t);
		cr_assert_not(t.trace.partial, "%s: %s", lines[i].line, t.trace.d.message);
		listen_to(&t, &h);
		cr_assert_eq(h.n, 3, "%s", lines[i].line);
		e = &h.event[1];
		cr_expect_eq(e->kind, lines[i].kind, "%s", lines[i].line);
		cr_expect_eq(e->order, lines[i].order, "%s: order %u", lines[i].line, e->order);
		cr_expect_eq(e->migratetype, lines[i].migratetype, "%s: type %u", lines[i].line,
			     e->migratetype);
		cr_expect_eq(e->cpu, 3);
		cr_expect_eq(e->zone, NO_ZONE);
		cr_expect_eq(e->v[0], 1);
		cr_expect_eq(e->v[1], 2500000);
		for (int v = 2; v < 6; v++)
			cr_expect_eq(e->v[v], lines[i].v[v], "%s: v[%d] is %jd", lines[i].line, v,
				     (intmax_t)e->v[v]);
		traced_close(&t);
	}
}

/* ---- which lines belong together ---- */

/* A letter a line: of CPU 0, and in capitals of CPU 1. */
static const char *line_of(char letter)
{
	switch (letter | 0x20) {
	case 'a':
		return "mm_page_alloc: page=p pfn=0x10" TYPE "GFP_KERNEL";
	case 'n':
		return "mm_page_alloc: page=(null) pfn=0x0" TYPE "GFP_KERNEL";
	case 'k':
		return "mm_page_alloc_zone_locked: page=p pfn=0x10 order=0 migratetype=0 "
		       "percpu_refill=1";
	case 'x':
		return "mm_page_alloc_extfrag: page=p pfn=0x10 alloc_order=0 fallback_order=9 "
		       "alloc_migratetype=0 fallback_migratetype=1 change_ownership=1";
	case 'f':
		return "mm_page_free: page=p pfn=0x10 order=0";
	case 'b':
		return "mm_page_free_batched: page=p pfn=0x10 order=0";
	case 'd':
		return "mm_page_pcpu_drain: page=p pfn=0x10 order=0 migratetype=0";
	case 't':
		return "refresh_cpu_vm_stats: (x) do_pagesets=1";
	default:
		return "f: bs_bulk: part=0 gfp=0x0 nid=-1 want=1 got=1 pfns=10";
	}
}

static void put_lines(const char *letters, char *text, size_t size)
{
	size_t used = 0;

	for (; *letters; letters++)
		used += (size_t)(*letters == 'l' ?
					 snprintf(text + used, size - used,
						  "CPU:0 [LOST 7 EVENTS]\n") :
					 snprintf(text + used, size - used, "x-1 [%03d] 1.0: %s\n",
						  *letters < 'a', line_of(*letters)));
}

/* The letters again as they are told: requests in brackets, by what was asked. */
static void spell(const struct heard *h, char *out)
{
	static const char of[] = { [EVENT_TRACED_ALLOC - EVENT_TRACED_ALLOC] = 'a',
				   [EVENT_TRACED_BULK - EVENT_TRACED_ALLOC] = 'u',
				   [EVENT_TRACED_FREE - EVENT_TRACED_ALLOC] = 'f',
				   [EVENT_TRACED_FREE_BATCHED - EVENT_TRACED_ALLOC] = 'b',
				   [EVENT_TRACED_ZONE_LOCKED - EVENT_TRACED_ALLOC] = 'k',
				   [EVENT_TRACED_PCPU_DRAIN - EVENT_TRACED_ALLOC] = 'd',
				   [EVENT_TRACED_EXTFRAG - EVENT_TRACED_ALLOC] = 'x',
				   [EVENT_TRACED_TICK - EVENT_TRACED_ALLOC] = 't',
				   [EVENT_TRACED_LOST - EVENT_TRACED_ALLOC] = 'l' };

	for (size_t i = 0; i < h->n; i++) {
		const struct event *e = &h->event[i];
		char c = ')';

		if (e->kind == EVENT_REQUEST)
			c = e->v[0] == REQ_TRACED ? '?' : '(';
		else if (event_is_traced(e))
			c = (char)(of[e->kind - EVENT_TRACED_ALLOC] - (e->cpu ? 0x20 : 0));
		if (c == 'a' && !e->verdict)
			c = 'n';
		*out++ = c;
	}
	*out = '\0';
}

static const struct {
	const char *when, *lines, *told;
} groups[] = {
	{ "a request is by itself", "aan", "(a)(a)(n)" },
	{ "a refill goes to the request behind it", "kkka", "(kkka)" },
	{ "and so does a fallback", "xka", "(xka)" },
	{ "a drain goes to the free before it", "fdda", "(fdd)(a)" },
	{ "so does the free that was prepared", "ffbbdd", "(f)(fbbdd)" },
	{ "a refill that no request follows is untold of", "kkfd", "?kk)(fd)" },
	{ "a drain that no free caused, too", "adda", "(a)?dd)(a)" },
	{ "and a refill at the end", "ak", "(a)?k)" },
	{ "the vmstat worker drains", "td", "(td)" },
	{ "a probe tells of a bulk request", "kku", "(kku)" },
	{ "each CPU has its own", "kKaA", "(ka)(KA)" },
	{ "the request stands where it was traced", "kAa", "(A)(ka)" },
	{ "a refill of nobody stands where it is", "kAfa", "?k)(A)(f)(a)" },
	{ "the first comes first", "kAKaA", "(A)(ka)(KA)" },
	{ "frees of two CPUs", "fFdD", "(fd)(FD)" },
	{ "nothing is joined across lost events", "kla", "?k)?l)(a)" },
	{ "nor drains", "fld", "(f)?l)?d)" },
};

Test(traced, lines_of_one_request_are_told_together)
{
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		char text[4000], told[200];
		struct traced t;
		struct heard h;

		put_lines(groups[i].lines, text, sizeof text);
		open_text(text, strlen(text), "6.1", &t);
		cr_assert_not(t.trace.partial, "%s: %s", groups[i].when, t.trace.d.message);
		listen_to(&t, &h);
		spell(&h, told);
		cr_expect_str_eq(told, groups[i].told, "%s: %s", groups[i].when, told);
		traced_close(&t);
	}
}

/* What is not in a trace is not in an event: no attempts, no zones, no node. */
Test(traced, what_is_not_told_is_marked_as_such)
{
	char text[4000];
	struct traced t;
	struct heard h;

	put_lines("kan", text, sizeof text);
	open_text(text, strlen(text), "6.1", &t);
	listen_to(&t, &h);
	cr_expect(world_is_unknown(t.world));
	for (size_t i = 0; i < h.n; i++) {
		cr_expect_eq(h.event[i].zone, NO_ZONE);
		if (h.event[i].kind != EVENT_RESULT)
			continue;
		for (int v = 2; v < 5; v++)
			cr_expect_eq(h.event[i].v[v], -1);
	}
	cr_expect_eq(h.event[h.n - 1].v[0], REQUEST_FAILED);
	traced_close(&t);
}

/* ---- counts ---- */

static const char *const natural[] = { "traces/6.1/natural/u_natural_small.trace",
				       "traces/6.12/natural/u_natural_small.trace" };

static int64_t lines_with(const char *path, const char *words, const char *and)
{
	FILE *f = fopen(path, "r");
	char line[1000];
	int64_t n = 0;

	cr_assert_not_null(f);
	while (fgets(line, sizeof line, f))
		n += strstr(line, words) && strstr(line, and);
	fclose(f);
	return n;
}

Test(traced, counts_are_those_of_the_text)
{
	for (size_t i = 0; i < sizeof natural / sizeof *natural; i++) {
		const char *path = natural[i];
		struct traced t;
		struct heard h;

		traced_open(path, NULL, &t);
		cr_assert_not(t.trace.partial);
		listen_to(&t, &h);
		cr_expect_eq(traced_sum(&h.tally.grid[TRACED_GOT]).blocks,
			     lines_with(path, " mm_page_alloc: ", "pfn="));
		cr_expect_eq(h.tally.grid[TRACED_GOT].n[0][MIGRATE_MOVABLE],
			     lines_with(path, " mm_page_alloc: ", " order=0 migratetype=1 "));
		cr_expect_eq(h.tally.grid[TRACED_GOT].n[1][MIGRATE_UNMOVABLE],
			     lines_with(path, " mm_page_alloc: ", " order=1 migratetype=0 "));
		cr_expect_eq(traced_sum(&h.tally.grid[TRACED_FREED]).blocks,
			     lines_with(path, " mm_page_free: ", "pfn="));
		cr_expect_eq(traced_sum(&h.tally.grid[TRACED_REFILLED]).blocks,
			     lines_with(path, "zone_locked: ", "percpu_refill=1"));
		cr_expect_eq(h.tally.bulks, lines_with(path, "bs_bulk: ", "pfns="));
		cr_expect_eq(h.lines, (int64_t)t.trace.n);
		cr_expect_gt(h.tally.refills, 0);
		traced_close(&t);
	}
}

static void take_back(void *self, const struct event *e)
{
	traced_count(self, e, -1);
}

Test(traced, what_was_counted_is_taken_back)
{
	static const struct traced_tally nothing;
	struct machine *m;
	struct traced t;
	struct heard h;

	traced_open(natural[0], NULL, &t);
	listen_to(&t, &h);
	m = machine_new(t.world, t.form.kernel);
	cr_assert(m && machine_listen(m, (struct sink){ take_back, &h.tally }));
	cr_assert(traced_tell(&t, m, NULL));
	cr_expect_eq(memcmp(&h.tally, &nothing, sizeof nothing), 0);
	machine_free(m);
	traced_close(&t);
}

Test(traced, every_line_has_words)
{
	char text[4000], words[WORDS_MAX];
	struct traced t;
	struct heard h;

	put_lines("xkantufbdl", text, sizeof text);
	open_text(text, strlen(text), "6.1", &t);
	listen_to(&t, &h);
	for (size_t i = 0; i < h.n; i++) {
		struct speaker s = { t.form.kernel, t.world };

		event_words(&s, &h.event[i], words, sizeof words);
		cr_expect(strlen(words) > 3 && !strstr(words, "no zone"), "%s: %s",
			  event_info[h.event[i].kind].name, words);
	}
	traced_close(&t);
}

/* ---- damage ---- */

/* Some of everything: so short that each of its lines can be damaged in every way. */
static char good[8000];
static size_t good_size, good_lines;

static void make_good(void)
{
	put_lines("kkaxkafbddKAtdunlFDaa", good, sizeof good);
	good_size = strlen(good);
	for (size_t i = 0; i < good_size; i++)
		good_lines += good[i] == '\n';
}

TestSuite(traced_damaged, .init = make_good, .timeout = 60);

static const char *nth_line(size_t n, size_t *length)
{
	const char *at = good;

	while (n--)
		at = strchr(at, '\n') + 1;
	*length = (size_t)(strchr(at, '\n') - at) + 1;
	return at;
}

/* Line `n` gives way to `by`; the rest stays. */
static size_t replaced(size_t n, const char *by, size_t size, char *out)
{
	size_t length, before;
	const char *at = nth_line(n, &length);

	before = (size_t)(at - good);
	memcpy(out, good, before);
	memcpy(out + before, by, size);
	memcpy(out + before + size, at + length, good_size - before - length);
	return good_size - length + size;
}

/* Read whole, or up to the bad line, with a reason: and told are the lines that were read. */
static void expect_honest(const char *what, const char *text, size_t size, size_t line)
{
	struct traced t;
	struct heard h;

	open_text(text, size, "6.1", &t);
	listen_to(&t, &h);
	cr_expect_eq(h.lines, (int64_t)t.trace.n, "%s, line %zu", what, line);
	cr_expect_eq((t.world->setting[SET_SYNTHESISED] & SYNTHESISED_PARTIAL) != 0,
		     t.trace.partial);
	if (t.trace.partial) {
		cr_expect_eq(t.trace.d.line, line, "%s: line %u, not %zu", what, t.trace.d.line,
			     line);
		cr_expect(t.trace.d.message[0] && t.trace.bad_line, "%s, line %zu", what, line);
		cr_expect_eq(t.trace.n, line - 1, "%s, line %zu: %zu events", what, line,
			     t.trace.n);
	}
	traced_close(&t);
}

Test(traced_damaged, a_cut_line_is_told_and_what_was_before_counts)
{
	char text[sizeof good];

	for (size_t n = 0; n < good_lines; n++) {
		size_t length;
		const char *at = nth_line(n, &length);

		for (size_t keep = 1; keep < length; keep++) {
			char cut[400];

			snprintf(cut, sizeof cut, "%.*s\n", (int)keep, at);
			expect_honest("cut", text, replaced(n, cut, keep + 1, text), n + 1);
		}
	}
}

Test(traced_damaged, lines_twice_or_swapped_are_counted_as_they_stand)
{
	char text[sizeof good + 400], both[800];

	for (size_t n = 0; n + 1 < good_lines; n++) {
		size_t length, next;
		const char *at = nth_line(n, &length), *behind = nth_line(n + 1, &next);
		size_t size;

		snprintf(both, sizeof both, "%.*s%.*s", (int)length, at, (int)length, at);
		expect_honest("twice", text, replaced(n, both, 2 * length, text), 0);
		snprintf(both, sizeof both, "%.*s%.*s", (int)next, behind, (int)length, at);
		size = (size_t)(at - good);
		memcpy(text, good, good_size);
		memcpy(text + size, both, length + next);
		expect_honest("swapped", text, good_size, 0);
	}
}

Test(traced_damaged, noise_is_told_with_its_line)
{
	static const char *const noise[] = {
		"hello\n", "\033[2J\n", "x-1 [000] 1.0: mm_page_alloc: pfn=zz\n",
		"x-1 [4096] 1.0: mm_page_free: pfn=1 order=0\n", "x-1 [000] 1.0\n",
		"x-1 [000] 1.0: mm_page_pcpu_drain: pfn=0x10 order=0 migratetype=9\n",
		"x-1 [000] 1.0: mm_page_alloc_zone_locked: pfn=1 order=0 percpu_refill=2\n",
	};
	char text[sizeof good + 400];

	for (size_t n = 0; n < good_lines; n++)
		for (size_t i = 0; i < sizeof noise / sizeof *noise; i++) {
			size_t size = replaced(n, noise[i], strlen(noise[i]), text);
			struct traced t;

			expect_honest(noise[i], text, size, n + 1);
			open_text(text, size, "6.1", &t);
			cr_expect(t.trace.partial, "%s is read", noise[i]);
			traced_close(&t);
		}
}
