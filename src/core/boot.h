/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * boot.h - the world that a described machine is after boot.
 */
#ifndef CORE_BOOT_H
#define CORE_BOOT_H

#include "boot_description.h"
#include "ladder.h"

/*
 * The world of this machine when its kernel has booted and nothing is allocated. NULL, with a
 * reason for people in *why, if there is no such machine. The caller owns it.
 */
struct world *boot(const struct boot_description *d, const struct kernel *k, const char **why);

/*
 * The end of boot, for a world whose zones have their managed pages on free lists: zonelists,
 * everything that setup.h computes, and the pageblocks that 2.6.34 reserves. False if memory is
 * short.
 */
bool boot_settle(struct world *w, const struct kernel *k);

#endif
