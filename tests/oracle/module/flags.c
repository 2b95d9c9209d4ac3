// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flags.c - the names are tested one by one: a kernel has those that its headers define.
 */
#include "flags.h"

#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define FLAG(name) { #name, (__force unsigned int)name }

static const struct {
	const char *name;
	unsigned int bits;
} flags[] = {
	FLAG(__GFP_DMA),
	FLAG(__GFP_HIGHMEM),
	FLAG(__GFP_DMA32),
	FLAG(__GFP_MOVABLE),
	FLAG(__GFP_RECLAIMABLE),
	FLAG(__GFP_HIGH),
	FLAG(__GFP_IO),
	FLAG(__GFP_FS),
	FLAG(__GFP_ZERO),
#ifdef __GFP_ATOMIC
	FLAG(__GFP_ATOMIC),
#endif
	FLAG(__GFP_DIRECT_RECLAIM),
	FLAG(__GFP_KSWAPD_RECLAIM),
	FLAG(__GFP_WRITE),
	FLAG(__GFP_NOWARN),
	FLAG(__GFP_RETRY_MAYFAIL),
	FLAG(__GFP_NOFAIL),
	FLAG(__GFP_NORETRY),
	FLAG(__GFP_MEMALLOC),
	FLAG(__GFP_COMP),
	FLAG(__GFP_NOMEMALLOC),
	FLAG(__GFP_HARDWALL),
	FLAG(__GFP_THISNODE),
	FLAG(__GFP_ACCOUNT),
#ifdef __GFP_ZEROTAGS
	FLAG(__GFP_ZEROTAGS),
#endif
#ifdef __GFP_NO_OBJ_EXT
	FLAG(__GFP_NO_OBJ_EXT),
#endif
};

bool flag_bits(const char *name, size_t len, unsigned int *bits)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (strlen(flags[i].name) == len && !memcmp(flags[i].name, name, len)) {
			*bits = flags[i].bits;
			return true;
		}
	return false;
}

void flag_names(unsigned int gfp, char *out, size_t size)
{
	unsigned int i;
	size_t used = 0;

	out[0] = '\0';
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (gfp & flags[i].bits)
			used += scnprintf(out + used, size - used, "%s%s", used ? "|" : "",
					  flags[i].name);
}
