/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tick.h - what the vmstat worker does about once a second on each CPU.
 */
#ifndef CORE_TICK_H
#define CORE_TICK_H

#include "machine.h"

/*
 * refresh_cpu_vm_stats(), 5.10 and 6.1: folds this CPU's counter deltas into the zones, and drains
 * a batch from PCP lists of other nodes' zones that were left alone for three ticks.
 */
void vmstat_tick(struct machine *m);

/*
 * refresh_cpu_vm_stats(false), 5.10 to 6.12: what an idle CPU does for itself. The deltas fold, and
 * remote lists start to wait for their drain; no list ages and none shrinks.
 */
void vmstat_quiet(struct machine *m);

#endif
