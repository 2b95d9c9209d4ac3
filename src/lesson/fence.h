/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fence.h - what the word behind a code block's fence makes of it.
 */
#ifndef LESSON_FENCE_H
#define LESSON_FENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "markdown.h"

enum fence_says { FENCE_KNOWN, FENCE_FOREIGN, FENCE_MISTYPED };

/*
 * What a fence with this info string of size bytes begins; a block that is not for us is
 * MD_KIND_TEXT. FENCE_MISTYPED: it is nearly one of ours, and would be passed over in silence.
 */
enum fence_says fence_kind(const char *info, size_t size, enum md_kind *kind);

#endif
