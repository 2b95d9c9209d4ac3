/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recording.h - the inside of struct recording. Only src/import uses it.
 */
#ifndef IMPORT_RECORDING_H
#define IMPORT_RECORDING_H

#include "json.h"
#include "lines.h"
#include "state.h"
#include "state_build.h"

struct recording {
	const char *file;               /* borrowed */
	struct lines lines;
	struct json_line first;         /* the "case" line; head's strings are in it */
	struct recording_head head;
	char *name;
	const char *shown;              /* the line of an error, if not the last one read */
	bool out_of_memory;

	struct state_text text;         /* of the state read last */
	char when[64];                  /* of the state that must come next; "": none */
	bool has_shape;
	struct world_shape shape;       /* of the states so far: the machine does not change */
	struct nodemask online;
	uint8_t migratetype[MAX_RECORDED_TYPES];
	unsigned nr_migratetypes;

	int64_t task_flags;             /* as the requests so far left them */
	int64_t jiffies;
	int64_t nr_ops;
	bool ended;                     /* end_ops has been read */
	char gfp_text[24];              /* the last mask: most requests have the same */
	gfp_t gfp;
	pfn_t *pages;                   /* lent out with the last BULK */
	size_t nr_pages;
};

/*
 * The next line, not yet parsed. False at the end of the file, and on an error: then *d is filled
 * and l->failed.
 */
bool recording_next_line(struct recording *r, struct json_line *l, struct diag *d);

/* Keeps what recording_line() and recording_out_of_memory() will be asked. Returns false. */
bool recording_failed(struct recording *r, const struct json_line *l);

#endif
