/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keyframe.c - rows of numbers to bytes and back.
 *
 * Neighbouring rows are alike, so differences are small and take a byte or two.
 */
#include "keyframe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEYFRAME_VERSION = 1, VARINT_MAX = 10 };

struct coder {
	struct keyframe *k;
	int64_t before[NR_CONTENT_TABLES][CONTENT_COLUMNS];
};

/* ---- writing ---- */

static bool make_room(struct keyframe *k, size_t more)
{
	size_t room = k->room ? 2 * k->room : 1 << 16;
	uint8_t *bytes;

	if (k->size + more <= k->room)
		return true;
	bytes = realloc(k->bytes, room);
	if (!bytes)
		return false;
	k->bytes = bytes;
	k->room = room;
	return true;
}

static void put_varint(struct keyframe *k, uint64_t x)
{
	for (; x >= 0x80; x >>= 7)
		k->bytes[k->size++] = (uint8_t)(x | 0x80);
	k->bytes[k->size++] = (uint8_t)x;
}

static uint64_t zigzag(int64_t x)
{
	return (uint64_t)x << 1 ^ (x < 0 ? UINT64_MAX : 0);
}

static bool put_row(void *self, enum content_table table, const int64_t *v)
{
	struct coder *c = self;

	if (table == CONTENT_DISTANCE)
		return true;
	if (!make_room(c->k, 1 + CONTENT_COLUMNS * VARINT_MAX))
		return false;
	c->k->bytes[c->k->size++] = (uint8_t)(table + 1);
	for (unsigned i = 0; i < content_info[table].columns; i++) {
		put_varint(c->k, zigzag(v[i] - c->before[table][i]));
		c->before[table][i] = v[i];
	}
	return true;
}

bool keyframe_write(struct keyframe *k, const struct world *w)
{
	struct coder c = { .k = k };

	k->size = 0;
	if (!make_room(k, 1))
		return false;
	k->bytes[k->size++] = KEYFRAME_VERSION;
	if (!content_walk(w, put_row, &c) || !make_room(k, 1))
		return false;
	k->bytes[k->size++] = 0;
	return true;
}

/* ---- reading ---- */

struct bytes {
	const uint8_t *at, *end;
};

static bool get_varint(struct bytes *b, uint64_t *x)
{
	*x = 0;
	for (unsigned shift = 0; shift < 64 && b->at < b->end; shift += 7) {
		uint8_t byte = *b->at++;

		*x |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

/* The sum may wrap: what comes out is held against its range like any other number. */
static bool get_row(struct bytes *b, enum content_table table, int64_t *before)
{
	for (unsigned i = 0; i < content_info[table].columns; i++) {
		uint64_t x;

		if (!get_varint(b, &x))
			return false;
		before[i] = (int64_t)((uint64_t)before[i] + (x >> 1 ^ -(x & 1)));
	}
	return true;
}

static bool get_rows(struct bytes *b, struct content *c)
{
	int64_t before[NR_CONTENT_TABLES][CONTENT_COLUMNS] = { { 0 } };

	while (b->at < b->end && *b->at) {
		unsigned table = *b->at++ - 1u;

		if (table >= NR_CONTENT_TABLES || !get_row(b, table, before[table])) {
			snprintf(c->misfit, sizeof c->misfit, "its bytes make no rows");
			return false;
		}
		if (!content_add(c, table, before[table]))
			return false;
	}
	if (b->end - b->at == 1)
		return true;
	snprintf(c->misfit, sizeof c->misfit, "it ends too early or too late");
	return false;
}

struct world *keyframe_read(const void *bytes, size_t size, const struct world *first,
			    const struct kernel *kernel, char misfit[MISFIT_TEXT])
{
	struct world_shape shape = { first->layout, first->nr_nodes, first->nr_cpus,
				     first->pageblock_order, first->end_pfn };
	struct bytes b = { bytes, (const uint8_t *)bytes + size };
	struct content c = { 0 };
	struct world *w = NULL;

	if (!size || *b.at++ != KEYFRAME_VERSION) {
		snprintf(misfit, MISFIT_TEXT, "it is of another version");
		return NULL;
	}
	if (content_begin(&c, &shape)) {
		memcpy(c.world->distance, first->distance,
		       (size_t)first->nr_nodes * first->nr_nodes * sizeof *first->distance);
		if (get_rows(&b, &c))
			w = content_end(&c, kernel);
		else
			content_drop(&c);
	}
	memcpy(misfit, c.misfit, MISFIT_TEXT);
	return w;
}
