/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * data.h - where the program's lessons and recordings of kernels are.
 */
#ifndef CLI_DATA_H
#define CLI_DATA_H

#include "core/kernels.h"
#include "text/diag.h"

/*
 * The directory that holds lessons/ and traces/: BUDDYSCOPE_DATA, else the installed one that
 * belongs to this program, else the source tree it was built in. NULL if there is none, or memory
 * is short. The caller frees it.
 */
char *data_directory(void);

/* The first state of a recording, as a world that the caller owns. NULL with *d filled. */
struct world *data_load(const char *path, const struct kernel **kernel, struct diag *d,
			bool *machine_failed);

#endif
