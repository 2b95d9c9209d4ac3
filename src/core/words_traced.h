/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words_traced.h - what a tracer told, for words.c.
 */
#ifndef CORE_WORDS_TRACED_H
#define CORE_WORDS_TRACED_H

#include <stddef.h>

#include "event.h"

/* e is of a TRACED_* kind. Cut to size. */
void traced_words(const struct event *e, char *out, size_t size);

#endif
