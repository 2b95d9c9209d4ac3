/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fence.c - what the word behind a code block's fence makes of it.
 */
#include "fence.h"

#include <string.h>

#include "text/nearest.h"

enum { LONGEST_WORD = 31, MOST_SLIPS = 2 };

/* Copies the next word of *info, which moves behind it; "" at the end. */
static void next_word(const char **info, const char *end, char word[LONGEST_WORD + 1])
{
	size_t n = 0;

	while (*info < end && (**info == ' ' || **info == '\t'))
		(*info)++;
	for (; *info < end && **info != ' ' && **info != '\t'; (*info)++)
		if (n < LONGEST_WORD)
			word[n++] = **info;
	word[n] = '\0';
}

static bool is_nearly(const char *word, const char *meant)
{
	return edit_distance(word, meant) <= MOST_SLIPS;
}

/* Behind buddyscope may stand other words, for other programs. */
enum fence_says fence_kind(const char *info, size_t size, enum md_kind *kind)
{
	const char *end = info + size;
	char ours[LONGEST_WORD + 1], what[LONGEST_WORD + 1], more[LONGEST_WORD + 1];

	*kind = MD_KIND_TEXT;
	next_word(&info, end, ours);
	if (strcmp(ours, "buddyscope") != 0)
		return is_nearly(ours, "buddyscope") ? FENCE_MISTYPED : FENCE_FOREIGN;
	next_word(&info, end, what);
	next_word(&info, end, more);
	*kind = MD_KIND_STATEMENTS;
	if (strcmp(what, "exercise") == 0 && !*more)
		*kind = MD_KIND_EXERCISE;
	else if (strcmp(what, "solution") == 0 && !*more)
		*kind = MD_KIND_SOLUTION;
	else if (is_nearly(what, "exercise") || is_nearly(what, "solution"))
		return FENCE_MISTYPED;
	return FENCE_KNOWN;
}
