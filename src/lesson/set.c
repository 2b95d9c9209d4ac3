/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.c - sysctls: the number itself, and what the kernel computes anew when it is written.
 *
 * What a kernel has, and in which range, is in kernels.c (sysctls); what came out differently
 * (core/sysctl.h) is the request.
 */
#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/sysctl.h"

static const struct sysctl {
	const char *name;
	enum setting setting;
	bool list;
	bool if_changed;                /* nothing follows from writing the same number again */
} sysctls[] = {
	{ "min_free_kbytes", SET_MIN_FREE_KBYTES, false, false },
	{ "watermark_scale_factor", SET_WATERMARK_SCALE_FACTOR, false, false },
	{ "watermark_boost_factor", SET_WATERMARK_BOOST_FACTOR, false, false },
	{ "lowmem_reserve_ratio", SET_LOWMEM_RESERVE_RATIO, true, false },
	{ "percpu_pagelist_high_fraction", SET_PERCPU_PAGELIST_HIGH_FRACTION, false, true },
	{ "percpu_pagelist_fraction", SET_PERCPU_PAGELIST_FRACTION, false, true },
	{ "zone_reclaim_mode", SET_NODE_RECLAIM_MODE, false, false },
	{ "dirty_ratio", SET_DIRTY_RATIO, false, true },
	{ "dirty_bytes", SET_DIRTY_BYTES, false, true },
	{ "cpusets", SET_CPUSETS_ENABLED, false, false },
};

enum { NR_SYSCTLS = sizeof sysctls / sizeof *sysctls };

/* cpusets= is not under /proc/sys: whether there are any decides. Every kernel has it. */
static const struct sysctl_rule cpusets_rule = { .setting = SET_CPUSETS_ENABLED, .most = 1 };

/* What this kernel lets be written there, or NULL if it has no such number. */
static const struct sysctl_rule *find_rule(const struct kernel *k, enum setting setting)
{
	const struct sysctl_rule *rule = k->setup.sysctls;

	if (setting == SET_CPUSETS_ENABLED)
		return &cpusets_rule;
	while (rule->setting != NR_SETTINGS && rule->setting != setting)
		rule++;
	return rule->setting == NR_SETTINGS ? NULL : rule;
}

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

static bool sysctl_value(const struct sysctl_rule *rule, const char *text, int64_t *value)
{
	int64_t bytes;

	if (strcmp(text, "on") == 0 || strcmp(text, "off") == 0) {
		*value = text[1] == 'n';
		return rule->most == 1;
	}
	if (rule->zero_too && number_parse(text, 0, 0, value))
		return true;
	if (rule->setting == SET_DIRTY_BYTES && memory_parse(text, &bytes)) {
		*value = bytes;
		return bytes >= rule->least && bytes <= rule->most;
	}
	return number_parse(text, rule->least, rule->most, value);
}

static bool bad_value(const struct line *l, size_t i, const struct sysctl_rule *rule,
		      const char *text, struct diag *d)
{
	return line_bad(l, i, d, "%s is %sfrom %" PRId64 " to %" PRId64 ", not %.20s",
			l->word[i].key, rule->zero_too ? "0, or " : "", rule->least, rule->most,
			text);
}

/* As many numbers as are given; a list is separated by commas. */
static bool write_setting(const struct sysctl *ctl, const struct sysctl_rule *rule,
			  struct world *w, const struct line *l, size_t i, struct diag *d)
{
	const char *at = l->word[i].value;
	unsigned count = ctl->list ? w->layout->nr_zones - rule->but_one : 1;

	for (unsigned k = 0; k < count; k++) {
		size_t len = ctl->list ? strcspn(at, ",") : strlen(at);
		char text[24];
		int64_t value;

		snprintf(text, sizeof text, "%.*s", (int)len, at);
		if (!sysctl_value(rule, text, &value))
			return bad_value(l, i, rule, text, d);
		w->setting[ctl->setting + k] = value < rule->raised_to ? rule->raised_to : value;
		at += len;
		if (!*at)
			return true;
		at++;
	}
	return line_bad(l, i, d, "%s has at most %u numbers", ctl->name, count);
}

/* ---- what changed ---- */

static void add_change(void *self, const struct event *e)
{
	change(self, *e);
}

static bool write_and_recompute(struct session *s, const struct line *l, size_t i,
				struct world *then, struct diag *d)
{
	const struct kernel *k = session_kernel(s);
	const struct sysctl *ctl = find_sysctl(l, i, d);
	const struct sysctl_rule *rule = ctl ? find_rule(k, ctl->setting) : NULL;
	int64_t before;

	if (!ctl)
		return false;
	if (!rule)
		return line_bad(l, i, d, "%s has no %s", k->name, ctl->name);
	before = then->setting[ctl->setting];
	if (!write_setting(ctl, rule, then, l, i, d))
		return false;
	if (!ctl->if_changed || then->setting[ctl->setting] != before)
		sysctl_written(then, k, ctl->setting);
	return true;
}

/* Writes word i on a copy of the numbers; the changes go to c. */
static enum lesson_status write_word(struct session *s, const struct line *l, size_t i,
				     struct changes *c, struct diag *d)
{
	enum lesson_status status = LESSON_BAD;
	struct world then;

	if (!sysctl_copy(&then, s->world)) {
		status = LESSON_NO_MEMORY;
	} else if (write_and_recompute(s, l, i, &then, d)) {
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
		enum lesson_status status = write_word(s, l, i, &c, d);

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
