/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pane_traced.h - the panes of a trace without a state: what it tells, in the places where a
 * machine would be shown.
 */
#ifndef TUI_PANE_TRACED_H
#define TUI_PANE_TRACED_H

#include "tui/view.h"

/* v->traced is not NULL. */
pane_fn pane_traced_steps,      /* for the checks: the lines of this request */
	pane_traced_blocks,     /* for the free lists: what was allocated and freed so far */
	pane_traced_counts,     /* for the watermarks: requests, failures, fallbacks so far */
	pane_traced_pcp,        /* for the PCP lists: refills and drains so far */
	pane_traced_unknown;    /* for the zonelist: what a trace cannot tell */

#endif
