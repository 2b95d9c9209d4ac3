/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drive.h - an app without a screen: keys go in, what is drawn is looked at. Whatever fails fails
 * the test.
 */
#ifndef TESTS_TUI_DRIVE_H
#define TESTS_TUI_DRIVE_H

#include "tui/app.h"

#define STATE "traces/6.1/a_pcp_unmovable.jsonl"

/* On the menu, at 80x24; record: the file to record to, NULL: nowhere. */
struct app *start(const char *record);
struct app *open_file(const char *path, const char *record);

/* Presses each character; type() presses them behind `:` and then Enter. */
void keys(struct app *a, const char *text);
void type(struct app *a, const char *line);

/* The screen as text, with its styles; the caller frees it. */
char *screen(struct app *a);
bool shows(struct app *a, const char *what);

#define EXPECT_SHOWS(a, what) cr_expect(shows(a, what), "the screen shows \"%s\"", what)
#define EXPECT_HIDES(a, what) cr_expect(!shows(a, what), "the screen does not show \"%s\"", what)

#endif
