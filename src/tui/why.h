/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * why.h - one step in sentences.
 */
#ifndef TUI_WHY_H
#define TUI_WHY_H

#include <stdio.h>

#include "tui/view.h"

/* Writes what v->here, which there must be, says and where the kernel does it. */
void why_step(FILE *out, const struct view *v);

#endif
