/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keyframe.h - a world as bytes, to begin from when seeking.
 *
 *	byte 1: the version of this format
 *	for each row of content_walk(), without distances, which never change:
 *		byte: table + 1
 *		for each column: zigzag varint of the difference to the table's row before
 *	byte 0
 *
 * It holds nothing that the first state and the events do not give, only sooner.
 */
#ifndef RECORD_KEYFRAME_H
#define RECORD_KEYFRAME_H

#include "record/content.h"

struct keyframe {
	uint8_t *bytes;
	size_t size, room;
};

/* Fills *k, whose room is used again; the caller frees bytes. False when memory is short. */
bool keyframe_write(struct keyframe *k, const struct world *w);

/*
 * The world in these bytes. Its shape and distances are those of first. NULL with misfit filled if
 * they are no such thing; the caller owns the world.
 */
struct world *keyframe_read(const void *bytes, size_t size, const struct world *first,
			    const struct kernel *kernel, char misfit[MISFIT_TEXT]);

#endif
