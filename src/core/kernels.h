/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernels.h - the kernels this program knows, by name.
 */
#ifndef CORE_KERNELS_H
#define CORE_KERNELS_H

#include "ladder.h"

/* Oldest first, NULL at the end. Only kernel.c looks at it. */
extern const struct kernel *const kernel_table[];

/* A kernel by its name ("6.1"), or NULL. */
const struct kernel *kernel_find(const char *name);

/* The i-th kernel, oldest first, or NULL behind the last. */
const struct kernel *kernel_at(size_t i);

/* What a ladder is for, in a few words, and the kernel function it stands for. */
struct ladder_title {
	const char *function;   /* "get_page_from_freelist" */
	const char *asks;
};
extern const struct ladder_title ladder_title[NR_LADDERS];

/* The name of a rung of this kernel's ladders, or "" for RUNG_NONE and rungs it has not. */
const char *rung_name(const struct kernel *k, uint8_t rung);

#endif
