/* SPDX-License-Identifier: GPL-3.0-or-later */
/* golden.h - screens that are kept as text in tests/screens. */
#ifndef TESTS_TUI_GOLDEN_H
#define TESTS_TUI_GOLDEN_H

#include "tui/canvas.h"

/*
 * Expects the canvas to be what tests/screens/NAME.txt holds; with_styles: and what its cells mean.
 * With UPDATE in the environment the file is written anew.
 */
void expect_golden(const struct canvas *c, bool with_styles, const char *name);

/* The same for any text. */
void expect_golden_text(const char *text, const char *name);

#endif
