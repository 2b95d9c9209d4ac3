/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.h - a file to measure with, in memory.
 */
#ifndef TESTS_BENCH_TEXT_H
#define TESTS_BENCH_TEXT_H

#include <stddef.h>

struct text {
	char *bytes;            /* the caller frees them */
	size_t size;
};

/* The whole file. Ends the program with 2 and a line if it cannot be read or is empty. */
struct text text_of_file(const char *path);

#endif
