/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * synthesised.c - the bits of SET_SYNTHESISED, each once for files and once for people.
 */
#include "synthesised.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *words;
} bits_of[SYNTHESISED_BITS] = {
	{ "pfns", "page frames and list order" },
	{ "types", "migrate types" },
	{ "counts", "free blocks by order" },
	{ "settings", "settings" },
	{ "topology", "distances and CPUs of nodes" },
	{ "kernel", "kernel version" },
	{ "partial", "parts that could not be read" },
	{ "fitted", "numbers that did not agree" },
};

const char *synthesised_name(unsigned i)
{
	return i < SYNTHESISED_BITS ? bits_of[i].name : NULL;
}

bool world_is_unknown(const struct world *w)
{
	return w->setting[SET_SYNTHESISED] & WORLD_UNKNOWN;
}

void synthesised_words(int64_t bits, char *out, size_t size)
{
	size_t used = 0;

	if (size)
		out[0] = '\0';
	for (unsigned i = 0; i < SYNTHESISED_BITS; i++) {
		if (!(bits >> i & 1) || used >= size)
			continue;
		snprintf(out + used, size - used, "%s%s", used ? ", " : "", bits_of[i].words);
		used += strlen(out + used);
	}
}
