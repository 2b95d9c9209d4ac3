/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc.h - a machine from the text of its /proc files.
 *
 *	zoneinfo                     spans, marks, reserves, counters, PCP counts: needed
 *	buddyinfo, pagetypeinfo      free blocks by order, and by type (root alone may read it)
 *	version                      which kernel it is; else the form of zoneinfo tells
 *	meminfo                      whether all are of one machine
 *	sys/vm/...                   settings
 *
 * What these do not tell is made up (synthesis.h), and marked.
 */
#ifndef IMPORT_PROC_H
#define IMPORT_PROC_H

#include "core/kernels.h"
#include "core/world.h"
#include "text/diag.h"

struct proc_options {
	const struct kernel *kernel;    /* NULL: the text tells */
	/* Told of everything that could not be read, or had to give, a line each; NULL: nobody. */
	void (*note)(void *self, const struct diag *d, const char *source_line);
	void *self;
};

enum proc_status {
	PROC_OK,
	PROC_DAMAGED,           /* a world, of those parts that could be read */
	PROC_BAD,               /* none, and *d says why */
	PROC_NO_MEMORY,         /* likewise */
};

struct proc_imported {
	struct world *world;            /* the caller's */
	const struct kernel *kernel;
	char origin[160];               /* "6.12.9 (version), followed by kernel 6.12" */
	unsigned notes;                 /* how many there were */
};

/*
 * path is a directory such as /proc, or one file with some of these texts in it. With PROC_OK and
 * PROC_DAMAGED *in is filled. path is borrowed by *d.
 */
enum proc_status proc_import(const char *path, const struct proc_options *o,
			     struct proc_imported *in, struct diag *d);

/* True if path is a directory with a zoneinfo in it. */
bool proc_is_there(const char *path);

/*
 * The nearest of the kernels known to a version such as "6.8.0-45-generic" or the text of
 * /proc/version; NULL if it names none.
 */
const struct kernel *proc_kernel_of_version(const char *text);

#endif
