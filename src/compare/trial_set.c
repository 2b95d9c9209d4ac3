/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial_set.c - changes from outside on another kernel than theirs.
 *
 * Three kinds: what a person set (a setting, the task, LRU pages) is made again; what followed from
 * a setting (marks, reserves, PCP sizes) follows here by this kernel's own rules; a node's page
 * counters are dealt out to its zones for a kernel that keeps them there, as convert_state.c does.
 */
#include "trial_set.h"

#include <stdlib.h>

#include "core/sysctl.h"

static void add(void *self, const struct event *e)
{
	struct own_changes *c = self;

	if (c->n == c->room) {
		size_t room = c->room ? 2 * c->room : 16;
		struct event *more = realloc(c->event, room * sizeof *more);

		if (!more) {
			c->lost = true;
			return;
		}
		c->event = more;
		c->room = room;
	}
	c->event[c->n++] = *e;
}

/* A number that setup computes: marks and their like, and two of the settings. */
static bool follows(const struct event *e)
{
	return sysctl_computes(e->kind) ||
	       (e->kind == EVENT_SETTING && (e->v[2] == SET_TOTALRESERVE_PAGES ||
					     e->v[2] == SET_USER_MIN_FREE_KBYTES));
}

/* Whether this kernel computes something anew. That a dirty limit is off says the other one. */
static bool has_consequences(const struct event *e)
{
	bool off = (e->v[2] == SET_DIRTY_RATIO || e->v[2] == SET_DIRTY_BYTES) && !e->v[1];

	return !off && sysctl_takes((enum setting)e->v[2], e->v[1]);
}

static bool is_written(const struct event *e)
{
	return e->kind == EVENT_SETTING && !follows(e) && e->v[2] >= 0 && e->v[2] < NR_SETTINGS;
}

/* The settings that were written, and what follows from them on this kernel. */
static bool write_settings(struct own_changes *c, const struct event *change, size_t n)
{
	struct world then;
	bool ok = sysctl_copy(&then, c->world);

	for (size_t i = 0; ok && i < n; i++)
		if (is_written(&change[i]))
			then.setting[change[i].v[2]] = change[i].v[1];
	for (size_t i = 0; ok && !c->keep_marks && i < n; i++)
		if (is_written(&change[i]) && has_consequences(&change[i]))
			sysctl_written(&then, c->to, (enum setting)change[i].v[2]);
	if (ok)
		sysctl_compare(c->world, &then, add, c);
	sysctl_free(&then);
	return ok;
}

/* A node's counter, also as shares of its zones. */
static void deal_out(struct own_changes *c, const struct event *e)
{
	unsigned node = zid_node(e->zone);
	int64_t managed = 0;

	for (unsigned idx = 0; idx < MAX_NR_ZONES; idx++)
		managed += c->world->zone[zid_of(node, idx)].managed;
	for (unsigned idx = 0; managed && idx < MAX_NR_ZONES; idx++) {
		struct event share = *e;

		share.kind = EVENT_ZONE_STAT;
		share.zone = zid_of(node, idx);
		share.v[1] =
			(int64_t)((__int128)e->v[1] * c->world->zone[share.zone].managed /
				       managed);
		add(c, &share);
	}
}

static bool zone_exists(const struct own_changes *c, const struct event *e)
{
	return e->zone < world_nr_zones(c->world);
}

bool own_changes(struct own_changes *c, const struct event *change, size_t n)
{
	bool settings = false;

	for (size_t i = 0; i < n; i++) {
		const struct event *e = &change[i];

		if (e->kind == EVENT_SETTING)
			settings = true;
		else if (c->keep_marks || !follows(e))
			add(c, e);
		if (e->kind == EVENT_NODE_STAT && c->to->reclaim.by_zone &&
		    !c->of->reclaim.by_zone && zone_exists(c, e))
			deal_out(c, e);
	}
	return (!settings || write_settings(c, change, n)) && !c->lost;
}
