/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calls.c - from the name that a user of the allocator knows to the function that does the work.
 *
 * Follows include/linux/gfp.h and alloc_pages_current(), or what came in its place; which call
 * makes which is a table of the kernel.
 */
#include "calls.h"

#include "mempolicy.h"

int make_calls(struct alloc_context *ac, enum api api, int step)
{
	const struct api_call *calls = ac->k->api;
	int levels = 0;

	for (; api != API_NONE && calls[api].name; api = calls[api].next, levels++) {
		ac->gfp = mask_behind(&calls[api], ac->gfp);
		says(ac->m, (struct event){ .kind = EVENT_CALL, .zone = NO_ZONE, .pfn = NO_PFN,
					    .link = NO_PFN, .verdict = 1,
					    .v = { api, step + levels, ac->gfp } });
		machine_nest(ac->m, 1);
		if (calls[api].policy)
			mempolicy_apply(ac);
	}
	return levels;
}
