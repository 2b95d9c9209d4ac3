/* SPDX-License-Identifier: GPL-3.0-or-later */
/* proc.c - a world made of /proc text shows that text, and is one that its kernel could be in. */
#include "proc_texts.h"

#include "core/machine.h"
#include "core/proc_carried.h"
#include "core/proc_text.h"
#include "core/request.h"
#include "import/proc_read.h"
#include "import/state.h"
#include "import/state_write.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the kernel ---- */

Test(proc, kernel_is_told_by_the_form_of_zoneinfo)
{
	for (const struct proc_set *set = proc_sets; set->path; set++) {
		struct proc_imported in;
		struct heard t;

		cr_assert_eq(import_told(set->path, NULL, &in, &t), PROC_OK, "%s: %s", set->path,
			     t.all);
		cr_expect_str_eq(in.kernel->name, set->kernel);
		cr_expect(strstr(t.all, "no version is told"), "%s", set->path);
		cr_expect(in.world->setting[SET_SYNTHESISED] & SYNTHESISED_KERNEL);
		world_free(in.world);
	}
}

Test(proc, kernel_is_the_nearest_to_a_version)
{
	static const struct {
		const char *version, *kernel;
	} rows[] = {
		{ "Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org)", "6.1" },
		{ "Linux version 6.12.117+deb12-amd64", "6.12" },
		{ "2.6.32-754.el6.x86_64", "2.6.34" },
		{ "3.10.0-1160.el7.x86_64", "2.6.34" },
		{ "3.19.0", "4.7" },
		{ "4.4.0-210-generic", "4.7" },
		{ "4.18.0-553.el8_10.x86_64", "4.12" },
		{ "5.15.0-1.amd64", "5.10" },
		{ "6.8.0-45-generic", "6.12" },
		{ "6.18.44-fc", "6.12" },
		{ "7.0.0-rc1", "6.12" },
		{ "1.2.13", "2.6.34" },
	};
	static const char *const none[] = { "", "Linux version x", "Linux", "6", "6.", "v6.1" };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct kernel *k = proc_kernel_of_version(rows[i].version);

		cr_assert_not_null(k, "%s", rows[i].version);
		cr_expect_str_eq(k->name, rows[i].kernel, "%s: %s", rows[i].version, k->name);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		cr_expect_null(proc_kernel_of_version(none[i]), "\"%s\"", none[i]);
}

Test(proc, kernel_that_is_asked_for_beats_both)
{
	struct proc_imported in;
	struct heard t;

	cr_assert_eq(import_told("traces/6.12/proc/numa2-after", "6.1", &in, &t), PROC_OK);
	cr_expect_str_eq(in.kernel->name, "6.1");
	expect_sound(&in, "6.12 as 6.1");
	world_free(in.world);
}

Test(proc, is_there_where_a_directory_has_a_zoneinfo)
{
	cr_expect(proc_is_there("traces/6.1/proc/numa2"));
	cr_expect_not(proc_is_there("lessons"));
	cr_expect_not(proc_is_there("README.md"));
	cr_expect_not(proc_is_there("traces/6.1/proc/nowhere"));
}

/* Each kernel's text is run as every other kernel: types that it lacks become another. */
Test(proc, text_of_any_kernel_runs_as_any_other)
{
	for (const struct proc_set *set = proc_sets; set->path; set++)
		for (size_t i = 0; kernel_at(i); i++) {
			struct proc_imported in;
			struct heard t;

			cr_assert_eq(import_told(set->path, kernel_at(i)->name, &in, &t), PROC_OK);
			expect_sound(&in, set->path);
			world_free(in.world);
		}
}

/* ---- the numbers ---- */

/* A text's own numbers, as its reader sees them. */
static struct described description_of(const char *directory)
{
	static const char *const names[] = { "zoneinfo", "buddyinfo", "pagetypeinfo" };
	struct described d = { .kernel = NULL };

	for (size_t i = 0; i < 3; i++) {
		char path[400];
		FILE *f;

		snprintf(path, sizeof path, "%s/%s", directory, names[i]);
		f = fopen(path, "r");
		cr_assert_not_null(f, "%s", path);
		cr_assert_eq(proc_read(f, path, &d).damaged, 0, "%s", path);
	}
	return d;
}

/* The same of what the world prints. */
static struct described description_printed(const struct world *w)
{
	struct described d = { .kernel = NULL };
	FILE *f = tmpfile();

	proc_zoneinfo(w, f);
	proc_pagetypeinfo(w, f);
	proc_buddyinfo(w, f);
	rewind(f);
	cr_assert_eq(proc_read(f, "printed", &d).damaged, 0);
	return d;
}

static const struct carried_line *find_line(const struct described *d,
					    const struct carried_line *like)
{
	for (size_t i = 0; i < d->nr_lines; i++)
		if (d->line[i].zone == like->zone && d->line[i].part == like->part &&
		    strcmp(d->line[i].name, like->name) == 0)
			return &d->line[i];
	return NULL;
}

/* The counter gives way where it and the lists were read at different moments. */
static bool is_free_counter(const struct carried_line *line)
{
	return strcmp(line->name, "free") == 0 || strcmp(line->name, "nr_free_pages") == 0;
}

static unsigned count_different_lines(const struct described *text, const struct described *printed)
{
	unsigned different = 0;

	cr_expect_eq(text->nr_lines, printed->nr_lines);
	for (size_t i = 0; i < text->nr_lines; i++) {
		const struct carried_line *is = find_line(printed, &text->line[i]);

		cr_assert_not_null(is, "%s is not printed", text->line[i].name);
		if (is_free_counter(is))
			different += is->value != text->line[i].value;
		else
			cr_expect_eq(is->value, text->line[i].value, "%s", is->name);
	}
	return different;
}

static void expect_same_zone(const struct described_zone *text, const struct described_zone *is)
{
	cr_expect_eq(text->nr_protections, is->nr_protections);
	cr_expect_arr_eq(text->protection, is->protection, sizeof text->protection);
	cr_expect_arr_eq(text->nr_pageblocks, is->nr_pageblocks, sizeof text->nr_pageblocks);
	cr_expect_eq(text->z.stat_threshold, is->z.stat_threshold);
	cr_assert_eq(text->nr_pcps, is->nr_pcps);
	for (size_t i = 0; i < text->nr_pcps; i++) {
		cr_expect_eq(text->pcp[i].count, is->pcp[i].count);
		cr_expect_eq(text->pcp[i].high, is->pcp[i].high);
		cr_expect_eq(text->pcp[i].batch, is->pcp[i].batch);
	}
}

static bool same_counts(const struct described_zone *text, const struct described_zone *is)
{
	for (unsigned order = 0; order < NR_ORDERS; order++)
		if (text->z.free_area[order].nr_free != is->z.free_area[order].nr_free)
			return false;
	return true;
}

static bool same_types(const struct described_zone *text, const struct described_zone *is)
{
	return memcmp(text->of_type, is->of_type, sizeof text->of_type) == 0;
}

/* A text that is of one moment comes out as it went in; of a torn one, all that was not noted. */
Test(proc, world_prints_the_text_it_was_made_of)
{
	for (const struct proc_set *set = proc_sets; set->path; set++) {
		struct described text = description_of(set->path), printed;
		struct proc_imported in;
		struct heard t;
		unsigned torn = 0, lines;

		cr_assert_eq(import_told(set->path, NULL, &in, &t), PROC_OK);
		printed = description_printed(in.world);
		lines = count_different_lines(&text, &printed);
		for (size_t i = 0; i < (size_t)text.nr_nodes * NR_ZONE_WORDS; i++) {
			const struct described_zone *was = &text.zone[i], *is = &printed.zone[i];
			bool counts = same_counts(was, is), types = same_types(was, is);

			if (was->z.present)
				expect_same_zone(was, is);
			cr_expect(counts || types, "%s: neither text's blocks", set->path);
			torn += !counts || !types;
		}
		/* "free" and "nr_free_pages" of a zone are one number. */
		cr_expect_eq(torn + lines / 2, t.notes - 1, "%s: %u zones, %u lines, but:\n%s",
			     set->path, torn, lines, t.all);
		described_done(&text);
		described_done(&printed);
		world_free(in.world);
	}
}

Test(proc, world_is_one_the_kernel_could_be_in)
{
	for (const struct proc_set *set = proc_sets; set->path; set++) {
		struct proc_imported in;
		struct heard t;

		cr_assert_eq(import_told(set->path, NULL, &in, &t), PROC_OK);
		expect_sound(&in, set->path);
		world_free(in.world);
	}
}

Test(proc, what_the_model_does_not_use_stays_as_it_was_read)
{
	struct proc_imported in;
	struct heard t;
	struct request r = { .op = REQ_ALLOC, .order = 3, .nid = NID_LOCAL,
			     .gfp = GFP_F_IO | GFP_F_FS };
	struct world *after;
	struct machine *m;
	int64_t value;
	unsigned unmodelled = 0;

	cr_assert_eq(import_told("traces/6.1/proc/numa2", NULL, &in, &t), PROC_OK);
	after = world_copy(in.world);
	m = machine_new(after, in.kernel);
	request_run(m, &r);
	cr_assert_eq(machine_world(m)->nr_carried, in.world->nr_carried);
	for (size_t i = 0; i < in.world->nr_carried; i++) {
		const struct carried_line *was = &in.world->carried[i];
		const struct carried_line *is = &machine_world(m)->carried[i];

		if (carried_number(machine_world(m), is, &value))
			continue;
		unmodelled += was->part != CARRIED_PROTECTION && was->part != CARRIED_PAGESETS;
		cr_expect_eq(is->value, was->value, "%s", is->name);
	}
	cr_expect_gt(unmodelled, 20);
	machine_free(m);
	world_free(after);
	world_free(in.world);
}

/* ---- the state file ---- */

static struct world *read_back(FILE *f)
{
	struct recorded_state s;
	struct recorded_op op;
	struct diag d = { .message = "" };
	struct recording *r;
	struct world *w;

	rewind(f);
	r = recording_open_stream(f, "written", &d);
	cr_assert_not_null(r, "%s", d.message);
	cr_assert(recording_state(r, &s, &d), "%u:%u: %s", d.line, d.column, d.message);
	cr_assert(recording_op(r, &op, &d), "%s", d.message);
	cr_expect_eq(op.kind, RECORDED_NONE);
	w = s.world;
	s.world = NULL;
	recorded_state_free(&s);
	recording_close(r);
	return w;
}

Test(proc, written_state_is_read_back_as_an_equal_world)
{
	for (const struct proc_set *set = proc_sets; set->path; set++) {
		struct proc_imported in;
		struct heard t;
		struct state_head head;
		struct world *again;
		FILE *f = tmpfile();

		cr_assert_eq(import_told(set->path, NULL, &in, &t), PROC_OK);
		head = (struct state_head){ in.kernel, "imported", in.origin };
		cr_expect_null(state_lacks(in.world));
		state_write(in.world, &head, f);
		again = read_back(f);
		cr_expect(world_equal(in.world, again), "%s", set->path);
		cr_expect_eq(again->nr_carried, in.world->nr_carried);
		for (size_t i = 0; i < again->nr_carried; i++)
			cr_expect_arr_eq(&again->carried[i], &in.world->carried[i],
					 sizeof *again->carried);
		world_free(again);
		world_free(in.world);
	}
}

Test(proc, blocks_given_to_requests_do_not_fit_into_a_state)
{
	struct proc_imported in;
	struct heard t;
	struct request r = { .op = REQ_ALLOC, .order = 3, .nid = NID_LOCAL,
			     .gfp = GFP_F_IO | GFP_F_FS };
	struct machine *m;

	cr_assert_eq(import_told("traces/6.1/proc/numa2", NULL, &in, &t), PROC_OK);
	m = machine_new(in.world, in.kernel);
	cr_expect_null(state_lacks(in.world));
	request_run(m, &r);
	cr_expect_not_null(state_lacks(in.world));
	machine_free(m);
	world_free(in.world);
}
