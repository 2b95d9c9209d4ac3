/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flags.h - GFP flags by name, with the values that they have in the kernel we are built for.
 */
#ifndef ORACLE_FLAGS_H
#define ORACLE_FLAGS_H

#include <linux/types.h>

/* A flag_fn (requests.h). A flag that only other kernels have is no bits. */
bool flag_bits(const char *name, size_t len, unsigned int *bits);

/* The flag of other kernels that was asked for last, once for each; or NULL. */
const char *flag_left_out(void);

/* "__GFP_IO|__GFP_FS" in out; what has no name here is left out. */
void flag_names(unsigned int gfp, char *out, size_t size);

#endif
