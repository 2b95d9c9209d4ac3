/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_zoneinfo.c - the lines of a zone in /proc/zoneinfo.
 *
 * Follows zoneinfo_show_print() of mm/vmstat.c, 2.6.34 to 6.12. Every line is "name value" or
 * "name: value", and is known by its name and the part of the zone it stands in, never by its
 * position: each kernel has its own. Lines that no kernel here knows are carried like the others.
 */
#include "proc_read_inside.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "core/proc_carried.h"

enum { HOPELESS_FAILURES = 16 };        /* kswapd gave the node up: node_unreclaimable */

/* ---- where a zone begins and ends ---- */

void zoneinfo_begin(struct proc_line *l)
{
	struct described_zone *z = zone_of_line(l);

	l->at = l->text;
	if (z->told & TOLD_ZONE) {
		complain(l, "a second time this zone: the lines up to the next are left out");
		l->table = IN_LOST;
		return;
	}
	z->told |= TOLD_ZONE;
	l->result->texts |= PROC_ZONEINFO;
	l->d->node[l->node].there = true;
	l->table = IN_ZONE;
	l->part = CARRIED_TAIL;
	l->heading = l->number;
	l->first_carried = l->d->nr_lines;
	l->in_cpu = false;
}

static const struct {
	unsigned told;
	const char *line;
} needed[] = {
	{ TOLD_SPANNED, "spanned" }, { TOLD_START, "start_pfn" }, { TOLD_FREE, "pages free" },
	{ TOLD_MIN, "min" },         { TOLD_LOW, "low" },         { TOLD_HIGH, "high" },
	{ TOLD_PROTECTION, "protection" },
};

/* What a populated zone has in every kernel. */
static void complain_of_missing(struct proc_line *l, const struct described_zone *z)
{
	if (!(z->told & TOLD_PRESENT))
		complain(l, "the zone has no line \"present\"");
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (z->z.present && !(z->told & needed[i].told))
			complain(l, "the zone has no line \"%s\"", needed[i].line);
}

void zoneinfo_end(struct proc_line *l)
{
	struct described_zone *z;
	struct proc_line heading = *l;

	if (l->table != IN_ZONE)
		return;
	l->table = IN_NOTHING;
	z = zone_of_line(l);
	heading.number = l->heading;
	heading.text = heading.at = "";
	complain_of_missing(&heading, z);
	if ((int64_t)z->z.start_pfn + z->z.spanned > PROC_MAX_END_PFN) {
		complain(&heading, "the zone ends behind page frame %" PRId64 ", and is left out",
			 PROC_MAX_END_PFN);
		z->z.spanned = z->z.present = z->z.managed = 0;
	}
}

/* ---- a number ---- */

static const struct {
	const char *name;
	unsigned told;
	int64_t most;
} sizes[] = {
	{ "free", TOLD_FREE, PROC_MAX_PAGES },
	{ "min", TOLD_MIN, PROC_MAX_COUNT },
	{ "low", TOLD_LOW, PROC_MAX_COUNT },
	{ "high", TOLD_HIGH, PROC_MAX_COUNT },
	{ "boost", TOLD_BOOST, PROC_MAX_COUNT },
	{ "promo", TOLD_PROMO, PROC_MAX_COUNT },
	{ "spanned", TOLD_SPANNED, PROC_MAX_PAGES },
	{ "present", TOLD_PRESENT, PROC_MAX_PAGES },
	{ "managed", TOLD_MANAGED, PROC_MAX_PAGES },
	{ "cma", 0, PROC_MAX_PAGES },
	{ "scanned", 0, PROC_MAX_COUNT },
};

/* Pages on an LRU list, by zone; the names have a "zone_" in them from 4.12 on. */
static bool counts_lru_pages(const char *name)
{
	static const char *const lists[] = { "inactive_anon", "active_anon", "inactive_file",
					     "active_file", "unevictable" };

	if (strncmp(name, "nr_", 3) != 0)
		return false;
	name += strncmp(name, "nr_zone_", 8) == 0 ? 8 : 3;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (strcmp(name, lists[i]) == 0)
			return true;
	return false;
}

static int64_t most_of(enum carried_part part, const char *name)
{
	size_t offset;

	for (size_t i = 0; part == CARRIED_SIZE && i < sizeof sizes / sizeof *sizes; i++)
		if (strcmp(sizes[i].name, name) == 0)
			return sizes[i].most;
	if (part == CARRIED_TAIL && strcmp(name, "start_pfn") == 0)
		return PROC_MAX_END_PFN;
	if (strncmp(name, "numa_", 5) != 0 &&
	    carried_place(part, name, &offset) != CARRIED_NOWHERE)
		return PROC_MAX_PAGES;
	return PROC_MAX_EVENTS;
}

static void note_told(struct proc_line *l, const struct carried_line *line)
{
	struct described_zone *z = zone_of_line(l);
	struct node *node = &l->d->node[l->node].n;

	for (size_t i = 0; line->part == CARRIED_SIZE && i < sizeof sizes / sizeof *sizes; i++)
		if (strcmp(sizes[i].name, line->name) == 0)
			z->told |= sizes[i].told;
	if (line->part == CARRIED_TAIL && strcmp(line->name, "start_pfn") == 0) {
		z->told |= TOLD_START;
		z->z.start_pfn = (pfn_t)line->value;
	}
	if (line->part == CARRIED_TAIL && strcmp(line->name, "node_unreclaimable") == 0)
		node->kswapd_failures = line->value ? HOPELESS_FAILURES : 0;
	if (line->part == CARRIED_STAT && strncmp(line->name, "numa_", 5) == 0)
		l->d->numa = true;
	if (line->part == CARRIED_STAT && counts_lru_pages(line->name)) {
		z->told |= TOLD_LRU;
		z->lru_pages += line->value;
	}
}

static bool is_second(const struct proc_line *l, const struct carried_line *line)
{
	for (size_t i = l->first_carried; i < l->d->nr_lines; i++)
		if (l->d->line[i].part == line->part &&
		    strcmp(l->d->line[i].name, line->name) == 0)
			return true;
	return false;
}

static void keep(struct proc_line *l, const struct carried_line *line)
{
	struct described_zone *z = zone_of_line(l);
	size_t offset;

	if (is_second(l, line)) {
		l->at = l->text;
		complain(l, "a second line of this name for the zone");
		return;
	}
	switch (carried_place((enum carried_part)line->part, line->name, &offset)) {
	case CARRIED_IN_ZONE:
		*(int64_t *)((char *)&z->z + offset) = line->value;
		break;
	case CARRIED_IN_NODE:
		*(int64_t *)((char *)&l->d->node[l->node].n + offset) = line->value;
		break;
	default:
		break;
	}
	note_told(l, line);
	if (!described_carry(l->d, line))
		no_memory(l);
}

static void keep_part(struct proc_line *l, enum carried_part part)
{
	keep(l, &(struct carried_line){
			.zone = (zid_t)(l->node * NR_ZONE_WORDS + (unsigned)l->word),
			.part = (uint8_t)part });
}

/* ---- lists ---- */

static void protection_line(struct proc_line *l)
{
	struct described_zone *z = zone_of_line(l);
	int64_t n[PROTECTIONS];
	unsigned i = 0;

	if (!take(l, "(")) {
		complain(l, "'(' should stand here");
		return;
	}
	do {
		if (i == PROTECTIONS) {
			complain(l, "more than %d reserves", PROTECTIONS);
			return;
		}
		if (!take_number(l, PROC_MAX_COUNT, &n[i++]))
			return;
	} while (take(l, ","));
	if (!take(l, ")") || !at_end(l)) {
		complain(l, "')' should stand here, and nothing behind it");
		return;
	}
	if (!(z->told & TOLD_PROTECTION)) {
		memcpy(z->protection, n, i * sizeof *n);
		z->nr_protections = i;
		z->told |= TOLD_PROTECTION;
	}
	l->part = CARRIED_PROTECTION;
	keep_part(l, CARRIED_PROTECTION);
}

static void cpu_line(struct proc_line *l)
{
	const struct described_zone *z = zone_of_line(l);
	int64_t cpu;

	l->in_cpu = false;
	if (!take_number(l, INT32_MAX, &cpu))
		return;
	if (cpu >= MAX_CPUS) {
		complain(l, "CPU %" PRId64 "; only CPUs below %d are known", cpu, MAX_CPUS);
		return;
	}
	if (z->nr_pcps && cpu <= z->pcp[z->nr_pcps - 1].cpu) {
		complain(l, "CPU %" PRId64 " behind CPU %u", cpu, z->pcp[z->nr_pcps - 1].cpu);
		return;
	}
	if (!described_pcp(l->d, zone_of_line(l), (unsigned)cpu)) {
		no_memory(l);
		return;
	}
	l->in_cpu = true;
	l->cpu = (unsigned)cpu;
}

#define P(member) offsetof(struct described_pcp, member)
static const struct {
	const char *name;
	size_t offset;
	int64_t most;
} pcp_numbers[] = {
	{ "count:", P(count), PROC_MAX_PAGES },       { "high:", P(high), PROC_MAX_COUNT },
	{ "batch:", P(batch), INT32_MAX },            { "high_min:", P(high_min), PROC_MAX_COUNT },
	{ "high_max:", P(high_max), PROC_MAX_COUNT },
};

/* True if it is a line of a CPU, good or bad. */
static bool pageset_line(struct proc_line *l)
{
	struct described_zone *z = zone_of_line(l);
	struct described_pcp *pcp = z->nr_pcps ? &z->pcp[z->nr_pcps - 1] : NULL;
	int64_t value;

	if (take(l, "cpu:")) {
		cpu_line(l);
		return true;
	}
	if (take(l, "vm stats threshold:")) {
		if (take_number(l, INT32_MAX, &z->z.stat_threshold))
			z->told |= TOLD_THRESHOLD;
		return true;
	}
	for (size_t i = 0; i < sizeof pcp_numbers / sizeof *pcp_numbers; i++) {
		if (!take(l, pcp_numbers[i].name))
			continue;
		/* Behind a CPU that was refused its numbers are nobody's. */
		if (take_number(l, pcp_numbers[i].most, &value) && l->in_cpu && pcp)
			*(int64_t *)((char *)pcp + pcp_numbers[i].offset) = value;
		return true;
	}
	return false;
}

/* ---- a line ---- */

static enum carried_part part_of(const struct proc_line *l, const char *name, size_t n, bool colon)
{
	bool far_right = strspn(l->text, " \t") >= 8;

	if (colon)
		return CARRIED_TAIL;
	if (l->part != CARRIED_SIZE)
		return l->part == CARRIED_NODE_STAT ? CARRIED_NODE_STAT : CARRIED_STAT;
	/* Up to 4.7 statistics follow the sizes at once, and stand less far to the right. */
	return far_right || (n == 4 && memcmp(name, "free", n) == 0) ? CARRIED_SIZE : CARRIED_STAT;
}

static void number_line(struct proc_line *l)
{
	struct carried_line line = { .zone = (zid_t)(l->node * NR_ZONE_WORDS + (unsigned)l->word) };
	const char *name;
	size_t n = take_word(l, &name);
	bool colon = *l->at == ':';

	l->at += colon;
	if (!n || n >= CARRIED_NAME) {
		l->at = name;
		complain(l, "a name should stand here");
		return;
	}
	line.part = (uint8_t)part_of(l, name, n, colon);
	memcpy(line.name, name, n);
	if (!take_number(l, most_of((enum carried_part)line.part, line.name), &line.value))
		return;
	if (!at_end(l) && !(take(l, "(unmodelled)") && at_end(l))) {
		complain(l, "nothing should stand here");
		return;
	}
	l->part = (enum carried_part)line.part;
	keep(l, &line);
}

void zoneinfo_line(struct proc_line *l)
{
	if (take(l, "per-node stats")) {
		l->part = CARRIED_NODE_STAT;
		return;
	}
	if (take(l, "pagesets")) {
		l->part = CARRIED_PAGESETS;
		keep_part(l, CARRIED_PAGESETS);
		return;
	}
	if (take(l, "protection:")) {
		protection_line(l);
		return;
	}
	if (l->part == CARRIED_PAGESETS && pageset_line(l))
		return;
	if (take(l, "pages "))
		l->part = CARRIED_SIZE;
	number_line(l);
}
