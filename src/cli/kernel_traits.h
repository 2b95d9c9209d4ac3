/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel_traits.h - a kernel's numbers, flags and masks as names with values, to be printed or laid
 * beside another kernel's; and the two ways of telling them.
 */
#ifndef CLI_KERNEL_TRAITS_H
#define CLI_KERNEL_TRAITS_H

#include "compare/ladders.h"

enum trait_group {
	TRAITS_NUMBERS,
	TRAITS_SETTINGS,
	TRAITS_RESERVE,
	TRAITS_ALLOC,
	TRAITS_GFP,
	TRAITS_MASKS,
	NR_TRAIT_GROUPS
};

enum { MOST_TRAITS = 64 };
struct trait {
	char name[32];
	char value[48];
};
struct traits {
	struct trait trait[MOST_TRAITS];
	size_t n;
};

/* "ALLOC_* flags"; the name in JSON is "alloc_flags". */
struct trait_title {
	const char *text, *json;
};
extern const struct trait_title trait_title[NR_TRAIT_GROUPS];

/* All traits of one group about a kernel, in its own order. */
void kernel_traits(const struct kernel *k, enum trait_group group, struct traits *out);

/* A trait of that name, or of one that it had before or after; or NULL. */
const struct trait *trait_find(const struct traits *f, const char *name);

/* ---- kernel_text.c ---- */

void kernels_print_list(void);
void kernels_print_one(const struct kernel *k);
void kernels_print_two(const struct kernel *const k[SIDES]);

/* ---- kernel_json.c ---- */

void kernels_json_list(void);
void kernels_json_one(const struct kernel *k);
void kernels_json_two(const struct kernel *const k[SIDES]);

#endif
