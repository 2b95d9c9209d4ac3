/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fits.h - may this event, read from a file, be applied to this world?
 */
#ifndef RECORD_FITS_H
#define RECORD_FITS_H

#include "core/world.h"

/*
 * Why world_apply() must not be given this event, for people, or NULL if it may. After events that
 * fit, every list is still a list and every index is inside the world; whether the counters agree
 * with the lists is another question (world_is_sound()).
 */
const char *event_misfit(const struct world *w, const struct event *e);

#endif
