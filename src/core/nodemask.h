/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nodemask.h - a set of memory nodes, as nodemask_t in the kernel.
 */
#ifndef CORE_NODEMASK_H
#define CORE_NODEMASK_H

#include <string.h>

#include "units.h"

struct nodemask {
	uint64_t bits[MAX_NODES / 64];
};

static inline bool node_isset(unsigned node, const struct nodemask *mask)
{
	return mask->bits[node / 64] >> (node % 64) & 1;
}

static inline void node_set(unsigned node, struct nodemask *mask)
{
	mask->bits[node / 64] |= 1ull << (node % 64);
}

static inline void node_clear(unsigned node, struct nodemask *mask)
{
	mask->bits[node / 64] &= ~(1ull << (node % 64));
}

static inline bool nodes_intersect(const struct nodemask *a, const struct nodemask *b)
{
	for (size_t i = 0; i < MAX_NODES / 64; i++)
		if (a->bits[i] & b->bits[i])
			return true;
	return false;
}

static inline bool nodes_equal(const struct nodemask *a, const struct nodemask *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

#endif
