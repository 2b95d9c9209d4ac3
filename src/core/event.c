/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * event.c - the names of the kinds of events, from events.def.
 */
#include "event.h"

const struct event_info event_info[NR_EVENT_KINDS] = {
#define SAYS(kind, ...) [EVENT_##kind] = { #kind, NATURE_SAYS, { __VA_ARGS__ } },
#define DOES(kind, ...) [EVENT_##kind] = { #kind, NATURE_DOES, { __VA_ARGS__ } },
#define FIELD(kind, owner, member) \
	[EVENT_##kind] = { #kind, NATURE_DOES, { "old", "new", "index" } },
#include "events.def"
#undef SAYS
#undef DOES
#undef FIELD
};

bool watermark_wrapped(const struct event *e)
{
	return e->kind == EVENT_WATERMARK_QUICK && e->verdict && e->v[0] < e->v[1];
}
