/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ladder.c - climbing a ladder of checks, and what every rung may ask about its kernel and request.
 */
#include "ladder.h"

#include <string.h>

bool kernel_has_type(const struct kernel *k, unsigned migratetype)
{
	/* HIGHATOMIC took the place of RESERVE; of the kernels here, CMA came with the same one. */
	bool has_highatomic = k->highatomic.limit != NULL;

	switch (migratetype) {
	case MIGRATE_HIGHATOMIC:
	case MIGRATE_CMA:
		return has_highatomic;
	case MIGRATE_RESERVE:
		return !has_highatomic;
	default:
		return true;
	}
}

bool kernel_has_gfp(const struct kernel *k, gfp_t flag)
{
	for (const struct gfp_name *n = k->gfp; n->name; n++)
		if (n->flag == flag)
			return true;
	return false;
}

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
