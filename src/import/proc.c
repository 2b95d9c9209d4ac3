/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc.c - the files of a directory, read one after the other, into a world.
 */
#include "proc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "proc_inside.h"
#include "proc_read.h"
#include "synthesis.h"

static const struct {
	const char *name;
	enum proc_text text;
	const char *without;    /* what a state made without it is */
} files[] = {
	{ "zoneinfo", PROC_ZONEINFO, NULL },
	{ "buddyinfo", PROC_BUDDYINFO, "free blocks are counted by pagetypeinfo, or guessed" },
	{ "pagetypeinfo", PROC_PAGETYPEINFO, "migrate types are synthesised" },
};
enum { NR_FILES = sizeof files / sizeof *files };

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool join(char to[PROC_PATH], const char *directory, const char *name)
{
	return snprintf(to, PROC_PATH, "%s/%s", directory, name) < PROC_PATH;
}

bool proc_is_there(const char *path)
{
	char file[PROC_PATH];
	struct stat st;

	return is_directory(path) && join(file, path, "zoneinfo") && stat(file, &st) == 0;
}

bool proc_small_file(const char *directory, const char *name, char text[PROC_SMALL])
{
	char path[PROC_PATH];
	FILE *file = join(path, directory, name) ? fopen(path, "r") : NULL;
	size_t n;

	if (!file)
		return false;
	n = fread(text, 1, PROC_SMALL - 1, file);
	text[n] = '\0';
	fclose(file);
	return n > 0;
}

/* ---- the three texts ---- */

struct reading {
	struct described *d;
	unsigned texts, damaged;
	bool out_of_memory;
};

static void read_text(struct reading *r, FILE *file, const char *path)
{
	struct proc_read one = proc_read(file, path, r->d);

	r->texts |= one.texts;
	r->damaged += one.damaged;
	r->out_of_memory |= one.out_of_memory;
}

/* False if there is no zoneinfo. */
static bool read_directory(struct reading *r, const char *path, struct diag *d)
{
	char name[PROC_PATH];

	for (size_t i = 0; i < NR_FILES; i++) {
		FILE *file = NULL;

		errno = ENAMETOOLONG;
		if (join(name, path, files[i].name))
			file = fopen(name, "r");
		if (file) {
			read_text(r, file, name);
		} else if (!files[i].without) {
			diag_set(d, path, 0, 0, "no zoneinfo to be read in it: %s",
				 strerror(errno));
			return false;
		}
	}
	return true;
}

static bool read_file(struct reading *r, const char *path, struct diag *d)
{
	FILE *file = fopen(path, "r");

	if (!file) {
		diag_set(d, path, 0, 0, "cannot open: %s", strerror(errno));
		return false;
	}
	read_text(r, file, path);
	return true;
}

static void note_what_is_not_there(const struct reading *r)
{
	for (size_t i = 1; i < NR_FILES; i++)
		if (!(r->texts & files[i].text))
			described_note(r->d, "no %s to be read%s: %s", files[i].name,
				       files[i].text == PROC_PAGETYPEINFO ?
					       " (root alone may, on a running machine)" :
					       "",
				       files[i].without);
}

/* ---- the whole ---- */

static enum proc_status read_all(struct reading *r, const char *path, struct diag *d)
{
	bool directory = is_directory(path);

	if (!(directory ? read_directory(r, path, d) : read_file(r, path, d)))
		return PROC_BAD;
	if (r->out_of_memory)
		return PROC_NO_MEMORY;
	if (!(r->texts & PROC_ZONEINFO)) {
		diag_set(d, path, 0, 0, "no zone of a zoneinfo in it: spans and marks are needed");
		return PROC_BAD;
	}
	note_what_is_not_there(r);
	proc_kernel(directory ? path : NULL, r->d);
	if (directory) {
		proc_settings(path, r->d);
		proc_meminfo(path, r->d);
	}
	return PROC_OK;
}

static enum proc_status make_world(struct reading *r, struct proc_imported *in, struct diag *d)
{
	switch (synthesise(r->d, &in->world)) {
	case SYNTHESIS_OK:
		return r->d->synthesised & SYNTHESISED_PARTIAL ? PROC_DAMAGED : PROC_OK;
	case SYNTHESIS_NO_MEMORY:
		return PROC_NO_MEMORY;
	default:
		diag_set(d, d->file, 0, 0, "this text describes no machine");
		return PROC_BAD;
	}
}

enum proc_status proc_import(const char *path, const struct proc_options *o,
			     struct proc_imported *in, struct diag *d)
{
	struct described described = { .kernel = o->kernel, .note = o->note, .self = o->self };
	struct reading r = { .d = &described };
	enum proc_status status;

	*in = (struct proc_imported){ .world = NULL };
	*d = (struct diag){ .file = path };
	status = read_all(&r, path, d);
	if (status == PROC_OK)
		status = make_world(&r, in, d);
	if (status == PROC_NO_MEMORY)
		diag_set(d, path, 0, 0, "out of memory");
	in->kernel = described.kernel;
	in->notes = described.notes;
	if (in->kernel)
		snprintf(in->origin, sizeof in->origin, "%s, run as kernel %s", described.version,
			 in->kernel->name);
	described_done(&described);
	return status;
}
