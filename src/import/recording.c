/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recording.c - opening a recording, its first line, and the lines behind it.
 */
#include "recording.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- lines ---- */

bool recording_failed(struct recording *r, const struct json_line *l)
{
	r->shown = l->text;
	r->out_of_memory = r->out_of_memory || l->out_of_memory;
	return false;
}

bool recording_next_line(struct recording *r, struct json_line *l, struct diag *d)
{
	enum line_status status = lines_next(&r->lines);

	*l = (struct json_line){ .file = r->file, .number = r->lines.number, .text = "", .d = d };
	if (status == LINE_READ || status == LINE_TOO_LONG) {
		l->text = r->lines.text;
		l->length = r->lines.length;
	}
	r->shown = l->text;
	switch (status) {
	case LINE_READ:
		return true;
	case LINE_NONE:
		return false;
	case LINE_TOO_LONG:
		json_error(l, NULL, "a line of more than %d bytes", LINE_MAX_BYTES);
		break;
	case LINE_FILE_TOO_LONG:
		json_error(l, NULL, "a file of more than %llu bytes",
			   (unsigned long long)FILE_MAX_BYTES);
		break;
	case LINE_ERROR:
		json_error(l, NULL, "cannot read: %s", strerror(errno));
		break;
	case LINE_NO_MEMORY:
		json_no_memory(l);
		break;
	}
	return recording_failed(r, l);
}

/* ---- the first line ---- */

static void read_name(struct recording *r, struct json_line *l)
{
	const char *name = json_text(l, "case");
	const char *part = json_has(l, "part") ? json_text(l, "part") : "main";
	size_t size = strlen(name) + strlen(part) + 2;

	r->name = malloc(size);
	if (!r->name) {
		json_no_memory(l);
		return;
	}
	if (strcmp(part, "main") == 0)
		snprintf(r->name, size, "%s", name);
	else
		snprintf(r->name, size, "%s.%s", name, part);
	r->head.name = r->name;
}

/* A kernel built with CMA is the same kernel on a machine that has CMA: "5.10-cma". */
static const struct kernel *find_kernel(const char *name)
{
	char plain[32];
	size_t len = strcspn(name, "-");

	if (strcmp(name + len, "-cma") != 0)
		return kernel_find(name);
	snprintf(plain, sizeof plain, "%.*s", (int)len, name);
	return kernel_find(plain);
}

static void read_head(struct recording *r, struct json_line *l)
{
	const char *kernel;

	if (strcmp(json_text(l, "t"), "case") != 0)
		json_error(l, "t", "a recording begins with a \"case\" line");
	json_int(l, "format", 1, 1);
	kernel = json_text(l, "kernel");
	r->head.kernel = find_kernel(kernel);
	r->head.old = json_int_or(l, "old", 0, 1, 0);
	r->head.alone = json_int_or(l, "alone", 0, 1, 0);
	if (!l->failed && !r->head.kernel)
		json_error(l, "kernel", "unknown kernel %s", kernel);
	r->head.doc = json_has(l, "doc") ? json_text(l, "doc") : "";
	if (!l->failed)
		read_name(r, l);
}

/* ---- opening ---- */

struct recording *recording_open_stream(FILE *file, const char *name, struct diag *d)
{
	struct recording *r = calloc(1, sizeof *r);
	struct json_line *l;

	if (!r) {
		diag_set(d, name, 0, 0, "out of memory");
		fclose(file);
		errno = ENOMEM;
		return NULL;
	}
	r->file = name;
	lines_init(&r->lines, file);
	snprintf(r->when, sizeof r->when, "before");
	l = &r->first;
	if (recording_next_line(r, l, d)) {
		if (json_line_parse(l))
			read_head(r, l);
	} else if (!l->failed) {
		json_error(l, NULL, "the recording is empty");
	}
	if (l->failed) {
		bool out_of_memory = l->out_of_memory;

		recording_close(r);
		errno = out_of_memory ? ENOMEM : 0;
		return NULL;
	}
	return r;
}

struct recording *recording_open(const char *path, struct diag *d)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");

	if (!file) {
		diag_set(d, path, 0, 0, "cannot open: %s", strerror(errno));
		return NULL;
	}
	return recording_open_stream(file, path, d);
}

void recording_close(struct recording *r)
{
	if (!r)
		return;
	json_line_done(&r->first);
	lines_done(&r->lines);
	free(r->name);
	free(r->text.text);
	free(r->text.line);
	free(r->pages);
	free(r);
}

const struct recording_head *recording_head(const struct recording *r)
{
	return &r->head;
}

const char *recording_line(const struct recording *r)
{
	return r->shown ? r->shown : "";
}

bool recording_out_of_memory(const struct recording *r)
{
	return r->out_of_memory;
}
