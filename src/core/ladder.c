/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ladder.c - climbing a ladder of checks.
 */
#include "ladder.h"

#include <string.h>

void ac_says(struct alloc_context *ac, enum event_kind kind, pfn_t pfn, bool ok,
	     const int64_t numbers[6])
{
	struct event e = { .kind = (uint16_t)kind, .zone = ac->zone, .pfn = pfn, .link = NO_PFN,
			   .order = (uint8_t)ac->order, .migratetype = (uint8_t)ac->migratetype,
			   .verdict = ok };

	if (!machine_heard(ac->m))
		return;
	memcpy(e.v, numbers, sizeof e.v);
	says(ac->m, e);
}

unsigned ac_class_zoneidx(const struct alloc_context *ac)
{
	if (ac->k->class_is_preferred && ac_has_preferred(ac))
		return zid_idx(ac_preferred_zone(ac));
	return ac->highest_zoneidx;
}

uint32_t ac_cma_flag(const struct alloc_context *ac)
{
	if (!ac->w->setting[SET_CMA] || ac->migratetype != MIGRATE_MOVABLE ||
	    ac->w->task[TASK_FLAGS] & ac->k->nocma_task_flag)
		return 0;
	return ALLOC_CMA;
}

enum verdict climb(struct alloc_context *ac, enum ladder which)
{
	const struct check *rungs = ac->k->ladder[which];

	for (unsigned row = 0; rungs[row].name; row++) {
		uint8_t outer = enter(ac->m, rung_id(which, row));
		enum verdict v = rungs[row].run(ac);

		leave(ac->m, outer, ac->zone, (uint8_t)v);
		if (v != NEXT_CHECK)
			return v;
	}
	return NEXT_CHECK;
}
