/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gfp.h - what a request's GFP mask says: zone, mobility, and (with the task) the ALLOC_* flags.
 *
 * The bits of a GFP mask moved in nearly every release. Inside this program a mask has one
 * meaning, the enumeration below (6.1's own values where 6.1 has the flag). kernels.c lists the
 * value each kernel gives to a name; gfp_from_raw() and gfp_to_raw() translate at the edges.
 */
#ifndef CORE_GFP_H
#define CORE_GFP_H

#include "units.h"

typedef uint32_t gfp_t;

enum {
	GFP_F_DMA = 0x1,
	GFP_F_HIGHMEM = 0x2,
	GFP_F_DMA32 = 0x4,
	GFP_F_MOVABLE = 0x8,
	GFP_F_RECLAIMABLE = 0x10,
	GFP_F_HIGH = 0x20,
	GFP_F_IO = 0x40,
	GFP_F_FS = 0x80,
	GFP_F_ZERO = 0x100,
	GFP_F_ATOMIC = 0x200,
	GFP_F_DIRECT_RECLAIM = 0x400,
	GFP_F_KSWAPD_RECLAIM = 0x800,
	GFP_F_WRITE = 0x1000,
	GFP_F_NOWARN = 0x2000,
	GFP_F_RETRY_MAYFAIL = 0x4000,
	GFP_F_NOFAIL = 0x8000,
	GFP_F_NORETRY = 0x10000,
	GFP_F_MEMALLOC = 0x20000,
	GFP_F_COMP = 0x40000,
	GFP_F_NOMEMALLOC = 0x80000,
	GFP_F_HARDWALL = 0x100000,
	GFP_F_THISNODE = 0x200000,
	GFP_F_ACCOUNT = 0x400000,
	GFP_F_ZEROTAGS = 0x800000,
	GFP_F_NO_OBJ_EXT = 0x1000000,
	GFP_F_COLD = 0x2000000,         /* up to 4.14 */
	GFP_F_WAIT = 0x4000000,         /* 2.6.34: may sleep */
	GFP_F_REPEAT = 0x8000000,       /* up to 4.12 */
	GFP_F_NOTRACK = 0x10000000,     /* up to 4.14 */
	GFP_F_OTHER_NODE = 0x20000000,  /* up to 4.9 */

	GFP_F_RECLAIM = GFP_F_DIRECT_RECLAIM | GFP_F_KSWAPD_RECLAIM,
	GFP_ZONEMASK = 0xf,
};

/* ALLOC_* flags: the kernel's own bits. Two names on one bit never live in the same kernel. */
enum {
	ALLOC_WMARK_MASK = 0x3,         /* an enum wmark: the mark this attempt is held to */
	ALLOC_NO_WATERMARKS = 0x4,
	ALLOC_OOM = 0x8,                /* reserves of an OOM victim, 5.10+ */
	ALLOC_HARDER = 0x10,            /* up to 5.10 */
	ALLOC_NON_BLOCK = 0x10,         /* 6.1+: the caller cannot direct-reclaim */
	ALLOC_HIGH = 0x20,              /* up to 5.10; equals __GFP_HIGH */
	ALLOC_MIN_RESERVE = 0x20,       /* 6.1+; equals __GFP_HIGH */
	ALLOC_CPUSET = 0x40,
	ALLOC_CMA = 0x80,
	ALLOC_FAIR = 0x100,             /* 4.7 */
	ALLOC_NOFRAGMENT = 0x100,       /* 5.10+ */
	ALLOC_HIGHATOMIC = 0x200,       /* 6.1+ */
	ALLOC_KSWAPD = 0x800,           /* 5.10+; equals __GFP_KSWAPD_RECLAIM */
};

/* One flag of one kernel: its name without a value, its bit here and its bit there. */
struct gfp_name {
	const char *name;       /* "__GFP_HIGH" */
	gfp_t flag;
	uint32_t raw;
};

/* A composite mask such as GFP_KERNEL. */
struct gfp_mask_name {
	const char *name;
	gfp_t mask;
};

struct alloc_flag_name {
	const char *name;       /* "ALLOC_NOFRAGMENT" */
	uint32_t flag;
};

/* Which index a zone type has on this kind of machine; -1 where the type does not exist. */
struct zone_layout {
	const char *name;                       /* "x86-64" */
	unsigned nr_zones;
	const char *zone_name[MAX_NR_ZONES];    /* as /proc prints them */
	int dma, dma32, normal, highmem, movable;
};

extern const struct zone_layout zone_layout_x86_64;             /* with ZONE_DEVICE, as Debian */
extern const struct zone_layout zone_layout_x86_64_no_device;
extern const struct zone_layout zone_layout_x86_32;             /* CONFIG_HIGHMEM */

/*
 * Translates a kernel's own bits. Returns false, with the bits that kernel does not have in
 * *unknown, when there are any. names ends with a row whose name is NULL.
 */
bool gfp_from_raw(const struct gfp_name *names, uint32_t raw, gfp_t *gfp, uint32_t *unknown);

/* The kernel's own bits. Flags it lacks are left out; *missing (may be NULL) holds them. */
uint32_t gfp_to_raw(const struct gfp_name *names, gfp_t gfp, gfp_t *missing);

/*
 * Index of the highest zone the mask permits: gfp_zone(), all versions. Two zone modifiers
 * together are a caller's bug; the kernel's table then yields zone 0.
 */
unsigned gfp_zone(const struct zone_layout *layout, gfp_t gfp);

/* Migrate type of a request: gfp_migratetype(), 4.7 and later; never with both mobility bits. */
enum migratetype gfp_migratetype(gfp_t gfp, bool mobility_disabled);

/* "Movable", as /proc/pagetypeinfo prints it; "?" for what is none. */
const char *migratetype_name(unsigned migratetype);

#endif
