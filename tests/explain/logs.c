/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * logs.c - reports are found in whatever log they stand in, and damaged ones are said to be so.
 */
#include "reports.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what log daemons make of a line ---- */

struct buffer {
	char *text;
	size_t size;
};

/* Every line with `before` before it, and joined by `end`. */
static struct buffer dressed(const char *text, const char *before, const char *end)
{
	struct buffer b = { .text = NULL };
	FILE *out = open_memstream(&b.text, &b.size);

	while (*text) {
		size_t n = strcspn(text, "\n");

		fprintf(out, "%s%.*s%s", before, (int)n, text, end);
		text += n + (text[n] == '\n');
	}
	fclose(out);
	return b;
}

/* From the second line on: the first says where the report stands. */
static const char *behind_first_line(const char *text)
{
	return text + strcspn(text, "\n");
}

static const struct {
	const char *what, *before, *end;
} dresses[] = {
	{ "levels", "<4>", "\n" },
	{ "timestamps", "[   12.345678] ", "\n" },
	{ "timestamps and tasks", "[   12.345678][ T1234] ", "\n" },
	{ "syslog", "Nov 21 13:05:01 host kernel: [   12.345678] ", "\n" },
	{ "journalctl", "Nov 21 13:05:01 host kernel: ", "\n" },
	{ "ISO dates", "2026-11-21T13:05:01.123456+00:00 host kernel: ", "\n" },
	{ "dmesg --decode", "kern  :warn  : [Sat Nov 21 13:05:01 2026] ", "\n" },
	{ "lines joined by rsyslog", "", "#012" },
	{ "ends of DOS", "", "\r\n" },
};

Test(logs, a_report_says_the_same_in_every_log)
{
	for (size_t p = 0; reports_kept[p]; p++) {
		size_t size;
		char *text = report_text(reports_kept[p], &size);
		struct explained plain = explain_log(text, size);

		for (size_t i = 0; i < sizeof dresses / sizeof *dresses; i++) {
			struct buffer b = dressed(text, dresses[i].before, dresses[i].end);
			struct explained x = explain_log(b.text, b.size);

			cr_expect_eq(x.reports, plain.reports, "%s", dresses[i].what);
			if (x.reports == 1)
				cr_expect_str_eq(behind_first_line(x.text),
						 behind_first_line(plain.text), "%s in %s",
						 dresses[i].what, reports_kept[p]);
			free(x.text);
			free(b.text);
		}
		free(plain.text);
		free(text);
	}
}

Test(logs, several_reports_in_one_log_are_all_explained)
{
	struct buffer b = { .text = NULL };
	FILE *out = open_memstream(&b.text, &b.size);
	struct explained x;

	for (size_t p = 0; reports_kept[p]; p++) {
		size_t size;
		char *text = report_text(reports_kept[p], &size);

		fprintf(out, "usb 1-1: new device\n%s", text);
		free(text);
	}
	fclose(out);
	x = explain_log(b.text, b.size);
	cr_expect_eq(x.reports, 12, "%u", x.reports);   /* one file has two */
	cr_expect_eq(x.partial, 0);
	free(x.text);
	free(b.text);
}

Test(logs, a_log_without_reports_has_none)
{
	static const char text[] = "Linux version 6.1.0 (x)\nMem-Info:\nNode 0 DMA free:4kB\n";
	struct explained x = explain_log(text, sizeof text - 1);

	cr_expect_eq(x.reports, 0);
	free(x.text);
}

/* ---- damage ---- */

enum damage { CUT_LINE, CUT_REST, DOUBLED, SWAPPED, NOISE, NR_DAMAGES };

/* The text with the line at span damaged. */
static struct buffer damaged(const char *text, size_t begin, size_t end, enum damage how)
{
	static const char noise[] = "\x01\xff free:\x1b[31m9999999999999999999kB *4kB (Z) #012%s\n";
	size_t next = end + strcspn(text + end, "\n"), half = begin + (end - begin) / 2;
	struct buffer b = { .text = NULL };
	FILE *out = open_memstream(&b.text, &b.size);

	next += text[next] == '\n';
	switch (how) {
	case CUT_LINE:
		fprintf(out, "%.*s\n%s", (int)half, text, text + end);
		break;
	case CUT_REST:
		fprintf(out, "%.*s", (int)half, text);
		break;
	case DOUBLED:
		fprintf(out, "%.*s%s", (int)end, text, text + begin);
		break;
	case SWAPPED:
		fprintf(out, "%.*s%.*s%.*s%s", (int)begin, text, (int)(next - end), text + end,
			(int)(end - begin), text + begin, text + next);
		break;
	default:
		fprintf(out, "%.*s%s%s", (int)begin, text, noise, text + end);
		break;
	}
	fclose(out);
	return b;
}

static bool is_about_zones(const char *line, size_t n)
{
	return memmem(line, n, "free:", 5) || memmem(line, n, "*4kB", 4) ||
	       memmem(line, n, "lowmem_reserve", 14) || memmem(line, n, "order", 5);
}

/* What is left is explained, or said to be partial with a reason; nothing is lost silently. */
static void expect_survived(const char *text, size_t begin, size_t end, enum damage how)
{
	struct buffer b = damaged(text, begin, end, how);
	bool about_zones = is_about_zones(text + begin, end - begin);
	struct explained x = about_zones ? explain_log(b.text, b.size) : read_log(b.text, b.size);
	bool first = begin <= (size_t)(strstr(text, "order") - text);

	cr_expect(x.partial == 0 || x.notes > 0, "byte %zu, damage %d: partial, and no note",
		  begin, how);
	cr_expect(x.reports > 0 || first, "byte %zu, damage %d: no report", begin, how);
	cr_expect(x.attempts > 0 || x.partial > 0 || first || !about_zones,
		  "byte %zu, damage %d: no attempt, and not partial", begin, how);
	free(x.text);
	free(b.text);
}

/* Lines about zones and the request are explained; of a call trace it is enough to be read. */
static void damage_lines(const char *path, enum damage how)
{
	size_t size, begin = 0;
	char *text = report_text(path, &size);

	while (begin < size) {
		size_t end = begin + strcspn(text + begin, "\n");

		end += text[end] == '\n';
		expect_survived(text, begin, end, how);
		begin = end;
	}
	free(text);
}

Test(logs, any_line_may_be_cut_doubled_swapped_or_noise)
{
	for (size_t p = 0; reports_kept[p]; p++)
		for (enum damage how = CUT_LINE; how < NR_DAMAGES; how++)
			damage_lines(reports_kept[p], how);
}

static const struct {
	const char *what, *from, *to, *note;
} notes[] = {
	{ "a mark that is none", "min:88kB", "min:kB", "min cannot be read" },
	{ "a zone without its marks", "min:88kB", "mim:88kB", "left out" },
	{ "blocks that do not add up", "= 768kB", "= 764kB", "do not add up" },
	{ "a letter that is no type", "1*256kB (H)", "1*256kB (Q)", "do not add up" },
	{ "a zone that is none", "Node 0 DMA free", "Node 0 DMAX free", "not known" },
	{ "a reserve that is none", "lowmem_reserve[]: 0 183", "lowmem_reserve[]: 0 x",
	  "its lowmem_reserve cannot be read" },
	{ "a request that is none", "mode:0x", "mode:", "what was asked cannot be read" },
	{ "a mask of unknown bits", "mode:0xa20(GFP_ATOMIC)", "mode:0xf0000a20", "no gfp bits" },
};

Test(logs, damage_is_told_with_what_it_is)
{
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
		size_t size;
		char *text = report_text("traces/6.1/dmesg/numa2-alloc-failure-order4-atomic.txt",
					 &size);
		char *at = strstr(text, notes[i].from);
		struct buffer b = { .text = NULL };
		FILE *out = open_memstream(&b.text, &b.size);
		struct explained x;

		cr_assert(at, "%s", notes[i].what);
		fprintf(out, "%.*s%s%s", (int)(at - text), text, notes[i].to,
			at + strlen(notes[i].from));
		fclose(out);
		x = explain_log(b.text, b.size);
		cr_expect(strstr(x.text, notes[i].note), "%s\n%s", notes[i].what, x.text);
		free(x.text);
		free(b.text);
		free(text);
	}
}

/* ---- releases ---- */

static const struct {
	const char *release, *kernel, *differs;
} releases[] = {
	{ "2.6.34", "2.6.34", "" },
	{ "3.10.0-1160.el7.x86_64", "2.6.34", "not checked" },
	{ "4.4.0-210-generic", "4.7", "not checked" },
	{ "4.7.4", "4.7", "" },
	{ "4.12.0", "4.12", "" },
	{ "4.19.0-26-amd64", "4.12", "not checked" },
	{ "5.4.0", "5.10", "not checked" },
	{ "5.10.7", "5.10", "" },
	{ "5.10.0-30-amd64 (Debian 5.10.218-1)", "5.10", "does not wrap" },
	{ "5.15.0-91-generic", "6.1", "not checked" },
	{ "6.1.0-56-amd64 (Debian 6.1.192-2)", "6.1", "" },
	{ "6.1.0-rc7", "6.1", "ALLOC_HARDER" },
	{ "6.8.0-45-generic", "6.12", "not checked" },
	{ "6.12.0", "6.12", "ALLOC_HIGHATOMIC" },
	{ "6.12.117+deb12-amd64", "6.12", "" },
	{ "7.2.1", "6.12", "not checked" },
};

Test(logs, a_release_is_run_as_the_nearest_kernel_and_what_differs_is_named)
{
	for (size_t i = 0; i < sizeof releases / sizeof *releases; i++) {
		struct dmesg_report r = { .line = 1 };
		struct dmesg_model model;

		snprintf(r.release, sizeof r.release, "%s", releases[i].release);
		model = dmesg_model(&r);
		cr_assert(model.kernel, "%s", releases[i].release);
		cr_expect_str_eq(model.kernel->name, releases[i].kernel, "%s",
				 releases[i].release);
		cr_expect(strstr(model.differs, releases[i].differs), "%s: %s",
			  releases[i].release, model.differs);
		cr_expect_eq(!*releases[i].differs, !*model.differs, "%s", releases[i].release);
	}
}

Test(logs, a_release_without_a_version_names_no_kernel)
{
	struct dmesg_report r = { .release = "vendor" };

	cr_expect_null(dmesg_model(&r).kernel);
}
