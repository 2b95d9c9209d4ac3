/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zlc.h - the zonelist cache of 2.6.34: zones that were full lately are passed over for a while.
 */
#ifndef CORE_ZLC_H
#define CORE_ZLC_H

#include "ladder.h"

/* zlc_zone_worth_trying(): a rung before all others, once the cache is consulted. */
enum verdict check_zlc(struct alloc_context *ac);

/* A zone was refused: mark it full if it was, and consult the cache from the next one on. */
void note_refused_zone(struct alloc_context *ac);

/* After the scan: every zone refused, some by the cache's word only? Then scan without it. */
enum verdict rescan_without_zlc(struct alloc_context *ac);

#endif
