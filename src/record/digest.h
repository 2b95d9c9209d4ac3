/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest.h - is the program that recorded this the same as the one that reads it?
 */
#ifndef RECORD_DIGEST_H
#define RECORD_DIGEST_H

#include "core/kernels.h"

enum { DIGEST_TEXT = 17 };

/* The kinds of events in their order, with the names of their numbers. */
void event_list_digest(char out[DIGEST_TEXT]);

/* What a kernel's table says: ladders, rules, numbers, spellings. */
void kernel_digest(const struct kernel *k, char out[DIGEST_TEXT]);

void digest_text(uint64_t digest, char out[DIGEST_TEXT]);

#endif
