/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.c - finding a kernel, and a rung of its ladders.
 */
#include "kernels.h"

#include <string.h>

const struct kernel *kernel_at(size_t i)
{
	for (size_t n = 0; kernel_table[n]; n++)
		if (n == i)
			return kernel_table[n];
	return NULL;
}

const struct kernel *kernel_find(const char *name)
{
	for (size_t i = 0; kernel_table[i]; i++)
		if (strcmp(kernel_table[i]->name, name) == 0)
			return kernel_table[i];
	return NULL;
}

const char *rung_name(const struct kernel *k, uint8_t rung)
{
	const struct check *rows;

	if (rung_ladder(rung) >= NR_LADDERS)
		return "";
	rows = k->ladder[rung_ladder(rung)];
	for (unsigned row = 0; rows[row].name; row++)
		if (row == rung_row(rung))
			return rows[row].name;
	return "";
}
