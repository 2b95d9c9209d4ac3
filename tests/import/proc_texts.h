/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_texts.h - /proc text of real kernels, whole and damaged, and what came of importing it.
 */
#ifndef TESTS_IMPORT_PROC_TEXTS_H
#define TESTS_IMPORT_PROC_TEXTS_H

#include "import/proc.h"

/* Directories under traces/, with the kernel each was read on; NULL at the end. */
struct proc_set {
	const char *path, *kernel;
};
extern const struct proc_set proc_sets[];

/* What an import said. */
struct heard {
	char file[200], message[400];           /* of the first note with a place */
	unsigned line, column;
	unsigned notes;
	char all[8192];                         /* messages, a line each */
};

/* Imports path; the caller frees in->world. kernel may be NULL. */
enum proc_status import_told(const char *path, const char *kernel, struct proc_imported *in,
			     struct heard *t);

/* A directory of its own for one test, and a file in it. rm_directory() removes both. */
void make_directory(char path[64]);
void put_file(const char *directory, const char *name, const char *text, size_t size);
void rm_directory(const char *directory);

/* A whole file. The caller frees it; *size is without the NUL behind it. */
char *read_whole(const char *directory, const char *name, size_t *size);

/* All that must hold in a world that was made of text. */
void expect_sound(const struct proc_imported *in, const char *what);

#endif
