/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entry.h - __alloc_pages(): from a caller's mask to the first attempt.
 */
#ifndef CORE_ENTRY_H
#define CORE_ENTRY_H

#include "ladder.h"

/* Rungs of __alloc_pages(), in the kernel's order. */
enum verdict entry_order(struct alloc_context *ac);
enum verdict entry_gfp_context(struct alloc_context *ac);
enum verdict entry_prepare(struct alloc_context *ac);
enum verdict entry_flags(struct alloc_context *ac);
enum verdict entry_any_zone(struct alloc_context *ac);          /* 2.6.34 */
enum verdict entry_fast_attempt(struct alloc_context *ac);
enum verdict entry_slowpath(struct alloc_context *ac);

/* Rules that kernels.c picks from: where a task's mems_allowed becomes the nodemask. */
bool confines_in_task(const struct world *w);
bool confines_outside_interrupt(const struct world *w);
bool confines_always(const struct world *w);

/* And flags of the fast attempt beyond the mark: none, or those of 5.10 and later. */
uint32_t flags_fair(const struct alloc_context *ac);            /* 4.7 */
uint32_t no_flags(const struct alloc_context *ac);
uint32_t flags_nofragment(const struct alloc_context *ac);

#endif
