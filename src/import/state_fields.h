/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_fields.h - the plain numbers of a state: their names in the file, their place in a world,
 * their ranges. Reading and writing go by the same tables.
 */
#ifndef IMPORT_STATE_FIELDS_H
#define IMPORT_STATE_FIELDS_H

#include "core/world.h"

struct state_field {
	const char *key;        /* NULL ends a table */
	size_t offset;          /* of an int64_t in the structure */
	int64_t min, max;
	bool optional;          /* some kernels have no such thing; then it is 0 */
};

extern const struct state_field state_zone_fields[];    /* of a struct zone */
extern const struct state_field state_numa_fields[];    /* likewise */
extern const struct state_field state_pcp_fields[];     /* of a struct pcp */
extern const struct state_field state_node_fields[];    /* of a struct node */

struct state_setting {
	const char *key, *older;        /* its name, and its name in older kernels */
	int64_t min, max;
	enum setting setting;
	bool optional;
};

extern const struct state_setting state_settings[];

/* The event counters' names, by zone index. */
extern const char *const state_pgalloc[MAX_NR_ZONES];

/* What the parts of a carried line are called, by enum carried_part. */
extern const char *const state_carried_part[NR_CARRIED_PARTS];

/* Zones can have as many pages as there are page frames; other counts of pages stay below. */
#define MAX_PAGES ((int64_t)1 << 32)
#define MAX_COUNT ((int64_t)1 << 40)
#define MAX_EVENTS ((int64_t)1 << 60)
/* Rounding up to a memory section must not leave pfn_t. */
#define MAX_END_PFN (MAX_PAGES - 32768)

#endif
