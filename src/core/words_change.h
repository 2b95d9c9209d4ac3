/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words_change.h - what a change did, for words.c.
 */
#ifndef CORE_WORDS_CHANGE_H
#define CORE_WORDS_CHANGE_H

#include <stddef.h>

#include "event.h"

/* e changes a list, a page or a number; zone is how its zone is called. Cut to size. */
void change_words(const struct event *e, const char *zone, char *out, size_t size);

#endif
