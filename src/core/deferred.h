/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deferred.h - growing a zone whose struct pages are not all initialised yet.
 */
#ifndef CORE_DEFERRED_H
#define CORE_DEFERRED_H

#include "ladder.h"

enum { PAGES_PER_SECTION = 1 << 15 };

/*
 * _deferred_grow_zone(), 5.10 and 6.1: initialises and frees at least 2^order pages more, up to a
 * section boundary, if this is the node's last zone and some of it is still deferred. True if it
 * may be worth taking from the zone now, even if nothing was left to initialise.
 */
bool deferred_grow_zone(struct alloc_context *ac);

#endif
