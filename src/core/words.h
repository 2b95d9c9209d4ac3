/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.h - events in plain words, with the numbers and in the kernel's own spelling.
 */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include "kernels.h"

/* Whose words: names depend on the kernel and on what the machine has. */
struct speaker {
	const struct kernel *kernel;
	const struct world *world;      /* for its shape only */
};

enum { WORDS_MAX = 400 };

/* One event as one line without a newline, cut to size. */
void event_words(const struct speaker *s, const struct event *e, char *out, size_t size);

/* "GFP_KERNEL|__GFP_ZERO", "0" for none; flags the kernel lacks in hex. */
void gfp_words(const struct kernel *k, gfp_t gfp, char *out, size_t size);

/* "ALLOC_WMARK_LOW|ALLOC_NOFRAGMENT". */
void alloc_flags_words(const struct kernel *k, uint32_t flags, char *out, size_t size);

/* "Node 0 DMA32"; "no zone" for NO_ZONE. */
void zone_words(const struct world *w, zid_t zone, char *out, size_t size);

/* What an enum verdict means: "refused, next zone". */
const char *verdict_words(uint8_t verdict);

/*
 * The decisions of one request, in order and indented: a check stands before what it compared.
 * Calls line() for each with its depth. Changes (events that do something) are left out; a check
 * that compared one thing is one line, and so are blocks freed one after the other in the same way.
 */
void narrate(const struct speaker *s, const struct event *events, size_t n,
	     void (*line)(void *self, unsigned depth, const char *text), void *self);

#endif
