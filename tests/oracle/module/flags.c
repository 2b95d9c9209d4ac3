// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flags.c - the names are tested one by one: a kernel has those that its headers define. A list may
 * come from another kernel; a flag that is not here is left out of its masks, and told once.
 */
#include "flags.h"

#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define FLAG(name) { #name, (__force unsigned int)name, false }
#define NO_FLAG(name) { #name, 0, false }

static struct {
	const char *name;
	unsigned int bits;
	bool told;              /* that it is not here */
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
#else
	NO_FLAG(__GFP_ATOMIC),
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
#else
	NO_FLAG(__GFP_ZEROTAGS),
#endif
#ifdef __GFP_NO_OBJ_EXT
	FLAG(__GFP_NO_OBJ_EXT),
#else
	NO_FLAG(__GFP_NO_OBJ_EXT),
#endif
	NO_FLAG(__GFP_COLD),            /* up to 4.14 */
	NO_FLAG(__GFP_NOTRACK),         /* up to 4.14 */
	NO_FLAG(__GFP_REPEAT),          /* up to 4.12 */
	NO_FLAG(__GFP_OTHER_NODE),      /* up to 4.9 */
};

static const char *left_out;

bool flag_bits(const char *name, size_t len, unsigned int *bits)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (strlen(flags[i].name) == len && !memcmp(flags[i].name, name, len)) {
			*bits = flags[i].bits;
			if (!flags[i].bits && !flags[i].told)
				left_out = flags[i].name;
			flags[i].told = !flags[i].bits;
			return true;
		}
	return false;
}

const char *flag_left_out(void)
{
	const char *name = left_out;

	left_out = NULL;
	return name;
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
