/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.c - sysctls: the number itself, and what the kernel computes anew when it is written.
 *
 * Follows the handlers of mm/page_alloc.c and mm/page-writeback.c, 6.1: min_free_kbytes and
 * watermark_scale_factor set the marks and PCP sizes up again (and so end every boost),
 * lowmem_reserve_ratio the reserves, percpu_pagelist_high_fraction the PCP sizes; the two dirty
 * limits switch each other off.
 *
 * The kernel's own functions run on a copy of the numbers; what came out differently is the
 * request. The lists are not copied: setup does not look at them.
 */
#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/setup.h"

enum { LEAST_HIGH_FRACTION = 8 };       /* MIN_PERCPU_PAGELIST_HIGH_FRACTION */

typedef void recompute_fn(struct world *w, const struct kernel *k);

static void forget_dirty_bytes(struct world *w, const struct kernel *k)
{
	(void)k;
	w->setting[SET_DIRTY_BYTES] = 0;
}

static void forget_dirty_ratio(struct world *w, const struct kernel *k)
{
	(void)k;
	w->setting[SET_DIRTY_RATIO] = 0;
}

static void min_free_kbytes(struct world *w, const struct kernel *k)
{
	w->setting[SET_USER_MIN_FREE_KBYTES] = w->setting[SET_MIN_FREE_KBYTES];
	setup_per_zone_wmarks(w, k);
}

static const struct sysctl {
	const char *name;
	enum setting setting;
	unsigned count;                 /* numbers; more than one: a list */
	int64_t least, most;
	recompute_fn *recompute;        /* NULL: nothing follows from it */
} sysctls[] = {
	{ "min_free_kbytes", SET_MIN_FREE_KBYTES, 1, 0, INT32_MAX, min_free_kbytes },
	{ "watermark_scale_factor", SET_WATERMARK_SCALE_FACTOR, 1, 1, 3000, setup_per_zone_wmarks },
	{ "watermark_boost_factor", SET_WATERMARK_BOOST_FACTOR, 1, 0, 1 << 20, NULL },
	{ "lowmem_reserve_ratio", SET_LOWMEM_RESERVE_RATIO, MAX_NR_ZONES, 0, INT32_MAX,
	  setup_per_zone_lowmem_reserve },
	{ "percpu_pagelist_high_fraction", SET_PERCPU_PAGELIST_HIGH_FRACTION, 1, 0, INT32_MAX,
	  setup_pcp_sizes },
	{ "zone_reclaim_mode", SET_NODE_RECLAIM_MODE, 1, 0, 7, NULL },
	{ "dirty_ratio", SET_DIRTY_RATIO, 1, 0, 100, forget_dirty_bytes },
	{ "dirty_bytes", SET_DIRTY_BYTES, 1, 2 << PAGE_SHIFT, (int64_t)1 << 40,
	  forget_dirty_ratio },
	{ "cpusets", SET_CPUSETS_ENABLED, 1, 0, 1, NULL },
};

enum { NR_SYSCTLS = sizeof sysctls / sizeof *sysctls };

static const struct sysctl *find_sysctl(const struct line *l, size_t i, struct diag *d)
{
	const char *names[NR_SYSCTLS];
	const struct word *w = &l->word[i];

	for (size_t k = 0; k < NR_SYSCTLS; k++) {
		names[k] = sysctls[k].name;
		if (strcmp(w->key, names[k]) == 0)
			return &sysctls[k];
	}
	if (*w->key)
		line_unknown(l, i, d, "setting", w->key, names, NR_SYSCTLS);
	else
		line_bad(l, i, d, "set needs NAME=VALUE, such as min_free_kbytes=1024");
	return NULL;
}

static bool sysctl_value(const struct sysctl *ctl, const char *text, int64_t *value)
{
	int64_t bytes;

	if (strcmp(text, "on") == 0 || strcmp(text, "off") == 0) {
		*value = text[1] == 'n';
		return ctl->most == 1;
	}
	if (ctl->setting == SET_DIRTY_BYTES && memory_parse(text, &bytes)) {
		*value = bytes;
		return bytes >= ctl->least && bytes <= ctl->most;
	}
	return number_parse(text, ctl->least, ctl->most, value);
}

/* As many numbers as are given; a list is separated by commas. */
static bool write_setting(const struct sysctl *ctl, struct world *w, const struct line *l, size_t i,
			  struct diag *d)
{
	const char *at = l->word[i].value;

	for (unsigned k = 0; k < ctl->count; k++) {
		size_t len = ctl->count > 1 ? strcspn(at, ",") : strlen(at);
		char text[24];
		int64_t value;

		snprintf(text, sizeof text, "%.*s", (int)len, at);
		if (!sysctl_value(ctl, text, &value))
			return line_bad(l, i, d, "%s is from %" PRId64 " to %" PRId64 ", not %.20s",
					ctl->name, ctl->least, ctl->most, text);
		if (ctl->setting == SET_PERCPU_PAGELIST_HIGH_FRACTION && value &&
		    value < LEAST_HIGH_FRACTION)
			return line_bad(l, i, d, "%s is 0 or at least %d", ctl->name,
					LEAST_HIGH_FRACTION);
		w->setting[ctl->setting + k] = value;
		at += len;
		if (!*at)
			return true;
		at++;
	}
	return line_bad(l, i, d, "%s has at most %u numbers", ctl->name, ctl->count);
}

/* ---- what changed ---- */

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
	{ EVENT_TOTALRESERVE_PAGES, OWNER_NODE },
	{ EVENT_SETTING, OWNER_WORLD },
};

static void compare_number(struct changes *c, const struct world *now, const struct world *then,
			   struct event e)
{
	unsigned count;

	field_size(e.kind, &count);
	for (unsigned i = 0; i < count; i++) {
		e.v[2] = i;
		e.v[1] = field_value(then, &e);
		if (field_value(now, &e) != e.v[1])
			change(c, e);
	}
}

static void compare(struct changes *c, const struct world *now, const struct world *then,
		    const struct computed *what)
{
	struct event e = { .kind = (uint16_t)what->kind, .zone = NO_ZONE, .pfn = NO_PFN,
			   .link = NO_PFN };
	unsigned step = what->owner == OWNER_NODE ? MAX_NR_ZONES : 1;
	unsigned cpus = what->owner == OWNER_PCP ? now->nr_cpus : 1;

	if (what->owner == OWNER_WORLD) {
		compare_number(c, now, then, e);
		return;
	}
	for (unsigned zone = 0; zone < world_nr_zones(now); zone += step)
		for (unsigned cpu = 0; cpu < cpus; cpu++) {
			e.zone = (zid_t)zone;
			e.cpu = (uint16_t)cpu;
			compare_number(c, now, then, e);
		}
}

static void *copy_of(const void *from, size_t size)
{
	void *to = malloc(size);

	return to ? memcpy(to, from, size) : NULL;
}

/* The world after writing word i, as far as setup changes it: its page array is the world's own. */
static enum lesson_status write_and_recompute(struct session *s, const struct line *l, size_t i,
					      struct changes *c, struct diag *d)
{
	const struct sysctl *ctl = find_sysctl(l, i, d);
	struct world then = *s->world;
	enum lesson_status status = LESSON_BAD;

	then.node = copy_of(then.node, then.nr_nodes * sizeof *then.node);
	then.zone = copy_of(then.zone, world_nr_zones(&then) * sizeof *then.zone);
	then.pcp =
		copy_of(then.pcp,
			   (size_t)world_nr_zones(&then) * then.nr_cpus * sizeof *then.pcp);
	if (!then.node || !then.zone || !then.pcp) {
		status = LESSON_NO_MEMORY;
	} else if (ctl && write_setting(ctl, &then, l, i, d)) {
		if (ctl->recompute)
			ctl->recompute(&then, session_kernel(s));
		for (size_t k = 0; k < sizeof computed / sizeof *computed; k++)
			compare(c, s->world, &then, &computed[k]);
		status = LESSON_OK;
	}
	free(then.node);
	free(then.zone);
	free(then.pcp);
	return status;
}

enum lesson_status make_set(struct session *s, const struct line *l, struct diag *d)
{
	if (l->n < 2)
		return status_of(line_bad(l, 1, d, "set needs NAME=VALUE, as in dirty_ratio=20"));
	for (size_t i = 1; i < l->n; i++) {
		struct changes c = { 0 };
		enum lesson_status status = write_and_recompute(s, l, i, &c, d);

		if (status != LESSON_OK) {
			free(c.event);
			return status;
		}
		status = changes_make(s, &c, l, i, d);
		if (status != LESSON_OK)
			return status;
	}
	return LESSON_OK;
}
