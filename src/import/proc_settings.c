/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_settings.c - sys/vm/, one number a file, and the machine's size in meminfo.
 */
#include "proc_inside.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	int64_t most;
	enum setting setting;
	unsigned numbers;
} settings[] = {
	{ "min_free_kbytes", (int64_t)1 << 40, SET_MIN_FREE_KBYTES, 1 },
	{ "watermark_scale_factor", 1 << 20, SET_WATERMARK_SCALE_FACTOR, 1 },
	{ "watermark_boost_factor", 1 << 20, SET_WATERMARK_BOOST_FACTOR, 1 },
	{ "lowmem_reserve_ratio", INT32_MAX, SET_LOWMEM_RESERVE_RATIO, MAX_NR_ZONES },
	{ "percpu_pagelist_high_fraction", INT32_MAX, SET_PERCPU_PAGELIST_HIGH_FRACTION, 1 },
	{ "percpu_pagelist_fraction", INT32_MAX, SET_PERCPU_PAGELIST_FRACTION, 1 },
	{ "zone_reclaim_mode", INT32_MAX, SET_NODE_RECLAIM_MODE, 1 },
	{ "dirty_ratio", 100, SET_DIRTY_RATIO, 1 },
	{ "dirty_bytes", (int64_t)1 << 38, SET_DIRTY_BYTES, 1 },
	{ "min_unmapped_ratio", 100, SET_MIN_UNMAPPED_RATIO, 1 },
	{ "min_slab_ratio", 100, SET_MIN_SLAB_RATIO, 1 },
	{ "numa_stat", 1, SET_NUMA_STAT, 1 },
};

/* Up to so many numbers; how many there were, or -1 if something else stands there. */
static int read_numbers(const char *text, int64_t most, int64_t *to, unsigned room)
{
	unsigned n = 0;

	for (;;) {
		char *end;
		long long value;

		text += strspn(text, " \t\n");
		if (!*text)
			return n ? (int)n : -1;
		errno = 0;
		value = strtoll(text, &end, 10);
		if (errno || end == text || value < 0 || value > most || n == room ||
		    (*end && !isspace((unsigned char)*end)))
			return -1;
		to[n++] = value;
		text = end;
	}
}

void proc_settings(const char *directory, struct described *d)
{
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		char name[80], text[PROC_SMALL];
		int64_t value[MAX_NR_ZONES];
		int n;

		snprintf(name, sizeof name, "sys/vm/%s", settings[i].name);
		if (!proc_small_file(directory, name, text))
			continue;
		n = read_numbers(text, settings[i].most, value, settings[i].numbers);
		if (n < 0)
			described_note(d, "%s holds no number from 0 to %" PRId64
				       ": the kernel's default is taken", name, settings[i].most);
		for (int k = 0; k < n; k++) {
			d->setting[settings[i].setting + (unsigned)k] = value[k];
			d->has_setting[settings[i].setting + (unsigned)k] = true;
		}
	}
}

/* Managed pages change when memory is plugged or a driver takes some; not by a tenth. */
void proc_meminfo(const char *directory, struct described *d)
{
	char text[PROC_SMALL];
	const char *line;
	int64_t pages, managed = 0;

	if (!proc_small_file(directory, "meminfo", text))
		return;
	line = strstr(text, "MemTotal:");
	pages = line ? strtoll(line + strlen("MemTotal:"), NULL, 10) >> (PAGE_SHIFT - 10) : 0;
	for (size_t i = 0; i < (size_t)d->nr_nodes * NR_ZONE_WORDS; i++)
		managed += d->zone[i].told & TOLD_MANAGED ? d->zone[i].z.managed : 0;
	if (managed && (pages < managed - managed / 10 || pages > managed + managed / 10))
		described_note(d, "meminfo is of a machine with %" PRId64 " pages, zoneinfo of one "
			       "with %" PRId64, pages, managed);
}
