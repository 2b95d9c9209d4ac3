/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_read.h - the lines of /proc/zoneinfo, /proc/buddyinfo and /proc/pagetypeinfo, of all
 * kernels from 2.6.34 on, into a description.
 *
 * A line says by itself which of the three it is of, so they may stand in one file. What cannot be
 * read is told with its place and left out; the rest counts.
 */
#ifndef IMPORT_PROC_READ_H
#define IMPORT_PROC_READ_H

#include "described.h"

enum proc_text { PROC_ZONEINFO = 1, PROC_BUDDYINFO = 2, PROC_PAGETYPEINFO = 4 };

enum { MOST_COMPLAINTS = 20 };          /* of one file; of the rest only the number is told */

struct proc_read {
	unsigned texts;         /* enum proc_text: what was in it */
	unsigned damaged;       /* lines that could not be read */
	bool out_of_memory;
};

/*
 * Reads file to its end and closes it. name is borrowed for the notes. Damage is told to d->note
 * and marks d as partial.
 */
struct proc_read proc_read(FILE *file, const char *name, struct described *d);

#endif
