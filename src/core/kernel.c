/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.c - finding a kernel, a rung of its ladders, and where a reader finds it.
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

const char *ladder_function(const struct kernel *k, enum ladder ladder)
{
	return ladder < NR_LADDERS ? k->function[ladder] : "";
}

struct check_place check_place(const struct kernel *k, const struct check *row)
{
	const char *function = row->in ? row->in : row->name;
	const struct source_file *s = k->sources;

	while (s->function && strcmp(s->function, function) != 0)
		s++;
	return (struct check_place){ function, s->file };
}

/* Each name has one that came after it, so this ends with the newest. */
const char *check_newest_name(enum ladder ladder, const char *name)
{
	for (const struct renaming *r = renamings; r->before; r++)
		if (r->ladder == ladder && strcmp(r->before, name) == 0)
			name = r->after;
	return name;
}
