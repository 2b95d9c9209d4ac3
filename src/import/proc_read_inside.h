/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_read_inside.h - one line of /proc text and where it stands. Only proc_*.c use it.
 */
#ifndef IMPORT_PROC_READ_INSIDE_H
#define IMPORT_PROC_READ_INSIDE_H

#include "proc_read.h"

enum proc_table {
	IN_NOTHING,
	IN_ZONE,                /* zoneinfo: behind a zone's heading */
	IN_LOST,                /* behind a heading that was refused: its lines are passed over */
	IN_TYPES,               /* pagetypeinfo: free blocks by type */
	IN_BLOCKS,              /* pagetypeinfo: pageblocks by type */
	IN_MIXED,               /* page_owner's table of the same shape: passed over */
};

/* A line that is read from left to right. */
struct proc_line {
	struct described *d;
	const char *file;
	unsigned number;
	const char *text, *at;

	enum proc_table table;
	unsigned node;
	enum zone_word word;
	unsigned heading;       /* number of the zone's first line */
	enum carried_part part; /* of zoneinfo */
	size_t first_carried;   /* of the zone */
	bool in_cpu;
	unsigned cpu;
	uint8_t column[16];     /* migrate types of the table of pageblocks */
	unsigned nr_columns;

	struct proc_read *result;
};

/* Takes blanks; then the text, or nothing. */
bool take(struct proc_line *l, const char *text);
void take_blanks(struct proc_line *l);
bool at_end(struct proc_line *l);

/* A number from 0 to most. False with a complaint. */
bool take_number(struct proc_line *l, int64_t most, int64_t *value);

/* A run of letters, digits and what stands in names. Its length, and it begins at *word. */
size_t take_word(struct proc_line *l, const char **word);

/* This line is damaged, at l->at. Returns false. */
bool complain(struct proc_line *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Memory is short. Returns false. */
bool no_memory(struct proc_line *l);

static inline struct described_zone *zone_of_line(const struct proc_line *l)
{
	return described_zone(l->d, l->node, l->word);
}

/* A line inside a zone of zoneinfo; the heading before it; and what is missing at its end. */
void zoneinfo_line(struct proc_line *l);
void zoneinfo_begin(struct proc_line *l);
void zoneinfo_end(struct proc_line *l);

/* "Node 0, zone DMA" was read: the counts behind it. */
void buddyinfo_row(struct proc_line *l);
void types_row(struct proc_line *l);
void pageblocks_row(struct proc_line *l);

/* A line of pagetypeinfo that names no zone. False if it is none. */
bool pagetypeinfo_heading(struct proc_line *l);

/* Ranges of numbers in these texts. */
#define PROC_MAX_PAGES ((int64_t)1 << 32)
#define PROC_MAX_COUNT ((int64_t)1 << 40)
#define PROC_MAX_EVENTS ((int64_t)1 << 60)
#define PROC_MAX_END_PFN (PROC_MAX_PAGES - 32768)

#endif
