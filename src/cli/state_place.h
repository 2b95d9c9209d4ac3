/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state_place.h - where the program keeps what it remembers: history and progress.
 */
#ifndef CLI_STATE_PLACE_H
#define CLI_STATE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The path of a file in $XDG_STATE_HOME/buddyscope or ~/.local/state/buddyscope; its directories
 * exist afterwards. False: there is no home to have it in, or it cannot be made.
 */
bool state_path(const char *file, char *path, size_t size);

#endif
