/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

struct text text_of_file(const char *path)
{
	FILE *file = fopen(path, "r");
	struct text t = { NULL, 0 };
	size_t room = 0;
	ssize_t n = file ? getdelim(&t.bytes, &room, EOF, file) : -1;

	if (n <= 0) {
		fprintf(stderr, "bench: cannot read %s\n", path);
		exit(2);
	}
	t.size = (size_t)n;
	fclose(file);
	return t;
}
