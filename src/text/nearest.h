/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nearest.h - which known word did the typist mean?
 */
#ifndef TEXT_NEAREST_H
#define TEXT_NEAREST_H

#include <stddef.h>

/*
 * The fewest single-letter edits from a to b: insert, delete, replace, or swap two neighbours.
 * Words longer than 63 bytes are at distance UINT_MAX from any other: nobody mistypes those.
 */
unsigned edit_distance(const char *a, const char *b);

/*
 * The known word that typed is nearest to; NULL if none is near enough to suggest. known holds n
 * words; the first of equals wins. The result is one of them.
 */
const char *nearest_word(const char *typed, const char *const *known, size_t n);

#endif
