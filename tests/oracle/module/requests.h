/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * requests.h - a list of requests as text, one a line. The module reads it in the guest, and
 * check.c reads it before a guest is started; so nothing of a kernel is used here but types.
 *
 *	alloc H ORDER FLAGS [nid=N] [nodemask=HEX]
 *	bulk H WANT FLAGS [nid=N] [nodemask=HEX]
 *	free H | free H+K
 *	split H | drain | unreserve [force] | snap NAME
 *	memalloc|oom_victim|hardirq|rt on|off
 *
 * H is a handle: the block that an alloc got, by a number of the list's own. H+K is page K of a
 * split block or of a bulk request. README.md beside the folder says the same at length.
 */
#ifndef ORACLE_REQUESTS_H
#define ORACLE_REQUESTS_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#endif

enum request_op {
	OP_ALLOC,
	OP_BULK,
	OP_FREE,
	OP_SPLIT,
	OP_DRAIN,
	OP_UNRESERVE,
	OP_SNAP,
	OP_MEMALLOC,
	OP_OOM_VICTIM,
	OP_HARDIRQ,
	OP_RT,
	NR_OPS
};

enum {
	NO_NID = -1,
	MAX_ORDER_ASKED = 31,           /* an order that no kernel has may be asked for: it fails */
	MAX_SPLIT_ORDER = 10,
	MAX_BULK = 1 << 16,
	MAX_HANDLES = 1 << 22,
	MAX_LIST_NODES = 64,
	SNAP_NAME = 24,
	WHOLE = -1,
};

struct request {
	enum request_op op;
	unsigned int handle;
	int piece;                      /* FREE: K, or WHOLE */
	unsigned int order;
	unsigned int want;              /* BULK */
	unsigned int gfp;               /* as flag() makes it of the names */
	int nid;                        /* or NO_NID */
	bool has_nodemask;
	unsigned long nodemask;
	bool on;                        /* on, or force */
	char name[SNAP_NAME];
};

/* One flag's name, without an end, to its bits. False: there is no such flag here. */
typedef bool (*flag_fn)(const char *name, size_t len, unsigned int *bits);

/*
 * Reads one line, without its newline, which is cut into words. NULL if it is a request, "" if it
 * is none (empty, or a comment), else what is wrong; *at is then the word.
 */
const char *request_parse(char *line, flag_fn flag, struct request *r, const char **at);

/* The name of what is asked, as in the list and in the recording. */
const char *request_op_name(enum request_op op);

/* How many pages a handle may come to stand for. One for each handle, zeroed at first. */
struct handle_plan {
	unsigned int pages;             /* 0: the handle is not used */
	unsigned int order;
	bool bulk, split;
};

/*
 * Holds a request against those before it: a handle is given once and before it is used, and
 * pieces are inside their block. NULL, or what is wrong. plan has room for r->handle.
 */
const char *request_fits(const struct request *r, struct handle_plan *plan);

#endif
