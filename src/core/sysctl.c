/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sysctl.c - what follows from a setting, found by letting the kernel's setup run on a copy of the
 * numbers. The lists are not copied: setup does not look at them.
 */
#include "sysctl.h"

#include <stdlib.h>
#include <string.h>

static void *copy_of(const void *from, size_t size)
{
	void *to = malloc(size);

	return to ? memcpy(to, from, size) : NULL;
}

bool sysctl_copy(struct world *then, const struct world *w)
{
	*then = *w;
	then->node = copy_of(w->node, w->nr_nodes * sizeof *w->node);
	then->zone = copy_of(w->zone, world_nr_zones(w) * sizeof *w->zone);
	then->pcp = copy_of(w->pcp, (size_t)world_nr_zones(w) * w->nr_cpus * sizeof *w->pcp);
	return then->node && then->zone && then->pcp;
}

void sysctl_free(struct world *then)
{
	free(then->node);
	free(then->zone);
	free(then->pcp);
}

void sysctl_written(struct world *then, const struct kernel *k, enum setting written)
{
	switch (written) {
	case SET_MIN_FREE_KBYTES:
		if (k->setup.remembers_user_min)
			then->setting[SET_USER_MIN_FREE_KBYTES] =
				then->setting[SET_MIN_FREE_KBYTES];
		setup_per_zone_wmarks(then, k);
		break;
	case SET_WATERMARK_SCALE_FACTOR:
		setup_per_zone_wmarks(then, k);
		break;
	case SET_PERCPU_PAGELIST_FRACTION:
	case SET_PERCPU_PAGELIST_HIGH_FRACTION:
		setup_pcp_sizes(then, k);
		break;
	case SET_DIRTY_RATIO:
		then->setting[SET_DIRTY_BYTES] = 0;
		break;
	case SET_DIRTY_BYTES:
		then->setting[SET_DIRTY_RATIO] = 0;
		break;
	default:
		if (written >= SET_LOWMEM_RESERVE_RATIO && written <= SET_LOWMEM_RESERVE_RATIO_LAST)
			setup_per_zone_lowmem_reserve(then, k);
	}
}

bool sysctl_takes(enum setting setting, int64_t value)
{
	if (setting == SET_WATERMARK_SCALE_FACTOR)
		return value >= 1 && value <= 3000;
	if (setting == SET_DIRTY_BYTES)
		return value >= 0 && value <= (int64_t)1 << 40;
	return value >= 0 && value <= INT32_MAX;
}

/* ---- what is different ---- */

enum owner { OWNER_ZONE, OWNER_PCP, OWNER_NODE, OWNER_WORLD };

static const struct computed {
	enum event_kind kind;
	enum owner owner;
} computed[] = {
	{ EVENT_WATERMARK_SET, OWNER_ZONE },
	{ EVENT_WATERMARK_BOOST, OWNER_ZONE },
	{ EVENT_LOWMEM_RESERVE_SET, OWNER_ZONE },
	{ EVENT_STAT_THRESHOLD, OWNER_ZONE },
	{ EVENT_PERCPU_DRIFT_MARK, OWNER_ZONE },
	{ EVENT_PCP_HIGH, OWNER_PCP },
	{ EVENT_PCP_BATCH, OWNER_PCP },
	{ EVENT_PCP_HIGH_MIN, OWNER_PCP },
	{ EVENT_PCP_HIGH_MAX, OWNER_PCP },
	{ EVENT_ZONE_TOTALRESERVE_PAGES, OWNER_ZONE },
	{ EVENT_TOTALRESERVE_PAGES, OWNER_NODE },
	{ EVENT_SETTING, OWNER_WORLD },
};

enum { NR_COMPUTED = sizeof computed / sizeof *computed };

bool sysctl_computes(enum event_kind kind)
{
	for (size_t i = 0; i < NR_COMPUTED; i++)
		if (computed[i].kind == kind)
			return kind != EVENT_SETTING;
	return false;
}

struct comparing {
	const struct world *now, *then;
	void (*change)(void *self, const struct event *e);
	void *self;
};

static void compare_number(const struct comparing *c, struct event e)
{
	unsigned count;

	field_size(e.kind, &count);
	for (unsigned i = 0; i < count; i++) {
		e.v[2] = i;
		e.v[1] = field_value(c->then, &e);
		if (field_value(c->now, &e) != e.v[1])
			c->change(c->self, &e);
	}
}

static void compare_numbers(const struct comparing *c, const struct computed *what)
{
	struct event e = { .kind = (uint16_t)what->kind, .zone = NO_ZONE, .pfn = NO_PFN,
			   .link = NO_PFN };
	unsigned step = what->owner == OWNER_NODE ? MAX_NR_ZONES : 1;
	unsigned cpus = what->owner == OWNER_PCP ? c->now->nr_cpus : 1;

	if (what->owner == OWNER_WORLD) {
		compare_number(c, e);
		return;
	}
	for (unsigned zone = 0; zone < world_nr_zones(c->now); zone += step)
		for (unsigned cpu = 0; cpu < cpus; cpu++) {
			e.zone = (zid_t)zone;
			e.cpu = (uint16_t)cpu;
			compare_number(c, e);
		}
}

void sysctl_compare(const struct world *w, const struct world *then,
		     void (*change)(void *self, const struct event *e), void *self)
{
	const struct comparing c = { w, then, change, self };

	for (size_t i = 0; i < NR_COMPUTED; i++)
		compare_numbers(&c, &computed[i]);
}
