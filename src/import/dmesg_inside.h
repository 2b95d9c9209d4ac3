/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dmesg_inside.h - one line of a report at a time. Only dmesg*.c use it.
 */
#ifndef IMPORT_DMESG_INSIDE_H
#define IMPORT_DMESG_INSIDE_H

#include "dmesg.h"

enum piece_result {
	PIECE_OTHER,            /* nothing of a report that we look at */
	PIECE_TAKEN,
	PIECE_LAST,             /* and the report ends here */
	PIECE_NO_MEMORY,
};

/* A report that is being read. */
struct piecing {
	struct dmesg_report *r;
	unsigned line;                  /* of the log */
	bool in_zone;                   /* the zone whose reserves come next */
	unsigned node;
	enum zone_word word;
	bool in_pcps;                   /* 2.6.34: per-cpu lines of this zone follow */
};

/* True if text is the first line of a report; *r is filled from it. */
bool dmesg_is_header(const char *text);
void dmesg_header(struct dmesg_report *r, const char *text);

/* A line of the report behind its first. */
enum piece_result dmesg_piece(struct piecing *p, const char *text);

/* Its lines about zones. */
enum piece_result dmesg_zone_piece(struct piecing *p, const char *text);

/* "Killed process 53 (tail)": the number; -1 if the line is none. */
long dmesg_killed(const char *text);

/* A digit run at *at, at most `most`; *at is behind it. False if there is none, or it is more. */
bool dmesg_number(const char **at, int64_t most, int64_t *value);

/* Something of the report could not be read: it is partial, and a note says what. */
void dmesg_damaged(struct piecing *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* "6.1.0-56-amd64" at text, up to a blank, to r->release. */
void dmesg_release(struct dmesg_report *r, const char *text);

#endif
