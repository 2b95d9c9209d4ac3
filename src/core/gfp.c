/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gfp.c - GFP masks to zones and migrate types, and between a kernel's bits and ours.
 *
 * Follows gfp_zone() and gfp_migratetype() of include/linux/gfp.h. How ALLOC_* flags come from a
 * mask depends on the kernel and the task; that is in request.c and slowpath.c.
 */
#include "gfp.h"

const struct zone_layout zone_layout_x86_64 = {
	.name = "x86-64", .nr_zones = 5,
	.zone_name = { "DMA", "DMA32", "Normal", "Movable", "Device" },
	.dma = 0, .dma32 = 1, .normal = 2, .highmem = -1, .movable = 3,
};

const struct zone_layout zone_layout_x86_64_no_device = {
	.name = "x86-64 without ZONE_DEVICE", .nr_zones = 4,
	.zone_name = { "DMA", "DMA32", "Normal", "Movable" },
	.dma = 0, .dma32 = 1, .normal = 2, .highmem = -1, .movable = 3,
};

const struct zone_layout zone_layout_x86_32 = {
	.name = "x86-32", .nr_zones = 4,
	.zone_name = { "DMA", "Normal", "HighMem", "Movable" },
	.dma = 0, .dma32 = -1, .normal = 1, .highmem = 2, .movable = 3,
};

bool gfp_from_raw(const struct gfp_name *names, uint32_t raw, gfp_t *gfp, uint32_t *unknown)
{
	*gfp = 0;
	for (; names->name; names++) {
		if (raw & names->raw)
			*gfp |= names->flag;
		raw &= ~names->raw;
	}
	*unknown = raw;
	return raw == 0;
}

uint32_t gfp_to_raw(const struct gfp_name *names, gfp_t gfp, gfp_t *missing)
{
	uint32_t raw = 0;

	for (; names->name; names++) {
		if (gfp & names->flag)
			raw |= names->raw;
		gfp &= ~names->flag;
	}
	if (missing)
		*missing = gfp;
	return raw;
}

static unsigned or_normal(const struct zone_layout *layout, int zone)
{
	return (unsigned)(zone >= 0 ? zone : layout->normal);
}

unsigned gfp_zone(const struct zone_layout *layout, gfp_t gfp)
{
	switch (gfp & GFP_ZONEMASK) {
	case 0:
	case GFP_F_MOVABLE:
		return (unsigned)layout->normal;
	case GFP_F_DMA:
	case GFP_F_DMA | GFP_F_MOVABLE:
		return or_normal(layout, layout->dma);
	case GFP_F_DMA32:
	case GFP_F_DMA32 | GFP_F_MOVABLE:
		return or_normal(layout, layout->dma32);
	case GFP_F_HIGHMEM:
		return or_normal(layout, layout->highmem);
	case GFP_F_HIGHMEM | GFP_F_MOVABLE:
		return (unsigned)layout->movable;
	default:
		return 0;
	}
}

enum migratetype gfp_migratetype(gfp_t gfp, bool mobility_disabled)
{
	if (mobility_disabled)
		return MIGRATE_UNMOVABLE;
	if (gfp & GFP_F_MOVABLE)
		return MIGRATE_MOVABLE;
	if (gfp & GFP_F_RECLAIMABLE)
		return MIGRATE_RECLAIMABLE;
	return MIGRATE_UNMOVABLE;
}

const char *migratetype_name(unsigned migratetype)
{
	static const char *const name[MIGRATE_TYPES] = {
		[MIGRATE_UNMOVABLE] = "Unmovable", [MIGRATE_MOVABLE] = "Movable",
		[MIGRATE_RECLAIMABLE] = "Reclaimable", [MIGRATE_HIGHATOMIC] = "HighAtomic",
		[MIGRATE_CMA] = "CMA", [MIGRATE_ISOLATE] = "Isolate", [MIGRATE_RESERVE] = "Reserve",
	};

	return migratetype < MIGRATE_TYPES ? name[migratetype] : "?";
}
