/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * timing.h - processor time, and the middle of several measurements of it.
 */
#ifndef TESTS_BENCH_TIMING_H
#define TESTS_BENCH_TIMING_H

#include <stddef.h>

/* Of this process, since it began. */
double cpu_seconds(void);

/* Of n numbers, which are sorted for it. */
double median_of(double *v, size_t n);

#endif
