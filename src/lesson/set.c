/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.c - sysctls: the number itself, and what the kernel computes anew when it is written.
 *
 * What came out differently (core/sysctl.h) is the request.
 */
#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysctl.h"

enum { LEAST_HIGH_FRACTION = 8 };       /* MIN_PERCPU_PAGELIST_HIGH_FRACTION */

static const struct sysctl {
	const char *name;
	enum setting setting;
	unsigned count;                 /* numbers; more than one: a list */
	int64_t least, most;
} sysctls[] = {
	{ "min_free_kbytes", SET_MIN_FREE_KBYTES, 1, 0, INT32_MAX },
	{ "watermark_scale_factor", SET_WATERMARK_SCALE_FACTOR, 1, 1, 3000 },
	{ "watermark_boost_factor", SET_WATERMARK_BOOST_FACTOR, 1, 0, 1 << 20 },
	{ "lowmem_reserve_ratio", SET_LOWMEM_RESERVE_RATIO, MAX_NR_ZONES, 0, INT32_MAX },
	{ "percpu_pagelist_high_fraction", SET_PERCPU_PAGELIST_HIGH_FRACTION, 1, 0, INT32_MAX },
	{ "zone_reclaim_mode", SET_NODE_RECLAIM_MODE, 1, 0, 7 },
	{ "dirty_ratio", SET_DIRTY_RATIO, 1, 0, 100 },
	{ "dirty_bytes", SET_DIRTY_BYTES, 1, 2 << PAGE_SHIFT, (int64_t)1 << 40 },
	{ "cpusets", SET_CPUSETS_ENABLED, 1, 0, 1 },
};

enum { NR_SYSCTLS = sizeof sysctls / sizeof *sysctls };

const char *sysctl_name(size_t i)
{
	return i < NR_SYSCTLS ? sysctls[i].name : NULL;
}

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

static void add_change(void *self, const struct event *e)
{
	change(self, *e);
}

static enum lesson_status write_and_recompute(struct session *s, const struct line *l, size_t i,
					      struct changes *c, struct diag *d)
{
	const struct sysctl *ctl = find_sysctl(l, i, d);
	enum lesson_status status = LESSON_BAD;
	struct world then;

	if (!sysctl_copy(&then, s->world)) {
		status = LESSON_NO_MEMORY;
	} else if (ctl && write_setting(ctl, &then, l, i, d)) {
		sysctl_written(&then, session_kernel(s), ctl->setting);
		sysctl_compare(s->world, &then, add_change, c);
		status = LESSON_OK;
	}
	sysctl_free(&then);
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
