/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_inside.h - the small files beside zoneinfo. Only proc*.c use it.
 */
#ifndef IMPORT_PROC_INSIDE_H
#define IMPORT_PROC_INSIDE_H

#include "described.h"

enum { PROC_PATH = 4096, PROC_SMALL = 4096 };

/*
 * The beginning of directory/name, up to PROC_SMALL - 1 bytes. False if there is none, or it may
 * not be read.
 */
bool proc_small_file(const char *directory, const char *name, char text[PROC_SMALL]);

/* sys/vm/...: what is there is told to d; what is not a number is noted. */
void proc_settings(const char *directory, struct described *d);

/* meminfo: a note if its MemTotal is not what the zones manage. */
void proc_meminfo(const char *directory, struct described *d);

/*
 * Sets d->kernel and d->version from directory/version (directory NULL: there is none), else from
 * the form of what was read.
 */
void proc_kernel(const char *directory, struct described *d);

#endif
