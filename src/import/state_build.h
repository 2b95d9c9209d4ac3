/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_build.h - a recorded state on its way from lines to a world. Only src/import uses it.
 *
 *	lines of the state, kept as text
 *	     |  state_shape.c: how many nodes, CPUs, page frames?
 *	     v
 *	empty world
 *	     |  state_machine.c: settings, task, nodes       state_zone.c: numbers of zones and PCPs
 *	     |  state_lists.c: free, PCP, LRU pages, pageblocks
 *	     v
 *	world, checked as a whole (state_zone.c)
 */
#ifndef IMPORT_STATE_BUILD_H
#define IMPORT_STATE_BUILD_H

#include "json.h"
#include "state.h"
#include "state_fields.h"

/* The lines of one state. They are parsed one at a time: text is all that a large one costs. */
struct stored_line {
	size_t offset, length;
	unsigned number;
};
struct state_text {
	char *text;
	size_t used, size;
	struct stored_line *line;
	size_t nr_lines, room;
};

/* What has been read about a zone, besides what is in the world. */
struct zone_notes {
	size_t line;                    /* of its "zone", in state_text; NO_LINE: none */
	size_t pageblocks_line, lru_line;
	int64_t nr_free[NR_ORDERS];     /* as the zone's line says */
	int64_t free_pages, pcp_pages, unaccepted;      /* as the lists say */
	uint32_t free_parts[NR_ORDERS][MIGRATE_TYPES];  /* lines that the list had */
	uint32_t unaccepted_parts, lru_parts;
};

/* The same about a zone's PCP of one CPU. */
struct pcp_notes {
	size_t line;                    /* of its "pcp" in state_text, from 1; 0: none */
	int64_t pages;
	uint16_t lists;                 /* a bit for each index */
};
#define NO_LINE SIZE_MAX

enum { MAX_RECORDED_TYPES = 16 };

struct state_build {
	const struct kernel *kernel;
	bool old;                       /* members that the kernel's version lacks are absent */
	const struct state_text *text;
	size_t line;                    /* the one being read */
	struct recorded_state *s;
	struct world *w;
	struct world_shape shape;
	unsigned cpu;
	uint8_t migratetype[MAX_RECORDED_TYPES];        /* the recording's number to ours */
	unsigned nr_migratetypes;
	struct zone_notes *zone;
	struct pcp_notes *pcp;          /* as the world's */
	struct carried_line *carried;
	size_t nr_carried, carried_room;
	bool *has_node;                 /* had a "node" line */
	uint64_t *taken;                /* a bit for each page on a list or an LRU */
	int64_t lru_pages;
};

/* Reads a line from the state's text, without parsing it. */
struct json_line state_line(const struct state_build *b, size_t i, const char *file,
			    struct diag *d);

/* state_shape.c: fills b->shape, b->cpu. The line that is wrong, if any, is in *l. */
bool state_shape(struct state_build *b, struct json_line *l);

/* A line each. An error is in l. */
void state_meta(struct state_build *b, struct json_line *l);
void state_sysctl(struct state_build *b, struct json_line *l);
void state_task(struct state_build *b, struct json_line *l);
void state_numa(struct state_build *b, struct json_line *l);
void state_vmevents(struct state_build *b, struct json_line *l);
void state_node(struct state_build *b, struct json_line *l);
void state_zonelist(struct state_build *b, struct json_line *l);
void state_zone(struct state_build *b, struct json_line *l);
void state_unaccepted(struct state_build *b, struct json_line *l);
void state_pcp(struct state_build *b, struct json_line *l);
void state_free(struct state_build *b, struct json_line *l);
void state_pcplist(struct state_build *b, struct json_line *l);
void state_pageblocks(struct state_build *b, struct json_line *l);
void state_lru(struct state_build *b, struct json_line *l);
void state_carried(struct state_build *b, struct json_line *l);

/* state_zone.c: the line's "node" and "zone". Its "zone" line must have been read. */
zid_t state_zone_of(struct state_build *b, struct json_line *l);

/* The notes about a zone's PCP. */
static inline struct pcp_notes *state_pcp_notes(const struct state_build *b, zid_t zone,
						unsigned cpu)
{
	return &b->pcp[(size_t)zone * b->shape.nr_cpus + cpu];
}

/* After the last line: does it all fit together? The line that does not is in *l. */
bool state_zones_fit(struct state_build *b, struct json_line *l);
bool state_nodes_fit(struct state_build *b, struct json_line *l);

/* state_lists.c: are pages free or on an LRU in the hole at this pageblock? */
bool state_block_is_taken(const struct state_build *b, pfn_t begin, pfn_t end);

#endif
