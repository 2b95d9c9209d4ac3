/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * boot_release.h - which memory the kernel keeps at boot, and handing over the rest.
 */
#ifndef CORE_BOOT_RELEASE_H
#define CORE_BOOT_RELEASE_H

#include "boot_description.h"
#include "ladder.h"

/*
 * Gives the free memory of every node to w's buddy lists and counts it in zone.managed. w has its
 * zones' spans and present pages, and first_deferred_pfn of each node. False, with a reason in
 * *why, if the description cannot be met.
 */
bool boot_release(const struct boot_description *d, const struct kernel *k, struct world *w,
		  const char **why);

#endif
