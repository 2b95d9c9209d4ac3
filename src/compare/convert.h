/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * convert.h - the world of one kernel, made into one that another kernel can run on.
 */
#ifndef COMPARE_CONVERT_H
#define COMPARE_CONVERT_H

#include "core/ladder.h"
#include "notes.h"

enum convert_from {
	FROM_GEOMETRY,  /* zones and their sizes: the other kernel boots its own machine */
	FROM_STATE,     /* what is allocated and what is free as well */
};

struct conversion {
	const struct kernel *of, *to;
	enum convert_from from;
	bool keep_marks;        /* watermarks, reserves and PCP sizes stay as they are */
};

/*
 * A new world for c->to, which the caller owns; what was changed on the way is noted. A state for
 * the kernel that it is of stays as it is. NULL with a reason for people in *why.
 */
struct world *convert_world(const struct world *w, const struct conversion *c, struct notes *notes,
			    const char **why);

/* The two ways: convert_geometry.c and convert_state.c. */
struct world *convert_geometry(const struct world *w, const struct conversion *c,
			       struct notes *notes, const char **why);
struct world *convert_state(const struct world *w, const struct conversion *c, struct notes *notes,
			    const char **why);

/* What a setting is after boot. */
int64_t default_setting(const struct kernel *k, const struct zone_layout *layout, unsigned setting);

/*
 * A mask by its names: GFP_KERNEL is what each kernel means by it. Flags that c->to lacks become
 * what is nearest; what has nothing near is left out and in *lacking.
 */
gfp_t convert_gfp(const struct kernel *of, const struct kernel *to, gfp_t gfp, gfp_t *lacking);

#endif
