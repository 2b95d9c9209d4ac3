// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state.c - a whole state: the machine, then each zone that spans any pages.
 */
#include "state.h"

#include <linux/mmzone.h>
#include <linux/nodemask.h>

void state_prepare(void)
{
	state_machine_prepare();
}

void state_write(struct text *t, const char *when)
{
	int nid, idx;

	state_machine(t, when);
	for_each_online_node(nid)
		for (idx = 0; idx < MAX_NR_ZONES; idx++) {
			struct zone *zone = &NODE_DATA(nid)->node_zones[idx];

			if (zone->spanned_pages)
				state_zone(t, when, zone);
		}
}
