/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flags.h - GFP flags by name, with the values that they have in the kernel we are built for.
 */
#ifndef ORACLE_FLAGS_H
#define ORACLE_FLAGS_H

#include <linux/types.h>

/* A flag_fn (requests.h). */
bool flag_bits(const char *name, size_t len, unsigned int *bits);

/* "__GFP_IO|__GFP_FS" in out; what has no name here is left out. */
void flag_names(unsigned int gfp, char *out, size_t size);

#endif
