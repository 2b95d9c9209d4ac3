/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nearest.c - the edit distance of Damerau and Levenshtein, in its restricted form (no letter is
 * edited twice), and what counts as near.
 */
#include "nearest.h"

#include <limits.h>
#include <string.h>

enum { LONGEST_WORD = 63 };

static unsigned min(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* above[j], row[j]: the distance of the first i-1, i letters of a from the first j of b. */
unsigned edit_distance(const char *a, const char *b)
{
	unsigned rows[3][LONGEST_WORD + 1];
	unsigned *before = rows[0], *above = rows[1], *row = rows[2];
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len > LONGEST_WORD || b_len > LONGEST_WORD)
		return strcmp(a, b) == 0 ? 0 : UINT_MAX;
	for (unsigned j = 0; j <= b_len; j++)
		row[j] = j;
	for (unsigned i = 1; i <= a_len; i++) {
		unsigned *oldest = before;

		before = above;
		above = row;
		row = oldest;
		row[0] = i;
		for (unsigned j = 1; j <= b_len; j++) {
			unsigned replace = above[j - 1] + (a[i - 1] != b[j - 1]);

			row[j] = min(replace, min(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = min(row[j], before[j - 2] + 1);
		}
	}
	return row[b_len];
}

/* Near: at most one edit for every three letters typed, and never fewer than one. */
const char *nearest_word(const char *typed, const char *const *known, size_t n)
{
	size_t len = strlen(typed);
	unsigned best = len < 3 ? 1 : len > LONGEST_WORD ? LONGEST_WORD / 3 : (unsigned)(len / 3);
	const char *found = NULL;

	for (size_t i = 0; i < n; i++) {
		unsigned distance = edit_distance(typed, known[i]);

		if (distance < best || (distance == best && !found)) {
			best = distance;
			found = known[i];
		}
	}
	return found;
}
