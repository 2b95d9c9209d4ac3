/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * freelist.h - get_page_from_freelist(): one attempt over the zonelist.
 */
#ifndef CORE_FREELIST_H
#define CORE_FREELIST_H

#include "ladder.h"

/*
 * One attempt with these flags and this mask: the zones from ac->preferred on, each up the
 * kernel's zone ladder. True with the block, prepared, in ac->page. All versions.
 */
bool get_page_from_freelist(struct alloc_context *ac, enum attempt attempt, gfp_t gfp,
			    uint32_t alloc_flags);

/* first_zones_zonelist(): sets ac->preferred for the nodemask in force. False if no zone suits. */
bool choose_preferred(struct alloc_context *ac);

/* ac->preferred for an event: a position, or NO_POSITION. */
int64_t preferred_position(const struct alloc_context *ac);

#endif
