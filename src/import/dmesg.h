/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dmesg.h - what a kernel printed when it had no page: reports in the text of a log.
 *
 *	log --- dmesg_next() --> struct dmesg_report --- dmesg_world() --> world, request
 *
 * "page allocation failure" and "invoked oom-killer", as 2.6.34 to 6.12 print them, with or without
 * timestamps and the prefixes of syslog and journalctl, and with lines that a log daemon joined by
 * "#012". A report may be cut anywhere; what is left of it is told, and that it is not all.
 */
#ifndef IMPORT_DMESG_H
#define IMPORT_DMESG_H

#include "core/request.h"
#include "described.h"

enum dmesg_kind {
	DMESG_FAILURE,          /* page allocation failure */
	DMESG_OOM,              /* of the machine, a cpuset or a memory policy */
	DMESG_OOM_MEMCG,        /* of a memory cgroup: no zone was short */
	DMESG_OOM_SYSRQ,        /* asked for at the keyboard: no request failed */
};

/* A list of nodes as a report prints it. */
struct dmesg_nodes {
	bool told, null;        /* "(null)": every node */
	struct nodemask mask;
};

enum { DMESG_NOTES = 24, DMESG_NOTE = 180, DMESG_NAMES = 512 };

struct dmesg_report {
	enum dmesg_kind kind;
	unsigned line;                  /* of its first line, from 1 */
	char comm[32];                  /* who asked; hostile */
	char release[80];               /* "6.1.0-56-amd64", where told " (Debian 6.1.192-2)" */
	bool has_pid, victim, interrupt;
	long pid;
	unsigned cpu;

	bool has_request;
	int order;
	uint64_t mode;                  /* the mask as the kernel's own bits */
	char names[DMESG_NAMES];                /* as printed; empty: only the number was */
	struct dmesg_nodes nodemask, mems_allowed;
	char cpuset[64];

	struct described d;             /* of its memory */
	bool has_zones;
	bool has_reserved;              /* reserved_highatomic was told */
	int64_t *reserved_highatomic;   /* by zone of d */
	bool partial;                   /* cut, or some line of it could not be read */
	char note[DMESG_NOTES][DMESG_NOTE];     /* what was wrong, a line each */
	unsigned notes;                 /* how many there were: may be more than DMESG_NOTES */
};

struct dmesg;

/* Takes file over (stdin stays open). NULL when memory is short. */
struct dmesg *dmesg_open(FILE *file);
void dmesg_close(struct dmesg *log);

enum dmesg_status { DMESG_REPORT, DMESG_END, DMESG_LIMIT, DMESG_ERROR, DMESG_NO_MEMORY };

/*
 * The next report; the caller gives it to dmesg_report_done() whatever is returned. DMESG_LIMIT: a
 * line or the file is too long. DMESG_ERROR: errno says why. Neither ends the report that was read
 * so far: it comes first, as partial.
 */
enum dmesg_status dmesg_next(struct dmesg *log, struct dmesg_report *r);
void dmesg_report_done(struct dmesg_report *r);

/* Adds a note; anything but plain text in it is shown harmless by whoever prints it. */
void dmesg_note(struct dmesg_report *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* How the rules of a release relate to those of the kernel that stands for it. */
struct dmesg_model {
	const struct kernel *kernel;
	const char *differs;    /* "": none known; else which rules, or "not checked" */
};

/* The kernel that is nearest to the report's release; kernel is NULL if none was told. */
struct dmesg_model dmesg_model(const struct dmesg_report *r);

/* The kernel that prints reports of this form, for one that does not name its release. */
const struct kernel *dmesg_kernel_of_form(const struct dmesg_report *r);

/* The mask in this program's bits. What the kernel does not have is noted and left out. */
gfp_t dmesg_gfp(struct dmesg_report *r, const struct kernel *k);

/* What was asked, on a machine as the report describes it. */
struct dmesg_machine {
	struct world *world;            /* the caller's */
	struct request request;
	struct nodemask nodemask;       /* request.nodemask, if it has one */
};

enum dmesg_made { DMESG_MADE, DMESG_NO_MACHINE, DMESG_MADE_NO_MEMORY };

/*
 * The machine of a report with zones. Page frames, the split of free blocks among the types that
 * were named, PCP lists of other CPUs and the nodes' distances are made up. DMESG_NO_MACHINE: a
 * note says why. m->request.nodemask lies in *m.
 */
enum dmesg_made dmesg_world(struct dmesg_report *r, const struct kernel *k,
			    struct dmesg_machine *m);

#endif
