/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * described.c - keeping what a text tells of a machine, and which kind of machine that is.
 */
#include "described.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const zone_words_known[NR_ZONE_WORDS] = {
	"DMA", "DMA32", "Normal", "HighMem", "Movable", "Device",
};

enum zone_word zone_word_of(const char *name, size_t length)
{
	unsigned word = 0;

	while (word < NR_ZONE_WORDS && (strlen(zone_words_known[word]) != length ||
					memcmp(zone_words_known[word], name, length) != 0))
		word++;
	return (enum zone_word)word;
}

/* ---- keeping ---- */

void described_done(struct described *d)
{
	for (size_t i = 0; i < (size_t)d->nr_nodes * NR_ZONE_WORDS; i++)
		free(d->zone[i].pcp);
	free(d->zone);
	free(d->node);
	free(d->line);
	*d = (struct described){ .kernel = NULL };
}

struct described_node *described_node(struct described *d, unsigned number)
{
	size_t n = (size_t)number + 1, old = d->nr_nodes;
	struct described_zone *zone;
	struct described_node *node;

	if (n <= old)
		return &d->node[number];
	node = realloc(d->node, n * sizeof *node);
	if (!node)
		return NULL;
	d->node = node;
	zone = realloc(d->zone, n * NR_ZONE_WORDS * sizeof *zone);
	if (!zone)
		return NULL;
	d->zone = zone;
	memset(node + old, 0, (n - old) * sizeof *node);
	memset(zone + old * NR_ZONE_WORDS, 0, (n - old) * NR_ZONE_WORDS * sizeof *zone);
	d->nr_nodes = (unsigned)n;
	return &d->node[number];
}

struct described_pcp *described_pcp(struct described *d, struct described_zone *z, unsigned cpu)
{
	/* A text has them in order: most often it is the last, or a new one. */
	if (z->nr_pcps && cpu <= z->pcp[z->nr_pcps - 1].cpu)
		for (size_t i = z->nr_pcps; i-- > 0;)
			if (z->pcp[i].cpu == cpu)
				return &z->pcp[i];
	if (z->nr_pcps == z->room) {
		size_t room = z->room ? 2 * z->room : 4;
		struct described_pcp *more = realloc(z->pcp, room * sizeof *more);

		if (!more)
			return NULL;
		z->pcp = more;
		z->room = room;
	}
	if (cpu >= d->nr_cpus)
		d->nr_cpus = cpu + 1;
	z->pcp[z->nr_pcps] = (struct described_pcp){ .cpu = cpu };
	return &z->pcp[z->nr_pcps++];
}

bool described_carry(struct described *d, const struct carried_line *line)
{
	if (d->nr_lines == d->room) {
		size_t room = d->room ? 2 * d->room : 256;
		struct carried_line *more = realloc(d->line, room * sizeof *more);

		if (!more)
			return false;
		d->line = more;
		d->room = room;
	}
	d->line[d->nr_lines++] = *line;
	return true;
}

void described_note(struct described *d, const char *fmt, ...)
{
	struct diag diag = { .file = NULL };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(diag.message, sizeof diag.message, fmt, ap);
	va_end(ap);
	d->notes++;
	if (d->note)
		d->note(d->self, &diag, NULL);
}

/* ---- which machine ---- */

static bool has_zone(const struct described *d, enum zone_word word)
{
	for (unsigned n = 0; n < d->nr_nodes; n++)
		if (described_zone(d, n, word)->told)
			return true;
	return false;
}

/* How many zone types the kernel was built with: one protection for each. */
static unsigned most_protections(const struct described *d)
{
	unsigned most = 0;

	for (size_t i = 0; i < (size_t)d->nr_nodes * NR_ZONE_WORDS; i++)
		if (d->zone[i].nr_protections > most)
			most = d->zone[i].nr_protections;
	return most;
}

const struct zone_layout *described_layout(const struct described *d, int idx[NR_ZONE_WORDS])
{
	const struct zone_layout *layout = &zone_layout_x86_64_no_device;

	if (has_zone(d, WORD_HIGHMEM))
		layout = &zone_layout_x86_32;
	else if (has_zone(d, WORD_DEVICE) || most_protections(d) == zone_layout_x86_64.nr_zones)
		layout = &zone_layout_x86_64;
	for (unsigned word = 0; word < NR_ZONE_WORDS; word++) {
		idx[word] = -1;
		for (unsigned i = 0; i < layout->nr_zones; i++)
			if (strcmp(layout->zone_name[i], zone_words_known[word]) == 0)
				idx[word] = (int)i;
		if (idx[word] < 0 && has_zone(d, (enum zone_word)word))
			return NULL;
	}
	return layout;
}
