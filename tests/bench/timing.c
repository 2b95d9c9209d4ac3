/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * timing.c - by the clock that counts this process alone: these machines are shared.
 */
#include "timing.h"

#include <stdlib.h>
#include <time.h>

double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double median_of(double *v, size_t n)
{
	qsort(v, n, sizeof *v, by_size);
	return v[n / 2];
}
