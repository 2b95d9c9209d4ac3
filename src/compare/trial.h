/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial.h - one workload, tried on two kernels.
 *
 *	trial_new
 *	  trial_begin(world)        converted for each kernel
 *	    trial_ask(request) ...  in each kernel's own terms, then compared
 *	  trial_end
 *	trial_free
 *
 * A recorded request names pages as the recorded kernel had given them out. Each side frees its
 * own: the page that it gave for the same request. What one side never got, it does not free.
 * Whoever has machines of its own (a lesson) only borrows the comparison and the notes.
 */
#ifndef COMPARE_TRIAL_H
#define COMPARE_TRIAL_H

#include "compare.h"
#include "convert.h"
#include "core/request.h"

struct replica;

struct trial {
	const char *name;                       /* of the workload: a path; borrowed */
	const struct kernel *kernel[SIDES];
	enum convert_from from;
	bool keep_marks;

	struct comparison *comparison;
	struct notes converted[SIDES];          /* about the worlds */
	struct notes left_out[SIDES];           /* of the requests: what the kernel does not know */
	struct replica *replica[SIDES];
};

/* A request as a kernel was asked it, and what it gave. */
struct asked {
	struct request q;               /* its flags and pages are that kernel's */
	const pfn_t *page;              /* the block, or the pages of a bulk request */
	size_t nr_pages;
	unsigned line;                  /* of the file; 0: none */
	const char *statement;          /* for people; or NULL */
};

/* The rest of t is set. False when memory is short; trial_done() is called either way. */
bool trial_init(struct trial *t);
void trial_done(struct trial *t);

/* The world converted for one side; the caller owns it. NULL with a reason in *why. */
struct world *trial_convert(struct trial *t, unsigned side, const struct world *w,
			    const struct kernel *of, const char **why);

/* Machines for both sides, from a world of kernel `of`. False with a reason in *why. */
bool trial_begin(struct trial *t, const struct world *w, const struct kernel *of,
		 const char **why);
void trial_end(struct trial *t);

/* One side's world as it is now; lent. NULL before trial_begin(). */
const struct world *trial_world(const struct trial *t, unsigned side);

/* Asks both sides, and compares. False when memory is short. */
bool trial_ask(struct trial *t, const struct asked *a);

/* Whether the two kernels differ in anything that was asked. */
bool trial_differs(const struct trial *t);

#endif
