/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside.h - changes of the world that no request of the kernel makes: settings, tasks, cpusets.
 */
#ifndef CORE_OUTSIDE_H
#define CORE_OUTSIDE_H

#include "machine.h"

/*
 * Why changes[i] may not be made after the ones before it, for people, or NULL if it may. Only
 * kinds that leave lists and free pages alone are allowed, only within the world, and only values
 * that the arithmetic of the checks can bear: what comes from a file is doubted here.
 */
const char *outside_refused(const struct world *w, const struct event *changes, size_t i);

/* Carries it out, with the old value filled in; nothing happens if nothing changes. */
void outside_change(struct machine *m, const struct event *change);

/*
 * What setup_per_zone_wmarks() does besides computing numbers, once all changes are made, if one
 * of them is a sysctl that calls it: the fair shares of 4.7 move towards what they are refilled
 * to, and 2.6.34 sets its pageblocks aside anew.
 */
void outside_settle(struct machine *m, const struct event *changes, size_t n);

#endif
