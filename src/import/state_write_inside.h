/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_write_inside.h - lines of a state that is being written. Only state_write*.c use it.
 */
#ifndef IMPORT_STATE_WRITE_INSIDE_H
#define IMPORT_STATE_WRITE_INSIDE_H

#include "state_fields.h"
#include "state_write.h"

struct writing {
	const struct world *w;
	const struct kernel *k;
	FILE *out;
	uint8_t number[MIGRATE_TYPES];  /* of a type in this file */
	uint8_t type[MIGRATE_TYPES];    /* and back */
	unsigned nr_types;
};

/* A line begins with its type, then has members, then ends. */
void state_begin_zone(const struct writing *s, const char *type, zid_t zone);
void state_number(const struct writing *s, const char *key, int64_t value);
void state_numbers(const struct writing *s, const struct state_field *f, const void *of);
void state_end(const struct writing *s);

/* All lines of a zone. */
void state_write_zone(const struct writing *s, zid_t zone);

#endif
