/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc_kernel.c - which of the kernels known is nearest to the one a text came from.
 *
 * Releases are counted as if they had one number: 2.6.34 is the 34th, 3.0 follows 2.6.39, 4.0
 * follows 3.19, 5.0 follows 4.20, 6.0 follows 5.19. Of two that are equally near the older is
 * taken.
 */
#include "proc.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proc_inside.h"

enum { RELEASES_BEFORE_7 = 121 };

/* Numbers up to so many digits cannot overflow. */
static long small_number(const char **at)
{
	long n = 0;

	while (isdigit((unsigned char)**at) && n < 100000)
		n = n * 10 + (*(*at)++ - '0');
	return n;
}

/* "6.8.0-45-generic" to a count of releases; -1: no version. */
static long release_of(const char *text)
{
	static const long before[] = { 0, 0, 0, 40, 60, 81, 101, RELEASES_BEFORE_7 };
	long major, minor, patch = 0;

	if (!isdigit((unsigned char)*text))
		return -1;
	major = small_number(&text);
	if (*text++ != '.' || !isdigit((unsigned char)*text))
		return -1;
	minor = small_number(&text);
	if (*text == '.') {
		text++;
		patch = small_number(&text);
	}
	if (major < 2)
		return 0;
	if (major == 2)
		return minor < 6 ? 0 : patch;
	return major < 8 ? before[major] + minor : RELEASES_BEFORE_7 + minor;
}

const struct kernel *proc_kernel_of_version(const char *text)
{
	const struct kernel *nearest = NULL;
	long release, least = 0;

	if (strncmp(text, "Linux version ", 14) == 0)
		text += 14;
	release = release_of(text);
	for (size_t i = 0; release >= 0 && kernel_at(i); i++) {
		long distance = labs(release - release_of(kernel_at(i)->name));

		if (!nearest || distance < least) {
			nearest = kernel_at(i);
			least = distance;
		}
	}
	return nearest;
}

/* ---- by the form of zoneinfo ---- */

static bool has_line(const struct described *d, enum carried_part part, const char *name)
{
	for (size_t i = 0; i < d->nr_lines; i++)
		if (d->line[i].part == part && strcmp(d->line[i].name, name) == 0)
			return true;
	return false;
}

/* The newest first: the line that its zoneinfo has and no older one. */
static const struct {
	const char *kernel;
	enum carried_part part;
	const char *name;
} signs[] = {
	{ "6.12", CARRIED_SIZE, "promo" },
	{ "6.1", CARRIED_SIZE, "boost" },
	{ "4.12", CARRIED_TAIL, "node_inactive_ratio" },
	{ "5.10", CARRIED_TAIL, "node_unreclaimable" },
	{ "2.6.34", CARRIED_TAIL, "prev_priority" },
	{ "4.7", CARRIED_SIZE, "managed" },
	{ "2.6.34", CARRIED_SIZE, "scanned" },
};

static const struct kernel *kernel_of_form(const struct described *d, const char **sign)
{
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (has_line(d, signs[i].part, signs[i].name)) {
			*sign = signs[i].name;
			return kernel_find(signs[i].kernel);
		}
	*sign = NULL;
	return kernel_at(0);
}

/* ---- the choice ---- */

static void first_words(const char *text, char *to, size_t size)
{
	size_t n;

	if (strncmp(text, "Linux version ", 14) == 0)
		text += 14;
	n = strcspn(text, " \n");
	snprintf(to, size, "%.*s", n > 60 ? 60 : (int)n, text);
}

void proc_kernel(const char *directory, struct described *d)
{
	char text[PROC_SMALL];
	const char *sign;

	if (d->kernel) {
		snprintf(d->version, sizeof d->version, "the kernel that was asked for");
		return;
	}
	if (directory && (proc_small_file(directory, "version", text) ||
			  proc_small_file(directory, "sys/kernel/osrelease", text))) {
		d->kernel = proc_kernel_of_version(text);
		first_words(text, d->version, sizeof d->version);
		if (d->kernel)
			return;
		described_note(d, "version names no version of Linux");
	}
	d->kernel = kernel_of_form(d, &sign);
	d->synthesised |= SYNTHESISED_KERNEL;
	snprintf(d->version, sizeof d->version, "a zoneinfo %s \"%s\"",
		 sign ? "that has" : "without", sign ? sign : "managed");
	described_note(d, "no version is told: by \"%s\" in zoneinfo this is taken for kernel %s",
		       sign ? sign : "min", d->kernel->name);
}
