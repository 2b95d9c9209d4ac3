/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words_inside.h - writing a sentence piece by piece, for the files whose names begin with words.
 */
#ifndef CORE_WORDS_INSIDE_H
#define CORE_WORDS_INSIDE_H

#include <stddef.h>

#include "event.h"
#include "gfp.h"

struct speaker;

/* The rest of the caller's room. What does not fit is cut off; it always ends with a 0. */
struct text {
	char *at;
	size_t left;
	const struct speaker *s;
};

/* ---- words_names.c ---- */

void add(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* "Node 0 DMA32"; "no zone" for NO_ZONE. */
void add_zone(struct text *t, zid_t zone);

/* "pfn 1234"; "no page" for NO_PFN. */
void add_pfn(struct text *t, pfn_t pfn);

/* "GFP_KERNEL|__GFP_ZERO": the composite mask that says most, then the flags that it leaves. */
void add_gfp(struct text *t, gfp_t gfp);

/* "ALLOC_WMARK_LOW|ALLOC_NOFRAGMENT" */
void add_alloc_flags(struct text *t, uint32_t flags);

/* The i-th of n names; "?" for a number that a forged event may hold. PICK takes an array. */
const char *pick(const char *const *names, size_t n, int64_t i);
#define PICK(names, i) pick(names, sizeof names / sizeof *names, i)

/* ---- the sentences ---- */

typedef void words_fn(struct text *t, const struct event *e);

/* What a check of a zone compared, and what lists gave and got; NULL for events of other kinds. */
words_fn *words_of_check(enum event_kind kind);
words_fn *words_of_lists(enum event_kind kind);

#endif
