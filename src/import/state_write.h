/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_write.h - a world as a state file, which recording_open() reads back as an equal world.
 */
#ifndef IMPORT_STATE_WRITE_H
#define IMPORT_STATE_WRITE_H

#include <stdio.h>

#include "core/kernels.h"
#include "core/world.h"

/* What the file's first lines say. */
struct state_head {
	const struct kernel *kernel;
	const char *name;       /* of the case: "imported" */
	const char *doc;        /* where it comes from, in a line */
};

/*
 * Why a state cannot hold this world, or NULL: blocks that requests were given, cpusets beyond the
 * root and the task's, zonelist caches, and a kswapd that is awake have no place in it.
 */
const char *state_lacks(const struct world *w);

/* Writes it; whether that worked is seen by ferror(out). */
void state_write(const struct world *w, const struct state_head *head, FILE *out);

#endif
