/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tell_trace.h - a trace alone, for the screen.
 */
#ifndef CLI_TELL_TRACE_H
#define CLI_TELL_TRACE_H

#include "tui/model.h"

/*
 * Tells a trace to a sink; told->world is then the caller's. A trace is read up to the first line
 * that is none, which told->words says. False with *d filled if there is nothing to look at.
 */
bool tell_trace(void *self, const char *path, struct sink to, struct model_trace *told,
		struct diag *d);

#endif
