/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!f)
		return NULL;
	if (getdelim(&text, &size, EOF, f) < 0) {
		free(text);
		text = NULL;
	}
	fclose(f);
	return text;
}

void expect_golden_text(const char *text, const char *name)
{
	char path[200], *golden;

	snprintf(path, sizeof path, "tests/screens/%s.txt", name);
	cr_assert_not_null(text);
	if (getenv("UPDATE")) {
		FILE *f = fopen(path, "w");

		cr_assert_not_null(f, "%s", path);
		fprintf(f, "SPDX-License-Identifier: GPL-3.0-or-later\n%s", text);
		cr_assert_eq(fclose(f), 0);
	}
	golden = read_file(path);
	cr_expect(golden && strchr(golden, '\n') && strcmp(strchr(golden, '\n') + 1, text) == 0,
		  "%s differs; UPDATE=1 make check rewrites it. Now it is:\n%s", path, text);
	free(golden);
}

void expect_golden(const struct canvas *c, bool with_styles, const char *name)
{
	char *text = canvas_dump(c, with_styles);

	expect_golden_text(text, name);
	free(text);
}
