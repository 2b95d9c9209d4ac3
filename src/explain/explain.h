/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain.h - why a kernel had no page: each attempt of a reported request, zone by zone.
 *
 *	report --> world, request --> survey: every attempt judges every zone
 *	                          \-> what if: more pages, run again; and other remedies
 */
#ifndef EXPLAIN_EXPLAIN_H
#define EXPLAIN_EXPLAIN_H

#include "import/dmesg.h"
#include "whatif/whatif.h"

enum zone_verdict {
	ZONE_REFUSED,
	ZONE_PASSES,            /* what the report says afterwards would have been enough */
	ZONE_PASSED_BY,         /* not for this request, or not of its nodes: never judged */
};

struct explained_zone {
	enum zone_verdict verdict;
	struct refusal f;               /* the check and its numbers; of a pass: the mark's */
	int64_t pages, blocks;          /* that were missing: of order 0, of the request's order */
	bool proved;                    /* it passes with them, and with one less it does not */
	const struct refusal *remedied; /* what else would have helped, or NULL; lent */
};

struct explained_attempt {
	enum attempt attempt;
	uint32_t flags;                 /* ALLOC_* */
	gfp_t gfp;
	unsigned scan;                  /* the first of it */
	struct explained_zone *zone;    /* in the zonelist's order */
	size_t n;
};

struct explanation {
	struct dmesg_report *report;
	const struct kernel *kernel;    /* NULL: nothing names or shows it */
	const char *differs;            /* of its rules from the report's release; "": nothing */
	bool by_form;                   /* no release is told: the report's form was looked at */
	struct dmesg_machine machine;   /* world NULL: there is none to be made */
	struct explained_attempt *attempt;
	size_t n;
	/* The report's numbers, taken afterwards, would have let the request pass: closest here. */
	const struct explained_zone *contradiction;
	const struct explained_attempt *contradicted_in;
	struct whatif shortfalls, remedies;
};

enum explain_status { EXPLAIN_OK, EXPLAIN_NO_MEMORY };

/*
 * Explains a report. kernel: the one to take it for, or NULL: the report tells. A report that names
 * no zones, or asked for none, has no attempts. The caller gives *e to explain_done() either way;
 * r must live as long.
 */
enum explain_status explain(struct explanation *e, struct dmesg_report *r,
			    const struct kernel *kernel);
void explain_done(struct explanation *e);

/* The whole of it as text for people, line by line; r's words as they are, so print harmless. */
struct explain_printer {
	void (*line)(void *self, const char *text);
	void *self;
};
void explain_text(const struct explanation *e, const struct explain_printer *p);

/*
 * By how many pages the zone is above what was compared, or below. INT64_MAX: it is above as an
 * unsigned number, with less free than unusable.
 */
int64_t explain_margin(const struct explained_zone *z);

/* "page allocation failure", "oom-killer" ...; for files: "failure", "oom", "oom-memcg", "sysrq" */
const char *explain_kind(enum dmesg_kind kind);
const char *explain_kind_word(enum dmesg_kind kind);

/* "min", "low", "high"; "none" where marks are ignored. */
const char *explain_mark(const struct explained_attempt *a);

/* "fast path", "last try before OOM" ... */
const char *explain_attempt(const struct explained_attempt *a);

/* The check that decided, as the kernel spells it. */
const char *explain_check(const struct explanation *e, const struct explained_zone *z);

/* The request's flags, as the model spells them. */
void explain_gfp(const struct explanation *e, char *out, size_t size);

/* The refusal of this zone that was nearest to passing; NULL: it was never refused. */
const struct explained_zone *explain_easiest(const struct explanation *e, zid_t zone);

/*
 * What would have let a refused zone pass, a sentence each, all of them proved. None where the
 * report contradicts the failure.
 */
void explain_remedies(const struct explanation *e, const struct explained_zone *z,
		      const struct explain_printer *p);

/* Whether what is missing was tried; or, where no page was, at least one of the remedies. */
bool explain_proved(const struct explained_zone *z);

#endif
