/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names.c - words for the numbers in a recording.
 */
#include "names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_OF(names, i) ((i) < sizeof names / sizeof *names && names[i] ? names[i] : "")

const char *setting_name(unsigned setting)
{
	static const char *const names[NR_SETTINGS] = {
		[SET_MIN_FREE_KBYTES] = "min_free_kbytes",
		[SET_USER_MIN_FREE_KBYTES] = "user_min_free_kbytes",
		[SET_WATERMARK_BOOST_FACTOR] = "watermark_boost_factor",
		[SET_WATERMARK_SCALE_FACTOR] = "watermark_scale_factor",
		[SET_PERCPU_PAGELIST_HIGH_FRACTION] = "percpu_pagelist_high_fraction",
		[SET_PERCPU_PAGELIST_FRACTION] = "percpu_pagelist_fraction",
		[SET_MOBILITY_DISABLED] = "page_group_by_mobility_disabled",
		[SET_NODE_RECLAIM_MODE] = "node_reclaim_mode",
		[SET_NODE_RECLAIM_DISTANCE] = "node_reclaim_distance",
		[SET_DIRTY_RATIO] = "dirty_ratio",
		[SET_DIRTY_BYTES] = "dirty_bytes",
		[SET_LOWMEM_RESERVE_RATIO] = "lowmem_reserve_ratio_0",
		[SET_LOWMEM_RESERVE_RATIO + 1] = "lowmem_reserve_ratio_1",
		[SET_LOWMEM_RESERVE_RATIO + 2] = "lowmem_reserve_ratio_2",
		[SET_LOWMEM_RESERVE_RATIO + 3] = "lowmem_reserve_ratio_3",
		[SET_LOWMEM_RESERVE_RATIO + 4] = "lowmem_reserve_ratio_4",
		[SET_MIN_UNMAPPED_RATIO] = "min_unmapped_ratio",
		[SET_MIN_SLAB_RATIO] = "min_slab_ratio",
		[SET_TOTALRESERVE_PAGES] = "totalreserve_pages",
		[SET_CPUSETS_ENABLED] = "cpusets_enabled",
		[SET_SHUFFLE] = "page_alloc_shuffle",
		[SET_INIT_ON_ALLOC] = "init_on_alloc",
		[SET_INIT_ON_FREE] = "init_on_free",
		[SET_DEFERRED_PAGES] = "deferred_pages",
		[SET_NUMA_STAT] = "numa_stat",
		[SET_NUMA] = "CONFIG_NUMA",
		[SET_CMA] = "CONFIG_CMA",
		[SET_JIFFIES] = "jiffies",
		[SET_SYNTHESISED] = "synthesised",
		[SET_ZONELIST_ORDER] = "numa_zonelist_order",
	};

	return NAME_OF(names, setting);
}

const char *vm_event_name(unsigned vm_event)
{
	static const char *const names[NR_VM_EVENTS] = {
		"pgalloc_zone_0", "pgalloc_zone_1", "pgalloc_zone_2", "pgalloc_zone_3",
		"pgalloc_zone_4", [PGFREE] = "pgfree",
	};

	return NAME_OF(names, vm_event);
}

const char *task_field_name(unsigned field)
{
	static const char *const names[NR_TASK_FIELDS] = {
		[TASK_FLAGS] = "flags",     [TASK_RT] = "rt",   [TASK_OOM_VICTIM] = "oom_victim",
		[TASK_CONTEXT] = "context", [TASK_CPU] = "cpu", [TASK_NODE] = "node",
		[TASK_CPUSET] = "cpuset",   [TASK_MEMPOLICY] = "mempolicy",
		[TASK_INTERLEAVE] = "interleave",
	};

	return NAME_OF(names, field);
}

static const char *const op_names[NR_REQUEST_OPS] = {
	[REQ_ALLOC] = "alloc",   [REQ_BULK] = "bulk",           [REQ_FREE] = "free",
	[REQ_SPLIT] = "split",   [REQ_DRAIN] = "drain",         [REQ_UNRESERVE] = "unreserve",
	[REQ_TICK] = "tick",     [REQ_SET] = "set",             [REQ_QUIET_TICK] = "quiet_tick",
	[REQ_TRACED] = "traced",
};

const char *request_op_name(unsigned op)
{
	return NAME_OF(op_names, op);
}

enum request_op request_op_by_name(const char *name)
{
	unsigned op = 0;

	while (op < NR_REQUEST_OPS && strcmp(op_names[op], name) != 0)
		op++;
	return op;
}

const char *request_status_name(unsigned status)
{
	static const char *const names[] = {
		[REQUEST_DONE] = "done",
		[REQUEST_FAILED] = "failed",
		[REQUEST_WOULD_SLEEP] = "would sleep",
		[REQUEST_INVALID] = "invalid",
	};

	return NAME_OF(names, status);
}

const char *verdict_name(unsigned verdict)
{
	static const char *const names[NR_VERDICTS] = {
		[NEXT_CHECK] = "NEXT_CHECK",       [NEXT_ZONE] = "NEXT_ZONE", [RETRY] = "RETRY",
		[TRY_THIS_ZONE] = "TRY_THIS_ZONE", [GOT_PAGE] = "GOT_PAGE",   [NO_PAGE] = "NO_PAGE",
		[WOULD_SLEEP] = "WOULD_SLEEP",
	};

	return NAME_OF(names, verdict);
}

/* ---- sets of nodes ---- */

void nodemask_text(const struct nodemask *mask, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (unsigned node = 0; node < MAX_NODES && used < size; node++) {
		unsigned first = node;

		if (!mask->bits[node / 64])
			node |= 63;     /* none of these 64 */
		if (!node_isset(node, mask))
			continue;
		while (node + 1 < MAX_NODES && node_isset(node + 1, mask))
			node++;
		used += (size_t)snprintf(out + used, size - used, "%s%u", used ? "," : "", first);
		if (node > first && used < size)
			used += (size_t)snprintf(out + used, size - used, "-%u", node);
	}
}

bool nodemask_parse(const char *text, struct nodemask *mask)
{
	*mask = (struct nodemask){ 0 };
	while (*text) {
		char *end;
		unsigned long first, last;

		if (*text < '0' || *text > '9')
			return false;
		first = last = strtoul(text, &end, 10);
		if (*end == '-') {
			if (end[1] < '0' || end[1] > '9')
				return false;
			last = strtoul(end + 1, &end, 10);
		}
		if (last >= MAX_NODES || first > last || (*end && (*end != ',' || !end[1])))
			return false;
		while (first <= last)
			node_set((unsigned)first++, mask);
		text = *end ? end + 1 : end;
	}
	return true;
}
