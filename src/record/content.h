/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * content.h - a world taken apart into rows of numbers, and put together from them.
 *
 *	world --content_walk()--> rows --> tables of the first state, or a keyframe's bytes
 *	world <--content_add()--- rows <-- the same
 *
 * The rows are canonical: lists are in their order, nothing that is empty has a row, and two equal
 * worlds give the same rows. What is put together may come from a stranger's file: every number
 * is checked before it is used, and the whole before it is handed out.
 */
#ifndef RECORD_CONTENT_H
#define RECORD_CONTENT_H

#include "core/kernels.h"
#include "core/world.h"

/* In the order in which they are written and must be read. */
enum content_table {
	CONTENT_SETTING,
	CONTENT_CPUSET,
	CONTENT_NODE,
	CONTENT_DISTANCE,
	CONTENT_ALLOWED_NODE,
	CONTENT_FULL_ZONE,
	CONTENT_ZONE,
	CONTENT_PAGEBLOCK,
	CONTENT_FREE_BLOCK,
	CONTENT_UNACCEPTED_UNIT,
	CONTENT_PCP_PAGE,
	CONTENT_PCP,
	CONTENT_USED_BLOCK,
	CONTENT_VM_EVENT,
	CONTENT_TASK,
	NR_CONTENT_TABLES
};

enum { CONTENT_COLUMNS = 50 };

struct content_column {
	const char *name;
	int64_t least, most;    /* what the number may be */
};

struct content_info {
	const char *table;
	bool labelled;          /* the table has a column "name" too, for people */
	unsigned columns;
	unsigned keys;          /* the first columns, which order the rows */
	struct content_column column[CONTENT_COLUMNS];
};

extern const struct content_info content_info[NR_CONTENT_TABLES];

/*
 * Calls row() for every row of the world, v[] with as many numbers as the table has columns.
 * Returns false as soon as row() does.
 */
bool content_walk(const struct world *w,
		  bool (*row)(void *self, enum content_table table, const int64_t *v), void *self);

/* What people call the thing that a row is about ("DMA32", "min_free_kbytes"). */
const char *content_label(const struct world *w, enum content_table table, const int64_t *v);

/* ---- putting together ---- */

enum { MISFIT_TEXT = 120 };

struct content {
	struct world *world;
	enum content_table table;       /* the last row's: tables come in their order */
	char misfit[MISFIT_TEXT];       /* the first thing that does not fit */
	bool out_of_memory;             /* it is this machine that did not suffice */
};

/* An empty world of this shape, after doubting the shape. False with c->misfit filled. */
bool content_begin(struct content *c, const struct world_shape *shape);

/* One more row, in the order of the tables and of their keys. False with c->misfit filled. */
bool content_add(struct content *c, enum content_table table, const int64_t *v);

/*
 * The world, complete with its zonelists, if all that must hold of a world holds; the caller owns
 * it then. NULL with c->misfit filled, and the world freed, if not.
 */
struct world *content_end(struct content *c, const struct kernel *k);

/* Frees what was begun and will not be ended. */
void content_drop(struct content *c);

/*
 * What a world that was put together, or carried along events of a file, must hold before a
 * request runs on it. False with misfit filled.
 */
bool world_is_sound(const struct world *w, char misfit[MISFIT_TEXT]);

#endif
