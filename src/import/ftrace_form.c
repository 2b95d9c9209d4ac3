/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ftrace_form.c - what the lines of a trace tell of the kernel that wrote them.
 *
 * Each line leaves only the kernels that print such lines. Tracepoints were renamed in 3.3, lost
 * "cold" in 4.14, and print page frames in hexadecimal since 5.11; flags came and went with every
 * release, so a mask that a kernel has no name for is not of that kernel. A line that would leave
 * none is not looked at: reading it will tell.
 */
#include "ftrace_form.h"

#include <string.h>
#include <sys/stat.h>

#include "ftrace_dat.h"
#include "ftrace_line.h"
#include "lines.h"

enum { SEEN = 256, SNIFFED = 1000 };

struct forming {
	struct ftrace_line l;
	struct trace scratch;
	bool dat;
	unsigned left;          /* a bit for each kernel_at(), while it is possible */
	uint64_t seen[SEEN];    /* masks that were looked at, by their hash */
};

static void keep_if_any(struct forming *f, unsigned these)
{
	if (f->left & these)
		f->left &= these;
}

/* All kernels from the one to the other. */
static unsigned from_to(const char *first, const char *last)
{
	unsigned bits = 0;
	bool in = false;

	for (size_t i = 0; kernel_at(i); i++) {
		in |= strcmp(kernel_at(i)->name, first) == 0;
		bits |= in ? 1u << i : 0;
		if (strcmp(kernel_at(i)->name, last) == 0)
			break;
	}
	return bits;
}

/* ---- names ---- */

static const struct {
	const char *event, *first, *last;
} named[] = {
	{ "mm_page_free_direct", "2.6.34", "2.6.34" },
	{ "mm_pagevec_free", "2.6.34", "2.6.34" },
	{ "mm_page_free", "4.7", "6.12" },
	{ "mm_page_free_batched", "4.7", "6.12" },
};

static bool is(struct ftrace_value v, const char *name)
{
	return strlen(name) == v.length && memcmp(v.text, name, v.length) == 0;
}

static void look_at_name(struct forming *f, struct ftrace_value name, const char *payload)
{
	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (is(name, named[i].event))
			keep_if_any(f, from_to(named[i].first, named[i].last));
	if (is(name, "mm_page_free_batched"))
		keep_if_any(f, ftrace_find(payload, "cold").text ? from_to("4.7", "4.12") :
								   from_to("5.10", "6.12"));
}

static void look_at_pfn(struct forming *f, const char *payload)
{
	struct ftrace_value pfn = ftrace_find(payload, "pfn");

	if (f->dat || !pfn.text || pfn.length < 2)
		return;
	keep_if_any(f, memcmp(pfn.text, "0x", 2) == 0 ? from_to("6.1", "6.12") :
							from_to("2.6.34", "5.10"));
}

/* ---- masks ---- */

static bool is_new(struct forming *f, struct ftrace_value v)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < v.length; i++)
		hash = (hash ^ (unsigned char)v.text[i]) * UINT64_C(1099511628211);
	if (f->seen[hash % SEEN] == hash)
		return false;
	f->seen[hash % SEEN] = hash;
	return true;
}

static void look_at_mask(struct forming *f, const char *payload)
{
	struct ftrace_value mask = ftrace_find(payload, "gfp_flags");
	unsigned bits = 0;

	if (!mask.text || !is_new(f, mask))
		return;
	for (size_t i = 0; kernel_at(i); i++) {
		f->l.kernel = kernel_at(i);
		f->l.gfp_text[0] = '\0';
		ftrace_gfp(&f->l, payload);
		bits |= f->l.failed ? 0 : 1u << i;
		f->l.failed = false;
	}
	keep_if_any(f, bits);
}

/* ---- lines ---- */

static void look_at_line(struct forming *f, const struct lines *lines)
{
	struct trace_event e;
	struct ftrace_value name;
	const char *payload;

	f->l.text = lines->text;
	f->l.length = lines->length;
	if (ftrace_is_no_event(lines->text) || !strstr(lines->text, "mm_page"))
		return;
	if (ftrace_head(&f->l, &e, &name, &payload)) {
		look_at_name(f, name, payload);
		look_at_pfn(f, payload);
		look_at_mask(f, payload);
	}
	f->l.failed = false;
}

static struct trace_form newest(unsigned left)
{
	struct trace_form form = { .kernel = NULL };
	size_t n = 0, used = 0;

	while (kernel_at(n))
		n++;
	while (n-- > 0) {
		if (!(left >> n & 1))
			continue;
		if (!form.kernel) {
			form.kernel = kernel_at(n);
			continue;
		}
		used += (size_t)snprintf(form.others + used, sizeof form.others - used, "%s%s",
					 used ? ", " : "", kernel_at(n)->name);
	}
	return form;
}

struct trace_form trace_form_of(FILE *text, bool dat)
{
	struct forming f = { .dat = dat, .left = ~0u, .l = { .file = "", .text = "" } };
	struct lines lines;

	if (!text)
		return newest(f.left);
	f.l.t = &f.scratch;
	lines_init(&lines, text);
	while (lines_next(&lines) == LINE_READ)
		look_at_line(&f, &lines);
	lines_done(&lines);
	return newest(f.left);
}

/* ---- is it one? ---- */

/* Comments alone are one if they are a tracer's. */
static bool begins_like_text(struct lines *lines)
{
	struct trace scratch = { .event = NULL };
	struct ftrace_line l = { .file = "", .t = &scratch };
	bool tracer = false;

	for (int i = 0; i < SNIFFED && lines_next(lines) == LINE_READ; i++) {
		struct trace_event e;
		struct ftrace_value name;
		const char *payload;

		tracer |= strncmp(lines->text, "# tracer:", 9) == 0;
		l.text = lines->text;
		l.length = lines->length;
		if (!ftrace_is_no_event(lines->text) && strncmp(lines->text, "CPU:", 4) != 0)
			return ftrace_head(&l, &e, &name, &payload);
	}
	return tracer;
}

bool trace_is(const char *path)
{
	struct lines lines;
	struct stat st;
	FILE *file;
	int first;
	bool yes;

	/* What a pipe gave once it does not give again. */
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || !(file = fopen(path, "r")))
		return false;
	first = fgetc(file);
	ungetc(first, file);
	lines_init(&lines, file);
	/* A state begins with a brace; and it may be one line of many megabytes. */
	yes = first == TRACE_DAT_FIRST || (first != '{' && begins_like_text(&lines));
	lines_done(&lines);
	return yes;
}
