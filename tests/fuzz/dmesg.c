/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dmesg.c - whatever bytes come as a log: reports in it are explained, what is partial is said to be
 * so, and every zone that is judged has a check.
 *
 * Zones with many free pages are read and not run: what runs is the same for others, and sooner
 * done.
 */
#include "explain/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MANY_PAGES ((int64_t)1 << 11)

static bool is_small(const struct dmesg_report *r)
{
	for (size_t i = 0; i < (size_t)r->d.nr_nodes * NR_ZONE_WORDS; i++) {
		const struct described_zone *z = &r->d.zone[i];
		int64_t free = 0;

		for (unsigned order = 0; order < NR_ORDERS; order++)
			free += z->z.free_area[order].nr_free << order;
		if (free > MANY_PAGES || z->z.present > 64 * MANY_PAGES ||
		    z->z.watermark[WMARK_HIGH] > MANY_PAGES)
			return false;
	}
	return r->d.nr_nodes <= 4;
}

static void take_line(void *self, const char *text)
{
	*(size_t *)self += strlen(text);
}

static void check(struct explanation *e)
{
	size_t length = 0;

	explain_text(e, &(struct explain_printer){ .line = take_line, .self = &length });
	if (!length || (e->report->partial && !e->report->notes))
		abort();
	for (size_t a = 0; a < e->n; a++)
		for (size_t i = 0; i < e->attempt[a].n; i++)
			if (!*explain_check(e, &e->attempt[a].zone[i]))
				abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *file = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
	struct dmesg *log = file ? dmesg_open(file) : NULL;
	enum dmesg_status status = DMESG_REPORT;

	while (log && status == DMESG_REPORT) {
		struct dmesg_report r;
		struct explanation e;

		status = dmesg_next(log, &r);
		if (status == DMESG_REPORT && is_small(&r)) {
			if (explain(&e, &r, NULL) == EXPLAIN_OK)
				check(&e);
			explain_done(&e);
		}
		dmesg_report_done(&r);
	}
	dmesg_close(log);
	return 0;
}
