/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_carried.h - /proc/zoneinfo of a world that was made from one: its own lines, in its order.
 */
#ifndef CORE_PROC_CARRIED_H
#define CORE_PROC_CARRIED_H

#include <stdio.h>

#include "world.h"

/*
 * Where a world holds the number of a line: in the zone or its node, as an int64_t that begins so
 * many bytes in. A mark stands there without the boost that the text has in it.
 */
enum carried_where { CARRIED_NOWHERE, CARRIED_IN_ZONE, CARRIED_IN_NODE };
enum carried_where carried_place(enum carried_part part, const char *name, size_t *offset);

/* True if the world holds the number of this line; then *value is what it is now. */
bool carried_number(const struct world *w, const struct carried_line *line, int64_t *value);

/* Prints every line; those whose number the world does not hold end in "(unmodelled)". */
void proc_zoneinfo_carried(const struct world *w, FILE *out);

/* The two parts of a zone that are lists: "protection: (...)", and the PCPs. */
void proc_protection(const struct world *w, zid_t zone, FILE *out);
void proc_pagesets(const struct world *w, zid_t zone, FILE *out);

#endif
