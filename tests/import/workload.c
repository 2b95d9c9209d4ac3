/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workload.c - natural workloads: predicted whole, and explained where a trace lacks something. */
#include "import/workload.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- a trace, changed line by line ---- */

/* Writes what becomes of line n, if anything, and returns true; or false, and it stays. */
typedef bool edit_fn(FILE *out, const char *line, unsigned n);

struct edited {
	char path[40];
	unsigned lines;
};

static struct edited edited_trace(const char *kernel, edit_fn *edit)
{
	struct edited e = { .path = "/tmp/buddyscope-trace-XXXXXX" };
	char name[80], line[1024];
	FILE *in, *out;

	snprintf(name, sizeof name, "traces/%s/natural/u_natural_small.trace", kernel);
	in = fopen(name, "r");
	out = fdopen(mkstemp(e.path), "w");
	cr_assert(in && out);
	while (fgets(line, sizeof line, in)) {
		if (!edit(out, line, ++e.lines))
			fputs(line, out);
	}
	fclose(in);
	cr_assert_eq(fclose(out), 0);
	return e;
}

static void verify_on(const char *kernel, const char *trace, const struct verify_options *options,
		      struct workload_outcome *o)
{
	char state[80];
	struct diag d;

	snprintf(state, sizeof state, "traces/%s/natural/u_natural_small.jsonl", kernel);
	verify_workload((struct workload_files){ state, trace }, options, o, &d);
}

static struct workload_outcome verified(const char *kernel, edit_fn *edit)
{
	struct verify_options options = { .show = -1 };
	struct edited e = edited_trace(kernel, edit);
	struct workload_outcome o;

	verify_on(kernel, e.path, &options, &o);
	unlink(e.path);
	return o;
}

static int64_t all_missed(const struct workload_outcome *o)
{
	int64_t n = 0;

	for (int i = 0; i < NR_WORKLOAD_CAUSES; i++)
		n += o->missed[i];
	return n;
}

static bool is(const char *line, const char *event)
{
	return strstr(line, event) != NULL;
}

/* ---- edits ---- */

static bool as_it_is(FILE *out, const char *line, unsigned n)
{
	(void)out, (void)line, (void)n;
	return false;
}

static bool without_bulk(FILE *out, const char *line, unsigned n)
{
	(void)out, (void)n;
	return is(line, "bs_bulk:");
}

static bool without_a_free(FILE *out, const char *line, unsigned n)
{
	/* The page is in use again two lines further on. */
	(void)out;
	return n == 2701 && is(line, "mm_page_free: page=(____ptrval____) pfn=0x64a0 ");
}

static bool on_another_cpu(FILE *out, const char *line, unsigned n)
{
	const char *cpu = strstr(line, "[000]");

	if (n < 1000 || !cpu)
		return false;
	fprintf(out, "%.*s[001]%s", (int)(cpu - line), line, cpu + 5);
	return true;
}

static bool with_events_lost(FILE *out, const char *line, unsigned n)
{
	(void)line;
	if (n == 2000)
		fputs("CPU:0 [LOST 100 EVENTS]\n", out);
	return n >= 2000 && n < 2100;
}

static bool with_a_bad_line(FILE *out, const char *line, unsigned n)
{
	(void)line;
	if (n == 1000)
		fputs("nonsense\n", out);
	return n == 1000;
}

static bool with_a_page_elsewhere(FILE *out, const char *line, unsigned n)
{
	(void)line;
	if (n == 1000)
		fputs("x-1 [000] 3.6: mm_page_free: pfn=0xfffffff order=0\n", out);
	return n == 1000;
}

static bool in_decimal(FILE *out, const char *line, unsigned n)
{
	const char *pfn = strstr(line, "pfn=0x");
	char *rest;

	(void)n;
	if (!pfn)
		return false;
	fprintf(out, "%.*spfn=%lu", (int)(pfn - line), line, strtoul(pfn + 6, &rest, 16));
	fputs(rest, out);
	return true;
}

/* ---- what comes of it ---- */

static const char *const kernels[] = { "6.1", "6.12" };

Test(workload, every_page_of_it_is_predicted)
{
	for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
		struct workload_outcome o = verified(kernels[i], as_it_is);

		cr_expect_eq(o.verdict, VERIFY_EXACT, "%s: %s", kernels[i], o.difference.field);
		cr_expect_eq(o.exact, o.pages);
		cr_expect_gt(o.pages, 1500);
		cr_expect(o.end_compared && o.end_same && o.kswapd_same && !o.partial);
		cr_expect_eq(o.refills.predicted, o.refills.traced);
		cr_expect_gt(o.refills.traced, 0);
		cr_expect_gt(o.influences[CAUSE_BULK_TRACED], 0);
		workload_done(&o);
	}
}

Test(workload, how_page_frames_are_written_does_not_matter)
{
	struct workload_outcome o = verified("6.1", in_decimal);

	cr_expect_eq(o.verdict, VERIFY_EXACT);
	workload_done(&o);
}

/* Four bulk requests of four pages each, in 6.1; two in 6.12. */
Test(workload, bulk_requests_that_nobody_told_of_are_inferred)
{
	static const int64_t bulk[] = { 4, 2 };

	for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
		struct workload_outcome o = verified(kernels[i], without_bulk);

		cr_expect_eq(o.missed[CAUSE_BULK_INFERRED], bulk[i], "%s", kernels[i]);
		cr_expect_eq(all_missed(&o), bulk[i], "%s: others too", kernels[i]);
		cr_expect_eq(o.nr_misses, (size_t)bulk[i]);
		cr_expect(o.end_same, "%s: %s", kernels[i], o.difference.field);
		cr_expect_eq(o.verdict, VERIFY_DIFFERS);
		workload_done(&o);
	}
}

Test(workload, a_free_that_is_missing_is_named)
{
	struct workload_outcome o = verified("6.12", without_a_free);

	cr_expect_eq(o.missed[CAUSE_UNTRACED_FREE], 1);
	cr_expect_eq(all_missed(&o), 1);
	cr_expect(o.end_same, "%s", o.difference.field);
	workload_done(&o);
}

Test(workload, lost_events_are_reported_and_what_follows_is_caught_up_with)
{
	struct workload_outcome o = verified("6.1", with_events_lost);

	cr_expect_eq(o.lost, 100);
	cr_expect_eq(o.exact + all_missed(&o), o.pages);
	cr_expect_eq(o.missed[CAUSE_UNEXPLAINED], 0);
	cr_expect_gt(o.exact, o.pages * 9 / 10);
	workload_done(&o);
}

/* The page of a CPU without lists in the state may come out right: then there is no question. */
Test(workload, a_cpu_that_the_state_does_not_hold_is_a_cause)
{
	struct workload_outcome o = verified("6.1", on_another_cpu);

	cr_expect_eq(o.exact + o.missed[CAUSE_OTHER_CPU], o.pages);
	workload_done(&o);
}

Test(workload, a_bad_line_leaves_a_partial_result)
{
	edit_fn *const bad[] = { with_a_bad_line, with_a_page_elsewhere };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct workload_outcome o = verified("6.1", bad[i]);

		cr_expect_eq(o.verdict, VERIFY_BAD_INPUT);
		cr_expect(o.partial && !o.end_compared);
		cr_expect_eq(o.exact, o.pages);
		cr_expect_gt(o.exact, 300);
		workload_done(&o);
	}
}

Test(workload, an_audit_or_a_recording_goes_forwards_only)
{
	struct verify_options options = { .show = -1, .audit = true };
	struct edited e = edited_trace("6.1", without_bulk);
	struct workload_outcome o;

	verify_on("6.1", e.path, &options, &o);
	unlink(e.path);
	cr_expect_eq(o.verdict, VERIFY_DIFFERS);
	cr_expect(o.partial && !o.end_compared);
	cr_expect_eq(o.stopped_at, 171);
	cr_expect_eq(all_missed(&o), 1);
	cr_expect_eq(o.difference.field[0], '\0', "%s", o.difference.field);
	workload_done(&o);
}

/* ---- noise ---- */

static unsigned seed;

static unsigned dice(unsigned sides)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % sides;
}

/* Half a line of the trace becomes another event of another page. */
static bool with_noise(FILE *out, const char *line, unsigned n)
{
	static const char *const event[] = {
		"mm_page_alloc", "mm_page_free", "mm_page_free_batched", "mm_page_pcpu_drain",
		"mm_page_alloc_zone_locked",
	};
	unsigned order, pfn;

	if (n < 30 || dice(100) > 15)
		return false;
	if (dice(3) == 0)
		return true;
	if (dice(2))
		fputs(line, out);
	order = dice(3) ? 0 : dice(11);
	pfn = (dice(4) ? dice(0x10000) : 0x7400 + dice(64)) >> order << order;
	fprintf(out, "x-1 [%03u] 3.7: %s: pfn=0x%x order=%u migratetype=0 gfp_flags=GFP_KERNEL\n",
		dice(2), event[dice(5)], pfn, order);
	return true;
}

Test(workload, noise_is_explained_and_leaves_a_world_that_agrees_with_itself, .timeout = 60)
{
	for (unsigned first = 1; first <= 12; first++) {
		struct workload_outcome o;

		seed = first;
		o = verified(kernels[first % 2], with_noise);
		cr_expect_eq(o.verdict, VERIFY_DIFFERS, "seed %u", first);
		cr_expect_eq(o.exact + all_missed(&o), o.pages, "seed %u", first);
		cr_expect(o.end_compared, "seed %u: %s", first, o.difference.field);
		workload_done(&o);
	}
}
