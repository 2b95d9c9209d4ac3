/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kswapd.h - asking the background reclaimer to wake up. It never runs here.
 */
#ifndef CORE_KSWAPD_H
#define CORE_KSWAPD_H

#include "ladder.h"

struct wakeup {
	zid_t zone;
	gfp_t gfp;
	unsigned order, highest_zoneidx;
};

/* wakeup_kswapd(), 5.10 to 6.12. */
void wakeup_kswapd(struct machine *m, struct wakeup wake);

/* wake_all_kswapds(), 6.1: once per run of zones of the same node on the attempt's way. */
void wake_all_kswapds(struct alloc_context *ac);

/* pgdat_balanced(): one zone up to highest_zoneidx is above its high mark. 4.12 and later. */
bool pgdat_balanced(const struct world *w, const struct kernel *k, struct wakeup wake);

#endif
