/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * beside.h - two indented texts side by side, line beside line where they say the same.
 */
#ifndef COMPARE_BESIDE_H
#define COMPARE_BESIDE_H

#include <stdio.h>

#include "compare.h"

/*
 * The request's two ladders. Lines of the same check, or of the same text, stand beside each other;
 * between the columns stands | where they differ, < or > where only one side has the line. Long
 * lines are broken.
 */
void print_beside(FILE *out, const char *const text[SIDES], unsigned columns);

#endif
