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

/*
 * The machine of the first report in a log (import/dmesg.h), as a world that the caller owns. NULL
 * if there is none, or memory is short. *kernel: the one to take it for; NULL: the report tells.
 */
struct world *data_report(const char *path, const struct kernel **kernel, bool *machine_failed);

/*
 * The request that this report is of, as a statement of buddyscope-commands(7). False: the path is
 * no log, no report in it has a machine, or it is of no request.
 */
bool data_reported_request(const char *path, char *out, size_t size);

/*
 * The first state of a recording, the machine of a directory of /proc text, or that of the first
 * report in a log, as a world that the caller owns. NULL with *d filled. What had to be made up is
 * marked in the world (SET_SYNTHESISED); `buddyscope import` tells it line by line.
 */
struct world *data_load(const char *path, const struct kernel **kernel, struct diag *d,
			bool *machine_failed);

/* Writes a world to a new file, as a state. False with *d filled; nothing is left half written. */
bool data_save(const char *path, const struct world *w, const struct kernel *k, struct diag *d);

#endif
