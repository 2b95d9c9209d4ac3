/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calls.h - the calls of the public interface that a request passes on its way in.
 */
#ifndef CORE_CALLS_H
#define CORE_CALLS_H

#include "ladder.h"

/* The mask that a call hands on. */
static inline gfp_t mask_behind(const struct api_call *call, gfp_t gfp)
{
	return (gfp & ~call->drop) | call->add;
}

/*
 * Tells the calls from this one down to the allocator, each one level deeper, and does to the mask
 * and to the policy what they do. Steps are counted from `step`, which is 0 for the call that the
 * request made itself. Returns how many levels deeper it is now: machine_nest() them back.
 */
int make_calls(struct alloc_context *ac, enum api api, int step);

#endif
