/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nearest.c - the word that a typist probably meant. */
#include "text/nearest.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <string.h>

Test(nearest, counts_edits)
{
	static const struct {
		const char *when, *a, *b;
		unsigned distance;
	} rows[] = {
		{ "equal", "verify", "verify", 0 },
		{ "a letter missing", "verfy", "verify", 1 },
		{ "a letter too many", "veriffy", "verify", 1 },
		{ "a wrong letter", "verifx", "verify", 1 },
		{ "two neighbours swapped", "veirfy", "verify", 1 },
		{ "swapped at the start", "evrify", "verify", 1 },
		{ "nothing typed", "", "verify", 6 },
		{ "nothing known", "verify", "", 6 },
		{ "both empty", "", "", 0 },
		{ "no letter edited twice", "ca", "abc", 3 },
		{ "another word", "kernels", "verify", 5 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect_eq(edit_distance(rows[i].a, rows[i].b), rows[i].distance, "%s",
			     rows[i].when);
		cr_expect_eq(edit_distance(rows[i].b, rows[i].a), rows[i].distance,
			     "%s, the other way round", rows[i].when);
	}
}

Test(nearest, does_not_measure_words_that_nobody_types)
{
	char endless[5000];

	memset(endless, 'x', sizeof endless - 1);
	endless[sizeof endless - 1] = '\0';
	cr_expect_eq(edit_distance(endless, "verify"), UINT_MAX);
	cr_expect_eq(edit_distance(endless, endless), 0);
	cr_expect_null(nearest_word(endless, (const char *const[]){ "verify" }, 1));
}

Test(nearest, suggests_a_word_that_is_near_enough)
{
	static const char *const known[] = { "verify", "kernels", "help" };
	static const struct {
		const char *typed, *suggested;
	} rows[] = {
		{ "verfiy", "verify" }, { "kernel", "kernels" }, { "hlep", "help" },
		{ "hepl", "help" },	{ "verify", "verify" },	 { "vf", NULL },
		{ "frobnicate", NULL }, { "", NULL },		 { "hxxp", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *word = nearest_word(rows[i].typed, known, 3);

		if (rows[i].suggested)
			cr_expect(word && strcmp(word, rows[i].suggested) == 0, "%s: %s",
				  rows[i].typed, word ? word : "nothing");
		else
			cr_expect_null(word, "%s: %s", rows[i].typed, word ? word : "");
	}
}
