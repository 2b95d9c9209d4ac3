/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * synthesised.h - what of a world was made up because no text told it, in words.
 */
#ifndef CORE_SYNTHESISED_H
#define CORE_SYNTHESISED_H

#include "world.h"

/*
 * The bits of SET_SYNTHESISED in words: "page frames and list order, settings". Empty if there are
 * none; cut to size.
 */
void synthesised_words(int64_t bits, char *out, size_t size);

/* The i-th bit as one word, for files: "pfns"; NULL from SYNTHESISED_BITS on. */
const char *synthesised_name(unsigned i);

/* True if nothing of the world is known, because there is only what a tracer told: traced.h. */
bool world_is_unknown(const struct world *w);

#endif
