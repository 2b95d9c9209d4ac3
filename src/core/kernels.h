/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernels.h - the kernels this program knows, by name.
 */
#ifndef CORE_KERNELS_H
#define CORE_KERNELS_H

#include "ladder.h"

/* Oldest first, NULL at the end. Only kernel.c looks at it, and at renamings below. */
extern const struct kernel *const kernel_table[];

/* A kernel by its name ("6.1"), or NULL. */
const struct kernel *kernel_find(const char *name);

/* The i-th kernel, oldest first, or NULL behind the last. */
const struct kernel *kernel_at(size_t i);

/* What a ladder is for, in a few words, and the newest kernel function that climbs it. */
struct ladder_title {
	const char *function;   /* "get_page_from_freelist" */
	const char *asks;
};
extern const struct ladder_title ladder_title[NR_LADDERS];

/* The name of a rung of this kernel's ladders, or "" for RUNG_NONE and rungs it has not. */
const char *rung_name(const struct kernel *k, uint8_t rung);

/* The kernel function that climbs this ladder: "buffered_rmqueue", later "rmqueue". */
const char *ladder_function(const struct kernel *k, enum ladder ladder);

/* Where a check is made: the function in which a reader of that version finds it, and its file. */
struct check_place {
	const char *function;   /* "__cpuset_node_allowed" */
	const char *file;       /* "kernel/cgroup/cpuset.c" */
};
struct check_place check_place(const struct kernel *k, const struct check *row);

/* The same check under its name in an older and in a newer kernel; ends with NULL. */
struct renaming {
	enum ladder ladder;     /* NR_LADDERS: it is a flag */
	const char *before, *after;
};
extern const struct renaming renamings[];

/* The newest name of a check, or of a flag with NR_LADDERS; its own if it never had another. */
const char *check_newest_name(enum ladder ladder, const char *name);

#endif
